import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.reading.article import Page, is_teaser, read_page
from storage.records import DateSource, Fetched

TEN = datetime(2026, 1, 5, 10, tzinfo=UTC)
STORY = [
    "The new bridge over the river was opened on Monday after four years of work, the ministry of transport said.",
    "It is two kilometres long and replaces a ferry that carried some nine thousand people on an ordinary day.",
    "Drivers will pay nothing until the summer, after which a toll is to cover the cost of the lights and of repairs.",
]


def page(head: str = "", body: str = "", lang: str = "en") -> Page:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    html = (
        f"<!DOCTYPE html><html lang='{lang}'><head><title>Bridge opened | The Paper</title>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><p class='date'>Tuesday, 6 January 2026</p>"
        f"{body or f'<article><h1>Bridge opened</h1>{story}</article>'}<footer>© The Paper</footer></body></html>"
    )
    return read_page(
        Fetched("https://example.org/news/1?utm_source=x", 200, html.encode(), "text/html; charset=utf-8")
    )


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


def test_a_page_gives_its_story_without_its_furniture() -> None:
    read = page()
    assert [line for line in read.text.split("\n") if line in STORY] == STORY
    assert "Sport" not in read.text
    assert "©" not in read.text
    assert (read.title, read.lang) == ("Bridge opened", "en")


def test_a_date_in_the_masthead_is_no_date_of_publication() -> None:
    read = page()
    assert (read.published, read.published_source) == (None, None)


@pytest.mark.parametrize(
    "head",
    [
        linked(**{"@type": "NewsArticle", "datePublished": "2026-01-05T14:00:00+04:00"}),
        linked(
            **{
                "@graph": [
                    {"@type": "WebSite"},
                    {"@type": ["Thing", "Article"], "datePublished": "2026-01-05T10:00Z"},
                ]
            }
        ),
        "<script type='application/ld+json'>{broken</script>"
        + linked(**{"@type": "BlogPosting", "datePublished": "1767607200"}),
        "<meta property='article:published_time' content='2026-01-05T10:00:00Z'>",
        "<meta name='PubDate' content='Mon, 05 Jan 2026 10:00:00 GMT'>",
        "<meta itemprop='datePublished' content='2026-01-05T10:00:00'>",
        linked(**{"@type": "NewsArticle", "datePublished": "soon"})
        + "<meta name='date' content='2026-01-05 10:00'>",
    ],
)
def test_what_a_page_tells_machines_is_its_date(head: str) -> None:
    read = page(head)
    assert (read.published, read.published_source) == (TEN, DateSource.METADATA)


@pytest.mark.parametrize(
    ("body", "published"),
    [
        ("<article><time datetime='2026-01-05T10:00Z'>yesterday</time><p>x</p></article>", TEN),
        (
            "<aside><time datetime='2026-01-05T10:00Z'>another story</time></aside><article><p>x</p></article>",
            None,
        ),
    ],
)
def test_a_time_element_counts_where_it_is_the_articles(body: str, published: datetime | None) -> None:
    assert page(body=body).published == published


def test_other_pages_in_json_ld_lend_no_date() -> None:
    lists = linked(
        **{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2025-01-01"}]}
    )
    assert page(lists).published is None


def test_a_page_says_where_it_lives_and_who_it_is() -> None:
    read = page(
        "<link rel='Canonical' href='/news/1'><meta property='og:site_name' content='The Paper'>"
        "<meta property='og:title' content='Bridge &amp;amp; tunnel opened'>",
        lang="ru-RU",
    )
    assert (read.canonical_url, read.site_name) == ("https://example.org/news/1", "The Paper")
    assert (read.title, read.lang) == ("Bridge & tunnel opened", "ru")
    assert page("<link rel='canonical' href='javascript:alert(1)'>").canonical_url is None


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_html_is_no_page(content_type: str) -> None:
    with pytest.raises(ParseError, match=r"no web page"):
        read_page(Fetched("https://example.org/1", 200, b"%PDF", content_type))


@given(
    st.binary()
    | st.lists(
        st.sampled_from(
            [
                "<html>",
                "<meta property=",
                "'og:url' content='//['>",
                "<script type='application/ld+json'>",
                '[[{"@graph":',
                "</script>",
                "<article>",
                "<time datetime='",
                "<p>x",
                "\x00",
                "<base",
            ]
        )
    ).map(lambda parts: "".join(parts).encode())
)
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_page_or_a_parse_error(body: bytes) -> None:
    try:
        read = read_page(Fetched("https://example.org/1", 200, body))
    except ParseError:
        return
    assert "\x00" not in read.title + read.text


LONG = " ".join(STORY * 4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        STORY[0],
        LONG + " …",
        LONG + " [...]",
        LONG + " […]",
        LONG + "...",
        LONG + "\nRead more",
        LONG + "\nContinue reading at The Paper »",
        LONG + " Читать далее…",
        LONG + "\nПодробнее",
        LONG + "\nԿարդալ ավելին",
        LONG + " […]\nThe post Bridge opened appeared first on The Paper.",
    ],
)
def test_a_taste_is_known_as_one(text: str) -> None:
    assert is_teaser(text)


@pytest.mark.parametrize(
    "text", [LONG, LONG + "\nThe post Bridge opened appeared first on The Paper.", "Wait… " + LONG]
)
def test_a_whole_text_is_no_teaser(text: str) -> None:
    assert not is_teaser(text)


def test_a_megabyte_of_credits_is_looked_at_in_bounded_time() -> None:
    before = time.process_time()
    assert not is_teaser("The post x appeared first on " * 35_000)
    assert time.process_time() - before < 1


# --- pictures and paywalls -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        linked(**{"@type": "NewsArticle", "image": "/b.jpg"}),
        linked(**{"@type": "NewsArticle", "image": ["javascript:x", "https://example.org/b.jpg"]}),
        linked(**{"@type": "NewsArticle", "image": {"@type": "ImageObject", "url": "/b.jpg"}}),
        linked(**{"@type": "NewsArticle", "image": [{"url": 5}, {"url": "/b.jpg"}]}),
        "<meta property='og:image' content='/b.jpg'><meta name='twitter:image' content='/c.jpg'>",
        "<meta name='twitter:image' content='/b.jpg'>",
    ],
)
def test_the_address_of_a_pages_picture_is_kept(head: str) -> None:
    assert page(head).image == "https://example.org/b.jpg"


def test_a_page_without_a_picture_has_none() -> None:
    assert page("<meta property='og:image' content='data:image/png;base64,x'>").image is None


def for_sale(**more: object) -> str:
    return linked(**{"@type": "NewsArticle", "isAccessibleForFree": "False", **more})


@pytest.mark.parametrize(
    ("head", "closing"),
    [
        (for_sale(), ""),
        (linked(**{"@type": "NewsArticle", "isAccessibleForFree": False}), ""),
        (
            linked(
                **{
                    "@type": "Article",
                    "hasPart": [{"@type": "WebPageElement", "isAccessibleForFree": False}],
                }
            ),
            "",
        ),
        ("", "Subscribe now to continue reading this article."),
        ("", "This story is for paying subscribers."),
        ("", "Оформите подписку, чтобы прочитать материал целиком."),
        ("", "Բաժանորդագրվեք՝ ամբողջությամբ կարդալու համար։"),
    ],
)
def test_a_stub_before_a_paywall_is_known_as_one(head: str, closing: str) -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in [*STORY, closing])
    assert page(head, f"<article><h1>Bridge opened</h1>{story}</article>").stub


def test_a_short_report_is_no_stub_and_a_whole_text_is_none_whatever_is_said_of_it() -> None:
    assert not page().stub
    assert not page(linked(**{"@type": "NewsArticle", "isAccessibleForFree": True})).stub
    story = "".join(f"<p>{n}. {paragraph}</p>" for n in range(6) for paragraph in STORY)
    assert not page(for_sale(), f"<article><h1>Bridge opened</h1>{story}</article>").stub
