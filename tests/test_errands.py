"""Errands to the web: who waits for whom, and how long."""

from __future__ import annotations

import asyncio
import threading
from ipaddress import ip_network

import pytest

from bot.errands import Errands, PageQueue
from bot.errors import FetchError
from bot.reading.courtesy import AT_ONCE, Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from tests.emulator.web import WebServer


async def test_pages_of_one_host_queue_and_are_waited_for_only_so_long() -> None:
    never = threading.Event()
    with WebServer() as web:
        for n in range(AT_ONCE + 1):
            web.put(f"/{n}", gate=never)
        guard = Guard([ip_network("127.0.0.0/8")], [web.port])
        async with Fetcher(guard, user_agent="Dateline/test", courtesy=Courtesy(gap=0)) as fetcher:
            patient = PageQueue(fetcher, Errands())
            under_way = [asyncio.create_task(patient.page(web.url(f"/{n}"))) for n in range(AT_ONCE)]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await asyncio.gather(patient.page(web.url(f"/{AT_ONCE}")), *under_way)
            assert web.requests(f"/{AT_ONCE}") == []
            hurried = PageQueue(fetcher, Errands(), longest_wait=0.1)
            with pytest.raises(FetchError, match="too many pages of"):
                await hurried.page(web.url("/0"))
            never.set()


async def test_a_page_is_not_waited_for_when_we_end() -> None:
    with WebServer() as web:
        guard = Guard([ip_network("127.0.0.0/8")], [web.port])
        async with Fetcher(guard, user_agent="Dateline/test") as fetcher:
            errands = Errands()
            errands.give_up()
            with pytest.raises(FetchError, match="is waited for any more"):
                await PageQueue(fetcher, errands).page(web.url("/1"))
        assert web.requests("/1") == []
