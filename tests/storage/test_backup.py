"""Backups of a server that wants a password."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from storage.database import Database, StorageError
from storage.feeds import Feeds
from storage.records import FeedDraft
from tests.conftest import PostgreSQL
from tests.storage.newsroom import NOW

PASSWORD = "p@ss/w:rd"


@pytest.fixture
def guarded(postgresql: PostgreSQL) -> Iterator[URL]:
    """The address, without the password, of a database that lets nobody in without one."""
    address = make_url(postgresql.fresh())
    with psycopg.connect(postgresql.url("migrated"), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE guarded SUPERUSER LOGIN PASSWORD '{PASSWORD}'".encode())
        (found,) = connection.execute("SHOW hba_file").fetchall()
        rules = Path(str(found[0]))
        before = rules.read_text()
        rules.write_text(f"local all guarded scram-sha-256\n{before}")
        connection.execute("SELECT pg_reload_conf()")
        yield address.set(username="guarded")
        rules.write_text(before)
        connection.execute("DROP ROLE guarded")
        connection.execute("SELECT pg_reload_conf()")


@pytest.mark.parametrize("place", ["before the host", "behind the question mark"])
def test_a_password_is_used_and_shown_nowhere(
    guarded: URL, place: str, postgresql: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def address(password: str) -> str:
        in_place = guarded.set(password=password)
        behind = guarded.update_query_dict({"password": password})
        return (in_place if place == "before the host" else behind).render_as_string(hide_password=False)

    monkeypatch.setenv("PATH", str(postgresql.programs))
    with closing(Database.open(address(PASSWORD))) as database:
        Feeds(database).add(FeedDraft("https://a.example", "A"), NOW)
        database.backup(tmp_path / "copy.dump")
    listing = [str(postgresql.programs / "pg_restore"), "--list", str(tmp_path / "copy.dump")]
    assert b"TABLE DATA public feeds" in subprocess.run(listing, check=True, capture_output=True).stdout
    with pytest.raises(StorageError, match="password authentication failed") as raised:
        Database.open(address("hunter2"))
    assert "hunter2" not in str(raised.value)
