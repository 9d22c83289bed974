"""What leaves Dateline, in every format, read back by the readers of that format."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export import formats, markdown
from bot.export.kinds import FORMATS, Format, Kind
from storage.records import (
    DecisionRecord,
    Event,
    EventStatus,
    Feed,
    FeedState,
    Precision,
    Source,
    Span,
    Statement,
    StatementKind,
    Verdict,
)

NOW = datetime(2024, 7, 1, 8, 0, tzinfo=UTC)
NOON = datetime(2024, 6, 12, 12, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = '=1+1, «ОДКБ»; <b>&amp;</b> \\ "x" #*_[a](b)\x0b 😀'


def decision(**changes: Any) -> DecisionRecord:
    values: dict[str, Any] = {
        "article_id": 3,
        "external_id": "imported-3",
        "url": "https://example.org/3",
        "title": "Treaty frozen",
        "outlet": "Example Post",
        "lang": "en",
        "published": NOON,
        "timed": True,
        "verdict": Verdict.DEVELOPMENT,
        "event_id": 2,
        "duplicate_of": None,
        "relevance": 0.9,
        "match": 0.41,
        "reasons": ("names the alliance", "a new number: 68"),
        "decided_at": NOW,
    }
    return DecisionRecord(**(values | changes))


def source(article_id: int = 3, **changes: Any) -> Source:
    values: dict[str, Any] = {
        "article_id": article_id,
        "external_id": None,
        "url": f"https://example.org/{article_id}?a=1&b=2",
        "outlet": "Example Post",
        "perspective": "western",
        "title": "Treaty frozen",
        "published": NOON,
        "timed": False,
        "lang": "en",
        "verdict": Verdict.EVENT,
    }
    return Source(**(values | changes))


def event(event_id: int = 2, **changes: Any) -> Event:
    values: dict[str, Any] = {
        "id": event_id,
        "span": Span(date(2024, 6, 12), date(2024, 6, 12)),
        "title": "The government freezes the treaty",
        "lang": "en",
        "status": EventStatus.REPORTED,
        "background": False,
        "first_reported": NOON,
        "last_reported": NOW,
        "statements": (
            Statement(1, "The treaty was frozen on 12 June.", StatementKind.FACT, "en", (3, 4), None),
            Statement(2, "It was not, says the minister.", StatementKind.DENIAL, "en", (4,), None),
        ),
        "sources": (source(3), source(4, timed=True)),
    }
    return Event(**(values | changes))


def feed(**changes: Any) -> Feed:
    values: dict[str, Any] = {
        "id": 1,
        "url": "https://example.org/feed?a=1&b=2",
        "outlet": "Example Post",
        "lang": "en",
        "perspective": "western",
        "title": None,
        "state": FeedState.ACTIVE,
        "etag": None,
        "last_modified": None,
        "next_poll_at": NOW,
        "last_polled_at": NOW,
        "last_success_at": None,
        "failures": 2,
        "last_error": "answers 403",
        "created_at": NOW,
    }
    return Feed(**(values | changes))


def timeline(shape: Format, *events: Event) -> str:
    return "".join(formats.timeline(events, shape, "The treaty", NOW))


def test_a_decision_has_the_promised_shape() -> None:
    (line,) = formats.decisions([decision()], Format.JSONL)
    assert json.loads(line) == {
        "id": "imported-3",
        "article": 3,
        "url": "https://example.org/3",
        "title": "Treaty frozen",
        "lang": "en",
        "published": "2024-06-12T12:00:00Z",
        "verdict": "development",
        "event": 2,
        "of": None,
        "relevance": 0.9,
        "match": 0.41,
        "reasons": ["names the alliance", "a new number: 68"],
    }


def test_where_only_the_day_is_known_only_the_day_is_written() -> None:
    (line,) = formats.decisions([decision(timed=False)], Format.JSONL)
    assert json.loads(line)["published"] == "2024-06-12"


def test_decisions_are_streamed() -> None:
    def endless() -> Iterator[DecisionRecord]:
        while True:
            yield decision()

    for shape in FORMATS[Kind.DECISIONS]:
        pieces = formats.decisions(endless(), shape)
        assert [bool(next(pieces)) for _ in range(3)] == [True] * 3


def test_an_event_has_the_promised_shape() -> None:
    (row,) = json.loads(timeline(Format.JSON, event()))
    assert row == {
        "event": 2,
        "date": "2024-06-12",
        "date_end": None,
        "precision": "day",
        "title": "The government freezes the treaty",
        "lang": "en",
        "status": "reported",
        "background": False,
        "first_reported": "2024-06-12T12:00:00Z",
        "statements": [
            {"text": "The treaty was frozen on 12 June.", "kind": "fact", "articles": [3, 4]},
            {"text": "It was not, says the minister.", "kind": "denial", "articles": [4]},
        ],
        "sources": [
            {
                "article": 3,
                "id": None,
                "url": "https://example.org/3?a=1&b=2",
                "outlet": "Example Post",
                "title": "Treaty frozen",
                "published": "2024-06-12",
                "lang": "en",
            },
            {
                "article": 4,
                "id": None,
                "url": "https://example.org/4?a=1&b=2",
                "outlet": "Example Post",
                "title": "Treaty frozen",
                "published": "2024-06-12T12:00:00Z",
                "lang": "en",
            },
        ],
    }


def test_a_range_has_both_its_days() -> None:
    june = Span(date(2024, 6, 1), date(2024, 6, 30), Precision.MONTH)
    (row,) = json.loads(timeline(Format.JSON, event(span=june)))
    assert (row["date"], row["date_end"], row["precision"]) == ("2024-06-01", "2024-06-30", "month")


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        (date(2024, 6, 3), date(2024, 6, 9), "month"),  # "last week"
        (date(2024, 6, 4), date(2024, 6, 10), "day"),  # a meeting of seven days
        (date(2024, 6, 8), date(2024, 6, 9), "day"),
    ],
)
def test_a_week_is_not_said_to_be_known_to_the_day(first: date, last: date, precision: str) -> None:
    (row,) = json.loads(timeline(Format.JSON, event(span=Span(first, last))))
    assert (row["date"], row["date_end"], row["precision"]) == (
        first.isoformat(),
        last.isoformat(),
        precision,
    )


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_and_json_lines_say_the_same(count: int) -> None:
    events = [event(n) for n in range(count)]
    array = json.loads(timeline(Format.JSON, *events))
    lines = [json.loads(line) for line in timeline(Format.JSONL, *events).splitlines()]
    assert array == lines
    assert len(array) == count


def test_csv_is_read_back_and_starts_no_formula() -> None:
    text = "".join(formats.decisions([decision(title=NASTY), decision(title="two\nlines")], Format.CSV))
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert first["title"] == f"'{NASTY}"
    assert second["title"] == "two\nlines"
    assert first["reasons"] == "names the alliance | a new number: 68"
    assert first["of"] == ""
    (row,) = csv.DictReader(io.StringIO(timeline(Format.CSV, event()), newline=""))
    assert row["statements"] == "The treaty was frozen on 12 June. | It was not, says the minister."
    assert row["sources"] == "https://example.org/3?a=1&b=2 | https://example.org/4?a=1&b=2"
    (row,) = csv.DictReader(io.StringIO("".join(formats.feeds([feed()], Format.CSV, "s")), newline=""))
    assert (row["url"], row["error"], row["failures"]) == (
        "https://example.org/feed?a=1&b=2",
        "answers 403",
        "2",
    )


def test_markdown_dates_cites_and_marks() -> None:
    retracted = event(
        5, status=EventStatus.RETRACTED, span=Span(date(2023, 5, 1), date(2023, 5, 31), Precision.MONTH)
    )
    page = timeline(Format.MD, retracted, event(background=True, sources=(source(3, title=NASTY), source(4))))
    assert page.startswith(
        "# The treaty\n\n## 2023\n\n- **May 2023** · ~~The government freezes the treaty~~ (retracted)"
    )
    assert "\n## 2024\n\n- **12 June 2024** · The government freezes the treaty (background)" in page
    assert r"  The treaty was frozen on 12 June. \[1\] \[2\]" in page
    assert r"  *denial:* It was not, says the minister. \[2\]" in page
    assert "](<https://example.org/3?a=1&b=2>), 2024-06-12" in page
    assert r"\<b\>\&amp;" in page


@pytest.mark.parametrize(
    "text", ["1. one", "- one", "+ one", "# one", "> one", "two\n\n# lines", "`a` *b* [c](d)"]
)
def test_no_headline_becomes_markup(text: str) -> None:
    shown = markdown.escape(text)
    assert "\n" not in shown
    assert re.sub(r"\\(.)", "", shown).strip(" onetwlisabcd1") == ""


def unfolded(text: str) -> list[str]:
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_the_calendar_has_whole_days_and_stable_names() -> None:
    three_days = Span(date(2024, 6, 30), date(2024, 7, 2))
    lines = unfolded(timeline(Format.ICS, event(span=three_days, status=EventStatus.RETRACTED)))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20240630" in lines
    assert "DTEND;VALUE=DATE:20240703" in lines
    assert "DTSTAMP:20240701T080000Z" in lines
    assert "STATUS:CANCELLED" in lines
    again = unfolded(timeline(Format.ICS, event(title="Renamed"), event(3)))
    names = [line for line in [*lines, *again] if line.startswith("UID:")]
    assert names[0] == names[1] != names[2]


@given(st.text(), st.text())
def test_any_text_is_one_property_of_the_calendar(title: str, said: str) -> None:
    told = (Statement(1, said, StatementKind.FACT, "en", (3,), None),)
    lines = unfolded(timeline(Format.ICS, event(title=title, statements=told)))
    names = [re.split("[:;]", line)[0] for line in lines]
    assert names == [
        *(
            "BEGIN",
            "VERSION",
            "PRODID",
            "X-WR-CALNAME",
            "BEGIN",
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SUMMARY",
        ),
        *("DESCRIPTION", "URL", "STATUS", "TRANSP", "END", "END"),
    ]
    summary = lines[9].removeprefix("SUMMARY:")
    plain = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], summary)
    assert plain == re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", "", title)


def test_the_atom_feed_is_read_by_a_feed_reader() -> None:
    older = event(1, last_reported=NOON, title=NASTY, status=EventStatus.DISPUTED)
    parsed = feedparser.parse(timeline(Format.ATOM, older, event()).encode())
    assert not parsed.bozo
    assert parsed.feed.title == "The treaty"
    assert parsed.feed.updated == "2024-07-01T08:00:00Z"
    newest, nasty = parsed.entries
    assert newest.title == "2024-06-12: The government freezes the treaty"
    assert newest.link == "https://example.org/3?a=1&b=2"
    assert "The treaty was frozen on 12 June." in newest.content[0].value
    root = ET.fromstring(timeline(Format.ATOM, older))
    title = root.find(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    assert title.text == f"2024-06-12: {NASTY} (disputed)".replace("\x0b", "")
    assert newest.id != nasty.id


def test_an_empty_timeline_is_still_a_document() -> None:
    assert json.loads(timeline(Format.JSON)) == []
    assert timeline(Format.JSONL) == ""
    assert timeline(Format.MD) == "# The treaty\n"
    assert unfolded(timeline(Format.ICS))[-1] == "END:VCALENDAR"
    assert feedparser.parse(timeline(Format.ATOM).encode()).feed.updated == "2024-07-01T08:00:00Z"


def test_opml_lists_what_can_be_subscribed_to() -> None:
    gone = feed(id=2, url="https://example.org/gone", state=FeedState.GONE)
    (text,) = formats.feeds([feed(title="A & B\x00"), gone], Format.OPML, "The treaty")
    (outline,) = ET.fromstring(text).iter("outline")
    assert outline.attrib == {
        "type": "rss",
        "text": "A & B",
        "title": "A & B",
        "xmlUrl": "https://example.org/feed?a=1&b=2",
        "description": "Example Post",
        "language": "en",
        "category": "western",
    }


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("shape", Format)
def test_every_kind_is_written_in_its_formats_and_refused_in_others(kind: Kind, shape: Format) -> None:
    def export() -> str:
        match kind:
            case Kind.DECISIONS:
                return "".join(formats.decisions([decision()], shape))
            case Kind.TIMELINE:
                return timeline(shape, event())
            case Kind.FEEDS:
                return "".join(formats.feeds([feed()], shape, "The treaty"))

    if shape in FORMATS[kind]:
        assert "example.org" in export()
    else:
        with pytest.raises(ValueError, match=shape):
            export()
