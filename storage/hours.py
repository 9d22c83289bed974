"""When a digest is due and when a reader wants silence: hours of the reader's own clock, as moments in UTC.

Pure. Axioms, for the two nights a year on which a zone's clock is moved, and for any other change of its offset:

1. A time that the clock skips happens as much later as the clock was moved on: 02:30 becomes 03:30 (RFC 5545, 3.3.5).
2. A digest's time that comes twice counts the first time; silence lasts from the first beginning to the last end.
3. So every local day has one digest at most, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.records import ReaderSettings, Rhythm

A_DAY = timedelta(days=1)
A_WEEK = 7
MINUTES = 24 * 60

Period = tuple[datetime, datetime]


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name ("Europe/Berlin"); None where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        return None


def next_digest(settings: ReaderSettings, after: datetime) -> datetime | None:
    """When the next digest is due, later than `after` (UTC); None where the reader wants none."""
    return _next_due(settings.zone, settings.digest, settings.digest_minute, settings.digest_weekday, after)


@lru_cache(maxsize=4096)
def _next_due(name: str, rhythm: Rhythm, minute: int, weekday: int, after: datetime) -> datetime | None:
    if rhythm is Rhythm.NONE:
        return None
    for day in _days(name, after, ahead=A_WEEK + 2):
        if rhythm is Rhythm.WEEKLY and day.weekday() != weekday:
            continue
        if (due := _moment(name, day, minute)) > after:
            return due
    raise AssertionError("every week has every weekday")


def silence(settings: ReaderSettings, now: datetime) -> Period | None:
    """The silence that holds now, else the next; None where none is wanted.

    A mute begins at once. Where it ends in quiet hours, the silence lasts to their end.

    Returns:
        Beginning and end, UTC; the end is no part of it.
    """
    quiet = settings.quiet if settings.quiet and settings.quiet[0] != settings.quiet[1] else None
    muted = settings.muted_until if settings.muted_until and settings.muted_until > now else None
    if muted is None:
        return _quiet(settings.zone, quiet, now) if quiet else None
    held = _quiet(settings.zone, quiet, muted) if quiet else None
    return (now, held[1] if held and held[0] <= muted else muted)


@lru_cache(maxsize=4096)
def _quiet(name: str, quiet: tuple[int, int], now: datetime) -> Period:
    """The quiet hours that contain a moment, the longest where several do, else the next."""
    start, end = quiet
    periods = []
    for day in _days(name, now, ahead=2):
        last_day = day if start < end else day + A_DAY
        periods.append((_moment(name, day, start), _moment(name, last_day, end, fold=1)))
    running = [period for period in periods if period[0] <= now < period[1]]
    if running:
        return max(running, key=lambda period: period[1])
    return min(period for period in periods if now < period[0] < period[1])


def local_day(settings: ReaderSettings, moment: datetime) -> date:
    """The day it is for the reader."""
    return moment.astimezone(zone(settings.zone) or UTC).date()


def midnight_after(settings: ReaderSettings, moment: datetime) -> datetime:
    """When the reader's next day begins, UTC."""
    return _moment(settings.zone, local_day(settings, moment) + A_DAY, 0)


def _days(name: str, moment: datetime, *, ahead: int) -> Iterator[date]:
    """The local days around a moment, from the one before."""
    today = moment.astimezone(zone(name) or UTC).date()
    return (today + A_DAY * n for n in range(-1, ahead + 1))


def _moment(name: str, day: date, minute: int, *, fold: int = 0) -> datetime:
    """A minute of a local day in UTC; of one that comes twice the first, with `fold` 1 the second."""
    local = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone(name) or UTC)
    moment = local.astimezone(UTC)
    skipped = moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None)
    return moment if skipped or not fold else local.replace(fold=1).astimezone(UTC)
