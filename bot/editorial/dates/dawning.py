"""Weekdays ahead of the stamp: a report stamped on Monday evening tells what happened "early on Tuesday".

Axioms:
1. It is Tuesday already where the event is, or was when the report was last brought up to date; its stamp stayed.
2. So the weekday of the day after the stamp, in a headline or lead, is that day, whatever the tense. Nobody opens a
   report with a day six days back and calls it by its bare name: of 60 leads that name such a weekday, 4 mean that.
3. What a lead calls so, the rest of the report does too.
4. A lead that also says of that day that it is to come announces it: then the report is of the day of its stamp.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from storage.records import Mention, Precision, Sentence, Span

WEEK = timedelta(days=7)


def dawned(sentences: Sequence[Sentence], lead: int, published: date) -> tuple[tuple[Sentence, ...], date]:
    """The sentences with the weekdays that have dawned elsewhere brought ahead, and the day that the report is of.

    Args:
        sentences: with their times as the tenses have them.
        lead: the position of the last sentence of the lead.
        published: the day of the stamp.

    Returns:
        The sentences, and `published`, or the day after it where one of them says that this has come.
    """
    opening = [mention for s in sentences if s.position <= lead for mention in s.mentions]
    if published == date.max or not any(_is_behind(mention, published) for mention in opening):
        return tuple(sentences), published
    tomorrow = published + timedelta(days=1)
    brought = (replace(s, mentions=_ahead(s.mentions, published)) if s.mentions else s for s in sentences)
    announced = any(mention.span.start == tomorrow for mention in opening)
    return tuple(brought), published if announced else tomorrow


def _is_behind(mention: Mention, published: date) -> bool:
    """Whether a bare weekday was read as six days back."""
    span = mention.span
    bare = mention.evidence.isalpha() and span.precision is Precision.DAY and span.start == span.end
    return bare and published.toordinal() - span.start.toordinal() == WEEK.days - 1


def _ahead(found: Iterable[Mention], published: date) -> tuple[Mention, ...]:
    tomorrow = published + timedelta(days=1)
    return tuple(replace(m, span=Span(tomorrow, tomorrow)) if _is_behind(m, published) else m for m in found)
