"""A stretch of the timeline as a picture: events along an axis of time, and below how many reports each week brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.pictures.canvas import HEIGHT, LEADING, WIDTH, Canvas, Theme, drawing

MARGIN = 56
TOP, BOTTOM = 236, 1076  # between them the axis
AXIS = 168
LABELS = 236  # where the events' words begin
STORY, STORY_SIZE = 72, 27
LABEL_SIZE = 29  # a third of it on a phone: as small as may be read at arm's length
DAY_SIZE = 23
LABEL_LINES = 2
GAP = 22
MOST_LABELS = 12

BARS_TOP, BARS_BOTTOM = 1166, 1276
SMALLEST_DOT, LARGEST_DOT = 7, 15
LARGEST_AT = 10  # sources; more make no larger dot


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on the axis, in the reader's words.

    Args:
        day: when it happened, the middle of a longer time.
        when: how the reader is told so.
        headline: what happened.
        sources: articles that report it.
        disputed: whether somebody denies it.
        background: known from later reports only.
    """

    day: date
    when: str
    headline: str
    sources: int
    disputed: bool = False
    background: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What the picture shows.

    Args:
        story: its name.
        period: the title.
        note: one line under it.
        first: where the axis begins.
        last: where it ends.
        marks: the events, in order of date.
        ticks: days with their names along the axis.
        reports: the first day of each week, and how many reports came in it.
        reports_title: what these are called, with the highest number.
        disputed: what the colour of some events means.
        background: what hollow dots mean.
    """

    story: str
    period: str
    note: str
    first: date
    last: date
    marks: Sequence[Mark]
    ticks: Sequence[tuple[date, str]]
    reports: Sequence[tuple[date, int]]
    reports_title: str
    disputed: str
    background: str


def weightiest(marks: Sequence[Mark], most: int) -> list[Mark]:
    """The events worth words, in order of date: background comes last, and of the others what more outlets report first."""
    by_weight = sorted(marks, key=lambda mark: (mark.background, -mark.sources, mark.day))
    kept = set(by_weight[:most])
    return [mark for mark in marks if mark in kept]


def chart_png(chart: Chart, theme: Theme) -> bytes:
    """Draw the chart; a PNG of `WIDTH` x `HEIGHT` pixels."""
    with drawing(theme) as canvas:
        _heading(canvas, chart)
        _axis(canvas, chart)
        _events(canvas, chart)
        _reports(canvas, chart)
        return canvas.png()


def _heading(canvas: Canvas, chart: Chart) -> None:
    theme = canvas.theme
    canvas.text(MARGIN, STORY, chart.story, STORY_SIZE, theme.accent, bold=True)
    _legend(canvas, chart)
    canvas.text(MARGIN, 126, chart.period, 52, theme.ink, bold=True)
    canvas.text(MARGIN, 182, chart.note, 25, theme.muted)


def _legend(canvas: Canvas, chart: Chart) -> None:
    """What marks mean that not every event has, on the right of the story's name: of those there are, as many as fit."""
    theme = canvas.theme
    meanings = (
        (chart.disputed, theme.alert, False, any(mark.disputed for mark in chart.marks)),
        (chart.background, theme.muted, True, any(mark.background for mark in chart.marks)),
    )
    left = MARGIN + canvas.width(chart.story, STORY_SIZE, bold=True) + GAP
    right: float = WIDTH - MARGIN
    for meaning, colour, hollow, shown in reversed(meanings):
        begin = right - canvas.width(meaning, DAY_SIZE)
        if shown and begin - GAP >= left:
            canvas.text(begin, STORY, meaning, DAY_SIZE, theme.muted)
            canvas.dot(begin - GAP, STORY, SMALLEST_DOT, colour, hollow=hollow)
            right = begin - 3 * GAP


def _place(chart: Chart, day: date, low: float, high: float) -> float:
    """Where a day lies between two ends; days outside lie on the nearer end."""
    length = max(1, (chart.last - chart.first).days)
    share = (day - chart.first).days / length
    return low + min(1.0, max(0.0, share)) * (high - low)


def _axis(canvas: Canvas, chart: Chart) -> None:
    canvas.line([AXIS, AXIS], [TOP, BOTTOM], canvas.theme.line, 4)
    for day, name in chart.ticks:
        y = _place(chart, day, TOP, BOTTOM)
        canvas.line([AXIS - 10, AXIS], [y, y], canvas.theme.line, 3)
        canvas.text(AXIS - 22, y, name, DAY_SIZE, canvas.theme.muted, "right")


def _events(canvas: Canvas, chart: Chart) -> None:
    named, words, heights = _fitting(canvas, chart.marks)
    said = set(named)
    others = sorted({_place(chart, mark.day, TOP, BOTTOM) for mark in chart.marks if mark not in said})
    canvas.rings(AXIS, others, SMALLEST_DOT - 2, canvas.theme.muted)
    wanted = [_place(chart, mark.day, TOP, BOTTOM) for mark in named]
    for mark, lines, height, y in zip(
        named, words, heights, apart(wanted, heights, GAP, TOP, BOTTOM), strict=True
    ):
        _label(canvas, chart, mark, lines, y - height / 2)


def _fitting(canvas: Canvas, marks: Sequence[Mark]) -> tuple[list[Mark], list[list[str]], list[float]]:
    """As many of the weightiest events as there is room for, their headlines in lines, and how high each stands."""
    room = WIDTH - MARGIN - LABELS
    for most in range(min(MOST_LABELS, len(marks)), -1, -1):
        named = weightiest(marks, most)
        words = [canvas.wrap(mark.headline, LABEL_SIZE, room, LABEL_LINES) for mark in named]
        heights = [DAY_SIZE * LEADING + len(lines) * LABEL_SIZE * LEADING for lines in words]
        if sum(heights) + GAP * (len(heights) - 1) <= BOTTOM - TOP:
            return named, words, heights
    return [], [], []


def _label(canvas: Canvas, chart: Chart, mark: Mark, lines: Sequence[str], top: float) -> None:
    theme = canvas.theme
    colour = theme.alert if mark.disputed else theme.muted if mark.background else theme.accent
    first = top + DAY_SIZE * LEADING / 2
    y = _place(chart, mark.day, TOP, BOTTOM)
    canvas.line([AXIS, AXIS + 34, LABELS - 14], [y, first, first], theme.line, 3)
    size = SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * min(mark.sources, LARGEST_AT) / LARGEST_AT
    canvas.dot(AXIS, y, size, colour, hollow=mark.background)
    canvas.text(LABELS, first, mark.when, DAY_SIZE, colour, bold=True)
    for at, line in enumerate(lines):
        below = first + DAY_SIZE * LEADING / 2 + (at + 0.5) * LABEL_SIZE * LEADING
        canvas.text(LABELS, below, line, LABEL_SIZE, theme.ink)


def _reports(canvas: Canvas, chart: Chart) -> None:
    if not any(count for _, count in chart.reports):
        return
    theme = canvas.theme
    left, right = MARGIN, WIDTH - MARGIN
    canvas.text(left, BARS_TOP - 34, chart.reports_title, 25, theme.muted)
    most = max(count for _, count in chart.reports)
    weeks = max(1, -(-((chart.last - chart.first).days + 1) // 7))
    width = max(2.0, (right - left) / weeks - 3)
    for day, count in chart.reports:
        height = (BARS_BOTTOM - BARS_TOP) * count / most
        if count:
            x = _place(chart, day, left, right - width)
            canvas.bar(x, BARS_BOTTOM - max(3.0, height), width, max(3.0, height), theme.accent)
    canvas.line([left, right], [BARS_BOTTOM, BARS_BOTTOM], theme.line, 3)
    free: float = left
    for day, name in chart.ticks:
        x = _place(chart, day, left, right)
        reach = canvas.width(name, DAY_SIZE)
        if x >= free and x + reach <= right:
            canvas.text(x, HEIGHT - 46, name, DAY_SIZE, theme.muted)
            free = x + reach + 18


def apart(
    wanted: Sequence[float], heights: Sequence[float], gap: float, low: float, high: float
) -> list[float]:
    """Middles as near as can be to where they are wanted, so that nothing overlaps and all lies between two ends.

    Least squares under an order: the isotonic regression of what is wanted less what stands above, by pooling
    neighbours that would overlap (Barlow et al. 1972).

    Args:
        wanted: middles, ascending.
        heights: of each, same order.
        gap: between two.
        low: nothing begins above this.
        high: nothing ends below this; all together have room between the two.
    """
    if not wanted:
        return []
    steps = [(a + b) / 2 + gap for a, b in pairwise(heights)]
    first, last = low + heights[0] / 2, high - heights[-1] / 2
    above = [0.0]
    for step in steps:
        above.append(above[-1] + step)
    blocks: list[tuple[float, int]] = []  # mean, size
    for value in (want - offset for want, offset in zip(wanted, above, strict=True)):
        mean, size = value, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean = (before * count + mean * size) / (count + size)
            size += count
        blocks.append((mean, size))
    free = [mean for mean, size in blocks for _ in range(size)]
    return [
        min(max(value, first), last - above[-1]) + offset for value, offset in zip(free, above, strict=True)
    ]
