"""An event loop whose time passes at once: waiting takes none, and its clock says how long it would have been."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.DefaultSelector):
    """Where the loop would sleep, the clock is moved on instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """For coroutines that wait for timers and for nothing else."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now

    def stand_still(self, seconds: float) -> None:
        """The machine is busy with something else for so long."""
        self._virtual.now += seconds

    async def shutdown_default_executor(self, *_: float | None) -> None:
        """No threads are used, so none is waited for."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, in no time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def most_in(times: list[float], seconds: float) -> int:
    """The largest number of moments within any half-open interval of so many seconds."""
    ordered = sorted(times)
    return max((sum(start <= t < start + seconds for t in ordered) for start in ordered), default=0)
