"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import html
import json
from typing import Any

from bot.errors import ParseError
from bot.reading.addresses import absolute
from bot.reading.dates import moment
from bot.reading.entries import MAX_ENTRIES, Item, ParsedFeed, entries_of, language
from bot.reading.markup import legal, one_line


def read_json(text: str, url: str) -> ParsedFeed:
    """The feed of a JSON text.

    Args:
        text: the decoded document.
        url: where it came from; relative links start there.

    Raises:
        ParseError: it is no JSON Feed.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise ParseError(f"{url} is no valid JSON") from fault
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in _text(feed, "version"):
        raise ParseError(f"{url} is JSON, but not a JSON Feed")
    title = one_line(html.escape(_text(feed, "title")))
    read = [_item(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    return ParsedFeed(title or None, language(_text(feed, "language")), entries_of(read))


def _item(item: dict[str, Any], url: str) -> Item:
    link = _text(item, "url") or _text(item, "external_url")
    plain = html.escape(_text(item, "content_text") or _text(item, "summary"), quote=False)
    return Item(
        guid=" ".join(_text(item, "id").split()),
        link=absolute(url, link) or "" if link else "",
        title=one_line(html.escape(_text(item, "title"))),
        html=max(_text(item, "content_html"), plain, key=len),
        published=moment(_text(item, "date_published")) or moment(_text(item, "date_modified")),
        lang=language(_text(item, "language")),
    )


def _text(thing: dict[str, Any], name: str) -> str:
    """A field that should be a text; ids are numbers in some feeds."""
    value = thing.get(name)
    return legal(str(value)) if isinstance(value, str | int | float) else ""
