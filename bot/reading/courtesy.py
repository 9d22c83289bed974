"""Courtesy towards hosts: few requests at a time to one host, and a pause between their starts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

AT_ONCE = 2  # requests under way at one host, as browsers once did by RFC 2616
GAP = 1.0  # seconds between the starts of two requests to one host
REMEMBERED = 1_000  # hosts; idle ones beyond are forgotten


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    gap: float  # seconds between the starts of two requests
    free_at: float = 0.0  # loop time from which the next request may start
    guests: int = 0  # inside or waiting


class Courtesy:
    """Gives turns at hosts. The clock is the running loop's.

    Args:
        at_once: requests under way at one host.
        gap: seconds between the starts of two requests to one host.
    """

    def __init__(self, at_once: int = AT_ONCE, gap: float = GAP) -> None:
        self._at_once = at_once
        self._gap = gap
        self._hosts: dict[str, _Host] = {}

    @property
    def remembered(self) -> int:
        """Hosts whose last visit is still known."""
        return len(self._hosts)

    async def ready(self, name: str) -> None:
        """Wait until the next request to the host may start; whoever takes a turn first has it."""
        if host := self._hosts.get(name):
            await asyncio.sleep(host.free_at - asyncio.get_running_loop().time())

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for a turn at the host and hold it."""
        loop = asyncio.get_running_loop()
        host = self._host(name)
        host.guests += 1
        try:
            async with host.places:
                starts_at = max(loop.time(), host.free_at)
                host.free_at = starts_at + host.gap
                await asyncio.sleep(starts_at - loop.time())
                yield
        finally:
            host.guests -= 1
            self._forget(loop.time())

    def slow(self, name: str, gap: float) -> None:
        """Leave at least so many seconds between two requests to the host, since it asks for them."""
        host = self._host(name)
        host.gap = max(self._gap, gap)

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(asyncio.Semaphore(self._at_once), self._gap))

    def _forget(self, now: float) -> None:
        if len(self._hosts) > REMEMBERED:
            for name in [n for n, h in self._hosts.items() if not h.guests and h.free_at <= now]:
                del self._hosts[name]
