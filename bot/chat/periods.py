"""Times as readers write them: `2024`, `2024-06`, `12 June 2024`, `июнь 2024`, `3d`; a year or month of the timeline.

Months are called as CLDR has it in every language there is a catalogue for, in full or shortened, in any case.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel import Locale

from bot.chat.catalogue import languages
from bot.chat.spoken_times import AMOUNT, TODAY, UNITS, YESTERDAY

FIGURES = re.compile(r"(\d{4})(?:[-./](\d{1,2}))?(?:[-./](\d{1,2}))?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
FORM = frozenset(
    (
        "year",
        "of",
        "st",
        "nd",
        "rd",
        "th",
        "г",
        "год",
        "года",
        "году",
        "թ",
        "թվ",
        "թվական",
        "թվականի",
        "թվականին",
        "ին",
        "ի",
    )
)
"""What belongs only to the form of a date: "2024 г.", "the 12th of June", "2024 թ. հունիսի 12-ին"."""

MONTH_LETTERS = 3
"""Fewer letters begin no month for sure."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or one month of it (1-12; 0: the whole year)."""

    year: int
    month: int = 0

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def whole_year(self) -> bool:
        """Whether it is a year."""
        return self.month == 0


@dataclass(frozen=True, slots=True)
class NoSuchMonth:
    """A period that was meant well: the year, and a month that is none."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class NoSuchDay:
    """A day that was meant well: its month, and a day that the month has not."""

    month: Period
    day: int


def understood(written: str) -> Period | NoSuchMonth | None:
    """The period a reader writes, that of a day being its month; None where it is no time."""
    time = when(written)
    if isinstance(time, date):
        return Period(time.year, time.month)
    return time.month if isinstance(time, NoSuchDay) else time


def when(written: str) -> date | Period | NoSuchMonth | NoSuchDay | None:
    """The day, month or year a reader writes; None where it is none of them."""
    written = written.strip().casefold().rstrip(".,․")
    if found := FIGURES.fullmatch(written):
        return _time(*(int(part) if part else None for part in found.groups()))
    if found := DAY_FIRST.fullmatch(written):
        day, month, year = map(int, found.groups())
        return _time(year, month, day)
    return _in_words(written)


def within(words: str) -> tuple[date | Period | None, str]:
    """The time that a search names among its words, and the words without it.

    A month needs its year: alone "may" and "march" are words like others.
    """
    parts = words.split()
    for count in (4, 3, 2, 1):
        for at in range(len(parts) - count + 1):
            time = when(" ".join(parts[at : at + count]))
            if isinstance(time, date | Period):
                return time, " ".join(parts[:at] + parts[at + count :])
    return None, words


def days_ago(written: str, today: date) -> date | None:
    """The day that lies so long back: `3d`, `2 weeks`, `вчера`; None where nothing of the kind is written."""
    said = written.strip().casefold()
    if said in TODAY or said in YESTERDAY:
        return today - timedelta(days=said in YESTERDAY)
    found = AMOUNT.fullmatch(said)
    unit = next((unit for unit, words in UNITS.items() if found and found[2] in words), None)
    if not found or unit is None:
        return None
    return today - min(int(found[1]) * unit, timedelta(days=today.toordinal() - 1))


def possible(year: int, month: int) -> Period | None:
    """The period of two numbers out of a button; None where there is no such time."""
    return Period(year, month) if 1 <= year <= 9999 and 0 <= month <= 12 else None


def _time(
    year: int | None, month: int | None, day: int | None
) -> date | Period | NoSuchMonth | NoSuchDay | None:
    if not year:
        return None
    if month is None:
        return Period(year)
    if not 1 <= month <= 12:
        return NoSuchMonth(year, month)
    if day is None:
        return Period(year, month)
    if not 1 <= day <= monthrange(year, month)[1]:
        return NoSuchDay(Period(year, month), day)
    return date(year, month, day)


def _in_words(written: str) -> date | Period | NoSuchDay | None:
    """A month with its year, in either order, perhaps with its day: "12 June 2024", "2024 թ. հունիսի 12"."""
    year = month = day = None
    for part in _parts(written):
        number = int(part) if part.isdecimal() and part.isascii() else None
        if number is not None and len(part) == 4 and year is None:
            year = number
        elif number is not None and len(part) <= 2 and day is None:
            day = number
        elif number is None and month is None and (named := _month(part)):
            month = named
        else:
            return None
    if year is None or (month is None and day is not None):
        return None
    time = _time(year, month, day)
    return None if isinstance(time, NoSuchMonth) else time


def _parts(written: str) -> Iterator[str]:
    """The words and numbers of a date, without what belongs only to its form."""
    for part in re.findall(r"\d+|[^\W\d_]+", written):
        if part not in FORM:
            yield part


def _month(word: str) -> int | None:
    """The month a word names, or begins to name: "sept"; None where it is none or could be several."""
    if len(word) < MONTH_LETTERS:
        return None
    months = _months()
    begun = {number for name, number in months.items() if name.startswith(word)}
    return months.get(word) or (begun.pop() if len(begun) == 1 else None)


@cache
def _months() -> dict[str, int]:
    """What the months are called, case-folded, in every language and form."""
    names: dict[str, int] = {}
    for lang in languages():
        for forms in Locale.parse(lang).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in forms[width].items():
                    names.setdefault(name.casefold().rstrip(".․"), number)
    return names
