"""Reads the gold sentences of tests/data/dates.

A line is `{"published", "marked", "context"?, "written"?}`. In `marked` every time expression stands in brackets with
what it means: `on [Wednesday|2024-06-12]`. A meaning is a day, a month or a year, or two of them with a slash
between; `written` is the sentence with its relative dates made absolute, where that was judged too.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storage.records import Precision, Span

FOLDER = Path(__file__).parents[1] / "data" / "dates"
MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")
GRAIN = {10: Precision.DAY, 7: Precision.MONTH, 4: Precision.YEAR}


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence with the right answers."""

    text: str
    published: date
    context: Span | None
    mentions: tuple[tuple[str, Span], ...]
    written: str | None


def read(lang: str, part: str) -> list[Gold]:
    """The sentences of a language; `part` is "dev" or "held"."""
    lines = (FOLDER / f"{lang}.{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_gold(json.loads(line)) for line in lines]


def _gold(row: dict[str, str]) -> Gold:
    return Gold(
        text=MARK.sub(r"\1", row["marked"]),
        published=date.fromisoformat(row["published"]),
        context=span(row["context"]) if "context" in row else None,
        mentions=tuple((words, span(meaning)) for words, meaning in MARK.findall(row["marked"])),
        written=row.get("written"),
    )


def span(meaning: str) -> Span:
    """A meaning as an interval: "2024-06-12", "2023-09", "2021/2022"."""
    first, _, last = meaning.partition("/")
    end = (last or first).split("-")
    year, month = int(end[0]), int(end[1]) if len(end) > 1 else 12
    day = int(end[2]) if len(end) > 2 else monthrange(year, month)[1]
    start = date.fromisoformat(first + "-01-01"[len(first) - 4 :])
    return Span(start, date(year, month, day), GRAIN[len(first)])
