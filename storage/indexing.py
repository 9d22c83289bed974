"""What makes articles and events findable again (see `storage.recall`), and what is counted of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

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
from storage.recall import SHINGLES
from storage.records import Profile, Span, Study, Verdict
from storage.sql import insert
from storage.tables import Base, EventRow, EventTermRow, OutletLineRow, ShingleRow, TermCountRow

NEWS = (Verdict.CORROBORATION, Verdict.DEVELOPMENT, Verdict.EVENT)
"""Verdicts whose articles speak for themselves; a duplicate repeats the words of another."""


def index_article(session: Session, article_id: int, study: Study, verdict: Verdict) -> None:
    """Make the article findable, and count its terms and lines; copies would only count the same words again."""
    hashes = sorted(set(study.fingerprint.sketch[:SHINGLES]))
    insert_new(session, ShingleRow, ({"shingle": value, "article_id": article_id} for value in hashes))
    if verdict not in NEWS:
        return
    terms = {EVERY_ARTICLE, *study_terms(study)}
    _count(session, TermCountRow, ({"term": term} for term in sorted(terms)))
    outlet = bounded(clean(study.article.outlet))
    # Furniture is short; a longer line is a paragraph, and too long to be looked up.
    lines = {line for line in map(clean, study.lines) if len(line) <= LONGEST_KEY}
    _count(session, OutletLineRow, ({"outlet": outlet, "line": line} for line in sorted(lines)))


def index_event(session: Session, event: EventRow, profile: Profile) -> None:
    """Let the event be found by the profile's terms, in the weeks of what happened and of the report."""
    span = Span(event.span_start, event.span_end, event.precision)
    weeks = weeks_of(span) | {week_of(profile.published)}
    if profile.span is not None:
        weeks |= weeks_of(profile.span)
    rows = (
        {"term": term, "week": week, "event_id": event.id}
        for term in sorted(profile_terms(profile))
        for week in sorted(weeks)
    )
    insert_new(session, EventTermRow, rows)


def insert_new(session: Session, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert those rows that are not there yet.

    One statement for many rows of parameters: a VALUES list of another length each time is compiled each time, which
    took most of a publication.
    """
    if some := list(rows):
        session.execute(insert(session, table).on_conflict_do_nothing(), some)


def _count(
    session: Session, table: type[TermCountRow | OutletLineRow], keys: Iterable[Mapping[str, str]]
) -> None:
    """Count one article more for each key. Sorted keys, so that two writers on PostgreSQL cannot deadlock."""
    more = insert(session, table).on_conflict_do_update(
        index_elements=list(table.__table__.primary_key), set_={"articles": table.articles + 1}
    )
    if some := [{**key, "articles": 1} for key in keys]:
        session.execute(more, some)
