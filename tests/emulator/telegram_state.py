"""What the emulated Telegram knows: chats, messages, the update queue."""

from __future__ import annotations

import itertools
import re
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.telegram_rules import Refusal, bad_request, forbidden

BOT_ID = 123456
BOT_USERNAME = "dateline_emulator_bot"
ANONYMOUS_ADMIN = 1087968824  # Telegram's GroupAnonymousBot
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?")


@dataclass
class SentMessage:
    """A message of the bot as the chat shows it now; `history` has every text it ever had, first to last."""

    chat_id: int
    message_id: int
    text: str
    entities: list[dict[str, Any]]
    keyboard: list[list[dict[str, Any]]]
    reply_to: int | None = None
    thread_id: int | None = None
    silent: bool = False
    preview: Mapping[str, Any] | None = None
    date: int = 0
    edited: int | None = None
    kind: str = "text"  # "text", "photo", "document"
    content: bytes = b""  # the uploaded file
    history: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[str]:
        """The texts on the keyboard, row by row."""
        return [button["text"] for row in self.keyboard for button in row]

    def entity_text(self, entity: Mapping[str, Any]) -> str:
        """The words an entity covers."""
        units = self.text.encode("utf-16-le")
        return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


@dataclass
class Chat:
    """A chat and who is in it."""

    id: int
    type: str
    title: str
    is_forum: bool = False
    threads: set[int] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)  # user id → "creator", "administrator", "member", …
    refusal: Refusal | None = None  # what every send meets: blocked, kicked, closed
    migrated_to: int | None = None
    messages: dict[int, SentMessage] = field(default_factory=dict)
    foreign: set[int] = field(default_factory=set)  # ids of messages of others
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def as_json(self) -> dict[str, Any]:
        """The Bot API's Chat."""
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": self.type, "title": self.title} | (
            {"is_forum": True} if self.is_forum else {}
        )

    def next_id(self) -> int:
        """An id for the next message."""
        return next(self.ids)


@dataclass(frozen=True)
class Call:
    """One request as it arrived, with how it was answered."""

    method: str
    fields: Mapping[str, str]
    at: float  # monotonic seconds
    status: int
    description: str = ""


def user_json(user_id: int, lang: str | None = "en", name: str = "Reader") -> dict[str, Any]:
    """The Bot API's User, a person."""
    return {"id": user_id, "is_bot": False, "first_name": name} | ({"language_code": lang} if lang else {})


def bot_json() -> dict[str, Any]:
    """The Bot API's User, ourselves."""
    return {"id": BOT_ID, "is_bot": True, "first_name": "Dateline", "username": BOT_USERNAME}


def command_entities(text: str) -> list[dict[str, Any]]:
    """The commands in a text, as Telegram marks them."""
    return [
        {
            "type": "bot_command",
            "offset": len(text[: found.start()].encode("utf-16-le")) // 2,
            "length": len(found.group()),
        }
        for found in COMMAND.finditer(text)
    ]


class World:
    """Chats and pending updates. Not thread-safe by itself: the server holds a lock around every use."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.updates: deque[dict[str, Any]] = deque()
        self.update_ids = itertools.count(700_000_001)
        self.allowed: frozenset[str] | None = None  # None: all but NOT_BY_DEFAULT
        self.files: dict[str, tuple[str, bytes]] = {}  # file id → name, content
        self.callbacks: set[str] = set()  # ids waiting for an answer
        self.inline_queries: set[str] = set()

    def chat(self, chat_id: int, kind: str = "private", title: str | None = None) -> Chat:
        """The chat, made where it is new."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(chat_id, kind, title or ("Reader" if kind == "private" else "A room"))
        return self.chats[chat_id]

    def open_chat(self, raw: str, thread_id: int = 0) -> Chat:
        """The chat a send goes to, or Telegram's refusal."""
        if not raw:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(raw)) if raw.lstrip("-").isdigit() else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.refusal is not None:
            raise chat.refusal
        if chat.members.get(BOT_ID) in {"left", "kicked"}:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        if thread_id and chat.is_forum and thread_id not in chat.threads:
            raise bad_request("message thread not found")
        return chat

    def push(self, update: dict[str, Any]) -> int:
        """Queue an update, unless the bot does not ask for its kind; its id."""
        kind = next((name for name in update if name != "update_id"), "")
        update = {"update_id": update.get("update_id") or next(self.update_ids), **update}
        wanted = kind in self.allowed if self.allowed is not None else kind not in NOT_BY_DEFAULT
        if wanted:
            self.updates.append(update)
        return int(update["update_id"])

    def queued(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Updates from `offset` on; those before are confirmed and forgotten, as Telegram does."""
        if offset < 0:
            while len(self.updates) > -offset:
                self.updates.popleft()
        elif self.updates and offset <= self.updates[-1]["update_id"] + 1:  # beyond the end: from the head
            while self.updates and self.updates[0]["update_id"] < offset:
                self.updates.popleft()
        return list(itertools.islice(self.updates, limit))

    def message_json(self, message: SentMessage) -> dict[str, Any]:
        """The Bot API's Message."""
        chat = self.chats[message.chat_id]
        body: dict[str, Any] = {
            "message_id": message.message_id,
            "date": message.date,
            "chat": chat.as_json(),
        }
        body |= {"sender_chat": chat.as_json()} if chat.type == "channel" else {"from": bot_json()}
        if message.kind == "text":
            body |= {"text": message.text, "entities": message.entities}
        else:
            body |= {"caption": message.text, "caption_entities": message.entities}
        if message.kind == "photo":
            body["photo"] = [{"file_id": "photo", "file_unique_id": "photo", "width": 1, "height": 1}]
        if message.kind == "document":
            body["document"] = {"file_id": "document", "file_unique_id": "document"}
        if message.keyboard:
            body["reply_markup"] = {"inline_keyboard": message.keyboard}
        if message.thread_id:
            body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
        if message.edited:
            body["edit_date"] = message.edited
        if message.reply_to in chat.messages:
            body["reply_to_message"] = self.message_json(chat.messages[message.reply_to])
        return body

    def incoming(self, chat: Chat, sender: Mapping[str, Any], **content: Any) -> dict[str, Any]:
        """The Bot API's Message, written by somebody else."""
        message_id = chat.next_id()
        chat.foreign.add(message_id)
        return {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": chat.as_json(),
            **sender,
            **content,
        }
