"""Counts of what feeds brought, on both databases."""

from __future__ import annotations

from datetime import timedelta

from storage.archive import Archive
from storage.database import Database
from storage.facts import Facts
from storage.feed_figures import FeedFigures, Yield
from storage.feeds import Feeds
from storage.records import Entry, FeedDraft, Fetched, Verdict
from tests.storage.newsroom import NOW, decision, news, study

OLD = NOW - timedelta(days=40)


def bring(database: Database, number: int, names: list[str]) -> None:
    """Entries of a feed, seen now."""
    entries = [
        Entry(key=name, url=f"https://news.example/{name}", title=name, html="", published=NOW)
        for name in names
    ]
    answer = Fetched(url="https://news.example/feed", status=200, body=b"")
    Feeds(database).settle(number, answer, entries, NOW, NOW + timedelta(hours=1))


def test_what_each_feed_brought_is_counted_by_verdict_since_a_moment(database: Database) -> None:
    feeds, archive = Feeds(database), Archive(database)
    gull = feeds.add(FeedDraft(url="https://gull.example/feed", outlet="The Gull"), OLD)
    tern = feeds.add(FeedDraft(url="https://tern.example/feed", outlet="The Tern"), OLD)
    bring(database, gull.id, ["a", "b", "c"])
    first = archive.publish(study("a", feed_id=gull.id), news(), NOW)
    archive.publish(study("b", feed_id=gull.id), decision(Verdict.IRRELEVANT), NOW)
    copy = decision(Verdict.DUPLICATE, duplicate_of=first.article_id, event_id=first.event_id)
    archive.publish(study("c", feed_id=gull.id), copy, NOW)
    archive.publish(study("old", feed_id=tern.id, fetched_at=OLD), decision(Verdict.IRRELEVANT), OLD)
    figures = FeedFigures(database)
    assert figures.since(NOW - timedelta(days=1)) == {gull.id: Yield(3, 3, on_topic=2, copies=1)}
    assert figures.since(OLD)[tern.id] == Yield(0, 1)
    assert figures.by_day(gull.id, OLD) == {NOW.date(): Yield(3, 3, on_topic=2, copies=1)}
    assert figures.by_day(tern.id, OLD) == {}


def test_a_fact_is_remembered_and_replaced(database: Database) -> None:
    facts = Facts(database)
    assert facts.get("report") is None
    facts.put("report", "Monday")
    facts.put("report", "Tuesday")
    assert Facts(database).get("report") == "Tuesday"
