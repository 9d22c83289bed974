"""Which entries of a feed are new, which are known by another name, which were changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.entries import MOST_KEYS
from storage.feeds import Feeds
from storage.records import Entry, Feed, FeedDraft, Fetched, PendingEntry, Verdict
from tests.storage.newsroom import MINUTE, NOW, decision, study

URL = "https://news.example/feed"


class Reading:
    """One feed, read again and again."""

    def __init__(self, database: Database) -> None:
        self._feeds = Feeds(database)
        self._archive = Archive(database)
        self._feed: Feed = self._feeds.add(FeedDraft(url=URL, outlet="Example News"), NOW)

    def says(self, *entries: Entry) -> int:
        """How many entries of an answer are new."""
        return self._feeds.settle(self._feed.id, Fetched(URL, 200, b""), entries, NOW, NOW)

    def waiting(self) -> list[PendingEntry]:
        """What waits for a verdict."""
        return self._feeds.pending(10_000)

    def judge(self) -> None:
        """Every waiting entry gets a verdict."""
        for waiting in self.waiting():
            self.publish(waiting)

    def publish(self, waiting: PendingEntry) -> None:
        """One of them gets its verdict."""
        told = study(f"{waiting.id}-{waiting.revision}")
        self._archive.publish(told, decision(Verdict.IRRELEVANT), NOW, waiting)

    def poison(self) -> None:
        """No waiting entry can be judged."""
        for waiting in self.waiting():
            self._feeds.poison(waiting.id, "broken")


@pytest.fixture
def reading(database: Database) -> Reading:
    return Reading(database)


def entry(key: str, *aliases: str, title: str = "Bridge opened", digest: str = "first") -> Entry:
    return Entry(key, f"https://news.example/{key}", title, "", NOW, None, aliases, digest)


def test_an_entry_is_known_by_any_of_its_keys(reading: Reading) -> None:
    assert reading.says(entry("guid", "link", "title")) == 1
    assert reading.says(entry("other-guid", "link")) == 0
    assert reading.says(entry("third-guid", "moved", "title")) == 0


def test_names_it_is_met_under_are_learnt(reading: Reading) -> None:
    reading.says(entry("a", "1"))
    reading.says(entry("b", "1"))
    reading.says(entry("b", "2"))
    assert reading.says(entry("c", "2")) == 0


def test_what_stands_twice_in_one_answer_is_one_entry(reading: Reading) -> None:
    assert reading.says(entry("a", "link"), entry("b", "link"), entry("c")) == 2


def test_the_words_of_an_entry_that_waits_are_the_newest(reading: Reading) -> None:
    reading.says(entry("a"))
    assert reading.says(entry("a", title="Bridge closed", digest="second")) == 0
    (waiting,) = reading.waiting()
    assert (waiting.entry.title, waiting.revision) == ("Bridge closed", 0)


def test_an_edit_of_a_judged_entry_waits_for_a_verdict_once(reading: Reading) -> None:
    reading.says(entry("a"))
    reading.judge()
    edited = entry("a", title="Bridge closed", digest="second")
    assert reading.says(edited) == 0
    (waiting,) = reading.waiting()
    assert (waiting.entry.title, waiting.revision, waiting.attempts) == ("Bridge closed", 1, 0)
    reading.judge()
    reading.says(edited)
    assert reading.waiting() == []


def test_what_is_changed_while_it_is_judged_waits_once_more(reading: Reading) -> None:
    reading.says(entry("a"))
    (before,) = reading.waiting()
    reading.says(entry("a", title="Bridge closed", digest="second"))
    reading.publish(before)
    (again,) = reading.waiting()
    assert (again.entry.title, again.revision) == ("Bridge closed", 1)
    reading.publish(again)
    assert reading.waiting() == []


def test_words_read_before_are_no_edit(reading: Reading) -> None:
    first, second = entry("a"), entry("a", digest="second")
    for said in (first, second):
        reading.says(said)
        reading.judge()
    reading.says(first)
    assert reading.waiting() == []


def test_a_poisoned_entry_gets_another_chance_when_it_says_something_else(reading: Reading) -> None:
    reading.says(entry("a"))
    reading.poison()
    reading.says(entry("a"))
    assert reading.waiting() == []
    reading.says(entry("a", digest="second"))
    assert len(reading.waiting()) == 1


def test_equal_words_do_not_make_two_entries_one(reading: Reading) -> None:
    assert reading.says(entry("a"), entry("b")) == 2


def test_an_entry_that_is_another_at_every_look_is_left_in_peace(reading: Reading) -> None:
    reading.says(entry("a", "link"))
    reading.judge()
    waited = 0
    for look in range(2 * MOST_KEYS):
        assert reading.says(entry(f"guid {look}", "link", digest=f"{look} readers")) == 0
        waited += len(reading.waiting())
        reading.judge()
    assert 0 < waited < MOST_KEYS


def test_an_entry_without_a_digest_is_never_edited(reading: Reading) -> None:
    reading.says(entry("a", digest=""))
    reading.judge()
    reading.says(entry("a", title="Bridge closed", digest=""))
    assert reading.waiting() == []


def test_thousands_of_known_entries_are_known(reading: Reading) -> None:
    many = [entry(f"guid {n}", f"link {n}") for n in range(1_201)]
    assert reading.says(*many) == 1_201
    assert reading.says(*(entry(f"new {n}", f"link {n}") for n in range(1_201))) == 0


def test_when_a_feed_last_brought_something_is_known(database: Database, reading: Reading) -> None:
    feeds = Feeds(database)
    reading.says(entry("a"))
    later = NOW + timedelta(hours=1)
    feed = feeds.get(URL)
    assert feed
    feeds.settle(feed.id, Fetched(URL, 200, b""), [entry("a")], later, later + MINUTE)
    known = feeds.get(URL)
    assert known
    assert (known.last_entry_at, known.last_success_at) == (NOW, later)
