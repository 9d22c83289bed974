"""/stats: what Dateline has done and what waits, for admins; the same figures as a picture and as the words under it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat.edition import Edition
from bot.chat.messages import Picture
from bot.chat.visit import Services, Visit
from bot.feed_health import LOOKED_AT, ailment
from bot.pictures.canvas import DARK, LIGHT
from bot.pictures.figures import Board, Group, board_png
from storage.feed_figures import Yield
from storage.records import DeliveryState, FeedState, Instant, Rhythm, Verdict


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is counted.

    Args:
        counts: as `Timeline.counts` gives them.
        feeds: feeds by state; `trouble` are those an admin should look at.
        readers: active subscribers by what they get: (at once, digest).
        deliveries: by state.
        oldest: since when the oldest delivery waits.
    """

    counts: Mapping[str, int]
    feeds: Mapping[str, int]
    readers: Mapping[tuple[Instant, Rhythm], int]
    deliveries: Mapping[str, int]
    oldest: datetime | None


async def stats(visit: Visit, argument: str = "") -> None:
    """/stats, /stats dark."""
    theme = DARK if argument.casefold() == "dark" else LIGHT
    figures = await asyncio.to_thread(_read, visit.services, visit.edition.now)
    board = _board(visit.edition, figures)
    png = await asyncio.to_thread(board_png, board, theme)
    await visit.show(Picture(png, _words(board)))


def _read(services: Services, now: datetime) -> Figures:
    feeds = services.store.feeds.list()
    month = services.store.feed_figures.since(now - LOOKED_AT)
    sick = sum(ailment(feed, month.get(feed.id, Yield()), now) is not None for feed in feeds)
    by_state = {state.value: sum(feed.state is state for feed in feeds) for state in FeedState}
    return Figures(
        counts=services.store.timeline.counts(),
        feeds=by_state | {"trouble": sick},
        readers=services.store.subscribers.by_settings(),
        deliveries=services.store.outbox.counts(),
        oldest=services.store.outbox.oldest_pending(now),
    )


def _board(edition: Edition, figures: Figures) -> Board:
    catalogue = edition.catalogue
    note = (
        catalogue.text(
            "The oldest delivery waits since: {when}", when=catalogue.ago(figures.oldest, edition.now)
        )
        if figures.oldest
        else catalogue.text("Nothing waits to be sent.")
    )
    return Board(
        story=edition.title,
        heading=catalogue.text("Figures"),
        note=note,
        groups=(
            _articles(edition, figures),
            _feeds(edition, figures),
            _readers(edition, figures),
            _sent(edition, figures),
        ),
    )


def _articles(edition: Edition, figures: Figures) -> Group:
    catalogue, counts = edition.catalogue, figures.counts
    names = {
        Verdict.EVENT: catalogue.text("new events"),
        Verdict.DEVELOPMENT: catalogue.text("developments"),
        Verdict.CORROBORATION: catalogue.text("confirmations"),
        Verdict.DUPLICATE: catalogue.text("copies"),
        Verdict.IRRELEVANT: catalogue.text("not the story"),
    }
    title = catalogue.plural("{count} article read", "{count} articles read", counts["articles"])
    return Group(title, [_bar(edition, name, counts[verdict.value]) for verdict, name in names.items()])


def _feeds(edition: Edition, figures: Figures) -> Group:
    catalogue = edition.catalogue
    names = {
        "active": catalogue.text("read"),
        "paused": catalogue.text("on pause"),
        "gone": catalogue.text("closed for good"),
        "trouble": catalogue.text("in trouble"),
    }
    title = catalogue.plural(
        "{count} feed", "{count} feeds", sum(figures.feeds.values()) - figures.feeds["trouble"]
    )
    return Group(title, [_bar(edition, name, figures.feeds[key]) for key, name in names.items()])


def _readers(edition: Edition, figures: Figures) -> Group:
    catalogue = edition.catalogue
    instant = {
        Instant.ALL: catalogue.text("all of it at once"),
        Instant.EVENTS: catalogue.text("the weightiest"),
        Instant.NONE: catalogue.text("digests only"),
    }
    total = sum(figures.readers.values())
    bars = [
        _bar(edition, name, sum(count for (at_once, _), count in figures.readers.items() if at_once is mode))
        for mode, name in instant.items()
    ]
    digests = sum(count for (_, rhythm), count in figures.readers.items() if rhythm is not Rhythm.NONE)
    bars.append(_bar(edition, catalogue.text("with a digest"), digests))
    return Group(catalogue.plural("{count} subscriber", "{count} subscribers", total), bars)


def _sent(edition: Edition, figures: Figures) -> Group:
    catalogue, counts = edition.catalogue, figures.deliveries
    names = {
        DeliveryState.SENT: catalogue.text("sent"),
        DeliveryState.PENDING: catalogue.text("waiting"),
        DeliveryState.HELD: catalogue.text("held for later"),
        DeliveryState.UNCERTAIN: catalogue.text("uncertain"),
        DeliveryState.DEAD: catalogue.text("not sent"),
    }
    return Group(
        catalogue.plural("{count} delivery", "{count} deliveries", sum(counts.values())),
        [_bar(edition, name, counts[state.value]) for state, name in names.items()],
    )


def _bar(edition: Edition, name: str, number: int) -> tuple[str, int, str]:
    return name, number, edition.catalogue.number(number)


def _words(board: Board) -> str:
    """The same as text: a line for each group."""
    lines = [
        f"{group.title}: " + ", ".join(f"{name} {said}" for name, _, said in group.bars)
        for group in board.groups
    ]
    return "\n".join((f"{board.story} · {board.heading}", *lines, board.note))
