"""Does an article belong to the story?

Axioms:
1. A rule is a conjunction of concepts (or kinds of concept); the best rule decides.
2. What the headline or the lead names counts whole; what only the body names counts less, and more with repetition.
3. Words of another field (sport, weather) in headline or lead speak against; a rule that holds in the headline itself
   can outweigh them.
4. Every number comes with its reason: the words found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def relevance(sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[float, tuple[str, ...]]:
    """How much an article belongs to the topic.

    Args:
        sentences: headline first, with their concepts.
        lexicon: the topic's names.

    Returns:
        A score 0-1 (`RELEVANT` and above belongs) and the reasons in words.
    """
    topic = lexicon.topic
    if topic.accept_everything:
        return 1.0, ("the topic accepts everything",)
    if not sentences:
        return 0.0, ("no text",)
    levels = _levels(sentences)
    best, rule = max(
        ((_holds(r, levels, lexicon) * r.score, r) for r in topic.rules),
        default=(0.0, None),
        key=lambda x: x[0],
    )
    against = _against(sentences, lexicon)
    score = max(0.0, min(1.0, best - sum(against.values())))
    reasons = [f"names {', '.join(sorted(levels)) or 'nothing of the story'}"]
    if rule and best:
        reasons.append(f"rule {' + '.join(rule.all_of)} gives {best:.2f}")
    if against:
        reasons.append(f"against: {', '.join(against)}")
    reasons.append(f"relevance {score:.2f} {'≥' if score >= RELEVANT else '<'} {RELEVANT:.2f}")
    return score, tuple(reasons)


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


def _holds(rule: Rule, levels: Mapping[str, float], lexicon: Lexicon) -> float:
    """The weakest item of a conjunction; two items of one kind need two concepts."""
    used: set[str] = set()
    weakest = 1.0
    for item in rule.all_of:
        wanted = lexicon.by_kind.get(item, frozenset({item})) - used
        found = max((c for c in wanted if c in levels), key=lambda c: levels[c], default=None)
        if found is None:
            return 0.0
        used.add(found)
        weakest = min(weakest, levels[found])
    return weakest


def _against(sentences: Sequence[Sentence], lexicon: Lexicon) -> Mapping[str, float]:
    """Words of other fields → what they take away; the same word counts once."""
    found: dict[str, float] = {}
    for sentence in sentences[: LEAD_SENTENCES + 1]:
        weight = EXCLUSION if sentence.position == 0 else EXCLUSION_BODY
        for word in lexicon.exclusions(sentence.text):
            found[word.casefold()] = max(weight, found.get(word.casefold(), 0.0))
    return found
