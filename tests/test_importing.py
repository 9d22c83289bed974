"""Archives of articles: what is read, in which order, and what is said of a bad line."""

import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DatelineError, ImportLineError
from bot.importing import MAX_LINE, BadLine, in_order, parse_line, read_lines
from storage.records import Article, DateSource

GOOD = {
    "id": "a-1",
    "url": "https://example.org/news/1",
    "title": "Parliament debates the treaty",
    "text": "First paragraph.\nSecond paragraph.",
    "published": "2024-06-12T17:39:00+04:00",
    "outlet": "Example Post",
    "lang": "en",
}


def row(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def write(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def problem(line: bytes) -> str:
    with pytest.raises(ImportLineError) as caught:
        parse_line(line)
    return str(caught.value)


def test_a_line_becomes_an_article() -> None:
    assert parse_line(row()) == Article(
        url="https://example.org/news/1",
        title="Parliament debates the treaty",
        text="First paragraph.\nSecond paragraph.",
        outlet="Example Post",
        lang="en",
        published=datetime(2024, 6, 12, 13, 39, tzinfo=UTC),
        published_source=DateSource.FEED,
        published_confidence=0.95,
        fetched_at=datetime(2024, 6, 12, 13, 39, tzinfo=UTC),
        external_id="a-1",
        timed=True,
    )


@pytest.mark.parametrize(
    ("stated", "published", "timed"),
    [
        ("2024-06-12", datetime(2024, 6, 12, tzinfo=UTC), False),
        ("2024-06-12T17:39:00Z", datetime(2024, 6, 12, 17, 39, tzinfo=UTC), True),
        ("2024-06-12T17:39", datetime(2024, 6, 12, 17, 39, tzinfo=UTC), True),
        ("2024-06-12 00:00:00", datetime(2024, 6, 12, tzinfo=UTC), True),
        ("2024-06-12T01:00:00.250+04:00", datetime(2024, 6, 11, 21, 0, 0, 250000, tzinfo=UTC), True),
    ],
)
def test_a_time_is_utc_and_of_a_bare_date_only_the_day_is_known(
    stated: str, published: datetime, timed: bool
) -> None:
    article = parse_line(row(published=stated))
    assert (article.published, article.timed) == (published, timed)


@pytest.mark.parametrize(
    ("stated", "lang"), [(None, None), ("", None), ("RU", "ru"), ("hy-AM", "hy"), ("en_GB", "en")]
)
def test_a_language_is_its_code_or_unknown(stated: str | None, lang: str | None) -> None:
    assert parse_line(row(lang=stated)).lang == lang


def test_language_may_be_missing_text_empty_and_other_keys_there() -> None:
    line = {key: value for key, value in GOOD.items() if key != "lang"} | {"text": "", "author": 5}
    article = parse_line(json.dumps(line).encode())
    assert (article.lang, article.text) == (None, "")


def test_addresses_are_canonical() -> None:
    article = parse_line(row(url="HTTPS://Example.org:443/a?utm_source=x&b=1#top"))
    assert article.url == "https://example.org/a?b=1"


def test_a_post_without_a_headline_is_an_article() -> None:
    article = parse_line(row(title=""))
    assert (article.title, article.text) == ("", GOOD["text"])


def test_nul_does_not_come_through() -> None:
    article = parse_line(row(text="a\0b", title="\0t"))
    assert (article.title, article.text) == ("t", "ab")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (row(published="2024-13-01"), '`published`: "2024-13-01" is no ISO 8601 date or time'),
        (row(published="yesterday"), '`published`: "yesterday" is no ISO 8601'),
        (row(published="0001-01-01T00:00:00+14:00"), "`published`: "),
        (row(published="0001-01-01"), '`published`: "0001-01-01": a year from 1900 on is wanted'),
        (row(published="9999-12-31T23:00Z"), "`published`: "),
        (row(published=20240612), "`published`: a string"),
        (row(title=" ", text="\n"), "`title`: it is empty, and so is `text`"),
        (row(title=None), "`title`: it should be a valid string"),
        (row(url="javascript:alert(1)"), "`url`: "),
        (row(lang="en; drop"), '`lang`: "en; drop" is no language code'),
        (row(id=7), "`id`: it should be a valid string"),
        (b'{"id": "x"}', "`url`: Field required; `title`: Field required"),
        (b"[1, 2]", "a JSON object is wanted"),
        (b'{"id": ', "this is no JSON: "),
        (b'{"id": "\\ud800"}', "this is no JSON: "),
        (b"\xff\xfe", "this is no JSON: "),
        (b"[" * 100_000, "this is no JSON: recursion limit"),
    ],
)
def test_a_bad_line_is_told_by_its_key(line: bytes, said: str) -> None:
    assert said in problem(line)
    assert "\n" not in problem(line)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_article_or_a_fault(line: bytes) -> None:
    with suppress(ImportLineError):
        parse_line(line)


@given(st.fixed_dictionaries({key: st.text(max_size=30) | st.none() | st.integers() for key in GOOD}))
def test_any_values_are_an_article_or_a_fault(values: dict[str, Any]) -> None:
    try:
        article = parse_line(json.dumps({**GOOD, **values}).encode())
    except ImportLineError:
        return
    assert "\0" not in article.title + article.text + article.outlet + (article.external_id or "")
    f"{article}".encode()  # no half of a surrogate pair


def test_bad_lines_are_numbered_and_hold_up_no_others(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", row(id="one"), b"", b"nonsense", b"  ", row(id="two"))
    first, bad, second = read_lines(path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.external_id, second.external_id) == ("one", "two")
    assert isinstance(bad, BadLine)
    assert bad.number == 3
    assert str(bad).startswith(f"{path}, line 3: this is no JSON")


def test_gzip_is_undone_whatever_the_name_and_a_byte_order_mark_taken_off(tmp_path: Path) -> None:
    for name, content in (
        ("a.jsonl.gz", gzip.compress(row())),
        ("a.dat", gzip.compress(row())),
        ("a.jsonl", b"\xef\xbb\xbf" + row()),
    ):
        (tmp_path / name).write_bytes(content)
        assert list(read_lines(tmp_path / name)) == [parse_line(row())]


def test_of_a_broken_gzip_the_good_beginning_is_read(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(row(id=f"{n}", text=f"{n * 7919}" * 50) + b"\n" for n in range(500)))
    path = tmp_path / "a.gz"
    path.write_bytes(whole[: len(whole) // 2])
    *good, bad = read_lines(path)
    assert good
    assert all(isinstance(article, Article) for article in good)
    assert isinstance(bad, BadLine)
    assert "breaks off" in bad.problem


def test_an_endless_line_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", row(text="x" * 3 * MAX_LINE), row(id="after"), b"y" * (MAX_LINE - 1))
    long, after, noise = read_lines(path)
    assert isinstance(long, BadLine)
    assert (long.number, long.problem) == (1, "the line is longer than 8 MB")
    assert isinstance(after, Article)
    assert isinstance(noise, BadLine)
    assert noise.number == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match=r"none\.jsonl: No such file"):
        list(read_lines(tmp_path / "none.jsonl"))
    with pytest.raises(DatelineError, match="Is a directory"):
        list(read_lines(tmp_path))


def test_several_files_come_in_one_order_of_publication(tmp_path: Path) -> None:
    one = write(
        tmp_path / "1", row(id="c", published="2024-03-01"), row(id="a", published="2024-01-01"), b"?"
    )
    two = write(tmp_path / "2", row(id="b", published="2024-02-01"), row(id="a2", published="2024-01-01"))
    with in_order([one, two]) as archive:
        assert (archive.total, [bad.number for bad in archive.bad]) == (4, [3])
        assert [article.external_id for article in archive.articles] == ["a", "a2", "b", "c"]


def test_the_archive_is_what_the_lines_are(tmp_path: Path) -> None:
    path = write(tmp_path / "a", *(row(id=f"{n}", published=f"2024-01-{30 - n:02}") for n in range(20)))
    with in_order([path]) as archive:
        articles = list(archive.articles)
    assert articles == list(reversed(list(read_lines(path))))
