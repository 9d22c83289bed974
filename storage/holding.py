"""What holds posts back, and lets them go: a reader's silence, or too few outlets that report the event."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from storage.prepared import Prepared
from storage.records import DeliveryKind, DeliveryState, Verdict
from storage.sql import affected
from storage.tables import ArticleRow, DecisionRow, DeliveryRow, MemberRow, SubscriberRow, UpdateRow

NOTHING_LEFT = "nothing is left to say"
"""Why a delivery is dead whose event was withdrawn, or taken up by another, before it was sent: an admin's undoing revives
it."""

UNCONFIRMED = "no further outlet confirmed it in time"
"""Why a delivery is dead that waited for another outlet."""

CONFIRMED_WITHIN = timedelta(days=7)
"""How long a post waits for the outlets its reader wants: what nobody else reports in a week, the weekly digest has told as
it stands, and a post would pass for news."""


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
    return int(_OUTLETS.scalar(session.connection(), event=event_id))


def _outlets(event_id: Any) -> ColumnElement[int]:
    return (
        select(func.count(ArticleRow.outlet.distinct()))
        .join(MemberRow, MemberRow.article_id == ArticleRow.id)
        .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
        .where(MemberRow.event_id == event_id, DecisionRow.verdict != Verdict.DUPLICATE)
        .scalar_subquery()
    )


_OUTLETS = Prepared(select(_outlets(bindparam("event", type_=MemberRow.event_id.type))))


def release(session: Session, now: datetime, *of: ColumnElement[bool]) -> int:
    """Let go of held posts that need wait no longer.

    Args:
        session: the transaction.
        now: UTC.
        of: which, in terms of `UpdateRow` and `SubscriberRow`.

    Returns:
        How many they are.
    """
    return affected(session, _releasing(now, *of).execution_options(synchronize_session=False))


def _releasing(now: Any, *of: ColumnElement[bool]) -> Update:
    ready = (
        select(DeliveryRow.id)
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(DeliveryRow.state == DeliveryState.HELD, ~silent(now), attested(), *of)
    )
    return update(DeliveryRow).where(DeliveryRow.id.in_(ready)).values(state=DeliveryState.PENDING)


_OF_EVENT = UpdateRow.event_id == bindparam("event", type_=UpdateRow.event_id.type)
_RELEASE = Prepared(_releasing(bindparam("now", type_=DeliveryRow.created_at.type), _OF_EVENT))


def release_event(session: Session, event_id: int, now: datetime) -> int:
    """Let go of the held posts about an event that need wait no longer; how many they are."""
    return _RELEASE.run(session.connection(), event=event_id, now=now)


def lapse(session: Session, now: datetime) -> int:
    """Let go of what waited too long for another outlet: it is sent to nobody; how many posts.

    A post that waits for the end of a silence as well is left to that: the catch-up counts it.
    """
    late = (
        select(DeliveryRow.id)
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(DeliveryRow.state == DeliveryState.HELD, DeliveryRow.created_at < now - CONFIRMED_WITHIN)
        .where(~silent(now), ~attested())
    )
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(late))
        .values(state=DeliveryState.DEAD, error=UNCONFIRMED)
    )
    return affected(session, statement.execution_options(synchronize_session=False))
