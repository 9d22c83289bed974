"""The topic tuned from the chat: what an addition would change, and that it counts from the next article on."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from bot.judgement import take_in
from bot.tuning import Fault, Tuning, tuned
from storage.acts import Deed
from storage.archive import Archive
from storage.audit import Audit
from storage.database import Database
from storage.editing import Editing
from storage.records import Concept, Rule, Topic, Verdict
from storage.tuning import TopicEdit, TopicEditKind, TopicEdits
from tests.storage.newsroom import NOW, article

ADMIN = 7
TOPIC = Topic(
    name="Fishmarket",
    languages=("en", "ru"),
    concepts=(
        Concept("guild", "bloc", {"en": ("guild",)}, unless=("craft guild",)),
        Concept("harbour", "place", {"en": ("harbour*",)}),
        Concept("scales", "theme", {"en": ("scales",)}),
    ),
    rules=(Rule(("guild", "scales"), 0.9),),
)
NAME = TopicEdit(TopicEditKind.NAME, "guild", "en", "fishmongers")
STOP = TopicEdit(TopicEditKind.STOP, "guild", "", "painters")


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


@pytest.fixture
def tuning(database: Database, archive: Archive) -> Tuning:
    return Tuning(TOPIC, TopicEdits(database), archive)


BODIES = itertools.cycle(
    (
        "Nobody in town expected it, and the mayor left for the hills without a word.",
        "Boats stayed moored all morning while gulls took whatever had been left behind.",
        "Rain fell on the market square, where three inspectors counted empty baskets.",
    )
)
"""So that no two reports are copies of one another."""


def read(archive: Archive, tuning: Tuning, name: str, title: str) -> Verdict:
    text = f"{title}. {next(BODIES)}"
    return take_in(archive, tuning.lexicon, article(name, title=title, text=text), NOW).verdict


@pytest.fixture
def stored(archive: Archive, tuning: Tuning) -> list[Verdict]:
    titles = (
        "The guild refuses the scales",
        "Fishmongers refuse the scales",
        "The guild of painters buys scales",
    )
    return [read(archive, tuning, f"article{n}", title) for n, title in enumerate(titles)]


def test_an_addition_shows_which_stored_articles_it_would_turn_and_stores_nothing(
    tuning: Tuning, stored: list[Verdict]
) -> None:
    assert [verdict is Verdict.IRRELEVANT for verdict in stored] == [False, True, False]
    trial = tuning.try_out(NAME)
    assert (trial.looked_at, trial.naming) == (3, 1)
    ((one),) = trial.turned
    assert (one.article.id, one.before, one.after) == (2, 0.0, 0.9)
    against = tuning.try_out(STOP)
    ((other),) = against.turned
    assert (other.article.id, other.before, other.after) == (3, 0.9, 0.0)
    assert tuning.try_out(replace(NAME, text="zebras")).naming == 0
    assert tuning.edits.all() == ()


def test_an_addition_counts_from_the_next_article_on_and_after_a_restart(
    database: Database, archive: Archive, tuning: Tuning
) -> None:
    assert tuning.edits.add(NAME, ADMIN, NOW)
    assert not tuning.edits.add(NAME, ADMIN, NOW)
    before = tuning.lexicon
    tuning.reload()
    assert tuning.lexicon is not before
    assert read(archive, tuning, "one", "Fishmongers refuse the scales") is Verdict.EVENT
    again = Tuning(TOPIC, TopicEdits(database), archive)
    assert again.lexicon.concepts("the fishmongers") == {"guild"}
    assert TOPIC.concepts[0].names == {"en": ("guild",)}


def test_an_addition_is_taken_out_and_put_back_from_the_log(database: Database, tuning: Tuning) -> None:
    tuning.edits.add(STOP, ADMIN, NOW)
    (kept,) = tuning.edits.all()
    assert (kept.kind, kept.concept, kept.text, kept.created_by) == (
        TopicEditKind.STOP,
        "guild",
        "painters",
        ADMIN,
    )
    assert tuning.edits.remove(kept.id, ADMIN, NOW)
    assert tuning.edits.remove(kept.id, ADMIN, NOW) is None
    assert tuning.edits.all() == ()
    _, (newest, *_) = Audit(database).entries(5)
    assert newest.deed is Deed.STOP_REMOVE
    Editing(database).undo(newest.id, ADMIN, NOW)
    assert [edit.text for edit in tuning.edits.all()] == ["painters"]


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (replace(NAME, concept="gild"), (Fault.NO_CONCEPT, "gild")),
        (replace(NAME, lang="de"), (Fault.NO_LANGUAGE, "de")),
        (replace(NAME, text="Scales"), (Fault.TAKEN, "scales")),
        (replace(NAME, text="GUILD"), (Fault.THERE, "guild")),
        (replace(NAME, text="?!"), (Fault.NO_WORDS, "?!")),
        (replace(NAME, text="f*"), (Fault.NO_WORDS, "f*")),
        (replace(NAME, text="word " * 30), (Fault.NO_WORDS, "word " * 30)),
        (replace(STOP, text="craft guild"), (Fault.THERE, "guild")),
        (NAME, None),
        (STOP, None),
    ],
)
def test_what_cannot_be_added_is_refused_with_its_reason(
    tuning: Tuning, edit: TopicEdit, fault: tuple[Fault, str] | None
) -> None:
    assert tuning.fault(edit) == fault


def test_an_addition_to_a_concept_the_seeds_no_longer_have_changes_nothing() -> None:
    assert tuned(TOPIC, [replace(NAME, concept="mayor")]) == TOPIC
