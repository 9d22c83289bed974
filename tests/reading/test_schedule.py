"""When feeds are read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.schedule import JITTER, PATIENCE, STRETCH, after_failure, after_success, rhythm
from storage.feeds import LONGEST_WAIT
from storage.records import Entry, Feed
from tests.reading.test_intake import FEED

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
INTERVAL = 300.0
MINUTE = timedelta(minutes=1)
HOUR = 3600.0


def entries(*minutes_ago: float | None) -> list[Entry]:
    return [
        Entry(f"{n}", "", "x", "", None if ago is None else NOW - ago * MINUTE)
        for n, ago in enumerate(minutes_ago)
    ]


def wait(feed: Feed = FEED, interval: float = INTERVAL, **said: float | None) -> float:
    """Seconds until the feed is read again, without its own share."""
    known: dict[str, float | None] = {"rhythm": None, "ttl": None, **said}
    again = after_success(feed, NOW, interval, **known)  # type: ignore[arg-type]
    return (again - NOW).total_seconds()


def about(seconds: float) -> object:
    """So many seconds, and up to a tenth more."""
    return pytest.approx(seconds * (1 + JITTER / 2), rel=JITTER / 2)


def test_the_rhythm_is_the_usual_gap() -> None:
    assert rhythm(entries(0, 20, 40, 60, 80), NOW) == 1200
    assert rhythm(entries(80, 0, 40, 60, 20), NOW) == 1200  # in any order
    assert rhythm(entries(0, 20, 21, 40, 60, 10_000), NOW) == 1200  # one burst, one pause


def test_a_long_silence_is_a_slow_rhythm() -> None:
    day = 24 * 60
    assert rhythm(entries(day, day + 1, day + 2, day + 3), NOW) == 24 * HOUR / 20


def test_without_dates_there_is_no_rhythm() -> None:
    assert rhythm(entries(), NOW) is None
    assert rhythm(entries(None, None, None), NOW) is None
    assert rhythm(entries(5, 10), NOW) is None
    assert (
        rhythm(entries(5, 5, 5, 5), NOW) is None
    )  # all at once: a feed that dates what it says at the moment
    assert rhythm(entries(-5, -10, -15, -600), NOW) is None  # a clock that is ahead


def test_a_feed_is_read_twice_in_its_rhythm_within_bounds() -> None:
    assert wait(rhythm=1200) == about(600)
    assert wait(rhythm=10) == about(INTERVAL)
    assert wait(rhythm=7 * 24 * HOUR) == about(INTERVAL * STRETCH)
    assert wait() == about(INTERVAL)


def test_what_the_server_asks_is_kept_within_bounds() -> None:
    assert wait(ttl=1800) == wait(max_age=1800) == wait(ttl=600, max_age=1800) == about(1800)
    assert wait(ttl=60) == about(INTERVAL)
    assert wait(ttl=7 * 86_400) == about(INTERVAL * PATIENCE)
    assert wait(rhythm=3000, ttl=600) == about(1500)


def test_retry_after_is_kept_up_to_a_day() -> None:
    assert wait(retry_after=5 * 3600) == about(5 * HOUR)
    assert wait(retry_after=90 * 86_400) == LONGEST_WAIT.total_seconds()
    later = after_failure(FEED, NOW, INTERVAL, retry_after=7200) - NOW
    assert later.total_seconds() == about(7200)


def test_failures_double_the_wait_up_to_a_day_and_never_beyond() -> None:
    waits = [after_failure(replace(FEED, failures=n), NOW, INTERVAL) - NOW for n in range(2_000)]
    assert [one.total_seconds() for one in waits[:4]] == [about(INTERVAL * 2**n) for n in range(4)]
    assert waits == sorted(waits)
    assert set(waits[20:]) == {LONGEST_WAIT}


def test_an_interval_of_days_is_kept() -> None:
    assert wait(interval=3 * 86_400) == 3 * 86_400


def test_feeds_of_one_rhythm_spread_and_each_keeps_its_place() -> None:
    waits = [wait(replace(FEED, id=n)) for n in range(200)]
    assert waits == [wait(replace(FEED, id=n)) for n in range(200)]
    assert len({round(one) for one in waits}) > 20
    assert min(waits) >= INTERVAL
    assert max(waits) <= INTERVAL * (1 + JITTER)


@given(
    st.integers(0, 10**9),
    st.floats(0.1, 604_800),
    st.none() | st.floats(0, 1e12),
    st.none() | st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
)
def test_a_feed_waits_at_least_its_interval_and_a_day_at_most(
    failures: int, interval: float, beat: float | None, ttl: int | None, retry_after: int | None
) -> None:
    feed = replace(FEED, failures=failures)
    longest = max(LONGEST_WAIT, timedelta(seconds=interval))
    for again in (
        after_success(feed, NOW, interval, rhythm=beat, ttl=ttl, retry_after=retry_after),
        after_failure(feed, NOW, interval, retry_after=retry_after),
    ):
        assert timedelta(seconds=interval) - timedelta(microseconds=1) <= again - NOW <= longest
