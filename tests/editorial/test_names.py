import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.names import LENGTH, SHORTEST, name_key

SAME = {
    "surname in -yan": (
        "en:Pashinyan en:Pashinian ru:Пашинян ru:Пашиняна ru:Пашиняном hy:Փաշինյան hy:Փաշինյանը hy:Փաշինյանին"
    ),
    "surname in -ov": "en:Lavrov ru:Лавров ru:Лаврова ru:Лавровым hy:Լավրով hy:Լավրովի",
    "surname in -in": "en:Putin ru:Путин ru:Путину ru:Путиным hy:Պուտին hy:Պուտինի hy:Պուտինին",
    "surname in -sky": "en:Zelensky en:Zelenskyy ru:Зеленский ru:Зеленского hy:Զելենսկի",
    "opening vowel": "en:Aliyev en:Aliev ru:Алиев ru:Алиева hy:Ալիև hy:Ալիեւը",
    "kh, h and x": "en:Khachatryan ru:Хачатрян ru:Хачатряну hy:Խաչատրյան",
    "ts and c": "en:Tsarukyan ru:Царукян hy:Ծառուկյան",
    "diphthong": "en:Biden ru:Байден ru:Байдена hy:Բայդեն hy:Բայդենը",
    "short name": "en:Baku ru:Баку hy:Բաքու hy:Բաքուն",
    "place with cases": "en:Yerevan ru:Ереван ru:Ереване hy:Երևան hy:Երեւանում",
    "w and v": "en:Moscow ru:Москва ru:Москвой hy:Մոսկվա hy:Մոսկվայում",
    "possessive": "en:Macron en:Macron's en:Macron’s ru:Макрона hy:Մակրոնի",
    "capitals": "en:NATO ru:НАТО hy:ՆԱՏՕ",
}


@pytest.mark.parametrize("forms", SAME.values(), ids=SAME.keys())
def test_the_forms_of_a_name_have_one_key(forms: str) -> None:
    keys = {name_key(word, lang) for lang, word in (form.split(":") for form in forms.split())}
    assert len(keys) == 1
    assert "" not in keys


def test_different_names_have_different_keys() -> None:
    names = (
        "Baku",
        "Paris",
        "Minsk",
        "Moscow",
        "Tbilisi",
        "Ankara",
        "Tehran",
        "Yerevan",
        "Brussels",
        "Biden",
        "Macron",
    )
    assert len({name_key(name, "en") for name in names}) == len(names)


def test_what_is_too_short_has_none() -> None:
    assert name_key("EU", "en") == name_key("Xi", "en") == name_key("Ли", "ru") == ""


@given(st.text(max_size=100), st.sampled_from(["en", "ru", "hy", "de", ""]))
def test_a_key_is_empty_or_of_the_agreed_length(word: str, lang: str) -> None:
    key = name_key(word, lang)
    assert key == "" or SHORTEST <= len(key) <= LENGTH
