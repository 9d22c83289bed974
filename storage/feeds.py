"""Feeds and their entries: who is polled when, what was seen, what waits for its verdict."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update

from storage.database import Database, StorageError
from storage.entries import store
from storage.records import Entry, Feed, FeedDraft, FeedState, Fetched, PendingEntry
from storage.sql import affected, plain
from storage.tables import EntryRow, EntryState, FeedRow

LONGEST_WAIT = timedelta(days=1)
"""No feed waits longer for its next poll: one that heals comes back by itself within a day."""

LONGEST_URL = 2000  # bytes; PostgreSQL refuses index entries beyond 2,700, browsers addresses beyond 2,000


# Built once: to build a statement takes longer than to execute it.
_feeds = plain(FeedRow).c
_OF_FEED = update(plain(FeedRow)).where(_feeds.id == bindparam("feed"))
_UNCHANGED = _OF_FEED.values(
    last_polled_at=bindparam("at"),
    last_success_at=bindparam("at"),
    next_poll_at=bindparam("due"),
    failures=0,
    last_error=None,
)
_SETTLED = _UNCHANGED.values(
    etag=bindparam("etag"),
    last_modified=bindparam("last_modified"),
    rhythm=bindparam("rhythm"),
    ttl=bindparam("ttl"),
    title=func.coalesce(bindparam("title", type_=_feeds.title.type), _feeds.title),
)
_GREW = _OF_FEED.values(last_entry_at=bindparam("at"))


class Feeds:
    """The feeds of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, draft: FeedDraft, now: datetime) -> Feed:
        """Add a feed, due at once. One that is there already is returned unchanged, a removed one comes back.

        Raises:
            StorageError: the address is longer than `LONGEST_URL`.
        """
        with self._database.write() as session:
            row = session.scalar(select(FeedRow).where(FeedRow.url == _checked(draft.url)))
            if row is None or row.removed:
                if row is None:
                    row = FeedRow(url=draft.url)
                    session.add(row)
                _fill(row, draft, now)
                session.flush()
            return _feed(row)

    def ensure(self, drafts: Iterable[FeedDraft], now: datetime) -> int:
        """Add those seeds that were never here; edited and removed feeds stay as people left them.

        Returns:
            How many were added.
        """
        with self._database.write() as session:
            known = set(session.scalars(select(FeedRow.url)))
            drafts_by_url = {_checked(draft.url): draft for draft in drafts if draft.url not in known}
            for url, draft in drafts_by_url.items():
                row = FeedRow(url=url)
                _fill(row, draft, now)
                session.add(row)
            return len(drafts_by_url)

    def remove(self, which: str | int) -> bool:
        """Stop following a feed (by address or number); what it told stays. False: there is no such feed."""
        with self._database.write() as session:
            return bool(affected(session, update(FeedRow).where(_is(which)).values(removed=True)))

    def set_state(self, which: str | int, state: FeedState, now: datetime) -> bool:
        """Pause a feed, or poll it again (at once). False: there is no such feed."""
        values: dict[str, Any] = {"state": state}
        if state is FeedState.ACTIVE:
            values |= {"next_poll_at": now, "failures": 0, "last_error": None}
        with self._database.write() as session:
            return bool(affected(session, update(FeedRow).where(_is(which)).values(**values)))

    def list(self) -> builtins.list[Feed]:
        """All feeds, by outlet."""
        with self._database.read() as session:
            query = select(FeedRow).where(FeedRow.removed.is_(False)).order_by(FeedRow.outlet, FeedRow.id)
            return [_feed(row) for row in session.scalars(query)]

    def get(self, which: str | int) -> Feed | None:
        """One feed, by address or number."""
        with self._database.read() as session:
            row = session.scalar(select(FeedRow).where(_is(which)))
            return None if row is None else _feed(row)

    def due(self, now: datetime, limit: int, longest: timedelta = LONGEST_WAIT) -> builtins.list[Feed]:
        """Active feeds whose time has come, the longest waiting first.

        So are those that are to wait longer than any may: they were told so by a clock that was wrong.

        Args:
            now: UTC.
            limit: how many at most.
            longest: no feed waits longer.
        """
        query = (
            select(FeedRow)
            .where(
                FeedRow.removed.is_(False),
                FeedRow.state == FeedState.ACTIVE,
                or_(FeedRow.next_poll_at <= now, FeedRow.next_poll_at > now + longest),
            )
            .order_by(FeedRow.next_poll_at, FeedRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            return [_feed(row) for row in session.scalars(query)]

    def settle(  # noqa: PLR0917 - what one poll brings is written at once
        self,
        feed_id: int,
        fetched: Fetched,
        entries: Sequence[Entry],
        now: datetime,
        next_poll_at: datetime,
        title: str | None = None,
        *,
        rhythm: float | None = None,
        ttl: int | None = None,
    ) -> int:
        """Store what an answer brought: new entries and, in the same transaction, the validators they stand for.

        Were the validators saved first, a crash between the two would make the next answer a 304, and the entries
        be lost.

        Args:
            feed_id: whose answer it is.
            fetched: the answer; of one that says "unchanged" nothing but its time is kept.
            entries: what it says.
            now: UTC.
            next_poll_at: when the feed is asked again.
            title: what the feed calls itself.
            rhythm: seconds between two of its entries, as a rule.
            ttl: seconds the feed asks to wait.

        Returns:
            How many entries are new to this feed.
        """
        read = {"feed": feed_id, "at": now, "due": next_poll_at}
        with self._database.write() as session:
            # First, for it locks the feed: two readers of one feed store its entries one after the other.
            if fetched.unchanged:
                session.execute(_UNCHANGED, read)
                return 0
            said = {"etag": fetched.etag, "last_modified": fetched.last_modified, "title": title or None}
            session.execute(_SETTLED, {**read, **said, "rhythm": rhythm, "ttl": ttl})
            new = store(session, feed_id, entries, now)
            if new:
                session.execute(_GREW, {"feed": feed_id, "at": now})
            return new

    def unchanged(self, read: Sequence[tuple[int, datetime, datetime]]) -> None:
        """Note feeds that said nothing new, in one transaction.

        Args:
            read: number, when it was read, and when it is due next.
        """
        values = [{"feed": feed, "at": at, "due": due} for feed, at, due in read]
        with self._database.write() as session:
            session.connection().execute(_UNCHANGED, values)

    def fail(self, feed_id: int, error: str, now: datetime, next_poll_at: datetime) -> None:
        """Note a failed poll; the feed stays active, whatever the number of failures."""
        values = {"last_error": error, "last_polled_at": now, "next_poll_at": next_poll_at}
        with self._database.write() as session:
            session.execute(
                update(FeedRow).where(FeedRow.id == feed_id).values(failures=FeedRow.failures + 1, **values)
            )

    def retire(self, feed_id: int, error: str, now: datetime) -> None:
        """The server says the feed is gone for good (410): it is kept and not polled any more."""
        values = {"state": FeedState.GONE, "last_error": error, "last_polled_at": now}
        with self._database.write() as session:
            session.execute(
                update(FeedRow).where(FeedRow.id == feed_id).values(failures=FeedRow.failures + 1, **values)
            )

    def move(self, feed_id: int, url: str, now: datetime) -> Feed | None:
        """Follow a permanent redirect. The former address stays as a tombstone, or the seeds would bring it back.

        Returns:
            The feed that lives at the new address: this one; or another that was there before, and nothing is
            changed; None: the address was removed by somebody, who does not want it back, and nothing is changed.
        """
        with self._database.write() as session:
            row = session.get_one(FeedRow, feed_id)
            there = session.scalar(select(FeedRow).where(FeedRow.url == _checked(url)))
            if there is not None and there.id != feed_id:
                if not there.removed:
                    return _feed(there)
                if (
                    session.scalar(select(EntryRow.id).where(EntryRow.feed_id == there.id).limit(1))
                    is not None
                ):
                    return None
                session.delete(there)
                session.flush()
            former, row.url = row.url, url
            session.flush()
            if former != url:
                tombstone = FeedRow(url=former)
                session.add(tombstone)
                _fill(tombstone, FeedDraft(former, row.outlet), now)
                tombstone.removed = True
            return _feed(row)

    def pending(
        self, limit: int, *, without: Collection[int] = (), not_of: Collection[int] = ()
    ) -> builtins.list[PendingEntry]:
        """Entries that wait for their verdict, in order of publication; those that failed before come last.

        Args:
            limit: how many at most.
            without: numbers of entries that are passed over.
            not_of: numbers of feeds whose entries are.
        """
        query = (
            select(EntryRow, FeedRow)
            .join(FeedRow, FeedRow.id == EntryRow.feed_id)
            .where(EntryRow.state == EntryState.PENDING, FeedRow.removed.is_(False))
            .where(EntryRow.id.not_in(without), EntryRow.feed_id.not_in(not_of))
            .order_by(EntryRow.attempts, func.coalesce(EntryRow.published, EntryRow.seen_at), EntryRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            return [_pending(entry, feed) for entry, feed in session.execute(query)]

    def poison(self, entry_id: int, error: str) -> None:
        """Set an entry aside for good: judging it fails. It is kept as it came, for whoever mends that."""
        with self._database.write() as session:
            session.execute(
                update(EntryRow)
                .where(EntryRow.id == entry_id)
                .values(state=EntryState.POISONED, error=error, attempts=EntryRow.attempts + 1)
            )

    def retry_later(self, entry_id: int, error: str) -> None:
        """Judging an entry failed, perhaps not for ever: it goes behind the entries that never failed."""
        with self._database.write() as session:
            session.execute(
                update(EntryRow)
                .where(EntryRow.id == entry_id)
                .values(error=error, attempts=EntryRow.attempts + 1)
            )


def _is(which: str | int) -> ColumnElement[bool]:
    named = FeedRow.url == which if isinstance(which, str) else FeedRow.id == which
    return named & FeedRow.removed.is_(False)


def _checked(url: str) -> str:
    if len(url.encode("utf-8", "replace")) > LONGEST_URL:
        raise StorageError(f"a feed address may have {LONGEST_URL} bytes; this one is longer: {url[:60]}…")
    return url


def _fill(row: FeedRow, draft: FeedDraft, now: datetime) -> None:
    row.outlet = draft.outlet
    row.lang = draft.lang
    row.perspective = draft.perspective
    row.title = draft.title
    row.state = FeedState.ACTIVE
    row.failures = 0
    row.etag = row.last_modified = row.last_error = None
    row.removed = False
    row.next_poll_at = row.created_at = now


def _feed(row: FeedRow) -> Feed:
    return Feed(
        id=row.id,
        url=row.url,
        outlet=row.outlet,
        lang=row.lang,
        perspective=row.perspective,
        title=row.title,
        state=row.state,
        etag=row.etag,
        last_modified=row.last_modified,
        next_poll_at=row.next_poll_at,
        last_polled_at=row.last_polled_at,
        last_success_at=row.last_success_at,
        failures=row.failures,
        last_error=row.last_error,
        created_at=row.created_at,
        rhythm=row.rhythm,
        ttl=row.ttl,
        last_entry_at=row.last_entry_at,
    )


def _pending(entry: EntryRow, feed: FeedRow) -> PendingEntry:
    said = Entry(
        key=entry.key,
        url=entry.url,
        title=entry.title,
        html=entry.html,
        published=entry.published,
        lang=entry.lang,
        own_page=entry.own_page,
    )
    return PendingEntry(
        id=entry.id,
        feed=_feed(feed),
        entry=said,
        seen_at=entry.seen_at,
        attempts=entry.attempts,
        revision=entry.revision,
        known_by=entry.known_by,
    )
