"""The figures that tell two reports of one make apart: numbers, months beside numbers, weekdays, and names if short.

Axioms:
1. Figures are compared by kind and in reading order; what only one text has, at a place of its own, is no contradiction
   (one was cut, the other brings its page's own).
2. Where both texts have figures of their own, these contradict each other: anywhere in texts with few figures, at one
   place (between two common figures) in texts with many.
3. In short texts names count as figures: "X approves the vaccine" and "Y approves the vaccine" share all but the name.
   Long copies lose a name and gain a photographer without being another report.
4. A number that lost half its groups ("20 000" → "000") is the same number, damaged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.editorial.function_words import FUNCTION_WORDS
from bot.editorial.words import located_numbers

MANY = 12  # figures: from here on a lost and an added one at different places are no contradiction
MOST = 300  # figures: a text with more is a table, and its first three hundred tell it

SHORT = 90  # words: up to here names count; measured, natural look-alikes that differ by a name have 15 to 40 words

_KINDS = ("name:", "month:", "day:", "")
_MONTHS = (
    "jan янв հունվ",
    "feb фев փետր",
    "mar мар մարտ mär",
    "apr апр ապրիլ",
    "may май мая մայիս mai",
    "jun июн հունիս",
    "jul июл հուլիս",
    "aug авг օգոս",
    "sep сен սեպտ",
    "oct окт հոկտ okt",
    "nov ноя նոյեմ",
    "dec дек դեկտ dez",
)
_WEEKDAYS = (
    "monday понедельник երկուշաբթի montag",
    "tuesday вторник երեքշաբթի dienstag",
    "wednesday сред(?:а|у|ы|е|ой)\\b չորեքշաբթի mittwoch",
    "thursday четверг հինգշաբթի donnerstag",
    "friday пятниц ուրբաթ freitag",
    "saturday суббот շաբաթ\\b samstag",
    "sunday воскресень կիրակի sonntag",
)
_COUNTS = (
    "two два двое двух двумя две երկու zwei",
    "three три трое трех трёх тремя երեք drei",
    "four четыре четверо четырех четырёх չորս vier",
    "five пять пятеро пяти հինգ fünf",
    "six шесть шестеро шести վեց sechs",
    "seven семь семеро семи յոթ sieben",
    "eight восемь восьми ութ acht",
    "nine девять девяти ինը neun",
    "ten десять десяти տասը zehn",
    "eleven одиннадцать տասնմեկ elf",
    "twelve двенадцать տասներկու zwölf",
)


def _table(rows: tuple[str, ...], first: int) -> dict[str, str]:
    return {word: str(first + n) for n, row in enumerate(rows) for word in row.split()}


_COUNT = _table(_COUNTS, 2)
_WORD = re.compile(
    rf"\b(?:(?P<count>{'|'.join(_COUNT)})\b|"
    + "|".join(
        [f"(?P<m{n}>(?:{'|'.join(row.split())}))" for n, row in enumerate(_MONTHS, 1)]
        + [f"(?P<w{n}>(?:{'|'.join(row.split())}))" for n, row in enumerate(_WEEKDAYS, 1)]
    )
    + ")",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![^\W_])(?=[^\W\d_])[^\Wa-zа-яёա-և\d_][^\W_]{2,}")
_GRAMMAR = frozenset().union(*FUNCTION_WORDS.values())
_BESIDE_NUMBER = re.compile(r"[0-9](?:st|nd|rd|th|-?го|-?е|-?ի|թ)?[.,]?\s+$")
_BEFORE_NUMBER = re.compile(r"\w*[.,]?\s+(?:ի\s+)?[0-9]")


def figures(text: str) -> tuple[str, ...]:
    """The figures of `text` in reading order: "12" a number, "month:6", "day:3" (1 is Monday), "name:…"."""
    found = list(located_numbers(text))
    for match in _WORD.finditer(text):
        name = match.lastgroup or ""
        if name == "count":
            found.append((match.start(), _COUNT[match[0].lower()]))
        elif name[0] == "w":
            found.append((match.start(), f"day:{name[1:]}"))
        elif _BESIDE_NUMBER.search(text[max(0, match.start() - 8) : match.start()]) or _BEFORE_NUMBER.match(
            text[match.end() : match.end() + 16]
        ):
            found.append((match.start(), f"month:{name[1:]}"))
    if text.count(" ") < SHORT:
        found += [
            (match.start(), f"name:{match[0].casefold()}")
            for match in _NAME.finditer(text)
            if not _grammar(match[0])
        ]
    found.sort(key=lambda item: item[0])
    return tuple(figure for _, figure in found[:MOST])


def contradict(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str] | None:
    """The first two figures that stand against each other in look-alike texts, or None."""
    for kind in _KINDS:
        mine = [figure for figure in one if _kind(figure) == kind]
        theirs = [figure for figure in other if _kind(figure) == kind]
        for left, right in _against(mine, theirs):
            left_only = [f for f in left if not any(_damaged(f, o) for o in right)]
            right_only = [f for f in right if not any(_damaged(f, o) for o in left)]
            if left_only and right_only:
                return left_only[0], right_only[0]
    return None


def _against(mine: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """What each text has alone: of the whole text where figures are few, else place by place."""
    if min(len(mine), len(theirs)) < MANY:
        ours, others = Counter(mine), Counter(theirs)
        yield list((ours - others).elements()), list((others - ours).elements())
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "replace":
            yield mine[i1:i2], theirs[j1:j2]


def _grammar(word: str) -> bool:
    return word.casefold() in _GRAMMAR


def _kind(figure: str) -> str:
    return next(kind for kind in _KINDS if figure.startswith(kind))


def _damaged(one: str, other: str) -> bool:
    """Whether one number is what a lost group of thousands leaves of the other."""
    short, long = sorted((one, other), key=len)
    lost = len(long) - len(short)
    return (
        short != long
        and lost > 0
        and ((lost % 3 == 0 and long.startswith(short)) or (len(short) % 3 == 0 and long.endswith(short)))
    )
