"""The line on four weeks of an invented story, told by eleven outlets in three languages.

`tests/data/stream` holds its topic, its reports in the order of their publication, and for each what an editor of a
timeline would make of it: the event it is of (null: none), the day of that event, and its role:

first    the first report of an event            same     another, with nothing that readers must hear again
adds     another, with something they must       copy     the same text, at most slightly edited
comment  analysis, retrospective, list of news   other    not the story

What the line is known to get wrong is named: it may get less wrong than that, and nothing else.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.editorial.concepts import Lexicon
from bot.importing import parse_line
from bot.judgement import take_in
from bot.seeds import load_topic
from storage.archive import Archive
from storage.database import Database
from storage.records import Event, Published
from storage.timeline import Timeline

STREAM = Path(__file__).parent / "data" / "stream"


@dataclass(frozen=True, slots=True)
class Report:
    """What an editor makes of a report, and what the line made of it."""

    id: str
    event: str | None
    role: str
    date: str | None
    came_to: Published

    @property
    def posted(self) -> bool:
        """Whether readers were told."""
        return self.came_to.update_id is not None


@dataclass(frozen=True, slots=True)
class Stream:
    """All reports in order, and the events they came to."""

    reports: tuple[Report, ...]
    events: Mapping[int, Event]

    def having(self, *roles: str) -> Iterator[Report]:
        return (report for report in self.reports if report.role in roles)


@pytest.fixture(scope="module")
def stream(migrated_file: Path) -> Stream:
    lexicon = Lexicon(load_topic(STREAM))
    gold = {
        row["id"]: row for row in map(json.loads, (STREAM / "gold.jsonl").read_text("utf-8").splitlines())
    }
    with TemporaryDirectory(prefix="dateline-", ignore_cleanup_errors=True) as folder:
        database = Database.open(f"sqlite:///{shutil.copy(migrated_file, Path(folder) / 'stream.db')}")
        archive = Archive(database)
        reports = []
        for line in (STREAM / "reports.jsonl").read_bytes().splitlines():
            article = parse_line(line)
            said = gold[article.external_id]
            came_to = take_in(archive, lexicon, article, article.published)
            reports.append(Report(said["id"], said["event"], said["role"], said["date"], came_to))
        events = {event.id: event for event in Timeline(database).events()}
        database.close()
    return Stream(tuple(reports), events)


def ids(reports: Iterator[Report]) -> set[str]:
    return {report.id for report in reports}


def test_every_event_is_told_when_it_is_first_reported(stream: Stream) -> None:
    untold = ids(report for report in stream.having("first") if not report.posted)
    # One tells of shells on a bridge and names nobody of the story; one of a guest's second meeting that day.
    assert untold <= {"NOR-033", "NOR-039"}


def test_what_was_told_is_not_told_again(stream: Stream) -> None:
    again = ids(report for report in stream.having("same", "copy") if report.posted)
    assert again <= {"NOR-034"}  # the bridge: nothing of it was told before


def test_what_a_later_report_adds_is_told(stream: Stream) -> None:
    untold = ids(report for report in stream.having("adds") if not report.posted)
    # Two died where three were wounded, fourteen were arrested: told in another language than all before.
    assert untold <= {"NOR-025", "NOR-041"}


def test_comments_and_other_stories_are_not_posted(stream: Stream) -> None:
    posted = ids(report for report in stream.having("comment", "other") if report.posted)
    assert posted <= {"NOR-013"}  # a retrospective that opens like a report


def test_reports_of_one_event_come_together_and_others_stay_apart(stream: Stream) -> None:
    told = [report for report in stream.reports if report.event]
    assert b_cubed(told) >= 0.93


def test_every_event_has_its_day(stream: Stream) -> None:
    founded: set[int] = set()
    for report in stream.reports:
        event = stream.events.get(report.came_to.event_id or 0)
        if event is None or event.id in founded:
            continue
        founded.add(event.id)
        if report.role == "first":
            assert event.span.start.isoformat() == report.date, report.id


def test_no_sentence_is_only_a_dateline(stream: Stream) -> None:
    for event in stream.events.values():
        assert all(len(statement.text.split()) > 3 for statement in event.statements)


def b_cubed(reports: Sequence[Report]) -> float:
    """F1 of B³ (Bagga and Baldwin 1998): how alike the events of editor and line are, report by report, 0-1."""
    wanted: defaultdict[str | None, set[str]] = defaultdict(set)
    got: defaultdict[int, set[str]] = defaultdict(set)
    for report in reports:
        wanted[report.event].add(report.id)
        got[_place(report)].add(report.id)
    precision = recall = 0.0
    for report in reports:
        theirs, ours = wanted[report.event], got[_place(report)]
        precision += len(theirs & ours) / len(ours) / len(reports)
        recall += len(theirs & ours) / len(theirs) / len(reports)
    return 2 * precision * recall / (precision + recall)


def _place(report: Report) -> int:
    """The event it came to; of one that came to none, a place of its own."""
    return report.came_to.event_id or -report.came_to.article_id
