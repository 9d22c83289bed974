"""The page of promises names tests that exist, one line for each of the forty."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \|(.*)\|$", PAGE, re.MULTILINE)


def test_every_one_of_the_forty_has_its_line() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 41))


def test_every_test_that_is_named_exists() -> None:
    named = 0
    for _, row in ROWS:
        file = ""
        for path, test in re.findall(r"`([\w/]+\.py)?(?:::|…)?((?:test_)?[\w…]*)(?:\[\w+\])?[^`]*`", row):
            file = path or file
            if not file:
                continue
            assert (HERE.parent / file).exists(), file
            for part in filter(None, test.split("…")):
                assert part in (HERE.parent / file).read_text(encoding="utf-8"), f"{file}::{test}"
                named += 1
    assert named > 40
