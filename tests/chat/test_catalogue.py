"""The catalogues say everything the code says, in every language, and dates are as exact as what is known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from bot.chat.catalogue import FOLDER, Catalogue, choose, in_language, languages
from storage.records import Precision, Span

ROOT = Path(__file__).parent.parent.parent
CHAT = ROOT / "bot" / "chat"
SAYING = ("text", "plural")
"""The methods of a catalogue whose constant arguments are messages."""

MUTE = frozenset(
    "client commands deliver desk inbox outcomes pace rehearsal speak stage wire".split()  # noqa: SIM905
)
"""Modules whose words are for the log, the terminal or Telegram; every other one is held to the catalogues."""

PLACES = re.compile(r"\{(\w*)\}")


def calls(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """Every message in the code: the method, and its constant texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYING:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if texts:
                yield node.func.attr, texts


def messages() -> set[str | tuple[str, str]]:
    """Message ids in the code, as a catalogue keys them."""
    used: set[str | tuple[str, str]] = set()
    for path in CHAT.glob("*.py"):
        for method, texts in calls(ast.parse(path.read_text(encoding="utf-8"))):
            used.add((texts[0], texts[1]) if method == "plural" else texts[0])
    return used


def catalog(lang: str) -> Catalog:
    with (FOLDER / f"{lang}.po").open("rb") as source:
        return read_po(source, locale=lang, abort_invalid=True)


def translated(message: Message) -> tuple[str, ...]:
    """A message's translation in all its forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def test_the_three_languages_are_there() -> None:
    assert languages() == ("en", "hy", "ru")


@pytest.mark.parametrize("lang", languages())
def test_every_message_of_the_code_is_in_the_catalogue_and_none_beside(lang: str) -> None:
    in_catalogue = {tuple(m.id) if isinstance(m.id, (tuple, list)) else m.id for m in catalog(lang) if m.id}
    assert in_catalogue == messages()


@pytest.mark.parametrize("lang", languages())
def test_every_message_is_translated_with_the_same_places(lang: str) -> None:
    for message in catalog(lang):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        assert all(translated(message)), message.id
        assert not message.fuzzy, message.id
        for translation in translated(message):
            assert sorted(PLACES.findall(translation)) == sorted(PLACES.findall(originals[-1])), message.id
            assert translation.strip() == translation


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
def test_nothing_is_left_in_the_language_of_the_code(lang: str) -> None:
    worded = (m for m in catalog(lang) if re.search(r"[^\W\d_]", PLACES.sub("", str(m.id))))
    assert not [m.id for m in worded if m.id in (m.string, translated(m))]


ENDS = {"ru": {".": ".", "?": "?"}, "hy": {".": "։"}}
FOREIGN = {"ru": '“”"', "hy": '“”"․'}
"""Quotation marks of other languages; and a dot that only looks like a full stop."""


@pytest.mark.parametrize("lang", sorted(ENDS))
def test_sentences_have_the_marks_of_their_language(lang: str) -> None:
    for message in (message for message in catalog(lang) if message.id):
        said = message.id if isinstance(message.id, str) else message.id[0]
        for told in translated(message):
            assert not set(told) & set(FOREIGN[lang]), told
            assert told.endswith(ENDS[lang].get(said[-1:], "")), told
            assert lang != "hy" or not said.endswith("?") or "՞" in told, told


def test_no_word_for_readers_stands_outside_the_catalogues() -> None:
    found = []
    for path in (path for path in sorted(CHAT.glob("*.py")) if path.stem not in MUTE):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        allowed = {
            id(a) for node in ast.walk(tree) if isinstance(node, ast.Call) for a in spoken_or_logged(node)
        }
        allowed |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        faults = (node for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Assert))
        allowed |= {id(part) for fault in faults for part in ast.walk(fault)}
        texts = (
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in allowed
        )
        found += [f"{path.name}:{node.lineno}: {node.value!r}" for node in texts if is_prose(node.value)]
    assert not found


def is_prose(value: object) -> bool:
    """Two words in a row, in any script; an example of a command is none."""
    return (
        isinstance(value, str)
        and not value.startswith("/")
        and re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", value) is not None
    )


def spoken_or_logged(call: ast.Call) -> list[ast.expr]:
    """Texts that go through the catalogue, into the log or into the database."""
    if not isinstance(call.func, ast.Attribute | ast.Name):
        return []
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
    if name in (*SAYING, "debug", "info", "warning", "error", "exception", "compile"):
        return call.args
    if name in ("to_thread", "_tolerantly"):  # a reason to store; a name for the log
        return [part for a in call.args for part in ast.walk(a) if isinstance(part, ast.expr)]
    return []


@pytest.mark.parametrize(
    ("code", "lang"),
    [("ru", "ru"), ("hy-AM", "hy"), ("pt-br", "en"), (None, "en"), ("RU_ru", "ru"), ("../en", "en")],
)
def test_a_reader_gets_the_nearest_language(code: str | None, lang: str) -> None:
    assert choose(code) == lang
    assert Catalogue.for_language(code).lang == lang


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, {"en": "1 source", "ru": "1 источник", "hy": "1 աղբյուր"}),
        (3, {"en": "3 sources", "ru": "3 источника", "hy": "3 աղբյուր"}),
        (11, {"en": "11 sources", "ru": "11 источников", "hy": "11 աղբյուր"}),
        (21, {"en": "21 sources", "ru": "21 источник", "hy": "21 աղբյուր"}),
        (1200, {"en": "1,200 sources", "ru": "1 200 источников", "hy": "1 200 աղբյուր"}),
    ],
)
def test_numbers_take_the_form_and_the_grouping_of_their_language(count: int, words: dict[str, str]) -> None:
    for lang, expected in words.items():
        said = Catalogue.for_language(lang).plural("{count} source", "{count} sources", count)
        assert said.replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_values_are_never_read_as_templates() -> None:
    catalogue = Catalogue.for_language("en")
    assert catalogue.text("Nothing found for “{words}”. Try fewer or other words.", words="{x} {0} %s") == (
        "Nothing found for “{x} {0} %s”. Try fewer or other words."
    )


JUNE = date(2024, 6, 12)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ["12 June 2024", "12 June", "12 Jun", "12 Jun 2024", "June", "June 2024"]),
        ("ru", ["12 июня 2024 г.", "12 июня", "12 июн.", "12 июн. 2024 г.", "Июнь", "июнь 2024 г."]),
        (
            "hy",
            ["12 հունիսի, 2024 թ.", "12 հունիսի", "12 հնս", "12 հնս, 2024 թ.", "Հունիս", "2024 թ. հունիս"],
        ),
    ],
)
def test_days_read_as_in_their_language(lang: str, expected: list[str]) -> None:
    catalogue = Catalogue.for_language(lang)
    said = [
        catalogue.day(JUNE),
        catalogue.day(JUNE, year=False),
        catalogue.short_day(JUNE),
        catalogue.short_day(JUNE, year=True),
        catalogue.month(JUNE),
        catalogue.month_of_year(JUNE),
    ]
    assert [words.replace("\u202f", " ") for words in said] == expected


@pytest.mark.parametrize(
    ("start", "end", "precision", "said", "under_its_month"),
    [
        (JUNE, JUNE, Precision.DAY, "12 June 2024", "12"),
        (JUNE, date(2024, 6, 14), Precision.DAY, "12–14 June 2024", "12–14"),
        (JUNE, date(2024, 7, 2), Precision.DAY, "12 June – 2 July 2024", "12 – 2 July"),
        (JUNE, date(2025, 1, 2), Precision.DAY, "12 June 2024 – 2 January 2025", "12 – 2 January 2025"),
        (date(2024, 6, 1), date(2024, 6, 30), Precision.MONTH, "June 2024", ""),
        (date(2024, 6, 1), date(2024, 8, 31), Precision.MONTH, "June 2024 – August 2024", ""),
        (date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR, "2024", ""),
        (date(2023, 1, 1), date(2024, 12, 31), Precision.YEAR, "2023–2024", ""),
    ],
)
def test_a_span_is_told_as_exactly_as_it_is_known(
    start: date, end: date, precision: Precision, said: str, under_its_month: str
) -> None:
    catalogue, span = Catalogue.for_language("en"), Span(start, end, precision)
    assert (catalogue.span(span), catalogue.days(span)) == (said, under_its_month)


def test_moments_are_told_from_now() -> None:
    now = datetime(2024, 6, 14, 12, tzinfo=UTC)
    ago = [Catalogue.for_language(lang).ago(now - timedelta(minutes=3), now) for lang in ("en", "ru", "hy")]
    assert ago == ["3 minutes ago", "3 минуты назад", "3 րոպե առաջ"]
    english = Catalogue.for_language("en")
    assert english.ago(now + timedelta(hours=2), now) == "in 2 hours"
    assert english.ago(now + timedelta(seconds=5), now) == "in 1 minute"
    assert english.ago(now - timedelta(minutes=1), now) == "1 minute ago"
    for seconds in (0, 59):
        assert english.ago(now - timedelta(seconds=seconds), now) == "just now"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Sunday, 2 June 2024"),
        ("ru", "воскресенье, 2 июня 2024 г."),
        ("hy", "կիրակի, 2 հունիսի, 2024 թ."),
    ],
)
def test_a_day_with_its_name_is_written_as_days_are(lang: str, said: str) -> None:
    assert Catalogue.for_language(lang).weekday(date(2024, 6, 2)).replace("\u202f", " ") == said


def test_a_name_of_the_seeds_falls_back_to_what_there_is() -> None:
    names = {"en": "Market", "ru": "Рынок"}
    assert [in_language(names, lang, "x") for lang in ("ru", "hy")] == ["Рынок", "Market"]
    assert in_language({"ru": "Рынок"}, "hy", "x") == "Рынок"
    assert in_language({}, "en", "x") == "x"
