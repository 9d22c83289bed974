"""What is brought is stored before it is taken, and only from Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest

from bot.web.server import serving
from bot.web.webhook import SECRET, webhook_route
from storage.errors import StorageError

URL = "https://bot.example.org/telegram/updates"
OURS = "a-secret_of-ours"


class Shelf:
    """Where updates are kept; may be full, or slow."""

    def __init__(self) -> None:
        self.kept: list[Mapping[str, Any]] = []
        self.full = False
        self.slow = asyncio.Event()
        self.slow.set()

    async def keep(self, update: Mapping[str, Any]) -> None:
        await self.slow.wait()
        if self.full:
            raise StorageError("the disk is full")
        self.kept.append(update)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving([webhook_route(URL, OURS, shelf.keep)], "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


async def test_an_update_is_taken_once_it_is_stored(client: httpx.AsyncClient, shelf: Shelf) -> None:
    shelf.slow.clear()
    bringing = asyncio.create_task(
        client.post("/telegram/updates", json={"update_id": 1}, headers={SECRET: OURS})
    )
    done, _ = await asyncio.wait([bringing], timeout=0.05)
    assert not done
    shelf.slow.set()
    assert (await bringing).status_code == 200
    assert shelf.kept == [{"update_id": 1}]


@pytest.mark.parametrize(
    "shown", [None, "", "a-secret_of-our", "a-secret_of-ourss", "ու", "A-SECRET_OF-OURS"]
)
async def test_without_the_secret_nothing_is_looked_at(
    client: httpx.AsyncClient, shelf: Shelf, shown: str | None
) -> None:
    headers = {} if shown is None else {SECRET.encode(): shown.encode()}
    answer = await client.post("/telegram/updates", json={"update_id": 1}, headers=headers)
    assert (answer.status_code, answer.text, shelf.kept) == (403, "", [])


async def test_what_cannot_be_stored_is_not_taken(client: httpx.AsyncClient, shelf: Shelf) -> None:
    shelf.full = True
    answer = await client.post("/telegram/updates", json={"update_id": 1}, headers={SECRET: OURS})
    assert answer.status_code == 503


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[1]", b'"x"'])
async def test_what_is_no_update_is_refused(client: httpx.AsyncClient, shelf: Shelf, body: bytes) -> None:
    answer = await client.post("/telegram/updates", content=body, headers={SECRET: OURS})
    assert (answer.status_code, shelf.kept) == (400, [])


async def test_nothing_else_is_answered(client: httpx.AsyncClient) -> None:
    assert (await client.get("/telegram/updates", headers={SECRET: OURS})).status_code == 405
    assert (await client.post("/", headers={SECRET: OURS})).status_code == 404
