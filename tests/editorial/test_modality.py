from __future__ import annotations

import pytest

from bot.editorial.concepts import Lexicon
from bot.editorial.modality import Modality, modality
from storage.records import Concept, Topic

SO, POSSIBLE, NOT = Modality


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("Norland will leave the River Pact in May.", "leave", SO),
        ("Norland has no plans to leave the River Pact.", "leave", NOT),
        ("Norland isn’t going to leave the River Pact.", "leave", NOT),
        ("Orlan denied that Norland would leave the River Pact.", "leave", NOT),
        ("Reports that Norland is to leave the River Pact are untrue, Orlan said.", "leave", NOT),
        ("Norland may leave the River Pact.", "leave", POSSIBLE),
        ("Orlan did not rule out that Norland would leave the River Pact.", "leave", POSSIBLE),
        ("All options, including to leave the River Pact, are on the table.", "leave", POSSIBLE),
        ("Все варианты, включая выход, лежат на столе.", "выход", POSSIBLE),
        ("Բոլոր տարբերակները, այդ թվում՝ դուրս գալը, սեղանին են։", "դուրս գալը", POSSIBLE),
        ("A group will study how to leave the River Pact.", "leave", POSSIBLE),
        ("Рабочая группа изучит выход из Речного пакта.", "выход", POSSIBLE),
        ("Գետի դաշինքից դուրս գալու հետևանքները կուսումնասիրի աշխատանքային խումբը։", "դուրս գալու", POSSIBLE),
        ("If the shelling goes on, Norland will leave the River Pact.", "leave", POSSIBLE),
        # The negation of another clause is not this one's.
        ("Norland will not attend the summit and will leave the River Pact.", "leave", SO),
        ("Norland, which has not paid for years, will leave the River Pact.", "leave", SO),
        ("To leave the River Pact is a matter of time, Orlan said.", "leave", SO),
        ("Norland will leave the River Pact not only for the dam.", "leave", SO),
        ("Норланд выйдет из Речного пакта.", "выйдет", SO),
        (
            "О том, чтобы выйти из Речного пакта, речи не идёт.",
            "выйти",
            SO,
        ),  # a clause of its own: not understood
        ("Выход из Речного пакта в повестке не значится.", "Выход", NOT),
        ("В столице опровергли, что страна готовит выход из Речного пакта.", "выход", NOT),
        ("Слова о том, что страна готовит выход, не соответствуют действительности.", "выход", NOT),
        ("Норланд не исключает выхода из Речного пакта.", "выхода", POSSIBLE),
        ("Норланд обсуждает выход из Речного пакта.", "выход", POSSIBLE),
        ("Норланд не только отозвал посла и объявил выход из Речного пакта.", "выход", SO),
        ("Նորլանդը դուրս կգա Գետի դաշինքից։", "դուրս կգա", SO),
        ("Գետի դաշինքից դուրս գալու հարցը օրակարգում չէ։", "դուրս գալու", NOT),
        ("Նորլանդը կարող է դուրս գալ Գետի դաշինքից։", "դուրս գալ", POSSIBLE),
        ("Նորլանդը չի բացառում դուրս գալ Գետի դաշինքից։", "դուրս գալ", POSSIBLE),
        ("Norland verlässt den Flusspakt nicht.", "verlässt", SO),  # a language without a list
    ],
)
def test_a_text_tells_what_it_names_as_so_as_possible_or_as_not_so(
    text: str, name: str, told: Modality
) -> None:
    start = text.index(name)
    assert modality(text, (start, start + len(name))) is told


def names(*words: str) -> dict[str, tuple[str, ...]]:
    return {"en": words}


PACT = Lexicon(
    Topic(
        name="The River Pact",
        concepts=(
            Concept("pact", "bloc", names("River Pact")),
            Concept("consider", "act", names("mulls leaving"), step=1, negated="stay"),
            Concept(
                "leave",
                "act",
                names("leave", "leaving"),
                step=2,
                possible="consider",
                negated="stay",
                unless=("the hall",),
            ),
            Concept("notice", "detail", names("letter")),
            Concept("notify", "act", names("formal notice"), step=3, together=("leave", "notice")),
            Concept("stay", "act", names("stays in"), opposite="leave"),
        ),
    )
)


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Norland will leave the River Pact.", {"leave"}),
        ("Norland could leave the River Pact.", {"consider"}),
        ("Norland will not leave the River Pact.", {"stay"}),
        ("Norland no longer mulls leaving the River Pact.", {"consider"}),
        ("It is not true that Norland mulls leaving the River Pact.", {"stay"}),
        # A step that is not taken is none; one that two words take together needs both, and neither denied.
        ("Norland has given formal notice.", {"notify"}),
        ("Norland has not given formal notice.", set()),
        ("Norland sent a letter on leaving the River Pact.", {"leave", "notice", "notify"}),
        (
            "A letter put a price on all timber, coal, fuel, salt, oil, tin, stone and fish that those leaving the River Pact send.",
            {"leave", "notice"},
        ),  # too far apart
        ("No letter on leaving the River Pact has come.", {"stay"}),
        (
            "Norland did not leave the hall of the River Pact.",
            set(),
        ),  # what else is meant is not negated either
    ],
)
def test_a_step_counts_as_the_act_that_the_text_tells(text: str, acts: set[str]) -> None:
    assert PACT.concepts(text) - {"pact"} == acts
