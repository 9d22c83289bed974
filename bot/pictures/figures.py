"""Figures as a picture: groups of named bars, each as long as its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.canvas import HEIGHT, LEADING, WIDTH, Theme, drawing

MARGIN = 56
TOP = 228
NAMES = 420  # where the bars begin: the longest name of three languages fits
BAR = 26
SIZE = 25
TITLE_SIZE = 28
GAP = 34


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that are compared with each other: a title, and names with their numbers (≥ 0) as they are written."""

    title: str
    bars: Sequence[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Board:
    """What the picture shows: the story, a heading, a line under it, and the groups, as many as fit."""

    story: str
    heading: str
    note: str
    groups: Sequence[Group]


def board_png(board: Board, theme: Theme) -> bytes:
    """Draw the board; a PNG."""
    with drawing(theme) as canvas:
        canvas.text(MARGIN, 72, board.story, 27, theme.accent, bold=True)
        canvas.text(MARGIN, 126, board.heading, 46, theme.ink, bold=True)
        canvas.text(MARGIN, 180, board.note, SIZE, theme.muted)
        y: float = TOP
        for group in board.groups:
            height = (TITLE_SIZE + len(group.bars) * SIZE * 1.5) * LEADING
            if y + height > HEIGHT - MARGIN:
                break
            canvas.text(MARGIN, y + TITLE_SIZE / 2, group.title, TITLE_SIZE, theme.ink, bold=True)
            y += TITLE_SIZE * LEADING + 8
            most = max((number for _, number, _ in group.bars), default=0)
            room = (
                WIDTH
                - MARGIN
                - NAMES
                - max((canvas.width(said, SIZE) for *_, said in group.bars), default=0)
                - 16
            )
            for name, number, said in group.bars:
                middle = y + SIZE * 0.75
                (shown,) = canvas.wrap(name, SIZE, NAMES - MARGIN - 20, 1)
                canvas.text(MARGIN, middle, shown, SIZE, theme.muted)
                length = room * number / most if most else 0.0
                if number:
                    canvas.bar(NAMES, middle - BAR / 2, max(3.0, length), BAR, theme.accent)
                canvas.text(NAMES + max(3.0, length) + 12, middle, said, SIZE, theme.ink)
                y += SIZE * 1.5
            y += GAP
        return canvas.png()
