"""Somebody asks something: where, who, in which language; and what the handlers need to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Bot, Chat, MessageOriginUser, Update, User
from telegram import Message as Said
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest
from telegram.ext import CallbackContext

from bot.chat.edition import Edition
from bot.chat.messages import Attachment, Message, Picture
from bot.chat.speak import Speaker
from bot.store import Store
from bot.trial import FeedCheck
from storage.people import Rank
from storage.records import ChatKind

Context = CallbackContext[Any, Any, Any, Any]

ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers need. `try_feed` fetches and judges a feed without storing anything."""

    store: Store
    speaker: Speaker
    now: Callable[[], datetime]
    try_feed: Callable[[str], Awaitable[FeedCheck]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One chat that asks something.

    Args:
        services: to answer with.
        bot: ours.
        chat_id: where the answer goes.
        thread_id: the forum's topic; 0: none.
        kind: of chat.
        title: the chat's name.
        user_id: who asks; None in a channel.
        edition: in which language.
        client: the language of their client, as Telegram gives it ("en-GB"); None: not known.
        rank: what they may do for the bot itself, looked up for this visit; only in private they are more than a reader.
        shown: id and name of the person whose message they answer, or forwarded and answer.
    """

    services: Services
    bot: Bot
    chat_id: int
    thread_id: int
    kind: ChatKind
    title: str | None
    user_id: int | None
    edition: Edition
    client: str | None = None
    rank: Rank = Rank.READER
    shown: tuple[int, str] | None = None

    @property
    def private(self) -> bool:
        """Whether there is one reader only."""
        return self.kind is ChatKind.PRIVATE

    @property
    def by_admin(self) -> bool:
        """Whether one of the bot's admins asks, by id, in private."""
        return self.private and self.rank >= Rank.ADMIN

    @property
    def by_owner(self) -> bool:
        """Whether one of those asks who stand in the settings, in private."""
        return self.private and self.rank is Rank.OWNER

    async def say(self, message: Message) -> None:
        """Answer."""
        await self.services.speaker.say(self.chat_id, message, thread_id=self.thread_id)

    async def show(self, picture: Picture) -> None:
        """Answer with a picture."""
        await self.services.speaker.show(self.chat_id, picture, thread_id=self.thread_id)

    async def send(self, file: Attachment) -> None:
        """Answer with a file."""
        await self.services.speaker.send(self.chat_id, file, thread_id=self.thread_id)

    async def may_govern(self) -> bool:
        """Whether who asks may decide for the chat: anybody in private, a channel's own posts, a group's administrators.

        An anonymous administrator writes in the group's name and cannot be told from others; they are asked to use
        their own.
        """
        if self.private:
            return True
        if self.user_id is None:  # a channel's post; in a group, nobody we could name
            return self.kind is ChatKind.CHANNEL
        try:
            member = await self.bot.get_chat_member(self.chat_id, self.user_id)
        except BadRequest:  # no such member
            return False
        return member.status in ADMINISTRATORS


async def visit_of(services: Services, update: Update, context: Context) -> Visit | None:
    """Who asks, in the language the chat chose, else in that of their client.

    Returns:
        None where there is no chat to answer in.
    """
    chat, said, user = update.effective_chat, update.effective_message, update.effective_user
    if chat is None:
        return None
    said = said if isinstance(said, Said) else None  # a press on a message too old to be shown has none
    thread_id = thread_of(update)
    subscriber = await asyncio.to_thread(services.store.subscribers.get, chat.id, thread_id)
    person = _person(None if update.callback_query else said, user)
    private = kind_of(chat) is ChatKind.PRIVATE
    lang = subscriber.lang if subscriber else user.language_code if user else None
    return Visit(
        services=services,
        bot=context.bot,
        chat_id=chat.id,
        thread_id=thread_id,
        kind=kind_of(chat),
        title=chat.effective_name,
        user_id=person,
        edition=Edition.of(lang, services.store.topic, services.now(), context.bot.username),
        client=user.language_code if user else None,
        rank=await asyncio.to_thread(services.store.people.rank, person) if private else Rank.READER,
        shown=None if update.callback_query else _shown(said),
    )


def thread_of(update: Update) -> int:
    """The forum topic an update belongs to; 0: none."""
    said = update.effective_message
    return (said.message_thread_id or 0) if isinstance(said, Said) and said.is_topic_message else 0


def number_in(text: str) -> int | None:
    """The number somebody typed, "17" or "#17"; None where it is none, or beyond what a database can count."""
    digits = text.strip().lstrip("#№").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None


def kind_of(chat: Chat) -> ChatKind:
    """The chat's kind in our vocabulary."""
    return {
        ChatType.GROUP: ChatKind.GROUP,
        ChatType.SUPERGROUP: ChatKind.SUPERGROUP,
        ChatType.CHANNEL: ChatKind.CHANNEL,
    }.get(ChatType(chat.type), ChatKind.PRIVATE)


def _shown(said: Said | None) -> tuple[int, str] | None:
    """Who wrote the message that this one answers: of a forwarded one its author, where Telegram tells."""
    answered = said.reply_to_message if said else None
    if answered is None:
        return None
    origin = answered.forward_origin
    if origin is not None:
        author = origin.sender_user if isinstance(origin, MessageOriginUser) else None
    else:
        author = answered.from_user
    return (author.id, author.full_name) if author and not author.is_bot else None


def _person(said: Said | None, user: User | None) -> int | None:
    """Who wrote or pressed: nobody we could name when it was written in the name of a group or channel."""
    return user.id if user and not (said and said.sender_chat) else None
