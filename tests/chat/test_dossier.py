"""The page of an event, as a reader has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.dossier import OPEN_SENTENCES, event_page
from storage.codec import written_span
from storage.history import Past
from storage.records import Change, ChangeKind, EventStatus, StatementKind, Update, UpdateKind
from tests.chat.samples import SCALES, at, day, edition, event, labels, marked, month, source, statement

NOTHING = Past((), (), (), ())
BEFORE = ((5, day(1, 2), "A quarrel", "en"), (9, day(22, 2), "Harbour orders new scales", "en"))
PAST = Past(
    changes=(
        Change(at(13, 9), ChangeKind.STATUS, "reported", "disputed"),
        Change(at(14, 8), ChangeKind.DATE, written_span(month(6)), written_span(day(12))),
        Change(at(14, 9), ChangeKind.TITLE, "Old headline", "Traders refuse the new scales"),
        Change(at(14, 10), ChangeKind.MERGED, "12", ""),
    ),
    updates=(
        Update(1, 17, UpdateKind.NEW, at(12, 9), 1),
        Update(2, 17, UpdateKind.DEVELOPMENT, at(13, 8), 3),
    ),
    before=BEFORE,
    after=((20, day(20), "The scales are weighed", "en"),),
)

PAGE = {
    "en": """\
12 June 2024 · Fish market · event 17
*Traders refuse the new scales*
Disputed

The traders' guild said on 12 June that it “will not weigh on them”. \
[[1]](https://gull.example/1)[[2]](https://tern.example/2)
It accused the harbour of tampering. [[1]](https://gull.example/1)
Disputed: The harbour master said the scales “are true”. [[3]](https://gull.example/3)

*Who says what*
Harbour: Gull; with a denial: Gull
Town: Tern

Before: [1 February 2024 — A quarrel](https://t.me/dateline_bot?start=event_5)
Before: [22 February 2024 — Harbour orders new scales](https://t.me/dateline_bot?start=event_9)
After: [20 June 2024 — The scales are weighed](https://t.me/dateline_bot?start=event_20)
«First reported 12 June 2024, last 13 June 2024
13 June 2024 · a development: Harbour: scales are true
13 June 2024 · status: reported → disputed
14 June 2024 · date changed from June 2024 to 12 June 2024
14 June 2024 · headline changed; before: “Old headline”
14 June 2024 · event [12](https://t.me/dateline_bot?start=event_12) became part of this one»
«3 sources
1. [Gull](https://gull.example/1) · Harbour · [12 Jun, 09:30 UTC](time)
2. [Tern](https://tern.example/2) · Town · [12 Jun, 17:39 UTC](time)
3. [Gull](https://gull.example/3) · Harbour · [13 Jun, 08:05 UTC](time)»""",
    "ru": """\
12 июня 2024 г. · Рынок · событие 17
*Traders refuse the new scales* _(en)_
Оспаривается

The traders' guild said on 12 June that it “will not weigh on them”. _(en)_ \
[[1]](https://gull.example/1)[[2]](https://tern.example/2)
It accused the harbour of tampering. _(en)_ [[1]](https://gull.example/1)
Оспаривается: The harbour master said the scales “are true”. _(en)_ [[3]](https://gull.example/3)

*Кто что говорит*
Портовые: Gull; с опровержением: Gull
Городские: Tern

Ранее: [1 февраля 2024 г. — A quarrel _(en)_](https://t.me/dateline_bot?start=event_5)
Ранее: [22 февраля 2024 г. — Harbour orders new scales _(en)_](https://t.me/dateline_bot?start=event_9)
Затем: [20 июня 2024 г. — The scales are weighed _(en)_](https://t.me/dateline_bot?start=event_20)
«Первое сообщение: 12 июня 2024 г., последнее: 13 июня 2024 г.
13 июня 2024 г. · развитие: Harbour: scales are true _(en)_
13 июня 2024 г. · статус: сообщено → оспаривается
14 июня 2024 г. · дата изменена: июнь 2024 г. → 12 июня 2024 г.
14 июня 2024 г. · заголовок изменён; был: «Old headline»
14 июня 2024 г. · событие [12](https://t.me/dateline_bot?start=event_12) вошло в это»
«3 источника
1. [Gull](https://gull.example/1) _(en)_ · портовые · [12 июн., 09:30 UTC](time)
2. [Tern](https://tern.example/2) _(en)_ · городские · [12 июн., 17:39 UTC](time)
3. [Gull](https://gull.example/3) _(en)_ · портовые · [13 июн., 08:05 UTC](time)»""",
}


@pytest.mark.parametrize("lang", sorted(PAGE))
def test_a_page_tells_all_there_is(lang: str) -> None:
    disputed = replace(SCALES, status=EventStatus.DISPUTED)
    message = event_page(edition(lang), disputed, PAST)
    assert marked(message) == PAGE[lang]


def test_buttons_lead_to_the_timeline_to_the_neighbours_and_to_other_chats() -> None:
    (row,) = labels(event_page(edition(), SCALES, PAST))
    assert row == ["Timeline", "Event before", "Event after", "Share"]
    assert labels(event_page(edition("hy"), SCALES, NOTHING)) == [["Ժամանակագրություն", "Կիսվել"]]


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, "One source so far"),
        ({"background": True}, "Known from reports about later events"),
        ({"status": EventStatus.DISPUTED}, "Disputed"),
        ({"status": EventStatus.CORRECTED}, "Corrected"),
        ({"status": EventStatus.RETRACTED}, "This report is withdrawn; do not rely on it."),
    ],
)
def test_a_page_says_what_is_to_be_held_of_it(changes: dict[str, object], standing: str) -> None:
    of = event([statement(1, "They left.", [1])], [source(1, "Gull", at(12))], **changes)  # type: ignore[arg-type]
    lines = marked(event_page(edition(), of, NOTHING)).splitlines()
    assert lines[2] == standing
    assert lines[6] == "Reported 12 June 2024"
    assert lines[1].startswith("*~" if of.status is EventStatus.RETRACTED else "*T")


def test_a_withdrawn_event_says_why_in_the_words_of_who_withdrew_it() -> None:
    of = replace(event([], []), status=EventStatus.RETRACTED, note="a satirical site")
    assert "\nWhy: a satirical site\n" in marked(event_page(edition(), of, NOTHING))


def test_a_number_that_was_merged_says_where_it_went() -> None:
    first, *_ = marked(event_page(edition(), SCALES, NOTHING, asked=12)).splitlines()
    assert first == "Event 12 is now part of event 17."
    assert "now part" not in event_page(edition(), SCALES, NOTHING, asked=17).text


def test_what_does_not_fit_a_screen_is_folded_and_no_denial_is() -> None:
    facts = [statement(n, f"Sentence {n}.", [1]) for n in range(1, 10)]
    denial = statement(10, "It is not so.", [1], kind=StatementKind.DENIAL)
    text = marked(event_page(edition(), event([*facts, denial], [source(1, "Gull", at(12))]), NOTHING))
    visible, folded = text.split("«5 more sentences\n")
    assert visible.count("[[1]]") == OPEN_SENTENCES
    assert "Disputed: It is not so." in visible
    assert folded.startswith("Sentence 5.")


def test_what_is_said_in_the_readers_language_comes_first() -> None:
    of = event(
        [
            statement(1, "The guild left.", [1]),
            statement(2, "Гильдия ушла.", [2], lang="ru"),
            statement(3, "It is not so.", [1], kind=StatementKind.DENIAL),
            statement(4, "Весы проверят.", [2], lang="ru"),
        ],
        [source(1, "Gull", at(12)), source(2, "Чайка", at(12), lang="ru")],
    )
    sentences = ("The guild left.", "It is not so.", "Гильдия ушла.", "Весы проверят.")
    for lang, order in (("en", sentences), ("ru", sentences[2:] + sentences[:2])):
        text = event_page(edition(lang), of, NOTHING).text
        assert sorted(sentences, key=text.index) == list(order)


def test_of_many_sentences_those_in_the_readers_language_are_not_folded() -> None:
    theirs = [statement(n, f"Sentence {n}.", [1]) for n in range(1, 10)]
    own = statement(10, "Гильдия ушла.", [1], lang="ru")
    page = marked(event_page(edition("ru"), event([*theirs, own], [source(1, "Gull", at(12))]), NOTHING))
    assert "Гильдия ушла." in page.split("«")[0]


def test_a_change_says_which_article_brought_it_and_without_headline_only_what_it_is() -> None:
    bare = replace(SCALES, sources=(*SCALES.sources[:2], replace(SCALES.sources[2], title=" ")))
    for of in (bare, replace(SCALES, sources=SCALES.sources[:2])):
        assert "\n13 June 2024 · a development\n" in event_page(edition(), of, PAST).text


def test_one_side_alone_is_no_matter_of_who_says_what() -> None:
    sources = [source(1, "Gull", at(12), perspective="town"), source(2, "Tern", at(12), perspective="town")]
    told = [statement(1, "They left.", [1, 2])]
    assert "Who says what" not in event_page(edition(), event(told, sources), NOTHING).text
    denial = statement(2, "They did not.", [2], kind=StatementKind.DENIAL)
    assert "Who says what" in event_page(edition(), event([*told, denial], sources), NOTHING).text


def test_a_page_that_is_too_long_gives_up_its_history_before_a_sentence() -> None:
    facts = [statement(n, f"{n} " + "word " * 120 + "end.", [1]) for n in range(1, 7)]
    changes = tuple(Change(at(13, n), ChangeKind.TITLE, "Old headline " * 12, "New") for n in range(20))
    page = event_page(edition(), event(facts, [source(1, "Gull", at(12))]), replace(NOTHING, changes=changes))
    assert page.text.count("end. [1]") >= OPEN_SENTENCES
    assert "…" not in page.text.split("Reported")[0]


def test_a_long_chain_is_folded() -> None:
    chain = tuple((n, day(n, 2), f"Step {n}", "en") for n in range(1, 6))
    text = marked(event_page(edition(), SCALES, replace(NOTHING, before=chain, after=())))
    assert text.count("Before: ") == 2
    assert "«3 more events\n" in text
