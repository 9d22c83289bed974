"""Writes a relative date of `en` out: "on Wednesday" → "on 12 June 2024"."""

from __future__ import annotations

from bot.editorial.dates import spans
from bot.editorial.dates.place import Edit, Place
from bot.editorial.dates.words_en import WORDS
from storage.records import Span

MONTHS = tuple(word.title() for word, (letter, _) in WORDS.items() if letter == "M")
PREPOSITIONS = frozenset(
    [
        "on",
        "in",
        "since",
        "until",
        "till",
        "by",
        "from",
        "during",
        "throughout",
        "through",
        "between",
        "of",
        "for",
        "to",
        "before",
        "after",
        "than",
        "around",
        "about",
    ]
)
DETERMINERS = frozenset(["the", "a", "an", "his", "her", "its", "their", "our", "my", "your"])
CLAUSE = frozenset(
    [
        "that",
        "in",
        "at",
        "with",
        "after",
        "before",
        "during",
        "for",
        "to",
        "and",
        "as",
        "but",
        "by",
        "on",
        "of",
        "when",
        "while",
        "he",
        "she",
        "it",
        "they",
        "we",
        "the",
        "a",
        "an",
        "ahead",
        "over",
        "following",
        "from",
        "amid",
        "against",
        "saying",
        "who",
        "which",
        "is",
        "was",
        "were",
        "will",
        "has",
        "had",
        "because",
        "if",
        "about",
        "via",
        "where",
    ]
)
SUBJECT = frozenset(["is", "was", "marks", "marked", "saw", "will", "has", "had"])
LASTING = frozenset({"even", "still", "until", "of", "to", "as", "like"})  # "even today": nowadays


def reword(place: Place) -> Edit | None:
    """The mention written out, or None where the sentence would suffer."""
    if place.has("Mm"):
        return _dated(place)
    possessive = _possessive(place)
    if possessive:
        return _owned(place)
    if place.has("W") and not place.has("PFH"):
        return _weekday(place)
    if any(t.word == "today" for t in place.own) and place.before and place.before.word in LASTING:
        return None
    if any(t.word in {"after", "before"} for t in place.own) and not place.has("T"):
        return None  # what follows hangs on it: "a day after the vote"
    return _adverb(place)


def _dated(place: Place) -> Edit | None:
    """Adds the year to a date that has a month."""
    if place.span.start.year != place.span.end.year or _possessive(place):
        return None
    year = place.span.end.year
    core = place.find("dMm.")
    end = core[-1]
    if place.has("PFH") and place.find("PFH")[0] < core[0]:  # "last September"
        text = f"{MONTHS[place.span.start.month - 1]} {year}"
        return place.whole(text if _governed(place) else _capital(place, f"in {text}"))
    relative = [n for n in place.find("PFHSVYot,") if n > end]
    stop = relative[-1] if relative and place.has("Y") else end
    added = f", {year}" if place.tokens[end].letter == "d" else f" {year}"
    return Edit(place.tokens[end].end, place.tokens[stop].end, added)


def _owned(place: Place) -> Edit | None:
    """The owner of what follows: "Wednesday's session" → "the 12 June 2024 session"."""
    today = any(t.word == "today" for t in place.own)
    noun = place.tokens[place.last + 2] if place.last + 2 < len(place.tokens) else None
    if today or place.unit == spans.WEEK or noun is None or noun.letter in ",.();":
        return None
    if place.before and place.before.word in DETERMINERS:
        return place.whole(_core(place.span, place.unit), last=place.last + 2)
    return place.whole(_capital(place, f"the {_core(place.span, place.unit)}"), last=place.last + 2)


def _weekday(place: Place) -> Edit | None:
    core = _core(place.span, spans.DAY)
    after, before = place.after, place.before
    if after and after.letter == "Q":
        part = f"the {after.word} of {core}"
        return place.whole(part if _governed(place) else _capital(place, f"on {part}"), last=place.last + 1)
    if _governed(place) or (before and before.word in DETERMINERS):
        return place.whole(core)
    if before is None:
        return place.whole(f"On {core}" if after and after.letter == "," else core)
    if after is None or not after.word.isalpha() or after.word in CLAUSE:
        return place.whole(f"on {core}")
    return None


def _adverb(place: Place) -> Edit:
    part = next(
        (t.word for t in place.own if t.letter == "Q"), "night" if place.own[0].word == "tonight" else ""
    )
    after = place.after
    last = place.last
    if place.has("T") and after and after.letter == "Q":
        part, last = after.word, last + 1
    core = _core(place.span, place.unit)
    text = f"the {part} of {core}" if part else core
    if place.before is None and after and after.word in SUBJECT:
        return place.whole(text, last=last)
    preposition = "on" if place.unit == spans.DAY else "in"
    if place.before and place.before.word in {"on", "in"}:
        return Edit(
            place.before.start,
            place.tokens[last - 1].end,
            _cased(place.before.start, f"{preposition} {text}"),
        )
    if _governed(place):
        return place.whole(text, last=last)
    return place.whole(_capital(place, f"{preposition} {text}"), last=last)


def _core(span: Span, unit: int) -> str:
    day = f"{span.start.day} {MONTHS[span.start.month - 1]} {span.start.year}"
    if unit == spans.DAY:
        return day
    if unit == spans.WEEK:
        return f"the week of {day}"
    return (
        f"{MONTHS[span.start.month - 1]} {span.start.year}" if unit == spans.MONTH else str(span.start.year)
    )


def _possessive(place: Place) -> bool:
    row = place.tokens[place.last : place.last + 2]
    return len(row) == 2 and row[0].letter == "'" and row[1].word == "s" and row[0].end == row[1].start


def _governed(place: Place) -> bool:
    """A preposition stands before it already."""
    return place.joins or (place.before is not None and place.before.word in PREPOSITIONS)


def _capital(place: Place, text: str) -> str:
    return _cased(place.own[0].start if place.first else 0, text)


def _cased(start: int, text: str) -> str:
    return text[:1].upper() + text[1:] if start == 0 else text
