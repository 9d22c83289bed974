"""Digests: made when they are due, owed like a post; and the ends of silences, when what was held is told.

When the next of each is due stands in the subscriber's row, so a tick that comes late makes it late, never twice: the row
is moved on in the transaction that makes the digest. A digest holds no list of what it tells. Those of a day or week tell
all updates between two times on their strand, read when they are rendered, so that a digest and its edits agree with the
timeline; those after a silence tell the posts that were folded into them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, Row, Select, bindparam, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from storage.database import Database
from storage.events import shown, update_of
from storage.holding import attested, is_news, lapse, silent
from storage.hours import Period, next_digest, silence
from storage.records import (
    DeliveryKind,
    DeliveryState,
    Digest,
    DigestKind,
    Instant,
    ReaderSettings,
    Rhythm,
    Update,
    Verdict,
)
from storage.sql import affected, insert, plain
from storage.subscribers import settings_of
from storage.tables import (
    DecisionRow,
    DeliveryRow,
    DigestRow,
    EventRow,
    EventStrandRow,
    SubscriberRow,
    UpdateRow,
)

AT_ONCE = 1000
"""Subscribers served in one transaction: 20 ms, so that nobody else waits long to write."""

SETTLED = timedelta(seconds=5)
"""A digest is made this much after its hour: what was published just before the hour is in by then."""

KEPT = timedelta(days=14)
"""How long a digest of a day or week is remembered: long enough to be edited (48 h) and to look into a complaint."""

_KIND = {Rhythm.DAILY: DigestKind.DAILY, Rhythm.WEEKLY: DigestKind.WEEKLY}
_WAITING = (DeliveryState.HELD, DeliveryState.PENDING)


class Digests:
    """The digests of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make_due(self, now: datetime) -> int:
        """Owe every digest that is due; one for a period, however late, and none while its reader is muted.

        Args:
            now: UTC.

        Returns:
            How many were made. Where nothing is new, none is, unless the reader wants to be told so.
        """
        made = 0
        while True:
            with self._database.write() as session:
                rows = session.execute(_due(now)).all()
                made += _make(session, rows, now)
            if len(rows) < AT_ONCE:
                return made

    def wake(self, now: datetime) -> int:
        """End the silences that are over: what they held is told, several posts as one message.

        Args:
            now: UTC.

        Returns:
            How many silences ended.
        """
        ended = 0
        while True:
            with self._database.write() as session:
                rows = list(session.scalars(_over(now)))
                ended += _wake(session, rows, now)
            if len(rows) < AT_ONCE:
                return ended

    def hush(self, now: datetime) -> int:
        """Hold the posts that were about to be sent when their readers' silence began; how many they are.

        None of them would be sent; but a claim would look at each of them again and again.
        """
        sleepers = select(SubscriberRow.id).where(silent(now))
        waiting = update(DeliveryRow).where(
            DeliveryRow.state == DeliveryState.PENDING,
            is_news(),
            DeliveryRow.attempts == 0,
            DeliveryRow.subscriber_id.in_(sleepers),
        )
        with self._database.write() as session:
            statement = waiting.values(state=DeliveryState.HELD)
            return affected(session, statement.execution_options(synchronize_session=False))

    def lapse(self, now: datetime) -> int:
        """Let go of posts that no further outlet confirmed within `holding.CONFIRMED_WITHIN`; how many."""
        with self._database.write() as session:
            return lapse(session, now)

    def expire(self, now: datetime) -> int:
        """Forget the digests of days and weeks long past; how many."""
        old = delete(DigestRow).where(DigestRow.until < now - KEPT, DigestRow.kind != DigestKind.CATCH_UP)
        with self._database.write() as session:
            return affected(session, old)

    # --- what a digest tells

    def updates(self, digest: Digest) -> list[Update]:
        """What a digest tells, in the order it became known; what readers do not see any more is left out."""
        query = select(UpdateRow).join(EventRow, EventRow.id == UpdateRow.event_id).where(*shown())
        if digest.kind is DigestKind.CATCH_UP:
            query = query.join(DeliveryRow, DeliveryRow.update_id == UpdateRow.id).where(
                DeliveryRow.folded_into == digest.id
            )
        else:
            query = query.where(*_between(digest.since, digest.until, digest.strand))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(UpdateRow.id))
            return [update_of(row) for row in rows]

    def reports(self, since: datetime, until: datetime) -> int:
        """How many reports on the story were read in a time."""
        query = select(func.count()).where(
            DecisionRow.decided_at > since,
            DecisionRow.decided_at <= until,
            DecisionRow.verdict != Verdict.IRRELEVANT,
        )
        with self._database.read() as session:
            return session.scalar(query) or 0

    def posts(self, subscriber_id: int, event_ids: Sequence[int]) -> dict[int, int]:
        """The message that first told each event to a subscriber, where one did: event → message id."""
        query = (
            select(UpdateRow.event_id, DeliveryRow.message_id)
            .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
            .where(
                DeliveryRow.subscriber_id == subscriber_id,
                DeliveryRow.kind == DeliveryKind.POST,
                DeliveryRow.message_id.is_not(None),
                UpdateRow.event_id.in_(event_ids),
            )
            .order_by(DeliveryRow.id.desc())
        )
        with self._database.read() as session:
            return {event: message for event, message in session.execute(query) if message is not None}


# --- digests of days and weeks -------------------------------------------------------------------------------


def _due(now: datetime) -> Executable:
    return (
        select(
            SubscriberRow.id,
            SubscriberRow.zone,
            SubscriberRow.digest,
            SubscriberRow.digest_minute,
            SubscriberRow.digest_weekday,
            SubscriberRow.digest_at,
            SubscriberRow.digested_until,
            SubscriberRow.created_at,
            SubscriberRow.strand,
            SubscriberRow.empty_digests,
        )
        .where(
            SubscriberRow.digest_at <= now - SETTLED,
            SubscriberRow.active,
            or_(SubscriberRow.muted_until.is_(None), SubscriberRow.muted_until <= now),
        )
        .order_by(SubscriberRow.digest_at)
        .limit(AT_ONCE)
        .with_for_update()
    )


def _make(session: Session, rows: Sequence[Row[Any]], now: datetime) -> int:
    """Write the digests of these subscribers, and when their next ones are due: those of one hour together."""
    known: dict[tuple[datetime, datetime, str | None], bool] = {}
    groups: dict[tuple[DigestKind, datetime, datetime | None], tuple[list[int], list[int]]] = {}
    for row in rows:
        until, following = _latest(row, now)
        window = (row.digested_until or row.created_at, until, row.strand)
        if window not in known:
            known[window] = _anything(session, *window)
        everybody, readers = groups.setdefault((_KIND[row.digest], until, following), ([], []))
        everybody.append(row.id)
        if known[window] or row.empty_digests:
            readers.append(row.id)
    made = 0
    for (kind, until, following), (everybody, readers) in groups.items():
        made += _issue(session, kind, until, readers, now)
        moved = update(SubscriberRow).where(SubscriberRow.id.in_(everybody))
        session.execute(
            moved.values(digest_at=following, digested_until=until),
            execution_options={"synchronize_session": False},
        )
    return made


def _issue(session: Session, kind: DigestKind, until: datetime, readers: Sequence[int], now: datetime) -> int:
    """Write the digests of these subscribers, each from where its last one ended; how many they are."""
    chosen = select(
        SubscriberRow.id,
        literal(kind, DigestRow.kind.type),
        SubscriberRow.strand,
        func.coalesce(SubscriberRow.digested_until, SubscriberRow.created_at),
        literal(until, DigestRow.until.type),
    ).where(SubscriberRow.id.in_(readers))
    statement = insert(session, DigestRow).from_select(
        ["subscriber_id", "kind", "strand", "since", "until"], chosen
    )
    once = statement.on_conflict_do_nothing(index_elements=["subscriber_id", "kind", "until"])
    made = session.scalars(once.returning(DigestRow.id)).all() if readers else []
    _owe(session, made, now)
    return len(made)


def _latest(row: Row[Any], now: datetime) -> tuple[datetime, datetime | None]:
    """The latest time at which this digest was due, should several have been missed, and when the next is."""
    settings = ReaderSettings(
        zone=row.zone,
        digest=row.digest,
        digest_minute=row.digest_minute,
        digest_weekday=row.digest_weekday,
    )
    until, following = row.digest_at, next_digest(settings, row.digest_at)
    while following is not None and following <= now:
        until, following = following, next_digest(settings, following)
    return until, following


def _between(since: datetime, until: datetime, strand: str | None) -> list[Any]:
    within = [
        UpdateRow.created_at > since,
        UpdateRow.created_at <= until,
        UpdateRow.approved.is_(True),
    ]
    if strand is not None:
        on_it = exists().where(EventStrandRow.event_id == UpdateRow.event_id, EventStrandRow.strand == strand)
        within.append(on_it)
    return within


def _anything(session: Session, since: datetime, until: datetime, strand: str | None) -> bool:
    query = select(UpdateRow.id).join(EventRow, EventRow.id == UpdateRow.event_id)
    found = query.where(*_between(since, until, strand), *shown()).limit(1)
    return session.scalar(found) is not None


def _owe(session: Session, digest_ids: Sequence[int], now: datetime) -> None:
    """Owe each digest to its subscriber."""
    chosen = select(
        DigestRow.id,
        DigestRow.subscriber_id,
        literal(DeliveryKind.POST, DeliveryRow.kind.type),
        literal(DeliveryState.PENDING, DeliveryRow.state.type),
        literal(0),
        literal(0),
        literal(0),
        literal(now, DeliveryRow.created_at.type),
    ).where(DigestRow.id.in_(digest_ids))
    columns = [
        "digest_id", "subscriber_id", "kind", "state", "attempts", "losses", "revision", "created_at"
    ]  # fmt: skip
    if digest_ids:
        session.execute(insert(session, DeliveryRow).from_select(columns, chosen))


# --- the ends of silences ------------------------------------------------------------------------------------


def _over(now: datetime) -> Select[SubscriberRow]:
    return (
        select(SubscriberRow)
        .where(SubscriberRow.silent_until <= now)
        .order_by(SubscriberRow.silent_until)
        .limit(AT_ONCE)
        .with_for_update()
    )


def _wake(session: Session, rows: Sequence[SubscriberRow], now: datetime) -> int:
    """Move these subscribers on to their next silence, and tell those whose silence is over what it held."""
    awake: dict[int, tuple[SubscriberRow, Period]] = {}
    for row in rows:
        if row.muted_until is not None and row.muted_until <= now:
            row.muted_until = None
        period = silence(settings_of(row), now)
        if period is not None and period[0] <= now:  # quiet hours that overlap, or a stop in which one began
            row.silent_until = period[1]
            continue
        assert row.silent_from is not None
        assert row.silent_until is not None
        awake[row.id] = (row, (row.silent_from, row.silent_until))
        row.silent_from, row.silent_until = period or (None, None)
    session.flush()
    _tell(session, awake, now)
    return len(awake)


def _tell(session: Session, awake: dict[int, tuple[SubscriberRow, Period]], now: datetime) -> None:
    """A single post that was held is simply posted; several become one message."""
    held: dict[int, list[int]] = defaultdict(list)
    for delivery_id, subscriber_id in session.execute(_held(list(awake))):
        held[subscriber_id].append(delivery_id)
    catch_ups = [
        {"subscriber_id": number, "kind": DigestKind.CATCH_UP, "since": silence[0], "until": silence[1]}
        for number, (_, silence) in awake.items()
        if len(held[number]) > 1
    ]
    made: dict[int, int] = {}  # subscriber → digest
    if catch_ups:
        # Where our clock was set back, a silence may end a second time: what it held is then posted by itself.
        once = insert(session, DigestRow).on_conflict_do_nothing(
            index_elements=["subscriber_id", "kind", "until"]
        )
        statement = once.returning(DigestRow.subscriber_id, DigestRow.id)
        made = dict(session.execute(statement, catch_ups).all())
        _owe(session, list(made.values()), now)
    states = [
        {
            "which": delivery_id,
            "state": DeliveryState.FOLDED if number in made else DeliveryState.PENDING,
            "folded_into": made.get(number),
        }
        for number, posts in held.items()
        for delivery_id in posts
    ]
    if states:
        session.execute(_RESOLVE, states)
    for number in made:
        _skip_digest(awake[number][0], now)


_RESOLVE = (
    plain(DeliveryRow)
    .update()
    .where(plain(DeliveryRow).c.id == bindparam("which"))
    .values(state=bindparam("state"), folded_into=bindparam("folded_into"))
)


def _held(numbers: Sequence[int]) -> Executable:
    """The posts that waited for these subscribers' silence to end, and for nothing else."""
    return (
        select(DeliveryRow.id, DeliveryRow.subscriber_id)
        .join(UpdateRow, UpdateRow.id == DeliveryRow.update_id)
        .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
        .where(
            DeliveryRow.subscriber_id.in_(numbers),
            DeliveryRow.state.in_(_WAITING),
            DeliveryRow.attempts == 0,
            SubscriberRow.active,
            is_news(),
            attested(),
        )
        .order_by(DeliveryRow.id)
    )


def _skip_digest(row: SubscriberRow, now: datetime) -> None:
    """A digest that a mute put off would tell again what the catch-up tells, where every update is posted."""
    if row.instant is Instant.ALL and row.digest_at is not None and row.digest_at <= now:
        row.digest_at, row.digested_until = next_digest(settings_of(row), now), now
