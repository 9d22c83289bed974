"""`GET /healthz`: whether Dateline works, for whoever watches over it. 200: yes; 503: no, and `trouble` says why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

from aiohttp import web

from bot.errors import DatelineError
from storage.errors import StorageError
from storage.feeds import Feeds
from storage.outbox import Outbox
from storage.records import DeliveryState, FeedState

LATE = timedelta(minutes=30)  # without any feed read, unless the interval is longer
LATE_ROUNDS = 3

log = logging.getLogger(__name__)


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
            oldest = self._store.outbox.oldest_pending()
        except StorageError as error:
            return {"ok": False, "trouble": f"the database does not answer: {error}"}
        last = max((feed.last_success_at for feed in active if feed.last_success_at), default=None)
        late = bool(active) and self._clock() - max(last or self._since, self._since) > self._patience
        return {
            "ok": not late,
            "trouble": f"no feed could be read for {self._patience}" if late else None,
            "last_poll": last.isoformat() if last else None,
            "pending": pending,
            "oldest_pending": oldest.isoformat() if oldest else None,
        }


@asynccontextmanager
async def serving(health: Health, host: str, port: int) -> AsyncIterator[int]:
    """Answer `GET /healthz` while entered.

    Args:
        health: what is told.
        host: address to listen on.
        port: 0: any free one.

    Returns:
        The port.

    Raises:
        DatelineError: the address cannot be had.
    """

    async def answer(_: web.Request) -> web.Response:
        seen = await asyncio.to_thread(health.look)
        return web.json_response(seen, status=200 if seen["ok"] else 503)

    application = web.Application()
    application.router.add_get("/healthz", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise DatelineError(f"DATELINE_WEB: cannot listen on {host}:{port}: {error.strerror}") from error
        bound: int = runner.addresses[0][1]
        log.info("health is told at http://%s:%d/healthz", host, bound)
        yield bound
    finally:
        await runner.cleanup()
