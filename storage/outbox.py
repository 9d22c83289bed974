"""The outbox: what is owed to whom, claimed for sending and settled one by one.

    held → pending → sending → sent | uncertain | dead

A post that must wait is `held` (see `storage.fanout`); several that waited out a silence go out as one message and are
`folded` (see `storage.digests`), as is a denial that came in before the post it stands in went out. The claim is committed
before the send and the outcome after each send. So a first post is sent at least once: what a crash cuts off in `sending` is
sent again (`recover`). Edits are idempotent and repeat freely.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from storage import subscribers
from storage.claiming import claim
from storage.database import Database
from storage.holding import is_news, silent
from storage.records import Delivery, DeliveryState, Outcome, Sent
from storage.settling import settle_all
from storage.sql import affected, insert
from storage.tables import DeliveryRow, PauseRow, SubscriberRow


class Outbox:
    """The deliveries of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime, limit: int) -> list[Delivery]:
        """Take deliveries that may be sent now, oldest first, and mark them `sending`.

        An event's later update waits, chat by chat, until the earlier post has been sent, so that replies find
        their root; an edit waits for its post. In a silence no post of an update is sent; edits notify nobody, and a
        digest comes at the hour its reader chose. Two claimers never get the same row.

        Returns:
            Deliveries, `attempts` counting the one about to be made.
        """
        with self._database.write() as session:
            return claim(session, now, limit)

    def settle(self, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """Write down how a send ended. Nothing happens if the subscriber was deleted meanwhile."""
        self.settle_all([(delivery, outcome)], now)

    def settle_all(self, outcomes: Sequence[tuple[Delivery, Outcome]], now: datetime) -> None:
        """Write down how several sends ended, in one transaction: all of them or none."""
        with self._database.write() as session:
            settle_all(session, outcomes, now)

    def recover(self, now: datetime) -> int:
        """At start: what was being sent when the last run was cut off goes back to pending.

        Returns:
            How many they were.
        """
        with self._database.write() as session:
            cut_off = update(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING)
            again = {"state": DeliveryState.PENDING, "not_before": now, "error": "cut off by a restart"}
            found = affected(session, cut_off.values(**again))
            subscribers.bury(session)
            return found

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        with self._database.read() as session:
            found = {state.value: count for state, count in session.execute(query)}
            return {state.value: found.get(state.value, 0) for state in DeliveryState}

    def oldest_pending(self, now: datetime) -> datetime | None:
        """Since when the longest waiting delivery waits, of those that their readers do not keep waiting (UTC).

        Left out is what was tried before a silence began, and what a chat is owed that has just left.
        """
        query = (
            select(func.min(DeliveryRow.created_at))
            .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
            .where(DeliveryRow.state == DeliveryState.PENDING, SubscriberRow.active)
            .where(or_(~silent(now), ~is_news()))
        )
        with self._database.read() as session:
            return session.scalar(query)

    def claimed_since(self, since: datetime) -> list[Sent]:
        """Sends claimed after a time, in that order: what Telegram still counts when we start anew.

        When a delivery left us is known to the moment of its claim, which is before; whether it left at all is not
        known of all. So a few count that did not.
        """
        query = (
            select(SubscriberRow.chat_id, SubscriberRow.kind, DeliveryRow.claimed_at)
            .join(SubscriberRow, SubscriberRow.id == DeliveryRow.subscriber_id)
            .where(DeliveryRow.claimed_at > since)
            .order_by(DeliveryRow.claimed_at)
        )
        with self._database.read() as session:
            rows = session.execute(query)
            return [Sent(chat_id, kind, at) for chat_id, kind, at in rows if at is not None]

    def sent_since(self, moment: datetime) -> bool:
        """Whether anything was sent after a moment."""
        query = select(DeliveryRow.id).where(DeliveryRow.sent_at > moment).limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def pause(self, scope: str, until: datetime) -> None:
        """Remember that nothing may be sent to a scope (the caller's word) before a time; the later one holds."""
        with self._database.write() as session:
            statement = insert(session, PauseRow).values(scope=scope, until=until)
            later = statement.on_conflict_do_update(
                index_elements=["scope"],
                set_={"until": statement.excluded.until},
                where=PauseRow.until < statement.excluded.until,
            )
            session.execute(later)

    def pauses(self, now: datetime) -> dict[str, datetime]:
        """The scopes that must wait, and until when. Pauses that are over are forgotten."""
        with self._database.write() as session:
            session.execute(delete(PauseRow).where(PauseRow.until <= now))
            return {row.scope: row.until for row in session.scalars(select(PauseRow))}
