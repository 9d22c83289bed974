from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.codec import decode_profile, encode_profile, pack_sketch, unpack_sketch
from storage.columns import clean
from storage.keys import LONGEST_KEY, bounded, week_of, weeks_of
from storage.records import Precision, Profile, Span

anything = st.text(st.characters())
words = st.frozensets(anything)
weights = st.dictionaries(anything, st.floats(allow_nan=False))
days = st.dates()
spans = st.builds(lambda a, b, p: Span(min(a, b), max(a, b), p), days, days, st.sampled_from(Precision))
profiles = st.builds(
    Profile,
    lang=anything,
    concepts=weights,
    terms=weights,
    names=words,
    numbers=words,
    acts=words,
    span=st.none() | spans,
    published=days,
)


@given(profiles)
def test_a_profile_comes_back_as_it_was(profile: Profile) -> None:
    assert decode_profile(encode_profile(profile)) == profile


@given(st.lists(st.integers(0, 2**64 - 1)).map(tuple))
def test_a_sketch_comes_back_as_it_was(sketch: tuple[int, ...]) -> None:
    assert unpack_sketch(pack_sketch(sketch)) == sketch


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_has_no_nul_and_is_valid_utf_8(text: str) -> None:
    cleaned = clean(text)
    assert "\0" not in cleaned
    assert clean(cleaned) == cleaned.encode().decode() == cleaned


def test_text_that_needs_no_cleaning_stays() -> None:
    assert clean("Ереван — Երևան 😀\n") == "Ереван — Երևան 😀\n"


@given(anything, anything)
def test_bounded_keys_are_short_and_keep_texts_apart(one: str, two: str) -> None:
    long_one, long_two = bounded("x" * LONGEST_KEY + one), bounded("x" * LONGEST_KEY + two)
    assert max(len(long_one), len(long_two)) <= LONGEST_KEY
    assert (long_one == long_two) is (one == two)


@given(anything)
def test_no_text_is_another_ones_digest(tail: str) -> None:
    digest = bounded("x" * LONGEST_KEY + tail)
    assert bounded(digest) != digest


def test_short_keys_stay_readable() -> None:
    assert bounded("https://news.example/one") == "https://news.example/one"


def test_weeks_begin_on_monday() -> None:
    monday = date(2024, 6, 10)
    assert len({week_of(monday + timedelta(days=n)) for n in range(7)}) == 1
    assert week_of(monday - timedelta(days=1)) == week_of(monday) - 1


@given(spans)
def test_an_interval_is_indexed_by_few_weeks_among_them_its_ends(span: Span) -> None:
    weeks = weeks_of(span)
    assert {week_of(span.start), week_of(span.end)} <= weeks
    assert len(weeks) <= 6
