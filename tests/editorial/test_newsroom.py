from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.newsroom import signs

SAME = {
    "en": "Talks on gas between Germany and China ended with a telephone call.",
    "ru": "Переговоры Германии и Китая о газе завершились телефонным разговором.",
    "hy": "Գերմանիայի և Չինաստանի բանակցությունները գազի շուրջ ավարտվեցին հեռախոսազրույցով։",
}


@pytest.mark.parametrize("lang", ["ru", "hy"])
def test_one_item_has_the_same_signs_in_every_language(lang: str) -> None:
    assert {"@DE", "@CN", "~meeting", "~gas", "~telephone"} <= signs(SAME[lang], lang) & signs(
        SAME["en"], "en"
    )


def test_a_language_that_is_not_read_has_no_signs() -> None:
    assert signs("Gespräche über Gas", "de") == frozenset()


def test_a_short_word_does_not_stand_for_a_longer_one() -> None:
    assert signs("They may warm up", "en") == frozenset()


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "hy", "und", ""]))
def test_any_text_in_any_language_is_read(text: str, lang: str) -> None:
    assert all(sign[0] in "@~" for sign in signs(text, lang))
