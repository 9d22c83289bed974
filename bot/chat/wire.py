"""What carries our requests to Telegram: python-telegram-bot's own seam, over aiohttp.

The library's carrier is made of httpx, which manages a third of the sends a second that a paid broadcast may have
(`tests/bench/bench_send.py` compares them); nothing else of the library changes. Two things are exact here, since a lost
or a doubled post hangs on them:

1. `UnsentError` says that the request surely did not leave us: no connection was to be had, in time or at all.
2. A request that got a connection is never repeated by this layer, whatever becomes of it.

The address of every request holds the token, so no text of an error here holds an address.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

UPLOAD = 20.0
"""Seconds a file gets on top: nothing is read while it is written."""

HEARING = 2
"""Turns of the loop before a connection is chosen: one to hear that Telegram has closed some that were idle, one to mark
them. A request on such a connection would count as one whose answer was lost."""

JSON = {"Content-Type": "application/json"}

departure: ContextVar[Callable[[], None] | None] = ContextVar("departure", default=None)
"""Called when a request of this task leaves. The library's calls have no parameter for it."""


class UnsentError(NetworkError):
    """No connection: nothing was sent, so it may be sent again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for a place among our connections, for a connection, for an answer."""

    place: float = 10.0
    connection: float = 10.0
    answer: float = 25.0


class Wire(BaseRequest):
    """Sends requests over a pool of connections that stay open.

    Args:
        connections: under way at once; more wait for their place.
        patience: where a call names no other.
    """

    __slots__ = ("_connections", "_patience", "_proxies", "_session")

    def __init__(self, connections: int, patience: Patience = Patience()) -> None:
        self._connections = connections
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}  # scheme and host → the proxy to go through

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may take where a call names no other time."""
        return self._patience.answer

    async def initialize(self) -> None:
        """Make the pool; the connections come with the requests."""
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_left)
            self._session = aiohttp.ClientSession(
                trace_configs=[trace],
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close the connections; it may be made again."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(  # noqa: PLR0917 - the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Ask and get the answer, whatever it says.

        Args:
            url: with the token in it.
            method: GET or POST.
            request_data: parameters and files.
            read_timeout: seconds; the others likewise.
            write_timeout: for files.
            connect_timeout: for a connection.
            pool_timeout: for a place among ours.

        Returns:
            Status and body.

        Raises:
            UnsentError: nothing left us.
            TimedOut: the answer did not come in time; the request may have been carried out.
            NetworkError: the connection broke; it may have been carried out.
        """
        if self._session is None:
            raise UnsentError("the connections are closed")
        files = bool(request_data and request_data.contains_files)
        connection = _seconds(connect_timeout, self._patience.connection)
        answer = _seconds(read_timeout, self._patience.answer)
        upload = _seconds(write_timeout, UPLOAD) if files else 0
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_seconds(pool_timeout, self._patience.place) + connection,
            sock_connect=connection,
            sock_read=answer + upload,
        )
        for _ in range(HEARING):
            await asyncio.sleep(0)
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                headers=JSON if request_data and not files else None,
                timeout=timeout,
                allow_redirects=False,
                proxy=self._proxy(url),
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            raise UnsentError(type(error).__name__) from error
        except aiohttp.ClientConnectorError as error:
            raise UnsentError(f"{type(error).__name__}: {error.os_error}") from error
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for an address; asked once for each host."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._proxies:
            passed_by = proxy_bypass(parts.hostname or "")
            self._proxies[place] = None if passed_by else getproxies().get(parts.scheme)
        return self._proxies[place]


async def _left(*_: object) -> None:
    if (leaving := departure.get()) is not None:
        leaving()


def _seconds(asked: object, usual: float) -> float:
    """What a call asks for; the library's mark for "nothing said" is no number."""
    return float(asked) if isinstance(asked, int | float) else usual


def _body(request_data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if request_data is None:
        return None
    parameters = request_data.json_parameters
    if not request_data.contains_files:
        return json.dumps(parameters).encode()
    form = aiohttp.FormData(parameters)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
