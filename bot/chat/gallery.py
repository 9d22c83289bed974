"""/chart: the timeline as a picture, and /chart week: its last seven days as a card."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from telegram import InlineKeyboardMarkup

from bot.chat import notices
from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.leafing import newest_year
from bot.chat.messages import Picture
from bot.chat.pages import period_name
from bot.chat.periods import NoSuchMonth, Period, possible, understood
from bot.chat.visit import Services, Visit
from bot.pictures.canvas import DARK, LIGHT, Theme
from bot.pictures.timeline import Chart, Mark, chart_png
from bot.pictures.week import Line, Week, week_png
from storage.archive import Archive
from storage.records import Event, EventStatus, Precision
from storage.timeline import Timeline

WEEK = "week"
THEMES: tuple[Theme, ...] = (LIGHT, DARK)
"""By number, as buttons carry them: 0 light, 1 dark."""

DAYS_A_TICK = 5  # along a month
WEEK_EVENTS = 12  # more never fit a card


async def chart(visit: Visit, argument: str) -> None:
    """/chart, /chart 2024, /chart 2024-06, /chart week."""
    words = argument.casefold().split()
    names = {"light": 0, "dark": 1}
    theme = next((names[word] for word in words if word in names), 0)
    rest = " ".join(word for word in words if word not in names)
    if rest in {WEEK, visit.edition.catalogue.text("week").casefold()}:
        await visit.show(await week_card(visit, theme))
        return
    period = understood(rest) if rest else await _newest(visit)
    if isinstance(period, Period):
        await visit.show(await period_chart(visit, period, theme))
    else:
        unclear = period if isinstance(period, NoSuchMonth) else None
        await visit.say(notices.unclear_period(visit.edition, rest, unclear, command="chart"))


async def numbered_chart(visit: Visit, year: int, month: int, theme: int) -> Picture:
    """The chart a button asks for; the newest where it names no time."""
    period = possible(year, month) if year else None
    return await period_chart(visit, period or await _newest(visit), theme)


async def period_chart(visit: Visit, period: Period, theme: int) -> Picture:
    """A year or a month as a picture, with buttons to its neighbours and to the other theme."""
    services = visit.services
    return await asyncio.to_thread(
        draw_period, services.store.timeline, services.store.archive, visit.edition, period, theme
    )


async def week_card(visit: Visit, theme: int) -> Picture:
    """The last seven days as a card."""
    return await asyncio.to_thread(_draw_week, visit.services, visit.edition, theme)


async def _newest(visit: Visit) -> Period:
    return await asyncio.to_thread(newest_year, visit.services.store.timeline, visit.edition.now.date())


# --- a period ------------------------------------------------------------------------------------------------


def draw_period(
    timeline: Timeline, archive: Archive, edition: Edition, period: Period, theme: int
) -> Picture:
    """The picture of a period; `theme` is the number of one of `THEMES`."""
    chart = charted(timeline, archive, edition, period)
    png = chart_png(chart, THEMES[theme % len(THEMES)])
    name = period_name(edition, period)
    return Picture(png, f"{edition.title} · {name}", _buttons(timeline, edition, period, theme))


def charted(timeline: Timeline, archive: Archive, edition: Edition, period: Period) -> Chart:
    """What the picture of a period shows; background that lasted for years stands where it began, as in the timeline."""
    catalogue = edition.catalogue
    events = [
        event
        for event in timeline.events(period.first, period.last)
        if event.status is not EventStatus.RETRACTED
        and not (event.background and event.span.start < period.first)
    ]
    reached = max([edition.now.date(), *(event.span.end for event in events)])
    last = max(period.first, min(period.last, reached))
    reports = archive.reports(period.first, period.last)
    weeks, name = _by_week(reports), period_name(edition, period)
    counted = [
        catalogue.plural("{count} event", "{count} events", sum(not event.background for event in events)),
        catalogue.plural("{count} report", "{count} reports", sum(reports.values())),
    ]
    most = catalogue.text(
        "Reports a week, at most {count}", count=catalogue.number(max(weeks.values(), default=0))
    )
    return Chart(
        story=edition.title,
        period=name[:1].upper() + name[1:],
        note=" · ".join(counted),
        first=period.first,
        last=last,
        marks=sorted(
            (_mark(edition, event, period.first, last) for event in events), key=lambda mark: mark.day
        ),
        ticks=_ticks(edition, period, last),
        reports=sorted(weeks.items()),
        reports_title=most,
        disputed=catalogue.text("disputed"),
        background=catalogue.text("background"),
    )


def _mark(edition: Edition, event: Event, first: date, last: date) -> Mark:
    """An event in the middle of what the axis shows of it."""
    span = event.span
    start, end = max(first, span.start), min(last, span.end)
    when = (
        edition.catalogue.short_day(span.start)
        if span.precision is Precision.DAY and span.start == span.end
        else edition.catalogue.span(span)
    )
    return Mark(
        day=start + (end - start) / 2,
        when=when,
        headline=event.title,
        sources=event.source_count,
        disputed=event.status is EventStatus.DISPUTED,
        background=event.background,
    )


def _ticks(edition: Edition, period: Period, last: date) -> list[tuple[date, str]]:
    if period.whole_year:
        months = [date(period.year, month, 1) for month in range(1, 13)]
        return [(day, edition.catalogue.short_month(day)) for day in months if day <= last]
    days = (last - period.first).days
    return [
        (day, edition.catalogue.short_day(day))
        for day in (period.first + timedelta(days=n) for n in range(0, days + 1, DAYS_A_TICK))
    ]


def _by_week(reports: Mapping[date, int]) -> Counter[date]:
    """Reports by the Monday of their week."""
    weeks: Counter[date] = Counter()
    for day, count in reports.items():
        weeks[day - timedelta(days=day.weekday())] += count
    return weeks


def _buttons(timeline: Timeline, edition: Edition, period: Period, theme: int) -> InlineKeyboardMarkup | None:
    """To the period before and after, to the other theme, to the year a month is in."""
    known = {
        Period(year) if period.whole_year else Period(year, month) for year, month, _ in timeline.months()
    }
    earlier = max((other for other in known if other < period), default=None)
    later = min((other for other in known if other > period), default=None)
    near = []
    if earlier:
        near.append(
            button(f"◀ {period_name(edition, earlier)}", Act.CHART, earlier.year, earlier.month, theme)
        )
    if later:
        near.append(button(f"{period_name(edition, later)} ▶", Act.CHART, later.year, later.month, theme))
    other = edition.catalogue.text("Light") if theme else edition.catalogue.text("Dark")
    below = [button(other, Act.CHART, period.year, period.month, 0 if theme else 1)]
    return keyboard(near, below)


# --- a week --------------------------------------------------------------------------------------------------


def _draw_week(services: Services, edition: Edition, theme: int) -> Picture:
    last = edition.now.date()
    first = last - timedelta(days=6)
    events = [
        event
        for event in services.store.timeline.events(first, last, background=False)
        if event.status is not EventStatus.RETRACTED and event.span.precision is Precision.DAY
    ]
    reports = sum(services.store.archive.reports(first, last).values())
    week = _week(edition, first, last, events, reports)
    return Picture(week_png(week, THEMES[theme]), f"{edition.title} · {week.title}")


def _week(edition: Edition, first: date, last: date, events: Sequence[Event], reports: int) -> Week:
    catalogue = edition.catalogue
    heaviest = sorted(events, key=lambda event: -event.source_count)[:WEEK_EVENTS]
    counted = [
        catalogue.plural("{count} event", "{count} events", len(events)),
        catalogue.plural("{count} report", "{count} reports", reports),
    ]
    return Week(
        story=edition.title,
        title=catalogue.stretch(first, last),
        note=" · ".join(counted),
        lines=[_line(edition, event) for event in events if event in heaviest],
        more=lambda count: catalogue.plural("and {count} more", "and {count} more", count),
        nothing=catalogue.text("Nothing new this week."),
    )


def _line(edition: Edition, event: Event) -> Line:
    catalogue = edition.catalogue
    return Line(
        when=catalogue.short_day(event.span.start),
        headline=event.title,
        sources=catalogue.plural("{count} source", "{count} sources", event.source_count),
        disputed=event.status is EventStatus.DISPUTED,
    )
