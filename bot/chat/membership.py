"""Coming and going: who follows the story, in which language, and what Telegram tells of the bot's own standing.

Anybody decides for their private chat, administrators for their group, whoever may post for a channel. Making the bot
an administrator of a channel is asking for the posts; a chat that puts the bot out gets no more of them, and is
forgotten if it does not come back (`storage.privacy`).
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, ChatMemberUpdated
from telegram import Message as Said
from telegram.constants import ChatMemberStatus

from bot.chat import notices
from bot.chat.onboarding import welcome
from bot.chat.places import guess
from bot.chat.reading_room import card, newest_page, page_around
from bot.chat.visit import Visit
from storage.records import ChatKind, Subscriber
from storage.subscribers import usual

PAYLOAD = re.compile(r"(event|ev|timeline)_(\d{1,18})", re.ASCII)
"""What a deep link hands to /start: an event to show, or the page of the timeline it is on."""


async def start(visit: Visit, payload: str) -> None:
    """/start follows the story; from a deep link it only shows what the link names."""
    linked = PAYLOAD.fullmatch(payload)
    if linked or payload == "timeline":
        await _show(visit, linked)
        return
    if not await visit.may_govern():
        await visit.say(notices.for_group_admins(visit.edition))
        return
    before = await asyncio.to_thread(visit.services.store.subscribers.get, visit.chat_id, visit.thread_id)
    subscriber = await _subscribe(visit)
    newest = await asyncio.to_thread(visit.services.store.timeline.latest, 1)
    again = before is not None and before.active
    await visit.say(welcome(visit.edition, subscriber, newest[0] if newest else None, again=again))


async def _show(visit: Visit, linked: re.Match[str] | None) -> None:
    if linked is None:
        await visit.say(await newest_page(visit))
    elif linked[1] in ("event", "ev"):
        await visit.say(await card(visit, int(linked[2])))
    else:
        await visit.say(await page_around(visit, int(linked[2])))


async def standing_changed(visit: Visit, change: ChatMemberUpdated) -> None:
    """What becomes of a chat when the bot's standing in it changes."""
    subscribers = visit.services.store.subscribers
    before, after = change.old_chat_member, change.new_chat_member
    if after.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT):
        await asyncio.to_thread(subscribers.disable, visit.chat_id, "the bot was blocked or put out")
    elif visit.private:
        return  # unblocked: Telegram's client shows Start again
    elif not _may_post(visit.kind, after):
        await asyncio.to_thread(subscribers.disable, visit.chat_id, "the bot may not post here")
    elif visit.kind is ChatKind.CHANNEL:
        await _subscribe(visit)
    elif known := await asyncio.to_thread(subscribers.of_chat, visit.chat_id):
        await asyncio.to_thread(_resume, visit, known)
    elif before.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED):
        await visit.say(notices.introduction(visit.edition))


async def moved(visit: Visit, said: Said) -> None:
    """A group became a supergroup: what we know of the old chat belongs to the new one."""
    migrate = visit.services.store.subscribers.migrate
    if said.migrate_to_chat_id:
        await asyncio.to_thread(migrate, visit.chat_id, said.migrate_to_chat_id)
    elif said.migrate_from_chat_id:
        await asyncio.to_thread(migrate, said.migrate_from_chat_id, visit.chat_id)


def _may_post(kind: ChatKind, member: ChatMember) -> bool:
    if kind is ChatKind.CHANNEL:
        return isinstance(member, ChatMemberAdministrator) and member.can_post_messages is not False
    return member.can_send_messages if isinstance(member, ChatMemberRestricted) else True


async def _subscribe(visit: Visit) -> Subscriber:
    return await asyncio.to_thread(
        visit.services.store.subscribers.subscribe,
        visit.chat_id,
        visit.thread_id,
        visit.kind,
        visit.title,
        visit.edition.lang,
        visit.edition.now,
        replace(usual(visit.kind), zone=guess(visit.services.store.topic, visit.client)),
    )


def _resume(visit: Visit, known: list[Subscriber]) -> None:
    """The chat may be posted to again: those of its subscribers that had to stop go on."""
    for was in known:
        if not was.active:
            visit.services.store.subscribers.subscribe(
                was.chat_id, was.thread_id, was.kind, was.title, was.lang, visit.edition.now
            )
