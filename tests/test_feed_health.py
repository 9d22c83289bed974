"""What an admin is told of a feed: only what is wrong, by the feed's own measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feed_health import DEAD_AFTER, MANY_COPIES, MANY_ENTRIES, SILENT_AFTER, Ailment, ailment
from storage.feed_figures import Yield
from storage.records import Feed, FeedState

NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = Feed(
    id=1,
    url="https://gull.example/feed",
    outlet="The Gull",
    lang="en",
    perspective=None,
    title=None,
    state=FeedState.ACTIVE,
    etag=None,
    last_modified=None,
    next_poll_at=NOW + HOUR,
    last_polled_at=NOW - HOUR,
    last_success_at=NOW - HOUR,
    failures=0,
    last_error=None,
    created_at=NOW - 100 * DAY,
    rhythm=3600.0,
    last_entry_at=NOW - HOUR,
)
FRUITFUL = Yield(entries=300, judged=300, on_topic=12, copies=3)


def test_a_feed_that_brings_news_is_well() -> None:
    assert ailment(WELL, FRUITFUL, NOW) is None


def test_a_server_that_stumbles_is_failing_and_dead_only_after_days() -> None:
    stumbling = replace(WELL, failures=3, last_success_at=NOW - DEAD_AFTER)
    assert ailment(stumbling, FRUITFUL, NOW) is Ailment.FAILING
    assert ailment(stumbling, FRUITFUL, NOW + HOUR) is Ailment.DEAD
    assert ailment(replace(WELL, failures=1, last_success_at=None), Yield(), NOW) is Ailment.DEAD


@pytest.mark.parametrize(
    ("rhythm", "longest"), [(3600.0, SILENT_AFTER), (7 * 86400.0, 84 * DAY), (None, SILENT_AFTER)]
)
def test_silence_is_measured_by_the_feeds_own_rhythm(rhythm: float | None, longest: timedelta) -> None:
    quiet = replace(WELL, rhythm=rhythm, last_entry_at=NOW - longest)
    assert ailment(quiet, FRUITFUL, NOW) is None
    assert ailment(quiet, FRUITFUL, NOW + HOUR) is Ailment.SILENT


def test_a_new_feed_is_given_time_to_speak() -> None:
    new = replace(WELL, created_at=NOW - DAY, last_entry_at=None, rhythm=None)
    assert ailment(new, Yield(), NOW) is None


def test_it_takes_many_entries_to_be_off_the_topic_or_a_copyist() -> None:
    assert ailment(WELL, Yield(entries=9, judged=MANY_ENTRIES - 1), NOW) is None
    assert ailment(WELL, Yield(entries=9, judged=MANY_ENTRIES), NOW) is Ailment.OFF_TOPIC
    assert ailment(WELL, Yield(20, 20, on_topic=MANY_COPIES, copies=MANY_COPIES), NOW) is Ailment.COPIES
    assert ailment(WELL, Yield(20, 20, on_topic=MANY_COPIES, copies=MANY_COPIES - 1), NOW) is None


def test_what_an_admin_or_the_server_ended_is_no_silence() -> None:
    assert ailment(replace(WELL, state=FeedState.PAUSED, failures=9), Yield(), NOW) is None
    assert ailment(replace(WELL, state=FeedState.GONE), FRUITFUL, NOW) is Ailment.GONE
