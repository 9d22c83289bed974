"""How long an answer is waited for: by its silence and its pace, not by its length.

Axioms:
1. Silence costs whoever keeps it their turn: no connection, no headers, or nothing more of a body for `silence` seconds,
   redirects included. The feed is tried again later, ever more seldom.
2. Every `pace` bytes of a body earn another second, and never is more than `silence` in hand. So one byte now and then,
   or a heap and then one byte now and then, is silence; and a slow line is none, as long as it moves.
3. Only the time in which we listened counts as silence: a machine that is too busy to hear blames nobody.
4. However well it moves, an answer ends with its deadline.

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

GLANCE = 0.25
"""Seconds between two looks at what is left."""

NOTHING = 0.001
"""Seconds that are not worth another look."""


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
        self._looked = 0.0  # loop time of the last glance
        self._glance: asyncio.TimerHandle | None = None
        self._limit = asyncio.timeout(None)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let patience run out while entered.

        Raises:
            TimeoutError: it has.
        """
        loop = asyncio.get_running_loop()
        began = self._looked = loop.time()
        try:
            async with asyncio.timeout(self._left) as self._limit:
                self._look_again()
                yield
        finally:
            if self._glance is not None:
                self._glance.cancel()
            self._spend(loop.time())
            self._left -= loop.time() - began

    def received(self, count: int) -> None:
        """So many bytes have come."""
        self._in_hand = min(self._patience.silence, self._in_hand + count / self._patience.pace)

    def why(self) -> str:
        """What ended it, for a line in the log."""
        if self._left <= 0:
            return "its time is over"
        silence, pace = self._patience.silence, self._patience.pace
        return f"nothing for {silence:g} s, or less than {pace:,.0f} bytes a second"

    def _look_again(self) -> None:
        wait = max(NOTHING, min(GLANCE, self._in_hand))
        self._glance = asyncio.get_running_loop().call_later(wait, self._look)

    def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        self._spend(now)
        if self._in_hand > NOTHING:
            self._look_again()
        else:
            self._limit.reschedule(now)

    def _spend(self, now: float) -> None:
        """A glance that comes late counts as one: nobody listened meanwhile."""
        self._in_hand -= min(now - self._looked, GLANCE)
        self._looked = now
