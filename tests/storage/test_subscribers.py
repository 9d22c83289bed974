from __future__ import annotations

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.outbox import Outbox
from storage.records import ChatKind, Outcome, OutcomeKind
from storage.subscribers import Subscribers
from tests.storage.newsroom import MINUTE, NOW, found, reader


@pytest.fixture
def subscribers(database: Database) -> Subscribers:
    return Subscribers(database)


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def owed(outbox: Outbox) -> dict[str, int]:
    return {state: count for state, count in outbox.counts().items() if count}


def test_a_subscriber_is_active_with_its_settings(subscribers: Subscribers) -> None:
    made = subscribers.subscribe(-1001234567890123, 7, ChatKind.SUPERGROUP, "Readers", "hy", NOW)
    assert subscribers.get(-1001234567890123, 7) == made
    assert (made.kind, made.title, made.lang, made.active) == (ChatKind.SUPERGROUP, "Readers", "hy", True)
    assert made.created_at == NOW
    assert subscribers.get(-1001234567890123) is None


def test_subscribing_again_wakes_the_subscriber_and_keeps_its_language(subscribers: Subscribers) -> None:
    first = reader(subscribers)
    subscribers.set_lang(1, "ru")
    subscribers.disable(1, "blocked")
    again = subscribers.subscribe(1, 0, ChatKind.PRIVATE, "Renamed", "en", NOW + MINUTE)
    assert (again.id, again.created_at) == (first.id, NOW)
    assert (again.lang, again.title, again.active, again.disabled_reason) == ("ru", "Renamed", True, None)


def test_only_active_subscribers_count(subscribers: Subscribers) -> None:
    for chat_id in (1, 2, 3):
        reader(subscribers, chat_id)
    subscribers.disable(2, "blocked")
    assert subscribers.active_count() == 2


def test_the_topics_of_a_forum_subscribe_apart(subscribers: Subscribers) -> None:
    for thread_id in (0, 8, 3):
        reader(subscribers, 5, thread_id)
    subscribers.set_lang(5, "ru", 8)
    assert [(s.thread_id, s.lang) for s in subscribers.of_chat(5)] == [(0, "en"), (3, "en"), (8, "ru")]
    assert subscribers.forget(5, 3)
    assert [s.thread_id for s in subscribers.of_chat(5)] == [0, 8]


def test_a_language_cannot_be_set_for_nobody(subscribers: Subscribers) -> None:
    assert not subscribers.set_lang(404, "ru")


def test_a_forgotten_chat_leaves_no_row_and_is_owed_nothing(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    reader(subscribers, 1)
    reader(subscribers, 1, 4)
    other = reader(subscribers, 2)
    found(archive)
    (first, *_) = outbox.claim(NOW, 1)
    outbox.settle(first, Outcome(OutcomeKind.SENT, message_id=5), NOW)
    assert subscribers.forget(1)
    assert subscribers.of_chat(1) == []
    assert [delivery.subscriber for delivery in outbox.claim(NOW, 100)] == [other]
    assert owed(outbox) == {"sending": 1}
    assert not subscribers.forget(1)


def test_the_number_of_a_forgotten_chat_is_not_used_again(subscribers: Subscribers) -> None:
    gone = reader(subscribers)
    subscribers.forget(1)
    assert reader(subscribers).id != gone.id


def test_a_disabled_chat_keeps_its_settings_and_is_owed_nothing(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    reader(subscribers)
    found(archive)
    assert subscribers.disable(1, "bot was kicked")
    assert not subscribers.disable(1, "again")
    kept = subscribers.get(1)
    assert kept is not None
    assert (kept.active, kept.disabled_reason) == (False, "bot was kicked")
    assert owed(outbox) == {"dead": 1}
    assert found(archive, "two").posts == 0


def test_a_chat_that_comes_back_gets_no_backlog(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    reader(subscribers)
    found(archive)
    subscribers.disable(1, "blocked")
    reader(subscribers)
    assert outbox.claim(NOW, 100) == []


def test_disabling_a_topic_leaves_the_chat(subscribers: Subscribers) -> None:
    reader(subscribers, 5)
    reader(subscribers, 5, 8)
    assert subscribers.disable(5, "topic closed", 8)
    assert [s.active for s in subscribers.of_chat(5)] == [True, False]


def test_a_group_that_became_a_supergroup_keeps_everything(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    made = subscribers.subscribe(-5, 0, ChatKind.GROUP, "A group", "ru", NOW)
    found(archive)
    subscribers.migrate(-5, -1005)
    moved = subscribers.get(-1005)
    assert moved is not None
    assert (moved.id, moved.lang, moved.kind) == (made.id, "ru", ChatKind.SUPERGROUP)
    assert [delivery.subscriber.chat_id for delivery in outbox.claim(NOW, 10)] == [-1005]


def test_two_rows_of_one_chat_become_one_that_is_owed_each_update_once(
    subscribers: Subscribers, archive: Archive, outbox: Outbox
) -> None:
    subscribers.subscribe(-5, 0, ChatKind.GROUP, "A group", "ru", NOW)
    found(archive, "one")
    new = subscribers.subscribe(-1005, 0, ChatKind.SUPERGROUP, "A group", "en", NOW)
    found(archive, "two")
    subscribers.migrate(-5, -1005)
    assert subscribers.of_chat(-5) == []
    assert subscribers.of_chat(-1005) == [new]
    assert [delivery.told.id for delivery in outbox.claim(NOW, 10)] == [1, 2]


def test_a_merged_chat_is_active_if_either_was(subscribers: Subscribers) -> None:
    reader(subscribers, -5)
    reader(subscribers, -1005)
    subscribers.disable(-1005, "no rights")
    subscribers.migrate(-5, -1005)
    merged = subscribers.get(-1005)
    assert merged is not None
    assert (merged.active, merged.disabled_reason) == (True, None)


@pytest.mark.parametrize("new_chat_id", [-5, -1005])
def test_migrating_twice_or_to_itself_loses_nothing(subscribers: Subscribers, new_chat_id: int) -> None:
    reader(subscribers, -5)
    for _ in range(2):
        subscribers.migrate(-5, new_chat_id)
    assert subscribers.get(new_chat_id) is not None
    assert subscribers.active_count() == 1
