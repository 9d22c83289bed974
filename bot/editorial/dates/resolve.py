"""From the words of a time expression to the interval they mean, seen from the day of publication.

One function for each way of reckoning that the grammars name. Axioms:
1. News looks back: a weekday, a date without its year, a bare month mean the latest one up to the publication day,
   unless the clause speaks of the future.
2. Nobody leaves out the year of a day eleven months ago: a date without its year that lies at most `NEAR` days after
   publication is the coming one, unless the clause tells of the past.
3. A weekday beside a date must agree with it. It chooses the year of a date that has none; if it disagrees with the
   year stated, the expression contradicts itself and means nothing.
4. "A day after", "the same day", "three years later" count from the story's own time, never from publication: without
   a context they mean nothing.
5. A year that opens the sentence ("In 2020, …") is the year of the dates in it that have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.editorial.dates import spans
from bot.editorial.dates.language import Language
from bot.editorial.dates.tense import Lean, lean
from bot.editorial.dates.tokens import Token
from storage.records import Precision, Span

NEAR = 31  # days: a month ahead; beyond it a report would name the year or say "next"
FAR = 300  # days: a plan further ahead than that would name its year, so the clause was misread


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression in its sentence: the tokens `[first, last)`, and what they are seen from."""

    tokens: Sequence[Token]
    first: int
    last: int
    published: date
    language: Language
    context: Span | None  # the story's own time: the mention before this one, or what the caller gave
    given: Span | None  # only what the caller gave
    year: int | None  # the year that opens the sentence

    def of(self, letters: str) -> list[Token]:
        """The expression's own tokens that have one of these letters."""
        return [t for t in self.tokens[self.first : self.last] if t.letter in letters]

    def lean(self) -> Lean:
        """Whether the clause speaks of the past or the future."""
        return lean(self.tokens, self.first, self.last, self.language)

    def before(self) -> Token | None:
        """The word before the expression."""
        return self.tokens[self.first - 1] if self.first else None

    def after(self) -> Token | None:
        """The word that follows the expression."""
        return self.tokens[self.last] if self.last < len(self.tokens) else None


# --- dates with a day, a month or a year in them ----------------------------------------------------------------


def calendar(reading: Reading) -> Span | None:
    """Days, months and years in figures and names."""
    days = [t.value for t in reading.of("d")]
    months = [t.value for t in reading.of("Mm")]
    years = [t.value for t in reading.of("yqk")]
    weekdays = [t.value for t in reading.of("Ww")]
    if not months:
        return _years(reading, years, days)
    if years:
        return _checked(_in_year(days, months, years[-1]), weekdays)
    if reading.of("HPFSV") or any(t.letter in "YR" for t in reading.of("YR")):
        year = relative_year(reading)
        return _checked(_in_year(days, months, year), weekdays) if year else None
    return _guessed(reading, days, months, weekdays)


def _years(reading: Reading, years: list[int], days: list[int]) -> Span:
    if reading.of("k"):
        return spans.of_year(years[0], years[0] + 9)
    if days:  # "2023-24"
        return spans.joined(spans.of_year(years[0]), spans.of_year(years[0] // 100 * 100 + days[0]))
    return spans.joined(spans.of_year(years[0]), spans.of_year(years[-1]))


def relative_year(reading: Reading) -> int | None:
    """The year "last year", "this year" or "the same year" names."""
    for token in reading.of("PFHSV"):
        if token.letter in "SV":
            return reading.context.start.year + token.value if reading.context else None
        return reading.published.year + token.value
    return reading.published.year  # "с. г.", "ս. թ."


def _in_year(days: list[int], months: list[int], year: int) -> Span:
    """Days of a month or two, or months, the last of them in the year."""
    first_year = year - 1 if months[0] > months[-1] else year
    if not days:
        return spans.joined(spans.of_month(first_year, months[0]), spans.of_month(year, months[-1]))
    first = spans.of_day(date(first_year, months[0], days[0]))
    return spans.joined(first, spans.of_day(date(year, months[-1], days[-1])))


def _checked(span: Span, weekdays: list[int]) -> Span | None:
    agrees = not weekdays or weekdays[0] in (span.start.weekday(), span.end.weekday())
    return span if agrees else None


def _guessed(reading: Reading, days: list[int], months: list[int], weekdays: list[int]) -> Span | None:
    """A date without its year."""
    if reading.year is not None and not weekdays:
        return _in_year(days, months, reading.year)
    candidates = []
    for year in range(reading.published.year - 1, reading.published.year + 2):
        try:
            candidate = _checked(_in_year(days, months, year), weekdays)
        except ValueError:  # 29 February
            continue
        if candidate:
            candidates.append(candidate)
    past = [c for c in candidates if c.start <= reading.published]
    coming = [c for c in candidates if c.end >= reading.published]
    if weekdays or not past or not coming:
        ordered = sorted(candidates, key=lambda c: abs((c.start - reading.published).days))
        return ordered[0] if ordered else None
    return coming[0] if _is_coming(reading, coming[0], days) else past[-1]


def _is_coming(reading: Reading, span: Span, days: list[int]) -> bool:
    ahead = (span.start - reading.published).days
    if ahead > FAR:
        return False
    tense = reading.lean()
    return tense is Lean.FUTURE or (bool(days) and ahead <= NEAR and tense is not Lean.PAST)


def month(reading: Reading) -> Span | None:
    """A month by name, perhaps "last", "this" or "next"."""
    names = [t.value for t in reading.of("Mm")]
    for token in reading.of("PFH"):
        span = _in_year([], names, reading.published.year)
        if token.letter == "P" and span.end >= reading.published:
            return _in_year([], names, reading.published.year - 1)
        if token.letter == "F" and span.start <= reading.published:
            return _in_year([], names, reading.published.year + 1)
        return span
    return _guessed(reading, [], names, [])


def digits(reading: Reading) -> Span:
    """A whole date in figures: 2024-06-12, 12.06.2024, 12/06/2024."""
    text = reading.tokens[reading.first].word
    if text[4:5] == "-":
        return spans.of_day(date.fromisoformat(text[:10]))
    first, second, year = (int(part) for part in text.replace("/", ".").split("."))
    if "/" in text and (second > 12 or (reading.language.capitals and first != second)):
        if first <= 12 and second <= 12:
            raise ValueError("day and month cannot be told apart")
        if second > 12:
            first, second = second, first
    return spans.of_day(date(year, second, first))


# --- reckoned from the day of publication -----------------------------------------------------------------------


def offset(reading: Reading) -> Span:
    """Today, yesterday, the day after tomorrow, last night, this morning."""
    named = reading.of("T")
    steps = named[0].value + sum(t.value for t in reading.of("AB")) if named else -len(reading.of("P"))
    return spans.moved(reading.published, spans.DAY, steps)


def eve(reading: Reading) -> Span | None:
    """The day before publication, unless the word governs a noun: "on the eve of the vote"."""
    language = reading.language
    before, after = reading.before(), reading.after()
    of_after = (
        language.eve_of_after.fullmatch(after.word) and not language.past.fullmatch(after.word)
        if after
        else None
    )
    of_before = language.eve_of_before.fullmatch(before.word) if before else None
    return None if of_after or of_before else spans.moved(reading.published, spans.DAY, -1)


def weekday(reading: Reading) -> Span:
    """A weekday, perhaps "last", "this" or "next"."""
    named = reading.of("W")
    day = named[0].value if named else 5  # only Saturday is named by another word, "week"
    today = reading.published
    if reading.of("P"):
        return spans.of_day(spans.weekday_before(today - timedelta(days=1), day))
    if reading.of("F"):
        return spans.of_day(spans.weekday_after(today + timedelta(days=1), day))
    if reading.lean() is Lean.FUTURE:
        return spans.of_day(spans.weekday_after(today, day))
    return spans.of_day(spans.weekday_before(today, day))


def unit(reading: Reading) -> Span:
    """Last week, this month, next year."""
    steps = next((t.value for t in reading.of("PF")), 0)
    return spans.moved(reading.published, reading.of("KXY")[0].value, steps)


def ago(reading: Reading) -> Span | None:
    """Two days ago. A bare plural, "years ago", counts nothing."""
    steps = _count(reading)
    return spans.moved(reading.published, _unit(reading), -steps) if steps else None


# --- reckoned from the story's own time -------------------------------------------------------------------------


def shift(reading: Reading) -> Span | None:
    """Three years later, a day after, the next day."""
    complement = any(t.word in {"after", "before"} for t in reading.of("AB"))
    origin = reading.given if complement else reading.context
    steps = _count(reading)
    chosen = _unit(reading)
    if origin is None or not steps or _grain(origin) > chosen:
        return None
    direction = next((t.value for t in reading.of("ABVfFP")), 1)
    return spans.moved(origin.end if direction > 0 else origin.start, chosen, direction * steps)


def same(reading: Reading) -> Span | None:
    """The same day, month or year."""
    chosen = _unit(reading)
    if reading.context is None or _grain(reading.context) > chosen:
        return None
    return spans.moved(reading.context.start, chosen, 0)


def _grain(span: Span) -> int:
    if span.precision is Precision.DAY:
        return spans.DAY if span.end - span.start < timedelta(days=7) else spans.WEEK
    return spans.MONTH if span.precision is Precision.MONTH else spans.YEAR


def _unit(reading: Reading) -> int:
    return reading.of("JjKXYLR")[0].value


SINGULAR = frozenset(
    [
        "day",
        "week",
        "month",
        "year",
        "день",
        "днем",
        "неделю",
        "неделей",
        "месяц",
        "месяцем",
        "год",
        "годом",
        "օր",
        "օրը",
        "ամիս",
        "տարի",
        "շաբաթ",
    ]
)


def _count(reading: Reading) -> int:
    counted = reading.of("Nadc")
    if counted:
        return counted[0].value
    return int(reading.of("JjKXYLR")[0].word in SINGULAR)


RECKON: Mapping[str, Callable[[Reading], Span | None]] = {
    "date": calendar,
    "digits": digits,
    "offset": offset,
    "eve": eve,
    "weekday": weekday,
    "unit": unit,
    "ago": ago,
    "shift": shift,
    "same": same,
    "month": month,
}
