"""What the outcomes of sends make of deliveries, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, and_, bindparam, case, delete, update
from sqlalchemy.orm import Session

from storage import subscribers
from storage.records import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from storage.sql import plain
from storage.tables import DeliveryRow, SubscriberRow

LOST_PAUSE = timedelta(seconds=30)
"""Before a delivery whose answer was lost is sent again: long enough for a server to come back."""

LONGEST_LOST_PAUSE = timedelta(hours=1)
"""Where the doubling of that pause ends, for edits, which never give up."""


def settle_all(session: Session, outcomes: Sequence[tuple[Delivery, Outcome]], now: datetime) -> None:
    """Write outcomes into the deliveries' rows, and what follows from them into their neighbours.

    Args:
        session: the transaction.
        outcomes: how sends ended; each delivery as it was claimed.
        now: UTC.
    """
    sent = [
        {
            "number": delivery.id,
            "claimed": delivery.revision,
            "message": outcome.message_id,
            "why": outcome.error,
            "at": now,
        }
        for delivery, outcome in outcomes
        if outcome.kind is OutcomeKind.SENT
    ]
    if sent:
        session.connection().execute(_SENT, sent)
    told = [
        {"told": number, "reader": delivery.subscriber.id}
        for delivery, outcome in outcomes
        for number in sorted(outcome.told_too)
    ]
    if told:
        session.connection().execute(_TOLD_TOO, told)
    for delivery, outcome in outcomes:
        if outcome.kind is not OutcomeKind.SENT:
            row = session.get(DeliveryRow, delivery.id, with_for_update=True)
            if row is not None:
                _settle(session, row, outcome, now)
    # Some may have left during the send, and are owed again what was not sent, or was to be edited meanwhile.
    due_again = {delivery.subscriber.id for delivery, outcome in outcomes if not _over(delivery, outcome)}
    if due_again:
        session.flush()
        subscribers.bury(session, SubscriberRow.id.in_(due_again))


def _over(delivery: Delivery, outcome: Outcome) -> bool:
    """Whether nothing more is owed by this delivery: so nearly all of them end."""
    return outcome.kind is OutcomeKind.SENT and delivery.kind is DeliveryKind.POST


def _settle(session: Session, row: DeliveryRow, outcome: Outcome, now: datetime) -> None:
    row.error = outcome.error
    match outcome.kind:
        case OutcomeKind.RETRY:
            row.state, row.not_before = DeliveryState.PENDING, outcome.not_before
        case OutcomeKind.LOST:
            _lost(session, row, now)
        case OutcomeKind.DEAD:
            row.state = DeliveryState.DEAD
            _drop_edit(session, row)
        case OutcomeKind.CHAT_GONE:
            row.state = DeliveryState.DEAD
            subscribers.disable(session, row.subscriber_id, outcome.error or "the chat is gone")
        case OutcomeKind.MIGRATED:
            _migrated(session, row, outcome)
        case OutcomeKind.MISSING:
            _missing(session, row)
    session.flush()


def _marked_sent() -> Update:
    """Nearly all outcomes are this one, so it is one statement. A newer revision was asked for during the edit."""
    table = plain(DeliveryRow)
    changed = and_(table.c.kind == DeliveryKind.EDIT, table.c.revision != bindparam("claimed"))
    return (
        table.update()
        .where(table.c.id == bindparam("number"))
        .values(
            state=case((changed, DeliveryState.PENDING), else_=DeliveryState.SENT),
            message_id=case(
                (table.c.kind == DeliveryKind.POST, bindparam("message")), else_=table.c.message_id
            ),
            sent_at=bindparam("at"),
            error=bindparam("why"),
            not_before=None,
            losses=0,
        )
    )


_SENT = _marked_sent()


def _marked_told() -> Update:
    """What a message told beside its own news is not told again, unless it is already on its way."""
    table = plain(DeliveryRow)
    return (
        table.update()
        .where(
            table.c.update_id == bindparam("told"),
            table.c.subscriber_id == bindparam("reader"),
            table.c.kind == DeliveryKind.POST,
            table.c.state.in_((DeliveryState.HELD, DeliveryState.PENDING)),
            table.c.attempts == 0,
        )
        .values(state=DeliveryState.FOLDED)
    )


_TOLD_TOO = _marked_told()


def _lost(session: Session, row: DeliveryRow, now: datetime) -> None:
    """The answer was lost, so perhaps the message was sent.

    A post is sent once more; if that answer is lost too, it stays `uncertain`, for an admin. Sending on would fill
    the chat with copies, dropping it at once would lose posts. An edit repeats freely, at growing distances.
    """
    row.losses += 1
    if row.kind is DeliveryKind.POST and row.losses > 1:
        row.state = DeliveryState.UNCERTAIN
        _drop_edit(session, row)
    else:
        pause = LOST_PAUSE * 2 ** min(row.losses - 1, 10)
        row.state, row.not_before = DeliveryState.PENDING, now + min(pause, LONGEST_LOST_PAUSE)


def _migrated(session: Session, row: DeliveryRow, outcome: Outcome) -> None:
    """The chat has a new id: everything of it moves there, and this post is sent there.

    An edit is dropped with the others: the message it would edit has another number there.
    """
    chat = session.get_one(SubscriberRow, row.subscriber_id)
    if outcome.new_chat_id is None:
        raise ValueError("a migration needs the new chat's id")
    row.state, row.not_before = DeliveryState.PENDING, None
    session.flush()
    subscribers.migrate(session, chat.chat_id, outcome.new_chat_id)


def _missing(session: Session, row: DeliveryRow) -> None:
    """The message to edit is gone: the post is due again, in the newest state."""
    session.execute(
        update(DeliveryRow)
        .where(*_beside(row), DeliveryRow.kind == DeliveryKind.POST)
        .values(state=DeliveryState.PENDING, message_id=None, sent_at=None, not_before=None, losses=0)
    )
    session.delete(row)


def _drop_edit(session: Session, row: DeliveryRow) -> None:
    """A post that will not be sent has no edits."""
    if row.kind is DeliveryKind.POST:
        session.execute(delete(DeliveryRow).where(*_beside(row), DeliveryRow.kind == DeliveryKind.EDIT))


def _beside(row: DeliveryRow) -> list[ColumnElement[bool]]:
    """What else is owed of the same message: of a post its edit, of an edit its post."""
    same = (
        DeliveryRow.digest_id == row.digest_id
        if row.digest_id is not None
        else DeliveryRow.update_id == row.update_id
    )
    return [same, DeliveryRow.subscriber_id == row.subscriber_id]
