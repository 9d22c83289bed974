"""A stored decision in words, for whoever asks why: `dateline why` and the admins' /why.

Plain English, one fact a line, under the questions a journalist would ask. Reasons are stored in the order in which they
weighed; one that opens no new question answers the last.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import FetchError
from bot.reading.addresses import canonical
from storage.archive import Archive
from storage.records import DecisionRecord, Verdict

QUESTIONS = {
    "names ": "Does it belong to the story?",
    "main event ": "When did it happen?",
    "compared ": "Is it known already?",
    "nothing near ": "Is it known already?",
    "same text": "Is it known already?",
    "told, ": "What is told of it?",
    "kept ": "What is told of it?",
    "no turn ": "What is told of it?",
    "nothing new": "What is told of it?",
    "follows ": "What came before?",
    "tells in passing ": "What else does it tell?",
    "speaks of ": "What else does it tell?",
}
"""How a reason begins, and what it answers."""


def asked_about(archive: Archive, article: str) -> DecisionRecord | None:
    """The decision on the article somebody means; None: there is none.

    Args:
        archive: knows the decisions.
        article: its number, the id an import gave it, or its address as it stands in any link to it.
    """
    if record := archive.decision(article):
        return record
    try:
        return archive.decision(canonical(article))
    except FetchError:  # it is no address
        return None


def explain(record: DecisionRecord) -> tuple[str, ...]:
    """What was decided about an article, and why.

    Args:
        record: the stored decision.

    Returns:
        Lines: the article, the verdict, the figures, then the reasons in the order they weighed, under their questions.
    """
    moment = f"{record.published:%Y-%m-%d %H:%M} UTC" if record.timed else f"{record.published:%Y-%m-%d}"
    figures = [f"relevance {record.relevance:.2f}"]
    if record.match is not None:
        figures.append(f"agreement with the nearest event {record.match:.2f}")
    return (
        f"Article {record.article_id}: {record.title or 'without a headline'}",
        f"{record.outlet}, {record.lang}, {moment}",
        record.url,
        f"Verdict: {verdict_in_words(record)}, decided {record.decided_at:%Y-%m-%d %H:%M} UTC",
        f"Figures, 0 to 1: {'; '.join(figures)}",
        *_answers(record.reasons),
        *_revisions(record),
    )


def _answers(reasons: tuple[str, ...]) -> Iterator[str]:
    asked = "Does it belong to the story?"
    yield asked
    for reason in reasons:
        question = next((q for opening, q in QUESTIONS.items() if reason.startswith(opening)), asked)
        if question != asked:
            asked = question
            yield asked
        yield f"- {reason}"


def _revisions(record: DecisionRecord) -> Iterator[str]:
    """What the outlet changed afterwards: when, what that was held to be, the headline it replaced."""
    if not record.revisions:
        return
    yield "Did its outlet change it?"
    titles = [*(revision.title for revision in record.revisions), record.title]
    for revision, title in zip(record.revisions, titles[1:], strict=True):
        told = "readers were told" if revision.told else "readers were not told"
        yield f"- {revision.replaced_at:%Y-%m-%d %H:%M} UTC, {told}: {'; '.join(revision.reasons)}"
        if revision.title != title:
            yield f"- the headline was “{revision.title}”"


def verdict_in_words(record: DecisionRecord) -> str:
    """What an article turned out to be, as half a sentence."""
    match record.verdict:
        case Verdict.IRRELEVANT:
            return "irrelevant, not part of the story"
        case Verdict.DUPLICATE:
            return f"duplicate, the same text as article {record.duplicate_of}"
        case Verdict.CORROBORATION:
            return f"corroboration, event {record.event_id} once more, with nothing that needs a post"
        case Verdict.DEVELOPMENT:
            return f"development, something new in event {record.event_id}"
        case Verdict.EVENT:
            return f"event, the first report of event {record.event_id}"
