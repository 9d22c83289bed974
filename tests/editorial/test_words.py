from hypothesis import given
from hypothesis import strategies as st

from bot.editorial import words


def test_tokens_are_folded_and_lose_their_possessives() -> None:
    assert words.tokens("Armenia’s PM doesn't RESIGN") == ("armenia", "pm", "doesnt", "resign")


def test_the_two_spellings_of_the_hy_and_are_one() -> None:
    assert words.tokens("Հայաստան և Արցախ") == words.tokens("Հայաստան եւ Արցախ")


def test_marks_inside_a_word_do_not_split_it() -> None:
    assert words.tokens("ինչո՞ւ за\u0301мок co\u00adoperate") == ("ինչու", "замок", "cooperate")


def test_forms_of_one_word_share_a_stem() -> None:
    assert words.stem("declared", "en") == words.stem("declares", "en")
    assert words.stem("заявил", "ru") == words.stem("заявила", "ru")
    assert words.stem("կառավարության", "hy") == words.stem("կառավարությանը", "hy")
    assert words.stem("erklärte", "de") == words.stem("erklärten", "de")


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    for lang in ("ka", "und", "", "no such tag", "x" * 100):
        assert words.stem("parlamenti", lang) == "parlamenti"


def test_content_stems_leave_out_grammar_numbers_and_single_letters() -> None:
    assert words.content_stems("In 2024 the talks of Plan B were held", "en") == ["talk", "plan", "held"]
    assert words.content_stems("Он заявил, что это не так", "ru") == ["заяв"]


def test_one_number_has_one_notation() -> None:
    spellings = ("1,000", "1 000", "1\u00a0000", "1000", "1.000", "1'000", "1 thousand", "1 тыс.", "1 հազար")
    assert {words.numbers(spelling) for spelling in spellings} == {("1000",)}
    assert words.numbers("1.5") == words.numbers("1,5") == ("1.5",)
    assert (
        words.numbers("2.5 million") == words.numbers("2,5 млн") == words.numbers("2.5 մլն") == ("2500000",)
    )


def test_numbers_come_in_reading_order_with_years_times_and_dates() -> None:
    text = "On 12.06.2024 at 17:39 some 1,234.5 tonnes, 30 people and the 2021-2022 budget."
    assert words.numbers(text) == ("12", "6", "2024", "17:39", "1234.5", "30", "2021", "2022")


def test_a_year_is_not_grouped_with_the_number_after_it() -> None:
    assert words.numbers("in 2020 100 people") == ("2020", "100")


def test_endless_digits_stay_as_they_are() -> None:
    assert words.numbers("9" * 10_000) == ("9" * 10_000,)


def test_names_inside_sentences_are_found_and_their_openers_left_out() -> None:
    keys = words.name_keys("Yesterday the premier met Emmanuel Macron. Nothing came of it.", "en")
    assert keys == words.name_keys("в Париже он встретил Эммануэля Макрона", "ru") - words.name_keys(
        "он в Париже", "ru"
    )


def test_an_opener_that_is_a_name_elsewhere_counts() -> None:
    assert words.name_keys("Geneva waits.", "en") == frozenset()
    assert words.name_keys("Geneva waits. They left for Geneva.", "en") == words.name_keys("to Geneva", "en")


def test_an_opener_before_another_capital_counts() -> None:
    assert words.name_keys("Nikol Pashinyan resigned", "en") == words.name_keys("by Nikol Pashinyan", "en")


def test_offices_are_no_names() -> None:
    assert words.name_keys("Вчера Президент и Министр уехали", "ru") == frozenset()
    assert words.name_keys("the Prime Minister left", "en") == frozenset()


def test_names_survive_title_case_and_capitals() -> None:
    expected = words.name_keys("by Pashinyan in Geneva", "en")
    assert words.name_keys("Pashinyan Will Leave Talks in Geneva Today", "en") == expected
    assert words.name_keys("PASHINYAN WILL LEAVE TALKS IN GENEVA TODAY", "en") == expected


def test_names_survive_capitals_in_other_scripts() -> None:
    assert words.name_keys("ПАШИНЯН УЕХАЛ В ЖЕНЕВУ", "ru") >= words.name_keys("в Женеву", "ru")


@given(st.text(), st.sampled_from(["en", "ru", "hy", "de", "ka", "und"]))
def test_no_text_is_refused(text: str, lang: str) -> None:
    assert all(words.tokens(text))
    assert all(words.content_stems(text, lang))
    assert all(words.numbers(text))
    assert all(words.name_keys(text, lang))


@given(st.integers(min_value=0, max_value=10**15))
def test_a_whole_number_is_read_as_it_is_whatever_groups_it(number: int) -> None:
    assert words.numbers(f"{number}") == words.numbers(f"{number:,}") == (str(number),)
