"""What admins do with feeds in chat: try and follow them, pause and leave them, see how they are, hand over whole lists.

What is about to be followed waits as a proposal until a button confirms it; a button has no room for an address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from bot.chat import feed_cards, feed_pages, notices
from bot.chat.feed_cards import Offer
from bot.chat.links import safe_url
from bot.chat.messages import Message
from bot.chat.visit import Visit, number_in
from bot.feed_health import LOOKED_AT, Ailment, ailment
from bot.trial import FeedCheck
from storage.acts import Deed
from storage.feed_figures import Yield
from storage.feeds import LONGEST_URL
from storage.records import Feed, FeedDraft, FeedState

OUTLET_CHARACTERS = 80
HISTORY = timedelta(days=14)
ERRORS = "errors"
NEWS_SEARCH = "https://news.google.com/rss/search?q=site:{host}+when:7d&hl=en-US&gl=US&ceid=US:en"
"""For sites without a feed; the only search of news that still answers as RSS without a key."""


async def add_feed(visit: Visit, argument: str) -> None:
    """/addfeed URL: read it once, show what it is, ask whether to follow it."""
    url = safe_url(argument)
    if url is None or len(url) > LONGEST_URL:
        await visit.say(feed_cards.not_an_address(visit.edition, notices.typed("addfeed", argument)))
        return
    await visit.say(await _tried(visit, url))


async def list_feeds(visit: Visit, argument: str = "") -> None:
    """/feeds, /feeds errors."""
    await visit.say(await (sick_page if argument.casefold() == ERRORS else feeds_page)(visit, 0))


async def remove_feed(visit: Visit, argument: str) -> None:
    """/removefeed N or URL: asks whether it is meant."""
    feed = await _named(visit, argument)
    if feed is None:
        await visit.say(feed_cards.no_such_feed(visit.edition, notices.typed("removefeed", argument)))
    else:
        await visit.say(feed_cards.removal_question(visit.edition, feed))


async def _tried(visit: Visit, url: str) -> Message:
    """What one reading of an address shows, with a question; or why there is none."""
    edition, feeds = visit.edition, visit.services.store.feeds
    if known := await asyncio.to_thread(feeds.get, url):
        return feed_cards.feed_known(edition, known)
    check = await visit.services.try_feed(url)
    if not check.ok:
        return feed_cards.feed_refused(edition, url, check, await _offers(visit, url, check))
    home = check.url or url
    if known := await asyncio.to_thread(feeds.get, home):
        return feed_cards.feed_known(edition, known)
    host = (urlsplit(home).hostname or home).removeprefix("www.")
    outlet = (check.title or host)[:OUTLET_CHARACTERS]
    draft = FeedDraft(url=home, outlet=outlet, lang=check.lang, title=check.title)
    proposal = await _propose(visit, Deed.FEED_ADD, asdict(draft))
    return feed_cards.feed_question(edition, draft, check, proposal)


async def _offers(visit: Visit, url: str, check: FeedCheck) -> Sequence[Offer]:
    """Feeds that might be meant: those the page links to, else a search of news for the site."""
    offered = [(address, "") for address in check.offers[: feed_cards.OFFERS]]
    if not offered and (site := _site(url)):
        name = visit.edition.catalogue.text("Google News on {site}", site=site)
        offered = [(NEWS_SEARCH.format(host=quote(site)), name)]
    return [
        Offer(address, await _propose(visit, Deed.FEED_ADD, {"try": address}), name)
        for address, name in offered
    ]


def _site(url: str) -> str:
    """The name under which a search knows the site of an address; "" for one that is a number, or of our own house."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    try:
        ip_address(host)
    except ValueError:
        return host if "." in host else ""
    return ""


async def _propose(visit: Visit, deed: Deed, arguments: dict[str, object]) -> int:
    assert visit.user_id is not None  # admins have ids
    return await asyncio.to_thread(
        visit.services.store.audit.propose, visit.edition.now, visit.user_id, deed, arguments
    )


# --- for buttons ---------------------------------------------------------------------------------------------


async def feeds_page(visit: Visit, page: int) -> Message:
    """A page of the feeds."""
    feeds = await asyncio.to_thread(visit.services.store.feeds.list)
    return feed_pages.feeds_list(visit.edition, feeds, await _ailments(visit, feeds), page)


async def sick_page(visit: Visit, page: int) -> Message:
    """A page of those in trouble."""
    feeds = await asyncio.to_thread(visit.services.store.feeds.list)
    ailments = await _ailments(visit, feeds)
    sick = [feed for feed in feeds if feed.id in ailments]
    return feed_pages.feeds_list(visit.edition, sick, ailments, page, only_sick=True)


async def feed_page(visit: Visit, number: int) -> Message:
    """One feed's card."""
    feed = await asyncio.to_thread(visit.services.store.feeds.get, number)
    return await _card(visit, feed) if feed else _gone(visit, number)


async def history_page(visit: Visit, number: int) -> Message:
    """What a feed brought in the last two weeks."""
    feed = await asyncio.to_thread(visit.services.store.feeds.get, number)
    if feed is None:
        return _gone(visit, number)
    since = visit.edition.now - HISTORY
    days = await asyncio.to_thread(visit.services.store.feed_figures.by_day, number, since)
    return feed_pages.history(visit.edition, feed, days)


async def test_page(visit: Visit, number: int) -> Message:
    """What a feed answers at present."""
    feed = await asyncio.to_thread(visit.services.store.feeds.get, number)
    if feed is None:
        return _gone(visit, number)
    check = await visit.services.try_feed(feed.url)
    return feed_cards.feed_tested(visit.edition, feed, check)


async def paused_page(visit: Visit, number: int) -> Message:
    """Pause a feed, or read it again at once; whichever it is not."""
    feeds = visit.services.store.feeds
    feed = await asyncio.to_thread(feeds.get, number)
    if feed is None:
        return _gone(visit, number)
    pause = feed.state is FeedState.ACTIVE
    state = FeedState.PAUSED if pause else FeedState.ACTIVE
    await asyncio.to_thread(feeds.set_state, number, state, visit.edition.now)
    await _log(visit, Deed.FEED_PAUSE if pause else Deed.FEED_RESUME, number, feed.url)
    return await feed_page(visit, number)


async def question_page(visit: Visit, number: int) -> Message:
    """Whether the feed is to be removed."""
    feed = await asyncio.to_thread(visit.services.store.feeds.get, number)
    return feed_cards.removal_question(visit.edition, feed) if feed else _gone(visit, number)


async def removed_page(visit: Visit, number: int) -> Message:
    """Remove the feed."""
    feed = await asyncio.to_thread(visit.services.store.feeds.get, number)
    if feed is None or not await asyncio.to_thread(visit.services.store.feeds.remove, number):
        return _gone(visit, number)
    await _log(visit, Deed.FEED_REMOVE, number, feed.url)
    return feed_cards.feed_removed(visit.edition, feed)


async def followed_page(visit: Visit, number: int) -> Message:
    """Do what was proposed: follow a feed, try another address, or follow a whole list."""
    assert visit.user_id is not None
    audit, now = visit.services.store.audit, visit.edition.now
    proposal = await asyncio.to_thread(audit.proposed, now, visit.user_id, number)
    if proposal is not None and "try" in proposal.arguments:
        # To try is to look: a second press may do so again.
        return await _tried(visit, proposal.arguments["try"])
    proposal = await asyncio.to_thread(audit.confirm, now, visit.user_id, number)
    if proposal is None or proposal.deed not in {Deed.FEED_ADD, Deed.FEED_IMPORT}:
        return Message(notices.stale(visit.edition))
    drafts = [FeedDraft(**values) for values in proposal.arguments.get("feeds", [proposal.arguments])]
    if proposal.deed is Deed.FEED_IMPORT:
        added = await asyncio.to_thread(visit.services.store.feeds.ensure, drafts, now)
        await _log(visit, Deed.FEED_IMPORT, added)
        return feed_cards.list_followed(visit.edition, added)
    feed = await asyncio.to_thread(visit.services.store.feeds.add, drafts[0], now)
    await _log(visit, Deed.FEED_ADD, feed.id, feed.url)
    return await _card(visit, feed, visit.edition.catalogue.text("Added as number {number}", number=feed.id))


async def refused_page(visit: Visit, number: int) -> Message:
    """Forget what was proposed."""
    assert visit.user_id is not None
    await asyncio.to_thread(visit.services.store.audit.confirm, visit.edition.now, visit.user_id, number)
    return feed_cards.nothing_added(visit.edition)


async def _card(visit: Visit, feed: Feed, note: str = "") -> Message:
    week = await asyncio.to_thread(
        visit.services.store.feed_figures.since, visit.edition.now - timedelta(days=7)
    )
    return feed_cards.feed_card(visit.edition, feed, week.get(feed.id, Yield()), note)


async def _ailments(visit: Visit, feeds: Sequence[Feed]) -> dict[int, Ailment]:
    """What is wrong, by feed; those that are well are missing."""
    now = visit.edition.now
    brought = await asyncio.to_thread(visit.services.store.feed_figures.since, now - LOOKED_AT)
    judged = ((feed.id, ailment(feed, brought.get(feed.id, Yield()), now)) for feed in feeds)
    return {number: found for number, found in judged if found}


async def _log(visit: Visit, deed: Deed, number: int, why: str | None = None) -> None:
    assert visit.user_id is not None
    log = visit.services.store.audit.log
    await asyncio.to_thread(log, visit.edition.now, visit.user_id, deed, subject=str(number), why=why)


def _gone(visit: Visit, number: int) -> Message:
    return feed_cards.no_such_feed(visit.edition, notices.typed("feeds", str(number)))


async def _named(visit: Visit, argument: str) -> Feed | None:
    number = number_in(argument)
    which: int | str | None = safe_url(argument) if number is None else number
    return None if which is None else await asyncio.to_thread(visit.services.store.feeds.get, which)
