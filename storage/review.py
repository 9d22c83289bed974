"""Review: while it is on, what is new waits for an admin before any reader is told of it.

An event that nobody approved is withheld: readers find it nowhere, while memory goes on knowing it, so that a second
report of it is no second question.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import fanout, standing
from storage.acts import Deed
from storage.audit import log
from storage.database import Database
from storage.events import update_of
from storage.facts import fact, put
from storage.indexing import index_event_words
from storage.journal import Journal
from storage.records import EventStatus, Update, UpdateKind
from storage.standing import Amendment
from storage.tables import EventRow, UpdateRow

MODE = "review"
SHOWN = "review.shown"
"""The number of the last update that admins were asked about."""


def reviewing(session: Session) -> bool:
    """Whether admins want to see first what is new."""
    return fact(session, MODE) == "on"


def withhold(session: Session, update_id: int, changes: Amendment) -> None:
    """Keep a new update from readers, and what it makes of its event, until an admin has let it through."""
    row = session.get_one(UpdateRow, update_id)
    row.approved, row.amends = None, changes.written()
    if row.kind is UpdateKind.NEW:
        session.get_one(EventRow, row.event_id).withheld = True
    session.flush()


class Review:
    """The updates of a database that wait for an admin."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def on(self) -> bool:
        """Whether updates wait at present."""
        with self._database.read() as session:
            return reviewing(session)

    def switch(self, on: bool, by: int, now: datetime) -> bool:
        """Turn it on or off; whether that changed anything. What waits goes on waiting."""
        with self._database.write() as session:
            if reviewing(session) == on:
                return False
            put(session, MODE, "on" if on else "off")
            log(session, now, by, Deed.REVIEW_ON if on else Deed.REVIEW_OFF, subject="")
            return True

    def waiting(self) -> list[Update]:
        """The updates that wait, oldest first."""
        query = select(UpdateRow).where(UpdateRow.approved.is_(None)).order_by(UpdateRow.id)
        with self._database.read() as session:
            return [update_of(row) for row in session.scalars(query)]

    def unasked(self) -> list[Update]:
        """Those of them that no admin was asked about."""
        with self._database.read() as session:
            shown = int(fact(session, SHOWN) or 0)
        return [update for update in self.waiting() if update.id > shown]

    def asked(self, update_id: int) -> None:
        """Admins were asked about this one, and those before it."""
        with self._database.write() as session:
            put(session, SHOWN, str(update_id))

    def approve(self, update_id: int, by: int, now: datetime) -> int | None:
        """Tell readers; how many posts that owes. None: it does not wait (any more)."""
        with self._database.write() as session:
            row = _waiting(session, update_id)
            if row is None:
                return None
            row.approved, row.created_at = True, now
            event = session.get_one(EventRow, row.event_id, with_for_update=True)
            event.withheld = event.withheld and row.kind is not UpdateKind.NEW
            log(session, now, by, Deed.APPROVE, subject=f"#{event.id}")
            session.flush()
            if row.amends:
                _amend(session, event.id, Amendment.read(row.amends), now)
            index_event_words(session, event.id)
            fanout.owe_edits(session, event.id, now)
            return fanout.owe_posts(session, row.id, now)

    def reject(self, update_id: int, by: int, now: datetime) -> int | None:
        """Tell nobody; its number in the log, where it may be undone. None: it does not wait (any more)."""
        with self._database.write() as session:
            row = _waiting(session, update_id)
            if row is None:
                return None
            journal = Journal(session)
            journal.change(row, approved=False)
            if row.kind is UpdateKind.NEW:
                event = session.get_one(EventRow, row.event_id, with_for_update=True)
                journal.change(event, status=EventStatus.RETRACTED)
            entry = log(session, now, by, Deed.REJECT, subject=f"#{row.event_id}")
            entry.undo = {"steps": journal.steps}
            return entry.id


def _amend(session: Session, event_id: int, changes: Amendment, now: datetime) -> None:
    """What the update makes of its event; one that was withdrawn meanwhile stays so."""
    connection = session.connection()
    was = standing.find(connection, event_id, copy=True)
    if was.status is not EventStatus.RETRACTED:
        standing.save(connection, was, standing.amend(connection, was, changes, now)[0])


def _waiting(session: Session, update_id: int) -> UpdateRow | None:
    row = session.get(UpdateRow, update_id, with_for_update=True)
    return row if row is not None and row.approved is None else None
