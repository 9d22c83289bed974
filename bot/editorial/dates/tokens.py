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
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from bot.editorial import words
from bot.editorial.dates.language import Language
from bot.editorial.remembered import Remembered

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
FIRST_YEAR, LAST_YEAR = 1800, 2099
OTHER = ("_", 0)
# Without one of these words, and without a figure, no grammar finds a time; nor without one of these letters in a shape.
TIMES = frozenset("MmWwTEQJjKXYLRUIZ")
TIMELY = re.compile(f"[dykqD{''.join(sorted(TIMES))}]")
# A figure, or what stands within a word and is no possessive.
CLOSELY = re.compile(r"[\d՛՞՜\u0301\u00ad\u200b-\u200f\u2060\ufeff]|['’ʼ՚](?=[^\W_])(?![st]\b)")
DECADE = re.compile("s|ых|х|ական.*")


class Token(NamedTuple):
    """A word, number or mark."""

    letter: str
    value: int  # month 1-12, weekday 0-6, unit, number, offset in days; 0 where there is none
    word: str  # lower-cased, or as it stands
    suffix: str  # a number's case ending
    start: int
    end: int


class Piece(NamedTuple):
    """What stands between white space, read: its shape, and its tokens, whose places are counted from its beginning."""

    shape: str
    tokens: tuple[Token, ...]


def timeless(sentence: str, times: frozenset[str]) -> bool:
    """Whether a sentence surely speaks of no time, which is soon seen: it has neither figures nor any of these words."""
    return not CLOSELY.search(sentence) and times.isdisjoint(words.tokens(sentence))


def pieces(sentence: str, language: Language) -> list[Piece]:
    """A sentence read piece by piece: no token has white space in it, and the same pieces come again and again."""
    chunks = sentence.split()
    read = list(map(_pieces_of(language).__getitem__, chunks))
    if chunks:  # at the ends of a sentence a capital makes no name, and a dash has no white space beside it
        first, last = chunks[0], chunks[-1]
        opens, ends = first[0] == sentence[0], last[-1] == sentence[-1]
        alone = opens and ends and len(chunks) == 1
        if opens and (
            first[0] in DASHES or not language.names.isdisjoint(t.word for t in read[0].tokens[:1])
        ):
            read[0] = _piece(first if alone else f"{first} ", language)
        if ends and last[-1] in DASHES:
            read[-1] = _piece(last if alone else f" {last}", language)
    return read


def placed(sentence: str, read: Iterable[Piece]) -> list[Token]:
    """The tokens of the pieces of a sentence, in their places."""
    tokens: list[Token] = []
    at = 0
    for chunk, piece in zip(sentence.split(), read, strict=True):
        at = sentence.index(chunk, at)
        tokens += [
            Token(letter, value, word, suffix, at + start, at + end)
            for letter, value, word, suffix, start, end in piece.tokens
        ]
        at += len(chunk)
    return tokens


def tokenise(sentence: str, language: Language) -> list[Token]:
    """The tokens of a sentence; any text will do."""
    return placed(sentence, pieces(sentence, language))


@cache
def _pieces_of(language: Language) -> Remembered[Piece]:
    """The pieces of a language, as they stand within a sentence."""
    return Remembered(lambda chunk: _piece(f" {chunk} ", language))


def _piece(text: str, language: Language) -> Piece:
    """A piece with the white space beside it, read."""
    before = text[0] == " "
    word = text.strip()
    if word.isalpha():  # as most are
        letter, value, low = _word(word, before, language)
        return Piece(letter, (Token(letter, value, low, "", 0, len(word)),))
    tokens: list[Token] = []
    for match in TOKEN.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        letter, value, word, suffix = "D", 0, match[0], ""
        if kind == "word":
            letter, value, word = _word(word, start, language)
        elif kind in ("number", "suffix"):
            letter, value, word, suffix = _number(text, match, tokens)
        elif kind == "mark":
            letter = _mark(text, start, word)
        tokens.append(Token(letter, value, word, suffix, start - before, end - before))
    return Piece("".join([token.letter for token in tokens]), tuple(tokens))


def _word(text: str, start: int, language: Language) -> tuple[str, int, str]:
    """The letter and value of a word, and the word lower-cased."""
    low = text.lower().translate(FOLD)
    letter, value = language.words.get(low, OTHER)
    if letter != "_":
        capital = text[0].isupper()
        name = capital and start and low in language.names and not text.isupper()
        if name or (language.capitals and not capital and letter in "Mmw"):
            letter = "_"
    return letter, value, low


def _number(sentence: str, match: re.Match[str], before: list[Token]) -> tuple[str, int, str, str]:
    """The letter and value of a number, its figures and its case ending."""
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
    return letter, value, figure, suffix


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
