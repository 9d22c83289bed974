from __future__ import annotations

import pytest

from bot.editorial import headlines


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("en", "Fresh clashes on the border leave two dead"),
        ("en", "Norland once more fires on the Veld Dam"),
        ("en", "Another soldier is killed at the Veld Dam"),
        ("en", "At least five more soldiers killed"),
        ("en", "New attacks on the Veld Dam"),
        ("ru", "Норланд вновь обстрелял плотину"),
        ("ru", "Очередное нападение на плотину"),
        ("ru", "Ещё трое солдат погибли у плотины"),
        ("hy", "Նորլանդը կրկին կրակել է ամբարտակի ուղղությամբ"),
        ("hy", "Ամբարտակի մոտ զոհվել է ևս երկու զինվոր"),
    ],
)
def test_a_headline_may_say_that_it_tells_of_another(lang: str, headline: str) -> None:
    assert headlines.anew(headline, lang)


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("en", "Missiles kill two, with dozens more wounded"),
        ("en", "Norland and Sudria blame one another for the shelling"),
        ("en", "“Never again”, says Orlan at the dam"),
        ("en", "New treaty on the Veld Dam"),
        ("en", "Norland votes against the treaty"),
        ("ru", "Очередная сессия совета прошла у плотины"),
        ("ru", "Новый договор о плотине"),
        ("hy", "Խորհրդի հերթական նիստը կայացել է"),
        ("de", "Wieder Schüsse am Damm"),
    ],
)
def test_a_new_thing_a_regular_session_and_a_part_of_one_blow_are_no_other(lang: str, headline: str) -> None:
    assert not headlines.anew(headline, lang)


@pytest.mark.parametrize(
    ("lang", "opening"),
    [
        ("en", "Daily news digest, 12 June"),
        ("en", "Week in review: a dam and two elections"),
        ("en", "The week in the valley: a fee, a shell and a vote"),
        ("en", "Silence, and other stories from the Sunday papers"),
        ("en", "Top 5 stories of the day"),
        ("en", "What Norland reads | Press review"),
        ("en", "Norlandic press digest, June 12"),
        ("en", "Sunday digest: truce holds, pass open"),
        ("en", "February in Merin: a month of letters"),
        ("ru", "Неделя в долине: нота, гаубицы и прейскурант"),
        ("ru", "Неделя на плотине: сброс, протест и новая смета"),
        ("ru", "Выпуск новостей в 18:00 от 12.06.2024"),
        ("ru", "Главные события недели: плотина и выборы"),
        ("ru", "Утренний дайджест"),
        ("hy", "Օրվա գլխավոր լուրերը"),
        ("hy", "Մամուլի տեսություն"),
    ],
)
def test_a_list_of_the_news_says_so_in_its_headline(lang: str, opening: str) -> None:
    assert headlines.rounds_up(opening, lang)


@pytest.mark.parametrize(
    ("lang", "opening"),
    [
        ("en", "In this week's podcast we speak of dams"),
        ("en", "In this edition: the dam is open"),
        ("ru", "Смотрите в этом выпуске: плотина открыта"),
        ("ru", "Главное за неделю — в нашем воскресном обзоре."),
        ("hy", "Այս թողարկման մեջ՝ ամբարտակը բացվել է"),
    ],
)
def test_a_list_of_the_news_may_open_with_what_the_edition_has(lang: str, opening: str) -> None:
    assert headlines.lists(opening, lang) is ("week's" not in opening)


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("en", "Media review finds faults in the report on the dam"),
        ("en", "News conference of Orlan at the dam"),
        ("en", "Norland press reviews its rules"),
        ("en", "Norland press conference cut short"),
        ("en", "Norland reviews the week's talks"),
        ("en", "February in Merin was the warmest ever"),
        ("ru", "Неделя в долине прошла без выстрелов"),
        ("ru", "Неделя на плотине прошла без выстрелов"),
        ("ru", "Итоги саммита: Орлан отказался ставить подпись"),
        ("ru", "Главное событие дня — пресс-конференция Орлана"),
        ("ru", "Главным событием недели стал саммит"),
        ("ru", "Выпуск воды из плотины начнётся в среду"),
        ("hy", "Օրվա ընթացքում ամբարտակը բացվել է"),
    ],
)
def test_the_outcome_of_a_meeting_and_the_event_of_a_day_are_no_list(lang: str, headline: str) -> None:
    assert not headlines.rounds_up(headline, lang)
