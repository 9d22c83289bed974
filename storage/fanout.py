"""Who is owed what about an event: posts of a new update, edits of posts already sent.

Both are one INSERT … SELECT inside the publishing transaction, so that fan-out is whole or absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Executable, and_, bindparam, case, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from storage.records import DeliveryKind, DeliveryState, UpdateKind
from storage.sql import affected, insert_into
from storage.tables import DeliveryRow, SubscriberRow, UpdateRow

_COLUMNS = ["update_id", "subscriber_id", "kind", "state", "attempts", "losses", "revision", "created_at"]


def owe_posts(session: Session, update_id: int, now: datetime) -> int:
    """Owe an update to every active subscriber; how many they are."""
    return affected(session, _posts(session.get_bind().dialect.name), {"of": update_id, "now": now})


@cache
def _posts(dialect: str) -> Executable:
    chosen = select(
        bindparam("of", type_=DeliveryRow.update_id.type),
        SubscriberRow.id,
        literal(DeliveryKind.POST, DeliveryRow.kind.type),
        literal(DeliveryState.PENDING, DeliveryRow.state.type),
        literal(0),
        literal(0),
        literal(0),
        bindparam("now", type_=DeliveryRow.created_at.type),
    ).where(SubscriberRow.active)
    return insert_into(dialect, DeliveryRow).from_select(_COLUMNS, chosen)


def owe_replies(session: Session, update_id: int, now: datetime) -> int:
    """Owe what an admin corrected or withdrew to the chats that were told of the event, and to no others; how many."""
    return affected(session, _replies(session.get_bind().dialect.name), {"of": update_id, "now": now})


@cache
def _replies(dialect: str) -> Executable:
    told, its_update, ours = aliased(DeliveryRow), aliased(UpdateRow), aliased(UpdateRow)
    chosen = (
        select(
            bindparam("of", type_=DeliveryRow.update_id.type),
            SubscriberRow.id,
            literal(DeliveryKind.POST, DeliveryRow.kind.type),
            literal(DeliveryState.PENDING, DeliveryRow.state.type),
            literal(0),
            literal(0),
            literal(0),
            bindparam("now", type_=DeliveryRow.created_at.type),
        )
        .distinct()
        .join(told, told.subscriber_id == SubscriberRow.id)
        .join(its_update, its_update.id == told.update_id)
        .join(ours, ours.event_id == its_update.event_id)
        .where(SubscriberRow.active, ours.id == bindparam("of"), _has_been_told(told))
    )
    return insert_into(dialect, DeliveryRow).from_select(_COLUMNS, chosen)


def posts_told(session: Session, event_ids: Iterable[int]) -> int:
    """How many posts about these events stand in chats."""
    query = (
        select(func.count())
        .select_from(DeliveryRow)
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(UpdateRow.event_id.in_(tuple(event_ids)), SubscriberRow.active, _has_been_told(DeliveryRow))
    )
    return session.scalar(query) or 0


def _has_been_told(delivery: type[DeliveryRow]) -> ColumnElement[bool]:
    """The post stands in its chat, or is just being sent."""
    return and_(
        delivery.kind == DeliveryKind.POST,
        or_(delivery.message_id.is_not(None), delivery.state == DeliveryState.SENDING),
    )


def owe_edits(session: Session, event_id: int, now: datetime, *, replies_too: bool = False) -> int:
    """Ask for an edit of the event's first posts, wherever one was sent or is being sent; how many they are.

    With `replies_too` also of what was posted about it later: developments, corrections.

    Posts that still wait need none: what is rendered is always the newest state. A post that is being sent may have
    been rendered before this change, so it gets its edit too. An edit asked for during an edit raises the revision;
    whoever settles the running one sees that and leaves it pending.
    """
    statement = _edits(session.get_bind().dialect.name, replies_too=replies_too)
    return affected(session, statement, {"of": event_id, "now": now})


@cache
def _edits(dialect: str, *, replies_too: bool) -> Executable:
    chosen = (
        select(
            DeliveryRow.update_id,
            DeliveryRow.subscriber_id,
            literal(DeliveryKind.EDIT, DeliveryRow.kind.type),
            literal(DeliveryState.PENDING, DeliveryRow.state.type),
            literal(0),
            literal(0),
            literal(1),
            bindparam("now", type_=DeliveryRow.created_at.type),
        )
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(
            UpdateRow.event_id == bindparam("of"),
            UpdateRow.kind.in_(UpdateKind if replies_too else (UpdateKind.NEW,)),
            _has_been_told(DeliveryRow),
            SubscriberRow.active,
        )
    )
    statement = insert_into(dialect, DeliveryRow).from_select(_COLUMNS, chosen)
    waiting = DeliveryRow.state == DeliveryState.PENDING
    running = DeliveryRow.state == DeliveryState.SENDING
    return statement.on_conflict_do_update(
        index_elements=["update_id", "subscriber_id", "kind"],
        set_={
            "revision": DeliveryRow.revision + 1,
            "state": case((running, DeliveryRow.state), else_=statement.excluded.state),
            "attempts": case((running, DeliveryRow.attempts), else_=0),
            "losses": 0,
            "error": null(),
            "created_at": case((waiting, DeliveryRow.created_at), else_=statement.excluded.created_at),
            "sent_at": null(),
        },
    )
