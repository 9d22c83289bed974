"""Subscribers: the chats and forum topics that asked for the story, and what they chose.

When a digest is due and when silence holds stands in their rows, worked out anew at every change of a setting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from storage.database import Database
from storage.holding import release
from storage.hours import next_digest, silence
from storage.records import (
    ChatKind,
    DeliveryKind,
    DeliveryState,
    Instant,
    ReaderSettings,
    Rhythm,
    Subscriber,
)
from storage.sql import affected
from storage.tables import DeliveryRow, DigestRow, FeedbackRow, SubscriberRow


class Subscribers:
    """The subscribers of a database. `thread_id` 0 is the chat itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def subscribe(  # noqa: PLR0917 - a chat as Telegram describes it
        self,
        chat_id: int,
        thread_id: int,
        kind: ChatKind,
        title: str | None,
        lang: str,
        now: datetime,
        settings: ReaderSettings | None = None,
    ) -> Subscriber:
        """Add a subscriber with these settings, else the usual ones of its kind.

        One that is there already becomes active again and keeps the language and the settings it chose; what happened
        while it was away is not for its next digest.
        """
        with self._database.write() as session:
            row = session.scalar(select(SubscriberRow).where(*_is(chat_id, thread_id)))
            if row is None:
                row = SubscriberRow(
                    chat_id=chat_id, thread_id=thread_id, lang=lang, created_at=now, active=False
                )
                session.add(row)
                _write(row, settings or usual(kind))
            if not row.active:
                row.digested_until = now
                _set_hours(row, now)
            row.kind = kind
            row.title = title
            row.active = True
            row.disabled_reason = None
            session.flush()
            return subscriber(row)

    def change(
        self,
        chat_id: int,
        thread_id: int,
        what: Callable[[ReaderSettings], ReaderSettings],
        now: datetime,
    ) -> Subscriber | None:
        """Change a subscriber's settings, whatever they are by now.

        Posts that were held for what is no longer wanted are let go; who wants digests only is owed no post.

        Args:
            chat_id: the chat.
            thread_id: its topic; 0: the chat itself.
            what: makes the new settings of the present ones.
            now: UTC.

        Returns:
            The subscriber as it is now; None: there is none.
        """
        with self._database.write() as session:
            row = session.scalar(select(SubscriberRow).where(*_is(chat_id, thread_id)).with_for_update())
            if row is None:
                return None
            before = settings_of(row)
            after = what(before)
            _write(row, after)
            _set_hours(row, now)
            if before.digest is Rhythm.NONE and after.digest is not Rhythm.NONE:
                row.digested_until = now
            if after.instant is Instant.NONE:
                _drop_held(session, row.id)
            session.flush()
            if after.min_sources < before.min_sources:
                release(session, now, SubscriberRow.id == row.id)
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

    def by_settings(self) -> dict[tuple[Instant, Rhythm], int]:
        """How many active subscribers get what: (at once, digest) → number."""
        kinds = (SubscriberRow.instant, SubscriberRow.digest)
        query = select(*kinds, func.count()).where(SubscriberRow.active).group_by(*kinds)
        with self._database.read() as session:
            return {(instant, digest): count for instant, digest, count in session.execute(query)}

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


def subscriber(row: SubscriberRow | Row[Any]) -> Subscriber:
    """The record of a row, as an object or as its columns among others."""
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
        settings=settings_of(row),
        seen_at=row.seen_at,
        digested_until=row.digested_until,
    )


# --- settings and what follows from them ---------------------------------------------------------------------


def usual(kind: ChatKind) -> ReaderSettings:
    """What a chat gets that chose nothing: everything at once, and a person a digest of the day besides."""
    return ReaderSettings() if kind is ChatKind.PRIVATE else ReaderSettings(digest=Rhythm.NONE)


def settings_of(row: SubscriberRow | Row[Any]) -> ReaderSettings:
    """What a subscriber chose."""
    quiet = None
    if row.quiet_from is not None and row.quiet_to is not None and row.quiet_from != row.quiet_to:
        quiet = (row.quiet_from, row.quiet_to)
    return ReaderSettings(
        zone=row.zone,
        strand=row.strand,
        instant=row.instant,
        digest=row.digest,
        digest_minute=row.digest_minute,
        digest_weekday=row.digest_weekday,
        empty_digests=row.empty_digests,
        quiet=quiet,
        muted_until=row.muted_until,
        min_sources=row.min_sources,
    )


def _write(row: SubscriberRow, settings: ReaderSettings) -> None:
    row.zone = settings.zone
    row.strand = settings.strand
    row.instant = settings.instant
    row.digest = settings.digest
    row.digest_minute = settings.digest_minute
    row.digest_weekday = settings.digest_weekday
    row.empty_digests = settings.empty_digests
    row.quiet_from, row.quiet_to = settings.quiet or (None, None)
    row.muted_until = settings.muted_until
    row.min_sources = settings.min_sources


def _set_hours(row: SubscriberRow, now: datetime) -> None:
    """Work out when the next digest is due, and the silence that holds or comes next.

    A silence that held until now and holds no longer ends now: what waited in it goes at the next tick.
    """
    settings = settings_of(row)
    row.digest_at = next_digest(settings, now)
    was_silent = row.silent_from is not None and row.silent_from <= now
    period = silence(settings, now)
    if was_silent and (period is None or period[0] > now):
        row.silent_until = now
    elif was_silent and period is not None:
        row.silent_until = period[1]
    else:
        row.silent_from, row.silent_until = period or (None, None)


def _drop_held(session: Session, subscriber_id: int) -> None:
    session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.subscriber_id == subscriber_id, DeliveryRow.state == DeliveryState.HELD
        )
    )


# --- coming and going ----------------------------------------------------------------------------------------


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
        .where(
            DeliveryRow.state.in_((DeliveryState.PENDING, DeliveryState.HELD)),
            DeliveryRow.subscriber_id.in_(disabled),
        )
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
    _hand_over_digests(session, old_id, new_id)
    session.execute(
        update(DeliveryRow).where(DeliveryRow.subscriber_id == old_id).values(subscriber_id=new_id)
    )
    _hand_over_feedback(session, old_id, new_id)
    session.execute(delete(SubscriberRow).where(SubscriberRow.id == old_id))


def _hand_over_digests(session: Session, old_id: int, new_id: int) -> None:
    """Of a period that both have a digest of, the new chat's stands."""
    other = aliased(DigestRow)
    twice = (
        exists()
        .where(other.subscriber_id == new_id, other.kind == DigestRow.kind, other.until == DigestRow.until)
        .correlate(DigestRow)
    )
    double = select(DigestRow.id).where(DigestRow.subscriber_id == old_id, twice)
    session.execute(delete(DeliveryRow).where(DeliveryRow.digest_id.in_(double)))
    session.execute(
        update(DigestRow)
        .where(DigestRow.subscriber_id == old_id, ~twice)
        .values(subscriber_id=new_id)
        .execution_options(synchronize_session="fetch")
    )
    left = select(DigestRow.id).where(DigestRow.subscriber_id == old_id)
    session.execute(update(DeliveryRow).where(DeliveryRow.folded_into.in_(left)).values(folded_into=None))


def _hand_over_feedback(session: Session, old_id: int, new_id: int) -> None:
    other = aliased(FeedbackRow)
    twice = (
        exists()
        .where(
            other.subscriber_id == new_id,
            other.event_id == FeedbackRow.event_id,
            other.person == FeedbackRow.person,
        )
        .correlate(FeedbackRow)
    )
    session.execute(
        update(FeedbackRow)
        .where(FeedbackRow.subscriber_id == old_id, ~twice)
        .values(subscriber_id=new_id)
        .execution_options(synchronize_session=False)
    )


def _is(chat_id: int, thread_id: int | None) -> list[ColumnElement[bool]]:
    """One topic; with thread None the whole chat."""
    chosen = [SubscriberRow.chat_id == chat_id]
    return chosen if thread_id is None else [*chosen, SubscriberRow.thread_id == thread_id]
