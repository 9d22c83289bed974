"""Whether what an event's reports announced has come to its day, so that a report of it tells of another event.

Axioms:
1. What is planned is not the event: "will vote on Tuesday" is news of the day it is said, "has voted" of Tuesday.
2. A day is announced by the headline of an event and the first sentence told of it, while it was still to come; what
   stands below speaks of what else is planned.
3. From that day on a report is of what was announced, and no longer of its announcement; unless it says itself, by its
   own date, that it looks back to this.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bot.editorial.dates.reader import mentions
from storage.records import KnownEvent, Precision, Span


def has_come(event: KnownEvent, span: Span | None) -> date | None:
    """The announced day that has come when something happened.

    Args:
        event: with its title and statements, in which days are written out.
        span: when it happened; None: unknown.

    Returns:
        The last such day up to then; None: what happened is not what the event announced.
    """
    # A report of the small hours may be stamped the day before, and is no announcement of its own day.
    said = max(event.first_reported.date(), event.span.end)
    if span is None or span.precision is not Precision.DAY or span.start <= said:
        return None
    told = (
        (event.title, event.lang),
        *((statement.text, statement.lang) for statement in event.statements[:1]),
    )
    days = (day for text, lang in told for day in _days(text, lang, event.first_reported.date()))
    return max((day for day in days if said < day <= span.start), default=None)


@lru_cache(maxsize=8192)  # what is told near in time is held against every article
def _days(text: str, lang: str, reported: date) -> tuple[date, ...]:
    """The days that a sentence names."""
    found = mentions(text, published=reported, lang=lang)
    return tuple(m.span.start for m in found if m.span.precision is Precision.DAY)
