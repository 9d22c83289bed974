"""Writes a relative date of `ru` out: «в среду» → «12 июня 2024 года»."""

from __future__ import annotations

from bot.editorial.dates import spans
from bot.editorial.dates.language import row
from bot.editorial.dates.place import Edit, Place
from bot.editorial.dates.words_ru import MONTHS
from storage.records import Span

GENITIVE = tuple(forms.split()[1] for forms in MONTHS)
PREPOSITIONAL = tuple(forms.split()[4] for forms in MONTHS)
ADVERBS = row("сегодня вчера завтра позавчера послезавтра накануне")
LASTING = frozenset({"даже", "и", "до", "на"})  # «даже сегодня»: nowadays
MONTH_CASES = {"месяце": PREPOSITIONAL, "месяца": GENITIVE}
SHORT = {"во": "", "в": "", "со": "с", "ко": "к"}  # «в среду» loses its preposition, «со среды» its vowel


def reword(place: Place) -> Edit | None:
    """The mention written out, or None where the sentence would suffer."""
    if place.has("Mm"):
        return _dated(place)
    if place.has("TE"):
        return _adverb(place)
    if place.has("W") or (place.has("J") and place.has("FVe")):
        return _on_day(place)
    if place.has("S") and not place.has("eG"):  # «на той неделе»
        return None
    if place.has("PFHe") and not place.has("GQ"):
        return _unit(place)
    return None if place.has("Q") else place.whole(_cased(place, _when(place)))


def _dated(place: Place) -> Edit | None:
    """Adds the year to a date that has a month."""
    if place.span.start.year != place.span.end.year:
        return None
    core = place.find("dMm")
    year = f" {place.span.end.year} года"
    if place.has("T"):  # «сегодня, 12 июня»
        start = place.own[0].start
        words = place.text[place.tokens[core[0]].start - start : place.tokens[core[-1]].end - start]
        return place.whole(words + year)
    if place.has("PFH") and place.find("PFH")[0] < core[0]:
        return place.whole(f"{place.tokens[core[-1]].word}{year}")
    end = place.tokens[core[-1]]
    stop = place.tokens[place.last - 1] if place.has("YRPFHSV") else end
    return Edit(end.end, stop.end, year)


def _on_day(place: Place) -> Edit | None:
    """A weekday, «на следующий день», «в тот же день»: the preposition goes with it."""
    day = _day(place.span)
    before = place.before
    if before is None:
        return None
    if before.word in {"в", "во"} or (before.word == "на" and place.has("J")):
        return place.whole(day, first=place.first - 1)
    if before.letter not in "pn-":
        return None
    if before.word in SHORT:
        kept = "со" if before.word == "со" and place.span.start.day == 2 else SHORT[before.word]
        return place.whole(f"{kept} {day}", first=place.first - 1)
    return place.whole(day)


def _adverb(place: Place) -> Edit | None:
    if place.own[-1].word not in ADVERBS:
        return None
    if place.own[-1].word == "сегодня" and place.before and place.before.word in LASTING:
        return None
    after = place.after
    if after and after.word == "же":  # «сегодня же»
        return place.whole(_day(place.span), last=place.last + 1)
    if after and after.letter in "Qj":
        return place.whole(_cased(place, f"{after.word} {_day(place.span)}"), last=place.last + 1)
    return place.whole(_day(place.span))


def _unit(place: Place) -> Edit | None:
    """«В прошлом году» → «в 2023 году»: the noun keeps its case, a month takes it over."""
    noun = place.own[-1]
    start = place.span.start
    if place.unit == spans.YEAR:
        return place.whole(f"{start.year} {noun.word}")
    if place.unit == spans.WEEK:
        return place.whole(f"{noun.word} с {_day(place.span)}")
    names = MONTH_CASES.get(noun.word)
    return place.whole(f"{names[start.month - 1]} {start.year} года") if names else None


def _when(place: Place) -> str:
    """«Три дня назад», «спустя два года»."""
    start = place.span.start
    if place.unit == spans.YEAR:
        return f"в {start.year} году"
    if place.unit == spans.MONTH:
        return f"в {PREPOSITIONAL[start.month - 1]} {start.year} года"
    return f"на неделе с {_day(place.span)}" if place.unit == spans.WEEK else _day(place.span)


def _day(span: Span) -> str:
    return f"{span.start.day} {GENITIVE[span.start.month - 1]} {span.start.year} года"


def _cased(place: Place, text: str) -> str:
    return text if place.first else text[:1].upper() + text[1:]
