"""The verdict on one article. Pure: what it may know of the past is the `Memory` it is given."""

from __future__ import annotations

from dataclasses import replace

from bot.editorial import background, novelty, writing
from bot.editorial.calibration import GREY, JOIN, RELEVANT, STALE
from bot.editorial.concepts import Lexicon
from bot.editorial.copies import find_original
from bot.editorial.matching import Match, Rarity, matches
from storage.records import (
    Decision,
    EventDraft,
    EventStatus,
    KnownEvent,
    Memory,
    StatementDraft,
    StatementKind,
    Study,
    UpdateKind,
    Verdict,
)


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
    joins = best is not None and best.score >= JOIN
    decision = _join(study, memory, lexicon, best) if best and joins else _found(study, memory, lexicon, best)
    return _quiet(decision) if decision.update and _stale(study) else decision


def _stale(study: Study) -> bool:
    """Whether the article was old already when it came in: filed, but never posted as news."""
    return study.article.fetched_at - study.article.published > STALE


def _quiet(decision: Decision) -> Decision:
    days = STALE.days
    return replace(
        decision,
        update=None,
        reasons=(*decision.reasons, f"over {days} days old when it came in: too old to post"),
    )


def _join(study: Study, memory: Memory, lexicon: Lexicon, best: Match) -> Decision:
    """The article reports a known event: what does it add?"""
    event = best.event
    rarity = Rarity(memory)
    told = novelty.Told.of(event, memory.events, study.lang)
    new = novelty.fresh(novelty.reporting(study), told, event.span, rarity, lexicon)
    chosen = writing.choose(new, study, rarity)
    statements = tuple(
        writing.draft(
            c.sentence, study, event.span, StatementKind.CORRECTION if c.corrects is not None else None
        )
        for c in chosen
    )
    supports = novelty.supported(study.sentences, event.statements, study.lang)
    drafts, extra, asides = background.place(background.asides(study, lexicon), study, memory)
    extra = tuple(e for e in extra if e.event_id != event.id)
    corrected = any(s.kind is StatementKind.CORRECTION for s in statements)
    reasons = [*study.reasons, f"joins {best.reason}, score {best.score:.2f} ≥ {JOIN:.2f}"]
    reasons += [c.reason for c in chosen] or ["nothing new"]
    return Decision(
        verdict=Verdict.DEVELOPMENT if statements else Verdict.CORROBORATION,
        relevance=study.relevance,
        match=min(1.0, best.score),
        reasons=(*reasons, *asides),
        event_id=event.id,
        statements=statements,
        supports=supports,
        status=_status(event, statements),
        update=(UpdateKind.CORRECTION if corrected else UpdateKind.DEVELOPMENT) if statements else None,
        background=drafts,
        background_support=extra,
    )


def _found(study: Study, memory: Memory, lexicon: Lexicon, best: Match | None) -> Decision:
    """The article reports something the timeline does not have."""
    rarity = Rarity(memory)
    new = tuple(novelty.Fresh(s, 1.0, "first report") for s in novelty.reporting(study))
    chosen = writing.choose(new, study, rarity)
    statements = tuple(writing.draft(c.sentence, study, study.profile.span) for c in chosen)
    drafts, supports, asides = background.place(background.asides(study, lexicon), study, memory)
    related = best.event if best is not None and best.score >= GREY else None
    nearest = (
        f"nearest {best.reason}, score {best.score:.2f} < {JOIN:.2f}"
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
    )
    return Decision(
        verdict=Verdict.EVENT,
        relevance=study.relevance,
        match=min(1.0, best.score) if best else None,
        reasons=(*study.reasons, nearest, *asides),
        event=event,
        update=UpdateKind.NEW,
        related_event_id=related.id if related else None,
        background=drafts,
        background_support=supports,
    )


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
