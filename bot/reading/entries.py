"""From what a format calls an item to an `Entry`, the same for every format: links, titles and identity.

Axioms. An entry is known by any of these, in this order; the first it has is its key, the others are aliases:
1. its GUID, unless items of one document share it although they lead to different pages;
2. its canonical link, unless it leads to a front page, or items of one document that have different titles share it;
3. its title and day, if the title is long enough to be of one article and no other item of the document has both;
4. its words, if they are long enough, or if it has neither GUID nor link.
http and https are one in a key, for a feed that moves to https does not publish everything anew.

What is short is no name beside a GUID or a link: "Photo of the day" would hide tomorrow's. Two articles of one feed that
wrongly pass for one are a loss; one article that passes for two costs a second look, for its address and its text are
compared again when it is judged.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.reading.addresses import identity
from storage.records import Entry

# Characters from which a title and its day name an article; "Live: …" and rubrics are shorter.
TELLING_TITLE = 30
TELLING_TEXT = 200  # characters from which words alone do: a teaser of two sentences

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 100_000  # characters of an item that its digest covers

MAX_ENTRIES = 2_000
"""Of one feed that are read, the first ones: six times as many as the longest of 2,343 feeds has, and half a second's work.
More are an archive, or meant to take our time."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed says."""

    title: str | None
    lang: str | None  # as the feed declares it, two or three letters
    entries: tuple[Entry, ...]
    ttl: int | None = None  # seconds it asks to wait between two readings


@dataclass(frozen=True, slots=True)
class Item:
    """One item as its format gives it, already cleaned."""

    guid: str
    link: str  # absolute, or empty
    title: str  # one plain line
    html: str
    published: datetime | None
    lang: str | None


@dataclass(frozen=True, slots=True)
class _Names:
    """All that an item might be known by; empty: it has none of the kind."""

    guid: str
    link: str
    title: str
    words: str  # never empty: what tells one wording from another, whatever its layout
    telling: bool  # whether the words are long enough


def entries_of(items: Sequence[Item]) -> tuple[Entry, ...]:
    """The items as entries, in the feed's order."""
    named = [_names(item) for item in items]
    guids = _shared((n.guid, i.link or i.title) for n, i in zip(named, items, strict=True))
    links = _shared((n.link, i.title or n.guid) for n, i in zip(named, items, strict=True))
    titles = _shared((n.title, (n.guid, n.link)) for n in named)
    return tuple(
        _entry(
            item,
            names,
            guid="" if names.guid in guids else names.guid,
            link="" if names.link in links or _front(item.link) else names.link,
            title="" if names.title in titles else names.title,
        )
        for item, names in zip(items, named, strict=True)
    )


def language(declared: str | None) -> str | None:
    """`en-GB` → `en`; None for what is no language code."""
    found = re.match(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)", declared or "")
    return found[1].lower() if found else None


def _names(item: Item) -> _Names:
    said = _words(item.title, item.html) or item.html  # a picture has no words
    day = f" {item.published.date()}" if item.published else ""
    return _Names(
        guid=re.sub(r"^http://", "https://", item.guid),
        link=identity(item.link) if item.link else "",
        title=f"{item.title}{day}" if item.title else "",
        words=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32],
        telling=len(said) >= TELLING_TEXT,
    )


def _entry(item: Item, names: _Names, *, guid: str, link: str, title: str) -> Entry:
    named = bool(guid or link)
    telling = bool(title) and item.published is not None and len(item.title) >= TELLING_TITLE
    keys = [
        guid,
        link,
        title if telling or not named else "",
        f"~{names.words}" if names.telling or not named else "",
    ]
    known_by = list(dict.fromkeys(filter(None, keys)))
    return Entry(
        key=known_by[0],
        url=item.link,
        title=item.title,
        html=item.html,
        published=item.published,
        lang=item.lang,
        aliases=tuple(known_by[1:]),
        digest=names.words,
        own_page=bool(link),
    )


def _shared(pairs: Iterable[tuple[str, object]]) -> set[str]:
    """The names that stand for more than one thing."""
    meanings: dict[str, set[object]] = defaultdict(set)
    for name, meaning in pairs:
        meanings[name].add(meaning)
    return {name for name, meant in meanings.items() if len(meant) > 1}


def _front(link: str) -> bool:
    """Whether a link leads to a site's front page, as those of some feeds all do."""
    parts = urlsplit(link)
    return parts.path in {"", "/"} and not parts.query


def _words(title: str, markup: str) -> str:
    text = html.unescape(_TAG.sub(" ", markup[:_MOST_WORDS]))
    return " ".join(_WORD.findall(f"{title} {text}".casefold()))
