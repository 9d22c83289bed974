from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.newsroom import cognates, signs

SAME = {
    "en": "Talks on gas between Germany and China ended with a telephone call.",
    "ru": "Переговоры Германии и Китая о газе завершились телефонным разговором.",
    "hy": "Գերմանիայի և Չինաստանի բանակցությունները գազի շուրջ ավարտվեցին հեռախոսազրույցով։",
}


@pytest.mark.parametrize("lang", ["ru", "hy"])
def test_one_item_has_the_same_signs_in_every_language(lang: str) -> None:
    assert {"@DE", "@CN", "~meet", "~gas", "~telephone"} <= signs(SAME[lang], lang) & signs(SAME["en"], "en")


def test_a_language_that_is_not_read_has_no_signs() -> None:
    assert signs("Gespräche über Gas", "de") == frozenset()


def test_with_somebody_is_no_withdrawal() -> None:
    assert "~withdraw" not in signs("Վարչապետը խոսել է նախագահի հետ", "hy")
    assert "~withdraw" in signs("Երկիրը դուրս է բերում զորքերը", "hy")


def test_a_short_word_does_not_stand_for_a_longer_one() -> None:
    assert signs("They may warm up", "en") == frozenset()


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "hy", "und", ""]))
def test_any_text_in_any_language_is_read(text: str, lang: str) -> None:
    assert all(sign[0] in "@~" for sign in signs(text, lang))


def test_a_word_that_is_one_in_all_languages_has_one_key() -> None:
    one = cognates("Speech at a concert in memory of Anatole Webern", "en")
    two = cognates("Выступление на концерте памяти Анатоля Веберна", "ru")
    assert len(one & two) == 3
    assert all(key.startswith("=") for key in one | two)


def test_short_words_and_function_words_are_no_cognates() -> None:
    assert cognates("There would be war and gas, 123456", "en") == frozenset()


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "the price of water"), ("ru", "цена воды"), ("hy", "ջրի գինը")]
)
def test_of_the_beginnings_that_fit_the_longest_decides(lang: str, text: str) -> None:
    assert signs(text, lang) == {"~price", "~water"}


def test_a_country_of_several_words_is_known_by_its_short_names() -> None:
    assert signs("the British and the Saudi envoys", "en") >= {"@GB", "@SA"}
    assert signs("переговоры с КНР и США", "ru") >= {"@CN", "@US"}


def test_a_longer_word_is_no_case_of_a_country() -> None:
    assert "@TD" in signs("Chad's envoy", "en")
    assert signs("Chadwick's envoy", "en") == signs("Somebody's envoy", "en")
