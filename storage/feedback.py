"""What readers think of posts, and what a post was about: for those who ask why they see it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import delete, select

from storage.database import Database
from storage.sql import insert
from storage.tables import (
    DeliveryRow,
    EventStrandRow,
    FeedbackRow,
    StatementRow,
    SubscriberRow,
    UpdateRow,
)

USEFUL, USELESS = 1, -1


class Feedback:
    """The readers' opinions in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def vote(self, event_id: int, subscriber_id: int, person: str, value: int, now: datetime) -> None:
        """Keep what somebody thinks of an event's post in a chat; the last opinion counts.

        Args:
            event_id: the event.
            subscriber_id: where it was posted.
            person: who, so that nobody can tell who it is.
            value: `USEFUL` or `USELESS`.
            now: UTC.
        """
        with self._database.write() as session:
            statement = insert(session, FeedbackRow).values(
                event_id=event_id, subscriber_id=subscriber_id, person=person, value=value, at=now
            )
            latest = {"value": statement.excluded.value, "at": statement.excluded.at}
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=["event_id", "subscriber_id", "person"], set_=latest
                )
            )

    def withdraw(self, event_id: int, subscriber_id: int, person: str) -> None:
        """Forget what somebody thought of an event's post in a chat."""
        opinion = delete(FeedbackRow).where(
            FeedbackRow.event_id == event_id,
            FeedbackRow.subscriber_id == subscriber_id,
            FeedbackRow.person == person,
        )
        with self._database.write() as session:
            session.execute(opinion)

    def posted(self, chat_id: int, message_id: int) -> tuple[int, int] | None:
        """The event that a message of ours is about, and the subscriber it went to; None: it is no post of an event."""
        query = (
            select(UpdateRow.event_id, SubscriberRow.id)
            .join(DeliveryRow, DeliveryRow.update_id == UpdateRow.id)
            .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
            .where(SubscriberRow.chat_id == chat_id, DeliveryRow.message_id == message_id)
        )
        with self._database.read() as session:
            row = session.execute(query).first()
            return None if row is None else (row[0], row[1])

    def about(self, event_id: int) -> list[str]:
        """The concepts an event's statements speak of, by id, the most frequent first."""
        query = select(StatementRow.concepts).where(StatementRow.event_id == event_id)
        with self._database.read() as session:
            count = Counter(concept for concepts in session.scalars(query) for concept in concepts)
        return sorted(count, key=lambda concept: (-count[concept], concept))

    def strands(self, event_id: int) -> frozenset[str]:
        """The strands an event is on, by key."""
        query = select(EventStrandRow.strand).where(EventStrandRow.event_id == event_id)
        with self._database.read() as session:
            return frozenset(session.scalars(query))
