"""How fast an archive goes through the line: articles a second, milliseconds of CPU by stage, memory.

    uv run python tests/bench/bench_line.py [ARTICLES] [--profile FILE]

The database is an SQLite file beside the temporary files, written as `dateline import` writes it.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import resource
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.editorial.study import study
from bot.importing import import_articles
from bot.settings import Settings
from bot.store import Store, open_store
from storage.archive import Archive
from storage.records import Article, Decision, Memory, PendingEntry, Published, Study, Verdict
from tests.bench.corpus import Corpus


class Timed(Archive):
    """An archive that knows how long it took."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.database)
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = process_time()
        yield
        self.seconds[stage] += process_time() - began

    def meets(self, article: Article) -> tuple[int | None, frozenset[str]]:
        """See `Archive`."""
        with self._timed("known?"):
            return super().meets(article)

    def recall(self, study: Study) -> Memory:
        """See `Archive`."""
        with self._timed("recall"):
            return super().recall(study)

    def publish(
        self, study: Study, decision: Decision, now: datetime, entry: PendingEntry | None = None
    ) -> Published:
        """See `Archive`."""
        with self._timed("publish"):
            return super().publish(study, decision, now, entry)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=2000)
    parser.add_argument("--profile", type=Path, help="write a cProfile of the import to this file")
    asked = parser.parse_args()
    articles = list(islice(Corpus().articles(), asked.articles))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/bench.db")
        with open_store(settings) as store:
            _measure(store, articles, asked.profile)
        print(
            f"database    {Path(folder, 'bench.db').stat().st_size / len(articles) / 1024:8.1f} KiB an article"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.1f} MiB")


def _give_up(article: Article, error: Exception) -> None:
    raise SystemExit(f"{article.external_id} cannot be judged: {error!r}")


def _measure(store: Store, articles: list[Article], profile: Path | None) -> None:
    timed = Timed(store)
    verdicts: Counter[Verdict | None] = Counter()
    profiler = cProfile.Profile()
    gc.freeze()  # as `dateline import` does
    began, worked = perf_counter(), process_time()
    if profile:
        profiler.enable()
    counted, judging = lambda verdict: verdicts.update([verdict]), replace(store, archive=timed)
    import_articles(judging, articles, datetime.now(UTC), counted, _give_up)
    profiler.disable()
    wall, cpu = perf_counter() - began, process_time() - worked
    if profile:
        profiler.dump_stats(profile)
    read = process_time()
    for article in articles:
        study(article, store.lexicon)
    timed.seconds["study"] = process_time() - read
    timed.seconds["decide"] = cpu - sum(timed.seconds.values())
    count = len(articles)
    words = sum(len(article.text.split()) for article in articles)
    print(f"{count} articles of {words // count} words:", dict(verdicts))
    print(f"articles    {count / wall:8.1f} a second ({count / cpu:.1f} a second of CPU)")
    for stage, seconds in sorted(timed.seconds.items(), key=lambda item: -item[1]):
        print(f"{stage:<11} {seconds / count * 1000:8.2f} ms")


if __name__ == "__main__":
    main()
