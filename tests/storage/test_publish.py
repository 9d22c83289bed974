from __future__ import annotations

from datetime import timedelta
from multiprocessing.synchronize import Event as Signal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import NoResultFound

from storage.archive import PAGE, Archive
from storage.database import Database
from storage.outbox import Outbox
from storage.records import (
    BackgroundSupport,
    Event,
    EventStatus,
    Outcome,
    OutcomeKind,
    Study,
    UpdateKind,
    Verdict,
)
from storage.subscribers import Subscribers
from storage.tables import ArticleRow, Base, DecisionRow, DeliveryRow, UpdateRow
from storage.timeline import Timeline
from tests import processes
from tests.patience import PATIENCE
from tests.storage.newsroom import (
    DAY,
    MINUTE,
    NOW,
    day,
    decision,
    draft,
    found,
    news,
    reader,
    sentence,
    study,
)


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


@pytest.fixture
def timeline(database: Database) -> Timeline:
    return Timeline(database)


@pytest.fixture
def posted(database: Database, archive: Archive) -> int:
    """An event whose post has been sent to one chat."""
    reader(Subscribers(database))
    done = found(archive)
    (post,) = Outbox(database).claim(NOW, 10)
    Outbox(database).settle(post, Outcome(OutcomeKind.SENT, message_id=77), NOW)
    assert done.event_id is not None
    return done.event_id


def event(timeline: Timeline, number: int | None) -> Event:
    found_event = timeline.event(number or 0)
    assert found_event is not None
    return found_event


def rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_new_event_is_in_the_timeline_with_statement_source_and_update(
    database: Database, archive: Archive, timeline: Timeline
) -> None:
    reader(Subscribers(database))
    done = archive.publish(study("one"), news(draft("A summit")), NOW)
    assert (done.verdict, done.posts, done.edits, done.known) == (Verdict.EVENT, 1, 0, False)
    told = event(timeline, done.event_id)
    assert (told.title, told.background, told.first_reported) == ("A summit", False, NOW)
    assert [(s.text, s.article_ids, s.update_id) for s in told.statements] == [
        ("A summit took place.", (done.article_id,), done.update_id)
    ]
    assert [source.url for source in told.sources] == ["https://news.example/one"]


def test_publishing_twice_is_publishing_once(database: Database, archive: Archive) -> None:
    reader(Subscribers(database))
    first = archive.publish(study("one"), news(), NOW)
    before = rows(database)
    second = archive.publish(study("one"), news(), NOW + MINUTE)
    assert (second.known, second.article_id, second.event_id) == (True, first.article_id, first.event_id)
    assert (second.verdict, second.update_id, second.posts) == (Verdict.EVENT, None, 0)
    assert rows(database) == before


def test_an_imported_article_is_known_by_its_id_others_by_their_address(archive: Archive) -> None:
    imported = study("one", external_id="a-7")
    done = archive.publish(imported, news(), NOW)
    assert archive.meets(imported.article)[0] == done.article_id
    assert archive.meets(study("elsewhere", external_id="a-7").article)[0] == done.article_id
    assert archive.meets(study("one").article)[0] is None
    assert not archive.publish(study("one"), decision(Verdict.IRRELEVANT), NOW).known
    assert archive.publish_known(imported.article).known


def test_an_update_is_owed_to_every_active_subscriber(database: Database, archive: Archive) -> None:
    subscribers = Subscribers(database)
    for chat_id in range(1, 6):
        reader(subscribers, chat_id)
    subscribers.disable(3, "blocked")
    assert found(archive).posts == 4
    chats = {delivery.subscriber.chat_id for delivery in Outbox(database).claim(NOW, 100)}
    assert chats == {1, 2, 4, 5}


def test_what_is_not_posted_is_owed_to_nobody(database: Database, archive: Archive) -> None:
    reader(Subscribers(database))
    done = archive.publish(study("one"), decision(Verdict.EVENT, event=draft()), NOW)
    assert (done.posts, done.update_id) == (0, None)
    assert rows(database)["deliveries"] == 0


def test_a_publication_that_fails_leaves_nothing(database: Database, archive: Archive) -> None:
    reader(Subscribers(database))
    before = rows(database)
    impossible = news(background_support=(BackgroundSupport(event_id=404),))
    with pytest.raises(NoResultFound):
        archive.publish(study("one"), impossible, NOW)
    assert rows(database) == before


def _publish_for_ever(url: str, started: Signal) -> None:
    archive = Archive(Database.open(url))
    for number in range(10_000):
        found(archive, f"n{number}")
        if number == 2:
            started.set()


def test_a_kill_during_publication_leaves_fan_out_whole_or_absent(
    database: Database, database_url: str
) -> None:
    subscribers = Subscribers(database)
    for chat_id in range(1, 61):
        reader(subscribers, chat_id)
    started = processes.event()
    process = processes.start(_publish_for_ever, database_url, started)
    assert started.wait(PATIENCE)
    processes.kill(process)
    with database.read() as session:
        per_update = (
            select(func.count(DeliveryRow.id))
            .select_from(UpdateRow)
            .outerjoin(DeliveryRow, DeliveryRow.update_id == UpdateRow.id)
        )
        counts = session.scalars(per_update.group_by(UpdateRow.id)).all()
        articles = session.scalar(select(func.count()).select_from(ArticleRow))
    assert len(counts) == articles
    assert len(counts) >= 3
    assert set(counts) == {60}


def test_an_irrelevant_article_leaves_only_itself_and_its_decision(
    database: Database, archive: Archive
) -> None:
    noise = study("noise", sketch=range(50), lines=("Subscribe",))
    done = archive.publish(noise, decision(Verdict.IRRELEVANT), NOW)
    assert (done.event_id, done.posts, done.edits) == (None, 0, 0)
    left = {name: count for name, count in rows(database).items() if count}
    assert left == {"articles": 1, "decisions": 1}


def test_a_development_adds_statements_and_is_posted(
    archive: Archive, timeline: Timeline, posted: int
) -> None:
    told = decision(
        Verdict.DEVELOPMENT,
        event_id=posted,
        statements=(sentence("A denial came."),),
        supports=(1,),
        update=UpdateKind.DEVELOPMENT,
    )
    done = archive.publish(study("two"), told, NOW + MINUTE)
    assert (done.event_id, done.posts, done.edits) == (posted, 1, 0)
    grown = event(timeline, posted)
    assert [(s.text, s.article_ids, s.update_id) for s in grown.statements] == [
        ("A meeting took place.", (1, 2), 1),
        ("A denial came.", (2,), done.update_id),
    ]
    update = timeline.update(done.update_id or 0)
    assert update is not None
    assert (update.kind, update.event_id, update.article_id) == (UpdateKind.DEVELOPMENT, posted, 2)
    assert update.created_at == NOW + MINUTE


def test_a_development_that_changes_the_status_also_edits_the_first_post(
    archive: Archive, timeline: Timeline, posted: int
) -> None:
    told = decision(
        Verdict.DEVELOPMENT, event_id=posted, status=EventStatus.DISPUTED, update=UpdateKind.DEVELOPMENT
    )
    done = archive.publish(study("two"), told, NOW)
    assert (done.posts, done.edits) == (1, 1)
    assert event(timeline, posted).status is EventStatus.DISPUTED


def test_a_better_date_edits_the_post(archive: Archive, timeline: Timeline, posted: int) -> None:
    earlier = day(DAY - timedelta(days=1))
    told = decision(Verdict.CORROBORATION, event_id=posted, span=earlier)
    assert archive.publish(study("two"), told, NOW).edits == 1
    assert event(timeline, posted).span == earlier


@pytest.mark.parametrize("kind", [UpdateKind.CORRECTION, UpdateKind.RETRACTION])
def test_a_correction_or_retraction_is_posted_and_edits_the_post(
    archive: Archive, posted: int, kind: UpdateKind
) -> None:
    done = archive.publish(study("two"), decision(Verdict.DEVELOPMENT, event_id=posted, update=kind), NOW)
    assert (done.posts, done.edits) == (1, 1)


def _copy(outlet: str) -> Study:
    return study("copy", outlet=outlet)


def test_a_copy_in_another_outlet_is_listed_and_edits_nothing(
    archive: Archive, timeline: Timeline, posted: int
) -> None:
    told = decision(Verdict.DUPLICATE, event_id=posted, duplicate_of=1)
    assert archive.publish(_copy("Another outlet"), told, NOW).edits == 0
    assert [s.outlet for s in event(timeline, posted).sources] == ["Example News", "Another outlet"]


def test_an_outlets_own_report_after_its_copy_confirms_the_event(archive: Archive, posted: int) -> None:
    copied = decision(Verdict.DUPLICATE, event_id=posted, duplicate_of=1)
    archive.publish(_copy("Another outlet"), copied, NOW)
    own = decision(Verdict.CORROBORATION, event_id=posted)
    assert archive.publish(study("own", outlet="Another outlet"), own, NOW).edits == 1


def test_a_copy_in_the_same_outlet_edits_nothing(archive: Archive, posted: int) -> None:
    told = decision(Verdict.DUPLICATE, event_id=posted, duplicate_of=1)
    assert archive.publish(_copy("Example News"), told, NOW).edits == 0


def test_what_an_outlet_adds_to_its_own_report_edits_the_post(archive: Archive, posted: int) -> None:
    told = decision(Verdict.CORROBORATION, event_id=posted)
    added = decision(Verdict.CORROBORATION, event_id=posted, details=(sentence("It rained."),))
    assert archive.publish(study("two"), told, NOW).edits == 0
    assert archive.publish(study("three"), added, NOW).edits == 1


def test_a_corroboration_is_a_source_and_reports_the_event_anew(
    archive: Archive, timeline: Timeline, posted: int
) -> None:
    later = NOW + timedelta(days=2)
    told = decision(Verdict.CORROBORATION, event_id=posted, supports=(1, 1))
    archive.publish(study("two", published=later), told, NOW)
    confirmed = event(timeline, posted)
    assert (confirmed.first_reported, confirmed.last_reported) == (NOW, later)
    assert confirmed.statements[0].article_ids == (1, 2)


def test_a_late_arrival_moves_the_first_report_back(
    archive: Archive, timeline: Timeline, posted: int
) -> None:
    earlier = NOW - timedelta(days=2)
    archive.publish(study("two", published=earlier), decision(Verdict.CORROBORATION, event_id=posted), NOW)
    assert event(timeline, posted).first_reported == earlier
    assert event(timeline, posted).last_reported == NOW


def test_an_event_says_which_one_it_follows(archive: Archive, timeline: Timeline, posted: int) -> None:
    done = archive.publish(study("two"), news(draft("The sequel"), related_event_id=posted), NOW)
    assert event(timeline, done.event_id).follows == (posted, day(), "A meeting", "en")
    assert event(timeline, posted).follows is None


def test_background_events_are_in_the_timeline_and_posted_to_nobody(
    database: Database, archive: Archive, timeline: Timeline
) -> None:
    reader(Subscribers(database))
    past = draft("A war", day(DAY.replace(year=2020)), background=True)
    assert archive.publish(study("one"), news(background=(past,)), NOW).posts == 1
    (told,) = timeline.events(background=True)
    assert (told.title, told.background, told.statements[0].article_ids) == ("A war", True, (1,))
    assert [source.verdict for source in told.sources] == [Verdict.EVENT]


def test_an_article_that_speaks_of_an_event_without_saying_what_is_told_of_it_is_a_source_of_it(
    archive: Archive, timeline: Timeline, posted: int
) -> None:
    speaks = news(draft("Other"), background_support=(BackgroundSupport(event_id=posted),))
    assert archive.publish(study("two", outlet="B"), speaks, NOW).edits == 0
    told = event(timeline, posted)
    assert [s.article_ids for s in told.statements] == [(1,)]
    assert [source.outlet for source in told.sources] == ["Example News", "B"]
    assert [source.confirms for source in told.sources] == [True, False]
    assert timeline.chosen_briefs([posted])[0].source_count == told.source_count == told.outlets == 1


def test_support_of_a_background_event_adds_sources_and_edits_no_post(
    archive: Archive, timeline: Timeline, posted: int
) -> None:
    aside = BackgroundSupport(event_id=posted, statements=(sentence("It was cold."),), supports=(1,))
    done = archive.publish(study("two", outlet="B"), news(draft("Other"), background_support=(aside,)), NOW)
    assert done.edits == 0
    told = event(timeline, posted)
    assert [(s.text, s.article_ids) for s in told.statements] == [
        ("A meeting took place.", (1, 2)),
        ("It was cold.", (2,)),
    ]
    assert [source.outlet for source in told.sources] == ["Example News", "B"]


def test_a_background_event_that_is_reported_itself_is_background_no_more(
    archive: Archive, timeline: Timeline
) -> None:
    archive.publish(study("one"), news(background=(draft("A war", background=True),)), NOW)
    (past,) = timeline.events(background=True)
    archive.publish(study("two"), decision(Verdict.DEVELOPMENT, event_id=past.id), NOW)
    assert not event(timeline, past.id).background


def test_decisions_come_back_in_order_with_everything_that_decided(archive: Archive) -> None:
    imported = study("one", external_id="a-7", published=NOW, timed=False)
    archive.publish(imported, news(match=None, reasons=("first", "second")), NOW + MINUTE)
    archive.publish(study("two"), decision(Verdict.DUPLICATE, duplicate_of=1, event_id=1), NOW)
    first, second = archive.decisions()
    assert (first.article_id, first.external_id, first.verdict, first.match) == (
        1,
        "a-7",
        Verdict.EVENT,
        None,
    )
    assert (first.reasons, first.decided_at, first.timed) == (("first", "second"), NOW + MINUTE, False)
    assert (second.duplicate_of, second.event_id, second.relevance) == (1, 1, 0.9)
    assert [record.article_id for record in archive.decisions(after=1)] == [2]


def test_decisions_are_read_page_by_page(database: Database, archive: Archive) -> None:
    archive.publish(study("one"), decision(Verdict.IRRELEVANT), NOW)
    articles = [column.name for column in ArticleRow.__table__.columns if column.name not in {"id", "key"}]
    decided = [column.name for column in DecisionRow.__table__.columns if column.name != "article_id"]
    count = 2 * PAGE + 1
    with database.write() as session:
        for number in range(2, count + 1):
            session.execute(
                text(
                    f"INSERT INTO articles (id, key, {', '.join(articles)}) "
                    f"SELECT :id, :key, {', '.join(articles)} FROM articles WHERE id = 1"
                ),
                {"id": number, "key": f"copy {number}"},
            )
            session.execute(
                text(
                    f"INSERT INTO decisions (article_id, {', '.join(decided)}) "
                    f"SELECT :id, {', '.join(decided)} FROM decisions WHERE article_id = 1"
                ),
                {"id": number},
            )
    assert [record.article_id for record in archive.decisions()] == list(range(1, count + 1))


def test_a_decision_is_found_by_number_import_id_or_address(archive: Archive) -> None:
    archive.publish(study("one"), decision(Verdict.IRRELEVANT), NOW)
    archive.publish(study("two", external_id="1"), decision(Verdict.IRRELEVANT), NOW)
    found_by = {
        key: archive.decision(key) for key in (1, "1", "2", "https://news.example/one", "x", 3, "9" * 30)
    }
    numbers = {key: record.article_id if record else None for key, record in found_by.items()}
    assert numbers == {
        1: 1,
        "1": 2,
        "2": 2,
        "https://news.example/one": 1,
        "x": None,
        3: None,
        "9" * 30: None,
    }


def test_the_text_of_an_article_is_kept(archive: Archive) -> None:
    archive.publish(study("one", text="Two lines.\nՀայերեն\0"), decision(Verdict.IRRELEVANT), NOW)
    assert archive.article_text(1) == "Two lines.\nՀայերեն"
    assert archive.article_text(2) is None


def test_a_line_of_three_articles_of_an_outlet_is_furniture(archive: Archive) -> None:
    for number in range(3):
        assert archive.furniture("Example News") == frozenset()
        told = study(f"n{number}", lines=("subscribe now", "subscribe now", f"news {number}", "x" * 5000))
        archive.publish(told, news(), NOW)
    assert archive.furniture("Example News") == {"subscribe now"}
    assert archive.furniture("Another outlet") == frozenset()


def test_copies_teach_no_furniture(archive: Archive) -> None:
    archive.publish(study("one", lines=("a paragraph",)), news(), NOW)
    for number in range(5):
        told = study(f"copy{number}", lines=("a paragraph",))
        archive.publish(told, decision(Verdict.DUPLICATE, duplicate_of=1, event_id=1), NOW)
    assert archive.furniture("Example News") == frozenset()


def test_hostile_articles_are_stored(archive: Archive) -> None:
    monster = "w" * 5000 + "\0\ud800"
    hostile = study(
        "x" * 6000,
        monster,
        "a",
        "a\0",
        title=f"NUL \0 {monster}",
        outlet=monster,
        external_id=monster,
        lines=(monster, "a", "a\0"),
    )
    done = archive.publish(hostile, news(draft("\0")), NOW)
    assert archive.meets(hostile.article)[0] == done.article_id
    assert archive.recall(hostile).events[0].id == done.event_id
    assert archive.publish(hostile, news(), NOW).known
