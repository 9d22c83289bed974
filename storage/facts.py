"""Single things to remember across restarts, by name."""

from __future__ import annotations

from sqlalchemy import delete, select

from storage.database import Database
from storage.sql import insert
from storage.tables import FactRow


class Facts:
    """The facts of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """What is remembered under a name; None: nothing."""
        with self._database.read() as session:
            return session.scalar(select(FactRow.value).where(FactRow.name == name))

    def put(self, name: str, value: str) -> None:
        """Remember this from now on."""
        with self._database.write() as session:
            statement = insert(session, FactRow).values(name=name, value=value)
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=["name"], set_={"value": statement.excluded.value}
                )
            )

    def forget(self, name: str) -> None:
        """Remember nothing under this name."""
        with self._database.write() as session:
            session.execute(delete(FactRow).where(FactRow.name == name))
