"""How long an answer is waited for: by its silence and its pace, not by its length.

Axioms:
1. Silence costs whoever keeps it their turn: no connection, no headers, or nothing more of a body for `silence` seconds,
   redirects included. The feed is tried again later, ever more seldom.
2. Every `pace` bytes of a body earn another second, and never is more than `silence` in hand. So one byte now and then,
   or a heap and then one byte now and then, is silence; and a slow line is none, as long as it moves.
3. However well it moves, an answer ends with its deadline.

The price is paid by servers that need longer than `silence` to begin: they are never read until the operator grants them
more (`DATELINE_FEED_PATIENCE`). What is slow only in sending is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

DEADLINE = 20.0
"""Seconds for an answer that keeps moving, with all its redirects; waiting for a turn is not counted."""

SILENCE = 4.5
"""Seconds. A feed that means harm is to be over within five, reading it included; half a second is left for that."""

PACE = 1_000
"""Bytes a second. A feed of the usual 20-50 KB would take the whole deadline at this pace; a modem of 1995 made three times
as much."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What servers are granted.

    Args:
        silence: seconds without a byte.
        pace: bytes a second, on the whole.
    """

    silence: float = SILENCE
    pace: float = PACE


class Waiting:
    """What is left of our patience with one answer and its redirects.

    Args:
        patience: with whom.
        deadline: seconds in all.
    """

    def __init__(self, patience: Patience, deadline: float) -> None:
        self._patience = patience
        self._in_hand = patience.silence
        self._left = deadline
        self._ends = 0.0  # loop time
        self._limit = asyncio.timeout(None)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let patience run out while entered.

        Raises:
            TimeoutError: it has.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._ends = began + self._left
        try:
            async with asyncio.timeout(min(self._in_hand, self._left)) as self._limit:
                yield
        finally:
            now = loop.time()
            self._left = self._ends - now
            self._in_hand = max(0.0, (self._limit.when() or now) - now)

    def received(self, count: int) -> None:
        """So many bytes have come."""
        now = asyncio.get_running_loop().time()
        earned = (self._limit.when() or now) + count / self._patience.pace
        self._limit.reschedule(min(earned, now + self._patience.silence, self._ends))

    def why(self) -> str:
        """What ended it, for a line in the log."""
        if self._left <= 0:
            return "its time is over"
        silence, pace = self._patience.silence, self._patience.pace
        return f"nothing for {silence:g} s, or less than {pace:,.0f} bytes a second"
