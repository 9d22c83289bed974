"""Who runs the bot, and what they did: /admins for owners, /audit for all admins."""

from __future__ import annotations

import asyncio

from bot.chat import people_pages
from bot.chat.menu import offer_commands
from bot.chat.messages import Message
from bot.chat.visit import Visit, number_in
from storage.acts import Deed
from storage.audit import Proposal


async def admins(visit: Visit, argument: str) -> None:
    """/admins; /admins add ID and /admins remove ID, or in answer to a message of theirs, by owners."""
    what, _, rest = argument.strip().partition(" ")
    if what not in {"add", "remove"}:
        people = visit.services.store.people
        added = await asyncio.to_thread(people.admins)
        await visit.say(people_pages.people(visit.edition, people.owners, added, owner=visit.by_owner))
    elif not visit.by_owner:
        await visit.say(people_pages.for_owners(visit.edition))
    elif (person := _person(visit, rest)) is None:
        await visit.say(people_pages.whom(visit.edition, argument))
    else:
        await visit.say(await (_add if what == "add" else _ask_to_remove)(visit, *person))


def _person(visit: Visit, rest: str) -> tuple[int, str] | None:
    """Id and name: as typed, "12345 Ann", else of the message that is answered."""
    first, _, name = rest.strip().partition(" ")
    number = number_in(first)
    if number:
        return number, name.strip()[:64] or str(number)
    return visit.shown if not rest else None


async def _add(visit: Visit, number: int, name: str) -> Message:
    assert visit.user_id is not None, "an owner is known by id"
    new = await asyncio.to_thread(
        visit.services.store.people.add, number, name, visit.user_id, visit.edition.now
    )
    if new:
        await offer_commands(visit.bot, number)
    return people_pages.admin_added(visit.edition, name, new=new)


async def _ask_to_remove(visit: Visit, number: int, name: str) -> Message:
    assert visit.user_id is not None, "an owner is known by id"
    known = {
        admin.user_id: admin.name for admin in await asyncio.to_thread(visit.services.store.people.admins)
    }
    if number not in known:
        return people_pages.admin_removed(visit.edition, name, was=False)
    proposal = await asyncio.to_thread(
        visit.services.store.audit.propose,
        visit.edition.now,
        visit.user_id,
        Deed.ADMIN_REMOVE,
        {"user_id": number, "name": known[number]},
    )
    return people_pages.removal_question(visit.edition, known[number], proposal)


async def remove(visit: Visit, proposal: Proposal) -> Message:
    """Do what was confirmed."""
    assert visit.user_id is not None, "an owner is known by id"
    if not visit.by_owner:
        return people_pages.for_owners(visit.edition)
    number, name = int(proposal.arguments["user_id"]), str(proposal.arguments["name"])
    was = await asyncio.to_thread(
        visit.services.store.people.remove, number, visit.user_id, visit.edition.now
    )
    if was:
        await offer_commands(visit.bot, number, admin=False)
    return people_pages.admin_removed(visit.edition, name, was=was)


# --- the log -------------------------------------------------------------------------------------------------


async def audit(visit: Visit, _: str = "") -> None:
    """/audit."""
    await visit.say(await log_page(visit, 0))


async def log_page(visit: Visit, page: int) -> Message:
    """A page of the log; one that is not there shows the newest."""
    services, size = visit.services, people_pages.PAGE_ENTRIES
    page = min(page, 10**6)
    total, entries = await asyncio.to_thread(services.store.audit.entries, size, page * size)
    if page and not entries:
        return await log_page(visit, 0)
    names = {admin.user_id: admin.name for admin in await asyncio.to_thread(services.store.people.admins)}
    return people_pages.log_page(visit.edition, entries, total, page, names)
