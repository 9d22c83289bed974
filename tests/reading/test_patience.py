"""How long an answer is waited for, in seconds that pass at once."""

import asyncio
from collections.abc import Iterable
from itertools import repeat

import pytest

from bot.reading.patience import Patience, Waiting
from tests.chat.virtual import VirtualLoop, run

PATIENCE = Patience(silence=4.5, pace=1000)
DRIP = repeat((0.4, 1))
"""Pauses in seconds, each with the bytes that come after it."""


def waited(*hops: Iterable[tuple[float, int]], deadline: float = 20.0) -> tuple[float, bool]:
    """For how many seconds answers are waited for that send such bytes after such pauses, and whether they ended in time."""

    async def listen() -> tuple[float, bool]:
        loop = asyncio.get_running_loop()
        began, waiting = loop.time(), Waiting(PATIENCE, deadline)
        try:
            for hop in hops:
                async with waiting.running():
                    for pause, count in hop:
                        await asyncio.sleep(pause)
                        waiting.received(count)
        except TimeoutError:
            return loop.time() - began, False
        return loop.time() - began, True

    return run(listen())


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([(60.0, 0)], id="silence"),
        pytest.param(DRIP, id="drip"),
        pytest.param([(0.1, 100_000), *[(0.4, 1)] * 100], id="a heap, then a drip"),
        pytest.param(repeat((4.0, 100)), id="a little just before patience ends"),
    ],
)
def test_what_does_not_move_is_over_within_five_seconds(sent: Iterable[tuple[float, int]]) -> None:
    seconds, whole = waited(sent)
    assert not whole
    assert seconds <= 5.0


def test_a_slow_line_that_moves_is_waited_for() -> None:
    seconds, whole = waited([(1.0, 1200)] * 18)
    assert whole
    assert seconds == pytest.approx(18)


def test_what_moves_for_ever_ends_at_the_deadline() -> None:
    seconds, whole = waited(repeat((1.0, 1_000_000)))
    assert not whole
    assert seconds == pytest.approx(20)


def test_redirects_share_one_patience() -> None:
    slow = [(2.0, 0)]
    seconds, whole = waited(slow, slow)
    assert whole
    assert seconds == pytest.approx(4.0)
    seconds, whole = waited(slow, slow, slow)
    assert not whole
    assert seconds == pytest.approx(4.5)


@pytest.mark.parametrize(("deadline", "said"), [(2.0, "its time is over"), (20.0, "nothing for 4.5 s")])
def test_it_is_said_what_ended_it(deadline: float, said: str) -> None:
    async def why() -> str:
        waiting = Waiting(PATIENCE, deadline)
        with pytest.raises(TimeoutError):
            async with waiting.running():
                await asyncio.sleep(60)
        return waiting.why()

    assert run(why()).startswith(said)


def test_a_machine_too_busy_to_listen_blames_nobody() -> None:
    async def listen() -> float:
        loop, waiting = asyncio.get_running_loop(), Waiting(PATIENCE, deadline=60.0)
        assert isinstance(loop, VirtualLoop)
        async with waiting.running():
            for _ in range(8):
                await asyncio.sleep(0.1)
                loop.stand_still(3.0)
        return loop.time()

    assert run(listen()) > 1000 + 8 * 3
