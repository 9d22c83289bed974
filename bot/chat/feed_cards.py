"""What admins see of one feed: its card with its health in plain words, what a try of it showed, what is asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.chat.catalogue import Catalogue
from bot.chat.edition import Edition
from bot.chat.feed_faults import fault_said
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.links import safe_url
from bot.chat.messages import Message
from bot.chat.notices import fault
from bot.chat.words import BOLD, CODE, Style, Words, clip, joined, linked, literal, plain
from bot.reading.opml import FeedList
from bot.trial import FeedCheck
from storage.feed_figures import Yield
from storage.records import Feed, FeedDraft, FeedState

URL_UNITS = 120
ERROR_UNITS = 200
HEADLINES = 3
OFFERS = 5
MOST_FAULTS = 10  # shown of a list; the rest are counted
NOTHING = Yield()


@dataclass(frozen=True, slots=True)
class Offer:
    """An address that might be a feed, and the number under which it waits to be tried; what it is called, if not by it."""

    url: str
    proposal: int
    name: str = ""


def feed_card(edition: Edition, feed: Feed, week: Yield = NOTHING, note: str = "") -> Message:
    """One feed: whose it is, where it lives, how it is, what it brought this week.

    Args:
        edition: for whom.
        feed: the feed.
        week: what it brought in the last seven days.
        note: a translated line above it, such as "Added."
    """
    catalogue = edition.catalogue
    text, entities = compose(
        (
            Block((literal(note),)),
            Block(
                (
                    named(edition, feed, BOLD),
                    _address(feed.url),
                    health(edition, feed),
                    literal(_brought(edition, feed, week)),
                )
            ),
        )
    )
    reading = feed.state is FeedState.ACTIVE
    acts = [
        button(catalogue.text("Pause") if reading else catalogue.text("Resume"), Act.PAUSE_FEED, feed.id),
        button(catalogue.text("Test now"), Act.TEST_FEED, feed.id),
        button(catalogue.text("History"), Act.FEED_HISTORY, feed.id),
        button(catalogue.text("Remove"), Act.REMOVE_FEED, feed.id),
    ]
    return Message(text, entities, keyboard(acts, [button(catalogue.text("All feeds"), Act.FEEDS, 0)]))


def _brought(edition: Edition, feed: Feed, week: Yield) -> str:
    """12 entries, 4 on the story this week · about one every 20 minutes."""
    catalogue = edition.catalogue
    entries = catalogue.plural("{count} entry", "{count} entries", week.entries)
    story = catalogue.plural(
        "{count} on the story this week", "{count} on the story this week", week.on_topic
    )
    rhythm = catalogue.text("one every {time}", time=catalogue.length(feed.rhythm)) if feed.rhythm else ""
    return " · ".join(filter(None, (f"{entries}, {story}", rhythm)))


def health(edition: Edition, feed: Feed) -> Words:
    """How a feed is, in plain words."""
    catalogue, now = edition.catalogue, edition.now
    error = clip(plain(fault_said(catalogue, feed.last_error or "")), ERROR_UNITS)
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
        return (_refusal(edition, check),)
    entries = catalogue.plural("{count} entry", "{count} entries", check.entries)
    story = catalogue.plural("{count} on the story", "{count} on the story", check.on_topic)
    title = joined(" · ", (plain(check.title or ""), literal(check.lang or "")))
    newest = tuple(literal("— ") + clip(plain(headline), URL_UNITS) for headline in check.latest[:HEADLINES])
    return (title, literal(f"{entries}, {story}"), *newest)


def _refusal(edition: Edition, check: FeedCheck) -> Words:
    catalogue = edition.catalogue
    said = fault_said(catalogue, check.error) if check.error else catalogue.text("it cannot be read")
    return clip(plain(said), ERROR_UNITS)


def feed_question(edition: Edition, draft: FeedDraft, check: FeedCheck, proposal: int) -> Message:
    """What a feed is, and whether to follow it."""
    catalogue = edition.catalogue
    doubt = (
        ""
        if check.on_topic
        else catalogue.text("Nothing in it is on the story at present; it would be read all the same.")
    )
    question = literal(catalogue.text("Follow this feed?"), BOLD)
    text, entities = compose(
        (Block((question, _address(draft.url))), Block(feed_tried(edition, check)), Block((literal(doubt),)))
    )
    return Message(text, entities, keyboard(_answers(edition, proposal)))


def list_question(edition: Edition, new: int, known: int, listed: FeedList, proposal: int | None) -> Message:
    """What a subscription list holds, and whether to follow it.

    Args:
        edition: for whom.
        new: feeds that are not followed yet.
        known: feeds that are.
        listed: with a line for each entry that is no feed, or stands there twice.
        proposal: under which the new ones wait; None: there are none.
    """
    catalogue = edition.catalogue
    counted = [
        catalogue.plural("{count} new feed", "{count} new feeds", new)
        if new
        else catalogue.text("No new feeds"),
        catalogue.plural("{count} followed already", "{count} followed already", known) if known else "",
        catalogue.plural("{count} line is no feed", "{count} lines are no feeds", len(listed.faults))
        if listed.faults
        else "",
        catalogue.plural("{count} stands there twice", "{count} stand there twice", len(listed.repeated))
        if listed.repeated
        else "",
    ]
    lines = tuple(clip(plain(line), ERROR_UNITS) for line in _complaints(catalogue, listed))
    more = Block(
        lines,
        rank=1,
        quote=True,
        most=MOST_FAULTS,
        rest=lambda n: literal(catalogue.plural("and {count} more", "and {count} more", n)),
    )
    text, entities = compose((Block((literal(", ".join(filter(None, counted)), BOLD),)), more))
    return Message(text, entities, keyboard(_answers(edition, proposal) if proposal else ()))


def _complaints(catalogue: Catalogue, listed: FeedList) -> list[str]:
    """A line for each entry that is no feed, or one for the second time."""
    no_feed = [
        (
            catalogue.text("Line {number}: no address ({name})", number=fault.line, name=fault.name)
            if not fault.address
            else catalogue.text(
                "Line {number}: {address} is no web address", number=fault.line, address=fault.address
            )
        )
        for fault in listed.faults
    ]
    return no_feed + [
        catalogue.text(
            "Line {number}: {address} stands there already", number=fault.line, address=fault.address
        )
        for fault in listed.repeated
    ]


def no_list(edition: Edition, name: str) -> Message:
    """A file that is no subscription list."""
    catalogue = edition.catalogue
    trouble = catalogue.text("this is no OPML; nothing was read.")
    return fault(
        clip(plain(name), ERROR_UNITS), trouble, catalogue.text("Send a list of feeds as an OPML file.")
    )


def list_too_large(edition: Edition, most: int) -> Message:
    """A file larger than any list of feeds."""
    catalogue = edition.catalogue
    megabytes = most // 2**20
    return Message(catalogue.text("This file is larger than {size} MB; nothing was read.", size=megabytes))


def list_followed(edition: Edition, added: int) -> Message:
    """A subscription list that is followed from now on."""
    said = edition.catalogue.plural("{count} feed added.", "{count} feeds added.", added)
    return Message(said, (), keyboard(_all_feeds(edition)))


def nothing_added(edition: Edition) -> Message:
    """A question that was answered with no."""
    return Message(edition.catalogue.text("Nothing was added."))


def _answers(edition: Edition, proposal: int) -> list[InlineKeyboardButton]:
    catalogue = edition.catalogue
    return [
        button(catalogue.text("Follow"), Act.FOLLOW_FEED, proposal),
        button(catalogue.text("Leave it"), Act.LEAVE_FEED, proposal),
    ]


def feed_known(edition: Edition, feed: Feed) -> Message:
    """A feed that was followed already."""
    note = edition.catalogue.text("This feed is followed already, as number {number}.", number=feed.id)
    return feed_card(edition, feed, note=note)


def feed_refused(edition: Edition, url: str, check: FeedCheck, offers: Sequence[Offer]) -> Message:
    """An address that is no feed one can read; the buttons try what might have been meant."""
    catalogue = edition.catalogue
    failed = joined(": ", (plain(url, CODE), _refusal(edition, check)))
    numbered = list(enumerate(offers, start=1))
    offered = tuple(
        joined(" ", (literal(f"{n}."), literal(offer.name) or clip(plain(offer.url, CODE), URL_UNITS)))
        for n, offer in numbered
    )
    found = (
        catalogue.text("This page offers:") if check.offers else catalogue.text("Perhaps a search instead:")
    )
    hint = (literal(found), *offered) if offered else ()
    nothing = literal(catalogue.text("Nothing was added."))
    text, entities = compose((Block((clip(failed, 4 * ERROR_UNITS), nothing)), Block(hint)))
    tries = [
        button(catalogue.text("Try {number}", number=n), Act.FOLLOW_FEED, offer.proposal)
        for n, offer in numbered
    ]
    return Message(text, entities, keyboard(tries))


def feed_tested(edition: Edition, feed: Feed, check: FeedCheck) -> Message:
    """What a stored feed answers at present."""
    text, entities = compose((Block((named(edition, feed, BOLD), *feed_tried(edition, check))),))
    return Message(
        text,
        entities,
        keyboard([button(edition.catalogue.text("Back"), Act.FEED, feed.id), *_all_feeds(edition)]),
    )


def _all_feeds(edition: Edition) -> list[InlineKeyboardButton]:
    return [button(edition.catalogue.text("All feeds"), Act.FEEDS, 0)]


def removal_question(edition: Edition, feed: Feed) -> Message:
    """Whether it is meant."""
    catalogue = edition.catalogue
    question = catalogue.text("Stop following this feed? What it told stays in the timeline.")
    text, entities = compose(
        (Block((named(edition, feed, BOLD), _address(feed.url))), Block((literal(question),)))
    )
    answers = [
        button(catalogue.text("Remove"), Act.REMOVE_FEED_SURELY, feed.id),
        button(catalogue.text("Keep"), Act.FEED, feed.id),
    ]
    return Message(text, entities, keyboard(answers))


def feed_removed(edition: Edition, feed: Feed) -> Message:
    """A feed that is followed no longer."""
    note = literal(edition.catalogue.text("No longer followed:"))
    text, entities = compose((Block((joined(" ", (note, named(edition, feed, BOLD))), _address(feed.url))),))
    return Message(text, entities, keyboard(_all_feeds(edition)))


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


def named(edition: Edition, feed: Feed, *styles: Style) -> Words:
    """Whose a feed is: outlet · language · perspective."""
    parts = (
        plain(feed.outlet, *styles),
        literal(feed.lang or ""),
        plain(edition.perspective(feed.perspective)),
    )
    return joined(" · ", parts)


def _address(url: str) -> Words:
    """The address as it is, a link where it may be one."""
    return linked(clip(plain(safe_url(url) or url), URL_UNITS), url)
