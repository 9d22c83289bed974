"""The flood waits Telegram asks for, kept twice: by the pacer, who holds the sends, and in rows, which outlive us.

Whoever meets a 429, the broadcast or an answer to a reader, comes here. Waits may last for hours (43,837 seconds have been
seen), and a restart that forgot one would begin with the very sends that prolong it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.chat.pace import Pacer
from storage.errors import StorageError
from storage.outbox import Outbox
from storage.records import ChatKind

EVERYBODY = "all"
"""The scope of a pause that holds every chat; other scopes are chat ids."""

REMEMBERED = timedelta(minutes=1)
"""The longest of Telegram's windows, that of groups: older sends bind nobody."""

log = logging.getLogger(__name__)


class Silence:
    """Keeps flood waits.

    Args:
        pacer: who holds the sends.
        outbox: where waits and sends are remembered.
        now: the present, UTC.
    """

    def __init__(self, pacer: Pacer, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._pacer = pacer
        self._outbox = outbox
        self._now = now

    async def refused(self, chat_id: int, kind: ChatKind, seconds: float) -> None:
        """Telegram answered 429 to a send: hold whom it concerns, also after a restart."""
        scope = self._pacer.refused(chat_id, kind, seconds)
        until = self._now() + timedelta(seconds=seconds)
        try:
            await asyncio.to_thread(self._outbox.pause, EVERYBODY if scope is None else str(scope), until)
        except StorageError as error:
            log.warning("a silence of %g s holds, but a restart would not know of it: %s", seconds, error)
        else:
            log.warning("Telegram wants silence for %g s", seconds)

    async def restore(self) -> None:
        """At start: hold what the last run was told to hold, and count what it sent a moment ago.

        Raises:
            StorageError: the rows cannot be read.
        """
        now = self._now()
        for sent in await asyncio.to_thread(self._outbox.claimed_since, now - REMEMBERED):
            self._pacer.remember(sent.chat_id, sent.kind, (now - sent.at).total_seconds())
        for scope, until in (await asyncio.to_thread(self._outbox.pauses, now)).items():
            self._pacer.pause(None if scope == EVERYBODY else int(scope), (until - now).total_seconds())
