"""A year of 200 feeds: outages, moves, ends, GUID chaos, re-publishing, edits, wrong clocks; read by the real line.

    python -m tests.bench.bench_year [--feeds 200] [--days 365] [--minutes M] [--database sqlite:///year.db]

The clock is moved, the sockets, the parser's children and the database are real. The same code runs for some weeks as a
test (`tests/reading/test_year.py`). Exit code 1 if anything was lost, repeated, unreported or late.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reading.living import Lived


def main() -> int:
    """Live it and print what came of it."""
    # Here, for each of the parser's children runs this module as the program it belongs to.
    from storage.database import Database
    from tests.emulator.web import WebServer
    from tests.reading.living import live

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--days", type=int, default=365)
    options.add_argument(
        "--minutes", type=float, help="by the clock; then the town ends, and what it was is checked"
    )
    options.add_argument("--database", help="empty; else a temporary one")
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)  # thousands of outages, as they were asked for
    began, cpu = time.perf_counter(), time.process_time()
    with TemporaryDirectory(prefix="dateline-year-") as folder, WebServer() as web:
        database = Database.open(chosen.database or f"sqlite:///{Path(folder) / 'year.db'}")
        database.migrate()

        def day(number: int) -> None:
            if sys.stderr.isatty() or number % 10 == 0:
                spent = f"{time.perf_counter() - began:.0f} s, {time.process_time() - cpu:.0f} s of CPU"
                print(f"day {number} of {chosen.days}, {spent}", file=sys.stderr)

        def enough() -> bool:
            return chosen.minutes is not None and time.perf_counter() - began > 60 * chosen.minutes

        lived = asyncio.run(
            live(database, web, outlets=chosen.feeds, days=chosen.days, on_day=day, enough=enough)
        )
        database.close()
    _tell(lived, chosen.feeds)
    print(f"{time.perf_counter() - began:.0f} s, {time.process_time() - cpu:.0f} s of CPU")
    return int(
        bool(lived.lost_or_repeated or lived.unreported or lived.late or lived.articles != lived.stories)
    )


def _tell(lived: Lived, feeds: int) -> None:
    rows = {
        "feeds, days, polls": f"{feeds}, {lived.days}, {lived.polls:,}",
        "stories published (on the topic)": f"{lived.stories:,} ({lived.on_topic:,})",
        "articles in the archive": f"{lived.articles:,}",
        "stories not in the archive exactly once": len(lived.lost_or_repeated),
        "stories changed by their outlets, read again": f"{len(lived.revised & lived.changed):,}",
        "stories read again for no reason": len(lived.revised - lived.changed),
        "updates posted": f"{lived.updates:,}",
        "ends that no admin heard of": len(lived.unreported),
        "outages (feeds not back within a day)": f"{lived.outages:,} ({len(lived.late)})",
        "alarms": len(lived.alarms),
    }
    for name, value in rows.items():
        print(f"{name:42} {value}")
    for what in (lived.lost_or_repeated, lived.late):
        if what:
            print(str(what)[:2_000])


if __name__ == "__main__":
    sys.exit(main())
