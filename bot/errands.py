"""What is under way to the web: bounded in number, and given up at once when we end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

AT_ONCE = 20  # feeds and pages fetched together; politeness to one host is the fetcher's business


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
