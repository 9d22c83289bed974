"""Telegram without Telegram: an in-process request class that answers as the Bot API would and shows what was said.

The demonstration puts it behind the same handlers and the same sender, so that what is printed is what a reader gets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import MessageEntity
from telegram.request import BaseRequest, RequestData

READER = 1  # the chat id of the one who watches
BOT = {"id": 2, "is_bot": True, "first_name": "Dateline", "username": "dateline_demo_bot"}


@dataclass(frozen=True, slots=True)
class Button:
    """One button under a message: its label, and what pressing it sends (None: it opens a link)."""

    label: str
    data: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the reader's client would have it."""

    message_id: int
    text: str
    entities: tuple[MessageEntity, ...]
    buttons: tuple[tuple[Button, ...], ...]
    reply_to: int | None
    edited: bool


class RehearsalRequest(BaseRequest):
    """Answers every call of the Bot API with success.

    Args:
        show: called with each message sent or edited.
    """

    def __init__(self, show: Callable[[Said], None]) -> None:
        super().__init__()
        self._show = show
        self._last_id = 0

    @property
    def read_timeout(self) -> float | None:
        """There is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the seam's signature
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """Answer one call; PTB's seam.

        Args:
            url: ends with the name of the Bot API's method.
            method: POST or GET, no matter here.
            request_data: the parameters.

        Returns:
            HTTP status and JSON body.
        """
        parameters = request_data.json_parameters if request_data else {}
        result = self._answer(url.rsplit("/", 1)[-1], parameters)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _answer(self, name: str, parameters: Mapping[str, str]) -> object:
        if name == "getMe":
            return BOT
        if name in ("sendPhoto", "editMessageMedia", "sendDocument"):
            return self._attached("file" if name == "sendDocument" else "picture", parameters)
        if name not in ("sendMessage", "editMessageText"):
            return True
        edited = name == "editMessageText"
        if not edited:
            self._last_id += 1
        message_id = int(parameters["message_id"]) if edited else self._last_id
        self._show(_said(message_id, parameters, edited=edited))
        chat = {"id": int(parameters["chat_id"]), "type": "private", "first_name": "Reader"}
        return {"message_id": message_id, "date": 0, "chat": chat, "text": parameters["text"]}

    def _attached(self, what: str, parameters: Mapping[str, str]) -> object:
        """A terminal shows neither pictures nor files: their caption, and that there was one."""
        media = json.loads(parameters.get("media", "{}"))
        caption = media.get("caption") or parameters.get("caption", "")
        shown = {**parameters, "text": f"[{what}] {caption}", "entities": "[]"}
        return self._answer("editMessageText" if media else "sendMessage", shown)


def _said(message_id: int, parameters: Mapping[str, str], *, edited: bool) -> Said:
    entities = json.loads(parameters.get("entities", "[]"))
    keyboard = json.loads(parameters.get("reply_markup", "{}")).get("inline_keyboard", [])
    reply = json.loads(parameters.get("reply_parameters", "{}")).get("message_id")
    return Said(
        message_id=message_id,
        text=parameters["text"],
        entities=tuple(MessageEntity.de_list(entities, None)),
        buttons=tuple(tuple(Button(b["text"], b.get("callback_data")) for b in row) for row in keyboard),
        reply_to=reply,
        edited=edited,
    )


def typed(update_id: int, text: str, at: int) -> dict[str, Any]:
    """The update Telegram would send for a line the reader types.

    Args:
        update_id: counts up.
        text: the line.
        at: seconds since 1970.
    """
    command = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        if text.startswith("/")
        else []
    )
    message = {"message_id": 10**6 + update_id, "date": at, "text": text, "entities": command, **_who()}
    return {"update_id": update_id, "message": message}


def pressed(update_id: int, said: Said, button: Button, at: int) -> dict[str, Any]:
    """The update Telegram would send for a button the reader presses."""
    message = {
        "message_id": said.message_id,
        "date": at,
        "text": said.text,
        "chat": _who()["chat"],
        "from": BOT,
    }
    query = {
        "id": str(update_id),
        "from": _who()["from"],
        "chat_instance": "demo",
        "data": button.data,
        "message": message,
    }
    return {"update_id": update_id, "callback_query": query}


def _who() -> dict[str, Any]:
    return {
        "chat": {"id": READER, "type": "private", "first_name": "Reader"},
        "from": {"id": READER, "is_bot": False, "first_name": "Reader", "language_code": "en"},
    }
