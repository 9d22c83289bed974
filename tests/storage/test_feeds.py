from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.archive import Archive
from storage.database import Database, StorageError
from storage.feeds import LONGEST_URL, LONGEST_WAIT, Feeds
from storage.records import Entry, Feed, FeedDraft, FeedState, Fetched, Verdict
from storage.tables import EntryRow
from tests.storage.newsroom import MINUTE, NOW, decision, study

DRAFT = FeedDraft(url="https://news.example/feed", outlet="Example News", lang="en", perspective="local")


@pytest.fixture
def feeds(database: Database) -> Feeds:
    return Feeds(database)


@pytest.fixture
def feed(feeds: Feeds) -> Feed:
    return feeds.add(DRAFT, NOW)


def entry(key: str = "one", **changes: object) -> Entry:
    fields: dict[str, object] = {
        "url": f"https://news.example/{key[:50]}",
        "title": "A title",
        "html": "<p>Text</p>",
        "published": NOW,
    }
    return Entry(key=key, **(fields | changes))  # type: ignore[arg-type]


def answer(status: int = 200, etag: str | None = '"a"', last_modified: str | None = "Wed") -> Fetched:
    return Fetched(DRAFT.url, status, b"", etag=etag, last_modified=last_modified)


def current(feeds: Feeds, feed: Feed) -> Feed:
    found = feeds.get(feed.id)
    assert found is not None
    return found


def test_an_added_feed_is_due_at_once(feeds: Feeds, feed: Feed) -> None:
    assert (feed.url, feed.outlet, feed.lang, feed.perspective) == (
        DRAFT.url,
        DRAFT.outlet,
        DRAFT.lang,
        DRAFT.perspective,
    )
    assert (feed.state, feed.failures, feed.next_poll_at) == (FeedState.ACTIVE, 0, NOW)
    assert feeds.due(NOW, 10) == [feed]
    assert feeds.get(DRAFT.url) == feeds.get(feed.id) == feed


def test_a_feed_that_is_there_is_returned_unchanged(feeds: Feeds, feed: Feed) -> None:
    assert feeds.add(FeedDraft(DRAFT.url, "Another name"), NOW + MINUTE) == feed
    assert feeds.list() == [feed]


def test_an_address_too_long_for_an_index_is_refused_clearly(feeds: Feeds) -> None:
    with pytest.raises(StorageError, match=str(LONGEST_URL)):
        feeds.add(FeedDraft("https://news.example/" + "ж" * LONGEST_URL, "Example"), NOW)


def test_seeds_are_added_once(feeds: Feeds) -> None:
    drafts = [DRAFT, FeedDraft("https://other.example/feed", "Other"), DRAFT]
    assert feeds.ensure(drafts, NOW) == 2
    assert feeds.ensure(drafts, NOW) == 0
    assert len(feeds.list()) == 2


def test_seeds_override_no_edit(feeds: Feeds, feed: Feed) -> None:
    feeds.set_state(feed.id, FeedState.PAUSED, NOW)
    assert feeds.ensure([FeedDraft(DRAFT.url, "Name of the seeds")], NOW) == 0
    kept = current(feeds, feed)
    assert (kept.outlet, kept.state) == (DRAFT.outlet, FeedState.PAUSED)


def test_a_feed_that_is_resumed_is_due_at_once_and_its_failures_are_forgotten(
    feeds: Feeds, feed: Feed
) -> None:
    feeds.fail(feed.id, "no answer", NOW, NOW + LONGEST_WAIT)
    feeds.set_state(feed.id, FeedState.PAUSED, NOW)
    assert feeds.due(NOW + 2 * LONGEST_WAIT, 10) == []
    feeds.set_state(feed.id, FeedState.ACTIVE, NOW + MINUTE)
    (due,) = feeds.due(NOW + MINUTE, 10)
    assert (due.failures, due.last_error, due.next_poll_at) == (0, None, NOW + MINUTE)


def test_seeds_do_not_bring_back_a_removed_feed(feeds: Feeds, feed: Feed) -> None:
    assert feeds.remove(DRAFT.url)
    assert feeds.ensure([DRAFT], NOW) == 0
    assert feeds.list() == []
    assert feeds.get(DRAFT.url) is None
    assert feeds.due(NOW, 10) == []


def test_a_removed_feed_comes_back_when_somebody_adds_it(feeds: Feeds, feed: Feed) -> None:
    assert feeds.remove(feed.id)
    assert not feeds.remove(feed.id)
    again = feeds.add(FeedDraft(DRAFT.url, "New name"), NOW + MINUTE)
    assert (again.id, again.outlet, again.next_poll_at) == (feed.id, "New name", NOW + MINUTE)


def test_the_longest_waiting_feed_is_polled_first(feeds: Feeds) -> None:
    late = feeds.add(FeedDraft("https://b.example/feed", "B"), NOW - MINUTE)
    early = feeds.add(FeedDraft("https://a.example/feed", "A"), NOW - 2 * MINUTE)
    feeds.add(FeedDraft("https://c.example/feed", "C"), NOW + MINUTE)
    assert feeds.due(NOW, 10) == [early, late]
    assert feeds.due(NOW, 1) == [early]


def test_entries_are_stored_with_the_validators_they_stand_for(feeds: Feeds, feed: Feed) -> None:
    assert feeds.settle(feed.id, answer(), [entry("one"), entry("two")], NOW, NOW + MINUTE, "Its title") == 2
    polled = current(feeds, feed)
    assert (polled.etag, polled.last_modified, polled.title) == ('"a"', "Wed", "Its title")
    assert (polled.last_polled_at, polled.last_success_at, polled.next_poll_at) == (NOW, NOW, NOW + MINUTE)
    assert [waiting.entry.key for waiting in feeds.pending(10)] == ["one", "two"]


def test_validators_are_not_saved_when_the_entries_are_not(feeds: Feeds, feed: Feed) -> None:
    naive = entry("two", published=NOW.replace(tzinfo=None))
    with pytest.raises(Exception, match="zone"):
        feeds.settle(feed.id, answer(), [entry("one"), naive], NOW, NOW + MINUTE)
    assert current(feeds, feed).etag is None
    assert feeds.pending(10) == []


def test_entries_seen_before_are_not_new(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW)
    changed = entry("one", title="Another title", published=NOW + MINUTE)
    assert feeds.settle(feed.id, answer(), [changed, entry("two"), entry("two")], NOW, NOW) == 1
    assert [waiting.entry.title for waiting in feeds.pending(10)] == ["A title", "A title"]


def test_another_feed_may_use_the_same_key(feeds: Feeds, feed: Feed) -> None:
    other = feeds.add(FeedDraft("https://other.example/feed", "Other"), NOW)
    assert feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW) == 1
    assert feeds.settle(other.id, answer(), [entry("one")], NOW, NOW) == 1


def test_an_unchanged_answer_keeps_the_validators(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [], NOW, NOW)
    feeds.settle(feed.id, answer(304, etag=None, last_modified=None), [], NOW, NOW)
    assert current(feeds, feed).etag == '"a"'


def test_unchanged_feeds_are_noted_together(feeds: Feeds, feed: Feed) -> None:
    other = feeds.add(FeedDraft("https://other.example/feed", "Other"), NOW)
    feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW, rhythm=600.0)
    feeds.fail(other.id, "HTTP 500", NOW, NOW)
    feeds.unchanged([(feed.id, NOW + MINUTE, NOW + 2 * MINUTE), (other.id, NOW + MINUTE, NOW + 3 * MINUTE)])
    for one, due in ((feed, 2), (other, 3)):
        noted = current(feeds, one)
        assert (noted.last_polled_at, noted.last_success_at) == (NOW + MINUTE, NOW + MINUTE)
        assert (noted.next_poll_at, noted.failures, noted.last_error) == (NOW + due * MINUTE, 0, None)
    assert (current(feeds, feed).etag, current(feeds, feed).rhythm) == ('"a"', 600.0)


def test_a_full_answer_without_validators_clears_them(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [], NOW, NOW)
    feeds.settle(feed.id, answer(etag=None, last_modified=None), [], NOW, NOW)
    assert (current(feeds, feed).etag, current(feeds, feed).last_modified) == (None, None)


def test_a_feed_of_thousands_of_entries_is_stored_whole(feeds: Feeds, feed: Feed) -> None:
    assert feeds.settle(feed.id, answer(), [entry(f"k{n}") for n in range(1201)], NOW, NOW) == 1201


def test_hostile_text_is_stored(feeds: Feeds, feed: Feed) -> None:
    hostile = entry("k\0" + "ж" * 9000, title="NUL \0, half \ud83d, whole 😀", html="\0")
    assert feeds.settle(feed.id, answer(), [hostile], NOW, NOW, "A title\0 \ud800") == 1
    assert feeds.settle(feed.id, answer(), [hostile], NOW, NOW) == 0
    (waiting,) = feeds.pending(1)
    assert waiting.entry.title == "NUL , half \ufffd, whole 😀"


def test_entries_are_judged_in_order_of_publication(feeds: Feeds, feed: Feed) -> None:
    late, undated = entry("late", published=NOW + MINUTE), entry("undated", published=None)
    feeds.settle(feed.id, answer(), [late, undated, entry("early", published=NOW - MINUTE)], NOW, NOW)
    assert [waiting.entry.key for waiting in feeds.pending(10)] == ["early", "undated", "late"]


def test_an_entry_that_failed_waits_behind_the_others(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [entry("bad", published=NOW - MINUTE), entry("good")], NOW, NOW)
    feeds.retry_later(feeds.pending(1)[0].id, "broken")
    assert [(w.entry.key, w.attempts) for w in feeds.pending(10)] == [("good", 0), ("bad", 1)]


def test_a_poisoned_entry_waits_no_more_and_is_not_seen_as_new(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [entry("bad")], NOW, NOW)
    feeds.poison(feeds.pending(1)[0].id, "broken")
    assert feeds.pending(10) == []
    assert feeds.settle(feed.id, answer(), [entry("bad")], NOW, NOW) == 0


def test_a_judged_entry_waits_no_more_and_is_not_seen_as_new(
    database: Database, feeds: Feeds, feed: Feed
) -> None:
    feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW)
    Archive(database).publish(study(), decision(Verdict.IRRELEVANT), NOW, feeds.pending(1)[0])
    assert feeds.pending(10) == []
    assert feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW) == 0
    with database.read() as session:  # its words are in the article
        assert session.scalars(select(EntryRow.html)).all() == [""]


def test_entries_of_a_removed_feed_are_not_judged(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW)
    feeds.remove(feed.id)
    assert feeds.pending(10) == []


def test_failures_count_in_a_row_and_a_success_ends_them(feeds: Feeds, feed: Feed) -> None:
    for number in (1, 2):
        feeds.fail(feed.id, "HTTP 500", NOW, NOW + timedelta(hours=number))
        failed = current(feeds, feed)
        assert (failed.failures, failed.last_error, failed.state) == (number, "HTTP 500", FeedState.ACTIVE)
    assert failed.last_success_at is None
    feeds.settle(feed.id, answer(), [], NOW, NOW)
    assert (current(feeds, feed).failures, current(feeds, feed).last_error) == (0, None)


def test_a_gone_feed_is_kept_and_not_polled_until_somebody_wakes_it(feeds: Feeds, feed: Feed) -> None:
    feeds.retire(feed.id, "HTTP 410", NOW)
    assert current(feeds, feed).state is FeedState.GONE
    assert feeds.due(NOW + timedelta(days=99), 10) == []
    assert feeds.set_state(feed.id, FeedState.ACTIVE, NOW + MINUTE)
    assert [due.id for due in feeds.due(NOW + MINUTE, 10)] == [feed.id]


def test_a_moved_feed_keeps_its_number_and_entries(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW)
    moved = feeds.move(feed.id, "https://new.example/feed", NOW)
    assert moved == current(feeds, feed)
    assert moved.url == "https://new.example/feed"
    assert feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW) == 0


def test_the_seeds_do_not_bring_back_the_former_address_of_a_moved_feed(feeds: Feeds, feed: Feed) -> None:
    feeds.move(feed.id, "https://new.example/feed", NOW)
    assert feeds.ensure([DRAFT], NOW) == 0
    assert [f.id for f in feeds.list()] == [feed.id]


def test_a_feed_may_move_back(feeds: Feeds, feed: Feed) -> None:
    for url in ("https://new.example/feed", DRAFT.url, DRAFT.url):
        moved = feeds.move(feed.id, url, NOW)
        assert moved
        assert (moved.id, moved.url) == (feed.id, url)


def test_a_feed_does_not_move_onto_another(feeds: Feeds, feed: Feed) -> None:
    other = feeds.add(FeedDraft("https://new.example/feed", "New"), NOW)
    assert feeds.move(feed.id, other.url, NOW) == other
    assert current(feeds, feed).url == DRAFT.url


def test_a_feed_does_not_move_to_where_a_removed_one_was_read(feeds: Feeds, feed: Feed) -> None:
    other = feeds.add(FeedDraft("https://new.example/feed", "New"), NOW)
    feeds.settle(other.id, answer(), [entry("one")], NOW, NOW)
    feeds.remove(other.id)
    assert feeds.move(feed.id, other.url, NOW) is None
    assert current(feeds, feed).url == DRAFT.url


def test_what_was_put_off_by_a_wrong_clock_is_due(feeds: Feeds, feed: Feed) -> None:
    feeds.fail(feed.id, "HTTP 500", NOW, NOW + LONGEST_WAIT)
    assert feeds.due(NOW, 10) == []
    assert [f.id for f in feeds.due(NOW - timedelta(days=400), 10)] == [feed.id]


def test_a_feeds_rhythm_is_kept_until_it_says_something_else(feeds: Feeds, feed: Feed) -> None:
    feeds.settle(feed.id, answer(), [entry("one")], NOW, NOW, rhythm=600.0, ttl=1800)
    feeds.settle(feed.id, answer(304), [], NOW + MINUTE, NOW)
    kept = current(feeds, feed)
    assert (kept.rhythm, kept.ttl, kept.last_entry_at) == (600.0, 1800, NOW)
    feeds.settle(feed.id, answer(), [entry("one")], NOW + MINUTE, NOW)
    kept = current(feeds, feed)
    assert (kept.rhythm, kept.ttl, kept.last_entry_at) == (None, None, NOW)
