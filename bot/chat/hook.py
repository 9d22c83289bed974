"""Where Telegram brings updates, when it is to bring them: set before we listen, taken down before we poll.

While a webhook is set, getUpdates is refused with 409; so one that an earlier start left behind is taken down. Neither
drops what waits at Telegram's.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.chat.client import TOKEN_REFUSED
from bot.chat.inbox import ALLOWED
from bot.chat.outcomes import backoff, flood_wait
from bot.errors import SettingsError, TokenError

CONNECTIONS = 20
"""Updates that Telegram brings side by side: each is one short transaction."""

log = logging.getLogger(__name__)


def new_secret() -> str:
    """A secret for Telegram to show: A-Z, a-z, 0-9, _ and -."""
    return secrets.token_urlsafe(32)


async def hang(bot: Bot, url: str, secret: str) -> None:
    """Have updates brought to an address.

    Args:
        bot: ours.
        url: public, https.
        secret: Telegram shows it with every update.

    Raises:
        SettingsError: Telegram does not take the address.
        TokenError: Telegram refuses the token.
    """
    try:
        await _insist(
            lambda: bot.set_webhook(
                url, secret_token=secret, allowed_updates=list(ALLOWED), max_connections=CONNECTIONS
            )
        )
    except BadRequest as error:
        raise SettingsError(f"DATELINE_WEBHOOK: Telegram does not take {url}: {error}") from None
    log.info("Telegram brings updates to %s", url)


async def take_down(bot: Bot) -> None:
    """Have updates kept until they are fetched.

    Raises:
        TokenError: Telegram refuses the token.
    """
    await _insist(bot.delete_webhook)


async def _insist(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask until Telegram answers, one way or the other."""
    failures = 0
    while True:
        try:
            await ask()
        except InvalidToken:
            raise TokenError(TOKEN_REFUSED) from None
        except BadRequest:
            raise
        except TelegramError as error:
            failures += 1
            pause = flood_wait(error, failures) or backoff(failures)
            log.warning("the way of updates could not be settled (%s); again in %g s", error, pause)
            await asyncio.sleep(pause)
        else:
            return
