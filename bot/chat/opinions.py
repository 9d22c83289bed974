"""Under a post: what its readers think of it, and why they see it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from telegram import MessageReactionUpdated, ReactionType, ReactionTypeEmoji

from bot.chat import notices
from bot.chat.catalogue import in_language
from bot.chat.edition import Edition
from bot.chat.settings_menu import strand_name
from bot.chat.visit import Visit
from storage.feedback import USEFUL, USELESS
from storage.records import Event, Subscriber, Update, UpdateKind

ANSWER_CHARACTERS = 200
"""Telegram's most for the answer to a press."""

CONCEPTS = 4

LIKES, DISLIKES = frozenset("👍❤🔥👏💯🏆⚡🤝"), frozenset("👎💩🤮🥱")
"""Reactions that can only be about the post: laughter, tears and rage are about the news."""


async def voted(visit: Visit, event_id: int, useful: int) -> str:
    """Keep an opinion. Returns a line for the one who pressed."""
    subscriber = await _subscriber(visit)
    known = await asyncio.to_thread(visit.services.store.timeline.event, event_id)
    if subscriber is None or known is None or visit.user_id is None:
        return notices.stale(visit.edition)
    await asyncio.to_thread(
        visit.services.store.feedback.vote,
        event_id,
        subscriber.id,
        person(visit.user_id, visit.bot.token),
        USEFUL if useful else USELESS,
        visit.edition.now,
    )
    return visit.edition.catalogue.text("Noted, thank you.")


async def reacted(visit: Visit, change: MessageReactionUpdated) -> None:
    """A reaction to a post is an opinion too; taking it away withdraws that. Other messages of ours are left alone."""
    feedback, now = visit.services.store.feedback, visit.edition.now
    found = await asyncio.to_thread(feedback.posted, visit.chat_id, change.message_id)
    if found is None or change.user is None:  # the reactions of a channel's readers are nobody's
        return
    event_id, subscriber_id = found
    who = person(change.user.id, visit.bot.token)
    opinion = _opinion(change.new_reaction)
    if opinion is not None:
        await asyncio.to_thread(feedback.vote, event_id, subscriber_id, who, opinion, now)
    elif _opinion(change.old_reaction) is not None:
        await asyncio.to_thread(feedback.withdraw, event_id, subscriber_id, who)


def _opinion(reactions: Sequence[ReactionType]) -> int | None:
    """What reactions say of a post's use; None: nothing, for who weeps over bad news thinks neither well nor ill of it."""
    shown = {reaction.emoji for reaction in reactions if isinstance(reaction, ReactionTypeEmoji)}
    if shown & DISLIKES:
        return USELESS
    return USEFUL if shown & LIKES else None


async def reason(visit: Visit, update_id: int) -> str:
    """Why a post is here, in plain words; at most `ANSWER_CHARACTERS`."""
    subscriber = await _subscriber(visit)
    told = await asyncio.to_thread(visit.services.store.timeline.update, update_id)
    event = await asyncio.to_thread(visit.services.store.timeline.event, told.event_id) if told else None
    if subscriber is None or told is None or event is None:
        return notices.stale(visit.edition)
    concepts = await asyncio.to_thread(visit.services.store.feedback.about, event.id)
    return why(visit.edition, subscriber, told, event, concepts)


def why(edition: Edition, subscriber: Subscriber, told: Update, event: Event, concepts: list[str]) -> str:
    """What the post is, what the chat follows, what the event is about, how many report it. Pure."""
    catalogue, count = edition.catalogue, event.outlets
    kind = {
        UpdateKind.NEW: catalogue.text("A new event."),
        UpdateKind.DEVELOPMENT: catalogue.text("Something new about a known event."),
        UpdateKind.CORRECTION: catalogue.text("A correction of what was told."),
        UpdateKind.RETRACTION: catalogue.text("What was told is withdrawn."),
    }[told.kind]
    follows = catalogue.text(
        "This chat follows: {what}.", what=strand_name(edition, subscriber.settings.strand)
    )
    reported = catalogue.plural("{count} outlet reports it.", "{count} outlets report it.", count)
    labels = {c.id: in_language(c.label, edition.lang, "") for c in edition.topic.concepts}
    names = list(dict.fromkeys(labels[c] for c in concepts if labels.get(c)))[:CONCEPTS]
    while True:
        about = catalogue.text("It is about: {names}.", names=", ".join(names)) if names else ""
        text = " ".join(part for part in (kind, about, reported, follows) if part)
        if len(text) <= ANSWER_CHARACTERS or not names:
            return text[:ANSWER_CHARACTERS]
        names.pop()


def person(user_id: int, secret: str) -> str:
    """Somebody, so that two opinions of theirs are known to be one's and nobody can tell whose.

    Args:
        user_id: Telegram's.
        secret: the bot's token: without it so short a number could be found by trying them all.
    """
    key = hashlib.blake2b(secret.encode()).digest()
    return hashlib.blake2b(str(user_id).encode(), key=key, digest_size=16).hexdigest()


async def _subscriber(visit: Visit) -> Subscriber | None:
    return await asyncio.to_thread(visit.services.store.subscribers.get, visit.chat_id, visit.thread_id)
