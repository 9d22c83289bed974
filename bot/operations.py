"""What an operator does with feeds: read once what is due, try one."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from bot.clock import utc_now
from bot.editorial.calibration import RELEVANT
from bot.editorial.study import study
from bot.errors import DatelineError
from bot.pipeline import Line, Polled
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.markup import plain_text
from bot.reading.parse import Parser
from bot.settings import Settings
from bot.store import Store
from storage.records import Article, DateSource, Entry, Fetched, Verdict

log = logging.getLogger(__name__)

USER_AGENT = f"Dateline/{version('dateline')} (news timeline bot; feeds are read at most every few minutes)"


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[tuple[Fetcher, Parser]]:
    """The reading room, open: HTTP and the killable parser.

    Args:
        settings: which networks and ports feeds may live in.
    """
    guard = Guard(allow_networks=settings.allow_networks, allow_ports=settings.allow_ports)
    async with Fetcher(guard, user_agent=USER_AGENT) as fetcher, Parser() as parser:
        yield fetcher, parser


async def poll_once(
    store: Store, settings: Settings, on_done: Callable[[Polled], None]
) -> tuple[list[Polled], Counter[Verdict]]:
    """One polling round over the feeds that are due, and verdicts for everything that waits.

    Args:
        store: feeds and archive.
        settings: interval, networks.
        on_done: called after each feed.
    """
    verdicts: Counter[Verdict] = Counter()
    async with reading(settings) as (fetcher, parser):
        line = Line(store, fetcher, parser, settings.poll_interval, utc_now)
        polled = await line.poll(on_done)
        while done := await line.judge():
            verdicts.update(p.verdict for p in done if not p.known)
    return polled, verdicts


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What one try of a feed showed."""

    feed: str  # address or file
    ok: bool
    title: str | None
    entries: int
    on_topic: int
    error: str | None
    seconds: float
    lang: str | None = None
    latest: tuple[str, ...] = ()  # headlines of the newest entries
    url: str | None = None  # where it lives, after permanent moves


async def check_feeds(
    store: Store, settings: Settings, targets: Sequence[str], on_done: Callable[[FeedCheck], None]
) -> list[FeedCheck]:
    """Try feeds without storing anything.

    Args:
        store: for the stored feeds, when no target is given, and for the topic.
        settings: networks.
        targets: addresses, files or folders of captured feeds.
        on_done: called after each.

    Returns:
        The checks in the order of the targets.
    """
    async with reading(settings) as (fetcher, parser):
        gate = asyncio.Semaphore(10)

        async def one(target: str) -> FeedCheck:
            async with gate:
                result = await try_feed(store, fetcher, parser, target)
            on_done(result)
            return result

        named = [path for target in targets for path in _expand(target)]
        stored = await asyncio.to_thread(store.feeds.list) if not targets else []
        return list(await asyncio.gather(*(one(t) for t in named or [f.url for f in stored])))


def _expand(target: str) -> list[str]:
    path = Path(target)
    if "://" not in target and path.is_dir():
        return sorted(str(p) for p in path.rglob("*") if p.is_file())
    return [target]


async def try_feed(store: Store, fetcher: Fetcher, parser: Parser, target: str) -> FeedCheck:
    """Fetch and read one feed, and judge which of its entries belong to the story.

    Args:
        store: for the topic.
        fetcher: HTTP.
        parser: the killable parser.
        target: an address, or a file.
    """
    began = perf_counter()
    try:
        fetched = await fetcher.fetch(target) if "://" in target else await asyncio.to_thread(_captured, target)
        parsed = await parser.parse(fetched)
        on_topic = await asyncio.to_thread(_on_topic, store, parsed.entries)
    except (DatelineError, OSError) as error:
        return FeedCheck(target, False, None, 0, 0, str(error), perf_counter() - began)
    return FeedCheck(
        feed=target,
        ok=True,
        title=parsed.title,
        entries=len(parsed.entries),
        on_topic=on_topic,
        error=None,
        seconds=perf_counter() - began,
        lang=parsed.lang,
        latest=tuple(e.title for e in parsed.entries[:3]),
        url=fetched.moved_to or fetched.url,
    )


def _captured(path: str) -> Fetched:
    file = Path(path)
    if not file.is_file():
        raise DatelineError(f"{path}: no such file or address")
    return Fetched(url=f"file://{file.name}", status=200, body=file.read_bytes())


def _on_topic(store: Store, entries: Sequence[Entry]) -> int:
    """How many entries belong to the story, by what the feed itself says of them."""
    return sum(study(_as_article(entry), store.lexicon).relevance >= RELEVANT for entry in entries)


def _as_article(entry: Entry) -> Article:
    return Article(
        url=entry.url,
        title=entry.title,
        text=plain_text(entry.html),
        outlet="",
        lang=entry.lang,
        published=entry.published or utc_now(),
        published_source=DateSource.FEED,
        published_confidence=0.0,
        fetched_at=utc_now(),
    )
