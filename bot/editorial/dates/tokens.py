"""A sentence as a row of tokens, and as its shape: one letter for each token.

Grammars are regular expressions over shapes ("June 12, 2024" is `Md,y`), which keeps them short, alike in all
languages, and linear: a shape is as long as the sentence has words.

Letters of a shape:
    d  number 1-31            y  year                 q  year with a case ending     k  decade
    c  number 32-999          D  whole date in digits x  any other number            N  number in words
    M  month                  m  month, abbreviated   W  weekday                     w  weekday, abbreviated
    T  today, yesterday, …    E  "on the eve"         Q  part of a day
    J K X Y  day, week, month, year as units          j L  their forms that count only        R  "year" after a figure
    P F H S  last, next, this, same                   V f  previous, following (from the story's own time)
    G  ago                    A B  after, before      z  "about" and the like        v  every
    p i o n r b  prepositions   t a  articles           & -  "and", "to" or a tight dash   ~  a dash with spaces
    O  first, second, … of several            U  weekend         h  "not", which turns "tomorrow" into the day after it
    I  overnight              Z  season
    C  counted noun           u  newspapers           g  "dated"      s e l  small words of one language
    _  any other word         , . ( ) '  themselves   ;  any other mark
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.editorial.dates.language import Language

SUFFIX = "st|nd|rd|th|s|го|му|ом|м|ый|ой|й|ое|е|ая|я|ых|х|ական[ա-ֆ]{0,6}|ին|ից|ի|ը|ն|ում"
TOKEN = re.compile(
    r"(?P<word>[^\W\d_]++(?:[՛՞՜][^\W\d_]++)*+)"
    r"|(?P<iso>(?<![\w./-])[0-9]{4}(?P<between>[-/])[0-9]{2}(?P=between)[0-9]{2}"
    r"(?:T[0-9:.]++(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?(?![\w/-]))"
    r"|(?P<full>(?<![\w.-])[0-9]{1,2}(?P<by>[./])[0-9]{1,2}(?P=by)[0-9]{4}(?![0-9]|[./][0-9]))"
    rf"|(?P<number>[0-9]++(?:[.,:][0-9]++)*+)(?:[-‑–֊]?(?P<suffix>{SUFFIX})(?![^\W_]))?"
    r"|(?P<mark>[^\w\s]|_)"
)
DASHES = frozenset("-‑–—−֊")
MARKS = {",": ",", "՝": ",", "`": ",", ".": ".", "․": ".", "(": "(", ")": ")", "'": "'", "’": "'", "&": "&"}
MONEY = frozenset("$€£₽֏№#")
FOLD = str.maketrans({"ё": "е", "՛": None, "՞": None, "՜": None})
REMEMBERED = 32_768  # words, about 10 MB
FIRST_YEAR, LAST_YEAR = 1800, 2099
OTHER = ("_", 0)
TIMES = frozenset(
    "MmWwTEQJjKXYLRUIZ"
)  # without one of these words, and without a figure, no grammar finds a time
FIGURE = re.compile(r"[\d՛՞՜]")  # or a word with a mark within, which is read letter by letter
LETTERS = re.compile(r"[^\W\d_]+")
DECADE = re.compile("s|ых|х|ական.*")


class Token(NamedTuple):
    """A word, number or mark."""

    letter: str
    value: int  # month 1-12, weekday 0-6, unit, number, offset in days; 0 where there is none
    word: str  # lower-cased, or as it stands
    suffix: str  # a number's case ending
    start: int
    end: int


def timeless(sentence: str, times: frozenset[str]) -> bool:
    """Whether a sentence surely speaks of no time, which is soon seen: it has neither figures nor any of these words."""
    if FIGURE.search(sentence):
        return False
    return times.isdisjoint(LETTERS.findall(sentence.lower().replace("ё", "е")))


def tokenise(sentence: str, language: Language) -> list[Token]:
    """The tokens of a sentence; any text will do."""
    tokens: list[Token] = []
    for match in TOKEN.finditer(sentence):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "word":
            tokens.append(_word(match[0], start, end, language))
        elif kind in ("number", "suffix"):
            tokens.append(_number(sentence, match, tokens))
        elif kind == "mark":
            tokens.append(Token(_mark(sentence, start, match[0]), 0, match[0], "", start, end))
        else:
            tokens.append(Token("D", 0, match[0], "", start, end))
    return tokens


def _word(text: str, start: int, end: int, language: Language) -> Token:
    letter, value, low = _known(text, language)
    if letter != "_":
        capital = text[0].isupper()
        name = capital and start and low in language.names and not text.isupper()
        if name or (language.capitals and not capital and letter in "Mmw"):
            letter = "_"
    return Token(letter, value, low, "", start, end)


@lru_cache(maxsize=REMEMBERED)
def _known(text: str, language: Language) -> tuple[str, int, str]:
    """The letter and value of a word wherever it stands, and the word lower-cased."""
    low = text.lower()
    if not low.isascii():
        low = low.translate(FOLD)
    return (*language.words.get(low, OTHER), low)


def _number(sentence: str, match: re.Match[str], before: list[Token]) -> Token:
    figure, suffix = match["number"], match["suffix"] or ""
    start, end = match.span()
    value = int(figure) if figure.isdigit() and len(figure) <= 4 else 0
    letter = "x"
    if not _part_of_name(sentence, start, end, before):
        if 1 <= value <= 31 and len(figure) <= 2:
            letter = "d"
        elif FIRST_YEAR <= value <= LAST_YEAR:
            letter = "y" if not suffix else "k" if DECADE.fullmatch(suffix) else "q"
        elif 32 <= value <= 999:
            letter = "c"
    return Token(letter, value, figure, suffix, start, end)


def _part_of_name(sentence: str, start: int, end: int, before: list[Token]) -> bool:
    """Model numbers, money, shares and compounds: S-300, F16, $12, 12 %, 44-day."""
    if start and sentence[start - 1] in MONEY:
        return True
    if start and sentence[start - 1].isalpha():
        return True
    if (
        start > 1
        and sentence[start - 1] in DASHES
        and sentence[start - 2].isalpha()
        and before[-2].letter != "p"
    ):
        return True
    follows = sentence[end : end + 2]
    return follows[:1] == "%" or (len(follows) == 2 and follows[0] in DASHES and follows[1].isalpha())


def _mark(sentence: str, start: int, mark: str) -> str:
    if mark in DASHES:
        spaced = sentence[start - 1 : start].isspace() or sentence[start + 1 : start + 2].isspace()
        return "~" if spaced else "-"
    return MARKS.get(mark, ";")
