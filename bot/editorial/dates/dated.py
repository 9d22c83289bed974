"""Resolves expressions that name a day, a month or a year: "12 June 2024", "Monday (22 May)", "in September".

Axioms, for dates that leave out their year:
1. News looks back: the latest one up to the publication day is meant, unless the clause speaks of the future.
2. Nobody leaves out the year of a day eleven months ago: a day at most `NEAR` days after publication is the coming
   one, unless the clause tells of the past, it is not within `SOON`. What is due "by" a day, or lasts "until" it, may be so for
   `DUE` days, and `LASTING` days where the clause speaks of the future; another plan more than `FAR` days ahead was misread.
3. A date with its year ("In 2020, …", "from 27 September 2020 …", "… and on 3 May 2022") draws the others of the
   sentence: of a named year they are part, of a named day or month they are the nearest. What is to come is not drawn, nor
   what is fresh, nor does what is fresh draw, within `FRESH` days of publication: "the treaty of 12 May 1992 was discussed
   on 12 June" is about this June.
4. A weekday, "today" or "yesterday" beside a date must agree with it. It may choose the year; where it disagrees with a fresh date or a stated
   year, the expression contradicts itself and means nothing.
5. The year of a document ("the declaration of 1991") is part of its name and tells of nothing that happened then.
6. A date that has become a name ("the November 9 statement", more than `FAR` days old) may be of any year: it means
   nothing without one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

from bot.editorial.dates import spans
from bot.editorial.dates.reading import Reading
from bot.editorial.dates.tense import Lean
from storage.records import Precision, Span

NEAR = 31  # days: a month ahead; beyond it a report names the year, or says "next"
SOON = 7  # days: closer still, it is the coming one whatever the tense: a verb may be misread
# Days: what is agreed on in autumn is due "by 1 January", an arrest is "until" a day two months off.
DUE = 100
LASTING = 300  # days: what will stay as it is "until 31 December" may be said in spring
FRESH = 14  # days: what a report of the day speaks of
# Days: what is further ahead is announced with its year, and what is further back has become history.
FAR = 200
NAME_REACH = 5  # tokens between a document and its year: "treaty on collective security of 1992"
SHARED_YEAR = re.compile(r"&(?:d[Mm]|[Mm]\.?d|M),?y")  # "on 13 September and 4 October 2022"


def calendar(reading: Reading) -> Span | None:
    """Days, months and years in figures and names."""
    days, months, years = reading.values("d"), reading.values("Mm"), reading.values("yqk")
    weekdays = reading.values("Ww")
    if not months:
        return None if _of_a_document(reading) else _years(reading, years, days)
    if years:
        return _agreeing(_in_year(days, months, years[-1]), weekdays)
    if reading.of("HPFSVYR"):
        year = _relative_year(reading)
        return _agreeing(_in_year(days, months, year), weekdays) if year else None
    named = reading.values("T")  # "today, 12 June"
    if named:
        day = spans.moved(reading.published, spans.DAY, named[0])
        return day if _in_year(days, months, day.start.year) == day else None
    return _yearless(reading, days, months, weekdays)


def month(reading: Reading) -> Span | None:
    """A month by name, perhaps "last", "this" or "next"."""
    months = reading.values("Mm")
    beside = reading.of("PFH")
    if not beside:
        return _yearless(reading, [], months, [])
    this = _in_year([], months, reading.published.year)
    if beside[0].letter == "P" and this.end >= reading.published:
        return _in_year([], months, reading.published.year - 1)
    if beside[0].letter == "F" and this.start <= reading.published:
        return _in_year([], months, reading.published.year + 1)
    return this


def ordinal(reading: Reading) -> Span | None:
    """A weekday of a month by its number: "the first Monday of September", "the last Friday in June 2023"."""
    weekday = reading.values("W")[0]
    opens = reading.shape[reading.first] in "OP"
    month_first = reading.first + 2 if opens else reading.first
    month_last = reading.last if opens else reading.shape.index("O", reading.first)
    within = calendar(replace(reading, first=month_first, last=month_last))
    if within is None:
        return None
    if reading.of("O"):
        first = spans.weekday_after(within.start, weekday)
        day = first + timedelta(weeks=reading.values("O")[0] - 1)
    else:
        day = spans.weekday_before(within.end, weekday)
    return spans.of_day(day) if day.month == within.start.month else None


def digits(reading: Reading) -> Span:
    """A whole date in figures: 2024-06-12, 2024/06/12, 12.06.2024, 31/12/2022.

    With slashes both orders are in use, so that in a language that uses them both (`capitals` marks it: `en`) only
    a date that has one reading counts.
    """
    text = reading.tokens[reading.first].word
    if text[:4].isdigit():
        return spans.of_day(date.fromisoformat(text[:10].replace("/", "-")))
    day, number, year = (int(part) for part in text.replace("/", ".").split("."))
    if "/" in text and reading.language.capitals:
        if day <= 12 and number <= 12 and day != number:
            raise ValueError("day and month cannot be told apart")
        if number > 12:
            day, number = number, day
    return spans.of_day(date(year, number, day))


def bare_day(reading: Reading) -> Span | None:
    """A day by its number only, "on the 13th": of the month told last, else the latest one, or the coming one.

    Nothing else may be counted by the number: "the 13th floor", "13-й район", «ժամը 13-ին» are no days.
    """
    number, of_month = reading.of("d")[0], bool(reading.of("sX"))  # «13-го числа», «ամսի 13-ին»
    if not of_month and not (number.suffix and _counts_nothing(reading)):
        return None
    told = reading.context if reading.context is not reading.given else None
    if told is not None and told.precision is Precision.DAY:
        return spans.of_day(told.end.replace(day=number.value))
    if reading.language.day_needs_month and not of_month:
        return None
    this = reading.published
    ahead = reading.lean() is Lean.FUTURE
    step = 0 if (number.value > this.day) == ahead or number.value == this.day else 1 if ahead else -1
    return spans.of_day(spans.moved(this, spans.MONTH, step).start.replace(day=number.value))


def _counts_nothing(reading: Reading) -> bool:
    """Whether what follows a number is no noun that it might count."""
    after, language = reading.after(), reading.language
    if after is None or after.letter in ",.;)~p":
        return reading.shape[reading.last + 1 : reading.last + 2] != "d"  # "the 4th, 5th and 6th floors"
    told = language.past.fullmatch(after.word) or language.future.fullmatch(after.word)
    return after.word in language.clause or told is not None


def season(reading: Reading) -> Span:
    """Last summer, this spring, next autumn: its three months, a winter being of the year in which it ends."""
    first = reading.values("Z")[0]
    of_year = [_season(reading.published.year + step, first) for step in (-2, -1, 0, 1, 2)]
    today = reading.published
    if reading.of("F"):
        return next(one for one in of_year if one.start > today)
    if reading.of("P"):
        return next(one for one in reversed(of_year) if one.end < today)
    return next(one for one in of_year if one.end.year == today.year)


def _season(year: int, first: int) -> Span:
    start = spans.of_month(year - 1 if first > 9 else year, first)
    return spans.joined(start, spans.moved(start.start, spans.MONTH, 2))


def _years(reading: Reading, years: list[int], days: list[int]) -> Span:
    if reading.of("k"):
        return spans.of_year(years[0], years[0] + 9)
    if days:  # "2023-24"
        return spans.joined(spans.of_year(years[0]), spans.of_year(years[0] // 100 * 100 + days[0]))
    return spans.joined(spans.of_year(years[0]), spans.of_year(years[-1]))


def _of_a_document(reading: Reading) -> bool:
    """Whether a year belongs to the name of a document."""
    language, before = reading.language, reading.before()
    if language.year_first:
        attributive = language.year_first.fullmatch(reading.tokens[reading.last - 1].word)
        beside = reading.tokens[reading.last : reading.last + NAME_REACH] if attributive else ()
    else:
        apart = before is None or before.letter in "pi"  # "signed the treaty in 1992"
        beside = () if apart else reading.tokens[max(0, reading.first - NAME_REACH) : reading.first][::-1]
    name = takewhile(lambda token: not language.past.fullmatch(token.word), beside)
    return any(language.document.fullmatch(token.word) for token in name)


def _relative_year(reading: Reading) -> int | None:
    """The year of "last year", "this year", "the same year", "с. г."."""
    for token in reading.of("PFHSV"):
        if token.letter in "SV":
            return reading.context.start.year + token.value if reading.context else None
        return reading.published.year + token.value
    return reading.published.year


def _in_year(days: list[int], months: list[int], year: int) -> Span:
    """Days of a month or two, or months; the last of them is in the year."""
    first_year = year - 1 if months[0] > months[-1] else year
    if not days:
        return spans.joined(spans.of_month(first_year, months[0]), spans.of_month(year, months[-1]))
    first = spans.of_day(date(first_year, months[0], days[0]))
    return spans.joined(first, spans.of_day(date(year, months[-1], days[-1])))


def _agreeing(span: Span, weekdays: list[int]) -> Span | None:
    agrees = not weekdays or weekdays[0] in (span.start.weekday(), span.end.weekday())
    return span if agrees else None


def _yearless(reading: Reading, days: list[int], months: list[int], weekdays: list[int]) -> Span | None:
    candidates = []
    for year in range(reading.published.year - 1, reading.published.year + 2):
        try:
            candidates.append(_in_year(days, months, year))
        except ValueError:  # 29 February is in few years
            continue
    guess = _guess(reading, candidates, bool(days))
    if guess is None:
        return None
    away = abs((guess.end - reading.published).days)
    if away <= FRESH:
        return _agreeing(guess, weekdays)
    shared = SHARED_YEAR.match(reading.shape, reading.last)
    if shared:
        return _agreeing(_in_year(days, months, reading.tokens[shared.end() - 1].value), weekdays)
    if days and away > FAR and _names(reading):
        return None
    if reading.frame and _draws(reading.frame, reading.published) and reading.lean() is not Lean.FUTURE:
        return _agreeing(_drawn(reading.frame, days, months), weekdays)
    fitting = [c for c in candidates if _agreeing(c, weekdays)]
    nearest = sorted(fitting, key=lambda c: abs((c.start - reading.published).days))
    return guess if guess in fitting else next(iter(nearest), None)


def _names(reading: Reading) -> bool:
    """Whether the date is the name of something: "the November 9 statement"."""
    before, after = reading.before(), reading.after()
    if before and before.letter == "g":
        return True
    genitive = reading.tokens[reading.last - 1].suffix == "ի"
    return (
        after is not None
        and after.letter == "_"
        and (genitive or (before is not None and before.letter == "t"))
    )


def _draws(frame: Span, published: date) -> bool:
    """Whether a date draws others: today's does not, from it as from publication news looks back."""
    return frame.precision is Precision.YEAR or abs((frame.end - published).days) > FRESH


def _drawn(frame: Span, days: list[int], months: list[int]) -> Span:
    year = frame.start.year
    if frame.precision is Precision.YEAR:
        return _in_year(days, months, year)
    around = [_in_year(days, months, year + step) for step in (-1, 0, 1)]
    return min(around, key=lambda c: abs(c.start - frame.start))


def _guess(reading: Reading, candidates: list[Span], exact: bool) -> Span | None:
    """The latest one, or the coming one."""
    past = [c for c in candidates if c.start <= reading.published]
    coming = [c for c in candidates if c.end >= reading.published]
    if not past or not coming:
        return next(iter(past[-1:] or coming), None)
    ahead = (coming[0].start - reading.published).days
    tense = reading.lean()
    window = DUE if reading.bounds() else SOON if tense is Lean.PAST else NEAR
    near = exact and ahead <= window
    far = LASTING if reading.bounds() and tense is Lean.FUTURE else FAR
    return coming[0] if ahead <= far and (near or tense is Lean.FUTURE) else past[-1]
