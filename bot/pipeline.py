"""The line itself: poll → read → decide → publish.

    feeds due ─ fetch ─ parse ─ settle the feed │ entries waiting ─ article ─ take in (study, recall, decide, publish)

The two halves meet in the entries table: a feed's validators are saved with its entries, so that a crash between them
loses nothing, and an entry waits there until its verdict is committed. A poisonous entry is set aside after
`ATTEMPTS`, one that the storage had no room or time for is tried again for as long as that lasts; a poisonous feed backs off
(`bot.polling`); none of them holds up the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.editorial.concepts import Lexicon
from bot.errands import Errands, PageQueue
from bot.feed_health import FeedAlarm
from bot.judgement import take_in
from bot.meaning import Meaning
from bot.polling import Polled, Poller
from bot.reading.fetch import Fetcher
from bot.reading.intake import article_of
from bot.reading.markup import plain_text
from bot.reading.parse import Parser
from bot.reconsidering import reconsider
from bot.steps import Step, reached
from storage.archive import Archive
from storage.errors import StorageError
from storage.feeds import Feeds
from storage.records import Article, PendingEntry, Published

log = logging.getLogger(__name__)

BATCH = 200  # entries taken in hand in one round, so that a flood shares the clock with delivery
IN_HAND = 50  # entries of one feed that wait for their pages; the feed's others wait for these
THREADS = 2  # that make plain text of what feeds say: all else needs threads too
PATIENCE = 3.0
"""Seconds of a round of `dateline run`: an entry whose page comes later is judged in a later one."""

ATTEMPTS = 3  # tries before an entry is set aside


class Store(Protocol):
    """What the line keeps things in."""

    @property
    def feeds(self) -> Feeds:
        """Feeds and the entries that wait."""

    @property
    def archive(self) -> Archive:
        """Articles, decisions, events."""

    @property
    def lexicon(self) -> Lexicon:
        """The topic's names."""

    @property
    def meaning(self) -> Meaning | None:
        """What makes vectors of articles, where an embedder is set up."""


class Line:
    """The reading half of Dateline.

    Args:
        store: feeds, archive, lexicon.
        fetcher: HTTP.
        parser: the killable child that reads feeds and pages.
        interval: seconds between two polls of one feed.
        clock: the present, UTC.
        alarm: tells admins at once what befell a feed.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        parser: Parser,
        interval: float,
        clock: Callable[[], datetime],
        *,
        alarm: Callable[[FeedAlarm], None] = log.error,
    ) -> None:
        self._store = store
        self._parser = parser
        self._clock = clock
        self._errands = Errands()
        self._poller = Poller(
            store.feeds,
            fetcher,
            parser,
            interval=interval,
            clock=clock,
            errands=self._errands,
            alarm=alarm,
        )
        self._pages = PageQueue(fetcher, self._errands)
        self._in_hand: dict[int, tuple[PendingEntry, asyncio.Task[Article | Exception]]] = {}
        self._threads = asyncio.Semaphore(THREADS)
        self._judging = asyncio.Lock()

    async def tick(self) -> list[Published]:
        """Poll what is due, then judge what waits."""
        await self.poll()
        return await self.judge()

    async def drain(self) -> None:
        """Take on nothing new and give up what is being fetched; what is being written is committed, the rest waits."""
        self._errands.give_up()
        await self._poller.drain()
        async with self._judging:
            await asyncio.gather(*(read for _, read in self._in_hand.values()))

    async def poll(self, on_done: Callable[[Polled], None] | None = None) -> list[Polled]:
        """One round over the feeds that are due; see `bot.polling`."""
        return await self._poller.round(on_done)

    async def judge(self, patience: float | None = None) -> list[Published]:
        """Give every waiting entry its verdict, oldest first. Pages are fetched side by side meanwhile.

        Args:
            patience: seconds after which an entry whose page has not come stays in hand for the next round; None: every
                page is waited for.
        """
        verdicts = []
        async with self._judging:
            await self._take_in_hand()
            ends = asyncio.get_running_loop().time() + (patience or 0.0)
            for waiting, read in list(self._in_hand.values()):
                left = None if patience is None else max(0.0, ends - asyncio.get_running_loop().time())
                await asyncio.wait([read], timeout=left)
                if read.done():
                    del self._in_hand[waiting.id]
                    verdicts.append(await self._judge(waiting, read.result()))
        return [published for published in verdicts if published]

    async def _take_in_hand(self) -> None:
        """Begin to read the entries that wait, as many of each feed as is fair to the others."""
        of_feed = Counter(waiting.feed.id for waiting, _ in self._in_hand.values())
        full = [feed for feed, entries in of_feed.items() if entries >= IN_HAND]
        new = await asyncio.to_thread(
            self._store.feeds.pending, BATCH, without=list(self._in_hand), not_of=full
        )
        for waiting in new:
            self._in_hand[waiting.id] = waiting, asyncio.create_task(self._article(waiting))

    async def _article(self, waiting: PendingEntry) -> Article | Exception:
        """The article of an entry; the fault is a value, since it waits for its turn."""
        try:
            async with self._threads:  # seconds where somebody means harm
                text = await asyncio.to_thread(plain_text, waiting.entry.html)
            said = (waiting.entry, text, waiting.feed)
            return await article_of(*said, self._pages, self._parser, self._clock())
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this entry only
            return error

    async def _judge(self, waiting: PendingEntry, article: Article | Exception) -> Published | None:
        if self._errands.over:
            return None
        if isinstance(article, Exception):
            await self._set_aside(waiting, article)
            return None
        reached(Step.READ, waiting.id)
        store = self._store
        try:
            published = await asyncio.to_thread(
                reconsider if waiting.revision else take_in,
                store.archive,
                store.lexicon,
                article,
                self._clock(),
                entry=waiting,
                meaning=store.meaning,
            )
        except Exception as error:  # noqa: BLE001 - one entry must never end the round
            await self._set_aside(waiting, error)
            return None
        reached(Step.PUBLISHED, waiting.id)
        return published

    async def _set_aside(self, waiting: PendingEntry, error: Exception) -> None:
        """A poisonous entry is recorded and skipped; it never blocks its feed. Trouble of the storage poisons none."""
        log.error("entry %s of feed %s failed", waiting.id, waiting.feed.id, exc_info=error)
        feeds = self._store.feeds
        hopeless = waiting.attempts + 1 >= ATTEMPTS and not isinstance(error, StorageError)
        aside = feeds.poison if hopeless else feeds.retry_later
        await asyncio.to_thread(aside, waiting.id, f"{type(error).__name__}: {error}")
