"""Where what an article tells in passing belongs: an event of the timeline, or a background event of its own.

Axioms:
1. Two mentions are one event when their times touch and their content agrees, the more so where one is coarser; then
   the finer date is the event's. Of one day years ago a story remembers one thing: there little must agree.
2. A sentence that says of a day hardly more than a report of that day does tells of what is reported: a sentence is
   short and a report long, so what counts is how much of the one is in the other.
3. What was reported apart, as by two outlets, is one event to whoever looks back: a mention tells of each of its day
   that it agrees with.
4. A mention adds a citation to what is told, and a sentence only to a background event that has room.
5. One article remembers one thing of one exact day, in however many sentences, unless it is a chronicle, whose lines stand
   each for itself.
6. A sentence that would stand among the events of another year and still say "last year" is not told there; it only
   speaks of what is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.editorial.agreement import Newcomer, Rarity
from bot.editorial.asides import FINEST, Aside
from bot.editorial.calibration import BACKGROUND_AGREE
from bot.editorial.dates.spans import touching
from bot.editorial.phrases import headless, timeless
from bot.editorial.told import citable, supported
from bot.editorial.writing import draft, shorten, stays_relative
from storage.records import (
    BackgroundSupport,
    EventDraft,
    EventStatus,
    KnownEvent,
    Memory,
    Precision,
    Profile,
    Span,
    Study,
)

SHOWN = 60  # characters of a headline in the reasons
ROOM = 3  # sentences of a background event
SAME_DAY_COVERED = 0.25  # of a statement's stems: day and content agree already, so less of the wording must
ONE_GRAIN = BACKGROUND_AGREE  # agreement that makes two mentions of equally exact times one event
# … of one exact day that nobody reported then: in a stream of 75 articles true from .11, false .00; of a day that was
# reported, false up to .17.
ONE_DAY = 0.10
MONTH_AND_DAY = (
    0.30  # … where one knows only the month. Read on the seeds and there: true from .30, false mostly below
)
TWO_GRAINS = 0.45  # … where one knows only the year, which holds many things: true .63, false up to .40
# Of an aside's words in a report of its day: in two archives so much is said by 12 to 16 % of the reports of its day, nearly
# all of them of the same thing, and by 1.5 % of those of other days.
SAID = 0.35
SHORT_PHRASE = 3  # concepts: "who did what to whom", if the other names hardly more
LONG_PHRASE = 4  # concepts, one of them an act: enough to be found again in a report's whole lead
MOSTLY = 0.6


def place(
    found: Sequence[Aside],
    pointing: Sequence[Aside],
    study: Study,
    memory: Memory,
    rarity: Rarity,
    *,
    own: int | None = None,
) -> tuple[tuple[EventDraft, ...], tuple[BackgroundSupport, ...], tuple[str, ...]]:
    """Where each aside belongs: an event of the timeline, or a background event of its own.

    Args:
        found: the asides.
        pointing: what only points to other days: it speaks of what is known there, or of nothing.
        study: of the article.
        memory: the timeline.
        rarity: of terms there.
        own: the known event that the article reports: what is told of it adds nothing here.

    Returns:
        New background events, additions to known ones, and the reasons in words.
    """
    by_id = {e.id: e for e in memory.events}
    new: list[list[Aside]] = []
    support: dict[int, list[Aside]] = defaultdict(list)
    besides: dict[int, list[Aside]] = defaultdict(list)
    days: dict[Span, list[Aside]] = {}  # what the article remembers of an exact day
    for aside in found:
        near = (e for e in memory.events if not (aside.beside and e.id == own))
        known = _known(aside, near, rarity)
        tellable = not stays_relative(aside.sentence, study, aside.span)
        if tellable:
            exact = aside.span.precision is Precision.DAY and not (aside.beside or aside.line)
            same_day = days.get(aside.span) if exact else None
            group = support[known[0].id] if known else same_day or _twin(aside, new, rarity)
            group.append(aside)
            if exact and all(event.background for event in known[:1]):
                days.setdefault(aside.span, group)
        for other in known[1:] if tellable else known:
            besides[other.id].append(aside)
    for aside in pointing:
        for event in _known(aside, memory.events, rarity):
            besides[event.id].append(aside)
    drafts = tuple(_event(group, study) for group in new)
    supports = tuple(
        _support(by_id[number], support[number], besides[number], study, rarity)
        for number in dict.fromkeys((*support, *besides))
        if number != own
    )
    return drafts, supports, tuple(_reasons(drafts, supports, by_id))


def _twin(aside: Aside, groups: list[list[Aside]], rarity: Rarity) -> list[Aside]:
    """The group of those that tell of the same as an aside; a new one where none does."""
    for group in groups:
        if _one(group[0], aside, rarity):
            return group
    groups.append([])
    return groups[-1]


def _reasons(
    drafts: Iterable[EventDraft], supports: Iterable[BackgroundSupport], by_id: Mapping[int, KnownEvent]
) -> Iterator[str]:
    for told in drafts:
        yield f"tells in passing of {_when(told.span)}: “{told.title}”"
    for support in supports:
        yield f"speaks of event {support.event_id}, “{shorten(by_id[support.event_id].title, SHOWN)}”"


def _when(span: Span) -> str:
    """A time at its own precision: 2023, 2023-09, 2023-09-19."""
    return span.start.isoformat()[
        : {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[span.precision]
    ]


def _known(aside: Aside, events: Iterable[KnownEvent], rarity: Rarity) -> list[KnownEvent]:
    """The events that an aside tells of, the one it agrees with most first."""
    near = [event for event in events if touching(aside.span, event.span)]
    newcomer = Newcomer(aside.profile, rarity)
    agreed: list[tuple[float, KnownEvent]] = []
    for event in near:
        score = max((_agreed(aside.profile, newcomer, f) for f in event.founders), default=0.0)
        if _same(aside.span, event.span, score, remembered=event.background) or _reported(
            aside, newcomer, event
        ):
            agreed.append((score, event))
    return [event for _, event in sorted(agreed, key=lambda found: -found[0])]


def _reported(aside: Aside, newcomer: Newcomer, event: KnownEvent) -> bool:
    """Whether an event was reported in the words in which an aside tells of its day."""
    days = aside.span.precision is event.span.precision is Precision.DAY
    return (
        days
        and not event.background
        and any(newcomer.contained(founder) >= SAID for founder in event.founders)
    )


def _one(first: Aside, second: Aside, rarity: Rarity) -> bool:
    newcomer = Newcomer(first.profile, rarity)
    return _same(first.span, second.span, _agreed(first.profile, newcomer, second.profile))


def _agreed(passing: Profile, newcomer: Newcomer, known: Profile) -> float:
    """Agreement of content; of phrases too short for it, whether the doings and all that one names are the other's too."""
    agreed = newcomer.agreement(known)
    named, theirs = frozenset(passing.concepts), frozenset(known.concepts)
    inside = named <= theirs and (len(named) >= LONG_PHRASE or len(named) >= MOSTLY * len(theirs))
    alike = inside and bool(passing.acts & known.acts) and len(named) >= SHORT_PHRASE
    return max(agreed, TWO_GRAINS) if alike else agreed


def _same(one: Span, two: Span, agreed: float, *, remembered: bool = True) -> bool:
    """Whether two times and what happened then are one event's; `remembered`: neither was reported when it happened."""
    grains = {one.precision, two.precision}
    if remembered and grains == {Precision.DAY}:
        return touching(one, two) and agreed >= ONE_DAY
    needed = ONE_GRAIN if len(grains) == 1 else TWO_GRAINS if Precision.YEAR in grains else MONTH_AND_DAY
    return touching(one, two) and agreed >= needed


def _event(group: Sequence[Aside], study: Study) -> EventDraft:
    finest = min(group, key=lambda a: (FINEST[a.span.precision], a.sentence.position))
    # What follows may lean on the sentence before, so it stands behind that one or nowhere.
    told = [a.sentence for a in _distinct(group)] if len(group) > 1 else [finest.sentence, *finest.after]
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
    text = aside.phrase
    if whole:
        said = draft(aside.sentence, study, aside.span).text
        text = timeless(aside.sentence.text, aside.mention, study.lang) or headless(said, study.lang)
    text = shorten(text).rstrip(".։")
    return text[:1].upper() + text[1:]


def _distinct(group: Sequence[Aside]) -> Iterator[Aside]:
    for n, aside in enumerate(group):
        if n < ROOM and all(aside.sentence.text != other.sentence.text for other in group[:n]):
            yield aside


def _support(
    event: KnownEvent, group: Sequence[Aside], besides: Sequence[Aside], study: Study, rarity: Rarity
) -> BackgroundSupport:
    """What asides add to an event: those that agree with it most, and those that do with another of its day."""
    sentences = [a.sentence for a in (*group, *besides)]
    untold = [a for a in group if not supported([a.sentence], event.statements, study.lang, SAME_DAY_COVERED)]
    room = max(0, ROOM - len(event.statements)) if event.background else 0
    extra = tuple(draft(a.sentence, study, event.span) for a in untold[:room])
    finest = min((a.span for a in group), key=lambda span: FINEST[span.precision], default=event.span)
    finer = event.background and FINEST[finest.precision] < FINEST[event.span.precision]
    return BackgroundSupport(
        event_id=event.id,
        statements=extra,
        supports=citable(sentences, event.statements, study.lang, rarity),
        span=finest if finer else None,
    )
