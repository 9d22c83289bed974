"""The shapes of the JSON that leaves Dateline: one dictionary for a decision, an event, a feed.

Times are ISO 8601 in UTC with `Z`; where only the day is known, the day alone; days are `YYYY-MM-DD`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storage.records import DecisionRecord, Event, Feed, Precision, Source, Span, Statement

Row = dict[str, Any]
DAYS_OF_A_WEEK = 7


def stamp(moment: datetime, *, timed: bool = True) -> str:
    """A time as the exports write it: `2024-06-12T17:39:00Z`, or `2024-06-12` where only the day is known."""
    utc = moment.astimezone(UTC)
    return utc.isoformat().replace("+00:00", "Z") if timed else utc.date().isoformat()


def decision(record: DecisionRecord) -> Row:
    """The verdict on one article; `of` is the article that a duplicate repeats."""
    return {
        "id": record.external_id,
        "article": record.article_id,
        "url": record.url,
        "title": record.title,
        "lang": record.lang,
        "published": stamp(record.published, timed=record.timed),
        "verdict": record.verdict.value,
        "event": record.event_id,
        "of": record.duplicate_of,
        "relevance": record.relevance,
        "match": record.match,
        "reasons": list(record.reasons),
    }


def event(event: Event) -> Row:
    """One entry of the timeline; `date_end` is there when the event took, or may lie within, more than one day.

    Of a week the first and last day are given, and as precision the finest of day, month and year that holds: a month.
    """
    span = event.span
    return {
        "event": event.id,
        "date": span.start.isoformat(),
        "date_end": span.end.isoformat() if span.end > span.start else None,
        "precision": _precision(span).value,
        "title": event.title,
        "lang": event.lang,
        "status": event.status.value,
        "background": event.background,
        "first_reported": stamp(event.first_reported),
        "statements": [_statement(statement) for statement in event.statements],
        "sources": [_source(source) for source in event.sources],
    }


def _precision(span: Span) -> Precision:
    """How exactly the first day is known: what happened "last week" need not have happened on its Monday."""
    week = span.start.weekday() == 0 and (span.end - span.start).days + 1 == DAYS_OF_A_WEEK
    return Precision.MONTH if week and span.precision is Precision.DAY else span.precision


def feed(feed: Feed) -> Row:
    """A feed with its health."""
    return {
        "feed": feed.id,
        "url": feed.url,
        "outlet": feed.outlet,
        "title": feed.title,
        "lang": feed.lang,
        "perspective": feed.perspective,
        "state": feed.state.value,
        "last_polled": stamp(feed.last_polled_at) if feed.last_polled_at else None,
        "last_success": stamp(feed.last_success_at) if feed.last_success_at else None,
        "failures": feed.failures,
        "error": feed.last_error,
    }


def flat(row: Row) -> Row:
    """A row for a spreadsheet: lists in one cell, of a statement its text, of a source its address."""
    return {
        key: " | ".join(map(_cell, value)) if isinstance(value, list) else value for key, value in row.items()
    }


def _cell(item: Any) -> str:
    return str(item.get("text") or item.get("url") if isinstance(item, dict) else item)


def _statement(statement: Statement) -> Row:
    return {"text": statement.text, "kind": statement.kind.value, "articles": list(statement.article_ids)}


def _source(source: Source) -> Row:
    return {
        "article": source.article_id,
        "id": source.external_id,
        "url": source.url,
        "outlet": source.outlet,
        "title": source.title,
        "published": stamp(source.published, timed=source.timed),
        "lang": source.lang,
    }
