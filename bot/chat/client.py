"""How we reach Telegram: one python-telegram-bot application, without its own poller and scheduler.

The updater is left out because one unreadable update wedges it (`inbox` polls instead), the job queue because there is
one scheduler, ours. The token stands in every URL: it is never put into a message of ours, and `bot.logs` redacts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest

from bot.chat.outcomes import backoff
from bot.chat.wire import Wire
from bot.errors import TokenError

TELEGRAM = "https://api.telegram.org"

CONNECTIONS = 256
"""Requests under way at once: the long poll, the sends in flight (up to 200 when paid), the answers to readers."""

TOKEN_REFUSED = "Telegram refuses the token: check DATELINE_TELEGRAM_TOKEN, or get a new one from @BotFather"  # noqa: S105

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

log = logging.getLogger(__name__)


def build_application(
    token: str, api_url: str = TELEGRAM, *, request: BaseRequest | None = None
) -> AnyApplication:
    """Build the application; nothing is sent yet.

    Args:
        token: the bot's.
        api_url: a Bot API server, as in DATELINE_TELEGRAM_API.
        request: what carries the requests; the demonstration passes one that stays in the process.
    """
    server, request = api_url.rstrip("/"), request or Wire(CONNECTIONS)
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{server}/bot")
        .base_file_url(f"{server}/file/bot")
        .request(request)
        .get_updates_request(request)  # not used: `inbox` polls by itself
        .updater(None)
        .job_queue(None)
        .build()
    )


@asynccontextmanager
async def running(application: AnyApplication, *, patient: bool = True) -> AsyncIterator[AnyApplication]:
    """Open the application's connections, ask Telegram who we are, and close everything at the end.

    Args:
        application: of `build_application`.
        patient: wait out an outage instead of failing in it.

    Raises:
        TokenError: Telegram refuses the token.
        TelegramError: Telegram cannot be reached, and we are not patient.
    """
    await _introduce(application, patient=patient)
    try:
        await application.start()
        yield application
    finally:
        if application.running:
            await application.stop()
        await application.shutdown()


async def _introduce(application: AnyApplication, *, patient: bool) -> None:
    failures = 0
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            await application.bot.shutdown()
            raise TokenError(TOKEN_REFUSED) from None  # the cause quotes the token
        except TelegramError as error:
            await application.bot.shutdown()
            if not patient:
                raise
            failures += 1
            log.warning("Telegram cannot be reached (%s); again in %g s", error, backoff(failures))
            await asyncio.sleep(backoff(failures))
        else:
            return
