"""Subscription lists: OPML, as feed readers exchange it, to the feeds it names and the lines that name none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree  # type: ignore[import-untyped]

from bot.errors import FetchError, ParseError
from bot.reading.addresses import canonical
from bot.reading.charset import decode
from bot.reading.entries import language
from bot.reading.prescan import prescan
from storage.records import FeedDraft

MAX_NAME = 200  # characters of an outlet's name; the rest is a description in the wrong place
SHOWN = 80  # characters of an address that is none


@dataclass(frozen=True, slots=True)
class FeedList:
    """What a list names: the feeds in its order, each address once, and a line for each outline that should be one."""

    feeds: tuple[FeedDraft, ...]
    faults: tuple[str, ...]


def read_opml(body: bytes) -> FeedList:
    """The feeds of a list, folders opened.

    `title` or `text` is the feed's name, `description` the outlet's as our own export writes it. An outline with
    neither address nor children is a fault, and so is an address that is none of a web page; a folder is neither.

    Raises:
        ParseError: it is no OPML, or a bomb.
    """
    text = decode(body).lstrip("\ufeff \t\r\n")
    xml = text.encode("utf-8", "replace")
    prescan(xml)
    try:
        root = etree.fromstring(xml, etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ParseError(f"this is no OPML: {error}") from error
    if root is None or str(root.tag).lower() != "opml":
        raise ParseError(f"this is no OPML: it begins with <{str(root.tag)[:40]}>")
    feeds: dict[str, FeedDraft] = {}
    faults = []
    for found in _outlines(root):
        if isinstance(found, FeedDraft):
            feeds.setdefault(found.url, found)
        else:
            faults.append(found)
    return FeedList(tuple(feeds.values()), tuple(faults))


def _outlines(root: etree._Element) -> Iterator[FeedDraft | str]:
    """Every outline as a feed, or as a line about what is wrong with it."""
    for outline in root.iter("outline"):
        said = {str(name).lower(): " ".join(value.split()) for name, value in outline.attrib.items()}
        address = said.get("xmlurl")
        name = (said.get("title") or said.get("text") or "")[:MAX_NAME]
        if not address:
            if not len(outline):
                yield f"line {outline.sourceline}: no xmlUrl" + (f" ({name[:SHOWN]})" if name else "")
            continue
        try:
            url = canonical(address)
        except FetchError as error:
            yield f"line {outline.sourceline}: {address[:SHOWN]}: {error}"
            continue
        yield FeedDraft(
            url=url,
            outlet=said.get("description", "")[:MAX_NAME] or name or urlsplit(url).hostname or url,
            lang=language(said.get("language")),
            perspective=said.get("category") or None,
            title=name or None,
        )
