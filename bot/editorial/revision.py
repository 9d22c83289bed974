"""What an outlet's silent change of an article means for the timeline.

Axioms:
1. What counts is what readers were told: a changed sentence corrects if a statement of the event rests on its former
   wording, or if it is the headline.
2. A change is a replacement: another figure, name, date or concept in the place of the former one, or a denial where there
   was none. What is merely worded otherwise, cut short or left out corrects nothing.
3. What was added is held against everything told, as a new report would be; so is a correction that others brought first.
4. An old article that is changed is filed as it stands now, but is no news.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.editorial import cues, novelty, writing
from bot.editorial.agreement import Rarity
from bot.editorial.calibration import STALE
from bot.editorial.concepts import Lexicon
from bot.editorial.told import Told, supported
from storage.records import (
    Decision,
    EventStatus,
    KnownEvent,
    Memory,
    Sentence,
    StatementKind,
    Study,
    UpdateKind,
    Verdict,
)

SAME_PLACE = novelty.SAME_SENTENCE  # of the stems of two sentences: one is the other, rewritten

Change = tuple[Sentence, Sentence, str]  # before, after, what was replaced


def revise(
    before: Study,
    after: Study,
    verdict: Verdict,
    event: KnownEvent,
    *,
    memory: Memory,
    lexicon: Lexicon,
    now: datetime,
) -> Decision:
    """What follows from the change of an article that belongs to an event.

    Args:
        before: the article as it was filed.
        after: as it reads now.
        verdict: what it turned out to be at first; that stands.
        event: the one it belongs to.
        memory: what storage recalls for it now.
        lexicon: the topic's names.
        now: UTC.

    Returns:
        A decision to join the same event: with statements and an update where readers were told otherwise, with none where
        the change does not matter; the reasons say which.
    """
    corrections = _corrections(before, after, event)
    told = Told.of(event, memory.events, after.lang)
    rarity = Rarity(memory)
    taken = {new.position for _, new, _ in corrections}
    added = [s for s in _added(before, after) if s.position not in taken]
    fresh = writing.choose(novelty.fresh(added, told, rarity, lexicon), after, rarity)
    turns, details = [f for f in fresh if f.turn], [f for f in fresh if not f.turn]
    recent = now - after.article.published <= STALE
    kind = UpdateKind.CORRECTION if corrections else UpdateKind.DEVELOPMENT if turns else None
    reasons = [f"changed by its outlet: {what}" for _, _, what in corrections]
    reasons += [f"added by its outlet: {one.reason}" for one in fresh]
    if kind and not recent:
        reasons.append(f"changed over {STALE.days} days after it appeared: too late to post")
    return Decision(
        verdict=verdict,
        relevance=after.relevance,
        match=None,
        reasons=tuple(reasons) or ("changed by its outlet in nothing that readers were told",),
        event_id=event.id,
        statements=(
            *(writing.draft(new, after, event.span, StatementKind.CORRECTION) for _, new, _ in corrections),
            *(writing.draft(one.sentence, after, event.span) for one in turns),
        ),
        details=tuple(writing.draft(one.sentence, after, event.span) for one in details),
        status=EventStatus.CORRECTED if corrections else None,
        title=_title(before, after, event),
        update=kind if recent else None,
    )


def _title(before: Study, after: Study, event: KnownEvent) -> str | None:
    """The article's new headline, where its former one is the event's; None: the event keeps its title."""
    former, new = writing.headline(before), writing.headline(after)
    return new if event.title == former != new else None


def _corrections(before: Study, after: Study, event: KnownEvent) -> list[Change]:
    """The changed sentences that take back what readers were told; the headline only where no sentence says it."""
    changes, body = [], []
    for change in _changes(before, after):
        was, is_ = (frozenset(supported([s], event.statements, after.lang)) for s in change[:2])
        if is_ - was:  # told already, by somebody who was quicker
            continue
        changes.append(change)
        if change[1].position and was:
            body.append(change)
    return body or [c for c in changes if not c[1].position][:1]


def _changes(before: Study, after: Study) -> list[Change]:
    """Sentences that stand in the place of others and replace something of them."""
    former = _gone(before, after)
    found = []
    for new in _gone(after, before):
        old = _counterpart(new, former)
        what = _replaced(old, new, after.lang) if old else None
        if old and what:
            found.append((old, new, what))
    return found


def _added(before: Study, after: Study) -> list[Sentence]:
    """The sentences that stand in nobody's place."""
    former, new = _gone(before, after), _gone(after, before)
    return [s for s in novelty.reporting(after) if s.position and s in new and not _counterpart(s, former)]


def _gone(study: Study, other: Study) -> list[Sentence]:
    """The sentences of an article that its other version does not have."""
    kept = {s.text for s in other.sentences}
    return [s for s in study.sentences if s.text not in kept]


def _counterpart(sentence: Sentence, others: Sequence[Sentence]) -> Sentence | None:
    """The sentence whose place it has: a headline's is the headline, another's the one most like it."""
    if not sentence.position:
        return next((other for other in others if not other.position), None)
    body = [other for other in others if other.position and other.stems and sentence.stems]
    if not body:
        return None
    best = max(body, key=lambda other: _likeness(sentence, other))
    return best if _likeness(sentence, best) >= SAME_PLACE else None


def _likeness(one: Sentence, other: Sentence) -> float:
    return len(one.stems & other.stems) / max(1, min(len(one.stems), len(other.stems)))


def _replaced(old: Sentence, new: Sentence, lang: str) -> str | None:
    """What a sentence says in the place of something else; None: nothing."""
    pairs = (
        (old.numbers, new.numbers),
        (old.names, new.names),
        (old.concepts, new.concepts),
        (
            frozenset(f"{m.span.start}" for m in old.mentions),
            frozenset(f"{m.span.start}" for m in new.mentions),
        ),
    )
    for was, is_ in pairs:
        if was - is_ and is_ - was:
            return f"{', '.join(sorted(was - is_))} → {', '.join(sorted(is_ - was))}"
    if cues.denies(new.text, lang) != cues.denies(old.text, lang):
        return "a denial where there was none" if cues.denies(new.text, lang) else "a denial was taken back"
    return None
