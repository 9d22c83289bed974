"""/sources: which outlets are read, by the side they stand on, and which of them do not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from bot.chat.edition import Edition
from bot.chat.feed_pages import complaint
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.visit import Visit
from bot.chat.words import BOLD, Words, joined, literal, plain
from bot.feed_health import Ailment, ailment
from storage.feed_figures import Yield
from storage.records import Feed, FeedState

UNWELL = frozenset((Ailment.GONE, Ailment.DEAD, Ailment.FAILING))
"""What a reader should know: the outlet's side is missing. What is silent or off the topic concerns admins."""

TROUBLED = 8  # lines; the rest are counted
OUTLETS = 40  # of one side, by name


async def sources(visit: Visit, _: str = "") -> None:
    """/sources."""
    feeds = await asyncio.to_thread(visit.services.store.feeds.list)
    await visit.say(sources_page(visit.edition, feeds))


def sources_page(edition: Edition, feeds: Sequence[Feed]) -> Message:
    """How many feeds there are and answer; those that do not; then the outlets of each side, folded away."""
    catalogue = edition.catalogue
    read = [feed for feed in feeds if feed.state is not FeedState.PAUSED]
    if not read:
        return Message(catalogue.text("No source is read at present."))
    troubled = [(feed, found) for feed in read if (found := ailment(feed, Yield(), edition.now)) in UNWELL]
    heading = catalogue.plural("{count} source is read", "{count} sources are read", len(read))
    well = catalogue.text("All of them answer.")
    if troubled:
        well = catalogue.plural("{count} answers", "{count} answer", len(read) - len(troubled))
    lines = tuple(
        joined(": ", (plain(feed.outlet), literal(complaint(edition, feed, found))))
        for feed, found in troubled
    )
    text, entities = compose(
        (
            Block((joined(" · ", (literal(heading, BOLD), plain(edition.tag))), literal(well))),
            Block(
                lines,
                most=TROUBLED,
                rest=lambda n: literal(catalogue.plural("and {count} more", "and {count} more", n)),
            ),
            *_sides(edition, read),
        )
    )
    return Message(text, entities)


def _sides(edition: Edition, feeds: Sequence[Feed]) -> Iterator[Block]:
    """A folded list for each side, in the topic's order."""
    catalogue = edition.catalogue
    sides: dict[str, list[Feed]] = {name: [] for name in edition.topic.perspectives}
    for feed in feeds:
        sides.setdefault(feed.perspective or "", []).append(feed)
    for side, theirs in sides.items():
        outlets: dict[str, Words] = {}
        for feed in sorted(theirs, key=lambda feed: feed.outlet.casefold()):
            outlets.setdefault(feed.outlet, edition.tagged(plain(feed.outlet), feed.lang or edition.lang))
        if not outlets:
            continue
        name = edition.perspective(side) if side else catalogue.text("of no known side")
        heading = joined(
            " · ", (plain(name[:1].upper() + name[1:], BOLD), literal(catalogue.number(len(outlets))))
        )
        yield Block(
            (heading, *outlets.values()),
            rank=1,
            quote=True,
            most=OUTLETS,
            rest=lambda n: literal(catalogue.plural("and {count} more", "and {count} more", n)),
        )
