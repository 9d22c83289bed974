"""Nothing said to the bot is lost, nothing is answered twice, and nothing broken stands in the way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Update
from telegram.ext import CommandHandler, TypeHandler

from bot.chat.client import AnyApplication
from bot.chat.inbox import AnotherPollerError, InboxPoller
from bot.errors import TokenError
from storage.database import Database
from storage.inbox import Inbox
from storage.records import InboxState
from storage.tables import InboxRow
from tests.emulator.telegram import BotApi

# What is tested here is the way to the database, not the database: one kind is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOW = datetime(2024, 6, 12, 12, 0, tzinfo=UTC)
READER, OTHER = 42, 43
POISON = {"message": {"message_id": 1, "chat": {"id": READER, "type": "private"}, "text": "no date"}}


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


class Heard(list[str]):
    """Every text that reached a handler."""

    def __init__(self) -> None:
        super().__init__()
        self._more = asyncio.Event()

    async def __call__(self, update: Update, _: Any) -> None:
        assert update.effective_message is not None
        self.append(update.effective_message.text or "")
        self._more.set()

    async def until(self, texts: list[str]) -> None:
        async with asyncio.timeout(10):
            while self != texts:
                self._more.clear()
                await self._more.wait()


@pytest.fixture
def heard(application: AnyApplication) -> Heard:
    heard = Heard()
    application.add_handler(TypeHandler(Update, heard))
    return heard


@pytest.fixture
def poller(application: AnyApplication, inbox: Inbox) -> InboxPoller:
    return InboxPoller(application, inbox)


@contextlib.asynccontextmanager
async def listening(poller: InboxPoller) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(poller.run(lambda: NOW))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_what_is_said_is_stored_handled_and_confirmed(
    api: BotApi, poller: InboxPoller, inbox: Inbox, heard: Heard
) -> None:
    api.user_says(READER, "hello")
    assert await poller.poll_once(NOW) == 1
    assert len(inbox.pending(10)) == 1
    assert len(api.unconfirmed()) == 1, "confirmed only by the next question, when it is safe with us"
    assert await poller.handle_pending() == 1
    assert (heard, inbox.pending(10)) == (["hello"], [])
    await poller.poll_once(NOW, timeout=0)
    assert api.unconfirmed() == []


async def test_an_update_that_comes_twice_is_handled_once(poller: InboxPoller, heard: Heard) -> None:
    for _ in range(2):
        await poller.keep([{"update_id": 7, **_message("hello")}], NOW)
        await poller.handle_pending()
    assert heard == ["hello"]


def _message(text: str, chat_id: int = READER) -> dict[str, Any]:
    who = {"id": chat_id, "is_bot": False, "first_name": "Reader"}
    chat = {"id": chat_id, "type": "private", "first_name": "Reader"}
    return {"message": {"message_id": 1, "date": 1718193600, "chat": chat, "from": who, "text": text}}


async def test_a_crash_between_storing_and_handling_loses_nothing(
    api: BotApi, poller: InboxPoller, database_url: str, heard: Heard, application: AnyApplication
) -> None:
    api.user_says(READER, "/stop")
    await poller.poll_once(NOW)
    reopened = Database.open(database_url)
    after_restart = InboxPoller(application, Inbox(reopened))
    assert await after_restart.handle_pending() == 1
    assert heard == ["/stop"]
    await after_restart.poll_once(NOW, timeout=0)
    assert api.unconfirmed() == []
    reopened.close()


@pytest.mark.parametrize(
    "poison",
    [
        POISON,
        {"message": 5},
        {"message": {**_message("x")["message"], "entities": [{"type": "bold"}]}},
        {"callback_query": {"id": "1"}},
        {"message": {**_message("x")["message"], "date": "yesterday"}},
    ],
)
async def test_a_poisonous_update_holds_up_nobody(
    api: BotApi, poller: InboxPoller, database: Database, heard: Heard, poison: dict[str, Any]
) -> None:
    number = api.push_raw(poison)
    api.user_says(READER, "after it")
    assert await poller.poll_once(NOW) == 2
    assert await poller.handle_pending() == 2
    assert heard == ["after it"]
    with database.read() as session:
        row = session.scalars(select(InboxRow).where(InboxRow.update_id == number)).one()
    assert row.state is InboxState.UNREADABLE
    assert row.error
    await poller.poll_once(NOW, timeout=0)
    assert api.unconfirmed() == []


async def test_text_no_database_takes_is_kept_all_the_same(poller: InboxPoller, heard: Heard) -> None:
    await poller.keep([{"update_id": 1, **_message("a\ud800\x00b")}], NOW)
    await poller.handle_pending()
    assert heard == ["a\ud800\x00b"]


async def test_updates_without_an_id_are_passed_over(poller: InboxPoller, inbox: Inbox) -> None:
    nonsense: list[Any] = [{"message": {}}, "text", {"update_id": "7"}, {"update_id": True}]
    assert await poller.keep([*nonsense, {"update_id": 7, **_message("x")}], NOW) == 1
    assert [json.loads(i.raw)["update_id"] for i in inbox.pending(10)] == [7]


async def test_a_failing_handler_is_logged_and_the_next_update_handled(
    api: BotApi,
    application: AnyApplication,
    poller: InboxPoller,
    inbox: Inbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[str] = []

    async def fail(_: Update, __: Any) -> None:
        raise RuntimeError("a handler's mistake")

    async def hear(update: Update, _: Any) -> None:
        assert update.effective_message is not None
        heard.append(update.effective_message.text or "")

    application.add_handlers([CommandHandler("fail", fail), TypeHandler(Update, hear)])
    api.user_says(READER, "/fail")
    api.user_says(READER, "next")
    await poller.poll_once(NOW)
    await poller.handle_pending()
    assert (heard, inbox.pending(10)) == (["next"], [])
    assert "a handler's mistake" in caplog.text


async def test_one_chats_updates_are_handled_in_order_and_other_chats_do_not_wait(
    api: BotApi, application: AnyApplication, poller: InboxPoller
) -> None:
    heard: list[str] = []
    gate = asyncio.Event()

    async def hear(update: Update, _: Any) -> None:
        assert update.effective_message is not None
        text = update.effective_message.text or ""
        if text == "slow":
            await gate.wait()
        heard.append(text)
        if text == "quick":
            gate.set()

    application.add_handler(TypeHandler(Update, hear))
    api.user_says(READER, "slow")
    api.user_says(READER, "after slow")
    api.user_says(OTHER, "quick")
    await poller.poll_once(NOW)
    await poller.handle_pending()
    assert heard == ["quick", "slow", "after slow"]


async def test_more_than_a_batch_is_handled_to_the_end(poller: InboxPoller, heard: Heard) -> None:
    await poller.keep([{"update_id": n, **_message(str(n), chat_id=n)} for n in range(1, 251)], NOW)
    assert await poller.handle_pending() == 250
    assert sorted(map(int, heard)) == list(range(1, 251))


async def test_ids_that_start_anew_lower_are_followed(
    poller: InboxPoller, inbox: Inbox, heard: Heard, api: BotApi
) -> None:
    await poller.keep([{"update_id": 900_000_000, **_message("long ago")}], NOW - timedelta(days=8))
    await poller.handle_pending()
    assert inbox.expire(NOW - timedelta(days=7)) == 1
    api.user_says(READER, "after a quiet week")  # the emulator counts from 700,000,001
    await poller.poll_once(NOW)
    await poller.handle_pending()
    await poller.poll_once(NOW, timeout=0)
    assert heard == ["long ago", "after a quiet week"]
    assert api.unconfirmed() == []


# --- the loop


async def test_the_loop_answers_as_soon_as_somebody_writes(
    api: BotApi, poller: InboxPoller, heard: Heard
) -> None:
    async with listening(poller):
        await api.wait(lambda: api.polling)
        api.user_says(READER, "one")
        await heard.until(["one"])
        api.user_says(READER, "two")
        await heard.until(["one", "two"])


async def test_what_was_stored_before_the_start_is_handled_at_once(
    api: BotApi, poller: InboxPoller, heard: Heard
) -> None:
    await poller.keep([{"update_id": 5, **_message("before")}], NOW)
    async with listening(poller):
        await heard.until(["before"])


async def test_another_poller_is_one_clear_line(
    api: BotApi, application: AnyApplication, poller: InboxPoller, inbox: Inbox
) -> None:
    async with listening(poller) as first:
        await api.wait(lambda: api.polling)
        async with listening(InboxPoller(application, inbox)):
            with pytest.raises(AnotherPollerError, match="another instance fetches this bot's updates"):
                await first


async def test_a_webhook_in_the_way_is_one_clear_line(
    application: AnyApplication, poller: InboxPoller
) -> None:
    await application.bot.set_webhook("https://bot.example/hook")
    with pytest.raises(AnotherPollerError, match="use deleteWebhook"):
        await poller.run(lambda: NOW)


async def test_a_withdrawn_token_is_one_clear_line(api: BotApi, poller: InboxPoller) -> None:
    api.token = "5:another"
    with pytest.raises(TokenError, match="DATELINE_TELEGRAM_TOKEN"):
        await poller.run(lambda: NOW)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "body": "<html></html>"},
        {"status": 200, "body": "not JSON"},
        {"status": 200, "body": '{"ok":true,"result":{"a":1}}'},
        {"status": 200, "body": '{"ok":false}'},
        {"status": 429, "body": "<html></html>"},
    ],
)
async def test_trouble_is_waited_out_without_a_busy_loop(
    api: BotApi,
    poller: InboxPoller,
    heard: Heard,
    answer: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    api.fail("getUpdates", **answer)
    api.user_says(READER, "hello")
    with caplog.at_level(logging.WARNING, logger="bot.chat.inbox"):
        async with listening(poller):
            await heard.until(["hello"])
    failed, succeeded = api.calls("getUpdates")[:2]
    assert succeeded.at - failed.at >= 1.0
    assert api.token not in caplog.text


async def test_a_server_that_never_waits_is_not_asked_in_a_busy_loop(
    api: BotApi, poller: InboxPoller
) -> None:
    api.fail("getUpdates", times=1000, status=200, body='{"ok":true,"result":[]}')
    async with listening(poller):
        await api.wait(lambda: len(api.calls("getUpdates")) >= 2)
    first, second = api.calls("getUpdates")[:2]
    assert second.at - first.at >= 1.0


async def test_stopping_lets_a_handler_finish(
    api: BotApi, application: AnyApplication, poller: InboxPoller, inbox: Inbox
) -> None:
    begun, gate, done = asyncio.Event(), asyncio.Event(), []

    async def answer(_: Update, __: Any) -> None:
        begun.set()
        await gate.wait()
        done.append(True)

    application.add_handler(TypeHandler(Update, answer))
    async with listening(poller) as task:
        api.user_says(READER, "hello")
        await begun.wait()
        task.cancel()
        await asyncio.sleep(0)
        gate.set()
        await asyncio.wait([task])
    assert (done, inbox.pending(10)) == ([True], [])
