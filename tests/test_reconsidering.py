"""What an outlet changes silently: corrected where readers were told otherwise, filed in any case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.judgement import take_in
from bot.reconsidering import reconsider
from storage.acts import Retract
from storage.archive import Archive
from storage.database import Database
from storage.editing import Editing
from storage.records import (
    Article,
    Event,
    EventStatus,
    Published,
    StatementKind,
    UpdateKind,
    Verdict,
)
from storage.subscribers import Subscribers
from storage.tables import RevisionRow, UpdateRow
from storage.timeline import Timeline
from tests.editorial.story import LEXICON, WEDNESDAY, article
from tests.storage.newsroom import reader

NEWS = (
    "Norland and Sudria signed an agreement on the Veld Dam on Wednesday, Norland's government said. "
    "Norland will pay Sudria 40 million crowns for repairs of the Veld Dam, its minister Orlan said. "
    "The two sides have argued about the water of the river for years."
)
LATER = WEDNESDAY + timedelta(hours=3)


@dataclass
class Desk:
    """An archive with one reader."""

    database: Database

    def __post_init__(self) -> None:
        self.archive = Archive(self.database)
        reader(Subscribers(self.database))

    def told(
        self, text: str = NEWS, title: str = "Norland and Sudria sign an agreement on the dam"
    ) -> Article:
        """An article that is in."""
        first = article(text, title=title)
        take_in(self.archive, LEXICON, first, WEDNESDAY)
        return first

    def changed(self, first: Article, old: str = "", new: str = "", **more: object) -> Published:
        """The same article, with other words in it."""
        other = replace(first, text=first.text.replace(old, new), **more)  # type: ignore[arg-type]
        now = LATER if "fetched_at" not in more else other.fetched_at
        return reconsider(self.archive, LEXICON, other, now)

    def event(self) -> Event:
        """The only event."""
        (event,) = Timeline(self.database).events()
        return event

    def updates(self) -> list[UpdateKind]:
        """What was posted."""
        with self.database.read() as session:
            return list(session.scalars(select(UpdateRow.kind).order_by(UpdateRow.id)))

    def revisions(self) -> list[tuple[str, str, bool]]:
        """What articles said before: title, text, whether a correction was posted."""
        with self.database.read() as session:
            rows = session.scalars(select(RevisionRow).order_by(RevisionRow.id))
            return [(row.title, row.text, row.update_id is not None) for row in rows]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_another_figure_in_what_readers_were_told_is_a_correction(desk: Desk) -> None:
    first = desk.told()
    done = desk.changed(first, "40 million", "14 million")
    assert (done.verdict, done.posts, done.known) == (Verdict.EVENT, 1, False)
    assert desk.updates() == [UpdateKind.NEW, UpdateKind.CORRECTION]
    event = desk.event()
    assert event.status is EventStatus.CORRECTED
    corrections = [s.text for s in event.statements if s.kind is StatementKind.CORRECTION]
    assert corrections == [
        "Norland will pay Sudria 14 million crowns for repairs of the Veld Dam, its minister Orlan said."
    ]
    assert desk.revisions() == [(first.title, NEWS, True)]
    text = desk.archive.article_text(done.article_id)
    assert text
    assert "14 million" in text


def test_the_same_correction_is_told_once(desk: Desk) -> None:
    first = desk.told()
    desk.changed(first, "40 million", "14 million")
    assert desk.changed(first, "40 million", "14 million").known
    assert desk.updates() == [UpdateKind.NEW, UpdateKind.CORRECTION]


def test_another_figure_in_the_headline_is_a_correction(desk: Desk) -> None:
    first = desk.told(title="Norland pays Sudria 40 million for the dam, says its minister Orlan")
    desk.changed(first, title="Norland pays Sudria 14 million for the dam, says its minister Orlan")
    assert desk.updates() == [UpdateKind.NEW, UpdateKind.CORRECTION]
    assert "14 million" in desk.event().statements[-1].text


def test_a_date_that_was_wrong_is_a_correction(desk: Desk) -> None:
    first = desk.told()
    desk.changed(first, "on Wednesday", "on Tuesday")
    assert desk.updates() == [UpdateKind.NEW, UpdateKind.CORRECTION]


def test_a_denial_where_there_was_none_is_a_correction(desk: Desk) -> None:
    first = desk.told()
    desk.changed(first, "its minister Orlan said", "its minister Orlan denied")
    assert desk.updates() == [UpdateKind.NEW, UpdateKind.CORRECTION]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("repairs of", "the repair of"),
        ("said. ", "said.\n\n"),
        (" The two sides have argued about the water of the river for years.", ""),
        ("40 million crowns for", "40 million crowns in all for"),
        ("for years", "for decades"),
    ],
)
def test_other_words_for_the_same_change_nothing_but_the_file(desk: Desk, old: str, new: str) -> None:
    first = desk.told()
    assert desk.changed(first, old, new).known
    assert desk.updates() == [UpdateKind.NEW]
    assert desk.event().status is EventStatus.REPORTED
    assert [text for _, text, _ in desk.revisions()] == [NEWS]


@pytest.mark.parametrize(
    ("added", "posted"),
    [
        (" Sudria will send 300 engineers of the Halden works to the Veld Dam, its government said.", []),
        (" Sudria has closed the Veld Dam, its government said.", [UpdateKind.DEVELOPMENT]),
    ],
)
def test_what_an_outlet_adds_is_told_and_a_turn_is_posted(
    desk: Desk, added: str, posted: list[UpdateKind]
) -> None:
    first = desk.told()
    desk.changed(first, "for years.", f"for years.{added}")
    assert desk.updates() == [UpdateKind.NEW, *posted]
    assert desk.event().statements[-1].text.split()[:2] == added.split()[:2]
    assert desk.event().status is EventStatus.REPORTED


def test_a_teaser_of_what_was_read_whole_takes_nothing_back(desk: Desk) -> None:
    first = desk.told()
    done = desk.changed(first, NEWS, "Norland and Sudria signed an agreement on the Veld Dam…")
    assert desk.updates() == [UpdateKind.NEW]
    assert desk.archive.article_text(done.article_id) == NEWS


def test_an_old_article_that_is_corrected_is_corrected_quietly(desk: Desk) -> None:
    first = desk.told()
    desk.changed(first, "40 million", "14 million", fetched_at=WEDNESDAY + timedelta(days=30))
    assert desk.updates() == [UpdateKind.NEW]
    assert desk.event().status is EventStatus.CORRECTED


def test_an_old_article_does_not_become_new_by_a_new_date(desk: Desk) -> None:
    first = desk.told()
    later = WEDNESDAY + timedelta(days=30)
    desk.changed(first, "40 million", "14 million", fetched_at=later, published=later)
    assert desk.updates() == [UpdateKind.NEW]


def test_what_becomes_part_of_the_story_is_judged_as_if_it_were_new(desk: Desk) -> None:
    first = desk.told("The ministers met for two hours on Wednesday and said little.", "Ministers meet")
    done = desk.changed(first, first.text, NEWS, title="Norland and Sudria sign an agreement on the dam")
    assert (done.verdict, done.posts) == (Verdict.EVENT, 1)
    assert desk.revisions()[0][0] == "Ministers meet"
    again = desk.changed(first, first.text, NEWS, title="Norland and Sudria sign an agreement on the dam")
    assert again.known


def test_a_change_of_what_was_withdrawn_is_filed_and_told_to_nobody(desk: Desk) -> None:
    first = desk.told()
    Editing(desk.database).perform(Retract(desk.event().id, "It was a rehearsal."), 1, WEDNESDAY)
    done = desk.changed(first, "40 million", "14 million")
    assert (done.known, done.posts) == (True, 0)
    assert desk.updates() == [UpdateKind.NEW]
    assert desk.event().status is EventStatus.RETRACTED
    text = desk.archive.article_text(done.article_id)
    assert text
    assert "14 million" in text


def test_an_address_that_is_another_page_now_is_another_article(desk: Desk) -> None:
    first = desk.told()
    other = desk.changed(first, url="https://bank.example/2")
    assert other.verdict is Verdict.DUPLICATE


WAVE = article(
    "Rescuers have reached the 12 flooded villages in Norland, where the wave killed 30 people on Wednesday.",
    title="Wave killed 30 in flooded villages in Norland",
    url="https://reef.example/wave",
    outlet="The Reef",
)
"""Belongs by the event it reports."""


@pytest.fixture
def flooded(desk: Desk) -> Desk:
    desk.told(
        "The Veld Dam in Norland burst on Wednesday and 12 villages were flooded.",
        "Veld Dam bursts in Norland",
    )
    assert take_in(desk.archive, LEXICON, WAVE, LATER).verdict is Verdict.DEVELOPMENT
    return desk


def test_what_belongs_by_the_event_it_reports_is_corrected_as_others_are(flooded: Desk) -> None:
    flooded.changed(WAVE, "killed 30", "killed 13", title="Wave killed 13 in flooded villages in Norland")
    assert flooded.updates()[-1] is UpdateKind.CORRECTION
    assert any("killed 13 people" in statement.text for statement in flooded.event().statements)


@pytest.mark.parametrize("text", ["The page was moved.", "Norland plays football on Thursday."])
def test_what_no_longer_tells_of_the_story_takes_nothing_back(flooded: Desk, text: str) -> None:
    told, posted = flooded.event().statements, flooded.updates()
    flooded.changed(replace(WAVE, text=text), title="Moved")
    assert (flooded.event().statements, flooded.updates()) == (told, posted)
