from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.alarms import LINES, QUIET, Alarms
from bot.chat.client import AnyApplication
from bot.chat.edition import Edition
from bot.chat.pace import Pacer, Windows
from bot.chat.silence import Silence
from bot.chat.speak import Speaker
from bot.feed_health import FeedAlarm, Turn
from storage.database import Database
from storage.outbox import Outbox
from tests.chat.samples import TOPIC
from tests.emulator.telegram import BotApi

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ADMIN, COLLEAGUE = 7, 8
NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)


@pytest.fixture
def alarms(api: BotApi, application: AnyApplication, database: Database) -> Alarms:
    for admin in (ADMIN, COLLEAGUE):
        api.user_says(admin, "/start")
    pacer = Pacer(Windows(30))
    silence = Silence(pacer, Outbox(database), lambda: NOW)
    return Alarms(Speaker(application.bot, pacer, silence), [ADMIN, COLLEAGUE], edition)


def edition(admin: int) -> Edition:
    return Edition.of({ADMIN: "en", COLLEAGUE: "ru"}[admin], TOPIC, NOW)


async def test_every_admin_is_told_what_went_wrong(api: BotApi, alarms: Alarms) -> None:
    alarms.raise_("chat 'Harbour' is disabled: Forbidden")
    await alarms.tell(NOW)
    for admin in (ADMIN, COLLEAGUE):
        (message,) = api.messages(admin)
        assert "chat 'Harbour' is disabled: Forbidden" in message.text


async def test_nothing_is_said_where_nothing_is_wrong(api: BotApi, alarms: Alarms) -> None:
    await alarms.tell(NOW)
    assert api.messages(ADMIN) == []


async def test_many_alarms_are_one_message_and_the_next_comes_later(api: BotApi, alarms: Alarms) -> None:
    for n in range(LINES + 5):
        alarms.raise_(f"update {n} was refused for good")
    alarms.raise_("update 0 was refused for good")
    await alarms.tell(NOW)
    alarms.raise_("another")
    await alarms.tell(NOW + QUIET - timedelta(seconds=1))
    (message,) = api.messages(ADMIN)
    assert "update 0 was refused for good (×2)" in message.text
    assert message.text.endswith("… 5")
    await alarms.tell(NOW + QUIET)
    assert "another" in api.messages(ADMIN)[1].text


async def test_an_admin_who_cannot_be_reached_keeps_no_other_waiting(api: BotApi, alarms: Alarms) -> None:
    api.block(ADMIN)
    alarms.raise_("trouble")
    await alarms.tell(NOW)
    assert len(api.messages(COLLEAGUE)) == 1


async def test_what_befalls_a_feed_is_told_in_each_admins_language(api: BotApi, alarms: Alarms) -> None:
    url = "https://tern.example/feed"
    alarms.raise_(FeedAlarm(Turn.DEAD, 4, "The Tern", url, f"{url} answered 503 Service Unavailable"))
    alarms.raise_(FeedAlarm(Turn.BACK, 5, "The Heron", url))
    await alarms.tell(NOW)
    assert api.messages(ADMIN)[0].text.splitlines()[1:] == [
        "The Tern (feed 4) could not be read for 3 days: the server is in trouble (503)",
        "The Heron (feed 5) is read again",
    ]
    assert api.messages(COLLEAGUE)[0].text.splitlines()[1:] == [
        "The Tern (лента 4) не читается уже 3 дня: неполадки на сервере (503)",
        "The Heron (лента 5) снова читается",
    ]
