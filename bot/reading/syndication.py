"""RSS, Atom, RDF and CDF through feedparser, which knows them as they are in the wild.

feedparser gets bytes only (a text could be a path it would open), in UTF-8, without the characters that end a strict
parse. Its clean-up of HTML is off: nothing here keeps HTML, and it is most of its time.
"""

from __future__ import annotations

import html
import io
import re
from datetime import datetime
from typing import Any

from bot.errors import ParseError
from bot.reading.addresses import absolute
from bot.reading.dates import moment
from bot.reading.entries import Item, ParsedFeed, entries_of, language
from bot.reading.markup import one_line, undeclared
from bot.reading.prescan import prescan

_FIGURE = re.compile(r"[0-9]{1,6}")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_WEB_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)\b", re.IGNORECASE | re.DOTALL)


def read_syndication(text: str, url: str) -> ParsedFeed:
    """The feed of an XML text.

    Args:
        text: the decoded document.
        url: where it came from; relative links start there.

    Raises:
        ParseError: it is no feed, or a hostile one.
    """
    import feedparser  # noqa: PLC0415 - only children read feeds, and it takes a while to load

    xml = undeclared(text)
    body = prescan(f'<?xml version="1.0" encoding="utf-8"?>\n{xml}'.encode())
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    parsed: dict[str, Any] = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    feed = parsed["feed"]
    if not parsed["entries"] and not parsed.get("version"):
        if _WEB_PAGE.match(xml[:5_000]):
            raise ParseError(f"{url} is a web page, not a feed")
        raise ParseError(f"{url} is no feed: neither RSS, Atom, RDF nor JSON Feed")
    lang = feed.get("language")
    items = [_item(entry, url, lang) for entry in parsed["entries"]]
    title = one_line(feed.get("title") or "") or None
    return ParsedFeed(title, language(lang), entries_of(items), _ttl(feed))


def _item(entry: dict[str, Any], url: str, feed_lang: str | None) -> Item:
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    lang = entry.get("language") or (entry.get("title_detail") or {}).get("language")
    return Item(
        guid=" ".join((entry.get("id") or "").split()),
        link=absolute(url, link) or "" if link else "",
        title=one_line(_markup(entry.get("title_detail")) or entry.get("title") or ""),
        html=_longest(entry),
        published=_published(entry),
        lang=language(lang) if lang != feed_lang else None,
    )


def _ttl(feed: dict[str, Any]) -> int | None:
    """Seconds the feed asks to wait: `ttl` of RSS, in minutes, or the syndication module's period and frequency."""
    minutes = str(feed.get("ttl") or "").strip()
    if _FIGURE.fullmatch(minutes):
        return int(minutes) * 60 or None
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    times = str(feed.get("sy_updatefrequency") or "1").strip()
    return period // max(1, int(times)) if period and _FIGURE.fullmatch(times) else None


def _longest(entry: dict[str, Any]) -> str:
    """The fullest of an item's texts, as HTML."""
    return max(map(_markup, [*entry.get("content", ()), entry.get("summary_detail")]), key=len)


def _markup(detail: dict[str, Any] | None) -> str:
    """A text construct as HTML; what says it is plain is escaped, what is no text is empty."""
    value, kind = (detail or {}).get("value") or "", (detail or {}).get("type") or "text/html"
    if kind == "text/plain":
        return html.escape(value, quote=False)
    return value if kind.startswith("text/") or kind.endswith(("xml", "html")) else ""


def _published(entry: dict[str, Any]) -> datetime | None:
    """The first of an item's dates that can be one; the time it was published is better than that of a change.

    The texts are read by us: feedparser's own readings are too kind (`dates` says how).
    """
    for name in ("published", "updated", "created"):
        said = entry[name] if name in entry else None  # noqa: SIM401 - .get() of feedparser answers with another date
        if isinstance(said, str) and (found := moment(said)):
            return found
    return None
