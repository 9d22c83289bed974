"""/stats over real sockets."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.pictures.canvas import DARK, HEIGHT, LIGHT, WIDTH
from bot.pictures.figures import Board, Group, board_png
from storage.records import FeedDraft, FeedState
from tests.chat.newspaper import ADMIN, READER, Newspaper
from tests.storage.newsroom import NOW

# What is tested here is what is said: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_admins_see_every_figure_as_a_picture_and_in_words(paper: Newspaper, story: list[int]) -> None:
    await paper.one("/start", READER)
    gull = paper.services.store.feeds.add(FeedDraft(url="https://gull.example/feed", outlet="Gull"), NOW)
    paper.services.store.feeds.add(FeedDraft(url="https://tern.example/feed", outlet="Tern"), NOW)
    paper.services.store.feeds.set_state(gull.id, FeedState.PAUSED, NOW)
    shown = await paper.one("/stats", ADMIN)
    assert shown.kind == "photo"
    assert shown.text.splitlines() == [
        "The fish market · Figures",
        "16 articles read: new events 16, developments 0, confirmations 0, copies 0, not the story 0",
        "2 feeds: read 1, on pause 1, closed for good 0, in trouble 0",
        "1 subscriber: all of it at once 1, the weightiest 0, digests only 0, with a digest 1",
        "0 deliveries: sent 0, waiting 0, held for later 0, uncertain 0, not sent 0",
        "Nothing waits to be sent.",
    ]
    dark = await paper.one("/stats dark", ADMIN, lang="ru")
    assert dark.text.startswith("Рыбный рынок · Цифры")
    assert dark.content != shown.content


async def test_figures_are_for_admins(paper: Newspaper) -> None:
    assert "for the bot's admins" in (await paper.one("/stats", READER)).text


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("bars", [0, 1, 5, 200])
def test_any_number_of_bars_makes_a_picture(database_url: str, theme: object, bars: int) -> None:
    group = Group("A group", [("name" * n, n**9, str(n**9)) for n in range(bars)])
    image = Image.open(
        io.BytesIO(board_png(Board("S", "H", "N", [group, group]), DARK if theme is DARK else LIGHT))
    )
    assert image.size == (WIDTH, HEIGHT)
