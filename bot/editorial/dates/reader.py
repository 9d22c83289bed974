"""Finds the times a sentence speaks of."""

from __future__ import annotations

from datetime import date

from bot.editorial.dates.language import Language
from bot.editorial.dates.resolve import RECKON, Reading
from bot.editorial.dates.tokens import Token, tokenise
from bot.editorial.dates.words_en import EN
from bot.editorial.dates.words_hy import HY
from bot.editorial.dates.words_ru import RU
from storage.records import Mention, Precision, Span

LANGUAGES = {"en": EN, "ru": RU, "hy": HY}
FRAME = 3  # tokens: a year within them opens the sentence and frames it


def shape_of(sentence: str, language: Language) -> tuple[list[Token], str]:
    """The tokens of a sentence and its shape."""
    tokens = tokenise(sentence, language.words, capitals=language.capitals, names=language.names)
    return tokens, "".join(token.letter for token in tokens)


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
    if language is None:
        return ()
    tokens, shape = shape_of(sentence, language)
    found: list[Mention] = []
    year: int | None = None
    for match in language.grammar.finditer(shape):
        first, last = match.span()
        kind = match.lastgroup or ""
        running = found[-1].span if found else context
        reading = Reading(tokens, first, last, published, language, running, context, year)
        try:
            span = RECKON[kind](reading)
        except (ValueError, OverflowError):
            span = None
        if span is None:
            continue
        start, end = tokens[first].start, tokens[last - 1].end
        absolute = kind == "digits" or (kind == "date" and bool(reading.of("yqk")))
        found.append(Mention(span, sentence[start:end], (start, end), absolute))
        if (
            absolute
            and first <= FRAME
            and span.precision is Precision.YEAR
            and span.start.year == span.end.year
        ):
            year = span.start.year
    return tuple(found)
