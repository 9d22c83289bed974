"""A canvas in pixels: text that is measured before it is set, dots, lines and bars, out as PNG.

matplotlib is loaded with the first picture: it takes most of a second, which a start need not wait for. The font comes with
it and draws the scripts of all three languages; what it cannot draw (emoji, say) is left out rather than shown as a box.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

WIDTH, HEIGHT = 1080, 1350
"""Pixels. Four to five is the tallest shape that chats show uncropped."""

DPI = 144  # two pixels a point
LEADING = 1.28  # line height over font size
ELLIPSIS = "…"
_ONE_AT_A_TIME = Lock()
"""matplotlib is not made for threads, and two readers may ask at once."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a picture, as #rrggbb."""

    paper: str
    ink: str
    muted: str
    line: str
    accent: str
    alert: str


LIGHT = Theme("#ffffff", "#16191d", "#646b75", "#d9dde3", "#2a6bb3", "#b8480f")
DARK = Theme("#17212b", "#f1f4f8", "#93a1b1", "#33424f", "#6ab2f2", "#f0935a")
"""The papers are those of Telegram's own light and dark chats."""


class Canvas:
    """An empty picture. Positions are pixels from the upper left corner; sizes of type are pixels too."""

    def __init__(self, theme: Theme) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as below
        from matplotlib.figure import Figure  # noqa: PLC0415

        self.theme = theme
        self._figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=theme.paper)
        self._ruler: RendererAgg = FigureCanvasAgg(self._figure).get_renderer()  # type: ignore[no-untyped-call]
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(HEIGHT, 0)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How many pixels a line of text takes."""
        measured = self._ruler.get_text_width_height_descent(text, _font(size, bold), ismath=False)  # type: ignore[no-untyped-call]
        return float(measured[0])

    def wrap(self, text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
        """The text in at most `lines` lines of `room` pixels; what does not fit ends in an ellipsis."""
        words, wrapped = drawable(text).split(), [""]
        for at, word in enumerate(words):
            longer = f"{wrapped[-1]} {word}".strip()
            if self.width(longer, size, bold=bold) <= room:
                wrapped[-1] = longer
            elif len(wrapped) < lines and wrapped[-1]:
                wrapped.append(self._cut(word, size, room, bold=bold, more=False))
            else:
                rest = " ".join([wrapped[-1], *words[at:]]).strip()
                wrapped[-1] = self._cut(rest, size, room, bold=bold, more=True)
                break
        return wrapped

    def _cut(self, text: str, size: float, room: float, *, bold: bool, more: bool) -> str:
        if not more and self.width(text, size, bold=bold) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle] + ELLIPSIS, size, bold=bold) <= room:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip(" ,;:–—") + ELLIPSIS

    def text(  # noqa: PLR0917 - a place, a text and its look
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        align: str = "left",
        *,
        bold: bool = False,
    ) -> None:
        """One line of text, `y` its middle; `align` says which end of it `x` is (left, right, center)."""
        self._axes.text(
            x,
            y,
            drawable(text),
            fontproperties=_font(size, bold),
            color=colour,
            ha=align,
            va="center_baseline",
            parse_math=False,
        )

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 2) -> None:
        """A line through some points."""
        self._axes.plot(xs, ys, color=colour, linewidth=width * 72 / DPI, solid_capstyle="round", zorder=1)

    def dot(self, x: float, y: float, radius: float, colour: str, *, hollow: bool = False) -> None:
        """A disc, or a ring."""
        self._axes.scatter(
            [x],
            [y],
            s=(2 * radius * 72 / DPI) ** 2,
            facecolor=self.theme.paper if hollow else colour,
            edgecolor=colour,
            linewidth=1.5,
            zorder=2,
        )

    def rings(self, x: float, ys: Sequence[float], radius: float, colour: str) -> None:
        """Rings above each other, however many."""
        self._axes.scatter(
            [x] * len(ys),
            ys,
            s=(2 * radius * 72 / DPI) ** 2,
            facecolor=self.theme.paper,
            edgecolor=colour,
            linewidth=1.5,
            zorder=2,
        )

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle, `x`, `y` its upper left corner."""
        self._axes.fill(
            [x, x + width, x + width, x], [y, y, y + height, y + height], color=colour, linewidth=0
        )

    def png(self) -> bytes:
        """The picture as a PNG file."""
        out = io.BytesIO()
        self._figure.savefig(out, format="png", facecolor=self.theme.paper)
        return out.getvalue()


@contextmanager
def drawing(theme: Theme) -> Iterator[Canvas]:
    """A canvas of one's own; others wait their turn."""
    with _ONE_AT_A_TIME:
        yield Canvas(theme)


def drawable(text: str) -> str:
    """The characters the font has, others left out; white space is one space."""
    return " ".join("".join(char for char in text if char.isspace() or ord(char) in _glyphs()).split())


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return frozenset(FT2Font(_face(False)).get_charmap()) & frozenset(FT2Font(_face(True)).get_charmap())


@cache
def _font(size: float, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(fname=_face(bold), size=size * 72 / DPI)


@cache
def _face(bold: bool) -> Path:
    from matplotlib import get_data_path  # noqa: PLC0415

    return Path(get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
