"""From what a format calls an item to an `Entry`, the same for every format: links, titles and identity.

An entry's key is its identity within its feed:
1. its GUID, unless items of one document share it although they lead to different pages;
2. else its canonical link;
3. else its title and day.
http and https are one in a key, for a feed that moves to https does not publish everything anew.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.reading.addresses import identity
from storage.records import Entry


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed says."""

    title: str | None
    lang: str | None  # as the feed declares it, two or three letters
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item as its format gives it, already cleaned."""

    guid: str
    link: str  # absolute, or empty
    title: str  # one plain line
    html: str
    published: datetime | None
    lang: str | None


def entries_of(items: Sequence[Item]) -> tuple[Entry, ...]:
    """The items as entries, in the feed's order."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for item in items:
        meanings[item.guid].add(item.link or item.title)
    return tuple(_entry(item, shared=len(meanings[item.guid]) > 1) for item in items)


def language(declared: str | None) -> str | None:
    """`en-GB` → `en`; None for what is no language code."""
    found = re.match(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)", declared or "")
    return found[1].lower() if found else None


def _entry(item: Item, *, shared: bool) -> Entry:
    guid = "" if shared else item.guid
    return Entry(
        key=_stable(guid) if guid else _key(item),
        url=item.link,
        title=item.title,
        html=item.html,
        published=item.published,
        lang=item.lang,
    )


def _stable(guid: str) -> str:
    return re.sub(r"^http://", "https://", guid)


def _key(item: Item) -> str:
    if item.link:
        return identity(item.link)
    name = item.title or hashlib.sha256(item.html.encode()).hexdigest()
    return f"{name} {item.published.date() if item.published else ''}".rstrip()
