import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.markup import one_line, plain_text


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<b>Bridge</b> opened", "Bridge opened"),
        ("Fire &amp; flood", "Fire & flood"),
        ("&amp;lt;b&amp;gt; stays said", "&lt;b&gt; stays said"),
        ("&lt;b&gt; is shown", "<b> is shown"),
        ("1<2 & 3>2", "1<2 & 3>2"),
        ("a\x00b\x1bc\u202ed\u2066e\ufefff\u00adg", "a b cdefg"),
        ("  many\n\t spaces\u00a0here ", "many spaces here"),
        ("Мост &quot;Дружба&quot;", 'Мост "Дружба"'),
        ("x\ud800y", "xy"),
        ("<!-- note -->Title", "Title"),
    ],
)
def test_a_title_is_one_plain_line(markup: str, line: str) -> None:
    assert one_line(markup) == line


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One<br>Two\nstill two</p>tail", "One\nTwo still two\ntail"),
        ("<p>A <b>bo</b>ld&nbsp;word</p>", "A bold word"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("<p>Seen</p><script>var a = '<p>no</p>'</script><style>p{}</style><p>Too</p>", "Seen\nToo"),
        ("<div>Text<p>Unclosed<div>Nested", "Text\nUnclosed\nNested"),
        ("<pre>one\ntwo</pre>", "one\ntwo"),
        ("plain\nlines & more", "plain\nlines & more"),
        ("1 &lt; 2", "1 < 2"),
        ('<?xml version="1.0" encoding="koi8-r"?><p>Слово</p>', "Слово"),
        ("<p>a\x00b\ud800</p>", "ab"),
        ("", ""),
        ("<!-- only -->", ""),
        ("<script>x", ""),
    ],
)
def test_html_becomes_paragraphs(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    "part", ["<p>", "<b ", "<!--", "&#", "<![CDATA[", "</p>", "<table><tr>", "&amp;", "<a href='"]
)
def test_repeated_scraps_of_markup_take_no_time(part: str) -> None:
    began = time.perf_counter()
    plain_text(part * 100_000)
    one_line(part * 100_000)
    assert time.perf_counter() - began < 5


@given(st.text() | st.text(alphabet="<>/&;#!-ab'\" =x0"))
def test_any_text_becomes_storable_text(markup: str) -> None:
    for text in (plain_text(markup), one_line(markup)):
        text.encode()
        assert "\x00" not in text
    assert "\n" not in one_line(markup)
