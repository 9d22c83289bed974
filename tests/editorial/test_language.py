import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.language import UNKNOWN, detect


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The government said on Monday that it would not take part in the exercises.", "en"),
        ("Правительство заявило в понедельник, что не примет участия в учениях.", "ru"),
        ("Կառավարությունը հայտարարել է, որ չի մասնակցի զորավարժություններին։", "hy"),
        ("Die Regierung erklärte am Montag, sie werde nicht an den Übungen teilnehmen.", "de"),
        ("Le gouvernement a annoncé lundi qu'il ne participerait pas aux exercices.", "fr"),
        ("Hökumət bazar ertəsi təlimlərdə iştirak etməyəcəyini bildirdi.", "az"),
        ("Hükümet pazartesi günü tatbikatlara katılmayacağını açıkladı.", "tr"),
        ("Уряд заявив у понеділок, що не братиме участі у навчаннях.", "uk"),
        ("მთავრობამ ორშაბათს განაცხადა, რომ სწავლებაში მონაწილეობას არ მიიღებს.", "ka"),
    ],
)
def test_the_language_is_read_from_the_text(text: str, lang: str) -> None:
    assert detect(text, None) == lang


@pytest.mark.parametrize(
    ("text", "lang"),
    [("CSTO", "en"), ("ОДКБ", "ru"), ("Armenia quits CSTO", "en"), ("Ереван", "ru"), ("ՀԱՊԿ", "hy")],
)
def test_short_texts_get_the_usual_language_of_their_script(text: str, lang: str) -> None:
    assert detect(text, None) == lang


def test_a_hint_wins_where_its_script_agrees() -> None:
    assert detect("Nikol Pashinyan", "de-AT") == "de"
    assert detect("Никол Пашинян", "uk") == "uk"
    assert detect("Nikol Pashinyan", "UZ") == "uz"


def test_a_hint_loses_where_the_script_disagrees() -> None:
    assert detect("Правительство заявило об этом в понедельник.", "en") == "ru"
    assert detect("The government said so on Monday, the agency reports.", "hy") == "en"
    assert detect("Կառավարությունը հայտարարել է", "ru") == "hy"


def test_letters_that_only_one_language_has_tell_it_in_a_short_text() -> None:
    assert detect("Прем’єр не поїде на саміт", None) == "uk"
    assert detect("Владимир Путин прибыл", None) == "ru"


def test_names_in_another_script_do_not_outvote_the_text() -> None:
    assert detect("Ընկերությունը (Telcell, Viva) հայտարարել է նոր սակագների մասին", None) == "hy"


def test_a_text_without_letters_has_the_hint_or_no_language() -> None:
    assert detect("12.06.2024 — 17:39", "ru") == "ru"
    assert detect("12.06.2024 — 17:39", None) == UNKNOWN
    assert detect("", "?!") == UNKNOWN


@given(st.text(), st.none() | st.text(max_size=10))
def test_any_text_and_any_hint_give_a_code(text: str, hint: str | None) -> None:
    assert 2 <= len(detect(text, hint)) <= 3
