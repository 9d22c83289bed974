"""Polling thousands of unchanged feeds: seconds, and memory of all processes together; beside the `reader` library.

    python -m tests.bench.bench_poll [--feeds 5000] [--reader PYTHON]

A local server (a process of its own) answers 304 to whoever knows its feeds, each under an address of its own, as 5,000
hosts would. Ours is the real line with its fetcher, guard, courtesy, parser and database, synced to disk; every feed was
read before. `--reader` names a Python that has the `reader` library: it gets the same feeds from the same server, reads
them all once, unmeasured, and then again; with as many workers as we fetch at once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import threading
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.errands import AT_ONCE
from bot.pipeline import Line
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import Parser
from storage.archive import Archive
from storage.database import Database
from storage.feeds import Feeds
from storage.records import FeedDraft
from tests.emulator.web import Item, rss
from tests.reading.living import Shelf

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ETAG = '"unchanged"'
FEED = rss("An outlet", [Item(f"Story {n}", f"https://example.org/{n}", "Text", f"{n}") for n in range(10)])
SAMPLE = 0.05  # seconds between two looks at memory
READER = """
import json, sys, time
from reader import make_reader
spec = json.loads(sys.stdin.readline())
reader = make_reader(spec["database"], feed_root=None)
for url in spec["urls"]:
    reader.add_feed(url)
reader.update_feeds(scheduled=False, workers=spec["workers"])
print("ready", flush=True)
sys.stdin.readline()
began, cpu = time.perf_counter(), time.process_time()
reader.update_feeds(scheduled=False, workers=spec["workers"])
took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
print(json.dumps(took), flush=True)
"""


def serve() -> None:
    """Answer until killed; the port is printed."""

    async def answer(request: web.BaseRequest) -> web.Response:
        if request.headers.get("If-None-Match") == ETAG:
            return web.Response(status=304, headers={"ETag": ETAG})
        return web.Response(body=FEED, headers={"ETag": ETAG, "Content-Type": "application/rss+xml"})

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer))
        await runner.setup()
        await web.TCPSite(runner, "0.0.0.0", 0, backlog=1024).start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


def urls(count: int, port: int) -> list[str]:
    """As many hosts, all of them this machine."""
    return [f"http://127.{1 + n // 60_000}.{n // 250 % 240}.{1 + n % 250}:{port}/feed" for n in range(count)]


class Memory:
    """The largest sum of what a process and its descendants hold, in megabytes (shared pages counted in each)."""

    def __init__(self, root: int) -> None:
        self._root = root
        self.peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Look no more; the peak."""
        self._over.set()
        self._thread.join()
        return self.peak

    def _look(self) -> None:
        while not self._over.wait(SAMPLE):
            self.peak = max(self.peak, sum(map(_resident, _tree(self._root))))


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _resident(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def ours(port: int, count: int, folder: Path) -> None:
    """Poll every feed once; prints seconds, CPU seconds, and how many were unchanged."""

    async def poll() -> None:
        database = Database.open(f"sqlite:///{folder / 'ours.db'}")
        shelf = Shelf(Feeds(database), Archive(database))
        async with AsyncExitStack() as stack:
            guard = Guard([ip_network("127.0.0.0/8")], [port])
            fetcher = await stack.enter_async_context(Fetcher(guard, user_agent="Dateline/bench"))
            parser = await stack.enter_async_context(Parser())
            line = Line(shelf, fetcher, parser, 300.0, lambda: NOW)
            began, cpu, unchanged = time.perf_counter(), time.process_time(), 0
            while polled := await line.poll():
                unchanged += sum(one.outcome == "unchanged" for one in polled)
            took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
        database.close()
        assert unchanged == count, f"{unchanged} of {count} were unchanged"
        print(json.dumps(took), flush=True)

    database = Database.open(f"sqlite:///{folder / 'ours.db'}")
    database.migrate()
    feeds = Feeds(database)
    feeds.ensure((FeedDraft(url=url, outlet=url) for url in urls(count, port)), NOW - timedelta(days=1))
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE feeds SET etag = ?", (ETAG,))
    database.close()
    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(poll())


def measured(command: list[str], first: str = "") -> dict[str, float]:
    """Run one side: begin when it is ready, watch its memory."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    if first:
        process.stdin.write(first + "\n")
        process.stdin.flush()
    if process.stdout.readline().strip() != "ready":
        raise SystemExit(f"{command[0]} did not get ready")
    memory = Memory(process.pid)
    process.stdin.write("\n")
    process.stdin.flush()
    took: dict[str, float] = json.loads(process.stdout.readline())
    took["megabytes"] = memory.stop()
    process.stdin.close()
    process.wait()
    return took


def row(name: str, count: int, took: dict[str, float]) -> str:
    """One side in one line."""
    return (
        f"{name:10} {count:6} {took['seconds']:8.1f} {took['cpu']:8.1f} {count / took['seconds']:8.0f}"
        f" {count / took['cpu']:8.0f} {took['megabytes']:6.0f}"
    )


def main() -> int:
    """Measure; 1 if ours is slower or larger than it should be."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--feeds", type=int, default=5000)
    options.add_argument("--reader", metavar="PYTHON")
    options.add_argument("--side", choices=("serve", "ours"), help=argparse.SUPPRESS)
    options.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.side == "serve":
        serve()
    if chosen.side == "ours":
        ours(chosen.port, chosen.feeds, chosen.folder)
        return 0
    again = [sys.executable, "-m", "tests.bench.bench_poll", "--feeds", str(chosen.feeds), "--side"]
    server = subprocess.Popen([*again, "serve"], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    port = int(server.stdout.readline())
    try:
        with TemporaryDirectory(prefix="dateline-poll-") as folder:
            mine = measured([*again, "ours", "--port", str(port), "--folder", folder])
            print(
                f"{'':10} {'feeds':>6} {'seconds':>8} {'of CPU':>8} {'a second':>8} {'of CPU':>8} {'MB':>6}"
            )
            print(row("Dateline", chosen.feeds, mine))
            if chosen.reader:
                spec = {
                    "database": f"{folder}/theirs.db",
                    "urls": urls(chosen.feeds, port),
                    "workers": AT_ONCE,
                }
                print(row("reader", chosen.feeds, measured([chosen.reader, "-c", READER], json.dumps(spec))))
    finally:
        server.kill()
        server.wait()
    return int(chosen.feeds / mine["seconds"] < 150 or mine["megabytes"] >= 300)


if __name__ == "__main__":
    sys.exit(main())
