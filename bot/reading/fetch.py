"""One HTTP answer for one address, within bounds: guarded, polite, capped in bytes and in time.

304 is a value; 4xx and 5xx, a body that is too long and silence are faults. Redirects are followed by hand, so that
each hop passes the guard and permanent moves are told apart from passing ones.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpcore
import httpx
from w3lib.encoding import http_content_type_encoding

from bot.errors import FetchError, ForbiddenAddressError
from bot.reading.body import read_body
from bot.reading.courtesy import Courtesy
from bot.reading.guard import Guard, GuardedTransport
from bot.reading.patience import DEADLINE, Patience, Waiting
from bot.reading.robots import Robots
from storage.records import Fetched

MAX_BYTES = 5_000_000  # the longest of 2,830 feeds measured has half of it
MAX_REDIRECTS = 5
MAX_RETRY_AFTER = 30 * 86_400  # seconds; whoever asks for more is asked again after a month

_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?([0-9]{1,9})")
_TIMEOUTS = httpx.Timeout(DEADLINE, connect=5.0).as_dict()
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, application/json;q=0.7, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class _Redirect:
    """An answer that sends us on."""

    status: int
    target: httpx.URL


class Fetcher:
    """Fetches feeds and pages; an async context manager.

    Args:
        guard: what may be connected to; asked about every hop also when `transport` is given.
        user_agent: who we say we are, with an address where we can be asked to stop.
        courtesy: turns at hosts.
        patience: with servers that are silent or slow.
        transport: what carries requests; a demonstration puts its sample files here, so that no network is used.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        user_agent: str,
        courtesy: Courtesy | None = None,
        patience: Patience | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._guard = guard
        self._patience = patience or Patience()
        self._courtesy = courtesy or Courtesy()
        self._robots = Robots(self.fetch, user_agent)
        # No client in front of it: nobody in particular is reading (cookies, passwords, proxies), redirects are ours,
        # and most of what a client does for each request is a third of the time of a 304.
        self._transport = transport or GuardedTransport(guard)
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, identity"}

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._robots.close()
        await self._transport.__aexit__(kind, fault, trace)

    async def ready(self, host: str) -> None:
        """Wait until a host may be asked again, without a claim to the turn."""
        await self._courtesy.ready(host)

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int = MAX_BYTES,
        deadline: float = DEADLINE,
    ) -> Fetched:
        """The answer of an address after its redirects.

        Args:
            url: http or https.
            etag: what the last answer said, for a conditional request.
            last_modified: likewise.
            max_bytes: the longest body taken, unpacked.
            deadline: seconds.

        Raises:
            ForbiddenAddressError: the address, or one it redirects to, may not be read.
            FetchError: no usable answer; with `status` and `retry_after` where the server gave them.
        """
        headers = _conditions(etag, last_modified)
        target, moved_to, moving = _parsed(url), None, True
        waiting = Waiting(self._patience, deadline)
        for _ in range(MAX_REDIRECTS + 1):
            self._guard.check(target)
            async with self._courtesy.turn(target.host):
                answer = await self._exchange(target, headers, max_bytes, waiting, moved_to)
            if isinstance(answer, Fetched):
                return answer
            moving = moving and answer.status in _PERMANENT
            target = answer.target
            moved_to = str(target) if moving else moved_to
        raise FetchError(f"more than {MAX_REDIRECTS} redirects from {_shown(url)}")

    async def page(self, url: str) -> Fetched:
        """The answer of an article's address, if its host lets robots read it.

        Raises:
            ForbiddenAddressError: the address, or one it redirects to, may not be read.
            FetchError: no usable answer, or robots.txt forbids it.
        """
        await self._ask_leave(_parsed(url))
        fetched = await self.fetch(url)
        if host_of(fetched.url) != host_of(url):
            await self._ask_leave(_parsed(fetched.url))
        return fetched

    async def _ask_leave(self, url: httpx.URL) -> None:
        self._guard.check(url)
        if not await self._robots.allow(str(url)):
            raise FetchError(f"robots.txt of {url.host} does not let us read {_shown(str(url))}")
        if delay := await self._robots.delay(str(url)):
            self._courtesy.slow(url.host, delay)

    @asynccontextmanager
    async def _asked(self, url: httpx.URL, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The answer to one request, its body still to come."""
        request = httpx.Request(
            "GET", url, headers=self._headers | headers, extensions={"timeout": _TIMEOUTS}
        )
        response = await self._transport.handle_async_request(request)
        response.request = request
        try:
            yield response
        finally:
            await response.aclose()

    async def _exchange(
        self, url: httpx.URL, headers: dict[str, str], max_bytes: int, waiting: Waiting, moved_to: str | None
    ) -> Fetched | _Redirect:
        """One request within what patience is left, its faults told in our words."""
        where = _shown(str(url))
        try:
            async with waiting.running(), self._asked(url, headers) as response:
                return await _read(response, max_bytes, waiting, moved_to)
        except (TimeoutError, httpx.TimeoutException) as fault:
            raise FetchError(f"no complete answer in time from {where}: {waiting.why()}") from fault
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ProtocolError, ssl.SSLError) as fault:
            raise FetchError(f"no answer from {where}: {_cause(fault)}") from fault


def host_of(url: str) -> str:
    """The host of an address as it will be connected to; empty where there is none."""
    try:
        return httpx.URL(url.strip()).host
    except (httpx.InvalidURL, ValueError, TypeError):
        return ""


async def _read(
    response: httpx.Response, max_bytes: int, waiting: Waiting, moved_to: str | None
) -> Fetched | _Redirect:
    status, headers = response.status_code, response.headers
    if status in _REDIRECTS and "location" in headers:
        return _Redirect(status, _joined(response.url, headers["location"]))
    unchanged = status == HTTPStatus.NOT_MODIFIED
    if not (unchanged or response.is_success):
        raise FetchError(
            f"{_shown(str(response.url))} answered {status} {response.reason_phrase}".rstrip(),
            status=status,
            retry_after=retry_after(headers),
        )
    content_type = headers.get("content-type")
    return Fetched(
        url=str(response.url),
        status=status,
        body=b"" if unchanged else await read_body(response, max_bytes, waiting.received),
        content_type=content_type,
        charset=http_content_type_encoding(content_type),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        retry_after=retry_after(headers),
        max_age=max_age(headers),
        moved_to=moved_to,
    )


def retry_after(headers: httpx.Headers) -> int | None:
    """Seconds a server asks us to wait: `Retry-After` as a number, or as a date against the answer's own `Date`."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal():
        return min(int(said[:12]), MAX_RETRY_AFTER)
    until, now = _http_date(said), _http_date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max(0, int((until - now).total_seconds())), MAX_RETRY_AFTER)


def max_age(headers: httpx.Headers) -> int | None:
    """Seconds for which a server holds its answer to be fresh: `Cache-Control: max-age`, less the answer's `Age`."""
    said = headers.get("cache-control", "").lower()
    if found := _MAX_AGE.search(said):
        age = headers.get("age", "").strip()
        old = int(age[:9]) if age.isascii() and age.isdecimal() else 0
        return max(0, int(found[1]) - old)
    return None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None  # HTTP dates are in GMT; without a zone it is none


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Headers of a conditional request; a validator that no header can carry is left out."""
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError, TypeError) as fault:
        raise ForbiddenAddressError(f"malformed address: {_shown(url)}") from fault


def _joined(base: httpx.URL, location: str) -> httpx.URL:
    try:
        return base.join(location.strip())
    except (httpx.InvalidURL, ValueError) as fault:
        raise ForbiddenAddressError(f"{_shown(str(base))} redirects to a malformed address") from fault


def _cause(fault: BaseException) -> str:
    """The deepest word on a fault: httpx wraps httpcore wraps the system's."""
    while not str(fault) and fault.__cause__:
        fault = fault.__cause__
    return str(fault)[:200] or type(fault).__name__


def _shown(url: str) -> str:
    return url if len(url) <= 200 else url[:199] + "…"
