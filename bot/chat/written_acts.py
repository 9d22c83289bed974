"""What an admin types to change the record, understood: `/merge 45 17`, `/redate 17 2024-06`, `/retract 17 a hoax`. Pure."""

from __future__ import annotations

import re
from datetime import date

from bot.chat.periods import Period, possible
from bot.chat.visit import number_in
from bot.editorial.language import detect
from storage.acts import Act, Merge, Pin, Redate, Retitle, Retract, Split, Unpin
from storage.records import Precision, Span

LONGEST_TITLE = 300  # characters, as long as a headline is shown
LONGEST_WHY = 300
MOST_ARTICLES = 50

_TIME = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)

EXAMPLES = {
    "merge": "/merge 45 17",
    "split": "/split 17 203 204",
    "retract": "/retract 17 denied by both sides",
    "retitle": "/retitle 17 Parliament votes to leave",
    "redate": "/redate 17 2024-06-12",
    "pin": "/pin 17",
    "unpin": "/unpin 17",
}
"""How each is typed."""


def understood(command: str, argument: str, lang: str) -> Act | None:
    """The act that is meant; None: something is missing or malformed.

    Args:
        command: a key of `EXAMPLES`.
        argument: what was typed behind it.
        lang: of the admin, where a headline does not tell its own.
    """
    first, _, rest = argument.strip().partition(" ")
    event, rest = number_in(first), rest.strip()
    if event is None or bool(rest) is (command in {"pin", "unpin"}):
        return None
    act: Act | None = None
    match command:
        case "merge":
            into = number_in(rest)
            act = None if into is None else Merge(event, into)
        case "split":
            act = _split(event, rest)
        case "retract":
            act = Retract(event, rest[:LONGEST_WHY])
        case "retitle":
            act = Retitle(event, rest[:LONGEST_TITLE], detect(rest, lang))
        case "redate":
            span = span_in(rest)
            act = None if span is None else Redate(event, span)
        case _:
            act = Pin(event) if command == "pin" else Unpin(event)
    return act


def _split(event: int, rest: str) -> Split | None:
    numbers = [number_in(word) for word in rest.replace(",", " ").split()]
    articles = tuple(dict.fromkeys(number for number in numbers if number is not None))
    return (
        Split(event, articles)
        if articles and None not in numbers and len(articles) <= MOST_ARTICLES
        else None
    )


def span_in(text: str) -> Span | None:
    """2024-06-12, 2024-06 or 2024, or two of one kind apart by `..`; None: it is no such time."""
    begin, dots, end = text.replace("…", "..").partition("..")
    first = _time(begin.strip())
    last = _time(end.strip()) if dots else first
    if first is None or last is None or first.precision is not last.precision or last.start < first.start:
        return None
    return Span(first.start, last.end, first.precision)


def _time(text: str) -> Span | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    if found[3]:
        try:
            return Span(date(year, month, day), date(year, month, day))
        except ValueError:
            return None
    period: Period | None = possible(year, month) if month or not found[2] else None
    if period is None:
        return None
    return Span(period.first, period.last, Precision.YEAR if period.whole_year else Precision.MONTH)
