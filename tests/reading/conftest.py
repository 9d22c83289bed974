"""The web under test, and a fetcher that may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network

import pytest

from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from tests.emulator.web import WebServer

USER_AGENT = "Dateline/test (+https://example.org/dateline)"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
async def fetcher(web: WebServer) -> AsyncIterator[Fetcher]:
    guard = Guard([ip_network("127.0.0.0/8")], [web.port])
    async with Fetcher(guard, user_agent=USER_AGENT, courtesy=Courtesy(gap=0)) as opened:
        yield opened
