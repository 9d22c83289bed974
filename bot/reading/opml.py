"""Subscription lists: OPML, as feed readers exchange it, to the feeds it names and the lines that name none.

Lists are written by hand and by careless programs: a fault of the XML costs the line it stands in, not the list. The
libraries for OPML keep neither lines nor what our own export says of a feed (outlet, language, side); hence the walk here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree  # type: ignore[import-untyped]

from bot.errors import FetchError, ParseError
from bot.reading.addresses import canonical
from bot.reading.charset import decode
from bot.reading.entries import language
from bot.reading.markup import undeclared
from bot.reading.prescan import prescan
from storage.records import FeedDraft

MAX_NAME = 200  # characters of an outlet's name; the rest is a description in the wrong place
SHOWN = 80  # characters of an address that is none

_BARE = re.compile(r"&(?!#?\w{1,32};)")  # ampersands of addresses that nobody escaped


@dataclass(frozen=True, slots=True)
class Fault:
    """An outline that is no feed, or one that was named before."""

    line: int
    name: str  # may be empty
    address: str  # empty: it has none
    why: str

    def __str__(self) -> str:
        named = self.address or self.name
        return f"line {self.line}: {named}: {self.why}" if named else f"line {self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class FeedList:
    """What a list names: the feeds in its order, each address once, and each outline that should be one and is not."""

    feeds: tuple[FeedDraft, ...]
    faults: tuple[Fault, ...]
    repeated: tuple[Fault, ...] = ()  # addresses that were named before


def read_opml(body: bytes) -> FeedList:
    """The feeds of a list, folders opened.

    `title` or `text` is the feed's name, `description` the outlet's as our own export writes it. An outline with
    neither address nor children is a fault, and so is an address that is none of a web page; a folder is neither.

    Raises:
        ParseError: it is no OPML, or a bomb.
    """
    text = undeclared(decode(body))
    xml = _BARE.sub("&amp;", text).encode()
    prescan(xml)
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"this is no OPML: {error}") from error
    if root is None or str(root.tag).lower() != "opml":
        raise ParseError(f"this is no OPML: it begins with {text[:40]!r}")
    feeds: dict[str, FeedDraft] = {}
    faults, repeated = [], []
    for line, found in _outlines(root):
        if isinstance(found, Fault):
            faults.append(found)
        elif found.url in feeds:
            repeated.append(Fault(line, found.title or "", found.url, "named before"))
        else:
            feeds[found.url] = found
    if parser.error_log and not feeds:
        raise ParseError(f"this is no OPML: {parser.error_log[0].message}"[:200])
    return FeedList(tuple(feeds.values()), tuple(faults), tuple(repeated))


def _outlines(root: etree._Element) -> Iterator[tuple[int, FeedDraft | Fault]]:
    """Every outline with its line: a feed, or what is wrong with it."""
    for outline in root.iter("outline"):
        said = {str(name).lower(): " ".join(value.split()) for name, value in outline.attrib.items()}
        address = said.get("xmlurl")
        name = (said.get("title") or said.get("text") or "")[:MAX_NAME]
        if not address:
            if not len(outline):
                yield outline.sourceline, Fault(outline.sourceline, name[:SHOWN], "", "no xmlUrl")
            continue
        try:
            url = canonical(address)
        except FetchError:
            why = "no address of the web"
            yield outline.sourceline, Fault(outline.sourceline, name[:SHOWN], address[:SHOWN], why)
            continue
        draft = FeedDraft(
            url=url,
            outlet=said.get("description", "")[:MAX_NAME] or name or urlsplit(url).hostname or url,
            lang=language(said.get("language")),
            perspective=said.get("category") or None,
            title=name or None,
        )
        yield outline.sourceline, draft
