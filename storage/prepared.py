"""Statements that are compiled once for each database and handed to its driver as they are.

What SQLAlchemy does for a statement each time it is executed takes 75 µs, what SQLite does for most of ours takes 3; and
an article needs some forty of them. So those of the line are written in SQLAlchemy's language like all others, but only
their values pass through its types each time. Rows come back as plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]

SHORTEST_LIST = 8  # values; lists are padded to this many, or twice as many, and so on


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement as one driver takes it."""

    sql: str
    # Each value's name, in the order of the question marks, and how it becomes the driver's.
    places: tuple[tuple[str, Processor | None], ...]
    by_name: bool  # the driver takes names and not places
    fixed: dict[str, Any]  # values that stand in the statement itself, as the driver takes them
    out: tuple[tuple[int, Processor], ...]  # column → how the driver's values become ours


class Prepared:
    """A statement that is compiled once.

    Args:
        statement: with named parameters; no lists ("expanding" parameters), which `PreparedList` is for.
        columns: of an INSERT: those it fills. Defaults of the table's class do not count here: what is not nullable
            must be given.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._plans: dict[str, _Plan] = {}

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """All rows that the statement finds or returns."""
        plan, cursor = self._executed(connection, values)
        try:
            found = cursor.fetchall()
        finally:
            cursor.close()
        return [_converted(row, plan.out) for row in found] if plan.out else found

    def first(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """The first row; None: there is none."""
        rows = self.rows(connection, **values)
        return rows[0] if rows else None

    def scalars(self, connection: Connection, **values: Any) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.rows(connection, **values)]

    def scalar(self, connection: Connection, **values: Any) -> Any:
        """The first column of the first row; None: there is no row."""
        row = self.first(connection, **values)
        return None if row is None else row[0]

    def run(self, connection: Connection, **values: Any) -> int:
        """Execute what returns no rows; how many it met."""
        _, cursor = self._executed(connection, values)
        count = int(cursor.rowcount)
        cursor.close()
        return count

    def _executed(self, connection: Connection, values: dict[str, Any]) -> tuple[_Plan, Any]:
        dialect = connection.dialect
        plan = self._plans.get(dialect.name)
        if plan is None:
            plan = self._plans[dialect.name] = _plan(self._statement, dialect, self._columns)
        given = {**plan.fixed, **values} if plan.fixed else values
        parameters = [process(given[name]) if process else given[name] for name, process in plan.places]
        if plan.by_name:
            named = (name for name, _ in plan.places)
            return plan, driven(connection, plan.sql, dict(zip(named, parameters, strict=True)))
        return plan, driven(connection, plan.sql, parameters)


def driven(connection: Connection, sql: str, values: Any, *, many: bool = False) -> Any:
    """The driver's cursor that has executed a statement.

    Args:
        connection: the transaction.
        sql: as the driver takes it.
        values: its parameters, as the driver takes them.
        many: `values` are the parameters of one execution after another.
    """
    cursor = connection.connection.cursor()
    dialect = connection.dialect
    errors = dialect.loaded_dbapi.Error
    try:
        (cursor.executemany if many else cursor.execute)(sql, values)
    except errors as error:
        cursor.close()
        raise DBAPIError.instance(sql, None, error, errors, dialect=dialect) from error
    return cursor


class PreparedList:
    """A statement about a list of values, compiled once for each of a few lengths.

    Args:
        build: makes the statement for so many parameters, which it gets to compare a column with.
        of: the type of the values.
    """

    def __init__(self, build: Callable[[list[BindParameter[Any]]], Executable], of: TypeEngine[Any]) -> None:
        self._build = build
        self._of = of
        self._by_length: dict[int, tuple[Prepared, list[str]]] = {}

    def rows(self, connection: Connection, items: Sequence[Any], **values: Any) -> list[tuple[Any, ...]]:
        """All rows for the values of a list; of an empty one there are none."""
        if not items:
            return []
        length = SHORTEST_LIST
        while length < len(items):
            length *= 2
        known = self._by_length.get(length)
        if known is None:
            names = [f"item_{n}" for n in range(length)]
            statement = self._build([bindparam(name, type_=self._of) for name in names])
            known = self._by_length[length] = Prepared(statement), names
        prepared, names = known
        padded = [*items, *repeat(items[-1], length - len(items))]
        return prepared.rows(connection, **dict(zip(names, padded, strict=True)), **values)


def _plan(statement: Executable, dialect: Dialect, columns: Sequence[str] | None) -> _Plan:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]
    given_later = [name for name, bind in compiled.binds.items() if bind.required]
    # With the lists that stand in it spelt out.
    whole = compiled.construct_expanded_state(dict.fromkeys(given_later))
    types = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
    found = {name: of.bind_processor(dialect) for name, of in types.items()} | dict(whole.processors)
    into = {name: process for name, process in found.items() if process is not None}
    fixed = {
        name: into[name](value) if name in into else value
        for name, value in whole.parameters.items()
        if name not in given_later and not isinstance(value, (list, tuple))
    }
    returned = getattr(statement, "exported_columns", ())
    out = (
        (at, process)
        for at, column in enumerate(returned)
        if (process := column.type.dialect_impl(dialect).result_processor(dialect, None))
    )
    names = whole.positiontup if compiled.positional else (*given_later, *fixed)
    places = tuple((name, None if name in fixed else into.get(name)) for name in names)
    return _Plan(whole.statement, places, not compiled.positional, fixed, tuple(out))


def _converted(row: tuple[Any, ...], out: tuple[tuple[int, Processor], ...]) -> tuple[Any, ...]:
    values = list(row)
    for at, process in out:
        values[at] = process(values[at])
    return tuple(values)
