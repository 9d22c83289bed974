from __future__ import annotations

import pytest

from storage.database import Database
from storage.inbox import Inbox
from tests.storage.newsroom import MINUTE, NOW


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def waiting(inbox: Inbox) -> list[int]:
    return [update.update_id for update in inbox.pending(100)]


def test_raw_updates_come_back_as_they_came(inbox: Inbox) -> None:
    raw = '{"update_id": 7, "message": {"text": "ինչ նոր բան կա?"}}'
    assert inbox.store([(7, raw)], NOW) == 1
    (update,) = inbox.pending(10)
    assert (update.update_id, update.raw, update.received_at) == (7, raw, NOW)


def test_a_redelivered_update_is_ignored_whatever_became_of_it(inbox: Inbox) -> None:
    inbox.store([(1, "{}"), (2, "{}"), (3, "{}")], NOW)
    inbox.handled(1)
    inbox.unreadable(2, "no date")
    assert inbox.store([(1, "{}"), (2, "{}"), (3, "{}"), (4, "{}")], NOW) == 1
    assert waiting(inbox) == [3, 4]


def test_one_unreadable_update_blocks_none_behind_it(inbox: Inbox) -> None:
    inbox.store([(1, "poison"), (2, "{}")], NOW)
    inbox.unreadable(1, "KeyError: 'date'")
    assert waiting(inbox) == [2]


def test_updates_wait_in_order_of_arrival(inbox: Inbox) -> None:
    inbox.store([(900, "{}")], NOW)
    inbox.store([(5, "{}"), (4, "{}")], NOW + MINUTE)
    assert waiting(inbox) == [900, 4, 5]
    assert len(inbox.pending(2)) == 2


def test_the_offset_follows_the_last_arrival_not_the_highest_number(inbox: Inbox) -> None:
    assert inbox.next_offset() is None
    inbox.store([(900, "{}")], NOW)
    assert inbox.next_offset() == 901
    inbox.store([(4, "{}"), (5, "{}")], NOW + MINUTE)
    assert inbox.next_offset() == 6


def test_old_updates_are_forgotten_unless_they_still_wait(inbox: Inbox) -> None:
    inbox.store([(1, "{}"), (2, "{}"), (3, "{}")], NOW)
    inbox.store([(4, "{}")], NOW + MINUTE)
    for number in (1, 4):
        inbox.handled(number)
    inbox.unreadable(2, "no date")
    assert inbox.expire(NOW + MINUTE) == 2
    assert waiting(inbox) == [3]
    assert inbox.store([(1, "{}"), (4, "{}")], NOW) == 1


def test_nothing_is_stored_of_nothing(inbox: Inbox) -> None:
    assert inbox.store([], NOW) == 0


def test_numbers_beyond_32_bits_and_nul_characters_are_stored(inbox: Inbox) -> None:
    assert inbox.store([(2**62, "a\0b")], NOW) == 1
    assert inbox.pending(1)[0].raw == "ab"
