"""A kill at any step loses nothing, and doubles no more than was in flight. The real program, real sockets, real databases."""

from __future__ import annotations

import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.steps import Step
from storage.archive import Archive
from storage.database import Database
from storage.inbox import Inbox
from storage.records import ChatKind
from storage.subscribers import Subscribers
from tests.conftest import PostgreSQL
from tests.emulator.telegram import BotApi
from tests.emulator.web import Item, WebServer, rss
from tests.faults.dying import die_at
from tests.running import Running, forked
from tests.town import READER, Town

NOW = datetime.now(UTC)
INBOX = (Step.RECEIVED, Step.STORED, Step.ANSWERED, Step.HANDLED)
READING = (Step.FETCHED, Step.PARSED, Step.KEPT, Step.READ, Step.PUBLISHED)
DELIVERING = (Step.CLAIMED, Step.RENDERED, Step.ADMITTED, Step.SENT, Step.SETTLED)
PARTNERS = ("France", "India", "Georgia", "Iran", "Japan")


def report(number: int) -> Item:
    """News that differ from all others."""
    partner, day = PARTNERS[number], f"{NOW:%d %B %Y}".lstrip("0")
    return Item(
        f"Armenia and {partner} sign an agreement on military cooperation",
        link=f"https://gull.example/{partner}",
        text=f"<p>The defence ministers of Armenia and {partner} signed an agreement on military cooperation in "
        f"Yerevan on {day}, the Armenian government said. It is the first of its kind with {partner}.</p>",
        published=NOW - timedelta(minutes=30 - number),
    )


def offer(town: Town, items: list[Item]) -> None:
    """The outlet's feed, newest first, with a validator that would hide entries that were fetched but not kept."""
    town.web.put("/gull", rss("gull", list(reversed(items))), etag=f'"{len(items)}"')


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database.open(url)
    yield database
    database.close()


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def town(kind: str, request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Town]:
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    if kind == "sqlite":
        shutil.copy(migrated_file, tmp_path / "dateline.db")
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.fresh()
    with WebServer() as web, BotApi() as api, ExitStack() as stack:
        town = Town(tmp_path, url, web, api, stack)
        api.add_chat(READER)
        with opened(url) as database:
            Subscribers(database).subscribe(READER, 0, ChatKind.PRIVATE, None, "en", NOW)
        yield town


def dying(town: Town, step: Step, times: int = 1) -> Running:
    return town.run(partial(forked, before=partial(die_at, step, times)))


def killed(running: Running) -> bool:
    return running.ended() == -signal.SIGKILL


def settled(town: Town, articles: int) -> bool:
    """Whether everything was judged and nothing is owed any more."""
    with opened(town.database_url) as database:
        judged = sum(1 for _ in Archive(database).decisions())
    open_ = sum(n for state, n in town.outbox().items() if state in {"held", "pending", "sending"})
    return judged == articles and not open_


def finish(town: Town, articles: int) -> None:
    """Run without faults until all is done."""
    last = town.run()
    town.wait_for(lambda: settled(town, articles))
    assert last.stop() == 0


def test_a_kill_at_any_step_of_reading_loses_no_entry_and_doubles_no_post(town: Town) -> None:
    items: list[Item] = []
    for number, step in enumerate(READING):
        items.append(report(number))
        offer(town, items)
        assert killed(dying(town, step)), step
    finish(town, len(items))
    with opened(town.database_url) as database:
        urls = Counter(record.url for record in Archive(database).decisions())
    assert urls == Counter({item.link: 1 for item in items})
    texts = Counter(message.text for message in town.api.messages(READER))
    assert set(texts.values()) == {1}
    assert town.outbox()["sent"] >= len(texts)


@pytest.mark.parametrize(
    ("kind", "steps"), [("sqlite", DELIVERING), ("postgresql", (Step.PUBLISHED, Step.ADMITTED, Step.SENT))]
)
def test_a_kill_at_any_step_of_delivering_loses_no_post_and_doubles_one_at_most(
    town: Town, steps: tuple[Step, ...]
) -> None:
    items: list[Item] = []
    for number, step in enumerate(steps):
        items.append(report(number))
        offer(town, items)
        assert killed(dying(town, step)), step
    finish(town, len(items))
    counts = {state: number for state, number in town.outbox().items() if number}
    assert set(counts) == {"sent"}
    sends = Counter(call.fields["text"].splitlines()[1] for call in town.api.calls("sendMessage"))
    assert set(sends) >= {item.title for item in items[:1]}
    # Only after the send and before it was settled does a kill make Telegram hear it twice.
    assert sum(sends.values()) - len(sends) <= 1


def test_a_kill_at_any_step_of_the_inbox_loses_no_update(town: Town) -> None:
    for number, step in enumerate(INBOX):
        town.api.user_says(READER, "/stop" if number % 2 == 0 else "/start")
        assert killed(dying(town, step)), step
    town.api.user_says(READER, "/stop")
    last = town.run()

    def done() -> bool:
        with opened(town.database_url) as database:
            return not Inbox(database).pending(10) and not Subscribers(database).of_chat(READER)

    town.wait_for(done)
    assert last.stop() == 0
    assert town.api.unconfirmed() == []
