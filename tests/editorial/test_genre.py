from __future__ import annotations

from dataclasses import replace

import pytest

from bot.editorial import cues, headlines
from bot.editorial.concepts import Lexicon
from bot.editorial.genre import reports_nothing
from tests.editorial.story import LEXICON, TOPIC, read

SCENE = (
    "The dam smells of wet grass. Women sell bread at its gates. Boys from Norland fish below. Old men play cards. "
    "A bus comes twice a day. The road to Sudria is long. Nobody hurries here. Dogs sleep in the shade."
)


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("en", "What is the treaty, and why is Norland so angry with it?"),
        ("en", "Why Norland may leave the treaty: an explainer"),
        ("en", "What to know about the Veld Dam"),
        ("en", "What Sudria can and cannot do to Norland"),
        ("en", "Can Norland afford to leave the treaty?"),
        ("ru", "Выйдет ли Норланд из договора о плотине?"),
        ("en", "Five weeks that emptied a chair"),
        ("en", "Why Norland's exit would be slow"),
        ("en", "Norland should count its boats before its votes"),
        ("en", "The year Norland fell out of love with its neighbour"),
        ("en", "Eight days at the dam: a timeline"),
        ("en", "Merin, September 1993: the night the river was shared out"),
        ("en", "The pen he put down: three years since the summit"),
        ("en", "A week that ended a treaty in all but name"),
        ("en", "Analyst: ‘Norland is leaving the treaty by not going to it’"),
        ("en", "Editorial: a price list is no treaty"),
        ("ru", "От редакции: прейскурант вместо договора"),
        ("hy", "Խմբագրական․ պայմանագիրն այլևս չի գործում"),
        ("ru", "Эксперт: Норланд уже вышел из договора"),
        ("ru", "Норланд уже вышел из договора – политолог"),
        ("hy", "Քաղաքագետ․ պայմանագիրն այլևս չի գործում"),
        ("en", "Twenty years on, Norland remembers the flood"),
        ("ru", "В 1992 году был подписан договор о плотине. Справка"),
        ("ru", "Полгода разлада: как Норланд отдалялся от соседа. Хроника"),
        ("ru", "Что такое договор о плотине и зачем он Норланду?"),
        ("ru", "Уставу плотины — девятнадцать лет"),
        ("ru", "Двадцать лет назад открыли плотину"),
        ("hy", "31 տարի առաջ․ պայմանագիրը և այն, ինչ մնաց դրանից"),
    ],
)
def test_a_headline_may_say_that_it_stands_above_no_report(lang: str, headline: str) -> None:
    assert headlines.comments(headline, lang)


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("en", "Norland PM says in interview the treaty is dead"),
        ("en", "Orlan: two years after the flood, the dam is safe"),
        ("en", "Analysts of Norland's ministry arrive at the dam"),
        ("ru", "Орлан провёл телефонный разговор с соседом"),
        ("ru", "Эксперты Норланда прибыли на плотину"),
        ("en", "Editorial board of Norland's largest paper resigns over the dam"),
        ("en", "Orlan: why should we pay for the dam?"),
        ("en", "What Norland must pay is for the judges, Orlan says"),
        ("en", "Will we pay for the dam? Sudria: no"),
        ("ru", "Орлан: выйдем ли мы из договора?"),
        ("en", "The week after the flood, Norland votes"),
        ("en", "Norland should leave the treaty, says Orlan"),
        ("en", "Orlan urges Sudria should the dam break"),
        ("en", "Norland to hold talks, with a timeline for the dam to be agreed"),
        ("ru", "Орлан в интервью назвал договор мёртвым"),
        ("ru", "Норланд выйдет из договора через два года"),
        ("ru", "Депутат получил семь лет за нападение на плотину"),
        ("hy", "Վարչապետը հարցազրույցում խոսել է պայմանագրի մասին"),
    ],
)
def test_a_report_of_an_interview_a_question_or_a_term_is_a_report(lang: str, headline: str) -> None:
    assert not headlines.comments(headline, lang)
    assert not headlines.converses(headline, lang)


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("en", '"Freeze is a word": an interview with Tamar Voss on the Veld Dam'),
        ("ru", "«Плотины не выбирают». Интервью с инженером"),
        ("hy", "«Ամբարտակը ժեստ է»․ հարցազրույց"),
        ("hy", "«Ամբարտակը ժեստ է»․ զրույց պատմաբանի հետ"),
        ("ru", "«Плотины не выбирают»: беседа с историком"),
    ],
)
def test_a_conversation_is_filed_unless_it_is_with_one_of_the_story(lang: str, headline: str) -> None:
    assert "conversation" in str(reports_nothing(read("", title=headline, lang=lang), LEXICON))
    name = "Орлан" if lang == "ru" else "Orlan"
    assert reports_nothing(read("", title=f"{name}: {headline}", lang=lang), LEXICON) is None or lang == "hy"


def test_a_long_piece_whose_lead_tells_no_day_and_no_source_is_a_feature() -> None:
    assert "feature" in str(reports_nothing(read(SCENE, title="Norland looks at the Veld Dam"), LEXICON))


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Norland looks at the Veld Dam", "Norland came to the dam on Monday."),
        ("Norland looks at the Veld Dam", "Norland has come to the dam, a guard said."),
        ("Norland shuts the Veld Dam", "Norland has come to the dam."),  # an act of the story
    ],
)
def test_a_day_a_source_or_an_act_makes_it_a_report(title: str, lead: str) -> None:
    assert reports_nothing(read(f"{lead} {SCENE}", title=title), LEXICON) is None


def test_a_scene_with_its_day_that_names_nothing_of_the_story_is_a_feature() -> None:
    scene = SCENE.replace("Boys from Norland", "Boys").replace("The dam smells", "On Monday the grass smells")
    title = "Norland looks at the Veld Dam"
    assert "feature" in str(reports_nothing(read(scene, title=title), LEXICON))
    named = scene.replace("Boys fish", "Boys of Norland fish")
    assert reports_nothing(read(named, title=title), LEXICON) is None


BEFORE = (
    "Norland came to the Veld Dam in May 2022. Since then its guards have slept there. Nobody asks them why."
)


def test_what_opens_with_what_happened_long_ago_looks_back() -> None:
    assert "a look back" in str(reports_nothing(read(BEFORE, title="Two years at the Veld Dam"), LEXICON))


@pytest.mark.parametrize(
    ("title", "old", "new"),
    [
        ("Norland shuts the Veld Dam", "May 2022", "May 2022"),  # an act of the story
        ("Two years at the Veld Dam", "Norland came", "A guard said that Norland came"),
        ("Two years at the Veld Dam", "Since then its guards", "On Monday its guards"),
        ("Two years at the Veld Dam", "in May 2022", "in June"),
    ],
)
def test_an_act_a_source_or_a_day_of_its_own_makes_it_no_look_back(title: str, old: str, new: str) -> None:
    assert reports_nothing(read(BEFORE.replace(old, new), title=title), LEXICON) is None


def test_short_pieces_and_topics_without_acts_have_no_features() -> None:
    title = "Norland looks at the Veld Dam"
    assert reports_nothing(read(SCENE[:80], title=title), LEXICON) is None
    plain = Lexicon(replace(TOPIC, concepts=tuple(c for c in TOPIC.concepts if c.kind != "act")))
    assert reports_nothing(read(SCENE, title=title), plain) is None


@pytest.mark.parametrize(
    ("lang", "sentence", "denial"),
    [
        ("en", "The minister did not say when they would meet.", False),
        ("en", "The minister has not said whether he will go.", False),
        ("en", "The minister did not say that the dam was shut.", True),
        ("en", "The minister did not announce it.", True),
        ("ru", "Ответ министра отрицательный, сказал он.", False),
        ("ru", "О сроках министр не говорил.", False),
        ("ru", "О том, что плотину закрыли, министр не говорил.", True),
        ("ru", "Министр не говорил о закрытии плотины.", True),
        ("hy", "Նախարարը ժամկետների մասին չի ասել։", False),
        ("ru", "Министр отрицает это.", True),
        ("hy", "Նախարարությունը լուրն իրականությանը չի համապատասխանում իրականությանը։", True),
    ],
)
def test_who_leaves_something_open_denies_nothing(lang: str, sentence: str, *, denial: bool) -> None:
    assert cues.denies(sentence, lang) is denial
