"""A week of the story as a card: what happened on which day, one headline each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.pictures.canvas import HEIGHT, LEADING, WIDTH, Theme, drawing

MARGIN = 64
TOP, BOTTOM = 252, HEIGHT - 96
HEADLINE_SIZE = 34
DAY_SIZE = 25
LINES = 3
GAP = 26


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the week, in the reader's words: its day, the headline, what is to be said of its sources."""

    when: str
    headline: str
    sources: str
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """What the card shows: the story, which week, a line of figures, the events, and what is said of those left out."""

    story: str
    title: str
    note: str
    lines: Sequence[Line]
    more: Callable[[int], str]
    nothing: str


def week_png(week: Week, theme: Theme) -> bytes:
    """Draw the card; as many events as fit, in the order given, then how many are not shown."""
    with drawing(theme) as canvas:
        canvas.text(MARGIN, 80, week.story, 28, theme.accent, bold=True)
        canvas.text(MARGIN, 138, week.title, 46, theme.ink, bold=True)
        canvas.text(MARGIN, 196, week.note, 26, theme.muted)
        canvas.line([MARGIN, WIDTH - MARGIN], [228, 228], theme.line, 3)
        y: float = TOP
        for at, line in enumerate(week.lines):
            words = canvas.wrap(line.headline, HEADLINE_SIZE, WIDTH - 2 * MARGIN, LINES, bold=True)
            height = DAY_SIZE * LEADING + len(words) * HEADLINE_SIZE * LEADING
            if y + height > BOTTOM:
                left_out = len(week.lines) - at
                canvas.text(MARGIN, HEIGHT - 56, week.more(left_out), DAY_SIZE, theme.muted)
                break
            colour = theme.alert if line.disputed else theme.accent
            canvas.text(MARGIN, y + DAY_SIZE * LEADING / 2, line.when, DAY_SIZE, colour, bold=True)
            canvas.text(
                WIDTH - MARGIN, y + DAY_SIZE * LEADING / 2, line.sources, DAY_SIZE, theme.muted, "right"
            )
            y += DAY_SIZE * LEADING
            for text in words:
                canvas.text(
                    MARGIN, y + HEADLINE_SIZE * LEADING / 2, text, HEADLINE_SIZE, theme.ink, bold=True
                )
                y += HEADLINE_SIZE * LEADING
            y += GAP
        if not week.lines:
            canvas.text(MARGIN, TOP + 40, week.nothing, HEADLINE_SIZE, theme.muted)
        return canvas.png()
