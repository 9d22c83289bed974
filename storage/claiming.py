"""Which deliveries may be sent now, and what of each its message is made of, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from storage import subscribers
from storage.events import update_of
from storage.holding import is_news, silent
from storage.records import Delivery, DeliveryKind, DeliveryState, Digest, Update
from storage.sql import plain
from storage.tables import DeliveryRow, DigestRow, SubscriberRow, UpdateRow

_NOT_OUT = (DeliveryState.HELD, DeliveryState.PENDING, DeliveryState.SENDING)


def claim(session: Session, now: datetime, limit: int) -> list[Delivery]:
    """Mark deliveries that may be sent now as being sent, oldest first, at most `limit`; `now` is UTC."""
    rows = session.connection().execute(_due(), {"now": now, "most": limit}).all()
    if rows:
        session.connection().execute(_taken(), {"at": now, "numbers": [row.number for row in rows]})
    told = _told(session, rows)
    return [
        Delivery(
            id=row.number,
            told=told[row.update_id, row.digest_id],
            subscriber=subscribers.subscriber(row),
            kind=row.act,
            attempts=row.attempts + 1,
            revision=row.revision,
            message_id=row.post if row.act is DeliveryKind.EDIT else None,
            reply_to=row.root if row.act is DeliveryKind.POST else None,
        )
        for row in rows
    ]


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
def _due() -> Select[Any]:
    """What may be sent, with all that its message is made of but what many deliveries tell alike.

    Built once, for building it takes longer than asking the database; and of columns, for with objects of three rows a
    claimed delivery took 0.23 ms of CPU instead of 0.11.
    """
    now = bindparam("now", type_=DeliveryRow.not_before.type)
    return (
        select(
            DeliveryRow.id.label("number"),
            DeliveryRow.update_id,
            DeliveryRow.digest_id,
            DeliveryRow.kind.label("act"),
            DeliveryRow.attempts,
            DeliveryRow.revision,
            _post_of_edit().label("post"),
            _root().label("root"),
            plain(SubscriberRow),
        )
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
def _taken() -> Executable:
    """Marks deliveries as being sent."""
    table = plain(DeliveryRow)
    return (
        table.update()
        .where(table.c.id.in_(bindparam("numbers", expanding=True)))
        .values(state=DeliveryState.SENDING, claimed_at=bindparam("at"), attempts=table.c.attempts + 1)
    )


def _told(session: Session, rows: Sequence[Row[Any]]) -> dict[tuple[int | None, int | None], Update | Digest]:
    """What deliveries tell, by the numbers of the update and the digest."""
    updates = {row.update_id for row in rows if row.update_id is not None}
    digests = {row.digest_id for row in rows if row.digest_id is not None}
    told: dict[tuple[int | None, int | None], Update | Digest] = {}
    if updates:
        for row in session.scalars(select(UpdateRow).where(UpdateRow.id.in_(updates))):
            told[row.id, None] = update_of(row)
    if digests:
        for one in session.scalars(select(DigestRow).where(DigestRow.id.in_(digests))):
            told[None, one.id] = Digest(one.id, one.kind, one.since, one.until, one.strand)
    return told
