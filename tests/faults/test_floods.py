"""Flood waits, broadcasts and deletions as the real program meets them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.records import ChatKind
from storage.subscribers import Subscribers
from tests.emulator.telegram import BotApi, Limits
from tests.emulator.web import WebServer
from tests.storage.newsroom import found
from tests.town import READER, Town

CROWD = range(1001, 1301)


@pytest.fixture
def town(tmp_path: Path, migrated_file: Path) -> Iterator[Town]:
    """Three hundred readers are owed a post, and Telegram takes thirty a second."""
    shutil.copy(migrated_file, tmp_path / "dateline.db")
    with WebServer() as web, BotApi(limits=Limits()) as api, ExitStack() as stack:
        town = Town(tmp_path, f"sqlite:///{tmp_path / 'dateline.db'}", web, api, stack)
        database = Database.open(town.database_url)
        for chat_id in (*CROWD, READER):
            api.add_chat(chat_id)
            Subscribers(database).subscribe(chat_id, 0, ChatKind.PRIVATE, None, "en", datetime.now(UTC))
        found(Archive(database))
        database.close()
        yield town


def sends(town: Town) -> int:
    return len(town.api.calls("sendMessage"))


def test_a_flood_wait_of_hours_survives_a_kill(town: Town) -> None:
    town.api.flood(43_837)
    running = town.run()
    running.wait_for("Telegram wants silence for 43")
    running.kill()
    killed = time.monotonic()
    again = town.run()
    again.wait_for("running: feeds every")
    town.api.user_says(READER, "/start")  # handled, and not answered: that would prolong the wait
    town.wait_for(lambda: town.api.unconfirmed() == [])
    town.wait_for(
        lambda: town.outbox().get("sending", 0) == 0
    )  # what the kill cut off is taken up at the first round
    assert again.stop() == 0
    calls = town.api.calls("sendMessage")
    assert len(calls) <= 5
    assert all(call.at < killed for call in calls)
    assert {number for state, number in town.outbox().items() if state == "pending"} == {len(CROWD) + 1}


def test_a_reader_is_answered_in_the_middle_of_a_broadcast(town: Town) -> None:
    running = town.run()
    town.wait_for(lambda: sends(town) >= 30)
    town.api.user_says(7777, "/help")
    town.wait_for(lambda: town.api.messages(7777))
    told = sum(bool(town.api.messages(chat_id)) for chat_id in CROWD)
    assert told < len(CROWD) - 60, "two seconds and more of the broadcast were still to come"
    assert running.stop() == 0
    assert max(len(town.api.messages(chat_id)) for chat_id in CROWD) == 1, "nobody is told twice"


def test_who_leaves_in_the_middle_of_a_broadcast_is_forgotten_and_sent_nothing(town: Town) -> None:
    running = town.run()
    town.wait_for(lambda: sends(town) >= 30)
    leaver = CROWD[-1]
    town.api.user_says(leaver, "/stop")

    def gone() -> bool:
        database = Database.open(town.database_url)
        try:
            return Subscribers(database).get(leaver) is None
        finally:
            database.close()

    town.wait_for(gone)  # looked for at every send
    town.wait_for(lambda: sum(bool(town.api.messages(c)) for c in CROWD) >= len(CROWD) - 1)
    assert running.stop() == 0
    calls = town.api.calls("sendMessage")
    told = [call for call in calls if call.fields["chat_id"] == str(leaver)]
    assert told, "who leaves is answered"
    assert told[-1].at < calls[-1].at, "and not after the whole crowd"
    assert "Title of one" not in "".join(call.fields["text"] for call in told)
