"""The log of what admins did: who, when, what, why; and the acts that wait to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.acts import Deed
from storage.database import Database
from storage.tables import AuditRow, ProposalRow

KEPT = timedelta(hours=1)
"""How long a question may be answered: later, what it showed may no longer be so."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act in the log."""

    id: int
    at: datetime
    user_id: int
    deed: Deed
    subject: str
    why: str | None
    undoable: bool
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act that waits to be confirmed by who asked for it."""

    id: int
    deed: Deed
    arguments: dict[str, Any]


class Audit:
    """The log of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def log(self, now: datetime, user_id: int, deed: Deed, *, subject: str, why: str | None = None) -> int:
        """Write down an act that cannot be undone from the log; its number there."""
        with self._database.write() as session:
            return log(session, now, user_id, deed, subject=subject, why=why).id

    def entries(self, limit: int, offset: int = 0) -> tuple[int, list[Entry]]:
        """How many acts there are, and a page of them, the newest first."""
        # Without `undo`, which holds every row that an act changed.
        query = select(
            *(AuditRow.id, AuditRow.at, AuditRow.user_id, AuditRow.act, AuditRow.subject, AuditRow.why),
            *(AuditRow.undo.is_not(None).label("undoable"), AuditRow.undone_at),
        )
        with self._database.read() as session:
            total = session.scalar(select(func.count()).select_from(AuditRow)) or 0
            rows = session.execute(query.order_by(AuditRow.id.desc()).limit(limit).offset(offset))
            return total, [
                Entry(
                    row.id,
                    row.at,
                    row.user_id,
                    Deed(row.act),
                    row.subject,
                    row.why,
                    row.undoable,
                    row.undone_at,
                )
                for row in rows
            ]

    def deed(self, number: int) -> Deed | None:
        """What an entry is about; None: there is none of this number."""
        with self._database.read() as session:
            act = session.scalar(select(AuditRow.act).where(AuditRow.id == number))
            return None if act is None else Deed(act)

    def newest_undoable(self, user_id: int) -> int | None:
        """The last act of a person that may still be undone."""
        query = select(func.max(AuditRow.id)).where(
            AuditRow.user_id == user_id, AuditRow.undo.is_not(None), AuditRow.undone_at.is_(None)
        )
        with self._database.read() as session:
            return session.scalar(query)

    def propose(self, now: datetime, user_id: int, deed: Deed, arguments: dict[str, Any]) -> int:
        """Keep an act until it is confirmed; questions that nobody answered in time are dropped."""
        with self._database.write() as session:
            session.execute(delete(ProposalRow).where(ProposalRow.at < now - KEPT))
            row = ProposalRow(at=now, user_id=user_id, act=deed, arguments=arguments)
            session.add(row)
            session.flush()
            return row.id

    def proposed(self, now: datetime, user_id: int, number: int) -> Proposal | None:
        """An act that waits, and goes on waiting; None: it is gone, too old, or was asked for by somebody else."""
        with self._database.read() as session:
            row = session.get(ProposalRow, number)
            return _proposal(row, now, user_id) if row else None

    def confirm(self, now: datetime, user_id: int, number: int) -> Proposal | None:
        """Take an act that was proposed, once; None: it is gone, too old, or was asked for by somebody else."""
        with self._database.write() as session:
            row = session.get(ProposalRow, number, with_for_update=True)
            if row is None or row.user_id != user_id:
                return None
            session.delete(row)
            return _proposal(row, now, user_id)


def _proposal(row: ProposalRow, now: datetime, user_id: int) -> Proposal | None:
    if row.user_id != user_id or row.at < now - KEPT:
        return None
    return Proposal(row.id, Deed(row.act), row.arguments)


def log(
    session: Session, now: datetime, user_id: int, deed: Deed, *, subject: str, why: str | None = None
) -> AuditRow:
    """Write down an act in the transaction that does it."""
    row = AuditRow(at=now, user_id=user_id, act=deed, subject=subject, why=why)
    session.add(row)
    session.flush()
    return row
