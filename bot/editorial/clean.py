"""Takes a report out of its page: paragraphs without navigation, teasers, captions, mastheads and repetitions.

Axioms:
1. Reports are written in sentences; a line that ends like one, or is long, is prose. Other lines are headings, labels
   or names, and go, unless the text has nothing else (a headline, a lead without its full stop).
2. Furniture is known by its words and shape (`furniture`), or by having been seen again and again at the outlet.
3. A list of other articles goes with its heading; a teaser is a heading followed by a line that breaks off.
4. What is said twice on a page is said once; the headline is not said again.
5. A page never cleans down to nothing while it holds a paragraph: of two mistakes, keeping is the smaller.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.editorial.furniture import fold, heads_list, is_furniture

KEYED = 200  # characters: a longer line is a paragraph of its own, not furniture to be learnt
MOST_KEYS = 400  # lines of one page
PROSE = 120  # characters: longer lines are prose even without a final stop; the longest subhead seen has 100
TEASER = 200  # characters
BREADCRUMB = 60  # characters a page puts before its headline
OUTSIZED = 0.5  # share of the prose that learnt furniture may take; more, and it was learnt from copies

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]"
)
_BREAKS = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_FINAL = re.compile(r"[.!?…։][\"”»’')\]]*$")
_FINAL_HY = re.compile(r"[ա-և][»”)]?:$")
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\"”»\])]*$")
_LIST_ITEM_END = re.compile(r"[?!…][\"”»’)\]]*$|\.\.\.[\"”»\])]*$")
_LOWER_START = re.compile(r"[^\W\d_]")
_TAIL = re.compile(
    r"\s*(?:\[(?:…|\.\.\.)\]|The post .{1,200} appeared first on .{1,80}"
    r"|(?:Read more|Continue reading|Read the full story|Читать далее|Подробнее|Կարդալ ավելին)\b.{0,60})$"
)
_CREDIT = re.compile(r"(?<=[.!?…։»”\"])\s*\((?=[^()]*[^\W\d_])[\w/ ,.&-]{2,40}\)$")
_CAPITALS = r"[A-ZА-ЯЁԱ-Ֆ]"
_DATELINE = re.compile(
    rf"{_CAPITALS}[\w.'’-]+(?: {_CAPITALS}[\w.'’-]+){{0,2}}[^\"“«\n]{{0,40}}?"
    rf"(?:\([^()]{{2,30}}\)\s*[-–—:]+|/[^/]{{2,30}}/\s*[.\-–—:]*|[-–—]\s*(?:{_CAPITALS}\w* ?){{1,3}}\.|,\s*{_CAPITALS}{{4,}}\s?[:։.])\s*"
)
_BYLINE = re.compile(
    rf"(?:By|Von|Автор|Հեղինակ՝?)\s{_CAPITALS}[\w.'’-]+(?:\s(?:and\s)?{_CAPITALS}[\w.'’-]+){{0,5}}(?:,.{{0,60}})?$"
)
_BIO = re.compile(
    r"(?:\S+\s){1,4}(?:is|was)\s(?:an?|the)\s.{0,100}\b(?:reporter|journalist|correspondent|editor|writer|columnist|contributor|freelancer?)\b"
)
_QUIP = re.compile(r"[“\"«].*[”\"»]")
_QUIP_WORDS = frozenset(
    "i we you he she it they is are was were will would do did not no have has had".split()
)
_OUTLET = re.compile(
    r"(?:[\w-]+\.(?:com|org|net|am|ru|az|info|eu|ge|tv|news|co\.uk|de|fr|uk|us|io)|(?:\S+\s){0,3}(?:news|times|post|daily|tv|radio"
    r"|herald|tribune|journal|gazette|press|agency|online|reuters|новости|известия|газета|агентство|лурер|լուրեր)\S{0,3})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A report without its page.

    `lines` are the keys of all short lines the page had, kept or not: an outlet's furniture is what repeats.
    """

    title: str
    paragraphs: tuple[str, ...]
    lines: tuple[str, ...]


def clean(title: str, text: str, furniture: frozenset[str] = frozenset()) -> Cleaned:
    """Take a report out of its page.

    Args:
        title: the headline; may be empty, then the first heading of the text is taken.
        text: the page's text, paragraphs apart by newlines; may be empty.
        furniture: keys (`line_key`) of lines known to be furniture of this outlet.
    """
    lines = _unwrapped([_tidy(line) for line in _BREAKS.split(text)])
    shown = [line for line in lines if line]
    keys = {line: line_key(line) for line in shown if len(line) <= KEYED}
    known = _learnt(shown, keys, furniture)
    headline = _headline(title)
    body = [line for line in _without_breadcrumbs(shown, headline) if not (known and keys.get(line) in known)]
    headline = headline or _first_heading(body)
    paragraphs = _paragraphs(body, headline)
    return Cleaned(headline, tuple(paragraphs), tuple(dict.fromkeys(filter(None, keys.values())))[:MOST_KEYS])


def line_key(line: str) -> str:
    """The stable form of a line by which it is known again: case, digits, punctuation and spacing do not count."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\d+", "0", fold(unicodedata.normalize("NFC", line)))))[
        :KEYED
    ]


def _tidy(line: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub("", line)).split())


def _headline(title: str) -> str:
    """The headline without the name of its site."""
    tidy = _tidy(title)
    head, bar, tail = tidy.rpartition(" | ")
    if bar and len(head.split()) >= 3 and len(tail.split()) <= 5:
        return _headline(head)
    for dash in (" - ", " – ", " — "):
        head, found, tail = tidy.rpartition(dash)
        if found and len(head.split()) >= 3 and _OUTLET.fullmatch(tail):
            return head
    return tidy


def _is_prose(line: str) -> bool:
    return len(line) >= PROSE or _ends(line)


def _ends(line: str) -> bool:
    return bool(_FINAL.search(line[-8:]) or (_FINAL_HY.search(line[-4:]) and line.count(" ") >= 3))


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that a page broke in mid-sentence, joined again."""
    joined: list[str] = []
    for line in lines:
        before = joined[-1] if joined else ""
        if before and line and not _ends(before) and _continues(before, line):
            joined[-1] = f"{before} {line}"
        else:
            joined.append(line)
    return joined


def _continues(before: str, line: str) -> bool:
    return (
        line[0].islower() and before.count(" ") >= 3 and not is_furniture(before) and not is_furniture(line)
    )


def _learnt(shown: list[str], keys: dict[str, str], furniture: frozenset[str]) -> frozenset[str]:
    """The known furniture, unless it would take most of what this page says."""
    if not furniture:
        return furniture
    prose = [line for line in shown if _is_prose(line) and not is_furniture(line)]
    taken = sum(len(line) for line in prose if keys.get(line) in furniture)
    return furniture if taken <= OUTSIZED * sum(map(len, prose)) else frozenset()


def _without_breadcrumbs(shown: list[str], headline: str) -> list[str]:
    """The lines, save those that repeat the headline or another line with a path glued before it."""
    kept = []
    for at, line in enumerate(shown):
        ahead = [headline, *shown[at + 1 : at + 6]]
        glued = any(
            len(other) >= 20
            and line != other
            and line.endswith(other)
            and len(line) <= len(other) + BREADCRUMB
            for other in ahead
        )
        if not glued:
            kept.append(line)
    return kept


def _first_heading(lines: list[str]) -> str:
    for line in lines:
        if is_furniture(line):
            continue
        if _is_prose(line):
            return ""
        if line.count(" ") >= 3:
            return line
    return ""


def _paragraphs(lines: list[str], headline: str) -> list[str]:
    title_key = line_key(headline)
    candidates = [
        line for line in _once(_without_lists(lines)) if not is_furniture(line) and not _BYLINE.match(line)
    ]
    body = [line for line in candidates if line_key(_headline(line)) != title_key]
    if not any(map(_is_prose, body)):
        whole = [line for line in body if line.count(" ") >= 3]
        return _finished(whole or [line for line in candidates if _is_prose(line)])
    prose = [line for n, line in enumerate(body) if _is_prose(line) and not _is_teaser(body, n)]
    return _finished(_without_author(prose or [line for line in body if _is_prose(line)]))


def _without_lists(lines: list[str]) -> Iterable[str]:
    """The lines, save lists of other articles with their headings."""
    listing = False
    for line in lines:
        if heads_list(line):
            listing = True
        elif listing and not is_furniture(line):
            listing = not _is_prose(line) or (len(line) <= TEASER and bool(_LIST_ITEM_END.search(line[-8:])))
        if not listing:
            yield line


def _once(lines: Iterable[str]) -> list[str]:
    return list({line_key(line) if len(line) <= KEYED else fold(line): line for line in lines}.values())


def _is_teaser(lines: list[str], at: int) -> bool:
    line = lines[at]
    return (
        bool(_ELLIPSIS.search(line[-8:])) and len(line) <= TEASER and at > 0 and not _is_prose(lines[at - 1])
    )


def _without_author(lines: list[str]) -> list[str]:
    """The lines, save what the author says of himself at the end."""
    while len(lines) > 1 and (_is_quip(lines[-1]) or (len(lines[-1]) <= 300 and _BIO.match(lines[-1]))):
        lines = lines[:-1]
    return lines


def _is_quip(line: str) -> bool:
    """Catchwords in quotation marks, three or more, none with a verb's company."""
    if len(line) > 300 or not _QUIP.fullmatch(line):
        return False
    parts = [
        re.findall(r"\w+", part.casefold()) for part in re.split(r"[.!]\s*", line) if re.search(r"\w", part)
    ]
    return len(parts) >= 3 and all(len(part) <= 6 and not _QUIP_WORDS.intersection(part) for part in parts)


def _finished(lines: list[str]) -> list[str]:
    """The paragraphs without the dateline before and the credits after them."""
    finished = []
    for at, line in enumerate(lines):
        dateline = _DATELINE.match(line) if at == 0 else None
        if (
            dateline
            and line[: dateline.end()].split()[0].strip(",.").isupper()
            and len(line) > dateline.end() + 30
        ):
            line = line[dateline.end() :]
        end = line[-400:]
        line = line[:-400] + _CREDIT.sub("", _TAIL.sub("", end))
        if line:
            finished.append(line)
    return finished
