import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.editorial.copies import LONG, NEAR_DAYS, SKETCH, Copy, Likeness, Sketch, find_original, fingerprint
from storage.records import KnownArticle, Memory, Study
from tests.editorial.story import read

NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)
TITLE = "Parliament of the valley votes to leave the river pact"
REPORT = (
    "The parliament of the valley voted on Wednesday to leave the river pact, with 62 members in favour and 30 against.",
    "Premier Olga Brandt told members that the pact had failed in 2021, when 14 villages were flooded and help never came.",
    "The upper republics said they regretted the vote and would ask for 120,000 crowns of unpaid dues.",
    "A spokesman for the pact's office in Merin said the door remained open until 1 September.",
)


def known(
    title: str,
    paragraphs: tuple[str, ...],
    *,
    id_: int = 1,
    lang: str = "en",
    age: timedelta = timedelta(hours=5),
) -> KnownArticle:
    return KnownArticle(
        id_, f"https://first.example/{id_}", title, lang, NOW - age, None, fingerprint(title, paragraphs)
    )


def new(
    title: str, paragraphs: tuple[str, ...], lang: str = "en", url: str = "https://second.example/"
) -> Study:
    """What is asked about: nothing but a text counts here."""
    return replace(
        read("", published=NOW, url=url), title=title, lang=lang, fingerprint=fingerprint(title, paragraphs)
    )


def original(
    title: str, paragraphs: tuple[str, ...], *articles: KnownArticle, lang: str = "en"
) -> int | None:
    found = find_original(new(title, paragraphs, lang), Memory(articles=articles))
    return found.article.id if found else None


FIRST = known(TITLE, REPORT)


def test_the_same_address_is_the_same_article() -> None:
    memory = Memory(same_url=FIRST)
    found = find_original(new("Other", ("Quite another text.",)), memory)
    assert found == Copy(FIRST, "same address")


def test_the_same_words_are_a_copy_under_any_headline_and_after_any_time() -> None:
    old = known(TITLE, REPORT, age=timedelta(days=200))
    assert original("Quite another headline", tuple(p.upper() for p in REPORT), old) == 1


def test_an_outlet_that_goes_on_with_its_own_report_copies_nothing_and_another_that_reprints_it_does() -> (
    None
):
    more = "Brandt added in the evening that she would put the question to the people of the valley before the winter."
    longer, memory = (*REPORT[:2], more), Memory(articles=(known(TITLE, REPORT[:2]),))
    for url, copied in (("https://first.example/2", False), ("https://second.example/2", True)):
        found = find_original(new(TITLE, longer, url=url), memory)
        assert bool(found) is copied
    said_already = new(TITLE, (*REPORT[:2], "Read more."), url="https://first.example/2")
    assert find_original(said_already, memory) is not None


def test_a_copy_cut_to_its_beginning_is_found() -> None:
    assert original(TITLE, REPORT[:2], FIRST) == 1


def test_a_copy_with_words_dropped_is_found() -> None:
    dice = random.Random(5)
    edited = tuple(" ".join(word for word in p.split() if dice.random() >= 0.1) for p in REPORT)
    assert original(TITLE, edited, FIRST) == 1


def test_a_copy_framed_by_a_page_is_found() -> None:
    framed = ("Our correspondents in the capital report.", *REPORT, "More than 900 readers follow us.")
    assert original(TITLE, framed, FIRST) == 1


def test_the_same_make_with_other_numbers_is_no_copy() -> None:
    other = tuple(re.sub(r"\d+", lambda m: str(int(m[0]) + 3), p) for p in REPORT)
    assert original(TITLE, other, FIRST) is None


def test_one_other_number_is_enough_to_be_another_incident() -> None:
    assert original(TITLE, (REPORT[0].replace("62", "61"), *REPORT[1:]), FIRST) is None


def test_another_weekday_or_month_is_another_incident() -> None:
    assert original(TITLE, (REPORT[0].replace("Wednesday", "Friday"), *REPORT[1:]), FIRST) is None
    assert original(TITLE, (*REPORT[:3], REPORT[3].replace("September", "October")), FIRST) is None


def test_a_short_report_about_somebody_else_is_no_copy() -> None:
    first = known(
        "Vaccine approved", ("Sudria approves the use of the vaccine developed by its northern neighbour.",)
    )
    other = ("Norland approves the use of the vaccine developed by its northern neighbour.",)
    assert original("Vaccine approved", other, first) is None


def test_a_nearer_look_alike_with_other_figures_outweighs_a_cut_copy() -> None:
    cut = known(
        TITLE,
        ("A spokesman for the office in Merin said the door remained open to all its members for now.",),
        id_=2,
    )
    full = known(
        TITLE,
        (
            cut.title,
            "A spokesman for the office in Merin said the door remained open to all its members for now.",
            "He named 14 villages.",
        ),
        id_=1,
    )
    other = (
        cut.title,
        "A spokesman for the office in Merin said the door remained open to all its members for now.",
        "He named 19 villages.",
    )
    assert original(TITLE, other, full, cut) is None


def test_a_long_text_around_a_short_one_says_more_and_is_no_copy() -> None:
    assert original(TITLE, REPORT, known(TITLE, REPORT[:1])) is None


def test_another_report_of_the_same_event_is_no_copy() -> None:
    other = (
        "Members of the valley's assembly decided to quit the pact on Wednesday, defying the upper republics.",
    )
    assert original("Valley quits pact", other, FIRST) is None


def test_a_short_text_that_comes_back_after_weeks_is_a_rubric() -> None:
    rubric = (
        "Watch the latest news of the valley and the upper republics in our evening programme tonight.",
    )
    assert (
        original("Evening news", rubric, known("Evening news", rubric, age=timedelta(days=NEAR_DAYS + 1)))
        is None
    )
    assert original("Evening news", rubric, known("Evening news", rubric)) == 1


def test_a_bare_headline_is_a_copy_of_the_same_headline_within_days() -> None:
    assert original(TITLE.upper(), (), known(TITLE, ())) == 1
    assert original(TITLE, (), FIRST) == 1
    assert original(TITLE, (), known(TITLE, (), age=timedelta(days=NEAR_DAYS + 1))) is None


def test_a_bare_headline_that_names_a_rubric_is_no_copy() -> None:
    assert original("Press review", (), known("Press review", ())) is None


def test_a_report_is_no_copy_of_the_bare_headline_before_it() -> None:
    assert original(TITLE, REPORT, known(TITLE, ())) is None


def test_texts_without_words_are_copies_of_nothing() -> None:
    assert original("", (), known("", ())) is None
    assert original("…", ("!!!",), known("…", ("!!!",))) is None


def test_other_languages_share_a_text_only_word_for_word() -> None:
    assert original(TITLE, REPORT[:3], known(TITLE, REPORT, lang="de")) is None
    assert original(TITLE, REPORT, known(TITLE, REPORT, lang="de")) == 1


def words_of(seed: int, count: int) -> str:
    dice = random.Random(seed)
    return " ".join(f"w{dice.randrange(10_000)}x" for _ in range(count))


def test_a_sketch_is_whole_for_an_article_and_bounded_for_a_book() -> None:
    article, book = fingerprint("", (words_of(1, 400),)), fingerprint("", (words_of(1, 5_000),))
    assert article.size == len(article.sketch) == 398
    assert len(book.sketch) == SKETCH < book.size
    assert list(book.sketch) == sorted(book.sketch)
    assert all(0 <= shingle < 2**63 for shingle in book.sketch)


def test_likeness_of_long_texts_is_estimated_from_their_sketches() -> None:
    whole, half = words_of(1, 6_000), " ".join(words_of(1, 6_000).split()[:3_000])
    like = Sketch(fingerprint("", (half,))).likeness(fingerprint("", (whole,)))
    assert abs(like.jaccard - 0.5) < 0.1
    assert abs(like.inside - 1.0) < 0.01
    assert abs(like.around - 0.5) < 0.1
    assert like.containment == like.inside


def test_unrelated_texts_share_nothing() -> None:
    assert Sketch(fingerprint("", (words_of(1, 300),))).likeness(
        fingerprint("", (words_of(2, 300),))
    ) == Likeness(0, 0, 0, 0)


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    # Stored sketches outlive a release: should this number change, they must be made anew.
    assert fingerprint("", ("one two three four five six seven eight",)).sketch[0] == 4676576328373256


@given(st.text(), st.lists(st.text(), max_size=4))
def test_a_text_is_its_own_copy(title: str, paragraphs: list[str]) -> None:
    body = tuple(paragraphs)
    mine = fingerprint(title, body)
    like = Sketch(mine).likeness(mine)
    assert (like.jaccard, like.containment) == ((1.0, 1.0) if mine.size else (0.0, 0.0))
    assert mine == fingerprint(title, body)


@given(
    st.lists(
        st.sampled_from(["the", "river", "pact", "of", "valley", "vote", "said", "14", "30", "Merin"]),
        min_size=70,
        max_size=200,
    )
)
def test_a_report_is_recognised_when_it_comes_again(words: list[str]) -> None:
    body = (" ".join(words),)
    mine = fingerprint(TITLE, body)
    assume(mine.size >= LONG)
    assert original("Another headline", body, known(TITLE, body, age=timedelta(days=300))) == 1
