import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.reading.entries import MAX_ENTRIES, ParsedFeed
from bot.reading.parse import parse
from storage.records import Entry, Fetched
from tests.emulator.web import Item, rss

TEN = datetime(2026, 1, 5, 10, tzinfo=UTC)
URL = "https://example.org/news/feed.xml"


def read(body: bytes | str, charset: str | None = None) -> ParsedFeed:
    return parse(Fetched(URL, 200, body.encode() if isinstance(body, str) else body, charset=charset))


def channel(*items: str, head: str = "<title>A paper</title>") -> str:
    return f'<rss version="2.0"><channel>{head}{"".join(f"<item>{item}</item>" for item in items)}</channel></rss>'


def said(feed: ParsedFeed) -> ParsedFeed:
    """What a feed says to readers, whatever its entries are known by."""
    return replace(
        feed, entries=tuple(replace(e, aliases=(), digest="", own_page=True) for e in feed.entries)
    )


def entry(item: str) -> Entry:
    (only,) = read(channel(item)).entries
    return only


# --- formats -------------------------------------------------------------------------------------------------


def test_rss() -> None:
    item = Item(
        "Bridge opened", "https://example.org/1?utm_source=rss", "<p>It is <b>long</b>.</p>", "id-1", TEN
    )
    assert said(read(rss("A paper", [item], lang="en-GB"))) == ParsedFeed(
        "A paper",
        "en",
        (
            Entry(
                "id-1",
                "https://example.org/1?utm_source=rss",
                "Bridge opened",
                "<p>It is <b>long</b>.</p>",
                TEN,
            ),
        ),
    )


def test_atom_with_bases_and_a_summary_shorter_than_its_content() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru" xml:base="https://example.org/blog/">'
        '<title type="html">A &amp;amp; B</title><entry><id>tag:example.org,2026:1</id><title>Fire &amp; flood</title>'
        '<link rel="self" href="self.xml"/><link href="posts/1"/><updated>2026-01-05T10:00:00.000Z</updated>'
        "<summary>Short</summary>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long enough</p></div></content>'
        "</entry></feed>"
    )
    (only,) = feed.entries
    assert (feed.title, feed.lang) == ("A & B", "ru")
    assert (only.key, only.url) == ("tag:example.org,2026:1", "https://example.org/blog/posts/1")
    assert (only.title, only.published) == ("Fire & flood", TEN)
    assert "<p>Long enough</p>" in only.html


def test_rdf() -> None:
    (only,) = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>A paper</title></channel>'
        '<item rdf:about="https://example.org/1"><title>Bridge</title><link>https://example.org/1</link>'
        "<dc:date>2026-01-05T14:00:00+04:00</dc:date></item></rdf:RDF>"
    ).entries
    assert (only.url, only.title, only.published) == ("https://example.org/1", "Bridge", TEN)


def test_json_feed() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A & B",
        "language": "hy",
        "items": [
            {
                "id": 7,
                "url": "/1",
                "title": "1 < 2",
                "content_text": "a < b",
                "date_published": "2026-01-05T10:00:00Z",
            },
            {
                "id": "8",
                "url": "javascript:alert(1)",
                "content_html": "<p>x</p>",
                "summary": "y",
                "language": "ru",
            },
            "junk",
        ],
    }
    feed = read(json.dumps(body))
    assert (feed.title, feed.lang) == ("A & B", "hy")
    assert said(feed).entries == (
        Entry("7", "https://example.org/1", "1 < 2", "a &lt; b", TEN),
        Entry("8", "", "", "<p>x</p>", None, "ru"),
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "is empty"),
        (" \n\0", "is empty"),
        (
            "<!DOCTYPE html><html><head><title>x</title></head><body>y</body></html>",
            "is a web page, not a feed",
        ),
        ("<!-- x --><HTML><body>y</body></HTML>", "is a web page, not a feed"),
        ("hello", "is no feed"),
        ("<note><to>you</to></note>", "is no feed"),
        ("/etc/passwd", "is no feed"),
        ("https://example.org/feed", "is no feed"),
        ("{", "is no valid JSON"),
        ("[" * 100_000, "is no valid JSON"),
        ('{"items": []}', "not a JSON Feed"),
        ('[{"items": []}]', "not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 5}', "not a JSON Feed"),
        ('{"n": ' + "9" * 5_000 + "}", "is no valid JSON"),
    ],
)
def test_what_is_no_feed_is_said_clearly(body: str, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(body)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(channel()) == ParsedFeed("A paper", None, ())


@pytest.mark.parametrize(
    "broken",
    [
        channel("<title>One</title>", "<title>Two</title>")[:-20],  # cut short
        channel("<title>One & only</title>", "<title>Two&nbsp;</title>"),  # entities of HTML
        channel("<title>O\x0bne</title>", "<title>Two</title>"),  # a control character
        "\n\n <?xml version='1.0'?>" + channel("<title>One</title>", "<title>Two</title>"),
        channel("<title>One</title><br>", "<title>Two</title>"),
        channel("<title>One</title>", "<title>Two</title><x:y>unbound prefix</x:y>"),
    ],
)
def test_feeds_that_are_not_well_formed_still_give_their_entries(broken: str) -> None:
    assert [e.title.strip("\u00a0 ")[:3] for e in read(broken).entries] == ["One", "Two"]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8", "utf-16"])
@pytest.mark.parametrize("declared", ["right", "wrong"])
def test_encodings_declared_rightly_or_wrongly(encoding: str, declared: str) -> None:
    name = encoding if declared == "right" else "utf-8"
    body = f'<?xml version="1.0" encoding="{name}"?>' + channel("<title>Открыт новый мост через реку</title>")
    (only,) = read(body.encode(encoding)).entries
    assert only.title == "Открыт новый мост через реку"


# --- identity ------------------------------------------------------------------------------------------------


def test_the_key_is_the_guid_else_the_canonical_link_else_title_and_day() -> None:
    date = "<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate>"
    assert entry("<guid isPermaLink='false'> a\n1 </guid><link>https://example.org/1</link>").key == "a 1"
    assert entry("<link>http://EXAMPLE.org/1?utm_source=x</link>").key == "https://example.org/1"
    assert entry(f"<title>Bridge</title>{date}").key == "Bridge 2026-01-05"
    assert entry("<title>Bridge</title>").key == "Bridge"
    assert len({entry(f"<description>{text}</description>").key for text in ("one", "two", "two")}) == 2


def test_a_feed_that_moves_to_https_keeps_its_keys() -> None:
    for item in ("<guid>{}</guid>", "<link>{}</link>"):
        assert (
            entry(item.format("http://example.org/1")).key == entry(item.format("https://example.org/1")).key
        )


def test_a_guid_shared_by_different_pages_is_none() -> None:
    guid = "<guid isPermaLink='false'>same</guid>"
    feed = read(channel(*(f"{guid}<link>https://example.org/{n}</link>" for n in (1, 2))))
    assert [e.key for e in feed.entries] == ["https://example.org/1", "https://example.org/2"]
    feed = read(channel(*(f"{guid}<title>{title}</title>" for title in ("One", "Two"))))
    assert [e.key for e in feed.entries] == ["One", "Two"]


def test_redating_changes_no_key() -> None:
    dated = "<guid>g</guid><pubDate>Mon, {:02} Jan 2026 10:00:00 GMT</pubDate>"
    assert entry(dated.format(5)).key == entry(dated.format(6)).key


# --- what items say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/1", "https://example.org/1"),
        ("2.html", "https://example.org/news/2.html"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("tg://resolve?domain=x", ""),
        ("https://user:pass@example.org/", ""),
    ],
)
def test_links_are_absolute_or_gone(href: str, url: str) -> None:
    assert entry(f"<title>x</title><link>{href}</link>").url == url


@pytest.mark.parametrize(
    ("xml", "title"),
    [
        ("Fire &amp; flood", "Fire & flood"),
        ("Fire &amp;amp; flood", "Fire & flood"),
        ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
        ("<![CDATA[<i>Slanted</i> &amp; straight]]>", "Slanted & straight"),
        ("1 &lt; 2 and a&lt;b", "1 < 2 and a<b"),
        ("Nul&#1;l\u202e", "Nul l"),
    ],
)
def test_titles_are_plain_and_unescaped_once(xml: str, title: str) -> None:
    assert entry(f"<title>{xml}</title>").title == title


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 05 Jan 2026 10:00:00 GMT", TEN),
        ("Пн, 05 янв 2026 13:00:00 +0300", TEN),
        ("Mon Jan 5 10:00:00 2026", TEN),
        ("2026年1月5日", None),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("2026-13-45", None),
        ("-0001-11-30T00:00:00", None),
        ("10000-01-01", None),
        ("9999-12-31", None),
        ("Invalid Date", None),
    ],
)
def test_dates_are_right_or_missing(written: str, moment: datetime | None) -> None:
    assert entry(f"<title>x</title><pubDate>{written}</pubDate>").published == moment


def test_the_time_of_publication_is_better_than_that_of_a_change() -> None:
    times = "<published>2026-01-05T10:00:00Z</published><updated>2026-02-01T10:00:00Z</updated>"
    (only,) = read(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>{times}</entry></feed>'
    ).entries
    assert only.published == TEN


# --- bombs ---------------------------------------------------------------------------------------------------


def laughs(levels: int, times: int) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * times}">' for n in range(1, levels))
    return f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>' + channel(f"<title>&e{levels - 1};</title>")


def test_of_a_feed_without_end_the_first_entries_are_read() -> None:
    many = [f"<title>Title no. {n}</title><guid>{n}</guid>" for n in range(MAX_ENTRIES + 3)]
    feed = read(channel(*many))
    assert {entry.title for entry in feed.entries} == {f"Title no. {n}" for n in range(MAX_ENTRIES)}
    assert feed.title == "A paper"


BOMBS: dict[str, Callable[[], str]] = {
    "billion laughs": lambda: laughs(10, 10),
    "six levels": lambda: laughs(6, 10),
    "one long entity": lambda: (
        f'<!DOCTYPE rss [<!ENTITY e "{"x" * 9_999}">]>' + channel(f"<title>{'&e;' * 9_999}</title>")
    ),
    "parameter entities": lambda: (
        '<!DOCTYPE rss [<!ENTITY % a "<!ENTITY b &#39;c&#39;>">%a;]>' + channel("<title>&b;</title>")
    ),
    "attributes": lambda: channel("<title " + " ".join(f"a{n}='1'" for n in range(100_000)) + ">x</title>"),
    "depth": lambda: channel("<a>" * 100_000 + "</a>" * 100_000),
    "elements": lambda: channel(*["<a/>"] * 200_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_at_once(bomb: str) -> None:
    body = BOMBS[bomb]()
    with pytest.raises(ParseError, match=r"hostile|elements"):  # without the look beforehand: after minutes
        read(body)


def test_external_entities_are_not_loaded() -> None:
    body = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + channel("<title>One &x;</title>")
    assert read(body).entries[0].title.startswith("One")
    assert "root:" not in read(body).entries[0].title


def test_entities_that_name_a_character_are_honest() -> None:
    body = '<!DOCTYPE rss [\n<!ENTITY nbsp "&#160;">\n]>\n' + channel("<title>One&nbsp;two</title>")
    assert read(body).entries[0].title == "One two"


SCRAPS = st.sampled_from(
    [
        *(
            "<rss version='2.0'>",
            "<channel>",
            "<item>",
            "<title>",
            "</title>",
            "</item>",
            "<link>",
            "</link>",
            "<guid>",
        ),
        *(
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "<entry>",
            "<content type='html'>",
            "<link href='//[",
        ),
        *(
            "<pubDate>",
            "<updated>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<!DOCTYPE x [",
            "<!ENTITY a '",
            "&a;",
            "&#x0;",
        ),
        *(
            "\ud800",
            "\x00",
            "\ufeff",
            "<?xml version='1.0' encoding='utf-7'?>",
            "'>",
            "xml:base='http://[",
            "<x:y z:a='1'/>",
        ),
        *(
            '{"version": "https://jsonfeed.org/version/1", "items": [',
            '{"id": 1, "url": ',
            "}]}",
            "-0001-01-01",
            "\\ud800",
        ),
    ]
)


@given(
    st.binary()
    | st.lists(SCRAPS | st.text(max_size=5)).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    )
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_feed_or_a_parse_error(body: bytes) -> None:
    try:
        feed = read(body)
    except ParseError:
        return
    for read_entry in feed.entries:
        assert read_entry.key
        assert "\n" not in read_entry.title
        for text in (read_entry.key, read_entry.url, read_entry.title, read_entry.html):
            assert "\x00" not in text
            text.encode()


# --- how often a feed wants to be read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl> 5 </ttl>", 300),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        (f"<ttl>{'9' * 5_000}</ttl>", None),
        ("<sy:updatePeriod> Hourly </sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_read(head: str, seconds: int | None) -> None:
    body = channel(head=f"<title>A paper</title>{head}").replace(
        "<rss", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    )
    assert read(body).ttl == seconds
