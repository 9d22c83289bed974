"""Paying what the outbox owes: claim → render → send → settle.

At most `window` deliveries are in flight; each is settled by itself as soon as its answer is there, so that a crash
repeats no more than the window. What is wrong with one chat or one message never holds up the others; what is wrong
with Telegram or the way to it (a flood wait, an outage) holds up everything, and leaves the rows where they are safe: in
the outbox.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from telegram import Bot

from bot.chat.client import TOKEN_REFUSED
from bot.chat.ledger import Ledger
from bot.chat.messages import Message
from bot.chat.outcomes import backoff, classify, flood_wait, payment_refused, token_refused
from bot.chat.pace import OVERALL, Pacer
from bot.chat.silence import Silence
from bot.chat.speak import post, revise
from bot.chat.wire import departure
from bot.errors import TokenError
from bot.steps import Step, reached
from storage.errors import StorageError
from storage.holding import NOTHING_LEFT
from storage.outbox import Outbox
from storage.records import ChatKind, Delivery, DeliveryKind, Outcome, OutcomeKind

WINDOW = 5
"""Deliveries in flight. Five carry 30 a second while an answer takes 0.16 s (rate x latency), and 5 is what a SIGKILL may
repeat (37 of 6,000 over 15 kills; with 30 in flight 94)."""

PATIENCE = 0.5
"""Seconds a delivery may wait for its chat's turn before it goes back to the outbox and gives its place to another."""

Render = Callable[[Delivery], Message | None]
"""Makes the message of a delivery; None where there is nothing left to say."""

log = logging.getLogger(__name__)


class Deliverer:
    """Sends what is due.

    Args:
        outbox: what is owed.
        edition: makes, in a thread, what renders the deliveries of one claim. It is asked after the claim and for each
            anew, so it may read an event once for all of them and still tell its newest state: whoever changes an
            event asks for edits of what is claimed.
        bot: ours.
        pacer: shared with the answers to readers.
        silence: keeps the flood waits; shared likewise.
        paid: pay for private messages with Stars, so that the overall rate may exceed 30 a second.
        window: deliveries in flight.
        alarm: told, in one line, what an admin should know.
    """

    def __init__(
        self,
        outbox: Outbox,
        edition: Callable[[], Render],
        bot: Bot,
        pacer: Pacer,
        silence: Silence,
        *,
        paid: bool = False,
        window: int = WINDOW,
        alarm: Callable[[str], None] = log.error,
    ) -> None:
        self._outbox = outbox
        self._edition = edition
        self._bot = bot
        self._pacer = pacer
        self._silence = silence
        self._paid = paid
        self._window = window
        self._alarm = alarm
        self._in_flight: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()  # one round at a time
        self._recovered = False
        self._draining = False
        self._token_refused = False
        self._troubles = 0  # sends in a row that failed for no fault of their own
        self._gone: dict[int, float] = {}  # subscriber id → when found gone, while deliveries are in flight
        self._began = datetime.now(UTC), time.monotonic()
        self._ledger = Ledger(outbox, self._now)

    async def deliver_due(self, now: datetime) -> int:
        """Send everything that is due, and what becomes due meanwhile; at once back where there is nothing.

        Args:
            now: UTC; it goes on with the monotonic clock while the round lasts.

        Returns:
            How many deliveries were settled.

        Raises:
            TokenError: Telegram refuses the token; what is owed stays pending.
            StorageError: the outbox could not be read or written; the next round recovers.
        """
        async with self._turn:
            self._began = now, time.monotonic()
            try:
                if not self._recovered:
                    await self._recover()
                return await self._round()
            except Exception:
                # What is under way settles first, so that recovery does not send it a second time.
                await asyncio.gather(*self._in_flight, return_exceptions=True)
                self._in_flight.clear()
                self._recovered = False
                raise
            finally:
                self._gone.clear()

    async def drain(self) -> None:
        """Claim nothing more, and wait until what is in flight has settled."""
        self._draining = True
        async with self._turn:
            await asyncio.gather(*self._in_flight, return_exceptions=True)

    async def _recover(self) -> None:
        """Take up what was cut off."""
        cut_off = await asyncio.to_thread(self._outbox.recover, self._now())
        if cut_off:
            log.warning("%d deliveries were cut off and are sent again", cut_off)
        self._recovered, self._token_refused = True, False

    async def _round(self) -> int:
        settled = 0
        while True:
            await self._fill()
            if not self._in_flight:
                return settled
            done, self._in_flight = await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            settled += len(done)

    async def _fill(self) -> None:
        """Claim as many as there is room for, unless everything is held anyway.

        A wide window is filled by quarters: a claim of one row costs as much as one of ten.
        """
        room = self._window - len(self._in_flight)
        if self._draining or room < max(1, self._window // 4) or self._pacer.paused_for():
            return
        claimed = time.monotonic()
        for delivery, message in await asyncio.to_thread(self._claim, room):
            self._in_flight.add(asyncio.create_task(self._deliver(delivery, message, claimed)))

    def _claim(self, room: int) -> list[tuple[Delivery, Message | Outcome]]:
        """Take what is due and make its messages; an outcome in the place of those that cannot be made."""
        deliveries = self._outbox.claim(self._now(), room)
        if not deliveries:
            return []
        reached(Step.CLAIMED, [delivery.id for delivery in deliveries])
        render = self._edition()
        made = [(delivery, self._rendered(delivery, render)) for delivery in deliveries]
        reached(Step.RENDERED, [delivery.id for delivery in deliveries])
        return made

    def _rendered(self, delivery: Delivery, render: Render) -> Message | Outcome:
        try:
            message = render(delivery)
        except StorageError as error:
            return self._later(backoff(delivery.attempts), str(error))
        except Exception as error:
            log.exception("delivery %d cannot be rendered", delivery.id)
            self._alarm(f"{delivery.name} cannot be rendered for {_name(delivery)}: {error!r}")
            return Outcome(OutcomeKind.DEAD, error=f"cannot be rendered: {error!r}")
        return message or Outcome(OutcomeKind.DEAD, error=NOTHING_LEFT)

    # --- one delivery

    async def _deliver(self, delivery: Delivery, message: Message | Outcome, claimed: float) -> None:
        if isinstance(message, Outcome):
            outcome = message
        else:
            leave = await self._leave(delivery, claimed)
            outcome = leave if isinstance(leave, Outcome) else await self._tried(delivery, message, leave)
        await self._ledger.enter(delivery, outcome)
        reached(Step.SETTLED, delivery.id)
        if self._token_refused:
            raise TokenError(TOKEN_REFUSED)

    async def _leave(self, delivery: Delivery, claimed: float) -> Outcome | float:
        """Wait for the chat's turn: the moment at which leave is given, or why the delivery must not be sent now."""
        chat = delivery.subscriber
        moment = await self._pacer.slot(chat.chat_id, chat.kind, patience=PATIENCE)
        if moment is None:
            return self._later(self._pacer.wait_for(chat.chat_id, chat.kind), "the chat's limit is reached")
        if self._draining or self._token_refused:
            return self._later(0, "nothing is sent any more")
        if self._gone.get(chat.id, claimed) > claimed:
            return Outcome(OutcomeKind.CHAT_GONE, error="found gone while this was in flight")
        return moment

    async def _tried(self, delivery: Delivery, message: Message, leave: float) -> Outcome:
        reached(Step.ADMITTED, delivery.id)
        departure.set(lambda: self._pacer.left(leave))
        try:
            message_id = await self._send(delivery, message)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is an outcome
            return await self._judge(delivery, error)
        reached(Step.SENT, delivery.id)
        self._troubles = 0
        told_too = message.tells_too if delivery.kind is DeliveryKind.POST else frozenset()
        return Outcome(OutcomeKind.SENT, message_id=message_id, told_too=told_too)

    def _now(self) -> datetime:
        began, then = self._began
        return began + timedelta(seconds=time.monotonic() - then)

    def _later(self, seconds: float, why: str) -> Outcome:
        return Outcome(OutcomeKind.RETRY, error=why, not_before=self._now() + timedelta(seconds=seconds))

    async def _send(self, delivery: Delivery, message: Message) -> int:
        chat = delivery.subscriber
        if delivery.kind is DeliveryKind.EDIT:
            assert delivery.message_id is not None, "an edit is claimed only when its post is known"
            return await revise(self._bot, chat.chat_id, delivery.message_id, message)
        return await post(
            self._bot,
            chat.chat_id,
            message,
            thread_id=chat.thread_id,
            reply_to=delivery.reply_to,
            paid=self._paid and chat.kind is ChatKind.PRIVATE,  # a group's limit holds even when paid
        )

    async def _judge(self, delivery: Delivery, error: Exception) -> Outcome:
        """Classify a failure, and hold back others where it concerns them."""
        edit = delivery.kind is DeliveryKind.EDIT
        self._token_refused = self._token_refused or token_refused(error)
        outcome = classify(error, edit=edit, now=self._now(), troubles=self._troubles + 1)
        if outcome.kind in {OutcomeKind.RETRY, OutcomeKind.LOST}:
            await self._hold(delivery, error)
        elif outcome.kind is OutcomeKind.CHAT_GONE:
            self._gone[delivery.subscriber.id] = time.monotonic()
            log.info("%s is disabled: %s", _name(delivery), outcome.error)
            # Readers come and go; rooms are an admin's concern.
            if delivery.subscriber.kind is not ChatKind.PRIVATE:
                self._alarm(f"{_name(delivery)} is disabled: {outcome.error}")
        elif outcome.kind is OutcomeKind.DEAD:
            self._alarm(f"{delivery.name} was refused for good: {outcome.error}")
        return outcome

    async def _hold(self, delivery: Delivery, error: Exception) -> None:
        """Trouble that is not the message's own: keep silent for a while, towards one chat or all."""
        if payment_refused(error):
            self._paid = False
            self._pacer.limit(OVERALL)
            self._alarm(f"paid broadcast is off, {OVERALL} messages a second again: {error}")
            return
        if not self._pacer.paused_for():  # what was in flight together is one trouble
            self._troubles += 1
        chat, wait = delivery.subscriber, flood_wait(error, self._troubles)
        if wait is None:
            # One row after another would meet the same outage, and its lost answers would end as uncertain.
            self._pacer.pause(None, backoff(self._troubles))
            return
        await self._silence.refused(chat.chat_id, chat.kind, wait)


def _name(delivery: Delivery) -> str:
    """A chat in alarms: its title, else its number with us; ids of people stay out of logs."""
    chat = delivery.subscriber
    return f"chat {chat.title!r}" if chat.title else f"chat no. {chat.id}"
