"""One key for one name, whatever its script, spelling or case ending.

Axioms:
1. Scripts are brought to Latin letter by letter; letters that different schemes write differently fall together.
2. Vowels are where transliterations differ most (ya, ia, ja; e, ye, io), so they do not count, save at the beginning
   and, in names of fewer than `TELLING` consonants, the first: else all short names would meet.
3. Case endings are taken off where the language has them and enough of the name remains, save those that surnames end in
   themselves (-ov, -ev, -in); what endings leave behind is cut off by `LENGTH`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from anyascii import anyascii

LENGTH = 5  # sounds kept: an ending that survives axiom 3 mostly lies beyond the fifth consonant
TELLING = 4  # consonants: names with fewer keep their first vowel
SHORTEST = 3  # sounds: below it keys of different names meet by chance
LONGEST_WORD = 40  # letters: longer runs are no names and would only cost time

_ENDINGS = {  # with what must remain before them; shorter, and the ending was part of the name
    "ru": re.compile(
        r"(?<=\w{3})(?:ого|его|ому|ему|ей|ой|ый|ий|ая|яя|ое|ую|юю|[аяыиоеую])$|(?<=\w{4})[ое]м$|(?<=\w{5})[ыи]м$"
    ),
    "hy": re.compile(r"(?<=\w{4})(?:ներից|ներին|ներuմ|ները|ների|ներ|uմ|ից|ին|ի|ը|(?<=[^աեէիոօ])ն)$"),
    "en": re.compile(r"(?<=\w{3})(?:['’]s|s['’])$"),
}

_BEFORE = str.maketrans(
    {
        "և": "եւ",
        "ё": "е",
        "щ": "ш",
        "ц": "с",
        "ъ": "",
        "ь": "",
        "х": "h",
        "й": "и",
        "ղ": "g",
        "ձ": "s",
        "ծ": "s",
        "ց": "s",
    }
)
_OPENING = ((re.compile(r"^ո(?!ւ)"), "vo"), (re.compile(r"^ե(?!ւ)"), "e"))
_OPENED = ("ո", "ե")


def _sound(pattern: str, sound: str) -> Callable[[str], str]:
    """What writes a sound by one letter, in any word."""
    if pattern.isalpha():  # which is done twenty times as fast
        return lambda word: word.replace(pattern, sound)
    return partial(re.compile(pattern).sub, sound)


_SOUNDS = tuple(
    _sound(pattern, sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^y(?=[aeiou])", ""),
        *((letters, "S") for letters in ("shch", "sch", "sh")),
        *((letters, "C") for letters in ("tch", "ch")),
        *((letters, "J") for letters in ("dzh", "dj", "zh", "j")),
        ("gh", "g"),
        (r"kh|x$|^x", "h"),
        ("x", "ks"),
        ("ph", "f"),
        ("th", "t"),
        (r"tz|ts|dz|c(?=[eiy])|z", "s"),
        *((letters, "k") for letters in ("ck", "c", "q")),
        ("w", "v"),
        ("y", "i"),
        ("e", "i"),
        (r"(.)\1+", r"\1"),
    )
)
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aiou]+")


@lru_cache(maxsize=65_536)
def name_key(word: str, lang: str) -> str:
    """The key of one capitalised word, or "" where too little of it remains.

    Args:
        word: as it stands in the text, any case.
        lang: the text's language, for its case endings.
    """
    bare = word[:LONGEST_WORD].casefold()
    if lang in _ENDINGS:
        bare = _ENDINGS[lang].sub("", bare.replace("ու", "u"), count=1)
    bare = bare.translate(_BEFORE)
    if bare.startswith(_OPENED):
        for pattern, sound in _OPENING:
            bare = pattern.sub(sound, bare)
    latin = anyascii(bare.replace("ու", "u")).lower()
    for written in _SOUNDS:
        latin = written(latin)
    return _skeleton(latin)


def _skeleton(latin: str) -> str:
    vowels = _VOWELS.search(latin)
    rest = _VOWELS.sub("", latin[vowels.end() :]) if vowels else ""
    before = latin[: vowels.start()] if vowels else latin
    kept = ("i" if "i" in vowels[0] else vowels[0][0]) if vowels else ""
    consonants = _TWICE.sub(r"\1", before + rest)
    key = consonants if before and len(consonants) >= TELLING else _TWICE.sub(r"\1", before + kept + rest)
    return key[:LENGTH] if len(key) >= SHORTEST else ""
