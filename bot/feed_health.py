"""What is wrong with a feed, judged from its row and what it brought. Pure.

Axioms:
1. A server that stumbles is no news: only days without an answer make a feed dead.
2. How long a silence means something depends on the feed's own rhythm.
3. A feed off the topic, or one that only repeats others, costs reading time and brings nothing; but it takes many entries
   to say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.feed_figures import Yield
from storage.records import Feed, FeedState

LOOKED_AT = timedelta(days=30)
"""What is judged of a feed's yield: a story may rest for weeks."""

DEAD_AFTER = timedelta(days=3)
SILENT_AFTER = timedelta(days=7)
SILENT_GAPS = 12
"""A feed of one entry a month is silent after a year, one of ten a day after a week."""

MANY_ENTRIES = 200  # off the topic, every one
MANY_COPIES = 10  # on the topic, every one a copy


class Ailment(StrEnum):
    """Why an admin should look at a feed, worst first."""

    GONE = "gone"  # the server says so: 410
    DEAD = "dead"  # no answer for days
    FAILING = "failing"  # no answer now
    SILENT = "silent"  # answers, but says nothing new for longer than usual
    OFF_TOPIC = "off topic"  # nothing of it belongs to the story
    COPIES = "copies"  # all of it was in already


class Turn(StrEnum):
    """What an admin hears of a feed at once."""

    BACK = "is read again"
    MOVED = "is no longer read itself"
    GONE = "is gone for good and no longer read"
    DEAD = f"could not be read for {DEAD_AFTER.days} days"


@dataclass(frozen=True, slots=True)
class FeedAlarm:
    """A turn of a feed's life that somebody should know of; as text, the line of the log.

    Args:
        turn: what has happened.
        number: the feed's.
        outlet: whose it is.
        url: where it lives.
        why: the fault, as it was met; "" for none.
    """

    turn: Turn
    number: int
    outlet: str
    url: str
    why: str = ""

    def __str__(self) -> str:
        said = f"feed {self.number} ({self.outlet}, {self.url}) {self.turn}"
        return f"{said}: {self.why}" if self.why else said


def ailment(feed: Feed, brought: Yield, now: datetime) -> Ailment | None:
    """The worst that is wrong with a feed; None: it is well, or an admin paused it.

    Args:
        feed: its row.
        brought: in the last `LOOKED_AT`.
        now: UTC.
    """
    if feed.state is FeedState.PAUSED:
        return None
    if feed.state is FeedState.GONE:
        return Ailment.GONE
    if feed.failures:
        last = feed.last_success_at or feed.created_at
        return Ailment.DEAD if now - last > DEAD_AFTER else Ailment.FAILING
    return _barren(feed, brought, now)


def _barren(feed: Feed, brought: Yield, now: datetime) -> Ailment | None:
    """What is wrong with a feed that answers."""
    usual = timedelta(seconds=feed.rhythm or 0.0)
    if now - (feed.last_entry_at or feed.created_at) > max(SILENT_AFTER, SILENT_GAPS * usual):
        return Ailment.SILENT
    if brought.judged >= MANY_ENTRIES and not brought.on_topic:
        return Ailment.OFF_TOPIC
    if brought.on_topic >= MANY_COPIES and brought.copies == brought.on_topic:
        return Ailment.COPIES
    return None
