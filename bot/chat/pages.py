"""Lists of events: a page of the timeline, the latest. Pure.

A page of the timeline is one screen of a phone: a year or a month, its months as headings, one line an event; events
known only from reports about later ones are folded away at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from telegram import InlineKeyboardButton

from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.periods import Period
from bot.chat.words import BOLD, STRUCK, Words, capital, joined, literal, plain, styled
from storage.records import Brief, Event, EventStatus, Precision

PAGE_EVENTS = 12
"""With headlines of at most `LINE_UNITS` that is one screen of a phone: about 1,400 characters."""

LINE_UNITS = 90
BACKGROUND_EVENTS = 15
LIST_EVENTS = 8
"""As many as there are buttons in a row."""

BACKGROUND = 1


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """One page of the timeline.

    Args:
        period: the year or month.
        events: main events of this page, oldest first.
        background: background events between its first and last day, oldest first.
        page: 1 is the period's oldest page.
        pages: how many the period has; 0 when it has no main event.
        earlier: the nearest period before that has events.
        later: the nearest after.
        background_count: how many background events there are there; more than are shown, perhaps.
        pinned: what an admin wants seen first, on the newest page of all.
    """

    period: Period
    events: tuple[Event | Brief, ...]
    background: tuple[Event | Brief, ...]
    page: int
    pages: int
    earlier: Period | None = None
    later: Period | None = None
    background_count: int = 0
    pinned: tuple[Event | Brief, ...] = ()


def timeline_page(edition: Edition, page: TimelinePage) -> Message:
    """A page of the timeline, with buttons to its neighbours."""
    catalogue = edition.catalogue
    heading = joined(
        " · ",
        (
            capital(literal(period_name(edition, page.period), BOLD)),
            plain(edition.tag),
            _place(edition, page),
        ),
    )
    blocks = [
        Block((heading,)),
        _pinned(edition, page.pinned),
        *_months(edition, page),
        _folded(edition, page),
    ]
    if not page.events and not page.background:
        blocks.append(Block((literal(catalogue.text("Nothing is known of this time.")),)))
    text, entities = compose(blocks)
    return Message(text, entities, keyboard(_leaves(page), _neighbours(edition, page)))


def period_name(edition: Edition, period: Period) -> str:
    """2024, or June 2024."""
    return str(period.year) if period.whole_year else edition.catalogue.month_of_year(period.first)


def latest(edition: Edition, events: tuple[Event | Brief, ...]) -> Message:
    """The latest events, newest first."""
    heading = edition.catalogue.text("Latest")
    if not events:
        return Message(edition.catalogue.text("Nothing has been reported yet."))
    lines, buttons = numbered(edition, events)
    text, entities = compose((Block((joined(" · ", (literal(heading, BOLD), plain(edition.tag))),)), lines))
    return Message(text, entities, keyboard(buttons))


def numbered(edition: Edition, events: tuple[Event | Brief, ...]) -> tuple[Block, list[InlineKeyboardButton]]:
    """Numbered lines, and the numbers as buttons that open the events."""
    listed = list(enumerate(events[:LIST_EVENTS], start=1))
    lines = ((*literal(f"{n}. "), *dated_line(edition, event)) for n, event in listed)
    return Block(tuple(lines)), [button(str(n), Act.EVENT, event.id) for n, event in listed]


def dated_line(edition: Edition, event: Event | Brief) -> Words:
    """An event in one line: when, headline, number of sources."""
    return edition.dated(event.span, _line(edition, event))


def _line(edition: Edition, event: Event | Brief) -> Words:
    """Headline · 6 sources · disputed; the number of sources opens the event."""
    catalogue = edition.catalogue
    headline = edition.headline(event, room=LINE_UNITS)
    count = literal(catalogue.plural("{count} source", "{count} sources", event.source_count))
    mark = ""
    if event.status is EventStatus.RETRACTED:
        headline, mark = styled(headline, STRUCK), catalogue.text("withdrawn")
    elif event.status is EventStatus.DISPUTED:
        mark = catalogue.text("disputed")
    return joined(" · ", (headline, edition.opening(count, event.id), literal(mark)))


def _place(edition: Edition, page: TimelinePage) -> Words:
    if page.pages <= 1:
        return ()
    return literal(edition.catalogue.text("page {page} of {pages}", page=page.page, pages=page.pages))


def _months(edition: Edition, page: TimelinePage) -> Iterable[Block]:
    """A block for each month; what is known to the year only comes first, under no month."""
    whole_year = [event for event in page.events if event.span.precision is Precision.YEAR]
    dated = [event for event in page.events if event.span.precision is not Precision.YEAR]
    yield Block(tuple(_line(edition, event) for event in whole_year))
    for month, events in groupby(dated, key=lambda event: (event.span.start.year, event.span.start.month)):
        lines = [_day_line(edition, event) for event in events]
        first = Period(*month).first
        name = (
            edition.catalogue.month(first)
            if month[0] == page.period.year
            else period_name(edition, Period(*month))
        )
        yield Block((literal(name, BOLD), *lines) if page.period.whole_year else tuple(lines))


def _day_line(edition: Edition, event: Event | Brief) -> Words:
    return joined("  ", (literal(edition.catalogue.days(event.span), BOLD), _line(edition, event)))


def _pinned(edition: Edition, events: tuple[Event | Brief, ...]) -> Block:
    heading = literal(edition.catalogue.text("Pinned"), BOLD)
    return Block((heading, *(dated_line(edition, event) for event in events)) if events else ())


def _folded(edition: Edition, page: TimelinePage) -> Block:
    """Background events, as many as help; how many there are stands above them, and what is left out below."""
    catalogue = edition.catalogue
    shown = page.background[:BACKGROUND_EVENTS]
    count = max(page.background_count, len(page.background))
    heading = catalogue.plural("Background: {count} event", "Background: {count} events", count)
    lines = (edition.dated(event.span, edition.headline(event, room=LINE_UNITS)) for event in shown)
    more = count - len(shown)
    rest = literal(catalogue.plural("and {count} more", "and {count} more", more)) if more else ()
    return Block((literal(heading), *lines, rest) if shown else (), rank=BACKGROUND, quote=True)


def _leaves(page: TimelinePage) -> list[InlineKeyboardButton]:
    """Buttons to the page before and the page after."""
    near = [("◀", page.page - 1), ("▶", page.page + 1)]
    year, month = page.period.year, page.period.month
    return [button(label, Act.PAGE, year, month, n) for label, n in near if 1 <= n <= page.pages]


def _neighbours(edition: Edition, page: TimelinePage) -> list[InlineKeyboardButton]:
    """Buttons to the period before (its newest page) and the period after (its first)."""
    buttons = []
    if page.earlier:
        name = period_name(edition, page.earlier)
        buttons.append(button(f"◀ {name}", Act.PAGE, page.earlier.year, page.earlier.month, 0))
    if page.later:
        name = period_name(edition, page.later)
        buttons.append(button(f"{name} ▶", Act.PAGE, page.later.year, page.later.month, 1))
    return buttons
