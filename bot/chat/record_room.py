"""The record edited from the chat: an act is typed, shown with all it would change, confirmed by a button, and logged.

What was typed waits in the database under a number; the button carries the number only. Between the question and the
answer the record may change: the act is then done on what is there, or refused.
"""

from __future__ import annotations

import asyncio

from bot.chat import people_pages, record_pages
from bot.chat.admin import Act as Command
from bot.chat.messages import Message
from bot.chat.visit import Visit, number_in
from bot.chat.written_acts import understood
from storage.acts import Act, Deed, Effect, Merge, Reason, RefusedError, read, written
from storage.audit import Proposal
from storage.records import Event


def asking(command: str) -> Command:
    """The act of a command such as `merge`: show what it would change, and ask."""

    async def ask(visit: Visit, argument: str) -> None:
        act = understood(command, argument, visit.edition.lang)
        if act is None:
            await visit.say(record_pages.unclear(visit.edition, command, argument))
        else:
            await visit.say(await _question(visit, act))

    return ask


async def _question(visit: Visit, act: Act) -> Message:
    services, now = visit.services, visit.edition.now
    try:
        effect = await asyncio.to_thread(services.store.editing.preview, act, now)
    except RefusedError as error:
        return record_pages.refused(visit.edition, error.reason, error.number)
    events = await asyncio.to_thread(_named, visit, act)
    assert visit.user_id is not None, "an admin is known by id"
    proposal = await asyncio.to_thread(
        services.store.audit.propose, now, visit.user_id, act.deed, written(act)
    )
    return record_pages.question(visit.edition, act, events, effect, proposal)


def _named(visit: Visit, act: Act) -> list[Event]:
    numbers = [act.event, act.into] if isinstance(act, Merge) else [act.event]
    events = [visit.services.store.timeline.event(number, waiting=True) for number in numbers]
    return [event for event in events if event]


async def perform(visit: Visit, proposal: Proposal, *, tell: bool) -> Message:
    """Do what was confirmed."""
    act = read(proposal.deed, proposal.arguments)
    assert visit.user_id is not None, "an admin is known by id"
    if act is None:
        return record_pages.out_of_date(visit.edition)
    try:
        effect: Effect = await asyncio.to_thread(
            visit.services.store.editing.perform, act, visit.user_id, visit.edition.now, tell=tell
        )
    except RefusedError as error:
        return record_pages.refused(visit.edition, error.reason, error.number)
    return record_pages.done(visit.edition, effect)


async def means(visit: Visit, number: int) -> Message:
    """What can be done with an event, as commands to copy."""
    event = await asyncio.to_thread(visit.services.store.timeline.event, number, waiting=True)
    if event is None:
        return record_pages.refused(visit.edition, Reason.NO_EVENT, number)
    return record_pages.means(visit.edition, event)


async def undo(visit: Visit, number: int) -> Message:
    """Take an act back. Who is an admin only owners decide, also here."""
    assert visit.user_id is not None, "an admin is known by id"
    deed = await asyncio.to_thread(visit.services.store.audit.deed, number)
    if deed in {Deed.ADMIN_ADD, Deed.ADMIN_REMOVE} and not visit.by_owner:
        return people_pages.for_owners(visit.edition)
    try:
        effect = await asyncio.to_thread(
            visit.services.store.editing.undo, number, visit.user_id, visit.edition.now
        )
    except RefusedError as error:
        return record_pages.refused(visit.edition, error.reason, error.number)
    if effect.deed in {Deed.NAME_ADD, Deed.NAME_REMOVE, Deed.STOP_ADD, Deed.STOP_REMOVE}:
        await asyncio.to_thread(visit.services.store.tuning.reload)
    return record_pages.undone(visit.edition, effect)


async def undo_last(visit: Visit, argument: str) -> None:
    """/undo N, or without a number one's own last act that can be taken back."""
    number = number_in(argument)
    if number is None and visit.user_id is not None:
        number = await asyncio.to_thread(visit.services.store.audit.newest_undoable, visit.user_id)
    await visit.say(await undo(visit, number or 0))
