"""One article through memory and decision, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.judgement import take_in
from storage.archive import Archive
from storage.database import Database
from storage.records import Verdict
from tests.editorial.story import LEXICON, WEDNESDAY, article

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
