"""What entries are known by: a feed in disorder brings nothing anew, and loses nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.reading.entries import Item, entries_of
from storage.records import Entry

TEN = datetime(2026, 1, 5, 10, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = "The new bridge over the river was opened on Monday after four years of work. " * 4
BRIDGE = Item(
    guid="post-1",
    link="https://example.org/2026/bridge",
    title="The new bridge over the river is open",
    html=f"<p>{TEXT}</p>",
    published=TEN,
    lang=None,
)
FERRY = replace(
    BRIDGE, guid="post-2", link="https://example.org/2026/ferry", title="The ferry sails no more", html=""
)


def entry(item: Item) -> Entry:
    (only,) = entries_of([item])
    return only


def keys(item: Item) -> set[str]:
    read = entry(item)
    return {read.key, *read.aliases}


@pytest.mark.parametrize(
    "again",
    [
        replace(BRIDGE, guid="another"),
        replace(BRIDGE, guid=""),
        replace(BRIDGE, guid="https://example.org/2026/bridge"),
        replace(BRIDGE, published=TEN + 90 * DAY),
        replace(BRIDGE, published=None),
        replace(BRIDGE, guid="another", published=TEN + DAY),
        replace(BRIDGE, guid="another", link="http://example.org/2026/bridge"),
        replace(BRIDGE, guid="another", link="https://example.org/2026/bridge?utm_source=rss&fbclid=x"),
        replace(BRIDGE, guid="another", link="https://example.org/2026/bridge#more"),
        replace(BRIDGE, guid="another", link="https://example.org/b/77", html="<p>Shorter</p>"),
        replace(BRIDGE, guid="another", link="https://example.org/b/77", published=TEN + DAY),
        replace(BRIDGE, guid="", link="", published=TEN + DAY),
        replace(BRIDGE, title="Bridge open at last", html="<p>Shorter</p>", published=TEN + DAY),
    ],
)
def test_an_article_is_known_whatever_else_changes(again: Item) -> None:
    assert keys(BRIDGE) & keys(again)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BRIDGE, FERRY),
        # One rubric a day, one day, other pages: short titles and short words name nothing.
        (
            replace(BRIDGE, title="Photo of the day", html=""),
            replace(BRIDGE, guid="9", link="https://example.org/photo/9", title="Photo of the day", html=""),
        ),
        (
            replace(BRIDGE, guid="", link="", html="", title="Weather", published=TEN),
            replace(BRIDGE, guid="", link="", html="<p>Rain</p>", title="Weather", published=TEN + DAY),
        ),
        # The front page is nobody's own.
        (
            replace(BRIDGE, guid="1", link="https://example.org/"),
            replace(FERRY, guid="2", link="https://example.org"),
        ),
    ],
)
def test_two_articles_are_two(one: Item, other: Item) -> None:
    assert not keys(one) & keys(other)


def test_a_page_that_items_share_names_none_of_them() -> None:
    live = "https://example.org/live"
    read = entries_of([replace(BRIDGE, link=live), replace(FERRY, link=f"{live}#2")])
    assert [e.own_page for e in read] == [False, False]
    assert [e.key for e in read] == ["post-1", "post-2"]
    assert not {read[0].key, *read[0].aliases} & {read[1].key, *read[1].aliases}


def test_a_title_that_items_of_a_day_share_names_none_of_them() -> None:
    read = entries_of([replace(BRIDGE, html=""), replace(FERRY, title=BRIDGE.title)])
    assert not {read[0].key, *read[0].aliases} & {read[1].key, *read[1].aliases}


def test_the_same_item_twice_is_known_as_one() -> None:
    one, two = entries_of([BRIDGE, replace(BRIDGE, guid="again")])
    assert {one.key, *one.aliases} & {two.key, *two.aliases}
    assert one.own_page


@pytest.mark.parametrize(
    ("edited", "other"),
    [
        (replace(BRIDGE, html=BRIDGE.html.replace("four", "five")), True),
        (replace(BRIDGE, title="The new bridge is closed"), True),
        (replace(BRIDGE, html=f"<div class='x'>\n{TEXT}<br></div>"), False),
        (replace(BRIDGE, title="The new bridge, over the river, is open!"), False),
        (replace(BRIDGE, published=TEN + DAY), False),
    ],
)
def test_other_words_are_an_edit_and_another_layout_is_none(edited: Item, other: bool) -> None:
    assert (entry(edited).digest != entry(BRIDGE).digest) is other
    assert keys(edited) & keys(BRIDGE)
