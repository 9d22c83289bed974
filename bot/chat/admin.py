"""What admins do in chat: follow feeds and leave them, see how they are, ask why an article was judged as it was.

Admins are known by their numeric id and only in a private chat; it is looked at again on every press.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from bot.chat import feed_cards, notices
from bot.chat.layout import Block, compose
from bot.chat.links import safe_url
from bot.chat.messages import Message
from bot.chat.visit import Visit, number_in
from bot.chat.words import plain
from bot.explain import explain
from storage.feeds import LONGEST_URL
from storage.records import Feed, FeedDraft

OUTLET_CHARACTERS = 80

Act = Callable[[Visit, str], Awaitable[None]]


def only_admins(command: str, act: Act) -> Act:
    """The act for admins in private; for everybody else a line that says so."""

    async def guarded(visit: Visit, argument: str) -> None:
        if visit.by_admin:
            await act(visit, argument)
        else:
            await visit.say(notices.for_admins(visit.edition, command))

    return guarded


async def add_feed(visit: Visit, argument: str) -> None:
    """/addfeed URL: read it once, show what it is, follow it."""
    url = safe_url(argument)
    if url is None or len(url) > LONGEST_URL:
        await visit.say(feed_cards.not_an_address(visit.edition, notices.typed("addfeed", argument)))
        return
    feeds = visit.services.feeds
    if known := await asyncio.to_thread(feeds.get, url):
        await visit.say(feed_cards.feed_known(visit.edition, known))
        return
    check = await visit.services.try_feed(url)
    if not check.ok:
        await visit.say(feed_cards.feed_refused(visit.edition, url, check))
        return
    home = check.url or url
    if known := await asyncio.to_thread(feeds.get, home):
        await visit.say(feed_cards.feed_known(visit.edition, known))
        return
    host = (urlsplit(home).hostname or home).removeprefix("www.")
    outlet = (check.title or host)[:OUTLET_CHARACTERS]
    draft = FeedDraft(url=home, outlet=outlet, lang=check.lang, title=check.title)
    feed = await asyncio.to_thread(feeds.add, draft, visit.edition.now)
    await visit.say(feed_cards.feed_added(visit.edition, feed, check))


async def list_feeds(visit: Visit, _: str = "") -> None:
    """/feeds."""
    await visit.say(await feeds_page(visit, 0))


async def remove_feed(visit: Visit, argument: str) -> None:
    """/removefeed N or URL: asks whether it is meant."""
    feed = await _named(visit, argument)
    if feed is None:
        await visit.say(feed_cards.no_such_feed(visit.edition, notices.typed("removefeed", argument)))
    else:
        await visit.say(feed_cards.removal_question(visit.edition, feed))


async def why(visit: Visit, argument: str) -> None:
    """/why ARTICLE: its number, the id an import gave it, or its address."""
    if not argument:
        await visit.say(notices.not_a_number(visit.edition, "why", argument))
        return
    record = await asyncio.to_thread(visit.services.archive.decision, argument)
    if record is None:
        await visit.say(notices.no_such_article(visit.edition, argument))
        return
    text, entities = compose((Block(tuple(map(plain, explain(record))), rank=1),))
    await visit.say(Message(text, entities))


# --- for buttons ---------------------------------------------------------------------------------------------


async def feeds_page(visit: Visit, page: int) -> Message:
    """A page of the feeds."""
    feeds = await asyncio.to_thread(visit.services.feeds.list)
    return feed_cards.feeds_list(visit.edition, feeds, page)


async def feed_page(visit: Visit, number: int) -> Message:
    """One feed's card."""
    feed = await asyncio.to_thread(visit.services.feeds.get, number)
    return feed_cards.feed_card(visit.edition, feed) if feed else _gone(visit, number)


async def test_page(visit: Visit, number: int) -> Message:
    """What a feed answers at present."""
    feed = await asyncio.to_thread(visit.services.feeds.get, number)
    if feed is None:
        return _gone(visit, number)
    check = await visit.services.try_feed(feed.url)
    return feed_cards.feed_tested(visit.edition, feed, check)


async def question_page(visit: Visit, number: int) -> Message:
    """Whether the feed is to be removed."""
    feed = await asyncio.to_thread(visit.services.feeds.get, number)
    return feed_cards.removal_question(visit.edition, feed) if feed else _gone(visit, number)


async def removed_page(visit: Visit, number: int) -> Message:
    """Remove the feed."""
    feed = await asyncio.to_thread(visit.services.feeds.get, number)
    if feed is None or not await asyncio.to_thread(visit.services.feeds.remove, number):
        return _gone(visit, number)
    return feed_cards.feed_removed(visit.edition, feed)


def _gone(visit: Visit, number: int) -> Message:
    return feed_cards.no_such_feed(visit.edition, plain(str(number)))


async def _named(visit: Visit, argument: str) -> Feed | None:
    number = number_in(argument)
    which: int | str | None = safe_url(argument) if number is None else number
    return None if which is None else await asyncio.to_thread(visit.services.feeds.get, which)
