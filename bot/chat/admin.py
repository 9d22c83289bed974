"""What admins may ask for in chat, and who is one.

Admins are known by their numeric id and only in a private chat; it is looked at again on every press.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.chat import notices
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.visit import Visit
from bot.chat.words import plain
from bot.explain import asked_about, explain

Act = Callable[[Visit, str], Awaitable[None]]


def only_admins(command: str, act: Act) -> Act:
    """The act for admins in private; for everybody else a line that says so."""

    async def guarded(visit: Visit, argument: str) -> None:
        if visit.by_admin:
            await act(visit, argument)
        else:
            await visit.say(notices.for_admins(visit.edition, command))

    return guarded


async def why(visit: Visit, argument: str) -> None:
    """/why ARTICLE: its number, the id an import gave it, or its address."""
    if not argument:
        await visit.say(notices.not_a_number(visit.edition, "why", argument))
        return
    record = await asyncio.to_thread(asked_about, visit.services.store.archive, argument)
    if record is None:
        await visit.say(notices.no_such_article(visit.edition, argument))
        return
    text, entities = compose((Block(tuple(map(plain, explain(record))), rank=1),))
    await visit.say(Message(text, entities))
