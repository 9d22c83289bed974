"""The emulated Telegram is as strict as the real one, and serves python-telegram-bot as it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from tests.emulator.telegram import BotApi, Limits

# RetryAfter warns of its coming timedelta whenever it is built.
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:telegram.warnings.PTBDeprecationWarning")

READER = 42
GROUP = -100


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        api.add_chat(READER)
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.bot_url, base_file_url=f"{api.url}/file/bot") as bot:
        yield bot


async def test_a_sent_message_is_kept_with_everything_about_it(api: BotApi, bot: Bot) -> None:
    first = await bot.send_message(READER, "first")
    sent = await bot.send_message(
        READER,
        "Ամէն bold",
        entities=[MessageEntity("bold", 5, 4)],
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more:1")]]),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(first.message_id),
        disable_notification=True,
    )
    kept = api.messages(READER)[-1]
    assert (kept.message_id, kept.text, kept.buttons) == (sent.message_id, "Ամէն bold", ["More"])
    assert (kept.reply_to, kept.silent, kept.preview) == (first.message_id, True, {"is_disabled": True})
    assert kept.entity_text(kept.entities[0]) == "bold"
    assert sent.reply_to_message is not None


@pytest.mark.parametrize(
    ("text", "entities", "words"),
    [
        ("", [], "Message text is empty"),
        ("  \n", [], "Message text is empty"),
        ("a" * 4097, [], "Message is too long"),
        ("😀" * 2049, [], "Message is too long"),
        ("word", [("bold", 0, 5)], "ends after the end of the text"),
        ("word", [("bold", 5, 1)], "begins after the end of the text"),
        ("word", [("bold", -1, 1)], "incorrect offset -1"),
        ("a😀", [("bold", 2, 1)], "begins in a middle of a utf-16 symbol"),
        ("a😀", [("bold", 0, 2)], "ends in a middle of a utf-16 symbol"),
        ("word", [("bold", 0, 1)] * 101, "Entities_too_long"),
    ],
)
async def test_text_and_entities_are_refused_in_telegrams_words(
    bot: Bot, text: str, entities: list[tuple[str, int, int]], words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_message(READER, text, entities=[MessageEntity(*entity) for entity in entities])


async def test_a_text_of_exactly_the_limit_is_accepted(api: BotApi, bot: Bot) -> None:
    await bot.send_message(READER, "a" * 4096, entities=[MessageEntity("bold", 0, 4096)])
    await bot.send_message(
        READER, "😀" * 2048, entities=[MessageEntity("bold", i, 2) for i in range(0, 200, 2)]
    )
    assert len(api.messages(READER)) == 2


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "https://", "h t"]
)
async def test_a_text_link_leads_to_the_web_or_nowhere(bot: Bot, url: str) -> None:
    with pytest.raises(BadRequest, match="Text entity url"):
        await bot.send_message(READER, "word", entities=[MessageEntity("text_link", 0, 4, url=url)])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[InlineKeyboardButton("x", callback_data="a" * 65)]], "Button_data_invalid"),
        ([[InlineKeyboardButton("x", callback_data="ա" * 33)]], "Button_data_invalid"),
        ([[InlineKeyboardButton("x", url="javascript:1")]], "wrong http url"),
        ([[InlineKeyboardButton("x", copy_text=CopyTextButton("a" * 257))]], "Button_copy_text_invalid"),
        ([[InlineKeyboardButton("x", callback_data="1")] * 9], "Reply markup is too long"),
        ([[InlineKeyboardButton("x", callback_data="1")] * 8] * 13, "Reply markup is too long"),
        ([[InlineKeyboardButton(" ", callback_data="1")]], "Can't parse inline keyboard button"),
        ([[InlineKeyboardButton("x")]], "Text buttons are unallowed in the inline keyboard"),
    ],
)
async def test_keyboards_keep_to_the_limits(
    bot: Bot, rows: list[list[InlineKeyboardButton]], words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_message(READER, "text", reply_markup=InlineKeyboardMarkup(rows))


async def test_edits_change_what_the_chat_shows_and_unchanged_ones_are_refused(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(READER, "one source")
    await bot.edit_message_text("two sources", READER, sent.message_id)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("two sources", READER, sent.message_id)
    assert api.messages(READER)[0].text == "two sources"
    assert api.messages(READER)[0].history == ["one source", "two sources"]


async def test_what_is_gone_or_foreign_can_not_be_edited_or_replied_to(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", READER, 999)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(READER, "x", reply_parameters=ReplyParameters(999))
    await bot.send_message(
        READER, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
    )
    api.user_says(READER, "mine")
    (update,) = await bot.get_updates()
    assert update.message is not None
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", READER, update.message.message_id)
    assert await bot.delete_message(READER, api.messages(READER)[0].message_id)
    assert api.messages(READER) == []


async def test_chats_refuse_as_they_do(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(7, "x")
    api.block(READER)
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(READER, "x")
    api.add_chat(GROUP, "group")
    api.migrate(GROUP, -1000200)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(GROUP, "x")
    assert moved.value.new_chat_id == -1000200
    api.add_chat(-1000300, "supergroup", is_forum=True)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(-1000300, "x", message_thread_id=5)


async def test_a_wrong_token_and_an_unknown_method_are_told_apart_from_nothing(api: BotApi, bot: Bot) -> None:
    other = Bot("1:another", base_url=api.bot_url)
    with pytest.raises(InvalidToken):
        await other.initialize()
    await other.shutdown()
    with pytest.raises(TelegramError, match="not found"):
        await bot.do_api_request("sendSmoke")


async def test_updates_stay_until_a_higher_offset_confirms_them(api: BotApi, bot: Bot) -> None:
    first, second = api.user_says(READER, "/start now"), api.user_says(READER, "again")
    assert [u.update_id for u in await bot.get_updates()] == [first, second]
    assert [u.update_id for u in await bot.get_updates(limit=1)] == [first]
    (left,) = await bot.get_updates(offset=second)
    assert (left.update_id, api.unconfirmed()) == (second, [second])
    assert left.effective_user is not None
    assert left.effective_user.language_code == "en"
    assert await bot.get_updates(offset=second + 1) == ()
    assert api.unconfirmed() == []


async def test_a_long_poll_ends_as_soon_as_somebody_writes(api: BotApi, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait(lambda: api.polling)
    api.user_says(READER, "hello")
    (update,) = await polling
    assert update.message is not None
    assert update.message.text == "hello"


async def test_of_two_pollers_the_first_is_sent_away(api: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait(lambda: api.polling)
    async with Bot(api.token, base_url=api.bot_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        api.user_says(READER, "hello")
        assert len(await second) == 1


async def test_polling_beside_a_webhook_is_a_conflict(bot: Bot) -> None:
    await bot.set_webhook("https://bot.example/hook")
    assert (await bot.get_webhook_info()).url == "https://bot.example/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_kinds_of_updates_not_asked_for_do_not_come(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(READER, "x")
    api.react(READER, sent.message_id, "👍", user_id=READER)
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=["message_reaction"])
    api.user_says(READER, "not wanted")
    api.react(READER, sent.message_id, "👍", user_id=READER)
    (update,) = await bot.get_updates()
    assert update.message_reaction is not None


async def test_a_press_is_answered_once(api: BotApi, bot: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Timeline", callback_data="tl:1")]])
    sent = await bot.send_message(READER, "x", reply_markup=keyboard)
    query_id = api.tap(READER, sent.message_id, "Timeline")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.id) == ("tl:1", query_id)
    await update.callback_query.answer("done")
    assert api.callback_answer(query_id) == {"text": "done", "show_alert": False}
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer("again")
    with pytest.raises(AssertionError, match="no button 'Digest' among"):
        api.tap(READER, sent.message_id, "Digest")


async def test_an_inline_query_gets_its_results(api: BotApi, bot: Bot) -> None:
    query_id = api.inline(READER, "summit")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    content = InputTextMessageContent("text", entities=[MessageEntity("bold", 0, 4)])
    results = [InlineQueryResultArticle("1", "Title", content)]
    with pytest.raises(BadRequest, match="Result_id_duplicate"):
        await bot.answer_inline_query(query_id, results * 2)
    await update.inline_query.answer(results)
    answer = api.inline_answer(query_id)
    assert answer is not None
    assert answer[0]["title"] == "Title"


async def test_the_bot_learns_of_its_own_standing(api: BotApi, bot: Bot) -> None:
    api.my_chat_member(GROUP, "administrator", before="left", chat_type="supergroup", title="Room", user_id=5)
    api.my_chat_member(GROUP, "kicked")
    promoted, kicked = await bot.get_updates()
    assert promoted.my_chat_member is not None
    assert promoted.my_chat_member.new_chat_member.status == "administrator"
    assert kicked.my_chat_member is not None
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(GROUP, "x")


async def test_members_and_administrators_of_a_group(api: BotApi, bot: Bot) -> None:
    api.user_says(GROUP, "hi", user_id=5, chat_type="supergroup", title="Room")
    api.set_member(GROUP, 6, "creator")
    assert (await bot.get_chat_member(GROUP, 5)).status == "member"
    assert [m.user.id for m in await bot.get_chat_administrators(GROUP)] == [6]
    assert (await bot.get_chat(GROUP)).title == "Room"


async def test_commands_names_and_descriptions_are_kept_by_language(api: BotApi, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("timeline", "What happened")], language_code="en")
    assert [c.command for c in await bot.get_my_commands(language_code="en")] == ["timeline"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Timeline", "x")])
    await bot.set_my_name("Dateline", language_code="ru")
    assert (await bot.get_my_name(language_code="ru")).name == "Dateline"
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_short_description()).short_description == "Short"


async def test_files_go_both_ways(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_document(READER, b"<opml/>", caption="Feeds", filename="feeds.opml")
    assert sent.document is not None
    await bot.send_photo(READER, b"\x89PNG", caption="Chart")
    assert [(m.kind, m.content, m.text) for m in api.messages(READER)] == [
        ("document", b"<opml/>", "Feeds"),
        ("photo", b"\x89PNG", "Chart"),
    ]
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(READER, b"\x89PNG", caption="a" * 1025)
    api.user_sends_file(READER, "mine.opml", b"<opml></opml>", caption="/import")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"<opml></opml>"


async def test_injected_errors_come_as_ordered(api: BotApi, bot: Bot) -> None:
    api.fail("sendMessage", status=502, body="<html>Bad Gateway</html>")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(READER, "x")
    api.fail("sendMessage", status=429, description="Too Many Requests", parameters={"retry_after": 8})
    with pytest.raises(RetryAfter):
        await bot.send_message(READER, "x")
    assert api.messages(READER) == []
    assert [call.status for call in api.calls("sendMessage")] == [502, 429]
    await bot.send_message(READER, "x")


async def test_a_dropped_answer_leaves_the_message_sent(api: BotApi, bot: Bot) -> None:
    api.drop_answer("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(READER, "x")
    assert [m.text for m in api.messages(READER)] == ["x"]


async def test_a_held_call_waits_for_release(api: BotApi, bot: Bot) -> None:
    held = api.hold("sendMessage")
    sending = asyncio.create_task(bot.send_message(READER, "x"))
    await asyncio.to_thread(held.reached.wait)
    assert (api.messages(READER), sending.done()) == ([], False)
    held.release()
    await sending
    assert len(api.messages(READER)) == 1


async def test_too_many_sends_meet_429_and_a_wait() -> None:
    with BotApi(limits=Limits(overall=3, chat=2)) as api:
        for chat_id in range(1, 5):
            api.add_chat(chat_id)
        async with Bot(api.token, base_url=api.bot_url) as bot:
            for chat_id in (1, 2, 3):
                await bot.send_message(chat_id, "x")
            with pytest.raises(RetryAfter):
                await bot.send_message(4, "x")
            with pytest.raises(RetryAfter):
                await bot.send_message(1, "x")


async def test_an_outage_refuses_connections_and_keeps_what_was_sent(api: BotApi, bot: Bot) -> None:
    await bot.send_message(READER, "before")
    api.down()
    with pytest.raises(NetworkError, match=r"httpx\.ConnectError"):
        await bot.send_message(READER, "during")
    api.up()
    await bot.send_message(READER, "after")
    assert [m.text for m in api.messages(READER)] == ["before", "after"]


async def test_a_broken_update_comes_exactly_as_it_was_put(api: BotApi, bot: Bot) -> None:
    update_id = api.push_raw({"message": {"message_id": 1, "chat": {"id": 1, "type": "private"}}})
    with pytest.raises(KeyError, match="date"):
        await bot.get_updates()
    assert api.unconfirmed() == [update_id]


def test_wait_for_says_what_happened_instead(api: BotApi) -> None:
    with pytest.raises(AssertionError, match=r"nothing came within 0\.01 s"):
        api.wait_for(lambda: api.messages(READER), timeout=0.01)


def test_plain_http_works_as_well(api: BotApi) -> None:
    body: dict[str, str] = {"chat_id": str(READER), "text": "json"}
    answer = httpx.post(f"{api.bot_url}{api.token}/sendMessage", json=body).json()
    assert answer["ok"] is True
    assert answer["result"]["text"] == "json"
    answer = httpx.get(f"{api.bot_url}{api.token}/SENDMESSAGE", params={**body, "entities": "{"}).json()
    assert answer["description"] == "Bad Request: can't parse entities JSON object"
