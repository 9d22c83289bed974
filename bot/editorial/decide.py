"""The verdict on one article. Pure: what it may know of the past is the `Memory` it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.editorial import background, cues, novelty, writing
from bot.editorial.calibration import GREY, JOIN, MOST_STATEMENTS, RELEVANT, STALE
from bot.editorial.concepts import Lexicon
from bot.editorial.copies import find_original
from bot.editorial.matching import Match, Rarity, matches
from bot.editorial.novelty import Fresh
from bot.editorial.relevance import strands
from storage.records import (
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
COMMENT = "a comment by its own headline: filed, not posted"


def decide(study: Study, memory: Memory, lexicon: Lexicon) -> Decision:
    """What an article is to the story, and all that follows.

    Args:
        study: the article as read.
        memory: what storage recalls for it.
        lexicon: the topic's names.

    Returns:
        One of the five verdicts with score and reasons; never an exception for any text.
    """
    if study.relevance < RELEVANT:
        return Decision(Verdict.IRRELEVANT, study.relevance, None, study.reasons)
    original = find_original(study.fingerprint, study.title, study.lang, study.article.published, memory)
    if original is not None:
        return Decision(
            Verdict.DUPLICATE,
            study.relevance,
            1.0,
            (*study.reasons, original.reason),
            duplicate_of=original.article.id,
            event_id=original.article.event_id,
        )
    ranked = matches(study.profile, memory, lexicon, study.vector)
    best = ranked[0] if ranked else None
    if _comments(study):
        return _filed(study, memory, lexicon, best)
    joins = best is not None and best.score >= JOIN
    decision = _join(study, memory, lexicon, best) if best and joins else _found(study, memory, lexicon, best)
    return _quiet(decision, OLD) if decision.update and _stale(study) else decision


def _stale(study: Study) -> bool:
    """Whether the article was old already when it came in: filed, but never posted as news."""
    return study.article.fetched_at - study.article.published > STALE


def _comments(study: Study) -> bool:
    """Whether the article says itself that it is a comment or a survey: it reports no event, so it is never posted."""
    return cues.comments(study.article.title.strip(), study.lang)


def _quiet(decision: Decision, why: str) -> Decision:
    return replace(decision, update=None, reasons=(*decision.reasons, why))


def _filed(study: Study, memory: Memory, lexicon: Lexicon, best: Match | None) -> Decision:
    """A comment: with the event it is about, if one is near; what it tells of the past goes to its own dates."""
    if best is None or best.score < GREY:
        return _quiet(_found(study, memory, lexicon, best), COMMENT)
    drafts, extra, asides = background.place(background.asides(study, lexicon), study, memory)
    return Decision(
        verdict=Verdict.CORROBORATION,
        relevance=study.relevance,
        match=min(1.0, best.score),
        reasons=(*study.reasons, f"is about {best.reason}", COMMENT, *asides),
        event_id=best.event.id,
        background=drafts,
        background_support=tuple(e for e in extra if e.event_id != best.event.id),
    )


def _join(study: Study, memory: Memory, lexicon: Lexicon, best: Match) -> Decision:
    """The article reports a known event: what does it add?"""
    event = best.event
    passing = background.asides(study, lexicon)
    drafts, extra, asides = background.place(passing, study, memory)
    elsewhere = {a.sentence.position for a in passing}
    reporting = [s for s in novelty.reporting(study) if s.position not in elsewhere]
    chosen = _chosen(study, memory, lexicon, event, reporting)
    turns = any(c.turn for c in chosen)
    statements = tuple(
        writing.draft(
            c.sentence, study, event.span, StatementKind.CORRECTION if c.corrects is not None else None
        )
        for c in chosen
    )
    corrected = any(s.kind is StatementKind.CORRECTION for s in statements)
    return Decision(
        verdict=Verdict.DEVELOPMENT if turns else Verdict.CORROBORATION,
        relevance=study.relevance,
        match=min(1.0, best.score),
        reasons=(
            *study.reasons,
            f"joins {best.reason}, so {best.score:.2f} of {JOIN:.2f} needed",
            *map(_told_why, chosen),
            *(() if turns else ("details only: no post of its own",) if chosen else ("nothing new",)),
            *asides,
        ),
        event_id=event.id,
        statements=statements,
        supports=novelty.supported(study.sentences, event.statements, study.lang),
        status=_status(event, statements),
        title=_better_title(study, event),
        update=(UpdateKind.CORRECTION if corrected else UpdateKind.DEVELOPMENT) if turns else None,
        background=drafts,
        background_support=tuple(e for e in extra if e.event_id != event.id),
    )


def _chosen(
    study: Study, memory: Memory, lexicon: Lexicon, event: KnownEvent, reporting: Sequence[Sentence]
) -> tuple[Fresh, ...]:
    """The new sentences to tell: turns of the story, or else details while the event has room for them."""
    rarity = Rarity(memory)
    told = novelty.Told.of(event, memory.events, study.lang)
    headline = next((s for s in study.sentences if s.position == 0), None)
    new = novelty.fresh(reporting, told, event.span, rarity, lexicon, headline)
    turns = [f for f in new if f.turn]
    if turns:
        return writing.choose(turns, study, rarity)
    return writing.choose(new, study, rarity) if len(event.statements) < MOST_STATEMENTS else ()


def _told_why(fresh: Fresh) -> str:
    """Which sentence is told, and what is new in it."""
    return (
        f"told, sentence {fresh.sentence.position}: {fresh.reason}: “{writing.shorten(fresh.sentence.text)}”"
    )


def _better_title(study: Study, event: KnownEvent) -> str | None:
    """A headline for an event that has only a sentence for one."""
    own = study.title.split()
    fits = not event.titled and study.lang == event.lang and len(own) > 1 and not cues.asks(study.title)
    return writing.headline(study) if fits else None


def _found(study: Study, memory: Memory, lexicon: Lexicon, best: Match | None) -> Decision:
    """The article reports something the timeline does not have."""
    rarity = Rarity(memory)
    passing = background.asides(study, lexicon)
    drafts, supports, asides = background.place(passing, study, memory)
    elsewhere = {a.sentence.position for a in passing}
    reporting = (s for s in novelty.reporting(study) if s.position not in elsewhere)
    chosen = writing.choose([Fresh(s, 1.0, "first report") for s in reporting], study, rarity)
    statements = tuple(writing.draft(c.sentence, study, study.profile.span) for c in chosen)
    related = best.event if best is not None and best.score >= GREY else _step_before(study, memory, lexicon)
    nearest = (
        f"nearest {best.reason}, so {best.score:.2f} of {JOIN:.2f} needed"
        if best
        else "nothing near in the timeline"
    )
    span = study.profile.span
    if span is None:
        raise ValueError("a relevant study always has a span")
    event = EventDraft(
        span=span,
        title=writing.headline(study),
        lang=study.lang,
        status=_own_status(statements),
        background=False,
        profile=study.profile,
        statements=statements,
        strands=strands(study.profile.concepts, lexicon),
    )
    return Decision(
        verdict=Verdict.EVENT,
        relevance=study.relevance,
        match=min(1.0, best.score) if best else None,
        reasons=(
            *study.reasons,
            nearest,
            *(f"told, sentence {c.sentence.position}: “{writing.shorten(c.sentence.text)}”" for c in chosen),
            *((f"follows event {related.id}",) if related else ()),
            *asides,
        ),
        event=event,
        update=UpdateKind.NEW,
        related_event_id=related.id if related else None,
        background=drafts,
        background_support=supports,
    )


def _step_before(study: Study, memory: Memory, lexicon: Lexicon) -> KnownEvent | None:
    """The latest event before this one that took a step of the same ladder."""
    span = study.profile.span
    steps = frozenset(act for act, concept in lexicon.by_id.items() if concept.step is not None)
    if span is None or not steps & study.profile.acts:
        return None
    earlier = (
        e
        for e in memory.events
        if not e.background and e.span.end < span.start and any(f.acts & steps for f in e.founders)
    )
    return max(earlier, key=lambda e: (e.span.end, e.id), default=None)


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
