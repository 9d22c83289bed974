"""When was an article published? What the page's own words say, and which of several answers counts.

Axioms of `stated_date`:
1. A page dates an article just under its headline (a stamp: a short line with a whole date in it), or at the head of
   its first paragraph (a dateline: place, day, sign). Further down, dates belong to the story or to related links.
2. A line above the headline that is nothing but a weekday and a date is the masthead: the day the page was rendered,
   no earlier than the article's. Without a weekday it is a stamp above the headline, and counts less.
3. A weekday that disagrees with its date refutes it.
4. A dateline without a year is the latest such day; one that would lie after the day of reading says nothing.
5. "Updated" is later than published: such a stamp counts only where there is no other.

Axioms of `settle_publication`:
1. Sources rank as `DateSource` lists them: what publishers tell machines, what they tell readers, what we worked out.
2. Masthead and time of reading are upper bounds. They stand in where nothing better is known; an earlier bound than
   the chosen date contradicts it, and costs confidence.
3. Nothing is published after it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from bot.editorial.dates import mentions
from bot.editorial.dates.reader import LANGUAGES
from storage.records import DateSource, Mention, Precision

CONFIDENCE = {
    DateSource.FEED: 0.95,
    DateSource.METADATA: 0.9,
    DateSource.DATELINE: 0.85,
    DateSource.INFERRED: 0.7,
    DateSource.MASTHEAD: 0.3,
    DateSource.FETCHED: 0.2,
}
"""How far each source is believed on its own: order of magnitude, set by hand; only their order decides."""

UPPER_BOUNDS = frozenset({DateSource.MASTHEAD, DateSource.FETCHED})
CONTRADICTED = 0.6  # what is left of the confidence when an upper bound lies before the date
AHEAD = 0.5  # … when the date lies after the reading
ABOVE = 0.8  # … of a stamp above the headline, of an "updated" one, of a dateline without its year
SLACK = timedelta(days=1)  # a day's name spans 26 hours of zones, and clocks differ

SCRIPTS = (("hy", re.compile("[ա-ֆԱ-Ֆ]")), ("ru", re.compile("[а-яА-Я]")))  # else "en"
WORDS_OF_TIME = {word: letter for table in LANGUAGES.values() for word, (letter, _) in table.words.items()}
NEVER = date.max  # the "publication day" of a line from which only whole dates are wanted

HEADLINE_WITHIN = 40  # lines in which the headline is looked for
HEADER = 6  # lines under the headline that may hold the stamp: section, author, deck
PARAGRAPHS = 2  # … ending with the second long line: a deck may be one, the story's start is another
PARAGRAPH = 100  # characters: shorter lines are furniture, headings, captions
STAMP = 90  # characters: longer lines with a date are sentences
STAMP_WORDS = 7  # beside the date: "Published … at … by Jane Doe"
OPENING = 60  # characters in which a dateline stands: place, day, agency

CLOCK = re.compile(r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
ISO_TIME = re.compile(r"[0-9-]{10}T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
WORDS = re.compile(r"[^\W\d_]+")
UPDATED = re.compile(r"\b(?:updated|modified|edited|обновлен|изменен|թարմաց)\w*", re.IGNORECASE)
PLACE = re.compile(r"[^\W\d_][\w .’'-]{1,40}(?:\([\w .]{1,30}\))?\s*,\s*$")
AFTER_DATELINE = re.compile(r"\s*(?:[.։:—–(/-]|$)")


@dataclass(frozen=True, slots=True)
class Stated:
    """A date the page states."""

    moment: datetime  # aware; a time without a zone is taken for UTC, which keeps the day that was stated
    source: DateSource  # DATELINE or MASTHEAD
    timed: bool  # the time of day is stated too
    confidence: float
    evidence: str  # the line or words it was read from


@dataclass(frozen=True, slots=True)
class PublicationCandidate:
    """One answer to when an article was published."""

    moment: datetime  # aware
    source: DateSource
    timed: bool = True
    confidence: float | None = None  # None: what its source deserves


class Publication(NamedTuple):
    """The answer that counts."""

    published: datetime
    source: DateSource
    confidence: float
    timed: bool


# --- what the page says -----------------------------------------------------------------------------------------


def stated_date(title: str, text: str, *, read_on: date | None = None) -> Stated | None:
    """The publication date a page states in words.

    Args:
        title: the headline, perhaps empty; it also tells the page's header from the masthead above it.
        text: the page's raw text, with its furniture.
        read_on: the day of reading; without it a dateline that has no year says nothing.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    headline = _headline(title, lines)
    above, below = lines[: max(headline, 0)], lines[headline + 1 :]
    found = [*_stamps(below, at_top=headline < 0), *_datelines(below, read_on), *_above(above)]
    return max(found, key=lambda stated: stated.confidence, default=None)


def _headline(title: str, lines: Sequence[str]) -> int:
    """Where the headline stands, -1: nowhere."""
    wanted = " ".join(title.casefold().split())
    for at, line in enumerate(lines[:HEADLINE_WITHIN]):
        if wanted and " ".join(line.casefold().split()) == wanted:
            return at
    return -1


def _stamps(lines: Sequence[str], *, at_top: bool) -> Iterator[Stated]:
    """Dates of the short lines under the headline; a masthead, where there is no headline above them."""
    paragraphs = 0
    for at, line in enumerate(lines[:HEADER]):
        paragraphs += len(line) >= PARAGRAPH
        if paragraphs == PARAGRAPHS:
            return
        masthead = at_top and at == 0
        if stamp := _stamp(line, masthead=masthead):
            yield stamp


def _above(lines: Sequence[str]) -> Iterator[Stated]:
    """The masthead, or a stamp, above the headline."""
    for at, line in enumerate(lines):
        near = at == 0 or at >= len(lines) - 2  # the first line, or what stands right over the headline
        if near and (stamp := _stamp(line, masthead=True, share=ABOVE)):
            yield stamp


def _stamp(line: str, *, masthead: bool, share: float = 1.0) -> Stated | None:
    """The date of a line that has little else in it."""
    if len(line) > STAMP:
        return None
    dated = [m for m in mentions(line, published=NEVER, lang=_lang(line)) if m.absolute and _one_day(m)]
    if not dated:
        return None
    first = dated[0]
    rest = WORDS.findall(line[: first.position[0]]) + WORDS.findall(line[first.position[1] :])
    if len(rest) > STAMP_WORDS:
        return None
    if masthead and not rest and _names_weekday(first.evidence):
        return _stated(line, first, DateSource.MASTHEAD, CONFIDENCE[DateSource.MASTHEAD])
    share *= ABOVE if UPDATED.search(line) else 1.0
    return _stated(line, first, DateSource.DATELINE, CONFIDENCE[DateSource.DATELINE] * share)


def _datelines(lines: Sequence[str], read_on: date | None) -> Iterator[Stated]:
    """Place and day at the head of a paragraph: "CAPITAL, June 12. –", "CAPITAL, June 12 (Agency) –"."""
    for line in lines[:HEADER]:
        head = line[:OPENING]
        found = mentions(head, published=read_on or NEVER, lang=_lang(head))
        first = next((m for m in found if _one_day(m) and any(c.isdigit() for c in m.evidence)), None)
        if first is None or not (first.absolute or (read_on and first.span.start <= read_on + SLACK)):
            continue
        if PLACE.fullmatch(head[: first.position[0]]) and AFTER_DATELINE.match(line, first.position[1]):
            share = 1.0 if first.absolute else ABOVE
            confidence = CONFIDENCE[DateSource.DATELINE] * share
            yield _stated(line[: first.position[1]], first, DateSource.DATELINE, confidence)


def _lang(line: str) -> str:
    return next((lang for lang, script in SCRIPTS if script.search(line)), "en")


def _one_day(mention: Mention) -> bool:
    return mention.span.precision is Precision.DAY and mention.span.start == mention.span.end


def _names_weekday(evidence: str) -> bool:
    return any(WORDS_OF_TIME.get(word.lower(), "_") == "W" for word in WORDS.findall(evidence))


def _stated(line: str, mention: Mention, source: DateSource, confidence: float) -> Stated:
    try:
        moment = datetime.fromisoformat(mention.evidence) if ISO_TIME.fullmatch(mention.evidence) else None
        if moment:
            aware = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
            return Stated(aware, source, True, confidence, line)
    except (ValueError, OverflowError):  # a day with an impossible time is still a day
        pass
    clock = CLOCK.search(line)
    at = time(int(clock[1]), int(clock[2])) if clock else time(0)
    return Stated(datetime.combine(mention.span.start, at, UTC), source, clock is not None, confidence, line)


# --- which answer counts ----------------------------------------------------------------------------------------


def settle_publication(candidates: Sequence[PublicationCandidate], fetched_at: datetime) -> Publication:
    """The best of the answers, and how far to believe it.

    Args:
        candidates: any answers, in any order.
        fetched_at: when the article was read, aware: the last resort, and the bound of all others.
    """
    ranks = {source: rank for rank, source in enumerate(DateSource)}
    last = PublicationCandidate(fetched_at, DateSource.FETCHED)
    best = min([*candidates, last], key=lambda c: (ranks[c.source], c.moment))
    confidence = CONFIDENCE[best.source] if best.confidence is None else best.confidence
    bounds = [c.moment for c in candidates if c.source in UPPER_BOUNDS and c is not best]
    if any(bound + SLACK < best.moment for bound in bounds):
        confidence *= CONTRADICTED
    if best.moment <= fetched_at:
        return Publication(best.moment, best.source, confidence, best.timed)
    if best.moment > fetched_at + SLACK:
        confidence *= AHEAD
    return Publication(fetched_at, best.source, confidence, best.timed)
