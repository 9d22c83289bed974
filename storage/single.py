"""One Dateline on one database: a second instance would post everything twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, text

from storage.errors import StorageError

ADVISORY_KEY = 0x446174656C696E65
"""The bytes of `Dateline` as a number; PostgreSQL's advisory locks are numbers, private to a database."""


@contextmanager
def instance(engine: Engine) -> Iterator[None]:
    """Hold the lock of the engine's database while entered.

    Raises:
        StorageError: another instance holds it.
    """
    if engine.dialect.name == "sqlite":
        # Beside the file itself: another instance may have come to it by a link.
        with _file(Path(f"{Path(str(engine.url.database)).resolve()}.lock")):
            yield
    else:
        with _advisory(engine):
            yield


@contextmanager
def _file(path: Path) -> Iterator[None]:
    """A lock on a file beside the database. The system drops it with the process, however that ends."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise StorageError(
                f"another Dateline (process {holder}) runs on this database; stop it first ({path})"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _advisory(engine: Engine) -> Iterator[None]:
    """An advisory lock on a connection of its own: one from the pool could be recycled, and the lock with it."""
    alone = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}):
            raise StorageError("another Dateline runs on this database; stop it first")
        yield
