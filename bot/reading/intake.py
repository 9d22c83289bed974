"""A feed's entry → the article to be judged, with the text of its page where the feed gives only a taste.

Axioms:
1. A page that cannot be had is no fault: the feed's own words are then the article.
2. A page counts only if it tells the entry's story: consent walls, log-ins and front pages do not have its headline.
   Its text counts only if it says more than the feed does; of a stub before a paywall the feed's own words are better, if
   it has any.
3. The date of the feed is best, then that of the page's metadata, then what the text says under its headline; otherwise
   only the time of reading is known. `bot.editorial.publication` weighs them.
"""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, time
from html import unescape
from typing import Protocol
from urllib.parse import quote, urlsplit

from bot.editorial.publication import (
    Publication,
    PublicationCandidate,
    settle_publication,
    stated_date,
)
from bot.editorial.sentences import split
from bot.errors import FetchError, ParseError
from bot.reading.addresses import absolute, canonical, is_link, is_variant
from bot.reading.article import Page, is_teaser
from bot.reading.markup import MAX_HTML
from bot.reading.parse import Parser
from storage.records import Article, DateSource, Entry, Feed, Fetched

HEADLINE_SHARE = 0.5  # of the headline's words that a page must have to be the entry's page
MAX_HEADLINE = 150  # characters of a first sentence that stands in for a missing headline

_EDITION = re.compile(r"^(?:www|amp|m|mobile|wap|touch)\.")
_IMAGE = re.compile(r"<img\b[^<>]{1,2000}>", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
_PIXEL = re.compile(r"""\b(?:width|height)\s*=\s*["']?[01]\b""", re.IGNORECASE)
_WORD = re.compile(r"\w{3,}")


class Pages(Protocol):
    """Where pages come from."""

    async def page(self, url: str) -> Fetched:
        """The answer of an article's address.

        Raises:
            FetchError: no usable answer.
        """


async def article_of(  # noqa: PLR0917 - where each part of an article comes from
    entry: Entry, text: str, feed: Feed, pages: Pages, parser: Parser, now: datetime
) -> Article:
    """The article an entry stands for.

    Args:
        entry: what the feed says.
        text: the same as plain text.
        feed: gives outlet, language and perspective.
        pages: give its page.
        parser: the killable child that reads it.
        now: the time of reading, UTC.
    """
    wanted = entry.url and entry.own_page and (is_teaser(text) or is_variant(entry.url))
    page = await _page(entry, pages, parser) if wanted else None
    title = entry.title or (page.title if page else "") or _headline(text)
    if page is not None and len(page.text) > len(text) and not (page.stub and text):
        text = page.text
    published = await _published(entry, page, title, text, now)
    return Article(
        url=_address(entry, page, feed),
        title=title,
        text=text,
        outlet=feed.outlet,
        lang=feed.lang or entry.lang,
        published=published.published,
        published_source=published.source,
        published_confidence=published.confidence,
        fetched_at=now,
        perspective=feed.perspective,
        feed_id=feed.id,
        timed=published.timed,
        image=page.image if page and page.image else _picture(entry),
        paywalled=page is not None and page.stub,
    )


async def _page(entry: Entry, pages: Pages, parser: Parser) -> Page | None:
    """The entry's page, if it can be had and tells the entry's story."""
    try:
        page = await parser.page(await pages.page(entry.url))
    except (FetchError, ParseError):
        return None
    return page if page.text and _tells(page, entry.title) else None


def _picture(entry: Entry) -> str | None:
    """The first picture of the feed's own text that can be one: those of a pixel count readers."""
    for tag in _IMAGE.findall(entry.html[:MAX_HTML]):
        source = _SOURCE.search(tag)
        if source and not _PIXEL.search(tag):
            return absolute(entry.url, unescape(source[1]))
    return None


def _tells(page: Page, title: str) -> bool:
    """Whether the page has the words of the headline."""
    words = set(_WORD.findall(title.casefold()))
    there = set(_WORD.findall(f"{page.title} {page.text}".casefold()))
    return len(words & there) >= HEADLINE_SHARE * len(words)


async def _published(entry: Entry, page: Page | None, title: str, text: str, now: datetime) -> Publication:
    """The best answer to when it was published; the text is asked only where no machine-readable date is."""
    said = ((entry.published, DateSource.FEED), (page.published if page else None, DateSource.METADATA))
    known = [
        PublicationCandidate(moment, source, timed=moment.time() != time(0))  # how a bare day is written
        for moment, source in said
        if moment
    ]
    under_headline = f"{title}\n{text}"  # neither a feed nor a cleaned page repeats it
    if not known and (
        stated := await asyncio.to_thread(stated_date, title, under_headline, read_on=now.date())
    ):
        known = [PublicationCandidate(stated.moment, stated.source, stated.timed, stated.confidence)]
    return settle_publication(known, now)


def _address(entry: Entry, page: Page | None, feed: Feed) -> str:
    """The canonical address; of an entry without one of its own, one that leads there, with the entry's key.

    A page may name its own canonical address, but only on the entry's host: elsewhere it would speak for others.
    """
    if not (is_link(entry.url) and entry.own_page):
        home = canonical(entry.url) if is_link(entry.url) else feed.url
        return f"{home}#{quote(entry.key, safe='')}"
    declared = page.canonical_url if page else None
    if declared and _host(declared) == _host(entry.url) and urlsplit(declared).path.strip("/"):
        return canonical(declared)
    return canonical(entry.url)


def _host(url: str) -> str:
    return _EDITION.sub("", urlsplit(canonical(url)).hostname or "")


def _headline(text: str) -> str:
    sentence = next(iter(split(text.partition("\n")[0])), "")
    return sentence if len(sentence) <= MAX_HEADLINE else sentence[: MAX_HEADLINE - 1].rstrip() + "…"
