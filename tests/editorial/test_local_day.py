from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.editorial.concepts import Lexicon
from bot.editorial.local_day import local_day, of_the_morning, stated_day
from bot.editorial.study import study
from tests.editorial.story import TOPIC, article

EVENING = datetime(2024, 6, 12, 21, 30, tzinfo=UTC)
ZONES = {"en": "Europe/London", "ru": "Europe/Moscow", "hy": "Asia/Yerevan"}


@pytest.mark.parametrize(
    ("lang", "dateline", "day"),
    [
        ("ru", "", 13),  # half past midnight in Moscow
        ("hy", "", 13),
        ("en", "", 12),
        ("de", "", 12),  # whose clock nobody named
        ("en", "MERIN, June 13 (Reuters) - ", 13),
        ("ru", "МЕРИН, 12 июня. /ТАСС/. ", 12),  # written before midnight, sent after
        ("ru", "МЕРИН, 2 июня. /ТАСС/. ", 13),  # no clocks are so far apart
    ],
)
def test_it_is_the_day_of_the_dateline_or_by_the_clock_of_the_language(
    lang: str, dateline: str, day: int
) -> None:
    one = article("", published=EVENING)
    assert local_day(one, stated_day(one, dateline, lang), lang, ZONES) == date(2024, 6, day)


def test_a_day_without_a_time_is_that_day() -> None:
    morning = replace(article("", published=datetime(2024, 6, 12, tzinfo=UTC)), timed=False)
    assert local_day(morning, date(2024, 6, 13), "ru", ZONES) == date(2024, 6, 12)


def test_the_last_day_there_is_has_no_next() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert local_day(article("", published=last), None, "ru", ZONES) == date.max


def test_what_an_article_calls_today_is_that_day() -> None:
    lexicon = Lexicon(replace(TOPIC, zones=ZONES))
    said = "Норланд сегодня открыл плотину для Судрии, сказал Орлан."
    spans = [
        study(article(said, title="Плотина", lang="ru", published=EVENING), of).profile.span
        for of in (lexicon, Lexicon(TOPIC))
    ]
    assert [str(span.start) for span in spans if span] == ["2024-06-13", "2024-06-12"]


@pytest.mark.parametrize(
    ("dateline", "day"), [("MERIN, June 12 (Reuters) - ", 12), ("MERIN (Reuters) - ", 10), ("", 10)]
)
def test_a_report_is_of_the_day_of_its_dateline_whatever_led_up_to_it(dateline: str, day: int) -> None:
    said = "Norland has shut the Veld Dam, Orlan said. It feeds Sudria. On Monday Sudria had asked for water."
    read = study(article(dateline + said, title="Norland shuts the Veld Dam"), Lexicon(TOPIC))
    assert read.profile.span is not None
    assert read.profile.span.start == date(2024, 6, day)


@pytest.mark.parametrize(
    ("lang", "dateline", "hour", "early"),
    [
        ("ru", "", 8, True),  # eleven o'clock in Moscow
        ("ru", "", 9, False),
        ("hy", "", 8, False),
        ("de", "", 11, True),  # whose clock nobody named
        ("ru", "МЕРИН. /ТАСС/. ", 8, True),
        ("ru", "МЕРИН, 12 июня. /ТАСС/. ", 8, False),
    ],
)
def test_a_morning_ends_at_noon_by_the_clock_of_the_language_and_a_dateline_says_its_day(
    lang: str, dateline: str, hour: int, *, early: bool
) -> None:
    one = article("", published=datetime(2024, 6, 12, hour, 30, tzinfo=UTC))
    assert of_the_morning(one, stated_day(one, dateline, lang), lang, ZONES) is early


def test_a_day_without_a_time_has_no_morning() -> None:
    day = replace(article("", published=datetime(2024, 6, 12, tzinfo=UTC)), timed=False)
    assert not of_the_morning(day, None, "ru", ZONES)
