"""What is said in a chat, before anybody has said it: the one value every sender takes.

Text is sent with its entities, never with a `parse_mode`: parse errors and injected markup become impossible, and a
hostile headline arrives literally. Offsets and lengths of entities are counted in UTF-16 units.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from telegram import InlineKeyboardMarkup, MessageEntity


@dataclass(frozen=True)
class Message:
    """A finished text: what to show, how it is marked up, what can be pressed under it."""

    text: str  # 1-4096 UTF-16 units
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None
    preview_url: str | None = None  # None: no link preview
    silent: bool = False  # True: arrives without a sound
    tells_too: frozenset[int] = frozenset()  # updates that need no message of their own beside this one

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """What `sendMessage` takes of it, as JSON: written once for the thousands who get the same.

        The picture of a preview stands small beside its words, so that a post stays one screen.
        """
        fields: dict[str, object] = {
            "link_preview_options": {
                "is_disabled": False,
                "url": self.preview_url,
                "prefer_small_media": True,
            }
            if self.preview_url
            else {"is_disabled": True}
        }
        if self.entities:
            fields["entities"] = [entity.to_dict() for entity in self.entities]
        if self.keyboard:
            fields["reply_markup"] = self.keyboard.to_dict()
        if self.silent:
            fields["disable_notification"] = True
        return {"text": self.text} | {name: json.dumps(value) for name, value in fields.items()}


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
