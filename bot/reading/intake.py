"""A feed's entry → the article to be judged, with the text of its page where the feed gives only a taste.

Axioms:
1. A page that cannot be had is no fault: the feed's own words are then the article.
2. A page counts only if it tells the entry's story: consent walls, log-ins and front pages do not have its headline.
   It must also say more than the feed does.
3. The date of the feed is best, then that of the page's metadata, then what the text says under its headline; otherwise
   only the time of reading is known. `bot.editorial.publication` weighs them.
"""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, time
from urllib.parse import quote, urlsplit

from bot.editorial.publication import (
    Publication,
    PublicationCandidate,
    settle_publication,
    stated_date,
)
from bot.errors import FetchError, ParseError
from bot.reading.addresses import canonical, is_link
from bot.reading.article import Page, is_teaser
from bot.reading.fetch import Fetcher
from bot.reading.markup import plain_text
from bot.reading.parse import Parser
from storage.records import Article, DateSource, Entry, Feed

HEADLINE_SHARE = 0.5  # of the headline's words that a page must have to be the entry's page
MAX_HEADLINE = 150  # characters of a first sentence that stands in for a missing headline

_WORD = re.compile(r"\w{3,}")


async def article_of(entry: Entry, feed: Feed, fetcher: Fetcher, parser: Parser, now: datetime) -> Article:
    """The article an entry stands for.

    Args:
        entry: what the feed says.
        feed: gives outlet, language and perspective.
        fetcher: HTTP, for the page.
        parser: the killable child that reads it.
        now: the time of reading, UTC.
    """
    text = await asyncio.to_thread(plain_text, entry.html)  # seconds where somebody means harm
    page = await _page(entry, text, fetcher, parser) if entry.url and is_teaser(text) else None
    if page is not None:
        text = page.text
    title = entry.title or (page.title if page else "") or _headline(text)
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
    )


async def _page(entry: Entry, teaser: str, fetcher: Fetcher, parser: Parser) -> Page | None:
    """The entry's page, if it can be had and is worth more than the teaser."""
    try:
        page = await parser.page(await fetcher.fetch(entry.url))
    except (FetchError, ParseError):
        return None
    return page if len(page.text) > len(teaser) and _tells(page, entry.title) else None


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
    """The canonical address; of an entry without one, the feed's with the entry's key, so that it stays its own.

    A page may name its own canonical address, but only on the entry's host: elsewhere it would speak for others.
    """
    if not is_link(entry.url):
        return f"{feed.url}#{quote(entry.key, safe='')}"
    declared = page.canonical_url if page else None
    if declared and _host(declared) == _host(entry.url) and urlsplit(declared).path.strip("/"):
        return canonical(declared)
    return canonical(entry.url)


def _host(url: str) -> str:
    return (urlsplit(canonical(url)).hostname or "").removeprefix("www.")


def _headline(text: str) -> str:
    first = text.partition("\n")[0]
    sentence = re.split(r"(?<=[.!?։…])\s", first, maxsplit=1)[0]
    return sentence if len(sentence) <= MAX_HEADLINE else sentence[: MAX_HEADLINE - 1].rstrip() + "…"
