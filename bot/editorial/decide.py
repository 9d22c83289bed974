"""The verdict on one article. Pure: what it may know of the past is the `Memory` it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.editorial import background, cues, novelty, writing
from bot.editorial.agreement import Rarity
from bot.editorial.asides import asides
from bot.editorial.belonging import reported
from bot.editorial.calibration import DETAILS, GREY, MOST_STATEMENTS, RELEVANT, STALE
from bot.editorial.concepts import Lexicon
from bot.editorial.copies import find_original
from bot.editorial.following import followed
from bot.editorial.genre import reports_nothing
from bot.editorial.matching import Match, matches
from bot.editorial.novelty import Fresh
from bot.editorial.pointers import pointers
from bot.editorial.reasons import compared, told_why
from bot.editorial.relevance import strands
from bot.editorial.told import Told, citable
from storage.records import (
    BackgroundSupport,
    Decision,
    EventDraft,
    EventStatus,
    KnownEvent,
    Memory,
    Sentence,
    StatementDraft,
    StatementKind,
    Study,
    UpdateKind,
    Verdict,
)

OLD = f"over {STALE.days} days old when it came in: too old to post"
NO_TURN = "no turn of the story: no post of its own"
INHERITED = "belongs as the article does whose text it repeats"
REPORTING = "belongs as the event does that it reports"
FILED = "filed, not posted"


@dataclass(frozen=True, slots=True)
class _Case:
    """An article that belongs, with all that it is judged by."""

    study: Study
    memory: Memory
    lexicon: Lexicon
    rarity: Rarity

    def passing(self, own: int | None = None) -> _Passing:
        """What the article tells in passing, and where that belongs; `own` is the event that it reports."""
        told = asides(self.study, self.lexicon)
        pointing = pointers(self.study, told, self.lexicon)
        drafts, supports, reasons = background.place(
            told, pointing, self.study, self.memory, self.rarity, own=own
        )
        elsewhere = frozenset().union(*(aside.positions for aside in told))
        return _Passing(_on_strands(drafts, self.lexicon), supports, reasons, elsewhere)


@dataclass(frozen=True, slots=True)
class _Passing:
    """What an article tells of other events than its own."""

    drafts: tuple[EventDraft, ...]
    supports: tuple[BackgroundSupport, ...]
    reasons: tuple[str, ...]
    positions: frozenset[int]  # of the sentences that tell it

    def reporting(self, study: Study) -> tuple[Sentence, ...]:
        """The sentences that tell of the article's own event."""
        return tuple(s for s in novelty.reporting(study) if s.position not in self.positions)


def decide(study: Study, memory: Memory, lexicon: Lexicon) -> Decision:
    """What an article is to the story, and all that follows.

    Args:
        study: the article as read.
        memory: what storage recalls for it; one that does not belong by its own words may be a copy, cut short or with
            words gone, of one that does; or, where it was read whole, report an event of the story.
        lexicon: the topic's names.

    Returns:
        One of the five verdicts with score and reasons; never an exception for any text.
    """
    original = find_original(study, memory)
    if original is not None:
        return Decision(
            Verdict.DUPLICATE,
            study.relevance,
            1.0,
            (*study.reasons, original.reason, *([INHERITED] if study.relevance < RELEVANT else [])),
            duplicate_of=original.article.id,
            event_id=original.article.event_id,
        )
    rarity = Rarity(memory)
    ranked = matches(study, memory, rarity, lexicon) if study.profile.span else ()
    best = ranked[0] if ranked else None
    if study.relevance < RELEVANT:
        if not reported(study, best, lexicon):
            return Decision(Verdict.IRRELEVANT, study.relevance, None, study.reasons)
        study = replace(study, reasons=(*study.reasons, REPORTING))
    case = _Case(study, memory, lexicon, rarity)
    nothing = reports_nothing(study, lexicon)
    if nothing is not None:
        return _filed(case, ranked, f"{nothing}: {FILED}")
    decision = _join(case, best) if best and best.joins else _found(case, ranked)
    return _quiet(decision, OLD) if decision.update and _stale(study) else decision


def _stale(study: Study) -> bool:
    """Whether the article was old already when it came in: filed, but never posted as news."""
    return study.article.fetched_at - study.article.published > STALE


def _quiet(decision: Decision, why: str) -> Decision:
    return replace(decision, update=None, reasons=(*decision.reasons, why))


def _filed(case: _Case, ranked: Sequence[Match], why: str) -> Decision:
    """What reports nothing: with the event it is about, if one is near; what it tells of the past goes to its own dates."""
    best = ranked[0] if ranked else None
    if best is None or best.score < GREY:
        return _quiet(_found(case, ranked, background=True), why)
    study, passing = case.study, case.passing(best.event.id)
    return Decision(
        verdict=Verdict.CORROBORATION,
        relevance=study.relevance,
        match=min(1.0, best.score),
        reasons=(*study.reasons, compared(study, best), why, *passing.reasons),
        event_id=best.event.id,
        background=passing.drafts,
        background_support=passing.supports,
    )


def _join(case: _Case, best: Match) -> Decision:
    """The article reports a known event: what does it add?"""
    study, event = case.study, best.event
    passing = case.passing(event.id)
    turns, details = _chosen(case, event, passing.reporting(study))
    statements = tuple(
        writing.draft(
            c.sentence, study, event.span, StatementKind.CORRECTION if c.corrects is not None else None
        )
        for c in turns
    )
    corrected = any(s.kind is StatementKind.CORRECTION for s in statements)
    supports = citable(study.sentences, event.statements, study.lang, case.rarity)
    return Decision(
        verdict=Verdict.DEVELOPMENT if turns else Verdict.CORROBORATION,
        relevance=study.relevance,
        match=min(1.0, best.score),
        reasons=(
            *study.reasons,
            compared(study, best),
            *(told_why(c, "told") for c in turns),
            *(told_why(c, "kept as a detail") for c in details),
            *(() if turns else (NO_TURN if details else "nothing new",)),
            *passing.reasons,
        ),
        event_id=event.id,
        statements=statements,
        details=tuple(writing.draft(c.sentence, study, event.span) for c in details),
        supports=tuple(number for number in supports if number not in {c.corrects for c in turns}),
        status=_status(event, statements),
        title=_better_title(study, event, turns),
        update=(UpdateKind.CORRECTION if corrected else UpdateKind.DEVELOPMENT) if turns else None,
        strands=strands(study.profile.concepts, case.lexicon) if turns else (),
        background=passing.drafts,
        background_support=passing.supports,
    )


def _chosen(
    case: _Case, event: KnownEvent, reporting: Sequence[Sentence]
) -> tuple[tuple[Fresh, ...], tuple[Fresh, ...]]:
    """The new sentences to tell: turns of the story, and details while the event has room for them.

    A turn must be in no first report, told or not, nor near in the timeline; a detail, in nothing told of this event.
    """
    study, rarity = case.study, case.rarity
    # A report without a headline says first what it was written for.
    headline = study.sentences[0] if study.sentences else None
    told = Told.of(event, case.memory.events, study.lang)
    new = novelty.fresh(reporting, told, rarity, case.lexicon, headline)
    turns = writing.choose([f for f in new if f.turn], study, rarity)
    room = min(DETAILS, MOST_STATEMENTS - len(event.statements) - len(turns))
    if room < 1:
        return turns, ()
    shown = Told.of(event, (), study.lang, leads=False)
    turning = {f.sentence.position for f in new if f.turn}
    others = [s for s in reporting if s.position not in turning]
    untold = novelty.fresh(others, shown, rarity, case.lexicon)
    return turns, writing.more([f for f in untold if f.corrects is None], turns, study, rarity, room)


def _better_title(study: Study, event: KnownEvent, turns: Sequence[Fresh]) -> str | None:
    """A headline for an event that has only a sentence for one, or one with a figure that is corrected."""
    if study.lang != event.lang or len(study.title.split()) < 2 or cues.asks(study.title):
        return None
    corrections = [c.sentence.text for c in turns if c.corrects is not None]
    wrong = any(novelty.outdated(event.title, text, study.lang) for text in corrections)
    return writing.headline(study) if wrong or not event.titled else None


def _found(case: _Case, ranked: Sequence[Match], *, background: bool = False) -> Decision:
    """The article reports something the timeline does not have; in the background nothing, and no report shall join it."""
    study, passing = case.study, case.passing()
    new = [] if background else [Fresh(s, 1.0, "first report") for s in passing.reporting(study)]
    chosen = writing.choose(new, study, case.rarity)
    details = writing.more(new, chosen, study, case.rarity, DETAILS)
    statements = tuple(writing.draft(c.sentence, study, study.profile.span) for c in chosen)
    related = followed(study, ranked, case.lexicon)
    best = ranked[0] if ranked else None
    span = study.profile.span
    if span is None:
        raise ValueError("a relevant study always has a span")
    event = EventDraft(
        span=span,
        title=writing.headline(study),
        lang=study.lang,
        status=_own_status(statements),
        background=background,
        profile=study.profile,
        statements=statements,
        strands=strands(study.profile.concepts, case.lexicon),
    )
    return Decision(
        verdict=Verdict.EVENT,
        relevance=study.relevance,
        match=min(1.0, best.score) if best else None,
        reasons=(
            *study.reasons,
            compared(study, best) if best else "nothing near in the timeline",
            *(told_why(c, "told") for c in chosen),
            *(told_why(c, "kept as a detail") for c in details),
            *((f"follows event {related.id}",) if related else ()),
            *passing.reasons,
        ),
        event=event,
        details=tuple(writing.draft(c.sentence, study, span) for c in details),
        update=UpdateKind.NEW,
        related_event_id=related.id if related else None,
        background=passing.drafts,
        background_support=passing.supports,
    )


def _on_strands(drafts: Sequence[EventDraft], lexicon: Lexicon) -> tuple[EventDraft, ...]:
    """Background events with the strands of the topic that each is on by itself."""
    return tuple(replace(draft, strands=strands(draft.profile.concepts, lexicon)) for draft in drafts)


def _status(event: KnownEvent, statements: tuple[StatementDraft, ...]) -> EventStatus | None:
    """The event's status where the article changes it."""
    kinds = {s.kind for s in statements}
    if StatementKind.CORRECTION in kinds:
        return EventStatus.CORRECTED
    if StatementKind.DENIAL in kinds and event.status is EventStatus.REPORTED:
        return EventStatus.DISPUTED
    return None


def _own_status(statements: tuple[StatementDraft, ...]) -> EventStatus:
    kinds = {s.kind for s in statements}
    both = StatementKind.DENIAL in kinds and StatementKind.FACT in kinds
    return EventStatus.DISPUTED if both else EventStatus.REPORTED
