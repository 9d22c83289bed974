"""What pressing a button of the settings does to them. Pure.

A button carries which setting and a number for the value; neither is trusted: what has no meaning leaves everything as
it was. The same press twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from bot.chat.places import offered
from storage.hours import MINUTES
from storage.records import Instant, ReaderSettings, Rhythm, Topic

INSTANTS = (Instant.ALL, Instant.EVENTS, Instant.NONE)
RHYTHMS = (Rhythm.NONE, Rhythm.DAILY, Rhythm.WEEKLY)
WAYS = (
    (Instant.ALL, Rhythm.DAILY),
    (Instant.ALL, Rhythm.NONE),
    (Instant.EVENTS, Rhythm.DAILY),
    (Instant.NONE, Rhythm.DAILY),
    (Instant.NONE, Rhythm.WEEKLY),
)
"""How a reader wants the story, as one question: at once, and in which digest. Buttons carry the place in this list."""

QUIET = ((22, 7), (23, 8), (0, 9), (21, 9))
"""Hours of the quiet times on buttons; any others are typed."""

MOST_SOURCES = 5
"""Outlets a reader may ask for before an event is posted; few events have more in their first day."""


class Choice(IntEnum):
    """A setting, by the number that buttons carry; it never changes its meaning."""

    WAY = 1
    STRAND = 2
    INSTANT = 3
    DIGEST = 4
    MINUTE = 5
    WEEKDAY = 6
    EMPTY = 7
    ZONE = 8
    QUIET = 9
    SOURCES = 10
    MUTE = 11  # hours; 0: no longer


LIMIT = {
    Choice.WAY: len(WAYS),
    Choice.INSTANT: len(INSTANTS),
    Choice.DIGEST: len(RHYTHMS),
    Choice.MINUTE: MINUTES,
    Choice.WEEKDAY: 7,
    Choice.EMPTY: 2,
    Choice.QUIET: MINUTES * MINUTES,
    Choice.MUTE: 24 * 31,
}
"""Beyond the last value of each setting whose values do not hang on the topic."""


def possible(choice: int, value: int, topic: Topic) -> Choice | None:
    """The setting that two numbers out of a button speak of; None where they mean nothing (any more)."""
    if choice not in list(Choice):
        return None
    limits = {
        **LIMIT,
        Choice.STRAND: len(topic.strands) + 1,
        Choice.ZONE: len(offered(topic)),
        Choice.SOURCES: MOST_SOURCES + 1,
    }
    least = 1 if choice == Choice.SOURCES else 0
    return Choice(choice) if least <= value < limits[Choice(choice)] else None


def chosen(
    settings: ReaderSettings, choice: Choice, value: int, topic: Topic, now: datetime
) -> ReaderSettings:
    """The settings with one choice made.

    Args:
        settings: as they are.
        choice: of `possible`.
        value: likewise.
        topic: the story, for its strands and zones.
        now: UTC.
    """
    if choice is Choice.WAY:
        instant, digest = WAYS[value]
        return replace(settings, instant=instant, digest=digest)
    field, meaning = _MEANING[choice]
    return replace(settings, **{field: meaning(value, topic, now)})


_MEANING: dict[Choice, tuple[str, Callable[[int, Topic, datetime], Any]]] = {
    Choice.STRAND: ("strand", lambda value, topic, _: topic.strands[value - 1].key if value else None),
    Choice.INSTANT: ("instant", lambda value, *_: INSTANTS[value]),
    Choice.DIGEST: ("digest", lambda value, *_: RHYTHMS[value]),
    Choice.MINUTE: ("digest_minute", lambda value, *_: value),
    Choice.WEEKDAY: ("digest_weekday", lambda value, *_: value),
    Choice.EMPTY: ("empty_digests", lambda value, *_: bool(value)),
    Choice.ZONE: ("zone", lambda value, topic, _: offered(topic)[value]),
    Choice.QUIET: ("quiet", lambda value, *_: quiet_of(value)),
    Choice.SOURCES: ("min_sources", lambda value, *_: value),
    Choice.MUTE: ("muted_until", lambda value, _, now: now + timedelta(hours=value) if value else None),
}
"""Of each setting its field, and what a button's number means for it."""


def quiet_value(start: int, end: int) -> int:
    """Quiet hours (minutes of the day) as the one number a button carries."""
    return start * MINUTES + end


def quiet_of(value: int) -> tuple[int, int] | None:
    """The quiet hours of a number; None where they have no length: they are off."""
    start, end = divmod(value, MINUTES)
    return (start, end) if start != end else None
