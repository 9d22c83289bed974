"""One article through memory and decision, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.editorial.calibration import RELEVANT
from bot.editorial.concepts import Lexicon
from bot.editorial.decide import decide
from bot.editorial.study import study
from bot.judgement import take_in
from storage.acts import Merge, Retract
from storage.archive import Archive
from storage.database import Database
from storage.editing import Editing
from storage.errors import OutdatedError
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

LATER = article(
    "Norland pays for the Veld Dam all the same, but Orlan now refuses to open it before 2031.",
    title="Norland pays for the Veld Dam, refuses to open it",
    url="https://reef.example/later",
    outlet="The Reef",
    published=WEDNESDAY + timedelta(hours=2),
)
ELSEWHERE = article(
    "Sudria has closed its embassy in Norland after a quarrel over fishing, its foreign ministry said.",
    title="Sudria closes its embassy in Norland",
    url="https://bank.example/embassy",
)


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


def test_what_was_decided_before_an_admin_merged_or_withdrew_is_decided_anew(database: Database) -> None:
    archive, editing = Archive(database), Editing(database)
    first, second = (take_in(archive, LEXICON, told, WEDNESDAY) for told in (WHOLE, ELSEWHERE))
    assert first.event_id
    assert second.event_id
    hour = timedelta(hours=1)
    later = study(replace(LATER, published=WEDNESDAY + hour), LEXICON)
    before = decide(later, archive.recall(later), LEXICON)
    assert before.event_id == first.event_id
    merged = editing.perform(Merge(first.event_id, second.event_id), 1, WEDNESDAY)
    with pytest.raises(OutdatedError):
        archive.publish(later, before, WEDNESDAY + hour)
    assert archive.meets(later.article)[0] is None
    editing.undo(merged.audit_id, 1, WEDNESDAY)
    editing.perform(Retract(first.event_id, "A rehearsal."), 1, WEDNESDAY)
    with pytest.raises(OutdatedError):
        archive.publish(later, before, WEDNESDAY + hour)
    anew = take_in(archive, LEXICON, later.article, WEDNESDAY + hour)
    assert anew.event_id not in {None, first.event_id}


def test_a_copy_of_what_was_withdrawn_is_filed_beside_it_and_told_to_nobody(database: Database) -> None:
    archive = Archive(database)
    first = take_in(archive, LEXICON, WHOLE, WEDNESDAY)
    assert first.event_id
    Editing(database).perform(Retract(first.event_id, "A rehearsal."), 1, WEDNESDAY)
    copy = replace(WHOLE, url="https://reef.example/copy", outlet="The Reef")
    done = take_in(archive, LEXICON, copy, WEDNESDAY + timedelta(hours=1))
    assert (done.verdict, done.event_id, done.update_id) == (Verdict.DUPLICATE, first.event_id, None)


def strands_of(database: Database, event_id: int | None) -> list[str]:
    with database.read() as session:
        query = select(EventStrandRow.strand).where(EventStrandRow.event_id == event_id)
        return sorted(session.scalars(query))


def test_an_event_is_on_the_strands_of_its_report_and_of_its_developments(database: Database) -> None:
    topic = replace(TOPIC, strands=(Strand("dam", {}, ("dam",)), Strand("office", {}, ("person",))))
    lexicon, archive = Lexicon(topic), Archive(database)
    first = take_in(archive, lexicon, WHOLE, WEDNESDAY)
    assert strands_of(database, first.event_id) == ["dam"]
    development = take_in(archive, lexicon, LATER, WEDNESDAY + timedelta(hours=2))
    assert (development.verdict, development.event_id) == (Verdict.DEVELOPMENT, first.event_id)
    assert strands_of(database, first.event_id) == ["dam", "office"]


BURST = article(
    "The Veld Dam in Norland burst on Wednesday and 12 villages were flooded, its minister said. "
    "Rescuers reached seven of the villages by boat in the evening.",
    title="Veld Dam bursts in Norland, 12 villages flooded",
    url="https://bank.example/burst",
)
TOLL = article(
    "Twelve flooded villages in Norland were reached by rescuers in boats on Wednesday evening. "
    "Rescuers found 30 people on the roofs of the villages that the burst had flooded.",
    title="Rescuers in Norland reach flooded villages",
    url="https://reef.example/toll",
    outlet="The Reef",
    published=WEDNESDAY + timedelta(hours=5),
)


def test_a_report_of_an_event_of_the_story_belongs_though_its_own_words_do_not_say_so(
    database: Database,
) -> None:
    archive = Archive(database)
    first = take_in(archive, LEXICON, BURST, WEDNESDAY)
    later = take_in(archive, LEXICON, TOLL, TOLL.published)
    decision = archive.decision(later.article_id)
    assert decision is not None
    assert decision.relevance < RELEVANT
    assert later.event_id == first.event_id
    assert "belongs as the event does that it reports" in decision.reasons


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(
            {
                "title": "Rescuers reach flooded villages",
                "text": TOLL.text.replace(" in Norland", ""),
            },
            id="names nobody",
        ),
        pytest.param(
            {
                "title": "Rescuers in Sudria reach flooded villages",
                "text": TOLL.text.replace("Norland", "Sudria"),
            },
            id="names somebody else",
        ),
        pytest.param(
            {
                "title": "Norland cancels football in flooded villages",
                "text": "The league wrote on Wednesday evening that the season would end in autumn. Tickets are given back.",
            },
            id="another field",
        ),
        pytest.param({"published": TOLL.published + timedelta(days=9)}, id="too late"),
        pytest.param(
            {"title": "News in brief: rescuers in Norland reach flooded villages"}, id="a list of the news"
        ),
    ],
)
def test_what_only_sounds_like_an_event_of_the_story_does_not_belong(
    database: Database, other: dict[str, Any]
) -> None:
    archive = Archive(database)
    take_in(archive, LEXICON, BURST, WEDNESDAY)
    like = replace(TOLL, **other)
    assert take_in(archive, LEXICON, like, like.published).verdict is Verdict.IRRELEVANT
