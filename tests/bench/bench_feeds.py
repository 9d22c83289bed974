"""How an archive of captured feeds is read: ours and bare feedparser, file by file, in a table per suite.

    python -m tests.bench.bench_feeds FEEDS.tar.xz [--json OUT.jsonl] [--fewer]

A suite is a folder of the archive. Each reader works in a child process of its own, so that what kills or hangs it is
counted and not suffered; the figures are the child's: seconds of CPU for one file, and the peak of its memory, libraries
included. JSON Feeds, which feedparser does not read, are counted by those of their items that are objects.

Reads the archive and nothing else.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import tarfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as TooLong
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path, PurePosixPath

from pebble import ProcessPool

from bot.errors import ParseError
from bot.reading.parse import DEADLINE, MEMORY, parse
from storage.records import Fetched

PATIENCE = 60.0  # seconds for one file, so that it is seen how long the other one takes
SLOW = 2.0  # seconds of CPU
LARGE = 200  # megabytes more than an idle child


@dataclass(frozen=True)
class Reading:
    """One file, read by one reader."""

    entries: int
    outcome: str  # "read", "refused", "crashed", "too long"
    seconds: float  # of CPU
    megabytes: float  # the child's peak so far


def ours(data: bytes) -> Reading:
    """Read by `parse`."""
    began = time.process_time()
    try:
        count, outcome = len(parse(Fetched("file://captured", 200, data)).entries), "read"
    except ParseError:
        count, outcome = 0, "refused"
    return Reading(count, outcome, time.process_time() - began, _peak())


def theirs(data: bytes) -> Reading:
    """Read by feedparser, given the bytes as they are."""
    import feedparser

    began = time.process_time()
    if data.lstrip()[:1] == b"{":
        return Reading(_items(data), "read", time.process_time() - began, _peak())
    feed = feedparser.parse(io.BytesIO(data))
    outcome = "read" if feed["entries"] or feed.get("version") else "refused"
    return Reading(len(feed["entries"]), outcome, time.process_time() - began, _peak())


def _items(data: bytes) -> int:
    try:
        feed = json.loads(data)
    except ValueError:
        return 0
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        return 0
    return sum(isinstance(item, dict) for item in items)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def files(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of an archive."""
    with tarfile.open(archive) as tar:
        for member in tar:
            opened = tar.extractfile(member) if member.isfile() else None
            if opened:
                yield member.name.removeprefix("./"), opened.read()


def read_all(
    read: Callable[[bytes], Reading], captured: list[tuple[str, bytes]], deadline: float
) -> list[Reading]:
    """Every file by one reader, in one child after another."""
    found = []
    with ProcessPool(max_workers=1, initializer=_confine, context=get_context("spawn")) as pool:
        for number, (path, data) in enumerate(captured, start=1):
            try:
                found.append(pool.schedule(read, args=(data,), timeout=deadline).result())
            except TooLong:
                found.append(Reading(0, "too long", deadline, 0.0))
            except Exception as fault:  # noqa: BLE001 - whatever it is, and a dead child too: that is what is counted
                found.append(Reading(0, "crashed", 0.0, 0.0))
                print(f"\n{read.__name__}: {path}: {type(fault).__name__}: {fault}"[:300], file=sys.stderr)
            if sys.stderr.isatty():
                print(f"\r{read.__name__}: {number} of {len(captured)}", end="", file=sys.stderr)
    return found


def row(name: str, pairs: list[tuple[Reading, Reading]]) -> str:
    """A suite in one line."""
    feeds = [(mine, other) for mine, other in pairs if other.entries or mine.outcome == "read"]
    fewer = sum(mine.entries < other.entries for mine, other in pairs)
    more = sum(mine.entries > other.entries for mine, other in pairs)
    counted = [sum(one.entries for one in side) for side in zip(*pairs, strict=True)]
    crashed = [
        sum(one.outcome in {"crashed", "too long"} for one in side) for side in zip(*pairs, strict=True)
    ]
    slow = [sum(one.seconds > SLOW for one in side) for side in zip(*pairs, strict=True)]
    seconds = [max(one.seconds for one in side) for side in zip(*pairs, strict=True)]
    peak = [max(one.megabytes for one in side) for side in zip(*pairs, strict=True)]
    return (
        f"{name:15} {len(pairs):6} {len(feeds):6} {counted[0]:8} {counted[1]:8} {fewer:6} {more:5}"
        f" {crashed[0]:5}/{crashed[1]:<4} {slow[0]:4}/{slow[1]:<4}"
        f" {seconds[0]:6.2f}/{seconds[1]:<6.2f} {peak[0]:5.0f}/{peak[1]:<5.0f}"
    )


HEADING = (
    f"{'suite':15} {'files':>6} {'feeds':>6} {'entries':>8} {'theirs':>8} {'fewer':>6} {'more':>5}"
    f" {'crash':>5}/{'':4} {'>2 s':>4}/{'':4} {'max s':>6}/{'':6} {'MB':>5}/{'':5}   (ours/feedparser)"
)


def main() -> int:
    """Read the archive twice and print the tables; 1 if anything is worse than it should be."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("archive", type=Path)
    options.add_argument("--json", type=Path, help="a row for each file")
    options.add_argument("--fewer", action="store_true", help="name the files with fewer entries")
    chosen = options.parse_args()
    captured = list(files(chosen.archive))
    mine, other = read_all(ours, captured, DEADLINE), read_all(theirs, captured, PATIENCE)
    suites: dict[str, list[tuple[Reading, Reading]]] = defaultdict(list)
    for (path, _), pair in zip(captured, zip(mine, other, strict=True), strict=True):
        suites[PurePosixPath(path).parts[0]].append(pair)
    print(HEADING)
    for name, pairs in sorted(suites.items()):
        print(row(name, pairs))
    print(row("all", list(zip(mine, other, strict=True))))
    if chosen.json:
        with chosen.json.open("w", encoding="utf-8") as out:
            for (path, _), one, two in zip(captured, mine, other, strict=True):
                out.write(json.dumps({"path": path, "ours": asdict(one), "feedparser": asdict(two)}) + "\n")
    fewer = [path for (path, _), a, b in zip(captured, mine, other, strict=True) if a.entries < b.entries]
    if chosen.fewer:
        print(*fewer, sep="\n")
    bad = any(one.outcome in {"crashed", "too long"} or one.seconds > SLOW for one in mine)
    return int(bad or bool(fewer))


if __name__ == "__main__":
    sys.exit(main())
