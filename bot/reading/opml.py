"""Subscription lists: OPML, as feed readers exchange it, to the feeds it names."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from bot.errors import FetchError, ParseError
from bot.reading.addresses import canonical
from bot.reading.charset import decode
from bot.reading.entries import language
from bot.reading.prescan import prescan
from storage.records import FeedDraft

MAX_NAME = 200  # characters of an outlet's name; the rest is a description in the wrong place


def read_opml(body: bytes) -> tuple[FeedDraft, ...]:
    """The feeds of a list in its order, each address once, folders opened.

    `title` or `text` is the feed's name, `description` the outlet's as our own export writes it; an address that is none
    of a web page is left out.

    Raises:
        ParseError: it is no OPML, or a bomb.
    """
    text = decode(body).lstrip("\ufeff \t\r\n")
    xml = text.encode("utf-8", "replace")
    prescan(xml)
    try:
        root = ET.fromstring(xml, ET.XMLParser(encoding="utf-8"))  # noqa: S314 - looked at by `prescan`
    except ET.ParseError as error:
        raise ParseError(f"this is no OPML: {error}") from error
    if root.tag.lower() != "opml":
        raise ParseError(f"this is no OPML: it begins with <{root.tag[:40]}>")
    first: dict[str, FeedDraft] = {}
    for draft in _drafts(root):
        first.setdefault(draft.url, draft)
    return tuple(first.values())


def _drafts(root: ET.Element) -> Iterator[FeedDraft]:
    for outline in root.iter("outline"):
        said = {name.lower(): " ".join(value.split()) for name, value in outline.attrib.items()}
        try:
            url = canonical(said["xmlurl"])
        except (KeyError, FetchError):
            continue
        title = (said.get("title") or said.get("text") or "")[:MAX_NAME]
        outlet = said.get("description", "")[:MAX_NAME] or title or urlsplit(url).hostname or url
        yield FeedDraft(
            url=url,
            outlet=outlet,
            lang=language(said.get("language")),
            perspective=said.get("category") or None,
            title=title or None,
        )
