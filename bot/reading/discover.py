"""The feeds a web page offers."""

from __future__ import annotations

from bot.reading.addresses import absolute
from bot.reading.charset import decode
from bot.reading.markup import MAX_HTML, tree
from storage.records import Fetched

FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "text/rss+xml",
    }
)
MAX_FEEDS = 20  # offered by one page


def discover(fetched: Fetched) -> tuple[str, ...]:
    """Addresses of the feeds a page links to by `rel="alternate"` or `rel="feed"`, in the page's order.

    Args:
        fetched: the page; relative links start at its address, or at its `base`.
    """
    root = tree(decode(fetched.body, fetched.charset)[:MAX_HTML])
    if root is None:
        return ()
    bases = root.xpath("//base/@href")
    base = (absolute(fetched.url, bases[0]) if bases else None) or fetched.url
    found: dict[str, None] = {}
    for link in root.iter("link", "a"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "feed" in rel or ("alternate" in rel and kind in FEED_TYPES):
            url = absolute(base, link.get("href") or "")
            if url and url != fetched.url:
                found[url] = None
    return tuple(found)[:MAX_FEEDS]
