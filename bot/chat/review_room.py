"""Review: admins see what is new as readers would, and let it through or not.

Every admin is asked; the first answer counts, and who presses after it is told so.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.messages import Message
from bot.chat.notices import fault, typed
from bot.chat.render import post_in
from bot.chat.speak import UnsaidError
from bot.chat.staff import Verb, staff_button
from bot.chat.visit import Services, Visit, number_in
from storage.records import Update
from storage.timeline import Timeline

log = logging.getLogger(__name__)

SHOWN = 5
"""Posts shown at once in answer to /review; the rest follows when these are decided."""


async def review(visit: Visit, argument: str) -> None:
    """/review: what waits; /review on, /review off."""
    edition, services = visit.edition, visit.services
    if argument in {"on", "off"}:
        assert visit.user_id is not None, "an admin is known by id"
        await asyncio.to_thread(services.store.review.switch, argument == "on", visit.user_id, edition.now)
    elif argument:
        trouble = edition.catalogue.text("that is neither on nor off.")
        hint = edition.catalogue.text("Try {example}.")
        await visit.say(fault(typed("review", argument), trouble, hint, example="/review on"))
        return
    await _show_waiting(visit)


async def approve(visit: Visit, argument: str) -> None:
    """/approve 45 17: lets the updates of these events through; without a number, what waits is shown."""
    numbers = {number_in(word) for word in argument.split()} - {None}
    if not numbers:
        await _show_waiting(visit)
        return
    waiting = await asyncio.to_thread(visit.services.store.review.waiting)
    chosen = [update for update in waiting if update.event_id in numbers]
    for update in chosen:
        await visit.say(await approved(visit, update.id))
    if not chosen:
        await visit.say(Message(visit.edition.catalogue.text("Nothing of this waits.")))


async def _show_waiting(visit: Visit) -> None:
    edition, services = visit.edition, visit.services
    waiting = await asyncio.to_thread(services.store.review.waiting)
    on = await asyncio.to_thread(lambda: services.store.review.on)
    await visit.say(_state(edition, on=on, waiting=len(waiting)))
    for update in waiting[:SHOWN]:
        if post := await asyncio.to_thread(question, edition, services.store.timeline, update):
            await visit.say(post)


def _state(edition: Edition, *, on: bool, waiting: int) -> Message:
    catalogue = edition.catalogue
    state = (
        catalogue.text("Review is on: what is new waits for an admin.")
        if on
        else catalogue.text("Review is off: what is new is posted at once.")
    )
    count = catalogue.plural("{count} update waits.", "{count} updates wait.", waiting)
    return Message(f"{state} {count}")


def question(edition: Edition, timeline: Timeline, update: Update) -> Message | None:
    """An update as readers would get it, with the two answers under it; None: its event is gone."""
    event = timeline.event(update.event_id, waiting=True)
    if event is None:
        return None
    catalogue = edition.catalogue
    answers = [
        staff_button(catalogue.text("Approve"), Verb.APPROVE, update.id),
        staff_button(catalogue.text("Reject"), Verb.REJECT, update.id),
    ]
    return replace(post_in(edition, event, update), keyboard=keyboard(answers), preview_url=None)


async def approved(visit: Visit, update_id: int) -> Message:
    """Let it through."""
    catalogue = visit.edition.catalogue
    assert visit.user_id is not None, "an admin is known by id"
    posts = await asyncio.to_thread(
        visit.services.store.review.approve, update_id, visit.user_id, visit.edition.now
    )
    update = await asyncio.to_thread(visit.services.store.timeline.update, update_id)
    if posts is None or update is None:
        return Message(catalogue.text("This was decided already."))
    told = catalogue.plural("{count} chat is told", "{count} chats are told", posts)
    shown = [button(catalogue.text("Event"), Act.EVENT, update.event_id)]
    return Message(catalogue.text("Approved: {told}.", told=told), (), keyboard(shown))


async def rejected(visit: Visit, update_id: int) -> Message:
    """Let nobody see it."""
    catalogue = visit.edition.catalogue
    assert visit.user_id is not None, "an admin is known by id"
    entry = await asyncio.to_thread(
        visit.services.store.review.reject, update_id, visit.user_id, visit.edition.now
    )
    if entry is None:
        return Message(catalogue.text("This was decided already."))
    undo = [staff_button(catalogue.text("Undo"), Verb.UNDO, entry)]
    return Message(catalogue.text("Rejected: nobody is told."), (), keyboard(undo))


class Asker:
    """Asks all admins about each update that begins to wait, once.

    Args:
        services: what is asked about, and who is asked.
        bot: ours.
    """

    def __init__(self, services: Services, bot: Bot) -> None:
        self._services = services
        self._bot = bot

    async def ask(self, now: datetime) -> None:
        """Ask about what began to wait since the last time.

        Args:
            now: UTC.
        """
        review, timeline = self._services.store.review, self._services.store.timeline
        waiting = await asyncio.to_thread(review.unasked)
        if not waiting:
            return
        editions = await asyncio.to_thread(self._editions, now)
        for update in waiting:
            for admin, edition in editions.items():
                post = await asyncio.to_thread(question, edition, timeline, update)
                if post:
                    await self._say(admin, post)
            await asyncio.to_thread(review.asked, update.id)

    def _editions(self, now: datetime) -> dict[int, Edition]:
        """Each admin's, in the language they chose."""
        services = self._services
        chats = {
            person: services.store.subscribers.get(person) for person in services.store.people.everyone()
        }
        return {
            person: Edition.of(chat.lang if chat else None, services.store.topic, now, self._bot.username)
            for person, chat in chats.items()
        }

    async def _say(self, admin: int, post: Message) -> None:
        try:
            await self._services.speaker.say(admin, post)
        except (TelegramError, UnsaidError) as error:
            log.warning("an admin could not be asked: %s", error)
