"""What a pressed button does. Nothing in it is trusted but ids, and rights are looked at again.

In a private chat a press is answered there. Under a post in a group or channel, where all would have to read the answer,
it opens the private chat instead; only leafing through a timeline somebody asked for happens in place.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery
from telegram.error import BadRequest

from bot.chat import admin, gallery, membership, notices
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

FOR_ADMINS: dict[Act, Page] = {
    Act.FEEDS: admin.feeds_page,
    Act.FEED: admin.feed_page,
    Act.TEST_FEED: admin.test_page,
    Act.REMOVE_FEED: admin.question_page,
    Act.REMOVE_FEED_SURELY: admin.removed_page,
}
"""What a press shows in place of what was there."""


async def pressed(visit: Visit, query: CallbackQuery) -> None:
    """Answer one press."""
    press = decode(query.data)
    if press is None or query.message is None:
        await _answer(query, notices.stale(visit.edition), show_alert=True)
    elif press.act in FOR_ADMINS:
        await _for_admins(visit, query, press)
    elif press.act is Act.LANGUAGE:
        refusal = await membership.choose_language(visit, press.ids[0])
        await _answer(query, refusal or None, show_alert=bool(refusal))
    elif press.act is Act.PAGE:
        await _leaf(visit, query, press)
    elif press.act is Act.CHART:
        await _answer(query)
        picture = await gallery.numbered_chart(visit, *press.ids)
        await visit.services.speaker.redraw(visit.chat_id, query.message.message_id, picture)
    else:
        await _show(visit, query, press)


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
    await _instead(visit, query, await FOR_ADMINS[press.act](visit, press.ids[0]))


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
