"""What a feed's address or a redirect may not lead to is never connected to: a listener hears nothing.

Loopback is connected to for real; for every other address the connector is a stub that only writes down.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

import httpcore
import pytest

from bot.errors import FetchError
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard, GuardedTransport
from tests.emulator.web import WebServer

SPELLINGS = [
    *(
        "127.0.0.2",
        "127.2",
        "2130706434",
        "0x7f.2",
        "0x7f000002",
        "0177.0.0.2",
        "017700000002",
        "127。0。0。2",
    ),
    *("①②⑦.⓪.⓪.②", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[64:ff9b::7f00:2]", "[2002:7f00:2::]"),
]
ELSEWHERE = [
    *(
        "0",
        "0.0.0.0",
        "[::]",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
    ),
    *(
        "[fec0::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "[64:ff9b:1::7f00:1]",
        "[::127.0.0.1]",
        "[5f00::1]",
    ),
]


class Loopback(httpcore.AnyIOBackend):
    """Real sockets within this machine; of all others only a note."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: list[str] = []

    async def connect_tcp(self, host: str, *how: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        if ip_address(host).is_loopback:
            return await super().connect_tcp(host, *how, **more)
        self.tried.append(host)
        raise httpcore.ConnectError("stubbed")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody at 127.0.0.2, where nobody may call."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.2", 0))
        listening.listen()
        listening.setblocking(False)
        yield listening


def heard(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


async def read(web: WebServer, listener: socket.socket, url: str) -> Loopback:
    """Read an address, expecting a refusal; only the web at 127.0.0.1 may be visited."""
    guard = Guard([ip_network("127.0.0.1/32")], [web.port, listener.getsockname()[1]])
    sockets = Loopback()
    transport = GuardedTransport(guard, sockets)
    async with Fetcher(guard, user_agent="t", courtesy=Courtesy(gap=0), transport=transport) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch(url)
    return sockets


@pytest.mark.parametrize("host", [*SPELLINGS, *ELSEWHERE])
async def test_nobody_is_called(listener: socket.socket, host: str) -> None:
    port = listener.getsockname()[1]
    with WebServer() as web:
        web.redirect("/moved", f"http://{host}:{port}/secret", 302)
        for url in (f"http://{host}:{port}/secret", web.url("/moved")):
            sockets = await read(web, listener, url)
            assert (sockets.tried, heard(listener)) == ([], False)


async def test_the_listener_hears_whoever_does_call(listener: socket.socket) -> None:
    stream = await Loopback().connect_tcp("127.0.0.2", listener.getsockname()[1])
    await stream.aclose()
    assert heard(listener)
