"""Who may do what, at this moment; and the log of what they did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.acts import Deed, Reason, RefusedError
from storage.audit import KEPT, Audit
from storage.database import Database
from storage.editing import Editing
from storage.facts import Facts
from storage.people import People, Rank
from tests.storage.newsroom import MINUTE, NOW

OWNER, ADMIN, READER = 7, 8, 9


@pytest.fixture
def people(database: Database) -> People:
    return People(database, [OWNER])


def test_owners_stand_in_the_settings_and_admins_in_the_database(people: People) -> None:
    assert people.add(ADMIN, "Ann", OWNER, NOW)
    assert not people.add(ADMIN, "Ann", OWNER, NOW)
    assert not people.add(OWNER, "Olga", OWNER, NOW)
    ranks = [people.rank(who) for who in (OWNER, ADMIN, READER, None)]
    assert ranks == [Rank.OWNER, Rank.ADMIN, Rank.READER, Rank.READER]
    assert [(a.user_id, a.name, a.added_by) for a in people.admins()] == [(ADMIN, "Ann", OWNER)]
    assert people.everyone() == [OWNER, ADMIN]


def test_a_removed_admin_is_none_at_once_and_may_be_restored_from_the_log(
    people: People, database: Database
) -> None:
    people.add(ADMIN, "Ann", OWNER, NOW)
    assert people.remove(ADMIN, OWNER, NOW)
    assert not people.remove(ADMIN, OWNER, NOW)
    assert not people.remove(OWNER, OWNER, NOW)
    assert people.rank(ADMIN) is Rank.READER
    _, (newest, *_) = Audit(database).entries(10)
    Editing(database).undo(newest.id, OWNER, NOW)
    assert people.rank(ADMIN) is Rank.ADMIN


def test_the_log_has_the_newest_first_page_by_page(people: People, database: Database) -> None:
    audit = Audit(database)
    people.add(ADMIN, "Ann", OWNER, NOW)
    audit.log(NOW + MINUTE, ADMIN, Deed.FEED_PAUSE, subject="Gull", why="too loud")
    total, (newest,) = audit.entries(1)
    assert (total, newest.deed, newest.user_id, newest.why) == (2, Deed.FEED_PAUSE, ADMIN, "too loud")
    assert not newest.undoable
    _, (first,) = audit.entries(1, 1)
    assert (first.deed, first.subject, first.undoable, first.undone_at) == (
        Deed.ADMIN_ADD,
        "Ann (8)",
        True,
        None,
    )
    assert (audit.newest_undoable(OWNER), audit.newest_undoable(ADMIN)) == (first.id, None)


def test_what_cannot_be_undone_says_so(database: Database) -> None:
    number = Audit(database).log(NOW, OWNER, Deed.FEED_PAUSE, subject="Gull")
    for entry, reason in ((number, Reason.FINAL), (99, Reason.NO_ENTRY)):
        with pytest.raises(RefusedError) as error:
            Editing(database).undo(entry, OWNER, NOW)
        assert error.value.reason is reason


def test_an_act_is_confirmed_once_in_time_by_who_asked_for_it(database: Database) -> None:
    audit = Audit(database)
    number = audit.propose(NOW, ADMIN, Deed.PIN, {"event": 3})
    assert audit.confirm(NOW, OWNER, number) is None
    proposal = audit.confirm(NOW + KEPT, ADMIN, number)
    assert proposal
    assert (proposal.deed, proposal.arguments) == (Deed.PIN, {"event": 3})
    assert audit.confirm(NOW, ADMIN, number) is None
    late = audit.propose(NOW, ADMIN, Deed.PIN, {"event": 3})
    assert audit.confirm(NOW + KEPT + timedelta(seconds=1), ADMIN, late) is None


def test_a_fact_is_remembered_until_another_takes_its_place(database: Database) -> None:
    facts = Facts(database)
    assert facts.get("mood") is None
    facts.put("mood", "good")
    facts.put("mood", "better")
    assert facts.get("mood") == "better"
