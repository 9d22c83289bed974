"""The composition root of `dateline run`: what is built, in which order it starts, and how it stops.

Start: lock → seeds → reading → Telegram → scheduler → inbox. Stop is the same in reverse: nothing new is taken on,
what is in flight settles, then everything closes. APScheduler only ticks; what is due stands in rows.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from datetime import UTC
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.chat.desk import Desk
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.operations import reading, try_feed
from bot.pipeline import Line
from bot.settings import Settings
from bot.store import Store, open_store, sow

log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Everything in one process until SIGTERM or SIGINT: poll, decide, publish, deliver, answer.

    Args:
        settings: with a token.

    Raises:
        SettingsError: there is no token.
        TokenError: Telegram refuses it.
        StorageError: the database cannot be opened, or another instance runs on it.
    """
    if settings.telegram_token is None:
        raise SettingsError(
            "DATELINE_TELEGRAM_TOKEN: not set; get a token from @BotFather and put it into the environment or .env "
            "(`dateline demo` needs none)"
        )
    async with AsyncExitStack() as stack:
        store = stack.enter_context(open_store(settings))
        stack.enter_context(store.database.lock())
        new = await asyncio.to_thread(sow, store, settings, utc_now())
        log.info("story %r: %d seeds new", store.topic.name, new)
        await asyncio.to_thread(store.outbox.recover, utc_now())
        fetcher, parser = await stack.enter_async_context(reading(settings))
        line = Line(store, fetcher, parser, settings.poll_interval, utc_now)
        desk = await stack.enter_async_context(
            Desk.open(store, settings, partial(try_feed, store, fetcher, parser), utc_now)
        )
        await _serve(settings, line, desk)


async def _serve(settings: Settings, line: Line, desk: Desk) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    scheduler = AsyncIOScheduler(timezone=UTC)
    # A late tick runs late, never not at all; ticks that piled up run once.
    patient = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(line.tick, "interval", seconds=settings.tick, next_run_time=utc_now(), id="read", **patient)
    scheduler.add_job(desk.deliver, "interval", seconds=settings.tick, id="deliver", **patient)
    listening = asyncio.create_task(desk.listen(), name="inbox")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    scheduler.start()
    log.info("running: feeds every %g s, ticks every %g s", settings.poll_interval, settings.tick)
    try:
        await asyncio.wait({listening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()  # another poller, or a token that was withdrawn: one clear line and out
    finally:
        log.info("stopping: what is in flight settles first")
        scheduler.pause()
        await line.drain()
        await desk.drain()
        scheduler.shutdown(wait=False)
        for task in (listening, stopping):
            task.cancel()
        await asyncio.gather(listening, stopping, return_exceptions=True)
