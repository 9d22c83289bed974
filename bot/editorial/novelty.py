"""What does an article add to everything already told?

Axioms:
1. A sentence is held against the union of what is told, not against its most similar sentence: two old halves make
   no news. What the event's first reports say counts as told: they are cited.
2. Novelty is the share of a sentence's weight (rarity of its terms) that nothing told carries.
3. Other words are no news: a sentence must bring a number, a name or a concept never told.
4. Only what happened when the event happened can be news of it.
5. Another figure in the same slot of the same sentence corrects, it does not add.
6. What is new is not yet a turn of the story (`turns`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from bot.editorial import cues, words
from bot.editorial.agreement import Rarity
from bot.editorial.calibration import DATE_TOLERANCE, LEAD_SENTENCES, NEW
from bot.editorial.concepts import Lexicon
from bot.editorial.figures import in_digits
from bot.editorial.furniture import spoils
from bot.editorial.newsroom import signs
from bot.editorial.told import Told
from bot.editorial.turns import OPENING, VICTIMS, Turns, was_denied
from bot.editorial.unseen import Unseen, listed
from storage.records import KnownStatement, Precision, Sentence, Span, Study

SAME_SENTENCE = 0.5  # of a sentence's stems, numbers aside, shared with a told one: the same slot
ECHO = 0.6  # of a sentence's stems in one told sentence
AFTERTHOUGHT = 3  # sentences; "The size of this unit …" after the treaty that sent it
_SLOT = re.compile(r"(\d[\d.,\s]*\d|\d)\s+([^\W\d_]{3,})")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A sentence judged new: its novelty 0-1, and what made it so."""

    sentence: Sentence
    novelty: float
    why: str  # empty: what of it is unseen
    corrects: int | None = None  # statement id
    turn: bool = False  # worth a post of its own
    unseen: Unseen | None = None

    @property
    def reason(self) -> str:
        """What made it so, in words: worked out for the few that are told."""
        if self.why or self.unseen is None:
            return self.why
        facts = listed(self.unseen.terms, self.sentence, self.unseen.lang)
        return f"{self.unseen.share:.0%} of it not yet told, as {facts}"


def fresh(
    sentences: Sequence[Sentence],
    told: Told,
    rarity: Rarity,
    lexicon: Lexicon,
    headline: Sentence | None = None,
) -> tuple[Fresh, ...]:
    """The sentences that are news beside what is told.

    Args:
        sentences: what `reporting` gives of the article.
        told: everything told so far.
        rarity: weights.
        lexicon: knows the status ladder.
        headline: of the article; None: it has none.
    """
    turns = Turns.of(told, rarity, lexicon, headline)
    found = []
    for sentence in sentences:
        if not timely(sentence, told.span, told.lang):
            continue
        if cues.denies(sentence.text, told.lang) and was_denied(sentence, told, turns.acts, rarity):
            continue
        unseen = Unseen.of(sentence, told, rarity)
        novelty = max(unseen.share, NEW)
        corrects = drift(sentence, told.own, told.lang)
        if corrects is not None:
            found.append(Fresh(sentence, novelty, "another figure for what was told", corrects, turn=True))
            continue
        turn = turns.why(sentence, unseen)
        if turn or (unseen.adds(told) and not _echoes(sentence, told)):
            says = turns.announces and sentence.position <= OPENING
            found.append(Fresh(sentence, novelty, turn or "", turn=bool(turn) or says, unseen=unseen))
    return tuple(found)


def _echoes(sentence: Sentence, told: Told) -> bool:
    """Whether most of a sentence's words stand in one told sentence: then the rest is who passes it on."""
    enough = max(1.0, ECHO * len(sentence.stems))
    same = (known for known in told.own if known.lang == told.lang)
    return any(len(sentence.stems & known.stems) >= enough for known in same)


def reporting(study: Study) -> tuple[Sentence, ...]:
    """The sentences of an article that can tell its own event; of a headline alone, the headline.

    What follows a look back without a time of its own goes on looking back, for `AFTERTHOUGHT` sentences.
    """
    found, back = [], 0
    for sentence in study.sentences:
        if spoils(sentence.text):
            continue
        if not timely(sentence, study.profile.span, study.lang):
            back = AFTERTHOUGHT
        elif sentence.position > LEAD_SENTENCES and not sentence.mentions and back:
            back -= 1
        else:
            back = 0
            found.append(sentence)
    body = tuple(s for s in found if s.position > 0)
    return body or study.sentences[:1]


def timely(sentence: Sentence, span: Span | None, lang: str) -> bool:
    """Whether a sentence can be about an event: it names no time, or one that touches the event's, or one to come."""
    if span is None:
        return True
    if sentence.position <= 1 and (cues.denies(sentence.text, lang) or cues.revises(sentence.text, lang)):
        return True  # the times are of what is denied or put right
    if not sentence.mentions:
        return not cues.looks_back(sentence.text, lang)
    since = [(m.span.end - span.start).days >= -DATE_TOLERANCE for m in sentence.mentions]
    days = [m.span.precision is Precision.DAY for m in sentence.mentions]
    if any(days):
        return any(compress(since, days))
    return not cues.looks_back(sentence.text, lang) and all(since)


def drift(sentence: Sentence, told: Sequence[KnownStatement], lang: str) -> int | None:
    """The statement whose figure this sentence replaces: same words, same unit, another number."""
    for known in told:
        if known.lang != lang or not sentence.stems:
            continue
        shared = len(sentence.stems & known.stems) / max(1, min(len(sentence.stems), len(known.stems)))
        if shared < SAME_SENTENCE:
            continue
        if outdated(known.text, sentence.text, lang):
            return known.id
    return None


def outdated(text: str, by: str, lang: str) -> bool:
    """Whether a sentence counts something that another, of the same language, counts otherwise."""
    slots, theirs = _slots(by, lang), _slots(text, lang)
    return any(unit in theirs and theirs[unit] != figure for unit, figure in slots.items())


@lru_cache(maxsize=4096)  # what is told near in time is asked for again with every article
def _slots(text: str, lang: str) -> Mapping[str, str]:
    """Unit → figure, for figures that count something; in words only those of victims: "the two sides" counts nothing."""
    found: dict[str, str] = {}
    spelt = in_digits(text)
    if spelt != text and VICTIMS & signs(text, lang):
        text = spelt
    for m in _SLOT.finditer(text):
        figures = words.numbers(m[1])
        if figures and not re.fullmatch(r"(?:19|20)\d\d", figures[0]):
            found.setdefault(words.stem(m[2].casefold(), lang), figures[0])
    return found
