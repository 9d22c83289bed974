"""What is kept stays whole, and what need not be kept is forgotten without losing what was decided."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, text

from storage.archive import Archive
from storage.database import Database
from storage.inspection import Finding, inspect
from storage.outbox import Outbox
from storage.records import Outcome, OutcomeKind, Verdict
from storage.retention import AT_ONCE, prune_texts
from storage.subscribers import Subscribers
from storage.tables import ArticleRow, RevisionRow
from tests.storage.newsroom import NOW, decision, found, reader, study


def by_name(database: Database) -> dict[str, Finding]:
    return {finding.name: finding for finding in inspect(database, NOW + timedelta(minutes=90))}


def test_a_sound_database_is_found_in_order(database: Database) -> None:
    reader(Subscribers(database))
    found(Archive(database))
    findings = by_name(database)
    assert [finding.name for finding in findings.values() if not finding.ok] == []
    assert findings["outbox"].detail == "1 waiting, the oldest for 90 minutes; 0 uncertain, for an admin"


def test_lost_answers_are_counted_for_an_admin(database: Database) -> None:
    outbox = Outbox(database)
    reader(Subscribers(database))
    found(Archive(database))
    for minutes in (0, 1):
        (delivery,) = outbox.claim(NOW + timedelta(minutes=minutes), 1)
        outbox.settle(delivery, Outcome(OutcomeKind.LOST, error="no answer"), NOW)
    assert by_name(database)["outbox"].detail == "0 waiting; 1 uncertain, for an admin"


def test_a_sentence_without_its_article_is_found(database: Database) -> None:
    found(Archive(database))
    with database.write() as session:
        session.execute(text("DELETE FROM statement_sources"))
    finding = by_name(database)["sources"]
    assert (finding.ok, finding.detail) == (False, "1 sentences without an article, 0 events without any")


def test_rows_that_point_to_nothing_are_found(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    with closing(Database.open(f"sqlite:///{path}")) as database:
        database.migrate()
        found(Archive(database))
    with closing(sqlite3.connect(path)) as connection:  # foreign keys are off unless one asks for them
        connection.execute("DELETE FROM articles")
        connection.commit()
    with closing(Database.open(f"sqlite:///{path}")) as database:
        finding = by_name(database)["references"]
        assert not finding.ok
        assert "points to nothing in articles" in finding.detail


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    with closing(Database.open(f"sqlite:///{path}")) as database:
        database.migrate()
        archive = Archive(database)
        for n in range(50):
            found(archive, f"article {n}")
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_articles_url_key'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size + 8)
        file.write(bytes(200))
    with closing(Database.open(f"sqlite:///{path}")) as database:
        assert not by_name(database)["integrity"].ok


def test_old_texts_go_and_everything_decided_stays(database: Database) -> None:
    archive = Archive(database)
    old, new = NOW - timedelta(days=400), NOW
    numbers = [
        archive.publish(study(name, published=moment), decision(Verdict.IRRELEVANT), moment).article_id
        for name, moment in (("old", old), ("new", new))
    ]
    before = list(archive.decisions())
    assert prune_texts(database, NOW - timedelta(days=365)) == 1
    assert [archive.article_text(number) for number in numbers] == ["", "Text of new."]
    assert list(archive.decisions()) == before
    assert prune_texts(database, NOW - timedelta(days=365)) == 0


def test_what_an_old_article_said_before_it_was_changed_goes_too(database: Database) -> None:
    archive = Archive(database)
    for name, moment in (("old", NOW - timedelta(days=400)), ("new", NOW)):
        told = study(name, published=moment)
        archive.publish(told, decision(Verdict.IRRELEVANT), moment)
        filed = archive.filed(told.article)
        assert filed
        changed = replace(told, article=replace(told.article, text="It says something else now."))
        archive.revise(filed, changed, decision(Verdict.IRRELEVANT), NOW)
    prune_texts(database, NOW - timedelta(days=365))
    with database.read() as session:
        former = session.scalars(select(RevisionRow.text).order_by(RevisionRow.id)).all()
    assert former == ["", "Text of new."]


def test_what_an_outlet_changed_since_is_told_with_the_decision(database: Database) -> None:
    archive = Archive(database)
    told = study("one", published=NOW)
    number = archive.publish(told, decision(Verdict.IRRELEVANT), NOW).article_id
    for title in ("Second", "Third"):
        filed = archive.filed(told.article)
        assert filed
        archive.revise(filed, replace(told, title=title), decision(Verdict.IRRELEVANT), NOW)
    record = archive.decision(number)
    assert record
    assert [(r.title, r.replaced_at, r.told) for r in record.revisions] == [
        (told.title, NOW, False),
        ("Second", NOW, False),
    ]
    assert record.title == "Third"


def test_pruning_goes_on_until_nothing_old_is_left(database: Database) -> None:
    archive = Archive(database)
    old = NOW - timedelta(days=400)
    count = 2 * AT_ONCE + 1
    for n in range(3):
        archive.publish(study(f"old{n}", published=old), decision(Verdict.IRRELEVANT), old)
    copied = ", ".join(
        column.name for column in ArticleRow.__table__.columns if column.name not in {"id", "key", "url"}
    )
    with database.write() as session:
        for n in range(count):
            session.execute(
                text(
                    f"INSERT INTO articles (key, url, {copied}) SELECT :key, :key, {copied} FROM articles LIMIT 1"
                ),
                {"key": f"copy {n}"},
            )
    assert prune_texts(database, NOW) == count + 3
