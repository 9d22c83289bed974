"""What a digest tells, and in which order."""

from __future__ import annotations

from dataclasses import replace

from bot.editorial.digest import aside, counts, items
from storage.records import EventStatus, StatementKind, UpdateKind, Verdict
from tests.chat.samples import SCALES, at, day, event, source, statement, update, withdrawn


def test_an_event_has_one_line_whatever_happened_to_it() -> None:
    told = [update(), update(UpdateKind.DEVELOPMENT, 2, 3), update(UpdateKind.DEVELOPMENT, 3, 3)]
    (item,) = items(told, [SCALES])
    assert [u.id for u in item.updates] == [1, 2, 3]
    assert counts([item]) == {
        UpdateKind.NEW: 1,
        UpdateKind.DEVELOPMENT: 2,
        UpdateKind.CORRECTION: 0,
        UpdateKind.RETRACTION: 0,
    }


def test_more_outlets_come_first_and_a_reprint_is_none() -> None:
    reprint = [
        source(n, f"Copy{n}", at(12), verdict=Verdict.DUPLICATE if n else Verdict.EVENT) for n in range(5)
    ]
    two = event([], [source(1, "Gull", at(12)), source(2, "Tern", at(12))], number=1)
    copied = event([], reprint, number=2)
    sided = event(
        [],
        [source(1, "Gull", at(12), perspective="a"), source(2, "Tern", at(12), perspective="b")],
        number=3,
    )
    contested = replace(two, id=4, status=EventStatus.DISPUTED)
    gone = replace(withdrawn(sided), id=5)
    late = replace(two, id=6, span=day(13))
    told = [replace(update(), id=n, event_id=n) for n in range(1, 7)]
    order = [item.event.id for item in items(told, [copied, two, gone, late, sided, contested])]
    assert order == [3, 4, 6, 1, 2, 5]


def test_outlets_weigh_more_than_sides() -> None:
    many = event([], [source(n, f"Gull{n}", at(12), perspective="a") for n in range(3)], number=1)
    sides = [source(1, "Gull", at(12), perspective="a"), source(2, "Tern", at(12), perspective="b")]
    told = [replace(update(), id=n, event_id=n) for n in (1, 2)]
    assert [item.event.id for item in items(told, [event([], sides, number=2), many])] == [1, 2]


def test_of_several_things_against_an_event_the_last_stands_beside_it() -> None:
    against = [statement(n, f"No {n}.", [1], kind=StatementKind.DENIAL, update=9) for n in (1, 2)]
    (item,) = items([update()], [event(against, [source(1, "Gull", at(12))])])
    assert aside(item) == against[-1]


def test_what_is_withdrawn_is_not_new_and_an_update_without_its_event_is_left_out() -> None:
    chosen = items([update(), replace(update(), id=2, event_id=99)], [withdrawn(SCALES)])
    assert [item.event.id for item in chosen] == [17]
    assert counts(chosen)[UpdateKind.NEW] == 0
    assert counts(chosen)[UpdateKind.RETRACTION] == 1


def test_beside_the_headline_stands_what_speaks_against_it_else_what_is_new() -> None:
    fact, fresh = statement(1, "Old.", [1]), statement(2, "Fresh.", [1], update=2)
    plain = event([fact, fresh], [source(1, "Gull", at(12))])
    (new,), (developed,) = (
        items([told], [plain]) for told in (update(), update(UpdateKind.DEVELOPMENT, 2, 1))
    )
    assert aside(new) is None
    assert aside(developed) == fresh
    denial = statement(3, "No.", [1], kind=StatementKind.DENIAL, update=9)
    (denied,) = items([update()], [replace(plain, statements=(fact, fresh, denial))])
    assert aside(denied) == denial
