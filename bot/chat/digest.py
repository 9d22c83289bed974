"""Digests: what happened in a day, a week or a silence, as one message.

The header says when and how much; then a line an event, the most important first, with what speaks against it; what
does not fit on a screen is folded away.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardMarkup

from bot.chat import notices
from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.links import post_link
from bot.chat.messages import Message
from bot.chat.visit import Visit
from bot.chat.words import BOLD, STRUCK, Words, clip, fill, joined, linked, literal, plain, styled
from bot.editorial.digest import Item, aside, counts, items
from storage.digests import Digests
from storage.hours import A_DAY, local_day, zone
from storage.records import (
    Digest,
    DigestKind,
    Event,
    EventStatus,
    Precision,
    Rhythm,
    Span,
    Statement,
    StatementKind,
    Subscriber,
    UpdateKind,
)
from storage.timeline import Timeline

ON_SCREEN = 7
"""Events in the open: with two lines each they fill a phone's screen; the rest are folded away."""

FOLDED = 33
LINE_UNITS = 120
ASIDE_UNITS = 160
INDENT = "\u2003"  # an em space: clients drop no space that is none of theirs
"""How a line that belongs to the one above begins."""

FIRST, LATER = 1, 2

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Issue:
    """A digest with what it tells.

    Args:
        digest: its kind and times.
        subscriber: for whom.
        items: the most important first; may be empty.
        reports: how many reports were read in its time.
        posts: event → the message that told it in this chat.
        last: the latest event of all, for a digest that has nothing to tell.
    """

    digest: Digest
    subscriber: Subscriber
    items: tuple[Item, ...]
    reports: int
    posts: dict[int, int]
    last: Event | None


def read(digests: Digests, timeline: Timeline, digest: Digest, subscriber: Subscriber) -> Issue:
    """Gather what a digest tells, as it stands now."""
    updates = digests.updates(digest)
    numbers = list(dict.fromkeys(update.event_id for update in updates))
    chosen = items(updates, timeline.chosen(numbers))
    return Issue(
        digest=digest,
        subscriber=subscriber,
        items=chosen,
        reports=0 if digest.kind is DigestKind.CATCH_UP else digests.reports(digest.since, digest.until),
        posts=digests.posts(subscriber.id, numbers),
        last=None if chosen else next(iter(timeline.latest(1)), None),
    )


def digest(edition: Edition, issue: Issue) -> Message:
    """The message of a digest. It arrives without a sound, save where it stands for posts that would have had one."""
    heading = styled(joined(" · ", (plain(edition.tag), literal(_when(edition, issue)))), BOLD)
    if not issue.items:
        text, entities = compose((Block((heading,)), Block(_nothing(edition, issue))))
        return Message(text, entities, _buttons(edition), silent=True)
    lines = tuple(_line(edition, issue, item) for item in issue.items)
    text, entities = compose(
        (
            Block((heading, literal(_sums(edition, issue)))),
            Block(lines[:ON_SCREEN], rank=FIRST, rest=lambda n: _more(edition, n)),
            Block(
                lines[ON_SCREEN:],
                rank=LATER,
                quote=True,
                most=FOLDED,
                rest=lambda n: _more(edition, n),
            ),
        )
    )
    return Message(text, entities, _buttons(edition), silent=issue.digest.kind is not DigestKind.CATCH_UP)


async def asked(visit: Visit, _: str = "") -> None:
    """/digest: what the next one would tell if it came now; it comes at its hour all the same."""
    services, now = visit.services, visit.edition.now
    subscriber = await asyncio.to_thread(services.store.subscribers.get, visit.chat_id, visit.thread_id)
    if subscriber is None:
        await visit.say(notices.not_following(visit.edition))
        return
    since = max(subscriber.digested_until or now, now - WEEK)
    if subscriber.settings.digest is Rhythm.NONE:
        since = now - A_DAY
    present = Digest(0, DigestKind.DAILY, since, now, subscriber.settings.strand)
    issue = await asyncio.to_thread(
        read, services.store.digests, services.store.timeline, present, subscriber
    )
    await visit.say(digest(visit.edition, issue))


# --- its parts -----------------------------------------------------------------------------------------------


def _when(edition: Edition, issue: Issue) -> str:
    """Thursday 13 June 2024; 7–13 June 2024; while it was quiet."""
    catalogue, settings = edition.catalogue, issue.subscriber.settings
    last = local_day(settings, issue.digest.until)
    match issue.digest.kind:
        case DigestKind.DAILY:
            return catalogue.weekday(last)
        case DigestKind.WEEKLY:
            return catalogue.span(Span(local_day(settings, issue.digest.since), last))
        case DigestKind.CATCH_UP:
            since = issue.digest.since.astimezone(zone(settings.zone) or UTC)
            day = catalogue.day(since.date(), year=False)
            return catalogue.text("held back since {day}, {time}", day=day, time=catalogue.clock(since))


def _sums(edition: Edition, issue: Issue) -> str:
    """3 new, 2 developments, 41 reports read."""
    catalogue, found = edition.catalogue, counts(issue.items)
    parts = (
        (found[UpdateKind.NEW], catalogue.plural("{count} new", "{count} new", found[UpdateKind.NEW])),
        (
            found[UpdateKind.DEVELOPMENT],
            catalogue.plural("{count} development", "{count} developments", found[UpdateKind.DEVELOPMENT]),
        ),
        (
            found[UpdateKind.CORRECTION],
            catalogue.plural("{count} correction", "{count} corrections", found[UpdateKind.CORRECTION]),
        ),
        (
            found[UpdateKind.RETRACTION],
            catalogue.plural("{count} withdrawn", "{count} withdrawn", found[UpdateKind.RETRACTION]),
        ),
        (
            issue.reports,
            catalogue.plural("{count} report read", "{count} reports read", issue.reports),
        ),
    )
    return ", ".join(text for count, text in parts if count)


def _line(edition: Edition, issue: Issue, item: Item) -> Words:
    """12 June  Headline · 6 sources, and under it what speaks against it."""
    catalogue, event = edition.catalogue, item.event
    withdrawn = event.status is EventStatus.RETRACTED
    headline = edition.headline(event, room=LINE_UNITS)
    count = event.source_count
    sources = literal(catalogue.plural("{count} source", "{count} sources", count)) if count else ()
    parts = (
        styled(headline, STRUCK) if withdrawn else headline,
        _opening(edition, issue, event, sources),
        literal(catalogue.text("withdrawn") if withdrawn else ""),
    )
    day = literal(_day(edition, event.span, issue.digest.until), BOLD)
    beside = None if withdrawn else aside(item)
    under = _beside(edition, beside) if beside else ()
    return joined(f"\n{INDENT}", (joined("  ", (day, joined(" · ", parts))), under))


def _opening(edition: Edition, issue: Issue, event: Event, words: Words) -> Words:
    """The words as a link to the post that told the event here, else to the event."""
    subscriber = issue.subscriber
    post = post_link(subscriber.chat_id, subscriber.thread_id, issue.posts.get(event.id))
    return linked(words, post) if post else edition.opening(words, event.id)


def _beside(edition: Edition, statement: Statement) -> Words:
    text = edition.tagged(clip(plain(statement.text), ASIDE_UNITS), statement.lang)
    lead = {
        StatementKind.DENIAL: edition.catalogue.text("Disputed:"),
        StatementKind.CORRECTION: edition.catalogue.text("Corrected:"),
        StatementKind.FACT: edition.catalogue.text("New:"),
    }[statement.kind]
    return joined(" ", (literal(lead), text))


def _day(edition: Edition, span: Span, until: datetime) -> str:
    """When an event happened, in few letters; with its year where that is not the digest's."""
    catalogue = edition.catalogue
    year = span.end.year != until.year
    if span.precision is not Precision.DAY:
        return catalogue.span(span)
    if span.start == span.end:
        return catalogue.short_day(span.end, year=year)
    return f"{catalogue.short_day(span.start)} – {catalogue.short_day(span.end, year=year)}"


def _nothing(edition: Edition, issue: Issue) -> tuple[Words, ...]:
    catalogue = edition.catalogue
    since = catalogue.day(local_day(issue.subscriber.settings, issue.digest.since), year=False)
    lines = [literal(catalogue.text("Nothing new since {day}.", day=since))]
    if issue.last:
        event = edition.opening(edition.headline(issue.last, room=LINE_UNITS), issue.last.id)
        lines.append(fill(catalogue.text("The latest: {event}"), event=edition.dated(issue.last.span, event)))
    return tuple(lines)


def _more(edition: Edition, count: int) -> Words:
    return literal(edition.catalogue.plural("and {count} more", "and {count} more", count))


def _buttons(edition: Edition) -> InlineKeyboardMarkup | None:
    catalogue = edition.catalogue
    return keyboard(
        [
            button(catalogue.text("Timeline"), Act.PAGE, 0, 0, 0),
            button(catalogue.text("Settings"), Act.OPEN_SETTINGS, 0),
        ]
    )
