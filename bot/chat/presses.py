"""What a pressed button does. Nothing in it is trusted but ids, and rights are looked at again.

In a private chat a press is answered there. Under a post in a group or channel, where all would have to read the answer,
it opens the private chat instead; only leafing through a timeline somebody asked for happens in place.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery
from telegram.error import BadRequest

from bot.chat import (
    catching_up,
    feed_room,
    gallery,
    notices,
    opinions,
    preferences,
    settings_menu,
    staff_room,
    who,
)
from bot.chat.keyboards import Act, Press, decode
from bot.chat.links import deep_link
from bot.chat.messages import Message
from bot.chat.reading_room import card, newest_page, numbered_page, page_around
from bot.chat.visit import Visit

log = logging.getLogger(__name__)

Page = Callable[[Visit, int], Awaitable[Message]]

FOR_READERS: dict[Act, tuple[str, Page]] = {
    Act.EVENT: ("event", card),
    Act.AROUND: ("timeline", page_around),
}
"""What a press shows anew, and what the deep link to it is called."""

LEAVES: dict[Act, Callable[..., Awaitable[Message]]] = {
    Act.CHANGES: catching_up.numbered_changes,
    Act.VOICE: who.numbered_voice,
}
"""Lists that are leafed through in place, also in groups: somebody there asked for them."""

FOR_ADMINS: dict[Act, Callable[..., Awaitable[Message]]] = {
    Act.FEEDS: feed_room.feeds_page,
    Act.SICK_FEEDS: feed_room.sick_page,
    Act.FEED: feed_room.feed_page,
    Act.FEED_HISTORY: feed_room.history_page,
    Act.TEST_FEED: feed_room.test_page,
    Act.PAUSE_FEED: feed_room.paused_page,
    Act.FOLLOW_FEED: feed_room.followed_page,
    Act.LEAVE_FEED: feed_room.refused_page,
    Act.REMOVE_FEED: feed_room.question_page,
    Act.REMOVE_FEED_SURELY: feed_room.removed_page,
    Act.STAFF: staff_room.pressed,
}
"""What a press shows in place of what was there."""


FOR_DECIDERS: dict[Act, Callable[..., Awaitable[preferences.Answer]]] = {
    Act.SETTINGS: preferences.turned,
    Act.CHOOSE: preferences.picked,
    Act.LANGUAGE: preferences.language_picked,
}
"""What a press changes or shows of the chat's settings, for those who may decide for it."""


BOXES: dict[Act, Callable[..., Awaitable[str]]] = {Act.VOTE: opinions.voted, Act.REASON: opinions.reason}
"""What is answered to the one who pressed, and to nobody else."""


async def pressed(visit: Visit, query: CallbackQuery) -> None:
    """Answer one press."""
    press = decode(query.data)
    if press is None or query.message is None:
        await _answer(query, notices.stale(visit.edition), show_alert=True)
    elif press.act in FOR_ADMINS:
        await _for_admins(visit, query, press)
    elif press.act in FOR_DECIDERS:
        await _settle(visit, query, await FOR_DECIDERS[press.act](visit, *press.ids))
    elif press.act is Act.OPEN_SETTINGS:
        answer = await preferences.turned(visit, settings_menu.Page.ALL)
        await _answer(query, answer if isinstance(answer, str) else None, show_alert=True)
        if isinstance(answer, Message):
            await visit.say(answer)
    elif press.act in BOXES:
        box = await BOXES[press.act](visit, *press.ids)
        await _answer(query, box, show_alert=press.act is Act.REASON)
    elif press.act in LEAVES:
        await _answer(query)
        await _instead(visit, query, await LEAVES[press.act](visit, *press.ids))
    elif press.act is Act.PAGE:
        await _leaf(visit, query, press)
    elif press.act is Act.CHART:
        await _answer(query)
        picture = await gallery.numbered_chart(visit, *press.ids)
        await visit.services.speaker.redraw(visit.chat_id, query.message.message_id, picture)
    else:
        await _show(visit, query, press)


async def _settle(visit: Visit, query: CallbackQuery, answer: preferences.Answer) -> None:
    """A new text for the message, or a box for the one who pressed."""
    await _answer(query, answer if isinstance(answer, str) else None, show_alert=isinstance(answer, str))
    if isinstance(answer, Message):
        await _instead(visit, query, answer)


async def _show(visit: Visit, query: CallbackQuery, press: Press) -> None:
    name, page = FOR_READERS[press.act]
    number = press.ids[0]
    if visit.private:
        await _answer(query)
        await visit.say(await page(visit, number))
    else:
        await _answer(query, url=deep_link(visit.edition.bot, f"{name}_{number}"))


async def _leaf(visit: Visit, query: CallbackQuery, press: Press) -> None:
    year, month, number = press.ids
    if year:
        await _answer(query)
        await _instead(visit, query, await numbered_page(visit, year, month, number))
    elif visit.private:
        await _answer(query)
        await visit.say(await newest_page(visit))
    else:
        await _answer(query, url=deep_link(visit.edition.bot, "timeline"))


async def _for_admins(visit: Visit, query: CallbackQuery, press: Press) -> None:
    if not visit.by_admin:
        await _answer(query, notices.for_admins(visit.edition).text, show_alert=True)
        return
    await _answer(query)
    await _instead(visit, query, await FOR_ADMINS[press.act](visit, *press.ids))


async def _instead(visit: Visit, query: CallbackQuery, message: Message) -> None:
    assert query.message is not None
    await visit.services.speaker.edit(visit.chat_id, query.message.message_id, message)


async def _answer(
    query: CallbackQuery, text: str | None = None, *, show_alert: bool = False, url: str | None = None
) -> None:
    """Tell the client that the press arrived. Too late for that, after an outage, what it asks for is still done."""
    try:
        await query.answer(text, show_alert=show_alert, url=url)
    except BadRequest as error:
        log.info("a press could not be acknowledged: %s", error)
