"""How fast a broadcast goes out, and whether Telegram's limits hold in every second of it.

    uv run python tests/bench/bench_send.py free [--chats 100000] [--faster 5]   # 30 a second, as anybody may
    uv run python tests/bench/bench_send.py paid [--chats 20000]                 # 1,000 a second, for Stars
    uv run python tests/bench/bench_send.py library [--chats 300]                # the same through AIORateLimiter
    uv run python tests/bench/bench_send.py carriers                             # what carries the requests

One event is owed to that many private chats. `free` and `paid` run the whole sender (claim, render, pace, send, settle, on
an SQLite file that is safe against power failure) against the emulated Telegram in a process of its own, which counts and
refuses as the real one does. `--faster 5` lets the clock of both sides run five times as fast: the same sends, in a fifth
of the time, with a fifth of the tolerance. Any 429 is an avoidable one: nothing else sends.

`library` needs `aiolimiter` (python-telegram-bot[rate-limiter]), which Dateline does not use.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import selectors
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import text
from telegram import Bot
from telegram.error import RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.chat.desk import Desk
from bot.chat.wire import Wire
from bot.settings import Settings
from bot.store import Store, open_store
from bot.trial import FeedCheck
from storage.records import ChatKind
from tests.emulator.telegram import BotApi, Limits
from tests.storage.newsroom import found


class FasterLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds pass `faster` times as fast."""

    def __init__(self, faster: float) -> None:
        super().__init__(_FasterSelector(faster))
        self._faster = faster

    def time(self) -> float:
        return time.monotonic() * self._faster


class _FasterSelector(selectors.DefaultSelector):
    def __init__(self, faster: float) -> None:
        super().__init__()
        self._faster = faster

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout and timeout / self._faster)


# --- the emulated Telegram, in a process of its own ----------------------------------------------------------


def serve(pipe: Connection, chats: int, limits: Limits | None, faster: float) -> None:
    """Answer until told to stop, then say when every send came and how it was answered."""
    gc.disable()  # what it keeps of each call would make it stop for a tenth of a second now and then
    with BotApi(limits=limits, clock=lambda: time.monotonic() * faster) as api:
        for chat_id in range(1, chats + 1):
            api.add_chat(chat_id)
        pipe.send((api.token, api.url))
        pipe.recv()
        calls = api.calls("sendMessage")
        pipe.send([(call.at, call.status) for call in calls])
        pipe.send(max((len(api.messages(chat_id)) for chat_id in range(1, chats + 1)), default=0))


@contextmanager
def telegram(
    chats: int, limits: Limits | None = None, faster: float = 1
) -> Iterator[tuple[str, str, Callable[[], tuple[list[tuple[float, int]], int]]]]:
    """Token, address, and what has arrived when it is asked."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, chats, limits, faster))
    process.start()
    token, url = ours.recv()

    def arrived() -> tuple[list[tuple[float, int]], int]:
        ours.send("stop")
        return ours.recv(), ours.recv()

    try:
        yield token, url, arrived
    finally:
        ours.close()
        process.terminate()
        process.join()


def report(name: str, arrived: tuple[list[tuple[float, int]], int], chats: int, rate: int) -> None:
    """The figures, as Telegram sees them."""
    calls, copies = arrived
    moments = sorted(at for at, status in calls if status == 200)
    lasted = moments[-1] - moments[0]
    print(f"{name}: {len(moments)} of {chats} chats, at most {copies} copies in one")
    print(f"  sustained {(len(moments) - 1) / lasted:.2f} a second of {rate} over {lasted:.0f} s")
    print(f"  at most {most_in(moments, 1.0)} in any sliding second")
    print(f"  {sum(status == 429 for _, status in calls)} answers 429, {len(calls)} requests")


def most_in(moments: list[float], seconds: float) -> int:
    """The largest number of moments within any half-open interval of so many seconds."""
    most = start = 0
    for end, moment in enumerate(moments):
        while moments[start] <= moment - seconds:
            start += 1
        most = max(most, end - start + 1)
    return most


# --- ours ----------------------------------------------------------------------------------------------------


def owe(store: Store, chats: int) -> None:
    """One event owed to so many private chats."""
    now = datetime.now(UTC)
    store.subscribers.subscribe(1, 0, ChatKind.PRIVATE, None, "en", now)
    with store.database.write() as session:
        columns = [row[1] for row in session.execute(text("PRAGMA table_info(subscribers)"))]
        same = ", ".join(f"subscribers.{name}" for name in columns if name not in {"id", "chat_id"})
        names = same.replace("subscribers.", "")
        session.execute(
            text(
                "WITH RECURSIVE number(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < :chats) "
                f"INSERT INTO subscribers (chat_id, {names}) SELECT n, {same} FROM number, subscribers "
                "WHERE subscribers.id = 1"
            ),
            {"chats": chats},
        )
    assert found(store.archive).posts == chats


async def broadcast(settings: Settings, store: Store, chats: int) -> None:
    """The desk delivers until nothing is owed."""

    async def try_feed(_: str) -> FeedCheck:
        raise NotImplementedError

    async with Desk.open(store, settings, try_feed, lambda: datetime.now(UTC)) as desk:
        while store.outbox.counts()["sent"] < chats:
            await desk.deliver()


def ours(chats: int, rate: int, faster: float) -> None:
    """The whole sender against limits that refuse whatever is too fast."""
    limits = Limits(overall=rate)
    with telegram(chats, limits, faster) as (token, url, arrived), tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            telegram_token=token,  # type: ignore[arg-type]
            telegram_api=url,
            database_url=f"sqlite:///{folder}/dateline.db",
            send_rate=rate,
            paid_broadcast=rate > 30,
        )
        with open_store(settings) as store:
            owe(store, chats)
            gc.collect()
            gc.freeze()  # as the program does when it starts
            began = time.process_time()
            run(broadcast(settings, store, chats), faster)
            spent = time.process_time() - began
            report("paid" if rate > 30 else "free", arrived(), chats, rate)
            print(f"  {spent / chats * 1000:.2f} ms of CPU a message")


def run(main: Coroutine[Any, Any, None], faster: float) -> None:
    """In a loop of that speed."""
    with asyncio.Runner(loop_factory=lambda: FasterLoop(faster)) as runner:
        runner.run(main)


# --- the library's -------------------------------------------------------------------------------------------


def library(chats: int) -> None:
    """The same broadcast through the rate limiter that python-telegram-bot ships."""
    with telegram(chats, Limits()) as (token, url, arrived):

        async def main() -> None:
            limiter = AIORateLimiter(max_retries=100)
            async with ExtBot(token, base_url=f"{url}/bot", rate_limiter=limiter) as bot:
                await asyncio.gather(*(_insist(bot, chat_id) for chat_id in range(1, chats + 1)))

        asyncio.run(main())
        report("AIORateLimiter", arrived(), chats, 30)


async def _insist(bot: ExtBot[Any], chat_id: int) -> None:
    while True:
        try:
            await bot.send_message(chat_id, "Title of one")
        except RetryAfter:  # its retries are used up
            continue
        except TelegramError as error:
            print(f"  {error!r}")
        return


def carriers(sends: int = 2000, at_once: int = 100) -> None:
    """Sends a second without limits, through the library's carrier of requests and through ours."""
    made: dict[str, Callable[[], BaseRequest]] = {
        "HTTPXRequest": lambda: HTTPXRequest(connection_pool_size=256, read_timeout=25, pool_timeout=10),
        "Wire": lambda: Wire(256),
    }
    for name, make in made.items():
        with telegram(300) as (token, url, arrived):
            began = time.process_time()
            asyncio.run(_pour(Bot(token, base_url=f"{url}/bot", request=make()), sends, at_once))
            spent = (time.process_time() - began) / sends
            calls, _ = arrived()
            lasted = calls[-1][0] - calls[0][0]
            print(f"{name}: {sends / lasted:.0f} a second, {spent * 1000:.2f} ms of CPU each")


async def _pour(bot: Bot, sends: int, at_once: int) -> None:
    numbers = iter(range(sends))

    async def worker() -> None:
        for number in numbers:
            await bot.send_message(
                number % 300 + 1, "Title of one\n" + "A sentence of the usual length. " * 10
            )

    async with bot:
        await asyncio.gather(*(worker() for _ in range(at_once)))


def main() -> None:
    """Do what the arguments say."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("what", choices=["free", "paid", "library", "carriers"])
    arguments.add_argument("--chats", type=int)
    arguments.add_argument("--faster", type=float, default=1)
    given = arguments.parse_args()
    match given.what:
        case "free":
            ours(given.chats or 100_000, 30, given.faster)
        case "paid":
            ours(given.chats or 20_000, 1000, 1)
        case "library":
            library(given.chats or 300)
        case "carriers":
            carriers()


if __name__ == "__main__":
    main()
