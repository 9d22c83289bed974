"""What readers think of posts, and what a post was about: for those who ask why they see it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from storage.database import Database
from storage.sql import insert
from storage.tables import EventStrandRow, FeedbackRow, StatementRow

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
