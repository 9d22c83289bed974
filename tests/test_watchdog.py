"""The service manager hears, on a real datagram socket, that we are ready, alive and stopping."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.watchdog import Watchdog


@pytest.fixture(params=["path", "abstract"])
def ear(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    address = str(tmp_path / "notify") if request.param == "path" else f"@{tmp_path.name}-notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.settimeout(5)
        heard.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        yield heard, address


def test_it_says_what_systemd_waits_for(ear: tuple[socket.socket, str]) -> None:
    heard, address = ear
    watchdog = Watchdog({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "60000000"})
    watchdog.ready()
    watchdog.alive()
    watchdog.stopping()
    assert [heard.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    assert watchdog.every == 30.0


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/nobody/listens"}, {"WATCHDOG_USEC": "soon"}])
def test_where_nobody_listens_nothing_happens(environ: dict[str, str]) -> None:
    watchdog = Watchdog(environ)
    watchdog.ready()
    watchdog.alive()
    assert watchdog.every is None
