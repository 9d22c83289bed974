"""Whether the line moves: feeds are read, and what is owed goes out. Asked by /healthz, and told to admins when it stalls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.feed_health import DEAD_AFTER
from storage.errors import StorageError
from storage.feeds import Feeds
from storage.outbox import Outbox
from storage.records import DeliveryState, Feed, FeedState

LATE = timedelta(minutes=30)  # without any feed read that should have been, unless the interval is longer
LATE_ROUNDS = 3

STALLED = timedelta(minutes=15)
"""How long something may wait in the outbox while nothing at all is sent. A broadcast that takes an hour is no stall."""


class Store(Protocol):
    """What is looked at."""

    @property
    def feeds(self) -> Feeds:
        """When they were read."""

    @property
    def outbox(self) -> Outbox:
        """What waits in it."""


class Health:
    """Looks at feeds and outbox.

    Args:
        store: them.
        interval: seconds between two readings of a feed.
        clock: the present, UTC.
    """

    def __init__(self, store: Store, interval: float, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._patience = max(LATE, LATE_ROUNDS * timedelta(seconds=interval))
        self._clock = clock
        self._since = clock()

    def look(self) -> dict[str, object]:
        """What is seen at present.

        Returns:
            `ok`; `trouble`, a line where it is not; `last_poll`, when a feed was last read (ISO); `pending` deliveries
            and since when the oldest waits (`oldest_pending`, ISO). The last three are absent without the database.
        """
        try:
            active = [feed for feed in self._store.feeds.list() if feed.state is FeedState.ACTIVE]
            pending = self._store.outbox.counts()[DeliveryState.PENDING]
            oldest = self._store.outbox.oldest_pending(self._clock())
            last = max((feed.last_success_at for feed in active if feed.last_success_at), default=None)
            trouble = self._unread(active, last) or self._stalled(oldest)
        except StorageError as error:
            return {"ok": False, "trouble": f"the database does not answer: {error}"}
        return {
            "ok": trouble is None,
            "trouble": trouble,
            "last_poll": last.isoformat() if last else None,
            "pending": pending,
            "oldest_pending": oldest.isoformat() if oldest else None,
        }

    def _unread(self, active: Sequence[Feed], last: datetime | None) -> str | None:
        """For long no feed was read, although some should have been: others may have asked us to wait for hours."""
        now, since = self._clock(), max(last or self._since, self._since)
        if now - since <= self._patience or not any(self._missed(feed, since, now) for feed in active):
            return None
        return f"no feed could be read for {self._patience}"

    def _missed(self, feed: Feed, since: datetime, now: datetime) -> bool:
        """Whether a feed is long due, or was asked in vain since any was read; of one that is dead nothing follows."""
        in_vain = feed.failures > 0 and feed.last_polled_at is not None and feed.last_polled_at > since
        dead = since - (feed.last_success_at or feed.created_at) > DEAD_AFTER
        return now - feed.next_poll_at > self._patience or (in_vain and not dead)

    def _stalled(self, oldest: datetime | None) -> str | None:
        """Something waits, and for long nothing went out; since we look, for before that nobody was there to send."""
        limit = self._clock() - STALLED
        if oldest is None or max(oldest, self._since) > limit or self._store.outbox.sent_since(limit):
            return None
        return (
            f"nothing was sent for {STALLED}, and the oldest delivery waits since {oldest:%d %B, %H:%M} UTC"
        )


class Watch:
    """Tells when trouble begins, and when it is over.

    Args:
        health: what is looked at.
        tell: hears one line.
    """

    def __init__(self, health: Health, tell: Callable[[str], None]) -> None:
        self._health = health
        self._tell = tell
        self._trouble: str | None = None

    def look(self) -> None:
        """Look once; the same trouble is told once."""
        seen = self._health.look()["trouble"]
        trouble = str(seen) if seen else None
        if trouble and not self._trouble:
            self._tell(f"the line stands still: {trouble}")
        elif self._trouble and not trouble:
            self._tell("the line moves again")
        self._trouble = trouble
