"""Pages of articles, a few of one host at a time, so that a host that is slow or asks for long pauses delays its own only.

entry ─ queue of its host ─ place among all errands ─ fetch
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errands import Errands
from bot.errors import FetchError
from bot.reading.courtesy import AT_ONCE
from bot.reading.fetch import Fetcher, host_of
from storage.records import Fetched

LONGEST_WAIT = 600.0
"""Seconds. Later the feed's own words are news, and the page's would be none: an honest host that asks for half a minute
between two requests is asked for twenty pages meanwhile."""


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
        host = self._hosts.setdefault(name, _Host(asyncio.Semaphore(AT_ONCE)))
        host.guests += 1
        try:
            async with host.places:
                yield
        finally:
            host.guests -= 1
            if not host.guests:
                del self._hosts[name]
