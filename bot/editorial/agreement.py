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
from functools import cached_property, lru_cache

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

    weights: Mapping[str, float]
    terms: frozenset[str]  # the same: two sets are met in half the time of two mappings
    cognates: frozenset[str]  # names that may be the same in another language: they count where they are
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
        cognates = frozenset([NAME + n[1:] for n in profile.names if n[0] == COGNATE]).difference(others)
    squares = tuple(sum([weight * weight for weight in of.values()]) for of in (concepts, others))
    weights = concepts | others
    return _Content(weights, frozenset(weights), cognates, (squares[0], squares[1]))


# The founders of what is near in time are compared with every article. An article's own profile is not kept here: what is
# read from memory later would find it, being equal and not the same, and to see that takes longer than all the rest.
founder_content = lru_cache(maxsize=8192)(_content)


class Rarity:
    """Inverse document frequency over the articles in memory.

    idf(t) = ln((N + n₀) / (df + 1)) / ln(N + n₀), 0-1, with `PRIOR_DOCUMENTS` n₀ imagined articles that have none of the
    terms. What memory was not asked for, the words of the others, is taken to be as rare as what it was asked for is on
    average. Worked out once for an article, and handed to all that weigh its terms.
    """

    def __init__(self, memory: Memory) -> None:
        total = math.log(memory.documents + PRIOR_DOCUMENTS)
        counts = Counter(memory.frequency.values())
        rare = {count: max(COMMONEST, 1 - math.log(count + 1) / total) for count in counts}
        summed = sum(rare[count] * terms for count, terms in counts.items())
        self._usual = summed / len(memory.frequency) if counts else 1.0
        self._rare = {term: rare[count] for term, count in memory.frequency.items()}
        self._asked = frozenset(self._rare)
        # In a product of two contents each term weighs by its square, a concept by less: by how much more than the usual,
        # of what memory was asked for.
        self._concept, self._other = math.pow(self._usual, 2 * CONCEPT_RARITY), self._usual * self._usual
        beyond = {count: of * of - self._other for count, of in rare.items()}
        self._beyond = {term: beyond[count] for term, count in memory.frequency.items()}
        for term in self._asked:
            if term.startswith(CONCEPT):
                self._beyond[term] = math.pow(self._rare[term], 2 * CONCEPT_RARITY) - self._concept
        self._norms: dict[_Content, float] = {}

    def of(self, term: str) -> float:
        """The weight of a prefixed term."""
        return self._rare.get(term, self._usual)

    def weight(self, terms: frozenset[str]) -> float:
        """The weight of terms together; those that memory was not asked for, which are most, all have the same."""
        asked = terms & self._asked
        return sum(map(self._rare.__getitem__, asked)) + self._usual * (len(terms) - len(asked))

    def weighed(self, content: _Content) -> dict[str, float]:
        """What each term of a content adds to a product with another for each unit of weight there."""
        usual, beyond = {CONCEPT: self._concept}, self._beyond
        return {
            term: weight * (usual.get(term[: len(CONCEPT)], self._other) + beyond.get(term, 0.0))
            for term, weight in content.weights.items()
        }

    def norm(self, content: _Content) -> float:
        """The product of a content with itself: what is near is compared by several that ask, so it is remembered.

        Of the terms that memory was not asked for only the sum of squares counts, so the others alone are looked at.
        """
        found = self._norms.get(content)
        if found is None:
            weights, beyond = content.weights, self._beyond
            concepts, others = content.squares
            rest = [(w := weights[term]) * w * beyond[term] for term in content.terms & self._asked]
            found = self._norms[content] = concepts * self._concept + others * self._other + sum(rest)
        return found


_Weighed = tuple[_Content, Mapping[str, float]]  # and what each of its terms adds to a product with another


class Newcomer:
    """What is compared with memory: its content, weighed by rarity there, is worked out once for all that it meets.

    Args:
        profile: of an article, or of a sentence of it.
        rarity: of terms in memory.
    """

    def __init__(self, profile: Profile, rarity: Rarity) -> None:
        self._profile = profile
        self._rarity = rarity
        self._names = _named(profile.names)

    @cached_property
    def _within(self) -> _Weighed:
        """Its content as its own language can compare it."""
        content = _content(self._profile, stems=True)
        return content, self._rarity.weighed(content)

    @cached_property
    def _abroad(self) -> _Weighed:
        """Its content as other languages can."""
        content = _content(self._profile, stems=False)
        return content, self._rarity.weighed(content)

    def agreement(self, known: Profile) -> float:
        """Agreement 0-1 in concepts, words and names: a cosine, damped where hardly anything weighty is compared.

        Σ aᵢbᵢ / (|a||b| + λ), weights (1 + ln frequency) · rarity.
        """
        within = self._profile.lang == known.lang
        mine, weighed = self._within if within else self._abroad
        theirs = founder_content(known, stems=within)
        shared = sum([weighed[term] * theirs.weights[term] for term in mine.terms & theirs.terms])
        if not within:
            return self._across(mine, theirs, shared)
        if not shared:
            return 0.0
        found = shared / (math.sqrt(self._rarity.norm(mine) * self._rarity.norm(theirs)) + LIGHT)
        return found * CLASH if self._clashes(known) else found

    def _across(self, mine: _Content, theirs: _Content, shared: float) -> float:
        """The same across languages. Words that may be alike in both lengthen the vectors only where both have them."""
        squares = [self._rarity.norm(mine), self._rarity.norm(theirs)]
        for side, one, other in ((0, mine, theirs), (1, theirs, mine)):
            named = one.cognates & other.terms
            for name in named | (one.cognates & other.cognates):
                weight = self._rarity.of(NAME + COGNATE + name[len(NAME) :])
                squares[side] += weight * weight
                if name in named:
                    shared += weight * self._rarity.of(name) * other.weights[name]
                elif side:
                    shared += weight * weight
        return shared / (math.sqrt(squares[0] * squares[1]) + LIGHT_ACROSS)

    def _clashes(self, known: Profile) -> bool:
        """Whether both name somebody, and none of them the same: "a call with A" is not "a call with B"."""
        theirs = _named(known.names)
        return bool(self._names and theirs) and self._names.isdisjoint(theirs)

    def contained(self, whole: Profile) -> float:
        """How much of what it says another says too, 0-1; of concepts a story has few, so they do not count.

        Σ wᵢ over the shared terms / (Σ wᵢ over its own + λ). Across languages 0: there are no words to compare.
        """
        if self._profile.lang != whole.lang:
            return 0.0
        mine, _ = self._within
        theirs = founder_content(whole, stems=True).terms
        weighed = {t: self._rarity.of(t) * w for t, w in mine.weights.items() if not t.startswith(CONCEPT)}
        return sum(w for term, w in weighed.items() if term in theirs) / (sum(weighed.values()) + LIGHT)


def _damped(count: float) -> float:
    """What saying something several times weighs."""
    return 1.0 if count == 1 else 1 + math.log(count)


@lru_cache(maxsize=8192)
def _named(names: frozenset[str]) -> frozenset[str]:
    """Names without signs."""
    return frozenset(n for n in names if n[0] not in MARKS)
