"""Where Telegram brings updates: 200 once an update is stored, and not before, since it is brought again otherwise."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from storage.errors import StorageError

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

log = logging.getLogger(__name__)


def webhook_route(
    url: str, secret: str, keep: Callable[[Mapping[str, Any]], Awaitable[None]]
) -> web.RouteDef:
    """The route that takes updates.

    Args:
        url: the public address; a proxy in front of us hands on its path as it is.
        secret: what Telegram shows. Whoever does not is refused without a look at what they bring.
        keep: stores an update; it is safe when this returns.
    """

    async def take(request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET, "")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), secret.encode()):
            log.warning("somebody without the secret came to the webhook")
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400, text="no JSON")
        if not isinstance(update, dict):
            return web.Response(status=400, text="no update")
        try:
            await keep(update)
        except StorageError as error:
            log.warning("an update could not be stored, it will be brought again: %s", error)
            return web.Response(status=503)
        return web.Response()

    return web.post(urlsplit(url).path or "/", take)
