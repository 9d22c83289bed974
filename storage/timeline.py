"""The timeline, read back: events with their statements and sources, months, searches, counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, extract, func, select, union
from sqlalchemy.orm import Session

from storage.database import Database
from storage.keys import search_words
from storage.records import Event, Source, Span, Statement, Update, Verdict
from storage.tables import (
    ArticleRow,
    DecisionRow,
    EventRow,
    MemberRow,
    StatementRow,
    StatementSourceRow,
    UpdateRow,
)

EVENTS_AT_ONCE = 500  # loaded with one set of queries; databases bound a query's parameters
MOST_WORDS = 10  # of a search; more do not narrow it, they only cost


class Timeline:
    """The events of a database, as readers see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(
        self,
        since: date | None = None,
        until: date | None = None,
        background: bool | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        newest_first: bool = False,
    ) -> list[Event]:
        """Events in order of date.

        Args:
            since: nothing that ended before this day.
            until: nothing that began after this day.
            background: only events known from later articles (True), only the others (False), all (None).
            limit: how many at most; None: all.
            offset: how many to pass over first.
            newest_first: the latest date first.
        """
        order: tuple[ColumnElement[date] | ColumnElement[int], ...] = (
            EventRow.span_start.expression,
            EventRow.span_end.expression,
            EventRow.id.expression,
        )
        query = (
            select(EventRow)
            .where(*_between(since, until, background))
            .order_by(*(column.desc() if newest_first else column.asc() for column in order))
            .limit(limit)
            .offset(offset or None)
        )
        return self._load(query)

    def count(
        self, since: date | None = None, until: date | None = None, background: bool | None = None
    ) -> int:
        """How many events `events` would give without a limit."""
        query = select(func.count()).select_from(EventRow).where(*_between(since, until, background))
        with self._database.read() as session:
            return session.scalar(query) or 0

    def event(self, event_id: int) -> Event | None:
        """One event."""
        found = self._load(select(EventRow).where(EventRow.id == event_id))
        return found[0] if found else None

    def months(self, background: bool | None = None) -> list[tuple[int, int, int]]:
        """The months in which events began: (year, month, number of events), in order."""
        year, month = extract("year", EventRow.span_start), extract("month", EventRow.span_start)
        query = (
            select(year, month, func.count())
            .where(*_between(None, None, background))
            .group_by(year, month)
            .order_by(year, month)
        )
        with self._database.read() as session:
            return [(int(y), int(m), count) for y, m, count in session.execute(query)]

    def latest(self, limit: int) -> list[Event]:
        """The events reported last, the latest first; background events are not news."""
        query = (
            select(EventRow)
            .where(EventRow.background.is_(False))
            .order_by(EventRow.last_reported.desc(), EventRow.id.desc())
            .limit(limit)
        )
        return self._load(query)

    def search(self, words: str, limit: int) -> list[Event]:
        """Events that have all the words, or words that begin so, in title or statements; the latest date first.

        Case does not matter, in any script. Without a word nothing is found.
        """
        wanted = search_words(words).split()[:MOST_WORDS]
        if not wanted:
            return []
        query = (
            select(EventRow)
            .where(*(EventRow.words.contains(f" {word}", autoescape=True) for word in wanted))
            .order_by(EventRow.span_start.desc(), EventRow.id.desc())
            .limit(limit)
        )
        return self._load(query)

    def update(self, update_id: int) -> Update | None:
        """One update."""
        with self._database.read() as session:
            row = session.get(UpdateRow, update_id)
            if row is None:
                return None
            return Update(row.id, row.event_id, row.kind, row.created_at, row.article_id)

    def counts(self) -> dict[str, int]:
        """Figures to show.

        Returns:
            `articles`, `outlets` (of articles on the story), `events`, `background` (of these events), `statements`,
            and the articles by verdict.
        """
        verdicts = select(DecisionRow.verdict, func.count()).group_by(DecisionRow.verdict)
        with self._database.read() as session:
            by_verdict = dict(session.execute(verdicts).all())
            outlets = (
                select(func.count(ArticleRow.outlet.distinct()))
                .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
                .where(DecisionRow.verdict != Verdict.IRRELEVANT)
            )
            background = select(func.count()).where(EventRow.background)
            return {
                "articles": sum(by_verdict.values()),
                "outlets": session.scalar(outlets) or 0,
                "events": session.scalar(select(func.count()).select_from(EventRow)) or 0,
                "background": session.scalar(background) or 0,
                "statements": session.scalar(select(func.count()).select_from(StatementRow)) or 0,
                **{verdict.value: by_verdict.get(verdict, 0) for verdict in Verdict},
            }

    def _load(self, query: Select[EventRow]) -> list[Event]:
        with self._database.read() as session:
            rows = session.scalars(query).all()
            parts = (rows[at : at + EVENTS_AT_ONCE] for at in range(0, len(rows), EVENTS_AT_ONCE))
            return [event for part in parts for event in _events(session, part)]


def _events(session: Session, rows: Sequence[EventRow]) -> Iterator[Event]:
    """The events of some rows, with a fixed number of queries."""
    numbers = [row.id for row in rows]
    statements, sources = _statements(session, numbers), _sources(session, numbers)
    before = _before(session, [row.follows_event_id for row in rows if row.follows_event_id])
    for row in rows:
        yield Event(
            id=row.id,
            span=_span(row),
            title=row.title,
            lang=row.lang,
            status=row.status,
            background=row.background,
            first_reported=row.first_reported,
            last_reported=row.last_reported,
            statements=tuple(statements[row.id]),
            sources=tuple(sources[row.id]),
            follows=before.get(row.follows_event_id or 0),
        )


def _between(since: date | None, until: date | None, background: bool | None) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if since is not None:
        chosen.append(EventRow.span_end >= since)
    if until is not None:
        chosen.append(EventRow.span_start <= until)
    if background is not None:
        chosen.append(EventRow.background.is_(background))
    return chosen


def _span(row: EventRow) -> Span:
    return Span(row.span_start, row.span_end, row.precision)


def _statements(session: Session, numbers: Sequence[int]) -> dict[int, list[Statement]]:
    """The statements of each event, in order, with the articles that say them."""
    cited = (
        select(StatementSourceRow.statement_id, StatementSourceRow.article_id)
        .join(StatementRow, StatementRow.id == StatementSourceRow.statement_id)
        .where(StatementRow.event_id.in_(numbers))
        .order_by(StatementSourceRow.article_id)
    )
    articles: dict[int, list[int]] = defaultdict(list)
    for statement_id, article_id in session.execute(cited):
        articles[statement_id].append(article_id)
    query = (
        select(StatementRow)
        .where(StatementRow.event_id.in_(numbers))
        .order_by(StatementRow.event_id, StatementRow.ordinal)
    )
    found: dict[int, list[Statement]] = defaultdict(list)
    for row in session.scalars(query):
        statement = Statement(row.id, row.text, row.kind, row.lang, tuple(articles[row.id]), row.update_id)
        found[row.event_id].append(statement)
    return found


def _sources(session: Session, numbers: Sequence[int]) -> dict[int, list[Source]]:
    """The articles behind each event: its members, and those that only tell of it in passing."""
    members = select(MemberRow.event_id, MemberRow.article_id).where(MemberRow.event_id.in_(numbers))
    cited = (
        select(StatementRow.event_id, StatementSourceRow.article_id)
        .join(StatementRow, StatementRow.id == StatementSourceRow.statement_id)
        .where(StatementRow.event_id.in_(numbers))
    )
    behind = union(members, cited).subquery()
    query = (
        select(behind.c.event_id, ArticleRow, DecisionRow.verdict)
        .join(ArticleRow, ArticleRow.id == behind.c.article_id)
        .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
        .order_by(ArticleRow.published, ArticleRow.id)
    )
    found: dict[int, list[Source]] = defaultdict(list)
    for event_id, article, verdict in session.execute(query):
        found[event_id].append(_source(article, verdict))
    return found


def _source(article: ArticleRow, verdict: Verdict) -> Source:
    return Source(
        article_id=article.id,
        external_id=article.external_id,
        url=article.url,
        outlet=article.outlet,
        perspective=article.perspective,
        title=article.title,
        published=article.published,
        timed=article.timed,
        lang=article.lang,
        verdict=verdict,
    )


def _before(session: Session, numbers: Sequence[int]) -> dict[int, tuple[int, Span, str]]:
    """What is shown of the events that others follow."""
    rows = session.scalars(select(EventRow).where(EventRow.id.in_(numbers)))
    return {row.id: (row.id, _span(row), row.title) for row in rows}
