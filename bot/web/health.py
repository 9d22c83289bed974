"""`GET /healthz`: whether Dateline works, for whoever watches over it. 200: yes; 503: no, and `trouble` says why."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.watch import Health


def health_route(health: Health) -> web.RouteDef:
    """The route that tells what health looks like at the moment it is asked."""

    async def answer(_: web.Request) -> web.Response:
        seen = await asyncio.to_thread(health.look)
        return web.json_response(seen, status=200 if seen["ok"] else 503)

    return web.get("/healthz", answer)
