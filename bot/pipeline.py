"""The line itself: poll → read → decide → publish.

    feeds due ─ fetch ─ parse ─ settle the feed │ entries waiting ─ article ─ take in (study, recall, decide, publish)

The two halves meet in the entries table: a feed's validators are saved with its entries, so that a crash between them
loses nothing, and an entry waits there until its verdict is committed. A poisonous entry is set aside after
`ATTEMPTS`; a poisonous feed backs off; neither holds up the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot.editorial.concepts import Lexicon
from bot.errors import DatelineError, FetchError
from bot.judgement import take_in
from bot.meaning import Meaning
from bot.reading.entries import ParsedFeed
from bot.reading.fetch import Fetcher
from bot.reading.intake import article_of
from bot.reading.parse import Parser
from storage.archive import Archive
from storage.feeds import Feeds
from storage.records import Article, Feed, Fetched, PendingEntry, Published

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE = 20  # feeds and pages fetched together; politeness to one host is the fetcher's business
MOST_FEEDS = 1000  # polled in one round
BATCH = 200  # entries judged in one round, so that a flood shares the clock with delivery
ATTEMPTS = 3  # tries before an entry is set aside
LONGEST_BACKOFF = timedelta(days=1)  # a feed that heals comes back by itself within a day


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


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of a feed brought: "new", "unchanged", or a fault in one line."""

    feed: Feed
    outcome: str
    new: int = 0
    error: str | None = None


def next_poll(
    feed: Feed, now: datetime, interval: float, *, failed: bool, retry_after: int | None = None
) -> datetime:
    """When a feed is polled again: after `interval` seconds, doubled for each failure in a row, a day at most."""
    wait = timedelta(seconds=interval)
    if failed:
        doubled = interval * 2 ** min(feed.failures, 12)
        wait = min(timedelta(seconds=doubled), LONGEST_BACKOFF)
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), LONGEST_BACKOFF))
    return now + wait


class Line:
    """The reading half of Dateline.

    Args:
        store: feeds, archive, lexicon.
        fetcher: HTTP.
        parser: the killable child that reads feeds and pages.
        interval: seconds between two polls of one feed.
        clock: the present, UTC.
    """

    def __init__(
        self, store: Store, fetcher: Fetcher, parser: Parser, interval: float, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._parser = parser
        self._interval = interval
        self._clock = clock
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._polls: dict[int, asyncio.Task[Polled | None]] = {}  # by feed, under way
        self._reads: set[asyncio.Task[Any]] = set()  # of the web, under way
        self._judging = asyncio.Lock()
        self._draining = False

    async def tick(self) -> list[Published]:
        """Poll what is due, then judge what waits."""
        await self.poll()
        return await self.judge()

    async def drain(self) -> None:
        """Take on nothing new and give up what is being fetched; what is being written is committed, the rest waits."""
        self._draining = True
        for read in self._reads:
            read.cancel()
        await asyncio.gather(*self._polls.values(), return_exceptions=True)
        async with self._judging:
            return

    async def poll(self, on_done: Callable[[Polled], None] | None = None) -> list[Polled]:
        """One round over the feeds that are due, save those that another round still waits for.

        Args:
            on_done: called after each feed, for a progress bar.
        """
        due = await asyncio.to_thread(self._store.feeds.due, self._clock(), MOST_FEEDS)

        async def one(feed: Feed) -> Polled | None:
            try:
                async with self._gate:
                    result = await self._poll(feed)
            finally:
                del self._polls[feed.id]
            if result and on_done:
                on_done(result)
            return result

        new = {feed.id: asyncio.create_task(one(feed)) for feed in due if feed.id not in self._polls}
        self._polls |= new
        return [polled for polled in await asyncio.gather(*new.values()) if polled]

    async def judge(self) -> list[Published]:
        """Give every waiting entry its verdict, oldest first. Pages are fetched side by side meanwhile."""
        async with self._judging:
            waiting = await asyncio.to_thread(self._store.feeds.pending, BATCH)
            articles = [asyncio.create_task(self._article(entry)) for entry in waiting]
            verdicts = [
                await self._judge(entry, article) for entry, article in zip(waiting, articles, strict=True)
            ]
            return [published for published in verdicts if published]

    async def _read(self, what: Coroutine[Any, Any, T]) -> T | None:
        """Something from the web; None: we are ending, and do not wait for it."""
        task = asyncio.ensure_future(what)
        self._reads.add(task)
        try:
            return None if self._draining and task.cancel() else await task
        except asyncio.CancelledError:
            if self._draining:
                return None
            raise
        finally:
            self._reads.discard(task)

    async def _poll(self, feed: Feed) -> Polled | None:
        feeds, now = self._store.feeds, self._clock()
        try:
            read = await self._read(self._fetch(feed))
        except DatelineError as error:
            return await self._failed(feed, error, now)
        except Exception as error:  # one feed must never end the round
            log.exception("feed %s failed", feed.id)
            return await self._failed(feed, error, now)
        if read is None:
            return None
        fetched, parsed = read
        again = next_poll(feed, now, self._interval, failed=False, retry_after=fetched.retry_after)
        entries, title = (parsed.entries, parsed.title) if parsed else ((), None)
        new = await asyncio.to_thread(feeds.settle, feed.id, fetched, entries, now, again, title)
        return Polled(feed, "unchanged" if parsed is None else "new" if new else "nothing new", new)

    async def _fetch(self, feed: Feed) -> tuple[Fetched, ParsedFeed | None]:
        """What a feed says; no entries where it says what it said before."""
        fetched = await self._fetcher.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        return fetched, None if fetched.unchanged else await self._parser.parse(fetched)

    async def _failed(self, feed: Feed, error: Exception, now: datetime) -> Polled:
        feeds, text = self._store.feeds, f"{error}" or type(error).__name__
        if isinstance(error, FetchError) and error.status == 410:
            await asyncio.to_thread(feeds.retire, feed.id, text, now)
            return Polled(feed, "gone", error=text)
        wait = error.retry_after if isinstance(error, FetchError) else None
        again = next_poll(feed, now, self._interval, failed=True, retry_after=wait)
        await asyncio.to_thread(feeds.fail, feed.id, text, now, again)
        log.warning("feed %s: %s", feed.id, text)
        return Polled(feed, "failed", error=text)

    async def _article(self, waiting: PendingEntry) -> Article | Exception | None:
        """The article of an entry; the fault is a value, since it waits for its turn."""
        try:
            async with self._gate:
                return await self._read(
                    article_of(waiting.entry, waiting.feed, self._fetcher, self._parser, self._clock())
                )
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this entry only
            return error

    async def _judge(
        self, waiting: PendingEntry, read: asyncio.Task[Article | Exception | None]
    ) -> Published | None:
        article = await read
        if article is None or self._draining:
            return None
        if isinstance(article, Exception):
            await self._set_aside(waiting, article)
            return None
        store = self._store
        try:
            return await asyncio.to_thread(
                take_in,
                store.archive,
                store.lexicon,
                article,
                self._clock(),
                entry_id=waiting.id,
                meaning=store.meaning,
            )
        except Exception as error:  # noqa: BLE001 - one entry must never end the round
            await self._set_aside(waiting, error)
            return None

    async def _set_aside(self, waiting: PendingEntry, error: Exception) -> None:
        """A poisonous entry is recorded and skipped; it never blocks its feed."""
        log.error("entry %s of feed %s failed", waiting.id, waiting.feed.id, exc_info=error)
        feeds = self._store.feeds
        aside = feeds.poison if waiting.attempts + 1 >= ATTEMPTS else feeds.retry_later
        await asyncio.to_thread(aside, waiting.id, f"{type(error).__name__}: {error}")
