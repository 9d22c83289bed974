"""A year or a month of the timeline, and how readers write it: `2024`, `2024-06`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(r"(\d{4})(?:[-./](\d{1,2}))?", re.ASCII)


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


def understood(written: str) -> Period | NoSuchMonth | None:
    """The period a reader writes; None where it is neither a year nor a month."""
    found = WRITTEN.fullmatch(written.strip())
    if not found or int(found[1]) == 0:
        return None
    year = int(found[1])
    if found[2] is None:
        return Period(year)
    month = int(found[2])
    return Period(year, month) if 1 <= month <= 12 else NoSuchMonth(year, month)


def possible(year: int, month: int) -> Period | None:
    """The period of two numbers out of a button; None where there is no such time."""
    return Period(year, month) if 1 <= year <= 9999 and 0 <= month <= 12 else None
