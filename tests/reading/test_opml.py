"""Subscription lists, our own and strangers'."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.reading.opml import read_opml
from storage.records import FeedDraft

LIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
 <outline text="News">
  <outline type="rss" text="The  Mole" xmlUrl="https://Mole.example/feed?utm_source=x" language="en-GB"/>
  <outline type="rss" title="Wire" text="w" description="Wire Agency" category="coastal" xmlurl="https://wire.example/rss"/>
 </outline>
 <outline type="rss" text="again" xmlUrl="https://mole.example/feed"/>
 <outline type="rss" xmlUrl="http://bare.example/"/>
 <outline text="evil" xmlUrl="javascript:alert(1)"/>
 <outline text="a page" htmlUrl="https://page.example/"/>
</body></opml>"""


def test_a_list_names_its_feeds_each_address_once() -> None:
    assert read_opml(LIST.encode()).feeds == (
        FeedDraft(url="https://mole.example/feed", outlet="The Mole", lang="en", title="The Mole"),
        FeedDraft(url="https://wire.example/rss", outlet="Wire Agency", perspective="coastal", title="Wire"),
        FeedDraft(url="http://bare.example/", outlet="bare.example"),
    )


def test_blanks_by_the_hundred_thousand_cost_no_more_than_other_text() -> None:
    undeclared = LIST.partition("\n")[2].replace("<body>", f"<body>{' ' * 200_000}")
    before = time.process_time()
    assert read_opml(undeclared.encode()).feeds == read_opml(LIST.encode()).feeds
    assert time.process_time() - before < 5


def test_what_is_no_feed_is_named_with_its_line() -> None:
    evil, page = read_opml(LIST.encode()).faults
    assert f"{evil}" == "line 9: javascript:alert(1): no address of the web"
    assert f"{page}" == "line 10: a page: no xmlUrl"


def test_a_list_of_thousands_keeps_the_good_and_says_which_are_not() -> None:
    lines = [
        f'<outline xmlUrl="{"https" if n % 33 else "gopher"}://gull{n}.example/feed"/>' for n in range(10_000)
    ]
    listed = read_opml(("<opml><body>\n" + "\n".join(lines) + "\n</body></opml>").encode())
    assert (len(listed.feeds), len(listed.faults)) == (9_696, 304)
    assert f"{listed.faults[1]}" == "line 35: gopher://gull33.example/feed: no address of the web"


def test_an_address_named_twice_is_said_and_no_fault() -> None:
    (repeated,) = read_opml(LIST.encode()).repeated
    assert f"{repeated}" == "line 7: https://mole.example/feed: named before"


@pytest.mark.parametrize(
    "spoilt",
    [
        '<outline text="R & D" xmlUrl="https://spoilt.example/?a=1&b=2"/>',
        '<outline text="a < b" xmlUrl="https://spoilt.example/"/>',
        "<outline text=bare xmlUrl='https://spoilt.example/'/>",
        "</outline>",
        "&nbsp;",
    ],
)
def test_a_fault_of_the_xml_costs_its_line_and_not_the_list(spoilt: str) -> None:
    body = LIST.replace(' <outline text="evil"', f" {spoilt}\n" + ' <outline text="evil"')
    urls = [feed.url for feed in read_opml(body.encode()).feeds]
    assert [url for url in urls if "spoilt" not in url] == [
        "https://mole.example/feed",
        "https://wire.example/rss",
        "http://bare.example/",
    ]


def test_ampersands_that_nobody_escaped_are_part_of_an_address() -> None:
    body = b'<opml><body><outline xmlUrl="https://mole.example/?a=1&b=2&amp;c=3"/></body></opml>'
    assert [feed.url for feed in read_opml(body).feeds] == ["https://mole.example/?a=1&b=2&c=3"]


def test_a_byte_order_mark_and_other_encodings_are_read() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        declared = LIST.replace("utf-8", encoding.removesuffix("-sig"))
        assert len(read_opml(declared.encode(encoding)).feeds) == 3


@pytest.mark.parametrize("body", [b"", b"nothing", b"<html></html>", b"<opml><body>", b"\xff\xfe\x00"])
def test_what_is_no_list_is_said_so(body: bytes) -> None:
    with pytest.raises(ParseError, match="this is no OPML"):
        read_opml(body)


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ParseError, match="hostile"):
        read_opml(b'<!DOCTYPE o [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><opml>&b;</opml>')
    with pytest.raises(ParseError, match="hostile"):
        read_opml(b"<opml>" + b"<outline>" * 100_000)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_feeds_or_a_fault(body: bytes) -> None:
    with suppress(ParseError):
        read_opml(body)
