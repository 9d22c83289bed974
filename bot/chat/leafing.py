"""Fetching a page of the timeline: which events are on it, and where one can go from it. Storage calls, no Telegram.

Pages are counted from the newest, so that the newest one is full and the oldest takes what is left over.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.pages import PAGE_EVENTS, TimelinePage
from bot.chat.periods import Period
from storage.records import Event
from storage.timeline import Timeline

NEWEST = 0
"""As a page's number: the newest of its period."""


def newest_year(timeline: Timeline, now: date) -> Period:
    """The latest year something happened in, by preference no background; the present one if nothing did."""
    months = timeline.months(background=False) or timeline.months()
    return Period(months[-1][0] if months else now.year)


def read_page(timeline: Timeline, period: Period, number: int = NEWEST) -> TimelinePage:
    """One page of a period.

    Args:
        timeline: storage.
        period: a year or a month; it need not have events.
        number: 1 is the oldest page; `NEWEST`, or one that there is not, is the newest.
    """
    count = timeline.count(period.first, period.last, background=False)
    pages = -(-count // PAGE_EVENTS)
    number = number if 1 <= number <= pages else pages
    end = count - (pages - number) * PAGE_EVENTS
    start = max(0, end - PAGE_EVENTS)
    # One more than is shown: where the next page begins, the background of this one ends.
    events = timeline.events(period.first, period.last, background=False, limit=end - start + 1, offset=start)
    shown, following = events[: end - start], events[end - start :]
    earlier, later = _neighbours(timeline, period)
    return TimelinePage(
        period=period,
        events=tuple(shown),
        background=_background(timeline, period, shown if number > 1 else [], following),
        page=number,
        pages=pages,
        earlier=earlier,
        later=later,
    )


def page_of(timeline: Timeline, event: Event) -> TimelinePage:
    """The page of its year that an event is on."""
    period = Period(event.span.start.year)
    count = timeline.count(period.first, period.last, background=False)
    before = [
        other.id
        for other in timeline.events(period.first, event.span.start, background=False)
        if (other.span.start, other.span.end, other.id) < (event.span.start, event.span.end, event.id)
    ]
    from_newest = (count - len(before) - 1) // PAGE_EVENTS
    return read_page(timeline, period, -(-count // PAGE_EVENTS) - max(0, from_newest))


def _background(
    timeline: Timeline, period: Period, after: list[Event], following: list[Event]
) -> tuple[Event, ...]:
    """The background events that began between this page's first event and the next page's."""
    since = after[0].span.start if after else period.first
    until = following[0].span.start - timedelta(days=1) if following else period.last
    if until < since:
        return ()
    events = timeline.events(since, until, background=True)
    return tuple(event for event in events if not after or event.span.start >= since)


def _neighbours(timeline: Timeline, period: Period) -> tuple[Period | None, Period | None]:
    """The nearest periods of the same kind, before and after, in which something began."""
    kept = {
        Period(year) if period.whole_year else Period(year, month) for year, month, _ in timeline.months()
    }
    return (
        max((other for other in kept if other < period), default=None),
        min((other for other in kept if other > period), default=None),
    )
