from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.concepts import Lexicon
from storage.records import Concept
from tests.editorial.story import LEXICON, TOPIC


def found(text: str) -> list[str]:
    return [h.concept for h in LEXICON.hits(text)]


def test_a_name_is_found_whatever_its_case_and_possessive() -> None:
    assert found("NORLAND's side of the Veld Dam") == ["norland", "dam"]


def test_a_starred_name_is_found_in_every_case_of_an_inflected_language() -> None:
    assert found("Переговоры Норланда с Судрией о плотине") == ["norland", "sudria", "dam"]


def test_a_plain_name_matches_whole_words_only() -> None:
    assert found("Norlandia is elsewhere") == []


def test_a_short_name_in_capitals_is_not_the_word_it_spells() -> None:
    assert found("they told us about it") == []
    assert found("the US told them") == ["us"]


def test_the_longest_name_wins() -> None:
    assert [h.text for h in LEXICON.hits("Engineers at the Veld Dam")] == ["Veld Dam"]


def test_a_name_near_its_stop_context_means_something_else() -> None:
    assert found("A beaver built the dam in a week") == []
    assert found("A beaver was seen. " + "Word " * 12 + "and the dam held") == ["dam"]


def test_a_text_that_opens_with_the_namesake_goes_on_about_it() -> None:
    assert LEXICON.namesakes("A beaver built the dam. " + "Word " * 12 + "The dam held.") == {"dam"}
    assert LEXICON.namesakes("The dam held. " + "Word " * 12 + "A beaver built the dam.") == frozenset()


def test_exclusions_are_told_as_they_stand() -> None:
    assert LEXICON.exclusions("Football: Norland win the match") == ("Football", "match")


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault_and_hits_stand_in_it(text: str) -> None:
    assert all(hit.text in text for hit in LEXICON.hits(text))


def test_a_concept_whose_names_mostly_have_a_capital_is_somebody_or_somewhere() -> None:
    mixed = Concept("mill", "work", {"en": ("Old Mill", "the mill"), "ru": ("мельниц*",)})
    particle = Concept("ada", "person", {"en": ("von der Aue",)})
    lexicon = Lexicon(replace(TOPIC, concepts=(*TOPIC.concepts, mixed, particle)))
    assert lexicon.proper == {"norland", "sudria", "us", "minister", "ada"}


def test_a_step_counts_only_beside_what_the_ladder_is_of() -> None:
    ladder = Lexicon(replace(TOPIC, ladder=("work",)))
    assert [lexicon.rung({"open", "close"}, {"norland"}) for lexicon in (LEXICON, ladder)] == [2, 0]
    assert ladder.rung({"open", "close"}, {"close", "dam"}) == 2
    assert ladder.rung({"agree"}, {"dam"}) == 0
