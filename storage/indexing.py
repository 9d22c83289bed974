"""What makes articles and events findable again (see `storage.recall`), and what is counted of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.columns import clean
from storage.keys import (
    EVERY_ARTICLE,
    LONGEST_KEY,
    bounded,
    profile_terms,
    study_terms,
    week_of,
    weeks_of,
)
from storage.originals import SHINGLES
from storage.prepared import Prepared, driven
from storage.records import Profile, Span, Study, Verdict
from storage.sql import insert_rows, plain
from storage.stems import search_stems
from storage.tables import EventRow, EventTermRow, OutletLineRow, ShingleRow, StatementRow, TermCountRow

NEWS = (Verdict.CORROBORATION, Verdict.DEVELOPMENT, Verdict.EVENT)
"""Verdicts whose articles speak for themselves; a duplicate repeats the words of another."""

INDEXED = 20_000
"""Characters of an article that are indexed: the longest reports have half as many; PostgreSQL takes 16,383 places."""


def index_article(session: Session, article_id: int, study: Study, verdict: Verdict) -> None:
    """Make the article findable, and count its terms and lines; copies would only count the same words again."""
    hashes = sorted(set(study.fingerprint.sketch[:SHINGLES]))
    insert_rows(session, ShingleRow, [(value, article_id) for value in hashes])
    if verdict not in NEWS:
        return
    _index(session, "article_search", article_id, study.title, study.article.text)
    # Sorted, so that two writers on PostgreSQL cannot deadlock.
    terms = sorted({EVERY_ARTICLE, *study_terms(study)})
    insert_rows(session, TermCountRow, [(term, 1) for term in terms], _once_more(TermCountRow))
    outlet = bounded(clean(study.article.outlet))
    # Furniture is short; a longer line is a paragraph, and too long to be looked up.
    lines = sorted({line for line in map(clean, study.lines) if len(line) <= LONGEST_KEY})
    insert_rows(session, OutletLineRow, [(outlet, line, 1) for line in lines], _once_more(OutletLineRow))


def index_event(session: Session, event_id: int, span: Span, profile: Profile) -> None:
    """Let the event be found by the profile's terms, in the weeks of what happened and of the report."""
    rows = sorted(event_terms(span, profile))
    insert_rows(session, EventTermRow, [(term, week, event_id) for term, week in rows])


def event_terms(span: Span, profile: Profile) -> set[tuple[str, int]]:
    """The terms and weeks by which a founder's profile lets an event of that time be found."""
    weeks = weeks_of(span) | {week_of(profile.published)}
    if profile.span is not None:
        weeks |= weeks_of(profile.span)
    return {(term, week) for term in profile_terms(profile) for week in weeks}


def _once_more(table: type[TermCountRow | OutletLineRow]) -> str:
    """Count one article more where a row is there already."""
    keys = ", ".join(column.name for column in table.__table__.primary_key)
    return f"({keys}) DO UPDATE SET articles = {table.__tablename__}.articles + 1"


# --- for readers who search -----------------------------------------------------------------------------------


_events, _said = plain(EventRow).c, plain(StatementRow).c
_TITLE = Prepared(
    select(_events.title).where(_events.id == bindparam("event"), _events.merged_into.is_(None))
)
_TOLD = Prepared(select(_said.text).where(_said.event_id == bindparam("event")).order_by(_said.ordinal))


def index_event_words(session: Session, event_id: int) -> None:
    """Let an event be found by its title and statements as they are now; a merged one is found no more."""
    session.flush()
    connection = session.connection()
    title = _TITLE.scalar(connection, event=event_id)
    _forget(session, "event_search", event_id)
    if title is not None:
        told = "\n".join(_TOLD.scalars(connection, event=event_id))
        _index(session, "event_search", event_id, title, told)


def index_article_words(session: Session, article_id: int, title: str, body: str) -> None:
    """Let an article be found by these words, and no longer by others."""
    _forget(session, "article_search", article_id)
    _index(session, "article_search", article_id, title, body)


def _index(session: Session, table: str, number: int, title: str, body: str) -> None:
    words = search_stems(title[:INDEXED]), search_stems(body[:INDEXED])
    if session.get_bind().dialect.name == "sqlite":
        statement = f"INSERT INTO {table} (rowid, title, body) VALUES (?, ?, ?)"  # noqa: S608 - our own names
        values: tuple[object, ...] = (number, *map(" ".join, words))
    else:
        statement = f"INSERT INTO {table} (id, words) VALUES (%s, CAST(%s AS tsvector))"  # noqa: S608 - our own names
        values = (number, _tsvector(*words))
    driven(session.connection(), statement, values).close()


def _forget(session: Session, table: str, number: int) -> None:
    key, place = ("rowid", "?") if session.get_bind().dialect.name == "sqlite" else ("id", "%s")
    statement = f"DELETE FROM {table} WHERE {key} = {place}"  # noqa: S608 - our own names
    driven(session.connection(), statement, (number,)).close()


def _tsvector(title: Iterable[str], body: Iterable[str]) -> str:
    """`'parliament':1A 'exit':2C`: places count from the title on, and the letter is the weight."""
    weighed = [(stem, "A") for stem in title] + [(stem, "C") for stem in body]
    return " ".join(
        f"'{stem}':{min(place, 16_383)}{weight}" for place, (stem, weight) in enumerate(weighed, 1)
    )
