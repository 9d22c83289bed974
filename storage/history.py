"""What has become of events: what is new since a moment, what changed about one, what led to it, who said what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, case, cast, exists, func, select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.events import pointer, shown, update_of
from storage.records import Change, Pointer, Update, UpdateKind
from storage.tables import (
    ArticleRow,
    EventChangeRow,
    EventRow,
    EventStrandRow,
    MemberRow,
    StatementRow,
    TermCountRow,
    UpdateRow,
)

CHAIN = 5
"""Events shown before and after one: what led to it, not the whole story."""

NEWEST_SAID = 400
"""Sentences that are looked through for one speaker: more than a reader leafs through."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what was told of it in a time: `new` where it was told at all for the first time."""

    event_id: int
    kind: UpdateKind


@dataclass(frozen=True, slots=True)
class Past:
    """An event's own history and its neighbours."""

    changes: tuple[Change, ...]  # oldest first
    updates: tuple[Update, ...]  # oldest first
    before: tuple[Pointer, ...]  # what led to it, oldest first
    after: tuple[Pointer, ...]  # what followed, oldest first


@dataclass(frozen=True, slots=True)
class Naming:
    """A sentence of the timeline that names somebody."""

    statement_id: int
    event_id: int
    day: date
    text: str
    lang: str


class History:
    """The pasts of a database's events."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def told(self, since: datetime, until: datetime, strand: str | None = None) -> list[Told]:
        """The events of which something was told in a time, each once, the one told of last at the end.

        Args:
            since: not included.
            until: included.
            strand: only events on this strand; None: all.
        """
        weight = case(
            {UpdateKind.NEW: 3, UpdateKind.RETRACTION: 2, UpdateKind.CORRECTION: 1},
            value=UpdateRow.kind,
            else_=0,
        )
        query = (
            select(UpdateRow.event_id, func.max(weight))
            .join(EventRow, EventRow.id == UpdateRow.event_id)
            .where(UpdateRow.created_at > since, UpdateRow.created_at <= until)
            .where(UpdateRow.approved.is_(True), *shown())
            .group_by(UpdateRow.event_id)
            .order_by(func.max(UpdateRow.created_at), func.max(UpdateRow.id))
        )
        if strand is not None:
            on_it = exists().where(EventStrandRow.event_id == EventRow.id, EventStrandRow.strand == strand)
            query = query.where(on_it)
        with self._database.read() as session:
            return [Told(number, _KINDS[most]) for number, most in session.execute(query)]

    def of(self, event_id: int) -> Past:
        """What has become of one event."""
        with self._database.read() as session:
            changes = (
                select(EventChangeRow).where(EventChangeRow.event_id == event_id).order_by(EventChangeRow.id)
            )
            updates = (
                select(UpdateRow)
                .where(UpdateRow.event_id == event_id, UpdateRow.approved.is_(True))
                .order_by(UpdateRow.created_at, UpdateRow.id)
            )
            return Past(
                changes=tuple(Change(c.at, c.what, c.before, c.after) for c in session.scalars(changes)),
                updates=tuple(map(update_of, session.scalars(updates))),
                before=tuple(reversed(_before(session, event_id))),
                after=tuple(_after(session, event_id)),
            )

    def naming(self, concept: str) -> list[Naming]:
        """The newest `NEWEST_SAID` sentences that name a concept, in order of their events' dates."""
        named = cast(StatementRow.concepts, String).contains(f'"{concept}"', autoescape=True)
        query = (
            select(
                StatementRow.id,
                StatementRow.event_id,
                EventRow.span_start,
                StatementRow.text,
                StatementRow.lang,
            )
            .join(EventRow, EventRow.id == StatementRow.event_id)
            .where(named, *shown())
            .order_by(EventRow.span_start.desc(), EventRow.id.desc(), StatementRow.ordinal.desc())
            .limit(NEWEST_SAID)
        )
        with self._database.read() as session:
            return [Naming(*row) for row in reversed(session.execute(query).all())]

    def of_perspective(self, perspective: str, limit: int, offset: int) -> list[int]:
        """The events that outlets of a perspective report, the latest date first."""
        theirs = (
            exists()
            .where(MemberRow.event_id == EventRow.id, ArticleRow.perspective == perspective)
            .where(ArticleRow.id == MemberRow.article_id)
        )
        query = (
            select(EventRow.id)
            .where(theirs, *shown())
            .order_by(EventRow.span_start.desc(), EventRow.id.desc())
            .limit(limit)
            .offset(offset)
        )
        with self._database.read() as session:
            return list(session.scalars(query))

    def named_most(self, concepts: Sequence[str], limit: int) -> list[str]:
        """Those of the concepts that most articles name, the most named first."""
        terms = [f"c:{concept}" for concept in concepts]
        query = (
            select(TermCountRow.term)
            .where(TermCountRow.term.in_(terms))
            .order_by(TermCountRow.articles.desc(), TermCountRow.term)
            .limit(limit)
        )
        with self._database.read() as session:
            return [term.removeprefix("c:") for term in session.scalars(query)]


_KINDS = (UpdateKind.DEVELOPMENT, UpdateKind.CORRECTION, UpdateKind.RETRACTION, UpdateKind.NEW)
"""By the weight they have: of several things told of an event the heaviest names it."""


def _before(session: Session, event_id: int) -> list[Pointer]:
    """The chain of events this one follows, the nearest first."""
    found: list[Pointer] = []
    seen = {event_id}
    number = session.scalar(select(EventRow.follows_event_id).where(EventRow.id == event_id))
    while number is not None and number not in seen and len(found) < CHAIN:
        seen.add(number)
        row = session.scalar(select(EventRow).where(EventRow.id == number, *shown()))
        if row is None:
            break
        found.append(pointer(row))
        number = row.follows_event_id
    return found


def _after(session: Session, event_id: int) -> list[Pointer]:
    """The events that follow this one, the earliest first, and where there is but one, what follows that."""
    found: dict[int, Pointer] = {}
    number = event_id
    while len(found) < CHAIN:
        following = (
            select(EventRow)
            .where(EventRow.follows_event_id == number, EventRow.id != event_id, *shown())
            .order_by(EventRow.span_start, EventRow.id)
            .limit(CHAIN - len(found))
        )
        new = {row.id: pointer(row) for row in session.scalars(following) if row.id not in found}
        found |= new
        if len(new) != 1:
            break
        (number,) = new
    return list(found.values())
