"""The composition root of `dateline run`: what is built, in which order it starts, and how it stops.

Start: lock → seeds → reading → Telegram → health → scheduler → inbox. Stop is the same in reverse: nothing new is taken on,
what is in flight settles, then everything closes. APScheduler only ticks; what is due stands in rows.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.chat.desk import Desk
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.operations import reading
from bot.pipeline import PATIENCE, Line
from bot.settings import Settings
from bot.store import Store, open_store, sow
from bot.trial import try_feed
from bot.watch import Health, Watch
from bot.watchdog import Watchdog
from bot.web.health import health_route
from bot.web.metrics import metrics_route
from bot.web.server import serving
from bot.web.webhook import webhook_route
from storage.retention import prune_texts

log = logging.getLogger(__name__)

WATCH = 60  # seconds between two looks at whether the line moves
MOST_ROUNDS = 100  # of polling that wait side by side, each for a hanging feed of its own
REMEMBERED = timedelta(days=7)  # updates: after a week without any their ids begin anew, and may be the same


async def run(settings: Settings) -> None:
    """Everything in one process until SIGTERM or SIGINT: poll, decide, publish, deliver, answer.

    Args:
        settings: with a token.

    Raises:
        SettingsError: there is no token, or a webhook and nobody who listens.
        TokenError: Telegram refuses it.
        StorageError: the database cannot be opened, or another instance runs on it.
    """
    if settings.telegram_token is None:
        raise SettingsError(
            "DATELINE_TELEGRAM_TOKEN: not set; get a token from @BotFather and put it into the environment or .env "
            "(`dateline demo` needs none)"
        )
    if settings.webhook and not settings.web:
        raise SettingsError(
            "DATELINE_WEBHOOK: nobody listens where a proxy could pass updates on to; set DATELINE_WEB=127.0.0.1:8080"
        )
    ending = asyncio.current_task()
    assert ending
    _at_signal(ending.cancel)
    # Asked to end before it began, perhaps while it waits for Telegram.
    with suppress(asyncio.CancelledError):
        async with AsyncExitStack() as stack:
            store = stack.enter_context(open_store(settings))
            stack.enter_context(store.database.lock())
            new = await asyncio.to_thread(sow, store, settings, utc_now())
            log.info("story %r: %d seeds new", store.topic.name, new)
            fetcher, parser = await stack.enter_async_context(reading(settings))
            desk = await stack.enter_async_context(
                Desk.open(store, settings, lambda url: try_feed(store.lexicon, fetcher, parser, url), utc_now)
            )
            line = Line(store, fetcher, parser, settings.poll_interval, utc_now, alarm=desk.warn)
            health = Health(store, settings.poll_interval, utc_now)
            if settings.web:
                routes = [health_route(health), metrics_route(store, utc_now)]
                if settings.webhook:
                    routes.append(webhook_route(settings.webhook, desk.webhook_secret, desk.keep))
                await stack.enter_async_context(serving(routes, *settings.web))
            await _serve(settings, store, line, desk, Watch(health, desk.warn))


async def _serve(settings: Settings, store: Store, line: Line, desk: Desk, watch: Watch) -> None:
    stop = asyncio.Event()
    _at_signal(stop.set)
    scheduler = AsyncIOScheduler(timezone=UTC)
    # It warns of every tick that is passed over because the one before is still at work, which is as it should be.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    # A late tick runs late, never not at all; ticks that piled up run once.
    patient = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    # A feed that hangs holds up only itself: the next round reads the others.
    beside = patient | {"max_instances": MOST_ROUNDS}
    every = {"trigger": "interval", "seconds": settings.tick}
    scheduler.add_job(line.poll, **every, next_run_time=utc_now(), id="poll", **beside)
    scheduler.add_job(line.judge, args=[PATIENCE], **every, id="judge", **patient)
    scheduler.add_job(_keep_hours, args=[store], **every, id="digest", **patient)
    scheduler.add_job(desk.deliver, **every, id="deliver", **patient)
    scheduler.add_job(desk.alarm, **every, id="alarm", **patient)
    scheduler.add_job(desk.ask, **every, id="ask", **patient)
    scheduler.add_job(desk.report, "interval", minutes=10, next_run_time=utc_now(), id="report", **patient)
    scheduler.add_job(watch.look, "interval", seconds=WATCH, id="watch", **patient)
    scheduler.add_job(
        _tidy, "interval", [store, settings], hours=1, next_run_time=utc_now(), id="tidy", **patient
    )
    # What was loaded stays: to look through it all again and again stops a broadcast for a tenth of a second.
    gc.collect()
    gc.freeze()
    watchdog = Watchdog(os.environ)
    if watchdog.every:  # on the loop itself: if that stands still, systemd hears nothing
        scheduler.add_job(_alive, "interval", [watchdog], seconds=watchdog.every, id="watchdog", **patient)
    listening = asyncio.create_task(desk.listen(), name="inbox")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    scheduler.start()
    watchdog.ready()
    log.info("running: feeds every %g s, ticks every %g s", settings.poll_interval, settings.tick)
    try:
        await asyncio.wait({listening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()  # another poller, or a token that was withdrawn: one clear line and out
    finally:
        log.info("stopping: what is in flight settles first")
        watchdog.stopping()
        scheduler.pause()
        await line.drain()
        await desk.drain()
        scheduler.shutdown(wait=False)
        for task in (listening, stopping):
            task.cancel()
        await asyncio.gather(listening, stopping, return_exceptions=True)


def _keep_hours(store: Store) -> None:
    """What readers' clocks ask for: silences that end and begin, digests that are due."""
    now = utc_now()
    store.digests.wake(now)
    store.digests.hush(now)
    store.digests.make_due(now)


def _tidy(store: Store, settings: Settings) -> None:
    """Forget what Telegram told us, and what we told, long ago, and chats long gone; old texts, where that is wished."""
    store.inbox.expire(utc_now() - REMEMBERED)
    store.digests.lapse(utc_now())
    store.digests.expire(utc_now())
    if purged := store.privacy.purge(utc_now()):
        log.info("%d chats that left long ago are forgotten", purged)
    if settings.keep_texts is not None:
        prune_texts(store.database, utc_now() - timedelta(days=settings.keep_texts))


async def _alive(watchdog: Watchdog) -> None:
    watchdog.alive()


def _at_signal(act: Callable[[], object]) -> None:
    """From now on this is what a signal to end does."""
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, act)
