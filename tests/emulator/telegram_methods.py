"""The methods of the emulated Bot API, each a function from parameters to result or Refusal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tests.emulator.telegram_rules import (
    Params,
    bad_request,
    check_caption,
    check_commands,
    check_entities,
    check_keyboard,
    check_text,
    link_is_valid,
    utf16_length,
)
from tests.emulator.telegram_state import BOT_ID, Chat, SentMessage, World, bot_json, user_json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
KEEPS_DELETABLE = 48 * 3600  # seconds a message stays deletable
INLINE_RESULTS = 50
INLINE_OFFSET_BYTES = 64
RESULT_ID_BYTES = 64
CALLBACK_ANSWER = 200
PHOTO_BYTES, DOCUMENT_BYTES = 10 << 20, 50 << 20
BUSY = frozenset({"sendmessage", "sendphoto", "senddocument"})  # what rate limits count


class Methods:
    """Everything but getUpdates, which waits and so belongs to the server."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}  # scope, language → menu
        self.texts: dict[tuple[str, str], str] = {}  # "name" and the like, language → text
        self.menu_buttons: dict[int, Any] = {}
        self.reactions: dict[tuple[int, int], list[Any]] = {}
        self.callback_answers: dict[str, dict[str, Any]] = {}
        self.inline_answers: dict[str, list[dict[str, Any]]] = {}
        self.webhook: dict[str, str] = {}
        self._known = self._by_name()

    def named(self, method: str) -> Callable[[Params], Any] | None:
        """The method of that name in any case, as Telegram looks it up."""
        return self._known.get(method.lower())

    def _by_name(self) -> dict[str, Callable[[Params], Any]]:
        known: dict[str, Callable[[Params], Any]] = {
            name.removeprefix("do_"): getattr(self, name) for name in dir(self) if name.startswith("do_")
        }
        for side in ("name", "description", "short_description"):
            word = side.replace("_", "")
            known[f"setmy{word}"] = partial(self._set_text, side)
            known[f"getmy{word}"] = partial(self._get_text, side)
        return known

    # --- about ourselves

    def do_getme(self, _: Params) -> dict[str, Any]:
        return bot_json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }

    def do_setmycommands(self, params: Params) -> bool:
        key = (params.text("scope") or '{"type": "default"}', params.text("language_code"))
        self.commands[key] = check_commands(params.parsed("commands"))
        return True

    def do_getmycommands(self, params: Params) -> list[dict[str, str]]:
        key = (params.text("scope") or '{"type": "default"}', params.text("language_code"))
        return self.commands.get(key, [])

    def do_deletemycommands(self, params: Params) -> bool:
        key = (params.text("scope") or '{"type": "default"}', params.text("language_code"))
        self.commands.pop(key, None)
        return True

    def _set_text(self, side: str, params: Params) -> bool:
        limit = {"name": 64, "description": 512, "short_description": 120}[side]
        text = params.text(side)
        if utf16_length(text) > limit:
            raise bad_request(f"bot {side.replace('_', ' ')} is too long")
        self.texts[side, params.text("language_code")] = text
        return True

    def _get_text(self, side: str, params: Params) -> dict[str, str]:
        return {side: self.texts.get((side, params.text("language_code")), "")}

    def do_getchatmenubutton(self, params: Params) -> object:
        return self.menu_buttons.get(params.integer("chat_id"), {"type": "default"})

    def do_setchatmenubutton(self, params: Params) -> bool:
        self.menu_buttons[params.integer("chat_id")] = params.parsed("menu_button")
        return True

    def do_setwebhook(self, params: Params) -> bool:
        if not params.text("url").startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.text("secret_token")):
            raise bad_request("secret token contains unallowed characters")
        allowed = params.parsed("allowed_updates")
        if allowed is not None:
            self.world.allowed = frozenset(allowed) or None
        self.webhook = dict(params.fields)
        return True

    def do_deletewebhook(self, params: Params) -> bool:
        self.webhook = {}
        if params.flag("drop_pending_updates"):
            self.world.updates.clear()
        return True

    def do_getwebhookinfo(self, _: Params) -> dict[str, Any]:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates),
        }

    # --- about chats

    def do_getchat(self, params: Params) -> dict[str, Any]:
        chat = self.world.open_chat(params.text("chat_id"))
        return chat.as_json() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(
                (
                    "unlimited_gifts",
                    "limited_gifts",
                    "unique_gifts",
                    "premium_subscription",
                    "gifts_from_channels",
                ),
                True,
            ),
        }

    def do_getchatmember(self, params: Params) -> dict[str, Any]:
        chat = self.world.open_chat(params.text("chat_id"))
        user_id = params.integer("user_id")
        if user_id not in chat.members and user_id != chat.id:
            raise bad_request("member not found")
        return member_json(user_id, chat.members.get(user_id, "member"))

    def do_getchatadministrators(self, params: Params) -> list[dict[str, Any]]:
        chat = self.world.open_chat(params.text("chat_id"))
        if chat.type == "private":
            raise bad_request("there are no administrators in the private chat")
        return [
            member_json(user_id, status)
            for user_id, status in chat.members.items()
            if status in {"creator", "administrator"}
        ]

    # --- messages

    def do_sendmessage(self, params: Params) -> dict[str, Any]:
        chat = self._open(params)
        text = check_text(params)
        return self._post(chat, params, text, check_entities(text, params.parsed("entities")))

    def do_sendphoto(self, params: Params) -> dict[str, Any]:
        return self._upload(params, "photo", PHOTO_BYTES)

    def do_senddocument(self, params: Params) -> dict[str, Any]:
        return self._upload(params, "document", DOCUMENT_BYTES)

    def _upload(self, params: Params, kind: str, limit: int) -> dict[str, Any]:
        chat = self._open(params)
        content = params.files.get(kind) or params.files.get(params.text(kind).removeprefix("attach://"))
        if content is None:
            raise bad_request(f"there is no {kind} in the request")
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > limit:
            raise bad_request("file is too big")
        caption = check_caption(params)
        entities = check_entities(caption, params.parsed("caption_entities"))
        return self._post(chat, params, caption, entities, kind=kind, content=content)

    def _open(self, params: Params) -> Chat:
        return self.world.open_chat(params.text("chat_id"), params.integer("message_thread_id"))

    def _post(
        self,
        chat: Chat,
        params: Params,
        text: str,
        entities: list[dict[str, Any]],
        *,
        kind: str = "text",
        content: bytes = b"",
    ) -> dict[str, Any]:
        message = SentMessage(
            chat_id=chat.id,
            message_id=0,
            text=text,
            entities=entities,
            keyboard=check_keyboard(params.parsed("reply_markup")),
            reply_to=_reply(chat, params),
            thread_id=params.integer("message_thread_id") or None,
            silent=params.flag("disable_notification"),
            preview=_preview(params),
            date=int(time.time()),
            kind=kind,
            content=content,
            history=[text],
        )
        message.message_id = chat.next_id()
        chat.messages[message.message_id] = message
        return self.world.message_json(message)

    def do_editmessagetext(self, params: Params) -> dict[str, Any]:
        message = self._own(params, "edit", "message can't be edited")
        text = check_text(params)
        entities = check_entities(text, params.parsed("entities"))
        keyboard = check_keyboard(params.parsed("reply_markup"))
        preview = _preview(params)
        if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
            raise bad_request(NOT_MODIFIED)
        if message.kind != "text":
            raise bad_request("there is no text in the message to edit")
        message.text, message.entities, message.keyboard, message.preview = text, entities, keyboard, preview
        message.edited = int(time.time())
        message.history.append(text)
        return self.world.message_json(message)

    def do_editmessagemedia(self, params: Params) -> dict[str, Any]:
        message = self._own(params, "edit", "message can't be edited")
        media = params.parsed("media") or {}
        content = params.files.get(str(media.get("media", "")).removeprefix("attach://"))
        if media.get("type") != "photo" or message.kind == "text":
            raise bad_request("message can't be edited")
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > PHOTO_BYTES:
            raise bad_request("file is too big")
        keyboard = check_keyboard(params.parsed("reply_markup"))
        if (content, media.get("caption"), keyboard) == (message.content, message.text, message.keyboard):
            raise bad_request(NOT_MODIFIED)
        message.content, message.text, message.keyboard = content, str(media.get("caption") or ""), keyboard
        message.edited = int(time.time())
        message.history.append(message.text)
        return self.world.message_json(message)

    def do_editmessagereplymarkup(self, params: Params) -> dict[str, Any]:
        message = self._own(params, "edit", "message can't be edited")
        keyboard = check_keyboard(params.parsed("reply_markup"))
        if keyboard == message.keyboard:
            raise bad_request(NOT_MODIFIED)
        message.keyboard = keyboard
        return self.world.message_json(message)

    def do_deletemessage(self, params: Params) -> bool:
        message = self._own(params, "delete", "message can't be deleted")
        if time.time() - message.date > KEEPS_DELETABLE:
            raise bad_request("message can't be deleted")
        chat = self.world.chats[message.chat_id]
        del chat.messages[message.message_id]
        return True

    def _own(self, params: Params, act: str, foreign: str) -> SentMessage:
        chat = self._open(params)
        message_id = params.integer("message_id")
        if message_id in chat.foreign:
            raise bad_request(foreign)
        if message_id not in chat.messages:
            raise bad_request(f"message to {act} not found")
        return chat.messages[message_id]

    def do_setmessagereaction(self, params: Params) -> bool:
        chat = self._open(params)
        message_id = params.integer("message_id")
        if message_id not in chat.messages and message_id not in chat.foreign:
            raise bad_request("message to react not found")
        self.reactions[chat.id, message_id] = params.parsed("reaction") or []
        return True

    def do_sendchataction(self, params: Params) -> bool:
        self._open(params)
        return True

    # --- answers

    def do_answercallbackquery(self, params: Params) -> bool:
        query_id = params.text("callback_query_id")
        if query_id not in self.world.callbacks:
            raise bad_request(TOO_OLD)
        if len(params.text("text")) > CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        self.world.callbacks.discard(query_id)
        self.callback_answers[query_id] = {
            "text": params.text("text"),
            "show_alert": params.flag("show_alert"),
        }
        return True

    def do_answerinlinequery(self, params: Params) -> bool:
        query_id = params.text("inline_query_id")
        if query_id not in self.world.inline_queries:
            raise bad_request(TOO_OLD)
        results = params.parsed("results") or []
        if len(results) > INLINE_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        ids = [str(result.get("id", "")) for result in results]
        if len(set(ids)) < len(ids):
            raise bad_request("RESULT_ID_DUPLICATE")
        if len(params.text("next_offset").encode()) > INLINE_OFFSET_BYTES:
            raise bad_request("NEXT_OFFSET_INVALID")
        for result in results:
            _check_inline_result(result)
        self.world.inline_queries.discard(query_id)
        self.inline_answers[query_id] = results
        return True

    def do_getfile(self, params: Params) -> dict[str, Any]:
        file_id = params.text("file_id")
        if file_id not in self.world.files:
            raise bad_request("invalid file_id")
        name, content = self.world.files[file_id]
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_size": len(content),
            "file_path": f"{file_id}/{name}",
        }


def _reply(chat: Chat, params: Params) -> int | None:
    reply = params.parsed("reply_parameters")
    if reply is None:
        return None
    message_id = reply.get("message_id")
    if message_id in chat.messages or message_id in chat.foreign:
        return int(message_id)
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _preview(params: Params) -> Mapping[str, Any] | None:
    options = params.parsed("link_preview_options")
    if options and options.get("url") and not link_is_valid(options["url"]):
        raise bad_request("wrong HTTP URL specified")
    return options  # type: ignore[no-any-return]


def member_json(user_id: int, status: str) -> dict[str, Any]:
    """The Bot API's ChatMember."""
    rights = (
        "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
        "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
    )
    user = bot_json() if user_id == BOT_ID else user_json(user_id)
    member: dict[str, Any] = {"user": user, "status": status}
    if status == "creator":
        member |= {"is_anonymous": False}
    if status == "administrator":
        member |= {"is_anonymous": False, **dict.fromkeys(rights.split(), True)}
    if status == "kicked":
        member |= {"until_date": 0}
    return member


def _check_inline_result(result: Mapping[str, Any]) -> None:
    if not 1 <= len(str(result.get("id", "")).encode()) <= RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not result.get("title") or result.get("type") != "article":
        raise bad_request("can't parse inline query result: the emulator takes articles with a title")
    content = result.get("input_message_content") or {}
    text = Params({"text": str(content.get("message_text", "")), "parse_mode": content.get("parse_mode", "")})
    check_entities(check_text(text), content.get("entities"))
    check_keyboard(result.get("reply_markup"))
