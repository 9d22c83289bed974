"""An expression in its sentence, as those who resolve it see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.editorial.dates.language import Language
from bot.editorial.dates.tense import Lean, lean
from bot.editorial.dates.tokens import Token
from storage.records import Span

CLAUSE = 12  # tokens between a date and the verb that it belongs to
BETWEEN = frozenset({"on", "late", "early"})  # "until late on Friday"
PARTS_OF_DAY = 4  # tokens: "until late on the evening of" Friday


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens `[first, last)` of a sentence, and what they are seen from."""

    tokens: Sequence[Token]
    shape: str
    first: int
    last: int
    published: date
    language: Language
    context: Span | None  # the story's own time: the mention before this one, or what the caller gave
    given: Span | None  # only what the caller gave
    frame: Span | None  # the last date with a year that the sentence has named before

    def of(self, letters: str) -> list[Token]:
        """The expression's own tokens that have one of these letters."""
        return [t for t in self.tokens[self.first : self.last] if t.letter in letters]

    def values(self, letters: str) -> list[int]:
        """What those tokens are worth."""
        return [t.value for t in self.of(letters)]

    def lean(self) -> Lean:
        """Whether the clause speaks of the past or the future."""
        before, after = self.before(), self.after()
        word = before.word if before is not None and not self._of_a_night() else ""
        if word in self.language.aim and self._opens_with_weekday() and not (after and after.letter == "'"):
            return Lean.FUTURE
        if word in self.language.since:
            return Lean.PAST
        if self._deferred():
            return Lean.FUTURE
        found = lean(self.tokens, self.first, self.last, self.language)
        if found is Lean.PRESENT and self._lasts(word):
            return Lean.OPEN
        # What happens "on" a weekend need not be to come.
        if found is not Lean.OPEN:
            return found
        starts = word in self.language.beginning and self._opens_with_weekday()
        return Lean.FUTURE if starts or (word in self.language.deadline and not self.of("U")) else found

    def _lasts(self, preposition: str) -> bool:
        """Whether what goes on has done so since the date."""
        return any(
            self.language.lasting.fullmatch(word) for word in (preposition, self.tokens[self.last - 1].word)
        )

    def _opens_with_weekday(self) -> bool:
        return self.shape[self.first : self.first + 2].lstrip("H")[:1] == "W"

    def _deferred(self) -> bool:
        """Whether the clause moves something to this date: "was put off to Friday", "adjourned until noon on Friday".

        Or from it, where that is yet to come: "moved from Tuesday to Thursday".
        """
        clause = self.tokens[max(0, self.first - CLAUSE) : self.first]
        moved = [n for n, token in enumerate(clause) if self.language.defers.fullmatch(token.word)]
        if not moved:
            return False
        if moved[-1] == len(clause) - 1:
            return self.language.cases  # they do the work of prepositions
        nearest = clause[max(moved[-1], len(clause) - PARTS_OF_DAY) :][::-1]
        governing = next(
            (
                t
                for t in nearest
                if t.word in self.language.toward or not (t.letter in "Qt" or t.word in BETWEEN)
            ),
            None,
        )
        if governing is None:
            return False
        return governing.word in self.language.toward or (
            governing.word in self.language.away and self._comes_before_next()
        )

    def _comes_before_next(self) -> bool:
        """Whether "to" and a weekday follow this weekday, which comes first."""
        onward, days = self.tokens[self.last : self.last + 2], self.values("W")
        if (
            len(onward) < 2
            or not days
            or onward[0].word not in self.language.toward
            or onward[1].letter != "W"
        ):
            return False
        today = self.published.weekday()
        return (days[0] - today) % 7 < (onward[1].value - today) % 7

    def bounds(self) -> bool:
        """Whether something lasts until the date, or is due by it, and is not told to have been done by then."""
        before = self.before()
        ends = before is not None and before.word in self.language.deadline
        clause = self.tokens[max(0, self.first - CLAUSE) : self.last + CLAUSE]
        return ends and not any(token.word in self.language.done for token in clause)

    def _of_a_night(self) -> bool:
        """Whether the preposition before belongs to a part of a day: "the night to Tuesday"."""
        return self.first > 1 and self.shape[self.first - 2] in "QW"

    def before(self) -> Token | None:
        """The token before the expression."""
        return self.tokens[self.first - 1] if self.first else None

    def after(self) -> Token | None:
        """The token after the expression."""
        return self.tokens[self.last] if self.last < len(self.tokens) else None
