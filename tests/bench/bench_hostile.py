"""Hostile feeds beside good ones: how long each is borne with, what they weigh, and whether the good ones keep their hours.

    uv run python tests/bench/bench_hostile.py [--seconds 8] [--together]

`dateline run` reads 50 good feeds, each on an address of its own within 127.0.0.0/8, once a second; then hostile ones join
them: one after another, for so many seconds each, or all together. Seconds in the table are from the request to the line in
the log; megabytes are the process tree's, what it shares counted once, above those before.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.steps import Step
from storage.database import Database
from storage.feeds import Feeds
from storage.records import FeedDraft, FeedState
from tests.bench.bench_memory import own, weight
from tests.emulator.telegram import TOKEN, BotApi
from tests.emulator.web import rss
from tests.reading.test_parse import BOMBS
from tests.running import Running, started
from tests.town import SEEDS

GOOD = 50
Write = Callable[[bytes], None]


def answer(body: bytes, coding: str = "identity") -> bytes:
    """A whole answer."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Encoding: {coding}\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


@cache
def zeros() -> bytes:
    """300 MB of them, packed."""
    return gzip.compress(bytes(300_000_000), 6)


ITEM = b"<item><title>A title</title><link>https://example.org/1</link></item>"
ONCE: dict[str, Callable[[], bytes]] = {
    **{name: (lambda make=make: answer(make().encode())) for name, make in BOMBS.items()},  # type: ignore[misc]
    "gzip of 300 MB": lambda: answer(zeros(), "gzip"),
    "gzip twice": lambda: answer(gzip.compress(zeros()), "gzip, gzip"),
    "a million entries, 70 MB": lambda: answer(b"<rss><channel>" + ITEM * 1_000_000 + b"</channel></rss>"),
    "60,000 entries": lambda: answer(b"<rss><channel>" + ITEM * 60_000 + b"</channel></rss>"),
}
SLOW: dict[str, tuple[bytes, bytes, float]] = {  # the beginning, what follows for ever, how often
    "drip": (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss>", b"x", 0.4),
    "endless headers": (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n", 0.1),
    "endless body": (b"HTTP/1.1 200 OK\r\n\r\n<rss>", b"x" * 65536, 0.001),
    "silence": (b"", b"", 1.0),
}
HOSTILE = [*ONCE, *SLOW]


class Net:
    """Servers on many addresses of this machine, one port.

    They have a process of their own and their bodies at hand, so that none keeps us waiting but those who mean to.
    """

    def __init__(self, pipe: Connection) -> None:
        self._asked: dict[str, list[float]] = defaultdict(list)  # address → moments
        self._bodies = {name: make() for name, make in ONCE.items()}
        self._pipe = pipe

    async def run(self) -> None:
        """Serve until told to stop, then say who was asked when."""
        server = await asyncio.start_server(self._serve, "0.0.0.0", 0)
        self._pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(self._pipe.recv)
        self._pipe.send(dict(self._asked))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("sockname")[0]
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                self._asked[address].append(time.time())
                third, last = map(int, address.split(".")[2:])
                if third == 2:
                    body = rss(f"Paper {last}", [])
                    writer.write(answer(body))
                    break
                await self._torment(HOSTILE[last - 1], writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever read has gone, or the servers end
        finally:
            writer.close()

    async def _torment(self, name: str, writer: asyncio.StreamWriter) -> None:
        if name in self._bodies:
            writer.write(self._bodies[name])
            await writer.drain()
            return
        beginning, more, pause = SLOW[name]
        writer.write(beginning)
        while True:
            await writer.drain()
            await asyncio.sleep(pause)
            if writer.transport.is_closing():
                return
            writer.write(more)


def serve(pipe: Connection) -> None:
    """What the servers' process does."""
    asyncio.run(Net(pipe).run())


@contextmanager
def served() -> Iterator[tuple[int, Callable[[], dict[str, list[float]]]]]:
    """The port of the servers, and who was asked when, by address; asking for that stops them."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,))
    process.start()
    port: int = ours.recv()

    def asked() -> dict[str, list[float]]:
        ours.send("stop")
        return ours.recv()  # type: ignore[no-any-return]

    try:
        yield port, asked
    finally:
        process.terminate()
        process.join()


def main() -> None:
    """Read the good ones, let the hostile ones in, and tell."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--seconds", type=float, default=8)
    arguments.add_argument("--together", action="store_true", help="all hostile feeds at once")
    asked_for = arguments.parse_args()
    guests = [HOSTILE] if asked_for.together else [[name] for name in HOSTILE]
    with tempfile.TemporaryDirectory(prefix="dateline-") as name, BotApi() as api, served() as (port, asked):
        folder = Path(name)
        (folder / "seeds").mkdir()
        shutil.copy(SEEDS / "topic.toml", folder / "seeds")
        feeds = "".join(
            f'[[feeds]]\nurl = "http://127.0.2.{n}:{port}/"\noutlet = "Paper {n}"\nlang = "en"\n'
            for n in range(1, GOOD + 1)
        )
        (folder / "seeds" / "feeds.toml").write_text(feeds, encoding="utf-8")
        url = f"sqlite:///{folder}/dateline.db"
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": api.url,
            "DATABASE_URL": url,
            "SEEDS": "seeds",
            "POLL_INTERVAL": "1",
            "TICK": "0.2",
            "ALLOW_NETWORKS": "127.0.0.0/8",
            "ALLOW_PORTS": str(port),
            "LOG": "debug",  # for the moment at which a feed's entries are stored
        }
        with Running(folder, started, **settings) as running:
            running.wait_for("running: feeds")
            time.sleep(2 * asked_for.seconds)
            before, since = weight(running.pid), time.time()
            numbers: dict[int, str] = {}
            added: dict[str, float] = {}
            for names in guests:
                heaviest, itself, numbered = borne(url, port, names, running.pid, asked_for.seconds)
                numbers |= numbered
                added |= dict.fromkeys(names, heaviest - before)
                print(f"  {len(numbers):2} of {len(HOSTILE)} let in", end="\r", file=sys.stderr)
            running.stop()
            report(asked(), running.output, numbers, added, since)
        print(
            f"  {before:.0f} MB before, at most +{max(added.values()):.0f} MB; the bot itself ended at {itself:.0f}"
        )


def borne(
    url: str, port: int, names: list[str], pid: int, seconds: float
) -> tuple[float, float, dict[int, str]]:
    """Hostile feeds come while the program runs, and go after so many seconds.

    Returns:
        The most megabytes of the tree meanwhile, those of the bot itself at the end, and the feeds' numbers.
    """
    database = Database.open(url)
    try:
        feeds = Feeds(database)
        numbers = {}
        for name in names:
            address = f"http://127.0.1.{HOSTILE.index(name) + 1}:{port}/"
            numbers[feeds.add(FeedDraft(address, name, "en"), datetime.now(UTC)).id] = name
        heaviest, until = 0.0, time.time() + seconds
        while time.time() < until:
            heaviest = max(heaviest, weight(pid))
            time.sleep(0.05)
        for number in numbers:
            feeds.set_state(number, FeedState.PAUSED, datetime.now(UTC))
        return heaviest, own(pid), numbers
    finally:
        database.close()


def report(
    asked: dict[str, list[float]],
    output: str,
    numbers: dict[int, str],
    added: dict[str, float],
    since: float,
) -> None:
    """A line for each hostile feed, and one for the good ones."""
    ends: dict[str, tuple[float, str]] = {}
    for when, number, why in re.findall(
        r"^(\S+Z) \[warning *\] feed (\d+): (.*?)\s*\[bot", output, re.MULTILINE
    ):
        if name := numbers.get(int(number)):
            ends.setdefault(name, (datetime.fromisoformat(when).timestamp(), why))
    for when, number in re.findall(rf"^(\S+Z) \[debug *\] {Step.KEPT}: (\d+)", output, re.MULTILINE):
        if name := numbers.get(int(number)):
            ends.setdefault(name, (datetime.fromisoformat(when).timestamp(), "is read"))
    for place, name in enumerate(HOSTILE, 1):
        moments = asked.get(f"127.0.1.{place}", [])
        took = (
            f"{ends[name][0] - moments[0]:5.1f} s  {ends[name][1][:70]}"
            if name in ends and moments
            else "no end seen"
        )
        print(f"  {name:25} {added[name]:+5.0f} MB  {took}")
    for label, begin, end in (("before", 0.0, since), ("beside the hostile", since, since + 1e9)):
        gaps = [
            b - a
            for n in range(1, GOOD + 1)
            for moments in [[t for t in asked.get(f"127.0.2.{n}", []) if begin <= t < end]]
            for a, b in pairwise(moments)
        ]
        if gaps:
            print(
                f"  good feeds {label}: every {statistics.median(gaps):.2f} s, at most {max(gaps):.2f} s apart"
            )
    print(f"  {len(re.findall(r'warning .*127.0.2', output))} good feeds were held to be sick")


if __name__ == "__main__":
    main()
