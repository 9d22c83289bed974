from __future__ import annotations

import signal
import sqlite3
import subprocess
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database import Database, StorageError
from storage.feeds import Feeds
from storage.inbox import Inbox
from storage.records import FeedDraft, InboxState
from storage.tables import InboxRow, PauseRow
from tests import processes
from tests.conftest import PostgreSQL
from tests.patience import PATIENCE
from tests.storage.newsroom import NOW

PROCESSES = 3
INCREMENTS = 100


# --- opening ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "malformed"),
        ("dateline.db", "malformed"),
        ("postgresql://user:secret@host:port/name", "malformed"),
        ("mysql://user:secret@host/name", "mysql databases are not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////no/such/folder/dateline.db", "no/such/folder"),
        ("sqlite:////proc/dateline.db", "unable to open"),
        ("postgresql://user:secret@127.0.0.1:1/name", "127.0.0.1"),
        ("postgresql://user:secret@/name?host=/no/such/socket", "no/such/socket"),
        ("postgresql://user@127.0.0.1:1/name?password=secret", "127.0.0.1"),
        ("postgresql://user:secret@127.0.0.1:1/name?sslmod=require", 'invalid connection option "sslmod"'),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_one_line_without_secrets(url: str, says: str) -> None:
    with pytest.raises(StorageError) as raised:
        Database.open(url)
    told = str(raised.value)
    assert says in told
    assert "\n" not in told
    assert "secret" not in told


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(StorageError, match=r"notes\.db.*not a database"):
        Database.open(f"sqlite:///{path}")


def test_a_user_who_may_make_no_tables_is_told_so(postgresql: PostgreSQL) -> None:
    url = make_url(postgresql.empty())
    postgresql.execute("CREATE ROLE lodger LOGIN")
    with (
        closing(Database.open(url.set(username="lodger").render_as_string())) as database,
        pytest.raises(StorageError, match="permission denied for schema public"),
    ):
        database.migrate()
    postgresql.execute("DROP ROLE lodger")


def test_the_settings_that_keep_what_was_committed_are_on(tmp_path: Path) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    with closing(Database.open(url)) as database, database.read() as session:
        assert [session.scalar(text(f"PRAGMA {name}")) for name in pragmas] == ["wal", 2, 1, 30_000]


# --- transactions ----------------------------------------------------------------------------------------------


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.add(PauseRow(scope="all", until=NOW))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert session.scalars(select(PauseRow)).all() == []


def test_a_reader_sees_one_state_throughout(database: Database) -> None:
    feeds = Feeds(database)
    with database.read() as session:
        before = session.scalar(text("SELECT count(*) FROM feeds"))
        writer = threading.Thread(target=feeds.add, args=(FeedDraft("https://a.example", "A"), NOW))
        writer.start()
        writer.join(30)
        after = session.scalar(text("SELECT count(*) FROM feeds"))
    assert (before, after, len(feeds.list())) == (0, 0, 1)


def _increment(url: str, times: int) -> None:
    database = Database.open(url)
    for _ in range(times):
        with database.write() as session:
            row = session.get_one(InboxRow, 1, with_for_update=True)
            row.raw = str(int(row.raw) + 1)
    database.close()


def test_concurrent_processes_lose_no_update(database: Database, database_url: str) -> None:
    Inbox(database).store([(1, "0")], NOW)
    started = [processes.start(_increment, database_url, INCREMENTS) for _ in range(PROCESSES)]
    assert processes.ended_well(*started)
    assert Inbox(database).pending(1)[0].raw == str(PROCESSES * INCREMENTS)


def test_concurrent_threads_lose_no_update(database: Database) -> None:
    inbox = Inbox(database)
    threads = [
        threading.Thread(target=inbox.store, args=([(number, "{}"), (0, "{}")], NOW))
        for number in range(1, 13)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(inbox.pending(100)) == 13


def test_a_connection_that_broke_is_told_clearly_and_replaced(postgresql: PostgreSQL) -> None:
    database = Database.open(postgresql.fresh())
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'migrated'"

    def read() -> None:
        with database.read() as session:
            session.execute(text("SELECT 1"))
            postgresql.execute(kill)
            session.execute(text("SELECT 1"))

    with closing(database):
        with pytest.raises(StorageError, match="terminat"):
            read()
        database.ping()


# --- values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when",
    [
        datetime(2024, 6, 12, 12, 30, 1, 999_999, tzinfo=UTC),
        datetime(2024, 6, 12, 16, 0, tzinfo=timezone(timedelta(hours=4))),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_times_come_back_aware_in_utc_to_the_microsecond(database: Database, when: datetime) -> None:
    Inbox(database).store([(1, "{}")], when)
    (kept,) = Inbox(database).pending(1)
    assert kept.received_at == when
    assert kept.received_at.tzinfo is UTC


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        Inbox(database).store([(1, "{}")], NOW.replace(tzinfo=None))


# --- one instance ------------------------------------------------------------------------------------------------


def test_a_second_instance_is_refused_until_the_first_ends(database: Database, database_url: str) -> None:
    with closing(Database.open(database_url)) as other:
        with database.lock():
            with pytest.raises(StorageError, match="another Dateline"), other.lock():
                pass
            Feeds(database).add(FeedDraft("https://a.example", "A"), NOW)
        with other.lock():
            pass


def test_a_link_to_a_database_is_the_same_database(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(tmp_path / "dateline.db")
    with (
        closing(Database.open(f"sqlite:///{tmp_path / 'dateline.db'}")) as one,
        closing(Database.open(f"sqlite:///{link}")) as other,
        one.lock(),
        pytest.raises(StorageError, match="another Dateline"),
        other.lock(),
    ):
        pass


def _hold(url: str, held: Event) -> None:
    with Database.open(url).lock():
        held.set()
        signal.pause()


def test_a_killed_instance_holds_nothing_up(database: Database, database_url: str) -> None:
    held = processes.event()
    process = processes.start(_hold, database_url, held)
    assert held.wait(PATIENCE)
    with pytest.raises(StorageError) as raised, database.lock():
        pass
    if database.is_sqlite:
        assert str(process.pid) in str(raised.value)
    processes.kill(process)
    _wait_for_lock(database)


def _wait_for_lock(database: Database) -> None:
    """PostgreSQL notices the death of a client a moment later."""
    deadline = datetime.now(UTC) + timedelta(seconds=20)
    while True:
        try:
            with database.lock():
                return
        except StorageError:
            if datetime.now(UTC) > deadline:
                raise


# --- backup --------------------------------------------------------------------------------------------------------


def test_a_backup_under_load_is_whole_and_consistent(tmp_path: Path, migrated_file: Path) -> None:
    path = tmp_path / "live.db"
    path.write_bytes(migrated_file.read_bytes())
    with closing(Database.open(f"sqlite:///{path}")) as database:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 2
                Inbox(database).store([(number, "{}"), (number + 1, "{}")], NOW)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for copy in range(3):
                database.backup(tmp_path / f"copy{copy}.db")
        finally:
            stop.set()
            writer.join()
    for copy in range(3):
        with closing(sqlite3.connect(tmp_path / f"copy{copy}.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (count,) = connection.execute("SELECT count(*) FROM inbox").fetchone()
            assert count % 2 == 0
    assert sorted(p.name for p in tmp_path.glob("*.part")) == []


def test_a_sqlite_backup_can_be_opened_as_a_database(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path / 'live.db'}")) as database:
        database.migrate()
        Feeds(database).add(FeedDraft("https://a.example", "A"), NOW)
        database.backup(tmp_path / "copy.db")
        with closing(Database.open(f"sqlite:///{tmp_path / 'copy.db'}")) as copy:
            assert copy.revision() == database.revision()
            assert Feeds(copy).list() == Feeds(database).list()


@pytest.fixture
def stored(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("PATH", str(postgresql.programs))
    return Database.open(postgresql.fresh())


def test_a_postgresql_backup_can_be_restored(
    stored: Database, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    with closing(stored):
        Feeds(stored).add(FeedDraft("https://a.example", "A"), NOW)
        stored.backup(tmp_path / "copy.dump")
        url = postgresql.empty()
        restore = [str(postgresql.programs / "pg_restore"), f"--dbname={url}", str(tmp_path / "copy.dump")]
        subprocess.run(restore, check=True)
        with closing(Database.open(url)) as copy:
            assert Feeds(copy).list() == Feeds(stored).list()


def test_without_pg_dump_a_backup_says_what_to_install(
    stored: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with closing(stored), pytest.raises(StorageError, match="pg_dump is not on the PATH"):
        stored.backup(tmp_path / "copy.dump")


def test_a_pg_dump_that_fails_is_told_and_leaves_nothing(
    stored: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / "pg_dump"
    program.write_text("#!/bin/sh\necho 'server version mismatch' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    with closing(stored), pytest.raises(StorageError, match="pg_dump failed: server version mismatch"):
        stored.backup(tmp_path / "copy.dump")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["programs"]


def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "precious.txt"
    path.write_text("precious")
    with pytest.raises(StorageError, match="exists already"):
        database.backup(path)
    assert path.read_text() == "precious"


def test_a_backup_into_no_folder_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no folder"):
        database.backup(tmp_path / "missing" / "copy.db")


# --- transactions together ---------------------------------------------------------------------------------------


def _received(database: Database) -> list[int]:
    with database.read() as session:
        return sorted(session.scalars(select(InboxRow.update_id)))


def _receive(database: Database, number: int) -> None:
    with database.write() as session:
        session.add(InboxRow(update_id=number, raw="{}", received_at=NOW, state=InboxState.PENDING))


def _begin_and_stop(database: Database, number: int) -> None:
    with database.write() as session:
        session.add(InboxRow(update_id=number, raw="{}", received_at=NOW, state=InboxState.PENDING))
        session.flush()
        raise KeyboardInterrupt


def test_transactions_together_see_each_other_and_are_committed_at_once(database: Database) -> None:
    seen_elsewhere: list[list[int]] = []

    def look() -> None:
        seen_elsewhere.append(_received(database))

    with database.together():
        _receive(database, 1)
        assert _received(database) == [1]
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        _receive(database, 2)
    assert (seen_elsewhere, _received(database)) == ([[]], [1, 2])


def test_what_transactions_together_keep_of_what_they_read_is_gone_with_a_write_and_at_the_end(
    database: Database,
) -> None:
    with database.together():
        database.kept["read"] = "before"
        with database.read():
            assert database.kept == {"read": "before"}
        _receive(database, 1)
        assert database.kept == {}
        database.kept["read"] = "after"
    assert database.kept == {}


def _receive_again(database: Database) -> None:
    with database.together():
        _receive(database, 1)
        _receive(database, 1)


def test_of_transactions_together_one_that_fails_undoes_all(database: Database) -> None:
    with pytest.raises(IntegrityError):
        _receive_again(database)
    _receive(database, 3)
    assert _received(database) == [3]


def _receive_and_go_on(database: Database) -> None:
    with database.together():
        _receive(database, 1)
        with suppress(KeyboardInterrupt):
            _begin_and_stop(database, 2)


def test_a_failure_among_transactions_together_cannot_be_passed_over(database: Database) -> None:
    with pytest.raises(RuntimeError, match="none of them is in"):
        _receive_and_go_on(database)
    assert _received(database) == []


def _receive_and_stop(database: Database) -> None:
    with database.together():
        _receive(database, 1)
        raise KeyboardInterrupt


def test_transactions_together_that_are_given_up_leave_nothing(database: Database) -> None:
    with pytest.raises(KeyboardInterrupt):
        _receive_and_stop(database)
    _receive(database, 2)
    assert _received(database) == [2]
