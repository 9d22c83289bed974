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
from bot.editorial.remembered import Remembered
from bot.editorial.words import located_numbers

MANY = 12  # figures: from here on a lost and an added one at different places are no contradiction
MOST = 300  # figures: a text with more is a table, and its first three hundred tell it
SHORT = 90  # words: up to here names count; measured, natural look-alikes that differ by a name have 15 to 40 words

_KINDS = ("name:", "month:", "day:", "")
_MONTHS = (
    r"jan(?:uary)?|янв(?:ар[а-я]{1,2})?|հունվար\w*|januar|jänner",
    r"feb(?:ruary)?|фев(?:рал[а-я]{1,2})?|փետրվար\w*|februar",
    r"mar(?:ch)?|мар(?:т[а-я]?)?|մարտ(?:ի|ին|ից|ը)?|märz",
    r"apr(?:il)?|апр(?:ел[а-я]{1,2})?|ապրիլ\w*",
    r"may|ма[йяею]|մայիս\w*|mai",
    r"june?|июн[а-я]|հունիս\w*|juni",
    r"july?|июл[а-я]|հուլիս\w*|juli",
    r"aug(?:ust)?|авг(?:уст[а-я]?)?|օգոստոս\w*",
    r"sept?(?:ember)?|сен(?:т|тябр[а-я]{1,2})?|սեպտեմբեր\w*",
    r"oct(?:ober)?|окт(?:ябр[а-я]{1,2})?|հոկտեմբեր\w*|oktober",
    r"nov(?:ember)?|ноя(?:б|бр[а-я]{1,2})?|նոյեմբեր\w*",
    r"dec(?:ember)?|дек(?:абр[а-я]{1,2})?|դեկտեմբեր\w*|dezember",
)
_WEEKDAYS = (
    r"monday|понедельник[а-я]?|երկուշաբթի\w*|montag",
    r"tuesday|вторник[а-я]?|երեքշաբթի\w*|dienstag",
    r"wednesday|сред[аыуе]|չորեքշաբթի\w*|mittwoch",
    r"thursday|четверг[а-я]?|հինգշաբթի\w*|donnerstag",
    r"friday|пятниц[а-я]|ուրբաթ\w*",
    r"saturday|суббот[а-я]|շաբաթ|samstag",
    r"sunday|воскресень[а-я]|կիրակի\w*|sonntag",
)
_COUNTS = (
    r"two|два|двое|двоих|двух|двум|двумя|две|երկու(?:սի|սից|սը)?|zwei",
    r"three|три|трое|троих|трем|трём|трех|трёх|тремя|երեքի?|drei",
    r"four|четыре|четверо|четверых|четырем|четырём|четырех|четырёх|չորսի?|vier",
    r"five|пять|пятеро|пятерых|пяти|пятью|հինգի?|fünf",
    r"six|шесть|шестеро|шестерых|шести|шестью|վեցի?|sechs",
    r"seven|семь|семеро|семерых|семи|семью|յոթի?|sieben",
    r"eight|восемь|восьмерых|восьми|ութի?|acht",
    r"nine|девять|девяти|ինը|իննի|neun",
    r"ten|десять|десяти|տասը|տասի|zehn",
    r"eleven|одиннадцать|одиннадцати|տասնմեկի?|elf",
    r"twelve|двенадцать|двенадцати|տասներկուս?ի?|zwölf",
)
_SPELT = tuple(
    (re.compile(pattern), f"{kind}{first + n}")
    for kind, first, rows in (("month:", 1, _MONTHS), ("day:", 1, _WEEKDAYS), ("", 2, _COUNTS))
    for n, pattern in enumerate(rows)
)
_ANY_SPELT = re.compile("|".join(pattern.pattern for pattern, _ in _SPELT))
_WORD = re.compile(r"[^\W\d_]{2,14}")
_NAME = re.compile(r"(?<![^\W_])(?=[^\W\d_])[^\Wa-zа-яёա-և\d_][^\W_]{2,}")
_GRAMMAR = frozenset().union(*FUNCTION_WORDS.values())
_NUMBER_BEFORE = re.compile(r"[0-9](?:st|nd|rd|th|-?го|-?е|-?ի|\sթ)?[.,]?\s+$")
_NUMBER_AFTER = re.compile(r"[.,]?\s+[0-9]")


def figures(text: str) -> tuple[str, ...]:
    """The figures of `text` in reading order: "12" a number, "month:6", "day:3" (1 is Monday), "name:…"."""
    found = [*located_numbers(text), *_located_spelt(text)]
    if text.count(" ") < SHORT:
        names = (match for match in _NAME.finditer(text) if match[0].casefold() not in _GRAMMAR)
        found += [(match.start(), f"name:{match[0].casefold()}") for match in names]
    found.sort(key=lambda item: item[0])
    return tuple(figure for _, figure in found[:MOST])


def _located_spelt(text: str) -> Iterator[tuple[int, str]]:
    """The figures in words, each with the position where it begins; of a month's names only those beside a number."""
    for chunk in filter(_SPELT_IN.__getitem__, set(text.split())):
        for start, end, figure in _SPELT_IN[chunk]:
            for at in _places(chunk, text):
                if figure[0] != "m" or _beside_number(text, at + start, at + end):
                    yield at + start, figure


def _places(chunk: str, text: str) -> Iterator[int]:
    """Where a chunk stands in a text, white space around it."""
    at = text.find(chunk)
    while at >= 0:
        end = at + len(chunk)
        if (not at or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield at
        at = text.find(chunk, end)


def _spelt_in(chunk: str) -> tuple[tuple[int, int, str], ...]:
    """The figures in words in what stands between white space: where they begin and end, and which they are."""
    if not any(map(_ANY_SPELT.fullmatch, _WORD.findall(chunk.lower()))):  # as in nearly all
        return ()
    found = ((match, _spelt(match[0].lower())) for match in _WORD.finditer(chunk))
    return tuple((*match.span(), figure) for match, figure in found if figure)


_SPELT_IN = Remembered(_spelt_in)


def _spelt(word: str) -> str:
    return next((figure for pattern, figure in _SPELT if pattern.fullmatch(word)), "")


_SPELT_AS = Remembered(_spelt)


def in_digits(text: str) -> str:
    """The text with its counts from two to twelve in digits: "three soldiers" → "3 soldiers"."""
    return _WORD.sub(lambda word: _count(word[0]) or word[0], text)


def counts(text: str) -> frozenset[str]:
    """The counts from two to twelve that a text writes in words, in digits."""
    return frozenset(filter(None, map(_count, _WORD.findall(text))))


def _count(word: str) -> str:
    figure = _SPELT_AS[word.lower()]
    return figure if figure.isdigit() else ""


def _beside_number(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 8) : start], text[end : end + 12]
    return bool(_NUMBER_BEFORE.search(before) or _NUMBER_AFTER.match(after))


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
    if _within(mine, theirs) or _within(theirs, mine):
        return  # one only lost some; alignment below may see that otherwise where figures repeat
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "replace":
            yield mine[i1:i2], theirs[j1:j2]


def _within(some: list[str], others: list[str]) -> bool:
    """Whether some figures stand among others in the same order."""
    left = iter(others)
    return all(figure in left for figure in some)


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
