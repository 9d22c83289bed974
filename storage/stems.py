"""The words a search compares: stems, the same for what is stored and for what is asked. Pure functions.

Who searches does not say in which language, so a word's script decides how it is stemmed, here as there:

1. Words in the script of `ru`, `hy` or `en` are stemmed as that language's; all others stand as they are.
2. Case, compatibility forms and the spellings of one letter (ё, և) make no difference.
3. Numbers are words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import snowballstemmer
from babel import Locale

LONGEST = 40
"""Characters of a stem; longer "words" are base64, markup or spite."""

REMEMBERED = 65_536  # stems, about 10 MB: a language's common words several times over

_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile(
    "[\u00ad\u0301\u055b\u055c\u055e\u200b-\u200f\u2060\ufeff]"
)  # stress, hyphens, joiners
_ENDING = re.compile(
    r"['’ʼ]s\b|-(?<=[\u0531-\u0556]{2}-)[\u0561-\u0587]{1,4}\b"
)  # possessives, cases of abbreviations
_SCRIPTS = (
    (("\u0400", "\u052f"), "ru"),
    (("\u0531", "\u058f"), "hy"),
    (("a", "\u024f"), "en"),
)


def search_words(text: str) -> list[str]:
    """The words of a text in order, folded but not stemmed."""
    bare = text if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    folded = _ENDING.sub("", bare).casefold().replace("և", "եւ").replace("ё", "е")
    return [word[:LONGEST] for word in _WORD.findall(folded)]


def search_stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return list(map(stem, search_words(text)))


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """The stem of one folded word."""
    for (first, last), language in _SCRIPTS:
        if first <= word[0] <= last:
            return str(_stemmer(language).stemWord(word)) or word
    return word


@cache
def _stemmer(lang: str) -> Any:
    name = Locale(lang).get_language_name("en") or lang
    return snowballstemmer.stemmer(name.lower())
