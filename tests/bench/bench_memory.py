"""What `dateline run` weighs after a little work and after a lot: does it grow?

    uv run python tests/bench/bench_memory.py [--polls 10000] [--deliveries 100000]

The real program reads one feed a second's fraction apart and posts to many readers; its whole process tree is weighed
(what processes share is counted once) after a tenth of the work's tenth, and at the end. Scaled where it must be: the emulated Telegram sets no limits, so that
100,000 deliveries take minutes at the paid rate, and the feed is asked ten times a second.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


from storage.archive import Archive
from storage.database import Database
from storage.outbox import Outbox
from storage.records import ChatKind
from storage.subscribers import Subscribers
from tests.emulator.telegram import TOKEN, BotApi
from tests.emulator.web import WebServer, rss
from tests.running import Running, started
from tests.storage.newsroom import news, study
from tests.town import SEEDS

READERS = 1000


def weight(pid: int) -> float:
    """Megabytes a process and its children keep in memory; what they share is counted once."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        children = []
    return own(pid) + sum(weight(int(child)) for child in children)


def own(pid: int) -> float:
    """Megabytes a process keeps in memory, with its share of what it shares; none of one that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("Pss:"))


def prepare(url: str, api: BotApi) -> None:
    """A thousand readers."""
    database = Database.open(url)
    database.migrate()
    for chat_id in range(1, READERS + 1):
        api.add_chat(chat_id)
        Subscribers(database).subscribe(chat_id, 0, ChatKind.PRIVATE, None, "en", datetime.now(UTC))
    database.close()


def owe(url: str, number: int) -> None:
    """One event more, owed to all."""
    database = Database.open(url)
    Archive(database).publish(
        study(f"article{number}"), news(), datetime.now(UTC) + timedelta(seconds=number)
    )
    database.close()


def sent(url: str) -> int:
    """How many deliveries were sent."""
    database = Database.open(url)
    try:
        return Outbox(database).counts()["sent"]
    finally:
        database.close()


def main() -> None:
    """Weigh, work, weigh."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--polls", type=int, default=10_000)
    arguments.add_argument("--deliveries", type=int, default=100_000)
    given = arguments.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="dateline-") as name,
        WebServer() as web,
        BotApi() as api,
    ):
        folder = Path(name)
        url = f"sqlite:///{folder}/dateline.db"
        (folder / "seeds").mkdir()
        shutil.copy(SEEDS / "topic.toml", folder / "seeds")
        web.put("/gull", rss("gull", []))
        line = f'[[feeds]]\nurl = "{web.url("/gull")}"\noutlet = "The gull"\nlang = "en"\n'
        (folder / "seeds" / "feeds.toml").write_text(line, encoding="utf-8")
        prepare(url, api)
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": api.url,
            "DATABASE_URL": url,
            "SEEDS": "seeds",
            "POLL_INTERVAL": "0.1",
            "TICK": "0.05",
            "ALLOW_NETWORKS": "127.0.0.0/8",
            "ALLOW_PORTS": str(web.port),
            "SEND_RATE": "1000",
            "PAID_BROADCAST": "1",
        }
        with Running(folder, started, **settings) as running:
            first = 0.0
            for number in range(given.deliveries // READERS):
                owe(url, number)
                while sent(url) < (number + 1) * READERS:
                    time.sleep(0.2)
                if number == max(0, given.deliveries // READERS // 100 - 1):
                    web.wait_for_requests("/gull", given.polls // 10, 3600)
                    first = weight(running.pid)
                    print(
                        f"after {(number + 1) * READERS} deliveries, {given.polls // 10} polls: {first:.0f} MB",
                        flush=True,
                    )
            web.wait_for_requests("/gull", given.polls, 3600)
            last = weight(running.pid)
            polls = len(web.requests("/gull"))
            print(
                f"after {given.deliveries} deliveries, {polls} polls: {last:.0f} MB ({last / first - 1:+.0%})"
            )
            running.stop()


if __name__ == "__main__":
    main()
