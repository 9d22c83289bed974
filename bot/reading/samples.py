"""Sample feeds that grow as their outlets would have grown them: a transport in place of the network.

At any moment of the demonstration's clock a feed says what it would have said then: the items published by that time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import httpx

ITEM = ("item", "{http://www.w3.org/2005/Atom}entry")
DATE = ("pubDate", "{http://www.w3.org/2005/Atom}published", "{http://www.w3.org/2005/Atom}updated")


class SampleTransport(httpx.AsyncBaseTransport):
    """Serves feeds from memory and answers 404 to everything else.

    Args:
        feeds: address → the whole feed (RSS or Atom).
        clock: the present, UTC; what is published later is not there yet.
    """

    def __init__(self, feeds: Mapping[str, bytes], clock: Callable[[], datetime]) -> None:
        self._feeds = feeds
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The feed as of now; httpx's seam. An unchanged feed is a 304, as from a good server."""
        body = self._feeds.get(str(request.url))
        if body is None:
            return httpx.Response(404, request=request)
        grown = as_of(body, self._clock())
        etag = f'"{hashlib.sha256(grown).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304, headers={"ETag": etag}, request=request)
        # A stream, not a ready body: the fetcher reads raw chunks, as from a socket.
        headers = {"ETag": etag, "Content-Type": "application/xml"}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(grown), request=request)


def moments(body: bytes) -> tuple[datetime, ...]:
    """When the items of a feed were published, UTC."""
    return tuple(when for _, item in _items(ET.fromstring(body)) if (when := _published(item)))  # noqa: S314 - our own data


def as_of(body: bytes, now: datetime) -> bytes:
    """A feed without the items published after `now`."""
    root = ET.fromstring(body)  # noqa: S314 - our own data
    for parent, item in _items(root):
        when = _published(item)
        if when is not None and when > now:
            parent.remove(item)
    grown: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return grown


def _items(root: ET.Element) -> list[tuple[ET.Element, ET.Element]]:
    return [(parent, item) for parent in root.iter() for item in parent if item.tag in ITEM]


def _published(item: ET.Element) -> datetime | None:
    text = next((found.text for tag in DATE if (found := item.find(tag)) is not None and found.text), None)
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        when = parsedate_to_datetime(text.strip())
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
