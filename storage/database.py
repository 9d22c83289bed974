"""The engine: opening a database, transactions for reading and for writing, and the errors of both.

One rule for all callers: `with database.read() as session` and `with database.write() as session` are whole
transactions, never nested, never held across a network call. All of it is synchronous and works from any thread;
the asyncio side calls it through `asyncio.to_thread`.

SQLite (measured with 3 processes of 300 increments each): the driver's own transactions lost 66 % of them, deferred
BEGIN failed 700 times with "database is locked" despite busy_timeout, BEGIN IMMEDIATE kept all 900. So the driver is
told to stay out of it (`isolation_level=None`) and the statement comes from the `begin` event.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from storage import backup, schema, single
from storage.columns import clean
from storage.errors import StorageError

__all__ = ["Database", "StorageError", "absent"]

BUSY_SECONDS = 30
"""How long a writer waits for another process's write; ours take milliseconds, a backup under load 18 ms."""

FORBIDDEN = "42501"
"""What PostgreSQL calls it when our user may not do something: a fault of the installation, not of a statement."""

_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Readers on PostgreSQL see one state throughout, as they do on SQLite by nature."""


class _Transaction(Session):
    """A session for one transaction. It has one connection: SQLAlchemy takes 25 µs to find it, and an article asks 24 times."""

    _found: Connection | None = None

    def connection(self, *arguments: Any, **options: Any) -> Connection:
        """See `Session`."""
        if self._found is None:
            self._found = super().connection(*arguments, **options)
        return self._found


class Database:
    """A database that is open. Make it with `Database.open`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading: Engine = engine.execution_options(
            begin="BEGIN", **({} if self.is_sqlite else _SNAPSHOT)
        )
        self._writing: Engine = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._parts = threading.local()  # `of`: the session that `together` has opened
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()

    @classmethod
    def open(cls, url: str) -> Database:
        """Open the database at an address and try it once.

        Args:
            url: `sqlite:///file.db` (relative) or `sqlite:////folder/file.db` (absolute), or
                `postgresql://user:password@host/name`.

        Raises:
            StorageError: the address is malformed, the driver is missing, the server does not answer, or the file
                cannot be written.
        """
        address = _address(url)
        shown = address.render_as_string()
        try:
            engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
        except ImportError as error:
            raise StorageError(
                f"{shown}: the PostgreSQL driver is missing; install dateline[postgres]"
            ) from error
        database = cls(engine)
        try:
            database.ping()
        except (StorageError, ProgrammingError) as error:
            # The latter is an option that the driver does not know.
            engine.dispose()
            why = f"{error.orig}".strip() if isinstance(error, ProgrammingError) else error
            raise StorageError(f"cannot open the database {shown}: {why}") from error
        return database

    @property
    def is_sqlite(self) -> bool:
        """SQLite, and not PostgreSQL."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def together(self) -> Iterator[None]:
        """While entered, this thread's transactions are parts of one, which is committed at the end or not at all.

        Each sees what those before it wrote; one that fails takes all of them with it. To commit many small transactions at
        once costs a fraction; other writers wait meanwhile, so a second or two at most.

        Raises:
            RuntimeError: one failed, and whoever called it went on as if nothing else had been lost.
        """
        with self.write() as session:
            self._parts.of = session
            try:
                yield
            finally:
                self._parts.of = None
            if not session.in_transaction():
                raise RuntimeError("one of several transactions together failed: none of them is in")

    @property
    def kept(self) -> MutableMapping[Any, Any]:
        """What the parts of one `together` keep of what they read, for those after them; any write empties it.

        Who writes and knows what has stayed as it was may put that back. Outside of `together` nothing is kept.
        """
        whole: Session | None = getattr(self._parts, "of", None)
        return {} if whole is None else whole.info

    @contextmanager
    def _part(self, session: Session) -> Iterator[Session]:
        try:
            with _translated():
                yield session
                session.flush()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.expunge_all()  # the next part reads anew
            session.info.clear()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that reads one consistent state and is blocked by nobody."""
        whole: Session | None = getattr(self._parts, "of", None)
        if whole is not None:
            with _translated():
                yield whole
            return
        with _translated(), _Transaction(self._reading, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The same for statements of `storage.prepared`, which need no session: it takes a third of the time."""
        whole: Session | None = getattr(self._parts, "of", None)
        if whole is not None:
            with _translated():
                yield whole.connection()
            return
        with _translated(), self._reading.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that writes: all of it or, on any exception, nothing. On SQLite one at a time."""
        whole: Session | None = getattr(self._parts, "of", None)
        if whole is not None:
            with self._part(whole):
                yield whole
            return
        with (
            self._turn,
            _translated(),
            _Transaction(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StorageError: there is none.
        """
        with _translated(), self._engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def migrate(self) -> None:
        """Bring the tables to the newest revision; safe when two processes try at once.

        Raises:
            StorageError: the database was made by a newer version, or its rows contradict the new schema.
        """
        with self._turn, _translated():
            schema.migrate(self._writing)

    def revision(self) -> tuple[str | None, str]:
        """The revision the tables are at (None: there are none), and the newest one."""
        with _translated(), self._engine.connect() as connection:
            return schema.current(connection), schema.newest()

    def lock(self) -> AbstractContextManager[None]:
        """While entered, this process is the only Dateline on this database.

        Raises:
            StorageError: on entering, when another one is.
        """
        return single.instance(self._engine)

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the live database: a SQLite file, or a `pg_dump` archive.

        Raises:
            StorageError: the file exists, cannot be written, or `pg_dump` is missing or fails.
        """
        with _translated():
            backup.backup(self._engine, path)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def absent(url: str) -> Path | None:
    """The file of a SQLite database that is not there yet, which opening would make; None: it is there, or a server's.

    Raises:
        StorageError: the address is malformed.
    """
    address = _address(url)
    if address.get_backend_name() != "sqlite" or address.database is None:
        return None
    file = Path(address.database)
    return None if file.exists() else file


def _address(url: str) -> URL:
    """The address with the driver we use.

    Raises:
        StorageError: it is malformed, or of a database that we do not support.
    """
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            "the database address is malformed; it looks like sqlite:///dateline.db or postgresql://user@host/name"
        ) from error
    if backend == "sqlite":
        if address.database in {None, "", ":memory:"}:
            raise StorageError(f"{url} names no file; write sqlite:///dateline.db")
        return address.set(drivername="sqlite")
    if backend in {"postgresql", "postgres"}:
        # A password may stand behind the question mark too; only in its own place is it hidden wherever the address is shown.
        behind = address.query.get("password")
        if isinstance(behind, str):
            address = address.set(password=behind).difference_update_query(["password"])
        return address.set(drivername="postgresql+psycopg")
    raise StorageError(f"{backend} databases are not supported; use sqlite:///FILE or postgresql://…")


def _to_json(value: Any) -> str:
    return clean(_encoded(value))


@lru_cache(maxsize=8192)
def _from_json(text: str | bytes) -> Any:
    """What a column holds. Shared, so never changed in place: neighbouring articles recall the same events."""
    return json.loads(text)


_JSON = {"json_serializer": _to_json, "json_deserializer": _from_json}


def _sqlite(address: URL) -> Engine:
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS}, **_JSON)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _use_wal(connection: Any) -> None:
    """Switch a new file to WAL. SQLite does not wait for another process that switches it just then, so we do."""
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _postgresql(address: URL) -> Engine:
    connect_args = {} if "connect_timeout" in address.query else {"connect_timeout": 10}
    engine = create_engine(address, connect_args=connect_args, pool_pre_ping=True, **_JSON)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # Year 1 in a zone behind UTC is before the driver's first year.
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine


@contextmanager
def _translated() -> Iterator[None]:
    """Faults of the database itself become a `StorageError`; faults of our statements stay what they are."""
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except DBAPIError as error:
        if isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", None) != FORBIDDEN:
            raise
        lines = str(error.orig).strip().splitlines()
        raise StorageError(lines[0] if lines else type(error.orig).__name__) from error
