"""One article through memory and decision, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.editorial.concepts import Lexicon
from bot.judgement import take_in
from storage.archive import Archive
from storage.database import Database
from storage.records import Strand, Verdict
from storage.tables import EventStrandRow
from tests.editorial.story import LEXICON, TOPIC, WEDNESDAY, article

BEGINNING = (
    "The commission came together on Tuesday morning in the old customs house and heard eleven engineers. "
    "They spoke for three hours about cracks, sand and the price of steel. "
    "Nobody in the hall believed that the work could be finished before the next winter."
)
WHOLE = article(
    f"{BEGINNING} Norland pays for the Veld Dam all the same, its minister said.",
    title="Norland pays for the Veld Dam",
    url="https://bank.example/whole",
)
CUT = article(BEGINNING, title="Engineers heard", url="https://reef.example/cut", outlet="The Reef")


def test_a_text_cut_short_belongs_as_the_whole_one_does(database: Database) -> None:
    archive = Archive(database)
    whole = take_in(archive, LEXICON, WHOLE, WEDNESDAY)
    cut = take_in(archive, LEXICON, CUT, WEDNESDAY + timedelta(hours=1))
    decision = archive.decision(cut.article_id)
    assert (whole.verdict, cut.verdict) == (Verdict.EVENT, Verdict.DUPLICATE)
    assert decision is not None
    assert decision.duplicate_of == whole.article_id
    assert "belongs as the article does whose text it repeats" in decision.reasons


def test_without_the_whole_one_it_does_not_belong(database: Database) -> None:
    archive = Archive(database)
    other = replace(WHOLE, text="Norland pays for the Veld Dam all the same, its minister said.")
    take_in(archive, LEXICON, other, WEDNESDAY)
    assert take_in(archive, LEXICON, CUT, WEDNESDAY).verdict is Verdict.IRRELEVANT


def strands_of(database: Database, event_id: int | None) -> list[str]:
    with database.read() as session:
        query = select(EventStrandRow.strand).where(EventStrandRow.event_id == event_id)
        return sorted(session.scalars(query))


def test_an_event_is_on_the_strands_of_its_report_and_of_its_developments(database: Database) -> None:
    topic = replace(TOPIC, strands=(Strand("dam", {}, ("dam",)), Strand("office", {}, ("person",))))
    lexicon, archive = Lexicon(topic), Archive(database)
    first = take_in(archive, lexicon, WHOLE, WEDNESDAY)
    assert strands_of(database, first.event_id) == ["dam"]
    later = article(
        "Norland pays for the Veld Dam all the same, but Orlan now refuses to open it before 2031.",
        title="Norland pays for the Veld Dam, Orlan refuses to open it",
        url="https://reef.example/later",
        outlet="The Reef",
        published=WEDNESDAY + timedelta(hours=2),
    )
    development = take_in(archive, lexicon, later, WEDNESDAY + timedelta(hours=2))
    assert (development.verdict, development.event_id) == (Verdict.DEVELOPMENT, first.event_id)
    assert strands_of(database, first.event_id) == ["dam", "office"]
