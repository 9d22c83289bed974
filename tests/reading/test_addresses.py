import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.reading.addresses import absolute, canonical, identity, is_link


@pytest.mark.parametrize(
    ("spelt", "one"),
    [
        ("HTTP://News.Example.ORG:80/a/../b#top", "http://news.example.org/b"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("https://example.org./x", "https://example.org/x"),
        ("https://example.org/?b=2&a=1&a=0", "https://example.org/?a=0&a=1&b=2"),
        ("https://example.org/a?utm_source=rss&UTM_Medium=x&id=7", "https://example.org/a?id=7"),
        ("https://example.org/a?fbclid=1&yclid=2&at_medium=RSS&mc_cid=3&ref=home", "https://example.org/a"),
        ("https://example.org/a?utm=kept", "https://example.org/a?utm=kept"),
        ("http://новости.рф/статья", "http://xn--b1amnebsh.xn--p1ai/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F"),
        ("https://аpple.com/", "https://xn--pple-43d.com/"),  # a Cyrillic а: shown as what it is
        ("https://example.org/%d0%b0 b", "https://example.org/%D0%B0%20b"),
        ("  https://example.org/a\nb\t ", "https://example.org/ab"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
        ("https://m.example.org/amp/a", "https://m.example.org/amp/a"),
    ],
)
def test_spellings_of_one_page_become_one_address(spelt: str, one: str) -> None:
    assert canonical(spelt) == one


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "news",
        "//example.org/a",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<p>x",
        "tg://resolve?domain=x",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.org/",
        "http://a@127.0.0.1:80\\@example.org/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://a..b/",
        "http://exa mple.org/",
        "http://[::1",
        "https://example.org/" + "a" * 3_000,
    ],
)
def test_what_is_no_web_page_is_no_link(junk: str) -> None:
    assert not is_link(junk)
    with pytest.raises(FetchError):
        canonical(junk)


def test_a_move_to_https_keeps_the_identity() -> None:
    assert identity("http://example.org/a?utm_source=x") == identity("https://example.org/a")


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("b.html", "https://example.org/news/b.html"),
        ("/c", "https://example.org/c"),
        ("//other.example/d", "https://other.example/d"),
        ("https://other.example/e", "https://other.example/e"),
        ("javascript:alert(1)", None),
        ("mailto:a@example.org", None),
        ("http://[broken", None),
    ],
)
def test_links_are_resolved_against_their_page(href: str, found: str | None) -> None:
    assert absolute("https://example.org/news/a.html", href) == found


@given(st.text() | st.from_regex(r"https?://[^\s]*", fullmatch=True))
def test_any_text_is_refused_or_settles_at_once(text: str) -> None:
    if is_link(text):
        assert canonical(canonical(text)) == canonical(text)
        assert canonical(text).isascii()
    else:
        with pytest.raises(FetchError):
            canonical(text)
