"""Feeds: whose turn it is, what they say, and what becomes of those that fail, move or end.

    due ─ fetch ─ parse ─ settle      a feed's validators are saved with its entries, in one transaction

Axioms:
1. Hosts take turns, not feeds: those of one host queue before it, and hold up nobody else's.
2. A poisonous feed backs off, up to a day, and never for ever; admins hear of one that has been silent for days, and again
   when it is back. Only "gone for good" (410) ends a feed, and says so.
3. A permanent redirect is followed only once a feed was read behind it: log-in pages are moved to as well.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus

from bot.errands import Errands
from bot.errors import DatelineError, FetchError
from bot.feed_health import DEAD_AFTER, FeedAlarm, Turn
from bot.reading.courtesy import AT_ONCE as AT_ONE_HOST
from bot.reading.entries import ParsedFeed
from bot.reading.fetch import Fetcher, host_of
from bot.reading.parse import Parser
from bot.reading.schedule import after_failure, after_success, rhythm
from bot.steps import Step, reached
from bot.unchanged import Unchanged
from storage.errors import StorageError
from storage.feeds import LONGEST_WAIT, Feeds
from storage.records import Feed, Fetched

log = logging.getLogger(__name__)

MOST_FEEDS = 1000  # polled in one round


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of a feed brought: "new", "nothing new", "unchanged", or "failed" or "gone" with a line that says why."""

    feed: Feed
    outcome: str
    new: int = 0
    error: str | None = None


class Poller:
    """Reads the feeds that are due.

    Args:
        feeds: where they and their entries are kept.
        fetcher: HTTP.
        parser: the killable child that reads them.
        interval: seconds, the least between two polls of one feed.
        clock: the present, UTC.
        errands: what bounds and ends reading.
        alarm: tells admins at once.
    """

    def __init__(
        self,
        feeds: Feeds,
        fetcher: Fetcher,
        parser: Parser,
        *,
        interval: float,
        clock: Callable[[], datetime],
        errands: Errands,
        alarm: Callable[[FeedAlarm], None],
    ) -> None:
        self._feeds = feeds
        self._fetcher = fetcher
        self._parser = parser
        self._interval = interval
        self._clock = clock
        self._errands = errands
        self._alarm = alarm
        self._unchanged = Unchanged(feeds)
        self._read_last: dict[int, bytes] = {}  # feed → a digest of the answer that is stored
        self._taken: set[int] = set()  # feeds whose poll is under way or queues
        self._lanes: set[asyncio.Task[None]] = set()

    async def round(self, on_done: Callable[[Polled], None] | None = None) -> list[Polled]:
        """Poll the feeds that are due, save those that another round still waits for.

        Args:
            on_done: called after each feed, for a progress bar.

        Returns:
            What they brought, those first that were due first.
        """
        longest = max(LONGEST_WAIT, timedelta(seconds=self._interval))
        due = await asyncio.to_thread(self._feeds.due, self._clock(), MOST_FEEDS, longest)
        new = [feed for feed in due if feed.id not in self._taken]
        self._taken.update(feed.id for feed in new)
        queues: dict[str, deque[Feed]] = defaultdict(deque)
        for feed in new:
            queues[host_of(feed.url)].append(feed)
        done: dict[int, Polled] = {}

        def note(polled: Polled) -> None:
            done[polled.feed.id] = polled
            if on_done:
                on_done(polled)

        lanes = [
            asyncio.create_task(self._lane(host, queue, note))
            for host, queue in queues.items()
            for _ in range(min(AT_ONE_HOST, len(queue)))
        ]
        self._lanes.update(lanes)
        try:
            await asyncio.gather(*lanes)
        finally:
            self._lanes.difference_update(lanes)
        return [done[feed.id] for feed in new if feed.id in done]

    async def drain(self) -> None:
        """Wait until what was fetched is settled; the errands are given up already."""
        await asyncio.gather(*self._lanes, return_exceptions=True)

    async def _lane(self, host: str, queue: deque[Feed], note: Callable[[Polled], None]) -> None:
        """Poll the feeds of one host one after another, with whoever else takes from the queue."""
        while queue:
            feed = queue.popleft()
            try:
                # Outside, so that who waits for a busy host keeps no place that another host's feed could have.
                await self._fetcher.ready(host)
                if polled := await self._poll(feed):
                    note(polled)
            except Exception:  # storage in trouble: the feed is due still, and the others have their turn
                log.exception("what feed %s says could not be stored", feed.id)
            finally:
                self._taken.discard(feed.id)

    async def _poll(self, feed: Feed) -> Polled | None:
        now = self._clock()
        try:
            read = await self._errands.run(self._read(feed))
            return None if read is None else await self._settled(feed, *read, now)
        except StorageError:
            raise
        except DatelineError as error:
            return await self._failed(feed, error, now)
        except Exception as error:  # one feed must never end the round
            log.exception("feed %s failed", feed.id)
            return await self._failed(feed, error, now)

    async def _read(self, feed: Feed) -> tuple[Fetched, ParsedFeed | None]:
        """What a feed says; no entries where it says what it said before.

        Many servers know no 304 and send the same again. To parse that is most of the work of a poll.
        """
        fetched = await self._fetcher.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        reached(Step.FETCHED, feed.id)
        same = fetched.unchanged or self._read_last.get(feed.id) == _digest(fetched)
        parsed = None if same else await self._parser.parse(fetched)
        reached(Step.PARSED, feed.id)
        return fetched, parsed

    async def _settled(
        self, feed: Feed, fetched: Fetched, parsed: ParsedFeed | None, now: datetime
    ) -> Polled:
        beat = rhythm(parsed.entries, now) if parsed else feed.rhythm
        ttl = parsed.ttl if parsed else feed.ttl
        again = after_success(
            feed,
            now,
            self._interval,
            rhythm=beat,
            ttl=ttl,
            max_age=fetched.max_age,
            retry_after=fetched.retry_after,
        )
        if parsed is None:
            new = 0
            await self._unchanged.note(feed.id, now, again)
        else:
            told = (feed.id, fetched, parsed.entries, now, again, parsed.title)
            new = await asyncio.to_thread(self._feeds.settle, *told, rhythm=beat, ttl=ttl)
            self._read_last[feed.id] = _digest(fetched)
        reached(Step.KEPT, feed.id)
        if _silent(feed, feed.last_polled_at) >= DEAD_AFTER:
            self._raise(Turn.BACK, feed)
        if fetched.moved_to and fetched.moved_to != feed.url:
            await self._moved(feed, fetched.moved_to, now)
        return Polled(feed, "unchanged" if parsed is None else "new" if new else "nothing new", new)

    async def _moved(self, feed: Feed, url: str, now: datetime) -> None:
        try:
            there = await asyncio.to_thread(self._feeds.move, feed.id, url, now)
        except StorageError as error:
            log.warning("feed %s cannot follow a redirect: %s", feed.id, error)
            return
        if there is not None and there.id != feed.id:
            line = f"moved to {url}, which is read as feed {there.id}"
            await asyncio.to_thread(self._feeds.retire, feed.id, line, now)
            self._raise(Turn.MOVED, feed, line)
        elif there is not None:
            log.info("feed %s moved from %s to %s", feed.id, feed.url, url)

    async def _failed(self, feed: Feed, error: Exception, now: datetime) -> Polled:
        text = f"{error}" or type(error).__name__
        status, wait = (error.status, error.retry_after) if isinstance(error, FetchError) else (None, None)
        if status == HTTPStatus.GONE:
            await asyncio.to_thread(self._feeds.retire, feed.id, text, now)
            self._raise(Turn.GONE, feed, text)
            return Polled(feed, "gone", error=text)
        again = after_failure(feed, now, self._interval, retry_after=wait)
        await asyncio.to_thread(self._feeds.fail, feed.id, text, now, again)
        log.warning("feed %s: %s", feed.id, text)
        if _silent(feed, feed.last_polled_at) < DEAD_AFTER <= _silent(feed, now):
            self._raise(Turn.DEAD, feed, text)
        return Polled(feed, "failed", error=text)

    def _raise(self, turn: Turn, feed: Feed, why: str = "") -> None:
        self._alarm(FeedAlarm(turn, feed.id, feed.outlet, feed.url, why))


def _digest(fetched: Fetched) -> bytes:
    """What entries are made of: the body, and the address from which its links start."""
    return blake2b(fetched.body, digest_size=16, key=blake2b(fetched.url.encode()).digest()).digest()


def _silent(feed: Feed, at: datetime | None) -> timedelta:
    """How long a feed had not been read at a moment; no time at all when it had just been."""
    since = feed.last_success_at or feed.created_at
    return (at or since) - since
