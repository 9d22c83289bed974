"""The record edited by hand: what becomes of the rows, of what readers have been sent, and of both when it is undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from storage.acts import Act, Merge, Pin, Reason, Redate, RefusedError, Retitle, Retract, Split, Unpin
from storage.archive import Archive
from storage.audit import Audit
from storage.database import Database
from storage.editing import Editing
from storage.outbox import Outbox
from storage.records import (
    BackgroundSupport,
    ChangeKind,
    Delivery,
    DeliveryKind,
    Event,
    EventStatus,
    Outcome,
    OutcomeKind,
    Precision,
    Span,
    StatementKind,
    Update,
    UpdateKind,
    Verdict,
)
from storage.subscribers import Subscribers
from storage.tables import (
    ArticleRow,
    Base,
    DecisionRow,
    EventChangeRow,
    EventRow,
    EventStrandRow,
    EventTermRow,
    MemberRow,
    MentionRow,
    StatementRow,
    StatementSourceRow,
    UpdateRow,
)
from storage.timeline import Timeline
from tests.storage.newsroom import MINUTE, NOW, day, decision, draft, news, reader, sentence, study

ADMIN = 7
RECORD: tuple[type[Base], ...] = (
    *(EventRow, MemberRow, StatementRow, StatementSourceRow, DecisionRow, EventTermRow, EventStrandRow),
    *(UpdateRow, ArticleRow, MentionRow),
)
JUNE_11 = Span(date(2024, 6, 11), date(2024, 6, 11))


@dataclass
class Desk:
    """A database with two events told to one chat, and what may be done to them."""

    database: Database

    def __post_init__(self) -> None:
        self.archive, self.timeline = Archive(self.database), Timeline(self.database)
        self.editing, self.outbox = Editing(self.database), Outbox(self.database)
        reader(Subscribers(self.database))
        self.ids = 0

    def told(self, name: str, title: str = "A meeting") -> int:
        """Publish an event; its number."""
        done = self.archive.publish(study(name, "meet", name), news(draft(title)), NOW)
        assert done.event_id is not None
        return done.event_id

    def joined(self, name: str, event: int, text: str | None = None, **changes: object) -> int:
        """An article joins an event, with something new to say or without; its number."""
        if text is None:
            made = decision(Verdict.CORROBORATION, event_id=event, supports=(1,))
        else:
            new = {"statements": (sentence(text, **changes),), "update": UpdateKind.DEVELOPMENT}
            made = decision(Verdict.DEVELOPMENT, event_id=event, **new)
        return self.archive.publish(study(name, outlet=name), made, NOW + MINUTE).article_id

    def deliver(self) -> list[Delivery]:
        """Send everything that is owed."""
        sent: list[Delivery] = []
        while claimed := self.outbox.claim(NOW + MINUTE, 100):  # a reply waits for the post that it answers
            for delivery in claimed:
                self.ids += 1
                self.outbox.settle(delivery, Outcome(OutcomeKind.SENT, message_id=self.ids), NOW + MINUTE)
            sent += claimed
        return sent

    def do(self, act: Act, *, tell: bool = False) -> int:
        """Perform an act; its number in the log."""
        return self.editing.perform(act, ADMIN, NOW, tell=tell).audit_id

    def event(self, number: int) -> Event:
        """An event that is there."""
        found = self.timeline.event(number)
        assert found is not None
        return found

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything the record consists of."""
        with self.database.read() as session:
            return {
                kind.__tablename__: sorted(
                    (tuple(row) for row in session.execute(select(*kind.__table__.columns))), key=repr
                )
                for kind in RECORD
            }


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def refused(desk: Desk, act: Act) -> Reason:
    with pytest.raises(RefusedError) as error:
        desk.do(act)
    return error.value.reason


# --- merging ---------------------------------------------------------------------------------------------------


def test_a_merged_event_leaves_its_number_as_a_pointer_and_everything_else_goes_over(desk: Desk) -> None:
    kept, gone = desk.told("one"), desk.told("two", "A summit")
    developed = desk.joined("three", gone, "It ended early.")
    desk.do(Merge(gone, kept))
    whole, left = desk.event(kept), desk.event(gone)
    assert [s.text for s in whole.statements] == [
        "A meeting took place.",
        "A summit took place.",
        "It ended early.",
    ]
    assert [s.article_id for s in whole.sources] == [1, 2, developed]
    assert (left.merged_into, left.statements, left.sources) == ((kept, day(), "A meeting", "en"), (), ())
    assert [event.id for event in desk.timeline.events()] == [kept]
    assert desk.archive.decision(2) is not None
    assert {record.event_id for record in desk.archive.decisions()} == {kept}


def test_what_stands_in_both_word_for_word_stands_once_with_both_sources(desk: Desk) -> None:
    kept, gone = desk.told("one"), desk.told("two")
    desk.do(Merge(gone, kept))
    assert [(s.text, s.article_ids) for s in desk.event(kept).statements] == [
        ("A meeting took place.", (1, 2))
    ]


def test_who_only_speaks_of_a_merged_event_speaks_of_the_other(desk: Desk) -> None:
    kept, gone = desk.told("one"), desk.told("two", "A summit")
    both = tuple(BackgroundSupport(event_id=number) for number in (kept, gone))
    desk.archive.publish(study("three", outlet="C"), news(background_support=both), NOW)
    desk.archive.publish(study("four", outlet="D"), news(background_support=both[1:]), NOW)
    before = desk.rows()
    merged = desk.do(Merge(gone, kept))
    assert [s.article_id for s in desk.event(kept).sources] == [1, 2, 3, 4]
    assert desk.event(gone).sources == ()
    desk.editing.undo(merged, ADMIN, NOW)
    assert desk.rows() == before


def test_nothing_recalls_a_merged_event_and_its_words_find_the_other(desk: Desk) -> None:
    kept, gone = desk.told("one"), desk.told("two", "A summit")
    desk.do(Merge(gone, kept))
    recalled = desk.archive.recall(study("three", "two"))
    assert [event.id for event in recalled.events] == [kept]
    assert len(recalled.events[0].founders) == 2


def test_what_followed_a_merged_event_follows_the_other_and_never_itself(desk: Desk) -> None:
    first = desk.told("one")
    second = desk.archive.publish(study("two"), news(draft("Then"), related_event_id=first), NOW).event_id
    third = desk.archive.publish(study("three"), news(draft("Last"), related_event_id=second), NOW).event_id
    assert second
    assert third
    desk.do(Merge(second, third))
    assert desk.event(third).follows == (first, day(), "A meeting", "en")
    desk.do(Merge(first, third))
    assert desk.event(third).follows is None
    assert desk.event(first).merged_into == desk.event(second).merged_into == (third, day(), "Last", "en")


def test_posts_of_both_are_edited_and_later_updates_answer_the_one_that_stays(desk: Desk) -> None:
    kept, gone = desk.told("one"), desk.told("two", "A summit")
    desk.deliver()
    effect = desk.editing.perform(Merge(gone, kept), ADMIN, NOW)
    assert (effect.edits, effect.replies, effect.moved) == (2, 0, 1)
    edits = desk.deliver()
    assert [(edit.kind, edit.message_id) for edit in edits] == [
        (DeliveryKind.EDIT, 1),
        (DeliveryKind.EDIT, 2),
    ] or {edit.message_id for edit in edits} == {1, 2}
    desk.joined("three", kept, "It ended early.")
    replies = [d.reply_to for d in desk.deliver() if d.kind is DeliveryKind.POST]
    assert replies == [1]


# --- splitting -------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(desk: Desk) -> tuple[int, list[int]]:
    """An event of four reports: the first, one that says the same, two with something new."""
    event = desk.told("one")
    articles = [
        desk.joined("two", event),
        desk.joined("three", event, "A bridge was closed."),
        desk.joined("four", event, "Nobody closed it.", kind=StatementKind.DENIAL),
    ]
    desk.deliver()
    return event, articles


def test_split_articles_take_what_they_say_and_their_posts_with_them(
    desk: Desk, crowd: tuple[int, list[int]]
) -> None:
    event, (_, third, fourth) = crowd
    effect = desk.editing.perform(Split(event, (third, fourth)), ADMIN, NOW)
    assert effect.event
    old, new = desk.event(event), desk.event(effect.event)
    assert [s.text for s in old.statements] == ["A meeting took place."]
    assert [s.text for s in new.statements] == ["A bridge was closed.", "Nobody closed it."]
    assert (new.title, new.status, [s.article_id for s in new.sources]) == (
        "Title of three",
        EventStatus.DISPUTED,
        [third, fourth],
    )
    update = desk.timeline.update(2)
    assert update
    assert (update.event_id, update.kind) == (new.id, UpdateKind.NEW)
    assert (effect.edits, effect.tellable) == (2, False)
    assert {edit.message_id for edit in desk.deliver()} == {
        1,
        2,
    }  # the first post, and the one that is a first now


def test_a_statement_that_both_say_stands_in_both(desk: Desk, crowd: tuple[int, list[int]]) -> None:
    event, (second, *_) = crowd
    effect = desk.editing.perform(Split(event, (second,)), ADMIN, NOW, tell=True)
    assert effect.event
    assert [(s.text, s.article_ids) for s in desk.event(effect.event).statements] == [
        ("A meeting took place.", (second,))
    ]
    assert desk.event(event).statements[0].article_ids == (1,)
    assert (effect.tellable, effect.replies) == (True, 1)
    (post,) = (d for d in desk.deliver() if d.kind is DeliveryKind.POST)
    assert post.reply_to is None


def test_only_articles_of_the_event_are_split_off_and_never_the_first(
    desk: Desk, crowd: tuple[int, list[int]]
) -> None:
    event, _ = crowd
    other = desk.told("five")
    assert refused(desk, Split(event, (5,))) is Reason.NOT_ITS_ARTICLE
    assert refused(desk, Split(event, (1, 2))) is Reason.FIRST_REPORT
    assert refused(desk, Split(99, (1,))) is Reason.NO_EVENT
    assert refused(desk, Merge(other, other)) is Reason.SAME_EVENT


def test_a_split_is_undone_by_a_merge_or_from_the_log_unless_reports_came_in(
    desk: Desk, crowd: tuple[int, list[int]]
) -> None:
    event, (_, third, fourth) = crowd
    before = desk.rows()
    split = desk.editing.perform(Split(event, (third, fourth)), ADMIN, NOW)
    new = split.event
    assert new
    desk.editing.undo(split.audit_id, ADMIN, NOW)
    after = desk.rows()
    (emptied,) = (row for row in after["events"] if row not in before["events"])
    after["events"].remove(emptied)
    assert after == before
    assert desk.event(new).merged_into == (event, day(), "A meeting", "en")
    again = desk.editing.perform(Split(event, (third,)), ADMIN, NOW)
    assert again.event
    desk.joined("six", again.event, "It was opened again.")
    with pytest.raises(RefusedError) as error:
        desk.editing.undo(again.audit_id, ADMIN, NOW)
    assert error.value.reason is Reason.OVERTAKEN


# --- setting one event right -----------------------------------------------------------------------------------


def test_a_withdrawn_event_is_told_to_those_who_heard_of_it_and_joined_no_more(desk: Desk) -> None:
    event = desk.told("one")
    desk.joined("two", event, "It ended early.")
    desk.deliver()
    effect = desk.editing.perform(Retract(event, "a hoax"), ADMIN, NOW, tell=True)
    assert (effect.edits, effect.replies) == (2, 1)
    found = desk.event(event)
    assert (found.status, found.note) == (EventStatus.RETRACTED, "a hoax")
    assert desk.archive.recall(study("three", "meet")).events == ()
    update = desk.timeline.update(3)
    assert update
    assert (update.kind, update.note) == (UpdateKind.RETRACTION, "a hoax")
    assert refused(desk, Retract(event, "again")) is Reason.WITHDRAWN


def test_a_headline_and_a_date_set_by_hand_are_kept_against_later_reports(desk: Desk) -> None:
    event = desk.told("one")
    desk.do(Retitle(event, "A quarrel", "en"))
    desk.do(Redate(event, JUNE_11))
    known_better = {"span": day(date(2024, 6, 9)), "title": "A meeting after all"}
    desk.archive.publish(study("two"), decision(Verdict.CORROBORATION, event_id=event, **known_better), NOW)
    assert (desk.event(event).title, desk.event(event).span) == ("A quarrel", JUNE_11)
    assert refused(desk, Retitle(event, "A quarrel", "en")) is Reason.AS_IT_IS
    assert refused(desk, Redate(event, JUNE_11)) is Reason.AS_IT_IS


def test_a_redated_event_is_recalled_by_its_new_date(desk: Desk) -> None:
    event = desk.told("one")
    long_ago = Span(date(2021, 3, 1), date(2021, 3, 31), Precision.MONTH)
    desk.do(Redate(event, long_ago))
    then = NOW - timedelta(days=1190)
    (found,) = desk.archive.recall(study("two", "meet", "one", published=then)).events
    assert (found.id, found.span) == (event, long_ago)


def test_a_correction_that_is_told_says_what_changed(desk: Desk) -> None:
    event = desk.told("one")
    desk.deliver()
    desk.do(Redate(event, JUNE_11), tell=True)
    update = desk.timeline.update(2)
    assert update
    assert update.change
    assert (update.kind, update.change.what, update.change.before, update.change.after) == (
        UpdateKind.CORRECTION,
        ChangeKind.DATE,
        "2024-06-12/2024-06-12/day",
        "2024-06-11/2024-06-11/day",
    )
    assert [(d.kind, d.reply_to or d.message_id) for d in desk.deliver()] == [
        (DeliveryKind.POST, 1),
        (DeliveryKind.EDIT, 1),
    ]


def test_an_event_is_pinned_and_unpinned(desk: Desk) -> None:
    event = desk.told("one")
    desk.do(Pin(event))
    assert desk.event(event).pinned
    assert refused(desk, Pin(event)) is Reason.AS_IT_IS
    desk.do(Unpin(event))
    assert not desk.event(event).pinned
    assert refused(desk, Unpin(event)) is Reason.AS_IT_IS


# --- looking before, and taking back ---------------------------------------------------------------------------


def acts(event: int, other: int) -> list[Act]:
    return [
        Merge(other, event),
        Merge(event, other),
        Retract(event, "a hoax"),
        Retitle(event, "A quarrel", "en"),
        Redate(event, JUNE_11),
        Pin(event),
    ]


@pytest.mark.parametrize("number", range(6))
def test_an_act_is_looked_at_without_a_trace_and_undone_exactly(desk: Desk, number: int) -> None:
    event, other = desk.told("one"), desk.told("two", "A summit")
    desk.joined("three", event, "It ended early.")
    desk.joined("four", other, "A summit took place.")
    desk.deliver()
    act = acts(event, other)[number]
    before = desk.rows()
    shown = desk.editing.preview(act, NOW)
    assert desk.rows() == before
    assert Audit(desk.database).entries(10) == (0, [])
    done = desk.editing.perform(act, ADMIN, NOW)
    assert (done.edits, done.moved) == (shown.edits, shown.moved)
    assert desk.rows() != before
    undone = desk.editing.undo(done.audit_id, ADMIN, NOW)
    assert desk.rows() == before
    assert undone.edits == done.edits
    with pytest.raises(RefusedError) as error:
        desk.editing.undo(done.audit_id, ADMIN, NOW)
    assert error.value.reason is Reason.UNDONE


def test_an_act_that_a_later_one_stands_on_is_undone_only_after_it(desk: Desk) -> None:
    one, two, three = desk.told("one"), desk.told("two", "A summit"), desk.told("three", "A quarrel")
    before = desk.rows()
    first = desk.do(Merge(two, one))
    second = desk.do(Merge(one, three))
    with pytest.raises(RefusedError) as error:
        desk.editing.undo(first, ADMIN, NOW)
    assert error.value.reason is Reason.OVERTAKEN
    desk.editing.undo(second, ADMIN, NOW)
    desk.editing.undo(first, ADMIN, NOW)
    assert desk.rows() == before


def test_reports_that_came_in_since_survive_an_undo(desk: Desk) -> None:
    kept, gone = desk.told("one"), desk.told("two", "A summit")
    merged = desk.do(Merge(gone, kept))
    late = desk.archive.publish(
        study("three", published=NOW + MINUTE), decision(Verdict.CORROBORATION, event_id=kept), NOW
    )
    desk.editing.undo(merged, ADMIN, NOW)
    assert [s.article_id for s in desk.event(kept).sources] == [1, late.article_id]
    assert desk.event(kept).last_reported == NOW + MINUTE
    assert [s.article_id for s in desk.event(gone).sources] == [2]


def test_what_was_not_sent_yet_is_not_sent_and_what_was_is_taken_back_by_a_message(desk: Desk) -> None:
    event = desk.told("one")
    desk.deliver()
    desk.editing.undo(desk.do(Redate(event, JUNE_11), tell=True), ADMIN, NOW)
    assert [d.kind for d in desk.deliver()] == [DeliveryKind.EDIT]
    told = desk.do(Redate(event, JUNE_11), tell=True)
    desk.deliver()
    assert desk.editing.undo(told, ADMIN, NOW).replies == 1
    (reply,) = (d for d in desk.deliver() if d.kind is DeliveryKind.POST)
    assert isinstance(reply.told, Update)
    change = reply.told.change
    assert change
    assert (change.before, change.after) == ("2024-06-11/2024-06-11/day", "2024-06-12/2024-06-12/day")


def test_what_a_told_withdrawal_kept_from_readers_is_sent_once_it_is_undone(desk: Desk) -> None:
    event = desk.told("one")
    desk.deliver()
    desk.joined("two", event, "It ended early.")
    withdrawn = desk.do(Retract(event, "a hoax"), tell=True)
    assert [(d.kind, d.told.id) for d in desk.deliver() if d.kind is DeliveryKind.POST] == [
        (DeliveryKind.POST, 3)
    ]
    desk.editing.undo(withdrawn, ADMIN, NOW)
    assert [d.told.id for d in desk.deliver() if d.kind is DeliveryKind.POST] == [2, 4]


def test_what_waited_for_another_outlet_before_a_withdrawal_waits_again_when_it_is_undone(desk: Desk) -> None:
    Subscribers(desk.database).change(1, 0, lambda s: replace(s, min_sources=2), NOW)
    event = desk.told("one")
    desk.editing.undo(desk.do(Retract(event, "a hoax"), tell=True), ADMIN, NOW)
    assert desk.deliver() == []
    assert desk.outbox.counts()["held"] == 1


def test_the_history_of_an_event_tells_both_the_act_and_its_undoing(desk: Desk) -> None:
    event = desk.told("one")
    desk.editing.undo(desk.do(Retitle(event, "A quarrel", "en")), ADMIN, NOW)
    with desk.database.read() as session:
        lines = session.scalars(select(EventChangeRow).order_by(EventChangeRow.id)).all()
    assert [(line.what, line.before, line.after, line.audit_id) for line in lines] == [
        (ChangeKind.TITLE, "A meeting", "A quarrel", 1),
        (ChangeKind.TITLE, "A quarrel", "A meeting", 2),
    ]
