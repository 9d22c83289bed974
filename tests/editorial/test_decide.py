"""The verdicts, on an invented story: each test is one thing a reader would notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.editorial.decide import decide
from storage.records import Decision, EventStatus, Memory, Span, StatementKind, Study, UpdateKind, Verdict
from tests.editorial.story import LEXICON, WEDNESDAY, known_statement, read, remember

OPENING = (
    "Norland opened the Veld Dam on Wednesday, sending water down to Sudria for the first time in a decade. "
    "Orlan said at the ceremony that 40 villages would be supplied by autumn. "
    "The valley has waited long for this day."
)
ANNOUNCED = {
    "en": (
        "Orlan to open the Veld Dam on Friday",
        "Orlan will open the Veld Dam in Norland on Friday, his office said.",
    ),
    "ru": (
        "Орлан откроет плотину в пятницу",
        "Орлан откроет плотину в Норланде в пятницу, сообщили в его канцелярии.",
    ),
}
ELSEWHERE = (
    "Water flowed to Sudria again on Wednesday after Norland opened the Veld Dam in the morning. "
    "Tamar Voss, the chief engineer of Sudria, watched the gates rise and counted 12 turbines."
)


def decided(study: Study, memory: Memory | None = None) -> Decision:
    return decide(study, memory or Memory(), LEXICON)


@pytest.fixture
def opening() -> Study:
    return read(OPENING, title="Norland opens the Veld Dam")


def test_an_article_of_another_field_is_irrelevant() -> None:
    assert decided(read("The baker sold bread.", title="Bread grows dearer")).verdict is Verdict.IRRELEVANT


def test_the_first_report_is_an_event_dated_to_the_day_it_happened(opening: Study) -> None:
    decision = decided(opening)
    assert decision.verdict is Verdict.EVENT
    assert decision.update is UpdateKind.NEW
    assert decision.event is not None
    assert decision.event.span.start == date(2024, 6, 12)
    assert decision.event.title == "Norland opens the Veld Dam"


def test_relative_dates_are_made_absolute_and_nothing_else_changes(opening: Study) -> None:
    event = decided(opening).event
    assert event is not None
    assert event.statements[0].text == (
        "Norland opened the Veld Dam on 12 June 2024, sending water down to Sudria for the first time in a decade."
    )


def test_the_same_text_elsewhere_is_a_duplicate_of_the_first(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    copy = read(OPENING, title="Dam opens", outlet="The Other", url="https://other.example/9")
    decision = decided(copy, memory)
    assert decision.verdict is Verdict.DUPLICATE
    assert decision.duplicate_of == 1
    assert decision.event_id == 1
    assert decision.update is None


def test_a_second_outlet_that_says_no_more_corroborates(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    text = "For the first time in a decade water went down to Sudria as Norland on Wednesday opened the Veld Dam."
    decision = decided(read(text, title="Veld Dam opened", outlet="The Other"), memory)
    assert decision.verdict is Verdict.CORROBORATION
    assert decision.event_id == 1
    assert decision.supports == (1,)
    assert decision.update is None


def test_a_second_report_with_new_facts_develops_the_event(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    decision = decided(
        read(ELSEWHERE, title="Sudria counts 12 turbines at the Veld Dam", outlet="The Other"), memory
    )
    assert decision.verdict is Verdict.DEVELOPMENT
    assert decision.event_id == 1
    assert decision.update is UpdateKind.DEVELOPMENT
    assert any("Voss" in s.text for s in decision.statements)


def test_a_detail_further_down_is_kept_and_is_no_post_of_its_own(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    decision = decided(read(ELSEWHERE, title="Norland opens the Veld Dam gates", outlet="The Other"), memory)
    assert decision.verdict is Verdict.CORROBORATION
    assert decision.update is None
    assert any("Voss" in s.text for s in decision.details)


def test_what_a_report_without_a_headline_says_first_is_what_it_was_written_for(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    new = "Sudria counted 12 rusty turbines under the Veld Dam as engineer Tamar Voss walked by on Wednesday."
    old = "Norland on Wednesday opened the Veld Dam for the first time in a decade."
    first, below = (decided(read(text, outlet="The Other"), memory) for text in (f"{new} {old}", old))
    assert (first.verdict, first.update) == (Verdict.DEVELOPMENT, UpdateKind.DEVELOPMENT)
    assert below.update is None


def test_the_first_headline_replaces_the_sentence_that_stood_for_one() -> None:
    untitled = read(OPENING)
    memory = remember(untitled, decided(untitled))
    memory = replace(memory, events=(replace(memory.events[0], titled=False),))
    titled = read(ELSEWHERE, title="Norland opens the Veld Dam", outlet="The Other")
    assert decided(titled, memory).title == "Norland opens the Veld Dam"
    asking = read(ELSEWHERE, title="Will Norland open the Veld Dam?", outlet="The Other")
    assert decided(asking, memory).title is None


def test_an_answer_in_another_language_by_somebody_not_heard_before_is_a_development(opening: Study) -> None:
    memory = remember(
        opening, decided(read(OPENING.replace("Orlan", "A guest"), title="Norland opens the Veld Dam"))
    )
    text = "Норланд в среду открыл плотину, вода пошла в Судрию. Орлан заявил, что Норланд ещё пожалеет."
    decision = decided(read(text, title="Орлан осудил Норланд за плотину", outlet="Берег"), memory)
    assert decision.verdict is Verdict.DEVELOPMENT
    assert any("not heard before: minister" in reason for reason in decision.reasons)


def test_of_whom_a_lead_tells_who_was_not_named_in_another_language_is_new_whoever_says_so(
    opening: Study,
) -> None:
    memory = remember(
        opening, decided(read(OPENING.replace("Orlan", "A guest"), title="Norland opens the Veld Dam"))
    )
    title = "Орлан пропустил открытие плотины в Норланде"
    he, it = (
        "Орлан не приехал в среду на открытие плотины в Норланде.",
        "Вода в среду пошла из Норланда в Судрию.",
    )
    first, below = (
        decided(read(text, title=title, outlet="Берег"), memory) for text in (f"{he} {it}", f"{it} {he}")
    )
    assert (first.verdict, below.verdict) == (Verdict.DEVELOPMENT, Verdict.CORROBORATION)


@pytest.mark.parametrize(
    ("lang", "happened", "told"),
    [
        (
            "en",
            "Orlan opens the Veld Dam",
            "Orlan opened the Veld Dam in Norland on Friday.",
        ),
        (
            "ru",
            "Орлан открыл плотину",
            "Орлан открыл плотину в Норланде в пятницу.",
        ),
    ],
)
def test_what_was_announced_for_a_day_is_news_of_its_own_when_it_has_happened(
    lang: str, happened: str, told: str
) -> None:
    announcement, said = ANNOUNCED[lang]
    announced = read(said, title=announcement)
    memory = remember(announced, decided(announced), event_id=7)
    repeated = decided(read(said, title=announcement, outlet="The Other"), replace(memory, articles=()))
    assert repeated.event_id == 7
    friday = WEDNESDAY + timedelta(days=2)
    done = decided(
        read(told, title=happened, published=friday, outlet="The Other"), replace(memory, articles=())
    )
    assert (done.verdict, done.update, done.related_event_id) == (Verdict.EVENT, UpdateKind.NEW, 7)
    assert done.event is not None
    assert (done.event.span.start, announced.profile.span) == (
        friday.date(),
        Span(WEDNESDAY.date(), WEDNESDAY.date()),
    )
    assert any("has come" in reason for reason in done.reasons)


@pytest.mark.parametrize(
    ("lang", "off", "told"),
    [
        (
            "en",
            "Orlan puts off the opening of the Veld Dam",
            "Orlan postponed the opening of the Veld Dam in Norland, moving it from Friday to Sunday.",
        ),
        (
            "ru",
            "Орлан отложил открытие плотины",
            "Орлан перенёс открытие плотины в Норланде с пятницы на воскресенье.",
        ),
    ],
)
def test_what_was_announced_is_put_off_by_an_event_of_its_own_and_once(
    lang: str, off: str, told: str
) -> None:
    announcement, said = ANNOUNCED[lang]
    announced = read(said, title=announcement)
    memory = replace(remember(announced, decided(announced), event_id=7), articles=())
    put_off = read(told, title=off, published=WEDNESDAY + timedelta(days=1), outlet="The Other")
    decision = decided(put_off, memory)
    assert (decision.verdict, decision.related_event_id) == (Verdict.EVENT, 7)
    assert any("is put off" in reason for reason in decision.reasons)
    since = replace(memory, events=(*memory.events, *remember(put_off, decision, event_id=8).events))
    again = decided(read(told, title=off, published=WEDNESDAY + timedelta(days=1), outlet="C"), since)
    assert (again.event_id, again.update) == (8, None)


def test_an_announcement_told_again_the_day_after_is_the_same() -> None:
    first = read(
        "Norland and Sudria will agree on Monday, 17 June, on the water of the Veld Dam, Orlan said on Wednesday.",
        title="Norland, Sudria to agree on the Veld Dam",
    )
    memory = replace(remember(first, decided(first), event_id=7), articles=())
    again = read(
        "On Monday, 17 June, the water of the river is shared out, Orlan confirmed on Thursday. "
        "Norland and Sudria send ten engineers each. Two hours are set aside.",
        title="Norland: water of the Veld Dam to be shared out on Monday",
        published=WEDNESDAY + timedelta(days=1),
        outlet="B",
    )
    decision = decided(again, memory)
    assert decision.event_id == 7
    assert not any("told before that day" in reason for reason in decision.reasons)
    other = read(
        again.article.text.replace("On Monday, 17 June, the", "The"),
        title="Norland: water of the Veld Dam to be shared out",
        published=WEDNESDAY + timedelta(days=1),
        outlet="B",
    )
    assert any("told before that day" in reason for reason in decided(other, memory).reasons)


def test_two_reports_of_a_night_that_are_stamped_the_evening_before_are_of_one_event() -> None:
    told = "Norland shelled the Veld Dam early on Thursday, Orlan said, and Sudria was without water."
    first = read(told, title="Norland shells the Veld Dam on Thursday")
    assert first.profile.span == Span(date(2024, 6, 13), date(2024, 6, 13))
    memory = replace(remember(first, decided(first), event_id=7), articles=())
    again = read(
        "Early on Thursday Norland shelled the Veld Dam.", title="Norland shells the Veld Dam", outlet="B"
    )
    assert decided(again, memory).event_id == 7


def test_a_day_named_below_the_first_sentence_of_an_event_splits_none_of_its_reports() -> None:
    said = "Norland closed the Veld Dam to Sudria, Orlan said. Orlan will agree with Sudria on 40 villages on Friday."
    first = read(said, title="Norland closes the Veld Dam to Sudria")
    memory = replace(remember(first, decided(first), event_id=7), articles=())
    assert "on Friday" in memory.events[0].statements[1].text
    late = read(
        "", title="Norland closes Veld Dam to Sudria", published=WEDNESDAY + timedelta(days=2), outlet="B"
    )
    assert decided(late, memory).event_id == 7


def test_a_comment_is_filed_with_what_it_is_about_and_never_posted(opening: Study) -> None:
    comment = read(ELSEWHERE, title="Analysis: what the Veld Dam means to Norland", outlet="The Other")
    filed = decided(comment, remember(opening, decided(opening)))
    assert (filed.verdict, filed.update, filed.statements) == (Verdict.CORROBORATION, None, ())
    alone = decided(comment)
    assert (alone.verdict, alone.update) == (Verdict.EVENT, None)
    assert alone.event is not None
    assert (alone.event.background, alone.event.statements, alone.details) == (True, (), ())


def test_a_report_of_what_a_comment_was_about_is_news(opening: Study) -> None:
    comment = read(ELSEWHERE, title="Analysis: what the Veld Dam means to Norland", outlet="The Other")
    memory = replace(remember(comment, decided(comment)), articles=())
    assert (decided(opening, memory).verdict, decided(opening, memory).update) == (
        Verdict.EVENT,
        UpdateKind.NEW,
    )


def test_a_step_of_the_story_follows_the_step_before_however_long_ago(opening: Study) -> None:
    memory = remember(opening, decided(opening), event_id=7)
    shut = read(
        "Norland closed the Veld Dam on Wednesday, and no water went to Sudria.",
        title="Norland closes the Veld Dam",
        published=WEDNESDAY + timedelta(days=140),
    )
    assert decided(shut, memory).related_event_id == 7


def test_a_step_may_name_somebody_whom_the_step_before_did_not(opening: Study) -> None:
    memory = remember(opening, decided(opening), event_id=7)
    shut = read(
        "Engineers turned heavy wheels on Wednesday and went home for lunch with their hungry families, and carpenters "
        "sang on the bridge.",
        title="US: Norland closes the Veld Dam",
        published=WEDNESDAY + timedelta(days=140),
    )
    decision = decided(shut, memory)
    assert any("as no report of it names us" in reason for reason in decision.reasons)
    assert decision.related_event_id == 7


def test_something_else_that_happened_that_day_is_an_event_of_its_own() -> None:
    text = OPENING + " The US agreed on Wednesday with Orlan on another matter, a spokesman said."
    decision = decided(read(text, title="Norland opens the Veld Dam"))
    assert [e.span.start for e in decision.background] == [date(2024, 6, 12)]
    assert decision.event is not None
    assert all("matter" not in s.text for s in decision.event.statements)


def test_the_report_after_a_flash_fills_it_up_and_is_no_news() -> None:
    text = (
        "Norland opened the Veld Dam on Wednesday, Orlan said. Orlan told the press in Norland that 40 villages would be "
        "watered from the Veld Dam, whose gates were built in four years by the Halvard works."
    )
    report = read(text, title="Norland opens the Veld Dam, Orlan says", outlet="B")
    flash = read("", title="Norland opens the Veld Dam")
    filled = decided(report, remember(flash, decided(flash)))
    assert (filled.verdict, filled.update) == (Verdict.CORROBORATION, None)
    assert any("40 villages" in detail.text for detail in filled.details)
    # … unless it has a turn of the story, as a denial is.
    denied = read(text + " Sudria denied it.", title="Norland opens the Veld Dam, Orlan says", outlet="B")
    assert decided(denied, remember(flash, decided(flash))).update is UpdateKind.DEVELOPMENT
    # What was written out leaves room for what is new.
    short = read(
        "Norland opened the Veld Dam at noon on Wednesday before a crowd of fishermen and of "
        "students from the coast, with music and speeches.",
        title="Norland opens the Veld Dam",
    )
    assert decided(report, remember(short, decided(short))).update is UpdateKind.DEVELOPMENT


def test_a_denial_disputes_the_event_and_is_marked(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    text = (
        "Sudria denied on Wednesday that Norland had opened the Veld Dam. "
        "“Those who claim that the dam is open are mistaken,” a Sudrian spokesman said."
    )
    decision = decided(read(text, title="Sudria: the Veld Dam is not open", outlet="The Other"), memory)
    assert decision.event_id == 1
    assert decision.status is EventStatus.DISPUTED
    assert StatementKind.DENIAL in {s.kind for s in decision.statements}


def test_a_later_figure_corrects_an_earlier_one(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    text = "Orlan said that 68 villages would be supplied from the Veld Dam in Norland by autumn, not fewer."
    decision = decided(
        read(
            text, title="Norland: the Veld Dam supplies 68 villages", published=WEDNESDAY + timedelta(hours=5)
        ),
        memory,
    )
    assert decision.update is UpdateKind.CORRECTION
    assert decision.title is None
    assert decision.status is EventStatus.CORRECTED


@pytest.fixture
def breach() -> Memory:
    """What is told of a dam that broke on the Wednesday."""
    first = read(
        "Three Norlanders were killed when the Veld Dam burst in Norland on Wednesday, Orlan said.",
        title="Veld Dam bursts in Norland, killing three",
    )
    return remember(first, decided(first))


def test_a_toll_that_has_risen_days_later_is_news_of_what_took_it(breach: Memory) -> None:
    later = read(
        "Two more people hurt when the Veld Dam burst on 12 June died in hospital overnight. "
        "Five Norlanders in all were killed, not three, Orlan said on Sunday.",
        title="Number of those killed at the Veld Dam in Norland rises to five",
        published=WEDNESDAY + timedelta(days=4),
        outlet="The Other",
    )
    decision = decided(later, breach)
    assert (decision.event_id, decision.update) == (1, UpdateKind.CORRECTION)
    assert any("Five Norlanders" in statement.text for statement in decision.statements)


def test_a_toll_is_news_in_another_language_and_no_more_once_it_was_told(breach: Memory) -> None:
    text = "Число погибших на плотине в Норланде достигло пяти, сообщил Орлан."
    later = read(text, title="Норланд: жертв на плотине пять", lang="ru", outlet="The Other")
    decision = decided(later, breach)
    assert (decision.event_id, decision.update) == (1, UpdateKind.DEVELOPMENT)
    event = breach.events[0]
    told = tuple(known_statement(n, draft) for n, draft in enumerate(decision.statements, start=9))
    since = replace(breach, events=(replace(event, statements=(*event.statements, *told)),))
    again = read(
        text.replace(", сообщил Орлан", " человек"), title="Плотина в Норланде", lang="ru", outlet="C"
    )
    assert decided(again, since).update is None


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Three Norlanders were killed", "The number of those killed in Norland stands at three"),
        ("30 Norlanders were killed", "The death toll in Norland stands at 30"),
        ("30 Norlanders were killed", "The death toll in Norland has reached 30"),
    ],
)
def test_a_toll_that_has_not_changed_is_no_news(first: str, again: str) -> None:
    told = read(
        f"{first} when the Veld Dam burst on Wednesday, Orlan said.", title="Veld Dam bursts in Norland"
    )
    later = read(
        f"{again} after the Veld Dam burst, Orlan said.", title="Norland: toll at the Veld Dam", outlet="C"
    )
    decision = decided(later, replace(remember(told, decided(told)), articles=()))
    assert (decision.event_id, decision.update) == (1, None)


def test_a_figure_beside_the_one_it_replaces_is_told_once_though_both_were_told() -> None:
    first = read(
        "Two Norlanders were wounded at the Veld Dam on Wednesday, Orlan said.",
        title="Norland: two wounded at the Veld Dam",
    )
    memory = replace(remember(first, decided(first)), articles=())
    right = read(
        "Not two but one Norlander was wounded at the Veld Dam, as had previously been said in Norland.",
        title="Norland: of the wounded at the Veld Dam",
        outlet="B",
    )
    decision = decided(right, memory)
    assert (decision.event_id, decision.update) == (1, UpdateKind.DEVELOPMENT)
    told = tuple(known_statement(n, draft) for n, draft in enumerate(decision.statements, start=9))
    event = memory.events[0]
    since = replace(memory, events=(replace(event, statements=(*event.statements, *told)),))
    again = read(f"{right.article.text}", title="Norland: the wounded at the Veld Dam", outlet="C")
    assert decided(again, since).update is None


def test_a_day_beside_the_one_it_replaces_is_told_once() -> None:
    first = read(
        "Orlan will shut the Veld Dam in Norland on 29 June 2024, his office said.",
        title="Norland to shut the Veld Dam",
    )
    memory = replace(remember(first, decided(first)), articles=())
    text = "Orlan will shut the Veld Dam in Norland on 1 July 2024, not 29 June, his office said."
    decision = decided(read(text, title="Norland: the day of the Veld Dam", outlet="B"), memory)
    assert (decision.event_id, decision.update) == (1, UpdateKind.DEVELOPMENT)
    told = tuple(known_statement(n, draft) for n, draft in enumerate(decision.statements, start=9))
    event = memory.events[0]
    since = replace(memory, events=(replace(event, statements=(*event.statements, *told)),))
    assert decided(read(text, title="Norland: of the Veld Dam", outlet="C"), since).update is None


def test_a_toll_is_of_the_day_that_it_names(breach: Memory) -> None:
    second = read(
        "A boat sank below the Veld Dam in Norland on Friday, killing one Norlander, Orlan said.",
        title="Boat sinks at the Veld Dam in Norland, killing one",
        published=WEDNESDAY + timedelta(days=2),
    )
    memory = replace(breach, events=(*breach.events, *remember(second, decided(second), event_id=2).events))
    for day, event in (("12 June", 1), ("14 June", 2)):
        later = read(
            f"The death toll of {day} at the Veld Dam in Norland has risen to nine, Orlan said on Sunday.",
            title="Norland: death toll at the Veld Dam reaches nine",
            published=WEDNESDAY + timedelta(days=4),
            outlet="The Other",
        )
        assert decided(later, memory).event_id == event


def test_what_is_told_of_days_before_makes_no_two_reports_one() -> None:
    fire = read(
        "A short circuit set fire to the pumps of the Veld Dam, killing four Norlanders, Orlan said on Wednesday.",
        title="Norland: short circuit set fire to the Veld Dam",
    )
    truce = read(
        "Norland and Sudria agreed on Wednesday on a truce from midnight. "
        "Orlan said on 9 June that the fire at the Veld Dam had killed four Norlanders. "
        "A fire broke out in the pumps of the Veld Dam on 8 June after a short circuit.",
        title="Norland and Sudria agree a truce",
        outlet="The Other",
    )
    assert decided(truce, remember(fire, decided(fire))).verdict is Verdict.EVENT


def test_a_flash_of_victims_is_told_though_it_names_nothing_else() -> None:
    shots = read(
        "Sudria said on Wednesday that Norlanders had fired at its posts near the Veld Dam overnight, and nobody was hit.",
        title="Sudria says Norland fired at its posts near the Veld Dam",
    )
    flash = read("", title="Норланд: у плотины ранены двое, огонь вела Судрия", lang="ru", outlet="The Other")
    decision = decided(flash, remember(shots, decided(shots)))
    assert decision.update is not None


def test_a_lead_in_another_language_is_told_where_its_headline_names_somebody_new(opening: Study) -> None:
    report = read(
        "Норланд открыл плотину без уведомления Лосева и всей речной комиссии Лимора, говорится в среду в отчёте.",
        title="Орлан не ответил Судрии и US о плотине в Норланде",
        lang="ru",
        outlet="The Other",
    )
    decision = decided(report, remember(opening, decided(opening)))
    assert (decision.event_id, decision.update) == (1, UpdateKind.DEVELOPMENT)


def test_a_denial_is_told_whatever_times_it_speaks_of(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    text = "Sudria denied that Norland had opened the Veld Dam, whose only engineer left the valley in February 2024."
    decision = decided(read(text, title="Sudria answers Norland on the Veld Dam", outlet="The Other"), memory)
    assert decision.event_id == 1
    assert StatementKind.DENIAL in {s.kind for s in decision.statements}


def test_a_headline_whose_figure_is_corrected_gives_way() -> None:
    first = read(
        "Orlan said that 40 villages were flooded by the Veld Dam in Norland.",
        title="40 villages flooded in Norland",
    )
    memory = replace(remember(first, decided(first)), articles=())
    text = "Orlan said that 68 villages were flooded by the Veld Dam in Norland, not fewer."
    later = decided(read(text, title="Norland: 68 villages flooded by the Veld Dam", outlet="B"), memory)
    assert (later.update, later.title) == (
        UpdateKind.CORRECTION,
        "Norland: 68 villages flooded by the Veld Dam",
    )


def test_the_opposite_act_is_another_event(opening: Study) -> None:
    agreed = read(
        "Norland agreed with Sudria on the Veld Dam on Wednesday.",
        title="Norland and Sudria agree on the Veld Dam",
    )
    memory = remember(agreed, decided(agreed))
    refused = read(
        "Norland refused on Wednesday a deal with Sudria on the Veld Dam.",
        title="Norland and Sudria refuse the Veld Dam deal",
    )
    assert decided(refused, memory).verdict is Verdict.EVENT


def test_an_act_that_a_report_only_recalls_is_not_its_own() -> None:
    agreed = read(
        "Norland agreed with Sudria on the Veld Dam on Wednesday.",
        title="Norland and Sudria agree on the Veld Dam",
    )
    memory = remember(agreed, decided(agreed))
    recalling = read(
        "Norland and Sudria came to terms on the Veld Dam on Wednesday. For years Norland had refused to.",
        title="Norland and Sudria at one on the Veld Dam",
        outlet="B",
    )
    assert "refuse" in recalling.profile.acts
    assert decided(recalling, memory).event_id == 1


def test_the_same_words_a_month_later_are_another_event(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    later = read(ELSEWHERE, title="Norland opens the Veld Dam", published=WEDNESDAY + timedelta(days=28))
    assert decided(later, memory).verdict is Verdict.EVENT


def test_what_an_article_tells_of_the_past_is_a_background_event_of_its_own_date() -> None:
    text = OPENING + " Norland and Sudria signed the first treaty on the Veld Dam on 3 March 2019."
    decision = decided(read(text, title="Norland opens the Veld Dam"))
    assert [(e.span.start, e.background) for e in decision.background] == [(date(2019, 3, 3), True)]
    assert decision.event is not None
    assert all("2019" not in s.text for s in decision.event.statements)


def test_an_old_article_is_filed_and_not_posted_as_news() -> None:
    late = WEDNESDAY + timedelta(days=30)
    decision = decided(read(OPENING, title="Norland opens the Veld Dam", fetched_at=late))
    assert decision.verdict is Verdict.EVENT
    assert decision.update is None
    assert any("too old" in reason for reason in decision.reasons)


def test_two_outlets_in_either_order_give_one_event() -> None:
    first = read(OPENING, title="Norland opens the Veld Dam")
    second = read(ELSEWHERE, title="Veld Dam: Norland opens the gates to Sudria", outlet="The Other")
    for one, two in ((first, second), (second, first)):
        assert decided(two, remember(one, decided(one))).event_id == 1


def test_reports_in_two_languages_are_one_event(opening: Study) -> None:
    memory = remember(opening, decided(opening))
    text = "Норланд в среду открыл плотину, вода пошла в Судрию. Об этом сообщил Орлан."
    decision = decided(read(text, title="Норланд и Судрия: плотина открыта", outlet="Берег"), memory)
    assert decision.event_id == 1


ODD = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="AÀ Բգ.։!?\u200f\u202e«»“”0123456789", max_size=300),
    st.sampled_from(
        ["", "?", "NORLAND", "Norland " * 2000, "32 June 2024. 30 February. 99/99/9999.", "\x00\ufeff"]
    ),
)
PHRASES = st.sampled_from(
    [
        *(
            "NORLAND OPENS THE VELD DAM",
            "Norland",
            "the Veld Dam",
            "opened",
            "Норланд открыл плотину",
            "68 villages",
        ),
        *(
            "on Wednesday",
            "on 31 February 2024",
            "in September 0000",
            "in the 9990s",
            "a day after",
            "three years later",
        ),
        *(
            "earlier this month",
            "Sudria denied",
            "не",
            "«Судрия»",
            "“We",
            "”",
            "\u202eOrlan\u202c",
            "\u200f։",
            "Read also:",
        ),
        *("; ", ", ", ". ", "? ", "\n", "40 villages", "Analysis:", "US"),
    ]
)
REPORTS = st.lists(PHRASES, min_size=1, max_size=40).map(" ".join)
"""Texts about the story, which are judged to the end and not only put aside."""


@given(title=ODD | REPORTS, text=ODD | REPORTS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gets_a_verdict_with_reasons(title: str, text: str) -> None:
    decision = decided(read(text, title=title))
    assert decision.reasons
    assert 0 <= decision.relevance <= 1


@given(title=REPORTS, text=REPORTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_second_text_is_told_in_its_own_words_and_posted_only_for_something_said(
    title: str, text: str
) -> None:
    first = read(OPENING, title="Norland opens the Veld Dam")
    second = read(text, title=title, outlet="The Other", url="https://other.example/2")
    decision = decided(second, remember(first, decided(first)))
    told = (*decision.statements, *decision.details, *(decision.event.statements if decision.event else ()))
    sentences = {sentence.text for sentence in second.sentences}
    assert all(statement.source_text in sentences for statement in told)
    assert decision.update is None or told or decision.verdict is Verdict.EVENT


@given(n=st.integers(0, 3))
@settings(max_examples=4, deadline=None)
def test_an_article_already_in_memory_is_a_duplicate(n: int) -> None:
    text = OPENING + " Norland spoke." * n
    study = read(text, title="Norland opens the Veld Dam")
    assert decided(study, remember(study, decided(study))).verdict is Verdict.DUPLICATE


def test_a_million_characters_are_read_in_bounded_time() -> None:
    decision = decided(
        read("Norland and the Veld Dam " * 40_000, published=datetime(2024, 6, 12, tzinfo=UTC))
    )
    assert decision.verdict is Verdict.EVENT
