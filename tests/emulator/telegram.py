"""A strict Bot API server on a real socket, with a user's side for tests.

    with BotApi() as api:
        bot = Bot(api.token, base_url=api.bot_url)
        api.user_says(42, "/start")
        ...
        assert api.messages(42)[-1].text == "…"

The server runs in a thread with an event loop of its own, so that plain tests, asynchronous tests and subprocesses use
it alike. It is strict where Telegram is, in Telegram's words (`telegram_rules`), and can be told to misbehave:
`fail`, `drop_answer`, `hold`, `flood`, `limits`, `down`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tests.emulator.telegram_methods import member_json
from tests.emulator.telegram_rules import Refusal, forbidden
from tests.emulator.telegram_server import TOKEN, Limits, Server
from tests.emulator.telegram_state import (
    ANONYMOUS_ADMIN,
    BOT_ID,
    Call,
    Chat,
    SentMessage,
    bot_json,
    command_entities,
    user_json,
)
from tests.patience import PATIENCE

__all__ = ["TOKEN", "BotApi", "Limits", "SentMessage"]

T = TypeVar("T")
LOOK = 0.1  # seconds: how long a test may be late to see what came without a call


class BotApi(Server):
    """The emulated Telegram: a server for the bot, hands and eyes for a test."""

    # --- the user's side

    def user_says(
        self,
        chat_id: int,
        text: str,
        *,
        user_id: int | None = None,
        lang: str | None = "en",
        chat_type: str = "private",
        title: str | None = None,
        thread_id: int | None = None,
        anonymous: bool = False,
    ) -> int:
        """Somebody writes; in a channel, the channel does. Returns the update's id."""
        with self._changed:
            chat = self.world.chat(chat_id, chat_type, title)
            sender = self._sender(chat, user_id, lang, anonymous=anonymous)
            content: dict[str, Any] = {"text": text}
            if entities := command_entities(text):
                content["entities"] = entities
            if thread_id:
                chat.threads.add(thread_id)
                content |= {"message_thread_id": thread_id, "is_topic_message": True}
            kind = "channel_post" if chat.type == "channel" else "message"
            return self._push({kind: self.world.incoming(chat, sender, **content)})

    def user_sends_file(
        self, chat_id: int, name: str, content: bytes, *, user_id: int | None = None, caption: str = ""
    ) -> int:
        """Somebody sends a document; the bot may fetch it with getFile. Returns the update's id."""
        with self._changed:
            chat = self.world.chat(chat_id)
            file_id = f"file{len(self.world.files) + 1}"
            self.world.files[file_id] = (name, content)
            document = {
                "file_id": file_id,
                "file_unique_id": file_id,
                "file_name": name,
                "file_size": len(content),
            }
            extra = {"caption": caption, "caption_entities": command_entities(caption)} if caption else {}
            sender = self._sender(chat, user_id, "en", anonymous=False)
            return self._push({"message": self.world.incoming(chat, sender, document=document, **extra)})

    def _sender(
        self, chat: Chat, user_id: int | None, lang: str | None, *, anonymous: bool
    ) -> dict[str, Any]:
        if chat.type == "channel":
            return {"sender_chat": chat.as_json()}
        if anonymous:
            person = {
                "id": ANONYMOUS_ADMIN,
                "is_bot": True,
                "first_name": "Group",
                "username": "GroupAnonymousBot",
            }
            return {"from": person, "sender_chat": chat.as_json()}
        user_id = user_id or (chat.id if chat.type == "private" else 1000)
        chat.members.setdefault(user_id, "member")
        return {"from": user_json(user_id, lang)}

    def tap(
        self, chat_id: int, message_id: int, button: str, *, user_id: int | None = None, lang: str = "en"
    ) -> str:
        """Somebody presses the button with this text or data. Returns the callback query's id."""
        with self._changed:
            chat = self.world.chats[chat_id]
            message = chat.messages[message_id]
            flat = [b for row in message.keyboard for b in row]
            pressed = next((b for b in flat if button in {b["text"], b.get("callback_data")}), None)
            assert pressed is not None, f"no button {button!r} among {message.buttons}"
            assert "callback_data" in pressed, f"{button!r} opens something: {pressed}"
            return self._press(message, pressed["callback_data"], user_id or abs(chat_id), lang)

    def tap_raw(self, chat_id: int, message_id: int, data: str, *, user_id: int) -> str:
        """A callback query with made-up data, as a forged client sends it. Returns its id."""
        with self._changed:
            return self._press(self.world.chats[chat_id].messages[message_id], data, user_id, "en")

    def _press(self, message: SentMessage, data: str, user_id: int, lang: str) -> str:
        query_id = f"callback{next(self._query_ids)}"
        self.world.callbacks.add(query_id)
        query = {
            "id": query_id,
            "from": user_json(user_id, lang),
            "chat_instance": str(message.chat_id),
            "message": self.world.message_json(message),
            "data": data,
        }
        self._push({"callback_query": query})
        return query_id

    def inline(self, user_id: int, query: str, *, offset: str = "", lang: str = "en") -> str:
        """Somebody types `@bot query` in any chat. Returns the inline query's id."""
        with self._changed:
            query_id = f"inline{next(self._query_ids)}"
            self.world.inline_queries.add(query_id)
            person = user_json(user_id, lang)
            self._push({"inline_query": {"id": query_id, "from": person, "query": query, "offset": offset}})
            return query_id

    def react(self, chat_id: int, message_id: int, emoji: str, *, user_id: int, before: str = "") -> int:
        """Somebody reacts to a message, or takes it back with "". Returns the update's id."""
        with self._changed:
            old, new = ([{"type": "emoji", "emoji": shown}] if shown else [] for shown in (before, emoji))
            change = {
                "chat": self.world.chats[chat_id].as_json(),
                "message_id": message_id,
                "user": user_json(user_id),
                "date": int(time.time()),
                "old_reaction": old,
                "new_reaction": new,
            }
            return self._push({"message_reaction": change})

    def my_chat_member(
        self,
        chat_id: int,
        status: str,
        *,
        before: str = "member",
        user_id: int | None = None,
        chat_type: str = "private",
        title: str | None = None,
    ) -> int:
        """The bot's standing in a chat changes: "member", "administrator", "kicked", "left". The update's id."""
        with self._changed:
            chat = self.world.chat(chat_id, chat_type, title)
            chat.members[BOT_ID] = status
            out = {
                "private": "bot was blocked by the user",
                "group": "bot was kicked from the group chat",
                "supergroup": "bot was kicked from the supergroup chat",
                "channel": "bot was kicked from the channel chat",
            }
            chat.refusal = forbidden(out[chat.type]) if status == "kicked" else None
            user = user_json(user_id or abs(chat_id))
            change = {"chat": chat.as_json(), "from": user, "date": int(time.time())}
            change["old_chat_member"] = {"user": bot_json(), **_standing(before)}
            change["new_chat_member"] = {"user": bot_json(), **_standing(status)}
            return self._push({"my_chat_member": change})

    def refuse(self, chat_id: int, description: str, *, status: int = 403) -> None:
        """Whatever is sent to this chat meets this error from now on: "Forbidden: …", "Bad Request: …"."""
        with self._changed:
            self.world.chat(chat_id).refusal = Refusal(status, description)

    def block(self, chat_id: int) -> None:
        """The user blocks the bot, and the bot is not told: it finds out by sending."""
        self.refuse(chat_id, "Forbidden: bot was blocked by the user")

    def accept(self, chat_id: int) -> None:
        """Undo `refuse` and `block`."""
        with self._changed:
            self.world.chat(chat_id).refusal = None

    def add_chat(
        self, chat_id: int, chat_type: str = "private", title: str | None = None, *, is_forum: bool = False
    ) -> None:
        """A chat the bot knows, though nobody has said anything yet."""
        with self._changed:
            self.world.chat(chat_id, chat_type, title).is_forum = is_forum

    def add_thread(self, chat_id: int, thread_id: int) -> None:
        """A topic of a forum."""
        with self._changed:
            self.world.chats[chat_id].threads.add(thread_id)

    def set_member(self, chat_id: int, user_id: int, status: str) -> None:
        """Somebody's standing in a group: "creator", "administrator", "member", "left", "kicked"."""
        with self._changed:
            self.world.chats[chat_id].members[user_id] = status

    def migrate(self, chat_id: int, new_chat_id: int) -> None:
        """A group becomes a supergroup; the bot is not told: it finds out by sending."""
        with self._changed:
            old = self.world.chats[chat_id]
            old.migrated_to = new_chat_id
            self.world.chat(new_chat_id, "supergroup", old.title)

    def forget(self, chat_id: int, message_id: int) -> None:
        """A person deletes a message of the bot."""
        with self._changed:
            del self.world.chats[chat_id].messages[message_id]

    def push_raw(self, update: Mapping[str, Any]) -> int:
        """Queue an update exactly as it is, however broken; an id is added where it has none. Returns the id."""
        with self._changed:
            return self._push(dict(update))

    # --- what a test looks at

    def messages(self, chat_id: int) -> list[SentMessage]:
        """What the bot has in a chat, oldest first, as it reads now."""
        with self._changed:
            chat = self.world.chats.get(chat_id)
            return list(chat.messages.values()) if chat else []

    def calls(self, method: str) -> list[Call]:
        """Every call of a method so far, refused ones too."""
        with self._changed:
            return [call for call in self._calls if call.method == method.lower()]

    def callback_answer(self, query_id: str) -> dict[str, Any] | None:
        """How a press was answered: `text`, `show_alert`; None: not yet."""
        with self._changed:
            return self.methods.callback_answers.get(query_id)

    def inline_answer(self, query_id: str) -> list[dict[str, Any]] | None:
        """The results of an inline query; None: not yet."""
        with self._changed:
            return self.methods.inline_answers.get(query_id)

    @property
    def polling(self) -> bool:
        """Whether the bot waits in a long poll right now."""
        with self._changed:
            return self._poll is not None and not self._poll.done()

    def unconfirmed(self) -> list[int]:
        """Ids of updates the bot has not confirmed by a higher offset."""
        with self._changed:
            return [update["update_id"] for update in self.world.updates]

    def wait_for(self, predicate: Callable[[], T], timeout: float = PATIENCE) -> T:
        """Block until `predicate()` is true, looking again after every call; AssertionError after `timeout` s.

        A program stores more than it tells Telegram, and what it stores after its last call is seen only by looking again.
        """
        patient_until = time.monotonic() + timeout
        with self._changed:
            while not (seen := predicate()):
                left = patient_until - time.monotonic()
                if left <= 0:
                    recent = [
                        (c.method, c.status, c.description) for c in self._calls if c.method != "getupdates"
                    ]
                    raise AssertionError(f"nothing came within {timeout} s; last calls: {recent[-8:]}")
                self._changed.wait(min(left, LOOK))
            return seen

    async def wait(self, predicate: Callable[[], T], seconds: float = PATIENCE) -> T:
        """`wait_for` for asynchronous tests."""
        return await asyncio.to_thread(self.wait_for, predicate, seconds)


def _standing(status: str) -> dict[str, Any]:
    member = member_json(BOT_ID, status)
    del member["user"]
    return member
