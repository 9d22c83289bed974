"""Bringing the tables to the newest revision.

SQLite changes a table by swapping it for a new one; with foreign keys ON the swap deletes every child row (measured:
2 → 0). So migrations run with foreign keys OFF and are checked afterwards, inside the same transaction. They only go
forward; what goes back is a backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from storage.errors import StorageError
from storage.single import ADVISORY_KEY

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Upgrade to the newest revision in one transaction; a second process waits and then finds nothing to do.

    Raises:
        StorageError: the database is of a newer version, or rows contradict the new schema.
    """
    config = _config()
    with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY + 1})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(
                f"the database is at revision {current(connection)}, unknown to this version; upgrade Dateline"
            ) from error
        _check_foreign_keys(connection)


def current(connection: Connection) -> str | None:
    """The revision the tables are at; None: there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The newest revision there is."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


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


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StorageError(
            f"migration undone: rows of table {broken[0]} would point to nothing in {broken[2]}"
        )
