"""Takes a report out of its page: paragraphs without navigation, teasers, captions, mastheads and repetitions.

Axioms:
1. Reports are written in sentences; a line that ends like one, or is long, is prose. Other lines are headings, labels
   or names, and go, unless the text has nothing else (a headline, a lead without its full stop).
2. Furniture is known by its words and shape (`furniture`), or by having been seen again and again at the outlet. What
   tells of a day is none, however often an outlet says it: what is told again and again is what a story remembers.
3. A list of other articles goes with its heading; a teaser is a heading followed by a line that breaks off.
4. What is said twice on a page is said once; the headline is not said again.
5. A page never cleans down to nothing while it holds a paragraph: of two mistakes, keeping is the smaller.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.editorial.furniture import SHORT, fold, heads_list, is_furniture, tells_a_day
from bot.editorial.lines import ends_sentence, read_lines, tidy

KEYED = 200  # characters: a longer line is a paragraph of its own, not furniture to be learnt
MOST_KEYS = 400  # lines of one page
HEADING = 3  # spaces: a heading worth keeping has four words
PROSE = 120  # characters: longer lines are prose even without a final stop; the longest subhead seen has 100
TEASER = 200  # characters
BREADCRUMB = 60  # characters a page puts before its headline
OUTSIZED = 0.5  # share of the prose that learnt furniture may take; more, and it was learnt from copies

_WORD = re.compile(r"[^\W_]+")
_ASCII_MARKS = {mark: " " for mark in range(128) if not chr(mark).isalnum()}
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\"”»\])]*$")
_LIST_ITEM_END = re.compile(r"[?!…][\"”»’)\]]*$|\.\.\.[\"”»\])]*$")
_CAPITALS = r"[A-ZА-ЯЁԱ-Ֆ]"
_DAY = r"(?:[^\W\d]+\.?\ \d{1,2}|\d{1,2}\ [^\W\d]+\.?)"
_DATELINE = re.compile(  # the place is the first group; then the agency in one of four manners, or only a day or a country
    rf"""
    ({_CAPITALS}[\w'’-]+)\b\.?
    (?:
        (?:\ {_CAPITALS}[\w.'’-]+){{0,2}} [^"“«\n]{{0,40}}?
        (?:
            \([^()]{{2,30}}\)\s*[-–—:]+
          | /[^/]{{2,30}}/\s*[.\-–—:]*
          | [-–—]\s*(?:{_CAPITALS}\w*\ ?){{1,3}}\.
          | ,\s*{_CAPITALS}{{4,}}(?:\ {_CAPITALS}{{2,}}){{0,2}}\s?[:։.]
        )
      | ,\ {_DAY}\ [-–—]+\s
      | (?<=\w{{5}}),\ {_CAPITALS}[^\W\d]+\ [-–—]+\s
    )\s*
    """,
    re.VERBOSE,
)
_SIGNED = re.compile(  # … or the place in small letters, signed by the agency: between slashes, behind the day, before a dash
    rf"""
    {_CAPITALS}[\w'’-]+
    (?:
        \ /{_CAPITALS}[^/]{{1,29}}/[.։:]
      | ,?\ {_DAY}(?:\ (?:19|20)\d\d)?,\ {_CAPITALS}[\w’-]+(?:\ {_CAPITALS}[\w’-]+){{0,2}}[.։:]
      | \.\ {_DAY}\.\ {_CAPITALS}{{3,}}(?:\.{_CAPITALS}{{2}})?\ [-–—]+\s
    )\s*
    """,
    re.VERBOSE,
)
_BYLINE = re.compile(
    rf"(?:By|Von|Автор|Հեղինակ՝?)\s{_CAPITALS}[\w.'’-]+(?:\s(?:and\s)?{_CAPITALS}[\w.'’-]+){{0,5}}(?:,.{{0,60}})?$"
)
_BIO = re.compile(
    r"(?:\S+\s){1,4}(?:is|was)\s(?:an?|the)\s.{0,100}\b(?:reporter|journalist|correspondent|editor|writer|columnist|contributor|freelancer?)\b"
)
_QUIP = re.compile(r"[“\"«].*[”\"»]")
_QUIP_WORDS = frozenset(
    {"i", "we", "you", "he", "she", "it", "they", "is", "are", "was", "will", "not", "no", "have"}
)
_URGENT = re.compile(
    r"(?:flash|breaking(?:\snews)?|exclusive|urgent|just\sin|update[d]?|срочно|молния|эксклюзив|обновлено|հրատապ|շտապ|բացառիկ)"
    r"(?:\s\d)?\s?(?:[:.!|․]|\s[-–—]|(?<=\d)-)\s*",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"\s\((?:добавлен[аоы]?\s[^()]{3,30}|дополн\w+|обновлен\w*|расширенн\w+[^()]{0,20}|adds\s[^()]{3,40}|recasts[^()]{0,40}"
    r"|updates?(?:\s[^()]{1,40})?|updated|լրացված|լրացվել\sէ|թարմացված|թարմացվել\sէ)\)$",
    re.IGNORECASE,
)
_DATE_TAIL = re.compile(r",\s\d{1,2}\.\d{1,2}\.\d{4}$")
_OUTLET = re.compile(
    r"(?:[\w-]+(?:\.[\w-]+){0,3}\.(?:com|org|net|am|ru|az|info|eu|ge|tv|news|co\.uk|de|fr|uk|us|io)|(?:\S+\s){0,3}(?:news|times|post|daily|tv|radio"
    r"|herald|tribune|journal|gazette|press|agency|online|reuters|новости|известия|газета|агентство|լուրեր)\S{0,3})",
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
    dateline: str  # place, day and agency, cut from before the first paragraph; empty: there is none


@dataclass(frozen=True, slots=True)
class _Line:
    """One line with all that is asked of it."""

    text: str
    key: str
    short: bool  # may be learnt as furniture
    furniture: bool
    prose: bool
    heads_list: bool


def clean(title: str, text: str, furniture: frozenset[str] = frozenset()) -> Cleaned:
    """Take a report out of its page.

    Args:
        title: the headline; may be empty, then the first heading of the text is taken.
        text: the page's text, paragraphs apart by newlines; may be empty.
        furniture: keys (`line_key`) of lines known to be furniture of this outlet.
    """
    headline = _headline(title)
    lines = [_line(line) for line in read_lines(text)]
    keys = tuple(dict.fromkeys(line.key for line in lines if line.short and line.key))
    body = _without_breadcrumbs(_without_learnt(lines, furniture), headline)
    headline = headline or _first_heading(body)
    paragraphs = _paragraphs(body, headline)
    dateline = _dateline(paragraphs[0]) if paragraphs else ""
    if dateline:
        paragraphs[0] = paragraphs[0][len(dateline) :]
    return Cleaned(headline, tuple(paragraphs), keys[:MOST_KEYS], dateline)


def line_key(line: str) -> str:
    """The stable form of a line by which it is known again: case, digits, punctuation and spacing do not count."""
    plain = _NUMBER.sub("0", fold(line if line.isascii() else unicodedata.normalize("NFC", line)))
    # The marks of one script are few enough to be blanked one by one, which takes a tenth of the time.
    words = plain.translate(_ASCII_MARKS).split() if plain.isascii() else _WORD.findall(plain)
    return " ".join(words)[:KEYED]


def _headline(title: str) -> str:
    """The headline without the name of its site, and without what it was for an hour."""
    plain = _DATE_TAIL.sub("", tidy(title))
    plain = _ADDED.sub("", plain)
    urgent = _URGENT.match(plain)
    if urgent and len(plain[urgent.end() :].split()) >= 3:
        plain = plain[urgent.end() :]
    head, bar, tail = plain.rpartition(" | ")
    if bar and len(head.split()) >= 3 and len(tail.split()) <= 5:
        return _headline(head)
    for dash in (" - ", " – ", " — "):
        head, found, tail = plain.rpartition(dash)
        if found and len(head.split()) >= 3 and _OUTLET.fullmatch(tail):
            return head
    return plain


def _line(text: str) -> _Line:
    return _Line(
        text=text,
        key=line_key(text),
        short=len(text) <= KEYED and not tells_a_day(text),
        furniture=is_furniture(text) or bool(_BYLINE.match(text)),
        prose=len(text) >= PROSE or ends_sentence(text),
        heads_list=heads_list(text),
    )


def _without_learnt(lines: list[_Line], furniture: frozenset[str]) -> list[_Line]:
    """The lines, save known furniture; all of them where it would take most of what this page says."""
    prose = [line for line in lines if line.prose and not line.furniture]
    taken = sum(len(line.text) for line in prose if line.short and line.key in furniture)
    if taken > OUTSIZED * sum(len(line.text) for line in prose):
        return lines
    return [line for line in lines if not (line.short and line.key in furniture)]


def _without_breadcrumbs(lines: list[_Line], headline: str) -> list[_Line]:
    """The lines, save those that repeat the headline or a line soon after with a path glued before it."""
    kept = []
    for at, line in enumerate(lines):
        ahead = (headline, *[other.text for other in lines[at + 1 : at + 6]])
        if not (line.text.endswith(ahead) and any(_glued(line.text, other) for other in ahead)):
            kept.append(line)
    return kept


def _glued(line: str, other: str) -> bool:
    return len(other) >= 20 and len(other) < len(line) <= len(other) + BREADCRUMB and line.endswith(other)


def _first_heading(lines: list[_Line]) -> str:
    first = next(
        (line for line in lines if not line.furniture and (line.prose or line.text.count(" ") >= HEADING)),
        None,
    )
    return "" if first is None or first.prose else first.text


def _paragraphs(lines: list[_Line], headline: str) -> list[str]:
    title_key = line_key(headline)
    unique = {
        line.key if line.short else line.text: line
        for line in reversed(_without_lists(lines))
        if not line.furniture
    }
    candidates = list(reversed(unique.values()))
    body = [line for line in candidates if line.key != title_key]
    prose = [line for line in body if line.prose]
    if not prose:
        whole = [line for line in body if line.text.count(" ") >= HEADING]
        return [line.text for line in whole or [line for line in candidates if line.prose]]
    told = [line for at, line in enumerate(body) if line.prose and not _is_teaser(body, at)]
    return [line.text for line in _without_author(told or prose)]


def _without_lists(lines: list[_Line]) -> list[_Line]:
    """The lines, save lists of other articles with their headings."""
    kept = []
    listing = False
    for line in lines:
        if line.heads_list:
            listing = True
        elif listing and not line.furniture:
            listing = not line.prose or (
                len(line.text) <= TEASER and bool(_LIST_ITEM_END.search(line.text[-8:]))
            )
        if not listing:
            kept.append(line)
    return kept


def _is_teaser(lines: list[_Line], at: int) -> bool:
    line = lines[at].text
    return at > 0 and not lines[at - 1].prose and len(line) <= TEASER and bool(_ELLIPSIS.search(line[-8:]))


def _without_author(lines: list[_Line]) -> list[_Line]:
    """The lines, save what the author says of himself at the end."""
    while len(lines) > 1 and (_is_quip(lines[-1].text) or (lines[-1].short and _BIO.match(lines[-1].text))):
        lines = lines[:-1]
    return lines


def _is_quip(line: str) -> bool:
    """Catchwords in quotation marks, three or more, none with a verb's company."""
    if len(line) > SHORT or not _QUIP.fullmatch(line):
        return False
    parts = [
        words for words in (re.findall(r"\w+", part.casefold()) for part in re.split(r"[.!]", line)) if words
    ]
    return len(parts) >= 3 and all(len(part) <= 6 and not _QUIP_WORDS.intersection(part) for part in parts)


def _dateline(text: str) -> str:
    """The dateline before the first paragraph; empty where there is none, or nothing but it."""
    found = _DATELINE.match(text)
    found = found if found and found[1].isupper() else _SIGNED.match(text)
    return found[0] if found and len(text) > found.end() + 30 else ""
