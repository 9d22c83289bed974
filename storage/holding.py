"""What holds posts back, and lets them go: a reader's silence, or too few outlets that report the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from storage.records import DeliveryKind, DeliveryState, Verdict
from storage.sql import affected
from storage.tables import ArticleRow, DecisionRow, DeliveryRow, MemberRow, SubscriberRow, UpdateRow


def is_news() -> ColumnElement[bool]:
    """Posts of updates: what may be held back. Edits notify nobody, and a digest comes at the hour that was chosen."""
    return and_(DeliveryRow.kind == DeliveryKind.POST, DeliveryRow.update_id.is_not(None))


def silent(now: Any) -> ColumnElement[bool]:
    """Whether a subscriber wants silence: until `storage.digests.Digests.wake` has looked at its end, late or not.

    Args:
        now: UTC, or a bound parameter for it.
    """
    return and_(SubscriberRow.silent_from.is_not(None), SubscriberRow.silent_from <= now)


def attested() -> ColumnElement[bool]:
    """Of a delivery joined with its update and subscriber: whether enough outlets report the event."""
    return or_(SubscriberRow.min_sources <= 1, SubscriberRow.min_sources <= _outlets(UpdateRow.event_id))


def outlets(session: Session, event_id: int) -> int:
    """How many outlets report an event; who prints another's text confirms nothing."""
    return session.scalar(select(_outlets(bindparam("event"))), {"event": event_id}) or 0


def _outlets(event_id: Any) -> ColumnElement[int]:
    return (
        select(func.count(ArticleRow.outlet.distinct()))
        .join(MemberRow, MemberRow.article_id == ArticleRow.id)
        .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
        .where(MemberRow.event_id == event_id, DecisionRow.verdict != Verdict.DUPLICATE)
        .scalar_subquery()
    )


def release(session: Session, now: datetime, *of: ColumnElement[bool]) -> int:
    """Let go of held posts that need wait no longer.

    Args:
        session: the transaction.
        now: UTC.
        of: which, in terms of `UpdateRow` and `SubscriberRow`.

    Returns:
        How many they are.
    """
    ready = (
        select(DeliveryRow.id)
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(DeliveryRow.state == DeliveryState.HELD, ~silent(now), attested(), *of)
    )
    statement = update(DeliveryRow).where(DeliveryRow.id.in_(ready)).values(state=DeliveryState.PENDING)
    return affected(session, statement.execution_options(synchronize_session=False))
