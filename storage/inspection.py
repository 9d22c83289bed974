"""A look into every table: is the file whole, does every row point to something, does everything that is told have a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Select, exists, func, select, text
from sqlalchemy.orm import Session

from storage.database import Database
from storage.errors import StorageError
from storage.records import DeliveryState
from storage.tables import (
    ArticleRow,
    Base,
    DecisionRow,
    DeliveryRow,
    EntryRow,
    EntryState,
    EventRow,
    MemberRow,
    StatementRow,
    StatementSourceRow,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, whether it is in order, and what was seen."""

    name: str
    ok: bool
    detail: str


def inspect(database: Database, now: datetime) -> list[Finding]:
    """Read the whole database; minutes for a large one. Nothing is changed.

    Args:
        database: migrated.
        now: UTC, for the age of what waits.
    """
    looks: tuple[tuple[str, Callable[[Session], Finding]], ...] = (
        ("integrity", _whole),
        ("references", _references),
        ("sources", _sourced),
        ("decisions", _decided),
        ("outbox", partial(_waiting, now=now)),
    )
    findings = []
    for name, look in looks:
        try:
            with database.read() as session:
                findings.append(look(session))
        except StorageError as error:  # what is damaged cannot all be read; the rest is looked at
            findings.append(Finding(name, False, str(error)))
    return findings


def _whole(session: Session) -> Finding:
    """SQLite's own check of every page and index; PostgreSQL's is that every row of every table can be read."""
    if session.get_bind().dialect.name == "sqlite":
        said = session.scalars(text("PRAGMA integrity_check(5)")).all()
        return Finding("integrity", said == ["ok"], "; ".join(said))
    rows = sum(
        session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables
    )
    return Finding("integrity", True, f"all {rows} rows can be read")


def _references(session: Session) -> Finding:
    """Rows that point to nothing. PostgreSQL never lets them in."""
    if session.get_bind().dialect.name != "sqlite":
        return Finding("references", True, "kept by the database")
    broken = session.execute(text("PRAGMA foreign_key_check")).all()
    first = f"; the first: a row of {broken[0][0]} points to nothing in {broken[0][2]}" if broken else ""
    return Finding("references", not broken, f"{len(broken)} broken{first}")


def _sourced(session: Session) -> Finding:
    """Sentences without an article, events without either: neither may be told."""
    sources = exists().where(StatementSourceRow.statement_id == StatementRow.id)
    bare = _count(session, select(func.count()).select_from(StatementRow).where(~sources))
    members = exists().where(MemberRow.event_id == EventRow.id)
    statements = exists().where(StatementRow.event_id == EventRow.id)
    empty = _count(
        session,
        select(func.count())
        .select_from(EventRow)
        .where(~members, ~statements, EventRow.merged_into.is_(None)),
    )
    return Finding(
        "sources", not bare and not empty, f"{bare} sentences without an article, {empty} events without any"
    )


def _decided(session: Session) -> Finding:
    """Articles without a verdict, and entries that were set aside because judging them failed."""
    verdict = exists().where(DecisionRow.article_id == ArticleRow.id)
    open_ = _count(session, select(func.count()).select_from(ArticleRow).where(~verdict))
    poisoned = _count(
        session, select(func.count()).select_from(EntryRow).where(EntryRow.state == EntryState.POISONED)
    )
    return Finding(
        "decisions", not open_, f"{open_} articles without a verdict, {poisoned} entries set aside"
    )


def _waiting(session: Session, now: datetime) -> Finding:
    """What is owed, how long, and what an admin should decide."""
    waiting = session.execute(
        select(func.count(), func.min(DeliveryRow.created_at)).where(
            DeliveryRow.state == DeliveryState.PENDING
        )
    ).one()
    uncertain = _count(
        session,
        select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state == DeliveryState.UNCERTAIN),
    )
    count, oldest = waiting
    age = f", the oldest for {(now - oldest).total_seconds() / 60:.0f} minutes" if oldest else ""
    return Finding("outbox", True, f"{count} waiting{age}; {uncertain} uncertain, for an admin")


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0
