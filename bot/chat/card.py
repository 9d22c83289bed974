"""All that is known of one event: what `/event 17` and the Event button show. Pure."""

from __future__ import annotations

from bot.chat.citing import Citations, single_outlet
from bot.chat.edition import Edition, utc_day
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.words import BOLD, STRUCK, Style, Words, joined, literal, plain, styled
from storage.records import Event, EventStatus

SENTENCES, VOICES, SOURCES = 1, 2, 3
"""Ranks: when a card is too long, sources go first, then who says what, then sentences."""


def event_card(edition: Edition, event: Event) -> Message:
    """Headline, date, status; every statement with its sources; who says it; what came before; its history."""
    catalogue = edition.catalogue
    citations = Citations(event, edition)
    number = catalogue.text("event {number}", number=event.id)
    first = joined(" · ", (literal(catalogue.span(event.span)), plain(edition.tag), literal(number)))
    headline = edition.headline(event, BOLD, *_struck(event))
    sentences = tuple(
        styled(citations.sentence(statement), *_struck(event)) for statement in event.statements
    )
    text, entities = compose(
        (
            Block((first, headline, literal(_standing(edition, event)))),
            Block(
                sentences,
                rank=SENTENCES,
                rest=lambda n: literal(
                    catalogue.plural("and {count} more sentence", "and {count} more sentences", n)
                ),
            ),
            Block(_voices(edition, event), rank=VOICES),
            Block((edition.before(event), literal(_history(edition, event)))),
            citations.folded(event.sources, rank=SOURCES),
        )
    )
    buttons = [button(catalogue.text("Timeline"), Act.AROUND, event.id)]
    if event.follows:
        buttons.append(button(catalogue.text("Event before"), Act.EVENT, event.follows[0]))
    return Message(text, entities, keyboard(buttons))


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


def _voices(edition: Edition, event: Event) -> tuple[Words, ...]:
    """Who says what: the outlets by perspective, where there is more than one perspective."""
    voices: dict[str, dict[str, None]] = {}
    for source in event.sources:
        voices.setdefault(source.perspective or "", {})[source.outlet] = None
    named = {edition.perspective(side): outlets for side, outlets in voices.items() if side}
    if len(named) < 2:
        return ()
    heading = literal(edition.catalogue.text("Who reports it"), BOLD)
    return (heading, *(plain(f"{side}: {', '.join(outlets)}") for side, outlets in named.items()))


def _history(edition: Edition, event: Event) -> str:
    """First reported when, and last; days, as a reader elsewhere has other hours."""
    catalogue = edition.catalogue
    first, last = utc_day(event.first_reported), utc_day(event.last_reported)
    if first == last:
        return catalogue.text("Reported {day}", day=catalogue.day(first))
    return catalogue.text(
        "First reported {first}, last {last}", first=catalogue.day(first), last=catalogue.day(last)
    )


def _struck(event: Event) -> tuple[Style, ...]:
    return (STRUCK,) if event.status is EventStatus.RETRACTED else ()
