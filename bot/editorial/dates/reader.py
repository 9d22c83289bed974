"""Finds the times a sentence speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.editorial import words
from bot.editorial.dates import dated, reckoned
from bot.editorial.dates.language import Language
from bot.editorial.dates.reading import Reading
from bot.editorial.dates.tokens import TIMELY, TIMES, Token, pieces, placed, timeless
from bot.editorial.dates.words_en import EN
from bot.editorial.dates.words_hy import HY
from bot.editorial.dates.words_ru import RU
from storage.records import Mention, Precision, Span

LANGUAGES: Mapping[str, Language] = {"en": EN, "ru": RU, "hy": HY}
RECKON: Mapping[str, Callable[[Reading], Span | None]] = {  # the grammars' groups
    "date": dated.calendar,
    "digits": dated.digits,
    "month": dated.month,
    "offset": reckoned.offset,
    "overnight": reckoned.overnight,
    "eve": reckoned.eve,
    "weekday": reckoned.weekday,
    "weekend": reckoned.weekend,
    "of_week": reckoned.of_week,
    "of_context": reckoned.of_context,
    "of_month": reckoned.of_month,
    "season": dated.season,
    "bare_day": dated.bare_day,
    "ordinal": dated.ordinal,
    "unit": reckoned.unit,
    "that_week": reckoned.that_week,
    "ago": reckoned.ago,
    "shift": reckoned.shift,
    "same": reckoned.same,
}
_TIMES = {
    code: frozenset(
        token
        for word, (letter, _) in language.words.items()
        if letter in TIMES
        for token in words.tokens(word)
    )
    for code, language in LANGUAGES.items()
}
OPENING = 3  # tokens: a year within them is the sentence's frame ("In 2020, …"), later it may be anything's


def mentions(
    sentence: str, *, published: date, lang: str, context: Span | None = None
) -> tuple[Mention, ...]:
    """Every time expression of a sentence, resolved.

    Args:
        sentence: any text.
        published: the day it was published, from which "yesterday" counts.
        lang: the language's code; in a language without a table nothing is found.
        context: the time the story has reached, from which "a day later" counts.

    Returns:
        Mentions in order, none overlapping. Positions are characters of `sentence`; a preposition before the
        expression is not part of it. Impossible and self-contradictory dates yield none.
    """
    language = LANGUAGES.get(lang)
    if language is None or timeless(sentence, _TIMES[lang]):
        return ()
    read = pieces(sentence, language)
    shape = "".join([piece.shape for piece in read])
    if not TIMELY.search(shape):
        return ()
    tokens: Sequence[Token] = ()
    found: list[Mention] = []
    frame: Span | None = None
    for match in language.grammar.finditer(shape):
        tokens = tokens or placed(sentence, read)
        first, last = match.span()
        running = found[-1].span if found else context
        reading = Reading(tokens, shape, first, last, published, language, running, context, frame)
        kind = match.lastgroup or ""
        span = _resolved(kind, reading)
        if span is None:
            continue
        position = (tokens[first].start, tokens[last - 1].end)
        absolute = kind == "digits" or (kind == "date" and bool(reading.of("yqk")))
        found.append(Mention(span, sentence[slice(*position)], position, absolute))
        framing = span.precision is not Precision.YEAR or first <= OPENING
        if absolute and framing and span.start.year == span.end.year:
            frame = span
    return tuple(found)


def _resolved(kind: str, reading: Reading) -> Span | None:
    """The meaning, or None where there is none: 30 February, the year 0, ends before starts."""
    try:
        return RECKON[kind](reading)
    except (ValueError, OverflowError):
        return None
