"""The XML formats: the timeline as an Atom feed (RFC 4287), the feeds as OPML 2.0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.export.identity import urn
from bot.export.rows import stamp
from storage.records import Event, EventStatus, Feed, FeedState

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(events: Iterable[Event], story: str, now: datetime) -> str:
    """The timeline as a feed, the last reported event first.

    Args:
        events: in any order.
        story: the feed's title; entries of one story keep their identity from export to export.
        now: UTC; the feed's own time while there is no event.
    """
    newest_first = sorted(events, key=lambda e: (e.last_reported, e.id), reverse=True)
    feed = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(feed, "id", urn(story))
    _add(feed, "title", story)
    _add(feed, "updated", stamp(newest_first[0].last_reported if newest_first else now))
    _add(_add(feed, "author"), "name", "Dateline")
    for event in newest_first:
        _entry(feed, event, story)
    return _document(feed)


def opml(feeds: Iterable[Feed], story: str) -> str:
    """The feeds as a subscription list; a feed that is gone is left out."""
    root = Element("opml", version="2.0")
    _add(_add(root, "head"), "title", story)
    body = _add(root, "body")
    for feed in feeds:
        if feed.state is FeedState.GONE:
            continue
        name = feed.title or feed.outlet
        wanted = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url}
        maybe = {"description": feed.outlet, "language": feed.lang, "category": feed.perspective}
        attributes = wanted | {key: value for key, value in maybe.items() if value}
        SubElement(body, "outline", {key: _clean(value) for key, value in attributes.items()})
    return _document(root)


def _entry(feed: Element, event: Event, story: str) -> None:
    entry = _add(feed, "entry", lang=event.lang)
    _add(entry, "id", urn(story, event.id))
    mark = "" if event.status is EventStatus.REPORTED else f" ({event.status.value})"
    _add(entry, "title", f"{event.span.start.isoformat()}: {event.title}{mark}")
    _add(entry, "published", stamp(event.first_reported))
    _add(entry, "updated", stamp(event.last_reported))
    if event.sources:
        _add(entry, "link", rel="alternate", href=event.sources[0].url)
    content = _add(entry, "content", type="xhtml")
    page = SubElement(content, "div", xmlns="http://www.w3.org/1999/xhtml")
    for statement in event.statements:
        _add(page, "p", statement.text)
    sources = _add(page, "ol") if event.sources else page
    for source in event.sources:
        item = _add(sources, "li", f"{source.outlet}: ")
        _add(item, "a", source.title, href=source.url)


def _add(parent: Element, tag: str, text: str = "", *, lang: str | None = None, **attributes: str) -> Element:
    element = SubElement(parent, tag, {key: _clean(value) for key, value in attributes.items()})
    if lang:
        element.set("xml:lang", lang)
    element.text = _clean(text) or None
    return element


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


def _document(root: Element) -> str:
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'
