"""Digests as a reader has them on the phone, and as Telegram takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.digest import Issue, digest
from bot.chat.messages import Message
from bot.chat.onboarding import welcome
from bot.chat.opinions import ANSWER_CHARACTERS, person, why
from bot.chat.settings_menu import Page, page
from bot.editorial.digest import items
from storage.records import (
    ChatKind,
    Concept,
    Digest,
    DigestKind,
    Event,
    Instant,
    ReaderSettings,
    Rhythm,
    StatementKind,
    Subscriber,
    Update,
    UpdateKind,
)
from tests.chat.samples import (
    NOW,
    SCALES,
    TOPIC,
    at,
    day,
    edition,
    event,
    labels,
    marked,
    month,
    source,
    statement,
    update,
    withdrawn,
)
from tests.chat.test_render_limits import LANGS, TEXTS, assert_taken, events, updates

ROOM = -1001234567890
READER = Subscriber(
    1, 42, 0, ChatKind.PRIVATE, None, "en", True, None, NOW, ReaderSettings(zone="Asia/Yerevan"), None, NOW
)
DAILY = Digest(1, DigestKind.DAILY, NOW - timedelta(days=1), NOW, None)
RAIN = event([], [source(5, "Rook", at(13))], number=18, title="Rain on the market", span=day(13))
FIRE = withdrawn(event([], [source(6, "Crow", at(13))], number=19, title="Market on fire", span=month(6)))
NET = event(
    [statement(9, "A second net was found.", [7], update=6)],
    [source(7, "Rook", at(13), lang="ru")],
    number=20,
    title="Net lost",
    span=day(30, 12, 2023),
)
TOLD = [
    update(),
    update(UpdateKind.DEVELOPMENT, 2, 3),
    replace(update(), id=4, event_id=18),
    replace(update(), id=5, event_id=19),
    replace(update(UpdateKind.DEVELOPMENT), id=6, event_id=20),
]


def issue(kind: DigestKind = DigestKind.DAILY, **changes: object) -> Issue:
    chosen = items(TOLD, [RAIN, FIRE, NET, SCALES])
    made = Issue(replace(DAILY, kind=kind), READER, chosen, 41, {}, None)
    return replace(made, **changes)  # type: ignore[arg-type]


def said(made: Issue, lang: str = "en") -> Message:
    return digest(edition(lang), made)


def test_a_digest_has_the_important_first_what_speaks_against_it_and_what_is_withdrawn_last() -> None:
    message = said(issue())
    open_ = "https://t.me/dateline_bot?start=event_"
    assert marked(message) == (
        "*Fish market · Friday, 14 June 2024*\n"
        "2 new, 2 developments, 1 withdrawn, 41 reports read\n\n"
        f"*12 Jun*  Traders refuse the new scales · [3 sources]({open_}17)\n"
        "\u2003Disputed: The harbour master said the scales “are true”.\n"
        f"*13 Jun*  Rain on the market · [1 source]({open_}18)\n"
        f"*30 Dec 2023*  Net lost · [1 source]({open_}20)\n"
        "\u2003New: A second net was found.\n"
        f"*June 2024*  ~Market on fire~ · [1 source]({open_}19) · withdrawn"
    )
    assert labels(message) == [["Timeline", "Settings"]]
    assert message.silent


def test_a_weekly_digest_names_its_days_and_a_catch_up_since_when_it_was_quiet_and_may_be_heard() -> None:
    week = issue(DigestKind.WEEKLY, digest=replace(DAILY, kind=DigestKind.WEEKLY, since=NOW - timedelta(7)))
    assert said(week).text.startswith("Fish market · 7–14 June 2024\n")
    catch_up = said(issue(DigestKind.CATCH_UP, reports=0))
    assert catch_up.text.startswith(
        "Fish market · held back since 13 June, 16:00\n2 new, 2 developments, 1 withdrawn\n"
    )
    assert not catch_up.silent


def test_in_a_room_an_event_leads_to_the_post_that_told_it() -> None:
    chat = replace(READER, chat_id=ROOM, kind=ChatKind.SUPERGROUP)
    text = marked(said(issue(subscriber=chat, posts={17: 5})))
    assert "[3 sources](https://t.me/c/1234567890/5)" in text
    assert "[1 source](https://t.me/dateline_bot?start=event_18)" in text
    thread = marked(said(issue(subscriber=replace(chat, thread_id=9), posts={17: 5})))
    assert "[3 sources](https://t.me/c/1234567890/9/5)" in thread


def test_where_nothing_is_new_the_latest_is_named() -> None:
    message = said(issue(items=(), last=RAIN), "ru")
    assert message.text.replace("\xa0", " ").replace("\u202f", " ") == (
        "Рынок · пятница, 14 июня 2024 г.\n\nНичего нового с 13 июня.\n"
        "Последнее: 13 июня 2024 г. — Rain on the market (en)"
    )


def test_what_does_not_fit_a_screen_is_folded_away_and_counted() -> None:
    many = [replace(RAIN, id=n, title=f"Event {n}") for n in range(1, 61)]
    told = [replace(update(), id=n, event_id=n) for n in range(1, 61)]
    text = marked(said(issue(items=items(told, many))))
    assert text.index("«") > text.index("Event 7 ")
    assert text.endswith("and 20 more»")
    assert text.startswith("*Fish market · Friday, 14 June 2024*\n60 new")


subscribers = st.builds(
    lambda zone, quiet, rhythm, instant, strand: replace(
        READER,
        settings=ReaderSettings(zone, strand, instant, rhythm, 540, 2, quiet=quiet, min_sources=3),
    ),
    st.sampled_from(["Asia/Kathmandu", "Nowhere/Land", "UTC"]),
    st.sampled_from([None, (1380, 480)]),
    st.sampled_from(Rhythm),
    st.sampled_from(Instant),
    st.sampled_from([None, "fish", "gone"]),
)


@given(
    st.lists(events, min_size=1, max_size=6, unique_by=lambda e: e.id),
    st.lists(updates, max_size=9),
    st.sampled_from(DigestKind),
    LANGS,
    subscribers,
)
@settings(max_examples=25, deadline=None)
def test_any_digest_is_taken(
    of: list[Event], told: list[Update], kind: DigestKind, lang: str, reader: Subscriber
) -> None:
    owned = [replace(u, event_id=of[n % len(of)].id) for n, u in enumerate(told)]
    chosen = items(owned, of)
    for lines in (chosen, chosen * 9, ()):
        made = Issue(replace(DAILY, kind=kind), reader, lines, 7, {of[0].id: 3}, of[-1])
        assert_taken(digest(edition(lang), made))


@given(st.none() | events, LANGS, subscribers, st.booleans())
@settings(max_examples=20, deadline=None)
def test_any_welcome_and_any_page_of_settings_is_taken(
    newest: Event | None, lang: str, reader: Subscriber, again: bool
) -> None:
    assert_taken(welcome(edition(lang), reader, newest, again=again))
    for number in Page:
        assert_taken(page(edition(lang), reader, number))


@given(events, updates, LANGS, st.lists(TEXTS, max_size=9))
@settings(max_examples=20, deadline=None)
def test_any_reason_fits_its_box(of: Event, told: Update, lang: str, concepts: list[str]) -> None:
    assert 1 <= len(why(edition(lang), READER, told, of, concepts)) <= ANSWER_CHARACTERS


def test_a_reason_names_each_thing_once_and_as_many_as_fit() -> None:
    called = {"a": "The scales", "b": "The scales", "c": "x" * 90, "d": "y" * 90}
    story = replace(TOPIC, concepts=tuple(Concept(k, "theme", {}, {"en": v}) for k, v in called.items()))
    reader_of = replace(edition(), topic=story)
    told = Update(1, SCALES.id, UpdateKind.NEW, NOW, None)
    assert "It is about: The scales. " in why(reader_of, READER, told, SCALES, ["a", "b", "nothing"])
    much = why(reader_of, READER, told, SCALES, list(called))
    assert f"The scales, {'x' * 90}. 2 outlets report it." in much
    assert much.endswith("This chat follows: everything.")


def test_a_digest_of_events_with_fifty_sources_stays_a_digest() -> None:
    sources = [source(n, f"Outlet{n}", at(12, 9, n)) for n in range(1, 51)]
    said_ = [statement(n, "long words " * 90, range(1, 51), kind=StatementKind.DENIAL) for n in range(1, 5)]
    huge = [event(said_, sources, number=n, title="A headline " * 60) for n in range(1, 51)]
    told = [replace(update(), id=n, event_id=n) for n in range(1, 51)]
    message = said(issue(items=items(told, huge)))
    assert_taken(message)
    assert message.text.count("50 sources") >= 7
    assert message.text.splitlines()[-1].startswith("and ")


def test_an_opinion_is_its_holders_and_tells_nobody_whose() -> None:
    assert person(7, "token") == person(7, "token")
    assert len({person(7, "token"), person(8, "token"), person(7, "other")}) == 3
    assert "7" * 3 not in person(777, "token")
