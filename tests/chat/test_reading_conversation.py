"""A reader asks, in three languages, over real sockets: every reading command, every button, every mode."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.chat.client import AnyApplication
from storage.database import Database
from storage.records import (
    Concept,
    EventStatus,
    FeedDraft,
    StatementKind,
    UpdateKind,
    Verdict,
)
from storage.tables import EventRow, FeedRow
from tests.chat.newspaper import GROUP, READER, Newspaper, newspaper
from tests.chat.samples import TOPIC
from tests.emulator.telegram import BotApi
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import NOW, day, decision, draft, news, sentence, study

# What is tested here is what is said: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SCALES = Concept(
    id="scales",
    kind="theme",
    names={"en": ("scales",), "ru": ("весы", "весов"), "hy": ("կշեռք*",)},
    label={"en": "scales", "ru": "весы", "hy": "կշեռք"},
)
MASTER = Concept(
    id="master",
    kind="person",
    names={"en": ("harbour master",), "ru": ("капитан* порта",), "hy": ("նավապետ*",)},
    label={"en": "Harbour Master", "ru": "Капитан порта", "hy": "Նավապետ"},
)
STORY = replace(TOPIC, concepts=(SCALES, MASTER))
REFUSAL, NEW_SCALES, VISIT, FIRE = 1, 2, 3, 4
"""Numbers of the events below."""


@pytest.fixture
def paper(api: BotApi, application: AnyApplication, database: Database) -> Newspaper:
    paper = newspaper(api, application, database, STORY)
    _tell(paper, "Traders refuse the new scales", date(2024, 2, 22), "en", "harbour", days=90)
    said = "The harbour master said on 4 June that the scales are true."
    _tell(paper, "Ռետինե կշեռք՝ նավահանգստում", date(2024, 6, 4), "hy", "town", days=8, said=said)
    _tell(paper, "Капитан порта принял гостей", date(2024, 6, 9), "ru", "harbour", days=3, follows=NEW_SCALES)
    _tell(paper, "Fire on the quay", date(2023, 11, 23), "en", None, days=200)
    denial = sentence("The guild denies it.", kind=StatementKind.DENIAL)
    told = decision(
        Verdict.DEVELOPMENT,
        event_id=NEW_SCALES,
        statements=(denial,),
        status=EventStatus.DISPUTED,
        update=UpdateKind.DEVELOPMENT,
    )
    moment = NOW - timedelta(days=1)
    paper.services.store.archive.publish(
        study("denial", published=moment, outlet="Heron", perspective="harbour"), told, moment
    )
    return paper


def _tell(
    paper: Newspaper,
    title: str,
    when: date,
    lang: str,
    side: str | None,
    *,
    days: int,
    said: str | None = None,
    follows: int | None = None,
) -> None:
    moment = NOW - timedelta(days=days)
    statement = sentence(said or f"{title}.", lang="en" if said else lang, concepts=frozenset({"master"}))
    event = draft(title, day(when), lang=lang, statements=(statement,))
    of = study(title, published=moment, lang=lang, perspective=side, outlet="Gull", title=title)
    paper.services.store.archive.publish(of, news(event, related_event_id=follows), moment)


def lines(message: SentMessage) -> list[str]:
    """What it says, line by line, with plain spaces."""
    return message.text.replace("\u202f", " ").replace("\u00a0", " ").splitlines()


# --- a conversation --------------------------------------------------------------------------------------------

ASKED: dict[str, Sequence[tuple[str, str]]] = {
    "en": (
        ("/help", "The fish market"),
        ("/latest", "Latest · Fish market"),
        ("/timeline", "2024 · Fish market"),
        ("/timeline june 2024", "June 2024 · Fish market"),
        ("/timeline 2024-13", "/timeline 2024-13: there is no month 13. Try /timeline 2024-06."),
        ("/timeline whenever", "/timeline whenever: that is neither a year nor a month. Try /timeline 2024 or /timeline 2024-06."),
        ("/event 1", "22 February 2024 · Fish market · event 1"),
        ("/event 99", "/event 99: there is no event with this number. /latest shows the newest."),
        ("/event one", "/event one: a number is missing. Try /event 17."),
        ("/search scales", "Found for “scales”"),
        ("/search", "/search: words are missing. Try /search parliament."),
        ("/search ?!", "/search ?!: words are missing. Try /search parliament."),
        ("scales june 2024", "Found for “scales june 2024”"),
        ("june 2024", "June 2024 · Fish market"),
        ("zanzibar", "Nothing found for “zanzibar”."),
        ("/catchup", "Since 5 June 2024: 1 new, 1 development"),
        ("/since 2024-06-05", "Since 5 June 2024: 1 new, 1 development"),
        ("/since 3d", "Since 9 June 2024: 1 new, 1 development"),
        ("/since", "/since: a day is missing. Try /since 2024-02-01 or /since 3d."),
        ("/since 2024-02-30", "/since 2024-02-30: February 2024 has no day 30. Try /since 2024-02-01 or /since 3d."),
        ("/since 2031-01-01", "/since 2031-01-01: that day lies ahead; today is 12 June 2024. Try /since 2024-02-01 or /since 3d."),
        ("/who", "Who said what, in order of date?"),
        ("/who harbour master", "Harbour Master · in their own words"),
        ("/who harbour", "Harbour · as its outlets tell it"),
        ("/who nobody", "/who nobody: nobody of this name is known here. /who lists who is."),
        ("/sources", "No source is read at present."),
        ("/privacy", "What is kept about this chat"),
        ("/frobnicate", "/frobnicate: there is no such command. /help lists them."),
    ),
    "ru": (
        ("/help", "Рыбный рынок"),
        ("/latest", "Последнее · Рынок"),
        ("/timeline", "2024 · Рынок"),
        ("/timeline июнь 2024", "Июнь 2024 г. · Рынок"),
        ("/timeline 2024-13", "/timeline 2024-13: месяца 13 не бывает. Попробуйте /timeline 2024-06."),
        ("/event 1", "22 февраля 2024 г. · Рынок · событие 1"),
        ("/event 99", "/event 99: события с таким номером нет. /latest покажет последние."),
        ("/search весы", "Найдено по запросу «весы»"),
        ("весов февраль 2024", "Найдено по запросу «весов февраль 2024»"),
        ("занзибар", "По запросу «занзибар» ничего не найдено."),
        ("/catchup", "С 5 июня 2024 г.: 1 новое событие, 1 развитие"),
        ("/since 9 июня 2024", "С 9 июня 2024 г.: 1 новое событие, 1 развитие"),
        ("/since вчера", "С 11 июня 2024 г.: 1 развитие"),
        ("/since сегодня", "С 12 июня 2024 г.: ничего нового."),
        ("/since когда-то", "/since когда-то: это не день. Попробуйте /since 2024-02-01 или /since 3d."),
        ("/who", "Кто что говорил, по датам?"),
        ("/who капитан порта", "Капитан порта · собственными словами"),
        ("/who портовые", "Портовые · как сообщают СМИ этой стороны"),
        ("/sources", "Сейчас не читается ни один источник."),
        ("/privacy", "Что хранится об этом чате"),
    ),
    "hy": (
        ("/help", "Ձկան շուկան"),
        ("/latest", "Վերջինները · Շուկա"),
        ("/timeline", "2024 · Շուկա"),
        ("/timeline հունիս 2024", "2024 թ. հունիս · Շուկա"),
        ("/timeline 2024-13", "/timeline 2024-13: 13 ամիս չկա։ Փորձեք /timeline 2024-06։"),
        ("/event 1", "22 փետրվարի, 2024 թ. · Շուկա · իրադարձություն 1"),
        ("/event 99", "/event 99: այս համարով իրադարձություն չկա։ /latest-ը ցույց կտա վերջինները։"),
        ("/search կշեռքը", "Գտնվել է «կշեռքը» հարցմամբ"),
        ("նավահանգստի կշեռք", "Գտնվել է «նավահանգստի կշեռք» հարցմամբ"),
        ("զանզիբար", "«զանզիբար» հարցմամբ ոչինչ չի գտնվել։"),
        ("/catchup", "Սկսած՝ 5 հունիսի, 2024 թ. — 1 նոր իրադարձություն, 1 զարգացում"),
        ("/since 3 օր", "Սկսած՝ 9 հունիսի, 2024 թ. — 1 նոր իրադարձություն, 1 զարգացում"),
        ("/who", "Ո՞վ ինչ է ասել՝ ըստ ամսաթվերի։"),
        ("/who նավապետ", "Նավապետ · սեփական խոսքերով"),
        ("/sources", "Այս պահին ոչ մի աղբյուր չի ընթերցվում։"),
        ("/privacy", "Ինչ է պահվում այս չատի մասին"),
    ),
}  # fmt: skip
"""What is typed, and the first line of the answer: 62 steps."""


@pytest.mark.parametrize("lang", sorted(ASKED))
async def test_every_question_has_its_answer_in_the_readers_language(paper: Newspaper, lang: str) -> None:
    for typed, first in ASKED[lang]:
        assert lines(await paper.one(typed, lang=lang))[0] == first, typed


# --- what the answers hold -------------------------------------------------------------------------------------


async def test_an_event_shows_both_sides_its_neighbours_and_its_history(paper: Newspaper) -> None:
    page = lines(await paper.one(f"/event {NEW_SCALES}"))
    assert page[2] == "Disputed"
    assert "Disputed: The guild denies it. [2]" in page
    assert "Harbour: with a denial: Heron" in page
    assert "Town: Gull" in page
    assert "After: 9 June 2024 — Капитан порта принял гостей (ru)" in page
    assert any(line.startswith("11 June 2024 · a development: ") for line in page)
    assert "11 June 2024 · status: reported → disputed" in page


async def test_neighbours_are_a_press_away(paper: Newspaper) -> None:
    page = await paper.one(f"/event {NEW_SCALES}")
    await paper.pressed(page, "Event after")
    after = paper.api.messages(READER)[-1]
    assert f"event {VISIT}" in lines(after)[0]
    await paper.pressed(after, "Event before")
    assert f"event {NEW_SCALES}" in lines(paper.api.messages(READER)[-1])[0]


async def test_a_merged_number_leads_to_its_survivor_and_a_withheld_one_nowhere(
    paper: Newspaper, database: Database
) -> None:
    with database.write() as session:
        session.get_one(EventRow, FIRE).merged_into = REFUSAL
        session.get_one(EventRow, VISIT).withheld = True
    page = lines(await paper.one(f"/event {FIRE}"))
    assert page[0] == f"Event {FIRE} is now part of event {REFUSAL}."
    assert "there is no event with this number" in (await paper.one(f"/event {VISIT}")).text
    assert "Fire" not in (await paper.one("/timeline 2023")).text
    assert "Капитан" not in (await paper.one("/timeline")).text


async def test_what_is_pinned_stands_first_on_the_newest_page(paper: Newspaper, database: Database) -> None:
    with database.write() as session:
        session.get_one(EventRow, FIRE).pinned_at = NOW
    page = lines(await paper.one("/timeline"))
    assert page[2:4] == ["Pinned", "23 November 2023 — Fire on the quay · 1 source"]
    assert "Pinned" not in (await paper.one("/timeline 2023")).text


async def test_a_search_finds_other_languages_by_the_names_of_the_topic(paper: Newspaper) -> None:
    found = lines(await paper.one("/search весы", lang="ru"))
    assert any("Traders refuse the new scales (en)" in line for line in found)
    assert any("Ռետինե կշեռք՝ նավահանգստում (hy)" in line for line in found)


async def test_reports_that_belong_to_no_event_shown_are_listed_the_readers_language_first(
    paper: Newspaper,
) -> None:
    for name, lang in (("one", "en"), ("two", "ru")):
        of = study(name, title=f"Herring {name}", lang=lang, outlet="Tern", text="A herring season.")
        paper.services.store.archive.publish(of, decision(Verdict.CORROBORATION, event_id=FIRE), NOW)
    found = lines(await paper.one("/search herring", lang="ru"))
    assert found[1] == "0 событий, 2 сообщения"
    assert found[3:] == [
        "Сообщения СМИ",
        "12 июн. 2024 г. · Tern · Herring two",
        "12 июн. 2024 г. · Tern · Herring one (en)",
    ]


async def test_nothing_found_says_what_would_be(paper: Newspaper) -> None:
    other = lines(await paper.one("scales zanzibar"))
    assert other == ["Nothing found for “scales zanzibar”.", "/search scales finds 2 events."]
    then = await paper.one("scales 2019")
    assert lines(then)[1] == "There is something, but not then (2019): see June 2024."
    await paper.pressed(then, "June 2024")
    assert lines(paper.api.messages(READER)[-1])[0] == "June 2024 · Fish market"


async def test_a_search_of_four_thousand_characters_is_answered_kindly(paper: Newspaper) -> None:
    answer = lines(await paper.one("scales " * 570))
    assert answer[0].startswith("Found for “scales scales")
    assert "Only the first 300 characters were looked for." in answer
    nonsense = lines(await paper.one("x" * 4000))
    assert nonsense[0].startswith("Nothing found for “xxx")
    assert len(nonsense[0]) < 130


async def test_more_than_a_screen_of_results_is_a_press_away_in_telegrams_own_list(paper: Newspaper) -> None:
    for n in range(9):
        _tell(paper, f"Herring {n}", date(2024, 3, 1 + n), "en", None, days=50)
    found = await paper.one("/search herring")
    assert found.buttons == [*"12345678", "1 more event"]
    assert found.keyboard[-1][0]["switch_inline_query_current_chat"] == "/search herring".removeprefix(
        "/search "
    )


# --- what has changed ------------------------------------------------------------------------------------------


async def test_a_look_moves_the_mark_and_the_next_begins_there(paper: Newspaper, database: Database) -> None:
    await paper.one("/start")
    first = lines(await paper.one("/catchup"))
    assert first[0].endswith("nothing new.")
    assert first[2:4] == [
        "The latest there is:",
        "4 June 2024 — Ռետինե կշեռք՝ նավահանգստում (hy) · 2 sources · disputed",
    ]
    paper.services.store.privacy.looked(READER, 0, NOW - timedelta(days=10))
    second = lines(await paper.one("/catchup"))
    assert second[0] == "Since your last look, 1 week ago: 2 new"
    assert [line.split(" — ")[0] for line in second[2:]] == ["9 June 2024", "4 June 2024"]
    subscriber = paper.subscriber(READER)
    assert subscriber
    assert subscriber.seen_at == NOW
    assert "nothing new." in (await paper.one("/catchup")).text


async def test_who_follows_nothing_is_told_how_to_keep_the_place(paper: Newspaper) -> None:
    assert lines(await paper.one("/catchup"))[-1] == (
        "To have your place kept from one look to the next, send /start."
    )
    assert paper.subscriber(READER) is None


async def test_a_long_list_is_leafed_through_in_place_newest_last(paper: Newspaper) -> None:
    for n in range(10):
        _tell(paper, f"Herring {n}", date(2024, 3, 1 + n), "en", None, days=50 - n)
    page = await paper.one("/since 2024-04-20")
    assert lines(page)[:2] == ["Since 20 April 2024: 12 new", "page 1 of 2"]
    await paper.pressed(page, "▶")
    (turned,) = paper.api.messages(READER)
    assert lines(turned)[1] == "page 2 of 2"
    assert "Ռետինե" in lines(turned)[-1]
    assert turned.buttons == ["◀"]
    beyond = turned.keyboard[0][0]["callback_data"].rsplit(":", 1)[0] + ":99"
    paper.api.tap_raw(READER, turned.message_id, beyond, user_id=READER)
    await paper.answer()
    assert lines(turned)[1] == "page 2 of 2"


# --- who said what ---------------------------------------------------------------------------------------------


async def test_a_speaker_is_chosen_by_a_button_and_leafed_through(paper: Newspaper) -> None:
    for n in range(7):
        said = f"The harbour master said that ship {n} was late."
        _tell(paper, f"Ship {n}", date(2024, 5, 1 + n), "en", "harbour", days=30 - n, said=said)
    choice = await paper.one("/who")
    assert choice.buttons == ["Harbour", "Town"]
    await paper.pressed(choice, "Harbour")
    (page,) = paper.api.messages(READER)
    assert lines(page)[0] == "Harbour · as its outlets tell it"
    assert page.buttons == ["◀"]
    master = await paper.one("/who master")
    assert "ship 6 was late" in master.text
    await paper.pressed(master, "◀")
    turned = paper.api.messages(READER)[-1]
    assert "ship 0 was late" in turned.text
    assert "scales are true" not in turned.text
    assert turned.buttons == ["▶"]


async def test_a_button_of_someone_no_longer_in_the_topic_shows_who_is(paper: Newspaper) -> None:
    page = await paper.one("/who")
    paper.api.tap_raw(READER, page.message_id, "1:q:4711.0", user_id=READER)
    await paper.answer()
    assert lines(paper.api.messages(READER)[-1])[0] == "Who said what, in order of date?"


# --- sources ---------------------------------------------------------------------------------------------------


async def test_sources_say_which_do_not_answer(paper: Newspaper, database: Database) -> None:
    for n, (outlet, side, lang) in enumerate(
        (("Gull", "harbour", "en"), ("Tern", "town", "ru"), ("Auk", None, "en"))
    ):
        paper.services.store.feeds.add(
            FeedDraft(url=f"https://{n}.example/feed", outlet=outlet, perspective=side, lang=lang), NOW
        )
    with database.write() as session:
        sick = session.get_one(FeedRow, 2)
        sick.failures, sick.last_success_at = 9, NOW - timedelta(days=9)
    page = lines(await paper.one("/sources"))
    assert page[:4] == ["3 sources are read · Fish market", "2 answer", "", "Tern: no answer since 3 Jun"]
    assert page[4:] == ["Harbour · 1", "Gull", "Town · 1", "Tern (ru)", "Of no known side · 1", "Auk"]


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("/search scalse", "/search scales finds 2 events."),
        ("կշեռեք", "/search կշեռք finds 2 events."),
        ("/search scalse june 2024", "/search scales finds 1 event."),
        ("/search zanzibar", ""),
    ],
)
async def test_a_misspelt_name_of_the_topic_is_offered_as_it_is_spelt(
    paper: Newspaper, typed: str, hint: str
) -> None:
    nothing, *rest = lines(await paper.one(typed))
    assert nothing.startswith("Nothing found for “")
    assert rest == [hint or "Try fewer or other words, in any of the three languages."]


async def test_marks_around_a_search_are_not_repeated(paper: Newspaper) -> None:
    assert lines(await paper.one('/search "new scales"'))[0] == "Found for “new scales”"
    assert lines(await paper.one("/search «zanzibar»"))[0] == "Nothing found for “zanzibar”."


# --- inline mode -----------------------------------------------------------------------------------------------


async def asked_inline(paper: Newspaper, query: str, **how: str) -> list[dict[str, object]]:
    """The results of an inline query."""
    number = paper.api.inline(READER, query, **how)
    await paper.answer()
    results = paper.api.inline_answer(number)
    assert results is not None
    return results


async def test_inline_an_empty_query_gives_the_newest_events(paper: Newspaper) -> None:
    results = await asked_inline(paper, "")
    assert [str(result["title"]).split(" — ")[1] for result in results] == [
        "Капитан порта принял гостей",
        "Ռետինե կշեռք՝ նավահանգստում",
        "Traders refuse the new scales",
        "Fire on the quay",
    ]
    call = paper.api.calls("answerInlineQuery")[-1]
    assert (call.fields["cache_time"], call.fields["is_personal"]) == ("60", "true")


async def test_inline_words_and_a_time_are_searched_for(paper: Newspaper) -> None:
    (result,) = await asked_inline(paper, "scales june 2024")
    content = result["input_message_content"]
    assert isinstance(content, dict)
    assert content["message_text"].replace("\u202f", " ").splitlines()[:2] == [
        "4 June 2024 · Fish market",
        "Ռետինե կշեռք՝ նավահանգստում (hy)",
    ]
    assert "Disputed: The guild denies it." in content["message_text"]
    markup = result["reply_markup"]
    assert markup == {
        "inline_keyboard": [
            [{"text": "Open the event", "url": f"https://t.me/{paper.bot.username}?start=event_{NEW_SCALES}"}]
        ]
    }


async def test_inline_what_the_share_button_writes_gives_that_event(paper: Newspaper) -> None:
    page = await paper.one(f"/event {FIRE}")
    shared = next(b["switch_inline_query"] for row in page.keyboard for b in row if b["text"] == "Share")
    (result,) = await asked_inline(paper, shared, lang="ru")
    assert "Fire on the quay" in str(result["title"])
    assert result["reply_markup"]["inline_keyboard"][0][0]["text"] == "Открыть событие"  # type: ignore[index]
    assert await asked_inline(paper, "event_999") == []
    assert await asked_inline(paper, "zanzibar") == []


async def test_inline_a_card_has_the_picture_of_a_report_and_the_readers_language_first(
    paper: Newspaper,
) -> None:
    told = study("pictured", published=NOW, image="https://gull.example/p.jpg")
    sentences = (sentence("A whale in the harbour."), sentence("Кит в порту.", lang="ru"))
    paper.services.store.archive.publish(told, news(draft("A whale", day(), statements=sentences)), NOW)
    (pictured,) = await asked_inline(paper, "whale", lang="ru")
    assert pictured["thumbnail_url"] == "https://gull.example/p.jpg"
    card = str(pictured["input_message_content"])
    assert card.index("Кит в порту.") < card.index("A whale in the harbour.")
    assert str(pictured["description"]).endswith("Кит в порту.")
    (bare,) = await asked_inline(paper, f"event_{FIRE}")
    assert "thumbnail_url" not in bare


async def test_inline_fifty_at_a_time(paper: Newspaper) -> None:
    for n in range(60):
        _tell(paper, f"Herring {n}", date(2024, 3, 1 + n % 28), "en", None, days=50)
    assert len(await asked_inline(paper, "herring")) == 50
    call = paper.api.calls("answerInlineQuery")[-1]
    assert call.fields["next_offset"] == "50"
    rest = await asked_inline(paper, "herring", offset="50")
    assert len(rest) == 10
    assert paper.api.calls("answerInlineQuery")[-1].fields.get("next_offset", "") == ""
    assert len(await asked_inline(paper, "", offset="not a number")) == 50


# --- what is kept ----------------------------------------------------------------------------------------------


async def test_everything_kept_about_a_chat_comes_as_a_file_and_goes_at_a_word(paper: Newspaper) -> None:
    await paper.one("/start", lang="ru")
    file = await paper.one("/export")
    assert (file.kind, file.text) == ("document", "Всё, что хранится об этом чате.")
    kept = json.loads(file.content)
    (subscription,) = kept["subscriptions"]
    assert (kept["chat"], subscription["chat_id"], subscription["lang"]) == (READER, READER, "ru")
    assert {"deliveries", "digests", "feedback"} <= subscription.keys()
    assert [said["message"]["text"] for said in kept["messages"]] == ["/start", "/export"]
    await paper.one("/forget_me")
    after = json.loads((await paper.one("/export")).content)
    assert after["subscriptions"] == []
    assert [said["message"]["text"] for said in after["messages"]] == ["/forget_me", "/export"]


async def test_of_a_group_only_administrators_get_what_is_kept(paper: Newspaper) -> None:
    group = {"chat_type": "supergroup", "title": "Quay"}
    for command in ("/export", "/forget_me"):
        refused = await paper.one(command, GROUP, user_id=5, **group)
        assert refused.text == "Only this group's administrators can do that, in their own name."
    paper.api.set_member(GROUP, 6, "administrator")
    assert (await paper.one("/export", GROUP, user_id=6, **group)).kind == "document"


async def test_a_group_turned_supergroup_meanwhile_is_answered_there(paper: Newspaper) -> None:
    paper.api.add_chat(-5, "group", "Quay")
    paper.api.user_says(-5, "/latest", user_id=6, chat_type="group")
    paper.api.migrate(-5, GROUP)
    await paper.answer()
    (message,) = paper.api.messages(GROUP)
    assert lines(message)[0] == "Latest · Fish market"


async def test_two_taps_at_once_leave_one_page(paper: Newspaper) -> None:
    for n in range(20):
        _tell(paper, f"Herring {n}", date(2024, 3, 1 + n), "en", None, days=50)
    page = await paper.one("/timeline")
    for _ in range(2):
        paper.api.tap(READER, page.message_id, "◀")
    await paper.answer()
    (turned,) = paper.api.messages(READER)
    assert "page 1 of 2" in turned.text
