"""What SQLAlchemy leaves open: INSERT … ON CONFLICT for both databases, many small rows at once, the rows a statement met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.prepared import driven
from storage.tables import Base

ROWS_AT_ONCE = 500
"""Rows of one INSERT: with 20 columns below SQLite's 32,766 parameters."""


def plain(table: type[Base]) -> Table:
    """The table itself: statements on it pass rows, not objects, which is twice as fast."""
    return cast("Table", table.__table__)


def given(table: type[Base]) -> list[str]:
    """The columns of a row that its writer gives: all but the number, which the database does."""
    return [column.name for column in plain(table).columns if column.name != "id"]


def insert(session: Session, table: type[Base]) -> sqlite.Insert:
    """An INSERT into the table that can say what happens to rows that are there already."""
    return insert_into(session.get_bind().dialect.name, table)


def insert_into(dialect: str, table: type[Base]) -> sqlite.Insert:
    """The same for a statement that is built once and kept."""
    if dialect == "sqlite":
        return sqlite.insert(plain(table))
    return cast("sqlite.Insert", postgresql.insert(plain(table)))


def insert_rows(
    session: Session, table: type[Base], rows: Sequence[tuple[int | str, ...]], conflict: str = "DO NOTHING"
) -> None:
    """Insert many small rows, handed to the driver as they are: an article has hundreds, and each would be converted.

    Args:
        session: the transaction.
        table: where they go.
        rows: numbers and cleaned text (`storage.columns.clean`) in the order of the table's columns.
        conflict: what happens where a row is there already, as SQL says it.
    """
    if rows:
        connection = session.connection()
        sql = _insertion(connection.dialect.name, table, conflict)
        driven(connection, sql, rows, many=True).close()


@cache
def _insertion(dialect: str, table: type[Base], conflict: str) -> str:
    columns = table.__table__.columns.keys()
    places = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(columns))
    return (
        f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) VALUES ({places}) ON CONFLICT {conflict}"  # noqa: S608 - our own names
    )


def affected(session: Session, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
    """Execute an INSERT, UPDATE or DELETE; how many rows it met."""
    # SQLAlchemy asks the driver for the number only where it needs it itself; for an INSERT it does not.
    done = session.execute(statement, values, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[Any]", done).rowcount
