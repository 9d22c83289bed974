"""/chart over real sockets: a picture of the asked time, leafed through in place, in every language."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from bot.chat.edition import Edition
from bot.chat.gallery import charted
from bot.chat.periods import Period
from bot.pictures.canvas import DARK, HEIGHT, LIGHT, WIDTH
from bot.pictures.timeline import Chart
from storage.records import Precision, Span, Verdict
from tests.chat.newspaper import READER, Newspaper, told
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import NOW, decision, draft, study

# What is tested here is what is shown: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def paper_of(message: SentMessage) -> str:
    """The colour in the corner of a picture."""
    image = Image.open(io.BytesIO(message.content)).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    return "#" + "".join(f"{value:02x}" for value in image.getpixel((3, 3)))  # type: ignore[union-attr]


async def test_the_chart_shows_the_newest_year_and_leafs_in_place(paper: Newspaper, story: list[int]) -> None:
    shown = await paper.one("/chart")
    assert (shown.kind, shown.text) == ("photo", "The fish market · 2024")
    assert paper_of(shown) == LIGHT.paper
    before = shown.content
    await paper.pressed(shown, "◀ 2022")
    assert shown.text == "The fish market · 2022"
    assert shown.content != before
    await paper.pressed(shown, "Dark")
    assert paper_of(shown) == DARK.paper
    assert shown.text == "The fish market · 2022"
    assert len(paper.api.messages(READER)) == 1


async def test_pressing_what_is_shown_already_changes_nothing(paper: Newspaper, story: list[int]) -> None:
    shown = await paper.one("/chart 2024 dark")
    query = await paper.pressed(shown, "Light")
    again = await paper.pressed(shown, "Dark")
    assert paper_of(shown) == DARK.paper
    assert paper.api.callback_answer(query) is not None
    assert paper.api.callback_answer(again) is not None


def _passing(paper: Newspaper, *pasts: tuple[str, Span]) -> None:
    """An article tells of earlier things in passing."""
    drafts = tuple(draft(title, span, background=True) for title, span in pasts)
    of = study("passing", published=NOW)
    paper.services.store.archive.publish(of, decision(Verdict.DUPLICATE, background=drafts), NOW)


def _charted(paper: Newspaper, period: Period) -> Chart:
    services = paper.services
    return charted(
        services.store.timeline, services.store.archive, Edition.of("ru", services.store.topic, NOW), period
    )


async def test_background_that_lasted_for_years_stands_where_it_began(paper: Newspaper) -> None:
    _passing(
        paper,
        ("The scales were made", Span(date(1990, 1, 1), date(1999, 12, 31), Precision.YEAR)),
        ("The quay was built", Span(date(1992, 1, 1), date(1992, 12, 31), Precision.YEAR)),
    )
    for year, made, built in ((1990, True, False), (1992, False, True), (1995, False, False)):
        page = (await paper.one(f"/timeline {year}")).text
        assert ("The scales were made" in page, "The quay was built" in page) == (made, built)
        marks = [mark.headline for mark in _charted(paper, Period(year)).marks]
        assert ("The scales were made" in marks, "The quay was built" in marks) == (made, built)
    (mark,) = _charted(paper, Period(1990)).marks
    assert (mark.when, mark.day.year) == ("1990–1999", 1990)  # in the middle of what the axis shows of it


async def test_marks_stand_in_the_order_of_their_places_and_say_all_their_days(paper: Newspaper) -> None:
    _passing(
        paper,
        ("All year", Span(date(2023, 1, 1), date(2023, 12, 31), Precision.YEAR)),
        ("Two days", Span(date(2023, 2, 3), date(2023, 2, 4))),
        ("One day", Span(date(2023, 3, 5), date(2023, 3, 5))),
    )
    shown = _charted(paper, Period(2023))
    assert [mark.headline for mark in shown.marks] == ["Two days", "One day", "All year"]
    assert [mark.when.replace("\u202f", " ") for mark in shown.marks] == [
        "3–4 февраля 2023 г.",
        "5 мар.",
        "2023",
    ]
    assert (shown.note, shown.period) == ("0 событий · 0 сообщений", "2023")
    assert _charted(paper, Period(2023, 2)).period.startswith("Февраль 2023")


@pytest.mark.parametrize(
    ("lang", "caption"), [("en", "June 2024"), ("ru", "июнь 2024\u202fг."), ("hy", "2024 թ. հունիս")]
)
async def test_a_month_is_charted_in_the_readers_language(paper: Newspaper, lang: str, caption: str) -> None:
    shown = await paper.one("/chart 2024-06 dark", lang=lang)
    assert shown.text.casefold().endswith(caption.casefold())
    assert paper_of(shown) == DARK.paper


async def test_a_time_that_is_none_is_explained(paper: Newspaper) -> None:
    assert "Try /chart 2024-06." in (await paper.one("/chart 2024-13")).text
    assert "/chart 2024" in (await paper.one("/chart someday")).text


async def test_the_week_is_a_card(paper: Newspaper) -> None:
    empty = await paper.one("/chart week")
    told(paper, 1, "Something happened", NOW.date())
    full = await paper.one("/chart week")
    assert empty.kind == full.kind == "photo"
    assert empty.content != full.content
    assert full.text.startswith("The fish market · ")
