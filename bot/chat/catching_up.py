"""/catchup: what has changed since this reader last looked; /since: since a day they name."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from telegram import InlineKeyboardButton

from bot.chat import notices
from bot.chat.edition import Edition, utc_day
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.pages import dated_line
from bot.chat.periods import NoSuchDay, NoSuchMonth, Period, days_ago, when
from bot.chat.visit import Services, Visit
from bot.chat.words import BOLD, Words, joined, literal
from storage.records import Brief, Event, UpdateKind

PAGE_EVENTS = 10
UNKNOWN = timedelta(days=7)
"""How far back a chat looks about which nothing is stored."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What was told in a time, one page of it.

    Args:
        since: where it begins.
        until: where it ends; later pages of the same list end there too.
        counts: how many events were told of, by the weightiest thing told of each.
        shown: events of this page, the one told of last at the end, with that thing.
        page: from 1, the oldest.
        looked: the time begins with the reader's last look.
        last: the latest event of all, where nothing was told.
    """

    since: datetime
    until: datetime
    counts: dict[UpdateKind, int]
    shown: tuple[tuple[Brief, UpdateKind], ...]
    page: int
    looked: bool = False
    last: Event | None = None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-sum(self.counts.values()) // PAGE_EVENTS)


async def catch_up(visit: Visit, _: str = "") -> None:
    """/catchup: once it is told, the next one begins here."""
    reader = await asyncio.to_thread(visit.services.store.subscribers.get, visit.chat_id, visit.thread_id)
    now = visit.edition.now
    since = (reader.seen_at or reader.created_at) if reader else now - UNKNOWN
    looked = reader is not None and reader.seen_at is not None
    strand = reader.settings.strand if reader else None
    changes = await asyncio.to_thread(_read, visit.services, since, now, strand, 1, looked=looked)
    await visit.say(changes_page(visit.edition, changes, kept=reader is not None))
    if reader:
        await asyncio.to_thread(visit.services.store.privacy.looked, visit.chat_id, visit.thread_id, now)


async def since(visit: Visit, argument: str) -> None:
    """/since 2024-02-01, /since 3d: what was told from that day on; the mark of /catchup stays."""
    today = visit.edition.now.date()
    day = days_ago(argument, today) or when(argument)
    if isinstance(day, Period):
        day = day.first
    if day is None or isinstance(day, NoSuchMonth | NoSuchDay):
        await visit.say(notices.unclear_day(visit.edition, argument, day))
    elif day > today:
        await visit.say(notices.day_ahead(visit.edition, argument, today))
    else:
        begin = datetime.combine(day, time.min, UTC) - timedelta(microseconds=1)
        reader = await asyncio.to_thread(visit.services.store.subscribers.get, visit.chat_id, visit.thread_id)
        strand = reader.settings.strand if reader else None
        changes = await asyncio.to_thread(_read, visit.services, begin, visit.edition.now, strand, 1)
        await visit.say(changes_page(visit.edition, changes))


async def numbered_changes(visit: Visit, begin: int, end: int, page: int) -> Message:
    """Another page of a list: of the time, in seconds since 1970, that its button carries."""
    reader = await asyncio.to_thread(visit.services.store.subscribers.get, visit.chat_id, visit.thread_id)
    strand = reader.settings.strand if reader else None
    first, last = (datetime.fromtimestamp(min(moment, _LATEST), UTC) for moment in (begin, end))
    changes = await asyncio.to_thread(_read, visit.services, first, last, strand, page)
    return changes_page(visit.edition, changes)


_LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


def _read(
    services: Services, begin: datetime, end: datetime, strand: str | None, page: int, *, looked: bool = False
) -> Changes:
    told = services.store.history.told(begin, end, strand)
    page = min(max(page, 1), max(1, -(-len(told) // PAGE_EVENTS)))
    part = told[(page - 1) * PAGE_EVENTS : page * PAGE_EVENTS]
    events = {
        event.id: event for event in services.store.timeline.chosen_briefs([one.event_id for one in part])
    }
    return Changes(
        since=begin,
        until=end,
        counts=dict(Counter(one.kind for one in told)),
        shown=tuple((events[one.event_id], one.kind) for one in part if one.event_id in events),
        page=page,
        looked=looked,
        last=None if told else next(iter(services.store.timeline.latest(1)), None),
    )


# --- how it reads ----------------------------------------------------------------------------------------------


def changes_page(edition: Edition, changes: Changes, *, kept: bool = True) -> Message:
    """One page of what has changed.

    Args:
        edition: for whom.
        changes: what is told.
        kept: whether the reader's place is kept from one look to the next; if not, it is said how to have it kept.
    """
    catalogue = edition.catalogue
    place = ""
    if changes.pages > 1:
        place = catalogue.text("page {page} of {pages}", page=changes.page, pages=changes.pages)
    hint = "" if kept else catalogue.text("To have your place kept from one look to the next, send /start.")
    lines = tuple(
        joined(" · ", (dated_line(edition, event), literal(_mark(edition, kind))))
        for event, kind in changes.shown
    )
    last: tuple[Words, ...] = ()
    if changes.last is not None:
        last = (literal(catalogue.text("The latest there is:")), dated_line(edition, changes.last))
    text, entities = compose(
        (
            Block((literal(_summary(edition, changes), BOLD), literal(place))),
            Block(lines),
            Block(last),
            Block((literal(hint),)),
        )
    )
    return Message(text, entities, keyboard(_leaves(changes)))


def _summary(edition: Edition, changes: Changes) -> str:
    """Since your last look, 3 days ago: 2 new, 1 development."""
    catalogue = edition.catalogue
    start = changes.since + timedelta(microseconds=1)
    if changes.looked:
        ago = catalogue.ago(start, changes.until)
        lead = catalogue.text("Since your last look, {ago}", ago=ago)
    else:
        lead = catalogue.text("Since {day}", day=catalogue.day(utc_day(start)))
    if not changes.counts:
        return catalogue.text("{lead}: nothing new.", lead=lead)
    counts = ", ".join(_counts(edition, changes.counts))
    return catalogue.text("{lead}: {counts}", lead=lead, counts=counts)


def _counts(edition: Edition, counts: dict[UpdateKind, int]) -> list[str]:
    plural = edition.catalogue.plural
    said = {
        UpdateKind.NEW: plural("{count} new", "{count} new", counts.get(UpdateKind.NEW, 0)),
        UpdateKind.DEVELOPMENT: plural(
            "{count} development", "{count} developments", counts.get(UpdateKind.DEVELOPMENT, 0)
        ),
        UpdateKind.CORRECTION: plural(
            "{count} correction", "{count} corrections", counts.get(UpdateKind.CORRECTION, 0)
        ),
        UpdateKind.RETRACTION: plural(
            "{count} withdrawn", "{count} withdrawn", counts.get(UpdateKind.RETRACTION, 0)
        ),
    }
    return [words for kind, words in said.items() if counts.get(kind)]


def _mark(edition: Edition, kind: UpdateKind) -> str:
    """What became of an event that was known; that it is withdrawn or new, its line and the summary say."""
    catalogue = edition.catalogue
    match kind:
        case UpdateKind.DEVELOPMENT:
            return catalogue.text("development")
        case UpdateKind.CORRECTION:
            return catalogue.text("correction")
        case UpdateKind.NEW | UpdateKind.RETRACTION:
            return ""


def _leaves(changes: Changes) -> list[InlineKeyboardButton]:
    begin, end = (max(0, round(moment.timestamp())) for moment in (changes.since, changes.until))
    near = [("◀", changes.page - 1), ("▶", changes.page + 1)]
    return [button(label, Act.CHANGES, begin, end, n) for label, n in near if 1 <= n <= changes.pages]
