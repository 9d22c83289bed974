"""One key for one name, whatever its script, spelling or case ending.

Axioms:
1. Scripts are brought to Latin letter by letter; letters that different schemes write differently fall together.
2. Vowels between consonants are where transliterations differ most (ya, ia, ja; e, ye, io), so they do not count;
   an opening vowel does. Names of fewer than three remaining sounds keep a folded vowel, or all short names would meet.
3. Case endings are taken off where the language has them and enough of the name remains; what they leave behind of
   themselves is cut off by `LENGTH`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

LENGTH = 5  # sounds kept: an ending that survives axiom 3 mostly lies beyond the fifth consonant
SHORTEST = 3  # sounds: below it keys of different names meet by chance
LONGEST_WORD = 40  # letters: longer runs are no names and would only cost time

_ENDINGS = {
    "ru": re.compile(
        r"(?:ыми|ими|ами|ями|ого|его|ому|ему|ей|ой|ый|ий|ом|ем|ым|им|ая|яя|ое|ую|юю|ых|их|ах|ях|ам|ям|[аяыиоеую])$"
    ),
    "hy": re.compile(r"(?:ներից|ներին|ներով|ներuմ|ները|ների|ներ|uմ|ից|ով|ին|ի|ը|(?<=[^աեէիոօ])ն)$"),
    "en": re.compile(r"(?:['’]s|s['’])$"),
}
_STEM = {"ru": 3, "hy": 4, "en": 3}  # letters that must remain: shorter, and the ending was part of the name

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
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^y(?=[aeiou])|^j(?=e)", ""),
        (r"shch|sch|sh", "S"),
        (r"tch|ch", "C"),
        (r"dzh|dj|zh|j", "J"),
        (r"kh|gh(?=[aeiou])|x$|^x", "h"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"tz|ts|dz|c(?=[eiy])|z", "s"),
        (r"ck|c|q", "k"),
        (r"w", "v"),
        (r"y", "i"),
        (r"[ei]", "i"),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = re.compile(r"[aiou]+")


@lru_cache(maxsize=65_536)
def name_key(word: str, lang: str) -> str:
    """The key of one capitalised word, or "" where too little of it remains.

    Args:
        word: as it stands in the text, any case.
        lang: the text's language, for its case endings.
    """
    bare = word[:LONGEST_WORD].casefold()
    ending = _ENDINGS.get(lang)
    if ending:
        match = ending.search(bare.replace("ու", "u"))
        if match and match.start() >= _STEM[lang]:
            bare = bare.replace("ու", "u")[: match.start()]
    bare = bare.translate(_BEFORE)
    for pattern, sound in _OPENING:
        bare = pattern.sub(sound, bare)
    latin = anyascii(bare.replace("ու", "u")).lower()
    for pattern, sound in _SOUNDS:
        latin = pattern.sub(sound, latin)
    opening = latin[:1] if latin[:1] in "aiou" else ""
    skeleton = opening + _VOWELS.sub("", latin)
    skeleton = re.sub(r"(.)\1+", r"\1", skeleton) if opening == "" else skeleton
    if len(skeleton) >= SHORTEST:
        return skeleton[:LENGTH]
    voiced = _VOWELS.sub(lambda m: m[0][0], latin)
    voiced = voiced[:-1] if len(voiced) > SHORTEST and voiced[-1] in "aiou" else voiced
    return voiced[:LENGTH] if len(voiced) >= SHORTEST else ""
