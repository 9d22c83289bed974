"""Posts whose answer was lost twice: they may stand in their chats or not, and only a person can look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage import subscribers
from storage.acts import Deed
from storage.audit import log
from storage.database import Database
from storage.records import DeliveryState
from storage.sql import affected
from storage.tables import DeliveryRow, EventRow, SubscriberRow, UpdateRow


@dataclass(frozen=True, slots=True)
class Doubt:
    """A post that was perhaps sent. `event` and `title` are None where it is a digest."""

    id: int
    subscriber_id: int
    chat: str | None
    event: int | None
    title: str | None
    error: str | None
    claimed_at: datetime | None


class Uncertain:
    """The uncertain posts of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, limit: int, offset: int = 0) -> tuple[int, list[Doubt]]:
        """How many there are, and some of them, oldest first."""
        uncertain = DeliveryRow.state == DeliveryState.UNCERTAIN
        query = (
            select(DeliveryRow, SubscriberRow.title, EventRow.id, EventRow.title)
            .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
            .outerjoin(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
            .outerjoin(EventRow, EventRow.id == UpdateRow.event_id)
            .where(uncertain)
            .order_by(DeliveryRow.id)
            .limit(limit)
            .offset(offset)
        )
        with self._database.read() as session:
            total = session.scalar(select(func.count()).select_from(DeliveryRow).where(uncertain)) or 0
            return total, [
                Doubt(row.id, row.subscriber_id, chat, event, title, row.error, row.claimed_at)
                for row, chat, event, title in session.execute(query)
            ]

    def requeue(self, by: int, now: datetime, number: int | None = None) -> int:
        """Send one, or all of them, once more; a chat may get its post twice. How many they are."""
        # Two losses were two sends; one more loss, and it is uncertain again.
        again = {"state": DeliveryState.PENDING, "not_before": now, "losses": 1}
        return self._settle(again, Deed.REQUEUE, by, now, number)

    def forget(self, by: int, now: datetime, number: int | None = None) -> int:
        """Leave one, or all of them: they arrived, or are not worth a copy. How many they are."""
        return self._settle({"state": DeliveryState.DEAD}, Deed.FORGET, by, now, number)

    def _settle(self, values: dict[str, Any], deed: Deed, by: int, now: datetime, number: int | None) -> int:
        chosen = [DeliveryRow.state == DeliveryState.UNCERTAIN]
        if number is not None:
            chosen.append(DeliveryRow.id == number)
        with self._database.write() as session:
            found = affected(session, update(DeliveryRow).where(*chosen).values(**values))
            if found:
                log(session, now, by, deed, subject=f"× {found}")
                subscribers.bury(session)
            return found
