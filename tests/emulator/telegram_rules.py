"""What Telegram accepts and in which words it refuses: pure checks, no state.

Sources: tdlib's Bot API server (`Client.cpp`: wording, the turning of CAPS errors) and tdlib (`MessageEntity.cpp`:
entities). Where Telegram silently mends or drops (more than 100 entities, a malformed link), the emulator refuses, so
that a test sees it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_TEXT_BYTES = 32_768
ENTITY_LIMIT = 100
BUTTONS_A_ROW = 8
BUTTONS_IN_ALL = 100
CALLBACK_DATA_BYTES = 64
COPY_TEXT_LIMIT = 256
COMMAND_LIMIT = 100

LINK_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})
FORMATTING = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)


@dataclass
class Refusal(Exception):  # noqa: N818 - it is Telegram's answer, not a fault of the emulator
    """An answer that is not `ok`."""

    status: int
    description: str
    parameters: Mapping[str, int] = field(default_factory=dict)


def bad_request(message: str) -> Refusal:
    """400 in Telegram's wording; CAPS codes stay as they are."""
    return Refusal(400, f"Bad Request: {message}")


def forbidden(message: str) -> Refusal:
    """403 in Telegram's wording."""
    return Refusal(403, f"Forbidden: {message}")


@dataclass(frozen=True)
class Params:
    """The parameters of one call: form fields, all text, and uploaded files."""

    fields: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The field as text, empty where missing."""
        return self.fields.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """The field as a number; Telegram reads what is no number as 0."""
        try:
            return int(self.fields.get(name, default))
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        """The field as true or false."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def parsed(self, name: str) -> Any:
        """The field read as JSON; None where missing."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def utf16_length(text: str) -> int:
    """UTF-16 units, as entity offsets count them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(params: Params) -> str:
    """The text of a message, as long and as full as Telegram wants it."""
    text = params.text("text")
    if params.text("parse_mode"):
        raise bad_request("the emulator takes entities, not parse_mode")
    if not text.strip():
        raise bad_request("message text is empty")
    if len(text.encode()) > RAW_TEXT_BYTES:
        raise bad_request("text is too long")
    if len(text) > TEXT_LIMIT or utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text


def check_caption(params: Params) -> str:
    """The caption of a photo or document; may be empty."""
    caption = params.text("caption")
    if len(caption) > CAPTION_LIMIT or utf16_length(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return caption


def check_entities(text: str, entities: Any) -> list[dict[str, Any]]:
    """The formatting of a text, each piece inside it and on whole characters."""
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse MessageEntity: Object expected")
    if len(entities) > ENTITY_LIMIT:
        raise bad_request("ENTITIES_TOO_LONG")
    borders = _character_borders(text)
    whole = frozenset(borders)
    for entity in entities:
        missing = next((name for name in ("offset", "length", "type") if name not in entity), None)
        if missing:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{missing}\"")
        if entity["type"] in FORMATTING:
            _check_entity_place(entity, whole, borders[-1])
            _check_entity_kind(entity)
    return [entity for entity in entities if entity["type"] in FORMATTING and entity["length"]]


def _check_entity_kind(entity: Mapping[str, Any]) -> None:
    if entity["type"] == "text_link" and not link_is_valid(str(entity.get("url", ""))):
        raise bad_request(f"text entity URL {entity.get('url')!r} is invalid")
    if entity["type"] == "date_time" and not isinstance(entity.get("unix_time"), int):
        raise bad_request("can't parse MessageEntity: Can't find field \"unix_time\"")


def _character_borders(text: str) -> list[int]:
    """UTF-16 offsets at which a character begins, and the end of the text."""
    borders, offset = [], 0
    for character in text:
        borders.append(offset)
        offset += 2 if ord(character) > 0xFFFF else 1
    return [*borders, offset]


def _check_entity_place(entity: Mapping[str, Any], whole: frozenset[int], end: int) -> None:
    offset, length = entity["offset"], entity["length"]
    if not isinstance(offset, int) or offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if not isinstance(length, int) or length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {offset + length}"
        )
    if offset not in whole:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {offset}")
    if offset + length not in whole:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol at UTF-16 offset {offset + length}"
        )


def link_is_valid(url: str) -> bool:
    """Whether Telegram makes a link of the address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme.lower() not in LINK_SCHEMES or any(character.isspace() for character in url):
        return False
    return parts.scheme.lower() not in {"http", "https"} or "." in host or host == "localhost"


def check_keyboard(markup: Any) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard, each button with text and one action."""
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if sum(len(row) for row in rows) > BUTTONS_IN_ALL or any(len(row) > BUTTONS_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)
    return [row for row in rows if row]


def _check_button(button: Mapping[str, Any]) -> None:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "copy_text" in button:
        if not 1 <= utf16_length(button["copy_text"]["text"]) <= COPY_TEXT_LIMIT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif "url" in button or "web_app" in button:
        _check_button_link(button)
    elif not any(name.startswith("switch_inline_query") or name == "login_url" for name in button):
        raise bad_request("text buttons are unallowed in the inline keyboard")


def _check_button_link(button: Mapping[str, Any]) -> None:
    if "url" in button and not link_is_valid(button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "web_app" in button and not str(button["web_app"].get("url", "")).startswith("https://"):
        raise bad_request("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")


def check_commands(commands: Any) -> list[dict[str, str]]:
    """A command menu: names of a-z, 0-9 and _, each with a description."""
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/")
        if not 1 <= len(name) <= 32 or not all(c in "abcdefghijklmnopqrstuvwxyz0123456789_" for c in name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
