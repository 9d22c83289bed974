"""Subscribers: the chats and forum topics that asked for the story."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from storage.database import Database
from storage.records import ChatKind, DeliveryKind, DeliveryState, Subscriber
from storage.sql import affected
from storage.tables import DeliveryRow, SubscriberRow


class Subscribers:
    """The subscribers of a database. `thread_id` 0 is the chat itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def subscribe(  # noqa: PLR0917 - a chat as Telegram describes it
        self, chat_id: int, thread_id: int, kind: ChatKind, title: str | None, lang: str, now: datetime
    ) -> Subscriber:
        """Add a subscriber. One that is there already becomes active again and keeps the language it chose."""
        with self._database.write() as session:
            row = session.scalar(select(SubscriberRow).where(*_is(chat_id, thread_id)))
            if row is None:
                row = SubscriberRow(chat_id=chat_id, thread_id=thread_id, lang=lang, created_at=now)
                session.add(row)
            row.kind = kind
            row.title = title
            row.active = True
            row.disabled_reason = None
            session.flush()
            return subscriber(row)

    def forget(self, chat_id: int, thread_id: int | None = None) -> bool:
        """Delete a subscriber, or the whole chat, and everything it is or was owed, in one transaction.

        Returns:
            Whether there was anything to delete.
        """
        with self._database.write() as session:
            numbers = list(session.scalars(select(SubscriberRow.id).where(*_is(chat_id, thread_id))))
            session.execute(delete(DeliveryRow).where(DeliveryRow.subscriber_id.in_(numbers)))
            session.execute(delete(SubscriberRow).where(SubscriberRow.id.in_(numbers)))
            return bool(numbers)

    def get(self, chat_id: int, thread_id: int = 0) -> Subscriber | None:
        """One subscriber, active or not."""
        with self._database.read() as session:
            row = session.scalar(select(SubscriberRow).where(*_is(chat_id, thread_id)))
            return None if row is None else subscriber(row)

    def of_chat(self, chat_id: int) -> list[Subscriber]:
        """A chat's subscribers: itself and its topics, in order."""
        query = select(SubscriberRow).where(*_is(chat_id, None)).order_by(SubscriberRow.thread_id)
        with self._database.read() as session:
            return [subscriber(row) for row in session.scalars(query)]

    def active_count(self) -> int:
        """How many are owed updates."""
        with self._database.read() as session:
            return session.scalar(select(func.count()).where(SubscriberRow.active)) or 0

    def set_lang(self, chat_id: int, lang: str, thread_id: int | None = None) -> bool:
        """Set the language of a topic, or of the whole chat. False: there is no such subscriber."""
        with self._database.write() as session:
            chosen = update(SubscriberRow).where(*_is(chat_id, thread_id))
            return bool(affected(session, chosen.values(lang=lang)))

    def disable(self, chat_id: int, reason: str, thread_id: int | None = None) -> bool:
        """Stop sending to a topic, or to the whole chat, and drop what waits for it. The settings stay.

        Returns:
            Whether anything was active.
        """
        with self._database.write() as session:
            active = select(SubscriberRow.id).where(*_is(chat_id, thread_id), SubscriberRow.active)
            numbers = list(session.scalars(active))
            for number in numbers:
                disable(session, number, reason)
            return bool(numbers)

    def migrate(self, old_chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup: everything of the old chat now belongs to the new one."""
        with self._database.write() as session:
            migrate(session, old_chat_id, new_chat_id)


def subscriber(row: SubscriberRow) -> Subscriber:
    """The record of a row."""
    return Subscriber(
        id=row.id,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        kind=row.kind,
        title=row.title,
        lang=row.lang,
        active=row.active,
        disabled_reason=row.disabled_reason,
        created_at=row.created_at,
    )


def disable(session: Session, subscriber_id: int, reason: str) -> None:
    """Stop sending to one subscriber, whose settings stay."""
    session.execute(
        update(SubscriberRow)
        .where(SubscriberRow.id == subscriber_id)
        .values(active=False, disabled_reason=reason)
    )
    bury(session, SubscriberRow.id == subscriber_id)


def bury(session: Session, *of: ColumnElement[bool]) -> None:
    """What waits for disabled subscribers is dead: were they to come back, it would be old."""
    disabled = select(SubscriberRow.id).where(SubscriberRow.active.is_(False), *of)
    reason = (
        select(SubscriberRow.disabled_reason)
        .where(SubscriberRow.id == DeliveryRow.subscriber_id)
        .scalar_subquery()
    )
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.subscriber_id.in_(disabled))
        .values(state=DeliveryState.DEAD, error=reason)
        .execution_options(synchronize_session="fetch")
    )


def migrate(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """Rewrite a chat's id; where the new chat is subscribed already, the two become one.

    Messages have other numbers in the new chat, so that the posts sent can no longer be edited or replied to.
    """
    if old_chat_id == new_chat_id:
        return
    for old in list(session.scalars(select(SubscriberRow).where(*_is(old_chat_id, None)))):
        session.execute(
            delete(DeliveryRow).where(
                DeliveryRow.subscriber_id == old.id, DeliveryRow.kind == DeliveryKind.EDIT
            )
        )
        session.execute(
            update(DeliveryRow).where(DeliveryRow.subscriber_id == old.id).values(message_id=None)
        )
        new = session.scalar(select(SubscriberRow).where(*_is(new_chat_id, old.thread_id)))
        if new is None:
            old.chat_id = new_chat_id
            old.kind = ChatKind.SUPERGROUP
        else:
            new.active = new.active or old.active
            new.disabled_reason = None if new.active else new.disabled_reason
            _merge(session, old.id, new.id)
        session.flush()
    bury(session, SubscriberRow.chat_id == new_chat_id)


def _merge(session: Session, old_id: int, new_id: int) -> None:
    """Hand over what the old subscriber is owed, save what the new one has already, and delete the old one."""
    other = aliased(DeliveryRow)
    twice = exists().where(
        other.subscriber_id == new_id,
        other.update_id == DeliveryRow.update_id,
        other.kind == DeliveryRow.kind,
    )
    session.execute(delete(DeliveryRow).where(DeliveryRow.subscriber_id == old_id, twice))
    session.execute(
        update(DeliveryRow).where(DeliveryRow.subscriber_id == old_id).values(subscriber_id=new_id)
    )
    session.execute(delete(SubscriberRow).where(SubscriberRow.id == old_id))


def _is(chat_id: int, thread_id: int | None) -> list[ColumnElement[bool]]:
    """One topic; with thread None the whole chat."""
    chosen = [SubscriberRow.chat_id == chat_id]
    return chosen if thread_id is None else [*chosen, SubscriberRow.thread_id == thread_id]
