"""Who is owed what about an event: posts of a new update, edits of posts already sent.

Both are one INSERT … SELECT inside the publishing transaction, so that fan-out is whole or absent.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam, case, literal, null, or_, select
from sqlalchemy.orm import Session

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


def owe_edits(session: Session, event_id: int, now: datetime) -> int:
    """Ask for an edit of the event's first posts, wherever one was sent or is being sent; how many they are.

    Posts that still wait need none: what is rendered is always the newest state. A post that is being sent may have
    been rendered before this change, so it gets its edit too. An edit asked for during an edit raises the revision;
    whoever settles the running one sees that and leaves it pending.
    """
    return affected(session, _edits(session.get_bind().dialect.name), {"of": event_id, "now": now})


@cache
def _edits(dialect: str) -> Executable:
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
            UpdateRow.kind == UpdateKind.NEW,
            DeliveryRow.kind == DeliveryKind.POST,
            or_(DeliveryRow.message_id.is_not(None), DeliveryRow.state == DeliveryState.SENDING),
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
