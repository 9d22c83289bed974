"""How much two profiles have in common: concepts, words, names and figures, each weighed by how rare it is.

Axioms:
1. Within a language stems agree; across languages only concepts, names in one script, signs and numbers can. Who is
   named tells apart what is told in the same words.
2. What agrees must weigh something: two headlines that share but one of the story's commonest names agree in nothing.
   Several of them together do tell what happened, common as each is: rarity counts less for what the topic names.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.editorial.calibration import (
    CLASH,
    CONCEPT_RARITY,
    CONCEPT_WEIGHT,
    LIGHT,
    LIGHT_ACROSS,
    NUMBER_WEIGHT,
    PRIOR_DOCUMENTS,
    SIGN_WEIGHT,
    SIGN_WEIGHT_ACROSS,
    STEM_WEIGHT,
)
from bot.editorial.newsroom import COGNATE, COUNTRY, MEANING
from storage.records import Memory, Profile

STEM, CONCEPT, NAME, NUMBER = "s:", "c:", "n:", "#:"  # one space of terms for the index and the counts
COMMONEST = 0.05  # weight of what stands in every article
MARKS = frozenset((COUNTRY, MEANING, COGNATE))


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    """What a profile is compared by: terms with what each weighs where its rarity is 1."""

    concepts: Mapping[str, float]
    others: Mapping[str, float]
    cognates: frozenset[str]  # words that may be the same in another language: they count where they are
    squares: tuple[float, float]  # of the lengths of concepts and others


def _content(profile: Profile, *, stems: bool) -> _Content:
    """A profile with stems for its own language, with names for others; with signs for both."""
    concepts = {CONCEPT + c: CONCEPT_WEIGHT * _damped(n) for c, n in profile.concepts.items()}
    others = dict.fromkeys([NUMBER + n for n in profile.numbers], NUMBER_WEIGHT)
    cognates: frozenset[str] = frozenset()
    if stems:
        others |= {STEM + s: _damped(n) * STEM_WEIGHT for s, n in profile.terms.items()}
        others |= dict.fromkeys([NAME + n for n in profile.names if n[0] == MEANING], SIGN_WEIGHT)
    else:
        named = [n for n in profile.names if n[0] != COGNATE]
        others |= {NAME + n: SIGN_WEIGHT_ACROSS if n[0] == MEANING else 1.0 for n in named}
        cognates = frozenset(n[1:] for n in profile.names if n[0] == COGNATE).difference(named)
    squares = tuple(sum([weight * weight for weight in of.values()]) for of in (concepts, others))
    return _Content(concepts, others, cognates, (squares[0], squares[1]))


# The founders of what is near in time are compared with every article. An article's own profile is not kept here: what is
# read from memory later would find it, being equal and not the same, and to see that takes longer than all the rest.
founder_content = lru_cache(maxsize=8192)(_content)


class Rarity:
    """Inverse document frequency over the articles in memory.

    idf(t) = ln((N + n₀) / (df + 1)) / ln(N + n₀), 0-1, with `PRIOR_DOCUMENTS` n₀ imagined articles that have none of the
    terms. What memory was not asked for, the words of the others, is taken to be as rare as what it was asked for is on
    average.
    """

    def __init__(self, memory: Memory) -> None:
        total = math.log(memory.documents + PRIOR_DOCUMENTS)
        counts = Counter(memory.frequency.values())
        self._frequency = memory.frequency
        self._rare = {count: max(COMMONEST, 1 - math.log(count + 1) / total) for count in counts}
        summed = sum(self._rare[count] * terms for count, terms in counts.items())
        self._usual = summed / len(self._frequency) if counts else 1.0
        self._squares: dict[_Content, float] = {}
        self._own: dict[tuple[int, bool], tuple[Profile, _Content]] = {}

    def of(self, term: str) -> float:
        """The weight of a prefixed term."""
        count = self._frequency.get(term)
        return self._usual if count is None else self._rare[count]

    def own(self, profile: Profile, *, stems: bool) -> _Content:
        """The content of what is compared with memory, worked out once."""
        found = self._own.get((id(profile), stems))
        if found is None:
            found = self._own[id(profile), stems] = profile, _content(profile, stems=stems)
        return found[1]

    def shared(self, one: _Content, two: _Content) -> float:
        """The product of two contents as vectors, each term weighed by its rarity; a concept's rarity counts less."""
        concepts = [
            one.concepts[term] * two.concepts[term] * math.pow(self.of(term), 2 * CONCEPT_RARITY)
            for term in one.concepts.keys() & two.concepts.keys()
        ]
        others = [
            one.others[term] * two.others[term] * self.of(term) ** 2
            for term in one.others.keys() & two.others.keys()
        ]
        return sum(concepts) + sum(others)

    def square(self, content: _Content) -> float:
        """The product with itself: one article is compared with many, by several that ask, so it is remembered.

        Terms that memory was not asked for, which are most, all have the same rarity, so that only the rest is looked at.
        """
        found = self._squares.get(content)
        if found is None:
            concepts = self._square(content.concepts, content.squares[0], 2 * CONCEPT_RARITY)
            found = self._squares[content] = concepts + self._square(content.others, content.squares[1], 2)
        return found

    def _square(self, weights: Mapping[str, float], square: float, power: float) -> float:
        usual = math.pow(self._usual, power)
        rest = [
            weights[term] ** 2 * (math.pow(self._rare[self._frequency[term]], power) - usual)
            for term in weights.keys() & self._frequency.keys()
        ]
        return square * usual + sum(rest)


def _damped(count: float) -> float:
    """What saying something several times weighs."""
    return 1.0 if count == 1 else 1 + math.log(count)


def contained(part: Profile, whole: Profile, rarity: Rarity) -> float:
    """How much of what one profile says another says too, 0-1; of concepts a story has few, so they do not count.

    Σ wᵢ over the shared terms / (Σ wᵢ over those of the part + λ). Across languages 0: there are no words to compare.
    """
    if part.lang != whole.lang:
        return 0.0
    theirs = founder_content(whole, stems=True).others
    mine = {term: rarity.of(term) * w for term, w in rarity.own(part, stems=True).others.items()}
    return sum(w for term, w in mine.items() if term in theirs) / (sum(mine.values()) + LIGHT)


def agreement(one: Profile, two: Profile, rarity: Rarity) -> float:
    """Agreement 0-1 in concepts, words and names: a cosine, damped where hardly anything weighty is compared.

    Σ aᵢbᵢ / (|a||b| + λ), weights (1 + ln frequency) · rarity.

    Args:
        one: of what is compared with memory.
        two: of what is in memory.
        rarity: of terms there.
    """
    if one.lang != two.lang:
        return _across(rarity.own(one, stems=False), founder_content(two, stems=False), rarity)
    a, b = rarity.own(one, stems=True), founder_content(two, stems=True)
    shared = rarity.shared(a, b)
    if not shared:
        return 0.0
    found = shared / (math.sqrt(rarity.square(a) * rarity.square(b)) + LIGHT)
    return found * CLASH if _others(one, two) else found


def _across(a: _Content, b: _Content, rarity: Rarity) -> float:
    """The same across languages. Words that may be alike in both lengthen the vectors only where both have them."""
    shared, squares = rarity.shared(a, b), [rarity.square(a), rarity.square(b)]
    for side, mine, other in ((0, a, b), (1, b, a)):
        named = {key for key in mine.cognates if NAME + key in other.others}
        for key in named | (mine.cognates & other.cognates):
            weight = rarity.of(NAME + COGNATE + key)
            squares[side] += weight * weight
            if key in named:
                shared += weight * rarity.of(NAME + key) * other.others[NAME + key]
            elif side:
                shared += weight * weight
    return shared / (math.sqrt(squares[0] * squares[1]) + LIGHT_ACROSS)


def _others(one: Profile, two: Profile) -> bool:
    """Whether both name somebody, and none of them the same: "a call with A" is not "a call with B"."""
    mine, theirs = _named(one.names), _named(two.names)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


@lru_cache(maxsize=8192)
def _named(names: frozenset[str]) -> frozenset[str]:
    """Names without signs."""
    return frozenset(n for n in names if n[0] not in MARKS)
