"""Feeds by the page: all of them, those in trouble, one feed's last days, and the weekly report. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.chat.edition import Edition
from bot.chat.feed_cards import health, named
from bot.chat.feed_faults import fault_said
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.notices import fault
from bot.chat.words import BOLD, Words, joined, literal, plain
from bot.feed_health import DEAD_AFTER, Ailment, FeedAlarm, Turn
from storage.feed_figures import Yield
from storage.records import Feed

PAGE_FEEDS = 8
"""As many as there are buttons in a row."""

REPORTED = 6  # feeds of one ailment in the weekly report


def feeds_list(
    edition: Edition,
    feeds: Sequence[Feed],
    ailments: Mapping[int, Ailment],
    page: int,
    *,
    only_sick: bool = False,
) -> Message:
    """A page of the feeds, those in trouble first; the buttons open their cards.

    Args:
        edition: for whom.
        feeds: all of them, or only those in trouble.
        ailments: what is wrong, by feed.
        page: 0 is the first; one that is not there shows the nearest.
        only_sick: whether it is the list of those in trouble.
    """
    catalogue = edition.catalogue
    if not feeds:
        if only_sick:
            return Message(catalogue.text("All feeds are well."))
        hint = catalogue.text("Try {example}.")
        return fault(
            (), catalogue.text("There are no feeds yet."), hint, example="/addfeed https://example.org/feed"
        )
    ordered = sorted(feeds, key=lambda feed: (feed.id not in ailments, feed.outlet.casefold(), feed.id))
    page = max(0, min(page, (len(ordered) - 1) // PAGE_FEEDS))
    shown = ordered[page * PAGE_FEEDS : (page + 1) * PAGE_FEEDS]
    lines = tuple(
        (
            *literal(f"{feed.id}. "),
            *named(edition, feed),
            *literal(" — "),
            *_state(edition, feed, ailments.get(feed.id)),
        )
        for feed in shown
    )
    text, entities = compose(
        (Block((_heading(edition, feeds, ailments, only_sick=only_sick),)), Block(lines))
    )
    leaf = Act.SICK_FEEDS if only_sick else Act.FEEDS
    near = [("◀", page - 1), ("▶", page + 1)]
    pages = [button(label, leaf, n) for label, n in near if 0 <= n * PAGE_FEEDS < len(feeds)]
    other = []
    if only_sick:
        other = [button(catalogue.text("All feeds"), Act.FEEDS, 0)]
    elif ailments:
        other = [button(catalogue.text("Only those in trouble"), Act.SICK_FEEDS, 0)]
    return Message(
        text, entities, keyboard((button(str(feed.id), Act.FEED, feed.id) for feed in shown), pages, other)
    )


def _heading(
    edition: Edition, feeds: Sequence[Feed], ailments: Mapping[int, Ailment], *, only_sick: bool
) -> Words:
    catalogue = edition.catalogue
    ill = catalogue.plural("{count} in trouble", "{count} in trouble", len(ailments)) if ailments else ""
    if only_sick:
        return joined(" · ", (literal(catalogue.text("Feeds"), BOLD), literal(ill)))
    count = catalogue.plural("{count} feed", "{count} feeds", len(feeds))
    return joined(" · ", (plain(count, BOLD), literal(ill)))


def _state(edition: Edition, feed: Feed, ailment: Ailment | None) -> Words:
    """How a feed is: what is wrong with one that answers, else its readings."""
    said = (
        complaint(edition, feed, ailment)
        if ailment in {Ailment.SILENT, Ailment.OFF_TOPIC, Ailment.COPIES}
        else ""
    )
    return literal(said) if said else health(edition, feed)


def complaint(edition: Edition, feed: Feed, ailment: Ailment | None) -> str:
    """What is wrong with a feed, in plain words; "" for none."""
    catalogue = edition.catalogue
    match ailment:
        case Ailment.GONE:
            said = catalogue.text("gone for good, no longer read")
        case Ailment.DEAD | Ailment.FAILING:
            since = feed.last_success_at
            said = (
                catalogue.text("no answer since {day}", day=catalogue.short_day(since.date()))
                if since
                else catalogue.text("never read yet")
            )
        case Ailment.SILENT:
            last = feed.last_entry_at
            said = (
                catalogue.text(
                    "nothing new for longer than usual: {ago}", ago=catalogue.ago(last, edition.now)
                )
                if last
                else catalogue.text("answers, but never brought anything")
            )
        case Ailment.OFF_TOPIC:
            said = catalogue.text("nothing on the story for a month")
        case Ailment.COPIES:
            said = catalogue.text("only copies of others for a month")
        case None:
            said = ""
    return said


def alarm_line(edition: Edition, alarm: FeedAlarm) -> str:
    """A turn of a feed's life in one line."""
    catalogue = edition.catalogue
    feed: dict[str, str | int] = {"outlet": alarm.outlet, "number": alarm.number}
    match alarm.turn:
        case Turn.BACK:
            return catalogue.text("{outlet} (feed {number}) is read again", **feed)
        case Turn.MOVED:
            said = catalogue.text("{outlet} (feed {number}) is no longer read itself", **feed)
        case Turn.GONE:
            said = catalogue.text("{outlet} (feed {number}) is gone for good and no longer read", **feed)
        case Turn.DEAD:
            said = catalogue.plural(
                "{outlet} (feed {number}) could not be read for {count} day",
                "{outlet} (feed {number}) could not be read for {count} days",
                DEAD_AFTER.days,
                **feed,
            )
    return f"{said}: {fault_said(catalogue, alarm.why)}"


def history(edition: Edition, feed: Feed, days: Mapping[date, Yield]) -> Message:
    """What a feed brought, day by day, the newest first."""
    catalogue = edition.catalogue
    lines = []
    for day in sorted(days, reverse=True):
        brought = days[day]
        said = [
            catalogue.plural("{count} entry", "{count} entries", brought.entries),
            catalogue.plural("{count} on the story", "{count} on the story", brought.on_topic),
            catalogue.plural("{count} copy", "{count} copies", brought.copies) if brought.copies else "",
        ]
        lines.append(
            joined("  ", (literal(catalogue.short_day(day), BOLD), literal(", ".join(filter(None, said)))))
        )
    nothing = (literal(catalogue.text("It brought nothing in the last two weeks.")),) if not lines else ()
    text, entities = compose(
        (Block((named(edition, feed, BOLD), health(edition, feed))), Block((*lines, *nothing), rank=1))
    )
    return Message(text, entities, keyboard([button(catalogue.text("Back"), Act.FEED, feed.id)]))


def weekly_report(
    edition: Edition, feeds: Sequence[Feed], ailments: Mapping[int, Ailment], week: Yield
) -> Message:
    """What admins are told of the feeds once a week: how much they brought, and which need a look.

    Args:
        edition: for whom.
        feeds: all of them.
        ailments: what is wrong, by feed.
        week: what all together brought in the week.
    """
    catalogue = edition.catalogue
    heading = joined(" · ", (literal(catalogue.text("Feeds this week"), BOLD), plain(edition.tag)))
    counted = ", ".join(
        (
            catalogue.plural("{count} feed", "{count} feeds", len(feeds)),
            catalogue.plural("{count} entry", "{count} entries", week.entries),
            catalogue.plural("{count} on the story", "{count} on the story", week.on_topic),
        )
    )
    blocks = [Block((heading, literal(counted)))]
    titles = _titles(edition)
    for kind in Ailment:
        sick = [feed for feed in feeds if ailments.get(feed.id) is kind]
        lines = tuple(
            (*literal(f"{feed.id}. "), *plain(feed.outlet), *literal(f" — {complaint(edition, feed, kind)}"))
            for feed in sick
        )
        if lines:
            blocks.append(
                Block(
                    (literal(titles[kind], BOLD), *lines),
                    rank=1,
                    most=REPORTED + 1,
                    rest=lambda n: literal(catalogue.plural("and {count} more", "and {count} more", n)),
                )
            )
    if not ailments:
        blocks.append(Block((literal(catalogue.text("All feeds are well.")),)))
    text, entities = compose(blocks)
    look = [button(catalogue.text("Only those in trouble"), Act.SICK_FEEDS, 0)] if ailments else []
    return Message(text, entities, keyboard(look), silent=True)


def _titles(edition: Edition) -> dict[Ailment, str]:
    catalogue = edition.catalogue
    return {
        Ailment.GONE: catalogue.text("Gone"),
        Ailment.DEAD: catalogue.text("Dead"),
        Ailment.FAILING: catalogue.text("Failing now"),
        Ailment.SILENT: catalogue.text("Silent"),
        Ailment.OFF_TOPIC: catalogue.text("Never on the story"),
        Ailment.COPIES: catalogue.text("Only copies"),
    }
