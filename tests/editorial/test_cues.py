from __future__ import annotations

import pytest

from bot.editorial import cues


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
    assert cues.anew(headline, lang)


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
    assert not cues.anew(headline, lang)
