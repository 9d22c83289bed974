"""A small world for the real program: a web with two outlets, a Telegram, a story in a folder, a reader."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from storage.database import Database
from storage.inbox import Inbox
from storage.outbox import Outbox
from tests.emulator.telegram import TOKEN, BotApi
from tests.emulator.telegram_state import SentMessage
from tests.emulator.web import Item, WebServer, rss
from tests.patience import PATIENCE
from tests.running import Running, Start, forked

READER, ADMIN = 42, 7
INTERVAL = 1.0  # seconds between two readings of a feed
SEEDS = Path(__file__).parent.parent / "seeds"


class Town:
    """A web with two outlets, a Telegram, a story in a folder, and `dateline run` in the middle of them."""

    def __init__(
        self, folder: Path, database_url: str, web: WebServer, api: BotApi, stack: ExitStack
    ) -> None:
        self.folder, self.database_url, self.web, self.api, self._stack = (
            folder,
            database_url,
            web,
            api,
            stack,
        )
        self._started: list[Running] = []
        self.settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": api.url,
            "ADMINS": str(ADMIN),
            "DATABASE_URL": database_url,
            "SEEDS": "seeds",
            "POLL_INTERVAL": f"{INTERVAL:g}",
            "TICK": "0.2",
            "ALLOW_NETWORKS": "127.0.0.0/8",
            "ALLOW_PORTS": str(web.port),
        }
        seeds = folder / "seeds"
        seeds.mkdir()
        shutil.copy(SEEDS / "topic.toml", seeds)
        for outlet in ("gull", "heron"):
            self.follow(outlet)
            self.tells(outlet)

    def follow(self, path: str) -> None:
        """The story has one feed more."""
        with (self.folder / "seeds" / "feeds.toml").open("a", encoding="utf-8") as feeds:
            feeds.write(
                f'[[feeds]]\nurl = "{self.web.url(f"/{path}")}"\noutlet = "The {path}"\nlang = "en"\n'
            )

    def tells(self, outlet: str, *items: Item) -> None:
        """An outlet's feed is this from now on."""
        self.web.put(f"/{outlet}", rss(outlet, items))

    def run(self, start: Start = forked, /, **settings: str) -> Running:
        """Start the program."""
        running = Running(self.folder, start, **self.settings | settings)
        self._started.append(self._stack.enter_context(running))
        return running

    def subscribed(self, start: Start = forked, /, **settings: str) -> Running:
        """Start the program, with a reader who said /start and got the answer."""
        running = self.run(start, **settings)
        self.api.user_says(READER, "/start")
        self.messages(1)
        return running

    def messages(self, count: int, chat_id: int = READER) -> list[SentMessage]:
        """Wait for so many messages."""
        self.wait_for(lambda: len(self.api.messages(chat_id)) >= count)
        return self.api.messages(chat_id)

    def wait_for(self, seen: Callable[[], object]) -> None:
        """Wait until Telegram shows something; what the program says if it never does."""
        try:
            self.api.wait_for(seen, PATIENCE)
        except AssertionError as fault:
            said = "".join(running.output for running in self._started)
            raise AssertionError(f"{fault}\n{said}") from None

    def inbox(self) -> dict[str, int]:
        """How many updates are pending, handled, …"""
        with closing(Database.open(self.database_url)) as database:
            return Inbox(database).counts()

    def outbox(self) -> dict[str, int]:
        """What is owed, by state."""
        with closing(Database.open(self.database_url)) as database:
            return Outbox(database).counts()
