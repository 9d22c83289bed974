"""What admins see of feeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.feed_cards import (
    Offer,
    feed_card,
    feed_known,
    feed_question,
    feed_refused,
    feed_removed,
    feed_tested,
    removal_question,
)
from bot.chat.feed_pages import complaint, feeds_list
from bot.feed_health import Ailment
from bot.trial import FeedCheck
from storage.records import Feed, FeedDraft, FeedState
from tests.chat.samples import NOW, edition, labels, marked

GULL = Feed(
    id=3,
    url="https://gull.example/feed",
    outlet="Gull",
    lang="en",
    perspective="harbour",
    title="Gull news",
    state=FeedState.ACTIVE,
    etag=None,
    last_modified=None,
    next_poll_at=NOW + timedelta(minutes=17),
    last_polled_at=NOW,
    last_success_at=NOW - timedelta(minutes=3),
    failures=0,
    last_error=None,
    created_at=NOW,
)
SICK = replace(GULL, id=4, outlet="Tern", failures=3, last_error="tern.example answers 403", perspective=None)
CHECK = FeedCheck(
    feed=GULL.url,
    ok=True,
    title="Gull news",
    entries=12,
    on_topic=4,
    error=None,
    seconds=0.4,
    lang="en",
    latest=("Traders refuse", "Scales <b>true</b>"),
)


@pytest.mark.parametrize(
    ("feed", "health"),
    [
        (GULL, "read 3 minutes ago; next in 17 minutes"),
        (replace(GULL, next_poll_at=NOW), "read 3 minutes ago; next shortly"),
        (replace(GULL, last_success_at=None), "not read yet; first time in 17 minutes"),
        (
            SICK,
            "failing, 3 times in a row: tern.example answers 403; last read 3 minutes ago; next try in 17 minutes",
        ),
        (
            replace(SICK, last_success_at=None, failures=1),
            "failing, 1 time in a row: tern.example answers 403; never read yet; next try in 17 minutes",
        ),
        (replace(GULL, state=FeedState.PAUSED), "paused"),
        (
            replace(GULL, state=FeedState.GONE, last_error="answers 410"),
            "gone for good, no longer read: answers 410",
        ),
    ],
)
def test_a_card_says_how_a_feed_is_in_plain_words(feed: Feed, health: str) -> None:
    assert feed_card(edition(), feed).text.splitlines()[-2] == health


def test_a_card_says_whose_a_feed_is_and_where_it_lives() -> None:
    message = feed_card(edition(), GULL)
    assert marked(message).splitlines()[:2] == [
        "*Gull* · en · Harbour",
        "[https://gull.example/feed](https://gull.example/feed)",
    ]
    assert labels(message) == [["Pause", "Test now", "History", "Remove"], ["All feeds"]]


def test_the_list_begins_with_those_in_trouble() -> None:
    message = feeds_list(edition(), [GULL, SICK], {SICK.id: Ailment.FAILING}, 0)
    lines = message.text.splitlines()
    assert lines[0] == "2 feeds · 1 in trouble"
    assert lines[2].startswith("4. Tern · en — failing")
    assert lines[3] == "3. Gull · en · Harbour — read 3 minutes ago; next in 17 minutes"
    assert labels(message) == [["4", "3"], ["Only those in trouble"]]


def test_a_long_list_is_leafed_through_and_a_page_that_is_not_there_is_the_nearest() -> None:
    feeds = [replace(GULL, id=n, outlet=f"Outlet {n:02}") for n in range(1, 21)]
    assert labels(feeds_list(edition(), feeds, {}, 1))[1] == ["◀", "▶"]
    assert labels(feeds_list(edition(), feeds, {}, 99)) == [["17", "18", "19", "20"], ["◀"]]


def test_without_feeds_there_is_something_to_type() -> None:
    assert marked(feeds_list(edition(), [], {}, 0)) == (
        "There are no feeds yet. Try `/addfeed https://example.org/feed`."
    )


def test_a_new_feed_is_shown_with_what_is_in_it() -> None:
    draft = FeedDraft(url=GULL.url, outlet="Gull")
    asked = feed_question(edition(), draft, CHECK, 17)
    assert marked(asked) == (
        "*Follow this feed?*\n[https://gull.example/feed](https://gull.example/feed)\n\n"
        "Gull news · en\n12 entries, 4 on the story\n— Traders refuse\n— Scales <b>true</b>"
    )
    assert labels(asked) == [["Follow", "Leave it"]]
    doubtful = feed_question(edition(), draft, replace(CHECK, on_topic=0), 17).text.splitlines()
    assert doubtful[-1] == "Nothing in it is on the story at present; it would be read all the same."


@pytest.mark.parametrize(
    ("ailment", "words"),
    [
        (Ailment.GONE, "gone for good, no longer read"),
        (Ailment.DEAD, "no answer since 14 Jun"),
        (Ailment.FAILING, "no answer since 14 Jun"),
        (Ailment.SILENT, "nothing new for longer than usual: 2 weeks ago"),
        (Ailment.OFF_TOPIC, "nothing on the story for a month"),
        (Ailment.COPIES, "only copies of others for a month"),
        (None, ""),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(ailment: Ailment | None, words: str) -> None:
    feed = replace(GULL, last_entry_at=NOW - timedelta(days=14))
    assert complaint(edition(), feed, ailment) == words


def test_what_was_never_there_is_not_dated() -> None:
    bare = replace(GULL, last_entry_at=None, last_success_at=None)
    assert complaint(edition(), bare, Ailment.DEAD) == "never read yet"
    assert complaint(edition(), bare, Ailment.SILENT) == "answers, but never brought anything"


def test_a_card_says_how_often_a_feed_publishes() -> None:
    last = feed_card(edition(), replace(GULL, rhythm=1200.0)).text.splitlines()[-1]
    assert last == "0 entries, 0 on the story this week · one every 20 minutes"


def test_a_feed_that_is_there_already_is_named() -> None:
    lines = feed_known(edition(), GULL).text.splitlines()
    assert lines[0] == "This feed is followed already, as number 3."
    assert lines[2].startswith("Gull")


def test_a_feed_that_cannot_be_read_is_not_added() -> None:
    failed = replace(CHECK, ok=False, error="gull.example: no such host")
    assert marked(feed_refused(edition(), GULL.url, failed, ())) == (
        "`https://gull.example/feed`: gull.example: no such host\nNothing was added."
    )
    offers = [Offer("https://gull.example/rss", 5), Offer("https://gull.example/atom", 6)]
    page = feed_refused(edition(), GULL.url, replace(failed, offers=("x", "y")), offers)
    assert page.text.splitlines()[-1] == "2. https://gull.example/atom"
    assert labels(page) == [["Try 1", "Try 2"]]
    assert feed_tested(edition(), GULL, failed).text.splitlines()[-1] == "gull.example: no such host"


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("en", "Stop following this feed? What it told stays in the timeline."),
        ("ru", "Убрать эту ленту? То, о чём она сообщила, останется в хронологии."),
        ("hy", "Հեռացնե՞լ այս հոսքը։ Նրա հաղորդածը կմնա ժամանակագրության մեջ։"),
    ],
)
def test_removal_is_asked_about(lang: str, question: str) -> None:
    message = removal_question(edition(lang), GULL)
    assert message.text.splitlines()[-1] == question
    assert len(labels(message)[0]) == 2


def test_a_removed_feed_is_named() -> None:
    assert feed_removed(edition(), GULL).text.splitlines()[0] == "No longer followed: Gull · en · Harbour"
