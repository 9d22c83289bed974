"""What a reader chooses: /start and its buttons, the settings, silences, zones; in three languages, over real sockets."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.chat.client import AnyApplication
from bot.chat.keyboards import Act, encode
from storage.database import Database
from storage.records import Instant, ReaderSettings, Rhythm
from tests.chat.newspaper import CHANNEL, GROUP, READER, Newspaper, newspaper, told
from tests.emulator.telegram import BotApi
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import DAY, NOW

# What is tested here is what is said: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def paper(api: BotApi, application: AnyApplication, database: Database) -> Newspaper:
    return newspaper(api, application, database)


def chosen(paper: Newspaper, chat_id: int = READER, thread_id: int = 0) -> ReaderSettings:
    subscriber = paper.subscriber(chat_id, thread_id)
    assert subscriber
    return subscriber.settings


async def pressing(paper: Newspaper, message: SentMessage, *buttons: str, **how: object) -> SentMessage:
    """The message after its buttons were pressed one after the other, each on what the one before has made of it."""
    for button in buttons:
        query = await paper.pressed(message, button, **how)
        assert paper.api.callback_answer(query) is not None
        message = next(m for m in paper.api.messages(message.chat_id) if m.message_id == message.message_id)
    return message


# --- doing nothing works ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "lang", "zone"),
    [
        ("en-GB", "en", "Europe/London"),
        ("ru", "ru", "Europe/Riga"),
        ("hy", "hy", "Asia/Yerevan"),
        ("fr", "en", "Europe/Paris"),
        (None, "en", "UTC"),
    ],
)
async def test_who_only_starts_gets_everything_at_once_and_a_digest_by_their_own_clock(
    paper: Newspaper, client: str | None, lang: str, zone: str
) -> None:
    await paper.one("/start", lang=client)
    subscriber = paper.subscriber(READER)
    assert subscriber
    assert (subscriber.lang, subscriber.settings) == (lang, ReaderSettings(zone=zone))


async def test_groups_and_channels_have_no_digest_unless_they_choose_one(paper: Newspaper) -> None:
    paper.api.add_chat(GROUP, "supergroup", "Quay")
    paper.api.set_member(GROUP, 6, "creator")
    await paper.one("/start", GROUP, user_id=6, chat_type="supergroup")
    await paper.one("/start", CHANNEL, chat_type="channel", title="News")
    for chat in (GROUP, CHANNEL):
        assert (chosen(paper, chat).instant, chosen(paper, chat).digest) == (Instant.ALL, Rhythm.NONE)


async def test_a_link_to_an_event_shows_it_and_subscribes_nobody(paper: Newspaper) -> None:
    number = told(paper, 1, "Title", DAY)
    assert "Title" in (await paper.one(f"/start ev_{number}")).text
    assert paper.subscriber(READER) is None


# --- choosing ------------------------------------------------------------------------------------------------

BUTTONS = {
    "en": ("What you follow: Everything", "Scales", "How often", "A weekly digest only", "Friday", "Digest"),
    "ru": ("За чем следить: Всё", "Весы", "Как часто", "Только дайджест за неделю", "Пятница", "Дайджест"),
    "hy": (
        "Ինչին հետևել՝ Ամեն ինչ",
        "Կշեռք",
        "Որքան հաճախ",
        "Միայն շաբաթվա ամփոփագիր",
        "Ուրբաթ",
        "Ամփոփագիր",
    ),
}
SETTINGS = {"en": "Settings", "ru": "Настройки", "hy": "Կարգավորումներ"}
SUMMARY = {
    "en": "Settings\nLanguage: English\nWhat you follow: Scales\nAt once: nothing, digests only\n"
    "Digest: every week, Friday, 18:00\nQuiet hours: 22:00–07:00\nOutlets before a post: 2\n",
    "ru": "Настройки\nЯзык: Русский\nЗа чем следить: Весы\nСразу: ничего, только дайджесты\n"
    "Дайджест: каждую неделю, пятница, 18:00\nТихие часы: 22:00–07:00\nИзданий до поста: 2\n",
    "hy": "Կարգավորումներ\nԼեզու՝ Հայերեն\nԻնչին հետևել՝ Կշեռք\nԱնմիջապես՝ ոչինչ, միայն ամփոփագրեր\n"
    "Ամփոփագիր՝ ամեն շաբաթ, ուրբաթ, 18:00\nԼուռ ժամեր՝ 22:00–07:00\nԼրատվամիջոցներ մինչև գրառումը՝ 2\n",
}


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
async def test_everything_is_chosen_by_buttons_of_one_message(paper: Newspaper, lang: str) -> None:
    follow, scales, often, weekly, friday, digest = BUTTONS[lang]
    welcome = await paper.one("/start", lang=lang)
    follow = next(label for label in welcome.buttons if label.casefold() == follow.casefold())
    page = await pressing(paper, welcome, follow, scales)
    assert f"✓ {scales}" in page.buttons
    back = f"◀ {SETTINGS[lang]}"
    page = await pressing(paper, page, back, digest)
    await pressing(paper, await paper.one("/start", lang=lang), often, weekly)
    page = await pressing(paper, await paper.one("/settings"), digest, friday)
    hour = next(label for label in page.buttons if "09:00" in label)
    page = await pressing(paper, page, hour, "18:00", back)
    sources = next(label for label in page.buttons if label in SUMMARY[lang] and label in page.buttons[5])
    page = await pressing(paper, page, sources, "2", back, page.buttons[4], "22:00–07:00", back)
    assert page.text.startswith(SUMMARY[lang])
    assert chosen(paper) == ReaderSettings(
        zone=chosen(paper).zone,
        strand="scales",
        instant=Instant.NONE,
        digest=Rhythm.WEEKLY,
        digest_minute=18 * 60,
        digest_weekday=4,
        quiet=(22 * 60, 7 * 60),
        min_sources=2,
    )


async def test_a_language_chosen_in_the_settings_is_that_of_the_page_at_once(paper: Newspaper) -> None:
    await paper.one("/start")
    page = await pressing(paper, await paper.one("/language"), "Русский")
    assert page.text == "Настройки · Язык"
    assert page.buttons == ["English", "Հայերեն", "✓ Русский", "◀ Настройки"]


@pytest.mark.parametrize("typed", ["ru", "Русский", "russian", "ռուսերեն"])
async def test_a_language_may_be_typed_by_its_code_or_in_any_language(paper: Newspaper, typed: str) -> None:
    await paper.one("/start")
    page = await paper.one(f"/language {typed}")
    assert page.buttons == ["English", "Հայերեն", "✓ Русский", "◀ Настройки"]
    assert (await paper.one("/language tlh")).text == "Настройки · Язык"


async def test_a_zone_is_chosen_by_a_button_a_city_or_an_offset(paper: Newspaper) -> None:
    await paper.one("/start")
    page = await paper.one("/timezone")
    await pressing(paper, page, next(label for label in page.buttons if label.startswith("Tokyo")))
    assert chosen(paper).zone == "Asia/Tokyo"
    for typed, zone in [
        ("Рига", "Europe/Riga"),
        ("Երևան", "Asia/Yerevan"),
        ("america/new_york", "America/New_York"),
        ("Киев", "Europe/Kyiv"),
        ("UTC+4", "Etc/GMT-4"),
    ]:
        answer = await paper.one(f"/timezone {typed}")
        assert chosen(paper).zone == zone
    assert answer.text.startswith("Settings · Time zone: UTC+4, 16:00\n")
    wrong = await paper.one("/timezone Atlantis")
    assert wrong.text == (
        "/timezone Atlantis: no time zone is known by this name. "
        "Try a large city near you, /timezone Europe/Berlin or /timezone UTC+4."
    )
    assert chosen(paper).zone == "Etc/GMT-4"


@pytest.mark.parametrize(("lang", "cities"), [("ru", ["Киев", "Калькутта"]), ("hy", ["Կիև", "Կալկուտա"])])
async def test_a_zone_that_was_renamed_is_called_by_its_city_too(
    paper: Newspaper, lang: str, cities: list[str]
) -> None:
    await paper.one("/start", lang=lang)
    called = [label.rsplit(" ", 1)[0] for label in (await paper.one("/timezone", lang=lang)).buttons]
    assert [city for city in cities if city not in called] == []


async def test_quiet_hours_are_typed_and_ended(paper: Newspaper) -> None:
    await paper.one("/start")
    assert (await paper.one("/quiet 23:30-7:15")).text.startswith("Settings · Quiet hours: 23:30–07:15\n")
    assert chosen(paper).quiet == (23 * 60 + 30, 7 * 60 + 15)
    wrong = await paper.one("/quiet 25-7")
    assert wrong.text == "/quiet 25-7: these are no hours. Try /quiet 23:00-08:00 or /quiet off."
    await paper.one("/quiet 8-8")
    assert chosen(paper).quiet is None


# --- silence -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("3d", NOW + timedelta(days=3)),
        ("12h", NOW + timedelta(hours=12)),
        ("2 недели", NOW + timedelta(weeks=2)),
        ("for 3 days", NOW + timedelta(days=3)),
        ("на 2 суток", NOW + timedelta(days=2)),
        ("until tomorrow", datetime.fromisoformat("2024-06-13T00:00Z")),
        ("до завтра", datetime.fromisoformat("2024-06-13T00:00Z")),
        ("until 2024-06-20", datetime.fromisoformat("2024-06-20T00:00Z")),
    ],
)
async def test_a_mute_lasts_as_long_as_was_said_and_may_be_ended(
    paper: Newspaper, typed: str, until: datetime
) -> None:
    await paper.one("/start", lang=None)
    answer = await paper.one(f"/mute {typed}")
    assert answer.text.startswith("Silence until ")
    assert chosen(paper).muted_until == until
    assert (await paper.one("/unmute")).text.startswith("The silence is over.")
    assert chosen(paper).muted_until is None


@pytest.mark.parametrize(
    "typed", ["", "for ever", "0h", "9999w", "until 2024-06-11", "until 2024-02-31", "3 x"]
)
async def test_an_unclear_mute_changes_nothing_and_says_what_to_type(paper: Newspaper, typed: str) -> None:
    await paper.one("/start")
    answer = await paper.one(f"/mute {typed}".strip())
    assert answer.text.endswith("how long is not clear. Try /mute 3d, /mute 12h or /mute until tomorrow.")
    assert chosen(paper).muted_until is None


async def test_a_day_of_silence_is_a_press_and_so_is_its_end(paper: Newspaper) -> None:
    await paper.one("/start")
    page = await pressing(paper, await paper.one("/settings"), "Silence for a day")
    assert "Silence until: 13 June, " in page.text
    page = await pressing(paper, page, "End the silence")
    assert "Silence until" not in page.text


# --- whose choice it is ----------------------------------------------------------------------------------------


async def test_only_a_groups_administrators_change_its_settings(paper: Newspaper) -> None:
    group = {"chat_type": "supergroup", "title": "Quay"}
    paper.api.add_chat(GROUP, "supergroup", "Quay")
    paper.api.set_member(GROUP, 6, "administrator")
    paper.api.set_member(GROUP, 5, "member")
    await paper.one("/start", GROUP, user_id=6, **group)
    page = await paper.one("/settings", GROUP, user_id=6, **group)
    before = page.text
    query = await paper.pressed(page, "At once", user_id=5)
    answer = paper.api.callback_answer(query)
    assert answer
    assert answer["text"] == "Only this group's administrators can do that, in their own name."
    assert answer["show_alert"]
    assert paper.api.messages(GROUP)[-1].text == before
    for command in ("/settings", "/mute 3d", "/unmute", "/quiet off", "/timezone Oslo", "/language"):
        refused = await paper.one(command, GROUP, user_id=5, **group)
        assert refused.text == answer["text"]
    anonymous = await paper.one("/mute 3d", GROUP, anonymous=True, **group)
    assert anonymous.text == answer["text"]
    assert chosen(paper, GROUP).muted_until is None
    await pressing(paper, page, "At once", "Nothing, digests only", user_id=6)
    assert chosen(paper, GROUP).instant is Instant.NONE


async def test_topics_of_a_forum_have_settings_of_their_own(paper: Newspaper) -> None:
    paper.api.add_chat(GROUP, "supergroup", "Quay", is_forum=True)
    paper.api.set_member(GROUP, 6, "creator")
    forum = {"user_id": 6, "chat_type": "supergroup"}
    for thread in (9, 10):
        await paper.one("/start", GROUP, thread_id=thread, **forum)
    answer = await paper.one("/quiet 22-7", GROUP, thread_id=9, **forum)
    assert answer.thread_id == 9
    assert chosen(paper, GROUP, 9).quiet == (22 * 60, 7 * 60)
    assert chosen(paper, GROUP, 10).quiet is None


async def test_who_follows_nothing_is_told_how_to_begin(paper: Newspaper) -> None:
    for command in (
        "/settings",
        "/mute 3d",
        "/unmute",
        "/quiet 22-7",
        "/timezone Oslo",
        "/language",
        "/digest",
    ):
        assert (await paper.one(command)).text == "This chat follows nothing yet; send /start first."
    assert paper.subscriber(READER) is None


# --- old buttons, two taps at once ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        encode(Act.SETTINGS, 99),
        encode(Act.CHOOSE, 3, 7),
        encode(Act.CHOOSE, 77, 0),
        encode(Act.CHOOSE, 2, 3),
        encode(Act.CHOOSE, 10, 0),
        encode(Act.LANGUAGE, 9, 1),
        encode(Act.LANGUAGE, 1, 44),
        "1:h:1",
        "1:h:1.2.3",
    ],
)
async def test_a_button_without_a_meaning_changes_nothing_and_says_so(paper: Newspaper, data: str) -> None:
    page = await paper.one("/start")
    before = paper.subscriber(READER)
    query = paper.api.tap_raw(READER, page.message_id, data, user_id=READER)
    await paper.answer()
    answer = paper.api.callback_answer(query)
    assert answer
    assert answer["text"] == "This button is out of date. /timeline shows the present state."
    assert paper.subscriber(READER) == before


async def test_two_taps_at_once_are_one_choice_and_old_pages_show_what_holds_now(paper: Newspaper) -> None:
    await paper.one("/start")
    old = await pressing(paper, await paper.one("/settings"), "Digest")
    new = await pressing(paper, await paper.one("/settings"), "Digest")
    for _ in range(2):
        paper.api.tap(READER, new.message_id, "Also when nothing is new")
    await paper.answer()
    assert chosen(paper).empty_digests
    page = await pressing(paper, old, "Every week")
    assert "✓ Also when nothing is new" in page.buttons
    assert chosen(paper).digest is Rhythm.WEEKLY


# --- under a post ----------------------------------------------------------------------------------------------


async def test_an_opinion_is_kept_and_a_reason_is_given(paper: Newspaper) -> None:
    number = told(paper, 1, "Title", DAY)
    welcome = await paper.one("/start")
    for data, text in [
        (encode(Act.VOTE, number, 1), "Noted, thank you."),
        (encode(Act.VOTE, number, 0), "Noted, thank you."),
        (encode(Act.REASON, 1), "A new event. 1 outlet reports it. This chat follows: everything."),
        (encode(Act.REASON, 99), "This button is out of date. /timeline shows the present state."),
        (encode(Act.VOTE, 99, 1), "This button is out of date. /timeline shows the present state."),
    ]:
        query = paper.api.tap_raw(READER, welcome.message_id, data, user_id=READER)
        await paper.answer()
        answer = paper.api.callback_answer(query)
        assert answer
        assert answer["text"] == text


async def test_the_digest_may_be_asked_for_at_any_time(paper: Newspaper) -> None:
    await paper.one("/start")
    told(paper, 1, "Title", DAY)
    empty = await paper.one("/digest")
    assert empty.text.startswith("Fish market · Wednesday, 12 June 2024\n\nNothing new since 12 June.")
    opened = await paper.pressed(empty, "Settings")
    assert paper.api.callback_answer(opened) is not None
    assert paper.api.messages(READER)[-1].text.startswith("Settings\n")
    assert paper.api.messages(READER)[-2].text == empty.text
