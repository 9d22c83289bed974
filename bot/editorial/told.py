"""What is told already, in the terms that can be compared, and which of it an article says too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.editorial import cues
from bot.editorial.agreement import CONCEPT, NAME, NUMBER, STEM, Rarity
from bot.editorial.calibration import LEAD_STEMS
from bot.editorial.figures import counts
from bot.editorial.newsroom import signs
from storage.records import KnownEvent, KnownStatement, Sentence, Span, StatementKind

COVERED = 0.6  # of a told statement's stems in one sentence: it says about the same
CITABLE = 2 / 3
"""Of a told statement's terms, each weighed by its rarity, in one sentence: an article may be cited for it. Read on the
shipped reports and two archives: of 31 sentences with more 28 say it, of 15 from 0.6 on 6 do."""
PLANNED = (
    0.5  # of the stems of a plan, or of whom and what it names, in the sentence by which it was carried out
)
FEWEST = 3  # terms: "there is no other option" has too few to be known by


@lru_cache(maxsize=8192)  # what is told near in time is asked for by every article
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


def said(sentence: Sentence | KnownStatement, *, stems: bool = True) -> frozenset[str]:
    """All that a sentence or a statement says; with `stems` as its own language can compare it, without as any can."""
    own = sentence.stems if stems else frozenset()
    return terms(own, sentence.concepts, sentence.names, sentence.numbers)


@dataclass(frozen=True, slots=True)
class Told:
    """All that was told of an event and near it, as one language can compare it."""

    span: Span | None  # when the event happened
    own: tuple[KnownStatement, ...]  # of the event itself: only these can be corrected
    statements: tuple[KnownStatement, ...]
    terms: frozenset[str]
    figures: frozenset[str]  # terms: the numbers that the event's own reports have
    lang: str
    comparable: bool  # whether the event itself was told in this language, so that its words say something
    # The concepts of each statement, and of all that its event's reports name.
    acts: tuple[tuple[frozenset[str], frozenset[str]], ...]
    brief: bool  # whether it was told in a line only so far, by flashes

    @staticmethod
    def of(event: KnownEvent | None, others: Iterable[KnownEvent], lang: str, *, leads: bool = True) -> Told:
        """What the joined event's reports and its neighbours' statements tell.

        Args:
            event: the joined event, None: there is none.
            others: events near in time.
            lang: of the article held against it.
            leads: whether what the first reports say counts, told in a sentence or not.
        """
        near = [*([event] if event else []), *(e for e in others if event is None or e.id != event.id)]
        statements = tuple(s for e in near for s in e.statements)
        founders = event.founders if event and leads else ()
        all_of = [said(statement, stems=statement.lang == lang) for statement in statements]
        all_of += [
            terms(tuple(f.terms) if f.lang == lang else (), tuple(f.concepts), f.names, f.numbers)
            for f in founders
        ]
        own = event.statements if event else ()
        comparable = lang in {s.lang for s in own} | {f.lang for f in founders}
        numbers = frozenset().union(*(s.numbers for s in own), *(f.numbers for f in founders))
        return Told(
            span=event.span if event else None,
            own=own,
            statements=statements,
            terms=frozenset().union(*all_of),
            figures=frozenset(NUMBER + number for number in numbers),
            lang=lang,
            comparable=comparable,
            acts=tuple((s.concepts, _about(e)) for e in near for s in e.statements),
            brief=bool(founders) and all(len(f.terms) < LEAD_STEMS for f in founders),
        )


def _about(event: KnownEvent) -> frozenset[str]:
    """The concepts of all that an event's first reports and statements name."""
    return frozenset().union(*(f.concepts for f in event.founders), *(s.concepts for s in event.statements))


def supported(
    sentences: Sequence[Sentence], told: Sequence[KnownStatement], lang: str, covered: float = COVERED
) -> tuple[int, ...]:
    """The told statements that the article says about the same as.

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


def fulfilled(sentence: Sentence, told: Sequence[KnownStatement], lang: str) -> bool:
    """Whether a sentence tells that somebody did what was only told that they would do, and is the first to tell it."""
    if not cues.has_done(sentence.text, lang):
        return False
    same = [
        known
        for known in told
        if _coverage(sentence, known, lang) >= PLANNED and _alike(sentence, known, lang)
    ]
    planned = any(cues.plans(known.text, known.lang) for known in same)
    return planned and not any(cues.has_done(known.text, known.lang) for known in same)


def _alike(sentence: Sentence, known: KnownStatement, lang: str) -> bool:
    """Whether two sentences of different languages speak of one thing of the news, and not only of the same people."""
    return known.lang == lang or not sentence.signs.isdisjoint(signs(known.text, known.lang))


def citable(
    sentences: Sequence[Sentence], told: Sequence[KnownStatement], lang: str, rarity: Rarity
) -> tuple[int, ...]:
    """The told statements that the article may be cited for: one of its sentences says nearly all of each, in its sense.

    Args:
        sentences: of the article.
        told: statements of one event.
        lang: of the article.
        rarity: what tells a statement from its neighbours is rare; whom and what all of them name is common.
    """
    return tuple(known.id for known in told if _says(sentences, known, lang, rarity))


def _says(sentences: Iterable[Sentence], known: KnownStatement, lang: str, rarity: Rarity) -> bool:
    told = said(known, stems=known.lang == lang)
    if len(told) < FEWEST:
        return False
    enough = CITABLE * rarity.weight(told)
    denial = known.kind is StatementKind.DENIAL
    return any(
        known.numbers <= sentence.numbers
        and rarity.weight(told & said(sentence)) >= enough
        and cues.denies(sentence.text, lang) is denial
        and counts(known.text) <= counts(sentence.text) | sentence.numbers
        and not (cues.plans(known.text, known.lang) and cues.has_done(sentence.text, lang))
        for sentence in sentences
    )
