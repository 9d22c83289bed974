"""The timeline, lists, the card of an event, and short answers, as a reader has them."""

from __future__ import annotations

import pytest

from bot.chat import notices
from bot.chat.keyboards import Act, decode
from bot.chat.messages import Message
from bot.chat.pages import TimelinePage, latest, timeline_page
from bot.chat.periods import NoSuchMonth, Period, possible
from storage.records import EventStatus, Precision, Span
from tests.chat.samples import (
    SCALES,
    at,
    day,
    edition,
    event,
    labels,
    marked,
    month,
    source,
    withdrawn,
)

YEAR = Span(day(1, 1).start, day(31, 12).end, Precision.YEAR)
LINK = "https://t.me/dateline_bot?start=event_17"


PAGE = TimelinePage(
    period=Period(2024),
    events=(
        event([], [source(1, "Gull", at(12))], title="A new guild", span=YEAR),
        event([], [], title="Quay rebuilt", span=month(2)),
        event([], [source(1, "Gull", at(12))], title="Stalls open", span=day(22, 2)),
        SCALES,
        withdrawn(event([], [source(1, "Gull", at(12))], title="Market burns", span=day(13))),
        event(
            [], [source(1, "Gull", at(12))], title="Toll raised", span=day(14), status=EventStatus.DISPUTED
        ),
    ),
    background=(event([], [], title="Harbour founded", span=day(3, 2)),),
    page=2,
    pages=3,
    earlier=Period(2022),
    later=Period(2025),
)

TIMELINE = {
    "en": f"""\
*2024* · Fish market · page 2 of 3

A new guild · [1 source]({LINK})

*February*
Quay rebuilt · [0 sources]({LINK})
*22*  Stalls open · [1 source]({LINK})

*June*
*12*  Traders refuse the new scales · [3 sources]({LINK})
*13*  ~Market burns~ · [1 source]({LINK}) · withdrawn
*14*  Toll raised · [1 source]({LINK}) · disputed
«Background: 1 event
3 February 2024 — Harbour founded»""",
    "ru": f"""\
*2024* · Рынок · страница 2 из 3

A new guild _(en)_ · [1 источник]({LINK})

*Февраль*
Quay rebuilt _(en)_ · [0 источников]({LINK})
*22*  Stalls open _(en)_ · [1 источник]({LINK})

*Июнь*
*12*  Traders refuse the new scales _(en)_ · [3 источника]({LINK})
*13*  ~Market burns _(en)_~ · [1 источник]({LINK}) · отозвано
*14*  Toll raised _(en)_ · [1 источник]({LINK}) · оспаривается
«Предыстория: 1 событие
3 февраля 2024 г. — Harbour founded _(en)_»""",
    "hy": f"""\
*2024* · Շուկա · էջ 2 / 3

A new guild _(en)_ · [1 աղբյուր]({LINK})

*Փետրվար*
Quay rebuilt _(en)_ · [0 աղբյուր]({LINK})
*22*  Stalls open _(en)_ · [1 աղբյուր]({LINK})

*Հունիս*
*12*  Traders refuse the new scales _(en)_ · [3 աղբյուր]({LINK})
*13*  ~Market burns _(en)_~ · [1 աղբյուր]({LINK}) · հետ է կանչված
*14*  Toll raised _(en)_ · [1 աղբյուր]({LINK}) · վիճարկվում է
«Նախապատմություն՝ 1 իրադարձություն
3 փետրվարի, 2024 թ. — Harbour founded _(en)_»""",
}


def presses(message: Message) -> list[tuple[str, Act, tuple[int, ...]]]:
    """Each button's label and meaning."""
    assert message.keyboard
    buttons = [button for row in message.keyboard.inline_keyboard for button in row]
    read = [(button.text, decode(str(button.callback_data))) for button in buttons]
    return [(text, press.act, press.ids) for text, press in read if press]


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
def test_a_page_has_its_months_one_line_an_event_and_no_day_nobody_knows(lang: str) -> None:
    assert marked(timeline_page(edition(lang), PAGE)) == TIMELINE[lang]


def test_a_page_leads_to_its_neighbours_and_to_other_years() -> None:
    assert presses(timeline_page(edition(), PAGE)) == [
        ("◀", Act.PAGE, (2024, 0, 1)),
        ("▶", Act.PAGE, (2024, 0, 3)),
        ("◀ 2022", Act.PAGE, (2022, 0, 0)),
        ("2025 ▶", Act.PAGE, (2025, 0, 1)),
    ]


def test_a_month_needs_no_second_heading_and_its_neighbours_are_months() -> None:
    page = TimelinePage(Period(2024, 6), (SCALES,), (), 1, 1, Period(2024, 2), None)
    message = timeline_page(edition(), page)
    assert marked(message) == (
        f"*June 2024* · Fish market\n\n*12*  Traders refuse the new scales · [3 sources]({LINK})"
    )
    assert labels(message) == [["◀ February 2024"]]


def test_an_empty_time_says_so() -> None:
    assert marked(timeline_page(edition(), TimelinePage(Period(1999), (), (), 0, 0))) == (
        "*1999* · Fish market\n\nNothing is known of this time."
    )


def test_an_event_that_began_the_year_before_stands_under_that_month() -> None:
    span = Span(day(30, 12, 2023).start, day(2, 1).end)
    page = TimelinePage(Period(2024), (event([], [], title="A long night", span=span),), (), 1, 1)
    assert marked(timeline_page(edition(), page)).splitlines()[2:] == [
        "*December 2023*",
        f"*30 – 2 January 2024*  A long night · [0 sources]({LINK})",
    ]


def test_the_latest_are_numbered_and_the_numbers_open_them() -> None:
    message = latest(edition(), (SCALES,))
    assert marked(message) == (
        f"*Latest* · Fish market\n\n1. 12 June 2024 — Traders refuse the new scales · [3 sources]({LINK})"
    )
    assert presses(message) == [("1", Act.EVENT, (17,))]
    assert latest(edition("ru"), ()).text == "Сообщений пока нет."


def test_a_period_knows_its_first_and_last_day() -> None:
    assert [str(edge) for edge in (Period(2024).first, Period(2024).last)] == ["2024-01-01", "2024-12-31"]
    assert [str(edge) for edge in (Period(2024, 2).first, Period(2024, 2).last)] == [
        "2024-02-01",
        "2024-02-29",
    ]
    assert possible(0, 0) is possible(2024, 13) is possible(10**9, 0) is None


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            notices.unclear_period(edition(), "2024-13", NoSuchMonth(2024, 13)),
            "`/timeline 2024-13`: there is no month 13. Try `/timeline 2024-06`.",
        ),
        (
            notices.unclear_period(edition("ru"), "июнь", None),
            "`/timeline июнь`: это не год и не месяц. Попробуйте `/timeline 2024` или `/timeline 2024-06`.",
        ),
        (
            notices.unclear_period(edition("hy"), "2024-13", NoSuchMonth(2024, 13)),
            "`/timeline 2024-13`: 13 ամիս չկա։ Փորձեք `/timeline 2024-06`։",
        ),
        (
            notices.no_such_event(edition(), "99"),
            "`/event 99`: there is no event with this number. /latest shows the newest.",
        ),
        (notices.not_a_number(edition(), "event", ""), "`/event`: a number is missing. Try `/event 17`."),
        (notices.no_words(edition("ru")), "`/search`: не хватает слов. Попробуйте `/search парламент`."),
        (
            notices.no_such_article(edition(), "x"),
            "`/why x`: there is no such article. Its number, or its address, finds it: `/why 17`.",
        ),
        (
            notices.unknown_command(edition(), "foo{bar}"),
            "`/foo{bar}`: there is no such command. /help lists them.",
        ),
        (
            notices.for_admins(edition(), "feeds"),
            "`/feeds`: this is for the bot's admins, in a private chat with it.",
        ),
    ],
)
def test_a_fault_says_what_was_typed_what_is_wrong_and_what_to_type_instead(
    message: Message, text: str
) -> None:
    assert marked(message) == text


def test_what_was_typed_is_repeated_no_longer_than_it_helps() -> None:
    assert len(notices.unknown_command(edition(), "x" * 4000).text) < 120


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
def test_help_lists_what_one_may_use(lang: str) -> None:
    reader, admin = (notices.help_text(edition(lang), admin=admin).text for admin in (False, True))
    assert "/addfeed" in admin
    assert "/addfeed" not in reader
    assert {"/timeline", "/latest", "/event", "/search", "/start", "/language", "/stop", "/help"} <= {
        row.split()[0] for row in reader.splitlines() if row.startswith("/")
    }


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
def test_answers_to_a_press_are_short_enough(lang: str) -> None:
    answers = [notices.stale(edition(lang)), notices.for_group_admins(edition(lang)).text]
    answers += [notices.for_admins(edition(lang)).text, notices.not_following(edition(lang)).text]
    answers.append(notices.apology(edition(lang)).text)
    assert all(1 <= len(answer) <= 200 for answer in answers)
