"""A mention in its sentence, as the writers of dates see it, and what they hand back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.editorial.dates import spans
from bot.editorial.dates.tokens import Token
from storage.records import Precision, Span


class Edit(NamedTuple):
    """Characters `[start, end)` of the sentence give way to `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A mention: its tokens `[first, last)` in the sentence and the interval it means."""

    tokens: Sequence[Token]
    first: int
    last: int
    span: Span
    text: str  # its words
    joins: bool  # directly continues the mention before it: "on Tuesday and Wednesday"
    leads: bool  # no other mention stands before it

    @property
    def own(self) -> Sequence[Token]:
        """The tokens of the mention."""
        return self.tokens[self.first : self.last]

    @property
    def before(self) -> Token | None:
        """The token before the mention."""
        return self.tokens[self.first - 1] if self.first else None

    @property
    def after(self) -> Token | None:
        """The token after the mention."""
        return self.tokens[self.last] if self.last < len(self.tokens) else None

    @property
    def unit(self) -> int:
        """What the interval is: a day, a week, a month or a year."""
        if self.span.precision is Precision.DAY:
            return spans.DAY if self.span.start == self.span.end else spans.WEEK
        return spans.MONTH if self.span.precision is Precision.MONTH else spans.YEAR

    def has(self, letters: str) -> bool:
        """Whether the mention has a token with one of these letters."""
        return any(t.letter in letters for t in self.own)

    def find(self, letters: str) -> list[int]:
        """Where in the sentence's tokens the mention has these letters."""
        return [n for n in range(self.first, self.last) if self.tokens[n].letter in letters]

    def whole(self, text: str, *, first: int | None = None, last: int | None = None) -> Edit:
        """Replaces the mention, or the tokens `[first, last)` around it."""
        start = self.tokens[self.first if first is None else first].start
        end = self.tokens[(self.last if last is None else last) - 1].end
        return Edit(start, end, text)
