from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.calibration import TITLE_LENGTH
from bot.editorial.decide import decide
from bot.editorial.novelty import Fresh, reporting
from bot.editorial.writing import headline, shorten, value
from storage.records import Memory, StatementKind
from tests.editorial.story import LEXICON, read


def statements(text: str, title: str = "Norland opens the Veld Dam") -> list[str]:
    event = decide(read(text, title=title), Memory(), LEXICON).event
    assert event is not None
    return [s.text for s in event.statements]


def test_a_question_a_lone_pronoun_and_half_a_quotation_are_not_told() -> None:
    told = statements(
        "Norland opened the Veld Dam on Wednesday. Will Sudria get its water from Norland? "
        "The engineers of Sudria rested at noon in their tents by the river. He praised Norland. "
        "“Norland has kept its word, the spokesman of Sudria said at the dam."
    )
    assert told[0].startswith("Norland opened")
    assert not any(t.startswith(("Will", "He ", "“Norland has")) for t in told)


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        (
            "Norland opens the dam",
            "Norland opened the Veld Dam for Sudria on Wednesday, its minister Orlan said.",
            "The statement gave no reason for it.",
        ),
        (
            "Норланд открыл плотину",
            "В среду Норланд открыл плотину для Судрии, сообщил министр Орлан на берегу.",
            "Об этом Орлан сказал в среду, 12 июня, журналистам в Норланде.",
        ),
    ],
)
def test_what_only_says_that_something_was_said_is_not_told(title: str, first: str, second: str) -> None:
    told = statements(f"{first} {second}", title=title)
    assert len(told) == 1
    assert told[0] != second


def test_a_sentence_that_leans_gives_way_to_one_that_stands_alone() -> None:
    told = statements(
        "Норланд открыл плотину для Судрии, сообщил министр Орлан. "
        "Об этом он сказал в среду, 12 июня, подписав у плотины бумаги. "
        "Судрия получит от Норланда 40 кубометров воды в час, рассказал министр.",
        title="Норланд открыл плотину",
    )
    assert [t.split()[0] for t in told] == ["Норланд", "Судрия"]


def test_one_denial_is_told_and_no_second_for_its_own_sake() -> None:
    text = (
        "Norland opened the Veld Dam on Wednesday, 12 June, with 40 engineers, Orlan said. "
        "Sudria denied on Wednesday, 12 June, that Norland had opened the Veld Dam for 40 towns. "
        "Crows denied it."
    )
    told = statements(text)
    assert any(t.startswith("Sudria denied") for t in told)
    assert not any(t.startswith("Crows") for t in told)


def test_an_accusation_without_a_speaker_is_not_told() -> None:
    text = "Norland opened the Veld Dam on Wednesday. Sudria colluded with smugglers at the dam of Norland."
    assert not any("colluded" in t for t in statements(text))
    spoken = (
        "Norland opened the Veld Dam on Wednesday. Orlan accused Sudria of blowing up the dam of Norland."
    )
    assert any("accused" in t for t in statements(spoken))


def test_a_date_nobody_could_check_stays_in_the_articles_words() -> None:
    told = statements(
        "Norland opened the Veld Dam on Wednesday, as Sudria has asked since last year, Orlan said."
    )
    assert "since last year" in told[0]


def test_words_inside_a_quotation_stay_as_they_were_said() -> None:
    told = statements("“We opened the Veld Dam today,” Orlan of Norland said on Wednesday.")
    assert told == ["“We opened the Veld Dam today,” Orlan of Norland said on 12 June 2024."]


def test_a_report_run_on_behind_a_pointer_is_not_told() -> None:
    tail = "other tales of the week from the Veld Dam in Norland and from Sudria " * 6
    told = statements(f"Norland opened the Veld Dam on Wednesday. Read also: Orlan said, {tail}.")
    assert not any("Read also" in t for t in told)


def test_a_date_between_names_in_marks_stays_lest_it_be_quoted() -> None:
    told = statements('The "Gull" of Norland, on Wednesday 12 June, opened the Veld Dam for the "Heron".')
    assert told == ['The "Gull" of Norland, on Wednesday 12 June, opened the Veld Dam for the "Heron".']


def test_what_follows_a_look_back_goes_on_looking_back() -> None:
    study = read(
        "Norland opened the Veld Dam on Wednesday. Sudria watched. Orlan spoke. "
        "A treaty on it was signed in 2019. The fleet of that unit was 2000 boats."
    )
    assert [s.text for s in reporting(study)][-1] == "Orlan spoke."


def test_an_article_without_a_headline_gets_its_opening_sentence_as_one() -> None:
    study = read("The Veld Dam is a wall in Norland. Norland opened the Veld Dam on Wednesday before noon.")
    assert headline(study) == "Norland opened the Veld Dam on 12 June 2024 before noon"


@pytest.mark.parametrize("kind", [StatementKind.DENIAL])
def test_a_denial_is_marked(kind: StatementKind) -> None:
    event = decide(
        read(
            "Norland opened the Veld Dam on Wednesday. Sudria denied that the dam was open.",
            title="Norland opens the Veld Dam",
        ),
        Memory(),
        LEXICON,
    ).event
    assert event is not None
    assert kind in {s.kind for s in event.statements}


def test_an_event_is_not_headed_by_a_question_while_a_sentence_tells_it() -> None:
    told = 'Norhaven - "We open the dam," Orlan of Norland said on Wednesday at the Veld Dam.'
    assert headline(read(told, title="Will Norland open the Veld Dam?")).startswith(
        '"We open the dam," Orlan'
    )
    assert headline(read("", title="Will Norland open the Veld Dam?")) == "Will Norland open the Veld Dam?"


@given(st.text(max_size=400))
def test_a_shortened_headline_fits_and_opens_as_the_whole_does(text: str) -> None:
    short = shorten(text)
    assert len(short) <= TITLE_LENGTH
    assert text.startswith(short.removesuffix("…"))


def test_a_sentence_bare_of_act_day_and_figure_is_worth_telling_as_a_turn_only() -> None:
    study = read("Norlanders were hurt at the Veld Dam.", title="Norlanders hurt at the Veld Dam")
    sentence = reporting(study)[0]
    first = Fresh(sentence, 1.0, "first report")
    assert value(first, study) < value(Fresh(sentence, 1.0, "victims not yet told", turn=True), study)
    assert value(first, study) == value(Fresh(sentence, 1.0, "", turn=True), study)
