"""Rows as JSON Lines, a JSON array or CSV, piece by piece: the whole need never be in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from bot.export.rows import Row, flat

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def jsonl(rows: Iterable[Row]) -> Iterator[str]:
    """One JSON object a line."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def json_array(rows: Iterable[Row]) -> Iterator[str]:
    """One JSON array, an element a line."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def csv_table(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """CSV after RFC 4180, with a heading.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it: headlines are strangers' text.
    """
    line = io.StringIO()
    writer = csv.DictWriter(line, columns)
    writer.writeheader()
    yield line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow({key: _harmless(value) for key, value in flat(row).items()})
        yield line.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
