"""Words with styles on them: the values a message is laid out from.

`Words` is a tuple of runs, each a text and the styles it carries throughout. Lengths are counted in UTF-16 units, as
Telegram counts; a text is cut between grapheme clusters and never inside a link or a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import MessageEntity

from bot.chat.links import safe_url

ELLIPSIS = "…"
WORD_BREAK = 24
"""How far back, in characters, a cut looks for a space: longer than nearly every word of the three languages."""


@dataclass(frozen=True, slots=True)
class Style:
    """One thing a run can be; `url` for links, `moment` (UTC) for times that the client shows in the reader's zone."""

    type: str
    url: str | None = None
    moment: datetime | None = None


BOLD = Style(MessageEntity.BOLD)
ITALIC = Style(MessageEntity.ITALIC)
STRUCK = Style(MessageEntity.STRIKETHROUGH)
CODE = Style(MessageEntity.CODE)
QUOTE = Style(MessageEntity.EXPANDABLE_BLOCKQUOTE)


@dataclass(frozen=True, slots=True)
class Run:
    """Text that carries the same styles throughout."""

    text: str
    styles: frozenset[Style] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether it is cut off whole or not at all: half a link or half a time says something else."""
        return any(style.url or style.moment for style in self.styles)


Words = tuple[Run, ...]


def clean(text: str) -> str:
    """One line without what Telegram would drop or what turns the reading direction; offsets stay true that way.

    Control and format characters, lone surrogates and private use go; joiners stay, as emoji and some scripts need
    them. U+030A, U+0333 and U+033F go since Telegram removes them itself.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return " ".join("".join(char for char in text if _kept(char)).split())


def _kept(char: str) -> bool:
    if char in "\u030a\u0333\u033f":
        return False
    return char in "\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def plain(text: str, *styles: Style) -> Words:
    """The text, cleaned, with the given styles; no run where nothing is left."""
    text = clean(text)
    return (Run(text, frozenset(styles)),) if text else ()


def literal(text: str, *styles: Style) -> Words:
    """The text as it stands, spaces included: for separators and other words of ours."""
    return (Run(text, frozenset(styles)),) if text else ()


def capital(words: Words) -> Words:
    """The words with a capital letter at their beginning: months of some languages begin with none."""
    if not words:
        return ()
    first = words[0]
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *words[1:])


def styled(words: Words, *styles: Style) -> Words:
    """The words with more styles on them."""
    return tuple(replace(run, styles=run.styles | frozenset(styles)) for run in words)


def linked(words: Words, url: str | None) -> Words:
    """The words as a link, or as they are where the address is none a reader may be sent to."""
    safe = safe_url(url) if url else None
    return styled(words, Style(MessageEntity.TEXT_LINK, url=safe)) if safe else words


def timed(words: Words, moment: datetime) -> Words:
    """The words as a time: newer clients show it in the reader's own zone, older ones show the words."""
    return styled(words, Style(MessageEntity.DATE_TIME, moment=moment))


def joined(separator: str, parts: Iterable[Words]) -> Words:
    """The parts that are not empty, with the separator between them."""
    words: list[Run] = []
    for part in parts:
        if part:
            words.extend((*literal(separator), *part) if words else part)
    return tuple(words)


def fill(template: str, **pieces: Words | str) -> Words:
    """A translated sentence with `{name}` places, filled with words that keep their styles."""
    words: Words = ()
    for index, part in enumerate(re.split(r"\{(\w+)\}", template)):
        piece = pieces[part] if index % 2 else literal(part)
        words += plain(piece) if isinstance(piece, str) else piece
    return words


def units(text: str) -> int:
    """Length in UTF-16 units; a character outside the basic plane is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def length(words: Words) -> int:
    """Length of the words in UTF-16 units."""
    return sum(units(run.text) for run in words)


def clip(words: Words, room: int) -> Words:
    """The words in at most `room` (≥ 1) UTF-16 units, with an ellipsis where something was cut."""
    if length(words) <= room:
        return words
    kept: Words = ()
    left = room - units(ELLIPSIS)
    for run in words:
        size = units(run.text)
        if size > left:
            if not run.whole or not kept:
                kept += (replace(run, text=_cut(run.text, left)),)
            break
        kept += (run,)
        left -= size
    while kept and not kept[-1].text.rstrip():
        kept = kept[:-1]
    if not kept:
        return literal(ELLIPSIS)
    last = replace(kept[-1], text=kept[-1].text.rstrip())
    if last.whole:
        return (*kept[:-1], last, Run(ELLIPSIS))
    return (*kept[:-1], replace(last, text=last.text.rstrip(" ,;:–—") + ELLIPSIS))


def _cut(text: str, room: int) -> str:
    """The longest beginning in `room` units that ends between clusters, at a space if one is near."""
    end, used = 0, 0
    while end < len(text) and used + units(text[end]) <= room:
        used += units(text[end])
        end += 1
    while end and _inside_cluster(text, end):
        end -= 1
    space = text.rfind(" ", max(0, end - WORD_BREAK), end + 1)
    return text[:space] if space > 0 else text[:end]


def _inside_cluster(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would tear a letter from its marks, or an emoji or a flag apart."""
    if at >= len(text):
        return False
    here, before = text[at], text[at - 1]
    if unicodedata.category(here).startswith("M") or here in "\u200c\u200d" or before == "\u200d":
        return True
    if "\U0001f3fb" <= here <= "\U0001f3ff":  # a skin tone belongs to the emoji before it
        return True
    flags = 0  # regional indicators pair up from the first of their row
    while flags < at and "\U0001f1e6" <= text[at - 1 - flags] <= "\U0001f1ff":
        flags += 1
    return flags % 2 == 1 and "\U0001f1e6" <= here <= "\U0001f1ff"
