"""The timeline as a calendar after RFC 5545: an all-day entry an event, as long as its date is uncertain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from bot.export.identity import urn
from storage.records import Event, EventStatus

STATUS = {EventStatus.DISPUTED: "TENTATIVE", EventStatus.RETRACTED: "CANCELLED"}
FOLD = 75  # octets a line, RFC 5545 section 3.1
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def calendar(events: Iterable[Event], story: str) -> Iterator[str]:
    """The calendar, piece by piece, with CRLF.

    Args:
        events: in any order.
        story: the calendar's name; entries of one story keep their identity from export to export.
    """
    yield _lines(
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dateline//Timeline//EN", f"X-WR-CALNAME:{_text(story)}"
    )
    for event in events:
        yield _entry(event, story)
    yield _lines("END:VCALENDAR")


def _entry(event: Event, story: str) -> str:
    said = [statement.text for statement in event.statements]
    cited = [f"{source.outlet}: {source.url}" for source in event.sources]
    link = [f"URL:{event.sources[0].url}"] if event.sources else []
    return _lines(
        "BEGIN:VEVENT",
        f"UID:{urn(story, event.id).removeprefix('urn:uuid:')}",
        f"DTSTAMP:{_moment(event.last_reported)}",
        f"DTSTART;VALUE=DATE:{_day(event.span.start)}",
        f"DTEND;VALUE=DATE:{_day(_after(event.span.end))}",
        f"SUMMARY:{_text(event.title)}",
        f"DESCRIPTION:{_text(chr(10).join([*said, '', *cited]))}",
        *link,
        f"STATUS:{STATUS.get(event.status, 'CONFIRMED')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _after(day: date) -> date:
    """The end of an all-day entry is the day after it."""
    return day + timedelta(days=1) if day < date.max else day


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")  # strftime leaves out the zeros of early years


def _moment(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{_day(utc.date())}T{utc:%H%M%S}Z"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return CONTROL.sub("", escaped.replace("\n", "\\n"))


def _lines(*lines: str) -> str:
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """Broken where the octets of the next character would not fit; no character is cut."""
    pieces, room = [""], FOLD
    for character in CONTROL.sub("", line):
        size = len(character.encode())
        if size > room:
            pieces.append("")
            room = FOLD - 1  # the blank that continues a line counts
        pieces[-1] += character
        room -= size
    return "\r\n ".join(pieces)
