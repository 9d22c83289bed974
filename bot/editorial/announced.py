"""Whether what an event's reports announced has come to its day, or was put off: a report of that tells of another event.

Axioms:
1. What is planned is not the event: "will vote on Tuesday" is news of the day it is said, "has voted" of Tuesday.
2. A day is announced by the headline of an event and the first sentence told of it, while it was still to come; what
   stands below speaks of what else is planned.
3. That it is put off or called off is news of its own, once.
4. From that day on a report is of what was announced, and no longer of its announcement; unless it says itself, by its
   own date, that it looks back to this.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from bot.editorial import cues
from bot.editorial.dates.reader import mentions
from storage.records import KnownEvent, Precision, Span, Study


def has_come(event: KnownEvent, span: Span | None) -> date | None:
    """The announced day that has come when something happened.

    Args:
        event: with its title and statements, in which days are written out.
        span: when it happened; None: unknown.

    Returns:
        The last such day up to then; None: what happened is not what the event announced.
    """
    said = _said(event)
    if span is None or span.precision is not Precision.DAY or span.start <= said:
        return None
    return max((day for day in _announced(event) if said < day <= span.start), default=None)


def awaits(event: KnownEvent, study: Study) -> bool:
    """Whether an article names a day that the event announced at its head: it tells of nothing that came since."""
    said = _said(event)
    opening = (mention.span for s in study.sentences if s.position <= 1 for mention in s.mentions)
    days = {span.start for span in opening if span.precision is Precision.DAY}
    return any(day in days and day > said for day in _announced(event))


def put_off(event: KnownEvent, study: Study) -> date | None:
    """The announced day of what an article says has been put off or called off.

    Args:
        event: with its title and statements, in which days are written out.
        study: of the article; its headline or first sentence says so.

    Returns:
        The first such day; None: the article puts nothing off, or the event's reports tell of that already.
    """
    opening = (sentence.text for sentence in study.sentences if sentence.position <= 1)
    if not any(cues.puts_off(text, study.lang) for text in opening):
        return None
    if any(cues.puts_off(text, lang) for text, lang in _told(event)):
        return None
    said = _said(event)
    return min((day for day in _announced(event) if day > said), default=None)


def _told(event: KnownEvent) -> tuple[tuple[str, str], ...]:
    """An event's headline and first sentence, with their languages."""
    return (event.title, event.lang), *((s.text, s.lang) for s in event.statements[:1])


def _announced(event: KnownEvent) -> Iterator[date]:
    """The days that an event's headline and first sentence name."""
    return (day for text, lang in _told(event) for day in _days(text, lang, event.first_reported.date()))


def _said(event: KnownEvent) -> date:
    """The day when an event was told, and not before its own: a report of the small hours may be stamped the day before."""
    return max(event.first_reported.date(), event.span.end)


@lru_cache(maxsize=8192)  # what is told near in time is held against every article
def _days(text: str, lang: str, reported: date) -> tuple[date, ...]:
    """The days that a sentence names."""
    found = mentions(text, published=reported, lang=lang)
    return tuple(m.span.start for m in found if m.span.precision is Precision.DAY)
