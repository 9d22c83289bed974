"""The topic, seen and tuned in a conversation over a real socket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.client import AnyApplication
from bot.judgement import take_in
from storage.database import Database
from storage.records import Concept, Rule, Strand, Verdict
from tests.chat.newspaper import ADMIN, Newspaper, newspaper
from tests.chat.samples import TOPIC
from tests.emulator.telegram import BotApi
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import NOW, article

# What is tested here is what is said: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MARKET = replace(
    TOPIC,
    languages=("en", "ru"),
    concepts=(
        Concept(
            "guild",
            "bloc",
            {"en": ("guild", "guildsmen"), "ru": ("гильди*",)},
            {"en": "the guild"},
            ("craft",),
        ),
        Concept("scales", "theme", {"en": ("scales",)}),
        *(Concept(f"quay{n}", "place", {"en": (f"quay {n}",)}) for n in range(20)),
    ),
    rules=(Rule(("guild", "scales"), 0.9),),
    strands=(Strand("trade", {"en": "Trade"}, ("theme",)),),
)


@pytest.fixture
def market(api: BotApi, application: AnyApplication, database: Database) -> Newspaper:
    return newspaper(api, application, database, MARKET)


async def asked(market: Newspaper, command: str) -> SentMessage:
    return await market.one(command, ADMIN)


async def pressed(market: Newspaper, label: str) -> SentMessage:
    await market.pressed(market.api.messages(ADMIN)[-1], label)
    return market.api.messages(ADMIN)[-1]


def judged(market: Newspaper, name: str, title: str) -> Verdict:
    text = f"{title}. It was {name} who told us, and nobody else would say a word."
    services = market.services
    return take_in(
        services.store.archive, services.store.lexicon, article(name, title=title, text=text), NOW
    ).verdict


async def test_concepts_are_listed_leafed_through_and_opened(market: Newspaper) -> None:
    listed = await asked(market, "/topic")
    assert listed.text.splitlines()[:3] == ["22 concepts", "Strands: Trade", ""]
    assert "guild · bloc · 3 names" in listed.text
    following = await pressed(market, "▶")
    assert "quay19 · place · 1 name" in following.text
    await pressed(market, "◀")
    card = await pressed(market, "guild")
    assert card.text.splitlines() == [
        "guild · bloc · the guild",
        "",
        "en: guild, guildsmen",
        "ru: гильди*",
        "",
        "Not near: craft",
    ]
    assert (await pressed(market, "All concepts")).text == listed.text


async def test_a_concept_is_found_by_its_id_or_by_a_beginning_of_its_names(market: Newspaper) -> None:
    for words in ("guild", "Guildsm", "ГИЛЬД"):
        assert (await asked(market, f"/topic {words}")).text.startswith("guild · bloc · the guild")
    assert (await asked(market, "/topic quay 1")).text.startswith("11 concepts")
    assert (await asked(market, "/topic zebra")).text.startswith("No concept is called so.")


async def test_a_name_is_tried_confirmed_counts_and_is_taken_out(market: Newspaper) -> None:
    assert judged(market, "Ann", "Fishmongers refuse the scales") is Verdict.IRRELEVANT
    question = await asked(market, "/topic add guild en Fishmongers")
    assert question.text.splitlines() == [
        "guild is also called Fishmongers (en)",
        "",
        "Of the newest 1 article, 1 name these words.",
        "1 would have been judged otherwise:",
        "",
        "1 · Example News · Fishmongers refuse the scales: not on the story 0.00 → on the story 0.90",
        "",
        "What was decided stays; from now on articles are judged so.",
    ]
    assert market.services.store.tuning.edits.all() == ()
    assert (await pressed(market, "Add it")).text.splitlines() == [
        "Added.",
        "",
        "Added from the chat",
        "1. guild is also called Fishmongers (en)",
    ]
    assert judged(market, "Bob", "Fishmongers break the scales by night") is Verdict.EVENT
    assert (await pressed(market, "Take out 1")).text.splitlines() == ["Taken out.", "", "Nothing was added."]
    assert judged(market, "Cyd", "Fishmongers hide all scales at noon") is Verdict.IRRELEVANT
    await asked(market, "/undo")
    assert judged(market, "Dan", "Fishmongers weigh scales again in town") is not Verdict.IRRELEVANT


async def test_stop_words_are_tried_and_added(market: Newspaper) -> None:
    assert judged(market, "Ann", "The guild of painters buys scales") is Verdict.EVENT
    question = await asked(market, "/topic stop guild painters")
    assert "on the story 0.90 → not on the story 0.00" in question.text
    assert (await pressed(market, "Add it")).text.endswith("1. guild is not meant near painters")
    assert (await asked(market, "/topic edits")).text.endswith("1. guild is not meant near painters")
    assert judged(market, "Bob", "Painters' guild: new scales bought in spring") is Verdict.IRRELEVANT
    assert "Not near: craft, painters" in (await asked(market, "/topic guild")).text


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/topic add gild en mongers", "there is no concept gild. Is guild meant?"),
        (
            "/topic add guild fish mongers",
            "fish is none of the story's languages. Try /topic add guild en fish mongers.",
        ),
        ("/topic add guild en scales", "that is a name of scales already. /topic lists them all."),
        ("/topic add guild en guild", "guild has that already. /topic lists them all."),
        (
            "/topic add guild",
            "something is missing or cannot be read. Try /topic add parliament en lower house.",
        ),
        ("/topic stop guild", "something is missing or cannot be read. Try /topic stop parliament student."),
        (
            "/topic add guild en *",
            "words are missing, too many, or too short before the *. /topic lists them all.",
        ),
    ],
)
async def test_what_cannot_be_added_is_said_in_one_line(market: Newspaper, command: str, answer: str) -> None:
    assert (await asked(market, command)).text == f"{command}: {answer}"


async def test_the_same_addition_confirmed_twice_is_made_once(market: Newspaper) -> None:
    first = await asked(market, "/topic add guild en mongers")
    await asked(market, "/topic add guild en mongers")
    await pressed(market, "Add it")
    await market.pressed(first, "Add it")
    assert market.api.messages(ADMIN)[0].text.startswith("This question is out of date")
    assert len(market.services.store.tuning.edits.all()) == 1
