"""While review is on, readers are told nothing that no admin let through."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.editing import Editing
from storage.outbox import Outbox
from storage.records import (
    DeliveryKind,
    EventStatus,
    Outcome,
    OutcomeKind,
    StatementKind,
    UpdateKind,
    Verdict,
)
from storage.review import Review
from storage.subscribers import Subscribers
from storage.timeline import Timeline
from tests.storage.newsroom import DAY, MINUTE, NOW, day, decision, draft, news, reader, sentence, study

ADMIN = 7


@pytest.fixture
def archive(database: Database) -> Archive:
    reader(Subscribers(database))
    return Archive(database)


@pytest.fixture
def review(database: Database) -> Review:
    review = Review(database)
    assert review.switch(True, ADMIN, NOW)
    return review


def told(archive: Archive, name: str = "one") -> int:
    done = archive.publish(study(name, "meet"), news(draft(f"Title {name}")), NOW)
    assert done.event_id
    return done.event_id


def developed(archive: Archive, event: int) -> None:
    archive.publish(
        study("dev", outlet="Other"),
        decision(
            Verdict.DEVELOPMENT,
            event_id=event,
            statements=(sentence("More happened."),),
            update=UpdateKind.DEVELOPMENT,
        ),
        NOW + MINUTE,
    )


def test_review_is_off_until_somebody_wants_it(database: Database, archive: Archive) -> None:
    review = Review(database)
    told(archive)
    assert (review.on, review.waiting(), Outbox(database).counts()["pending"]) == (False, [], 1)
    assert (review.switch(True, ADMIN, NOW), review.switch(True, ADMIN, NOW), review.on) == (
        True,
        False,
        True,
    )


def test_a_new_event_waits_unseen_and_is_told_when_it_is_approved(
    database: Database, archive: Archive, review: Review
) -> None:
    timeline = Timeline(database)
    event = told(archive)
    (update,) = review.waiting()
    assert (update.event_id, timeline.events(), timeline.latest(5)) == (event, [], [])
    assert Outbox(database).claim(NOW, 10) == []
    assert [e.id for e in archive.recall(study("two", "meet")).events] == [
        event
    ]  # but a second report finds it
    assert review.approve(update.id, ADMIN, NOW) == 1
    assert review.approve(update.id, ADMIN, NOW) is None
    assert [e.id for e in timeline.events()] == [event]
    (post,) = Outbox(database).claim(NOW, 10)
    assert post.told.id == update.id


def test_a_development_that_waits_is_in_no_card_and_in_no_edit(
    database: Database, archive: Archive, review: Review
) -> None:
    timeline = Timeline(database)
    review.switch(False, ADMIN, NOW)
    event = told(archive)
    review.switch(True, ADMIN, NOW)
    developed(archive, event)
    (update,) = review.waiting()

    def sentences(*, waiting: bool = False) -> list[str]:
        found = timeline.event(event, waiting=waiting)
        return [statement.text for statement in found.statements] if found else []

    assert sentences() == ["Title one took place."]
    assert sentences(waiting=True) == ["Title one took place.", "More happened."]
    review.approve(update.id, ADMIN, NOW)
    assert sentences() == ["Title one took place.", "More happened."]


@pytest.mark.parametrize("approved", [True, False])
def test_what_an_update_makes_of_its_event_waits_with_it(
    database: Database, archive: Archive, review: Review, *, approved: bool
) -> None:
    review.switch(False, ADMIN, NOW)
    event, outbox = told(archive), Outbox(database)
    (post,) = outbox.claim(NOW, 10)
    outbox.settle(post, Outcome(OutcomeKind.SENT, message_id=1), NOW)
    review.switch(True, ADMIN, NOW)
    denied = decision(
        Verdict.DEVELOPMENT,
        event_id=event,
        statements=(sentence("It did not happen.", kind=StatementKind.DENIAL),),
        update=UpdateKind.DEVELOPMENT,
        status=EventStatus.DISPUTED,
        title="Title one is denied",
        span=day(DAY - timedelta(days=1)),
    )
    archive.publish(study("denial"), denied, NOW + MINUTE)

    def stands() -> tuple[EventStatus, str, date]:
        found = Timeline(database).event(event, waiting=True)
        assert found
        return found.status, found.title, found.span.start

    assert stands() == (EventStatus.REPORTED, "Title one", DAY)
    assert outbox.claim(NOW, 10) == []
    (update,) = review.waiting()
    if approved:
        review.approve(update.id, ADMIN, NOW)
        assert stands() == (EventStatus.DISPUTED, "Title one is denied", DAY - timedelta(days=1))
        assert {d.kind for d in outbox.claim(NOW, 10)} == {DeliveryKind.EDIT, DeliveryKind.POST}
    else:
        review.reject(update.id, ADMIN, NOW)
        assert stands() == (EventStatus.REPORTED, "Title one", DAY)
        assert outbox.claim(NOW, 10) == []


def test_what_is_refused_stays_unseen_is_joined_by_nothing_and_may_be_asked_again(
    database: Database, archive: Archive, review: Review
) -> None:
    timeline = Timeline(database)
    event = told(archive)
    (update,) = review.waiting()
    entry = review.reject(update.id, ADMIN, NOW)
    assert entry
    assert (review.waiting(), timeline.events(), archive.recall(study("two", "meet")).events) == ([], [], ())
    assert review.approve(update.id, ADMIN, NOW) is None
    Editing(database).undo(entry, ADMIN, NOW)
    assert [u.id for u in review.waiting()] == [update.id]
    found = timeline.event(event)
    assert found
    assert (found.status, found.withheld) == (EventStatus.REPORTED, True)


def test_admins_are_asked_about_each_update_once(
    database: Database, archive: Archive, review: Review
) -> None:
    told(archive)
    first, *_ = review.unasked()
    review.asked(first.id)
    told(archive, "two")
    assert [u.id for u in review.unasked()] == [first.id + 1]


def test_what_waits_when_another_event_takes_it_up_is_told_by_that_one(
    database: Database, archive: Archive, review: Review
) -> None:
    from storage.acts import Merge

    review.switch(False, ADMIN, NOW)
    kept = told(archive)
    (post,) = Outbox(database).claim(NOW, 10)
    Outbox(database).settle(post, Outcome(OutcomeKind.SENT, message_id=1), NOW)
    review.switch(True, ADMIN, NOW)
    gone = told(archive, "two")
    Editing(database).perform(Merge(gone, kept), ADMIN, NOW)
    assert review.waiting() == []
    found = Timeline(database).event(kept)
    assert found
    assert [s.text for s in found.statements] == ["Title one took place.", "Title two took place."]
