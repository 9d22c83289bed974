"""Which words of a sentence tell what happened at a time it names: a clause, a phrase, the whole without its opening.

Axioms:
1. A time in a relative clause or inside a speaker's words dates neither the sentence nor an event.
2. Where the sentence itself is about the present, the event is the phrase around the time.
3. A headline does not say its date again: what opens a sentence with its circumstances is left out of it.
"""

from __future__ import annotations

import re

from bot.editorial import cues
from bot.editorial.dates.chronicle import SET_OFF
from storage.records import Mention

_BREAK = re.compile(r"[,;:()“”«»\"]|\s[–—-]\s")
_QUOTED_OPENING = re.compile(r"[“«\"][^”»\"]*[”»\"]")
_CIRCUMSTANCE = re.compile(
    r"\b(?:during|since|after|following|before|despite|by|over)\s+(?:the\s+)?", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:and|и|և)\s")
_CLAUSE = re.compile(r",\s+")
_DAYS_AFTER = {
    "en": (
        re.compile(r"\b(a|one|two|three)\s+days?\s+after\s+", re.IGNORECASE),
        ("a", "one", "two", "three"),
    ),
    "ru": (
        re.compile(
            r"\b(?:через|спустя)\s+(день|два\s+дня|три\s+дня)\s+после\s+(?:того,?\s+как\s+)?", re.IGNORECASE
        ),
        ("", "день", "два", "три"),
    ),
}
BARE_WORDS = 2  # beside the time itself


def phrase_of(text: str, mention: Mention, lang: str) -> str | None:
    """What the time belongs to: the whole sentence, or the phrase around it; None: nothing that can be told alone."""
    start, end = mention.position
    opening = next((m.end() for m in reversed(list(_BREAK.finditer(text, 0, start)))), 0)
    closing = next((m.start() for m in _BREAK.finditer(text, end)), len(text))
    closing = end if _AND.match(text, end) else closing
    clause = text[opening:closing]
    quoted = _QUOTED_OPENING.match(text)
    if cues.relative(clause, lang) or (quoted and start < quoted.end()):
        return None
    if not cues.in_the_present(text, lang) or _bare(text[:closing], mention):
        return text
    inside = [m.end() for m in _CIRCUMSTANCE.finditer(clause, 0, start - opening)]
    begin = opening + (inside[-1] if inside else 0)
    phrase = text[begin:closing].strip(" .,")
    return None if _bare(text[begin:closing], mention) else phrase


def _bare(phrase: str, mention: Mention) -> bool:
    """Whether a phrase is hardly more than its time: "In 2020," opens a sentence, "since last year" tells nothing."""
    return len(phrase.split()) <= len(mention.evidence.split()) + BARE_WORDS


def timeless(text: str, mention: Mention, lang: str) -> str | None:
    """A sentence without the time that it opens with; None: it opens otherwise."""
    start, end = mention.position
    line = SET_OFF.match(text, end)
    rest = text[line.end() :] if line else text[end:].lstrip(" ,")
    return rest if text[:start].count(" ") <= 1 and _opens_clause(rest, lang) else None


def headless(text: str, lang: str) -> str:
    """A sentence without the circumstances it opens with; the whole where no clause follows them."""
    rest = text
    while cues.opens_adverbially(rest, lang):
        comma = next((m for m in _CLAUSE.finditer(rest) if _opens_clause(rest[m.end() :], lang)), None)
        if comma is None:
            return text
        rest = rest[comma.end() :]
    return rest[:1].upper() + rest[1:]


def _opens_clause(rest: str, lang: str) -> bool:
    """Whether a main clause may begin here: four words or more, no year, no relative clause, no mere circumstance."""
    return (
        rest.count(" ") >= BARE_WORDS + 1
        and not rest[:1].isdigit()
        and not cues.relative(rest, lang)
        and not cues.opens_adverbially(rest, lang)
    )


def days_after(text: str, lang: str) -> tuple[int, tuple[int, int], str] | None:
    """How many days before an event another was, as "it came a day after X" tells, where that stands, and X."""
    pattern, counts = _DAYS_AFTER.get(lang, (None, ()))
    found = pattern.search(text) if pattern else None
    if found is None:
        return None
    count = max(1, counts.index(found[1].split()[0].casefold()))
    closing = next((m.start() for m in _BREAK.finditer(text, found.end())), len(text))
    phrase = text[found.end() : closing].strip(" .,")
    return (count, found.span(), phrase) if phrase.count(" ") > BARE_WORDS else None
