"""A sentence with its relative dates written out, and nothing else changed.

Axioms:
1. Words inside a quotation stay as they were said.
2. A date is written out only where the sentence stays grammatical; otherwise its words stay.
3. A year is added once: not where the sentence names it already.
4. "The same day" and "a year later" stay where the sentence itself says the same as what.
5. Counts above `ROUNDED` are round: "30 years ago" names no year.
6. Nothing but the date's own words and its preposition changes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate

from bot.editorial.dates import say_en, say_hy, say_ru
from bot.editorial.dates.place import Edit, Place
from bot.editorial.dates.reader import LANGUAGES
from bot.editorial.dates.tokens import Token, tokenise
from storage.records import Mention

WRITERS = {"en": say_en.reword, "ru": say_ru.reword, "hy": say_hy.reword}
OPENING, CLOSING = "«“„", "»”"
BOTH = "“"  # opens in one language, closes „ in another
ROUNDED = 9
STRAIGHT = '"'


def absolute(sentence: str, mentions: tuple[Mention, ...], lang: str, published: date) -> str:  # noqa: ARG001
    """The sentence with relative dates made absolute.

    Args:
        sentence: the text the mentions were found in.
        mentions: what `mentions` found in it; only these are touched, so a caller that must not see some written out
            leaves them away.
        lang: the language's code; in a language without a table the sentence stays.
        published: the day they were resolved from, which goes wherever a sentence with its mentions goes; no language
            with a table needs it to write.
    """
    writer, language = WRITERS.get(lang), LANGUAGES.get(lang)
    if writer is None or language is None or all(m.absolute for m in mentions):
        return sentence
    tokens = tokenise(sentence, language)
    years = {t.value for t in tokens if t.letter in "yq"}
    quoted = _quoted(sentence)
    edits: list[Edit] = []
    for place in _places(tokens, mentions):
        if quoted[place.own[0].start] or _stays(place, years):
            continue
        edit = writer(place)
        if edit is not None and (not edits or edit.start >= edits[-1].end):
            edits.append(edit)
    return _applied(sentence, edits)


def _places(tokens: Sequence[Token], mentions: Sequence[Mention]) -> Iterator[Place]:
    """The relative mentions among the tokens."""
    ends = {m.position[1] for m in mentions}
    for mention in mentions:
        first, last = (bisect_left(tokens, at, key=lambda t: t.start) for at in mention.position)
        if mention.absolute or first == last:
            continue
        joins = first > 1 and tokens[first - 1].letter in "&-" and tokens[first - 2].end in ends
        yield Place(tokens, first, last, mention.span, mention.evidence, joins, leads=mention is mentions[0])


def _stays(place: Place, years: set[int]) -> bool:
    """Axioms 3 to 5: said already, or too roughly."""
    counted = place.has("d") and place.has("X")  # "the 5th of this month"
    turned = place.has("W") and (place.has("Vf") or (place.has("K") and place.own[0].letter != "W"))
    numbered = place.has("d") and not place.has("MmJKXYLR")  # "on the 13th"
    beside = place.has("l") and not place.has("Mm")  # "the end of the week"
    if place.has("UOIZ") or counted or turned or numbered or beside:
        return True
    if place.has("Mm"):
        return place.span.end.year in years and not place.has("PFHSV")
    if any(t.value > ROUNDED for t in place.own if t.letter in "Ndc"):
        return True
    return place.has("ABVfSe") and not place.has("T") and (not place.leads or place.span.end.year in years)


def _applied(sentence: str, edits: Sequence[Edit]) -> str:
    parts, done = [], 0
    for edit in edits:
        parts += [sentence[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, sentence[done:]])


def _quoted(sentence: str) -> list[int]:
    """For each character, whether it is quoted. A mark without its partner reaches to the sentence's start or end."""
    depth = [0] * (len(sentence) + 1)
    straight = sentence.count(STRAIGHT)
    if straight % 2:
        return [1] * len(sentence)  # which side is quoted cannot be told
    opened, inside = 0, False
    for at, mark in enumerate(sentence):
        closes = mark in CLOSING or (mark == BOTH and opened > 0)
        if mark == STRAIGHT:
            depth[at] += -1 if inside else 1
            inside = not inside
        elif closes and opened:
            opened -= 1
            depth[at] -= 1
        elif closes:
            depth[0] += 1
            depth[at] -= 1
        elif mark in OPENING:
            opened += 1
            depth[at] += 1
    return list(accumulate(depth))
