"""`dateline run` as a whole: the real process between an emulated web, an emulated Telegram and a real database."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.conftest import KINDS, PostgreSQL
from tests.emulator.telegram import TOKEN, BotApi
from tests.emulator.telegram_server import OTHER_POLLER
from tests.emulator.telegram_state import SentMessage
from tests.emulator.web import Item, WebServer
from tests.patience import PATIENCE
from tests.running import Running, started
from tests.town import ADMIN, READER, Town

NOW = datetime.now(UTC)
TODAY = f"{NOW:%d %B %Y}".lstrip("0")

FREEZE = Item(
    "Armenia has frozen its participation in the CSTO, Pashinyan says",
    link="https://gull.example/freeze",
    text="<p>Armenia has frozen its participation in the Collective Security Treaty Organization, Prime Minister "
    f"Nikol Pashinyan told reporters in Yerevan on {TODAY}. He said that the alliance had left the country alone "
    "when its border was attacked.</p>",
    published=NOW - timedelta(minutes=30),
)
CONFIRMED = Item(
    "Pashinyan: Armenia’s participation in the CSTO is frozen",
    link="https://heron.example/frozen",
    text=f"<p>Prime Minister Nikol Pashinyan said on {TODAY} that Armenia’s participation in the CSTO is frozen.</p>",
    published=NOW - timedelta(minutes=20),
)
ADDED = Item(
    "Armenia will not pay its contribution to the CSTO budget, ministry says",
    link="https://heron.example/budget",
    text="<p>After freezing its participation in the CSTO, Armenia will not pay its contribution to the budget of the "
    f"alliance either, 40 million roubles, Foreign Ministry spokeswoman Ani Badalyan said on {TODAY}.</p>",
    published=NOW - timedelta(minutes=10),
)
PIE = Item(
    "An apple pie for the weekend",
    link="https://heron.example/pie",
    text="<p>Peel the apples, cut them, and do not spare the cinnamon.</p>",
    published=NOW - timedelta(minutes=9),
)
SUMMIT = Item(
    "US Vice President visits Yerevan to sign an energy agreement with Armenia",
    link="https://gull.example/energy",
    text="<p>The Vice President of the United States and Prime Minister Nikol Pashinyan signed an agreement on nuclear "
    f"energy in Yerevan on {TODAY}, the government of Armenia said. The first reactor is to be built by 2035.</p>",
    published=NOW - timedelta(minutes=5),
)
PAGE = '<html><head><title>A site</title><link rel="alternate" type="application/rss+xml" href="{feed}"></head></html>'


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "dateline.db")
    return f"sqlite:///{tmp_path / 'dateline.db'}"


@pytest.fixture
def town(tmp_path: Path, sqlite_url: str) -> Iterator[Town]:
    with WebServer() as web, BotApi() as api, ExitStack() as stack:
        yield Town(tmp_path, sqlite_url, web, api, stack)


def headline(item: Item, message: SentMessage) -> bool:
    return item.title in message.text


def listening_at(running: Running) -> str:
    """The address the program answers at."""
    running.wait_for("answering at ")
    (port,) = re.findall(r"answering at http://127\.0\.0\.1:(\d+)", running.output)
    return f"http://127.0.0.1:{port}"


# --- news, from the feed to the reader -----------------------------------------------------------------------------


def test_a_story_is_told_once_completed_and_continued(town: Town) -> None:
    running = town.subscribed(started)
    town.web.wait_for_requests("/gull", 2, PATIENCE)  # the first round is over

    town.tells("gull", FREEZE)
    post = town.messages(2)[1]
    first = post.text
    assert headline(FREEZE, post)
    assert "One source so far" in post.text

    town.tells("gull", FREEZE)  # again; and its copy elsewhere, and something else altogether
    copy = Item(
        FREEZE.title, "https://heron.example/copy", FREEZE.text, published=NOW - timedelta(minutes=25)
    )
    town.tells("heron", PIE, CONFIRMED, copy)
    town.wait_for(lambda: "The heron" in town.api.messages(READER)[1].text)
    town.tells("heron", ADDED, PIE, CONFIRMED, copy)
    reply = town.messages(3)[2]
    assert reply.reply_to == post.message_id
    assert "40 million" in reply.text

    town.tells("gull", SUMMIT, FREEZE)
    assert [headline(SUMMIT, m) for m in town.messages(4)] == [False, False, False, True]
    town.wait_for(lambda: "One source so far" not in post.text)
    assert post.history[0] == first
    assert running.stop() == 0


def test_old_news_is_no_news_and_a_sick_feed_is_nobody_elses_trouble(town: Town) -> None:
    lasting = threading.Event()
    town.web.put("/500", "", status=500)
    town.web.put("/garbage", b"\x00\xff<rss><channel><item><title>\x00")
    town.web.put("/silent", "", gate=lasting)
    for sick in ("500", "garbage", "silent"):
        town.follow(sick)
    town.tells("gull", replace(FREEZE, published=NOW - timedelta(days=4)))
    running = town.subscribed()
    town.web.wait_for_requests("/silent", 1, PATIENCE)
    town.web.wait_for_requests("/gull", 2, PATIENCE)  # the old entry is in, the silent feed still silent
    town.web.put("/page", "", gate=lasting)
    teaser = Item("A page that never comes", link=town.web.url("/page"), published=NOW - timedelta(minutes=1))
    town.tells("heron", SUMMIT, teaser)  # judged in order: the one that hangs comes last
    assert headline(SUMMIT, town.messages(2)[1])
    town.web.wait_for_requests("/page", 1, PATIENCE)
    assert running.stop() == 0  # without waiting for either of them
    assert not lasting.is_set()


# --- starting and ending -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_owed_when_it_was_killed_is_sent_by_the_next_run(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("sqlite_url")
    if kind == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.fresh()
    with WebServer() as web, BotApi() as api, ExitStack() as stack:
        town = Town(tmp_path, url, web, api, stack)
        running = town.subscribed()
        silence = api.hold("sendMessage")
        town.tells("gull", FREEZE)
        assert silence.reached.wait(PATIENCE)
        running.kill()
        assert town.outbox()["sending"] == 1
        silence.release()
        again = town.run()
        assert headline(FREEZE, town.messages(2)[1])
        assert again.stop() == 0
        assert {state: n for state, n in town.outbox().items() if n} == {"sent": 1}


def test_it_ends_when_it_is_told_to_with_nothing_half_done(town: Town) -> None:
    running = town.subscribed(WEB="127.0.0.1:0")
    assert httpx.get(f"{listening_at(running)}/healthz").json()["ok"]
    second = town.run()
    assert second.ended() == 1
    assert len(second.faults) == 1
    assert "another" in second.faults[0]

    silence = town.api.hold("sendMessage")
    town.tells("gull", FREEZE)
    assert silence.reached.wait(PATIENCE)
    running.terminate()
    running.wait_for("stopping")
    silence.release()
    assert running.ended() == 0
    assert headline(FREEZE, town.messages(2)[1])
    assert town.outbox()["sent"] == 1


def test_an_outage_of_telegram_at_the_start_is_waited_out(town: Town) -> None:
    town.api.down()
    impatient = town.run()
    impatient.wait_for("cannot be reached")
    assert impatient.stop() == 0

    running = town.run()
    running.wait_for("cannot be reached")
    town.api.up()
    town.api.user_says(READER, "/start")
    town.messages(1)
    assert running.stop() == 0


def test_a_token_that_is_refused_ends_it_in_one_line_without_the_token(town: Town) -> None:
    wrong = "123456:wrong-but-of-the-right-shape_0123456789"
    running = town.run(TELEGRAM_TOKEN=wrong, LOG="debug")
    assert running.ended() == 1
    assert len(running.faults) == 1
    assert "DATELINE_TELEGRAM_TOKEN" in running.faults[0]
    assert wrong not in running.output


def test_another_poller_ends_it_in_one_line(town: Town) -> None:
    town.api.fail("getUpdates", status=409, description=OTHER_POLLER, times=float("inf"))
    running = town.run()
    assert running.ended() == 1
    assert len(running.faults) == 1
    assert "another instance" in running.faults[0]


def test_the_token_is_in_no_log_when_every_call_fails(town: Town) -> None:
    running = town.subscribed(LOG="debug")
    silence = float("inf")
    town.api.fail("getUpdates", times=2)
    town.api.fail("getUpdates", times=1, body="<html>")
    town.api.drop_answer("getUpdates", times=1)
    town.api.fail("sendMessage", times=silence, status=400, description="Bad Request: message text is empty")
    town.tells("gull", FREEZE)
    running.wait_for("refused for good")
    assert running.stop() == 0
    assert TOKEN not in running.output
    assert TOKEN.partition(":")[2] not in running.output


# --- updates that are brought ---------------------------------------------------------------------------------------


def test_updates_that_are_brought_are_answered_once_and_survive_a_restart(town: Town) -> None:
    hook = {"WEBHOOK": "https://bot.example.org/telegram", "WEB": "127.0.0.1:0"}
    running = town.run(**hook)
    town.api.proxy_webhook(listening_at(running))
    town.api.user_says(READER, "/start")
    town.messages(1)
    (update_id,) = [number for number, status in town.api.brought if status == 200]
    town.api.push_raw({"update_id": update_id, "message": {}})  # brought again
    town.wait_for(lambda: len(town.api.brought) == 2 and not town.inbox()["pending"])
    running.kill()  # what it was in the midst of answering would be answered again
    town.api.user_says(READER, "/help")  # while nobody listens
    again = town.run(**hook)
    town.api.proxy_webhook(listening_at(again))
    town.messages(2)
    assert len(town.api.calls("getUpdates")) == 0
    assert again.stop() == 0
    assert len(town.api.messages(READER)) == 2

    polling = town.run()  # the webhook of before is taken down
    town.api.user_says(READER, "/help")
    town.messages(3)
    assert polling.stop() == 0


# --- admins --------------------------------------------------------------------------------------------------------


def test_an_admin_adds_a_feed_and_its_news_are_told(town: Town) -> None:
    town.web.put("/site", PAGE.format(feed=town.web.url("/third")), content_type="text/html")
    town.tells("third", SUMMIT)
    running = town.subscribed()
    town.api.user_says(ADMIN, f"/addfeed {town.web.url('/site')}")
    assert town.web.url("/third") in town.messages(1, ADMIN)[0].text
    town.api.user_says(ADMIN, f"/addfeed {town.web.url('/third')}")
    asked = town.messages(2, ADMIN)[1]
    assert SUMMIT.title in asked.text
    town.api.tap(ADMIN, asked.message_id, "Follow")
    town.api.user_says(READER, f"/addfeed {town.web.url('/third')}")
    assert any(headline(SUMMIT, message) for message in town.messages(3)[1:])
    assert running.stop() == 0
