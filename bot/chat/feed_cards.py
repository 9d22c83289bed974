"""What admins see of feeds: the list, one feed's card with its health in plain words, what a try of a feed showed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.links import safe_url
from bot.chat.messages import Message
from bot.chat.notices import fault
from bot.chat.words import BOLD, CODE, Style, Words, clip, joined, linked, literal, plain
from bot.trial import FeedCheck
from storage.records import Feed, FeedState

PAGE_FEEDS = 8
"""As many as there are buttons in a row."""

URL_UNITS = 120
ERROR_UNITS = 200
HEADLINES = 3
OFFERS = 5


def feeds_list(edition: Edition, feeds: Sequence[Feed], page: int) -> Message:
    """A page of the feeds, those in trouble first; the buttons open their cards.

    Args:
        edition: for whom.
        feeds: all of them.
        page: 0 is the first; one that is not there shows the nearest.
    """
    catalogue = edition.catalogue
    if not feeds:
        hint = catalogue.text("Try {example}.")
        return fault(
            (), catalogue.text("There are no feeds yet."), hint, example="/addfeed https://example.org/feed"
        )
    ordered = sorted(feeds, key=lambda feed: (not in_trouble(feed), feed.outlet.casefold(), feed.id))
    page = max(0, min(page, (len(ordered) - 1) // PAGE_FEEDS))
    shown = ordered[page * PAGE_FEEDS : (page + 1) * PAGE_FEEDS]
    ill = sum(map(in_trouble, feeds))
    heading = joined(
        " · ",
        (
            plain(catalogue.plural("{count} feed", "{count} feeds", len(feeds)), BOLD),
            literal(catalogue.plural("{count} in trouble", "{count} in trouble", ill) if ill else ""),
        ),
    )
    lines = tuple(
        (*literal(f"{feed.id}. "), *_named(edition, feed), *literal(" — "), *health(edition, feed))
        for feed in shown
    )
    text, entities = compose((Block((heading,)), Block(lines)))
    near = [("◀", page - 1), ("▶", page + 1)]
    pages = [button(label, Act.FEEDS, n) for label, n in near if 0 <= n * PAGE_FEEDS < len(feeds)]
    return Message(
        text, entities, keyboard((button(str(feed.id), Act.FEED, feed.id) for feed in shown), pages)
    )


def feed_card(edition: Edition, feed: Feed, note: str = "") -> Message:
    """One feed: whose it is, where it lives, how it is.

    Args:
        edition: for whom.
        feed: the feed.
        note: a translated line above it, such as "Added."
    """
    catalogue = edition.catalogue
    text, entities = compose(
        (
            Block((literal(note),)),
            Block((_named(edition, feed, BOLD), _address(feed.url), health(edition, feed))),
        )
    )
    acts = [
        button(catalogue.text("Test now"), Act.TEST_FEED, feed.id),
        button(catalogue.text("Remove"), Act.REMOVE_FEED, feed.id),
    ]
    return Message(text, entities, keyboard(acts, [button(catalogue.text("All feeds"), Act.FEEDS, 0)]))


def in_trouble(feed: Feed) -> bool:
    """Whether a feed needs an admin's eye."""
    return feed.state is FeedState.GONE or feed.failures > 0


def health(edition: Edition, feed: Feed) -> Words:
    """How a feed is, in plain words."""
    catalogue, now = edition.catalogue, edition.now
    error = clip(plain(feed.last_error or ""), ERROR_UNITS)
    if feed.state is FeedState.GONE:
        return joined(": ", (literal(catalogue.text("gone for good, no longer read")), error))
    if feed.state is FeedState.PAUSED:
        return literal(catalogue.text("paused"))
    read = catalogue.ago(feed.last_success_at, now) if feed.last_success_at else ""
    following = (
        catalogue.ago(feed.next_poll_at, now) if feed.next_poll_at > now else catalogue.text("shortly")
    )
    if feed.failures:
        failing = catalogue.plural(
            "failing, {count} time in a row", "failing, {count} times in a row", feed.failures
        )
        since = catalogue.text("last read {ago}", ago=read) if read else catalogue.text("never read yet")
        again = catalogue.text("next try {when}", when=following)
        return joined("; ", (joined(": ", (literal(failing), error)), literal(since), literal(again)))
    if not read:
        return literal(catalogue.text("not read yet; first time {when}", when=following))
    return literal(catalogue.text("read {ago}; next {when}", ago=read, when=following))


def feed_tried(edition: Edition, check: FeedCheck) -> tuple[Words, ...]:
    """What a try of a feed showed, as lines: title, language, how much of it is on the story, its newest headlines."""
    catalogue = edition.catalogue
    if not check.ok:
        return (clip(plain(check.error or catalogue.text("it cannot be read")), ERROR_UNITS),)
    entries = catalogue.plural("{count} entry", "{count} entries", check.entries)
    story = catalogue.plural("{count} on the story", "{count} on the story", check.on_topic)
    title = joined(" · ", (plain(check.title or ""), literal(check.lang or "")))
    newest = tuple(literal("— ") + clip(plain(headline), URL_UNITS) for headline in check.latest[:HEADLINES])
    return (title, literal(f"{entries}, {story}"), *newest)


def feed_added(edition: Edition, feed: Feed, check: FeedCheck) -> Message:
    """A feed that is followed from now on."""
    catalogue = edition.catalogue
    heading = joined(
        " · ", (plain(catalogue.text("Added as number {number}", number=feed.id), BOLD), _address(feed.url))
    )
    doubt = (
        ""
        if check.on_topic
        else catalogue.text("Nothing in it is on the story at present; it is read all the same.")
    )
    text, entities = compose((Block((heading,)), Block(feed_tried(edition, check)), Block((literal(doubt),))))
    return Message(text, entities, keyboard([button(catalogue.text("Remove"), Act.REMOVE_FEED, feed.id)]))


def feed_known(edition: Edition, feed: Feed) -> Message:
    """A feed that was followed already."""
    note = edition.catalogue.text("This feed is followed already, as number {number}.", number=feed.id)
    return feed_card(edition, feed, note)


def feed_refused(edition: Edition, url: str, check: FeedCheck) -> Message:
    """A feed that cannot be read, and is not added."""
    catalogue = edition.catalogue
    failed = joined(
        ": ", (plain(url, CODE), clip(plain(check.error or catalogue.text("it cannot be read")), ERROR_UNITS))
    )
    offered = tuple(clip(plain(offer, CODE), URL_UNITS) for offer in check.offers[:OFFERS])
    hint = (literal(catalogue.text("This page offers:")), *offered) if offered else ()
    nothing = literal(catalogue.text("Nothing was added."))
    text, entities = compose((Block((clip(failed, 4 * ERROR_UNITS), nothing)), Block(hint)))
    return Message(text, entities)


def feed_tested(edition: Edition, feed: Feed, check: FeedCheck) -> Message:
    """What a stored feed answers at present."""
    text, entities = compose((Block((_named(edition, feed, BOLD), *feed_tried(edition, check))),))
    return Message(text, entities, keyboard([button(edition.catalogue.text("All feeds"), Act.FEEDS, 0)]))


def removal_question(edition: Edition, feed: Feed) -> Message:
    """Whether it is meant."""
    catalogue = edition.catalogue
    question = catalogue.text("Stop following this feed? What it told stays in the timeline.")
    text, entities = compose(
        (Block((_named(edition, feed, BOLD), _address(feed.url))), Block((literal(question),)))
    )
    answers = [
        button(catalogue.text("Remove"), Act.REMOVE_FEED_SURELY, feed.id),
        button(catalogue.text("Keep"), Act.FEED, feed.id),
    ]
    return Message(text, entities, keyboard(answers))


def feed_removed(edition: Edition, feed: Feed) -> Message:
    """A feed that is followed no longer."""
    note = literal(edition.catalogue.text("No longer followed:"))
    text, entities = compose((Block((joined(" ", (note, _named(edition, feed, BOLD))), _address(feed.url))),))
    return Message(text, entities)


def no_such_feed(edition: Edition, command: Words) -> Message:
    """A number or address that no feed has."""
    catalogue = edition.catalogue
    return fault(command, catalogue.text("there is no such feed."), catalogue.text("/feeds lists them."))


def not_an_address(edition: Edition, command: Words) -> Message:
    """Something that is no address of a feed."""
    catalogue = edition.catalogue
    trouble = catalogue.text("an address that begins with http:// or https:// is missing.")
    return fault(
        command, trouble, catalogue.text("Try {example}."), example="/addfeed https://example.org/feed"
    )


def _named(edition: Edition, feed: Feed, *styles: Style) -> Words:
    """Outlet · language · perspective."""
    parts = (
        plain(feed.outlet, *styles),
        literal(feed.lang or ""),
        plain(edition.perspective(feed.perspective)),
    )
    return joined(" · ", parts)


def _address(url: str) -> Words:
    """The address as it is, a link where it may be one."""
    return linked(clip(plain(safe_url(url) or url), URL_UNITS), url)
