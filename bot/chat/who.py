"""/who: what each side said, in order of date: a person or power of the topic in its own words, or the outlets of a side."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from telegram import InlineKeyboardButton

from bot.chat.catalogue import in_language
from bot.chat.citing import Citations
from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.notices import fault, typed
from bot.chat.visit import Services, Visit
from bot.chat.words import BOLD, STRUCK, Words, joined, literal, plain, styled
from bot.editorial.speaking import speaks
from storage.records import Concept, Event, EventStatus, Statement, Topic
from storage.stems import search_words

PAGE_SAYINGS = 6
"""Sentences on a page: with their dates and sources one screen."""

SPEAKERS = 8
"""Names offered when none is typed: a row of buttons."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says something: a concept of the topic, or (`side`) the outlets of a perspective."""

    key: str
    name: str
    side: bool

    @property
    def number(self) -> int:
        """What a button carries: the same after a restart and after the topic has grown."""
        return crc32(f"{self.side}:{self.key}".encode())


@dataclass(frozen=True, slots=True)
class Sayings:
    """One page of what somebody said.

    Args:
        voice: who.
        said: events with the sentences, in order of date.
        page: 0 is the newest.
        older: there are older pages.
    """

    voice: Voice
    said: tuple[tuple[Event, tuple[Statement, ...]], ...]
    page: int
    older: bool


async def who(visit: Visit, argument: str) -> None:
    """/who, /who NAME."""
    edition = visit.edition
    if not argument.strip():
        await visit.say(await asyncio.to_thread(_choice, visit.services, edition))
        return
    voice = _named(argument, visit.services, edition)
    if voice is None:
        trouble = edition.catalogue.text("nobody of this name is known here.")
        await visit.say(
            fault(
                typed("who", argument),
                trouble,
                edition.catalogue.text("{example} lists who is."),
                example="/who",
            )
        )
        return
    await visit.say(await _page(visit, voice, 0))


async def numbered_voice(visit: Visit, number: int, page: int) -> Message:
    """The page a button names."""
    voices = (
        *_sides(visit.services.store.topic, visit.edition),
        *_speakers(visit.services.store.topic, visit.edition),
    )
    voice = next((voice for voice in voices if voice.number == number), None)
    if voice is None:
        return await asyncio.to_thread(_choice, visit.services, visit.edition)
    return await _page(visit, voice, page)


async def _page(visit: Visit, voice: Voice, page: int) -> Message:
    read = _of_side if voice.side else _of_speaker
    sayings = await asyncio.to_thread(read, visit.services, voice, page)
    return sayings_page(visit.edition, sayings)


# --- who there is ----------------------------------------------------------------------------------------------


def _sides(topic: Topic, edition: Edition) -> Iterator[Voice]:
    for key in topic.perspectives:
        name = edition.perspective(key)
        yield Voice(key, name[:1].upper() + name[1:], side=True)


def _speakers(topic: Topic, edition: Edition) -> Iterator[Voice]:
    """Concepts called by a proper name: what is written with a capital may speak, themes and acts do not."""
    for concept in topic.concepts:
        name = in_language(concept.label, edition.lang, "")
        if name[:1].isupper():
            yield Voice(concept.id, name, side=False)


def _named(typed_name: str, services: Services, edition: Edition) -> Voice | None:
    """Who is meant by a name in any language: a side by its label, else whoever the topic calls so."""
    topic, words = services.store.topic, search_words(typed_name)
    for key, labels in topic.perspectives.items():
        if any(search_words(label) == words for label in (key, *labels.values())):
            return next(voice for voice in _sides(topic, edition) if voice.key == key)
    speakers = {voice.key: voice for voice in _speakers(topic, edition)}
    for hit in services.store.lexicon.hits(typed_name):
        if hit.concept in speakers:
            return speakers[hit.concept]
    begun = (c for c in topic.concepts if c.id in speakers and _begins(c, words))
    concept = next(begun, None)
    return speakers[concept.id] if concept else None


def _begins(concept: Concept, words: list[str]) -> bool:
    """Whether a word typed begins a word of one of the concept's labels."""
    own = [word for label in concept.label.values() for word in search_words(label)]
    return bool(words) and all(any(word.startswith(one) for word in own) for one in words)


# --- what they said --------------------------------------------------------------------------------------------


def _of_speaker(services: Services, voice: Voice, page: int) -> Sayings:
    named = services.store.history.naming(voice.key)
    said = [one for one in named if speaks(voice.key, one.text, one.lang, services.store.lexicon)]
    end = max(0, len(said) - page * PAGE_SAYINGS)
    part = said[max(0, end - PAGE_SAYINGS) : end]
    numbers = {one.statement_id for one in part}
    events = services.store.timeline.chosen(list(dict.fromkeys(one.event_id for one in part)))
    shown = ((event, tuple(s for s in event.statements if s.id in numbers)) for event in events)
    return Sayings(voice, tuple(shown), page, older=end > PAGE_SAYINGS)


def _of_side(services: Services, voice: Voice, page: int) -> Sayings:
    """For each event the first sentence that the side's outlets have."""
    found = services.store.history.of_perspective(voice.key, PAGE_SAYINGS + 1, page * PAGE_SAYINGS)
    shown = []
    for event in reversed(services.store.timeline.chosen(found[:PAGE_SAYINGS])):
        theirs = {source.article_id for source in event.sources if source.perspective == voice.key}
        said = (s for s in event.statements if theirs.intersection(s.article_ids))
        shown.append((event, tuple(said)[:1]))
    return Sayings(voice, tuple(shown), page, older=len(found) > PAGE_SAYINGS)


# --- how it reads ----------------------------------------------------------------------------------------------


def sayings_page(edition: Edition, sayings: Sayings) -> Message:
    """Dates, sentences and their sources; the newest at the end."""
    catalogue, voice = edition.catalogue, sayings.voice
    what = catalogue.text("as its outlets tell it") if voice.side else catalogue.text("in their own words")
    heading = joined(" · ", (plain(voice.name, BOLD), literal(what)))
    blocks = [Block(tuple(_saying(edition, event, said))) for event, said in sayings.said]
    if not blocks:
        blocks.append(Block((literal(catalogue.text("Nothing of theirs is known yet.")),)))
    text, entities = compose((Block((heading,)), *blocks))
    older = [button("◀", Act.VOICE, voice.number, sayings.page + 1)] if sayings.older else []
    newer = [button("▶", Act.VOICE, voice.number, sayings.page - 1)] if sayings.page else []
    return Message(text, entities, keyboard([*older, *newer]))


def _saying(edition: Edition, event: Event, said: tuple[Statement, ...]) -> Iterator[Words]:
    when = literal(edition.catalogue.span(event.span), BOLD)
    yield edition.opening(when, event.id)
    citations = Citations(event, edition)
    struck = () if event.status is not EventStatus.RETRACTED else (STRUCK,)
    if not said:
        yield styled(edition.headline(event), *struck)
    for statement in said:
        yield styled(citations.sentence(statement), *struck)


def _choice(services: Services, edition: Edition) -> Message:
    """Whom one may ask for: the sides, and whom most articles name."""
    catalogue = edition.catalogue
    speakers = {voice.key: voice for voice in _speakers(services.store.topic, edition)}
    most = services.store.history.named_most(list(speakers), SPEAKERS)
    lines = (
        literal(catalogue.text("Who said what, in order of date?"), BOLD),
        literal(catalogue.text("Choose, or type a name after {command}.", command="/who")),
    )
    text, entities = compose((Block(lines),))
    return Message(
        text,
        entities,
        keyboard(
            *_rows([_choose(voice) for voice in _sides(services.store.topic, edition)]),
            *_rows([_choose(speakers[key]) for key in most]),
        ),
    )


def _choose(voice: Voice) -> InlineKeyboardButton:
    return button(voice.name, Act.VOICE, voice.number, 0)


def _rows(buttons: list[InlineKeyboardButton]) -> Iterator[list[InlineKeyboardButton]]:
    """Two in a row: names are long."""
    return (buttons[at : at + 2] for at in range(0, len(buttons), 2))
