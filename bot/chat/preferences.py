"""What readers decide about their chat: /settings and its buttons, /mute, /quiet, /timezone.

In private anybody decides, in a group its administrators, in a channel whoever may post there; that is looked at anew
with each press, as is what is stored. A refused press answers in a box of its own and leaves the message as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot.chat import notices, settings_menu
from bot.chat.catalogue import language_called, languages
from bot.chat.choices import chosen, possible
from bot.chat.edition import Edition
from bot.chat.messages import Message
from bot.chat.onboarding import welcome
from bot.chat.places import find
from bot.chat.settings_menu import PAGE_OF, Page
from bot.chat.spoken_times import mute_end, quiet_hours
from bot.chat.visit import Visit
from storage.records import ReaderSettings, Subscriber

Answer = Message | str
"""What a press leads to: the message in place of the one before, or a line for the one who pressed."""


async def settings(visit: Visit, _: str = "") -> None:
    """/settings."""
    found = await _governed(visit)
    await visit.say(
        found if isinstance(found, Message) else settings_menu.page(visit.edition, found, Page.ALL)
    )


async def language(visit: Visit, typed: str = "") -> None:
    """/language ru, /language русский; alone, or of a language there is not, it shows the buttons."""
    found = await _governed(visit)
    if isinstance(found, Message):
        await visit.say(found)
        return
    edition, lang = visit.edition, language_called(typed)
    if lang:
        edition = await _write_in(visit, lang)
        found = replace(found, lang=lang)
    await visit.say(settings_menu.page(edition, found, Page.LANGUAGE))


async def mute(visit: Visit, typed: str) -> None:
    """/mute 3d, /mute until tomorrow: silence, after which what happened in it comes as one message."""
    found = await _governed(visit)
    if isinstance(found, Message):
        await visit.say(found)
        return
    end = mute_end(typed, found.settings, visit.edition.now)
    if end is None:
        await visit.say(notices.unclear_mute(visit.edition, typed))
        return
    changed = await _change(visit, lambda now: replace(now, muted_until=end))
    if changed:
        when = settings_menu.moment(visit.edition, changed.settings, end)
        await visit.say(notices.muted(visit.edition, when))


async def unmute(visit: Visit, _: str = "") -> None:
    """/unmute: what was held comes at once."""
    found = await _governed(visit)
    if not isinstance(found, Message):
        await _change(visit, lambda now: replace(now, muted_until=None))
        found = notices.unmuted(visit.edition)
    await visit.say(found)


async def quiet(visit: Visit, typed: str) -> None:
    """/quiet 23:00-08:00, /quiet off; alone it shows the buttons."""
    hours = quiet_hours(typed)
    if typed.strip() and hours is None:
        await visit.say(notices.unclear_quiet(visit.edition, typed))
        return
    await _set_and_show(
        visit,
        Page.QUIET,
        (lambda now: replace(now, quiet=hours if hours[0] != hours[1] else None)) if hours else None,
    )


async def timezone(visit: Visit, typed: str) -> None:
    """/timezone Tbilisi; alone it shows the buttons."""
    name = find(typed)
    if typed.strip() and name is None:
        await visit.say(notices.unclear_place(visit.edition, typed))
        return
    await _set_and_show(visit, Page.ZONE, (lambda now: replace(now, zone=name)) if name else None)


async def _set_and_show(
    visit: Visit, page: Page, what: Callable[[ReaderSettings], ReaderSettings] | None
) -> None:
    found = await _governed(visit)
    if isinstance(found, Message):
        await visit.say(found)
        return
    changed = await _change(visit, what) if what else found
    if changed:
        await visit.say(settings_menu.page(visit.edition, changed, page))


# --- presses -------------------------------------------------------------------------------------------------


async def turned(visit: Visit, number: int) -> Answer:
    """The page of the settings that a button names."""
    if number not in list(Page):
        return notices.stale(visit.edition)
    found = await _governed(visit)
    if isinstance(found, Message):
        return found.text
    return settings_menu.page(visit.edition, found, Page(number))


async def picked(visit: Visit, number: int, value: int) -> Answer:
    """Make the choice a button names, and show its page."""
    choice = possible(number, value, visit.services.store.topic)
    if choice is None:
        return notices.stale(visit.edition)
    found = await _governed(visit)
    if isinstance(found, Message):
        return found.text
    topic, now = visit.services.store.topic, visit.edition.now
    changed = await _change(visit, lambda settings: chosen(settings, choice, value, topic, now))
    if changed is None:
        return notices.not_following(visit.edition).text
    return settings_menu.page(visit.edition, changed, PAGE_OF[choice])


async def language_picked(visit: Visit, number: int, page: int) -> Answer:
    """Write in another language from now on, beginning with the message whose button was pressed."""
    if number >= len(languages()) or page not in list(Page):
        return notices.stale(visit.edition)
    found = await _governed(visit)
    if isinstance(found, Message):
        return found.text
    lang = languages()[number]
    edition = await _write_in(visit, lang)
    if page != Page.WELCOME:
        return settings_menu.page(edition, replace(found, lang=lang), Page(page))
    newest = await asyncio.to_thread(visit.services.store.timeline.latest, 1)
    return welcome(edition, replace(found, lang=lang), next(iter(newest), None))


async def _write_in(visit: Visit, lang: str) -> Edition:
    """Store the language a chat is written to in; the edition in it."""
    await asyncio.to_thread(visit.services.store.subscribers.set_lang, visit.chat_id, lang, visit.thread_id)
    return Edition.of(lang, visit.services.store.topic, visit.edition.now, visit.edition.bot)


async def _governed(visit: Visit) -> Subscriber | Message:
    """The chat as it is stored, for somebody who may decide for it; else why not."""
    if not await visit.may_govern():
        return notices.for_group_admins(visit.edition)
    get = visit.services.store.subscribers.get
    found = await asyncio.to_thread(get, visit.chat_id, visit.thread_id)
    return found if found and found.active else notices.not_following(visit.edition)


async def _change(visit: Visit, what: Callable[[ReaderSettings], ReaderSettings]) -> Subscriber | None:
    return await asyncio.to_thread(
        visit.services.store.subscribers.change, visit.chat_id, visit.thread_id, what, visit.edition.now
    )
