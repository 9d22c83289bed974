"""What admins should know at once, told to them in chat: a line for each alarm, in one message, now and then.

An alarm is always logged; the message is the courtesy on top. It never goes through the outbox: what it tells of may be
the outbox itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from telegram.error import TelegramError

from bot.chat.edition import Edition
from bot.chat.feed_pages import alarm_line
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.speak import Speaker, UnsaidError
from bot.chat.words import clip, plain
from bot.feed_health import FeedAlarm

QUIET = timedelta(minutes=10)
"""Between two messages. What goes wrong for one chat goes wrong for a thousand in the same minute."""

LINES = 10
LINE_UNITS = 300

log = logging.getLogger(__name__)


class Alarms:
    """Collects alarms and tells them.

    Args:
        speaker: says it.
        admins: to whom; they can be reached only if they have written to the bot before.
        edition: each one's; blocking.
    """

    def __init__(self, speaker: Speaker, admins: Collection[int], edition: Callable[[int], Edition]) -> None:
        self._speaker = speaker
        self._admins = admins
        self._edition = edition
        self._waiting: dict[str | FeedAlarm, int] = {}  # alarm → how often it was raised
        self._silent_until: datetime | None = None

    def raise_(self, alarm: str | FeedAlarm) -> None:
        """Log an alarm and keep it for the next message; the same one twice is one line.

        What befalls feeds is told in each admin's language; trouble of our own or of Telegram's as the log has it.
        """
        log.error(alarm)
        self._waiting[alarm] = self._waiting.get(alarm, 0) + 1

    async def tell(self, now: datetime) -> None:
        """Tell what has gathered, unless the last message is too fresh.

        Args:
            now: UTC.
        """
        if not self._waiting or (self._silent_until and now < self._silent_until):
            return
        alarms, self._waiting, self._silent_until = self._waiting, {}, now + QUIET
        for admin in self._admins:
            edition = await asyncio.to_thread(self._edition, admin)
            try:
                await self._speaker.say(admin, _message(edition, alarms))
            except (TelegramError, UnsaidError) as error:
                log.warning("an admin could not be told: %s", error)


def _message(edition: Edition, alarms: Mapping[str | FeedAlarm, int]) -> Message:
    said = {
        alarm_line(edition, alarm) if isinstance(alarm, FeedAlarm) else alarm: times
        for alarm, times in alarms.items()
    }
    lines = [f"{line} (×{times})" if times > 1 else line for line, times in said.items()]
    more = [f"… {len(lines) - LINES}"] if len(lines) > LINES else []
    shown = tuple(clip(plain(line), LINE_UNITS) for line in [*lines[:LINES], *more])
    text, entities = compose((Block((plain("⚠ Dateline"), *shown)),))
    return Message(text, entities)
