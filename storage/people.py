"""The people who run it: owners stand in the settings, admins are made by owners, everybody else reads.

Known by numeric id, never by a name that may be handed on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import select

from storage.acts import Deed
from storage.audit import log
from storage.database import Database
from storage.journal import Journal
from storage.tables import AdminRow


class Rank(IntEnum):
    """What somebody may do; each may do what those below may."""

    READER = 0
    ADMIN = 1
    OWNER = 2


@dataclass(frozen=True, slots=True)
class Admin:
    """A person whom an owner made an admin."""

    user_id: int
    name: str
    added_by: int
    added_at: datetime


class People:
    """Who runs this database's Dateline.

    Args:
        database: knows the admins.
        owners: from the settings.
    """

    def __init__(self, database: Database, owners: Collection[int]) -> None:
        self._database = database
        self.owners = frozenset(owners)

    def rank(self, user_id: int | None) -> Rank:
        """What a person may do, at this moment."""
        if user_id is None:
            return Rank.READER
        if user_id in self.owners:
            return Rank.OWNER
        with self._database.read() as session:
            return Rank.READER if session.get(AdminRow, user_id) is None else Rank.ADMIN

    def admins(self) -> list[Admin]:
        """Those whom owners added, in that order."""
        with self._database.read() as session:
            rows = session.scalars(select(AdminRow).order_by(AdminRow.added_at, AdminRow.user_id))
            return [Admin(row.user_id, row.name, row.added_by, row.added_at) for row in rows]

    def everyone(self) -> list[int]:
        """Owners and admins, by id."""
        return sorted(self.owners | {admin.user_id for admin in self.admins()})

    def add(self, user_id: int, name: str, by: int, now: datetime) -> bool:
        """Make somebody an admin; False: they are one already."""
        with self._database.write() as session:
            if user_id in self.owners or session.get(AdminRow, user_id) is not None:
                return False
            journal = Journal(session)
            journal.add(AdminRow(user_id=user_id, name=name, added_by=by, added_at=now))
            entry = log(session, now, by, Deed.ADMIN_ADD, subject=f"{name} ({user_id})")
            entry.undo = {"steps": journal.steps}
            return True

    def remove(self, user_id: int, by: int, now: datetime) -> bool:
        """Somebody is an admin no longer; False: they were none, or are an owner."""
        with self._database.write() as session:
            row = session.get(AdminRow, user_id)
            if row is None:
                return False
            journal = Journal(session)
            entry = log(session, now, by, Deed.ADMIN_REMOVE, subject=f"{row.name} ({user_id})")
            journal.remove(row)
            entry.undo = {"steps": journal.steps}
            return True
