"""Statements handed to the driver as they are keep what SQLAlchemy promises: types, errors, lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.prepared import Prepared, PreparedList
from storage.records import InboxState
from storage.sql import plain
from storage.tables import InboxRow

NOON = datetime(2024, 6, 12, 12, tzinfo=timezone(timedelta(hours=4)))

_inbox = plain(InboxRow).c
_ADD = Prepared(
    insert(plain(InboxRow)).returning(_inbox.received_at),
    ["update_id", "raw", "received_at", "state", "error"],
)
_OF_STATE = Prepared(
    select(_inbox.update_id, _inbox.state)
    .where(_inbox.state == bindparam("state"))
    .order_by(_inbox.update_id)
)
_UNFINISHED = Prepared(
    select(_inbox.update_id).where(_inbox.state.in_([InboxState.PENDING, InboxState.UNREADABLE])).limit(1)
)
_NUMBERED = PreparedList(
    lambda numbers: select(_inbox.update_id).where(
        _inbox.update_id.in_(numbers), _inbox.raw != bindparam("but")
    ),
    _inbox.update_id.type,
)


def _add(
    database: Database, *numbers: int, raw: str = "{}", state: InboxState = InboxState.PENDING
) -> list[datetime]:
    with database.write() as session:
        connection = session.connection()
        return [
            _ADD.scalar(connection, update_id=number, raw=raw, received_at=NOON, state=state, error=None)
            for number in numbers
        ]


def test_values_pass_through_the_types_of_their_columns_both_ways(database: Database) -> None:
    (received,) = _add(database, 7, raw="a\0b\ud800")
    assert (received, received.tzinfo) == (NOON, UTC)
    with database.snapshot() as connection:
        assert _OF_STATE.rows(connection, state=InboxState.PENDING) == [(7, InboxState.PENDING)]
        assert _OF_STATE.first(connection, state=InboxState.HANDLED) is None
    with database.read() as session:
        assert session.get_one(InboxRow, 7).raw == "ab\ufffd"


def test_a_list_that_stands_in_the_statement_is_spelt_out(database: Database) -> None:
    _add(database, 1, state=InboxState.HANDLED)
    _add(database, 2, state=InboxState.UNREADABLE)
    with database.snapshot() as connection:
        assert _UNFINISHED.scalars(connection) == [2]


@pytest.mark.parametrize("asked", [0, 1, 7, 8, 9, 40])
def test_a_list_of_any_length_is_asked_for(database: Database, asked: int) -> None:
    _add(database, *range(20))
    with database.snapshot() as connection:
        found = _NUMBERED.rows(connection, list(range(asked)), but="nothing")
    assert sorted(number for (number,) in found) == list(range(min(asked, 20)))


def test_a_refused_row_is_the_fault_it_would_be_otherwise_and_leaves_nothing(database: Database) -> None:
    _add(database, 1)
    with pytest.raises(IntegrityError):
        _add(database, 2, 1)
    with database.snapshot() as connection:
        assert _OF_STATE.scalars(connection, state=InboxState.PENDING) == [1]
