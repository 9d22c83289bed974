"""Whatever comes in, judgement answers: a decision with reasons, in bounded work, and never an exception."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.editorial.concepts import WORD
from bot.editorial.copies import Sketch, fingerprint
from bot.editorial.dates import absolute, mentions
from bot.editorial.decide import decide
from bot.editorial.language import detect
from bot.editorial.study import MOST_SENTENCES, study
from storage.records import Memory
from tests.editorial.story import LEXICON, article, known_article, read

MEGABYTE = 1_000_000
FRAGMENTS = (
    "NORLAND OPENS THE VELD DAM",
    "Норла́нд откроет плотину в ночь на 31 февраля 2024 года",
    "Նորլանդը դո՞ւրս է գալիս հունիսի 45-ին",
    "\u200f\u202eNorland\u202c",
    "ＮＯＲＬＡＮＤ",
    "on the fifth Monday of February 0000",
    "99999999999999999999 BC",
    "12.13.2024 2024-02-30 31/31/3131",
    "“«„\"'»”",
    "İı ΆΣ ß ﬁ և ԵՎ",
    "\ud800",
    "\x00\x1b[31m",
    "🏳️‍🌈👨‍👩‍👧",
    "a\u0301\u0301\u0301\u00ad",
    "first Monday of",
    "was to",
    "1,1.1,1.1-1~1",
)
hostile = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join))
times = st.datetimes(timezones=st.just(UTC))
hints = st.one_of(st.none(), st.sampled_from(("en", "ru-RU", "hy", "x", "", "🏳")), st.text(max_size=8))


@given(title=hostile, text=hostile, published=times, lang=hints)
@example("Norland opens the Veld Dam", "It shut yesterday.", datetime.min.replace(tzinfo=UTC), "en")
@example("Norland opens the Veld Dam", "It shuts next week.", datetime.max.replace(tzinfo=UTC), "en")
@settings(max_examples=150, deadline=None)
def test_every_text_gets_a_decision_with_reasons(
    title: str, text: str, published: datetime, lang: str | None
) -> None:
    seen = read(text, title=title, published=published, lang=lang)
    decision = decide(seen, Memory(articles=(known_article(seen),)), LEXICON)
    assert decision.reasons
    assert 0.0 <= seen.relevance <= 1.0


@given(one=hostile, other=hostile)
@settings(deadline=None)
def test_likeness_is_a_share_and_the_same_from_both_sides(one: str, other: str) -> None:
    a, b = fingerprint("", (one,)), fingerprint("", (other,))
    there, back = Sketch(a).likeness(b), Sketch(b).likeness(a)
    assert (there.jaccard, there.inside, there.around) == (back.jaccard, back.around, back.inside)
    assert 0.0 <= there.jaccard <= min(there.inside, there.around) <= there.containment <= 1.0


@given(text=hostile)
@settings(deadline=None)
def test_hits_stand_in_the_text_and_cover_no_word_twice(text: str) -> None:
    hits = LEXICON.hits(text)
    assert all(text[slice(*hit.position)] == hit.text for hit in hits)
    assert all(WORD.search(hit.text) for hit in hits)
    spans = sorted({hit.position for hit in hits})
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(text=hostile, hint=hints)
@settings(deadline=None)
def test_a_language_is_a_short_code_whatever_is_claimed(text: str, hint: str | None) -> None:
    lang = detect(text, hint)
    assert 2 <= len(lang) <= 3
    assert lang.isascii()


@given(text=hostile, lang=st.sampled_from(("en", "ru", "hy")), published=st.dates())
@settings(max_examples=150, deadline=None)
def test_rewriting_dates_never_fails_and_leaves_other_texts_alone(
    text: str, lang: str, published: datetime
) -> None:
    found = mentions(text, published=published, lang=lang)
    written = absolute(text, found, lang, published)
    assert written == text or found


@pytest.mark.parametrize("unit", ["a", "on Wednesday and ", "«", "\u200fՆորլանդ "])
def test_a_megabyte_in_one_paragraph_is_read_to_a_bound(unit: str) -> None:
    text = unit * (MEGABYTE // len(unit))
    seen = study(article(text, title="Norland opens the Veld Dam"), LEXICON)
    assert len(seen.sentences) <= MOST_SENTENCES + 1
    assert decide(seen, Memory(), LEXICON).reasons
