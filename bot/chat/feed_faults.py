"""Why a feed cannot be read, in the words of whoever runs the bot. Pure.

The log and the database keep a fault as one exact line of ours, in one language: with its address, its numbers and the
library's own words. In chat an admin wants the sense of it, in their language, beside a feed whose address they see.

Axioms:
1. The line is ours: its beginning or its end tells its kind (`tests/chat/test_feed_faults.py` raises each of them).
2. A line of no known kind is shown as it is, without the address: better strange than silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from bot.chat.catalogue import Catalogue

_SERVER_FAULTS = HTTPStatus.INTERNAL_SERVER_ERROR


def fault_said(catalogue: Catalogue, error: str) -> str:
    """A fault of a feed in plain words.

    Args:
        catalogue: of who reads it.
        error: as the fetcher, the guard or the parser said it.
    """
    for kind, say in _KINDS:
        if found := kind.search(error):
            return say(catalogue, found)
    return re.sub(r"^https?://\S+\s+", "", error)


def _answered(catalogue: Catalogue, found: re.Match[str]) -> str:
    status = int(found[1])
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return catalogue.text("there is nothing at this address ({status})", status=status)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return catalogue.text("the server lets us read nothing ({status})", status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return catalogue.text("the server asks us to come less often ({status})", status=status)
    if status >= _SERVER_FAULTS:
        return catalogue.text("the server is in trouble ({status})", status=status)
    return catalogue.text("the server answers {status}", status=status)


def _setting(catalogue: Catalogue, found: re.Match[str]) -> str:
    if "PORTS" in found[1]:
        return catalogue.text("its port is not allowed; {setting} can allow it", setting=found[1])
    return catalogue.text("its host is not public; {setting} can allow it", setting=found[1])


_KINDS: tuple[tuple[re.Pattern[str], Callable[[Catalogue, re.Match[str]], str]], ...] = (
    (re.compile(r" answered (\d{3})\b"), _answered),
    (re.compile(r"(DATELINE_ALLOW_(?:NETWORKS|PORTS)) can allow it$"), _setting),
    (
        re.compile(r"^moved to \S+, which is read as feed (\d+)$"),
        lambda said, found: said.text("it has moved, and is read as number {number}", number=int(found[1])),
    ),
    (re.compile(r"does not resolve$"), lambda said, _: said.text("there is no such host")),
    (re.compile(r"^no complete answer in time"), lambda said, _: said.text("it does not answer in time")),
    (re.compile(r"^no answer from "), lambda said, _: said.text("it does not answer")),
    (re.compile(r"^more than \d+ redirects"), lambda said, _: said.text("it sends us in circles")),
    (re.compile(r"is a web page, not a feed$"), lambda said, _: said.text("a web page, not a feed")),
    (
        re.compile(r"is longer than [\d,]+ bytes$|^a feed of more than "),
        lambda said, _: said.text("it is larger than any feed"),
    ),
    (re.compile(r" is empty$"), lambda said, _: said.text("it is empty")),
    (
        re.compile(r"takes longer than|ended the process"),
        lambda said, _: said.text("it takes too long to read"),
    ),
    (
        re.compile(
            r"^(?:malformed address|only https? and|an address with|the address is longer)|malformed address$"
        ),
        lambda said, _: said.text("its address is not one we can read"),
    ),
    (
        re.compile(
            r"is no feed: |is no valid JSON|is JSON, but|cannot be read|^a hostile feed|gzip body|is packed as"
        ),
        lambda said, _: said.text("what it says is no feed"),
    ),
)
