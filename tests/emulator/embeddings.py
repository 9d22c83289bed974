"""An embeddings server on 127.0.0.1, over real sockets: a vector says which of some words a text has.

with EmbeddingServer() as server:
    OpenAICompatible(server.url, "bag-of-words").embed(["A flood"])
    assert server.requests[0].texts == ["A flood"]
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

WORDS = ("flood", "bridge", "vote", "наводнени", "мост", "голосовани")


def bag(text: str) -> list[float]:
    """A dimension for each word, and one that every text has."""
    return [1.0, *(float(word in text.lower()) for word in WORDS)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server saw it."""

    key: str | None
    model: str
    texts: list[str]


class EmbeddingServer:
    """Answers `POST /v1/embeddings`, last text first, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.answer: Any = None  # instead of vectors; bytes, or anything JSON has
        self.status = 200
        self.silent = False  # no answer at all
        self.url = ""
        self._end = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="embeddings emulator", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/v1/embeddings", self._embed)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def _stop(self) -> None:
        self._end.set()
        await self._runner.cleanup()

    async def _embed(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.requests.append(Asked(request.headers.get("Authorization"), said["model"], said["input"]))
        if self.silent:
            await self._end.wait()
        if isinstance(self.answer, bytes):
            return web.Response(body=self.answer, status=self.status)
        rows = [{"index": place, "embedding": bag(text)} for place, text in enumerate(said["input"])]
        return web.json_response(self.answer or {"data": rows[::-1]}, status=self.status)
