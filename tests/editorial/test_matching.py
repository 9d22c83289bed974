from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editorial.agreement import Newcomer, Rarity
from bot.editorial.calibration import DECAY_DAYS, JOIN, TOLD_BEFORE
from bot.editorial.concepts import Lexicon
from bot.editorial.decide import decide
from bot.editorial.matching import Match, distance, matches, needed
from bot.editorial.reasons import compared
from bot.editorial.study import study
from storage.records import Memory, Precision, Profile, Span, Study, Topic, Verdict
from tests.editorial.story import LEXICON, WEDNESDAY, article, read, remember

NO_MEMORY = Rarity(Memory())
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
WORDS = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(1, 9), max_size=6)


def profile(terms: dict[str, float], day: date, lang: str = "en") -> Profile:
    return Profile(lang, {}, terms, frozenset(), frozenset(), frozenset(), Span(day, day), day)


def report(title: str, *, days: int = 0) -> Study:
    return read("", title=title, published=WEDNESDAY + timedelta(days=days))


def any_story(title: str, lang: str = "en") -> Profile:
    """The profile of a headline where everything belongs."""
    return study(article("", title=title, lang=lang), Lexicon(Topic("any", accept_everything=True))).profile


GUARDED = "Norland soldiers guard the dam all night after heavy rain"
REPAIRED = "Engineers from Sudria praise quick repairs of the dam"


def after(first: Study) -> Memory:
    return remember(first, decide(first, Memory(), LEXICON))


def against(told: Study, known: Memory) -> tuple[Match, ...]:
    return matches(told, known, Rarity(known), LEXICON)


def agreement(one: Profile, two: Profile, rarity: Rarity) -> float:
    return Newcomer(one, rarity).agreement(two)


def by(told: Study, outlet: str) -> Study:
    return replace(told, article=replace(told.article, outlet=outlet))


def score(first: Study, second: Study) -> float:
    return against(second, after(first))[0].score


def test_content_fades_with_the_distance_of_days() -> None:
    first = report("Norland opens the Veld Dam to Sudria")
    scores = [
        score(first, report("Norland opens the Veld Dam to Sudria, at last", days=d)) for d in (0, 1, 3, 6)
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > JOIN > scores[-1]


def test_an_event_last_reported_long_ago_is_not_joined() -> None:
    first = report("Norland opens the Veld Dam to Sudria")
    found = against(report("Norland opens the Veld Dam", days=9), after(first))
    assert found[0].score == 0
    assert found[0].veto is not None


def test_once_an_event_is_joined_only_those_near_enough_to_be_likelier_are_compared() -> None:
    first, late = (report("Norland opens the Veld Dam to Sudria", days=days) for days in (0, 6))
    (known,) = after(first).events
    days = [Span(day, day) for day in (date(2024, 6, 12), date(2024, 6, 12), date(2024, 6, 6))]
    memory = Memory(events=tuple(replace(known, id=n, span=span) for n, span in enumerate(days)))
    assert [match.event.id for match in against(first, memory)] == [0, 1]
    assert {match.event.id for match in against(late, memory)} == {0, 1, 2}


def test_what_everybody_names_is_hardly_agreement() -> None:
    one, two = report("Norland paints old Veld Dam").profile, report("Snow fell on Veld Dam, Norland").profile
    common = ("c:dam", "c:norland", "s:dam", "s:norland", "s:veld")
    rare = dict.fromkeys((f"s:{stem}" for stem in (*one.terms, *two.terms)), 1)
    usual = Rarity(Memory(frequency=rare | dict.fromkeys(common, 95), documents=100))
    assert agreement(one, two, usual) < JOIN < agreement(one, two, NO_MEMORY)


def test_two_reports_of_one_day_are_one_event_in_a_slow_story_and_may_be_two_in_a_busy_one() -> None:
    first, second = (
        report(GUARDED),
        by(report(REPAIRED), "The Shore"),
    )
    quiet, busy = (replace(after(first), pace=pace) for pace in (0.1, 4.0))
    assert against(second, quiet)[0].joins
    assert not against(second, busy)[0].joins
    assert against(second, quiet)[0].score == against(second, busy)[0].score


def test_an_outlet_seldom_reports_one_thing_twice_in_one_language() -> None:
    first, second = report(GUARDED), report(REPAIRED)
    for pace in (0.1, 1.0, 4.0):
        known = replace(after(first), pace=pace)
        own, other, translated = (
            against(told, known)[0].needed
            for told in (second, by(second, "The Shore"), replace(second, lang="ru"))
        )
        assert own > other == translated
    assert not against(second, replace(after(first), pace=0.1))[0].joins


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Norland guarded the dam on Thursday.", True),  # its own day
        (
            "Norland guarded the dam. Sudria looked on. Heavy rain fell.",
            True,
        ),  # so long a report would name another
        ("", False),  # a headline may come late
        ("Norland guarded the dam on Wednesday. Sudria looked on. Heavy rain fell.", False),
    ],
)
def test_what_happened_after_an_event_was_told_is_less_likely_to_be_that_event(
    text: str, *, parted: bool
) -> None:
    known = after(report(GUARDED))
    late = read(text, title=GUARDED, published=WEDNESDAY + timedelta(days=1))
    match = against(late, known)[0]
    gap = distance(late.profile.span, known.events[0].span)
    assert match.score == pytest.approx(
        match.content * math.exp(-gap / DECAY_DAYS) * (TOLD_BEFORE if parted else 1)
    )


@pytest.mark.parametrize(
    ("hour", "text", "parted"),
    [
        (7, "Norland guarded the dam. Sudria looked on. Heavy rain fell.", False),
        (13, "Norland guarded the dam. Sudria looked on. Heavy rain fell.", True),
        (7, "Norland guarded the dam on Thursday. Sudria looked on. Heavy rain fell.", True),
        (7, "MERIN, June 13 (Reuters) - Norland guarded the dam. Sudria looked on. Heavy rain fell.", True),
    ],
)
def test_what_a_morning_paper_tells_without_a_day_may_be_of_the_day_before(
    hour: int, text: str, *, parted: bool
) -> None:
    morning = (WEDNESDAY + timedelta(days=1)).replace(hour=hour)
    late = read(text, title=GUARDED, published=morning)
    assert against(late, after(report(GUARDED)))[0].told_before is parted


@pytest.mark.parametrize(("days", "said"), [(1, True), (0, False)])
def test_why_says_that_an_event_was_told_before_the_day(days: int, *, said: bool) -> None:
    known = after(report(GUARDED))
    late = read(
        "Norland guarded the dam. Sudria looked on. Heavy rain fell.",
        title=GUARDED,
        published=WEDNESDAY + timedelta(days=days),
    )
    why = compared(late, against(late, known)[0])
    assert ("(1 day apart, and told before that day)" in why) is said
    assert ("(0 days apart)" in why) is not said


@pytest.mark.parametrize("title", ["Correction: 12 soldiers guard the dam", "Soldiers guard the dam"])
def test_who_puts_his_own_report_right_reports_the_same(title: str) -> None:
    known = after(report(GUARDED))
    again = against(read("", title=title, published=WEDNESDAY), known)[0]
    assert (again.because == "from an outlet that reported it before") is not title.startswith("Correction")


def test_what_a_headline_says_has_happened_again_is_not_what_happened_the_day_before_but_follows_it() -> None:
    first = report("Norland shells the Veld Dam, two soldiers killed")
    known = after(first)
    for again in (
        "Norland again shells the Veld Dam, soldiers killed",
        "Fresh shells from Norland on the Veld Dam: soldiers killed",
    ):
        (match,) = against(report(again, days=1), known)
        assert match.after
        assert not match.joins
        told = decide(report(again, days=1), known, LEXICON)
        assert (told.verdict, told.related_event_id) == (Verdict.EVENT, match.event.id)
    assert against(report("Norland shells the Veld Dam, two soldiers killed", days=1), known)[0].joins


def test_outlets_that_say_on_one_day_that_something_has_happened_again_tell_of_one_event() -> None:
    known = after(report("Norland shells the Veld Dam, two soldiers killed"))
    assert against(report("Norland again shells the Veld Dam, soldiers killed"), known)[0].joins


def test_whom_a_headline_names_and_no_report_of_an_event_does_tells_it_from_the_event() -> None:
    known = after(report("Norland guards the Veld Dam all night after heavy rain"))
    (same,) = against(report("Norland guards the Veld Dam after rain"), known)
    (other,) = against(report("Norland guards the Veld Dam after rain in Sudria"), known)
    (thing,) = against(report("Norland guards the Veld Dam after rain, refuses help"), known)
    assert (same.strangers, other.strangers, thing.strangers) == ((), ("sudria",), ())
    assert other.content < thing.content < same.content


def test_whom_a_lead_names_or_any_report_of_the_event_does_is_no_stranger() -> None:
    first = read("The dam was watched with Sudria.", title="Norland guards the Veld Dam")
    second = read("It rained in the US.", title="Norland and Sudria watch the Veld Dam")
    (match,) = against(second, after(first))
    assert match.strangers == ()


def test_whom_an_events_headline_names_and_a_written_out_report_does_not_tells_it_from_the_event() -> None:
    known = after(report("Orlan guards the Veld Dam with Norland all night after heavy rain"))
    lead = "The Veld Dam is guarded all night after heavy rain."
    (same,) = against(read(f"{lead} Orlan is there.", title="Norland guards the Veld Dam"), known)
    (other,) = against(read(f"{lead} Nobody is there.", title="Norland guards the Veld Dam"), known)
    (headline,) = against(report("Norland guards the Veld Dam"), known)
    assert (same.absent, other.absent, headline.absent) == ((), ("minister",), ())
    assert other.content < other.alike
    assert "as the article does not name minister," in compared(read(lead), other)


@given(st.floats(0, 1e6))
def test_what_is_needed_to_join_stays_within_what_was_measured(pace: float) -> None:
    everything = Lexicon(Topic("any", accept_everything=True))
    needs, again = (needed(pace, LEXICON, again=told)[0] for told in (False, True))
    assert JOIN / 2 < needs <= needed(pace, everything, again=False)[0] < again < JOIN * 1.5


@given(WORDS, WORDS, DAYS)
def test_agreement_is_a_share_and_the_same_both_ways(
    a: dict[str, float], b: dict[str, float], day: date
) -> None:
    one, two = profile(a, day), profile(b, day)
    assert 0 <= agreement(one, two, NO_MEMORY) <= 1
    assert abs(agreement(one, two, NO_MEMORY) - agreement(two, one, NO_MEMORY)) < 1e-9


@given(DAYS, DAYS)
def test_distance_counts_the_days_between_two_intervals(a: date, b: date) -> None:
    one, two = Span(a, a), Span(b, b)
    assert distance(one, two) == abs((a - b).days)
    assert distance(one, None) > 0
    assert distance(Span(a, a, Precision.YEAR), Span(a, a, Precision.YEAR)) > 0


def test_terms_weigh_together_what_each_weighs() -> None:
    rarity = Rarity(Memory(frequency={"s:often": 80, "s:never": 0, "c:dam": 3}, documents=100))
    terms = frozenset({"s:often", "c:dam", "s:unasked", "n:unasked"})
    assert rarity.weight(terms) == pytest.approx(sum(map(rarity.of, terms)))
    assert rarity.weight(frozenset()) == 0


def test_what_memory_was_not_asked_for_is_as_rare_as_the_rest_on_average() -> None:
    rarity = Rarity(Memory(frequency={"s:often": 80, "s:never": 0}, documents=100))
    assert rarity.of("s:never") > rarity.of("s:unasked") > rarity.of("s:often")
    assert NO_MEMORY.of("s:any") == 1


def test_reports_in_two_languages_agree_in_countries_doings_and_words_alike_in_both() -> None:
    two = any_story(
        "Gouverneur Ostermann verurteilt den Streik in Hamburg", "de"
    )  # its language has no signs
    one = any_story("Governor Ostermann condemns strike in Hamburg")
    ru = any_story("Губернатор Остерман осудил забастовку в Гамбурге", "ru")
    far = any_story("Министры обсудили цены на зерно", "ru")
    assert {one.lang, ru.lang, two.lang} == {"en", "ru", "de"}
    assert agreement(one, ru, NO_MEMORY) > JOIN
    assert agreement(one, two, NO_MEMORY) > JOIN
    assert agreement(one, far, NO_MEMORY) < JOIN / 2


def test_a_word_that_only_one_language_has_takes_nothing_from_agreement() -> None:
    one, other = replace(profile({}, WEDNESDAY.date()), names=frozenset({"ostrm", "@DE"})), "ru"
    two = replace(one, lang=other)
    assert agreement(one, replace(two, names=two.names | {"=rdksm"}), NO_MEMORY) == agreement(
        one, two, NO_MEMORY
    )
    both = agreement(
        replace(one, names=one.names | {"=knsrt"}), replace(two, names=two.names | {"=knsrt"}), NO_MEMORY
    )
    assert both > agreement(one, two, NO_MEMORY)


def test_a_call_with_one_is_not_a_call_with_another() -> None:
    one = any_story("The premier spoke by telephone with Ostermann")
    same = any_story("The premier spoke by telephone to Ostermann")
    other = any_story("The premier spoke by telephone with Verhoeven")
    stems = {stem: n for stem, n in one.terms.items() if not stem.startswith("oster")}
    nobody = replace(one, terms=stems, names=frozenset(n for n in one.names if n[0] in "@~="))
    assert agreement(one, same, NO_MEMORY) > agreement(one, other, NO_MEMORY)
    assert agreement(other, nobody, NO_MEMORY) > agreement(other, one, NO_MEMORY)


def test_a_figure_put_right_agrees_in_dates_with_what_happened_in_the_week_before() -> None:
    first = read(
        "The Veld Dam in Norland burst on Wednesday, killing three.", title="Veld Dam bursts in Norland"
    )
    text = "The death toll at the Veld Dam in Norland has risen to nine. Orlan was there. Boats went out."
    days = {5: True, 8: False}
    for later, right in days.items():
        toll = read(text, title="Norland: the Veld Dam", published=WEDNESDAY + timedelta(days=later))
        (match,) = against(toll, after(first))
        assert (match.revises, match.told_before) == (right, not right)
        if right:
            assert match.score == match.content
            assert "5 days apart, but it puts a figure right" in compared(toll, match)
