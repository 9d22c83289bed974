from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx
import pytest

from bot.errors import DatelineError
from bot.feed_health import DEAD_AFTER
from bot.watch import LATE, STALLED, Health, Watch
from bot.web.health import health_route
from bot.web.server import serving
from storage.archive import Archive
from storage.database import Database
from storage.feeds import Feeds
from storage.outbox import Outbox
from storage.records import Feed, FeedDraft, Fetched, Outcome, OutcomeKind
from storage.subscribers import Subscribers
from tests.storage.newsroom import NOW, found, reader

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

INTERVAL = 300.0


@dataclass
class House:
    feeds: Feeds
    outbox: Outbox
    archive: Archive
    subscribers: Subscribers
    now: datetime = NOW

    async def asked(self, health: Health, path: str = "/healthz") -> httpx.Response:
        async with serving([health_route(health)], "127.0.0.1", 0) as port, httpx.AsyncClient() as client:
            return await client.get(f"http://127.0.0.1:{port}{path}")


@pytest.fixture
def house(database: Database) -> House:
    return House(Feeds(database), Outbox(database), Archive(database), Subscribers(database))


@pytest.fixture
def health(house: House) -> Health:
    return Health(house, INTERVAL, lambda: house.now)


async def test_all_is_well_with_what_waits_and_when_feeds_were_read(house: House, health: Health) -> None:
    feed = house.feeds.add(FeedDraft(url="https://gull.example/feed", outlet="The Gull"), NOW)
    fetched = Fetched(url=feed.url, status=200, body=b"")
    house.feeds.settle(feed.id, fetched, (), NOW, NOW + timedelta(minutes=5), None)
    reader(house.subscribers)
    found(house.archive)
    answer = await house.asked(health)
    assert answer.status_code == 200
    assert answer.json() == {
        "ok": True,
        "trouble": None,
        "last_poll": NOW.isoformat(),
        "pending": 1,
        "oldest_pending": NOW.isoformat(),
    }


async def test_feeds_that_nobody_could_read_for_long_are_trouble(house: House, health: Health) -> None:
    house.feeds.add(FeedDraft(url="https://gull.example/feed", outlet="The Gull"), NOW)
    house.now = NOW + LATE
    assert (await house.asked(health)).status_code == 200
    house.now += timedelta(seconds=1)
    answer = await house.asked(health)
    assert answer.status_code == 503
    assert "no feed could be read" in answer.json()["trouble"]


def read(house: House, name: str, next_poll_at: datetime) -> Feed:
    """A feed that was read just now."""
    feed = house.feeds.add(FeedDraft(url=f"https://{name}.example/feed", outlet=name), house.now)
    house.feeds.settle(feed.id, Fetched(url=feed.url, status=200, body=b""), (), house.now, next_poll_at)
    return feed


async def test_a_feed_that_need_not_be_read_yet_is_no_trouble(house: House, health: Health) -> None:
    due = NOW + timedelta(hours=3)
    read(house, "gull", due)
    house.now = due + LATE
    assert (await house.asked(health)).status_code == 200
    house.now += timedelta(seconds=1)
    assert (await house.asked(health)).status_code == 503


@pytest.mark.parametrize(("read_before", "status"), [(DEAD_AFTER - LATE, 503), (DEAD_AFTER + LATE, 200)])
async def test_a_feed_that_fails_beside_one_that_waits_is_trouble_until_it_is_held_to_be_dead(
    house: House, health: Health, read_before: timedelta, status: int
) -> None:
    house.now = NOW - read_before
    failing = read(house, "heron", NOW)
    house.now = NOW
    read(house, "gull", NOW + timedelta(hours=3))
    house.now += 2 * LATE
    house.feeds.fail(failing.id, "no answer", house.now, house.now + LATE)
    assert (await house.asked(health)).status_code == status


async def test_what_a_reader_keeps_waiting_is_no_stall(house: House, health: Health) -> None:
    reader(house.subscribers)
    found(house.archive)
    (post,) = house.outbox.claim(NOW, 1)
    house.outbox.settle(post, Outcome(OutcomeKind.RETRY, error="429", not_before=NOW), NOW)
    night = NOW + timedelta(hours=8)
    house.subscribers.change(1, 0, lambda s: replace(s, muted_until=night), NOW)
    house.now = night
    assert house.outbox.claim(house.now, 1) == []
    assert (await house.asked(health)).status_code == 200


async def test_a_house_without_feeds_is_well(house: House, health: Health) -> None:
    house.now = NOW + 10 * LATE
    assert (await house.asked(health)).status_code == 200


async def test_a_database_that_does_not_answer_is_trouble(
    house: House, health: Health, database: Database
) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE deliveries")
    answer = await house.asked(health)
    assert answer.status_code == 503
    assert answer.json()["trouble"].startswith("the database does not answer")


async def test_an_outbox_that_does_not_move_is_trouble_and_one_that_does_is_none(
    house: House, health: Health
) -> None:
    for chat in (1, 2):
        reader(house.subscribers, chat)
    found(house.archive)
    house.now = NOW + STALLED
    first, _ = house.outbox.claim(house.now, 2)
    house.outbox.settle(first, Outcome(OutcomeKind.SENT, message_id=1), house.now)
    house.outbox.recover(house.now)
    assert (await house.asked(health)).status_code == 200
    house.now += STALLED
    answer = await house.asked(health)
    assert answer.status_code == 503
    assert answer.json()["trouble"].startswith("nothing was sent for 0:15:00")


def test_admins_hear_once_that_the_line_stands_still_and_once_that_it_moves_again(
    house: House, health: Health
) -> None:
    heard: list[str] = []
    watch = Watch(health, heard.append)
    feed = house.feeds.add(FeedDraft(url="https://gull.example/feed", outlet="The Gull"), NOW)
    watch.look()
    house.now = NOW + LATE + timedelta(seconds=1)
    watch.look()
    watch.look()
    assert heard == ["the line stands still: no feed could be read for 0:30:00"]
    fetched = Fetched(url=feed.url, status=200, body=b"")
    house.feeds.settle(feed.id, fetched, (), house.now, house.now + timedelta(minutes=5), None)
    watch.look()
    watch.look()
    assert heard[1:] == ["the line moves again"]


async def test_nothing_else_is_told(house: House, health: Health) -> None:
    assert (await house.asked(health, "/")).status_code == 404


async def test_an_address_that_is_taken_is_a_fault_in_one_line(health: Health) -> None:
    async with serving([health_route(health)], "127.0.0.1", 0) as port:
        with pytest.raises(DatelineError, match=f"DATELINE_WEB: cannot listen on 127.0.0.1:{port}"):
            async with serving([health_route(health)], "127.0.0.1", port):
                pass
