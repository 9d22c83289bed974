"""Does an article belong to the story?

Axioms:
1. A rule is a conjunction of concepts (or kinds of concept); the best rule decides.
2. What the headline or the lead names counts whole; what only the body names counts less, and more with repetition.
3. Words of another field (sport, weather) in headline or lead speak against; a rule that holds in the headline itself
   can outweigh them.
4. What is another matter (a church, an epidemic) voids the rules that name it, and leaves the others alone.
5. A list of the news reports nothing: what stands in it is reported elsewhere, and whatever it names would be one event.
6. Every number comes with its reason: the words found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.editorial import headlines
from bot.editorial.calibration import (
    BODY_LEVEL,
    BODY_MOST,
    BODY_STEP,
    EXCLUSION,
    EXCLUSION_BODY,
    LEAD_SENTENCES,
    RELEVANT,
)
from bot.editorial.concepts import Lexicon
from storage.records import Rule, Sentence


class Relevance(NamedTuple):
    """How much an article belongs to the topic by its own words."""

    score: float  # 0-1; `RELEVANT` and above belongs
    against: float  # what words of other fields took away; infinite where it is no report at all
    reasons: tuple[str, ...]  # in words


@dataclass(frozen=True, slots=True)
class _Held:
    """A rule that holds, what it gives (0-1), and the concepts that made it hold."""

    rule: Rule
    value: float
    concepts: tuple[str, ...]


def relevance(sentences: Sequence[Sentence], lexicon: Lexicon, lang: str) -> Relevance:
    """How much an article belongs to the topic.

    Args:
        sentences: headline first, with their concepts.
        lexicon: the topic's names.
        lang: of the sentences.

    Returns:
        The score, what spoke against, and the reasons in words.
    """
    topic = lexicon.topic
    if topic.accept_everything:
        return Relevance(1.0, 0.0, ("the topic accepts everything",))
    if not sentences:
        return Relevance(0.0, math.inf, ("no text",))
    # A headline of the kind that stands in the text is a link to a list.
    listed = any(headlines.lists(sentence.text, lang) for sentence in sentences[:2])
    if listed or headlines.rounds_up(sentences[0].text, lang):
        return Relevance(0.0, math.inf, ("a list of the news by its own opening: it reports nothing itself",))
    levels = _levels(sentences)
    lead = named_first(sentences)
    holding = [held for rule in topic.rules if (held := _held(rule, levels, lead, lexicon))]
    best = max(holding, default=None, key=lambda held: held.value)
    against = _against(sentences, lexicon)
    taken = sum(against.values())
    score = max(0.0, min(1.0, (best.value if best else 0.0) - taken))
    reasons = [f"names {', '.join(sorted(levels)) or 'nothing of the story'}"]
    if best:
        words = ", ".join(f"“{_word(concept, sentences, lexicon)}”" for concept in best.concepts)
        reasons.append(f"rule {' + '.join(best.rule.all_of)} gives {best.value:.2f}: {words}")
    if against:
        reasons.append(f"against: {', '.join(against)}")
    reasons.append(f"relevance {score:.2f} {'≥' if score >= RELEVANT else '<'} {RELEVANT:.2f}")
    return Relevance(score, taken, tuple(reasons))


def named_first(sentences: Sequence[Sentence]) -> frozenset[str]:
    """The concepts that headline and lead name."""
    return frozenset().union(*(s.concepts for s in sentences if s.position <= LEAD_SENTENCES))


def strands(concepts: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The strands of the topic that a report is on.

    Args:
        concepts: what its headline and lead name, as its profile has them.
        lexicon: the topic's names.

    Returns:
        Keys in the topic's order; none where the topic has no strands or the report is on none.
    """
    named = frozenset(concepts)
    return tuple(s.key for s in lexicon.topic.strands if named & lexicon.meant(s.concepts))


def _levels(sentences: Sequence[Sentence]) -> Mapping[str, float]:
    """Concept → how prominently it is named, 0-1."""
    levels: dict[str, float] = {}
    counts: dict[str, int] = {}
    for sentence in sentences:
        for concept in sentence.concepts:
            if sentence.position <= LEAD_SENTENCES:
                levels[concept] = 1.0
            else:
                counts[concept] = counts.get(concept, 0) + 1
    for concept, n in counts.items():
        levels.setdefault(concept, min(BODY_MOST, BODY_LEVEL + BODY_STEP * (n - 1)))
    return levels


def _held(rule: Rule, levels: Mapping[str, float], lead: frozenset[str], lexicon: Lexicon) -> _Held | None:
    """What a rule gives by the weakest item of its conjunction; two items of one kind need two concepts."""
    if rule.unless and lead & lexicon.meant(rule.unless):
        return None
    used: list[str] = []
    for item in rule.all_of:
        meant = lexicon.meant((item,))
        if meant.isdisjoint(levels):
            return None
        named = [c for c in meant & levels.keys() if c not in used]
        if not named:
            return None
        used.append(max(named, key=lambda c: (levels[c], c)))
    return _Held(rule, min(levels[c] for c in used) * rule.score, tuple(used))


def _word(concept: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> str:
    """How the text first calls a concept."""
    first = next(s.text for s in sentences if concept in s.concepts)
    return next((hit.text for hit in lexicon.hits(first) if hit.concept == concept), concept)


def _against(sentences: Sequence[Sentence], lexicon: Lexicon) -> Mapping[str, float]:
    """Words of other fields → what they take away; the same word counts once."""
    found: dict[str, float] = {}
    for sentence in sentences[: LEAD_SENTENCES + 1]:
        weight = EXCLUSION if sentence.position == 0 else EXCLUSION_BODY
        for word in lexicon.exclusions(sentence.text):
            found[word.casefold()] = max(weight, found.get(word.casefold(), 0.0))
    return found
