"""When an article was published is read from its header, and the best of several answers counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editorial.publication import (
    CONFIDENCE,
    Publication,
    PublicationCandidate,
    Stated,
    settle_publication,
    stated_date,
)
from storage.records import DateSource

READ_ON = date(2024, 6, 20)
FETCHED = datetime(2024, 6, 20, 9, 30, tzinfo=UTC)
STORY = (
    "The cabinet met for six hours and agreed on nothing that it had not agreed on before, a spokesman said. "
    * 2
)
TITLE = "Cabinet meets and adjourns"


def stated(text: str, title: str = TITLE) -> Stated | None:
    return stated_date(title, text, read_on=READ_ON)


@pytest.mark.parametrize(
    ("stamp", "moment", "timed"),
    [
        (
            "Politics | June 12, 2024, Wednesday // 17:39|  views",
            datetime(2024, 6, 12, 17, 39, tzinfo=UTC),
            True,
        ),
        ("2024-06-12T07:59:16.104Z", datetime(2024, 6, 12, 7, 59, 16, 104000, tzinfo=UTC), True),
        ("2024-06-12T01:30:00+04:00", datetime(2024, 6, 11, 21, 30, tzinfo=UTC), True),
        ("Published 12 June 2024 by Ann Doe", datetime(2024, 6, 12, tzinfo=UTC), False),
        ("12.06.2024, 09:05", datetime(2024, 6, 12, 9, 5, tzinfo=UTC), True),
        ("12 июня 2024, 17:39", datetime(2024, 6, 12, 17, 39, tzinfo=UTC), True),
        ("Հունիսի 12, 2024 17:39", datetime(2024, 6, 12, 17, 39, tzinfo=UTC), True),
    ],
)
def test_a_stamp_under_the_headline_dates_the_article(stamp: str, moment: datetime, timed: bool) -> None:
    found = stated(f"The Daily\n\n{TITLE}\n\n{stamp}\n\n{STORY}")
    assert found is not None
    assert (found.moment, found.source, found.timed) == (moment, DateSource.DATELINE, timed)
    assert found.evidence == stamp


@pytest.mark.parametrize(
    "opening",
    [
        "GENEVA, June 12. /Wire/. Talks began.",
        "GENEVA, June 12 (Wire) - Talks began.",
        "GENEVA, June 12 — Talks began.",
        "ЖЕНЕВА, 12 июня. /Агентство/. Переговоры начались.",
        "Ժնև, 12 հունիսի։ Բանակցությունները մեկնարկեցին։",
        "GENEVA, 12 June 2024 – Talks began.",
    ],
)
def test_a_dateline_dates_the_article(opening: str) -> None:
    found = stated(f"{TITLE}\n{opening}")
    assert found is not None
    assert (found.moment.date(), found.source, found.timed) == (date(2024, 6, 12), DateSource.DATELINE, False)


def test_a_dateline_needs_a_year_or_the_day_of_reading() -> None:
    assert stated_date(TITLE, f"{TITLE}\nGENEVA, June 12. Talks began.") is None
    assert stated(f"{TITLE}\nGENEVA, June 25. Talks began.") is None  # after it was read


def test_the_masthead_is_only_an_upper_bound() -> None:
    page = f"Monday, June 17, 2024\nHome News\n\n{TITLE}\n\n{STORY}"
    found = stated(page)
    assert found is not None
    assert (found.moment.date(), found.source) == (date(2024, 6, 17), DateSource.MASTHEAD)
    assert found.confidence == CONFIDENCE[DateSource.MASTHEAD]
    without_headline = stated(page, title="")
    assert without_headline is not None
    assert without_headline.source is DateSource.MASTHEAD


def test_a_stamp_outranks_the_masthead_and_an_updated_one() -> None:
    page = f"Monday, June 17, 2024\n{TITLE}\nUpdated: 14 June 2024\nPublished: 12 June 2024\n{STORY}"
    found = stated(page)
    assert found is not None
    assert (found.moment.date(), found.source) == (date(2024, 6, 12), DateSource.DATELINE)


@pytest.mark.parametrize(
    "page",
    [
        f"{TITLE}\nThursday, June 12, 2024\n{STORY}",  # a Wednesday
        f"{TITLE}\n30 February 2024\n{STORY}",
        f"{TITLE}\n{STORY}\n{STORY}\nRelated\nNews 2024-03-19T05:10:05.233Z",
        f"{TITLE}\n{STORY} It was signed on 12 June 2024.",
        f"{TITLE}\nOn Monday, June 10, the sides met again in the capital.",
        f"{TITLE}\nThe treaty of 12 June 2024 has been in force since the day it was signed in the capital",
        TITLE,
        "",
    ],
)
def test_what_is_no_date_of_publication_is_left_alone(page: str) -> None:
    assert stated(page) is None


@given(title=st.text(), text=st.text(), read_on=st.none() | st.dates())
@settings(max_examples=100, deadline=None)
def test_any_page_is_read(title: str, text: str, read_on: date | None) -> None:
    found = stated_date(title, text, read_on=read_on)
    assert found is None or found.moment.tzinfo is not None


@pytest.mark.parametrize(
    "stamp", ["2024-06-12T99:99:99Z", "2024-06-12T24:61", "0001-01-01T00:00:00.99999+14:00"]
)
def test_a_day_with_an_impossible_time_is_still_a_day(stamp: str) -> None:
    found = stated(f"{TITLE}\n{stamp}\n{STORY}")
    assert found is not None
    assert found.moment.date() == date.fromisoformat(stamp[:10])


# --- which answer counts --------------------------------------------------------------------------------------


def candidate(day: int, source: DateSource) -> PublicationCandidate:
    return PublicationCandidate(datetime(2024, 6, day, tzinfo=UTC), source, timed=False)


def test_the_best_source_wins_in_any_order() -> None:
    answers = [candidate(10 + rank, source) for rank, source in enumerate(DateSource)]
    for first in range(len(answers)):
        remaining = answers[first:]
        for order in (remaining, remaining[::-1]):
            chosen = settle_publication(order, FETCHED)
            assert (chosen.published, chosen.source) == (answers[first].moment, answers[first].source)


def test_without_answers_it_was_published_when_it_was_read() -> None:
    assert settle_publication([], FETCHED) == Publication(
        FETCHED, DateSource.FETCHED, CONFIDENCE[DateSource.FETCHED], True
    )


def test_an_earlier_upper_bound_costs_confidence() -> None:
    calm = settle_publication(
        [candidate(12, DateSource.DATELINE), candidate(17, DateSource.MASTHEAD)], FETCHED
    )
    torn = settle_publication(
        [candidate(12, DateSource.DATELINE), candidate(8, DateSource.MASTHEAD)], FETCHED
    )
    assert calm.published == torn.published
    assert calm.confidence == CONFIDENCE[DateSource.DATELINE]
    assert torn.confidence < calm.confidence


def test_nothing_is_published_after_it_was_read() -> None:
    soon = settle_publication([PublicationCandidate(FETCHED + timedelta(hours=3), DateSource.FEED)], FETCHED)
    late = settle_publication([PublicationCandidate(FETCHED + timedelta(days=30), DateSource.FEED)], FETCHED)
    assert soon.published == late.published == FETCHED
    assert soon.confidence == CONFIDENCE[DateSource.FEED]
    assert late.confidence < soon.confidence


def test_a_candidate_may_bring_its_own_confidence() -> None:
    answer = PublicationCandidate(FETCHED, DateSource.INFERRED, confidence=0.42)
    assert settle_publication([answer], FETCHED).confidence == 0.42
