"""What readers ask for: the timeline, an event, the latest, a search, help. Each act takes a visit and what was typed."""

from __future__ import annotations

import asyncio

from bot.chat import notices, pages
from bot.chat.dossier import event_page
from bot.chat.found import search_page
from bot.chat.leafing import NEWEST, newest_year, page_of, read_page
from bot.chat.messages import Message
from bot.chat.periods import NoSuchMonth, Period, possible, understood
from bot.chat.record_pages import editable
from bot.chat.searching import answer, understand
from bot.chat.visit import Visit, number_in


async def timeline(visit: Visit, argument: str) -> None:
    """/timeline, /timeline 2024, /timeline 2024-06."""
    if not argument:
        await visit.say(await newest_page(visit))
        return
    period = understood(argument)
    if isinstance(period, Period):
        await visit.say(await period_page(visit, period, NEWEST))
    else:
        unclear = period if isinstance(period, NoSuchMonth) else None
        await visit.say(notices.unclear_period(visit.edition, argument, unclear))


async def latest(visit: Visit, _: str = "") -> None:
    """/latest."""
    events = await asyncio.to_thread(visit.services.store.timeline.latest, pages.LIST_EVENTS)
    await visit.say(pages.latest(visit.edition, tuple(events)))


async def event(visit: Visit, argument: str) -> None:
    """/event 17."""
    number = number_in(argument)
    if number is None:
        await visit.say(notices.not_a_number(visit.edition, "event", argument))
        return
    await visit.say(await card(visit, number))


async def search(visit: Visit, typed: str) -> None:
    """/search words; in a private chat the words alone. A time alone opens the timeline there."""
    wanted = understand(typed, visit.services.store.lexicon)
    if not wanted.question.terms and wanted.time is not None:
        await timeline(visit, typed)
    elif not wanted.question.terms:
        await visit.say(notices.no_words(visit.edition, typed))
    else:
        services = visit.services
        found = await asyncio.to_thread(
            answer, wanted, services.store.search, services.store.timeline, pages.LIST_EVENTS
        )
        await visit.say(search_page(visit.edition, found))


async def help_(visit: Visit, _: str = "") -> None:
    """/help."""
    await visit.say(notices.help_text(visit.edition, admin=visit.by_admin))


async def unknown_command(visit: Visit, command: str) -> None:
    """Any other command, in a private chat; in groups it is another bot's."""
    await visit.say(notices.unknown_command(visit.edition, command))


# --- pages, also for buttons ---------------------------------------------------------------------------------


async def card(visit: Visit, number: int) -> Message:
    """The event's page, that of the event which has taken it up, or that there is none."""
    found = await asyncio.to_thread(visit.services.store.timeline.standing, number)
    if found is None:
        return notices.no_such_event(visit.edition, str(number))
    past = await asyncio.to_thread(visit.services.store.history.of, found.id)
    page = event_page(visit.edition, found, past, asked=number)
    return editable(visit.edition, page, found.id) if visit.by_admin else page


async def newest_page(visit: Visit) -> Message:
    """The newest page of the timeline."""
    period = await asyncio.to_thread(newest_year, visit.services.store.timeline, visit.edition.now.date())
    return await period_page(visit, period, NEWEST)


async def numbered_page(visit: Visit, year: int, month: int, number: int) -> Message:
    """The page a button names; the newest where it names no time."""
    period = possible(year, month)
    return await period_page(visit, period, number) if period else await newest_page(visit)


async def period_page(visit: Visit, period: Period, number: int) -> Message:
    """One page of a period."""
    page = await asyncio.to_thread(read_page, visit.services.store.timeline, period, number)
    return pages.timeline_page(visit.edition, page)


async def page_around(visit: Visit, number: int) -> Message:
    """The page an event is on; the newest where there is no such event."""
    found = await asyncio.to_thread(visit.services.store.timeline.standing, number)
    if found is None:
        return await newest_page(visit)
    page = await asyncio.to_thread(page_of, visit.services.store.timeline, found)
    return pages.timeline_page(visit.edition, page)
