"""Feeds managed from the chat, over real sockets: nothing is followed, paused or left but by a button that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.feed_report import DUE, FeedReport
from bot.chat.feed_room import NEWS_SEARCH
from bot.chat.keyboards import Act, encode
from bot.trial import FeedCheck
from storage.records import FeedDraft, FeedState, Fetched
from tests.chat.newspaper import ADMIN, GROUP, READER, Newspaper
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import NOW

# What is tested here is what is said: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FEED = "https://gull.example/feed"
CHECK = FeedCheck(
    feed=FEED,
    ok=True,
    title="Gull news",
    entries=12,
    on_topic=4,
    error=None,
    seconds=0.1,
    lang="en",
    latest=("Scales",),
)
LIST = """<opml><body>
<outline text="Known" xmlUrl="https://gull.example/feed"/>
<outline text="The Tern" xmlUrl="https://tern.example/feed"/>
<outline text="The Crane" xmlUrl="https://crane.example/feed"/>
<outline text="Trick" xmlUrl="gopher://trick.example/"/>
</body></opml>"""


async def pressed(paper: Newspaper, button: str, chat: int = ADMIN) -> SentMessage:
    """Press a button of the newest message that has it; the message as it reads afterwards."""
    message = next(m for m in reversed(paper.api.messages(chat)) if button in m.buttons)
    before = len(paper.api.messages(chat))
    await paper.pressed(message, button)
    after = paper.api.messages(chat)
    return after[-1] if len(after) > before else message


async def test_a_feed_is_tried_and_followed_only_when_that_is_confirmed(paper: Newspaper) -> None:
    paper.tried[FEED] = CHECK
    asked = await paper.one(f"/addfeed {FEED}", ADMIN)
    assert asked.text.splitlines() == [
        "Follow this feed?",
        FEED,
        "",
        "Gull news · en",
        "12 entries, 4 on the story",
        "— Scales",
    ]
    assert paper.services.store.feeds.list() == []
    added = await pressed(paper, "Follow")
    assert added.text.startswith("Added as number 1\n\nGull news · en")
    assert [feed.outlet for feed in paper.services.store.feeds.list()] == ["Gull news"]
    assert (await paper.one(f"/addfeed {FEED}", ADMIN)).text.startswith(
        "This feed is followed already, as number 1."
    )
    moved = "https://old.example/feed"
    paper.tried[moved] = replace(CHECK, url=FEED)
    assert (await paper.one(f"/addfeed {moved}", ADMIN)).text.startswith("This feed is followed already")
    assert [entry.subject for entry in paper.services.store.audit.entries(5)[1]] == ["1"]


async def test_a_question_answered_with_no_or_twice_follows_nothing(paper: Newspaper) -> None:
    paper.tried[FEED] = CHECK
    asked = await paper.one(f"/addfeed {FEED}", ADMIN)
    follow = next(b["callback_data"] for row in asked.keyboard for b in row if b["text"] == "Follow")
    assert (await pressed(paper, "Leave it")).text == "Nothing was added."
    paper.api.tap_raw(ADMIN, asked.message_id, follow, user_id=ADMIN)
    await paper.answer()
    assert paper.services.store.feeds.list() == []


async def test_a_page_offers_its_feeds_and_a_site_without_any_a_search(paper: Newspaper) -> None:
    page, site = "https://gull.example/", "https://tern.example/"
    paper.tried[page] = replace(CHECK, feed=page, ok=False, error="this is HTML, no feed", offers=(FEED,))
    paper.tried[FEED] = CHECK
    offered = await paper.one(f"/addfeed {page}", ADMIN)
    assert "This page offers:\n1. https://gull.example/feed" in offered.text
    again = offered.keyboard[0][0]["callback_data"]
    assert (await pressed(paper, "Try 1")).text.startswith("Follow this feed?")
    paper.api.tap_raw(ADMIN, offered.message_id, again, user_id=ADMIN)  # who waits, presses twice
    await paper.answer()
    assert paper.api.messages(ADMIN)[-1].text.startswith("Follow this feed?")
    paper.tried[site] = replace(CHECK, feed=site, ok=False, error="this is HTML, no feed")
    searched = await paper.one(f"/addfeed {site}", ADMIN)
    assert "Perhaps a search instead:" in searched.text
    assert "1. Google News on tern.example" in searched.text
    search = NEWS_SEARCH.format(host="tern.example")
    paper.tried[search] = replace(CHECK, feed=search, url=search)
    assert search[:40] in (await pressed(paper, "Try 1")).text


@pytest.mark.parametrize("url", ["http://10.0.0.1/feed", "http://[::1]/feed", "http://intranet/feed"])
async def test_no_search_is_offered_for_what_no_search_knows(paper: Newspaper, url: str) -> None:
    paper.tried[url] = replace(CHECK, feed=url, ok=False, error="10.0.0.1 leads to 10.0.0.1")
    refused = await paper.one(f"/addfeed {url}", ADMIN)
    assert "search" not in refused.text
    assert refused.buttons == []


async def test_a_feed_that_cannot_be_read_is_refused_with_its_reason(paper: Newspaper) -> None:
    paper.tried[FEED] = replace(CHECK, ok=False, error="gull.example answers 404")
    refused = await paper.one(f"/addfeed {FEED}", ADMIN)
    assert refused.text.startswith(f"{FEED}: gull.example answers 404\nNothing was added.")
    assert "http:// or https:// is missing" in (await paper.one("/addfeed gull", ADMIN)).text
    assert paper.services.store.feeds.list() == []


async def test_a_feed_is_looked_at_tested_paused_resumed_and_removed_by_buttons(paper: Newspaper) -> None:
    feeds = paper.services.store.feeds
    feed = feeds.add(FeedDraft(url=FEED, outlet="Gull", lang="en"), NOW)
    paper.tried[FEED] = CHECK
    listed = await paper.one("/feeds", ADMIN)
    assert listed.text.splitlines()[2] == f"{feed.id}. Gull · en — not read yet; first time shortly"
    card = await pressed(paper, str(feed.id))
    assert card.buttons == ["Pause", "Test now", "History", "Remove", "All feeds"]
    assert card.text.splitlines()[-1] == "0 entries, 0 on the story this week"
    assert "12 entries, 4 on the story" in (await pressed(paper, "Test now")).text
    assert (await pressed(paper, "Back")).text == card.text
    await pressed(paper, "All feeds")
    await pressed(paper, str(feed.id))
    assert "It brought nothing in the last two weeks." in (await pressed(paper, "History")).text
    await pressed(paper, "Back")
    assert "Resume" in (await pressed(paper, "Pause")).buttons
    assert [f.state for f in feeds.list()] == [FeedState.PAUSED]
    assert "Pause" in (await pressed(paper, "Resume")).buttons
    assert [f.state for f in feeds.list()] == [FeedState.ACTIVE]
    assert (await pressed(paper, "Remove")).buttons == ["Remove", "Keep"]
    await pressed(paper, "Keep")
    await pressed(paper, "Remove")
    removed = await pressed(paper, "Remove")
    assert (removed.text.splitlines()[0], removed.buttons) == ("No longer followed: Gull · en", ["All feeds"])
    assert feeds.list() == []
    assert len(paper.api.messages(ADMIN)) == 1
    deeds = [entry.deed for entry in paper.services.store.audit.entries(9)[1]]
    assert deeds == ["feed remove", "feed resume", "feed pause"]


async def test_a_feed_is_removed_by_number_or_address_only_when_confirmed(paper: Newspaper) -> None:
    feed = paper.services.store.feeds.add(FeedDraft(url=FEED, outlet="Gull"), NOW)
    for named in (str(feed.id), f"#{feed.id}", FEED):
        assert "Stop following this feed?" in (await paper.one(f"/removefeed {named}", ADMIN)).text
    assert paper.services.store.feeds.list() == [feed]
    assert "there is no such feed" in (await paper.one("/removefeed 99", ADMIN)).text
    assert "there is no such feed" in (await paper.one("/removefeed", ADMIN)).text


async def test_feeds_in_trouble_are_listed_alone(paper: Newspaper) -> None:
    feeds = paper.services.store.feeds
    assert (await paper.one("/feeds errors", ADMIN)).text == "All feeds are well."
    feeds.add(FeedDraft(url=FEED, outlet="Gull"), NOW)
    sick = feeds.add(FeedDraft(url="https://tern.example/feed", outlet="Tern"), NOW)
    feeds.fail(sick.id, "tern.example answers 403", NOW, NOW + timedelta(hours=2))
    errors = await paper.one("/feeds errors", ADMIN)
    assert "Gull" not in errors.text
    assert "Tern — failing, 1 time in a row: tern.example answers 403" in errors.text
    assert "Gull" in (await pressed(paper, "All feeds")).text
    assert "Gull" not in (await pressed(paper, "Only those in trouble")).text


async def test_a_list_of_feeds_is_shown_line_by_line_and_followed_when_confirmed(paper: Newspaper) -> None:
    feeds = paper.services.store.feeds
    feeds.add(FeedDraft(url=FEED, outlet="Gull"), NOW)
    paper.api.user_sends_file(ADMIN, "feeds.opml", LIST.encode())
    await paper.answer()
    asked = paper.api.messages(ADMIN)[-1]
    assert asked.text.startswith("2 new feeds, 1 followed already, 1 line is no feed\n")
    assert "Line 5: gopher://trick.example/ is no web address" in asked.text
    assert len(feeds.list()) == 1
    assert (await pressed(paper, "Follow")).text == "2 feeds added."
    assert [feed.outlet for feed in feeds.list()] == ["Gull", "The Crane", "The Tern"]


async def test_a_file_that_is_no_list_is_said_so(paper: Newspaper) -> None:
    paper.api.user_sends_file(ADMIN, "photo.png", b"\x89PNG")
    paper.api.user_sends_file(READER, "feeds.opml", LIST.encode())
    await paper.answer()
    assert "this is no OPML" in paper.api.messages(ADMIN)[-1].text
    assert "reads text, not files" in paper.api.messages(READER)[-1].text
    assert paper.services.store.feeds.list() == []


async def test_all_feeds_leave_as_a_list_that_can_come_back(paper: Newspaper) -> None:
    feeds = paper.services.store.feeds
    feeds.add(FeedDraft(url=FEED, outlet="Gull", lang="en"), NOW)
    sent = await paper.one("/exportfeeds", ADMIN)
    assert (sent.kind, sent.text) == ("document", "1 feed")
    assert feeds.remove(FEED)
    paper.api.user_sends_file(ADMIN, "feeds.opml", sent.content)
    await paper.answer()
    assert paper.api.messages(ADMIN)[-1].text.startswith("1 new feed")


async def test_a_stranger_gets_nowhere_with_any_button_of_an_admin(paper: Newspaper) -> None:
    feed = paper.services.store.feeds.add(FeedDraft(url=FEED, outlet="Gull"), NOW)
    paper.tried["https://tern.example/feed"] = replace(CHECK, feed="https://tern.example/feed")
    await paper.one("/addfeed https://tern.example/feed", ADMIN)
    message = await paper.one("/latest")
    for act in (Act.REMOVE_FEED_SURELY, Act.PAUSE_FEED, Act.FOLLOW_FEED, Act.FEED_HISTORY, Act.SICK_FEEDS):
        query = paper.api.tap_raw(READER, message.message_id, encode(act, 1), user_id=READER)
        await paper.answer()
        answer = paper.api.callback_answer(query)
        assert answer
        assert "for the bot's admins" in answer["text"]
    for command in ("/feeds", f"/addfeed {FEED}", "/removefeed 1", "/exportfeeds"):
        assert "for the bot's admins" in (await paper.one(command)).text
        in_group = await paper.one(command, GROUP, user_id=ADMIN, chat_type="supergroup", title="Quay")
        assert "for the bot's admins" in in_group.text
    assert paper.services.store.feeds.list() == [feed]


async def test_admins_are_told_once_a_week_how_the_feeds_are(paper: Newspaper) -> None:
    feeds, report = paper.services.store.feeds, FeedReport(paper.services)
    await paper.one("/help", ADMIN)
    well = feeds.add(FeedDraft(url=FEED, outlet="Gull"), NOW)
    dead = feeds.add(FeedDraft(url="https://tern.example/feed", outlet="Tern"), NOW)
    await report.tell(NOW)  # a Wednesday: a new installation has nothing to report yet
    monday = NOW.replace(day=17, hour=6)
    assert paper.services.store.facts.get(DUE) == monday.isoformat()
    feeds.fail(dead.id, "tern.example answers 403", monday, monday)
    feeds.settle(well.id, Fetched(url=FEED, status=304, body=b""), (), monday, monday)
    before = len(paper.api.messages(ADMIN))
    await report.tell(monday - timedelta(minutes=1))
    assert len(paper.api.messages(ADMIN)) == before
    await report.tell(monday)
    await report.tell(monday + timedelta(minutes=10))
    (told,) = paper.api.messages(ADMIN)[before:]
    assert told.silent
    assert told.text.splitlines()[:2] == [
        "Feeds this week · Fish market",
        "2 feeds, 0 entries, 0 on the story",
    ]
    assert "Dead\n2. Tern — never read yet" in told.text
    assert "Gull" not in told.text
