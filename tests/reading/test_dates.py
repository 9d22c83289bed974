from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.dates import moment

TEN = datetime(2026, 1, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 05 Jan 2026 10:00:00 GMT",
        "Mon, 05 Jan 2026 10:00:00 +0000",
        "Mon,  5 Jan 2026\n 14:00:00 +0400",
        "05 Jan 26 10:00 UT",
        "5 Jan 2026 05:00:00 EST",
        "Mon, 05 Jan 2026 13:00:00 MSK",
        "2026-01-05T10:00:00Z",
        "2026-01-05T10:00:00.000Z",
        "2026-01-05T14:00:00+04:00",
        "2026-01-05 14:00:00 +0400",
        "2026-01-05 10:00:00 UTC",
        "2026-01-05T10:00",
        "20260105T100000Z",
        "1767607200",
        "1767607200000",
        "Пн, 05 янв 2026 13:00:00 +0300",
        "5 января 2026 10:00",
        "5 հունվարի 2026 10:00",
        "Երկ, 05 հնվ 2026 14:00:00 +0400",
    ],
)
def test_one_moment_in_many_spellings(text: str) -> None:
    assert moment(text) == TEN


def test_fractions_of_a_second_are_kept() -> None:
    assert moment("2026-01-05T10:00:00.25Z") == TEN.replace(microsecond=250_000)


def test_a_bare_day_is_its_midnight() -> None:
    assert moment("2026-01-05") == TEN.replace(hour=0)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "yesterday",
            "Invalid Date",
            "-0001-11-30T00:00:00Z",
            "10000-01-01",
            "2026-13-45",
            "0000-00-00",
            "1000000000",
        ),
        *(
            "9999-12-31T23:59:59Z",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Mon, 31 Feb 2026 10:00:00 GMT",
            "99999999999999",
        ),
        *(
            "Sun, 31 Dec 9999 23:59:59 -2359",
            "1994-12-31",
            "2101-01-01",
            "2026-01-05T10:00:00+99:99",
            "9" * 500,
        ),
    ],
)
def test_absurd_dates_are_no_dates(text: str) -> None:
    found = moment(text)
    assert found is None or (text == "1000000000" and found.year == 2001)


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,4} [A-Z][a-z]{2} \d{1,6} \d\d:\d\d:\d\d [+-]?\w{0,6}"))
def test_any_text_is_a_plausible_moment_or_none(text: str) -> None:
    found = moment(text)
    assert found is None or (found.tzinfo is UTC and 1995 <= found.year <= 2100)
