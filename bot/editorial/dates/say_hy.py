"""Writes a relative date of `hy` out: «չորեքշաբթի օրը» → «2024 թվականի հունիսի 12-ին»."""

from __future__ import annotations

from bot.editorial.dates import spans
from bot.editorial.dates.place import Edit, Place
from bot.editorial.dates.words_hy import MONTHS

WHEN, OF, SINCE = "ին", "ի", "ից"  # case endings: on the 12th, of the 12th, since the 12th


def reword(place: Place) -> Edit | None:
    """The mention written out, or None where the sentence would suffer."""
    if place.has("Mm"):
        return _dated(place)
    if place.has("Q"):
        return None
    case = _case(place)
    start = place.span.start
    head = f"{start.year} թվական"
    if place.unit == spans.YEAR:
        return place.whole(f"{head}{case}")
    month = f"{head}ի {MONTHS[start.month - 1]}"
    if place.unit == spans.MONTH:
        return place.whole(f"{month}{case}")
    if place.unit == spans.WEEK:
        week = "շաբաթվա" if case == OF else "շաբաթվանից" if case == SINCE else "շաբաթում"
        return place.whole(f"{month}ի {start.day}-ին սկսված {week}")
    return place.whole(f"{month}ի {start.day}-{case}")


def _case(place: Place) -> str:
    """The case the replaced words stood in."""
    word = place.own[-1].word
    if word.endswith(("ից", "ուց")):
        return SINCE
    part_of_day = place.after is not None and place.after.letter == "Q"
    return OF if part_of_day or word.endswith("վա") else WHEN


def _dated(place: Place) -> Edit | None:
    """Adds the year to a date that has a month."""
    if place.span.start.year != place.span.end.year:
        return None
    year = place.span.end.year
    core = place.find("dMm")
    first, last = place.tokens[core[0]], place.tokens[core[-1]]
    if first.letter == "d" and not place.has("YRPFHS"):  # «12 հունիսի»
        return Edit(last.end, last.end, f" {year} թ.")
    relative = [n for n in place.find("PFHSYRsT") if n < core[0]]
    start = place.tokens[relative[0]].start if relative else first.start
    opens = first.start == 0  # its capital goes with its place
    return Edit(start, first.end if opens else first.start, f"{year} թվականի {first.word if opens else ''}")
