"""/chart over real sockets: a picture of the asked time, leafed through in place, in every language."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.pictures.canvas import DARK, HEIGHT, LIGHT, WIDTH
from tests.chat.newspaper import READER, Newspaper, told
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import NOW

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
