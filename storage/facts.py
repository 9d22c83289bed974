"""Single things to remember across restarts, each by its name."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.prepared import Prepared
from storage.sql import insert
from storage.tables import FactRow


class Facts:
    """The facts of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """What is remembered under a name; None: nothing."""
        with self._database.read() as session:
            return fact(session, name)

    def put(self, name: str, value: str) -> None:
        """Remember something, in place of what was there."""
        with self._database.write() as session:
            put(session, name, value)


_VALUE = Prepared(select(FactRow.value).where(FactRow.name == bindparam("name")))


def fact(session: Session, name: str) -> str | None:
    """`Facts.get` within a transaction."""
    value: str | None = _VALUE.scalar(session.connection(), name=name)
    return value


def put(session: Session, name: str, value: str) -> None:
    """`Facts.put` within a transaction."""
    statement = insert(session, FactRow).values(name=name, value=value)
    session.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    )
