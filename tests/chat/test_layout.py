"""Words, blocks, and one text with entities."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.chat.layout import Block, compose
from bot.chat.links import deep_link, safe_url
from bot.chat.words import (
    BOLD,
    ITALIC,
    STRUCK,
    Words,
    clean,
    clip,
    fill,
    joined,
    linked,
    literal,
    plain,
    styled,
    timed,
    units,
)
from tests.chat.samples import at

FAMILY = "👩‍👩‍👧‍👦"


def shape(*blocks: Block) -> list[tuple[str, str]]:
    """Each entity with the text it covers."""
    text, entities = compose(blocks)
    raw = text.encode("utf-16-le")
    return [(e.type, raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le")) for e in entities]


def text_of(words: Words) -> str:
    return "".join(run.text for run in words)


def test_blocks_stand_apart_by_an_empty_line_and_a_quote_by_its_own_margin() -> None:
    blocks = (
        Block((plain("one"), plain("two"))),
        Block((plain("three"),)),
        Block((plain("four"), plain("five")), quote=True),
        Block((plain("six"),)),
    )
    assert compose(blocks)[0] == "one\ntwo\n\nthree\nfour\nfive\nsix"
    assert shape(*blocks) == [(MessageEntity.EXPANDABLE_BLOCKQUOTE, "four\nfive")]


def test_offsets_count_utf16_units() -> None:
    assert shape(Block((joined(" ", (plain("😀👍"), plain("after", BOLD))),))) == [
        (MessageEntity.BOLD, "after")
    ]


def test_neighbours_of_one_style_are_one_entity_and_styles_nest() -> None:
    line = joined(" ", (plain("all", BOLD), plain("of", BOLD, ITALIC), plain("it", BOLD)))
    bold_throughout = (*line[:1], *styled(line[1:2], BOLD), *line[2:3], *styled(line[3:4], BOLD), *line[4:])
    assert shape(Block((bold_throughout,))) == [
        (MessageEntity.BOLD, "all of it"),
        (MessageEntity.ITALIC, "of"),
    ]


def test_an_entity_neither_begins_nor_ends_with_white_space_and_none_is_empty() -> None:
    line = (*literal("a"), *literal("  b  ", BOLD), *literal("c"), *literal("  ", STRUCK), *literal("d"))
    assert shape(Block((line,))) == [(MessageEntity.BOLD, "b")]


def test_empty_lines_and_blocks_leave_no_gap() -> None:
    assert compose((Block(()), Block(((), plain("x"), literal(" "))), Block((plain(""),))))[0] == "x"


def test_nothing_at_all_is_still_a_message() -> None:
    assert compose(()) == ("…", ())


def test_the_least_important_lines_go_first_and_are_counted() -> None:
    blocks = (
        Block((plain("headline"),)),
        Block(tuple(plain(f"sentence {n}") for n in range(3)), rank=1),
        Block(tuple(plain(f"source {n}") for n in range(9)), rank=2, rest=lambda n: literal(f"and {n} more")),
    )
    assert compose(blocks, 75)[0] == (
        "headline\n\nsentence 0\nsentence 1\nsentence 2\n\nsource 0\nsource 1\nand 7 more"
    )
    assert compose(blocks, 45)[0] == "headline\n\nsentence 0\nsentence 1\nsentence 2"
    assert compose(blocks, 20)[0] == "headline\n\nsentence 0"
    assert compose(blocks, 5)[0] == "head…"


def test_a_block_shows_no_more_lines_than_it_may() -> None:
    block = Block(tuple(plain(str(n)) for n in range(9)), most=2, rest=lambda n: literal(f"+{n}"))
    assert compose((block,))[0] == "0\n1\n+7"


def test_beyond_a_hundred_entities_times_go_first_then_the_last_links() -> None:
    links = tuple(linked(plain(f"[{n}]"), f"https://a.example/{n}") for n in range(98))
    times = tuple(timed(plain(f"{n}:00"), at(1, n)) for n in range(9))
    entities = compose((Block((plain("headline", BOLD),)), Block(links), Block(times)))[1]
    kinds = [entity.type for entity in entities]
    assert (len(kinds), kinds.count(MessageEntity.BOLD), kinds.count(MessageEntity.TEXT_LINK)) == (100, 1, 98)
    more = (*links, *(linked(plain(f"({n})"), f"https://b.example/{n}") for n in range(9)))
    urls = [entity.url for entity in compose((Block((plain("headline", BOLD),)), Block(more)))[1][1:]]
    assert urls == [f"https://a.example/{n}" for n in range(98)] + ["https://b.example/0"]


def test_what_a_message_can_do_without_goes_wherever_it_stands() -> None:
    times = tuple(timed(literal(f"time {n}"), at(12)) for n in range(60))
    links = tuple(linked(literal(f"link {n}"), f"https://a.example/{n}") for n in range(60))
    entities = compose((Block(times), Block(links), Block((plain("headline", BOLD),))))[1]
    kinds = Counter(entity.type for entity in entities)
    assert kinds == {MessageEntity.BOLD: 1, MessageEntity.TEXT_LINK: 60, MessageEntity.DATE_TIME: 39}


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("two\n lines\t", "two lines"),
        ("nul\x00 bell\x07", "nul bell"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("lone \ud83d half", "lone half"),
        ("soft\u00adhyphen", "softhyphen"),
        (FAMILY, FAMILY),
        ("cafe\u0301", "café"),
        (" \u200b ", ""),
    ],
)
def test_words_are_cleaned_of_what_does_not_belong(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


@pytest.mark.parametrize(
    ("text", "room", "cut"),
    [
        ("short", 5, "short"),
        ("one two three", 9, "one two…"),
        ("one, two", 6, "one…"),
        ("unbreakable", 6, "unbre…"),
        ("ab😀", 3, "ab…"),
        (f"a {FAMILY}", 8, "a…"),
        ("xe\u0323\u0301", 3, "x…"),
        ("🇦🇲🇷🇺", 6, "🇦🇲…"),
        ("👍🏽", 3, "…"),
        ("😀", 1, "…"),
    ],
)
def test_a_text_is_cut_between_letters_at_a_space_if_one_is_near(text: str, room: int, cut: str) -> None:
    assert text_of(clip(literal(text), room)) == cut


def test_a_link_is_never_cut_in_half() -> None:
    words = joined(" ", (plain("words"), linked(plain("[12]"), "https://a.example"), plain("more")))
    assert text_of(clip(words, 9)) == "words…"
    assert [run.text for run in clip(words, 12)] == ["words", " ", "[12]", "…"]


@given(st.text(max_size=60), st.integers(1, 60))
def test_clipped_words_fit(text: str, room: int) -> None:
    assert units(text_of(clip(plain(text), room))) <= room


@given(st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=5), st.integers(1, 80), st.data())
def test_whatever_is_composed_fits(lines: list[list[str]], room: int, data: st.DataObject) -> None:
    blocks = [
        Block(
            tuple(plain(line, BOLD) for line in block),
            rank=data.draw(st.integers(0, 2)),
            quote=data.draw(st.booleans()),
            rest=lambda n: literal(f"and {n} more"),
        )
        for block in lines
    ]
    assert 1 <= units(compose(blocks, room)[0]) <= room


def test_a_template_keeps_the_styles_of_what_fills_it() -> None:
    words = fill("Before: {event}, see {other}", event=plain("it", BOLD), other="<b>{event}")
    assert text_of(words) == "Before: it, see <b>{event}"
    assert shape(Block((words,))) == [(MessageEntity.BOLD, "it")]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://news.example/a?b=1#c", "https://news.example/a?b=1#c"),
        ("HTTPS://NEWS.example:8443/A", "https://news.example:8443/A"),
        ("https://новости.рф/тема", "https://xn--b1amnebsh.xn--p1ai/%D1%82%D0%B5%D0%BC%D0%B0"),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("http://127.0.0.1:80/feed", "http://127.0.0.1:80/feed"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("tg://resolve?domain=x", None),
        ("http://user@bank.example/", None),
        ("http://bank.example\\@evil.example/", None),
        ("http://localhost/", None),
        ("http://bank.example:port/", None),
        ("http://[/", None),
        ("http://a b.example/", None),
        ("/relative", None),
        ("https://a.example/" + "x" * 2048, None),
        ("https://a.example/\ud800", None),
        ("", None),
    ],
)
def test_only_addresses_a_reader_may_be_sent_to_are_linked(url: str, safe: str | None) -> None:
    assert safe_url(url) == safe


def test_a_deep_link_needs_the_bots_name() -> None:
    assert deep_link("dateline_bot", "event_7") == "https://t.me/dateline_bot?start=event_7"
    assert deep_link("", "event_7") is None
