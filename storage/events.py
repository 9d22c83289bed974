"""Rows of events turned into records, with their statements and sources: a fixed number of queries, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from storage.records import Brief, Change, Event, Pointer, Source, Span, Statement, Update, Verdict
from storage.tables import (
    ArticleRow,
    DecisionRow,
    EventRow,
    MemberRow,
    MentionRow,
    StatementRow,
    StatementSourceRow,
    UpdateRow,
)

EVENTS_AT_ONCE = 500  # loaded with one set of queries; databases bound a query's parameters


def shown() -> tuple[ColumnElement[bool], ...]:
    """What readers see: no event that another has taken up, none that waits for an admin, no background that tells nothing.

    A comment on nothing known is filed as such background.
    """
    told = exists().where(StatementRow.event_id == EventRow.id).correlate(EventRow)
    return EventRow.merged_into.is_(None), EventRow.withheld.is_(False), EventRow.background.is_(False) | told


def load_events(session: Session, query: Select[EventRow], *, waiting: bool = False) -> list[Event]:
    """The events a query of rows finds, in its order.

    Args:
        session: the transaction.
        query: of rows.
        waiting: with what waits for an admin, and nobody else sees.
    """
    rows = session.scalars(query).all()
    parts = (rows[at : at + EVENTS_AT_ONCE] for at in range(0, len(rows), EVENTS_AT_ONCE))
    return [event for part in parts for event in _events(session, part, waiting=waiting)]


def load_briefs(session: Session, query: Select[EventRow]) -> list[Brief]:
    """The events a query of rows finds, in its order, as lists show them."""
    rows = session.scalars(query).all()
    counts: dict[int, int] = {}
    for at in range(0, len(rows), EVENTS_AT_ONCE):
        numbers = [row.id for row in rows[at : at + EVENTS_AT_ONCE]]
        counted = session.execute(_counted(), {"numbers": numbers})
        counts |= {event: several or every for event, several, every in counted}
    return [
        Brief(row.id, span_of(row), row.title, row.lang, row.status, counts.get(row.id, 0)) for row in rows
    ]


def span_of(row: EventRow) -> Span:
    """When it happened."""
    return Span(row.span_start, row.span_end, row.precision)


def pointer(row: EventRow) -> Pointer:
    """What is shown of an event that another one points to."""
    return row.id, span_of(row), row.title, row.lang


def update_of(row: UpdateRow) -> Update:
    """An update, with what it tells where an admin has corrected something."""
    line = row.change
    change = None if line is None else Change(line.at, line.what, line.before, line.after)
    return Update(row.id, row.event_id, row.kind, row.created_at, row.article_id, row.note, change)


def _events(session: Session, rows: Sequence[EventRow], *, waiting: bool) -> Iterator[Event]:
    numbers = [row.id for row in rows]
    statements, sources = _statements(session, numbers, waiting=waiting), _sources(session, numbers)
    others = _pointers(session, [n for row in rows for n in (row.follows_event_id, row.merged_into) if n])
    for row in rows:
        yield Event(
            id=row.id,
            span=span_of(row),
            title=row.title,
            lang=row.lang,
            status=row.status,
            background=row.background,
            first_reported=row.first_reported,
            last_reported=row.last_reported,
            statements=tuple(statements[row.id]),
            sources=tuple(sources[row.id]),
            follows=others.get(row.follows_event_id or 0),
            merged_into=others.get(row.merged_into or 0),
            note=row.note,
            pinned=row.pinned_at is not None,
            withheld=row.withheld,
        )


def _statements(session: Session, numbers: Sequence[int], *, waiting: bool) -> dict[int, list[Statement]]:
    """The statements of each event, in order, with the articles that say them."""
    articles: dict[int, list[int]] = defaultdict(list)
    for statement_id, article_id in session.execute(_cited(), {"numbers": numbers}):
        articles[statement_id].append(article_id)
    found: dict[int, list[Statement]] = defaultdict(list)
    for row in session.execute(_worded(waiting=waiting), {"numbers": numbers}):
        statement = Statement(row.id, row.text, row.kind, row.lang, tuple(articles[row.id]), row.update_id)
        found[row.event_id].append(statement)
    return found


# These are built once: building them took longer than asking the database.
_NUMBERS: BindParameter[Sequence[int]] = bindparam("numbers", expanding=True)


@cache
def _cited() -> Select[int, int]:
    return (
        select(StatementSourceRow.statement_id, StatementSourceRow.article_id)
        .join(StatementRow, StatementRow.id == StatementSourceRow.statement_id)
        .where(StatementRow.event_id.in_(_NUMBERS))
        .order_by(StatementSourceRow.article_id)
    )


@cache
def _worded(*, waiting: bool) -> Executable:
    query = (
        select(
            StatementRow.id,
            StatementRow.event_id,
            StatementRow.text,
            StatementRow.kind,
            StatementRow.lang,
            StatementRow.update_id,
        )
        .outerjoin(UpdateRow, UpdateRow.id == StatementRow.update_id)
        .where(StatementRow.event_id.in_(_NUMBERS))
        .order_by(StatementRow.event_id, StatementRow.ordinal)
    )
    if waiting:
        return query
    # Without what an admin has not let through yet, or has refused.
    return query.where(or_(UpdateRow.id.is_(None), UpdateRow.approved.is_(True)))


def _sources(session: Session, numbers: Sequence[int]) -> dict[int, list[Source]]:
    """The articles behind each event, in order of publication."""
    found: dict[int, list[Source]] = defaultdict(list)
    for row in session.execute(_told(), {"numbers": numbers}):
        found[row.event_id].append(_source(row))
    return found


@cache
def _told() -> Executable:
    """Column by column: an article's text and sketch are most of its row, and nobody here reads them."""
    behind = _behind()
    return (
        select(
            behind.c.event_id,
            ArticleRow.id,
            ArticleRow.external_id,
            ArticleRow.url,
            ArticleRow.outlet,
            ArticleRow.perspective,
            ArticleRow.title,
            ArticleRow.published,
            ArticleRow.timed,
            ArticleRow.lang,
            ArticleRow.image,
            DecisionRow.verdict,
            DecisionRow.event_id.is_distinct_from(behind.c.event_id).label("in_passing"),
        )
        .join(ArticleRow, ArticleRow.id == behind.c.article_id)
        .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
        .order_by(ArticleRow.published, ArticleRow.id)
    )


@cache
def _counted() -> Executable:
    """How many articles stand behind each event: those that confirm it, and all."""
    behind = _behind()
    # Copies confirm nothing, nor does who only speaks of it.
    confirms = and_(DecisionRow.verdict != Verdict.DUPLICATE, DecisionRow.event_id == behind.c.event_id)
    own = func.count(case((confirms, 1)))
    return (
        select(behind.c.event_id, own, func.count())
        .join(DecisionRow, DecisionRow.article_id == behind.c.article_id)
        .group_by(behind.c.event_id)
    )


def _behind() -> Subquery:
    """The articles of each event: its members, and those that only tell of it in passing."""
    members = select(MemberRow.event_id, MemberRow.article_id).where(MemberRow.event_id.in_(_NUMBERS))
    cited = (
        select(StatementRow.event_id, StatementSourceRow.article_id)
        .join(StatementRow, StatementRow.id == StatementSourceRow.statement_id)
        .where(StatementRow.event_id.in_(_NUMBERS))
    )
    mentions = select(MentionRow.event_id, MentionRow.article_id).where(MentionRow.event_id.in_(_NUMBERS))
    return union(members, cited, mentions).subquery()


def _source(row: Row[tuple[object, ...]]) -> Source:
    return Source(
        article_id=row.id,
        external_id=row.external_id,
        url=row.url,
        outlet=row.outlet,
        perspective=row.perspective,
        title=row.title,
        published=row.published,
        timed=row.timed,
        lang=row.lang,
        verdict=row.verdict,
        image=row.image,
        in_passing=bool(row.in_passing),
    )


def _pointers(session: Session, numbers: Sequence[int]) -> dict[int, Pointer]:
    rows = session.scalars(select(EventRow).where(EventRow.id.in_(numbers))) if numbers else ()
    return {row.id: pointer(row) for row in rows}
