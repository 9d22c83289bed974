"""The chat room, built: the application with its handlers, the inbox that feeds them, the sender that pays the outbox.

`Desk` is all the composition root sees of Telegram.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest

from bot.chat import hook
from bot.chat.alarms import Alarms
from bot.chat.client import AnyApplication, build_application, running
from bot.chat.commands import register
from bot.chat.deliver import WINDOW, Deliverer
from bot.chat.edition import Edition
from bot.chat.feed_report import FeedReport
from bot.chat.inbox import InboxPoller
from bot.chat.menu import publish_commands
from bot.chat.pace import OVERALL, Pacer, Windows
from bot.chat.press import Press
from bot.chat.review_room import Asker
from bot.chat.silence import Silence
from bot.chat.speak import Speaker
from bot.chat.visit import Services
from bot.feed_health import FeedAlarm
from bot.settings import Settings
from bot.store import Store
from bot.trial import FeedCheck

log = logging.getLogger(__name__)


class Desk:
    """Where readers are served. Make it with `Desk.open`."""

    def __init__(
        self,
        inbox: InboxPoller,
        deliverer: Deliverer,
        alarms: Alarms,
        report: FeedReport,
        asker: Asker,
        *,
        clock: Callable[[], datetime],
        bot: Bot,
        webhook: str | None,
        secret: str,
    ) -> None:
        self._bot = bot
        self._webhook = webhook
        self.webhook_secret = secret
        self._inbox = inbox
        self._deliverer = deliverer
        self._alarms = alarms
        self._report = report
        self._asker = asker
        self._clock = clock

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        store: Store,
        settings: Settings,
        try_feed: Callable[[str], Awaitable[FeedCheck]],
        clock: Callable[[], datetime],
        request: BaseRequest | None = None,
    ) -> AsyncIterator[Desk]:
        """Build and start everything that speaks Telegram.

        Args:
            store: what there is to tell, and to whom.
            settings: token, server, admins, rate.
            try_feed: reads a feed once, for admins who add one.
            clock: the present, UTC.
            request: what carries the requests; the demonstration passes one that stays in the process. Nobody's
                limits bind it.

        Raises:
            TokenError: Telegram refuses the token.
        """
        token = settings.telegram_token.get_secret_value() if settings.telegram_token else "1:demo"
        application = build_application(token, settings.telegram_api, request=request)
        pacer = Pacer(Windows(settings.send_rate), time=_no_time() if request else None)
        silence = Silence(pacer, store.outbox, clock)
        services = Services(store, Speaker(application.bot, pacer, silence), clock, try_feed)
        register(application, services)
        await silence.restore()
        async with running(application):
            # Menus and descriptions are a courtesy: readers need not wait for them, nor miss anything without.
            introducing = None if request else asyncio.create_task(_introduce(application, store))
            alarms = Alarms(services.speaker, settings.admins, partial(_edition, services))
            press = Press(store.timeline, store.digests, store.topic, clock, application.bot.username)
            deliverer = Deliverer(
                store.outbox,
                press.run,
                application.bot,
                pacer,
                silence,
                paid=settings.paid_broadcast,
                # What is paid for needs more in flight: rate x latency, 0.2 s an answer.
                window=WINDOW if settings.send_rate <= OVERALL else settings.send_rate // 5,
                alarm=alarms.raise_,
            )
            try:
                inbox = InboxPoller(application, store.inbox)
                asker = Asker(services, application.bot)
                yield cls(
                    inbox,
                    deliverer,
                    alarms,
                    FeedReport(services),
                    asker,
                    clock=clock,
                    bot=application.bot,
                    webhook=settings.webhook,
                    secret=settings.shown_secret or hook.new_secret(),
                )
            finally:
                if introducing:
                    introducing.cancel()

    async def listen(self) -> None:
        """Fetch updates, or have them brought, and handle them until cancelled.

        Raises:
            AnotherPollerError: somebody else polls with this token.
            SettingsError: Telegram does not take the webhook's address.
            TokenError: Telegram refuses the token.
        """
        if self._webhook:
            await hook.hang(self._bot, self._webhook, self.webhook_secret)
            await self._inbox.serve()
        else:
            await hook.take_down(self._bot)
            await self._inbox.run(self._clock)

    async def keep(self, update: Mapping[str, Any]) -> None:
        """Store an update that was brought; `listen` has it answered.

        Raises:
            StorageError: it could not be stored.
        """
        await self._inbox.keep([update], self._clock())

    async def receive(self, update: Mapping[str, Any]) -> None:
        """Take one update that did not come by polling, and answer it."""
        await self._inbox.keep([update], self._clock())
        await self._inbox.handle_pending()

    async def deliver(self) -> int:
        """Send everything that is due.

        Returns:
            How many deliveries were settled.

        Raises:
            TokenError: Telegram refuses the token.
        """
        return await self._deliverer.deliver_due(self._clock())

    def warn(self, alarm: str | FeedAlarm) -> None:
        """Keep what admins should know at once for the next message to them."""
        self._alarms.raise_(alarm)

    async def alarm(self) -> None:
        """Tell admins what has gone wrong since they were last told."""
        await self._alarms.tell(self._clock())

    async def report(self) -> None:
        """Tell admins how the feeds are, once a week."""
        await self._report.tell(self._clock())

    async def ask(self) -> None:
        """Show admins what waits for them, where they want to see what is new first."""
        await self._asker.ask(self._clock())

    async def drain(self) -> None:
        """Claim nothing more, and let what is in flight settle."""
        await self._deliverer.drain()


async def _introduce(application: AnyApplication, store: Store) -> None:
    try:
        await publish_commands(application.bot, await asyncio.to_thread(store.people.everyone), store.topic)
    except Exception:
        log.exception("the command menus could not be set")


def _edition(services: Services, admin: int) -> Edition:
    """An admin's, in the language they chose."""
    chat = services.store.subscribers.get(admin)
    return Edition.of(chat.lang if chat else None, services.store.topic, services.now())


def _no_time() -> Callable[[], float]:
    """A clock on which an hour passes at every look, so that no window is ever full."""
    moment = -math.inf

    def time() -> float:
        nonlocal moment
        moment = 0.0 if moment == -math.inf else moment + 3600.0
        return moment

    return time
