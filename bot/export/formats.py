"""What is exported, written in the format that was chosen (`bot.export.kinds` has the choices)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.chat.catalogue import DEFAULT, Catalogue
from bot.export import ics, markdown, markup, rows, tables
from bot.export.kinds import Format
from bot.export.rows import Row
from storage.records import DecisionRecord, Event, Feed

DECISION_COLUMNS = (
    *("id", "article", "url", "title", "lang", "published"),
    *("verdict", "event", "of", "relevance", "match", "reasons"),
)
EVENT_COLUMNS = (
    *("event", "date", "date_end", "precision", "title", "lang", "status", "background"),
    *("first_reported", "statements", "sources"),
)
FEED_COLUMNS = (
    *("feed", "url", "outlet", "title", "lang", "perspective", "state"),
    *("last_polled", "last_success", "failures", "error"),
)


def decisions(records: Iterable[DecisionRecord], shape: Format) -> Iterator[str]:
    """The decisions, streamed.

    Raises:
        ValueError: they are not written in that format.
    """
    return _tabular(map(rows.decision, records), shape, DECISION_COLUMNS)


def timeline(events: Iterable[Event], shape: Format, story: str, now: datetime) -> Iterator[str]:
    """The timeline.

    Args:
        events: ordered by date.
        shape: one of its formats.
        story: the story's name for readers.
        now: UTC.

    Raises:
        ValueError: it is not written in that format.
    """
    match shape:
        case Format.MD:
            return markdown.markdown(events, story, Catalogue.for_language(DEFAULT))
        case Format.ICS:
            return ics.calendar(events, story)
        case Format.ATOM:
            return iter([markup.atom(events, story, now)])
        case _:
            return _tabular(map(rows.event, events), shape, EVENT_COLUMNS)


def feeds(listed: Iterable[Feed], shape: Format, story: str) -> Iterator[str]:
    """The feeds with their health, or as a subscription list.

    Raises:
        ValueError: they are not written in that format.
    """
    if shape is Format.OPML:
        return iter([markup.opml(listed, story)])
    return _tabular(map(rows.feed, listed), shape, FEED_COLUMNS)


def _tabular(table: Iterable[Row], shape: Format, columns: tuple[str, ...]) -> Iterator[str]:
    match shape:
        case Format.JSONL:
            return tables.jsonl(table)
        case Format.JSON:
            return tables.json_array(table)
        case Format.CSV:
            return tables.csv_table(table, columns)
        case _:
            raise ValueError(f"this is not written as {shape}")
