"""What does an article add to everything already told?

Axioms:
1. A sentence is held against the union of what is told, not against its most similar sentence: two old halves make
   no news. What the event's first reports say counts as told: they are cited.
2. Novelty is the share of a sentence's weight (rarity of its terms) that nothing told carries.
3. Other words are no news: a sentence must bring a number, a name or a concept never told.
4. A new rung of the story's status ladder always counts; so does a denial until it is told.
5. Only what happened when the event happened can be news of it.
6. Another figure in the same slot of the same sentence corrects, it does not add.
7. What is new is not yet a turn of the story. A turn is a step, a denial, a correction, an act nobody told, somebody who
   was not heard before; or what the headline itself has for news, since it was written to say that. The rest is detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.editorial import cues, words
from bot.editorial.calibration import DATE_TOLERANCE, LEAD_SENTENCES, NEW, NEW_ACROSS, NEW_STEP
from bot.editorial.concepts import Lexicon
from bot.editorial.furniture import is_furniture
from bot.editorial.matching import CONCEPT, NAME, NUMBER, STEM, Rarity
from storage.records import KnownEvent, KnownStatement, Precision, Sentence, Span, StatementKind, Study

SAME_SENTENCE = 0.5  # of a sentence's stems, numbers aside, shared with a told one: the same slot
AFTERTHOUGHT = 3  # sentences; "The size of this unit …" after the treaty that sent it
OPENING = 3  # sentences that bear out what the headline has for news
COVERED = 0.6  # of a told statement's stems in one sentence: the article says it too
_SLOT = re.compile(r"(\d[\d.,\s]*\d|\d)\s+([^\W\d_]{3,})")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A sentence judged new: its novelty 0-1, and what made it so."""

    sentence: Sentence
    novelty: float
    reason: str
    corrects: int | None = None  # statement id
    turn: bool = False  # worth a post of its own


def terms(
    stems: Iterable[str], concepts: Iterable[str], names: Iterable[str], numbers: Iterable[str]
) -> frozenset[str]:
    """All that a sentence says, as prefixed terms."""
    return frozenset(
        [STEM + s for s in stems]
        + [CONCEPT + c for c in concepts]
        + [NAME + n for n in names]
        + [NUMBER + n for n in numbers]
    )


@dataclass(frozen=True, slots=True)
class Told:
    """All that was told, as one language can compare it."""

    statements: tuple[KnownStatement, ...]
    terms: frozenset[str]
    lang: str
    comparable: bool  # whether any of it is in this language, so that stems say something

    @staticmethod
    def of(event: KnownEvent | None, others: Iterable[KnownEvent], lang: str) -> Told:
        """What the joined event's reports and its neighbours' statements tell.

        Args:
            event: the joined event, None: there is none.
            others: events near in time.
            lang: of the article held against it.
        """
        near = [*([event] if event else []), *(e for e in others if event is None or e.id != event.id)]
        statements = tuple(s for e in near for s in e.statements)
        said = [terms(s.stems if s.lang == lang else (), s.concepts, s.names, s.numbers) for s in statements]
        founders = event.founders if event else ()
        said += [terms(f.terms if f.lang == lang else (), f.concepts, f.names, f.numbers) for f in founders]
        comparable = any(s.lang == lang for s in statements) or any(f.lang == lang for f in founders)
        return Told(statements, frozenset().union(*said), lang, comparable)


def fresh(
    sentences: Sequence[Sentence],
    told: Told,
    span: Span | None,
    rarity: Rarity,
    lexicon: Lexicon,
    headline: Sentence | None = None,
) -> tuple[Fresh, ...]:
    """The sentences that are news beside what is told.

    Args:
        sentences: what `reporting` gives of the article.
        told: everything told so far.
        span: when the event happened.
        rarity: weights.
        lexicon: knows the status ladder.
        headline: of the article; None: it has none.
    """
    voices = _voices(headline, told, lexicon)
    announced = headline is not None and not cues.asks(headline.text) and _adds(headline, told, rarity)
    found = []
    for sentence in sentences:
        if not timely(sentence, span, told.lang):
            continue
        denial = cues.denies(sentence.text, told.lang)
        if denial and _denied(sentence, told, lexicon):
            continue
        unseen, share = _unseen(sentence, told, rarity)
        corrects = drift(sentence, told.statements, told.lang)
        if corrects is not None:
            found.append(
                Fresh(sentence, max(share, NEW), "another figure for what was told", corrects, turn=True)
            )
            continue
        turn = "a denial not yet told" if denial else _turn(sentence, unseen, share, told, lexicon, voices)
        reason = turn or _detail(unseen, share, told)
        if reason:
            says = announced and sentence.position <= OPENING
            found.append(Fresh(sentence, max(share, NEW), reason, turn=bool(turn) or says))
    return tuple(found)


def _unseen(sentence: Sentence, told: Told, rarity: Rarity) -> tuple[frozenset[str], float]:
    """The terms of a sentence that nothing told carries, and their share of its weight."""
    said = terms(
        sentence.stems if told.comparable else (), sentence.concepts, sentence.names, sentence.numbers
    )
    unseen = said - told.terms
    weight = sum(rarity.of(t) for t in said)
    return unseen, sum(rarity.of(t) for t in unseen) / weight if weight else 0.0


def _adds(sentence: Sentence, told: Told, rarity: Rarity) -> bool:
    unseen, share = _unseen(sentence, told, rarity)
    return _detail(unseen, share, told) is not None


def _detail(unseen: frozenset[str], share: float, told: Told) -> str | None:
    """Why a sentence adds something; None: it does not."""
    facts = sorted(t for t in unseen if not t.startswith(STEM))
    needed = NEW if told.comparable else NEW_ACROSS
    return f"{share:.0%} of it not yet told, as {_listed(facts)}" if facts and share >= needed else None


def _turn(
    sentence: Sentence,
    unseen: frozenset[str],
    share: float,
    told: Told,
    lexicon: Lexicon,
    voices: frozenset[str],
) -> str | None:
    """Why a sentence tells a turn of the story; None: it tells none."""
    rung = _rung(sentence.concepts, lexicon)
    if rung > _rung((t[2:] for t in told.terms if t.startswith(CONCEPT)), lexicon) and share >= NEW_STEP:
        return f"a step of the story not yet told, number {rung}"
    if not cues.attributed(sentence.text, told.lang) or cues.asks(sentence.text):
        return None
    heard = sorted(voices & _named(sentence))
    if heard:
        return f"somebody not heard before: {_listed(heard)}"
    acts = sorted(t for t in unseen if t[2:] in lexicon.by_kind.get("act", ()) and t.startswith(CONCEPT))
    return f"an act not yet told: {_listed(acts)}" if acts and share >= NEW_STEP else None


def _voices(headline: Sentence | None, told: Told, lexicon: Lexicon) -> frozenset[str]:
    """Whom or what a headline names that nothing told names."""
    if headline is None:
        return frozenset()
    acts = lexicon.by_kind.get("act", frozenset())
    return frozenset(t for t in _named(headline) - told.terms if t[2:] not in acts)


def _named(sentence: Sentence) -> frozenset[str]:
    return terms((), sentence.concepts, sentence.names, ())


def _listed(found: Sequence[str]) -> str:
    return ", ".join(t[2:].replace("_", " ") for t in found[:4])


def reporting(study: Study) -> tuple[Sentence, ...]:
    """The sentences of an article that can tell its own event; of a headline alone, the headline.

    What follows a look back without a time of its own goes on looking back, for `AFTERTHOUGHT` sentences.
    """
    found, back = [], 0
    for sentence in study.sentences:
        if is_furniture(sentence.text):
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
    low = span.start - timedelta(days=DATE_TOLERANCE)
    days = [m.span for m in sentence.mentions if m.span.precision is Precision.DAY]
    if days:
        return any(d.end >= low for d in days)
    return not cues.looks_back(sentence.text, lang) and all(m.span.end >= low for m in sentence.mentions)


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


def _rung(concepts: Iterable[str], lexicon: Lexicon) -> int:
    """The highest rung of the status ladder among concepts, 0: none."""
    return max((lexicon.by_id[c].step or 0 for c in concepts if c in lexicon.by_id), default=0)


def _denied(sentence: Sentence, told: Told, lexicon: Lexicon) -> bool:
    """Whether a denial was told: in like words, or with half of whom and what it names."""
    denials = [s for s in told.statements if s.kind is StatementKind.DENIAL]
    named = (sentence.concepts - lexicon.by_kind.get("act", frozenset())) | sentence.names
    again = any(2 * len(named & (s.concepts | s.names)) >= len(named) for s in denials) if named else False
    return again or bool(supported([sentence], denials, told.lang))


def _slots(text: str, lang: str) -> dict[str, str]:
    """Unit → figure, for figures that count something."""
    found: dict[str, str] = {}
    for m in _SLOT.finditer(text):
        figures = words.numbers(m[1])
        if figures and not re.fullmatch(r"(?:19|20)\d\d", figures[0]):
            found.setdefault(words.stem(m[2].casefold(), lang), figures[0])
    return found


def supported(
    sentences: Sequence[Sentence], told: Sequence[KnownStatement], lang: str, covered: float = COVERED
) -> tuple[int, ...]:
    """The told statements that the article says too, so that it may be cited for them.

    Args:
        sentences: of the article.
        told: statements of one event.
        lang: of the article.
        covered: share of a statement's stems (across languages: names and concepts) that one sentence must have.
    """
    return tuple(s.id for s in told if any(_coverage(sentence, s, lang) >= covered for sentence in sentences))


def _coverage(sentence: Sentence, known: KnownStatement, lang: str) -> float:
    if known.numbers - sentence.numbers:
        return 0.0
    if known.lang == lang:
        return len(known.stems & sentence.stems) / len(known.stems) if known.stems else 0.0
    keys = known.names | known.concepts
    return len(keys & (sentence.names | sentence.concepts)) / len(keys) if len(keys) > 2 else 0.0
