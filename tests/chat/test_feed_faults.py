"""Faults of feeds in an admin's words. Each is raised by what raises it in life, as far as that takes no network."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from bot.chat.catalogue import Catalogue
from bot.chat.feed_faults import fault_said
from bot.errors import DatelineError
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import parse
from storage.records import Fetched
from tests.emulator.web import WebServer

URL = "https://tern.example/feed"
EN, RU = Catalogue.for_language("en"), Catalogue.for_language("ru")


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "there is nothing at this address (404)"),
        (410, "there is nothing at this address (410)"),
        (403, "the server lets us read nothing (403)"),
        (429, "the server asks us to come less often (429)"),
        (503, "the server is in trouble (503)"),
        (418, "the server answers 418"),
    ],
)
async def test_what_a_server_refuses(web: WebServer, status: int, said: str) -> None:
    web.put("/feed", status=status)
    assert await _met(web, web.url("/feed")) == said


async def test_what_leads_nowhere(web: WebServer) -> None:
    web.redirect("/circle", web.url("/circle"))
    web.put("/long", b"<rss>" + b" " * 3_000)
    web.put("/cut", b"<rss>" * 100, chop=10)
    assert await _met(web, web.url("/circle")) == "it sends us in circles"
    assert await _met(web, web.url("/long")) == "it is larger than any feed"
    assert await _met(web, web.url("/cut")) == "it does not answer"
    assert await _met(web, "ftp://tern.example/feed") == "its address is not one we can read"
    assert await _met(web, f"http://10.0.0.1:{web.port}/feed") == (
        "its host is not public; DATELINE_ALLOW_NETWORKS can allow it"
    )
    assert await _met(web, "http://127.0.0.1:1/feed") == (
        "its port is not allowed; DATELINE_ALLOW_PORTS can allow it"
    )


async def _met(web: WebServer, url: str) -> str:
    guard = Guard([ip_network("127.0.0.0/8")], [web.port])
    async with Fetcher(guard, user_agent="Dateline/test", courtesy=Courtesy(gap=0)) as fetcher:
        with pytest.raises(DatelineError) as fault:
            await fetcher.fetch(url, max_bytes=2_000)
    return fault_said(EN, str(fault.value))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "it is empty"),
        (b"<html><body>Log in</body></html>", "a web page, not a feed"),
        (b"{", "what it says is no feed"),
        (b'{"a": 1}', "what it says is no feed"),
        (b"Good morning", "what it says is no feed"),
    ],
)
def test_what_is_no_feed(body: bytes, said: str) -> None:
    with pytest.raises(DatelineError) as fault:
        parse(Fetched(URL, 200, body))
    assert fault_said(EN, str(fault.value)) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("the host 'tern.example' does not resolve", "такого узла нет"),
        (f"no complete answer in time from {URL}: the body", "не отвечает вовремя"),
        (f"{URL} takes longer than 4 s to read", "читается слишком долго"),
        (f"{URL} ended the process that read it (-9)", "читается слишком долго"),
        (f"moved to {URL}, which is read as feed 5", "лента переехала и читается под номером 5"),
    ],
)
def test_what_only_time_or_others_bring(error: str, said: str) -> None:
    assert fault_said(RU, error) == said


def test_a_fault_nobody_thought_of_is_told_as_it_is_without_the_address() -> None:
    assert fault_said(EN, f"{URL} sang instead of speaking") == "sang instead of speaking"
