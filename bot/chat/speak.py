"""Saying one `Message`: a post, or a new text for one that stands.

`post` and `revise` are the only places that call `sendMessage` and `editMessageText`. `Speaker` adds what an answer to a
reader needs: its turn before the broadcast, and another try where nothing was sent.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from telegram import Bot, InputMediaPhoto, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat.messages import Attachment, Message, Picture
from bot.chat.outcomes import already_there, flood_wait, retry_wait
from bot.chat.pace import Pacer
from bot.chat.silence import Silence
from bot.errors import DatelineError
from storage.records import ChatKind

TRIES = 4
"""An answer is worth this many tries; after that its reader has asked again."""

PATIENCE = 90.0
"""Seconds an answer waits for its turn: a group's full minute, and a flood wait of usual length."""


class UnsaidError(DatelineError):
    """An answer could not be given: Telegram wants silence for longer than an answer keeps."""


async def post(
    bot: Bot,
    chat_id: int,
    message: Message,
    *,
    thread_id: int = 0,
    reply_to: int | None = None,
    paid: bool = False,
) -> int:
    """Send a message.

    Args:
        bot: ours.
        chat_id: where to.
        message: what.
        thread_id: a forum's topic; 0: none.
        reply_to: the message it answers; where that is gone, the message stands alone.
        paid: pay for it with Stars, so that the usual overall rate does not bind it.

    Returns:
        The id of the new message in its chat.

    Raises:
        TelegramError: as `outcomes` explains.
    """
    fields = {"chat_id": str(chat_id), **message.fields}
    if thread_id:
        fields["message_thread_id"] = str(thread_id)
    if reply_to:
        fields["reply_parameters"] = json.dumps({"message_id": reply_to, "allow_sending_without_reply": True})
    if paid:
        fields["allow_paid_broadcast"] = "true"
    # Not `Bot.send_message`: of a thousand sends a second it would write each message anew, and read each one back.
    data = RequestData([RequestParameter(name, value, None) for name, value in fields.items()])
    sent = await bot.request.post(f"{bot.base_url}/sendMessage", data)
    return int(sent["message_id"])  # type: ignore[index, call-overload]


async def revise(bot: Bot, chat_id: int, message_id: int, message: Message) -> int:
    """Give a message of ours another text, entities and keyboard; nobody is notified.

    Returns:
        `message_id`.

    Raises:
        TelegramError: as `outcomes` explains.
    """
    await bot.edit_message_text(
        message.text,
        chat_id,
        message_id,
        entities=message.entities,
        reply_markup=message.keyboard,
        link_preview_options=_preview(message),
    )
    return message_id


def kind_of(chat_id: int) -> ChatKind:
    """Private or not, by the id alone: groups and channels have negative ones."""
    return ChatKind.PRIVATE if chat_id > 0 else ChatKind.SUPERGROUP


def _preview(message: Message) -> LinkPreviewOptions:
    return LinkPreviewOptions(is_disabled=message.preview_url is None, url=message.preview_url)


class Speaker:
    """Answers readers.

    Args:
        bot: ours.
        pacer: shared with the broadcast.
        silence: keeps the flood waits that an answer meets; shared likewise.
    """

    def __init__(self, bot: Bot, pacer: Pacer, silence: Silence) -> None:
        self._bot = bot
        self._pacer = pacer
        self._silence = silence

    async def say(
        self, chat_id: int, message: Message, *, thread_id: int = 0, reply_to: int | None = None
    ) -> int:
        """Post an answer.

        Returns:
            The id of the new message.

        Raises:
            UnsaidError: Telegram wants silence for too long.
            TelegramError: it was refused, or its answer was lost (it is not repeated: it may have arrived).
        """
        return await self._say(
            chat_id,
            lambda to: post(self._bot, to, message, thread_id=thread_id, reply_to=reply_to),
        )

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Change an answer; where it reads so already, nothing happens.

        Raises:
            UnsaidError, TelegramError: as with `say`.
        """
        try:
            await self._say(chat_id, lambda to: revise(self._bot, to, message_id, message))
        except BadRequest as error:
            if not already_there(error):
                raise

    async def show(self, chat_id: int, picture: Picture, *, thread_id: int = 0) -> int:
        """Post a picture; returns and raises as `say` does."""

        async def send(to: int) -> int:
            sent = await self._bot.send_photo(
                to,
                picture.png,
                picture.caption,
                reply_markup=picture.keyboard,
                message_thread_id=thread_id or None,
            )
            return sent.message_id

        return await self._say(chat_id, send)

    async def send(self, chat_id: int, file: Attachment, *, thread_id: int = 0) -> int:
        """Post a file; returns and raises as `say` does."""

        async def send(to: int) -> int:
            sent = await self._bot.send_document(
                to,
                file.content,
                file.caption or None,
                filename=file.name,
                message_thread_id=thread_id or None,
            )
            return sent.message_id

        return await self._say(chat_id, send)

    async def redraw(self, chat_id: int, message_id: int, picture: Picture) -> None:
        """Put a picture in the place of another; raises as `say` does."""

        async def send(to: int) -> int:
            photo = InputMediaPhoto(picture.png, picture.caption)
            await self._bot.edit_message_media(photo, to, message_id, reply_markup=picture.keyboard)
            return message_id

        try:
            await self._say(chat_id, send)
        except BadRequest as error:
            if not already_there(error):
                raise

    async def _say(self, chat_id: int, send: Callable[[int], Awaitable[int]]) -> int:
        for attempt in range(1, TRIES):
            await self._turn(chat_id)
            try:
                return await send(chat_id)
            except TelegramError as error:
                if isinstance(error, ChatMigrated):
                    chat_id = error.new_chat_id
                elif (wait := flood_wait(error, attempt)) is not None:
                    await self._silence.refused(chat_id, kind_of(chat_id), wait)
                elif (wait := retry_wait(error, attempt)) is not None:
                    await asyncio.sleep(wait)
                else:
                    raise
        await self._turn(chat_id)
        return await send(chat_id)

    async def _turn(self, chat_id: int) -> None:
        kind = kind_of(chat_id)
        if await self._pacer.slot(chat_id, kind, priority=True, patience=PATIENCE) is None:
            raise UnsaidError(
                f"an answer was not given: silence for {self._pacer.wait_for(chat_id, kind):.0f} s"
            )
