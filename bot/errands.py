"""What is under way to the web: bounded in number, and given up at once when we end.

    feed ─────────────────────────── place among all errands ─ fetch
    page ─ queue of its host ─┘

Pages queue by host, so that one that is slow, or asks for long pauses, delays its own only. (Feeds do so in `bot.polling`.)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import FetchError
from bot.reading.courtesy import AT_ONCE as AT_ONE_HOST
from bot.reading.fetch import Fetcher, host_of
from storage.records import Fetched

T = TypeVar("T")

AT_ONCE = 20  # feeds and pages fetched together; politeness to one host is the fetcher's business

LONGEST_WAIT = 600.0
"""Seconds. Later the feed's own words are news, and the page's would be none: an honest host that asks for half a minute
between two requests is asked for twenty pages meanwhile."""


class Errands:
    """Runs errands to the web; after `give_up` none any more.

    Args:
        at_once: how many are under way together.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._gate = asyncio.Semaphore(at_once)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._over = False

    @property
    def over(self) -> bool:
        """Whether nothing new is taken on."""
        return self._over

    async def run(self, errand: Coroutine[Any, Any, T]) -> T | None:
        """Wait for a place and run the errand; None: we are ending, and do not wait for it."""
        async with self._gate:
            task = asyncio.ensure_future(errand)
            self._under_way.add(task)
            try:
                return None if self._over and task.cancel() else await task
            except asyncio.CancelledError:
                if self._over:
                    return None
                raise
            finally:
                self._under_way.discard(task)

    def give_up(self) -> None:
        """Take on nothing new, and cancel what is under way."""
        self._over = True
        for task in self._under_way:
            task.cancel()


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    guests: int = 0  # inside or waiting


class PageQueue:
    """Fetches pages.

    Args:
        fetcher: HTTP.
        errands: what bounds and ends all that is under way to the web.
        longest_wait: seconds for a page, queueing included.
    """

    def __init__(self, fetcher: Fetcher, errands: Errands, longest_wait: float = LONGEST_WAIT) -> None:
        self._fetcher = fetcher
        self._errands = errands
        self._longest_wait = longest_wait
        self._hosts: dict[str, _Host] = {}

    async def page(self, url: str) -> Fetched:
        """The answer of an article's address.

        Raises:
            FetchError: no usable answer, or not in time, or we are ending.
        """
        host = host_of(url)
        try:
            async with asyncio.timeout(self._longest_wait), self._place(host):
                fetched = await self._errands.run(self._fetcher.page(url))
        except TimeoutError as fault:
            raise FetchError(f"too many pages of {host} are waited for") from fault
        if fetched is None:
            raise FetchError(f"no page of {host} is waited for any more")
        return fetched

    @asynccontextmanager
    async def _place(self, name: str) -> AsyncIterator[None]:
        host = self._hosts.setdefault(name, _Host(asyncio.Semaphore(AT_ONE_HOST)))
        host.guests += 1
        try:
            async with host.places:
                yield
        finally:
            host.guests -= 1
            if not host.guests:
                del self._hosts[name]
