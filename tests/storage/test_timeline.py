from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event as listening

from storage.archive import Archive
from storage.database import Database
from storage.records import Event, Precision, Span, Verdict
from storage.timeline import Timeline
from tests.storage.newsroom import NOW, day, decision, draft, found, month, study


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


@pytest.fixture
def timeline(database: Database) -> Timeline:
    return Timeline(database)


@pytest.fixture
def year(archive: Archive) -> None:
    """One event in January, one from January to March, one in May; one background event of the year before."""
    for title, span in (
        ("May", day(date(2024, 5, 9))),
        ("Winter", Span(date(2024, 1, 20), date(2024, 3, 2))),
        ("January", day(date(2024, 1, 3))),
    ):
        found(archive, title, draft(title, span))
    past = draft("Before", month(2023, 12), background=True)
    archive.publish(study("late"), decision(Verdict.DUPLICATE, background=(past,)), NOW)


def titles(events: list[Event]) -> list[str]:
    return [event.title for event in events]


@pytest.mark.usefixtures("year")
def test_events_are_in_order_of_date(timeline: Timeline) -> None:
    assert titles(timeline.events()) == ["Before", "January", "Winter", "May"]
    assert titles(timeline.events(newest_first=True)) == ["May", "Winter", "January", "Before"]


@pytest.mark.usefixtures("year")
def test_a_period_holds_every_event_that_touches_it(timeline: Timeline) -> None:
    assert titles(timeline.events(date(2024, 3, 1), date(2024, 5, 9))) == ["Winter", "May"]
    assert titles(timeline.events(since=date(2024, 3, 3))) == ["May"]
    assert titles(timeline.events(until=date(2024, 1, 3))) == ["Before", "January"]
    assert timeline.count(date(2024, 3, 1), date(2024, 5, 9)) == 2


@pytest.mark.usefixtures("year")
def test_background_events_are_shown_or_left_out_as_asked(timeline: Timeline) -> None:
    assert titles(timeline.events(background=True)) == ["Before"]
    assert titles(timeline.events(background=False)) == ["January", "Winter", "May"]
    assert (timeline.count(), timeline.count(background=True), timeline.count(background=False)) == (4, 1, 3)


@pytest.mark.usefixtures("year")
def test_background_that_tells_nothing_is_kept_and_not_shown(archive: Archive, timeline: Timeline) -> None:
    comment = found(archive, "Comment", draft("Comment", background=True, statements=()))
    assert titles(timeline.events(background=True)) == ["Before"]
    assert timeline.count(background=True) == 1
    kept = timeline.event(comment.event_id or 0)
    assert kept is not None
    assert kept.title == "Comment"


@pytest.mark.usefixtures("year")
def test_events_come_in_pages(timeline: Timeline) -> None:
    pages = [titles(timeline.events(limit=3, offset=offset)) for offset in (0, 3, 6)]
    assert pages == [["Before", "January", "Winter"], ["May"], []]


@pytest.mark.usefixtures("year")
def test_months_are_counted(timeline: Timeline) -> None:
    assert timeline.months() == [(2023, 12, 1), (2024, 1, 2), (2024, 5, 1)]
    assert timeline.months(background=False) == [(2024, 1, 2), (2024, 5, 1)]


@pytest.mark.usefixtures("year")
def test_the_precision_of_a_date_is_kept(timeline: Timeline) -> None:
    assert timeline.events(background=True)[0].span.precision is Precision.MONTH


def test_the_latest_events_are_those_reported_last(archive: Archive, timeline: Timeline) -> None:
    for name in ("one", "two", "three"):
        found(archive, name, draft(name))
    later = study("again", published=NOW + timedelta(hours=1))
    archive.publish(later, decision(Verdict.CORROBORATION, event_id=1), NOW)
    assert titles(timeline.latest(2)) == ["one", "three"]


@pytest.mark.usefixtures("year")
def test_background_events_are_not_the_latest(timeline: Timeline) -> None:
    assert "Before" not in titles(timeline.latest(10))


def test_what_is_not_there_is_none(timeline: Timeline) -> None:
    assert (timeline.event(1), timeline.update(1)) == (None, None)
    assert (timeline.events(), timeline.months(), timeline.latest(5)) == ([], [], [])


def test_sources_are_in_order_of_publication(archive: Archive, timeline: Timeline) -> None:
    found(archive, "one")
    for name, hours in (("late", 2), ("early", -2)):
        told = study(name, published=NOW + timedelta(hours=hours), perspective="local", lang="ru")
        archive.publish(told, decision(Verdict.CORROBORATION, event_id=1), NOW)
    (event,) = timeline.events()
    assert [source.title for source in event.sources] == ["Title of early", "Title of one", "Title of late"]
    first = event.sources[0]
    assert (first.perspective, first.lang, first.verdict) == ("local", "ru", Verdict.CORROBORATION)


@pytest.mark.usefixtures("year")
def test_counts_say_how_much_there_is(archive: Archive, timeline: Timeline) -> None:
    archive.publish(study("noise", outlet="Noise"), decision(Verdict.IRRELEVANT), NOW)
    counts = timeline.counts()
    assert (counts["articles"], counts["events"], counts["background"], counts["statements"]) == (5, 4, 1, 4)
    assert (counts["event"], counts["duplicate"], counts["irrelevant"], counts["outlets"]) == (3, 1, 1, 1)


def test_many_events_take_no_more_queries_than_one(
    archive: Archive, timeline: Timeline, database: Database
) -> None:
    queries: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        queries.append(statement)

    found(archive, "one")
    with database.read() as session:
        engine = session.get_bind().engine
    listening.listen(engine, "before_cursor_execute", note)
    timeline.events()
    of_one = len(queries)
    for number in range(5):
        found(archive, f"n{number}")
    queries.clear()
    assert len(timeline.events()) == 6
    assert len(queries) == of_one


def test_a_copy_is_counted_by_no_list(archive: Archive, timeline: Timeline) -> None:
    first = found(archive)
    copied = decision(Verdict.DUPLICATE, event_id=first.event_id, duplicate_of=first.article_id)
    archive.publish(study("copy", outlet="Another outlet"), copied, NOW)
    (brief,) = timeline.briefs(limit=5)
    (whole,) = timeline.events()
    assert (brief.source_count, whole.source_count, len(whole.sources)) == (1, 1, 2)
