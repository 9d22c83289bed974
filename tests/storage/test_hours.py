"""Hours of the reader's clock, also in the nights on which it is moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.hours import MINUTES, local_day, midnight_after, next_digest, silence, zone
from storage.records import ReaderSettings, Rhythm

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",  # moves its clock at midnight
    "Asia/Beirut",  # likewise
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Asia/Tehran",
)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
zones = st.sampled_from(ZONES)
minutes = st.integers(0, MINUTES - 1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them so


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def clock(moment: datetime, name: str) -> str:
    return f"{moment.astimezone(ZoneInfo(name)):%d %H:%M}"


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("minute", [0, 30, 60, 90, 120, 150, 180, 9 * 60, MINUTES - 1])
def test_a_daily_digest_is_due_once_on_every_day_of_a_year_at_its_hour(name: str, minute: int) -> None:
    settings = ReaderSettings(zone=name, digest_minute=minute)
    due, moment = [], at(2024, 1, 1)
    while (following := next_digest(settings, moment)) and following < at(2025, 1, 1):
        due.append(following)
        moment = following
    days = [local_day(settings, moment) for moment in due]
    assert all(later - earlier == DAY for earlier, later in pairwise(days))
    assert len(days) in (366, 365, 367)
    wanted = time(minute // 60, minute % 60)
    off = [m for m in due if m.astimezone(ZoneInfo(name)).time() != wanted]
    assert len(off) <= 1  # only in the night that has no such hour
    assert all(timedelta() < _later(m, name, wanted) <= HOUR for m in off)


def _later(moment: datetime, name: str, wanted: time) -> timedelta:
    local = moment.astimezone(ZoneInfo(name)).replace(tzinfo=None)
    return local - datetime.combine(local.date(), wanted)


def test_an_hour_that_does_not_exist_comes_an_hour_later_and_one_that_comes_twice_counts_once() -> None:
    settings = ReaderSettings(zone="Europe/Berlin", digest_minute=150)
    assert next_digest(settings, at(2024, 3, 30, 12)) == at(2024, 3, 31, 1, 30)
    assert clock(at(2024, 3, 31, 1, 30), "Europe/Berlin") == "31 03:30"
    first = next_digest(settings, at(2024, 10, 26, 12))
    assert first == at(2024, 10, 27, 0, 30)
    assert next_digest(settings, first) == at(2024, 10, 28, 1, 30)


def test_a_day_that_a_country_left_out_has_no_digest_of_its_own() -> None:
    settings = ReaderSettings(zone="Pacific/Apia", digest_minute=540)
    last = next_digest(settings, at(2011, 12, 29, 12))
    assert last
    assert clock(last, "Pacific/Apia") == "29 09:00"
    following = next_digest(settings, last)
    assert following
    assert clock(following, "Pacific/Apia") == "31 09:00"


@given(zones, minutes, st.integers(0, 6), moments)
def test_a_weekly_digest_is_due_on_its_day_within_the_week(
    name: str, minute: int, weekday: int, now: datetime
) -> None:
    settings = ReaderSettings(zone=name, digest=Rhythm.WEEKLY, digest_minute=minute, digest_weekday=weekday)
    due = next_digest(settings, now)
    assert due
    assert now < due <= now + timedelta(days=7, hours=2)
    assert local_day(settings, due).weekday() == weekday


def test_who_wants_no_digest_has_none_due_and_an_unknown_zone_is_read_as_utc() -> None:
    assert next_digest(ReaderSettings(digest=Rhythm.NONE), at(2024, 6, 1)) is None
    lost = ReaderSettings(zone="Atlantis/Poseidonis")
    assert next_digest(lost, at(2024, 6, 1)) == at(2024, 6, 1, 9)
    assert all(zone(name) is None for name in ("Nowhere", "../etc/passwd", "", "Europe", "\0"))


@given(zones, minutes, minutes, moments)
def test_it_is_silent_exactly_in_the_quiet_hours(name: str, start: int, end: int, now: datetime) -> None:
    assume(start != end)
    place = ZoneInfo(name)
    assume(len({(now + n * HOUR).astimezone(place).utcoffset() for n in range(-30, 31, 3)}) == 1)
    period = silence(ReaderSettings(zone=name, quiet=(start, end)), now)
    assert period
    local = now.astimezone(place)
    minute = local.hour * 60 + local.minute
    within = start <= minute < end if start < end else minute >= start or minute < end
    assert (period[0] <= now < period[1]) is within
    assert period[1] - period[0] == timedelta(minutes=(end - start) % MINUTES)


@given(zones, minutes, minutes, moments)
def test_silences_follow_each_other_without_end_also_when_clocks_are_moved(
    name: str, start: int, end: int, now: datetime
) -> None:
    assume(start != end)
    settings = ReaderSettings(zone=name, quiet=(start, end))
    for _ in range(4):
        period = silence(settings, now)
        assert period
        assert period[0] < period[1]
        assert now < period[1] <= now + timedelta(days=2, hours=2)
        now = period[1]


def test_equal_ends_of_quiet_hours_mean_none() -> None:
    assert silence(ReaderSettings(quiet=(480, 480)), at(2024, 6, 1)) is None
    assert silence(ReaderSettings(), at(2024, 6, 1)) is None


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    settings = ReaderSettings(zone="Europe/Berlin", quiet=(23 * 60, 150))
    assert silence(settings, at(2024, 10, 27, 0, 45)) == (at(2024, 10, 26, 21), at(2024, 10, 27, 1, 30))


def test_a_mute_begins_at_once_and_lasts_to_the_end_of_the_quiet_hours_it_ends_in() -> None:
    now, quiet = at(2024, 6, 1, 12), (22 * 60, 7 * 60)
    until = at(2024, 6, 3, 12)
    assert silence(ReaderSettings(quiet=quiet, muted_until=until), now) == (now, until)
    night = at(2024, 6, 3, 23)
    assert silence(ReaderSettings(quiet=quiet, muted_until=night), now) == (now, at(2024, 6, 4, 7))
    over = ReaderSettings(quiet=quiet, muted_until=now)
    assert silence(over, now) == (at(2024, 6, 1, 22), at(2024, 6, 2, 7))
    assert silence(ReaderSettings(muted_until=now), now) is None


def test_tomorrow_begins_at_the_readers_midnight() -> None:
    settings = ReaderSettings(zone="Asia/Tokyo")
    assert midnight_after(settings, at(2024, 6, 1, 16)) == at(2024, 6, 2, 15)
    assert local_day(settings, at(2024, 6, 1, 16)) == date(2024, 6, 2)
