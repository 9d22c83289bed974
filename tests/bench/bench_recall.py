"""How long memory takes to answer, by the number of stored articles: it is not to grow with them.

    uv run python tests/bench/bench_recall.py [--dense] [--folder FOLDER] [ARTICLES …]      (10000 100000; try 1000000, some minutes)

The tables are filled by SQL, with 274 articles a day, or (`--dense`) with ten years of news whatever their number, so
that a larger archive has more events in every week as well. Words are drawn unevenly, as in languages, and in either
case a fiftieth of all articles share a phrase.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from storage.archive import Archive
from storage.database import Database
from storage.records import Article, DateSource, Fingerprint, Mention, Profile, Sentence, Span, Study

FIRST_DAY = date(2015, 1, 1)
TEN_YEARS = 3650  # days: a million articles are 274 a day
A_DAY = 274
REPORTS = 4  # articles of an event
TERMS = 40  # of an event: 28 stems, 6 names, 4 numbers, 2 concepts
PHRASES = 50  # of which every article has one: the small print of its outlet
ASKED = 200  # studies

UNIT = "(abs(random()) / 9223372036854775807.0)"
RANK = f"CAST({UNIT} * {UNIT} * {UNIT} * 20000 AS INTEGER)"
TERM = f"""CASE WHEN n < 28 THEN 's:w' || {RANK} WHEN n < 34 THEN 'n:w' || {RANK}
    WHEN n < 38 THEN '#:' || ({RANK} / 20) ELSE 'c:' || ({RANK} / 1000) END"""
DAY = "(event * :days / :events)"
WEEK = f"(({FIRST_DAY.toordinal() - 1} + {DAY}) / 7)"
WORDS = """'["word","harbour","treaty","minister","vote","council","' || event || '"]'"""

FILLING = (
    "CREATE TEMP TABLE numbers AS WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < 39) SELECT n FROM r",
    "CREATE TEMP TABLE made AS WITH RECURSIVE r(event) AS (SELECT 1 UNION ALL SELECT event + 1 FROM r WHERE event < :events) SELECT event FROM r",
    f"""INSERT INTO events (id, span_start, span_end, precision, title, lang, status, background, first_reported, last_reported,
        title_fixed, span_fixed, withheld)
        SELECT event, date('{FIRST_DAY}', '+' || {DAY} || ' days'), date('{FIRST_DAY}', '+' || {DAY} || ' days'), 'day',
        'Event ' || event, 'en', 'reported', 0, '{FIRST_DAY} 08:00:00.000000', '{FIRST_DAY} 08:00:00.000000', 0, 0, 0 FROM made""",
    f"""INSERT INTO articles (id, key, url, url_key, title, text, outlet, lang, published, published_source,
        published_confidence, timed, paywalled, fetched_at, body_hash, sketch, sketch_size, numbers, profile)
        SELECT (event - 1) * {REPORTS} + n + 1, 'external:' || event || '-' || n, 'https://a.example/' || event || '/' || n,
        'https://a.example/' || event || '/' || n, 'Title', 'Text', 'Outlet ' || (event * 7 + n) % 40, 'en',
        datetime('{FIRST_DAY}', '+' || {DAY} || ' days') || '.000000', 'feed', 0.9, 1, 0, '{FIRST_DAY} 08:00:00.000000',
        hex(randomblob(32)), randomblob(4096), 512, '["12"]',
        '{{"lang":"en","concepts":{{"1":1}},"terms":{{"w1":1,"w2":2,"w' || event || '":1}},"names":["w3"],"numbers":[],"acts":[],"span":null,"published":"2015-01-01"}}'
        FROM made, numbers WHERE n < {REPORTS}""",
    """INSERT INTO decisions (article_id, verdict, event_id, relevance, reasons, decided_at)
        SELECT id, 'development', (id - 1) / 4 + 1, 1.0, '[]', '2015-01-01 08:00:00.000000' FROM articles""",
    f"INSERT INTO event_members (article_id, event_id, ordinal) SELECT (event - 1) * {REPORTS} + n + 1, event, n FROM made, numbers WHERE n < {REPORTS}",
    f"""INSERT INTO statements (id, event_id, text, source_text, kind, lang, ordinal, stems, concepts, names, numbers)
        SELECT (event - 1) * {REPORTS} + n + 1, event, 'A sentence.', 'A sentence.', 'fact', 'en', n, {WORDS}, '["1"]', '["w3"]', '[]'
        FROM made, numbers WHERE n < {REPORTS}""",
    f"INSERT OR IGNORE INTO event_terms SELECT {TERM} AS term, {WEEK} AS week, event FROM made, numbers ORDER BY 1, 2, 3",
    f"""INSERT OR IGNORE INTO article_shingles SELECT CASE n WHEN 0 THEN id % {PHRASES} ELSE abs(random()) / 32 END AS shingle, id
        FROM articles, numbers WHERE n < 16 ORDER BY 1, 2""",
    f"INSERT INTO term_counts SELECT term, count(*) * {REPORTS} FROM event_terms GROUP BY term",
    "INSERT INTO term_counts VALUES ('', :articles)",
)


def filled(folder: Path, articles: int, days: int) -> Database:
    """A database with so many articles; one that is there already is taken as it is."""
    path = folder / f"recall-{articles}-{days}.db"
    fresh = not path.exists()
    database = Database.open(f"sqlite:///{path}")
    database.migrate()
    if fresh:
        database.close()
        _fill(path, {"events": articles // REPORTS, "articles": articles, "days": days})
        database = Database.open(f"sqlite:///{path}")
    return database


def _fill(path: Path, values: dict[str, int]) -> None:
    """Without any of the safety that the line has."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for statement in FILLING:
            connection.execute(statement, {n: value for n, value in values.items() if f":{n}" in statement})
        connection.execute("COMMIT")


def asking(draw: Random, days: int) -> Study:
    """A study of an article that was never seen."""

    def rank() -> int:
        return int(draw.random() * draw.random() * draw.random() * 20_000)

    day = FIRST_DAY + timedelta(days=draw.randrange(days))
    moment = datetime.combine(day, time(9), UTC)
    profile = Profile(
        lang="en",
        concepts={str(rank() // 1000): 1.0 for _ in range(8)},
        terms={f"w{rank()}": 1.0 for _ in range(40)},
        names=frozenset(f"w{rank()}" for _ in range(8)),
        numbers=frozenset(str(rank() // 20) for _ in range(6)),
        acts=frozenset(),
        span=Span(day, day),
        published=day,
    )
    url = f"https://new.example/{draw.random()}"
    article = Article(url, "Title", "Text", "Outlet 1", "en", moment, DateSource.FEED, 0.9, moment)
    sketch = (draw.randrange(PHRASES), *sorted(draw.randrange(1 << 58) for _ in range(400)))
    mentions = tuple(
        Mention(Span(told, told), "then", (0, 4), absolute=True)
        for told in (day, day - timedelta(days=draw.randrange(1000)))
    )
    sentences = tuple(
        Sentence(
            f"Sentence {n}.", n, mentions if n < 2 else (), stems=frozenset(f"w{rank()}" for _ in range(14))
        )
        for n in range(18)
    )
    return Study(
        article, "en", "Title", sentences, Fingerprint(url, sketch, len(sketch), ()), profile, 1.0, ()
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--dense", action="store_true", help="ten years of news, however many articles")
    parser.add_argument("--folder", type=Path, help="keep the databases here, for another run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print("articles   filling s   median ms   90 % ms   events   × the first")
        first = 0.0
        for articles in asked.articles:
            days = TEN_YEARS if asked.dense else max(articles // A_DAY, 1)
            began = perf_counter()
            with closing(filled(asked.folder or Path(temporary), articles, days)) as database:
                filling = perf_counter() - began
                times, events = _measured(Archive(database), days)
            first = first or median(times)
            print(
                f"{articles:>8}   {filling:>9.1f}   {median(times):>9.2f}   {quantiles(times, n=10)[-1]:>7.2f}"
                f"   {events:>6.1f}   {median(times) / first:>11.2f}"
            )


def _measured(archive: Archive, days: int) -> tuple[list[float], float]:
    """Milliseconds of processor time of each recall, and how many events one brings."""
    draw = Random(1)
    times: list[float] = []
    events = 0
    for _ in range(20):
        archive.recall(asking(draw, days))
    for _ in range(ASKED):
        study = asking(draw, days)
        began = process_time()
        events += len(archive.recall(study).events)
        times.append((process_time() - began) * 1000)
    return times, events / ASKED


if __name__ == "__main__":
    main()
