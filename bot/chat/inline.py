"""Inline mode: `@bot summit june 2024` in any chat gives events to paste there; an empty query the latest ones.

Whoever reads the pasted card may not know the bot: it carries its sources, and one button that opens the event.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
)
from telegram.constants import InlineQueryLimit
from telegram.error import BadRequest

from bot.chat.citing import Citations, single_outlet
from bot.chat.edition import Edition
from bot.chat.layout import Block, compose
from bot.chat.links import deep_link, safe_url
from bot.chat.searching import answer, understand
from bot.chat.visit import Services
from bot.chat.words import BOLD, STRUCK, Words, clip, joined, literal, plain, styled
from storage.records import Event, EventStatus, Statement, StatementKind

log = logging.getLogger(__name__)

RESULTS = int(InlineQueryLimit.RESULTS)
CACHE = 60
"""Seconds Telegram may give the same answer to the same person: a story does not move faster."""

CARD_UNITS = 1200
"""Of a card that is pasted among other people's words; and fifty of them go in one answer."""

SENTENCES, BODY, SOURCES = 3, 1, 2
TITLE, DESCRIPTION = 90, 140
NAMED = re.compile(r"event_(\d{1,18})", re.ASCII)
"""What the Share button writes behind the bot's name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An inline query: who asks what, in which language, from which result on."""

    edition: Edition
    query: str
    offset: int


async def answered(services: Services, query: InlineQuery, bot: str) -> None:
    """Answer one inline query; too late for it, nothing happens."""
    reader = await asyncio.to_thread(services.store.subscribers.get, query.from_user.id)
    lang = reader.lang if reader else query.from_user.language_code
    edition = Edition.of(lang, services.store.topic, services.now(), bot)
    offset = int(query.offset) if query.offset.isascii() and query.offset.isdecimal() else 0
    asked = Asked(edition, query.query, min(offset, 10**9))
    events, more = await asyncio.to_thread(_found, services, asked)
    try:
        await query.answer(
            [_result(edition, event) for event in events],
            cache_time=CACHE,
            is_personal=True,
            next_offset=str(asked.offset + RESULTS) if more else "",
        )
    except BadRequest as error:  # mostly: it was typed on meanwhile, and nobody waits for this answer
        log.warning("an inline query could not be answered: %s", error)


def _found(services: Services, asked: Asked) -> tuple[list[Event], bool]:
    """The events to offer, and whether there are more."""
    named = NAMED.fullmatch(asked.query.strip())
    if named:
        event = services.store.timeline.standing(int(named[1]))
        return ([event] if event and not asked.offset else []), False
    wanted = understand(asked.query, services.store.lexicon)
    if wanted.question.terms:
        found = answer(wanted, services.store.search, services.store.timeline, RESULTS, asked.offset)
        events = services.store.timeline.chosen([brief.id for brief in found.events])
        return events, found.event_count > asked.offset + RESULTS
    since, until = wanted.question.since, wanted.question.until
    page = services.store.timeline.events(
        since, until, background=False, limit=RESULTS + 1, offset=asked.offset, newest_first=True
    )
    return page[:RESULTS], len(page) > RESULTS


def _result(edition: Edition, event: Event) -> InlineQueryResultArticle:
    """One line to choose from, and what is pasted when it is chosen."""
    text, entities = pasted(edition, event)
    sources = edition.catalogue.plural("{count} source", "{count} sources", event.source_count)
    first = next((s.text for s in _chosen(event, edition.lang)), "")
    about = joined(" · ", (literal(sources), clip(plain(first), DESCRIPTION)))
    title = joined(" — ", (literal(edition.catalogue.span(event.span)), clip(plain(event.title), TITLE)))
    return InlineQueryResultArticle(
        id=uuid5(NAMESPACE_URL, f"event/{event.id}/{edition.lang}/{event.last_reported.isoformat()}").hex,
        title=_text(title),
        description=_text(about),
        input_message_content=InputTextMessageContent(
            text, entities=entities, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=_opening(edition, event),
        thumbnail_url=_picture(event),
    )


def _picture(event: Event) -> str | None:
    """The picture of the first report that has one."""
    pictures = (safe_url(source.image) for source in event.sources if source.image)
    return next(filter(None, pictures), None)


def pasted(edition: Edition, event: Event) -> tuple[str, tuple[MessageEntity, ...]]:
    """The card: when, of what story, headline, up to three sentences and what speaks against them, sources."""
    catalogue = edition.catalogue
    citations = Citations(event, edition)
    struck = (STRUCK,) if event.status is EventStatus.RETRACTED else ()
    withdrawn = catalogue.text("This report is withdrawn; do not rely on it.") if struck else ""
    alone = catalogue.text("One source so far") if single_outlet(event) and not withdrawn else ""
    head: tuple[Words, ...] = (
        joined(" · ", (literal(catalogue.span(event.span)), plain(edition.tag))),
        edition.headline(event, BOLD, *struck),
        literal(withdrawn or alone),
    )
    told = tuple(styled(citations.sentence(statement), *struck) for statement in _chosen(event, edition.lang))
    return compose(
        (
            Block(head),
            Block(told, rank=BODY, most=SENTENCES),
            citations.folded(event.sources, rank=SOURCES),
        ),
        CARD_UNITS,
    )


def _chosen(event: Event, lang: str) -> list[Statement]:
    """The first facts, those in a language before others, and one denial or correction, which no card may leave out."""
    told = sorted(event.statements, key=lambda statement: statement.lang != lang)
    facts = [s for s in told if s.kind is StatementKind.FACT]
    against = [s for s in event.statements if s.kind is not StatementKind.FACT][-1:]
    return [*facts[: SENTENCES - len(against)], *against]


def _opening(edition: Edition, event: Event) -> InlineKeyboardMarkup | None:
    link = deep_link(edition.bot, f"event_{event.id}")
    label = edition.catalogue.text("Open the event")
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, url=link)]]) if link else None


def _text(words: Words) -> str:
    return "".join(run.text for run in words) or "…"
