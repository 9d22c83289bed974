"""What a press on an admins' button does. Who presses is looked at before, each time; what is confirmed is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.chat import doubts, people_room, record_pages, record_room, review_room, topic_room
from bot.chat.messages import Message
from bot.chat.staff import Verb
from bot.chat.visit import Visit
from storage.acts import Deed
from storage.audit import Proposal


async def pressed(visit: Visit, verb: int, number: int) -> Message:
    """What stands in place of the message whose button was pressed.

    Args:
        visit: of an admin, in private.
        verb: of `Verb`; one there is not is a button of another version.
        number: what it is about.
    """
    page = PAGES.get(verb)
    return record_pages.out_of_date(visit.edition) if page is None else await page(visit, number)


async def _confirmed(visit: Visit, number: int) -> Message:
    return await _carry_out(visit, await _answered(visit, number), tell=False)


async def _confirmed_and_told(visit: Visit, number: int) -> Message:
    return await _carry_out(visit, await _answered(visit, number), tell=True)


async def _cancelled(visit: Visit, number: int) -> Message:
    gone = await _answered(visit, number) is None
    return record_pages.out_of_date(visit.edition) if gone else record_pages.cancelled(visit.edition)


async def _answered(visit: Visit, number: int) -> Proposal | None:
    assert visit.user_id is not None, "an admin is known by id"
    return await asyncio.to_thread(
        visit.services.store.audit.confirm, visit.edition.now, visit.user_id, number
    )


async def _carry_out(visit: Visit, proposal: Proposal | None, *, tell: bool) -> Message:
    if proposal is None:
        return record_pages.out_of_date(visit.edition)
    match proposal.deed:
        case Deed.ADMIN_REMOVE:
            return await people_room.remove(visit, proposal)
        case Deed.NAME_ADD | Deed.STOP_ADD:
            return await topic_room.add(visit, proposal)
    return await record_room.perform(visit, proposal, tell=tell)


PAGES: dict[int, Callable[[Visit, int], Awaitable[Message]]] = {
    Verb.CONFIRM: _confirmed,
    Verb.CONFIRM_AND_TELL: _confirmed_and_told,
    Verb.CANCEL: _cancelled,
    Verb.UNDO: record_room.undo,
    Verb.LOG: people_room.log_page,
    Verb.APPROVE: review_room.approved,
    Verb.REJECT: review_room.rejected,
    Verb.UNCERTAIN: doubts.page,
    Verb.REQUEUE: doubts.requeued,
    Verb.FORGET: doubts.forgotten,
    Verb.REQUEUE_ALL: doubts.all_requeued,
    Verb.CONCEPTS: topic_room.concepts_page,
    Verb.CONCEPT: topic_room.concept_page,
    Verb.ADDITIONS: topic_room.additions_page,
    Verb.TAKE_OUT: topic_room.taken_out,
    Verb.EDIT_EVENT: record_room.means,
}
