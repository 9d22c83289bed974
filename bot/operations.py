"""What an operator does with feeds: read once what is due, try some; and the reading room that both need."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from bot.clock import utc_now
from bot.pipeline import Line
from bot.polling import Polled
from bot.reading.courtesy import GAP, Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import CHILDREN, Parser
from bot.reading.patience import Patience
from bot.settings import Settings
from bot.store import Store
from bot.trial import FeedCheck, try_feed
from storage.records import Verdict

USER_AGENT = f"Dateline/{version('dateline')} (news timeline bot; feeds are read at most every few minutes)"

TRIED_AT_ONCE = 10  # feeds of the web

FEEDS_OF_ONE_HOST = 50
"""Feeds that share a host and are still read once in every interval: whoever asks for seconds, mostly of their own
server, is not to wait for courtesy. At the usual interval the pause is a full second."""


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[tuple[Fetcher, Parser]]:
    """The reading room, open: HTTP and the killable parser.

    Args:
        settings: which networks and ports feeds may live in, and how slow they may be.
    """
    guard = Guard(allow_networks=settings.allow_networks, allow_ports=settings.allow_ports)
    courtesy = Courtesy(gap=min(GAP, settings.poll_interval / FEEDS_OF_ONE_HOST))
    patience = Patience(settings.feed_patience, settings.feed_pace)
    fetcher = Fetcher(guard, user_agent=USER_AGENT, courtesy=courtesy, patience=patience)
    async with fetcher, Parser() as parser:
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


def targets_of(store: Store, named: Sequence[str]) -> list[str]:
    """What is to be tried: addresses and files as they are named, folders opened; the stored feeds if nothing is named."""
    return [path for target in named for path in _expand(target)] or [feed.url for feed in store.feeds.list()]


async def check_feeds(
    store: Store, settings: Settings, targets: Sequence[str], on_done: Callable[[FeedCheck], None]
) -> list[FeedCheck]:
    """Try feeds without storing anything.

    Args:
        store: for the topic.
        settings: networks.
        targets: addresses, or files of captured feeds.
        on_done: called after each.

    Returns:
        The checks in the order of the targets.
    """
    async with reading(settings) as (fetcher, parser):
        # A file waits for nobody but the children that read it; more at once would only queue before them.
        gates = {True: asyncio.Semaphore(TRIED_AT_ONCE), False: asyncio.Semaphore(CHILDREN + 1)}

        async def one(target: str) -> FeedCheck:
            async with gates["://" in target]:
                result = await try_feed(store.lexicon, fetcher, parser, target)
            on_done(result)
            return result

        return list(await asyncio.gather(*map(one, targets)))


def _expand(target: str) -> list[str]:
    path = Path(target)
    if "://" not in target and path.is_dir():
        return sorted(str(p) for p in path.rglob("*") if p.is_file())
    return [target]
