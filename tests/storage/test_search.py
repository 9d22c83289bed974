"""What a search finds: in three languages, by whatever form of a word, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.indexing import index_event_words
from storage.records import Verdict
from storage.search import NEWEST, Phrase, Question, Search
from storage.stems import search_stems, search_words
from storage.tables import EventRow
from tests.storage.newsroom import NOW, day, decision, draft, found, news, sentence, study


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


@pytest.fixture
def search(database: Database) -> Search:
    return Search(database)


@pytest.fixture
def library(archive: Archive) -> None:
    for title, text in (
        ("Парламент обсудил выход", "Ёлка стояла в зале."),
        ("ՀԱՊԿ-ի գագաթնաժողով", "Երևանում տեղի ունեցավ հանդիպում։"),
        ("Parliament debates 100% exit", "The vote_count was 45."),
    ):
        found(archive, title, draft(title, statements=(sentence(text),)))


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("парламент ВЫХОДА", 1),
        ("парламентом", 1),
        ("ёлка", 1),
        ("елку", 1),
        ("ՀԱՊԿ", 1),
        ("ՀԱՊԿ-ում", 1),
        ("երևան ՀԱՆԴԻՊՈՒՄԸ", 1),
        ("debating exits", 1),
        ("parliament's", 1),
        ("parl", 0),
        ("arliament", 0),
        ("100%", 1),
        ("%", 0),
        ("vote count", 1),
        ("", 0),
        ("\0' OR 1=1 --", 0),
        ('" OR * NEAR(', 0),
        ("𞤀 ꭰ Ა", 0),
        ("x" * 4000, 0),
        ("w " * 2000, 0),
    ],
)
def test_events_are_found_by_any_form_of_their_words(search: Search, words: str, hits: int) -> None:
    assert search.events(Question.of(words), 10).total == hits


@pytest.mark.usefixtures("library")
def test_looser_a_word_need_only_begin_so(search: Search) -> None:
    assert search.events(Question.of("parl deb").looser, 10).total == 1
    assert search.events(Question.of("парл").looser, 10).total == 1
    assert search.events(Question.of("arl").looser, 10).total == 0


@pytest.mark.usefixtures("library")
def test_a_term_may_be_said_in_several_ways(search: Search) -> None:
    parliament = (Phrase(("parliament",)), Phrase(("парламент",)), Phrase(("գագաթնաժողով", "հապկ")))
    assert search.events(Question((parliament,)), 10).total == 2
    assert search.events(Question((parliament, (Phrase(("выход",)),))), 10).total == 1
    both = (Phrase(("vote", "co"), open_ended=True),)
    assert search.events(Question((both,)), 10).total == 1


def test_later_statements_are_found_too(archive: Archive, search: Search) -> None:
    found(archive, "one")
    assert search.events(Question.of("denied"), 5).total == 0
    told = decision(Verdict.DEVELOPMENT, event_id=1, statements=(sentence("It was denied."),))
    archive.publish(study("two"), told, NOW)
    assert search.events(Question.of("meeting denied"), 5).ids == (1,)


def test_what_a_new_headline_says_is_found_and_what_the_old_one_said_is_not(
    archive: Archive, search: Search
) -> None:
    found(archive, "one", draft("Quarrel at the harbour", statements=()))
    renamed = decision(Verdict.CORROBORATION, event_id=1, title="Peace at the harbour")
    archive.publish(study("two"), renamed, NOW)
    assert search.events(Question.of("quarrel"), 5).total == 0
    assert search.events(Question.of("peace"), 5).ids == (1,)


def test_an_event_taken_up_by_another_and_a_withheld_one_are_not_found(
    archive: Archive, search: Search, database: Database
) -> None:
    for name in ("one", "two", "three"):
        found(archive, name)
    with database.write() as session:
        session.get_one(EventRow, 1).merged_into = 2
        index_event_words(session, 1)
        session.get_one(EventRow, 3).withheld = True
    assert search.events(Question.of("meeting"), 5).ids == (2,)


def test_a_headline_weighs_more_and_of_equals_the_newest_comes_first(
    archive: Archive, search: Search
) -> None:
    for number in (1, 3, 2):
        found(archive, f"n{number}", draft(f"Meeting {number}", day(date(2024, 1, number))))
    in_passing = draft(
        "A quarrel", day(date(2024, 2, 1)), statements=(sentence("After a meeting they left."),)
    )
    found(archive, "n4", in_passing)
    assert search.events(Question.of("meeting"), 9).ids == (2, 3, 1, 4)
    assert search.events(Question.of("meeting"), 2, 1).ids == (3, 1)
    assert search.events(Question.of("meeting"), 2, 1).total == 4


def test_a_period_bounds_events_by_their_days_and_articles_by_their_publication(
    archive: Archive, search: Search
) -> None:
    found(archive, "one", draft("Meeting", day(date(2024, 1, 31))))
    january = Question(Question.of("meeting").terms, date(2024, 1, 1), date(2024, 1, 31))
    february = Question(Question.of("meeting").terms, date(2024, 2, 1), date.max)
    assert search.events(january, 5).total == 1
    assert search.events(february, 5).total == 0
    june = Question(Question.of("text").terms, NOW.date(), NOW.date())
    assert search.articles(june, 5)[0] == 1
    later = Question(Question.of("text").terms, NOW.date() + timedelta(days=1))
    assert search.articles(later, 5)[0] == 0


def test_articles_are_found_with_the_event_they_belong_to(archive: Archive, search: Search) -> None:
    archive.publish(study("one", text="Harbours rejoice.", lang="en", outlet="Gull"), news(), NOW)
    archive.publish(study("off", text="Harbours rejoice."), decision(Verdict.IRRELEVANT), NOW)
    total, (article,) = search.articles(Question.of("harbour rejoicing"), 5)
    assert (total, article.outlet, article.title, article.event_id) == (1, "Gull", "Title of one", 1)
    assert article.published == NOW
    assert search.articles(Question(()), 5) == (0, [])


def test_no_more_articles_are_ranked_than_is_quick(
    archive: Archive, search: Search, database: Database
) -> None:
    for n in range(3):
        archive.publish(study(f"n{n}"), news(), NOW)
    assert search.articles(Question.of("title"), 2)[0] == 3 <= NEWEST
    assert [a.title for a in search.articles(Question.of("title"), 2)[1]] == ["Title of n2", "Title of n1"]


def test_words_are_folded_alike_in_every_script() -> None:
    assert search_words(
        "Ёлка, «ЕРЕВАН»",
    ) == ["елка", "ереван"]
    assert search_words("Երևան ＡＢＣ ՀԱՊԿ-ի") == ["երեւան", "abc", "հապկ"]
    assert search_stems("meetings MEETING") == ["meet", "meet"]
