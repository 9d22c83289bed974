"""Calendar arithmetic: days, weeks, months and years as intervals.

A week is its seven days, Monday first, at day precision: its ends are exactly known, unlike those of "in June".
Impossible dates raise `ValueError`, days beyond the calendar `OverflowError`; `reader.mentions` turns both into silence.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from storage.records import Precision, Span

DAY, WEEK, MONTH, YEAR = range(1, 5)  # units, as the vocabularies name them


def of_day(day: date) -> Span:
    """The day itself."""
    return Span(day, day)


def of_week(day: date) -> Span:
    """The week the day is in."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6))


def of_month(year: int, month: int) -> Span:
    """A month."""
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH)


def of_year(year: int, last: int | None = None) -> Span:
    """A year, or the years up to `last`."""
    return Span(date(year, 1, 1), date(last or year, 12, 31), Precision.YEAR)


def joined(first: Span, last: Span) -> Span:
    """From the start of one interval to the end of another; `ValueError` when they are in the wrong order."""
    if last.end < first.start:
        raise ValueError("the interval ends before it starts")
    return Span(first.start, last.end, first.precision)


def moved(day: date, unit: int, steps: int) -> Span:
    """The day, week, month or year that lies `steps` units after the one `day` is in."""
    if unit == DAY:
        return of_day(day + timedelta(days=steps))
    if unit == WEEK:
        return of_week(day + timedelta(weeks=steps))
    if unit == MONTH:
        months = day.year * 12 + day.month - 1 + steps
        return of_month(months // 12, months % 12 + 1)
    return of_year(day.year + steps)


def to_the_day(day: date, unit: int, steps: int) -> Span:
    """The very day that lies `steps` units after `day`; `ValueError` where that month has none."""
    if unit in (DAY, WEEK):
        return of_day(day + timedelta(days=steps * (7 if unit == WEEK else 1)))
    months = steps * (12 if unit == YEAR else 1)
    return of_day(moved(day, MONTH, months).start.replace(day=day.day))


def weekday_before(day: date, weekday: int) -> date:
    """The latest such weekday up to and including the day; Monday is 0."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday from the day on, itself included."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def touching(one: Span, two: Span) -> bool:
    """Whether two intervals have a day in common: what they date may be one thing."""
    return one.start <= two.end and two.start <= one.end
