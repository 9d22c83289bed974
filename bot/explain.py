"""A stored decision in words, for whoever asks why: `dateline why` and the admins' /why. Plain English, one fact a line."""

from __future__ import annotations

from storage.records import DecisionRecord, Verdict


def explain(record: DecisionRecord) -> tuple[str, ...]:
    """What was decided about an article, and why.

    Args:
        record: the stored decision.

    Returns:
        Lines: the article, the verdict, the figures, then one line for each reason in the order they weighed.
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
        *(f"- {reason}" for reason in record.reasons),
    )


def verdict_in_words(record: DecisionRecord) -> str:
    """What an article turned out to be, as half a sentence."""
    match record.verdict:
        case Verdict.IRRELEVANT:
            return "irrelevant, not part of the story"
        case Verdict.DUPLICATE:
            return f"duplicate, the same text as article {record.duplicate_of}"
        case Verdict.CORROBORATION:
            return f"corroboration, event {record.event_id} with nothing new"
        case Verdict.DEVELOPMENT:
            return f"development, something new in event {record.event_id}"
        case Verdict.EVENT:
            return f"event, the first report of event {record.event_id}"
