"""What is kept about a chat: all of it on request, none of it when it is to be forgotten or long gone."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.database import Database
from storage.records import InboxState
from storage.sql import affected, plain
from storage.tables import Base, DeliveryRow, DigestRow, FeedbackRow, InboxRow, SubscriberRow

KEPT = timedelta(days=30)
"""How long a chat that put the bot out, or blocked it, is remembered: long enough to come back to its settings."""

_OWN = {"subscriber_id", "digest_id"}
"""Columns that only tie rows together."""


class Privacy:
    """What a database keeps about chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, chat_id: int) -> dict[str, Any]:
        """Everything kept about a chat and its topics, as JSON writes it.

        Returns:
            `chat`; `subscriptions`, each with its settings, `deliveries`, `digests` and `feedback`; and `messages`, the
            updates from the chat that have not been forgotten yet.
        """
        with self._database.read() as session:
            rows = session.scalars(select(SubscriberRow).where(SubscriberRow.chat_id == chat_id))
            return {
                "chat": chat_id,
                "subscriptions": [_subscription(session, row) for row in rows],
                "messages": [json.loads(row.raw) for row in _said_in(session, chat_id)],
            }

    def forget_messages(self, chat_id: int) -> int:
        """Empty the updates that came from a chat and were handled; their numbers stay, so that none is handled twice.

        Returns:
            How many there were.
        """
        with self._database.write() as session:
            numbers = [
                row.update_id for row in _said_in(session, chat_id) if row.state is not InboxState.PENDING
            ]
            session.execute(update(InboxRow).where(InboxRow.update_id.in_(numbers)).values(raw="{}"))
            return len(numbers)

    def looked(self, chat_id: int, thread_id: int, at: datetime) -> None:
        """A reader has seen all there was at a moment: the next catch-up begins there."""
        with self._database.write() as session:
            theirs = (SubscriberRow.chat_id == chat_id) & (SubscriberRow.thread_id == thread_id)
            session.execute(update(SubscriberRow).where(theirs).values(seen_at=at))

    def purge(self, now: datetime) -> int:
        """Delete chats that have been gone for longer than `KEPT`, with all that belongs to them.

        From when a chat is gone is noted here, at the first look after it left.

        Returns:
            How many subscriptions were deleted.
        """
        gone, noted = SubscriberRow.active.is_(False), SubscriberRow.disabled_at.is_not(None)
        with self._database.write() as session:
            session.execute(update(SubscriberRow).where(~gone, noted).values(disabled_at=None))
            session.execute(update(SubscriberRow).where(gone, ~noted).values(disabled_at=now))
            long_gone = gone & (SubscriberRow.disabled_at < now - KEPT)
            owed = select(SubscriberRow.id).where(long_gone)
            session.execute(delete(DeliveryRow).where(DeliveryRow.subscriber_id.in_(owed)))
            return affected(session, delete(SubscriberRow).where(long_gone))


def _subscription(session: Session, row: SubscriberRow) -> dict[str, Any]:
    kinds: dict[str, type[Base]] = {"deliveries": DeliveryRow, "digests": DigestRow, "feedback": FeedbackRow}
    return _plain(row) | {
        name: [
            _plain(found)
            for found in session.scalars(
                select(table)
                .where(plain(table).c.subscriber_id == row.id)
                .order_by(*plain(table).primary_key)
            )
        ]
        for name, table in kinds.items()
    }


def _plain(row: Base) -> dict[str, Any]:
    """A row's columns as JSON writes them, without those that hold nothing."""
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {name: _written(value) for name, value in values.items() if value is not None and name not in _OWN}


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


def _said_in(session: Session, chat_id: int) -> Iterator[InboxRow]:
    """The stored updates of a chat; the text of JSON narrows them down, its structure decides."""
    query = select(InboxRow).where(InboxRow.raw.contains(f'"id": {chat_id}')).order_by(InboxRow.received_at)
    return (row for row in session.scalars(query) if chat_id in _chats(json.loads(row.raw)))


def _chats(update: object) -> Iterator[object]:
    """The ids of the chat an update comes from, and of who sent it; not those of people it quotes."""
    said = (
        next((part for part in update.values() if isinstance(part, dict)), {})
        if isinstance(update, dict)
        else {}
    )
    for part in (said, said.get("message") or {}):
        yield from (
            (part.get(name) or {}).get("id") for name in ("chat", "from") if part is said or name == "chat"
        )
