"""What an act by hand changes, row by row, so that it can be taken back exactly.

A step is JSON: the table, the row's primary key, the columns before (`was`; None: the row is new) and after (`is`; None: the
row is gone). Steps are taken back from the last to the first, and only while the rows still are as the act left them: what
somebody changed since is not overwritten.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Enum
from sqlalchemy.orm import Session

from storage.columns import UtcDateTime
from storage.sql import plain
from storage.tables import Base

Step = dict[str, Any]

_CLASSES: dict[str, type[Base]] = {
    str(mapper.class_.__tablename__): mapper.class_ for mapper in Base.registry.mappers
}

_MOVING = {"events": frozenset({"first_reported", "last_reported", "background", "status"})}
"""Columns that the line goes on changing by itself: where it has, its newer value stays."""


class OvertakenError(Exception):
    """The rows are no longer as the act left them: something later stands on it."""


class Journal:
    """Changes rows within a transaction and remembers how they were."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._steps: list[Step] = []

    @property
    def steps(self) -> list[Step]:
        """What was done so far, as JSON keeps it."""
        return list(self._steps)

    def change(self, row: Base, **values: Any) -> bool:
        """Set columns of a row; whether any of them had another value."""
        was = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
        if was:
            self._note(row, _written(was), _written({name: values[name] for name in was}))
        for name in was:
            setattr(row, name, values[name])
        return bool(was)

    def add(self, row: Base) -> None:
        """Insert a row."""
        self._session.add(row)
        if None in _key(row):
            self._session.flush()
        self._note(row, None, {})

    def remove(self, row: Base) -> None:
        """Delete a row."""
        self._note(row, _written({column.name: getattr(row, column.name) for column in _columns(row)}), None)
        self._session.delete(row)

    def _note(self, row: Base, was: dict[str, Any] | None, now: dict[str, Any] | None) -> None:
        self._steps.append({"table": row.__tablename__, "key": _key(row), "was": was, "is": now})


def take_back(session: Session, steps: Sequence[Step]) -> None:
    """Undo the steps.

    Args:
        session: the transaction; roll it back where this fails.
        steps: as `Journal` kept them.

    Raises:
        OvertakenError: a row has been changed since.
    """
    before = None
    for step in reversed(steps):
        if step["table"] != before:  # rows that refer to one another go in their order
            session.flush()
        before = step["table"]
        _take_back(session, step)
    session.flush()


def _take_back(session: Session, step: Step) -> None:
    kind = _CLASSES[step["table"]]
    row = session.get(kind, tuple(step["key"]), with_for_update=True)
    if step["is"] is None:
        if row is None:
            session.add(kind(**_read(kind, step["was"])))
    elif step["was"] is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        raise OvertakenError(f"{step['table']} {step['key']} is gone")
    else:
        _restore(row, _read(kind, step["was"]), _read(kind, step["is"]))


def _restore(row: Base, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for name, value in was.items():
        if getattr(row, name) == now[name]:
            setattr(row, name, value)
        elif name not in _MOVING.get(row.__tablename__, ()):
            raise OvertakenError(f"{row.__tablename__} {name} has been changed")


def _key(row: Base) -> list[Any]:
    return [getattr(row, column.name) for column in plain(type(row)).primary_key]


# --- values as JSON has them ---------------------------------------------------------------------------------


def _columns(row: Base) -> Iterable[Column[Any]]:
    return plain(type(row)).columns


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: type[Base], values: Mapping[str, Any]) -> dict[str, Any]:
    columns = plain(kind).columns
    return {name: _value(columns[name], value) for name, value in values.items()}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case Enum(enum_class=kind) if kind is not None:
            return kind(value)
    return value
