"""Does the clause around a date speak of the past or of what is to come?

Axioms:
1. The nearest telling word before the date decides, up to the word that opens the clause ("that", "что", "որ").
2. Without one, the nearest telling word after the date does.
3. A participle after "be" tells nothing: "will be held on Friday".
4. A quotation tells of its own time; a name in quotation marks does not interrupt the clause.
5. "Was to travel" looks ahead as "will travel" does.
6. Verbs of saying speak of their own time: "said on Friday" is past, but "said the summit of 20 June" leaves open
   when the summit is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from bot.editorial.dates.language import Language
from bot.editorial.dates.tokens import Token

REACH = 40  # tokens: longer clauses than newswire writes; keeps a hostile text linear


class Lean(Enum):
    """What the clause speaks of."""

    PAST = "past"
    SAID = "said"  # only a verb of saying was found
    FUTURE = "future"
    OPEN = "open"


def lean(tokens: Sequence[Token], first: int, last: int, language: Language) -> Lean:
    """The leaning of the clause around the tokens `[first, last)`."""
    before = tokens[max(0, first - REACH) : first]
    after = [*tokens[last : last + REACH]]
    found = _nearest(zip(before[::-1], [None, *before[:0:-1]], strict=False), language, stop=language.opening)
    if found is not Lean.OPEN:
        return found
    return _nearest(zip(after, [*after[1:], None], strict=False), language, stop=frozenset())


def _nearest(tokens: Iterable[tuple[Token, Token | None]], language: Language, stop: frozenset[str]) -> Lean:
    """What the first telling word says; each token comes with the one that follows it in the text."""
    participle, depth = Lean.OPEN, 0
    for token, following in tokens:
        word = token.word
        if token.letter in "Mm":  # "May" is none of the verbs
            continue
        depth += (word in "»”") - (word in "«“„")
        if word in stop or word == ";" or depth < 0:
            break
        if participle is not Lean.OPEN:
            if word.endswith("ly") or word == "not":
                continue
            if word not in {"be", "been", "being"}:
                return participle
            participle = Lean.OPEN
        told = _told(word, following, language)
        if told is Lean.PAST:
            participle = told
        elif told is not Lean.OPEN:
            return told
    return participle


def _told(word: str, following: Token | None, language: Language) -> Lean:
    """What one word tells, with the one that follows it."""
    if following is not None and language.bound.fullmatch(f"{word} {following.word}"):
        return Lean.FUTURE
    if language.future.fullmatch(word):
        return Lean.FUTURE
    if language.reporting.fullmatch(word):
        return Lean.SAID
    return Lean.PAST if language.past.fullmatch(word) else Lean.OPEN
