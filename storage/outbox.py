"""The outbox: what is owed to whom, claimed for sending and settled one by one.

    held → pending → sending → sent | uncertain | dead

A post that must wait is `held` (see `storage.fanout`); several that waited out a silence go out as one message and are
`folded` (see `storage.digests`). The claim is committed before the send and the outcome after each send. So a first post is sent at least once: what a
crash cuts off in `sending` is sent again (`recover`). Edits are idempotent and repeat freely.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from storage import subscribers
from storage.database import Database
from storage.events import update_of
from storage.holding import is_news, silent
from storage.records import Delivery, DeliveryKind, DeliveryState, Digest, Outcome, Sent
from storage.settling import settle_all
from storage.sql import affected, insert
from storage.tables import DeliveryRow, DigestRow, PauseRow, SubscriberRow, UpdateRow

_NOT_OUT = (DeliveryState.HELD, DeliveryState.PENDING, DeliveryState.SENDING)


class Outbox:
    """The deliveries of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime, limit: int) -> list[Delivery]:
        """Take deliveries that may be sent now, oldest first, and mark them `sending`.

        An event's later update waits, chat by chat, until the earlier post has been sent, so that replies find
        their root; an edit waits for its post. In a silence no post of an update is sent; edits notify nobody, and a
        digest comes at the hour its reader chose. Two claimers never get the same row.

        Returns:
            Deliveries, `attempts` counting the one about to be made.
        """
        with self._database.write() as session:
            numbers = list(session.scalars(_due(), {"now": now, "most": limit}))
            session.execute(
                update(DeliveryRow)
                .where(DeliveryRow.id.in_(numbers))
                .values(state=DeliveryState.SENDING, claimed_at=now, attempts=DeliveryRow.attempts + 1)
            )
            return _load(session, numbers)

    def settle(self, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """Write down how a send ended. Nothing happens if the subscriber was deleted meanwhile."""
        self.settle_all([(delivery, outcome)], now)

    def settle_all(self, outcomes: Sequence[tuple[Delivery, Outcome]], now: datetime) -> None:
        """Write down how several sends ended, in one transaction: all of them or none."""
        with self._database.write() as session:
            settle_all(session, outcomes, now)

    def recover(self, now: datetime) -> int:
        """At start: what was being sent when the last run was cut off goes back to pending.

        Returns:
            How many they were.
        """
        with self._database.write() as session:
            cut_off = update(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING)
            again = {"state": DeliveryState.PENDING, "not_before": now, "error": "cut off by a restart"}
            found = affected(session, cut_off.values(**again))
            subscribers.bury(session)
            return found

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        with self._database.read() as session:
            found = {state.value: count for state, count in session.execute(query)}
            return {state.value: found.get(state.value, 0) for state in DeliveryState}

    def oldest_pending(self) -> datetime | None:
        """Since when the longest waiting delivery waits."""
        query = select(func.min(DeliveryRow.created_at)).where(DeliveryRow.state == DeliveryState.PENDING)
        with self._database.read() as session:
            return session.scalar(query)

    def claimed_since(self, since: datetime) -> list[Sent]:
        """Sends claimed after a time, in that order: what Telegram still counts when we start anew.

        When a delivery left us is known to the moment of its claim, which is before; whether it left at all is not
        known of all. So a few count that did not.
        """
        query = (
            select(SubscriberRow.chat_id, SubscriberRow.kind, DeliveryRow.claimed_at)
            .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
            .where(DeliveryRow.claimed_at > since)
            .order_by(DeliveryRow.claimed_at)
        )
        with self._database.read() as session:
            rows = session.execute(query)
            return [Sent(chat_id, kind, at) for chat_id, kind, at in rows if at is not None]

    def sent_since(self, moment: datetime) -> bool:
        """Whether anything was sent after a moment."""
        query = select(DeliveryRow.id).where(DeliveryRow.sent_at > moment).limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def pause(self, scope: str, until: datetime) -> None:
        """Remember that nothing may be sent to a scope (the caller's word) before a time; the later one holds."""
        with self._database.write() as session:
            statement = insert(session, PauseRow).values(scope=scope, until=until)
            later = statement.on_conflict_do_update(
                index_elements=["scope"],
                set_={"until": statement.excluded.until},
                where=PauseRow.until < statement.excluded.until,
            )
            session.execute(later)

    def pauses(self, now: datetime) -> dict[str, datetime]:
        """The scopes that must wait, and until when. Pauses that are over are forgotten."""
        with self._database.write() as session:
            session.execute(delete(PauseRow).where(PauseRow.until <= now))
            return {row.scope: row.until for row in session.scalars(select(PauseRow))}


def _in_turn() -> ColumnElement[bool]:
    """No earlier post of the same event is still to come in the same chat; and an edit has its post."""
    other, its_update = aliased(DeliveryRow), aliased(UpdateRow)
    earlier = exists().where(
        other.subscriber_id == DeliveryRow.subscriber_id,
        other.kind == DeliveryKind.POST,
        other.id < DeliveryRow.id,
        other.state.in_(_NOT_OUT),
        its_update.id == other.update_id,
        its_update.event_id == UpdateRow.event_id,
    )
    return and_(~earlier, or_(DeliveryRow.kind == DeliveryKind.POST, _post_of_edit().is_not(None)))


def _post_of_edit() -> ColumnElement[int | None]:
    """The message id of the post that an edit edits."""
    post = aliased(DeliveryRow)
    return (
        select(post.message_id)
        .where(
            or_(
                and_(
                    post.update_id == DeliveryRow.update_id, post.subscriber_id == DeliveryRow.subscriber_id
                ),
                post.digest_id == DeliveryRow.digest_id,
            ),
            post.kind == DeliveryKind.POST,
            post.state == DeliveryState.SENT,
        )
        .correlate(DeliveryRow)
        .scalar_subquery()
    )


def _root() -> ColumnElement[int | None]:
    """The message id of what first told the event in the same chat: a post, or the digest it was folded into."""
    post, its_update, digest = aliased(DeliveryRow), aliased(UpdateRow), aliased(DeliveryRow)
    shown = func.coalesce(post.message_id, digest.message_id)
    return (
        select(shown)
        .join(its_update, its_update.id == post.update_id)
        .outerjoin(digest, and_(digest.digest_id == post.folded_into, digest.kind == DeliveryKind.POST))
        .where(
            its_update.event_id == UpdateRow.event_id,
            post.subscriber_id == DeliveryRow.subscriber_id,
            post.kind == DeliveryKind.POST,
            post.id < DeliveryRow.id,
            shown.is_not(None),
        )
        .order_by(post.id)
        .limit(1)
        .correlate(DeliveryRow, UpdateRow)
        .scalar_subquery()
    )


@cache
def _due() -> Select[int]:
    """Which deliveries may be sent; built once, for building it takes longer than asking the database."""
    now = bindparam("now", type_=DeliveryRow.not_before.type)
    return (
        select(DeliveryRow.id)
        .outerjoin(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(
            DeliveryRow.state == DeliveryState.PENDING,
            or_(DeliveryRow.not_before.is_(None), DeliveryRow.not_before <= now),
            SubscriberRow.active,
            or_(~silent(now), ~is_news()),
            _in_turn(),
        )
        .order_by(DeliveryRow.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=DeliveryRow, skip_locked=True)
    )


@cache
def _claimed() -> Executable:
    """Deliveries with all that a message is made of; built once, as above."""
    return (
        select(DeliveryRow, UpdateRow, DigestRow, SubscriberRow, _post_of_edit(), _root())
        .outerjoin(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .outerjoin(DigestRow, DigestRow.id == DeliveryRow.digest_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(DeliveryRow.id.in_(bindparam("numbers", expanding=True)))
        .order_by(DeliveryRow.id)
    )


def _load(session: Session, numbers: Sequence[int]) -> list[Delivery]:
    return [
        Delivery(
            id=row.id,
            told=update_of(told)
            if told
            else Digest(digest.id, digest.kind, digest.since, digest.until, digest.strand),
            subscriber=subscribers.subscriber(chat),
            kind=row.kind,
            attempts=row.attempts,
            revision=row.revision,
            message_id=message_id if row.kind is DeliveryKind.EDIT else None,
            reply_to=root if row.kind is DeliveryKind.POST else None,
        )
        for row, told, digest, chat, message_id, root in session.execute(_claimed(), {"numbers": numbers})
    ]
