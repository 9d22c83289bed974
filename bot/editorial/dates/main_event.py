"""When did the main event of an article happen?

Axioms:
1. It is the first day-grain date in the headline and the first `REACH` reporting sentences that lies within `RECENT`
   days up to the publication day: a report that opens with a scene says its day further down. Under a dateline with its day
   a report tells of that day, unless it opens with another: what it names further down (`DATED_REACH`) led up to its news.
2. Of several in one sentence it is the latest: the others led up to it.
3. Below the lead a day counts only where something is told to have happened: a day without a verb of the past is to come
   ("the decisive part is on Thursday"). Nor does a sentence there that begins with an older day tell of the news: what follows
   in it led up to it ("he spoke of it on 1 March, and three days later the gate burst").
4. What is planned is not the event; what is older is background. Nor is it of the day on which somebody had spoken of what
   is told ("the debt, of which he told them on Monday").
5. Without such a date the event is as old as its report; where that was printed overnight, it is of the day before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.editorial import cues
from bot.editorial.calibration import LEAD_SENTENCES
from storage.records import Mention, Precision, Sentence, Span

DATED_REACH = 2  # sentences after the headline, under a dateline with its day
REACH = 10  # sentences after the headline; days first named in the 4th to 10th are a story's .41, publication days .30
RECENT = timedelta(days=7)  # older dates in a lead are background: what led up to the event
_CLAUSE = ",;—–("  # what a clause stands between
LONGEST = timedelta(days=3)  # "9-10 November" is a date, "last week" is none


def main_span(
    sentences: Sequence[Sentence],
    published: date,
    lang: str,
    *,
    overnight: bool = False,
    stated: bool = False,
) -> tuple[Span, str]:
    """The interval of the main event, and the reason for it.

    Args:
        sentences: the headline, if any (position 0), and the reporting sentences in order.
        published: the day of publication.
        lang: of the sentences.
        overnight: whether it came out before that day had well begun.
        stated: whether its dateline has its day.
    """
    headed = bool(sentences) and sentences[0].position == 0
    for sentence in sentences[: (DATED_REACH if stated else REACH) + headed]:
        recent = (m for m in sentence.mentions if _recent(m.span, published))
        if sentence.position > LEAD_SENTENCES and not _tells_of_news(sentence, published, lang):
            continue
        fitting = [m for m in recent if not _of_something_else(sentence.text, m, lang)]
        if fitting:
            told = max(fitting, key=lambda m: (m.span.end, m.span.start))
            where = "headline" if sentence.position == 0 else f"sentence {sentence.position}"
            return told.span, f"main event dated {_days(told.span)} by “{told.evidence}” in the {where}"
    if overnight and published > date.min:
        before = published - timedelta(days=1)
        return Span(
            before, before
        ), f"main event dated {before}, the day before an overnight report without a day"
    return Span(
        published, published
    ), f"main event dated {published} by publication: no day of its own in the lead"


def _recent(span: Span, published: date) -> bool:
    exact = span.precision is Precision.DAY and span.end - span.start < LONGEST
    return exact and published - span.start <= RECENT and span.end <= published


def _tells_of_news(sentence: Sentence, published: date, lang: str) -> bool:
    """Whether a sentence below the lead may tell when the news happened."""
    first = min(sentence.mentions, key=lambda m: m.position, default=None)
    looks_back = first and first.span.precision is Precision.DAY and published - first.span.end > RECENT
    return not looks_back and cues.in_the_past(sentence.text, lang)


def _of_something_else(text: str, mention: Mention, lang: str) -> bool:
    """Whether a day stands in a clause that only says who had spoken of what is told."""
    start, end = mention.position
    opened = max(text.rfind(mark, 0, start) for mark in _CLAUSE)
    closed = min((at for mark in _CLAUSE if (at := text.find(mark, end)) >= 0), default=len(text))
    clause = text[opened + 1 : closed]
    return opened >= 0 and cues.relative(clause, lang) and cues.attributed(clause, lang)


def _days(span: Span) -> str:
    return f"{span.start}" if span.start == span.end else f"{span.start} to {span.end}"
