from __future__ import annotations

from bot.editorial.calibration import RELEVANT
from bot.editorial.concepts import Lexicon
from bot.editorial.relevance import relevance
from storage.records import Topic
from tests.editorial.story import read


def test_a_rule_that_holds_in_the_headline_makes_an_article_belong() -> None:
    assert read("", title="Norland opens the Veld Dam").relevance == 1.0


def test_one_half_of_a_conjunction_is_not_enough() -> None:
    assert read("", title="The Veld Dam is one of many").relevance < RELEVANT


def test_a_kind_named_twice_in_a_rule_needs_two_concepts() -> None:
    assert read("", title="Norland and Norland again").relevance < RELEVANT
    assert read("", title="Norland and Sudria talk").relevance >= RELEVANT


def test_a_passing_mention_deep_in_the_body_does_not_belong() -> None:
    filler = "The committee met in the town hall and discussed the price of bread at length. " * 6
    assert read(filler + "Norland has the Veld Dam.", title="Bread grows dearer").relevance < RELEVANT


def test_words_of_another_field_in_the_headline_speak_against() -> None:
    study = read("", title="Football: Norland beat Sudria in a friendly match")
    assert study.relevance < RELEVANT
    assert any("Football".casefold() in reason for reason in study.reasons)


def test_a_word_of_another_field_weighs_less_in_the_lead_than_in_the_headline() -> None:
    lead = read("A football match was seen from it.", title="Norland opens the Veld Dam").relevance
    headline = read("It was seen.", title="Norland opens the Veld Dam with a football match").relevance
    assert 0 <= headline < lead < 1


def test_a_list_of_the_news_reports_nothing_itself() -> None:
    listed = "Norland opens the Veld Dam; Sudria votes; rain is expected."
    for study in (
        read(listed, title="Evening news bulletin"),
        read(f"In this edition: {listed}", title="Eight o'clock"),
        read(f"Main stories of the day. {listed}"),
    ):
        assert study.relevance == 0
        assert any("list of the news" in reason for reason in study.reasons)
    linked = "Top stories of the day. Water runs down to Sudria."
    assert read(linked, title="Norland opens the Veld Dam").relevance == 1


def test_a_topic_that_accepts_everything_accepts_everything() -> None:
    score, _, reasons = relevance((), Lexicon(Topic("any", accept_everything=True)), "en")
    assert (score, reasons) == (1.0, ("the topic accepts everything",))


def test_reasons_name_what_was_found() -> None:
    reasons = " ".join(read("", title="Norland opens the Veld Dam").reasons)
    assert "norland" in reasons
    assert "dam + side" in reasons


def test_only_what_names_somebody_of_the_story_is_read_whole() -> None:
    dated = "On Monday, bread grew dearer."
    assert read(dated, title="Bread grows dearer").profile.span is None
    assert read(dated, title="Bread grows dearer in Norland").profile.span is not None
    assert read(dated, title="News in brief: bread grows dearer in Norland").profile.span is None
