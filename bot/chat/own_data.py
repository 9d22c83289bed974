"""/privacy, /export, /forget_me: what is kept about a chat and why, all of it as a file, none of it."""

from __future__ import annotations

import asyncio
import json

from bot.chat import notices
from bot.chat.edition import Edition
from bot.chat.layout import Block, compose
from bot.chat.messages import Attachment, Message
from bot.chat.visit import Visit
from bot.chat.words import BOLD, literal


async def privacy(visit: Visit, _: str = "") -> None:
    """/privacy."""
    await visit.say(privacy_page(visit.edition))


async def export(visit: Visit, _: str = "") -> None:
    """/export: everything kept about the chat, as a JSON file; of a group only its administrators get it."""
    if not await visit.may_govern():
        await visit.say(notices.for_group_admins(visit.edition))
        return
    kept = await asyncio.to_thread(visit.services.store.privacy.export, visit.chat_id)
    content = json.dumps(kept, ensure_ascii=False, indent=1).encode()
    name = f"dateline-{visit.edition.now:%Y-%m-%d}.json"
    caption = visit.edition.catalogue.text("Everything kept about this chat.")
    await visit.send(Attachment(name, content, caption))


async def forget(visit: Visit, _: str = "") -> None:
    """/forget_me and /stop: everything about the chat is deleted; in a forum, about the topic it is sent in."""
    if not await visit.may_govern():
        await visit.say(notices.for_group_admins(visit.edition))
        return
    services = visit.services
    thread_id = None if visit.private else visit.thread_id
    followed = await asyncio.to_thread(services.store.subscribers.forget, visit.chat_id, thread_id)
    if not await asyncio.to_thread(services.store.subscribers.of_chat, visit.chat_id):
        await asyncio.to_thread(services.store.privacy.forget_messages, visit.chat_id)
    await visit.say(notices.stopped(visit.edition, followed=followed))


def privacy_page(edition: Edition) -> Message:
    """What is kept, why, for how long, and how to be rid of it."""
    catalogue = edition.catalogue
    blocks = (
        Block((literal(catalogue.text("What is kept about this chat"), BOLD),)),
        Block(
            (
                literal(
                    catalogue.text(
                        "Its number and name, the language, what you follow and when: so that posts arrive."
                    )
                ),
                literal(
                    catalogue.text(
                        "Which posts were sent here: so that they can be corrected, and are not sent twice."
                    )
                ),
                literal(catalogue.text("When you last looked: so that /catchup knows where to begin.")),
                literal(
                    catalogue.text(
                        "Whether you found a post useful, under a hash of who pressed: so that posts get better."
                    )
                ),
            )
        ),
        Block((literal(catalogue.text("For how long"), BOLD),)),
        Block(
            (
                literal(
                    catalogue.text("What you write to the bot: 7 days, so that nothing is answered twice.")
                ),
                literal(catalogue.text("The rest: until /stop or /forget_me, which delete it at once.")),
                literal(catalogue.text("Blocked, or put out of a group: 30 days, in case you come back.")),
            )
        ),
        Block(
            (
                literal(
                    catalogue.text("/export sends you all of it as a file. Nothing is given to anybody else.")
                ),
            )
        ),
    )
    content, entities = compose(blocks)
    return Message(content, entities)
