"""Times as readers type them: how long to be silent, which hours are quiet. Pure; None where it is not understood."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from storage.hours import A_DAY, MINUTES, local_day, midnight_after, zone
from storage.records import ReaderSettings

LONGEST = timedelta(days=366)
"""A longer silence is a /stop."""

UNITS = {
    timedelta(minutes=1): (
        "m",
        "min",
        "minute",
        "minutes",
        "м",
        "мин",
        "минуту",
        "минуты",
        "минут",
        "ր",
        "րոպե",
        "րոպեով",
    ),
    timedelta(hours=1): ("h", "hour", "hours", "ч", "час", "часа", "часов", "ժ", "ժամ", "ժամով"),
    A_DAY: ("d", "day", "days", "д", "день", "дня", "дней", "сутки", "суток", "օր", "օրով"),
    timedelta(weeks=1): (
        "w",
        "week",
        "weeks",
        "н",
        "нед",
        "неделя",
        "неделю",
        "недели",
        "недель",
        "շաբաթ",
        "շաբաթով",
    ),
}
TOMORROW = ("tomorrow", "завтра", "վաղը")
YESTERDAY = ("yesterday", "вчера", "երեկ")
TODAY = ("today", "сегодня", "այսօր")
FOR = ("for", "на")
UNTIL = ("until", "till", "до", "մինչև", "մինչեւ")

AMOUNT = re.compile(r"(\d{1,4})\s*([^\W\d_]+)")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
OFF = ("off", "no", "0", "нет", "выкл", "ոչ")


def mute_end(typed: str, settings: ReaderSettings, now: datetime) -> datetime | None:
    """When a mute ends: "3d", "for 12 hours", "until tomorrow", "until 2024-06-20".

    Tomorrow and days begin with the reader's midnight, and are heard of when their quiet hours end.

    Returns:
        UTC, later than now, at most a year ahead.
    """
    words = typed.casefold().split()
    if words and words[0] in (*UNTIL, *FOR):
        words = words[1:]
    said = " ".join(words)
    if said in TOMORROW:
        return midnight_after(settings, now)
    end = _after(said, now) or _on(said, settings)
    return end if end and now < end <= now + LONGEST else None


def _after(said: str, now: datetime) -> datetime | None:
    found = AMOUNT.fullmatch(said)
    unit = next((unit for unit, names in UNITS.items() if found and found[2] in names), None)
    return now + int(found[1]) * unit if found and unit else None


def _on(said: str, settings: ReaderSettings) -> datetime | None:
    found = DAY.fullmatch(said)
    if not found:
        return None
    try:
        midnight = datetime.combine(
            date(*map(int, found.groups())), time(), tzinfo=zone(settings.zone) or UTC
        )
        return midnight.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def quiet_hours(typed: str) -> tuple[int, int] | None:
    """Minutes of the day from which and until which it is quiet: "23:00-8:00", "22-7"; the same twice for "off"."""
    said = " ".join(typed.casefold().split())
    if said in OFF:
        return 0, 0
    found = HOURS.fullmatch(said)
    if not found:
        return None
    hours = int(found[1]), int(found[3])
    minutes = int(found[2] or 0), int(found[4] or 0)
    if max(minutes) > 59 or max(hours) > 24:
        return None
    start, end = (hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True))
    return (start % MINUTES, end % MINUTES) if max(start, end) <= MINUTES else None


def muted_for_today(settings: ReaderSettings, end: datetime, now: datetime) -> bool:
    """Whether a mute ends on the reader's present day, so that its hour alone says when."""
    return local_day(settings, end) == local_day(settings, now)
