"""What makes articles and events findable again (see `storage.recall`), and what is counted of them."""

from __future__ import annotations

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
from storage.records import Profile, Span, Study, Verdict
from storage.sql import insert_rows
from storage.tables import EventRow, EventTermRow, OutletLineRow, ShingleRow, TermCountRow

NEWS = (Verdict.CORROBORATION, Verdict.DEVELOPMENT, Verdict.EVENT)
"""Verdicts whose articles speak for themselves; a duplicate repeats the words of another."""


def index_article(session: Session, article_id: int, study: Study, verdict: Verdict) -> None:
    """Make the article findable, and count its terms and lines; copies would only count the same words again."""
    hashes = sorted(set(study.fingerprint.sketch[:SHINGLES]))
    insert_rows(session, ShingleRow, [(value, article_id) for value in hashes])
    if verdict not in NEWS:
        return
    # Sorted, so that two writers on PostgreSQL cannot deadlock.
    terms = sorted({EVERY_ARTICLE, *study_terms(study)})
    insert_rows(session, TermCountRow, [(term, 1) for term in terms], _once_more(TermCountRow))
    outlet = bounded(clean(study.article.outlet))
    # Furniture is short; a longer line is a paragraph, and too long to be looked up.
    lines = sorted({line for line in map(clean, study.lines) if len(line) <= LONGEST_KEY})
    insert_rows(session, OutletLineRow, [(outlet, line, 1) for line in lines], _once_more(OutletLineRow))


def index_event(session: Session, event: EventRow, profile: Profile) -> None:
    """Let the event be found by the profile's terms, in the weeks of what happened and of the report."""
    span = Span(event.span_start, event.span_end, event.precision)
    weeks = weeks_of(span) | {week_of(profile.published)}
    if profile.span is not None:
        weeks |= weeks_of(profile.span)
    terms = sorted(profile_terms(profile))
    insert_rows(session, EventTermRow, [(term, week, event.id) for term in terms for week in sorted(weeks)])


def _once_more(table: type[TermCountRow | OutletLineRow]) -> str:
    """Count one article more where a row is there already."""
    keys = ", ".join(column.name for column in table.__table__.primary_key)
    return f"({keys}) DO UPDATE SET articles = {table.__tablename__}.articles + 1"
