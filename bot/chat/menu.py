"""The commands there are, in words, and telling Telegram of them: its menus, the bot's name and description."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
)
from telegram.constants import BotDescriptionLimit, BotNameLimit, MenuButtonType
from telegram.error import TelegramError

from bot.chat.catalogue import DEFAULT, Catalogue, in_language, languages
from storage.records import Topic

log = logging.getLogger(__name__)


Commands = tuple[tuple[str, str], ...]
"""Names and descriptions, in the order of their use."""


def reading_commands(catalogue: Catalogue) -> Commands:
    """What anybody may ask, wherever the bot is."""
    return (
        ("timeline", catalogue.text("What happened, by year and month")),
        ("chart", catalogue.text("The same as a picture")),
        ("latest", catalogue.text("The latest events")),
        ("event", catalogue.text("All that is known of one event, by its number")),
        ("search", catalogue.text("Find events and reports by words")),
        ("catchup", catalogue.text("What has changed since you last looked")),
        ("since", catalogue.text("What has changed since a day, as in /since 2024-02-01")),
        ("who", catalogue.text("What each side said, in order of date")),
        ("sources", catalogue.text("Which outlets are read, and which do not answer")),
        ("digest", catalogue.text("The digest, now")),
    )


def own_commands(catalogue: Catalogue) -> Commands:
    """What is for those who decide for a chat: a reader in private, the administrators of a group."""
    return (
        ("start", catalogue.text("Follow the story in this chat")),
        ("settings", catalogue.text("Language, what you follow, how often, quiet hours")),
        ("mute", catalogue.text("Silence for a while, as in /mute 3d; then one message")),
        ("unmute", catalogue.text("End the silence")),
        ("quiet", catalogue.text("Hours without posts, as in /quiet 23:00-08:00")),
        ("timezone", catalogue.text("Your time zone, as in /timezone Lisbon")),
        ("language", catalogue.text("Choose the language")),
        ("privacy", catalogue.text("What is kept about this chat, why and how long")),
        ("export", catalogue.text("All that is kept about this chat, as a file")),
        ("forget_me", catalogue.text("Delete all that is kept about this chat")),
        ("stop", catalogue.text("Stop, and delete this chat's data")),
        ("help", catalogue.text("What this bot does")),
    )


def reader_commands(catalogue: Catalogue) -> Commands:
    """Every command a reader has."""
    return reading_commands(catalogue) + own_commands(catalogue)


def admin_commands(catalogue: Catalogue) -> Commands:
    """Name and description of the commands only admins have."""
    return (
        ("feeds", catalogue.text("The feeds and their health")),
        ("addfeed", catalogue.text("Follow a feed, by its address")),
        ("exportfeeds", catalogue.text("All feeds as a list for feed readers")),
        ("removefeed", catalogue.text("Stop following a feed, by its number")),
        ("stats", catalogue.text("What was read, told and sent, in figures")),
        ("why", catalogue.text("Why an article was judged as it was")),
        ("merge", catalogue.text("Two events are one, as in /merge 45 17")),
        ("split", catalogue.text("Articles of an event are another, as in /split 17 203")),
        ("retract", catalogue.text("Withdraw an event, and say why")),
        ("retitle", catalogue.text("Give an event another headline")),
        ("redate", catalogue.text("Give an event another date")),
        ("pin", catalogue.text("Keep an event in sight")),
        ("unpin", catalogue.text("Keep it in sight no longer")),
        ("undo", catalogue.text("Take back the last act, or one of the log")),
        ("audit", catalogue.text("Who did what, and when")),
        ("review", catalogue.text("What is new waits for you: /review on, /review off")),
        ("approve", catalogue.text("Let through what waits, as in /approve 17")),
        ("uncertain", catalogue.text("Posts that perhaps did not arrive")),
        ("topic", catalogue.text("What the story is about, and by which names")),
        ("admins", catalogue.text("Who runs this bot")),
    )


async def publish_commands(bot: Bot, admins: Iterable[int], topic: Topic) -> None:
    """Tell Telegram the commands for every language and scope, and what the bot is called and does.

    What Telegram refuses is logged and left: an admin who never wrote to the bot has no chat yet, and names may only
    be changed a few times a day (so they are only set where they differ).

    Args:
        bot: ours, initialised.
        admins: ids of people who see the admins' commands too, in their private chat.
        topic: the story, for its name.
    """
    for code in (None, *languages()):
        catalogue = Catalogue.for_language(code)
        for scope, commands in _menus(catalogue):
            await _set_menu(bot, commands, scope, code)
        await _present(bot, catalogue, in_language(topic.title, code or DEFAULT, topic.name), code)
    for admin in admins:
        await offer_commands(bot, admin)
    await _tolerantly("menu button", lambda: _set_menu_button(bot))


def _menus(catalogue: Catalogue) -> tuple[tuple[BotCommandScope, Commands], ...]:
    """The commands of each scope: members of a group are not offered what only its administrators may do."""
    everything, reading = reader_commands(catalogue), reading_commands(catalogue)
    aside = tuple(pair for pair in own_commands(catalogue) if pair[0] in {"privacy", "help"})
    return (
        (BotCommandScopeDefault(), everything),
        (BotCommandScopeAllPrivateChats(), everything),
        (BotCommandScopeAllGroupChats(), reading + aside),
        (BotCommandScopeAllChatAdministrators(), everything),
    )


async def offer_commands(bot: Bot, person: int, *, admin: bool = True) -> None:
    """Tell Telegram which commands somebody has in their private chat, in every language."""
    for code in (None, *languages()):
        catalogue = Catalogue.for_language(code)
        commands = reader_commands(catalogue) + (admin_commands(catalogue) if admin else ())
        await _set_menu(bot, commands, BotCommandScopeChat(person), code)


async def _set_menu(bot: Bot, commands: Commands, scope: BotCommandScope, code: str | None) -> None:
    """Telegram limits how often a menu may be set, not how often it may be read: it is set where it differs."""
    listed = tuple(BotCommand(name, description) for name, description in commands)

    async def publish() -> None:
        if tuple(await bot.get_my_commands(scope, code)) != listed:
            await bot.set_my_commands(listed, scope, code)

    await _tolerantly(f"menu of {scope.type}", publish)


async def _set_menu_button(bot: Bot) -> None:
    """Beside the field one types in: the commands, whatever was there before."""
    if (await bot.get_chat_menu_button()).type != MenuButtonType.COMMANDS:
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def _present(bot: Bot, catalogue: Catalogue, title: str, code: str | None) -> None:
    """Name, and the two descriptions; only what differs from what Telegram has."""
    about = catalogue.text("A dated timeline of one story; every sentence with its sources.")
    name = title[: BotNameLimit.MAX_NAME_LENGTH]
    short = f"{title}. {about}"[: BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH]
    full = f"{title}\n\n{about}\n\n{catalogue.text('Press Start to get a post when something new happens.')}"

    async def present() -> None:
        if (await bot.get_my_name(code)).name != name:
            await bot.set_my_name(name, code)
        if (await bot.get_my_short_description(code)).short_description != short:
            await bot.set_my_short_description(short, code)
        if (await bot.get_my_description(code)).description != full:
            await bot.set_my_description(full, code)

    await _tolerantly("name and description", present)


async def _tolerantly(what: str, act: Callable[[], Awaitable[object]]) -> None:
    try:
        await act()
    except TelegramError as error:
        log.warning("%s could not be published: %s", what, error)
