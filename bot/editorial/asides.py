"""Sentences of an article that tell of other events than its own: earlier ones, or of the same day.

Axioms:
1. A sentence that names a time before the article's event tells of another event; that time is its date.
2. It is worth keeping when it stands alone and names enough of the story to be understood without the article; a line
   of a chronicle was written to stand alone.
3. A sentence of the event's own day tells of another event when it does not share the doings of the headline and the
   opening, and names more that these do not name than that they name.
4. "The decision comes a day after X" dates X by the event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.editorial import cues, words
from bot.editorial.calibration import DATE_TOLERANCE
from bot.editorial.concepts import Lexicon
from bot.editorial.dates.chronicle import head
from bot.editorial.dates.spans import touching
from bot.editorial.furniture import spoils
from bot.editorial.newsroom import signs
from bot.editorial.novelty import AFTERTHOUGHT
from bot.editorial.phrases import days_after, headless, phrase_of
from bot.editorial.study import profile
from storage.records import Mention, Precision, Profile, Sentence, Span, Study

MOST = 8  # events that one article tells of in passing, the most exactly dated by preference
LONGEST_CHRONICLE = 60  # lines "14 August - …" of one article: each was chosen to be remembered
LEAD = 3  # sentences after the headline
STORY_CONCEPTS = 2  # named in the sentence: one alone ("the country") says too little
OPENING = 2  # sentences after the headline that say what an article is about
FINEST = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2}


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence about another time, with that time."""

    sentence: Sentence
    mention: Mention
    profile: Profile
    phrase: str  # what is said to have happened, as the sentence has it
    beside: bool = False  # of the same day as the article's own event, which therefore it is not
    after: tuple[Sentence, ...] = ()  # what goes on telling it
    line: bool = False  # of a chronicle

    @property
    def positions(self) -> frozenset[int]:
        """The sentences of the article that tell of this event and not of its own."""
        return frozenset(s.position for s in (self.sentence, *self.after))

    @property
    def span(self) -> Span:
        """When it happened."""
        return self.mention.span


def asides(study: Study, lexicon: Lexicon) -> tuple[Aside, ...]:
    """The sentences of an article that tell of other events than its own, in its order: earlier ones, or of the same day.

    Args:
        study: of a relevant article.
        lexicon: for their profiles.
    """
    found: list[Aside] = []
    main = _Main.of(study, lexicon)
    for at, sentence in enumerate(study.sentences):
        earlier = _earlier(sentence, study)
        mention = earlier or _besides(sentence, study, main)
        phrase = phrase_of(sentence.text, mention, study.lang) if mention else None
        if mention is None:
            mention, phrase = _reckoned(sentence, study, main)
            earlier = mention
        if mention is None or phrase is None or not _stands_alone(sentence, phrase, study, lexicon):
            continue
        whole = phrase == sentence.text
        said = sentence if whole else _narrowed(sentence, phrase, lexicon, study.lang)
        own = profile([said], lexicon, study.lang, mention.span, mention.span.end)
        after = tuple(_after(study.sentences[at + 1 :], main, study.lang)) if whole else ()
        found.append(Aside(sentence, mention, own, phrase, earlier is None, after, _heads_line(sentence)))
    return tuple(_kept(found))


def _kept(found: Sequence[Aside]) -> Iterator[Aside]:
    """The asides worth keeping, in the article's order: all lines of a chronicle, and of the rest the most exact."""
    lines = [a for a in found if a.line][:LONGEST_CHRONICLE]
    exact = sorted((a for a in found if not a.line), key=lambda a: FINEST[a.span.precision])
    kept = {id(a) for a in (*lines, *exact[:MOST])}
    return (a for a in found if id(a) in kept)


def _heads_line(sentence: Sentence) -> bool:
    """Whether a sentence is a line of a chronicle."""
    return head(sentence.text, sentence.mentions) is not None


def _narrowed(sentence: Sentence, phrase: str, lexicon: Lexicon, lang: str) -> Sentence:
    """A sentence read as if it were only the phrase that tells the event."""
    stems = sentence.stems & frozenset(words.content_stems(phrase, lang))
    return replace(
        sentence, text=phrase, concepts=lexicon.concepts(phrase), stems=stems, signs=signs(phrase, lang)
    )


@dataclass(frozen=True, slots=True)
class _Main:
    """What an article is about: named in its headline and opening, and of that what both name; who it is, and what is done."""

    named: frozenset[str]
    subjects: frozenset[str]
    acts: frozenset[str]
    dated: int  # the sentence that first names the event's day

    @staticmethod
    def of(study: Study, lexicon: Lexicon) -> _Main:
        opening = [s.concepts for s in study.sentences if s.position <= OPENING]
        acts = lexicon.by_kind.get("act", frozenset())
        counted = Counter(c for concepts in opening for c in concepts)
        span = study.profile.span
        days = (s.position for s in study.sentences if span and any(_on(m, span) for m in s.mentions))
        return _Main(
            named=frozenset(counted),
            subjects=frozenset(c for c, n in counted.items() if n > 1) - acts,
            acts=frozenset(counted) & acts,
            dated=min(next(days, LEAD), LEAD),
        )


def _on(mention: Mention, span: Span) -> bool:
    return mention.span.precision is Precision.DAY and touching(mention.span, span)


def _besides(sentence: Sentence, study: Study, main: _Main) -> Mention | None:
    """The event's own day, where a sentence further down tells of something else that day."""
    span = study.profile.span
    if span is None or sentence.position <= max(OPENING, main.dated):
        return None
    others, shared = sentence.concepts - main.named, sentence.concepts & main.named
    elsewhere = not sentence.concepts & main.acts or not sentence.concepts & main.subjects
    apart = elsewhere and len(others) >= STORY_CONCEPTS and len(others) > len(shared)
    all_day = bool(sentence.mentions) and all(_on(m, span) for m in sentence.mentions)
    return sentence.mentions[0] if apart and all_day else None


def _after(sentences: Sequence[Sentence], main: _Main, lang: str) -> Iterator[Sentence]:
    """What goes on telling what was told last: no time of its own, no present, none of the doings the article is about."""
    for sentence in sentences[:AFTERTHOUGHT]:
        present = cues.in_the_present(sentence.text, lang)
        if sentence.mentions or sentence.concepts & main.acts or present or _marred(sentence, lang):
            return
        yield sentence


def _earlier(sentence: Sentence, study: Study) -> Mention | None:
    """The time a sentence is about, where it lies wholly before the article's own event: the finest, then the first.

    What a chronicle's line says besides is said of its day, whatever was to come then.
    """
    if sentence.position == 0 or not sentence.mentions:
        return None
    span = study.profile.span
    horizon = (span.start if span else study.profile.published) - timedelta(days=DATE_TOLERANCE)
    heading = head(sentence.text, sentence.mentions)
    if heading is not None:
        return heading if heading.span.end < horizon else None
    # "Earlier this month" is over, though the month is not.
    before = cues.looks_back(sentence.text, study.lang)
    told = [m for m in sentence.mentions if not _frames(m, sentence.mentions)]
    if (
        not told
        or any(m.span.end >= horizon and not (before and _holds(m, span)) for m in told)
        or (cues.looks_ahead(sentence.text, study.lang) and not all(m.absolute for m in sentence.mentions))
    ):
        return None
    return min(told, key=lambda m: (FINEST[m.span.precision], m.position))


def _frames(mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a time only holds a finer one of the same sentence: "this year, on 3 March"."""
    own = mention.span
    return any(
        FINEST[m.span.precision] < FINEST[own.precision]
        and own.start <= m.span.start
        and m.span.end <= own.end
        for m in others
    )


def _reckoned(sentence: Sentence, study: Study, main: _Main) -> tuple[Mention | None, str | None]:
    """A time told by its distance from the article's own event, and what happened then."""
    span = study.profile.span
    found = days_after(sentence.text, study.lang) if sentence.concepts & main.acts else None
    if found is None or span is None:
        return None, None
    count, position, phrase = found
    if any(m.position[1] <= position[0] or position[1] <= m.position[0] for m in sentence.mentions):
        return None, None
    if span.precision is not Precision.DAY or (span.start - span.start.min).days < count:
        return None, None
    day = span.start - timedelta(days=count)
    evidence = sentence.text[position[0] : position[1]].strip()
    return Mention(Span(day, day), evidence, position, absolute=False), phrase


def _holds(mention: Mention, span: Span | None) -> bool:
    """Whether a month or year is the one in which the event happened."""
    return mention.span.precision is not Precision.DAY and span is not None and touching(mention.span, span)


def _stands_alone(sentence: Sentence, phrase: str, study: Study, lexicon: Lexicon) -> bool:
    line = _heads_line(sentence)
    enough = len(sentence.concepts) >= (1 if line else STORY_CONCEPTS) or (
        lexicon.topic.accept_everything and (line or bool(sentence.names))
    )
    return (
        enough
        and not cues.leans(headless(phrase, study.lang), study.lang)
        and not _marred(sentence, study.lang)
    )


def _marred(sentence: Sentence, lang: str) -> bool:
    """Whether a sentence cannot be told: a question, half a quotation, a pointer, an accusation without a speaker."""
    text = sentence.text
    accused = cues.accuses(text, lang) and not cues.attributed(text, lang)
    return accused or cues.asks(text) or cues.broken(text) or spoils(text)
