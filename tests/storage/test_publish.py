from __future__ import annotations

import pytest

from storage.archive import Archive
from storage.database import Database
from storage.records import Verdict
from storage.subscribers import Subscribers
from storage.timeline import Timeline
from tests.storage.newsroom import NOW, draft, news, reader, study


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def test_a_new_event_is_in_the_timeline_with_statement_source_and_update(
    database: Database, archive: Archive
) -> None:
    reader(Subscribers(database))
    done = archive.publish(study("one"), news(draft("A summit")), NOW)
    assert (done.verdict, done.posts, done.edits, done.known) == (Verdict.EVENT, 1, 0, False)
    assert done.event_id is not None
    event = Timeline(database).event(done.event_id)
    assert event is not None
    assert (event.title, event.background, event.first_reported) == ("A summit", False, NOW)
    assert [(s.text, s.article_ids, s.update_id) for s in event.statements] == [
        ("A summit took place.", (done.article_id,), done.update_id)
    ]
    assert [source.url for source in event.sources] == ["https://news.example/one"]
