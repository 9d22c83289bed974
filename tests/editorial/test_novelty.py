from __future__ import annotations

from dataclasses import replace

import pytest

from bot.editorial.agreement import Rarity
from bot.editorial.concepts import Lexicon
from bot.editorial.decide import decide
from bot.editorial.novelty import drift, fresh, reporting
from bot.editorial.study import study as studied
from bot.editorial.told import Told, citable
from storage.records import Concept, KnownStatement, Memory, StatementKind, Study, UpdateKind
from tests.editorial.story import LEXICON, TOPIC, article, known_statement, read, remember

FIRST = (
    "Norland opened the Veld Dam on Wednesday, and water reached Sudria. Orlan counted 40 boats on the river."
)


NONE: frozenset[str] = frozenset()
DEATH = KnownStatement(7, "One man was killed.", StatementKind.FACT, "en", NONE, NONE, NONE, NONE)


@pytest.fixture
def memory() -> Memory:
    study = read(FIRST, title="Norland opens the Veld Dam")
    return remember(study, decide(study, Memory(), LEXICON))


def again(text: str) -> Study:
    """A later report of the same."""
    return read(text, title="Norland opens the Veld Dam")


def news(study: Study, memory: Memory) -> list[str]:
    event = memory.events[0]
    told = Told.of(event, memory.events, study.lang)
    return [f.reason for f in fresh(reporting(study), told, Rarity(memory), LEXICON)]


def test_the_same_in_other_words_is_no_news(memory: Memory) -> None:
    assert (
        news(again("Water came down at last to Sudria as Norland opened the gates of the Veld Dam."), memory)
        == []
    )


def test_two_old_halves_make_no_news(memory: Memory) -> None:
    assert news(again("Norland opened the Veld Dam, and Orlan counted 40 boats on the river."), memory) == []


def test_the_same_sentence_passed_on_by_another_is_no_news(memory: Memory) -> None:
    echo = "Orlan counted 40 boats on the river, Hollow Post has it."
    assert news(again(echo), memory) == []
    assert (
        news(
            again("Orlan counted 40 boats, and Tamar Voss of Hollow Bay paid for the repair of each."), memory
        )
        != []
    )


def test_a_name_never_told_is_news(memory: Memory) -> None:
    assert news(again("At the gates Tamar Voss greeted the fishermen of Hollow Bay."), memory) != []


def test_a_new_rung_of_the_ladder_is_always_news(memory: Memory) -> None:
    reasons = news(again("Norland shut the Veld Dam to Sudria at the river on Wednesday."), memory)
    assert any("step" in r for r in reasons)


def test_a_step_of_something_else_is_no_step_of_the_story(memory: Memory) -> None:
    lexicon = Lexicon(replace(TOPIC, ladder=("work",)))
    told = Told.of(memory.events[0], memory.events, "en")
    shut = "Norland shut {} at the river to Sudria."
    for what, steps in (("the Veld Dam", True), ("its schools", False)):
        report = read(shut.format(what), title="Norland and Sudria")
        found = fresh(report.sentences[1:], told, Rarity(memory), lexicon, report.sentences[0])
        assert any("step" in one.reason for one in found) is steps


def test_a_step_that_somebody_was_asked_about_and_said_no_to_is_none(memory: Memory) -> None:
    told = Told.of(memory.events[0], memory.events, "en")
    for answer, steps in (("said yes", True), ("said no", False)):
        report = read(f"Asked whether Norland would close the Veld Dam, Orlan {answer}.", title="Norland")
        found = fresh(report.sentences[1:], told, Rarity(memory), LEXICON, report.sentences[0])
        assert any("step" in one.reason for one in found) is steps


def test_what_happened_before_is_no_news_of_the_event(memory: Memory) -> None:
    assert news(again("Tamar Voss of Hollow Bay swam to the Veld Dam in March 2019."), memory) == []


def test_a_denial_is_news_until_it_is_told(memory: Memory) -> None:
    denial = "Sudria denied that water had reached it from the Veld Dam."
    assert news(again(denial), memory) == ["a denial not yet told"]
    study = read(FIRST + " " + denial, title="Norland opens the Veld Dam")
    assert news(again(denial), remember(study, decide(study, Memory(), LEXICON))) == []


def test_another_figure_in_the_same_slot_is_a_drift_and_another_unit_is_none(memory: Memory) -> None:
    told = memory.events[0].statements
    assert drift(again("Orlan counted 68 boats on the river.").sentences[1], told, "en") is not None
    assert drift(again("Orlan counted 68 geese on the lake.").sentences[1], told, "en") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Three Norlanders were killed at the Veld Dam, Orlan said in Sudria on Wednesday.",
            "Seven Norlanders were killed at the Veld Dam, Orlan said in Sudria on Wednesday.",
        ),
        (
            "Three Norlanders were wounded at the Veld Dam, Orlan said in Sudria on Wednesday.",
            "12 Norlanders were wounded at the Veld Dam, not three, Orlan said in Sudria on Wednesday.",
        ),
    ],
)
def test_victims_counted_in_words_drift_too_and_what_they_drift_from_is_not_cited_for_them(
    before: str, after: str
) -> None:
    first = read(before, title="Shots at the Veld Dam in Norland")
    memory = remember(first, decide(first, Memory(), LEXICON))
    told = memory.events[0].statements
    rest = read(after, title="More were shot at the Veld Dam in Norland")
    assert drift(rest.sentences[1], told, "en") == told[0].id
    decision = decide(
        replace(rest, article=replace(rest.article, outlet="B")), replace(memory, articles=()), LEXICON
    )
    assert decision.update is UpdateKind.CORRECTION
    assert decision.supports == ()


def test_other_things_counted_in_words_do_not_drift() -> None:
    said = "{} sides of the talks on the Veld Dam met in Norland on Wednesday, Orlan said in Sudria."
    first = read(said.format("Two"), title="Talks on the Veld Dam in Norland")
    told = remember(first, decide(first, Memory(), LEXICON)).events[0].statements
    rest = read(said.format("Three"), title="Talks on the Veld Dam in Norland")
    assert drift(rest.sentences[1], told, "en") is None
    assert citable(rest.sentences, told, "en", Rarity(Memory())) == ()
    assert len(citable(first.sentences, told, "en", Rarity(Memory()))) == 1


def test_a_headline_that_speaks_of_what_no_report_did_announces_news(memory: Memory) -> None:
    said = "At the gates Tamar Voss of Hollow Bay waited for the Norland envoy."
    told = Told.of(memory.events[0], memory.events, "en")
    turns = {}
    for title in ("Norland opens the Veld Dam", "Norland sends mission, hospital to the Veld Dam"):
        report = read(said, title=title)
        found = fresh(reporting(report), told, Rarity(memory), LEXICON, report.sentences[0])
        turns[title] = [one.turn for one in found]
    assert turns == {
        "Norland opens the Veld Dam": [False],
        "Norland sends mission, hospital to the Veld Dam": [True],
    }


@pytest.mark.parametrize(
    ("title", "said", "turns"),
    [
        (
            "Рыбаки Холлоу ждут у плотины Норланда",
            "Вода у плотины пошла вниз, и рыбаки из Холлоу ждут её с сетями.",
            False,
        ),
        ("Тамар Восс у плотины Норланда", "Новую лодку ждёт у плотины и Тамар Восс, сказал Орлан.", False),
        ("Орлан: у плотины 300 лодок", "Орлан сказал в Судрии, что у плотины уже 300 лодок.", True),
        ("Орлан: плотина стоила 193 млн", "Орлан сказал в Судрии, что плотина стоила 193 млн рублей.", True),
        (
            "Орлан: у плотины 17 лодок",
            "Орлан сказал в Судрии, что у плотины 17 лодок.",
            True,
        ),  # as at the bridge
        (
            "Орлан на 102-й базе у плотины",
            "Орлан был у плотины Норланда, на 102-й базе, и остался доволен.",
            False,
        ),
    ],
)
def test_told_in_another_language_only_figures_and_what_the_topic_names_are_turns(
    memory: Memory, title: str, said: str, *, turns: bool
) -> None:
    other = read(
        "Норланд в среду закрыл 17 мостов, которые ведут в Судрию.", title="Мосты закрыты", lang="ru"
    )
    neighbour = replace(remember(other, decide(other, Memory(), LEXICON)).events[0], id=2)
    event = memory.events[0]
    report = read(said, title=title, lang="ru")
    told = Told.of(event, (event, neighbour), "ru")
    found = fresh(reporting(report), told, Rarity(memory), LEXICON, report.sentences[0])
    assert any(one.turn for one in found) is turns


@pytest.mark.parametrize(("name", "heard"), [("Халль", True), ("деньги", False)])
def test_only_who_is_somebody_is_heard(memory: Memory, name: str, *, heard: bool) -> None:
    concept = Concept("new", "anything", {"ru": (name,)})
    lexicon = Lexicon(replace(TOPIC, concepts=(*TOPIC.concepts, concept)))
    said = article(f"Орлан сказал у плотины, что Норланд ждёт: {name}.", title=f"Плотина и {name}", lang="ru")
    report = studied(said, lexicon)
    told = Told.of(memory.events[0], memory.events, "ru")
    found = fresh(reporting(report), told, Rarity(memory), lexicon, report.sentences[0])
    assert any("not heard before" in one.reason for one in found) is heard


def test_a_step_that_a_first_report_names_in_passing_was_not_told(memory: Memory) -> None:
    event = memory.events[0]
    passing = replace(event.founders[0], concepts={**event.founders[0].concepts, "close": 1.0})
    told = Told.of(replace(event, founders=(passing,)), memory.events, "en")
    report = read("Norland shut the Veld Dam.", title="Norland shuts the Veld Dam")
    found = fresh(reporting(report), told, Rarity(memory), LEXICON, report.sentences[0])
    assert any("a step of the story not yet told, number 2" in one.reason for one in found)


def test_an_act_is_a_turn_where_the_headline_tells_it(memory: Memory) -> None:
    said = (
        "Orlan of Norland, who signed a book of Tamar Voss at the Veld Dam, said that water came to Sudria."
    )
    event = memory.events[0]
    told = Told.of(event, memory.events, "en")
    turns = {}
    for title in ("Norland at the Veld Dam", "Norland signs at the Veld Dam"):
        report = read(said, title=title)
        found = fresh(reporting(report), told, Rarity(memory), LEXICON, report.sentences[0])
        turns[title] = any("act not yet told" in one.reason for one in found)
    assert turns == {"Norland at the Veld Dam": False, "Norland signs at the Veld Dam": True}


def test_a_headline_that_denies_makes_its_lead_a_turn(memory: Memory) -> None:
    said = "Sudria at the Veld Dam has seen no water and no boat of Norland, a spokesman told the press."
    event = memory.events[0]
    told = Told.of(event, memory.events, "en")
    for title, turn in (("Sudria sees the Veld Dam", False), ("Sudria denies reports of the Veld Dam", True)):
        report = read(said, title=title)
        found = fresh(reporting(report), told, Rarity(memory), LEXICON, report.sentences[0])
        assert any("headline denies" in one.reason for one in found) is turn


@pytest.mark.parametrize(
    ("lang", "title", "said"),
    [
        (
            "en",
            "Norlander killed at the Veld Dam",
            "A fisherman of Norland was killed at the Veld Dam, Sudria told the press.",
        ),
        ("ru", "Житель Норланда погиб у плотины", "Рыбак из Норланда погиб у плотины, сообщили в Судрии."),
    ],
)
def test_that_somebody_was_killed_where_nobody_was_is_a_turn_once(
    memory: Memory, lang: str, title: str, said: str
) -> None:
    event = memory.events[0]
    report = read(said, title=title, lang=lang)
    for event_now, turn in ((event, True), (replace(event, statements=(*event.statements, DEATH)), False)):
        told = Told.of(event_now, (event_now,), lang)
        found = fresh(reporting(report), told, Rarity(memory), LEXICON, report.sentences[0])
        assert any("victims" in one.reason for one in found) is turn


def test_that_somebody_was_killed_is_a_turn_where_one_concept_has_all_the_words_of_victims(
    memory: Memory,
) -> None:
    toll = Concept("toll", "subject", {"en": ("killed", "wounded")})
    lexicon = Lexicon(replace(TOPIC, concepts=(*TOPIC.concepts, toll)))
    hurt = "Two fishermen of Norland were wounded at the Veld Dam on Wednesday."
    known = KnownStatement(7, hurt, StatementKind.FACT, "en", NONE, NONE, NONE, NONE)
    event = replace(memory.events[0], statements=(*memory.events[0].statements, known))
    for what, turn in (("wounded", False), ("killed", True)):
        said = f"A fisherman of Norland was {what} at the Veld Dam, Sudria told the press."
        report = studied(article(said, title=f"Norlander {what} at the Veld Dam"), lexicon)
        found = fresh(
            reporting(report), Told.of(event, (event,), "en"), Rarity(memory), lexicon, report.sentences[0]
        )
        assert any("victims" in one.reason for one in found) is turn


@pytest.mark.parametrize(
    ("title", "said", "turn"),
    [
        ("Трое погибших у плотины", "У плотины погибли трое рыбаков.", True),
        ("Двое погибших у плотины", "У плотины погибли двое рыбаков.", False),
        ("Трое рыбаков у плотины", "У плотины видели трёх рыбаков.", False),
    ],
)
def test_a_toll_in_words_of_another_language_is_a_figure_of_its_headline(
    memory: Memory, title: str, said: str, turn: bool
) -> None:
    dead = "Two fishermen of Norland were killed at the Veld Dam."
    known = KnownStatement(7, dead, StatementKind.FACT, "en", NONE, NONE, NONE, NONE)
    event = replace(memory.events[0], statements=(*memory.events[0].statements, known))
    report = read(said, title=title, lang="ru")
    found = fresh(
        reporting(report), Told.of(event, (event,), "ru"), Rarity(memory), LEXICON, report.sentences[0]
    )
    assert any("figure" in one.reason for one in found) is turn


def test_a_denial_of_another_event_leaves_this_one_to_be_denied(memory: Memory) -> None:
    other = read(
        "Sudria denied that Orlan of Norland had ever paid for tickets, boats or fish at the Veld Dam.",
        title="No fish for Norland",
    )
    neighbour = replace(remember(other, decide(other, Memory(), LEXICON)).events[0], id=2)
    event = memory.events[0]
    told = Told.of(event, (event, neighbour), "en")
    denial = again("Sudria denied that water from the Veld Dam of Norland had come to its fields.")
    assert [f.reason for f in fresh(reporting(denial), told, Rarity(memory), LEXICON)] == [
        "a denial not yet told"
    ]


def test_a_denial_of_another_event_in_another_language_is_no_denial_of_this_one(memory: Memory) -> None:
    other = read("В Судрии опровергли, что Орлан из Норланда был у плотины.", title="Орлан", lang="ru")
    neighbour = replace(remember(other, decide(other, Memory(), LEXICON)).events[0], id=2)
    event = memory.events[0]
    denial = again("Orlan denied in Norland that the Veld Dam leaked and that Sudria had paid for fish.")
    told = Told.of(event, (event, neighbour), "en")
    assert [f.reason for f in fresh(reporting(denial), told, Rarity(memory), LEXICON)] == [
        "a denial not yet told"
    ]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Police in Sudria counted 65 boats at the Veld Dam, correcting an earlier figure of Norland."),
        ("ru", "Полиция Судрии уточнила число лодок Норланда у плотины: их 65."),
        ("ru", "Полиция Судрии уточнила: лодок Норланда у плотины 65, а не 40."),
    ],
)
def test_a_figure_put_in_anothers_place_is_a_turn_in_any_language(
    memory: Memory, lang: str, said: str
) -> None:
    event = memory.events[0]
    report = read(said, title="Norland", lang=lang)
    told = Told.of(event, memory.events, lang)
    found = fresh(reporting(report), told, Rarity(memory), LEXICON, report.sentences[0])
    assert any(one.turn for one in found)


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("Orlan counted 40 boats on the river at noon.", 1),
        ("Orlan counted boats.", 0),
        ("Orlan denied that he had counted 40 boats on the river.", 0),
    ],
)
def test_an_article_is_cited_for_what_it_says_too(memory: Memory, sentence: str, cited: int) -> None:
    said = again(sentence).sentences
    assert len(citable(said, memory.events[0].statements, "en", Rarity(memory))) == cited


VISIT = "Orlan will pay a visit to Sudria and to the Veld Dam, the government of Norland said."


@pytest.mark.parametrize(
    ("lang", "title", "said", "told"),
    [
        (
            "en",
            "Orlan in Sudria",
            "Orlan of Norland paid his visit to Sudria and to the Veld Dam on Wednesday, and saw 12 villages there.",
            True,
        ),
        (
            "en",
            "Orlan in Sudria",
            "Orlan said he would pay a visit to Sudria and to the Veld Dam of Norland.",
            False,
        ),
        (
            "en",
            "Orlan will see Sudria",
            "Orlan of Norland paid his visit to Sudria and to the Veld Dam on Wednesday, and saw 12 villages there.",
            False,
        ),
        (
            "ru",
            "Орлан в Судрии",
            "Орлан из Норланда в среду посетил плотину, прибыл в Судрию и осмотрел там 12 сёл.",
            True,
        ),
        ("ru", "Орлан в Судрии", "Орлан из Норланда посетит плотину и Судрию, сообщили вчера.", False),
    ],
)
def test_what_was_planned_is_news_when_it_is_done_and_its_report_is_not_cited_for_the_plan(
    lang: str, title: str, said: str, *, told: bool
) -> None:
    first = read(VISIT, title="Orlan to see Sudria")
    memory = replace(remember(first, decide(first, Memory(), LEXICON)), articles=())
    report = read(said, title=title, outlet="B", lang=lang)
    decision = decide(report, memory, LEXICON)
    assert any("planned has been done" in reason for reason in decision.reasons) is told
    assert not (told and decision.supports)
    if told:
        done = known_statement(2, decision.statements[0])
        (event,) = memory.events
        later = replace(memory, events=(replace(event, statements=(*event.statements, done)),))
        again = decide(replace(report, article=replace(report.article, outlet="C")), later, LEXICON)
        assert not any("planned has been done" in reason for reason in again.reasons)
