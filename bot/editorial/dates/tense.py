"""Does the clause around a date speak of the past or of what is to come?

Axioms:
1. The nearest telling word before the date decides, up to the word that opens the clause ("that", "что", "որ").
2. Without one, the nearest telling word after the date does.
3. What only looks like a verb of the past tells nothing: "will be held on Friday", "a televised address", "to put to a vote".
4. A quotation tells of its own time; a name in quotation marks does not interrupt the clause.
5. "Was to travel" looks ahead as "will travel" does, and so does a headline that has no other verb than "to travel".
6. A verb of the present tells where nothing else does: "votes on Tuesday" is to come, "freezes it, said on Friday" is past.
7. Verbs of saying speak of their own time: "said on Friday" is past, but "said the summit of 20 June" leaves open
   when the summit is.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from bot.editorial.dates.language import Language
from bot.editorial.dates.tokens import Token

BE = frozenset({"be", "been", "being"})
REMEMBERED = 8192  # words
PREPOSITIONS = "piobrAB"  # letters of a grammar: behind such a word stands a noun
REACH = 40  # tokens: longer clauses than newswire writes; keeps a hostile text linear


class Lean(Enum):
    """What the clause speaks of."""

    PAST = "past"
    SAID = "said"  # only a verb of saying was found
    FUTURE = "future"
    PRESENT = "present"  # only a verb of the present was found
    OPEN = "open"


def lean(tokens: Sequence[Token], first: int, last: int, language: Language) -> Lean:
    """The leaning of the clause around the tokens `[first, last)`."""
    before = tokens[max(0, first - REACH) : first]
    after = tokens[last : last + REACH]
    found = _before(before, language)
    if found is Lean.OPEN:
        found = _after(after, language)
    if found is Lean.OPEN and (_goes_on(_clause(before, language), language) or _goes_on(after, language)):
        return Lean.PRESENT
    return found


def _clause(tokens: Sequence[Token], language: Language) -> Sequence[Token]:
    """What stands before the date in its own clause."""
    opens = (at + 1 for at in range(len(tokens) - 1, -1, -1) if _breaks(tokens[at], language))
    return tokens[next(opens, 0) :]


def _breaks(token: Token, language: Language) -> bool:
    return token.word in language.opening or token.word == ";"


def _goes_on(tokens: Sequence[Token], language: Language) -> bool:
    """Whether a clause has a verb of the present that is no noun: "the parliament votes", not "after the votes"."""
    for at, token in enumerate(tokens):
        if _breaks(token, language):
            return False
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        noun = before is not None and (before.word in language.determiners or before.letter in PREPOSITIONS)
        if not noun and _present(token.word, language) and _helped(before, after, language):
            return True
    return False


def _helped(before: Token | None, after: Token | None, language: Language) -> bool:
    """Whether a verb of the present has beside it the word without which it is none."""
    return not language.auxiliary or any(
        token is not None and token.word in language.auxiliary for token in (before, after)
    )


@lru_cache(maxsize=REMEMBERED)
def _present(word: str, language: Language) -> bool:
    return language.present.fullmatch(word) is not None


def _before(tokens: Sequence[Token], language: Language) -> Lean:
    """What the nearest telling word before the date says."""
    found, depth, heading = Lean.OPEN, 0, False
    for at in range(len(tokens) - 1, -1, -1):
        token, word = tokens[at], tokens[at].word
        # A verb before it tells, if there is one: "flew to a city to meet".
        if _heads(tokens, at - 1, language):
            heading = True
            continue
        if token.letter in "Mm":  # "May" is none of the verbs
            continue
        depth += (word in "»”") - (word in "«“„")
        if word in language.opening or word == ";" or depth < 0:
            break
        if found is not Lean.OPEN:
            if word.endswith("ly") or word == "not":
                continue
            if word not in BE and word != language.infinitive and word not in language.determiners:
                return Lean.FUTURE if language.future.fullmatch(word) else found  # «будет ограничен»
            found = Lean.OPEN
        told = _told(word, tokens[at + 1] if at + 1 < len(tokens) else None, language)
        if told is Lean.FUTURE:
            return told
        found = told
    return Lean.FUTURE if heading and found is Lean.OPEN else found


def _heads(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """Whether an infinitive follows that completes no other word: "leaders to meet"."""
    if tokens[at].word != language.infinitive or not 0 < at < len(tokens) - 1:
        return False
    governed = language.governing.fullmatch(tokens[at - 1].word)
    return governed is None and language.heading.fullmatch(tokens[at + 1].word) is not None


def _after(tokens: Sequence[Token], language: Language) -> Lean:
    """What the nearest telling word after the date says."""
    participle, depth = Lean.OPEN, 0
    for at, token in enumerate(tokens):
        word = token.word
        if token.letter in "Mm":
            continue
        depth += (word in "»”") - (word in "«“„")
        if word == ";" or depth < 0:
            break
        if participle is not Lean.OPEN:
            if word.endswith("ly") or word == "not":
                continue
            if word not in BE:
                return participle
            participle = Lean.OPEN
        told = _told(word, tokens[at + 1] if at + 1 < len(tokens) else None, language)
        if told is Lean.PAST:
            participle = told
        elif told is not Lean.OPEN:
            return told
    return participle


def _told(word: str, following: Token | None, language: Language) -> Lean:
    """What one word tells, with the one that follows it."""
    if following is not None and language.bound.fullmatch(f"{word} {following.word}"):
        return Lean.FUTURE
    return _alone(word, language)


@lru_cache(maxsize=REMEMBERED)
def _alone(word: str, language: Language) -> Lean:
    """What one word tells by itself."""
    if language.future.fullmatch(word):
        return Lean.FUTURE
    if language.reporting.fullmatch(word):
        return Lean.SAID
    return Lean.PAST if language.past.fullmatch(word) else Lean.OPEN
