"""The weekly report on feeds, told to each admin. When the next is due stands in the database."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from telegram.error import TelegramError

from bot.chat.edition import Edition
from bot.chat.feed_pages import weekly_report
from bot.chat.speak import UnsaidError
from bot.chat.visit import Services
from bot.feed_health import LOOKED_AT, Ailment, ailment
from storage.feed_figures import Yield
from storage.records import Feed

DUE = "feed_report_due"
WEEK = timedelta(days=7)
MORNING = 6  # UTC, of a Monday: before the working week of the clocks between one and five hours ahead

log = logging.getLogger(__name__)


class FeedReport:
    """Tells admins once a week how the feeds are.

    Args:
        services: what there is to tell, and who says it.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tell(self, now: datetime) -> None:
        """Tell it if it is due. The next date is written down first: a report told twice is worse than one that is late.

        Args:
            now: UTC.
        """
        facts = self._services.store.facts
        due = await asyncio.to_thread(facts.get, DUE)
        if due is not None and now < datetime.fromisoformat(due):
            return
        await asyncio.to_thread(facts.put, DUE, _next(now).isoformat())
        if due is None:  # a new installation has nothing to report yet
            return
        feeds, ailments, week = await asyncio.to_thread(self._look, now)
        for admin in await asyncio.to_thread(self._services.store.people.everyone):
            subscriber = await asyncio.to_thread(self._services.store.subscribers.get, admin)
            edition = Edition.of(subscriber.lang if subscriber else None, self._services.store.topic, now)
            try:
                await self._services.speaker.say(admin, weekly_report(edition, feeds, ailments, week))
            except (TelegramError, UnsaidError) as error:
                log.warning("an admin could not be told of the feeds: %s", error)

    def _look(self, now: datetime) -> tuple[list[Feed], dict[int, Ailment], Yield]:
        feeds = self._services.store.feeds.list()
        month = self._services.store.feed_figures.since(now - LOOKED_AT)
        judged = ((feed.id, ailment(feed, month.get(feed.id, Yield()), now)) for feed in feeds)
        week = self._services.store.feed_figures.since(now - WEEK).values()
        total = Yield(
            sum(brought.entries for brought in week),
            sum(brought.judged for brought in week),
            sum(brought.on_topic for brought in week),
            sum(brought.copies for brought in week),
        )
        return feeds, {number: found for number, found in judged if found}, total


def _next(now: datetime) -> datetime:
    """The next Monday morning after a moment."""
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = morning - timedelta(days=now.weekday())
    return monday if monday > now else monday + WEEK
