"""The property tests of one room for as long as one likes: `python -m tests.bench.fuzz dates --minutes 10`.

The suite tries each property on some hundred inputs; here they are tried on new ones until the time is up. The first input
that breaks one ends the run with the failing example, made as small as Hypothesis can.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable
from itertools import cycle

ROOMS = {
    "parse": ("tests.reading.test_parse", "tests.reading.test_opml", "tests.reading.test_charset"),
    "render": ("tests.chat.test_render_limits", "tests.chat.test_layout", "tests.pictures.test_pictures"),
    "clean": ("tests.editorial.test_clean", "tests.editorial.test_sentences", "tests.reading.test_markup"),
    "dates": ("tests.editorial.test_dates", "tests.reading.test_dates", "tests.editorial.test_publication"),
    "decide": (
        *("tests.editorial.test_decide", "tests.editorial.test_matching", "tests.editorial.test_writing"),
        *("tests.editorial.test_copies", "tests.editorial.test_concepts", "tests.editorial.test_language"),
    ),
}
Property = Callable[[], None]


def properties(room: str) -> dict[str, Property]:
    """The property tests of a room that ask for nothing but their inputs."""
    found: dict[str, Property] = {}
    for name in ROOMS[room]:
        for test, function in vars(importlib.import_module(name)).items():
            if hasattr(function, "hypothesis") and test.startswith("test_"):
                found[f"{name}::{test}"] = function
    return found


def main() -> None:
    """Fuzz one room and say how much was tried."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("room", choices=sorted(ROOMS))
    parser.add_argument("--minutes", type=float, default=10.0)
    asked = parser.parse_args()
    tests = properties(asked.room)
    end = time.monotonic() + asked.minutes * 60
    rounds = 0
    for name, test in cycle(tests.items()):
        try:
            test()
        except TypeError as error:
            if "missing" not in str(error):
                raise
            raise SystemExit(f"{name} asks for a fixture: it is no property") from error
        rounds += 1
        if time.monotonic() > end:
            break
    print(
        f"{asked.room}: {len(tests)} properties, run {rounds} times, {asked.minutes:g} minutes, no exception"
    )


if __name__ == "__main__":
    main()
