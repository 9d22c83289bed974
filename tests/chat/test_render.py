"""Posts as a reader has them on the phone. In the expected text entities stand as marks: see `samples.marked`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from telegram import MessageEntity

from bot.chat.render import post
from storage.records import Event, EventStatus, Precision, Span, Statement, StatementKind, UpdateKind, Verdict
from tests.chat.samples import (
    BOT,
    NOW,
    SCALES,
    TOPIC,
    at,
    day,
    event,
    labels,
    marked,
    month,
    source,
    statement,
    update,
    withdrawn,
)


def posted(
    of: Event, kind: UpdateKind = UpdateKind.NEW, lang: str = "en", number: int = 1, article: int = 1
) -> str:
    return marked(post(of, update(kind, number, article), lang, TOPIC, NOW, bot=BOT))


NEW = {
    "en": """\
12 June 2024 · Fish market
*Traders refuse the new scales*

The traders' guild said on 12 June that it “will not weigh on them”. \
[[1]](https://gull.example/1)[[2]](https://tern.example/2)
It accused the harbour of tampering. [[1]](https://gull.example/1)

Disputed: The harbour master said the scales “are true”. [[3]](https://gull.example/3)

Before: [22 February 2024 — Harbour orders new scales](https://t.me/dateline_bot?start=event_9)
«3 sources
1. [Gull](https://gull.example/1) · Harbour · [12 Jun, 09:30 UTC](time)
2. [Tern](https://tern.example/2) · Town · [12 Jun, 17:39 UTC](time)
3. [Gull](https://gull.example/3) · Harbour · [13 Jun, 08:05 UTC](time)»""",
    "ru": """\
12 июня 2024 г. · Рынок
*Traders refuse the new scales* _(en)_

The traders' guild said on 12 June that it “will not weigh on them”. _(en)_ \
[[1]](https://gull.example/1)[[2]](https://tern.example/2)
It accused the harbour of tampering. _(en)_ [[1]](https://gull.example/1)

Оспаривается: The harbour master said the scales “are true”. _(en)_ [[3]](https://gull.example/3)

Ранее: [22 февраля 2024 г. — Harbour orders new scales _(en)_](https://t.me/dateline_bot?start=event_9)
«3 источника
1. [Gull](https://gull.example/1) _(en)_ · портовые · [12 июн., 09:30 UTC](time)
2. [Tern](https://tern.example/2) _(en)_ · городские · [12 июн., 17:39 UTC](time)
3. [Gull](https://gull.example/3) _(en)_ · портовые · [13 июн., 08:05 UTC](time)»""",
    "hy": """\
12 հունիսի, 2024 թ. · Շուկա
*Traders refuse the new scales* _(en)_

The traders' guild said on 12 June that it “will not weigh on them”. _(en)_ \
[[1]](https://gull.example/1)[[2]](https://tern.example/2)
It accused the harbour of tampering. _(en)_ [[1]](https://gull.example/1)

Վիճարկվում է՝ The harbour master said the scales “are true”. _(en)_ [[3]](https://gull.example/3)

Նախկինում՝ [22 փետրվարի, 2024 թ. — Harbour orders new scales _(en)_](https://t.me/dateline_bot?start=event_9)
«3 աղբյուր
1. [Gull](https://gull.example/1) _(en)_ · նավահանգստի · [12 հնս, 09:30 UTC](time)
2. [Tern](https://tern.example/2) _(en)_ · քաղաքային · [12 հնս, 17:39 UTC](time)
3. [Gull](https://gull.example/3) _(en)_ · նավահանգստի · [13 հնս, 08:05 UTC](time)»""",
}

DEVELOPMENT = {
    "en": """\
13 June 2024 · new
*Harbour: scales are true*

Disputed: The harbour master said the scales “are true”. [[3]](https://gull.example/3)
«1 source
3. [Gull](https://gull.example/3) · Harbour · [13 Jun, 08:05 UTC](time)»""",
    "ru": """\
13 июня 2024 г. · новое
*Harbour: scales are true* _(en)_

Оспаривается: The harbour master said the scales “are true”. _(en)_ [[3]](https://gull.example/3)
«1 источник
3. [Gull](https://gull.example/3) _(en)_ · портовые · [13 июн., 08:05 UTC](time)»""",
    "hy": """\
13 հունիսի, 2024 թ. · նոր
*Harbour: scales are true* _(en)_

Վիճարկվում է՝ The harbour master said the scales “are true”. _(en)_ [[3]](https://gull.example/3)
«1 աղբյուր
3. [Gull](https://gull.example/3) _(en)_ · նավահանգստի · [13 հնս, 08:05 UTC](time)»""",
}

RECOUNT = replace(
    SCALES,
    status=EventStatus.CORRECTED,
    statements=(
        *SCALES.statements[:2],
        statement(4, "Nine traders refused, not twenty.", [2], kind=StatementKind.CORRECTION, update=3),
    ),
)

CORRECTION = {
    "en": """\
Corrected 12 June 2024: Nine traders refused, not twenty. [[2]](https://tern.example/2)
«1 source
2. [Tern](https://tern.example/2) · Town · [12 Jun, 17:39 UTC](time)»""",
    "ru": """\
Исправлено 12 июня 2024 г.: Nine traders refused, not twenty. _(en)_ [[2]](https://tern.example/2)
«1 источник
2. [Tern](https://tern.example/2) _(en)_ · городские · [12 июн., 17:39 UTC](time)»""",
    "hy": """\
Ուղղվել է 12 հունիսի, 2024 թ.՝ Nine traders refused, not twenty. _(en)_ [[2]](https://tern.example/2)
«1 աղբյուր
2. [Tern](https://tern.example/2) _(en)_ · քաղաքային · [12 հնս, 17:39 UTC](time)»""",
}

RETRACTION = {
    "en": """\
Withdrawn 14 June 2024
*~Traders refuse the new scales~*

This report is withdrawn; do not rely on it.""",
    "ru": """\
Отозвано 14 июня 2024 г.
~*Traders refuse the new scales* _(en)_~

Сообщение отозвано, не полагайтесь на него.""",
    "hy": """\
Հետ է կանչվել 14 հունիսի, 2024 թ.
~*Traders refuse the new scales* _(en)_~

Հաղորդումը հետ է կանչված. մի՛ հիմնվեք դրա վրա։""",
}


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
def test_a_new_event_tells_when_what_who_and_what_speaks_against_it(lang: str) -> None:
    assert posted(SCALES, lang=lang) == NEW[lang]


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
def test_a_development_tells_only_what_is_new_with_the_numbers_of_the_first_post(lang: str) -> None:
    assert posted(SCALES, UpdateKind.DEVELOPMENT, lang, number=2, article=3) == DEVELOPMENT[lang]


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
def test_a_correction_says_what_changed(lang: str) -> None:
    assert posted(RECOUNT, UpdateKind.CORRECTION, lang, number=3, article=2) == CORRECTION[lang]


@pytest.mark.parametrize("lang", ["en", "ru", "hy"])
def test_a_retraction_keeps_the_headline_struck_through(lang: str) -> None:
    assert posted(SCALES, UpdateKind.RETRACTION, lang, number=9) == RETRACTION[lang]


def test_the_first_post_of_a_withdrawn_event_is_struck_through_and_says_so() -> None:
    lines = posted(withdrawn(SCALES)).splitlines()
    assert lines[0] == "12 June 2024 · Fish market · withdrawn"
    assert lines[1] == "*~Traders refuse the new scales~*"
    assert lines[4] == "~It accused the harbour of tampering. [[1]](https://gull.example/1)~"
    assert lines[7] == "This report is withdrawn; do not rely on it."


def test_the_first_post_of_a_corrected_event_carries_the_correction() -> None:
    assert (
        "Corrected 12 June 2024: Nine traders refused, not twenty. [[2]](https://tern.example/2)"
        in posted(RECOUNT).splitlines()
    )


def test_a_single_outlet_is_called_so_until_another_confirms() -> None:
    alone = [source(1, "Gull", at(12)), source(2, "Gull", at(13))]
    copied = [*alone, source(3, "Heron", at(13), verdict=Verdict.DUPLICATE)]
    spoken_of = [*alone, replace(source(3, "Heron", at(13)), in_passing=True)]
    confirmed = [*alone, source(3, "Heron", at(13))]
    said = [statement(1, "They left.", [1])]
    kinds = (alone, copied, spoken_of, confirmed)
    shown = ["One source so far" in posted(event(said, sources)) for sources in kinds]
    assert shown == [True, True, True, False]


def test_a_copy_is_listed_as_one() -> None:
    text = posted(
        event([], [source(1, "Gull", at(12)), source(2, "Heron", at(12), verdict=Verdict.DUPLICATE)])
    )
    assert "2. [Heron](https://heron.example/2) · same text · [12 Jun, 12:00 UTC](time)" in text


def test_who_only_speaks_of_an_event_is_listed_so_and_not_counted() -> None:
    sources = [source(1, "Gull", at(12)), replace(source(2, "Heron", at(12)), in_passing=True)]
    text = posted(event([], sources))
    assert "«1 source\n" in text
    assert "2. [Heron](https://heron.example/2) · in passing · [12 Jun, 12:00 UTC](time)" in text


@pytest.mark.parametrize(
    ("span", "published", "line"),
    [
        (day(12), at(12), "12 June 2024"),
        (day(12), at(13), "12 June 2024"),
        (day(12), at(14), "12 June 2024, reported 14 June"),
        (day(14), at(12), "14 June 2024, reported 12 June"),
        (day(30, 12, 2023), at(2, month=1), "30 December 2023, reported 2 January 2024"),
        (Span(day(22, 5, 2023).start, day(23, 5, 2023).end), at(24, month=5, year=2023), "22–23 May 2023"),
        (Span(day(30, 5).start, day(2).end), at(2), "30 May – 2 June 2024"),
        (Span(day(30, 12, 2023).start, day(2, 1).end), at(2, month=1), "30 December 2023 – 2 January 2024"),
        (month(6), at(14), "June 2024"),
        (Span(day(1, 1).start, day(31, 12).end, Precision.YEAR), at(14), "2024"),
        (month(2), at(14), "February 2024, reported 14 June"),
    ],
)
def test_the_first_line_is_as_exact_as_what_is_known(span: Span, published: datetime, line: str) -> None:
    reported = replace(event([], [source(1, "Gull", at(12))], span=span), first_reported=published)
    assert posted(reported).splitlines()[0] == f"{line} · Fish market"


def test_a_disputed_event_without_a_denial_says_so() -> None:
    assert "\nDisputed\n" in posted(event([], [source(1, "Gull", at(12))], status=EventStatus.DISPUTED))


def test_details_wait_for_whoever_opens_the_event() -> None:
    said = [statement(1, "They left.", [1]), statement(2, "It rained.", [2], update=None)]
    sources = [source(1, "Gull", at(12)), source(2, "Heron", at(12))]
    assert "It rained." not in posted(event(said, sources))
    assert "It rained." in posted(event(said[1:], sources))


def test_what_a_flash_told_in_its_headline_is_filled_up_by_the_report_after_it() -> None:
    flash = statement(1, "Traders refuse the new scales.", [1])
    said = [flash, statement(2, "They have used the old ones since May.", [2], update=None)]
    sources = [source(1, "Gull", at(12)), source(2, "Gull", at(13))]
    assert "They have used the old ones since May." in posted(event(said, sources))


@pytest.mark.parametrize(
    ("headline", "shown"),
    [("A headline", True), ("Will the traders go?", False), ("Traders refuse the new scales", False)],
)
def test_a_development_is_not_headed_by_a_question_nor_by_what_stands_above_it(
    headline: str, *, shown: bool
) -> None:
    told = event([statement(1, "They left.", [1], update=2)], [source(1, "Gull", at(12), title=headline)])
    assert (headline in posted(told, UpdateKind.DEVELOPMENT, number=2)) is shown


def test_a_copy_is_not_counted_among_the_sources() -> None:
    sources = [source(1, "Gull", at(12)), source(2, "Heron", at(12), verdict=Verdict.DUPLICATE)]
    assert "«1 source" in posted(event([statement(1, "They left.", [1])], sources))


def test_a_day_without_an_hour_is_shown_without_one() -> None:
    assert "1. [Gull](https://gull.example/1) · 12 Jun»" in posted(
        event([], [source(1, "Gull", at(12), timed=False)])
    )


def test_a_source_of_another_year_shows_its_year() -> None:
    assert "· [3 Jan 2025, 12:00 UTC](time)" in posted(
        event([], [source(1, "Gull", at(3, month=1, year=2025))])
    )


def test_many_citations_are_counted_and_begin_with_every_outlet() -> None:
    sources = [source(n, "Gull" if n < 6 else f"Heron{n}", at(12, n)) for n in range(1, 10)]
    text = post(event([statement(1, "They left.", range(1, 10))], sources), update(), "en", TOPIC, NOW).text
    assert "They left. [1][6][7][8] +5\n" in text


def test_a_statement_that_only_repeats_the_headline_is_left_out() -> None:
    said = [statement(1, "Traders refuse the new scales.", [1])]
    assert posted(event(said, [source(1, "Gull", at(12))])).count("Traders refuse") == 1


def test_more_sentences_than_a_post_holds_are_counted() -> None:
    said = [statement(n, f"Sentence {n}.", [1]) for n in range(1, 6)]
    text = posted(event(said, [source(1, "Gull", at(12))]))
    assert "Sentence 3." in text
    assert "and 2 more sentences" in text
    assert "Sentence 4." not in text


def test_a_new_event_leads_to_the_timeline_and_to_all_that_is_known() -> None:
    first = post(SCALES, update(), "ru", TOPIC, NOW)
    assert labels(first) == [["Хронология", "Событие", "Поделиться"], ["👍", "👎", "Почему это?"]]
    reply = post(SCALES, update(UpdateKind.DEVELOPMENT, 2, 3), "ru", TOPIC, NOW)
    assert labels(reply) == [["Событие", "👍", "👎", "Почему это?"]]


def test_the_preview_is_of_one_article_in_the_readers_language_if_there_is_one() -> None:
    told = event(
        [statement(1, "Word of it.", [1, 2])],
        [
            source(1, "Copy", at(12, 8), lang="hy", verdict=Verdict.DUPLICATE),
            source(2, "Gull", at(12, 9)),
            source(3, "Чайка", at(12, 10), lang="ru", url="https://chaika.example/3"),
        ],
    )
    previews = {lang: post(told, update(), lang, TOPIC, NOW).preview_url for lang in ("en", "ru", "hy")}
    gull = "https://gull.example/2"
    assert previews == {"en": gull, "ru": "https://chaika.example/3", "hy": gull}
    assert post(withdrawn(told), update(), "en", TOPIC, NOW).preview_url is None


@pytest.mark.parametrize(("reported", "said"), [(10, True), (11, False), (14, False), (15, True)])
def test_the_day_of_the_report_is_told_where_it_is_more_than_a_day_off(reported: int, said: bool) -> None:
    told = event([statement(1, "They left.", [1])], [source(1, "Gull", at(reported))], span=day(12))
    two_days = replace(told, span=Span(day(12).start, day(13).start))
    first, *_ = post(two_days, update(), "en", TOPIC, NOW).text.splitlines()
    assert (f"reported {reported} June" in first) is said


def test_of_several_corrections_the_last_stands_in_the_post() -> None:
    corrections = [statement(n, f"It was {n}.", [1], kind=StatementKind.CORRECTION, update=n) for n in (2, 3)]
    told = event([statement(1, "They left.", [1]), *corrections], [source(1, "Gull", at(12))])
    text = post(told, update(), "en", TOPIC, NOW).text
    assert "It was 3." in text
    assert "It was 2." not in text


def test_of_several_articles_in_one_language_the_preview_is_of_one_with_a_picture() -> None:
    picture = "https://tern.example/p.jpg"
    plain, pictured = source(1, "Gull", at(12)), replace(source(2, "Tern", at(13)), image=picture)
    told = event([statement(1, "They left.", [1])], [plain, pictured, source(3, "Duck", at(13), lang="ru")])
    previews = [post(told, update(), lang, TOPIC, NOW).preview_url for lang in ("en", "ru", "hy")]
    assert previews == ["https://tern.example/2", "https://duck.example/3", "https://tern.example/2"]


def test_a_withdrawn_post_is_struck_through_and_says_why() -> None:
    told = replace(withdrawn(SCALES), note="the scales were never there")
    assert "~Traders refuse the new scales~" in marked(post(told, update(), "en", TOPIC, NOW)).replace(
        "*", ""
    )
    for kind in (UpdateKind.NEW, UpdateKind.RETRACTION):
        text = post(told, update(kind, 9, None), "en", TOPIC, NOW).text
        assert "do not rely on it. Why: the scales were never there" in text


def test_without_the_bots_name_nothing_links_to_it() -> None:
    assert "t.me" not in marked(post(SCALES, update(), "en", TOPIC, NOW))


def test_an_unknown_language_reads_the_default_one() -> None:
    assert posted(SCALES, lang="pt-br") == NEW["en"]


def test_no_link_leads_where_a_reader_must_not_go() -> None:
    bad = [
        "javascript:alert(1)",
        "tg://resolve?domain=x",
        "http://user:pass@bank.example/",
        "ftp://x.example/",
    ]
    sources = [source(n, "Gull", at(12), url=url) for n, url in enumerate(bad, start=1)]
    message = post(event([statement(1, "They left.", [1, 2, 3, 4])], sources), update(), "en", TOPIC, NOW)
    assert "They left. [1][2][3][4]" in message.text
    assert not [entity for entity in message.entities if entity.type == MessageEntity.TEXT_LINK]


def test_hostile_words_arrive_literally() -> None:
    title = "<b>1<2&3</b> *bold* [x](http://evil.example) 😀\u202egnp.exe\x00"
    message = post(event([], [source(1, "Gull", at(12))], title=title), update(), "en", TOPIC, NOW)
    assert message.text.splitlines()[1] == "<b>1<2&3</b> *bold* [x](http://evil.example) 😀gnp.exe"


def test_a_first_post_tells_the_denials_it_shows_too_and_no_more() -> None:
    def denial(number: int, by: int) -> Statement:
        return statement(number, f"Denied {number} times.", [1], kind=StatementKind.DENIAL, update=by)

    said = [statement(1, "They left.", [1]), denial(2, 2), denial(3, 3), denial(4, 4)]
    said += [statement(5, "And more.", [1], update=3)]
    told = event(said, [source(1, "Gull", at(12))])
    assert post(told, update(), "en", TOPIC, NOW).tells_too == {2}, (
        "3 tells more than is shown, 4 is not shown"
    )
    assert not post(told, update(UpdateKind.DEVELOPMENT, 2, 1), "en", TOPIC, NOW).tells_too
    assert not post(withdrawn(told), update(), "en", TOPIC, NOW).tells_too


def test_what_the_length_of_a_post_leaves_out_is_not_told() -> None:
    said = [statement(1, "They left.", [1])]
    said += [statement(2, "No. " * 2000, [1], kind=StatementKind.DENIAL, update=2)]
    assert not post(event(said, [source(1, "Gull", at(12))]), update(), "en", TOPIC, NOW).tells_too
