"""Resolves expressions that count from another day: "on Wednesday", "two days ago", "three years later".

Axioms:
1. A weekday or weekend is the latest one, the publication day included, unless the clause speaks of the future; "last" and "next"
   leave the publication day out, and "this Sunday" is ahead unless told in the past. Nobody tells of a weekday gone by in the
   present: "parliament votes on Tuesday" is the coming one.
2. "A day after", "the same day", "three years later" count from the story's own time, never from publication: without
   a context they mean nothing. "After" and "before" with something following ("a day after the vote") count from
   that, so the sentence's own earlier dates are no context for them.
3. What is counted is as exact as its unit: "two years ago" is a year, "two weeks ago" a week; "exactly" makes it the day.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.editorial.dates import spans
from bot.editorial.dates.language import row
from bot.editorial.dates.reading import Reading
from bot.editorial.dates.tense import Lean
from storage.records import Precision, Span

SATURDAY = 5  # in one language its name is the word for "week"
UNITS = "JjKXYLR"
FORTNIGHT = "fortnight"
PAST = "past"
# Behind "overnight": "on Tuesday", "train on Tuesday".
OWN_DAY = re.compile(r"_{0,3}[pi]?t?(?:[WwMmT]|do?[Mm])")
ONE = row(
    "day week month year день днем сутками неделю неделей месяц месяцем год годом օր օրը ամիս տարի շաբաթ"
)
"""Units that stand for one of them when nothing is counted."""


def offset(reading: Reading) -> Span | None:
    """Today, yesterday, the day before yesterday, last night, this morning; "past midnight" is an hour."""
    named = reading.values("T")
    if reading.of("Q") and any(token.word == PAST for token in reading.of("P")):
        return None
    steps = named[0] + sum(reading.values("AB")) if named else sum(reading.values("Pl"))
    if reading.of("h"):  # "not tomorrow but the other day"
        steps *= 2
    return spans.moved(reading.published, spans.DAY, steps)


def overnight(reading: Reading) -> Span | None:
    """The night to the day of publication, unless the sentence has its own days: "began on Tuesday and went on overnight"."""
    own = reading.context is not reading.given or OWN_DAY.match(reading.shape, reading.last)
    return None if own else spans.of_day(reading.published)


def eve(reading: Reading) -> Span | None:
    """The day before publication, unless the word governs a noun: "on the eve of the vote"."""
    language = reading.language
    before, after = reading.before(), reading.after()
    if before and language.eve_of_before.fullmatch(before.word):
        return None
    if after and language.eve_of_after.fullmatch(after.word) and not language.past.fullmatch(after.word):
        return None
    return spans.moved(reading.published, spans.DAY, -1)


def weekday(reading: Reading) -> Span:
    """A weekday, perhaps "last", "this" or "next"."""
    day = next(iter(reading.values("Ww")), SATURDAY)
    today, step = reading.published, timedelta(days=1)
    if reading.of("P"):
        return spans.of_day(spans.weekday_before(today - step, day))
    if reading.of("F"):
        return spans.of_day(spans.weekday_after(today + step, day))
    tense = reading.lean()
    ahead = tense in (Lean.FUTURE, Lean.PRESENT) or (tense is Lean.OPEN and reading.of("H"))
    if ahead:
        return spans.of_day(spans.weekday_after(today, day))
    return spans.of_day(spans.weekday_before(today, day))


def weekend(reading: Reading) -> Span:
    """A Saturday and Sunday: those of this week once it has come to them, else the ones before, perhaps the coming."""
    today = reading.published
    saturday = spans.weekday_before(today, SATURDAY)
    said = sum(reading.values("PFh"))
    if said > 0 or (not said and reading.lean() in (Lean.FUTURE, Lean.PRESENT)):
        saturday = spans.weekday_after(today, SATURDAY)
    elif said and today.weekday() >= SATURDAY:
        saturday -= timedelta(weeks=1)
    elif reading.of("H") and today.weekday() < SATURDAY and reading.lean() is not Lean.PAST:
        saturday = spans.weekday_after(today, SATURDAY)
    return Span(saturday, saturday + timedelta(days=1))


def of_week(reading: Reading) -> Span:
    """A weekday of last, this or next week."""
    week = spans.moved(reading.published, spans.WEEK, reading.values("PFH")[0])
    return spans.of_day(spans.weekday_after(week.start, reading.values("W")[0]))


def of_month(reading: Reading) -> Span:
    """A day of last, this or next month, by its number."""
    month = spans.moved(reading.published, spans.MONTH, reading.values("PFH")[0])
    return spans.of_day(month.start.replace(day=reading.values("d")[0]))


def of_context(reading: Reading) -> Span | None:
    """The following or previous Monday: counted from the story's own time."""
    origin, step = reading.context, timedelta(days=1)
    if origin is None or _grain(origin) > spans.DAY:
        return None
    weekday = reading.values("W")[0]
    if reading.values("Vf")[0] > 0:
        return spans.of_day(spans.weekday_after(origin.end + step, weekday))
    return spans.of_day(spans.weekday_before(origin.start - step, weekday))


def unit(reading: Reading) -> Span | None:
    """Last week, this month, next year; the end of the week. A fortnight is no unit of the calendar."""
    if _fortnight(reading):
        return None
    return spans.moved(reading.published, reading.values("KXY")[0], sum(reading.values("PFl")))


def that_week(reading: Reading) -> Span:
    """The week beside this one: the last, or where the clause speaks of the future the next."""
    step = 1 if reading.lean() is Lean.FUTURE else -1
    return spans.moved(reading.published, spans.WEEK, step)


def ago(reading: Reading) -> Span | None:
    """Two days ago. A bare plural, "years ago", counts nothing; in one language the word for "ago" is that for "before"."""
    steps = _count(reading) * (2 if _fortnight(reading) else 1)
    unit, before = reading.values(UNITS)[0], reading.before()
    if not steps:
        return None
    if before is not None and reading.language.counted_from.fullmatch(before.word):  # "two days before that"
        origin = reading.given
        return spans.moved(origin.start, unit, -steps) if origin and _grain(origin) <= unit else None
    exactly = before is not None and before.word in reading.language.exactly
    return (spans.to_the_day if exactly else spans.moved)(reading.published, unit, -steps)


def shift(reading: Reading) -> Span | None:
    """Three years later, a day after, the next day."""
    before = reading.before()
    complement = any(t.word in {"after", "before"} for t in reading.of("AB")) or (
        before is not None and reading.language.counted_from.fullmatch(before.word) is not None
    )
    origin = reading.given if complement else reading.context
    steps, chosen = _count(reading), reading.values(UNITS)[0]
    if origin is None or not steps or _grain(origin) > chosen:
        return None
    direction = next(iter(reading.values("ABVfFP")), 1)
    return spans.moved(origin.end if direction > 0 else origin.start, chosen, direction * steps)


def same(reading: Reading) -> Span | None:
    """The same day, month or year."""
    chosen = reading.values(UNITS)[0]
    if reading.context is None or _grain(reading.context) > chosen:
        return None
    return spans.moved(reading.context.start, chosen, 0)


def _fortnight(reading: Reading) -> bool:
    return any(t.word == FORTNIGHT for t in reading.of("K"))


def _grain(span: Span) -> int:
    if span.precision is Precision.DAY:
        return spans.DAY if span.end - span.start < timedelta(days=6) else spans.WEEK
    return spans.MONTH if span.precision is Precision.MONTH else spans.YEAR


def _count(reading: Reading) -> int:
    counted = reading.values("Nadc")
    return counted[0] if counted else int(reading.of(UNITS)[0].word in ONE)
