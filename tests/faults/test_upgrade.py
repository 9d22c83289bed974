"""An operator upgrades while the bot is in the middle of a broadcast: no row and no post is lost, none comes twice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from storage.archive import Archive
from storage.database import Database
from storage.records import ChatKind
from storage.subscribers import Subscribers
from storage.tables import Base
from tests.emulator.telegram import BotApi
from tests.emulator.web import WebServer
from tests.patience import PATIENCE
from tests.running import Started, environment, started
from tests.storage.newsroom import found
from tests.town import Town

ROOT = Path(__file__).parents[2]
READERS = 400
NEXT = '''"""What the next version of the tables might bring: every table that a broadcast writes to is made anew."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    for table in ("subscribers", "updates", "deliveries", "events"):
        numbered = {"sqlite_autoincrement": True} if table in ("subscribers", "deliveries") else {}
        with op.batch_alter_table(table, recreate="auto", table_kwargs=numbered) as batch:
            batch.add_column(sa.Column("later", sa.Integer, nullable=False, server_default="0"))
            batch.create_check_constraint(op.f(f"ck_{table}_later"), "later >= 0")
'''


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A folder with the program as its next version might be: one migration more."""
    folder = tmp_path / "later"
    for package in ("bot", "storage"):
        shutil.copytree(ROOT / package, folder / package)
    (folder / "storage/migrations/versions/0002_later.py").write_text(NEXT, encoding="utf-8")
    return folder


def rows(database: Database) -> dict[str, int]:
    """How many there are in each table."""
    with database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def upgrade(code: Path, town: Town) -> str:
    """`dateline db upgrade` of the next version, beside the one that runs; what it says."""
    variables = environment(**town.settings) | {"PYTHONPATH": str(code)}
    command = [sys.executable, "-m", "bot", "db", "upgrade"]
    done = subprocess.run(
        command, cwd=town.folder, env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_migration_in_the_middle_of_a_broadcast_loses_no_row_and_no_post(
    empty_url: str, tmp_path: Path, later: Path
) -> None:
    def of_later(folder: Path, variables: Mapping[str, str]) -> Started:
        return started(folder, {**variables, "PYTHONPATH": str(later)})

    with WebServer() as web, BotApi() as api, ExitStack() as stack:
        town = Town(tmp_path, empty_url, web, api, stack)
        database = stack.enter_context(closing(Database.open(empty_url)))
        database.migrate()
        subscribers, now = Subscribers(database), datetime.now(UTC)
        for chat_id in range(1, READERS + 1):
            api.add_chat(chat_id)
            subscribers.subscribe(chat_id, 0, ChatKind.PRIVATE, None, "en", now)
        found(Archive(database))
        before = rows(database)

        old = town.run()
        town.wait_for(lambda: len(api.calls("sendMessage")) >= 10)
        assert upgrade(later, town).startswith("the tables are at revision 0002, before: 0001")
        migrated = len(api.calls("sendMessage"))
        town.wait_for(lambda: len(api.calls("sendMessage")) >= min(READERS, migrated + 10))
        assert old.stop() == 0
        assert "deadlock" not in old.output

        new = town.run(of_later, SEND_RATE="1000", PAID_BROADCAST="1")
        new.wait_for("running: feeds")
        town.wait_for(lambda: len(api.calls("sendMessage")) >= READERS)
        assert new.stop() == 0
        assert town.outbox()["sent"] == READERS
        copies = Counter(call.fields["chat_id"] for call in api.calls("sendMessage"))
        assert copies == Counter({str(chat_id): 1 for chat_id in range(1, READERS + 1)})
        # The programs have added the story's feeds and what they know of themselves; else they only wrote outcomes.
        after = rows(database)
        assert after == before | {"feeds": 2, "facts": after["facts"]}
        if database.is_sqlite:
            with database.read() as session:
                assert session.execute(text("PRAGMA foreign_key_check")).all() == []
