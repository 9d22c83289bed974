"""From an entry to an article, over real sockets and a real child."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.reading.fetch import Fetcher
from bot.reading.intake import article_of
from bot.reading.markup import plain_text
from bot.reading.parse import Parser
from storage.records import Article, DateSource, Entry, Feed, FeedState
from tests.emulator.web import WebServer

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
TEN = datetime(2026, 1, 5, 10, tzinfo=UTC)
STORY = (
    "The new bridge over the river was opened on Monday after four years of work, the ministry of transport said. "
    "It is two kilometres long and replaces a ferry that carried some nine thousand people on an ordinary day. "
    "Drivers will pay nothing until the summer, after which a toll is to cover the cost of the lights and of repairs. "
)
FEED = Feed(
    id=7,
    url="https://example.org/feed",
    outlet="The Paper",
    lang="en",
    perspective="west",
    title=None,
    state=FeedState.ACTIVE,
    etag=None,
    last_modified=None,
    next_poll_at=NOW,
    last_polled_at=None,
    last_success_at=None,
    failures=0,
    last_error=None,
    created_at=NOW,
)
ENTRY = Entry("1", "https://example.org/1?utm_source=rss", "Bridge opened", f"<p>{STORY * 4}</p>", TEN)
TEASER = replace(ENTRY, html="<p>The new bridge over the river was opened…</p>")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[Parser]:
    async with Parser(children=1) as opened:
        yield opened


def page(title: str = "Bridge opened", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1><p>{STORY}</p></article></body></html>"


async def take(entry: Entry, fetcher: Fetcher, parser: Parser, feed: Feed = FEED) -> Article:
    return await article_of(entry, plain_text(entry.html), feed, fetcher, parser, NOW)


async def test_an_entry_with_its_whole_text_needs_no_page(
    web: WebServer, fetcher: Fetcher, parser: Parser
) -> None:
    web.put("/1", page())
    article = await take(replace(ENTRY, url=web.url("/1?utm_source=rss")), fetcher, parser)
    assert article == Article(
        url=web.url("/1"),
        title="Bridge opened",
        text=(STORY * 4).strip(),
        outlet="The Paper",
        lang="en",
        published=TEN,
        published_source=DateSource.FEED,
        published_confidence=0.95,
        fetched_at=NOW,
        perspective="west",
        feed_id=7,
    )
    assert web.requests("/1") == []


async def test_a_teaser_is_completed_from_its_page(web: WebServer, fetcher: Fetcher, parser: Parser) -> None:
    web.put("/1", page(head="<link rel=canonical href='/story/1'>"), content_type="text/html")
    article = await take(replace(TEASER, url=web.url("/1")), fetcher, parser)
    assert STORY.strip() in article.text
    assert article.url == web.url("/story/1")
    assert article.published_source is DateSource.FEED


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": page()},
        {"content_type": "application/pdf", "body": "%PDF"},
        {"body": page("Before you continue").replace("bridge", "cookie").replace("opened", "accept")},
        {"body": "<html><body><p>Bridge opened</p></body></html>"},
    ],
    ids=["missing", "no page", "a consent wall", "no more than the teaser"],
)
async def test_a_page_of_no_use_leaves_the_feeds_words(
    web: WebServer, fetcher: Fetcher, parser: Parser, answer: dict[str, Any]
) -> None:
    web.put("/1", **{"content_type": "text/html", **answer})
    article = await take(replace(TEASER, url=web.url("/1")), fetcher, parser)
    assert article.text == "The new bridge over the river was opened…"
    assert len(web.requests("/1")) == 1


@pytest.mark.parametrize("canonical", ["https://elsewhere.example/1", "/", "javascript:alert(1)"])
async def test_a_page_speaks_for_its_own_host_only(
    web: WebServer, fetcher: Fetcher, parser: Parser, canonical: str
) -> None:
    web.put("/1", page(head=f"<link rel=canonical href='{canonical}'>"), content_type="text/html")
    assert (await take(replace(TEASER, url=web.url("/1")), fetcher, parser)).url == web.url("/1")


async def test_the_pages_date_stands_in_for_a_missing_one(
    web: WebServer, fetcher: Fetcher, parser: Parser
) -> None:
    web.put(
        "/1",
        page(head="<meta property='article:published_time' content='2026-01-05'>"),
        content_type="text/html",
    )
    article = await take(replace(TEASER, url=web.url("/1"), published=None), fetcher, parser)
    assert (article.published, article.published_source) == (TEN.replace(hour=0), DateSource.METADATA)
    assert article.published_confidence == 0.9
    assert not article.timed


async def test_without_any_date_only_the_time_of_reading_is_known(fetcher: Fetcher, parser: Parser) -> None:
    article = await take(replace(ENTRY, published=None), fetcher, parser)
    assert (article.published, article.published_source) == (NOW, DateSource.FETCHED)
    assert article.published_confidence == 0.2


async def test_a_date_under_the_headline_counts_where_no_machine_gives_one(
    fetcher: Fetcher, parser: Parser
) -> None:
    dated = replace(ENTRY, published=None, html=f"<p>January 3, 2026, Saturday // 17:39</p>{ENTRY.html}")
    article = await take(dated, fetcher, parser)
    assert article.published == datetime(2026, 1, 3, 17, 39, tzinfo=UTC)
    assert article.published_source is DateSource.DATELINE
    assert article.timed


async def test_a_date_in_the_future_is_clamped_to_now(fetcher: Fetcher, parser: Parser) -> None:
    soon = await take(replace(ENTRY, published=NOW + timedelta(minutes=30)), fetcher, parser)
    far = await take(replace(ENTRY, published=NOW + timedelta(days=30)), fetcher, parser)
    assert soon.published == far.published == NOW
    assert far.published_confidence < soon.published_confidence


async def test_an_entry_without_a_link_gets_an_address_of_its_own(fetcher: Fetcher, parser: Parser) -> None:
    urls = {(await take(replace(ENTRY, key=key, url=""), fetcher, parser)).url for key in ("a b", "c")}
    assert urls == {"https://example.org/feed#a%20b", "https://example.org/feed#c"}


async def test_an_entry_without_a_headline_gets_its_first_sentence(fetcher: Fetcher, parser: Parser) -> None:
    for first in ("A bridge was opened.", "“We open it. It is long”, she said."):
        said = f"<p>{first} People came.</p>{ENTRY.html}"
        assert (await take(replace(ENTRY, title="", html=said), fetcher, parser)).title == first


async def test_the_feeds_language_is_believed_before_the_items(fetcher: Fetcher, parser: Parser) -> None:
    said = replace(ENTRY, lang="ru")
    assert (await take(said, fetcher, parser)).lang == "en"
    assert (await take(said, fetcher, parser, replace(FEED, lang=None))).lang == "ru"


async def test_an_entry_that_shares_its_page_is_cited_by_it_and_stays_its_own(
    web: WebServer, fetcher: Fetcher, parser: Parser
) -> None:
    web.put("/live", page(), content_type="text/html")
    shared = replace(TEASER, url=web.url("/live"), own_page=False)
    urls = {(await take(replace(shared, key=key), fetcher, parser)).url for key in ("a b", "c")}
    assert urls == {web.url("/live#a%20b"), web.url("/live#c")}
    assert web.requests("/live") == []


@pytest.mark.parametrize(
    "path", ["/amp/1", "/1/amp/", "/1?outputType=amp", "/1.amp.html", "/print/1", "/1?print=1"]
)
async def test_a_page_for_telephones_or_printers_is_the_article_itself(
    web: WebServer, fetcher: Fetcher, parser: Parser, path: str
) -> None:
    address = web.url("/news/1")
    web.put(
        path.partition("?")[0], page(head=f"<link rel=canonical href='{address}'>"), content_type="text/html"
    )
    article = await take(replace(ENTRY, url=web.url(path)), fetcher, parser)
    assert article.url == address
    assert article.text == (STORY * 4).strip()  # the feed says more than the page


async def test_before_a_paywall_the_feeds_words_are_the_article(
    web: WebServer, fetcher: Fetcher, parser: Parser
) -> None:
    closed = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    )
    web.put("/1", page(head=closed), content_type="text/html")
    article = await take(replace(TEASER, url=web.url("/1")), fetcher, parser)
    assert (article.text, article.paywalled) == ("The new bridge over the river was opened…", True)
    wordless = await take(replace(TEASER, url=web.url("/1"), html=""), fetcher, parser)
    assert "The new bridge over the river was opened on Monday" in wordless.text
    assert wordless.paywalled


async def test_a_page_that_robots_may_not_read_leaves_the_feeds_words(
    web: WebServer, fetcher: Fetcher, parser: Parser
) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")
    web.put("/1", page(), content_type="text/html")
    article = await take(replace(TEASER, url=web.url("/1")), fetcher, parser)
    assert article.text == "The new bridge over the river was opened…"
    assert web.requests("/1") == []


async def test_the_picture_is_the_pages_else_the_feeds(
    web: WebServer, fetcher: Fetcher, parser: Parser
) -> None:
    web.put("/1", page(head="<meta property='og:image' content='/b.jpg'>"), content_type="text/html")
    assert (await take(replace(TEASER, url=web.url("/1")), fetcher, parser)).image == web.url("/b.jpg")
    pictures = "<img src=/count.gif width=1 height=1><img alt='x' src='/a.jpg?a=1&amp;b=2'>"
    said = replace(ENTRY, html=pictures + ENTRY.html)
    assert (await take(said, fetcher, parser)).image == "https://example.org/a.jpg?a=1&b=2"
    assert (await take(ENTRY, fetcher, parser)).image is None
