"""A town of outlets read by the real line from its first day to its last, on a clock that is moved."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network

from sqlalchemy import func, select

from bot.editorial.concepts import Lexicon
from bot.meaning import Meaning
from bot.pipeline import Line
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import Parser
from storage.archive import Archive
from storage.database import Database
from storage.feeds import Feeds
from storage.records import FeedDraft
from storage.tables import ArticleRow, RevisionRow, UpdateRow
from tests.editorial.story import LEXICON
from tests.emulator.outlets import DAY, HOUR, QUIET, Outage, Town, mark_of
from tests.emulator.web import WebServer

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
STEP = 3 * HOUR
INTERVAL = (6 * HOUR).total_seconds()
HEALED_WITHIN = DAY + 2 * STEP  # a day, and until the clock is moved to where the feed is due and past it


@dataclass(frozen=True)
class Shelf:
    """What the line keeps things in."""

    feeds: Feeds
    archive: Archive
    lexicon: Lexicon = LEXICON
    meaning: Meaning | None = None


@dataclass(frozen=True)
class Lived:
    """What came of it."""

    days: int
    stories: int  # published
    on_topic: int
    articles: int  # in the archive
    lost_or_repeated: dict[str, int]  # mark of the story → how often it is in
    updates: int  # posted
    revised: set[str]  # marks of the stories that were read again since their words had changed
    changed: set[str]  # marks of the stories that their outlets meant to change
    unreported: list[int]  # outlets whose end no admin heard of
    late: list[tuple[int, Outage]]  # outages after which a feed was not back in time
    outages: int
    polls: int
    alarms: list[str]


async def live(
    database: Database,
    web: WebServer,
    *,
    outlets: int,
    days: int,
    on_day: Callable[[int], None] = lambda _: None,
    enough: Callable[[], bool] = lambda: False,
) -> Lived:
    """Read a town from its first day to its last.

    Args:
        database: empty.
        web: serves the town.
        outlets: how many there are.
        days: how long.
        on_day: called with the number of each day, for a progress bar.
        enough: asked every day whether to end sooner.
    """
    town = Town(web, START, days, outlets)
    shelf = Shelf(Feeds(database), Archive(database))
    for number, url in enumerate(town.urls()):
        shelf.feeds.add(FeedDraft(url=url, outlet=f"Outlet {number}", lang="en"), START)
    alarms: list[str] = []
    polls = 0
    now = START
    async with AsyncExitStack() as stack:
        guard = Guard([ip_network("127.0.0.0/8")], [web.port])
        fetcher = await stack.enter_async_context(
            Fetcher(guard, user_agent="Dateline/test", courtesy=Courtesy(gap=0))
        )
        parser = await stack.enter_async_context(Parser())
        # Once in the while our own clock is wrong by weeks, for one look at the feeds.
        wrong = START + days // 2 * DAY
        line = Line(
            shelf,
            fetcher,
            parser,
            INTERVAL,
            lambda: now + 40 * DAY if wrong <= now < wrong + STEP else now,
            alarm=lambda alarm: alarms.append(str(alarm)),
        )
        while now < town.end:
            town.serve(now)
            polls += len(await line.poll())
            while await line.judge():
                pass
            town.note(now)
            now += STEP
            if (now - START) % DAY < STEP:
                on_day((now - START) // DAY)
                if now < town.end - QUIET and enough():
                    town.wind_up(now)
    return _told(database, town, polls, alarms)


def _told(database: Database, town: Town, polls: int, alarms: list[str]) -> Lived:
    with database.read() as session:
        titles = list(session.scalars(select(ArticleRow.title)))
        updates = session.scalar(select(func.count(UpdateRow.id))) or 0
        revised = session.scalars(select(RevisionRow.title).distinct()).all()
    return Lived(
        days=(town.end - town.start) // DAY,
        stories=len(town.stories(on_topic=True)) + len(town.stories(on_topic=False)),
        on_topic=len(town.stories(on_topic=True)),
        articles=len(titles),
        lost_or_repeated=town.lost_or_repeated(titles),
        updates=updates,
        revised={mark_of(title) for title in revised},
        changed={story.mark for outlet in town.outlets if outlet.corrects for story in outlet.stories},
        unreported=[n for n in town.dead() if not any(f"Outlet {n}," in line for line in alarms)],
        late=town.late(HEALED_WITHIN),
        outages=sum(len(outlet.outages) for outlet in town.outlets),
        polls=polls,
        alarms=alarms,
    )
