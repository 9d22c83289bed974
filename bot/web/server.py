"""The one HTTP server: whatever is to be answered, on one address."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import DatelineError

log = logging.getLogger(__name__)


@asynccontextmanager
async def serving(routes: Iterable[web.RouteDef], host: str, port: int) -> AsyncIterator[int]:
    """Answer requests while entered.

    Args:
        routes: what is answered; everything else is 404.
        host: address to listen on.
        port: 0: any free one.

    Returns:
        The port.

    Raises:
        DatelineError: the address cannot be had.
    """
    application = web.Application()
    application.router.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise DatelineError(f"DATELINE_WEB: cannot listen on {host}:{port}: {error.strerror}") from error
        bound: int = runner.addresses[0][1]
        paths = ", ".join(sorted(route.path for route in routes))
        log.info("answering at http://%s:%d: %s", host, bound, paths)
        yield bound
    finally:
        await runner.cleanup()
