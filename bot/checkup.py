"""Looks over an installation part by part, as `dateline check` prints it; one broken part hides no other."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from bot import seeds
from bot.chat.client import build_application, running
from bot.clock import utc_now
from bot.errors import DatelineError
from bot.settings import Settings
from bot.store import open_meaning
from storage.database import Database, absent
from storage.errors import StorageError
from storage.feeds import Feeds
from storage.inspection import inspect
from storage.records import FeedState
from storage.schema import newest


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What was looked at, whether it is in order, and what was seen."""

    name: str
    ok: bool
    detail: str


def checkup(settings: Settings, *, deep: bool = False) -> Iterator[CheckLine]:
    """Look at the story, the database, its tables, the feeds and the token, in this order; at the embedder, if any.

    Args:
        settings: they were read without a fault; that is the first line.
        deep: read every row as well: is the file whole, does each row point to something, has all that is told a source.
    """
    looks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("settings", _settings),
        ("story", _story),
        ("database", _database),
        ("migrations", _migrations),
        ("feeds", _feeds),
        ("token", _token),
    )
    if settings.embedder is not None:
        looks += (("embedder", _embedder),)
    for name, look in looks:
        try:
            yield CheckLine(name, True, look(settings))
        except Exception as error:  # noqa: BLE001 - whatever is broken, the other parts are looked at too
            yield CheckLine(name, False, " ".join(f"{error}".split()) or type(error).__name__)
    if deep:
        yield from _deep(settings)


def _deep(settings: Settings) -> Iterator[CheckLine]:
    try:
        if _revision(settings)[0] is None:
            return
        with closing(Database.open(settings.database_url)) as database:
            for finding in inspect(database, utc_now()):
                yield CheckLine(finding.name, finding.ok, finding.detail)
    except StorageError as error:
        yield CheckLine("integrity", False, " ".join(f"{error}".split()))


def _settings(settings: Settings) -> str:
    changed = sorted(field.upper() for field in settings.model_fields_set)
    return "set: " + ", ".join(f"DATELINE_{name}" for name in changed) if changed else "all at their defaults"


def _story(settings: Settings) -> str:
    topic = seeds.load_topic(settings.seeds)
    feeds = seeds.load_feeds(settings.seeds)
    return f"{topic.name}: {len(topic.concepts)} concepts, {len(feeds)} feeds, from {settings.seeds}"


def _database(settings: Settings) -> str:
    if file := absent(settings.database_url):
        if not os.access(file.parent, os.W_OK):
            raise DatelineError(
                f"{file} is not there, and cannot be made: {file.parent} is no folder we may write to"
            )
        return f"no file {file} yet; the first start makes it (SQLite)"
    with closing(Database.open(settings.database_url)) as database:
        return f"answers ({'SQLite' if database.is_sqlite else 'PostgreSQL'})"


def _revision(settings: Settings) -> tuple[str | None, str]:
    """The revision that the tables are at, and the newest; to look makes no file."""
    if absent(settings.database_url):
        return None, newest()
    with closing(Database.open(settings.database_url)) as database:
        return database.revision()


def _migrations(settings: Settings) -> str:
    current, latest = _revision(settings)
    if current is None:
        return f"no tables yet; the first start makes them ({latest})"
    if current != latest:
        raise DatelineError(f"at {current}, not at {latest}: run `dateline db upgrade`")
    return f"at the newest revision ({current})"


def _feeds(settings: Settings) -> str:
    current, latest = _revision(settings)
    if current != latest:
        return "not looked at: the tables are not there or not up to date"
    with closing(Database.open(settings.database_url)) as database:
        active = [feed for feed in Feeds(database).list() if feed.state is FeedState.ACTIVE]
    sick = [feed for feed in active if feed.failures]
    if active and len(sick) == len(active):
        raise DatelineError(f"none of {len(active)} can be read; the first: {sick[0].last_error}")
    return f"{len(active)} active, {len(sick)} of them in trouble (`dateline feeds list`)"


def _token(settings: Settings) -> str:
    if settings.token is None:
        raise DatelineError(
            "DATELINE_TELEGRAM_TOKEN is not set; get one from @BotFather (`dateline demo` needs none)"
        )
    return asyncio.run(_introduced(settings.token, settings.telegram_api))


def _embedder(settings: Settings) -> str:
    meaning = open_meaning(settings)
    assert meaning is not None
    with closing(meaning):
        vector = meaning.vector("A test of whether there is an answer.")
    return f"{vector.model} answers in {len(vector.values)} dimensions"


async def _introduced(token: str, api: str) -> str:
    async with running(build_application(token, api), patient=False) as application:
        return f"@{application.bot.username} at {api}"
