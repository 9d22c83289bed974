"""Lines of a chronicle: "14 August - The parties meet." Each opens with its day, set off from what happened then.

Axioms:
1. What is told in the present, or of a will, is told of that day: it says nothing of when the day is.
2. A chronicle goes on: a line that leaves out its year is of the year that brings its day nearest to the line before,
   whatever year it is now. It has not come yet only where the line before has not, or hardly.
3. So does a story told in order: "In January 2023 … In March …", where both sentences open with their times and the second
   names no year, is of one year, unless its day is fresh.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.editorial.dates.dated import FRESH
from bot.editorial.dates.spans import of_month
from storage.records import Mention, Precision, Span

LONGEST_BULLET = 3  # characters before the date
LONGEST_OPENING = 12  # "Already in", «А уже в»
BARE = re.compile(
    r"(?:\d{1,2}\S{0,3}\s)?[^\W\d]+(?:\s\d{1,2}\S{0,3})?"
)  # a month, perhaps with a day, and no word beside it
SET_OFF = re.compile(r"\s*(?:[–—:]|--?\s)\s*")
AHEAD = timedelta(days=31)  # a chronicle ends with what is announced for the weeks to come


def head(text: str, found: Sequence[Mention]) -> Mention | None:
    """The day that opens a sentence, where it is set off from the rest.

    Args:
        text: the sentence.
        found: the times it speaks of, in order.
    """
    if not found or found[0].span.precision is not Precision.DAY:
        return None
    start, end = found[0].position
    opens = start <= LONGEST_BULLET and not any(c.isalnum() for c in text[:start])
    return found[0] if opens and SET_OFF.match(text, end) else None


def in_order(
    text: str, found: tuple[Mention, ...], before: Span | None, published: date
) -> tuple[Mention, ...]:
    """The times of a sentence, the day that heads it brought into its place after the line before.

    Args:
        text: the sentence.
        found: the times it speaks of, in order.
        before: the day of the last line of the chronicle, None: there was none.
        published: the day of publication.
    """
    opening = head(text, found)
    if opening is None or before is None or opening.absolute:
        return found
    span = _nearest(opening.span, before, max(published, before.end) + AHEAD)
    return (replace(opening, span=span), *found[1:])


def opening(found: Sequence[Mention]) -> Mention | None:
    """The month or day with which a sentence opens: "In January 2023 the government …".

    Args:
        found: the times it speaks of, in order.
    """
    if not found or found[0].position[0] > LONGEST_OPENING or found[0].span.precision is Precision.YEAR:
        return None
    return found[0]


def going_on(found: tuple[Mention, ...], before: Span | None, published: date) -> tuple[Mention, ...]:
    """The times of a sentence, the one that opens it in the year of the sentence before, where that opened with its year.

    Args:
        found: the times it speaks of, in order.
        before: with which the sentence before opened, its year told; None: it did not.
        published: the day of publication.
    """
    first = opening(found)
    if first is None or before is None or first.absolute or first.span.start.year == before.start.year:
        return found
    if not BARE.fullmatch(first.evidence):  # "last month", "in March of this year"
        return found
    fresh = first.span.precision is Precision.DAY and abs((published - first.span.start).days) <= FRESH
    span = _of_year(first.span, before.start.year)
    if fresh or span is None or span.start <= before.start:
        return found
    return (replace(first, span=span), *found[1:])


def _nearest(span: Span, before: Span, last: date) -> Span:
    """The same days of the year that brings them nearest to those before, up to the last day that may be told of."""
    fitting = [
        s for year in range(before.start.year - 1, before.start.year + 2) if (s := _of_year(span, year))
    ]
    told = [s for s in fitting if s.start <= last]
    return min(told, key=lambda s: abs(s.start - before.start), default=span)


def _of_year(span: Span, year: int) -> Span | None:
    """The same days of another year; None: it has not got them."""
    try:
        if span.precision is Precision.MONTH:
            return Span(span.start.replace(year=year), of_month(year, span.end.month).end, span.precision)
        start = span.start.replace(year=year)
        return Span(start, start + (span.end - span.start))
    except (ValueError, OverflowError):
        return None
