"""Judging what waits: what becomes of entries when judging them fails."""

from __future__ import annotations

import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import text

from bot.errands import AT_ONCE
from bot.pipeline import ATTEMPTS, BATCH, Line
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import Parser
from storage.archive import Archive
from storage.database import Database
from storage.feeds import Feeds
from storage.records import Entry, FeedDraft, Fetched
from storage.timeline import Timeline
from tests.conftest import PostgreSQL
from tests.emulator.web import WebServer
from tests.reading.living import Shelf
from tests.storage.newsroom import MINUTE, NOW

FEED = "https://reef.example/feed"
STORY = (
    "Norland and Sudria signed an agreement on the Veld Dam on Wednesday, Norland's government said. "
    "Norland will pay Sudria 40 million crowns for repairs of the Veld Dam, its minister Orlan said."
)
OTHER = "Ruritania has opened a railway, its minister of transport said on Wednesday."


def waiting(database: Database, *entries: tuple[str, str]) -> Feeds:
    """A feed whose entries, each a headline and what it says, wait to be judged; none has a page to be fetched."""
    feeds = Feeds(database)
    feed = feeds.add(FeedDraft(FEED, "The Reef"), NOW)
    told = [
        Entry(key=title, url="", title=title, html=html, published=NOW, own_page=False)
        for title, html in entries
    ]
    feeds.settle(feed.id, Fetched(FEED, 200, b""), told, NOW, NOW)
    return feeds


@dataclass
class Room:
    """The line over an emulated web."""

    database: Database
    feeds: Feeds
    web: WebServer
    line: Line

    def waiting(self, host: str, *paths: str) -> None:
        """A feed of a host gave these entries, in this order; what they tell stands on their pages."""
        url = self.url(host, "/feed")
        feed = self.feeds.add(FeedDraft(url, host), NOW)
        told = [
            Entry(
                key=path,
                url=self.url(host, path),
                title=f"Norland tells {path}",
                html="",
                published=NOW + n * MINUTE,
            )
            for n, path in enumerate(paths)
        ]
        self.feeds.settle(feed.id, Fetched(url, 200, b""), told, NOW, NOW + 99 * MINUTE)

    def url(self, host: str, path: str) -> str:
        return self.web.url(path).replace("127.0.0.1", host)

    def waits(self) -> list[str]:
        """The pages of the entries that wait."""
        return [urlsplit(pending.entry.url).path for pending in self.feeds.pending(1000)]


@pytest.fixture
async def room(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Room]:
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'dateline.db')}"
    with WebServer() as web, closing(Database.open(url)) as database:
        guard = Guard([ip_network("127.0.0.0/8"), ip_network("::1/128")], [web.port])
        async with (
            Fetcher(guard, user_agent="Dateline/test", courtesy=Courtesy(gap=0)) as fetcher,
            Parser() as parser,
        ):
            shelf = Shelf(Feeds(database), Archive(database))
            yield Room(database, shelf.feeds, web, Line(shelf, fetcher, parser, 300, lambda: NOW))


async def test_pages_that_do_not_come_hold_up_neither_other_entries_nor_feeds(room: Room) -> None:
    never = threading.Event()
    slow = [f"/slow{n}" for n in range(AT_ONCE + 5)]
    for path in slow:
        room.web.put(path, gate=never)
    room.waiting("127.0.0.1", *slow)
    waiting(room.database, ("Norland and Sudria sign", STORY))
    while (verdicts := await room.line.judge(0.1)) == []:
        assert slow[0] in room.waits()
    assert [verdict.update_id for verdict in verdicts] != [None]
    room.web.put("/feed", status=500)
    room.feeds.add(FeedDraft(room.url("localhost", "/feed"), "Elsewhere"), NOW)
    assert [polled.error for polled in await room.line.poll()] != []
    assert slow[-1] in room.waits()
    never.set()
    await room.line.drain()


async def test_a_feed_whose_pages_do_not_come_keeps_no_place_of_others(room: Room) -> None:
    never = threading.Event()
    slow = [f"/slow{n}" for n in range(BATCH + 1)]
    for path in slow:
        room.web.put(path, gate=never)
    room.waiting("127.0.0.1", *slow)
    await room.line.judge(0)
    waiting(room.database, ("Norland and Sudria sign", STORY))
    while await room.line.judge(0.1) == []:
        assert slow[-1] in room.waits()
    never.set()
    await room.line.drain()


def line(database: Database) -> Line:
    guard = Guard()
    fetcher = Fetcher(guard, user_agent="Dateline/test")
    return Line(Shelf(Feeds(database), Archive(database)), fetcher, Parser(), 300, lambda: NOW)


@pytest.fixture
def hasty(postgresql: PostgreSQL) -> Iterator[Database]:
    """A database that gives up at once where it would have to wait for a lock."""
    with closing(Database.open(f"{postgresql.fresh()}&options=-c%20lock_timeout%3D20")) as opened:
        yield opened


async def test_trouble_of_the_storage_poisons_no_entry_however_long_it_lasts(
    hasty: Database, postgresql: PostgreSQL
) -> None:
    feeds, judging = waiting(hasty, ("Norland and Sudria sign", STORY)), line(hasty)
    with psycopg.connect(postgresql.url("migrated")) as other:
        other.execute("LOCK TABLE articles IN EXCLUSIVE MODE")
        for _ in range(ATTEMPTS + 1):
            assert await judging.judge() == []
    assert [entry.attempts for entry in feeds.pending(10)] == [ATTEMPTS + 1]
    (published,) = await judging.judge()
    assert published.update_id is not None
    assert feeds.pending(10) == []


async def test_an_entry_that_cannot_be_judged_is_set_aside_and_holds_up_no_other(
    tmp_path: Path, migrated_file: Path
) -> None:
    path = shutil.copy(migrated_file, tmp_path / "dateline.db")
    with closing(Database.open(f"sqlite:///{path}")) as database:
        with database.write() as session:
            rule = "CREATE TRIGGER strict BEFORE INSERT ON articles WHEN NEW.title = 'Odd'"
            session.execute(text(f"{rule} BEGIN SELECT RAISE(ABORT, 'too odd to be kept'); END"))
        feeds, judging = waiting(database, ("Odd", STORY), ("Rails", OTHER)), line(database)
        assert len(await judging.judge()) == 1
        for tries in range(1, ATTEMPTS):
            assert [(one.entry.title, one.attempts) for one in feeds.pending(10)] == [("Odd", tries)]
            assert await judging.judge() == []
        assert feeds.pending(10) == []
        assert Timeline(database).counts()["articles"] == 1
