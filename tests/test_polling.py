"""A polling round over real sockets: what feeds do wrong costs them a line each, and nobody else anything."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.feed_health import DEAD_AFTER
from bot.pipeline import Line
from bot.polling import Polled
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import MAX_BYTES, Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import Parser
from storage.archive import Archive
from storage.database import Database
from storage.feeds import Feeds
from storage.records import Feed, FeedDraft, FeedState
from tests.emulator.web import Item, WebServer, rss
from tests.reading.living import Shelf
from tests.storage.newsroom import NOW

pytestmark = pytest.mark.asyncio(loop_scope="module")  # the parser's children are shared

INTERVAL = 300.0
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FEED = rss("A paper", [Item("Bridge opened", "https://example.org/1", guid="1")])


@dataclass
class Room:
    """The line over an emulated web, with a clock that is moved."""

    feeds: Feeds
    web: WebServer
    line: Line
    clock: list[datetime]
    database: Database
    alarms: list[str] = field(default_factory=list)

    def follow(self, path: str, body: bytes | str = FEED, **answer: object) -> Feed:
        """A feed that is followed and answers this."""
        self.web.put(path, body, **answer)  # type: ignore[arg-type]
        return self.feeds.add(FeedDraft(url=self.web.url(path), outlet=path.strip("/")), self.clock[0])

    async def poll(self, after: timedelta = timedelta()) -> dict[str, Polled]:
        """What the feeds that are due bring, by outlet."""
        self.clock[0] += after
        return {polled.feed.outlet: polled for polled in await self.line.poll()}

    def now(self, feed: Feed) -> Feed:
        """The feed as it is stored."""
        found = self.feeds.get(feed.id)
        assert found
        return found


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[Parser]:
    async with Parser(children=1) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def room(tmp_path: Path, migrated_file: Path, web: WebServer, parser: Parser) -> AsyncIterator[Room]:
    shutil.copy(migrated_file, tmp_path / "dateline.db")
    database = Database.open(f"sqlite:///{tmp_path / 'dateline.db'}")
    guard = Guard([ip_network("127.0.0.0/8")], [web.port])
    async with Fetcher(guard, user_agent="Dateline/test", courtesy=Courtesy(gap=0)) as fetcher:
        clock, alarms = [NOW], list[str]()
        shelf = Shelf(Feeds(database), Archive(database))
        line = Line(
            shelf, fetcher, parser, INTERVAL, lambda: clock[0], alarm=lambda alarm: alarms.append(str(alarm))
        )
        yield Room(shelf.feeds, web, line, clock, database, alarms)
    database.close()


# --- the schedule --------------------------------------------------------------------------------------------------


async def test_a_feed_is_due_again_by_what_it_and_its_server_say(room: Room) -> None:
    hourly = [Item(f"{n}", guid=f"{n}", published=NOW - n * timedelta(minutes=40)) for n in range(5)]
    room.follow("/plain")
    room.follow("/rhythm", rss("x", hourly))
    room.follow("/ttl", FEED.replace(b"<title>A paper", b"<ttl>30</ttl><title>A paper"))
    room.follow("/fresh", headers={"Cache-Control": "public, max-age=3600", "Age": "1200"})
    room.follow("/busy", "", status=429, headers={"Retry-After": "7200"})
    await room.poll()
    waits = {feed.outlet: (feed.next_poll_at - NOW) / MINUTE for feed in room.feeds.list()}
    expected = {"plain": 5, "rhythm": 20, "ttl": 30, "fresh": 40, "busy": 120}
    assert {
        name: expected[name] <= wait <= expected[name] * 1.1 for name, wait in waits.items()
    } == dict.fromkeys(expected, True)


async def test_what_an_unchanged_feed_said_of_its_schedule_still_counts(room: Room) -> None:
    feed = room.follow("/ttl", FEED.replace(b"<title>A paper", b"<ttl>30</ttl><title>A paper"), etag='"1"')
    await room.poll()
    again = await room.poll(after=40 * MINUTE)
    assert again["ttl"].outcome == "unchanged"
    assert room.now(feed).next_poll_at - room.clock[0] >= 30 * MINUTE


async def test_the_same_answer_without_a_304_is_not_read_twice(room: Room) -> None:
    room.follow("/same")
    assert (await room.poll())["same"].outcome == "new"
    assert (await room.poll(after=DAY))["same"].outcome == "unchanged"
    room.web.put("/same", FEED.replace(b"A paper", b"A newer paper"))
    assert (await room.poll(after=DAY))["same"].outcome == "nothing new"


async def test_a_feed_that_fails_is_asked_ever_more_seldom_and_comes_back_by_itself(room: Room) -> None:
    feed = room.follow("/ill", "", status=500)
    asked = []
    while room.clock[0] < NOW + 6 * DAY:
        await room.poll()
        asked.append(room.clock[0])
        room.clock[0] = room.now(feed).next_poll_at
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == DAY
    room.web.put("/ill", FEED)
    assert (await room.poll())["ill"].outcome == "new"
    healed = room.now(feed)
    assert (healed.failures, healed.last_error) == (0, None)
    assert healed.next_poll_at - room.clock[0] < 6 * MINUTE


# --- what admins hear ----------------------------------------------------------------------------------------------


async def test_admins_hear_of_a_feed_that_ended_and_it_is_no_longer_read(room: Room) -> None:
    feed = room.follow("/gone", "", status=410)
    assert (await room.poll())["gone"].outcome == "gone"
    assert room.now(feed).state is FeedState.GONE
    assert await room.poll(after=30 * DAY) == {}
    (alarm,) = room.alarms
    assert alarm.startswith(f"feed {feed.id} (gone, {feed.url}) is gone for good")


async def test_admins_hear_once_of_a_feed_that_is_silent_for_days_and_once_when_it_is_back(
    room: Room,
) -> None:
    feed = room.follow("/ill")
    await room.poll()
    room.web.put("/ill", "", status=500)
    while room.clock[0] < NOW + DEAD_AFTER + 9 * DAY:
        room.clock[0] = room.now(feed).next_poll_at
        await room.poll()
    assert len(room.alarms) == 1
    assert "could not be read for 3 days: " in room.alarms[0]
    room.web.put("/ill", FEED)
    room.clock[0] = room.now(feed).next_poll_at
    await room.poll()
    await room.poll(after=DAY)
    assert room.alarms[1:] == [f"feed {feed.id} (ill, {feed.url}) is read again"]


# --- moves ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "moves"), [(301, True), (308, True), (302, False), (307, False)])
async def test_only_a_permanent_move_is_followed_for_good(room: Room, status: int, moves: bool) -> None:
    feed = room.follow("/old")
    await room.poll()
    room.web.redirect("/old", "/new", status)
    room.web.put("/new", FEED)
    moved = await room.poll(after=DAY)
    assert moved["old"].outcome == "nothing new"  # the same entries
    assert room.now(feed).url == room.web.url("/new" if moves else "/old")
    assert room.alarms == []


async def test_a_move_to_a_log_in_page_is_not_believed(room: Room) -> None:
    feed = room.follow("/old")
    room.web.redirect("/old", "/login", 301)
    room.web.put("/login", "<html><form>Log in</form></html>", content_type="text/html")
    assert "is a web page, not a feed" in ((await room.poll())["old"].error or "")
    assert room.now(feed).url == room.web.url("/old")


async def test_a_feed_that_moves_onto_another_is_read_once(room: Room) -> None:
    old, new = room.follow("/old"), room.follow("/new")
    room.web.redirect("/old", "/new", 301)
    await room.poll()
    assert room.now(old).state is FeedState.GONE
    assert room.now(new).state is FeedState.ACTIVE
    assert [f"which is read as feed {new.id}" in alarm for alarm in room.alarms] == [True]


# --- bad input -----------------------------------------------------------------------------------------------------

ENDLESS = b"<rss><channel>" + b"<item><title>again</title></item>" * (MAX_BYTES // 30)
MILLION = b"<rss><channel>" + b"<item/>" * 700_000 + b"</channel></rss>"


async def test_each_bad_feed_gets_one_line_and_the_rest_goes_on(room: Room) -> None:
    bad: dict[str, tuple[bytes | str, dict[str, object], str]] = {
        "page": (
            "<!doctype html><html><body>News</body></html>",
            {"content_type": "text/html"},
            "is a web page",
        ),
        "login": (
            "<html><form><input type=password></form></html>",
            {"content_type": "text/html"},
            "web page",
        ),
        "endless": (ENDLESS, {}, "is longer than"),
        "million": (MILLION, {}, "more than 300,000 elements"),
        "empty": ("", {}, "is empty"),
        "private": ("", {"status": 301, "headers": {"Location": "http://10.0.0.1/feed"}}, "port|not public"),
        "file": ("", {"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "only http and https"),
        "cut": (FEED, {"chop": 40}, "no answer"),
        "noise": (b"\x00\xff\xfe\x80garbage", {}, "is no feed"),
    }
    for name, (body, answer, _) in bad.items():
        room.follow(f"/{name}", body, **answer)
    room.follow("/well")
    polled = await room.poll()
    assert polled["well"].outcome == "new"
    for name, (_, _, why) in bad.items():
        error = polled[name].error or ""
        assert any(part in error for part in why.split("|")), f"{name}: {error}"
        assert "\n" not in error
        assert len(error) < 600
    assert {f.outlet for f in room.feeds.list() if f.failures == 1} == set(bad)


async def test_a_feed_that_cannot_be_stored_backs_off_and_keeps_no_other_waiting(room: Room) -> None:
    with room.database.write() as session:
        session.execute(
            text(
                "CREATE TRIGGER strict BEFORE INSERT ON entries WHEN NEW.title = 'Odd'"
                " BEGIN SELECT RAISE(ABORT, 'too odd to be kept'); END"
            )
        )
    odd = room.follow("/odd", rss("Odd", [Item("Odd", "https://example.org/odd", guid="odd")]), etag='"1"')
    room.follow("/well")
    polled = await room.poll()
    assert (polled["odd"].outcome, polled["well"].outcome) == ("failed", "new")
    assert "too odd" in (polled["odd"].error or "")
    assert await room.poll(after=MINUTE) == {}
    stored = room.now(odd)
    assert (stored.failures, stored.etag) == (1, None)


async def test_one_host_that_hangs_holds_up_no_other_round(room: Room) -> None:
    silence = threading.Event()
    room.follow("/hangs", gate=silence)
    hanging = asyncio.create_task(room.poll())
    await asyncio.to_thread(room.web.wait_for_requests, "/hangs", 1)
    room.follow("/well")
    assert set(await room.poll()) == {"well"}
    silence.set()
    assert set(await hanging) == {"hangs"}
