"""Fetching a page of the timeline: which events are on it, and where one can go from it. Storage calls, no Telegram.

Pages are counted from the newest, so that the newest one is full and the oldest takes what is left over.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.pages import BACKGROUND_EVENTS, PAGE_EVENTS, TimelinePage
from bot.chat.periods import Period
from storage.records import Brief, Event
from storage.timeline import Timeline

NEWEST = 0
"""As a page's number: the newest of its period."""


def newest_year(timeline: Timeline, now: date) -> Period:
    """The latest year something happened in, by preference no background; the present one if nothing did."""
    return Period((timeline.newest_day() or now).year)


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
    events = timeline.briefs(period.first, period.last, background=False, limit=end - start + 1, offset=start)
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
    timeline: Timeline, period: Period, after: list[Brief], following: list[Brief]
) -> tuple[int, list[Brief]]:
    """The background events that began between this page's first event and the next page's: how many, and the first.

    One that lasted for years stands where it began, not on every page it reaches.
    """
    since = after[0].span.start if after else period.first
    until = following[0].span.start - timedelta(days=1) if following else period.last
    if until < since:
        return 0, []
    count = timeline.count(since, until, background=True, begun=True)
    return count, timeline.briefs(since, until, background=True, begun=True, limit=BACKGROUND_EVENTS)


def _neighbours(timeline: Timeline, period: Period) -> tuple[Period | None, Period | None]:
    """The nearest periods of the same kind, before and after, in which something began."""
    before, after = timeline.nearest(period.first, period.last)
    return _around(period, before), _around(period, after)


def _around(like: Period, day: date | None) -> Period | None:
    """The period a day is in: a year or a month, as another one is."""
    return Period(day.year, 0 if like.whole_year else day.month) if day else None
