"""How long a reader waits for an answer, from what they typed to what they see: the real program, real sockets.

    uv run python tests/bench/bench_chat.py [--articles 100000] [--subscribers 100000] [--asked 40] [--folder FOLDER]

The database is filled by SQL: 20 articles an event, in three scripts, words drawn unevenly as in languages, the full-text
index included. Then `dateline run` serves an emulated Telegram; every answer is timed there, first in peace, then while
an update is being sent to every subscriber at the usual 30 a second. The emulator's own work, and both long polls, are
in the figures.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from itertools import accumulate, count
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

from storage.database import Database
from storage.stems import search_stems
from tests.emulator.telegram import BotApi
from tests.running import Running, started

FIRST_DAY = date(2015, 1, 1)
DAYS = 3650
REPORTS = 20  # articles of an event
SENTENCES = 4  # of an event
WORDS = 20_000  # of a language
LENGTH = 250  # words of an article
SIDES = ("north", "south", "east", "west", None)
BROADCAST = 10**9  # chat ids of those who only get the broadcast
LETTERS = ("bdgklmnprstv", "бдгклмнпрст", "բդգկլմնպրստ"), ("aeiou", "аеиоу", "աեիոու")
SEEDS = """name = "Bench"
accept = "everything"
[perspectives]
north = { en = "Northern" }
south = { en = "Southern" }
east = { en = "Eastern" }
west = { en = "Western" }
"""

EVENT = """INSERT INTO events (id, span_start, span_end, precision, title, lang, status, background, first_reported,
    last_reported, title_fixed, span_fixed, withheld) VALUES (?, ?, ?, 'day', ?, ?, 'reported', ?, ?, ?, 0, 0, 0)"""
ARTICLE = """INSERT INTO articles (id, key, url, url_key, title, text, outlet, perspective, lang, published,
    published_source, published_confidence, timed, fetched_at, body_hash, sketch, sketch_size, numbers, paywalled)
    VALUES (:id, 'k' || :id, 'https://a.example/' || :id, 'https://a.example/' || :id, :title, :text, :outlet, :side, :lang,
    :at, 'feed', 0.9, 1, :at, 'h' || :id, randomblob(4096), 512, '[]', 0)"""
DECISION = """INSERT INTO decisions (article_id, verdict, event_id, relevance, reasons, decided_at)
    VALUES (:id, :verdict, :event, 1.0, '[]', :at)"""
UPDATE = """INSERT INTO updates (id, event_id, kind, article_id, created_at, approved)
    VALUES (:id, :event, :kind, :article, :at, 1)"""
STATEMENT = """INSERT INTO statements (id, event_id, update_id, text, source_text, kind, lang, ordinal, stems, concepts,
    names, numbers) VALUES (?, ?, ?, ?, ?, 'fact', ?, ?, '[]', '[]', '[]', '[]')"""
SUBSCRIBER = """INSERT INTO subscribers (chat_id, thread_id, kind, lang, active, created_at, zone, instant, digest,
    digest_minute, digest_weekday, empty_digests, min_sources, seen_at)
    VALUES (?, 0, 'private', 'en', 1, ?, 'UTC', 'all', 'none', 540, 0, 0, 1, ?)"""
OWED = """INSERT INTO deliveries (update_id, subscriber_id, kind, state, attempts, losses, revision, created_at)
    SELECT ?, id, 'post', 'pending', 0, 0, 0, ? FROM subscribers WHERE chat_id >= ?"""


class Tongue:
    """One language's words, some common, most rare."""

    def __init__(self, number: int, draw: Random) -> None:
        consonants, vowels = (letters[number] for letters in LETTERS)
        self.lang = ("en", "ru", "hy")[number]
        self.words = [
            "".join(draw.choice(consonants) + draw.choice(vowels) for _ in range(draw.randint(2, 4)))
            for _ in range(WORDS)
        ]
        self._ranks = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))

    def text(self, length: int, draw: Random) -> str:
        """So many words."""
        return " ".join(draw.choices(self.words, cum_weights=self._ranks, k=length))


def fill(path: Path, articles: int, subscribers: int) -> None:
    """Without any of the safety that the line has."""
    draw = Random(1)
    tongues = [Tongue(number, draw) for number in range(3)]
    events = articles // REPORTS
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        numbers = count(1)
        for event in range(1, events + 1):
            day = FIRST_DAY + timedelta(days=event * DAYS // events)
            _event(connection, event, day, tongues[event % 3], draw, numbers)
        moment = f"{FIRST_DAY + timedelta(days=DAYS)} 00:00:00.000000"
        seen = f"{FIRST_DAY + timedelta(days=DAYS - 30)} 00:00:00.000000"
        for first, n in ((1, 400), (BROADCAST, subscribers)):
            connection.executemany(SUBSCRIBER, ((first + chat, moment, seen) for chat in range(n)))
        connection.execute("COMMIT")


def _event(  # noqa: PLR0917 - one row of everything
    connection: sqlite3.Connection,
    event: int,
    day: date,
    tongue: Tongue,
    draw: Random,
    numbers: Iterator[int],
) -> None:
    moment = f"{day} 08:00:00.000000"
    title = tongue.text(8, draw)
    connection.execute(EVENT, (event, str(day), str(day), title, tongue.lang, event % 5 == 0, moment, moment))
    told = [tongue.text(20, draw) for _ in range(SENTENCES)]
    connection.execute(
        "INSERT INTO event_search (rowid, title, body) VALUES (?, ?, ?)",
        (event, " ".join(search_stems(title)), " ".join(search_stems(" ".join(told)))),
    )
    first = 0
    for n in range(REPORTS):
        number = next(numbers)
        first = first or number
        headline, text = tongue.text(8, draw), tongue.text(LENGTH, draw)
        row = {
            "id": number,
            "title": headline,
            "text": text,
            "outlet": f"Outlet {(event * 7 + n) % 60}",
            "side": SIDES[(event + n) % len(SIDES)],
            "lang": tongue.lang,
            "at": moment,
            "event": event,
            "verdict": "corroboration" if n else "event",
        }
        connection.execute(ARTICLE, row)
        connection.execute(DECISION, row)
        connection.execute(
            "INSERT INTO event_members (article_id, event_id, ordinal) VALUES (?, ?, ?)", (number, event, n)
        )
        connection.execute(
            "INSERT INTO article_search (rowid, title, body) VALUES (?, ?, ?)",
            (number, " ".join(search_stems(headline)), " ".join(search_stems(text))),
        )
    kinds = ("new", "development") if event % 3 == 0 else ("new",)
    for n, kind in enumerate(kinds):
        values = {"id": 2 * event + n, "event": event, "kind": kind, "article": first + n, "at": moment}
        connection.execute(UPDATE, values)
    for n, sentence in enumerate(told):
        statement = SENTENCES * event + n
        connection.execute(STATEMENT, (statement, event, 2 * event, sentence, sentence, tongue.lang, n))
        connection.executemany(
            "INSERT INTO statement_sources VALUES (?, ?)",
            [(statement, first + k) for k in range(n * 4, n * 4 + 4)],
        )


def questions(draw: Random) -> dict[str, list[str]]:
    """What is asked: of searches common words and rare ones, in three scripts."""
    tongues = [Tongue(number, Random(1)) for number in range(3)]
    common = [tongue.words[rank] for tongue in tongues for rank in (0, 1, 5)]
    rare = [f"{draw.choice(t.words[:300])} {draw.choice(t.words[:300])}" for t in tongues for _ in range(6)]
    return {
        "/timeline": ["/timeline", "/timeline 2019", "/timeline 2021-03"],
        "/search, common": [f"/search {word}" for word in common],
        "/search, rare": [f"/search {words}" for words in rare],
        "/catchup": ["/catchup"],
        "/since": ["/since 2015-01-01"],
        "/event": ["/event 17", "/event 4000"],
        "/who": ["/who northern"],
    }


def ask(api: BotApi, asked: int, chats: Iterator[int]) -> dict[str, list[float]]:
    """Milliseconds until each answer came."""
    draw = Random(2)
    times: dict[str, list[float]] = {}
    for name, several in questions(draw).items():
        for n in range(asked):
            chat = next(chats)
            began = perf_counter()
            api.user_says(chat, several[n % len(several)])
            api.wait_for(partial(_answered, api, chat), 60)
            times.setdefault(name, []).append((perf_counter() - began) * 1000)
    return times


def _answered(api: BotApi, chat: int) -> bool:
    return bool(api.messages(chat))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--subscribers", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=20, help="answers of each kind")
    parser.add_argument("--folder", type=Path, help="keep the database here, for another run")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        path = folder / f"chat-{chosen.articles}-{chosen.subscribers}.db"
        if not path.exists():
            began = perf_counter()
            with closing(Database.open(f"sqlite:///{path}")) as database:
                database.migrate()
            fill(path, chosen.articles, chosen.subscribers)
            print(f"filled in {perf_counter() - began:.0f} s, {path.stat().st_size / 2**20:.0f} MB")
        (Path(temporary) / "topic.toml").write_text(SEEDS)
        with BotApi() as api:
            for chat in range(chosen.subscribers):
                api.add_chat(BROADCAST + chat)
            _run(api, path, Path(temporary), chosen.asked)


def _run(api: BotApi, path: Path, folder: Path, asked: int) -> None:
    settings = {
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API": api.url,
        "DATABASE_URL": f"sqlite:///{path.absolute()}",
        "SEEDS": str(folder),
        "TICK": "1",
    }
    chats = iter(range(1, 400))
    with Running(folder, started, **settings) as program:
        program.wait_for("running", 120)
        api.wait_for(lambda: api.polling, 30)
        in_peace = ask(api, asked, chats)
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            newest = connection.execute("SELECT max(id) FROM updates").fetchone()[0]
            connection.execute(OWED, (newest, "2025-01-01 00:00:00.000000", BROADCAST))
            connection.commit()
        sent = len(api.calls("sendMessage"))
        api.wait_for(lambda: len(api.calls("sendMessage")) > sent + 30, 120)
        began, sent = perf_counter(), len(api.calls("sendMessage"))
        busy = ask(api, asked, chats)
        rate = (len(api.calls("sendMessage")) - sent) / (perf_counter() - began)
    print(
        "                     in peace: median   90 %    worst ms    in a broadcast: median   90 %    worst ms"
    )
    for name, times in in_peace.items():
        both = "    ".join(
            f"{median(t):>16.0f} {quantiles(t, n=10)[-1]:>6.0f} {max(t):>8.0f}" for t in (times, busy[name])
        )
        print(f"{name:<18} {both}")
    print(f"{rate:.0f} messages a second went out meanwhile")


if __name__ == "__main__":
    main()
