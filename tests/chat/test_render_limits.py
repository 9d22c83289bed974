"""Whatever an event holds, what is made of it is a message Telegram takes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.chat.dossier import event_page
from bot.chat.found import search_page
from bot.chat.messages import Message
from bot.chat.pages import TimelinePage, latest, timeline_page
from bot.chat.periods import Period
from bot.chat.render import post
from bot.chat.searching import Answer, Wanted
from bot.chat.words import units
from storage.codec import written_span
from storage.history import Past
from storage.records import (
    Change,
    ChangeKind,
    Event,
    EventStatus,
    Precision,
    Source,
    Span,
    Statement,
    StatementKind,
    Update,
    UpdateKind,
    Verdict,
)
from storage.search import FoundArticle, Question
from tests.chat.samples import BOT, NOW, TOPIC, edition, event, source, statement

NASTY = st.sampled_from(
    [
        "<b>", "</a>", "1<2&3", "`", "*_[", "😀", "👩‍👩‍👧‍👦", "🇦🇲🇷🇺", "e\u0301" * 9, "\u0338" * 30, "\u202e", "\u200f",
        "\x00", "\n", "\ud800", "ﷺ", "\U0010ffff", "̳", "\u2028", " ", "մ՛ի", "«»", "x" * 900, "{event}", "%s",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(NASTY, st.text(max_size=40)), max_size=12).map("".join)
LANGS = st.sampled_from(["en", "ru", "hy", "", "zz"])
URLS = st.one_of(
    st.sampled_from(
        [
            "https://a.example/1",
            "http://[::1]/",
            "http://[",
            "javascript:1",
            "https://u:p@x.example",
            "https://հայ.example/ա",
            "",
        ]
    ),
    TEXTS,
)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them so
IDS = st.integers(1, 12)
NUMBERS = st.integers(1, 2**63 - 1)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(DAYS)
    return Span(start, start + timedelta(days=draw(st.integers(0, 900))), draw(st.sampled_from(Precision)))


sources = st.builds(
    Source,
    article_id=IDS,
    external_id=st.none(),
    url=URLS,
    outlet=TEXTS,
    perspective=st.sampled_from([None, "harbour", "nobody"]),
    title=TEXTS,
    published=MOMENTS,
    timed=st.booleans(),
    lang=LANGS,
    verdict=st.sampled_from(Verdict),
)
statements = st.builds(
    Statement,
    id=IDS,
    text=TEXTS,
    kind=st.sampled_from(StatementKind),
    lang=LANGS,
    article_ids=st.lists(IDS, max_size=12).map(tuple),
    update_id=st.sampled_from([None, 1, 2]),
)
events = st.builds(
    Event,
    id=NUMBERS,
    span=spans(),
    title=TEXTS,
    lang=LANGS,
    status=st.sampled_from(EventStatus),
    background=st.booleans(),
    first_reported=MOMENTS,
    last_reported=MOMENTS,
    statements=st.lists(statements, max_size=8).map(tuple),
    sources=st.lists(sources, max_size=12, unique_by=lambda s: s.article_id).map(tuple),
    follows=st.none() | st.tuples(NUMBERS, spans(), TEXTS, LANGS),
)
updates = st.builds(
    Update,
    id=st.sampled_from([1, 2]),
    event_id=NUMBERS,
    kind=st.sampled_from(UpdateKind),
    created_at=MOMENTS,
    article_id=st.none() | IDS,
)


def assert_taken(message: Message) -> None:
    """Everything Telegram checks before it takes a message."""
    assert 1 <= units(message.text) <= 4096
    assert message.text.strip() == message.text
    assert "\x00" not in message.text
    message.text.encode("utf-8")
    assert len(message.entities) <= 100
    raw = message.text.encode("utf-16-le")
    for entity in message.entities:
        assert entity.offset >= 0
        assert entity.length > 0
        covered = raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode(
            "utf-16-le"
        )  # no half pairs
        assert units(covered) == entity.length
        assert covered.strip() == covered
        if entity.type == MessageEntity.TEXT_LINK:
            assert entity.url
            assert entity.url.startswith(("http://", "https://"))
            assert "@" not in entity.url.split("/")[2]
            assert entity.url.isascii()
    if message.keyboard:
        for row in message.keyboard.inline_keyboard:
            assert 1 <= len(row) <= 8
            assert all(button.text.strip() for button in row)
            for button in row:
                asked = button.switch_inline_query_current_chat
                if asked is None:
                    assert button.switch_inline_query or 1 <= len(str(button.callback_data).encode()) <= 64
                else:
                    assert len(asked.encode()) <= 4 * 256
                    assert units(asked) <= 256


@given(events, updates, LANGS)
@settings(max_examples=80, deadline=None)
def test_any_post_is_taken(of: Event, update: Update, lang: str) -> None:
    assert_taken(post(of, update, lang, TOPIC, NOW, bot=BOT))


pointers = st.tuples(NUMBERS, spans(), TEXTS, LANGS)
changes = st.one_of(
    st.builds(Change, MOMENTS, st.just(ChangeKind.TITLE), TEXTS, TEXTS),
    st.builds(
        Change, MOMENTS, st.just(ChangeKind.DATE), spans().map(written_span), spans().map(written_span)
    ),
    st.builds(
        Change,
        MOMENTS,
        st.just(ChangeKind.STATUS),
        st.sampled_from(EventStatus).map(str),
        st.sampled_from(EventStatus).map(str),
    ),
    st.builds(
        Change,
        MOMENTS,
        st.sampled_from([ChangeKind.MERGED, ChangeKind.SPLIT, ChangeKind.PINNED]),
        st.just(""),
        NUMBERS.map(str),
    ),
)
pasts = st.builds(
    Past,
    changes=st.lists(changes, max_size=30).map(tuple),
    updates=st.lists(updates, max_size=30).map(tuple),
    before=st.lists(pointers, max_size=5).map(tuple),
    after=st.lists(pointers, max_size=5).map(tuple),
)
found_articles = st.builds(
    FoundArticle,
    id=IDS,
    url=URLS,
    outlet=TEXTS,
    title=TEXTS,
    lang=LANGS,
    published=MOMENTS,
    event_id=st.none() | IDS,
)


@given(events, pasts, LANGS)
@settings(max_examples=40, deadline=None)
def test_any_page_of_an_event_is_taken(of: Event, past: Past, lang: str) -> None:
    assert_taken(event_page(edition(lang), of, past, asked=5))


@given(st.lists(events, max_size=2), st.lists(events, max_size=1), st.integers(1, 9999), LANGS)
@settings(max_examples=20, deadline=None)
def test_any_page_is_taken(main: list[Event], background: list[Event], year: int, lang: str) -> None:
    page = TimelinePage(
        Period(year), tuple(main * 6), tuple(background * 30), 2, 3, Period(1), Period(9999, 12)
    )
    assert_taken(timeline_page(edition(lang), page))
    assert_taken(latest(edition(lang), tuple(main * 4)))


@given(TEXTS, st.lists(events, max_size=1), st.lists(found_articles, max_size=5), LANGS)
@settings(max_examples=30, deadline=None)
def test_any_search_is_taken(words: str, found: list[Event], articles: list[FoundArticle], lang: str) -> None:
    wanted = Wanted(words, Question(()), (words, words), Period(2024, 6))
    for answer in (
        Answer(wanted, tuple(found * 8), 5000, tuple(articles), 1000),
        Answer(wanted, nearest=Period(2024, 5), instead=((words, 3), ("x", 1))),
    ):
        assert_taken(search_page(edition(lang), answer))


NOTHING = Past((), (), (), ())


def test_the_largest_event_keeps_its_headline_and_counts_what_is_left_out() -> None:
    sources = [source(n, f"Outlet{n}", NOW - timedelta(hours=60 - n)) for n in range(1, 51)]
    said = [statement(n, f"{n} " + "long words " * 90, range(1, 51)) for n in range(1, 201)]
    huge = event(said, sources, title="A headline " * 60)
    for message in (
        post(huge, Update(1, 17, UpdateKind.NEW, NOW, 1), "en", TOPIC, NOW, bot=BOT),
        post(huge, Update(1, 17, UpdateKind.DEVELOPMENT, NOW, 1), "hy", TOPIC, NOW, bot=BOT),
        event_page(edition(), huge, NOTHING),
    ):
        assert_taken(message)
        assert "A headline" in message.text
    text = post(huge, Update(1, 17, UpdateKind.NEW, NOW, 1), "en", TOPIC, NOW).text
    assert "and 197 more sentences" in text
    assert "50 sources" in text
    assert text.splitlines()[-1].startswith("and ")
    page = event_page(edition(), huge, NOTHING).text
    assert [line for line in page.splitlines() if line.endswith("more sentences")]
