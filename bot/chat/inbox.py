"""What Telegram tells us: fetched raw, stored, and only then acknowledged; handled once.

    getUpdates → store raw JSON → ask for a higher offset (that is the acknowledgement) → parse → handlers → handled

One update that cannot be parsed is set aside with its error and never holds up those behind it. A crash between store
and handle loses nothing: the row waits. Updates of one chat are handled in their order, chats side by side, so that a
chat whose answer has to wait keeps nobody else waiting.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from telegram import Update
from telegram.error import Conflict, InvalidToken

from bot.chat.client import TOKEN_REFUSED, AnyApplication
from bot.chat.outcomes import backoff, flood_wait
from bot.errors import DatelineError, TokenError
from bot.steps import Step, reached
from storage.inbox import Inbox
from storage.records import Incoming

LONG_POLL = 30
"""Seconds an empty getUpdates waits at Telegram's."""

SLACK = 10.0
"""Seconds an answer may take beyond that."""

SUSPICIOUSLY_FAST = 0.5
"""Seconds. An empty answer sooner than this is a broken server's; asking on at once would be a busy loop."""

BATCH = 100
"""Updates in one getUpdates (Telegram's most), and in hand at a time."""

GRACE = 10.0
"""Seconds handlers get to finish when we stop. What is not finished is handled after the next start."""

ALLOWED = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member", "message_reaction")

log = logging.getLogger(__name__)


class AnotherPollerError(DatelineError):
    """Somebody else fetches this bot's updates."""


class InboxPoller:
    """Fetches updates and has them handled.

    Args:
        application: initialised; its handlers get every update.
        inbox: where raw updates are kept.
    """

    def __init__(self, application: AnyApplication, inbox: Inbox) -> None:
        self._application = application
        self._inbox = inbox
        self._offset: int | None = None  # None: storage knows
        self._arrived = asyncio.Event()
        self._in_hand: set[int] = set()  # update ids
        self._lanes: dict[int, asyncio.Task[None]] = {}  # chat id → its last update's handling

    async def run(self, clock: Callable[[], datetime]) -> None:
        """Fetch and handle until cancelled; then what is being handled is finished.

        Args:
            clock: UTC.

        Raises:
            AnotherPollerError: another instance polls with this token, or a webhook is set.
            TokenError: Telegram refuses the token.
        """
        handling = asyncio.create_task(self._handle_for_ever(), name="handle updates")
        try:
            await self._poll_for_ever(clock)
        finally:
            handling.cancel()
            await asyncio.wait([handling])
            if self._lanes:
                await asyncio.wait(self._lanes.values(), timeout=GRACE)

    async def serve(self) -> None:
        """Handle what is kept, by whoever brings it, until cancelled; then what is being handled is finished."""
        try:
            await self._handle_for_ever()
        finally:
            if self._lanes:
                await asyncio.wait(self._lanes.values(), timeout=GRACE)

    async def poll_once(self, now: datetime, *, timeout: int = LONG_POLL) -> int:  # noqa: ASYNC109 - Telegram's word
        """One getUpdates, stored.

        Args:
            now: UTC.
            timeout: seconds Telegram may wait for something to happen.

        Returns:
            How many updates came, known ones included.

        Raises:
            TelegramError: as Telegram answered, or did not.
        """
        if self._offset is None:
            self._offset = await asyncio.to_thread(self._inbox.next_offset) or 0
        question = {
            "offset": self._offset,
            "timeout": timeout,
            "limit": BATCH,
            "allowed_updates": json.dumps(ALLOWED),
        }
        bot = self._application.bot
        # The plain list: `Bot.get_updates` fails as a whole when one update cannot be parsed.
        updates = await bot.request.post(
            f"{bot.base_url}/getUpdates?{urlencode(question)}", read_timeout=timeout + SLACK
        )
        if not isinstance(updates, list):
            raise TypeError(f"getUpdates: a list was expected, not {type(updates).__name__}")
        reached(Step.RECEIVED, len(updates))
        return await self.keep(updates, now)

    async def keep(self, updates: Sequence[Mapping[str, Any]], now: datetime) -> int:
        """Store updates, from getUpdates or a webhook; once this returns they may be acknowledged.

        Args:
            updates: as Telegram sends them, parsed as JSON and no further.
            now: UTC.

        Returns:
            How many there were, known ones included, those without an id left out.
        """
        # json.dumps escapes NUL and lone surrogates, which databases refuse.
        raws = [(u["update_id"], json.dumps(u)) for u in updates if _has_id(u)]
        if len(raws) < len(updates):
            log.warning("%d updates without an id were passed over", len(updates) - len(raws))
        if raws:
            await asyncio.to_thread(self._inbox.store, raws, now)
            # Not the highest id: ids start anew, perhaps lower, after a week without updates.
            self._offset = raws[-1][0] + 1
            reached(Step.STORED, [number for number, _ in raws])
            self._arrived.set()
        return len(raws)

    async def handle_pending(self) -> int:
        """Handle everything that is stored and waits; returns when it is done.

        Returns:
            How many updates were read, well or badly.
        """
        count = 0
        while found := await self._hand_out():
            count += found
            while self._lanes:
                await asyncio.wait(self._lanes.values())
        return count

    # --- fetching

    async def _poll_for_ever(self, clock: Callable[[], datetime]) -> None:
        failures, time = 0, asyncio.get_running_loop().time
        while True:
            began = time()
            try:
                received = await self.poll_once(clock())
            except Conflict as error:
                raise AnotherPollerError(
                    f"another instance fetches this bot's updates ({error}): stop it, or give this one another token"
                ) from None
            except InvalidToken:
                raise TokenError(TOKEN_REFUSED) from None
            except Exception as error:  # noqa: BLE001 - an outage, a broken server, a full disk: all pass
                failures += 1
                pause = flood_wait(error, failures) or backoff(failures)
                log.warning("updates could not be fetched (%s); again in %g s", error or type(error), pause)
                await asyncio.sleep(pause)
                continue
            failures = 0
            if not received and time() - began < SUSPICIOUSLY_FAST:
                await asyncio.sleep(1)

    # --- handling

    async def _handle_for_ever(self) -> None:
        failures = 0
        while True:
            self._arrived.clear()
            try:
                await self._hand_out()
            except Exception:
                failures += 1
                log.exception("stored updates could not be read; again in %g s", backoff(failures))
                await asyncio.sleep(backoff(failures))
                continue
            failures = 0
            await self._arrived.wait()

    async def _hand_out(self) -> int:
        """Start handling what waits and is not in hand."""
        waiting = await asyncio.to_thread(self._inbox.pending, BATCH)
        new = [incoming for incoming in waiting if incoming.update_id not in self._in_hand]
        for incoming in new:
            self._in_hand.add(incoming.update_id)
            try:
                update, lane = self._read(incoming)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is set aside
                log.warning("update %d is unreadable: %r", incoming.update_id, error)
                await asyncio.to_thread(self._inbox.unreadable, incoming.update_id, repr(error))
                self._in_hand.discard(incoming.update_id)
                continue
            task = asyncio.create_task(self._handle(update, self._lanes.get(lane)))
            self._lanes[lane] = task
            task.add_done_callback(partial(self._leave, lane))
        return len(new)

    def _read(self, incoming: Incoming) -> tuple[Update, int]:
        """Parse an update, and tell the chat it belongs to, else its sender."""
        update = Update.de_json(json.loads(incoming.raw), self._application.bot)
        whose = update.effective_chat or update.effective_user
        return update, whose.id if whose else 0

    async def _handle(self, update: Update, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await self._application.process_update(update)
        except Exception:
            log.exception("update %d: its handler failed", update.update_id)
        reached(Step.ANSWERED, update.update_id)
        await asyncio.to_thread(self._inbox.handled, update.update_id)
        reached(Step.HANDLED, update.update_id)
        # Where that failed the update stays in hand, so that this process does not answer it twice.
        self._in_hand.discard(update.update_id)

    def _leave(self, lane: int, task: asyncio.Task[None]) -> None:
        if self._lanes.get(lane) is task:
            del self._lanes[lane]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an update could not be marked as handled: %s", error)
        self._arrived.set()  # there may be more than one batch


def _has_id(update: object) -> bool:
    return isinstance(update, Mapping) and type(update.get("update_id")) is int
