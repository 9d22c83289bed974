"""What is said in a chat, before anybody has said it: the one value every sender takes.

Text is sent with its entities, never with a `parse_mode`: parse errors and injected markup become impossible, and a
hostile headline arrives literally. Offsets and lengths of entities are counted in UTF-16 units.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, MessageEntity


@dataclass(frozen=True, slots=True)
class Message:
    """A finished text: what to show, how it is marked up, what can be pressed under it."""

    text: str  # 1-4096 UTF-16 units
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None
    preview_url: str | None = None  # None: no link preview
    silent: bool = False  # True: arrives without a sound


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture with what stands under it."""

    png: bytes
    caption: str  # at most 1024 UTF-16 units
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with what stands under it."""

    name: str
    content: bytes
    caption: str = ""  # at most 1024 UTF-16 units
