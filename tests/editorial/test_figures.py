import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.figures import MANY, contradict, counts, figures

LONG = "The committee met again in the capital to hear what its members had to say about the draft. " * 8


def test_numbers_months_weekdays_and_counts_are_figures_in_reading_order() -> None:
    text = LONG + "on Monday, 5 June, two ministers and 30 envoys met"
    assert figures(text) == ("day:1", "5", "month:6", "2", "30")


@pytest.mark.parametrize("text", ["12 июня, в среду", "հունիսի 12, չորեքշաբթի", "12. Juni, Mittwoch"])
def test_dates_give_the_same_figures_in_every_language(text: str) -> None:
    assert set(figures(LONG + text)) == {"12", "month:6", "day:3"}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("the toll rose to seven", {"7"}),
        ("убили двоих, ранили троих", {"2", "3"}),
        ("число жертв достигло восьми", {"8"}),
        ("պահանջում են բոլոր վեցի համար", {"6"}),
        ("զոհերի թիվը հասել է երկուսի", {"2"}),
    ],
)
def test_counts_in_words_are_read_in_their_cases(text: str, counted: set[str]) -> None:
    assert counts(text) == counted


def test_a_word_like_a_month_without_a_number_is_none() -> None:
    assert figures(LONG + "they may march") == ()


def test_names_are_figures_of_short_texts_only() -> None:
    assert figures("the envoys left for Geneva") == ("name:geneva",)
    assert "name:geneva" not in figures(LONG + "the envoys left for Geneva")


def test_what_one_text_lacks_is_no_contradiction() -> None:
    assert contradict(("5", "month:6", "30", "120"), ("5", "30")) is None
    assert contradict((), ("5", "30")) is None


def test_figures_against_figures_contradict() -> None:
    assert contradict(("5", "30"), ("5", "31")) == ("30", "31")
    assert contradict(("5", "month:6"), ("5", "month:7")) == ("month:6", "month:7")
    assert contradict(("day:1",), ("day:2",)) == ("day:1", "day:2")
    assert contradict(("name:geneva",), ("name:vienna",)) == ("name:geneva", "name:vienna")


def test_a_number_in_the_other_ones_place_contradicts_too() -> None:
    assert contradict(("29", "23", "5"), ("23", "16", "5")) == ("29", "16")


def test_a_number_that_lost_its_thousands_is_the_same() -> None:
    assert contradict(("20000",), ("20",)) is None
    assert contradict(("20000",), ("000",)) is None
    assert contradict(("15",), ("5",)) == ("15", "5")


def test_among_many_figures_a_lost_and_an_added_one_at_different_places_are_no_contradiction() -> None:
    many = tuple(str(n) for n in range(100, 100 + 2 * MANY))
    assert contradict(many[1:], (*many[:-1],)) is None
    assert contradict(many, (*many[:5], "7", *many[6:])) == (many[5], "7")


@given(st.text())
def test_any_text_has_figures_that_do_not_contradict_themselves(text: str) -> None:
    found = figures(text)
    assert contradict(found, found) is None


def test_repeated_figures_that_were_only_lost_contradict_nothing() -> None:
    found = (*["1"] * 26, "2", "1", "1", "1", "3", "1", "1", "1", "2")
    kept = (*found[21:26], *found[27:31], *found[32:])
    assert contradict(found, kept) is None
    assert contradict(kept, found) is None


@given(st.lists(st.sampled_from(["1", "2", "3", "month:1", "day:2", "name:a"])), st.data())
def test_a_text_that_only_lost_figures_never_contradicts(found: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(found), max_size=len(found)))
    assert contradict(tuple(found), tuple(f for f, keep in zip(found, kept, strict=True) if keep)) is None
