from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.outbox import Outbox
from storage.records import (
    ChatKind,
    Delivery,
    DeliveryKind,
    Outcome,
    OutcomeKind,
    Update,
    UpdateKind,
    Verdict,
)
from storage.settling import LONGEST_LOST_PAUSE, LOST_PAUSE
from storage.subscribers import Subscribers
from tests.storage.newsroom import MINUTE, NOW, decision, found, reader, sentence, study


@dataclass(frozen=True)
class Desk:
    archive: Archive
    outbox: Outbox
    subscribers: Subscribers

    def claim(self, after: timedelta = timedelta(0)) -> list[Delivery]:
        return self.outbox.claim(NOW + after, 100)

    def claim_one(self, after: timedelta = timedelta(0)) -> Delivery:
        (delivery,) = self.claim(after)
        return delivery

    def settle(self, delivery: Delivery, kind: OutcomeKind, **more: object) -> None:
        self.outbox.settle(delivery, Outcome(kind, **more), NOW)  # type: ignore[arg-type]

    def send(self, delivery: Delivery, message_id: int) -> None:
        self.settle(delivery, OutcomeKind.SENT, message_id=message_id)

    def develop(self, event_id: int | None, name: str = "more") -> None:
        told = decision(
            Verdict.DEVELOPMENT,
            event_id=event_id,
            update=UpdateKind.DEVELOPMENT,
            statements=(sentence(f"{name} is new."),),
        )
        self.archive.publish(study(name), told, NOW)

    def confirm(self, event_id: int | None, name: str = "again") -> int:
        told = decision(Verdict.CORROBORATION, event_id=event_id)
        return self.archive.publish(study(name, outlet=name), told, NOW).edits

    def states(self) -> dict[str, int]:
        return {state: count for state, count in self.outbox.counts().items() if count}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(Archive(database), Outbox(database), Subscribers(database))


def test_a_claimed_delivery_says_what_to_send_to_whom(desk: Desk) -> None:
    chat = reader(desk.subscribers)
    done = found(desk.archive)
    delivery = desk.claim_one()
    assert (delivery.subscriber, delivery.kind, delivery.attempts) == (chat, DeliveryKind.POST, 1)
    assert isinstance(delivery.told, Update)
    assert (delivery.told.id, delivery.told.event_id) == (done.update_id, done.event_id)
    assert (delivery.told.kind, delivery.message_id, delivery.reply_to) == (UpdateKind.NEW, None, None)


def test_a_broadcast_goes_out_in_the_order_of_subscription(desk: Desk) -> None:
    for chat_id in (11, 12, 13):
        reader(desk.subscribers, chat_id)
    # PostgreSQL writes a changed row behind the others.
    desk.subscribers.set_lang(11, "hy")
    found(desk.archive)
    assert [delivery.subscriber.chat_id for delivery in desk.claim()] == [11, 12, 13]


def test_what_is_claimed_is_not_claimed_again(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    assert len(desk.claim()) == 1
    assert desk.claim() == []
    assert desk.states() == {"sending": 1}


def test_claims_are_limited_and_the_oldest_comes_first(desk: Desk) -> None:
    for chat_id in (1, 2, 3):
        reader(desk.subscribers, chat_id)
    found(desk.archive)
    assert [d.subscriber.chat_id for d in desk.outbox.claim(NOW, 2)] == [1, 2]
    assert [d.subscriber.chat_id for d in desk.outbox.claim(NOW, 2)] == [3]


def test_a_sent_post_is_over(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    desk.send(desk.claim_one(), 77)
    assert desk.states() == {"sent": 1}
    assert desk.outbox.oldest_pending(NOW) is None
    assert desk.claim(timedelta(days=9)) == []


def test_a_refused_delivery_waits_as_long_as_it_was_told(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    desk.settle(desk.claim_one(), OutcomeKind.RETRY, not_before=NOW + 5 * MINUTE, error="429")
    assert desk.claim(4 * MINUTE) == []
    assert desk.outbox.oldest_pending(NOW) == NOW
    assert desk.claim_one(5 * MINUTE).attempts == 2


def test_a_post_whose_answer_is_lost_is_sent_once_more_then_uncertain(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    desk.settle(desk.claim_one(), OutcomeKind.LOST)
    assert desk.claim(LOST_PAUSE - timedelta(seconds=1)) == []
    desk.settle(desk.claim_one(LOST_PAUSE), OutcomeKind.LOST)
    assert desk.states() == {"uncertain": 1}


def test_refusals_between_two_lost_answers_do_not_count_as_lost(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    for _ in range(3):
        desk.settle(desk.claim_one(), OutcomeKind.RETRY)
    desk.settle(desk.claim_one(), OutcomeKind.LOST)
    assert desk.states() == {"pending": 1}


def test_an_edit_whose_answer_is_lost_repeats_at_growing_distances(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    desk.confirm(done.event_id)
    desk.settle(desk.claim_one(), OutcomeKind.LOST)
    desk.settle(desk.claim_one(LOST_PAUSE), OutcomeKind.LOST)
    assert desk.claim(LOST_PAUSE) == []
    for _ in range(20):
        desk.settle(desk.claim_one(LONGEST_LOST_PAUSE), OutcomeKind.LOST)
    assert desk.states() == {"sent": 1, "pending": 1}


def test_a_delivery_refused_for_good_is_dead(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    desk.settle(desk.claim_one(), OutcomeKind.DEAD, error="too long")
    assert desk.states() == {"dead": 1}


def test_a_gone_chat_is_disabled_and_owed_nothing_more(desk: Desk) -> None:
    reader(desk.subscribers)
    other = reader(desk.subscribers, 2)
    found(desk.archive)
    found(desk.archive, "two")
    first = desk.claim()[0]
    desk.outbox.recover(NOW)
    desk.settle(first, OutcomeKind.CHAT_GONE, error="bot was blocked by the user")
    gone = desk.subscribers.get(1)
    assert gone is not None
    assert (gone.active, gone.disabled_reason) == (False, "bot was blocked by the user")
    assert {d.subscriber for d in desk.claim()} == {other}
    assert desk.states() == {"dead": 2, "sending": 2}


def test_a_retry_of_a_chat_that_left_during_the_send_is_dropped(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    delivery = desk.claim_one()
    desk.subscribers.disable(1, "kicked")
    desk.settle(delivery, OutcomeKind.RETRY)
    assert desk.states() == {"dead": 1}


def test_a_late_answer_for_a_deleted_subscriber_changes_nothing(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    delivery = desk.claim_one()
    desk.subscribers.forget(1)
    reader(desk.subscribers, 2)
    found(desk.archive, "two")
    desk.send(delivery, 77)
    assert desk.states() == {"pending": 1}


def test_a_later_update_waits_in_each_chat_for_the_earlier_post(desk: Desk) -> None:
    reader(desk.subscribers, 1)
    reader(desk.subscribers, 2)
    done = found(desk.archive)
    first, second = desk.claim()
    desk.send(first, 77)
    desk.develop(done.event_id)
    reply = desk.claim_one()
    assert (reply.subscriber.chat_id, reply.reply_to) == (1, 77)
    desk.send(second, 88)
    late = desk.claim_one()
    assert (late.subscriber.chat_id, late.reply_to) == (2, 88)


def test_updates_of_other_events_do_not_wait(desk: Desk) -> None:
    reader(desk.subscribers)
    found(desk.archive)
    found(desk.archive, "two")
    assert len(desk.claim()) == 2


@pytest.mark.parametrize("outcome", [OutcomeKind.DEAD, OutcomeKind.LOST])
def test_a_post_that_will_not_be_sent_holds_up_no_later_one(desk: Desk, outcome: OutcomeKind) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.develop(done.event_id)
    desk.settle(desk.claim_one(), outcome)
    if outcome is OutcomeKind.LOST:
        desk.settle(desk.claim_one(LOST_PAUSE), outcome)
    assert desk.claim_one().reply_to is None


def test_a_corroboration_asks_for_an_edit_of_the_sent_post(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    assert desk.confirm(done.event_id) == 1
    edit = desk.claim_one()
    assert (edit.kind, edit.message_id, edit.reply_to, edit.revision) == (DeliveryKind.EDIT, 77, None, 1)
    assert edit.told.id == done.update_id


def test_a_post_that_still_waits_needs_no_edit(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    assert desk.confirm(done.event_id) == 0
    assert desk.claim_one().kind is DeliveryKind.POST


def test_a_change_during_the_first_send_becomes_an_edit_after_it(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    post = desk.claim_one()
    assert desk.confirm(done.event_id) == 1
    assert desk.claim() == []
    desk.send(post, 77)
    assert desk.claim_one().message_id == 77


def test_an_edit_asked_for_during_an_edit_is_not_lost(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    desk.confirm(done.event_id, "second")
    running = desk.claim_one()
    desk.confirm(done.event_id, "third")
    assert desk.claim() == []
    desk.send(running, 77)
    again = desk.claim_one()
    assert (again.kind, again.revision) == (DeliveryKind.EDIT, 2)
    desk.send(again, 77)
    assert desk.states() == {"sent": 2}


def test_an_edit_asked_for_anew_is_tried_anew_and_one_that_runs_goes_on_counting(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    desk.confirm(done.event_id, "second")
    desk.settle(desk.claim_one(), OutcomeKind.LOST)
    running = desk.claim_one(LOST_PAUSE)
    desk.confirm(done.event_id, "third")
    desk.settle(running, OutcomeKind.LOST)
    again = desk.claim_one(LOST_PAUSE)  # the first loss of what is asked for now
    assert again.attempts == 3
    desk.send(again, 77)
    desk.confirm(done.event_id, "fourth")
    assert desk.claim_one(LOST_PAUSE).attempts == 1


def test_edits_asked_for_before_one_is_made_become_one(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    for name in ("second", "third"):
        desk.confirm(done.event_id, name)
    assert desk.claim_one().revision == 2


def test_a_finished_edit_can_be_asked_for_again(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    for name in ("second", "third"):
        desk.confirm(done.event_id, name)
        desk.send(desk.claim_one(), 77)
    assert desk.states() == {"sent": 2}


def test_a_missing_message_is_posted_anew_and_edited_under_its_new_number(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    desk.confirm(done.event_id)
    desk.settle(desk.claim_one(), OutcomeKind.MISSING)
    post = desk.claim_one()
    assert (post.kind, post.message_id) == (DeliveryKind.POST, None)
    desk.send(post, 99)
    desk.confirm(done.event_id, "third")
    assert desk.claim_one().message_id == 99


def test_the_edit_of_a_post_that_died_is_dropped(desk: Desk) -> None:
    reader(desk.subscribers)
    done = found(desk.archive)
    post = desk.claim_one()
    desk.confirm(done.event_id)
    desk.settle(post, OutcomeKind.DEAD)
    assert desk.states() == {"dead": 1}
    assert desk.outbox.oldest_pending(NOW) is None


def test_a_migrated_chat_gets_the_post_under_its_new_id(desk: Desk) -> None:
    desk.subscribers.subscribe(-5, 0, ChatKind.GROUP, "A group", "en", NOW)
    found(desk.archive)
    desk.settle(desk.claim_one(), OutcomeKind.MIGRATED, new_chat_id=-1005)
    assert desk.claim_one().subscriber.chat_id == -1005
    assert desk.subscribers.get(-5) is None


def test_two_sends_that_both_learn_of_the_new_id_keep_the_chat(desk: Desk) -> None:
    reader(desk.subscribers, -5)
    found(desk.archive)
    found(desk.archive, "two")
    for delivery in desk.claim():
        desk.settle(delivery, OutcomeKind.MIGRATED, new_chat_id=-1005)
    assert [d.subscriber.chat_id for d in desk.claim()] == [-1005, -1005]


def test_messages_of_the_old_group_are_neither_edited_nor_replied_to(desk: Desk) -> None:
    reader(desk.subscribers, -5)
    done = found(desk.archive)
    desk.send(desk.claim_one(), 77)
    desk.confirm(done.event_id)
    edit = desk.claim_one()
    desk.settle(edit, OutcomeKind.MIGRATED, new_chat_id=-1005)
    assert desk.states() == {"sent": 1}
    desk.develop(done.event_id)
    assert desk.claim_one().reply_to is None


def test_what_a_crash_cut_off_is_sent_again(desk: Desk) -> None:
    reader(desk.subscribers, 1)
    reader(desk.subscribers, 2)
    found(desk.archive)
    desk.send(desk.claim()[0], 77)
    assert desk.outbox.recover(NOW) == 1
    assert desk.claim_one().subscriber.chat_id == 2


def test_the_later_of_two_pauses_holds_and_ends(desk: Desk) -> None:
    desk.outbox.pause("all", NOW + 9 * MINUTE)
    desk.outbox.pause("all", NOW + 2 * MINUTE)
    desk.outbox.pause("chat 5", NOW + MINUTE)
    assert desk.outbox.pauses(NOW) == {"all": NOW + 9 * MINUTE, "chat 5": NOW + MINUTE}
    assert desk.outbox.pauses(NOW + MINUTE) == {"all": NOW + 9 * MINUTE}
    assert desk.outbox.pauses(NOW + 9 * MINUTE) == {}


def test_a_pause_outlives_the_process(desk: Desk, database_url: str) -> None:
    desk.outbox.pause("all", NOW + timedelta(seconds=43_837))
    again = Database.open(database_url)
    try:
        assert Outbox(again).pauses(NOW) == {"all": NOW + timedelta(seconds=43_837)}
    finally:
        again.close()


def test_what_a_post_told_too_is_owed_no_more_to_its_reader(desk: Desk) -> None:
    reader(desk.subscribers)
    event_id = found(desk.archive).event_id
    (post,) = desk.claim()
    desk.develop(event_id)
    reader(desk.subscribers, 2)
    desk.develop(event_id, "yet more")
    desk.settle(post, OutcomeKind.SENT, message_id=7, told_too=frozenset({2}))
    told = {(delivery.subscriber.chat_id, delivery.told.id) for delivery in desk.claim()}
    assert told == {(1, 3), (2, 3)}
    assert desk.states() == {"sent": 1, "sending": 2, "folded": 1}


def test_what_was_tried_already_is_not_taken_back_by_what_told_it_too(desk: Desk) -> None:
    reader(desk.subscribers)
    event_id = found(desk.archive).event_id
    post = desk.claim_one()
    desk.send(post, 7)
    desk.develop(event_id)
    desk.settle(desk.claim_one(), OutcomeKind.RETRY, not_before=NOW)
    desk.settle(post, OutcomeKind.SENT, message_id=7, told_too=frozenset({2}))
    assert desk.states() == {"sent": 1, "pending": 1}
