"""Writes a relative date of `en` out: "on Wednesday" → "on 12 June 2024"."""

from __future__ import annotations

from bot.editorial.dates import spans
from bot.editorial.dates.language import row
from bot.editorial.dates.place import Edit, Place
from bot.editorial.dates.words_en import WORDS

MONTHS = tuple(word.title() for word, (letter, _) in WORDS.items() if letter == "M")
PREPOSITIONS = row(
    "on in since until till by from during throughout through between of for to before after than around about "
    "both"
)
DETERMINERS = row("the a an his her its their our my your s")  # "s": the possessive of another word
CLAUSE = row(  # words that may follow a bare weekday that stands for "on Wednesday": it is no adjective then
    "that in at with after before during for to and as but by on of when while he she it they we the a an ahead over "
    "following from amid against saying who which is was were will has had because if about via where"
)
VERBS = row("is was marks marked saw will has had")  # after an opening day these make it the subject
LASTING = row("even still until of to as like")  # "even today": nowadays


def reword(place: Place) -> Edit | None:
    """The mention written out, or None where the sentence would suffer."""
    words = {t.word for t in place.own}
    if place.has("Mm"):
        return None if _possessive(place) else _dated(place)
    if _possessive(place):
        return None if "today" in words else _owned(place)
    if place.has("W") and not place.has("PFH"):
        return _weekday(place)
    lasting = "today" in words and place.before is not None and place.before.word in LASTING
    # "A day after the vote" hangs on the vote.
    hanging = bool(words & {"after", "before"}) and not place.has("T")
    return None if lasting or hanging else _adverb(place)


def _dated(place: Place) -> Edit | None:
    """Adds the year to a date that has a month."""
    if place.span.start.year != place.span.end.year:
        return None
    core = place.find("dMm.")
    first, last = place.tokens[core[0]], place.tokens[core[-1]]
    if place.has("PFH") and place.find("PFH")[0] < core[0]:  # "last September"
        return place.whole(
            _governed(place, f"{MONTHS[place.span.start.month - 1]} {place.span.start.year}", "in")
        )
    year = f", {place.span.end.year}" if last.letter == "d" else f" {place.span.end.year}"
    if place.has("T"):  # "today, June 12"
        start = place.own[0].start
        return place.whole(_governed(place, place.text[first.start - start : last.end - start] + year, "on"))
    relative = place.own[-1] if place.has("Y") else last
    return Edit(last.end, relative.end, year)


def _owned(place: Place) -> Edit | None:
    """The owner of what follows: "Wednesday's session" → "the 12 June 2024 session"."""
    noun = place.tokens[place.last + 2] if place.last + 2 < len(place.tokens) else None
    if place.unit == spans.WEEK or noun is None or not noun.word.isalnum():
        return None
    determined = place.before is not None and place.before.word in DETERMINERS
    text = _core(place) if determined else f"the {_core(place)}"
    return place.whole(_cased(place, text), last=place.last + 2)


def _weekday(place: Place) -> Edit | None:
    """A bare weekday: with a preposition, as an adjective, or short for "on Wednesday"."""
    core, before, after = _core(place), place.before, place.after
    determined = before is not None and before.word in DETERMINERS
    if after and after.letter == "Q":
        if determined:
            return None  # "the Tuesday night speech"
        return place.whole(_governed(place, f"the {after.word} of {core}", "on"), last=place.last + 1)
    if determined:
        return place.whole(core)
    opens = before is None or before.letter in ",&"
    if (opens and after and after.word in VERBS) or (before is None and not (after and after.letter == ",")):
        return place.whole(core)  # the subject: "Sunday is expected to see …"
    adverb = after is None or not after.word.isalpha() or after.word in CLAUSE
    return place.whole(_governed(place, core, "on")) if adverb or _has_preposition(place) else None


def _adverb(place: Place) -> Edit:
    """Yesterday, last year, two days ago, this morning."""
    after, last = place.after, place.last
    part = next(
        (t.word for t in place.own if t.letter == "Q"), "night" if place.own[0].word == "tonight" else ""
    )
    if place.has("T") and after and after.letter == "Q":
        part, last = after.word, last + 1
    text = f"the {part} of {_core(place)}" if part else _core(place)
    if place.before is None and after and after.word in VERBS:
        return place.whole(_cased(place, text), last=last)
    preposition = "on" if place.unit == spans.DAY else "in"
    if place.before and place.before.word in {"on", "in"} and place.before.word != preposition:
        return place.whole(f"{preposition} {text}", first=place.first - 1, last=last)
    return place.whole(_governed(place, text, preposition), last=last)


def _core(place: Place) -> str:
    start = place.span.start
    if place.unit == spans.YEAR:
        return str(start.year)
    month = f"{MONTHS[start.month - 1]} {start.year}"
    if place.unit == spans.MONTH:
        return month
    return f"{start.day} {month}" if place.unit == spans.DAY else f"the week of {start.day} {month}"


def _possessive(place: Place) -> bool:
    after = place.tokens[place.last : place.last + 2]
    return (
        len(after) == 2 and after[0].letter == "'" and after[1].word == "s" and after[0].end == after[1].start
    )


def _has_preposition(place: Place) -> bool:
    return place.joins or (place.before is not None and place.before.word in PREPOSITIONS)


def _governed(place: Place, text: str, preposition: str) -> str:
    """The text behind its preposition, unless one stands there already."""
    return text if _has_preposition(place) else _cased(place, f"{preposition} {text}")


def _cased(place: Place, text: str) -> str:
    """With a capital where the mention opens a sentence; weekdays and months have one anywhere."""
    opens = place.first == 0 or (place.text[0].isupper() and place.own[0].letter not in "MmWw")
    return text[0].upper() + text[1:] if opens else text
