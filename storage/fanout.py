"""Who is owed what about an event: posts of a new update, edits of posts and digests already sent.

All are one INSERT … SELECT each inside the publishing transaction, so that fan-out is whole or absent.

A post is owed to the active subscribers whose strand and threshold let it through. It is `held` where its reader wants
silence, or more outlets than report the event so far; what it waits for stands in the subscriber's row, not in its own,
so that a changed setting counts at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session, aliased

from storage.holding import NOTHING_LEFT, outlets, silent
from storage.prepared import Prepared
from storage.records import (
    DeliveryKind,
    DeliveryState,
    DigestKind,
    Instant,
    StatementKind,
    UpdateKind,
)
from storage.sql import insert_into
from storage.tables import (
    DeliveryRow,
    DigestRow,
    EventStrandRow,
    StatementRow,
    SubscriberRow,
    UpdateRow,
)

DIGEST_EDITED_FOR = timedelta(hours=48)
"""How long a digest that was sent is kept true; after that nobody reads it again, the timeline does."""

_COLUMNS = ["update_id", "subscriber_id", "kind", "state", "attempts", "losses", "revision", "created_at"]
_NOW = bindparam("now", type_=DeliveryRow.created_at.type)
_EVENT = bindparam("event", type_=UpdateRow.event_id.type)
_TOLD = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.FOLDED)


# --- posts ---------------------------------------------------------------------------------------------------


def owe_posts(session: Session, update_id: int, now: datetime) -> int:
    """Owe an update to everybody it is meant for; how many they are.

    Its statements and its article's membership are in already: they tell how weighty it is, and how well attested.
    """
    told = session.get_one(UpdateRow, update_id)
    return _owe(session, told, now, replies=told.kind is UpdateKind.RETRACTION)


def owe_replies(session: Session, update_id: int, now: datetime) -> int:
    """Owe what an admin corrected or withdrew to the chats that were told of the event, and to no others; how many."""
    return _owe(session, session.get_one(UpdateRow, update_id), now, replies=True)


def _owe(session: Session, told: UpdateRow, now: datetime, *, replies: bool) -> int:
    if told.kind is UpdateKind.RETRACTION:
        _drop_untold(session, told.event_id)
    values = {
        "of": told.id,
        "event": told.event_id,
        "outlets": outlets(session, told.event_id),
        "weighty": told.kind is not UpdateKind.DEVELOPMENT or _contradicts(session, told.id),
        "replies": replies,
        "now": now,
    }
    connection = session.connection()
    return _posts(connection.dialect.name).run(connection, **values)


@cache
def _posts(dialect: str) -> Prepared:
    attested = SubscriberRow.min_sources <= bindparam("outlets", type_=Integer)
    held, pending = (
        literal(state, DeliveryRow.state.type) for state in (DeliveryState.HELD, DeliveryState.PENDING)
    )
    chosen = select(
        bindparam("of", type_=DeliveryRow.update_id.type),
        SubscriberRow.id,
        literal(DeliveryKind.POST, DeliveryRow.kind.type),
        case((and_(attested, ~silent(_NOW)), pending), else_=held),
        literal(0),
        literal(0),
        literal(0),
        _NOW,
    ).where(
        SubscriberRow.active,
        or_(
            SubscriberRow.instant == Instant.ALL,
            and_(SubscriberRow.instant == Instant.EVENTS, bindparam("weighty", type_=Boolean)),
        ),
        or_(SubscriberRow.strand.is_(None), _on_strand(SubscriberRow.strand)),
        or_(~bindparam("replies", type_=Boolean), _was_told()),
    )
    # On PostgreSQL a silence may be ending at this moment: then its end is waited for, and the row read anew. Read as it was
    # before, the post would be held for a silence that nobody ends any more.
    # In the order they subscribed: without one, PostgreSQL takes whatever lies first on disk.
    settled = chosen.order_by(SubscriberRow.id).with_for_update(read=True, key_share=True, of=SubscriberRow)
    return Prepared(insert_into(dialect, DeliveryRow).from_select(_COLUMNS, settled))


def _on_strand(strand: Any) -> ColumnElement[bool]:
    return exists().where(EventStrandRow.event_id == _EVENT, EventStrandRow.strand == strand)


def _was_told() -> ColumnElement[bool]:
    post, its_update = aliased(DeliveryRow), aliased(UpdateRow)
    return exists().where(
        post.subscriber_id == SubscriberRow.id,
        post.kind == DeliveryKind.POST,
        post.state.in_(_TOLD),
        its_update.id == post.update_id,
        its_update.event_id == _EVENT,
    )


def _drop_untold(session: Session, event_id: int) -> None:
    """Whoever has not been told of an event that is withdrawn need not hear of it, unless that is taken back."""
    its_updates = select(UpdateRow.id).where(UpdateRow.event_id == event_id)
    waiting = (
        update(DeliveryRow)
        .where(
            DeliveryRow.update_id.in_(its_updates),
            DeliveryRow.kind == DeliveryKind.POST,
            DeliveryRow.state.in_((DeliveryState.HELD, DeliveryState.PENDING)),
            DeliveryRow.attempts == 0,
        )
        .values(state=DeliveryState.DEAD, error=NOTHING_LEFT)
    )
    session.execute(waiting.execution_options(synchronize_session=False))


_CONTRADICTS = Prepared(
    select(
        exists().where(
            StatementRow.update_id == bindparam("of", type_=StatementRow.update_id.type),
            StatementRow.kind != StatementKind.FACT,
        )
    )
)


def _contradicts(session: Session, update_id: int) -> bool:
    """Whether a development denies or corrects something: that changes how the event stands."""
    return bool(_CONTRADICTS.scalar(session.connection(), of=update_id))


# --- edits ---------------------------------------------------------------------------------------------------


def posts_told(session: Session, event_ids: Iterable[int]) -> int:
    """How many posts about these events stand in chats."""
    query = (
        select(func.count())
        .select_from(DeliveryRow)
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(UpdateRow.event_id.in_(tuple(event_ids)), SubscriberRow.active, *_STANDS)
    )
    return session.scalar(query) or 0


def owe_edits(
    session: Session, event_id: int, now: datetime, *, replies_too: bool = False, digests: bool = True
) -> int:
    """Ask for an edit of the event's first posts, wherever one was sent or is being sent; how many they are.

    Posts that still wait need none: what is rendered is always the newest state. A post that is being sent may have
    been rendered before this change, so it gets its edit too. An edit asked for during an edit raises the revision;
    whoever settles the running one sees that and leaves it pending.

    Args:
        session: the transaction.
        event_id: what has changed.
        now: UTC.
        replies_too: also of what was posted about it later: developments, corrections.
        digests: also of the recent digests that tell the event; False: it changed in nothing that they say.
    """
    connection = session.connection()
    dialect, values = connection.dialect.name, {"event": event_id, "now": now}
    edits = _edits(dialect, replies_too=replies_too).run(connection, **values)
    if digests:
        edits += _digest_edits(dialect).run(connection, **values, recent=now - DIGEST_EDITED_FOR)
    return edits


def _edit_of(message: Any) -> list[Any]:
    return [
        message,
        DeliveryRow.subscriber_id,
        literal(DeliveryKind.EDIT, DeliveryRow.kind.type),
        literal(DeliveryState.PENDING, DeliveryRow.state.type),
        literal(0),
        literal(0),
        literal(1),
        _NOW,
    ]


_STANDS = (
    DeliveryRow.kind == DeliveryKind.POST,
    or_(DeliveryRow.message_id.is_not(None), DeliveryRow.state == DeliveryState.SENDING),
)


@cache
def _edits(dialect: str, *, replies_too: bool) -> Prepared:
    chosen = (
        select(*_edit_of(DeliveryRow.update_id))
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(
            UpdateRow.event_id == _EVENT,
            UpdateRow.kind.in_(UpdateKind if replies_too else (UpdateKind.NEW,)),
            *_STANDS,
            SubscriberRow.active,
        )
    )
    statement = insert_into(dialect, DeliveryRow).from_select(_COLUMNS, chosen)
    return _asked_again(statement, ["update_id", "subscriber_id", "kind"])


@cache
def _digest_edits(dialect: str) -> Prepared:
    within = exists().where(
        UpdateRow.event_id == _EVENT,
        UpdateRow.created_at > DigestRow.since,
        UpdateRow.created_at <= DigestRow.until,
    )
    folded = aliased(DeliveryRow)
    of_catch_up = exists().where(
        folded.folded_into == DigestRow.id, folded.update_id == UpdateRow.id, UpdateRow.event_id == _EVENT
    )
    periodic = and_(within, or_(DigestRow.strand.is_(None), _on_strand(DigestRow.strand)))
    chosen = (
        select(*_edit_of(DeliveryRow.digest_id))
        .join(DigestRow, DigestRow.id == DeliveryRow.digest_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(
            DigestRow.until > bindparam("recent", type_=DigestRow.until.type),
            case((DigestRow.kind == DigestKind.CATCH_UP, of_catch_up), else_=periodic),
            *_STANDS,
            SubscriberRow.active,
        )
    )
    statement = insert_into(dialect, DeliveryRow).from_select(["digest_id", *_COLUMNS[1:]], chosen)
    return _asked_again(statement, ["digest_id", "kind"])


def _asked_again(statement: sqlite.Insert, same: list[str]) -> Prepared:
    """What becomes of an edit that is asked for while another of the same message waits, runs or was made."""
    waiting = DeliveryRow.state == DeliveryState.PENDING
    running = DeliveryRow.state == DeliveryState.SENDING
    anew = statement.on_conflict_do_update(
        index_elements=same,
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
    return Prepared(anew)
