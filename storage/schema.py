"""Bringing the tables to the newest revision.

SQLite changes a table by swapping it for a new one; with foreign keys ON the swap deletes every child row (measured:
2 → 0). So migrations run with foreign keys OFF and are checked afterwards, inside the same transaction. They only go
forward; what goes back is a backup.

All of this only when there is something to migrate: to load Alembic takes longer than most commands run, and to check
the foreign keys of a million articles longer still. A revision is called by the number its file's name begins with.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from storage.errors import StorageError
from storage.single import ADVISORY_KEY

TABLES_SECONDS = 30.0
"""How long a migration waits for a moment in which nobody is at the tables; ours are at them for milliseconds."""

TABLES_PAUSE = 0.01
"""Seconds between two tries."""

LOCK_NOT_AVAILABLE = "55P03"
"""What PostgreSQL calls it when somebody else is at a table."""

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Upgrade to the newest revision in one transaction; a second process waits and then finds nothing to do.

    Raises:
        StorageError: the database is of a newer version, or rows contradict the new schema.
    """
    with engine.connect() as connection, connection.begin():
        if current(connection) == newest():
            return
    with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY + 1})
            _take_all_tables(connection)
        _upgrade(connection)
        _check_foreign_keys(connection)


def current(connection: Connection) -> str | None:
    """The revision the tables are at; None: there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def newest() -> str:
    """The newest revision there is."""
    return max(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            f"the database is at revision {current(connection)}, unknown to this version; upgrade Dateline"
        ) from error


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    # Beneath SQLAlchemy, which would open a transaction; inside one the pragma does nothing.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _take_all_tables(connection: Connection) -> None:
    """On PostgreSQL: wait until nobody is at any table, then keep all of them to ourselves.

    Table by table, as the statements of a migration come, it would sooner or later hold what a program that runs beside
    it wants and want what that one holds (seen at the first try: "deadlock detected"). All or none cannot.

    Raises:
        StorageError: there was no such moment; the tables are as they were.
    """
    tables = inspect(connection).get_table_names()
    if not tables:
        return
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, tables))
    deadline = time.monotonic() + TABLES_SECONDS
    while True:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE NOWAIT")
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            if time.monotonic() > deadline:
                raise StorageError(
                    "the tables are in use all the time; stop Dateline, then upgrade"
                ) from error
            time.sleep(TABLES_PAUSE)
        else:
            return


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StorageError(
            f"migration undone: rows of table {broken[0]} would point to nothing in {broken[2]}"
        )
