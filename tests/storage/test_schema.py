from __future__ import annotations

import sqlite3
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from storage.database import Database, StorageError
from storage.tables import Base, FeedRow
from tests import processes
from tests.patience import PATIENCE


def _of_the_code(name: str | None, kind: str, _parents: object) -> bool:
    """All but the search index, which no table's class can describe."""
    return kind != "table" or not str(name).startswith(("event_search", "article_search"))


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.read() as session:
        options = {"compare_type": True, "include_name": _of_the_code}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name() -> None:
    unnamed = [c for table in Base.metadata.sorted_tables for c in table.constraints if c.name is None]
    assert unnamed == []


def test_an_empty_database_is_brought_to_the_newest_revision_once(empty_url: str) -> None:
    with closing(Database.open(empty_url)) as database:
        before, newest = database.revision()
        database.migrate()
        database.migrate()
        assert (before, database.revision()) == (None, (newest, newest))
        with database.read() as session:
            assert session.scalars(select(FeedRow)).all() == []


def _migrate(url: str, barrier: Barrier) -> None:
    barrier.wait(PATIENCE)
    database = Database.open(url)
    database.migrate()
    database.close()


def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    barrier = processes.barrier(2)
    assert processes.ended_well(*(processes.start(_migrate, empty_url, barrier) for _ in range(2)))


def test_a_database_of_a_newer_version_is_refused_clearly(empty_url: str) -> None:
    with closing(Database.open(empty_url)) as database:
        database.migrate()
        with database.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = 'future'"))
        with pytest.raises(StorageError, match=r"revision future.*upgrade Dateline"):
            database.migrate()
        assert database.revision()[0] == "future"


def test_foreign_keys_hold_after_a_migration(database: Database) -> None:
    database.migrate()
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("INSERT INTO statement_sources (statement_id, article_id) VALUES (404, 404)"))


def test_rows_that_point_to_nothing_undo_a_migration(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE children (parent INTEGER REFERENCES parents (id))")
        connection.execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)")
        connection.execute("INSERT INTO children VALUES (404)")
        connection.commit()
    with closing(Database.open(f"sqlite:///{path}")) as database:
        with pytest.raises(StorageError, match="children would point to nothing in parents"):
            database.migrate()
        assert database.revision()[0] is None
