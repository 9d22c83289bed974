"""What can be exported in which format. The first format of a kind is its default."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What can be exported."""

    DECISIONS = "decisions"
    TIMELINE = "timeline"
    FEEDS = "feeds"


class Format(StrEnum):
    """How it is written."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    ICS = "ics"
    ATOM = "atom"
    OPML = "opml"


FORMATS = {
    Kind.DECISIONS: (Format.JSONL, Format.JSON, Format.CSV),
    Kind.TIMELINE: (Format.JSON, Format.JSONL, Format.CSV, Format.MD, Format.ICS, Format.ATOM),
    Kind.FEEDS: (Format.JSON, Format.JSONL, Format.CSV, Format.OPML),
}
