"""What ends of the process cost a broadcast: kill -9 or SIGTERM, fifteen times over 6,000 sends. Lost? Doubled?

    uv run python tests/bench/bench_kill.py [kill|term] [sqlite|postgresql] [--chats 6000] [--ends 15]

One event is owed to that many private chats. `dateline run`, as an operator starts it, sends at the usual 30 a second to
the emulated Telegram, which refuses what is too fast; it is ended at random moments of the broadcast and started anew at
once. Takes about five minutes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from storage.archive import Archive
from storage.database import Database
from storage.outbox import Outbox
from storage.records import ChatKind
from storage.subscribers import Subscribers
from tests.conftest import PostgreSQL
from tests.emulator.telegram import TOKEN, BotApi, Limits
from tests.running import Running
from tests.storage.newsroom import found
from tests.town import SEEDS

LONG = 600.0  # seconds until something that does not come never will


class Broadcast:
    """One event, owed to many."""

    def __init__(self, folder: Path, url: str, api: BotApi, chats: int) -> None:
        self.api = api
        self.chats = chats
        self._url = url
        (folder / "seeds").mkdir()
        shutil.copy(SEEDS / "topic.toml", folder / "seeds")
        self._folder = folder
        database = Database.open(url)
        database.migrate()
        subscribers, now = Subscribers(database), datetime.now(UTC)
        for chat_id in range(1, chats + 1):
            api.add_chat(chat_id)
            subscribers.subscribe(chat_id, 0, ChatKind.PRIVATE, None, "en", now)
        found(Archive(database))
        database.close()

    def run(self) -> Running:
        """Start the program."""
        return Running(
            self._folder,
            TELEGRAM_TOKEN=TOKEN,
            TELEGRAM_API=self.api.url,
            DATABASE_URL=self._url,
            SEEDS="seeds",
            TICK="0.2",
        )

    def sends(self) -> Counter[int]:
        """How often each chat was sent the event."""
        calls = self.api.calls("sendMessage")
        return Counter(int(call.fields["chat_id"]) for call in calls if call.status == 200)

    def doubled(self) -> int:
        """How many sends were one too many."""
        return sum(copies - 1 for copies in self.sends().values())

    def owed(self) -> dict[str, int]:
        """The outbox."""
        database = Database.open(self._url)
        try:
            return {state: number for state, number in Outbox(database).counts().items() if number}
        finally:
            database.close()


def main() -> None:
    """Do it and say what came of it."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("end", nargs="?", choices=["kill", "term"], default="kill")
    arguments.add_argument("database", nargs="?", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--chats", type=int, default=6000)
    arguments.add_argument("--ends", type=int, default=15)
    given = arguments.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-")))
        url = f"sqlite:///{folder}/dateline.db"
        if given.database == "postgresql":
            server = PostgreSQL(folder / "data")
            stack.callback(server.stop)
            url = server.empty()
        api = stack.enter_context(BotApi(limits=Limits()))
        broadcast = Broadcast(folder, url, api, given.chats)
        moments = sorted(random.Random(6).sample(range(50, given.chats - 50), given.ends))
        doubled = [0]
        for moment in moments:
            with broadcast.run() as running:
                api.wait_for(lambda moment=moment: len(broadcast.sends()) >= moment, LONG)  # type: ignore[misc]
                if given.end == "kill":
                    running.kill()
                elif running.stop():
                    print(running.output)
            doubled.append(broadcast.doubled())
            print(f"{moment} sends: ended; {doubled[-1] - doubled[-2]} doubled since the last", flush=True)
        with broadcast.run() as running:
            api.wait_for(lambda: len(broadcast.sends()) == given.chats, LONG)
            running.stop()
        doubled.append(broadcast.doubled())
        late = sum(call.status == 429 for call in api.calls("sendMessage"))
        most = max(after - before for before, after in pairwise(doubled))
        print(
            f"{given.end} x {given.ends} on {given.database}, {given.chats} chats: "
            f"{given.chats - len(broadcast.sends())} lost, {doubled[-1]} doubled, at most {most} by one end; "
            f"{late} answers 429; outbox {broadcast.owed()}"
        )


if __name__ == "__main__":
    main()
