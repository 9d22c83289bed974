from bot.reading.discover import discover
from storage.records import Fetched


def offered(html: str) -> tuple[str, ...]:
    return discover(Fetched("https://example.org/news/", 200, html.encode()))


def test_feeds_are_found_in_the_pages_order_and_once() -> None:
    assert offered(
        "<html><head><link rel='stylesheet' href='a.css'><link rel='alternate' hreflang='ru' href='/ru/'>"
        "<LINK REL='Alternate' TYPE='application/rss+xml; charset=utf-8' HREF='/feed.xml'>"
        "<link rel='alternate home' type='application/atom+xml' href='atom.xml'>"
        "<link rel='alternate' type='application/feed+json' href='https://other.example/feed.json'>"
        "<link rel='alternate' type='application/rss+xml' href='/feed.xml'></head>"
        "<body><a rel='feed' href='?format=rss'>RSS</a></body></html>"
    ) == (
        "https://example.org/feed.xml",
        "https://example.org/news/atom.xml",
        "https://other.example/feed.json",
        "https://example.org/news/?format=rss",
    )


def test_the_base_of_a_page_counts() -> None:
    page = "<base href='https://cdn.example/x/'><link rel='alternate' type='application/rss+xml' href='feed'>"
    assert offered(page) == ("https://cdn.example/x/feed",)


def test_links_that_lead_nowhere_or_back_are_left_out() -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='{}'>"
    assert (
        offered("".join(map(link.format, ("javascript:alert(1)", "", "http://[", "file:///etc/passwd"))))
        == ()
    )


def test_a_page_of_nothing_offers_nothing() -> None:
    assert offered("") == ()
    assert discover(Fetched("https://example.org/", 200, b"\x00\xff")) == ()


def test_a_page_cannot_offer_thousands() -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/{}'>"
    assert len(offered("".join(link.format(n) for n in range(500)))) == 20
