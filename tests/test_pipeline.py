"""Judging what waits: what becomes of entries when judging them fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot.pipeline import ATTEMPTS, Line
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import Parser
from storage.archive import Archive
from storage.database import Database
from storage.feeds import Feeds
from storage.records import Entry, FeedDraft, Fetched
from storage.timeline import Timeline
from tests.conftest import PostgreSQL
from tests.reading.living import Shelf
from tests.storage.newsroom import NOW

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
