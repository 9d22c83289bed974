"""What hosts ask of robots (RFC 9309), before pages are fetched. A feed is an invitation of its own and needs no leave.

Axioms:
1. A host is asked once a day, and by us at most once at a time.
2. No robots.txt (4xx) asks for nothing. One that cannot be had now (5xx, silence) forbids everything for an hour: the page
   would hardly come either, and a host in trouble is spared.
3. What a host asks of pauses (`Crawl-delay`) is kept, up to half a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from bot.errors import FetchError, ForbiddenAddressError
from bot.reading.charset import decode
from storage.records import Fetched

KEPT = 86_400.0  # seconds that a host's word counts, as RFC 9309 has it
KEPT_IN_TROUBLE = 3_600.0
MOST_LINES = 5_000  # more is no list for robots to read
REMEMBERED = 1_000  # hosts
LONGEST_DELAY = 30.0  # seconds between two pages of one host

Fetch = Callable[[str], Awaitable[Fetched]]


@dataclass(frozen=True, slots=True)
class _Word:
    """What a host said, and until when that counts (seconds of the loop's clock)."""

    rules: Protego | None  # None: nothing may be fetched
    until: float


class Robots:
    """Asks hosts and remembers what they said. The clock is the running loop's.

    Args:
        fetch: fetches an address, guarded and polite.
        agent: who we say we are.
    """

    def __init__(self, fetch: Fetch, agent: str) -> None:
        self._fetch = fetch
        self._agent = agent
        self._said: dict[str, asyncio.Future[_Word]] = {}

    async def allow(self, url: str) -> bool:
        """Whether the host of a page lets us read it.

        Raises:
            ForbiddenAddressError: the address may not be connected to at all.
        """
        word = await self._word(url)
        return word.rules is not None and bool(word.rules.can_fetch(url, self._agent))

    async def delay(self, url: str) -> float:
        """Seconds the host of a page asks us to leave between two requests; 0: it does not say.

        Raises:
            ForbiddenAddressError: the address may not be connected to at all.
        """
        word = await self._word(url)
        asked = word.rules.crawl_delay(self._agent) if word.rules is not None else None
        return min(max(0.0, float(asked or 0.0)), LONGEST_DELAY)

    async def close(self) -> None:
        """Give up what is being asked."""
        for word in self._said.values():
            word.cancel()
        await asyncio.gather(*self._said.values(), return_exceptions=True)

    async def _word(self, url: str) -> _Word:
        where = httpx.URL(url)
        origin = str(where.copy_with(raw_path=b"/robots.txt", fragment=None))
        now = asyncio.get_running_loop().time()
        known = self._said.get(origin)
        if known is None or (known.done() and (_failed(known) or known.result().until <= now)):
            self._forget()
            known = self._said[origin] = asyncio.ensure_future(self._ask(origin))
        return await asyncio.shield(known)  # who gives up waiting does not give up for the others

    async def _ask(self, address: str) -> _Word:
        now = asyncio.get_running_loop().time()
        try:
            fetched = await self._fetch(address)
        except ForbiddenAddressError:
            raise
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return _Word(Protego.parse(""), now + KEPT)
            return _Word(None, now + KEPT_IN_TROUBLE)
        text = decode(fetched.body, fetched.charset)
        lines = text.splitlines()[:MOST_LINES]
        return _Word(await asyncio.to_thread(Protego.parse, "\n".join(lines)), now + KEPT)

    def _forget(self) -> None:
        """Make room for one more host, at the expense of those asked longest ago."""
        for origin in list(self._said)[: len(self._said) - REMEMBERED + 1]:
            if self._said[origin].done():
                del self._said[origin]


def _failed(word: asyncio.Future[_Word]) -> bool:
    return word.cancelled() or word.exception() is not None
