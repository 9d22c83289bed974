"""Where outcomes are written: each as soon as it is known, and together with those that came while the last were written.

A disk takes some milliseconds to make one transaction safe, whether it holds one outcome or fifty. So at 30 sends a
second each outcome has a transaction of its own, and at a thousand they share; none ever waits for company.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from storage.outbox import Outbox
from storage.records import Delivery, Outcome


class Ledger:
    """Settles deliveries.

    Args:
        outbox: where.
        now: the present, UTC.
    """

    def __init__(self, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._now = now
        self._waiting: list[tuple[Delivery, Outcome, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def enter(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write how a send ended; once this returns, a crash cannot undo it.

        Raises:
            StorageError: it could not be written.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, outcome, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="ledger")
        await written

    async def _write(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            try:
                await self._settle(together)
            except Exception:  # noqa: BLE001 - one outcome that cannot be written spoils no other
                for entry in together:
                    try:
                        await self._settle([entry])
                    except Exception as error:  # noqa: BLE001 - whoever waits for it is told
                        if not entry[2].done():
                            entry[2].set_exception(error)

    async def _settle(self, entries: list[tuple[Delivery, Outcome, asyncio.Future[None]]]) -> None:
        outcomes = [(delivery, outcome) for delivery, outcome, _ in entries]
        await asyncio.to_thread(self._outbox.settle_all, outcomes, self._now())
        for _, _, written in entries:
            if not written.done():
                written.set_result(None)
