"""What Prometheus would read, over a real socket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.web.metrics import metrics_route
from bot.web.server import serving
from storage.archive import Archive
from storage.database import Database
from storage.feeds import Feeds
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.records import FeedDraft, FeedState, Outcome, OutcomeKind
from storage.subscribers import Subscribers
from storage.timeline import Timeline
from tests.storage.newsroom import NOW, found, reader

LATER = NOW + timedelta(minutes=5)


@dataclass
class House:
    feeds: Feeds
    timeline: Timeline
    subscribers: Subscribers
    outbox: Outbox
    inbox: Inbox


@pytest.fixture
def house(database: Database) -> House:
    return House(
        Feeds(database), Timeline(database), Subscribers(database), Outbox(database), Inbox(database)
    )


async def scraped(house: House) -> dict[str, float]:
    """Every sample by its name and labels."""
    async with (
        serving([metrics_route(house, lambda: LATER)], "127.0.0.1", 0) as port,
        httpx.AsyncClient() as client,
    ):
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_the_figures_are_those_of_the_database(house: House, database: Database) -> None:
    for chat in (1, 2):
        reader(house.subscribers, chat)
    found(Archive(database))
    (sent,) = house.outbox.claim(NOW, 1)
    house.outbox.settle(sent, Outcome(OutcomeKind.SENT, message_id=1), NOW)
    house.inbox.store([(1, "{}")], NOW)
    healthy = house.feeds.add(FeedDraft(url="https://gull.example/feed", outlet="The Gull"), NOW)
    ended = house.feeds.add(FeedDraft(url="https://tern.example/feed", outlet="The Tern"), NOW)
    house.feeds.fail(healthy.id, "answers 500", NOW, LATER - timedelta(seconds=30))
    house.feeds.set_state(ended.id, FeedState.PAUSED, NOW)
    figures = await scraped(house)
    expected = {
        "dateline_outbox_deliveries[pending]": 1,
        "dateline_outbox_deliveries[sent]": 1,
        "dateline_sent_total": 1,
        "dateline_outbox_age_seconds": 300,
        "dateline_decisions_total[event]": 1,
        "dateline_decisions_total[irrelevant]": 0,
        "dateline_events": 1,
        "dateline_subscribers": 2,
        "dateline_inbox_updates[pending]": 1,
        "dateline_feeds[active]": 1,
        "dateline_feeds[paused]": 1,
        "dateline_feeds[failing]": 1,
        "dateline_poll_lag_seconds": 30,
    }
    assert {name: figures.get(name) for name in expected} == expected
    assert figures["process_resident_memory_bytes"] > 0


async def test_an_empty_house_has_figures_too(house: House) -> None:
    figures = await scraped(house)
    assert figures["dateline_outbox_age_seconds"] == 0
    assert figures["dateline_events"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_that_does_not_answer_is_said(house: House, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE deliveries")
    async with (
        serving([metrics_route(house, lambda: LATER)], "127.0.0.1", 0) as port,
        httpx.AsyncClient() as client,
    ):
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert answer.status_code == 503
    assert answer.text.startswith("the database does not answer")
