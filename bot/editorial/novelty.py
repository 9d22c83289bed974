"""What does an article add to everything already told?

Axioms:
1. A sentence is held against the union of what is told, not against its most similar sentence: two old halves make
   no news. What the event's first reports say counts as told: they are cited.
2. Novelty is the share of a sentence's weight (rarity of its terms) that nothing told carries.
3. Other words are no news: a sentence must bring a number, a name or a concept never told.
4. A new rung of the story's status ladder always counts; so does a denial until it is told.
5. Only what happened when the event happened can be news of it.
6. Another figure in the same slot of the same sentence corrects, it does not add.
7. What is new is not yet a turn of the story. A turn is a step, a denial, a correction, a plan carried out, an act
   nobody told, somebody who was not heard before; or what the headline itself has for news, since it was written to say
   that. The rest is detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from bot.editorial import cues, words
from bot.editorial.agreement import CONCEPT, NAME, STEM, Rarity
from bot.editorial.calibration import DATE_TOLERANCE, LEAD_SENTENCES, NEW, NEW_ACROSS, NEW_STEP
from bot.editorial.concepts import Lexicon
from bot.editorial.figures import in_digits
from bot.editorial.furniture import spoils
from bot.editorial.names import name_key
from bot.editorial.newsroom import MEANING, signs
from bot.editorial.told import Told, fulfilled, said, supported, terms
from storage.records import KnownStatement, Precision, Sentence, Span, StatementKind, Study

SAME_SENTENCE = 0.5  # of a sentence's stems, numbers aside, shared with a told one: the same slot
AFTERTHOUGHT = 3  # sentences; "The size of this unit …" after the treaty that sent it
OPENING = 3  # sentences that bear out what the headline has for news
VICTIMS = frozenset(MEANING + meaning for meaning in ("kill", "wound", "prisoner"))  # of `vocabulary.txt`
_SLOT = re.compile(r"(\d[\d.,\s]*\d|\d)\s+([^\W\d_]{3,})")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A sentence judged new: its novelty 0-1, and what made it so."""

    sentence: Sentence
    novelty: float
    why: str  # empty: what of it is unseen
    corrects: int | None = None  # statement id
    turn: bool = False  # worth a post of its own
    unseen: _Unseen | None = None

    @property
    def reason(self) -> str:
        """What made it so, in words: worked out for the few that are told."""
        if self.why or self.unseen is None:
            return self.why
        facts = _listed(self.unseen.terms, self.sentence, self.unseen.lang)
        return f"{self.unseen.share:.0%} of it not yet told, as {facts}"


@dataclass(frozen=True, slots=True)
class _Unseen:
    """The terms of a sentence that nothing told carries, and their share of its weight."""

    terms: frozenset[str]
    share: float
    lang: str

    @staticmethod
    def of(sentence: Sentence, told: Told, rarity: Rarity) -> _Unseen:
        says = said(sentence, stems=told.comparable)
        unseen = says - told.terms
        weight = rarity.weight(says)
        return _Unseen(unseen, rarity.weight(unseen) / weight if weight else 0.0, told.lang)

    def adds(self, told: Told) -> bool:
        """Whether enough is unseen, and not only the wording."""
        needed = NEW if told.comparable else NEW_ACROSS
        return self.share >= needed and any(not t.startswith(STEM) for t in self.terms)


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
    ladder = _Ladder.of(told, lexicon, headline)
    voices = _voices(headline, told, lexicon)
    announced = told.comparable and _announces(headline, told, rarity)
    # A headline in the future announces once more what it is about.
    opened = headline is not None and not cues.plans(headline.text, told.lang)
    found = []
    for sentence in sentences:
        if not timely(sentence, told.span, told.lang):
            continue
        denial = cues.denies(sentence.text, told.lang)
        if denial and _denied(sentence, told, lexicon):
            continue
        unseen = _Unseen.of(sentence, told, rarity)
        novelty = max(unseen.share, NEW)
        corrects = drift(sentence, told.own, told.lang)
        if corrects is not None:
            found.append(Fresh(sentence, novelty, "another figure for what was told", corrects, turn=True))
            continue
        turn = "a denial not yet told" if denial else _turn(sentence, unseen, told, ladder, voices)
        if not turn and opened and sentence.position <= OPENING and fulfilled(sentence, told.own, told.lang):
            turn = "what was planned has been done"
        if turn or unseen.adds(told):
            says = announced and sentence.position <= OPENING
            found.append(Fresh(sentence, novelty, turn or "", turn=bool(turn) or says, unseen=unseen))
    return tuple(found)


def _announces(headline: Sentence | None, told: Told, rarity: Rarity) -> bool:
    """Whether a headline says itself that there is something new."""
    if headline is None or cues.asks(headline.text):
        return False
    unseen = _Unseen.of(headline, told, rarity)
    # A headline is short: what it speaks of and no first report does is no other word for the same.
    speaks = headline.signs if headline.position == 0 else frozenset()
    other = {NAME + sign for sign in speaks if sign[0] == MEANING} - told.terms
    return unseen.adds(told) or (unseen.share >= NEW and bool(other))


@dataclass(frozen=True, slots=True)
class _Ladder:
    """How far the story has come by what is told, and which acts take it further."""

    lexicon: Lexicon
    about: frozenset[str]  # the concepts of the headline
    told: int  # the highest rung told
    acts: frozenset[str]

    @staticmethod
    def of(told: Told, lexicon: Lexicon, headline: Sentence | None) -> _Ladder:
        named = frozenset(term.removeprefix(CONCEPT) for term in told.terms if term.startswith(CONCEPT))
        about = headline.concepts if headline else frozenset()
        return _Ladder(lexicon, about, lexicon.rung(named, named), lexicon.by_kind.get("act", frozenset()))

    def rung(self, sentence: Sentence) -> int:
        """The highest rung that a sentence takes, 0: none."""
        return self.lexicon.rung(sentence.concepts, sentence.concepts | self.about)


def _turn(
    sentence: Sentence, unseen: _Unseen, told: Told, ladder: _Ladder, voices: frozenset[str]
) -> str | None:
    """Why a sentence tells a turn of the story; None: it tells none."""
    rung = ladder.rung(sentence)
    if rung > ladder.told and unseen.share >= NEW_STEP:
        return f"a step of the story not yet told, number {rung}"
    heard = voices & _named(sentence) if voices else voices
    acts = [CONCEPT + act for act in sentence.concepts & ladder.acts if CONCEPT + act in unseen.terms]
    acting = bool(acts) and unseen.adds(told)
    if not (heard or acting) or not cues.attributed(sentence.text, told.lang) or cues.asks(sentence.text):
        return None
    what = "somebody not heard before" if heard else "an act not yet told"
    return f"{what}: {_listed(heard or acts, sentence, told.lang)}"


def _voices(headline: Sentence | None, told: Told, lexicon: Lexicon) -> frozenset[str]:
    """Whom or what a headline names that nothing told names."""
    if headline is None:
        return frozenset()
    acts = lexicon.by_kind.get("act", frozenset())
    return frozenset(t for t in _named(headline) - told.terms if t[2:] not in acts)


def _named(sentence: Sentence) -> frozenset[str]:
    return terms(frozenset(), sentence.concepts, sentence.names, frozenset())


def _listed(found: Iterable[str], sentence: Sentence, lang: str) -> str:
    """Terms as a reader knows them: concepts and figures first, names as the sentence spells them."""
    facts = sorted(t for t in found if not t.startswith(STEM))
    return ", ".join(_spelt(t, sentence, lang).replace("_", " ") for t in facts[:4])


def _spelt(term: str, sentence: Sentence, lang: str) -> str:
    if not term.startswith(NAME):
        return term[len(NAME) :]
    spelt = (
        word for word in re.findall(r"[^\W\d_]+", sentence.text) if name_key(word, lang) == term[len(NAME) :]
    )
    return next(spelt, term[len(NAME) :])


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
    if not sentence.mentions:
        return not cues.looks_back(sentence.text, lang)
    low = span.start - timedelta(days=DATE_TOLERANCE)
    days = [m.span for m in sentence.mentions if m.span.precision is Precision.DAY]
    if days:
        return any(d.end >= low for d in days)
    return not cues.looks_back(sentence.text, lang) and all(m.span.end >= low for m in sentence.mentions)


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


def _denied(sentence: Sentence, told: Told, lexicon: Lexicon) -> bool:
    """Whether a denial was told: in like words, or with half of whom and what it names."""
    denials = [s for s in told.statements if s.kind is StatementKind.DENIAL]
    named = (sentence.concepts - lexicon.by_kind.get("act", frozenset())) | sentence.names
    again = any(2 * len(named & (s.concepts | s.names)) >= len(named) for s in denials) if named else False
    return again or bool(supported([sentence], denials, told.lang))


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
