"""What lets reports in two languages be compared where the topic names no concepts for what they tell.

Axioms:
1. News of any story is made of countries and of the common run of events: these have signs that are alike in every
   language we read. Countries and their languages come from the CLDR (by Babel), the events from `vocabulary.txt`.
2. Many words are one word in all languages ("concert", "концерт"): letter by letter they have one key, as names have.
   That two texts share such a key says something; that one lacks it says nothing, as most words are no such words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

from babel import Locale
from babel.core import get_global

from bot.editorial.beginnings import Beginnings
from bot.editorial.names import name_key
from bot.editorial.remembered import Remembered
from bot.editorial.words import stopwords, tokens

LANGUAGES = ("en", "ru", "hy")  # the columns of the vocabulary
SPOKEN_WIDELY = frozenset({"en", "ar", "pt", "es"})  # these name no one country
ENDING = {"en": 0, "ru": 1, "hy": 0}  # letters of a country's name that its cases change
LONGEST_ENDING = 3  # letters a case adds
SHORTEST = (
    4  # letters of a country's name: shorter ones are words as well ("Oman" is told from "om", "Mali" is not)
)
COGNATE_LETTERS = 5  # of a word that may be one in all languages
COGNATE_SOUNDS = 4  # of its key; different words meet in shorter ones

COUNTRY, MEANING, COGNATE = "@", "~", "="
"""The first letter of a sign: of a country, of a thing of the news, of a word that may be the same in other languages."""


@dataclass(frozen=True, slots=True)
class _Column:
    """The vocabulary of one language: what a word, or the beginning of one, is a sign of."""

    whole: Mapping[str, frozenset[str]]
    beginning: Beginnings[frozenset[str]]


def signs(text: str, lang: str) -> frozenset[str]:
    """What a text speaks of, in signs that are the same in every language: "@DE" a country, "~gas" a thing of the news.

    Args:
        text: any.
        lang: its language; one we do not read gives nothing.
    """
    if lang not in LANGUAGES:
        return frozenset()
    return frozenset().union(*filter(None, map(_signs_of(lang).__getitem__, tokens(text))))


def cognates(text: str, lang: str) -> frozenset[str]:
    """The keys of the words of a text that may be the same word in another language, each marked by `COGNATE`.

    Args:
        text: any; a headline, as there are many.
        lang: its language, for its case endings and function words; any.
    """
    stop = stopwords(lang)
    long = (token for token in tokens(text) if len(token) >= COGNATE_LETTERS and token not in stop)
    keys = (name_key(token, lang) for token in long if token.isalpha())
    return frozenset(COGNATE + key for key in keys if len(key) >= COGNATE_SOUNDS)


@cache
def _signs_of(lang: str) -> Remembered[frozenset[str]]:
    """What a word of a language is a sign of."""
    return Remembered(partial(_signs, lang=lang))


def _signs(token: str, lang: str) -> frozenset[str]:
    """What one case-folded word is a sign of; of the beginnings that fit, the longest decides."""
    column = _vocabulary()[lang]
    found = column.whole.get(token, frozenset())
    begun = column.beginning.of(token)
    if begun:
        found |= begun[-1][1]
    country = _country(token, lang)
    return found | {COUNTRY + country} if country else found


def _country(token: str, lang: str) -> str | None:
    begun = _countries(lang).of(token)
    if not begun:
        return None
    name, code = begun[-1]
    return code if len(token) - len(name) <= LONGEST_ENDING else None


@cache
def _countries(lang: str) -> Beginnings[str]:
    """What stays of a country's or a language's name in every case → the country's code."""
    locale = Locale.parse(lang)
    likely = get_global("likely_subtags")
    found = {
        name: str(likely[code]).rsplit("_", 1)[-1]
        for code, name in locale.languages.items()
        if code in likely and code not in SPOKEN_WIDELY
    }
    found |= {name: code for code, name in locale.territories.items() if code.isalpha()}
    kept = {
        name.casefold()[: len(name) - ENDING[lang]]: code for name, code in found.items() if " " not in name
    }
    return Beginnings({word: code for word, code in kept.items() if len(word) >= SHORTEST})


@cache
def _vocabulary() -> Mapping[str, _Column]:
    tables: dict[tuple[str, bool], dict[str, frozenset[str]]] = defaultdict(lambda: defaultdict(frozenset))
    for sign, lang, word in _entries():
        tables[lang, word.endswith("-")]["".join(tokens(word))] |= {sign}
    return {lang: _Column(tables[lang, False], Beginnings(tables[lang, True])) for lang in LANGUAGES}


def _entries() -> Iterator[tuple[str, str, str]]:
    """Sign, language and word of each entry of the vocabulary."""
    text = (files(__package__) / "vocabulary.txt").read_text(encoding="utf-8")
    for row in text.splitlines():
        if not row or row.startswith("#"):
            continue
        first, _ = row.split(maxsplit=1)
        named = first.startswith(COUNTRY)
        sign = first if named else MEANING + first.rstrip("-")
        columns = row.removeprefix(first if named else "").split("|")
        for lang, words in zip(LANGUAGES, columns, strict=True):
            yield from ((sign, lang, word) for word in words.split())
