from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.editorial.agreement import Rarity
from bot.editorial.asides import asides
from bot.editorial.background import place
from bot.editorial.concepts import Lexicon
from bot.editorial.decide import decide
from bot.editorial.pointers import pointers
from bot.editorial.study import study as read_study
from storage.records import Memory, Precision, Study, Topic
from tests.editorial.story import LEXICON, WEDNESDAY, article, read, remember

LEAD = "Norland opened the Veld Dam on Wednesday. "


def told(text: str) -> list[tuple[date, Precision]]:
    return [(a.span.start, a.span.precision) for a in asides(study(text), LEXICON)]


def study(text: str) -> Study:
    return read(LEAD + text, title="Norland opens the Veld Dam")


def test_a_dated_look_back_is_an_event_of_its_date() -> None:
    assert told("Norland and Sudria signed a treaty in September 2020.") == [
        (date(2020, 9, 1), Precision.MONTH)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland opened the Veld Dam on 11 June 2024.",  # the day before: the event's own
        "Norland will close the Veld Dam on 1 July 2024.",  # to come
        "Sudria was angered by Norland, which in 2021 flooded a valley.",  # dates only the relative clause
        "“Since 2019 Norland and Sudria have quarrelled,” Orlan said.",  # inside a speaker's words
        "A treaty was signed in September 2020.",  # names nothing of the story
        "Who closed the Veld Dam to Norland in September 2020?",
    ],
)
def test_what_is_no_event_of_the_past_by_itself_is_passed_over(sentence: str) -> None:
    assert told(sentence) == []


def test_where_the_sentence_is_about_the_present_the_phrase_around_the_time_is_the_headline() -> None:
    text = "The quarrel is remembered by Norland since Sudria's march on the dam in August 2021."
    found = study(text)
    drafts, _, _ = place(asides(found, LEXICON), (), found, Memory(), Rarity(Memory()))
    assert [d.title for d in drafts] == ["Sudria's march on the dam in August 2021"]
    assert drafts[0].statements[0].text == text


def test_two_mentions_of_one_time_and_thing_are_one_event_with_the_finer_date() -> None:
    found = study(
        "Norland and Sudria signed a water treaty in September 2020. "
        "On 3 September 2020 Norland and Sudria signed a water treaty of one page."
    )
    drafts, _, _ = place(asides(found, LEXICON), (), found, Memory(), Rarity(Memory()))
    assert [(d.span.start, d.span.precision, len(d.statements)) for d in drafts] == [
        (date(2020, 9, 3), Precision.DAY, 2)
    ]


TREATY = "Norland and Sudria signed a water treaty on 3 September 2020."
OTHER_THING = "On 3 September 2020 the US invited Orlan to shut the Veld Dam."


def test_of_one_day_years_ago_a_story_remembers_one_thing_in_whatever_words() -> None:
    def remembered(sentence: str) -> int:
        first, second = study(TREATY), study(sentence)
        (draft,), _, _ = place(asides(first, LEXICON), (), first, Memory(), Rarity(Memory()))
        memory = remember(first, replace(decide(first, Memory(), LEXICON), event=draft))
        often_named = replace(memory, documents=200, frequency={"c:norland": 150, "c:us": 20})
        drafts, supports, _ = place(asides(second, LEXICON), (), second, often_named, Rarity(often_named))
        assert len(drafts) + len(supports) == 1
        return 1 + len(drafts)

    other_words = "On {} the US made Norland give in over the rivers after a night of quarrels in a hotel."
    assert remembered(other_words.format("3 September 2020")) == 1
    assert remembered(other_words.format("4 September 2020")) == 2
    assert remembered(OTHER_THING) == 2  # nothing in common


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        (f"{TREATY} The rivers were low then. {OTHER_THING}", [2]),
        (f"{TREATY} {OTHER_THING.replace('3', '4')}", [1, 1]),
        (f"{TREATY} {OTHER_THING.replace('3 September', 'September')}", [1, 1]),
        (
            "May 3 - Norland and Sudria sign a treaty.\n\nMay 3 - Orlan invites the US to the Veld Dam.",
            [1, 1],
        ),
    ],
    ids=["one day", "two days", "a month is no day", "lines of a chronicle"],
)
def test_one_article_remembers_one_thing_of_one_day(text: str, statements: list[int]) -> None:
    found = study(text)
    drafts, _, _ = place(asides(found, LEXICON), (), found, Memory(), Rarity(Memory()))
    assert [len(d.statements) for d in drafts] == statements


def test_what_an_article_remembers_of_a_day_besides_belongs_to_what_is_known_of_that_day() -> None:
    first, second = study(TREATY), study(f"{TREATY} {OTHER_THING}")
    (draft,), _, _ = place(asides(first, LEXICON), (), first, Memory(), Rarity(Memory()))
    memory = remember(first, replace(decide(first, Memory(), LEXICON), event=draft))
    drafts, (support,), _ = place(asides(second, LEXICON), (), second, memory, Rarity(memory))
    assert not drafts
    assert [s.text for s in support.statements] == [OTHER_THING]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("In March 2019, Norland and Sudria signed a treaty.", "Norland and Sudria signed a treaty"),
        ("On 3 March 2019 Norland and Sudria signed a treaty.", "Norland and Sudria signed a treaty"),
        (
            "After weeks of quarrel, during which Norland armed, Sudria gave way to Norland in March 2019.",
            "Sudria gave way to Norland in March 2019",
        ),
        (
            "Norland remembers Sudria's march on the dam in August 2021 and the silence of others.",
            "Norland remembers Sudria's march on the dam in August 2021 and the silence of others",
        ),
    ],
)
def test_a_background_headline_does_not_open_with_its_circumstances(sentence: str, title: str) -> None:
    found = study(sentence)
    drafts, _, _ = place(asides(found, LEXICON), (), found, Memory(), Rarity(Memory()))
    assert [d.title for d in drafts] == [title]


def test_a_sentence_that_leans_on_another_after_its_opening_is_no_event() -> None:
    assert told("Speaking at the dam, he said that Norland had met Sudria in March 2019.") == []


def test_every_line_of_a_chronicle_is_told_and_of_other_look_backs_the_most_exact() -> None:
    towns = ["Abel", "Born", "Cale", "Dorn", "Ekel", "Fahr", "Gorm", "Holt", "Ivel", "Jarn", "Kell", "Lund"]
    days = "\n\n".join(f"May {n} - Norland meets Sudria at {town}." for n, town in enumerate(towns, 1))
    years = " ".join(f"In {year} Norland and Sudria signed a treaty." for year in range(2005, 2015))
    lines = told(f"{years}\n\n{days}")
    assert [day for day, precision in lines if precision is Precision.DAY] == [
        date(2024, 5, n) for n in range(1, 13)
    ]
    assert [day.year for day, precision in lines if precision is Precision.YEAR] == list(range(2005, 2013))
    exact = told(f"{years} On 3 May 2021 Norland and Sudria signed a treaty.")
    assert (date(2021, 5, 3), Precision.DAY) in exact
    assert len(exact) == 8


@pytest.mark.parametrize(
    "line",
    [
        "March 5 - The council of Norland meets and declares that it will not leave the Veld Dam.",
        "15 December: Norland approves its budget for the rest of 2024.",
        "April 30 -- Norland closes the valley after the vote of 12 June 2024 is announced.",
    ],
)
def test_what_a_line_of_a_chronicle_says_of_other_times_is_said_of_its_day(line: str) -> None:
    before = "February 24, 2024 - Norland and Sudria quarrel over the dam."
    if line.startswith("15"):
        before = "24 November 2023: Norland and Sudria quarrel over the dam."
    days = told(f"{before}\n\n{line}")
    assert [(day.month, precision) for day, precision in days][1:] == [
        ({"M": 3, "1": 12, "A": 4}[line[0]], Precision.DAY)
    ]
    assert all(day < WEDNESDAY.date() for day, _ in days)


def test_a_line_of_a_chronicle_needs_name_only_one_thing_of_the_story() -> None:
    assert told("May 3 - Norland turns the lights on.") == [(date(2024, 5, 3), Precision.DAY)]
    assert told("On May 3 Norland turned the lights on.") == []


def test_the_headline_of_a_chronicles_line_does_not_open_with_its_dash() -> None:
    found = study("May 3 - Norland and Sudria sign a treaty of one page.")
    drafts, _, _ = place(asides(found, LEXICON), (), found, Memory(), Rarity(Memory()))
    assert [d.title for d in drafts] == ["Norland and Sudria sign a treaty of one page"]


def test_a_year_around_a_day_only_frames_it() -> None:
    assert told("In 2024, on 3 March, Norland and Sudria signed a treaty.") == [
        (date(2024, 3, 3), Precision.DAY)
    ]


def test_the_stamp_of_a_page_or_of_a_remark_is_no_event() -> None:
    assert told("May 3, 2024 at 4:32 pm | Reply Norland should leave Sudria in peace.") == []


def test_what_the_event_came_a_day_after_is_dated_by_the_event() -> None:
    sentence = "The opening of the dam comes just a day after Sudria and the US named a joint envoy."
    assert told(sentence) == [(date(2024, 6, 11), Precision.DAY)]


def test_earlier_this_month_is_over() -> None:
    assert told("Earlier this month Norland and Sudria signed a treaty.") == [
        (date(2024, 6, 1), Precision.MONTH)
    ]


def test_a_mention_of_a_known_event_cites_it_and_founds_none() -> None:
    first = study("The valley waited.")
    memory = remember(first, decide(first, Memory(), LEXICON))
    later = read(
        "Sudria and Norland met on the dam. Norland opened the Veld Dam on 12 June 2024.",
        title="Norland and Sudria meet",
        published=WEDNESDAY.replace(month=7),
    )
    drafts, supports, _ = place(asides(later, LEXICON), (), later, memory, Rarity(memory))
    assert drafts == ()
    assert [(s.event_id, s.supports) for s in supports] == [(1, (1,))]


def test_what_an_article_remembers_of_a_day_besides_what_was_reported_of_it_is_an_event_of_its_own() -> None:
    first = study("The valley waited.")
    memory = remember(first, decide(first, Memory(), LEXICON))
    day = "on 12 June 2024"
    later = read(
        f"Both sides met. Norland opened the Veld Dam {day}. The US invited Orlan to join a water treaty {day}.",
        title="Norland and Sudria meet",
        published=WEDNESDAY.replace(month=7),
    )
    drafts, supports, _ = place(asides(later, LEXICON), (), later, memory, Rarity(memory))
    assert [(d.span.start, len(d.statements)) for d in drafts] == [(date(2024, 6, 12), 1)]
    assert [(s.event_id, s.statements) for s in supports] == [(1, ())]


REPORT = (
    "Bells rang in Norland until noon as the gates of the dam were lowered and the first turbines hummed below a crowd. "
    "Farmers, bishops, pupils, ministers from the coast, bankers of the fund and a choir of miners came by barge. "
    "The harvest festival, the late ferry and the price of barley were on everybody's lips, an innkeeper noticed. "
    "Fireworks, lanterns, kites, drums, pancakes, lemonade, raffles and a regatta kept thousands awake in tents, barns and boats."
)


def test_who_says_of_a_day_what_a_long_report_of_it_says_tells_of_no_second_event() -> None:
    everything = Lexicon(Topic("The valley", accept_everything=True))
    report = read_study(article(REPORT, title="Crowds and a choir in Norland"), everything)
    memory = remember(report, decide(report, Memory(), everything))
    for sentence, known in (
        ("On 12 June 2024 fireworks frightened the horses of Norland.", True),
        ("On 12 June 2024 Norland and Sudria exchanged prisoners at a bridge.", False),
    ):
        after = WEDNESDAY.replace(month=7)
        later = read_study(article(f"Two. {sentence}", title="Both sides meet", published=after), everything)
        drafts, supports, _ = place(asides(later, everything), (), later, memory, Rarity(memory))
        assert ([d.span.start for d in drafts] == [], [s.event_id for s in supports] == [1]) == (known, known)


def test_a_mention_tells_of_every_event_of_its_day_that_it_agrees_with_and_adds_a_sentence_to_one() -> None:
    first = study("On 3 March 2024 Norland and Sudria signed a water treaty.")
    (draft,), _, _ = place(asides(first, LEXICON), (), first, Memory(), Rarity(Memory()))
    (known,) = remember(first, replace(decide(first, Memory(), LEXICON), event=draft)).events
    memory = Memory(events=(known, replace(known, id=2, statements=())))
    again = study("On 3 March 2024 the water treaty of Norland and Sudria was signed by both.")
    drafts, supports, _ = place(asides(again, LEXICON), (), again, memory, Rarity(memory))
    assert drafts == ()
    assert [(s.event_id, len(s.statements), s.supports) for s in supports] == [(1, 0, (1,)), (2, 0, ())]


def test_who_only_points_to_a_day_speaks_of_what_is_known_of_it_and_founds_nothing() -> None:
    first = study("Two. On 3 March 2024 Norland and Sudria signed a water treaty.")
    (draft,), _, _ = place(asides(first, LEXICON), (), first, Memory(), Rarity(Memory()))
    memory = remember(first, replace(decide(first, Memory(), LEXICON), event=draft))
    for clause, known in (("signed the water treaty of Norland and Sudria", True), ("sang in a bank", False)):
        after = study(f"Two. Orlan, who {clause} on 3 March 2024, fell ill on Wednesday.")
        told = asides(after, LEXICON)
        pointing = pointers(after, told, LEXICON)
        assert (told, [a.span.start for a in pointing]) == ((), [date(2024, 3, 3)])
        drafts, supports, _ = place(told, pointing, after, memory, Rarity(memory))
        assert drafts == ()
        assert [(s.event_id, s.statements) for s in supports] == ([(1, ())] if known else [])


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland waits since Wednesday.",  # the event's own day
        "Norland waits since 7 June 2024.",  # of the same news
        "Norland waits since May 2024.",  # no day
        "On 3 March 2024 Norland and Sudria signed a treaty.",  # told
    ],
)
def test_the_own_day_months_and_what_is_told_are_not_pointed_to(sentence: str) -> None:
    found = study(sentence)
    assert pointers(found, asides(found, LEXICON), LEXICON) == ()


WAR = "Sudria attacked the Veld Dam of Norland in March 2022"


def test_no_event_of_another_year_is_told_with_a_last_year_of_its_own() -> None:
    vague = f"{WAR}, and the Lake League failed Norland again during the floods last year."
    found = study(vague)
    drafts, supports, _ = place(asides(found, LEXICON), (), found, Memory(), Rarity(Memory()))
    assert (drafts, supports) == ((), ())
    dated = study(f"{vague} The floods of 2023 were high.")
    drafts, _, _ = place(asides(dated, LEXICON), (), dated, Memory(), Rarity(Memory()))
    assert [d.statements[0].text for d in drafts] == [vague.replace("last year", "in 2023")]


def test_who_tells_of_a_known_event_with_a_last_year_of_its_own_only_speaks_of_it() -> None:
    first = study(f"{WAR}.")
    (draft,), _, _ = place(asides(first, LEXICON), (), first, Memory(), Rarity(Memory()))
    (known,) = remember(first, replace(decide(first, Memory(), LEXICON), event=draft)).events
    memory = Memory(events=(replace(known, statements=()),))
    second = study(f"{WAR} and again last year.")
    _, supports, _ = place(asides(second, LEXICON), (), second, memory, Rarity(memory))
    assert [(support.event_id, support.statements) for support in supports] == [(1, ())]
