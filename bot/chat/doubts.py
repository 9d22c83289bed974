"""/uncertain: posts whose answer was lost twice, to be sent once more or left, by button."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.chat.edition import Edition
from bot.chat.keyboards import keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.staff import Verb, staff_button, turning
from bot.chat.visit import Visit
from bot.chat.words import BOLD, Words, clip, joined, literal, plain
from storage.uncertain import Doubt

PAGE_DOUBTS = 6
LINE_UNITS = 160


async def uncertain(visit: Visit, _: str = "") -> None:
    """/uncertain."""
    await visit.say(await page(visit, 0))


async def page(visit: Visit, number: int) -> Message:
    """A page of them; one that is not there shows the first."""
    number = min(number, 10**6)
    total, doubts = await asyncio.to_thread(
        visit.services.store.uncertain.page, PAGE_DOUBTS, number * PAGE_DOUBTS
    )
    if number and not doubts:
        return await page(visit, 0)
    return _listed(visit.edition, doubts, total, number)


async def requeued(visit: Visit, number: int) -> Message:
    """Send one again."""
    assert visit.user_id is not None, "an admin is known by id"
    await asyncio.to_thread(visit.services.store.uncertain.requeue, visit.user_id, visit.edition.now, number)
    return await page(visit, 0)


async def forgotten(visit: Visit, number: int) -> Message:
    """Leave one."""
    assert visit.user_id is not None, "an admin is known by id"
    await asyncio.to_thread(visit.services.store.uncertain.forget, visit.user_id, visit.edition.now, number)
    return await page(visit, 0)


async def all_requeued(visit: Visit, _: int) -> Message:
    """Send all of them again."""
    assert visit.user_id is not None, "an admin is known by id"
    await asyncio.to_thread(visit.services.store.uncertain.requeue, visit.user_id, visit.edition.now)
    return await page(visit, 0)


def _listed(edition: Edition, doubts: Sequence[Doubt], total: int, number: int) -> Message:
    catalogue = edition.catalogue
    if not doubts:
        return Message(catalogue.text("Every post arrived, as far as anybody knows."))
    heading = catalogue.plural(
        "{count} post was perhaps not sent: its answer was lost twice",
        "{count} posts were perhaps not sent: their answers were lost twice",
        total,
    )
    lines = tuple(_line(edition, doubt) for doubt in doubts)
    text, entities = compose((Block((literal(heading, BOLD),)), Block(lines, rank=1)))
    rows = [
        [
            staff_button(catalogue.text("Send {number} again", number=doubt.id), Verb.REQUEUE, doubt.id),
            staff_button(catalogue.text("Leave {number}", number=doubt.id), Verb.FORGET, doubt.id),
        ]
        for doubt in doubts
    ]
    everything = [staff_button(catalogue.text("Send all again"), Verb.REQUEUE_ALL, 0)] if total > 1 else []
    pages = -(-total // PAGE_DOUBTS)
    return Message(text, entities, keyboard(*rows, everything, turning(Verb.UNCERTAIN, number, pages)))


def _line(edition: Edition, doubt: Doubt) -> Words:
    """7. The fishmongers · event 17 Title · 3 hours ago."""
    catalogue = edition.catalogue
    chat = doubt.chat or catalogue.text("chat no. {number}", number=doubt.subscriber_id)
    what = (
        catalogue.text("a digest")
        if doubt.event is None
        else catalogue.text("event {number}", number=doubt.event)
    )
    when = catalogue.ago(doubt.claimed_at, edition.now) if doubt.claimed_at else ""
    told = joined(" ", (literal(what), plain(doubt.title or "")))
    return clip((*literal(f"{doubt.id}. "), *joined(" · ", (plain(chat), told, literal(when)))), LINE_UNITS)
