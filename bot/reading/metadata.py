"""What a page says about itself in its head: when it was published, what it is called, where it lives.

Axioms for the date:
1. Only what a publisher says in a machine's words is a date of publication: JSON-LD, OpenGraph and other `meta`, `time`
   elements that belong to the article. A date printed on the page (masthead, "most read") is none.
2. In that order; the first plausible one counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.addresses import absolute
from bot.reading.dates import moment
from bot.reading.markup import one_line

_DATE_META = frozenset(
    {
        *("article:published_time", "article.published", "og:published_time", "og:article:published_time"),
        *("datepublished", "publishdate", "publish-date", "pubdate", "published", "date", "parsely-pub-date"),
        *(
            "dc.date",
            "dc.date.issued",
            "dc.date.created",
            "dcterms.date",
            "dcterms.issued",
            "dcterms.created",
        ),
        *("sailthru.date", "mediator_published_time", "cxenseparse:recs:publishtime"),
    }
)
_DATE_TIMES = (
    "//time[@itemprop='datePublished' or @pubdate]",
    "//article//header//time",
    "//article//time",
    "//main//time",
)
_MAX_NESTING = 6  # of JSON-LD; `@graph` within an array is three
_MAX_SCRIPTS = 20


class Head:
    """A page's own word on itself.

    Args:
        root: the element tree.
        url: where the page came from.
    """

    def __init__(self, root: HtmlElement, url: str) -> None:
        self._root = root
        self._url = url
        self._meta = _meta(root)
        self._article = next(_linked_articles(root), {})

    @property
    def published(self) -> datetime | None:
        """When the page was published, if it says so to machines."""
        said = [self._article.get("datePublished")]
        said += [content for name, content in self._meta.items() if name in _DATE_META]
        for path in _DATE_TIMES:
            said += self._root.xpath(f"{path}/@datetime")[:1]
        return next((found for text in said if isinstance(text, str) and (found := moment(text))), None)

    @property
    def title(self) -> str:
        """The headline, without the name of the site that browsers' tabs carry."""
        headings = [element.text_content() for element in self._root.xpath("//h1")[:2]]
        candidates = [
            self._article.get("headline"),
            self._meta.get("og:title"),
            self._meta.get("twitter:title"),
            headings[0] if len(headings) == 1 else None,
            *(element.text_content() for element in self._root.xpath("//title")[:1]),
        ]
        return next((line for text in candidates if isinstance(text, str) and (line := one_line(text))), "")

    @property
    def canonical_url(self) -> str | None:
        """Where the page says it lives."""
        links = self._root.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")
        for href in [*links[:1], self._meta.get("og:url")]:
            if href and (found := absolute(self._url, href)):
                return found
        return None

    @property
    def image(self) -> str | None:
        """The address of the picture that stands for the page."""
        said = [
            *_addresses(self._article.get("image")),
            self._meta.get("og:image"),
            self._meta.get("twitter:image"),
        ]
        return next((found for href in said if href and (found := absolute(self._url, href))), None)

    @property
    def for_sale(self) -> bool:
        """Whether the page says that only those who pay may read it whole (schema.org's `isAccessibleForFree`)."""
        parts = self._article.get("hasPart")
        said = [self._article, *(parts if isinstance(parts, list) else [parts])]
        return any(
            str(one.get("isAccessibleForFree")).lower() == "false" for one in said if isinstance(one, dict)
        )

    @property
    def site_name(self) -> str | None:
        """What the site calls itself."""
        return one_line(self._meta.get("og:site_name", "")) or None

    @property
    def lang(self) -> str | None:
        """The declared language, as it stands."""
        declared = self._root.get("lang") or self._root.get("xml:lang") or self._meta.get("og:locale")
        return str(declared) if declared else None


def _meta(root: HtmlElement) -> dict[str, str]:
    """`meta` elements by name, the first of each."""
    found: dict[str, str] = {}
    for element in root.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(name.strip().lower(), element.get("content"))
    return found


def _linked_articles(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """JSON-LD objects that are an article."""
    for script in root.xpath("//script[@type='application/ld+json']")[:_MAX_SCRIPTS]:
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (thing for thing in _objects(data) if _is_article(thing))


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects at the outer levels of JSON-LD: those deep within are other pages' business."""
    if depth > _MAX_NESTING:
        return
    if isinstance(data, list):
        for part in data:
            yield from _objects(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph", []), depth + 1)
        yield from _objects(data.get("mainEntity", []), depth + 1)


def _addresses(image: Any) -> Iterator[str]:
    """The addresses of a JSON-LD image: a text, an object, or several of either."""
    for one in image if isinstance(image, list) else [image]:
        href = one.get("url") if isinstance(one, dict) else one
        if isinstance(href, str):
            yield href


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type", "")
    return any(
        "Article" in str(kind) or "Posting" in str(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )
