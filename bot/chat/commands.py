"""Which handler answers what: all of them on one screen."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from bot.chat import (
    admin,
    catching_up,
    digest,
    doubts,
    feed_lists,
    feed_room,
    gallery,
    inline,
    membership,
    notices,
    opinions,
    outlets,
    own_data,
    people_room,
    preferences,
    reading_room,
    record_room,
    review_room,
    stats,
    topic_room,
    who,
    written_acts,
)
from bot.chat.client import AnyApplication
from bot.chat.edition import Edition
from bot.chat.presses import pressed
from bot.chat.speak import UnsaidError
from bot.chat.visit import Context, Services, Visit, thread_of, visit_of
from bot.errors import DatelineError
from bot.logs import chat_hash

log = logging.getLogger(__name__)

Act = Callable[[Visit, str], Awaitable[None]]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]

COMMANDS: dict[str, Act] = {
    "start": membership.start,
    "stop": own_data.forget,
    "digest": digest.asked,
    "settings": preferences.settings,
    "language": preferences.language,
    "mute": preferences.mute,
    "unmute": preferences.unmute,
    "quiet": preferences.quiet,
    "timezone": preferences.timezone,
    "timeline": reading_room.timeline,
    "latest": reading_room.latest,
    "event": reading_room.event,
    "chart": gallery.chart,
    "search": reading_room.search,
    "catchup": catching_up.catch_up,
    "since": catching_up.since,
    "who": who.who,
    "sources": outlets.sources,
    "privacy": own_data.privacy,
    "export": own_data.export,
    "forget_me": own_data.forget,
    "help": reading_room.help_,
    "feeds": admin.only_admins("feeds", feed_room.list_feeds),
    "addfeed": admin.only_admins("addfeed", feed_room.add_feed),
    "exportfeeds": admin.only_admins("exportfeeds", feed_lists.send_list),
    "removefeed": admin.only_admins("removefeed", feed_room.remove_feed),
    "stats": admin.only_admins("stats", stats.stats),
    "why": admin.only_admins("why", admin.why),
    **{name: admin.only_admins(name, record_room.asking(name)) for name in written_acts.EXAMPLES},
    "undo": admin.only_admins("undo", record_room.undo_last),
    "audit": admin.only_admins("audit", people_room.audit),
    "approve": admin.only_admins("approve", review_room.approve),
    "review": admin.only_admins("review", review_room.review),
    "uncertain": admin.only_admins("uncertain", doubts.uncertain),
    "topic": admin.only_admins("topic", topic_room.topic),
    "admins": admin.only_admins("admins", people_room.admins),
}


def register(application: AnyApplication, services: Services) -> None:
    """Add every handler. The first that fits an update answers it, so the order matters.

    Args:
        application: not yet started.
        services: what the handlers answer with.
    """
    # An edited command was answered when it was sent.
    said = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
    typed = said & filters.ChatType.PRIVATE
    add = application.add_handler
    for name, act in COMMANDS.items():
        add(CommandHandler(name, _command(services, act), filters=said))
    add(MessageHandler(filters.StatusUpdate.MIGRATE, _moved(services)))
    add(CallbackQueryHandler(_press(services)))
    add(InlineQueryHandler(_inline(services)))
    add(
        MessageReactionHandler(
            _reaction(services), message_reaction_types=MessageReactionHandler.MESSAGE_REACTION_UPDATED
        )
    )
    add(ChatMemberHandler(_standing(services), ChatMemberHandler.MY_CHAT_MEMBER))
    add(MessageHandler(typed & filters.Document.ALL, _file(services)))
    add(MessageHandler(typed & filters.COMMAND, _text(services, reading_room.unknown_command)))
    add(MessageHandler(typed & filters.TEXT, _text(services, reading_room.search)))
    application.add_error_handler(_apology(services))


def _command(services: Services, act: Act) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        if visit := await visit_of(services, update, context):
            await act(visit, " ".join(context.args or ()))

    return handle


def _text(services: Services, act: Act) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        said = update.effective_message
        if said and (visit := await visit_of(services, update, context)):
            await act(visit, (said.text or "").removeprefix("/"))

    return handle


def _file(services: Services) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        said = update.effective_message
        if said and said.document and (visit := await visit_of(services, update, context)):
            await feed_lists.file_sent(visit, said.document)

    return handle


def _inline(services: Services) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        if update.inline_query:
            await inline.answered(services, update.inline_query, context.bot.username)

    return handle


def _press(services: Services) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        visit = await visit_of(services, update, context)
        if visit and update.callback_query:
            await pressed(visit, update.callback_query)

    return handle


def _reaction(services: Services) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        visit = await visit_of(services, update, context)
        if visit and update.message_reaction:
            await opinions.reacted(visit, update.message_reaction)

    return handle


def _standing(services: Services) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        visit = await visit_of(services, update, context)
        if visit and update.my_chat_member:
            await membership.standing_changed(visit, update.my_chat_member)

    return handle


def _moved(services: Services) -> Handler:
    async def handle(update: Update, context: Context) -> None:
        visit = await visit_of(services, update, context)
        if visit and update.effective_message:
            await membership.moved(visit, update.effective_message)

    return handle


def _apology(services: Services) -> Callable[[object, Context], Coroutine[Any, Any, None]]:
    """Whatever goes wrong while somebody is answered is logged, and they are told in one line."""

    async def handle(update: object, context: Context) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        log.error("answering chat %s failed", chat_hash(chat.id) if chat else "?", exc_info=context.error)
        if isinstance(update, Update) and not isinstance(context.error, Forbidden | UnsaidError):
            try:
                await _apologise(services, update)
            except (TelegramError, DatelineError) as error:
                log.warning("nor could the chat be told: %s", error)

    return handle


async def _apologise(services: Services, update: Update) -> None:
    """In the language of the client: the one the chat chose stands in the database, which may be what failed."""
    chat, user = update.effective_chat, update.effective_user
    sorry = notices.apology(
        Edition.of(user.language_code if user else None, services.store.topic, services.now())
    )
    if update.callback_query:
        await update.callback_query.answer(sorry.text)
    elif chat and update.effective_message:
        await services.speaker.say(chat.id, sorry, thread_id=thread_of(update))
