"""When did the main event of an article happen?

Axioms:
1. It is the first day-grain date in the headline and the first `LEAD` reporting sentences that lies within `RECENT`
   days up to the publication day.
2. What is planned is not the event; what is older is background.
3. Without such a date the event is as old as its report.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from storage.records import Precision, Sentence, Span

LEAD = 3  # sentences after the headline
RECENT = timedelta(days=7)  # older dates in a lead are background: what led up to the event
LONGEST = timedelta(days=3)  # "9-10 November" is a date, "last week" is none


def main_span(sentences: Sequence[Sentence], published: date) -> tuple[Span, str]:
    """The interval of the main event, and the reason for it.

    Args:
        sentences: the headline, if any (position 0), and the reporting sentences in order.
        published: the day of publication.
    """
    lead = sentences[: LEAD + 1] if sentences and sentences[0].position == 0 else sentences[:LEAD]
    for sentence in lead:
        for mention in sentence.mentions:
            span = mention.span
            exact = span.precision is Precision.DAY and span.end - span.start < LONGEST
            if exact and published - span.start <= RECENT and span.end <= published:
                where = "headline" if sentence.position == 0 else f"sentence {sentence.position}"
                return span, f"main event dated {_days(span)} by “{mention.evidence}” in the {where}"
    return Span(
        published, published
    ), f"main event dated {published} by publication: no day of its own in the lead"


def _days(span: Span) -> str:
    return f"{span.start}" if span.start == span.end else f"{span.start} to {span.end}"
