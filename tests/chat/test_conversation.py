"""Conversations with the bot over a real socket: what somebody types or presses, and what they get."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram import BotCommandScopeAllChatAdministrators, BotCommandScopeAllGroupChats

from bot.chat.keyboards import Act, encode
from bot.chat.menu import publish_commands
from storage.database import Database
from storage.records import FeedDraft
from tests.chat.newspaper import ADMIN, CHANNEL, GROUP, READER, Newspaper
from tests.chat.samples import TOPIC
from tests.storage.newsroom import NOW

# What is tested here is what is said: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FEED = "https://gull.example/feed"


# --- coming and going ----------------------------------------------------------------------------------------


async def test_start_follows_the_story_in_the_language_of_the_client(
    paper: Newspaper, story: list[int]
) -> None:
    welcome = await paper.one("/start", lang="ru")
    assert welcome.text.startswith("Рыбный рынок\n")
    assert "Последнее: 14 марта 2024" in welcome.text
    subscriber = paper.subscriber(READER)
    assert subscriber
    assert (subscriber.lang, subscriber.active) == ("ru", True)
    again = await paper.one("/start", lang="ru")
    assert "Этот чат уже следит за историей." in again.text


async def test_stop_forgets_the_chat_and_says_so(paper: Newspaper) -> None:
    await paper.one("/start")
    assert (await paper.one("/stop")).text.startswith("Stopped. This chat's subscription")
    assert paper.subscriber(READER) is None
    assert (await paper.one("/stop")).text == "This chat follows nothing, and nothing is stored about it."


async def test_a_language_is_chosen_by_a_button_and_kept(paper: Newspaper) -> None:
    await paper.pressed(await paper.one("/start"), "Հայերեն")
    (welcome,) = paper.api.messages(READER)
    assert welcome.text.startswith("Ձկան շուկան\n\nՄեկ պատմության ժամանակագրություն")
    assert "✓ Հայերեն" in welcome.buttons
    assert (await paper.one("/latest")).text == "Հաղորդումներ դեռ չկան։"
    await paper.one("/stop")
    query = await paper.pressed(welcome, "Русский")
    assert paper.api.callback_answer(query) == {
        "text": "This chat follows nothing yet; send /start first.",
        "show_alert": True,
    }


async def test_only_a_groups_administrators_decide_for_it(paper: Newspaper) -> None:
    group = {"chat_type": "supergroup", "title": "Quay"}
    refused = await paper.one("/start", GROUP, user_id=5, **group)
    assert refused.text == "Only this group's administrators can do that, in their own name."
    assert paper.subscriber(GROUP) is None
    paper.api.set_member(GROUP, 6, "administrator")
    await paper.one("/start", GROUP, user_id=6, **group)
    assert paper.subscriber(GROUP)
    anonymous = await paper.one("/stop", GROUP, anonymous=True, **group)
    assert anonymous.text == refused.text
    await paper.one("/stop", GROUP, user_id=5, **group)
    assert paper.subscriber(GROUP)
    await paper.one("/stop", GROUP, user_id=6, **group)
    assert paper.subscriber(GROUP) is None


async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(paper: Newspaper) -> None:
    group = {"chat_type": "supergroup", "title": "Quay", "user_id": 5}
    name = paper.bot.username
    assert await paper.said("good morning", GROUP, **group) == []
    assert await paper.said("/latest@some_other_bot", GROUP, **group) == []
    assert await paper.said("/unheardof", GROUP, **group) == []
    assert len(await paper.said(f"/latest@{name}", GROUP, **group)) == 1


async def test_a_topic_of_a_forum_follows_by_itself(paper: Newspaper) -> None:
    paper.api.add_chat(GROUP, "supergroup", "Quay", is_forum=True)
    paper.api.set_member(GROUP, 6, "creator")
    welcome = await paper.one("/start", GROUP, user_id=6, chat_type="supergroup", thread_id=9)
    assert welcome.thread_id == 9
    assert paper.subscriber(GROUP, 9)
    assert paper.subscriber(GROUP) is None


async def test_a_channel_follows_while_the_bot_may_post_there(
    paper: Newspaper,
) -> None:
    paper.api.my_chat_member(
        CHANNEL, "administrator", before="left", chat_type="channel", title="News", user_id=6
    )
    await paper.answer()
    assert paper.subscriber(CHANNEL)
    assert paper.api.messages(CHANNEL) == []
    paper.api.my_chat_member(CHANNEL, "left", before="administrator", chat_type="channel", user_id=6)
    await paper.answer()
    gone = paper.subscriber(CHANNEL)
    assert gone
    assert not gone.active


async def test_a_channel_may_be_spoken_for_by_its_own_posts(paper: Newspaper) -> None:
    await paper.one("/start", CHANNEL, chat_type="channel", title="News")
    assert paper.subscriber(CHANNEL)
    await paper.one("/stop", CHANNEL, chat_type="channel")
    assert paper.subscriber(CHANNEL) is None


async def test_a_channels_readers_do_not_choose_its_language(paper: Newspaper) -> None:
    welcome = await paper.one("/start", CHANNEL, chat_type="channel", title="News")
    paper.api.set_member(CHANNEL, 5, "member")
    paper.api.set_member(CHANNEL, 6, "administrator")
    for user, lang in ((5, "en"), (6, "ru")):
        await paper.pressed(welcome, "Русский", user_id=user)
        subscriber = paper.subscriber(CHANNEL)
        assert subscriber
        assert subscriber.lang == lang


async def test_a_reader_who_blocks_the_bot_gets_nothing_more_and_is_forgotten_after_thirty_days(
    paper: Newspaper,
) -> None:
    await paper.one("/start")
    paper.api.my_chat_member(READER, "kicked")
    await paper.answer()
    blocked = paper.subscriber(READER)
    assert blocked
    assert not blocked.active
    privacy = paper.services.store.privacy
    assert privacy.purge(NOW) == privacy.purge(NOW + timedelta(days=30)) == 0
    assert privacy.purge(NOW + timedelta(days=31)) == 1
    assert paper.subscriber(READER) is None


async def test_who_comes_back_in_time_finds_the_choices_made_before(paper: Newspaper) -> None:
    await paper.one("/start", lang="ru")
    paper.api.my_chat_member(READER, "kicked")
    await paper.answer()
    paper.services.store.privacy.purge(NOW)
    paper.api.my_chat_member(READER, "member", before="kicked")
    await paper.one("/start", lang="en")
    assert paper.services.store.privacy.purge(NOW + timedelta(days=31)) == 0
    back = paper.subscriber(READER)
    assert back
    assert (back.active, back.lang) == (True, "ru")


async def test_a_group_is_told_how_to_follow_when_the_bot_comes_in(paper: Newspaper) -> None:
    paper.api.my_chat_member(GROUP, "member", before="left", chat_type="supergroup", title="Quay", user_id=6)
    await paper.answer()
    (message,) = paper.api.messages(GROUP)
    assert message.text.endswith("An administrator of this group can send /start to follow the story here.")
    assert paper.subscriber(GROUP) is None


async def test_a_group_that_had_to_stop_goes_on_when_the_bot_is_let_in_again(paper: Newspaper) -> None:
    paper.api.add_chat(GROUP, "supergroup", "Quay")
    paper.api.set_member(GROUP, 6, "creator")
    await paper.one("/start", GROUP, user_id=6, chat_type="supergroup")
    paper.services.store.subscribers.disable(GROUP, "no right to write")
    paper.api.my_chat_member(GROUP, "administrator", before="member", chat_type="supergroup", user_id=6)
    await paper.answer()
    subscriber = paper.subscriber(GROUP)
    assert subscriber
    assert subscriber.active


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription(paper: Newspaper) -> None:
    paper.api.add_chat(-5, "group", "Quay")
    paper.api.set_member(-5, 6, "creator")
    await paper.one("/start", -5, user_id=6, chat_type="group")
    chat = {"id": -5, "type": "group", "title": "Quay"}
    person = {"id": 6, "is_bot": False, "first_name": "Reader"}
    moved = {"message_id": 99, "date": 1, "chat": chat, "from": person, "migrate_to_chat_id": GROUP}
    paper.api.push_raw({"message": moved})
    await paper.answer()
    assert paper.subscriber(-5) is None
    assert paper.subscriber(GROUP)


# --- reading -------------------------------------------------------------------------------------------------


async def test_the_timeline_opens_at_its_newest_page_and_is_leafed_through_in_place(
    paper: Newspaper, story: list[int]
) -> None:
    page = await paper.one("/timeline")
    assert page.text.startswith("2024 · Fish market · page 2 of 2\n\nJanuary\n13  Title 04")
    assert page.text.splitlines()[-1].startswith("14  Title 15")
    assert page.buttons == ["◀", "◀ 2022"]
    await paper.pressed(page, "◀")
    (turned,) = paper.api.messages(READER)
    assert turned.text.startswith("2024 · Fish market · page 1 of 2\n\nJanuary\n10  Title 01")
    assert turned.buttons == ["▶", "◀ 2022"]
    await paper.pressed(turned, "◀ 2022")
    (turned,) = paper.api.messages(READER)
    assert turned.text.startswith("2022 · Fish market\n\nSeptember\n13  Title 00 · 1 source")
    assert turned.buttons == ["2024 ▶"]


async def test_a_year_or_a_month_of_the_timeline_may_be_asked_for(paper: Newspaper, story: list[int]) -> None:
    assert (await paper.one("/timeline 2022")).text.splitlines()[0] == "2022 · Fish market"
    month = await paper.one("/timeline 2024-02")
    assert month.text.splitlines()[0] == "February 2024 · Fish market"
    assert month.buttons == ["◀ January 2024", "March 2024 ▶"]
    assert "Nothing is known of this time." in (await paper.one("/timeline 2031")).text
    wrong = await paper.one("/timeline 2024-13")
    assert wrong.text == "/timeline 2024-13: there is no month 13. Try /timeline 2024-06."


async def test_an_event_is_shown_by_number_by_deep_link_and_by_button(
    paper: Newspaper, story: list[int]
) -> None:
    number = story[3]
    card = await paper.one(f"/event {number}")
    assert f"event {number}\nTitle 03\n" in card.text
    assert (await paper.one(f"/start event_{number}")).text == card.text
    assert paper.subscriber(READER) is None  # who follows a link has not asked for posts
    await paper.pressed(card, "Timeline")
    assert "page 1 of 2" in paper.api.messages(READER)[-1].text
    latest = await paper.one("/latest")
    await paper.pressed(latest, "1")
    assert "Title 15" in paper.api.messages(READER)[-1].text
    missing = await paper.one("/event 999")
    assert missing.text == "/event 999: there is no event with this number. /latest shows the newest."
    assert (await paper.one("/event " + "9" * 40)).text.endswith("a number is missing. Try /event 17.")


async def test_every_event_is_on_the_page_its_button_opens(paper: Newspaper, story: list[int]) -> None:
    for n, number in enumerate(story):
        assert f"Title {n:02}" in (await paper.one(f"/start timeline_{number}")).text


async def test_in_a_group_a_press_opens_the_private_chat_and_a_page_turns_in_place(
    paper: Newspaper, story: list[int]
) -> None:
    group = {"chat_type": "supergroup", "title": "Quay", "user_id": 5}
    card = await paper.one(f"/event {story[0]}", GROUP, **group)
    query = await paper.pressed(card, "Timeline", user_id=5)
    assert paper.opened(query) == f"https://t.me/{paper.bot.username}?start=timeline_{story[0]}"
    page = await paper.one("/timeline", GROUP, **group)
    await paper.pressed(page, "◀", user_id=5)
    assert "page 1 of 2" in paper.api.messages(GROUP)[-1].text
    assert len(paper.api.messages(GROUP)) == 2


async def test_words_without_a_command_are_searched_for(paper: Newspaper, story: list[int]) -> None:
    found = await paper.one("title 07")
    assert found.text.splitlines()[0] == "Found for “title 07”"
    assert found.text.splitlines()[1] == "1 event"
    assert "Title 07" in found.text.splitlines()[3]
    assert (await paper.one("/search title 07")).text == found.text
    assert (await paper.one("/search")).text == "/search: words are missing. Try /search parliament."
    assert (await paper.one("zanzibar")).text.startswith("Nothing found for “zanzibar”.")


async def test_an_unknown_command_is_answered_with_help(paper: Newspaper) -> None:
    assert (await paper.one("/frobnicate now")).text == (
        "/frobnicate now: there is no such command. /help lists them."
    )
    assert "/timeline — What happened, by year and month" in (await paper.one("/help")).text


async def test_an_edited_command_is_not_answered_again(paper: Newspaper) -> None:
    chat = {"id": READER, "type": "private", "first_name": "Reader"}
    person = {"id": READER, "is_bot": False, "first_name": "Reader"}
    edited = {"message_id": 9, "date": 1, "edit_date": 2, "chat": chat, "from": person, "text": "/help"}
    edited["entities"] = [{"type": "bot_command", "offset": 0, "length": 5}]
    paper.api.push_raw({"edited_message": edited})
    await paper.answer()
    assert paper.api.messages(READER) == []


@pytest.mark.parametrize("data", ["", "0:e:1", "1:z:1", "drop table", "1:l:99", "1:p:99999.99.99999"])
async def test_stale_and_made_up_presses_are_answered(paper: Newspaper, data: str) -> None:
    message = await paper.one("/latest")
    query = paper.api.tap_raw(READER, message.message_id, data, user_id=READER)
    await paper.answer()
    assert paper.api.callback_answer(query) is not None


async def test_a_press_that_is_too_old_to_acknowledge_is_still_answered(
    paper: Newspaper, story: list[int]
) -> None:
    latest = await paper.one("/latest")
    too_old = "Bad Request: query is too old and response timeout expired"
    paper.api.fail("answerCallbackQuery", status=400, description=too_old)
    await paper.pressed(latest, "1")
    assert "Title 15" in paper.api.messages(READER)[-1].text


# --- admins --------------------------------------------------------------------------------------------------


async def test_admins_commands_are_for_admins_in_private(paper: Newspaper) -> None:
    for command in ("/feeds", f"/addfeed {FEED}", "/removefeed 1", "/why 1"):
        assert "for the bot's admins" in (await paper.one(command)).text
        in_group = await paper.one(command, GROUP, user_id=ADMIN, chat_type="supergroup", title="Quay")
        assert "for the bot's admins" in in_group.text
    assert paper.services.store.feeds.list() == []


async def test_a_press_for_admins_is_checked_when_it_is_pressed(paper: Newspaper) -> None:
    feed = paper.services.store.feeds.add(FeedDraft(url=FEED, outlet="Gull"), NOW)
    message = await paper.one("/latest")
    query = paper.api.tap_raw(
        READER, message.message_id, encode(Act.REMOVE_FEED_SURELY, feed.id), user_id=READER
    )
    await paper.answer()
    answer = paper.api.callback_answer(query)
    assert answer
    assert "for the bot's admins" in answer["text"]
    assert paper.services.store.feeds.list() == [feed]


async def test_why_explains_a_stored_decision(paper: Newspaper, story: list[int]) -> None:
    why = await paper.one("/why 1", ADMIN)
    assert why.text.splitlines()[0] == "Article 1: Title of article0"
    assert why.text.splitlines()[-1] == "- because"
    assert (await paper.one("/why https://news.example/article0", ADMIN)).text == why.text
    assert "there is no such article" in (await paper.one("/why 999", ADMIN)).text
    assert "a number is missing" in (await paper.one("/why", ADMIN)).text


# --- when things go wrong ------------------------------------------------------------------------------------


async def test_whatever_fails_the_reader_is_told_and_the_log_knows(
    paper: Newspaper, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    paper.api.user_says(ADMIN, f"/addfeed {FEED}")  # nobody has said what trying this feed gives: KeyError
    await paper.answer()
    (apology,) = paper.api.messages(ADMIN)
    assert apology.text == "Something went wrong here. It is noted; please try again later."
    assert "failed" in caplog.text
    assert str(ADMIN) not in [word.strip(":") for word in caplog.messages[-1].split()]
    assert (await paper.one("/help", ADMIN)).text  # and the conversation goes on


async def test_a_reader_who_cannot_be_told_stops_nobody(paper: Newspaper) -> None:
    paper.api.add_chat(READER)
    paper.api.block(READER)
    paper.api.user_says(READER, "/help")
    paper.api.user_says(ADMIN, "/help")
    await paper.answer()
    assert paper.api.messages(READER) == []
    assert len(paper.api.messages(ADMIN)) == 1


# --- the menu ------------------------------------------------------------------------------------------------


async def test_commands_are_published_for_every_language_and_scope(paper: Newspaper) -> None:
    paper.api.add_chat(ADMIN)
    await publish_commands(paper.bot, [ADMIN, 555], TOPIC)  # 555 never wrote to the bot
    ours = await paper.bot.get_my_commands(language_code="ru")
    assert [command.command for command in ours][:2] == ["timeline", "chart"]
    assert ours[0].description == "Что произошло, по годам и месяцам"
    scopes = [call.fields["scope"] for call in paper.api.calls("setMyCommands")]
    for scope in ("default", "all_private_chats", "all_group_chats", f'"chat_id": {ADMIN}'):
        assert sum(scope in written for written in scopes) >= 4, scope
    assert (await paper.bot.get_my_name("ru")).name == "Рыбный рынок"
    group = await paper.bot.get_my_commands(BotCommandScopeAllGroupChats())
    deciders = await paper.bot.get_my_commands(BotCommandScopeAllChatAdministrators())
    assert "settings" not in {command.command for command in group}
    assert {"settings", "timeline"} <= {command.command for command in deciders}
    assert (await paper.bot.get_chat_menu_button()).type == "commands"


async def test_what_telegram_knows_already_is_not_published_again(paper: Newspaper) -> None:
    """Names may be changed a few times a day only, menus not often."""
    await publish_commands(paper.bot, [], TOPIC)
    methods = ("setMyName", "setMyCommands", "setMyDescription", "setMyShortDescription", "setChatMenuButton")
    before = {method: len(paper.api.calls(method)) for method in methods}
    assert all(before.values())
    await publish_commands(paper.bot, [], TOPIC)
    assert {method: len(paper.api.calls(method)) for method in methods} == before
