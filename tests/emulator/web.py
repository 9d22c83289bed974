"""A small web on 127.0.0.1: feeds and pages as tests need them, over real sockets.

    with WebServer() as web:
        web.put("/feed.xml", rss("A paper", [Item("Bridge opened", link=web.url("/1"))]), etag='"v1"')
        ...  # code under test reads web.url("/feed.xml")
        assert len(web.requests("/feed.xml")) == 1

The server runs in a thread of its own, so that synchronous tests, asynchronous tests and tests that start the real
program in a process can all use it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape
from zlib import crc32

from aiohttp import web

from tests.patience import PATIENCE


@dataclass(frozen=True, slots=True)
class Request:
    """A request as the server saw it."""

    path: str
    headers: Mapping[str, str]
    at: float  # seconds on the server's monotonic clock


@dataclass(frozen=True, slots=True)
class Page:
    """What a path answers."""

    body: bytes
    content_type: str
    status: int
    headers: Mapping[str, str]
    gate: threading.Event | None  # the answer waits until it is set
    drip: float | None  # seconds between single bytes of the body
    chop: int | None  # the connection is cut after so many bytes of the body
    written: Callable[[], bytes] | None = None  # the body, made anew for each visitor, and its ETag with it


@dataclass(slots=True)
class _Path:
    page: Page
    requests: list[Request] = field(default_factory=list)
    inside: int = 0
    peak: int = 0


class WebServer:
    """Serves what was `put`, answers conditional requests with 304, and remembers what it was asked."""

    def __init__(self) -> None:
        self._paths: dict[str, _Path] = {}
        self._lock = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="web emulator", daemon=True)
        self._runner: web.ServerRunner | None = None
        self.port = 0

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

    # --- what tests say ---------------------------------------------------------------------------------------

    def url(self, path: str = "/") -> str:
        """The address of a path on this server."""
        return f"http://127.0.0.1:{self.port}{path}"

    def put(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        content_type: str = "application/rss+xml; charset=utf-8",
        status: int = 200,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        gate: threading.Event | None = None,
        drip: float | None = None,
        chop: int | None = None,
    ) -> None:
        """From now on the path answers this."""
        extra = dict(headers or {})
        if etag is not None:
            extra["ETag"] = etag
        if last_modified is not None:
            extra["Last-Modified"] = last_modified
        raw = body.encode() if isinstance(body, str) else body
        self._set(path, Page(raw, content_type, status, extra, gate, drip, chop))

    def write(self, path: str, written: Callable[[], bytes]) -> None:
        """From now on the path answers the feed that this makes for each visitor, with an ETag of what it says."""
        page = Page(b"", "application/rss+xml; charset=utf-8", 200, {}, None, None, None, written)
        self._set(path, page)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """From now on the path sends its visitors on."""
        self.put(path, status=status, headers={"Location": to})

    def requests(self, path: str) -> list[Request]:
        """What the path was asked, in order."""
        with self._lock:
            return list(self._paths[path].requests) if path in self._paths else []

    def asked(self, path: str) -> int:
        """How often the path was asked."""
        with self._lock:
            return len(self._paths[path].requests) if path in self._paths else 0

    def peak(self, path: str) -> int:
        """The most requests that were under way at the path at one time."""
        with self._lock:
            return self._paths[path].peak

    def wait_for_requests(self, path: str, count: int, seconds: float = PATIENCE) -> None:
        """Block until the path was asked so many times; TimeoutError when it never is."""
        with self._lock:
            if not self._lock.wait_for(lambda: len(self._paths[path].requests) >= count, seconds):
                raise TimeoutError(f"{path} was asked {len(self._paths[path].requests)} times, not {count}")

    def _set(self, path: str, page: Page) -> None:
        with self._lock:
            if path in self._paths:
                self._paths[path].page = page
            else:
                self._paths[path] = _Path(page)

    # --- what visitors get ------------------------------------------------------------------------------------

    async def _start(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        with self._lock:
            gates = [known.page.gate for known in self._paths.values()]
        for gate in gates:
            if gate:
                gate.set()
        assert self._runner
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        with self._lock:
            known = self._paths.get(path)
            if known is None:
                return web.Response(status=404, text="nothing here")
            known.requests.append(Request(path, dict(request.headers), self._loop.time()))
            known.inside += 1
            known.peak = max(known.peak, known.inside)
            page = known.page
            self._lock.notify_all()
        try:
            return await self._page(request, page)
        finally:
            with self._lock:
                known.inside -= 1

    async def _page(self, request: web.BaseRequest, page: Page) -> web.StreamResponse:
        if page.gate:
            await asyncio.to_thread(page.gate.wait)
        if page.written:
            body = page.written()
            page = replace(page, body=body, headers={"ETag": f'"{crc32(body)}"'})
        if page.status == 200 and _unchanged(request.headers, page.headers):
            return web.Response(status=304, headers=page.headers)
        headers = {"Content-Type": page.content_type, **page.headers}
        if page.drip is None and page.chop is None:
            return web.Response(status=page.status, body=page.body, headers=headers)
        response = web.StreamResponse(status=page.status, headers=headers)
        response.content_length = len(page.body)
        await response.prepare(request)
        if page.chop is not None:
            await response.write(page.body[: page.chop])
            assert request.transport
            request.transport.close()
            return response
        for byte in page.body:
            await response.write(bytes([byte]))
            await asyncio.sleep(page.drip or 0)
        return response


def _unchanged(asked: Mapping[str, str], said: Mapping[str, str]) -> bool:
    if "If-None-Match" in asked:
        return asked["If-None-Match"] == said.get("ETag")
    return "Last-Modified" in said and asked.get("If-Modified-Since") == said["Last-Modified"]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed under test."""

    title: str
    link: str | None = None
    text: str = ""  # HTML
    guid: str | None = None
    published: datetime | None = None


def rss(title: str, items: Sequence[Item], *, lang: str | None = None) -> bytes:
    """An RSS 2.0 document."""
    language = f"<language>{escape(lang)}</language>" if lang else ""
    body = "".join(_item(item) for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://example.org/</link>{language}{body}</channel></rss>"
    ).encode()


def _item(item: Item) -> str:
    parts = {
        "title": item.title,
        "link": item.link,
        "description": item.text,
        "pubDate": format_datetime(item.published.astimezone(UTC)) if item.published else None,
    }
    body = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value)
    guid = f'<guid isPermaLink="false">{escape(item.guid)}</guid>' if item.guid else ""
    return f"<item>{body}{guid}</item>"
