"""Incoming updates of the Bot API, stored before they are acknowledged, handled once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from storage.database import Database
from storage.records import InboxState, Incoming
from storage.sql import ROWS_AT_ONCE, affected, insert
from storage.tables import InboxRow


class Inbox:
    """The raw updates of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, raws: Sequence[tuple[int, str]], now: datetime) -> int:
        """Keep raw updates (id, JSON); ids that are known already are redeliveries and ignored.

        Returns:
            How many are new.
        """
        rows = [
            {"update_id": number, "raw": raw, "received_at": now, "state": InboxState.PENDING}
            for number, raw in raws
        ]
        new = 0
        with self._database.write() as session:
            for start in range(0, len(rows), ROWS_AT_ONCE):
                statement = insert(session, InboxRow).values(rows[start : start + ROWS_AT_ONCE])
                added = session.execute(statement.on_conflict_do_nothing().returning(InboxRow.update_id))
                new += len(added.all())
        return new

    def pending(self, limit: int) -> list[Incoming]:
        """Updates that wait for their handler, in order of arrival."""
        query = (
            select(InboxRow)
            .where(InboxRow.state == InboxState.PENDING)
            .order_by(InboxRow.received_at, InboxRow.update_id)
            .limit(limit)
        )
        with self._database.read() as session:
            return [Incoming(row.update_id, row.raw, row.received_at) for row in session.scalars(query)]

    def handled(self, update_id: int) -> None:
        """The update has been answered and will not be handled again."""
        self._mark(update_id, InboxState.HANDLED, None)

    def unreadable(self, update_id: int, error: str) -> None:
        """The update cannot be read or handled; it is set aside, so that those behind it are."""
        self._mark(update_id, InboxState.UNREADABLE, error)

    def next_offset(self) -> int | None:
        """What to ask Telegram for next: one more than the id that came last. None: the inbox is empty.

        Not the highest id: ids start anew at random after a week without updates.
        """
        query = (
            select(InboxRow.update_id)
            .order_by(InboxRow.received_at.desc(), InboxRow.update_id.desc())
            .limit(1)
        )
        with self._database.read() as session:
            last = session.scalar(query)
            return None if last is None else last + 1

    def counts(self) -> dict[str, int]:
        """How many updates are in each state."""
        query = select(InboxRow.state, func.count()).group_by(InboxRow.state)
        with self._database.read() as session:
            found = {state.value: count for state, count in session.execute(query)}
            return {state.value: found.get(state.value, 0) for state in InboxState}

    def expire(self, before: datetime) -> int:
        """Forget updates received before a time, save those that still wait: ids may come anew after a week.

        Returns:
            How many were forgotten.
        """
        with self._database.write() as session:
            old = (InboxRow.state != InboxState.PENDING) & (InboxRow.received_at < before)
            return affected(session, delete(InboxRow).where(old))

    def _mark(self, update_id: int, state: InboxState, error: str | None) -> None:
        with self._database.write() as session:
            session.execute(
                update(InboxRow).where(InboxRow.update_id == update_id).values(state=state, error=error)
            )
