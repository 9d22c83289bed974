"""Which known event does an article report? Agreement S = C·D of content and dates, with vetoes.

Axioms:
1. One story means one vocabulary: content alone does not separate its events; dates do (S is a product).
2. An event is its founders, its first members: judged against them, no chain of likenesses makes a blob.
3. Within a language stems agree; across languages only concepts, names in one script, and numbers can.
   What agrees must weigh something: two headlines that share but the story's commonest names agree in nothing.
4. Nearness in meaning, where a vector tells it, is a third voice on content; it overrules neither dates nor vetoes.
5. A year that differs, an opposite act, or another figure in the same words is a veto, however like the words are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import mul

from bot.editorial.calibration import (
    DECAY_DAYS,
    JOIN_WITHIN,
    LIGHT,
    LIGHT_ACROSS,
    NEAR,
    NEAR_ACROSS,
    NUMBER_WEIGHT,
    PRIOR_DOCUMENTS,
    SIGN_WEIGHT,
    STEM_WEIGHT,
    UNKNOWN_GAP,
)
from bot.editorial.concepts import Lexicon
from storage.records import KnownEvent, Memory, Precision, Profile, Span, Vector

STEM, CONCEPT, NAME, NUMBER = "s:", "c:", "n:", "#:"  # one space of terms for the index and the counts


@dataclass(frozen=True, slots=True)
class Match:
    """How well an article agrees with an event: score 0-1 and why."""

    event: KnownEvent
    score: float
    content: float
    reason: str


class Rarity:
    """Inverse document frequency over the articles in memory.

    idf(t) = ln((N + n₀) / (df + 1)) / ln(N + n₀), 0-1, with `PRIOR_DOCUMENTS` n₀ imagined articles that have none of the
    terms.
    """

    def __init__(self, memory: Memory) -> None:
        self._frequency = memory.frequency
        self._total = memory.documents + PRIOR_DOCUMENTS

    def of(self, term: str) -> float:
        """The weight of a prefixed term."""
        return max(0.05, math.log(self._total / (self._frequency.get(term, 0) + 1)) / math.log(self._total))


def matches(
    profile: Profile, memory: Memory, lexicon: Lexicon, vector: Vector | None = None
) -> tuple[Match, ...]:
    """The known events an article may report, best first. Background events and vetoed ones have score 0.

    Args:
        profile: of the article.
        memory: what storage recalled for it.
        lexicon: knows opposite acts.
        vector: of the article, where an embedder is set up.
    """
    rarity = Rarity(memory)
    found = [
        _match(profile, event, rarity, lexicon, vector) for event in memory.events if not event.background
    ]
    return tuple(sorted(found, key=lambda m: (-m.score, -m.content, m.event.id)))


def _match(
    profile: Profile, event: KnownEvent, rarity: Rarity, lexicon: Lexicon, vector: Vector | None
) -> Match:
    vectors = event.vectors or (None,) * len(event.founders)
    agreed = [
        agreement(profile, founder, rarity, nearness(vector, known))
        for founder, known in zip(event.founders, vectors, strict=True)
    ]
    # Half the best, half the mean: one founder who tells it otherwise does not shut the others' like out.
    content = (max(agreed) + sum(agreed) / len(agreed)) / 2 if agreed else 0.0
    gap = distance(profile.span, event.span)
    decay = math.exp(-gap / DECAY_DAYS)
    veto = _veto(profile, event, lexicon)
    score = 0.0 if veto else content * decay
    reason = f"event {event.id}: content {content:.2f}, {gap:.0f} days apart"
    return Match(event, score, content, f"{reason}, veto: {veto}" if veto else reason)


def _veto(profile: Profile, event: KnownEvent, lexicon: Lexicon) -> str | None:
    if (profile.published - event.last_reported.date()).days > JOIN_WITHIN:
        return f"last reported over {JOIN_WITHIN} days before"
    theirs = frozenset(a for f in event.founders for a in f.acts)
    for act in profile.acts - theirs:
        contrary = lexicon.by_id[act].opposite if act in lexicon.by_id else None
        if contrary and contrary in theirs and contrary not in profile.acts:
            return f"{act} against {contrary}"
    return None


def nearness(one: Vector | None, two: Vector | None) -> float | None:
    """The cosine of two vectors of length 1; None where one is missing."""
    return None if one is None or two is None else float(sum(map(mul, one.values, two.values)))


def agreement(one: Profile, two: Profile, rarity: Rarity, near: float | None = None) -> float:
    """Content agreement 0-1 of two profiles, with their nearness in meaning where it is known."""
    words = _wording(one, two, rarity)
    if near is None:
        return words
    low, high, weight = NEAR if one.lang == two.lang else NEAR_ACROSS
    meaning = min(1.0, max(0.0, (near - low) / (high - low)))
    return weight * meaning + (1 - weight) * words


def _wording(one: Profile, two: Profile, rarity: Rarity) -> float:
    """Agreement in concepts, words and names: a cosine, damped where hardly anything weighty is compared.

    Σ aᵢbᵢ / (|a||b| + λ), weights (1 + ln frequency) · rarity.
    """
    same = one.lang == two.lang
    a, b = _weighed(one, rarity, stems=same), _weighed(two, rarity, stems=same)
    norm = math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
    shared = sum(a[t] * b[t] for t in a.keys() & b.keys())
    return shared / (norm + (LIGHT if same else LIGHT_ACROSS))


def _weighed(profile: Profile, rarity: Rarity, *, stems: bool) -> Mapping[str, float]:
    """A profile as one sparse vector: with stems for its own language, with names for others."""
    found = {CONCEPT + c: 1 + math.log(n) for c, n in profile.concepts.items()}
    if stems:
        found |= {STEM + t: STEM_WEIGHT * (1 + math.log(n)) for t, n in profile.terms.items()}
    else:
        found |= {NAME + n: SIGN_WEIGHT if n.startswith("~") else 1.0 for n in profile.names}
    found |= dict.fromkeys((NUMBER + n for n in profile.numbers), NUMBER_WEIGHT)
    return {term: weight * rarity.of(term) for term, weight in found.items()}


def distance(one: Span | None, two: Span | None) -> float:
    """Days between two intervals, 0 where they touch; a coarse or missing date says little, so it costs a constant."""
    if one is None or two is None:
        return UNKNOWN_GAP
    gap = float(max(0, (two.start - one.end).days, (one.start - two.end).days))
    coarse = Precision.DAY not in (one.precision, two.precision)
    return max(gap, UNKNOWN_GAP) if coarse else gap


def same_day(one: Span, two: Span) -> bool:
    """Whether two spans may be the same time, at the coarser of their precisions."""
    return one.start <= two.end and two.start <= one.end


def week(day: date) -> int:
    """The number of a day's week, counted from the first day of the calendar; neighbours differ by one."""
    return day.toordinal() // 7
