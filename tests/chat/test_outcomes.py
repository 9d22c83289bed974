"""Every way a send can fail is read as what it means. The errors are made by the library itself, from real answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.chat.client import AnyApplication
from bot.chat.outcomes import backoff, classify, flood_wait, payment_refused, token_refused
from bot.chat.wire import Patience, Wire, departure
from storage.records import OutcomeKind
from tests.emulator.telegram import BotApi

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:telegram.warnings.PTBDeprecationWarning")

NOW = datetime(2024, 6, 12, 12, 0, tzinfo=UTC)
READER = 42


async def error_of(bot: Bot, api: BotApi, **answer: object) -> Exception:
    """What the library raises when a send is answered like that."""
    api.fail("sendMessage", **answer)  # type: ignore[arg-type]
    with pytest.raises(Exception) as raised:  # noqa: PT011 - any at all: that is what is asked
        await bot.send_message(READER, "x")
    return raised.value


@pytest.mark.parametrize(
    ("description", "post", "edit"),
    [
        ("chat not found", "chat_gone", "chat_gone"),
        ("private chat not found", "chat_gone", "chat_gone"),
        ("PEER_ID_INVALID", "chat_gone", "chat_gone"),
        ("CHANNEL_PRIVATE", "chat_gone", "chat_gone"),
        ("CHAT_RESTRICTED", "chat_gone", "chat_gone"),
        ("CHAT_WRITE_FORBIDDEN", "chat_gone", "chat_gone"),
        ("have no write access to the chat", "chat_gone", "chat_gone"),
        ("not enough rights to send text messages to the chat", "chat_gone", "chat_gone"),
        ("need administrator rights in the channel chat", "chat_gone", "chat_gone"),
        ("message thread not found", "chat_gone", "chat_gone"),
        ("TOPIC_CLOSED", "chat_gone", "chat_gone"),
        ("TOPIC_DELETED", "chat_gone", "chat_gone"),
        ("message is not modified: specified new message content and …", "dead", "sent"),
        ("message to edit not found", "dead", "missing"),
        ("message can't be edited", "dead", "missing"),
        ("message to be replied not found", "dead", "dead"),
        ("message is too long", "dead", "dead"),
        ("message caption is too long", "dead", "dead"),
        ("text is too long", "dead", "dead"),
        ("message text is empty", "dead", "dead"),
        ("can't parse entities: unsupported start tag", "dead", "dead"),
        ("reply markup is too long", "dead", "dead"),
        ("BUTTON_DATA_INVALID", "dead", "dead"),
        ("STARS_BALANCE_TOO_LOW", "retry", "retry"),
        ("words nobody has seen before", "dead", "dead"),
    ],
)
async def test_refusals_of_the_request(
    api: BotApi, application: AnyApplication, description: str, post: str, edit: str
) -> None:
    error = await error_of(application.bot, api, status=400, description=f"Bad Request: {description}")
    assert classify(error, edit=False, now=NOW).kind == post
    assert classify(error, edit=True, now=NOW).kind == edit


@pytest.mark.parametrize(
    "description",
    [
        "bot was blocked by the user",
        "user is deactivated",
        "bot was kicked from the group chat",
        "bot was kicked from the supergroup chat",
        "bot was kicked from the channel chat",
        "bot is not a member of the channel chat",
        "the group chat was deleted",
        "bot can't initiate conversation with a user",
    ],
)
async def test_the_bot_is_not_wanted(api: BotApi, application: AnyApplication, description: str) -> None:
    error = await error_of(application.bot, api, status=403, description=f"Forbidden: {description}")
    outcome = classify(error, edit=False, now=NOW)
    assert outcome.kind is OutcomeKind.CHAT_GONE
    assert outcome.error == f"Forbidden: {description}"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, '{"ok":false,"error_code":500,"description":"Internal Server Error"}', "lost"),
        (502, "<html>Bad Gateway</html>", "lost"),
        (504, "", "lost"),
        (200, "<html>hello</html>", "lost"),
        (200, '{"ok":false,"error_code":400,"description":"Bad Request"}', "lost"),
        (413, "<html>Request Entity Too Large</html>", "dead"),
        (401, '{"ok":false,"error_code":401,"description":"Unauthorized"}', "retry"),
        (404, '{"ok":false,"error_code":404,"description":"Not Found: method not found"}', "retry"),
    ],
)
async def test_broken_servers_and_refused_tokens(
    api: BotApi, application: AnyApplication, status: int, body: str, kind: str
) -> None:
    error = await error_of(application.bot, api, status=status, body=body)
    assert classify(error, edit=False, now=NOW).kind == kind
    assert token_refused(error) == (status in {401, 404})


async def test_a_flood_wait_is_obeyed_to_the_second(api: BotApi, application: AnyApplication) -> None:
    error = await error_of(
        application.bot,
        api,
        status=429,
        description="Too Many Requests: retry after 43837",
        parameters={"retry_after": 43837},
    )
    outcome = classify(error, edit=False, now=NOW)
    assert (outcome.kind, outcome.not_before) == (OutcomeKind.RETRY, NOW + timedelta(seconds=43837))
    assert flood_wait(error) == 43837


def test_a_flood_wait_may_come_as_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    assert flood_wait(RetryAfter(timedelta(seconds=8))) == 8.0


@pytest.mark.parametrize("body", ["<html>429</html>", "", '{"ok":false,"description":"Too Many Requests"}'])
@pytest.mark.parametrize(("troubles", "seconds"), [(1, 1), (3, 4), (50, 60)])
async def test_a_malformed_429_gets_our_own_backoff(
    api: BotApi, application: AnyApplication, body: str, troubles: int, seconds: int
) -> None:
    error = await error_of(application.bot, api, status=429, body=body)
    outcome = classify(error, edit=False, now=NOW, troubles=troubles)
    assert (outcome.kind, outcome.not_before) == (OutcomeKind.RETRY, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("parameters", [{"retry_after": 0}, {"wait": 5}])
async def test_a_429_with_senseless_parameters_is_a_malformed_one(
    api: BotApi, application: AnyApplication, parameters: Mapping[str, int]
) -> None:
    body = {"ok": False, "description": "Too Many Requests: retry after 0", "parameters": parameters}
    error = await error_of(application.bot, api, status=429, body=json.dumps(body))
    assert flood_wait(error, 2) == 2.0


async def test_a_migrated_group_has_a_new_id(api: BotApi, application: AnyApplication) -> None:
    api.add_chat(-5, "group")
    api.migrate(-5, -1005)
    with pytest.raises(TelegramError) as raised:
        await application.bot.send_message(-5, "x")
    outcome = classify(raised.value, edit=False, now=NOW)
    assert (outcome.kind, outcome.new_chat_id) == (OutcomeKind.MIGRATED, -1005)


async def test_a_dropped_answer_is_lost(api: BotApi, application: AnyApplication) -> None:
    api.add_chat(READER)
    api.drop_answer("sendMessage")
    with pytest.raises(TelegramError) as raised:
        await application.bot.send_message(READER, "x")
    assert classify(raised.value, edit=False, now=NOW).kind is OutcomeKind.LOST


async def test_an_answer_too_slow_is_lost(api: BotApi, application: AnyApplication) -> None:
    api.add_chat(READER)
    held = api.hold("sendMessage")
    with pytest.raises(TelegramError) as raised:
        await application.bot.send_message(READER, "x", read_timeout=0.05)
    held.release()
    assert classify(raised.value, edit=False, now=NOW).kind is OutcomeKind.LOST


async def test_a_refused_connection_sent_nothing(api: BotApi, application: AnyApplication) -> None:
    api.down()
    with pytest.raises(TelegramError) as raised:
        await application.bot.send_message(READER, "x")
    assert classify(raised.value, edit=False, now=NOW).kind is OutcomeKind.RETRY
    api.up()


async def test_an_exhausted_pool_sent_nothing(api: BotApi) -> None:
    import asyncio

    api.add_chat(READER)
    held = api.hold("sendMessage")
    async with Bot(
        api.token, base_url=api.bot_url, request=Wire(1, Patience(place=0.05, connection=0.05))
    ) as bot:
        first = asyncio.create_task(bot.send_message(READER, "x"))
        await asyncio.to_thread(held.reached.wait)
        with pytest.raises(TelegramError) as raised:
            await bot.send_message(READER, "y")
        held.release()
        await first
    assert classify(raised.value, edit=False, now=NOW).kind is OutcomeKind.RETRY
    assert [m.text for m in api.messages(READER)] == ["x"]


async def test_a_request_counts_as_leaving_when_a_connection_carries_it(api: BotApi) -> None:
    import asyncio

    api.add_chat(READER)
    left: list[str] = []

    async def send(bot: Bot, text: str) -> None:
        departure.set(lambda: left.append(text))
        await bot.send_message(READER, text)

    held = api.hold("sendMessage")
    async with Bot(api.token, base_url=api.bot_url, request=Wire(1)) as bot:
        first = asyncio.create_task(send(bot, "x"))
        await asyncio.to_thread(held.reached.wait)
        second = asyncio.create_task(send(bot, "y"))
        for _ in range(100):
            await asyncio.sleep(0)
        assert left == ["x"]
        held.release()
        await asyncio.gather(first, second)
        assert left == ["x", "y"]
        await bot.get_me()  # not of those tasks
    assert left == ["x", "y"]


async def test_an_empty_purse_is_known_by_its_words(api: BotApi, application: AnyApplication) -> None:
    error = await error_of(application.bot, api, status=400, description="Bad Request: BALANCE_TOO_LOW")
    assert payment_refused(error)
    error = await error_of(application.bot, api, status=400, description="Bad Request: message is too long")
    assert not payment_refused(error)


def test_errors_are_kept_short_and_free_of_nul() -> None:
    outcome = classify(TelegramError("a\x00b" + "x" * 1000), edit=False, now=NOW)
    assert outcome.error is not None
    assert "\x00" not in outcome.error
    assert len(outcome.error) <= 300
    assert classify(ValueError(), edit=False, now=NOW).error == "ValueError"


def test_backoff_doubles_to_a_minute() -> None:
    assert [backoff(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 10_000)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
