"""Two things SQLAlchemy leaves open: an INSERT … ON CONFLICT for both databases, and how many rows a statement met."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.tables import Base

ROWS_AT_ONCE = 500
"""Rows of one INSERT: with 20 columns below SQLite's 32,766 parameters."""


def insert(session: Session, table: type[Base]) -> sqlite.Insert:
    """An INSERT into the table that can say what happens to rows that are there already."""
    rows = cast("Table", table.__table__)
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(rows)
    return cast("sqlite.Insert", postgresql.insert(rows))


def affected(session: Session, statement: Executable) -> int:
    """Execute an INSERT, UPDATE or DELETE; how many rows it met."""
    # SQLAlchemy asks the driver for the number only where it needs it itself; for an INSERT it does not.
    done = session.execute(statement, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[Any]", done).rowcount
