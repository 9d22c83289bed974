"""The body of an answer, read within bounds.

httpx inflates a whole network chunk before it hands it out, so that 1.8 KB of doubly packed zeros took 2 GB (measured);
here the raw bytes are inflated by ourselves, never beyond what is left of the limit.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import httpx

from bot.errors import FetchError

_GZIP = 31  # wbits: a gzip header and trailer
_PACKED = frozenset({"gzip", "x-gzip"})
_PLAIN = frozenset({"", "identity"})


async def read_body(response: httpx.Response, max_bytes: int, received: Callable[[int], None]) -> bytes:
    """The unpacked body of a streamed answer.

    Args:
        response: whose body is still to come.
        max_bytes: the longest body taken, unpacked.
        received: told how many bytes each piece has, as it was sent.

    Raises:
        FetchError: it is longer than `max_bytes`, broken, or packed in a way that was not asked for.
    """
    where = str(response.url)[:200]
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > max_bytes:
        raise _too_long(where, max_bytes)
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in _PACKED | _PLAIN:
        raise FetchError(f"{where} is packed as {coding[:40]!r}, which was not asked for")
    inflate = _Inflater() if coding in _PACKED else None
    body = BytesIO()  # gives away what it holds without another copy of it
    async for chunk in response.aiter_raw():
        received(len(chunk))
        room = max_bytes + 1 - body.tell()
        try:
            body.write(inflate.feed(chunk, room) if inflate else chunk)
        except zlib.error as fault:
            raise FetchError(f"{where} sent a broken gzip body") from fault
        if body.tell() > max_bytes:
            raise _too_long(where, max_bytes)
    if inflate and not inflate.finished:
        raise FetchError(f"{where} sent a gzip body that is cut short")
    return body.getvalue()


def _too_long(where: str, max_bytes: int) -> FetchError:
    return FetchError(f"{where} is longer than {max_bytes:,} bytes")


class _Inflater:
    """Gzip members one after another, as RFC 1952 allows, in bounded steps."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._started = False

    @property
    def finished(self) -> bool:
        """Whether the last member ended properly (a body of no bytes has none)."""
        return self._member.eof or not self._started

    def feed(self, chunk: bytes, room: int) -> bytes:
        """What the chunk unpacks to, at most `room` bytes of it."""
        out = bytearray()
        while chunk and len(out) < room:
            if self._member.eof:
                if not chunk.strip(b"\0"):  # padding after the last member
                    break
                self._member = zlib.decompressobj(_GZIP)
            self._started = True
            out += self._member.decompress(chunk, room - len(out))
            chunk = self._member.unconsumed_tail or self._member.unused_data
        return bytes(out)
