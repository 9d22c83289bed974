"""A bot at work for tests of conversations: a database, the emulated Telegram, and the handlers between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import count

from telegram import Bot

from bot.chat.client import AnyApplication
from bot.chat.commands import register
from bot.chat.inbox import InboxPoller
from bot.chat.pace import Pacer, Windows
from bot.chat.silence import Silence
from bot.chat.speak import Speaker
from bot.chat.visit import Services
from bot.store import Store
from bot.trial import FeedCheck
from storage.database import Database
from storage.records import Subscriber, Topic
from tests.chat.samples import TOPIC
from tests.emulator.telegram import BotApi
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import NOW, day, draft, news, study

READER, ADMIN, GROUP, CHANNEL = 42, 7, -1001, -1002


@dataclass
class Newspaper:
    """A database, the emulated Telegram, and the bot between them."""

    api: BotApi
    services: Services
    inbox: InboxPoller
    bot: Bot
    tried: dict[str, FeedCheck] = field(default_factory=dict)

    async def answer(self) -> None:
        """Let the bot fetch and handle everything that waits."""
        await self.inbox.poll_once(NOW, timeout=0)
        await self.inbox.handle_pending()

    async def said(self, text: str, chat_id: int = READER, **how: object) -> list[SentMessage]:
        """What the bot answers to a line."""
        before = len(self.api.messages(chat_id))
        self.api.user_says(chat_id, text, **how)  # type: ignore[arg-type]
        await self.answer()
        return self.api.messages(chat_id)[before:]

    async def one(self, text: str, chat_id: int = READER, **how: object) -> SentMessage:
        """Its one answer."""
        (message,) = await self.said(text, chat_id, **how)
        return message

    async def pressed(self, message: SentMessage, button: str, **how: object) -> str:
        """Press a button; the callback query's id."""
        query_id = self.api.tap(message.chat_id, message.message_id, button, **how)  # type: ignore[arg-type]
        await self.answer()
        return query_id

    def subscriber(self, chat_id: int, thread_id: int = 0) -> Subscriber | None:
        """What is stored about a chat."""
        return self.services.store.subscribers.get(chat_id, thread_id)

    def opened(self, query_id: str) -> object:
        """The address a press opened."""
        calls = self.api.calls("answerCallbackQuery")
        return next(call.fields["url"] for call in calls if call.fields["callback_query_id"] == query_id)


def newspaper(
    api: BotApi, application: AnyApplication, database: Database, topic: Topic = TOPIC
) -> Newspaper:
    """Everything built and registered."""
    tried: dict[str, FeedCheck] = {}

    hours = count(step=3600.0)  # at every look an hour has passed, so that nobody waits for their turn

    async def try_feed(url: str) -> FeedCheck:
        return tried[url]

    pacer = Pacer(Windows(1000), partial(next, hours))
    store = Store.of(database, topic, {ADMIN})
    speaker = Speaker(application.bot, pacer, Silence(pacer, store.outbox, lambda: NOW))
    services = Services(store, speaker, lambda: NOW, try_feed)
    register(application, services)
    return Newspaper(api, services, InboxPoller(application, store.inbox), application.bot, tried)


def told(paper: Newspaper, number: int, title: str, when: date) -> int:
    """Publish an event; its number."""
    moment = NOW + timedelta(minutes=number)
    published = paper.services.store.archive.publish(
        study(f"article{number}", published=moment), news(draft(title, day(when))), moment
    )
    assert published.event_id
    return published.event_id
