"""Fetching a page of the timeline: which events are on it, and where one can go from it. Storage calls, no Telegram.

Pages are counted from the newest, so that the newest one is full and the oldest takes what is left over.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.pages import BACKGROUND_EVENTS, PAGE_EVENTS, TimelinePage
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
    count_behind, background = _background(timeline, period, shown if number > 1 else [], following)
    return TimelinePage(
        period=period,
        events=tuple(shown),
        background=tuple(background),
        page=number,
        pages=pages,
        background_count=count_behind,
        pinned=tuple(timeline.pinned()) if later is None and number == pages else (),
        earlier=earlier,
        later=later,
    )


def page_of(timeline: Timeline, event: Event) -> TimelinePage:
    """The page of its year that an event is on."""
    period = Period(event.span.start.year)
    count = timeline.count(period.first, period.last, background=False)
    from_newest = (count - timeline.before(event, period.first, background=False) - 1) // PAGE_EVENTS
    return read_page(timeline, period, -(-count // PAGE_EVENTS) - max(0, from_newest))


def _background(
    timeline: Timeline, period: Period, after: list[Event], following: list[Event]
) -> tuple[int, list[Event]]:
    """The background events that began between this page's first event and the next page's: how many, and the first."""
    since = after[0].span.start if after else period.first
    until = following[0].span.start - timedelta(days=1) if following else period.last
    if until < since:
        return 0, []
    begun = bool(after)
    count = timeline.count(since, until, background=True, begun=begun)
    return count, timeline.events(since, until, background=True, begun=begun, limit=BACKGROUND_EVENTS)


def _neighbours(timeline: Timeline, period: Period) -> tuple[Period | None, Period | None]:
    """The nearest periods of the same kind, before and after, in which something began."""
    kept = {
        Period(year) if period.whole_year else Period(year, month) for year, month, _ in timeline.months()
    }
    return (
        max((other for other in kept if other < period), default=None),
        min((other for other in kept if other > period), default=None),
    )
