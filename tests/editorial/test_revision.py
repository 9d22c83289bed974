"""What an outlet's silent change of its article means: a correction, news, or nothing that readers were told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.editorial.calibration import STALE
from bot.editorial.decide import decide
from bot.editorial.revision import revise
from storage.records import Decision, Memory, StatementKind, UpdateKind, Verdict
from tests.editorial.story import LEXICON, WEDNESDAY, known_statement, read, remember

TITLE = "Norland opens the Veld Dam"
FIRST = "Norland opened the Veld Dam on Wednesday, its minister Orlan said."
HURT = "Orlan told reporters that 20 workers of Norland had been hurt at the dam."
CORRECTED = HURT.replace("20", "9")


def told() -> Memory:
    """What is remembered of the article as it was."""
    before = read(f"{FIRST} {HURT}", title=TITLE)
    return remember(before, decide(before, Memory(), LEXICON))


def changed(text: str, *, title: str = TITLE, memory: Memory | None = None, days: int = 1) -> Decision:
    """What follows where the article reads otherwise some days later."""
    memory = memory or told()
    return revise(
        read(f"{FIRST} {HURT}", title=TITLE),
        read(text, title=title),
        Verdict.EVENT,
        memory.events[0],
        memory=memory,
        lexicon=LEXICON,
        now=WEDNESDAY + timedelta(days=days),
    )


def test_another_figure_in_a_sentence_that_was_told_is_a_correction() -> None:
    found = changed(f"{FIRST} {CORRECTED}")
    assert (found.verdict, found.event_id, found.update) == (Verdict.EVENT, 1, UpdateKind.CORRECTION)
    assert [(s.kind, "9 workers" in s.text) for s in found.statements] == [(StatementKind.CORRECTION, True)]
    assert found.reasons == ("changed by its outlet: 20 → 9",)


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST} {HURT}",
        FIRST,
        f"{FIRST} {HURT.replace('told reporters', 'said')}",
    ],
    ids=["nothing", "cut short", "other words"],
)
def test_what_readers_were_told_stands_where_nothing_is_replaced(text: str) -> None:
    found = changed(text)
    assert (found.update, found.statements, found.status) == (None, (), None)
    assert found.reasons == ("changed by its outlet in nothing that readers were told",)


def test_a_correction_that_others_brought_first_corrects_nothing_again() -> None:
    memory = told()
    again = decide(read(f"{FIRST} {CORRECTED}", title=TITLE), Memory(), LEXICON)
    assert again.event
    others = tuple(known_statement(90 + n, s) for n, s in enumerate(again.event.statements) if "9" in s.text)
    assert others
    event = memory.events[0]
    known = replace(event, statements=(*event.statements, *others))
    assert changed(f"{FIRST} {CORRECTED}", memory=replace(memory, events=(known,))).update is None


def test_an_old_article_is_filed_as_it_stands_and_posted_by_nobody() -> None:
    found = changed(f"{FIRST} {CORRECTED}", days=STALE.days + 1)
    assert found.update is None
    assert found.statements
    assert found.reasons[-1].endswith("too late to post")


def test_a_changed_headline_is_the_events_where_the_former_was() -> None:
    found = changed(f"{FIRST} {HURT}", title="Sudria opens the Veld Dam")
    assert (found.title, found.update) == ("Sudria opens the Veld Dam", UpdateKind.CORRECTION)
    assert [s.text for s in found.statements] == ["Sudria opens the Veld Dam"]
    both = changed(f"{FIRST} {CORRECTED}", title="Sudria opens the Veld Dam")
    assert ["9 workers" in s.text for s in both.statements] == [
        True
    ]  # what a sentence says, no headline repeats
    memory = told()
    retitled = replace(memory, events=(replace(memory.events[0], title="Another headline"),))
    assert changed(f"{FIRST} {HURT}", title="Sudria opens the Veld Dam", memory=retitled).title is None
