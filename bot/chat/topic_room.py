"""The topic tuned from the chat: /topic shows it, `/topic add` and `/topic stop` add to it once they have been tried."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from difflib import get_close_matches

from bot.chat import record_pages, topic_pages
from bot.chat.messages import Message
from bot.chat.visit import Visit
from storage.acts import Deed
from storage.audit import Proposal
from storage.records import Concept
from storage.tuning import TopicEdit, TopicEditKind

_DEEDS = {TopicEditKind.NAME: Deed.NAME_ADD, TopicEditKind.STOP: Deed.STOP_ADD}
_COMMANDS = {"add": TopicEditKind.NAME, "stop": TopicEditKind.STOP}


async def topic(visit: Visit, argument: str) -> None:
    """/topic, /topic WORDS, /topic edits, /topic add CONCEPT LANG NAME, /topic stop CONCEPT WORDS."""
    first, _, rest = argument.strip().partition(" ")
    if first in _COMMANDS:
        await visit.say(await _asked(visit, argument, _COMMANDS[first], rest.strip()))
    elif argument == "edits":
        await visit.say(await additions_page(visit, 0))
    else:
        found = _found(visit, argument)
        if argument and len(found) == 1:
            await visit.say(topic_pages.concept_card(visit.edition, found[0][1]))
        else:
            topic = visit.services.store.lexicon.topic
            await visit.say(topic_pages.concepts(visit.edition, topic, found, 0))


def _found(visit: Visit, words: str) -> list[tuple[int, Concept]]:
    """The concepts that are called so, or have a name that begins so, with their places; without words all of them."""
    wanted = words.casefold().strip()
    placed = list(enumerate(visit.services.store.lexicon.topic.concepts))
    exact = [(place, concept) for place, concept in placed if concept.id.casefold() == wanted]
    return exact or [(place, concept) for place, concept in placed if _has(concept, wanted)]


def _has(concept: Concept, wanted: str) -> bool:
    listed = (*concept.label.values(), *(name for names in concept.names.values() for name in names))
    return wanted in concept.id.casefold() or any(
        name.casefold().rstrip("*").startswith(wanted) for name in listed
    )


async def _asked(visit: Visit, argument: str, kind: TopicEditKind, rest: str) -> Message:
    edit = _addition(kind, rest)
    if edit is None:
        return topic_pages.unclear(visit.edition, argument, kind)
    tuning = visit.services.store.tuning
    if trouble := tuning.fault(edit):
        unknown = edit.concept not in tuning.lexicon.by_id
        near = get_close_matches(edit.concept, tuning.lexicon.by_id, 1) if unknown else []
        return topic_pages.cannot_add(visit.edition, argument, *trouble, near[0] if near else "")
    trial = await asyncio.to_thread(tuning.try_out, edit)
    assert visit.user_id is not None, "an admin is known by id"
    kept = {name: value for name, value in asdict(edit).items() if name in {"concept", "lang", "text"}}
    proposal = await asyncio.to_thread(
        visit.services.store.audit.propose, visit.edition.now, visit.user_id, _DEEDS[kind], kept
    )
    return topic_pages.question(visit.edition, edit, trial, proposal)


def _addition(kind: TopicEditKind, rest: str) -> TopicEdit | None:
    """What is to be added; None: something is missing."""
    concept, _, words = rest.partition(" ")
    lang = ""
    if kind is TopicEditKind.NAME:
        lang, _, words = words.strip().partition(" ")
    words = " ".join(words.strip().strip("\"'“”«»").split())
    return TopicEdit(kind, concept, lang, words) if concept and words else None


async def add(visit: Visit, proposal: Proposal) -> Message:
    """Do what was confirmed; from the next article on it counts."""
    assert visit.user_id is not None, "an admin is known by id"
    services, edition = visit.services, visit.edition
    kind = next(kind for kind, deed in _DEEDS.items() if deed is proposal.deed)
    edit = TopicEdit(kind, **proposal.arguments)
    if services.store.tuning.fault(edit) or not await asyncio.to_thread(
        services.store.tuning.edits.add, edit, visit.user_id, edition.now
    ):
        return record_pages.out_of_date(edition)
    await asyncio.to_thread(services.store.tuning.reload)
    return await additions_page(visit, 10**6, edition.catalogue.text("Added."))


async def taken_out(visit: Visit, number: int) -> Message:
    """Take an addition out again."""
    assert visit.user_id is not None, "an admin is known by id"
    services = visit.services
    gone = await asyncio.to_thread(
        services.store.tuning.edits.remove, number, visit.user_id, visit.edition.now
    )
    await asyncio.to_thread(services.store.tuning.reload)
    return await additions_page(visit, 0, visit.edition.catalogue.text("Taken out.") if gone else "")


async def additions_page(visit: Visit, page: int, note: str = "") -> Message:
    """What was added from the chat."""
    edits = await asyncio.to_thread(visit.services.store.tuning.edits.all)
    return topic_pages.additions(visit.edition, edits, page, note)


async def concepts_page(visit: Visit, page: int) -> Message:
    """A page of the concepts."""
    topic = visit.services.store.lexicon.topic
    return topic_pages.concepts(visit.edition, topic, list(enumerate(topic.concepts)), page)


async def concept_page(visit: Visit, place: int) -> Message:
    """One concept; where there is none at this place, all of them."""
    concepts = visit.services.store.lexicon.topic.concepts
    if place >= len(concepts):
        return await concepts_page(visit, 0)
    return topic_pages.concept_card(visit.edition, concepts[place])
