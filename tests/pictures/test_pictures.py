"""/chart over real sockets: a picture of the asked time, leafed through in place, in every language and theme."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.canvas import DARK, HEIGHT, LIGHT, WIDTH, Canvas, drawable
from bot.pictures.timeline import BARS_TOP, BOTTOM, TOP, Chart, Mark, apart, chart_png, weightiest
from bot.pictures.week import Line, Week, week_png

DAY = date(2024, 6, 12)


def picture(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def chart(*marks: Mark) -> Chart:
    first = date(2024, 1, 1)
    weeks = [(first + timedelta(days=7 * n), n % 5) for n in range(52)]
    ticks = [(date(2024, month, 1), str(month)) for month in range(1, 13)]
    return Chart(
        "Story",
        "2024",
        "note",
        first,
        date(2024, 12, 31),
        marks,
        ticks,
        weeks,
        "Reports",
        "disputed",
        "background",
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_chart_is_a_picture_on_the_paper_of_its_theme(theme: object) -> None:
    assert theme in {LIGHT, DARK}
    chosen = DARK if theme is DARK else LIGHT
    image = picture(chart_png(chart(Mark(DAY, "12 June", "Ոչ մի մասնակցություն · Без участия", 3)), chosen))
    assert image.size == (WIDTH, HEIGHT)
    red, green, blue = (int(chosen.paper[at : at + 2], 16) for at in (1, 3, 5))
    assert image.convert("RGB").getpixel((5, 5)) == (red, green, blue)


HOSTILE = ["$x_1$ \\frac{", "🇦🇲🔥" * 50, "word" * 400, "", "a\u202eb\u0000c", "՞" * 90, "𝔘𝔫𝔦"]


@pytest.mark.parametrize("headline", HOSTILE)
def test_no_headline_is_too_hostile_to_be_drawn(headline: str) -> None:
    png = chart_png(chart(Mark(DAY, "12 June", headline, 1), Mark(DAY, headline, headline, 10**9)), LIGHT)
    assert picture(png).size == (WIDTH, HEIGHT)


def test_a_mark_that_needs_a_word_has_one_and_no_other() -> None:
    plain = Mark(DAY, "12 June", "A headline", 3)
    pictures = {
        chart_png(chart(replace(plain, disputed=disputed, background=background)), LIGHT)
        for disputed in (False, True)
        for background in (False, True)
    }
    without = replace(chart(plain), disputed="other", background="words")
    assert len(pictures) == 4
    assert picture(chart_png(without, LIGHT)) == picture(chart_png(chart(plain), LIGHT))
    told = chart(replace(plain, disputed=True))
    assert picture(chart_png(replace(told, disputed="other"), LIGHT)) != picture(chart_png(told, LIGHT))


def test_a_time_without_reports_has_no_bars_and_no_axis_for_them() -> None:
    silent = replace(chart(), reports=[(DAY, 0)])
    below = picture(chart_png(silent, LIGHT)).convert("RGB").crop((0, BARS_TOP - 60, WIDTH, HEIGHT))
    assert below.getcolors() == [(below.width * below.height, (255, 255, 255))]


def test_five_thousand_events_still_make_a_chart() -> None:
    marks = [Mark(DAY + timedelta(days=n // 50), "a day", f"headline {n}", n % 7) for n in range(5000)]
    assert picture(chart_png(chart(*marks), DARK)).size == (WIDTH, HEIGHT)


def test_the_events_with_most_sources_are_named_and_background_comes_last() -> None:
    known = [Mark(DAY + timedelta(days=n), "", str(n), n) for n in range(5)]
    old = Mark(DAY - timedelta(days=9), "", "background", 99, background=True)
    assert weightiest([old, *known], 2) == known[3:]
    assert weightiest([old, *known], 6) == [old, *known]


@given(st.lists(st.tuples(st.floats(0, 2000), st.floats(20, 80)), min_size=1, max_size=8))
def test_labels_never_overlap_nor_leave_the_axis_and_keep_their_order(
    labels: list[tuple[float, float]],
) -> None:
    wanted = sorted(place for place, _ in labels)
    heights = [height for _, height in labels]
    middles = apart(wanted, heights, 10, TOP, BOTTOM)
    edges = [(y - h / 2, y + h / 2) for y, h in zip(middles, heights, strict=True)]
    assert edges[0][0] >= TOP - 1e-6
    assert edges[-1][1] <= BOTTOM + 1e-6
    assert all(above[1] + 10 <= below[0] + 1e-6 for above, below in pairwise(edges))


def test_a_label_alone_stands_where_it_happened() -> None:
    assert apart([500.0], [60.0], 10, TOP, BOTTOM) == [500.0]


@given(st.text(max_size=300), st.integers(1, 4))
def test_wrapped_text_fits_its_room_and_lines(text: str, lines: int) -> None:
    canvas = Canvas(LIGHT)
    wrapped = canvas.wrap(text, 30, 400, lines)
    assert len(wrapped) <= lines
    assert all(canvas.width(line, 30) <= 400 for line in wrapped)


def test_text_that_fits_is_not_cut() -> None:
    canvas = Canvas(LIGHT)
    assert canvas.wrap("Three short words", 30, 900, 2) == ["Three short words"]
    assert " ".join(canvas.wrap("One two three four five six", 30, 200, 4)) == "One two three four five six"


def test_what_the_font_cannot_draw_is_left_out() -> None:
    assert drawable("Ереван 🔥 Երևան\tYerevan") == "Ереван Երևան Yerevan"


def test_a_week_says_how_many_events_are_left_out() -> None:
    said: list[int] = []

    def more(count: int) -> str:
        said.append(count)
        return f"and {count} more"

    lines = [Line("12 Jun", "A headline that takes its room " * 4, "3 sources") for _ in range(12)]
    image = picture(week_png(Week("Story", "10–16 June", "note", lines, more, "nothing"), LIGHT))
    assert image.size == (WIDTH, HEIGHT)
    assert said
    assert 0 < said[0] < 12


def test_an_empty_week_is_a_card_too() -> None:
    assert picture(week_png(Week("Story", "10–16 June", "", [], str, "Nothing new"), DARK)).size == (
        WIDTH,
        HEIGHT,
    )
