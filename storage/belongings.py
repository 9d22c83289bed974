"""The rows that belong to an event, and handing them over to another: for merging and splitting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.journal import Journal
from storage.sql import plain
from storage.tables import (
    DecisionRow,
    EventRow,
    EventStrandRow,
    EventTermRow,
    MemberRow,
    MentionRow,
    StatementRow,
    StatementSourceRow,
    UpdateRow,
)

Owned = TypeVar(
    "Owned", DecisionRow, EventStrandRow, EventTermRow, MemberRow, MentionRow, StatementRow, UpdateRow
)
Ordered = TypeVar("Ordered", MemberRow, StatementRow)


def of(session: Session, kind: type[Owned], event: EventRow) -> list[Owned]:
    """The rows of a kind that belong to an event, in their order."""
    order = getattr(kind, "ordinal", None)
    keys = [order] if order is not None else list(plain(kind).primary_key)
    return list(session.scalars(select(kind).where(kind.event_id == event.id).order_by(*keys)))


def sources_of(session: Session, statement: StatementRow) -> list[StatementSourceRow]:
    """The articles that say a statement."""
    query = select(StatementSourceRow).where(StatementSourceRow.statement_id == statement.id)
    return list(session.scalars(query.order_by(StatementSourceRow.article_id)))


def last_ordinal(session: Session, kind: type[Ordered], event: EventRow) -> int | None:
    """The place of the event's last row of a kind; None: it has none."""
    return session.scalar(select(func.max(kind.ordinal)).where(kind.event_id == event.id))


def append(journal: Journal, rows: Sequence[Ordered], event: EventRow, last: int | None) -> None:
    """The rows belong to the event now, behind what it has."""
    for ordinal, row in enumerate(rows, start=0 if last is None else last + 1):
        journal.change(row, event_id=event.id, ordinal=ordinal)
