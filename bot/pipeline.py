"""The line itself: poll → read → decide → publish.

    feeds due ─ fetch ─ parse ─ settle the feed │ entries waiting ─ article ─ take in (study, recall, decide, publish)

The two halves meet in the entries table: a feed's validators are saved with its entries, so that a crash between them
loses nothing, and an entry waits there until its verdict is committed. A poisonous entry is set aside after
`ATTEMPTS`; a poisonous feed backs off; neither holds up the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.editorial.concepts import Lexicon
from bot.errors import DatelineError, FetchError
from bot.judgement import take_in
from bot.meaning import Meaning
from bot.reading.fetch import Fetcher
from bot.reading.intake import article_of
from bot.reading.parse import Parser
from storage.archive import Archive
from storage.feeds import Feeds
from storage.records import Feed, PendingEntry, Published

log = logging.getLogger(__name__)

AT_ONCE = 20  # feeds fetched together; politeness to one host is the fetcher's business
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


def next_poll(feed: Feed, now: datetime, interval: float, *, failed: bool, retry_after: int | None = None) -> datetime:
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
        self._busy = asyncio.Lock()
        self._draining = False

    async def tick(self) -> list[Published]:
        """Poll what is due, then judge what waits."""
        async with self._busy:
            await self.poll()
            return await self.judge()

    async def drain(self) -> None:
        """Take on nothing new, and wait for the tick under way: the entry being judged is committed, the rest wait."""
        self._draining = True
        async with self._busy:
            return

    async def poll(self, on_done: Callable[[Polled], None] | None = None) -> list[Polled]:
        """One round over the feeds that are due.

        Args:
            on_done: called after each feed, for a progress bar.
        """
        due = await asyncio.to_thread(self._store.feeds.due, self._clock(), 1000)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(feed: Feed) -> Polled | None:
            async with gate:
                if self._draining:
                    return None
                result = await self._poll(feed)
            if on_done:
                on_done(result)
            return result

        return [polled for polled in await asyncio.gather(*(one(feed) for feed in due)) if polled]

    async def judge(self) -> list[Published]:
        """Give every waiting entry its verdict, oldest first."""
        done: list[Published] = []
        for waiting in await asyncio.to_thread(self._store.feeds.pending, BATCH):
            result = None if self._draining else await self._judge(waiting)
            if result is not None:
                done.append(result)
        return done

    async def _poll(self, feed: Feed) -> Polled:
        feeds, now = self._store.feeds, self._clock()
        try:
            fetched = await self._fetcher.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
            parsed = None if fetched.unchanged else await self._parser.parse(fetched)
        except DatelineError as error:
            return await self._failed(feed, error, now)
        except Exception as error:  # one feed must never end the round
            log.exception("feed %s failed", feed.id)
            return await self._failed(feed, error, now)
        again = next_poll(feed, now, self._interval, failed=False, retry_after=fetched.retry_after)
        new = await asyncio.to_thread(
            feeds.settle, feed.id, fetched, parsed.entries if parsed else (), now, again, parsed.title if parsed else None
        )
        return Polled(feed, "unchanged" if parsed is None else "new" if new else "nothing new", new)

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

    async def _judge(self, waiting: PendingEntry) -> Published | None:
        store, now = self._store, self._clock()
        try:
            article = await article_of(waiting.entry, waiting.feed, self._fetcher, self._parser, now)
            return await asyncio.to_thread(
                take_in,
                store.archive,
                store.lexicon,
                article,
                now,
                entry_id=waiting.id,
                meaning=store.meaning,
            )
        except Exception as error:  # a poisonous entry is recorded and skipped; it never blocks its feed
            log.exception("entry %s of feed %s failed", waiting.id, waiting.feed.id)
            text = f"{type(error).__name__}: {error}"
            aside = store.feeds.poison if waiting.attempts + 1 >= ATTEMPTS else store.feeds.retry_later
            await asyncio.to_thread(aside, waiting.id, text)
            return None
