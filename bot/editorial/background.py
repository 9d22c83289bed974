"""Events an article tells of in passing: dated, kept apart from its own event, and told once.

Axioms:
1. A sentence that names a time before the article's event tells of another event; that time is its date.
2. It is worth keeping when it stands alone and names enough of the story to be understood without the article.
3. A time in a relative clause or inside a speaker's words dates neither the sentence nor an event. Where the sentence
   itself is about the present, the event is the phrase around the time, and that phrase is its headline.
4. Two mentions are one event when their times touch and their content agrees, the more so where one is coarser; then
   the finer date is the event's.
5. A mention adds a citation to what is told, and a sentence only to a background event that has room.
6. A sentence of the event's own day tells of another event when it does not share the doings of the headline and the
   opening, and names more that these do not name than that they name.
7. A headline does not say its date again: what opens a sentence with its circumstances is left out of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.editorial import cues, words
from bot.editorial.calibration import BACKGROUND_AGREE, DATE_TOLERANCE
from bot.editorial.concepts import Lexicon
from bot.editorial.dates.main_event import LEAD
from bot.editorial.furniture import opens_with_furniture
from bot.editorial.matching import Rarity, agreement, same_day
from bot.editorial.novelty import AFTERTHOUGHT
from bot.editorial.study import profile
from bot.editorial.told import supported
from bot.editorial.writing import draft, shorten
from storage.records import (
    BackgroundSupport,
    EventDraft,
    EventStatus,
    KnownEvent,
    Memory,
    Mention,
    Precision,
    Profile,
    Sentence,
    Span,
    Study,
)

MOST = 8  # background events of one article; a chronicle of more is read when its days are reported
STORY_CONCEPTS = 2  # named in the sentence: one alone ("the country") says too little
SHOWN = 60  # characters of a headline in the reasons
ROOM = 2  # sentences of a background event
SAME_DAY_COVERED = 0.25  # of a statement's stems: day and content agree already, so less of the wording must
ONE_GRAIN = BACKGROUND_AGREE  # agreement that makes two mentions of equally exact times one event
MONTH_AND_DAY = 0.30  # … where one knows only the month. Read on the seeds: true .38-.56
TWO_GRAINS = 0.45  # … where one knows only the year, which holds many things: true .42-.67, false up to .41
_BREAK = re.compile(r"[,;:()“”«»\"]|\s[–—-]\s")
_QUOTED_OPENING = re.compile(r"[“«\"][^”»\"]*[”»\"]")
_CIRCUMSTANCE = re.compile(
    r"\b(?:during|since|after|following|before|despite|by|over)\s+(?:the\s+)?", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:and|и|և)\s")
_CLAUSE = re.compile(r",\s+")
OPENING = 2  # sentences after the headline that say what an article is about
BARE_WORDS = 2  # beside the time itself
_ORDER = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2}


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence about another time, with that time."""

    sentence: Sentence
    mention: Mention
    profile: Profile
    phrase: str  # what is said to have happened, as the sentence has it
    beside: bool = False  # of the same day as the article's own event, which therefore it is not
    after: tuple[Sentence, ...] = ()  # what goes on telling it

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
        phrase = _phrase(sentence, mention, study.lang) if mention else None
        if mention is None or phrase is None or not _stands_alone(sentence, study, lexicon):
            continue
        said = sentence if phrase == sentence.text else _narrowed(sentence, phrase, lexicon, study.lang)
        own = profile([said], lexicon, study.lang, mention.span, mention.span.end)
        after = () if earlier else tuple(_after(study.sentences[at + 1 :], main))
        found.append(Aside(sentence, mention, own, phrase, earlier is None, after))
    return tuple(found[:MOST])


def _narrowed(sentence: Sentence, phrase: str, lexicon: Lexicon, lang: str) -> Sentence:
    """A sentence read as if it were only the phrase that tells the event."""
    stems = sentence.stems & frozenset(words.content_stems(phrase, lang))
    return replace(sentence, text=phrase, concepts=lexicon.concepts(phrase), stems=stems)


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
    return mention.span.precision is Precision.DAY and same_day(mention.span, span)


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


def _after(sentences: Sequence[Sentence], main: _Main) -> Iterator[Sentence]:
    """What goes on telling what was told last: no time of its own, nothing of the doings the article is about."""
    for sentence in sentences[:AFTERTHOUGHT]:
        if sentence.mentions or sentence.concepts & main.acts:
            return
        yield sentence


def _earlier(sentence: Sentence, study: Study) -> Mention | None:
    """The time a sentence is about, where it lies wholly before the article's own event: the finest, then the first."""
    span = study.profile.span
    horizon = (span.start if span else study.article.published.date()) - timedelta(days=DATE_TOLERANCE)
    if (
        sentence.position == 0
        or not sentence.mentions
        or any(m.span.end >= horizon for m in sentence.mentions)
        or (cues.looks_ahead(sentence.text, study.lang) and not all(m.absolute for m in sentence.mentions))
    ):
        return None
    return min(sentence.mentions, key=lambda m: (_ORDER[m.span.precision], m.position))


def place(
    found: Sequence[Aside], study: Study, memory: Memory, own: int | None = None
) -> tuple[tuple[EventDraft, ...], tuple[BackgroundSupport, ...], tuple[str, ...]]:
    """Where each aside belongs: an event of the timeline, or a background event of its own.

    Args:
        found: the asides.
        study: of the article.
        memory: the timeline.
        own: the known event that the article reports: what is told of it adds nothing here.

    Returns:
        New background events, additions to known ones, and the reasons in words.
    """
    rarity = Rarity(memory)
    new: list[tuple[Aside, list[Aside]]] = []
    support: dict[int, list[Aside]] = {}
    by_id = {e.id: e for e in memory.events}
    for aside in found:
        near = (e for e in memory.events if not (aside.beside and e.id == own))
        known = _known(aside, near, rarity)
        if known is not None:
            support.setdefault(known.id, []).append(aside)
            continue
        twin = next((group for first, group in new if _one(first, aside, rarity)), None)
        if twin is not None:
            twin.append(aside)
        else:
            new.append((aside, [aside]))
    drafts = tuple(_event(group, study) for _, group in new)
    support.pop(own or 0, None)
    supports = tuple(_support(by_id[event_id], group, study) for event_id, group in support.items())
    reasons = tuple(f"tells in passing of {_when(d.span)}: “{d.title}”" for d in drafts) + tuple(
        f"speaks of event {s.event_id}, “{shorten(by_id[s.event_id].title, SHOWN)}”" for s in supports
    )
    return drafts, supports, reasons


def _when(span: Span) -> str:
    """A time at its own precision: 2023, 2023-09, 2023-09-19."""
    return span.start.isoformat()[
        : {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[span.precision]
    ]


def _phrase(sentence: Sentence, mention: Mention, lang: str) -> str | None:
    """What the time belongs to: the whole sentence, or the phrase around it; None: nothing that can be told alone."""
    text, (start, end) = sentence.text, mention.position
    opening = next((m.end() for m in reversed(list(_BREAK.finditer(text, 0, start)))), 0)
    closing = next((m.start() for m in _BREAK.finditer(text, end)), len(text))
    closing = end if _AND.match(text, end) else closing
    clause = text[opening:closing]
    quoted = _QUOTED_OPENING.match(text)
    if cues.relative(clause, lang) or (quoted and start < quoted.end()):
        return None
    if not cues.in_the_present(text, lang) or _bare(text[:closing], mention):
        return text
    inside = [m.end() for m in _CIRCUMSTANCE.finditer(clause, 0, start - opening)]
    begin = opening + (inside[-1] if inside else 0)
    phrase = text[begin:closing].strip(" .,")
    return None if _bare(text[begin:closing], mention) else phrase


def _bare(phrase: str, mention: Mention) -> bool:
    """Whether a phrase is hardly more than its time: "In 2020," opens a sentence, "since last year" tells nothing."""
    return len(phrase.split()) <= len(mention.evidence.split()) + BARE_WORDS


def _stands_alone(sentence: Sentence, study: Study, lexicon: Lexicon) -> bool:
    enough = len(sentence.concepts) >= STORY_CONCEPTS or (
        lexicon.topic.accept_everything and bool(sentence.names)
    )
    accused = cues.accuses(sentence.text, study.lang) and not cues.attributed(sentence.text, study.lang)
    leaning = cues.leans(headless(sentence.text, study.lang), study.lang)
    marred = cues.asks(sentence.text) or cues.broken(sentence.text) or opens_with_furniture(sentence.text)
    return enough and not (accused or leaning or marred)


def _known(aside: Aside, events: Iterable[KnownEvent], rarity: Rarity) -> KnownEvent | None:
    best: tuple[float, KnownEvent] | None = None
    for event in events:
        score = max((agreement(aside.profile, f, rarity) for f in event.founders), default=0.0)
        if _same(aside.span, event.span, score) and (best is None or score > best[0]):
            best = (score, event)
    return best[1] if best else None


def _one(first: Aside, second: Aside, rarity: Rarity) -> bool:
    return _same(first.span, second.span, agreement(first.profile, second.profile, rarity))


def _same(one: Span, two: Span, agreed: float) -> bool:
    grains = {one.precision, two.precision}
    needed = ONE_GRAIN if len(grains) == 1 else TWO_GRAINS if Precision.YEAR in grains else MONTH_AND_DAY
    return same_day(one, two) and agreed >= needed


def _event(group: Sequence[Aside], study: Study) -> EventDraft:
    finest = min(group, key=lambda a: (_ORDER[a.span.precision], a.sentence.position))
    more = (s for s in finest.after if s.concepts and not cues.leans(s.text, study.lang))
    told = [*(a.sentence for a in _distinct(group)), *more]
    statements = tuple(draft(sentence, study, finest.span) for sentence in told[:ROOM])
    return EventDraft(
        span=finest.span,
        title=_title(finest, study),
        lang=study.lang,
        status=EventStatus.REPORTED,
        background=True,
        profile=finest.profile,
        statements=statements,
    )


def _title(aside: Aside, study: Study) -> str:
    """The main clause of the sentence, or the phrase as it stands, which names its own time."""
    whole = aside.phrase == aside.sentence.text
    text = _whole(aside, study) if whole else aside.phrase
    text = shorten(text).rstrip(".։")
    return text[:1].upper() + text[1:]


def _whole(aside: Aside, study: Study) -> str:
    """A sentence as a headline: without the time it opens with, and without the circumstances."""
    start, end = aside.mention.position
    rest = aside.sentence.text[end:].lstrip(" ,")
    if aside.sentence.text[:start].count(" ") <= 1 and _opens_clause(rest, study.lang):
        return rest
    return headless(draft(aside.sentence, study, aside.span).text, study.lang)


def headless(text: str, lang: str) -> str:
    """A sentence without the circumstances it opens with; the whole where no clause follows them."""
    rest = text
    while cues.opens_adverbially(rest, lang):
        comma = next((m for m in _CLAUSE.finditer(rest) if _opens_clause(rest[m.end() :], lang)), None)
        if comma is None:
            return text
        rest = rest[comma.end() :]
    return rest[:1].upper() + rest[1:]


def _opens_clause(rest: str, lang: str) -> bool:
    """Whether a main clause may begin here: four words or more, no year, no relative clause, no mere circumstance."""
    return (
        rest.count(" ") >= BARE_WORDS + 1
        and not rest[:1].isdigit()
        and not cues.relative(rest, lang)
        and not cues.opens_adverbially(rest, lang)
    )


def _distinct(group: Sequence[Aside]) -> Iterator[Aside]:
    for n, aside in enumerate(group):
        if n < ROOM and all(aside.sentence.text != other.sentence.text for other in group[:n]):
            yield aside


def _support(event: KnownEvent, group: Sequence[Aside], study: Study) -> BackgroundSupport:
    sentences = [a.sentence for a in group]
    said = supported(sentences, event.statements, study.lang, SAME_DAY_COVERED)
    roomy = event.background and len(event.statements) < ROOM and not said
    extra = (
        tuple(draft(a.sentence, study, event.span) for a in group[: ROOM - len(event.statements)])
        if roomy
        else ()
    )
    finest = min((a.span for a in group), key=lambda span: _ORDER[span.precision])
    finer = event.background and _ORDER[finest.precision] < _ORDER[event.span.precision]
    return BackgroundSupport(
        event_id=event.id, statements=extra, supports=said, span=finest if finer else None
    )
