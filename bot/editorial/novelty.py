"""What does an article add to everything already told?

Axioms:
1. A sentence is held against the union of what is told, not against its most similar sentence: two old halves make
   no news.
2. Novelty is the share of a sentence's weight (rarity of its terms) that nothing told carries.
3. A little novelty suffices when it brings a number, name or act never told: facts, not phrases.
4. Only what happened when the event happened can be news of it.
5. Another figure in the same slot of the same sentence corrects, it does not add.
6. A denial is always news until it is told: it has the words of what it denies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.editorial import cues, words
from bot.editorial.calibration import DATE_TOLERANCE, NEW, NEW_WITH_FACT
from bot.editorial.matching import CONCEPT, NAME, NUMBER, STEM, Rarity
from storage.records import KnownStatement, Precision, Sentence, Span, StatementKind

SAME_SENTENCE = 0.5  # of a sentence's stems, numbers aside, shared with a told one: the same slot
COVERED = 0.6  # of a told statement's stems in one sentence: the article says it too
_SLOT = re.compile(r"(\d[\d.,\s]*\d|\d)\s+([^\W\d_]{3,})")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A sentence judged new: its novelty 0-1, and what made it so."""

    sentence: Sentence
    novelty: float
    reason: str
    corrects: int | None = None  # statement id


def terms(
    stems: Iterable[str], concepts: Iterable[str], names: Iterable[str], numbers: Iterable[str]
) -> frozenset[str]:
    """All that a sentence says, as prefixed terms."""
    return frozenset(
        [STEM + s for s in stems] + [CONCEPT + c for c in concepts] + [NAME + n for n in names] + [NUMBER + n for n in numbers]
    )


def fresh(
    sentences: Sequence[Sentence],
    told: Sequence[KnownStatement],
    lang: str,
    span: Span | None,
    rarity: Rarity,
) -> tuple[Fresh, ...]:
    """The sentences that are news beside `told`.

    Args:
        sentences: reporting sentences of the article, the headline left out.
        told: every statement of the neighbouring timeline.
        lang: of the sentences; statements in other languages are compared without stems.
        span: when the event happened.
        rarity: weights.
    """
    same = frozenset().union(*(terms(s.stems, s.concepts, s.names, s.numbers) for s in told if s.lang == lang))
    across = frozenset().union(*(terms((), s.concepts, s.names, s.numbers) for s in told))
    compare_stems = bool(same)
    acts_told = frozenset().union(*(s.concepts for s in told))
    found = []
    for sentence in sentences:
        if not timely(sentence, span):
            continue
        said = terms(sentence.stems if compare_stems else (), sentence.concepts, sentence.names, sentence.numbers)
        weight = sum(rarity.of(t) for t in said)
        unseen = said - same - across
        share = sum(rarity.of(t) for t in unseen) / weight if weight else 0.0
        corrects = drift(sentence, told, lang)
        facts = sorted(t[2:] for t in unseen if t[:2] in (NUMBER, NAME)) + sorted(sentence.concepts - acts_told)
        if corrects is not None:
            found.append(Fresh(sentence, max(share, NEW), "another figure for what was told", corrects))
        elif cues.denies(sentence.text, lang) and not _denied(sentence, told, lang):
            found.append(Fresh(sentence, max(share, NEW), "a denial not yet told"))
        elif share >= NEW or (share >= NEW_WITH_FACT and facts):
            what = f"new: {', '.join(facts[:4])}" if facts else "new words"
            found.append(Fresh(sentence, share, f"{share:.2f} not yet told, {what}"))
    return tuple(found)


def timely(sentence: Sentence, span: Span | None) -> bool:
    """Whether a sentence can be about an event: it names no time, or one that touches the event's, or one to come."""
    if span is None or not sentence.mentions:
        return True
    low = span.start - timedelta(days=DATE_TOLERANCE)
    return any(m.span.end >= low for m in sentence.mentions if m.span.precision is Precision.DAY) or all(
        m.span.precision is not Precision.DAY and m.span.end >= low for m in sentence.mentions
    )


def drift(sentence: Sentence, told: Sequence[KnownStatement], lang: str) -> int | None:
    """The statement whose figure this sentence replaces: same words, same unit, another number."""
    slots = _slots(sentence.text, lang)
    if not slots:
        return None
    for known in told:
        if known.lang != lang or not sentence.stems:
            continue
        shared = len(sentence.stems & known.stems) / max(1, min(len(sentence.stems), len(known.stems)))
        theirs = _slots(known.text, lang)
        if shared >= SAME_SENTENCE and any(unit in theirs and theirs[unit] != n for unit, n in slots.items()):
            return known.id
    return None


def _denied(sentence: Sentence, told: Sequence[KnownStatement], lang: str) -> bool:
    return bool(supported([sentence], [s for s in told if s.kind is StatementKind.DENIAL], lang))


def _slots(text: str, lang: str) -> dict[str, str]:
    """Unit → figure, for figures that count something."""
    found: dict[str, str] = {}
    for m in _SLOT.finditer(text):
        figures = words.numbers(m[1])
        if figures and not re.fullmatch(r"(?:19|20)\d\d", figures[0]):
            found.setdefault(words.stem(m[2].casefold(), lang), figures[0])
    return found


def supported(sentences: Sequence[Sentence], told: Sequence[KnownStatement], lang: str) -> tuple[int, ...]:
    """The told statements that the article says too, so that it may be cited for them."""
    found = []
    for known in told:
        for sentence in sentences:
            if known.numbers - sentence.numbers:
                continue
            if known.lang == lang:
                covered = len(known.stems & sentence.stems) / len(known.stems) if known.stems else 0.0
            else:
                keys = known.names | known.concepts
                covered = len(keys & (sentence.names | sentence.concepts)) / len(keys) if len(keys) > 2 else 0.0
            if covered >= COVERED:
                found.append(known.id)
                break
    return tuple(found)
