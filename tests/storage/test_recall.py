from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.known import FOUNDERS
from storage.originals import MOST_ARTICLES, SHINGLES
from storage.recall import EVENTS_A_DAY, MOST_EVENTS, MOST_PACED, pace
from storage.records import (
    BackgroundSupport,
    KnownEvent,
    Memory,
    Mention,
    Precision,
    Profile,
    Sentence,
    Span,
    StatementKind,
    Study,
    Verdict,
)
from tests.storage.newsroom import DAY, NOW, day, decision, draft, month, news, profile, sentence, study


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def on(when: date) -> datetime:
    return datetime.combine(when, time(12), UTC)


def report(archive: Archive, name: str, *stems: str, when: date = DAY, event: int | None = None) -> int:
    """An article of that day and those stems, that founds an event or joins one; the event's number."""
    told = study(name, *stems, of=profile(*stems, span=day(when), published=when), published=on(when))
    verdict = (
        news(draft(name, day(when))) if event is None else decision(Verdict.CORROBORATION, event_id=event)
    )
    number = archive.publish(told, verdict, NOW).event_id
    assert number is not None
    return number


def mentioning(*spans: Span, name: str = "asker") -> Study:
    mentions = tuple(Mention(span, "then", (0, 4), absolute=True) for span in spans)
    return study(name, sentences=(Sentence("Then it was.", 1, mentions=mentions),))


def numbers(memory: Memory) -> list[int]:
    return [event.id for event in memory.events]


def test_an_empty_memory_remembers_nothing(archive: Archive) -> None:
    nothing = Memory(frequency={"c:bloc": 0, "s:alpha": 0})
    assert archive.recall(study("one", "alpha", sketch=range(30))) == nothing


def test_an_article_of_the_same_address_under_another_key_is_recalled(archive: Archive) -> None:
    archive.publish(study("one", external_id="a-1"), news(), NOW)
    memory = archive.recall(study("one", text="Quite another text."))
    assert memory.same_url is not None
    assert (memory.same_url.id, memory.same_url.event_id) == (1, 1)
    assert archive.recall(study("one", external_id="a-1")).same_url is None


def test_a_copy_is_recalled_by_its_body(archive: Archive) -> None:
    archive.publish(study("one", text="The same text.", sketch=range(30)), news(), NOW)
    (known,) = archive.recall(study("two", text="The same text.")).articles
    assert (known.id, known.event_id, known.title, known.lang) == (1, 1, "Title of one", "en")
    assert known.fingerprint == study("one", text="The same text.", sketch=range(30)).fingerprint


def test_articles_that_share_most_shingles_come_first(archive: Archive) -> None:
    for name, first in (("few", 12), ("most", 2), ("none", 1000)):
        archive.publish(study(name, sketch=range(first, first + 40)), news(), NOW)
    memory = archive.recall(study("asker", sketch=range(40)))
    assert [known.title for known in memory.articles] == ["Title of most", "Title of few"]


def test_only_the_smallest_hashes_are_looked_up(archive: Archive) -> None:
    archive.publish(study("one", sketch=range(SHINGLES, 60)), news(), NOW)
    assert archive.recall(study("asker", sketch=range(40))).articles == ()


def test_the_largest_hash_fits_the_column(archive: Archive) -> None:
    largest = 2**63 - 1
    archive.publish(study("one", sketch=[largest]), news(), NOW)
    (known,) = archive.recall(study("asker", sketch=[largest])).articles
    assert known.fingerprint.sketch == (largest,)


def test_few_articles_are_recalled_however_many_share_shingles(archive: Archive) -> None:
    for number in range(MOST_ARTICLES + 5):
        archive.publish(study(f"n{number}", sketch=range(20)), news(), NOW)
    assert len(archive.recall(study("asker", sketch=range(20))).articles) == MOST_ARTICLES


def test_irrelevant_articles_are_no_part_of_memory(archive: Archive) -> None:
    noise = study("noise", "alpha", external_id="a", text="The same text.", sketch=range(20))
    archive.publish(noise, decision(Verdict.IRRELEVANT), NOW)
    memory = archive.recall(study("noise", "alpha", text="The same text.", sketch=range(20)))
    assert memory == Memory(frequency={"c:bloc": 0, "s:alpha": 0})


def test_an_event_is_recalled_by_a_shared_term(archive: Archive) -> None:
    number = report(archive, "one", "alpha", "beta")
    report(archive, "two", "gamma")
    asked = study("asker", of=profile("beta", span=day(), concepts={}))
    assert numbers(archive.recall(asked)) == [number]


def test_events_that_share_rarer_terms_come_first(archive: Archive) -> None:
    common = [report(archive, f"n{number}", "common", f"own{number}") for number in range(4)]
    rare = report(archive, "rare", "rare")
    asked = study("asker", of=profile("common", "rare", span=day(), concepts={}))
    assert numbers(archive.recall(asked)) == [rare, *common]


@pytest.mark.parametrize("family", ["names", "numbers", "concepts"])
def test_an_event_in_another_language_is_recalled_by_what_languages_share(
    archive: Archive, family: str
) -> None:
    shared = {"mirzo": 1.0} if family == "concepts" else frozenset(("mirzo",))
    told = replace(profile("meeting", span=day(), concepts={}), **{family: shared})  # type: ignore[arg-type]
    archive.publish(study("one", of=told), news(), NOW)
    many = [f"слово{number}" for number in range(60)]
    for number in range(3):
        other = profile(*many, span=day(), lang="ru", concepts={}, published=DAY - timedelta(days=90))
        archive.publish(study(f"n{number}", of=other), decision(Verdict.EVENT), NOW)
    foreign = profile(*many, span=day(), lang="ru", concepts={})
    asked = replace(foreign, **{family: shared})  # type: ignore[arg-type]
    assert numbers(archive.recall(study("asker", of=asked, lang="ru"))) == [1]


def test_events_of_distant_weeks_are_not_recalled_by_terms(archive: Archive) -> None:
    report(archive, "long ago", "alpha", when=DAY - timedelta(days=30))
    near = report(archive, "last week", "alpha", when=DAY - timedelta(days=7))
    assert numbers(archive.recall(study("asker", "alpha"))) == [near]


def test_an_event_is_recalled_by_the_week_of_its_date_or_of_its_report(archive: Archive) -> None:
    past = DAY - timedelta(days=100)
    told = profile("alpha", span=day(past), published=DAY)
    archive.publish(study("one", of=told), news(draft("Past", day(past))), NOW)
    same_date = profile("alpha", span=day(past), published=DAY + timedelta(days=90))
    same_report = profile("alpha", span=None, published=DAY)
    neither = profile("alpha", span=None, published=DAY + timedelta(days=90))
    recalled = [
        numbers(archive.recall(study("asker", of=asked))) for asked in (same_date, same_report, neither)
    ]
    assert recalled == [[1], [1], []]


def test_few_events_are_recalled_however_many_share_terms(archive: Archive) -> None:
    for number in range(MOST_EVENTS + 5):
        archive.publish(study(f"n{number}", "alpha"), news(), NOW)
    assert len(archive.recall(study("asker", "alpha")).events) == MOST_EVENTS


def test_terms_of_later_members_do_not_make_an_event_drift(archive: Archive) -> None:
    number = report(archive, "first", "alpha")
    for name in ("second", "third", "fourth"):
        report(archive, name, name, event=number)
    assert numbers(archive.recall(study("asker", of=profile("third", span=day(), concepts={})))) == [number]
    assert numbers(archive.recall(study("asker", of=profile("fourth", span=day(), concepts={})))) == []


def test_an_event_comes_with_its_founders_statements_and_outlets(archive: Archive) -> None:
    told = profile("alpha", "beta", span=month(2024, 6), names=frozenset("n"), numbers=frozenset("7"))
    denial = sentence("It was denied.", kind=StatementKind.DENIAL, names=frozenset(("ն", "b")))
    archive.publish(study("one", of=told), news(draft("A talk", statements=(denial,))), NOW)
    for number in range(FOUNDERS + 1):
        again = study(f"n{number}", outlet=f"Outlet {number}", of=profile(f"own{number}", span=None))
        archive.publish(again, decision(Verdict.CORROBORATION, event_id=1), NOW)
    (event,) = archive.recall(study("asker", "alpha")).events
    assert event.founders == (told, profile("own0"), profile("own1"))
    outlets = ["Example News", *(f"Outlet {number}" for number in range(FOUNDERS + 1))]
    assert event.reported_by == {(outlet, "en") for outlet in outlets}
    (statement,) = event.statements
    assert (statement.kind, statement.names, statement.stems) == (denial.kind, denial.names, denial.stems)
    assert (event.title, event.span, event.background, event.last_reported) == ("A talk", day(), False, NOW)


def test_copies_do_not_stand_for_an_event(archive: Archive) -> None:
    number = report(archive, "one", "alpha")
    for name in ("copy", "another"):
        copy = study(name, "copied", of=profile("copied"))
        archive.publish(copy, decision(Verdict.DUPLICATE, event_id=number, duplicate_of=1), NOW)
    (event,) = archive.recall(study("asker", "alpha")).events
    assert event.founders == (profile("alpha", span=day()),)
    assert archive.recall(study("asker", of=profile("copied", concepts={}))).events == ()


def background(archive: Archive, span: Span, stems: Profile | None = None) -> KnownEvent:
    """A background event at that time, recalled by it."""
    past = draft("Past", span, background=True, profile=stems or profile("past", span=span, concepts={}))
    archive.publish(study(f"of {span.start} {span.precision}"), news(background=(past,)), NOW)
    (found,) = [e for e in archive.recall(mentioning(span)).events if e.background and e.span == span]
    return found


def test_a_background_event_stands_for_itself(archive: Archive) -> None:
    stems = profile("summit", span=day(date(2021, 5, 12)))
    assert background(archive, day(date(2021, 5, 12)), stems).founders == (stems,)


def test_a_background_event_that_is_reported_keeps_its_own_profile_first(archive: Archive) -> None:
    span = day(date(2021, 5, 12))
    stems = profile("summit", span=span)
    past = background(archive, span, stems)
    report(archive, "late report", "found", event=past.id)
    (event,) = [e for e in archive.recall(mentioning(span)).events if e.id == past.id]
    assert event.founders == (stems, profile("found", span=day()))


def test_events_at_a_mentioned_day_are_recalled_also_those_that_lasted(archive: Archive) -> None:
    lasting = Span(date(2020, 9, 27), date(2020, 10, 10))
    event = background(archive, lasting)
    for asked, there in ((date(2020, 10, 1), True), (date(2020, 10, 10), True), (date(2020, 10, 11), False)):
        assert (event.id in numbers(archive.recall(mentioning(day(asked))))) is there


def test_the_last_line_of_a_chronicle_recalls_as_much_as_its_first(archive: Archive) -> None:
    days = [day(date(2023, 1, 1) + timedelta(days=40 * n)) for n in range(2 * MOST_EVENTS)]
    events = [background(archive, span).id for span in days]
    assert set(events) <= set(numbers(archive.recall(mentioning(*days))))


def test_of_a_busy_day_what_was_told_in_passing_is_recalled_first(archive: Archive) -> None:
    for n in range(EVENTS_A_DAY):
        report(archive, f"report {n}", "rain", when=DAY)
    past = draft("Past", day(), background=True, profile=profile("past", span=day(), concepts={}))
    archive.publish(study("of the day"), news(background=(past,)), NOW)
    asker = replace(mentioning(day()), profile=profile("unheard", span=day(date(2030, 1, 1)), concepts={}))
    assert [event.background for event in archive.recall(asker).events][:2] == [True, False]


def test_a_mentioned_month_recalls_what_was_told_in_passing_of_it_and_of_its_days(archive: Archive) -> None:
    of_month = background(archive, month(2020, 10))
    of_day = background(archive, day(date(2020, 10, 5)))
    assert {of_month.id, of_day.id} <= set(numbers(archive.recall(mentioning(month(2020, 10)))))
    assert of_month.id in numbers(archive.recall(mentioning(day(date(2020, 10, 8)))))
    year = Span(date(2020, 1, 1), date(2020, 12, 31), Precision.YEAR)
    assert of_month.id in numbers(archive.recall(mentioning(year)))


def test_the_first_and_the_last_day_there_are_can_be_mentioned(archive: Archive) -> None:
    assert not archive.recall(mentioning(day(date.min), day(date.max), Span(date.min, date.max))).events
    ends = study("ends", of=profile("alpha", span=Span(date.min, date.max), published=date.max))
    assert archive.publish(ends, news(draft("Ends", Span(date.min, date.max))), NOW).event_id == 1
    assert numbers(archive.recall(ends)) == [1]


def test_frequencies_count_articles_by_all_their_terms(archive: Archive) -> None:
    said = Sentence("s", 1, stems=frozenset(("beta",)), names=frozenset("x"), numbers=frozenset("7"))
    for number in range(3):
        archive.publish(study(f"n{number}", "alpha", sentences=(said, said)), news(), NOW)
    archive.publish(study("copy", "alpha"), decision(Verdict.DUPLICATE, duplicate_of=1), NOW)
    memory = archive.recall(study("asker", "alpha", "new", sentences=(said,)))
    assert memory.documents == 3
    assert memory.frequency == {"s:alpha": 3, "s:beta": 3, "s:new": 0, "n:x": 3, "#:7": 3, "c:bloc": 3}


def test_the_last_event_of_the_same_doing_is_recalled_however_long_ago(archive: Archive) -> None:
    doing = partial(profile, concepts={"leave": 1.0}, acts=frozenset({"leave"}))
    before = study("before", of=doing("alpha", span=day(date(2020, 2, 1)), published=date(2020, 2, 1)))
    archive.publish(
        before, news(replace(draft("Before", day(date(2020, 2, 1))), profile=before.profile)), NOW
    )
    later = study("later", of=doing("omega", span=day(DAY)))
    assert numbers(archive.recall(later)) == [1]
    other = study("other", of=profile("omega", span=day(DAY)))
    assert numbers(archive.recall(other)) == []


def test_publishing_many_together_each_sees_the_events_as_those_before_it_left_them(archive: Archive) -> None:
    for name, stem in (("first", "alpha"), ("second", "beta"), ("third", "gamma")):
        report(archive, name, stem)
    asked = study("asker", "alpha", "beta", "gamma")
    with archive.together():
        before = {event.id: event for event in archive.recall(asked).events}
        report(archive, "joins", "alpha", event=1)
        told = BackgroundSupport(2, span=month(2024, 6), statements=(sentence("It was cold."),))
        archive.publish(study("aside", "delta"), news(draft("Fourth"), background_support=(told,)), NOW)
        together = archive.recall(asked)
        after = {event.id: event for event in together.events}
        assert (len(after[1].founders), after[2].span) == (2, month(2024, 6))
        assert after[3] is before[3], "what nobody changed is not read again"
    assert archive.recall(asked) == together


def test_the_pace_of_the_story_is_that_of_the_days_before_the_article(archive: Archive) -> None:
    for days in (30, 9, 8, 2):
        report(archive, f"event {days}", "gamma", when=DAY - timedelta(days=days))
    report(archive, "later", "gamma", when=DAY + timedelta(days=1))
    asked = replace(study("asker", "delta"), article=replace(study("asker").article, published=on(DAY)))
    assert archive.recall(asked).pace == pace(3, timedelta(days=10)) < 1


def test_background_events_say_nothing_about_the_pace(archive: Archive) -> None:
    report(archive, "reported", "gamma", when=DAY - timedelta(days=30))
    passing = draft("told in passing", day(DAY), background=True)
    archive.publish(
        study("teller", "beta"), replace(news(draft("now", day(DAY))), background=(passing,)), NOW
    )
    asked = replace(study("asker", "delta"), article=replace(study("asker").article, published=NOW))
    assert archive.recall(asked).pace == pace(1, timedelta(days=10))


def test_an_archive_that_has_just_begun_is_taken_to_be_busy() -> None:
    assert pace(0, timedelta()) == 1
    assert pace(0, timedelta(days=-3)) == 1
    assert pace(0, timedelta(days=400)) < pace(3, timedelta(days=400)) < pace(3, timedelta(days=1))
    assert pace(MOST_PACED, timedelta(days=400)) > 4
