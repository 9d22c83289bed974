"""A sentence with its relative dates written out, and nothing else changed.

Axioms:
1. Words inside a quotation stay as they were said.
2. A date is written out only where the sentence stays grammatical; otherwise its words stay.
3. A year is added once: not where the sentence names it already.
4. "The same day" and "a year later" stay where the sentence itself says the same as what.
5. Nothing but the date's own words and its preposition changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.editorial.dates import say_en, say_hy, say_ru
from bot.editorial.dates.place import Edit, Place
from bot.editorial.dates.reader import LANGUAGES
from bot.editorial.dates.tokens import Token, tokenise
from storage.records import Mention

WRITERS = {"en": say_en.reword, "ru": say_ru.reword, "hy": say_hy.reword}
OPENING, CLOSING = "«“„", "»”"
STRAIGHT = '"'


def absolute(sentence: str, mentions: tuple[Mention, ...], lang: str, published: date) -> str:  # noqa: ARG001 -- see below
    """The sentence with relative dates made absolute.

    Args:
        sentence: the text the mentions were found in.
        mentions: what `mentions` found in it; only these are touched.
        lang: the language's code; in a language without a table the sentence stays.
        published: the day of publication; a date in its own year that names day and month still gets the year.
    """
    writer, language = WRITERS.get(lang), LANGUAGES.get(lang)
    relative = [m for m in mentions if not m.absolute]
    if writer is None or language is None or not relative:
        return sentence
    tokens = tokenise(sentence, language)
    years = {t.value for t in tokens if t.letter in "yq"}
    quoted = _quoted(sentence)
    edits: list[Edit] = []
    for mention in relative:
        place = _place(tokens, mention, mentions)
        if place is None or any(a < mention.position[1] and mention.position[0] < b for a, b in quoted):
            continue
        named_year = place.span.end.year in years and place.has("Mm") and not place.has("PFHSV")
        echo = place.has("ABVfSe") and mention is not mentions[0] and not place.has("TMm")
        if named_year or echo:
            continue
        edit = writer(place)
        if edit is not None and (not edits or edit.start >= edits[-1].end):
            edits.append(edit)
    return _applied(sentence, edits)


def _place(tokens: Sequence[Token], mention: Mention, mentions: Sequence[Mention]) -> Place | None:
    inside = [
        n for n, t in enumerate(tokens) if mention.position[0] <= t.start and t.end <= mention.position[1]
    ]
    if not inside:
        return None
    first = inside[0]
    ends = {m.position[1] for m in mentions}
    joins = first > 1 and tokens[first - 1].letter in "&-" and tokens[first - 2].end in ends
    return Place(tokens, first, inside[-1] + 1, mention.span, joins)


def _applied(sentence: str, edits: Sequence[Edit]) -> str:
    parts, done = [], 0
    for edit in edits:
        parts += [sentence[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, sentence[done:]])


def _quoted(sentence: str) -> list[tuple[int, int]]:
    """The stretches inside quotation marks; a mark without its partner reaches to the sentence's end or start."""
    stretches: list[tuple[int, int]] = []
    opened: list[int] = []
    straight: list[int] = []
    for at, mark in enumerate(sentence):
        if mark in OPENING and not (mark == "“" and opened and sentence[opened[-1]] == "„"):
            opened.append(at)
        elif mark in CLOSING or mark == "“":
            stretches.append((opened.pop() if opened else 0, at))
        elif mark == STRAIGHT:
            straight.append(at)
    stretches += [(at, len(sentence)) for at in opened]
    if len(straight) % 2:
        return [(0, len(sentence))]  # which side is quoted cannot be told
    return stretches + list(zip(straight[::2], straight[1::2], strict=True))
