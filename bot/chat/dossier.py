"""All that is known of one event: what `/event 17` and the Event button show. Pure.

One screen: headline, date, standing; the first sentences with their sources; who says what; what came before and after.
The rest is there, folded: further sentences, the history, every source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from telegram import InlineKeyboardButton

from bot.chat.citing import Citations, single_outlet
from bot.chat.edition import BEFORE_UNITS, Edition, utc_day
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.words import BOLD, STRUCK, Style, Words, capital, clip, fill, joined, literal, plain, styled
from storage.codec import read_span
from storage.history import Past
from storage.records import (
    Change,
    ChangeKind,
    Event,
    EventStatus,
    StatementKind,
    Update,
    UpdateKind,
)

OPEN_SENTENCES = 5
"""Sentences that are not folded away: with the rest of the page about one screen."""

OPEN_NEIGHBOURS = 2
"""Events before, and events after, that are not folded away."""

LINES = 20
"""Lines of a history: more is not read."""

NOTE_UNITS = 200
VOICES, RELATED, MORE, HISTORY, SOURCES = 1, 2, 3, 4, 5
"""Ranks: when a page is too long, sources go first, then history, further sentences, neighbours, voices."""


def event_page(edition: Edition, event: Event, past: Past, asked: int | None = None) -> Message:
    """The page of an event.

    Args:
        edition: for whom.
        event: with its statements and sources.
        past: its history and neighbours.
        asked: the number it was asked for by, where another event that it has taken up had that.
    """
    citations = Citations(event, edition)
    text, entities = compose(
        (
            Block(tuple(_head(edition, event, asked))),
            *_sentences(edition, event, citations),
            Block(_voices(edition, event), rank=VOICES),
            *_related(edition, past),
            _history(edition, event, past),
            citations.folded(event.sources, rank=SOURCES),
        )
    )
    return Message(text, entities, keyboard(_buttons(edition, event, past)))


def _head(edition: Edition, event: Event, asked: int | None) -> Iterator[Words]:
    catalogue = edition.catalogue
    if asked is not None and asked != event.id:
        yield literal(
            catalogue.text("Event {old} is now part of event {number}.", old=asked, number=event.id)
        )
    number = catalogue.text("event {number}", number=event.id)
    pin = catalogue.text("pinned") if event.pinned else ""
    yield joined(
        " · ",
        (capital(literal(catalogue.span(event.span))), plain(edition.tag), literal(number), literal(pin)),
    )
    yield edition.headline(event, BOLD, *_struck(event))
    yield literal(_standing(edition, event))
    if event.note:
        yield fill(catalogue.text("Why: {reason}"), reason=clip(plain(event.note), NOTE_UNITS))


def _standing(edition: Edition, event: Event) -> str:
    """What is to be held of it, in words; nothing where it is simply reported by several."""
    catalogue = edition.catalogue
    match event.status:
        case EventStatus.RETRACTED:
            return catalogue.text("This report is withdrawn; do not rely on it.")
        case EventStatus.DISPUTED:
            return catalogue.text("Disputed")
        case EventStatus.CORRECTED:
            return catalogue.text("Corrected")
        case EventStatus.REPORTED:
            pass
    if event.background:
        return catalogue.text("Known from reports about later events")
    return catalogue.text("One source so far") if single_outlet(event) else ""


def _sentences(edition: Edition, event: Event, citations: Citations) -> Iterator[Block]:
    """The first sentences, and those that say something against; the others folded away.

    What is said in the reader's own language comes first; beyond that they stand as they were told.
    """
    catalogue = edition.catalogue
    told = sorted(event.statements, key=lambda statement: statement.lang != edition.lang)
    facts = [s for s in told if s.kind is StatementKind.FACT]
    others = [s for s in told if s.kind is not StatementKind.FACT]
    first = {s.id for s in (*facts[: max(1, OPEN_SENTENCES - len(others))], *others[:OPEN_SENTENCES])}
    said = [(s.id, styled(citations.sentence(s), *_struck(event))) for s in told]
    yield Block(tuple(words for number, words in said if number in first))
    rest = tuple(words for number, words in said if number not in first)
    heading = catalogue.plural("{count} more sentence", "{count} more sentences", len(rest))
    yield Block(
        (literal(heading), *rest) if rest else (),
        rank=MORE,
        quote=True,
        rest=lambda n: literal(
            catalogue.plural("and {count} more sentence", "and {count} more sentences", n)
        ),
    )


def _voices(edition: Edition, event: Event) -> tuple[Words, ...]:
    """Who says what: by perspective, the outlets that report it, and those that report that it is denied."""
    denials = {a for s in event.statements if s.kind is StatementKind.DENIAL for a in s.article_ids}
    facts = {a for s in event.statements if s.kind is not StatementKind.DENIAL for a in s.article_ids}
    report: dict[str, dict[str, None]] = {}
    deny: dict[str, dict[str, None]] = {}
    for source in event.reports:
        side = edition.perspective(source.perspective)
        if source.article_id in facts or source.article_id not in denials:
            report.setdefault(side, {})[source.outlet] = None
        if source.article_id in denials:
            deny.setdefault(side, {})[source.outlet] = None
    sides = [side for side in dict.fromkeys((*report, *deny)) if side]
    if len(sides) < 2 and not deny:
        return ()
    lines = (_voice(edition, side, report.get(side, {}), deny.get(side, {})) for side in (*sides, ""))
    return (literal(edition.catalogue.text("Who says what"), BOLD), *lines)


def _voice(edition: Edition, side: str, report: Iterable[str], deny: Iterable[str]) -> Words:
    """Harbour: Gull, Tern; with a denial: Heron."""
    catalogue = edition.catalogue
    denying = ", ".join(deny)
    parts = (
        plain(", ".join(report)),
        fill(catalogue.text("with a denial: {outlets}"), outlets=denying) if denying else (),
    )
    said = joined("; ", parts)
    name = side or catalogue.text("of no known side")
    heading = capital(plain(name))
    return fill(catalogue.text("{name}: {value}"), name=heading, value=said) if said else ()


def _related(edition: Edition, past: Past) -> Iterator[Block]:
    """The nearest events before and after; the others of the chain folded away."""
    catalogue = edition.catalogue
    before, after = past.before[-OPEN_NEIGHBOURS:], past.after[:OPEN_NEIGHBOURS]
    yield Block(
        (
            *(fill(catalogue.text("Before: {event}"), event=edition.pointed(other)) for other in before),
            *(fill(catalogue.text("After: {event}"), event=edition.pointed(other)) for other in after),
        ),
        rank=RELATED,
    )
    rest = (*past.before[:-OPEN_NEIGHBOURS], *past.after[OPEN_NEIGHBOURS:])
    heading = literal(catalogue.plural("{count} more event", "{count} more events", len(rest)))
    yield Block(
        (heading, *(edition.pointed(other) for other in rest)) if rest else (), rank=RELATED, quote=True
    )


# --- history ---------------------------------------------------------------------------------------------------


def _history(edition: Edition, event: Event, past: Past) -> Block:
    """First reported when, and last; folded below it what was told since, and what was changed."""
    lines = sorted(
        [
            *((update.created_at, _update(edition, event, update)) for update in past.updates),
            *((change.at, _change(edition, change)) for change in past.changes),
        ],
        key=lambda line: line[0],
    )
    told = tuple(
        joined(" · ", (literal(edition.catalogue.day(utc_day(at))), words)) for at, words in lines if words
    )
    return Block(
        (literal(_reported(edition, event)), *told),
        rank=HISTORY if told else 0,
        quote=bool(told),
        most=LINES,
        rest=lambda n: literal(edition.catalogue.plural("and {count} more", "and {count} more", n)),
    )


def _reported(edition: Edition, event: Event) -> str:
    """First reported when, and last; days, as a reader elsewhere has other hours."""
    catalogue = edition.catalogue
    first, last = utc_day(event.first_reported), utc_day(event.last_reported)
    if first == last:
        return catalogue.text("Reported {day}", day=catalogue.day(first))
    return catalogue.text(
        "First reported {first}, last {last}", first=catalogue.day(first), last=catalogue.day(last)
    )


def _update(edition: Edition, event: Event, update: Update) -> Words:
    """What was posted, by the headline of the article that brought it; that it was new stands in the line above."""
    catalogue = edition.catalogue
    match update.kind:
        case UpdateKind.NEW:
            return ()
        case UpdateKind.DEVELOPMENT:
            name = literal(catalogue.text("a development"))
        case UpdateKind.CORRECTION:
            name = literal(catalogue.text("a correction"))
        case UpdateKind.RETRACTION:
            name = literal(catalogue.text("withdrawn"))
    brought = next((s for s in event.sources if s.article_id == update.article_id), None)
    headline = clip(plain(brought.title), BEFORE_UNITS) if brought else ()
    if brought is None or not headline:
        return name
    value = edition.tagged(headline, brought.lang)
    return fill(catalogue.text("{name}: {value}"), name=name, value=value)


def _change(edition: Edition, change: Change) -> Words:
    """One change, from what to what."""
    sides = {side: _value(edition, change, getattr(change, side)) for side in ("before", "after")}
    return fill(_change_words(edition, change), **sides)


def _change_words(edition: Edition, change: Change) -> str:
    """Of another event only the number is kept: as `before` where it is in this one, as `after` where this is in it."""
    catalogue = edition.catalogue
    match change.what:
        case ChangeKind.TITLE:
            words = catalogue.text("headline changed; before: “{before}”")
        case ChangeKind.DATE:
            words = catalogue.text("date changed from {before} to {after}")
        case ChangeKind.STATUS:
            words = catalogue.text("status: {before} → {after}")
        case ChangeKind.MERGED if change.before:
            words = catalogue.text("event {before} became part of this one")
        case ChangeKind.MERGED:
            words = catalogue.text("became part of event {after}")
        case ChangeKind.SPLIT if change.before:
            words = catalogue.text("was part of event {before}")
        case ChangeKind.SPLIT:
            words = catalogue.text("a part of it is now event {after}")
        case ChangeKind.PINNED:
            words = catalogue.text("pinned") if change.after else catalogue.text("no longer pinned")
    return words


def _value(edition: Edition, change: Change, value: str) -> Words:
    catalogue = edition.catalogue
    match change.what:
        case ChangeKind.DATE:
            return literal(catalogue.span(read_span(value)))
        case ChangeKind.STATUS:
            return literal(
                {
                    EventStatus.REPORTED: catalogue.text("reported"),
                    EventStatus.DISPUTED: catalogue.text("disputed"),
                    EventStatus.CORRECTED: catalogue.text("corrected"),
                    EventStatus.RETRACTED: catalogue.text("withdrawn"),
                }[EventStatus(value)]
            )
        case ChangeKind.MERGED | ChangeKind.SPLIT if value:
            return edition.opening(literal(value), int(value))
        case _:
            return clip(plain(value), BEFORE_UNITS)


# --- buttons ---------------------------------------------------------------------------------------------------


def _buttons(edition: Edition, event: Event, past: Past) -> Iterator[InlineKeyboardButton]:
    catalogue = edition.catalogue
    yield button(catalogue.text("Timeline"), Act.AROUND, event.id)
    if past.before:
        yield button(catalogue.text("Event before"), Act.EVENT, past.before[-1][0])
    if past.after:
        yield button(catalogue.text("Event after"), Act.EVENT, past.after[0][0])
    yield InlineKeyboardButton(catalogue.text("Share"), switch_inline_query=f"event_{event.id}")


def _struck(event: Event) -> tuple[Style, ...]:
    return (STRUCK,) if event.status is EventStatus.RETRACTED else ()
