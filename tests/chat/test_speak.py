"""Answers go out whole, in their turn, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest, Forbidden, NetworkError

from bot.chat.client import AnyApplication
from bot.chat.messages import Message
from bot.chat.pace import Pacer, Windows
from bot.chat.silence import Silence
from bot.chat.speak import Speaker, UnsaidError
from storage.database import Database
from storage.outbox import Outbox
from tests.emulator.telegram import BotApi

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.filterwarnings("ignore:.*retry_after.*:telegram.warnings.PTBDeprecationWarning"),
]

READER, ROOM = 42, -1007
NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)


@pytest.fixture
def pacer() -> Pacer:
    return Pacer(Windows(1000))


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def speaker(api: BotApi, application: AnyApplication, pacer: Pacer, outbox: Outbox) -> Speaker:
    api.add_chat(READER)
    return Speaker(application.bot, pacer, Silence(pacer, outbox, lambda: NOW))


async def test_a_message_arrives_with_all_it_has(api: BotApi, speaker: Speaker) -> None:
    api.add_chat(ROOM, "supergroup", is_forum=True)
    api.add_thread(ROOM, 9)
    message = Message(
        "😀 <b>title</b>",
        entities=(MessageEntity("bold", 3, 12),),
        keyboard=InlineKeyboardMarkup([[InlineKeyboardButton("Timeline", callback_data="tl")]]),
        preview_url="https://news.example/1",
        silent=True,
    )
    message_id = await speaker.say(ROOM, message, thread_id=9)
    (sent,) = api.messages(ROOM)
    assert (sent.message_id, sent.text, sent.thread_id, sent.silent) == (message_id, message.text, 9, True)
    assert sent.entity_text(sent.entities[0]) == "<b>title</b>"
    assert (sent.buttons, sent.preview) == (
        ["Timeline"],
        {"is_disabled": False, "url": "https://news.example/1", "prefer_small_media": True},
    )


async def test_without_a_preview_url_there_is_no_preview(api: BotApi, speaker: Speaker) -> None:
    await speaker.say(READER, Message("see https://news.example/1"))
    assert api.messages(READER)[0].preview == {"is_disabled": True}


async def test_a_reply_to_a_deleted_message_stands_alone(api: BotApi, speaker: Speaker) -> None:
    first = await speaker.say(READER, Message("first"))
    await speaker.say(READER, Message("second"), reply_to=first)
    await speaker.say(READER, Message("third"), reply_to=999)
    assert [m.reply_to for m in api.messages(READER)] == [None, first, None]


async def test_an_edit_changes_the_message_and_an_unchanged_one_is_no_fault(
    api: BotApi, speaker: Speaker
) -> None:
    message_id = await speaker.say(READER, Message("page 1"))
    await speaker.edit(READER, message_id, Message("page 2"))
    await speaker.edit(READER, message_id, Message("page 2"))
    assert api.messages(READER)[0].history == ["page 1", "page 2"]
    with pytest.raises(BadRequest, match="not found"):
        await speaker.edit(READER, 999, Message("page 3"))


async def test_a_flood_wait_is_waited_out(api: BotApi, speaker: Speaker) -> None:
    api.flood(1)
    await speaker.say(READER, Message("x"))
    refused, accepted = api.calls("sendMessage")
    assert (refused.status, accepted.status) == (429, 200)
    assert accepted.at - refused.at >= 1.0


async def test_a_flood_wait_that_an_answer_meets_survives_a_restart(
    api: BotApi, application: AnyApplication, speaker: Speaker, outbox: Outbox
) -> None:
    api.flood(3600)
    with pytest.raises(UnsaidError):
        await speaker.say(READER, Message("x"))
    for hours, held in ((0.9, True), (1.1, False)):
        later = NOW + timedelta(hours=hours)
        anew = Pacer(Windows(30))
        await Silence(anew, outbox, lambda later=later: later).restore()  # type: ignore[misc]
        assert bool(anew.paused_for()) == held


async def test_silence_for_hours_is_said_at_once(api: BotApi, speaker: Speaker, pacer: Pacer) -> None:
    pacer.pause(None, 3600)
    with pytest.raises(UnsaidError, match="silence for 3600 s"):
        await speaker.say(READER, Message("x"))
    assert api.calls("sendMessage") == []


async def test_a_group_that_became_a_supergroup_is_answered_there(api: BotApi, speaker: Speaker) -> None:
    api.add_chat(-7, "group")
    api.migrate(-7, ROOM)
    await speaker.say(-7, Message("x"))
    assert [m.text for m in api.messages(ROOM)] == ["x"]


async def test_a_refused_connection_is_tried_again(api: BotApi, speaker: Speaker) -> None:
    api.fail("sendMessage", status=429, body="<html></html>")
    await speaker.say(READER, Message("x"))
    assert len(api.messages(READER)) == 1


async def test_an_answer_that_may_have_arrived_is_not_repeated(api: BotApi, speaker: Speaker) -> None:
    api.drop_answer("sendMessage")
    with pytest.raises(NetworkError):
        await speaker.say(READER, Message("x"))
    assert len(api.messages(READER)) == 1


async def test_who_has_blocked_the_bot_is_left_alone(api: BotApi, speaker: Speaker) -> None:
    api.block(READER)
    with pytest.raises(Forbidden):
        await speaker.say(READER, Message("x"))
    assert len(api.calls("sendMessage")) == 1
