"""Posts whose answer was lost twice are sent again, or left, by an admin's act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.acts import Deed
from storage.archive import Archive
from storage.audit import Audit
from storage.database import Database
from storage.outbox import Outbox
from storage.records import Outcome, OutcomeKind
from storage.subscribers import Subscribers
from storage.uncertain import Uncertain
from tests.storage.newsroom import MINUTE, NOW, draft, found, reader

ADMIN = 7
LATER = NOW + 2 * MINUTE


def lose(outbox: Outbox) -> None:
    """Send everything, twice, without hearing of it again."""
    for moment in (NOW, NOW + MINUTE):
        for delivery in outbox.claim(moment, 10):
            outbox.settle(delivery, Outcome(OutcomeKind.LOST, error="answer lost"), moment)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    reader(Subscribers(database))
    archive = Archive(database)
    found(archive, "one")
    found(archive, "two", draft("A summit"))
    outbox = Outbox(database)
    lose(outbox)
    return outbox


def test_they_are_listed_with_what_and_where_they_are(database: Database, outbox: Outbox) -> None:
    total, doubts = Uncertain(database).page(1)
    (doubt,) = doubts
    assert (total, doubt.id, doubt.chat, doubt.event, doubt.title) == (2, 1, "A reader", 1, "A meeting")
    _, (second,) = Uncertain(database).page(1, 1)
    assert second.title == "A summit"


def test_one_is_sent_again_and_uncertain_again_if_that_is_lost_too(
    database: Database, outbox: Outbox
) -> None:
    uncertain = Uncertain(database)
    assert uncertain.requeue(ADMIN, LATER, 1) == 1
    assert uncertain.requeue(ADMIN, LATER, 1) == 0
    (again,) = outbox.claim(LATER, 10)
    outbox.settle(again, Outcome(OutcomeKind.LOST, error="answer lost"), LATER)
    assert uncertain.page(10)[0] == 2


def test_all_are_sent_again_or_left_and_the_log_says_so(database: Database, outbox: Outbox) -> None:
    uncertain = Uncertain(database)
    assert uncertain.requeue(ADMIN, LATER) == 2
    for delivery in outbox.claim(LATER, 10):
        outbox.settle(delivery, Outcome(OutcomeKind.LOST), LATER + timedelta(minutes=1))
    assert uncertain.forget(ADMIN, LATER) == 2
    assert uncertain.page(10) == (0, [])
    assert outbox.claim(LATER + timedelta(days=1), 10) == []
    _, entries = Audit(database).entries(10)
    assert [(entry.deed, entry.subject) for entry in entries] == [(Deed.FORGET, "× 2"), (Deed.REQUEUE, "× 2")]
