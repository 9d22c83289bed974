"""What admins added to the topic from the chat, and the stored articles on which that is tried first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from storage.acts import Deed
from storage.audit import log
from storage.database import Database
from storage.journal import Journal
from storage.records import Article, Verdict
from storage.tables import ArticleRow, DecisionRow, TopicEditRow

PAGE = 200  # articles read at once


class TopicEditKind(StrEnum):
    """What may be added to a concept."""

    NAME = "name"  # it is called so as well
    STOP = "stop"  # near these words something else is meant


_ADDED = {TopicEditKind.NAME: Deed.NAME_ADD, TopicEditKind.STOP: Deed.STOP_ADD}
_REMOVED = {TopicEditKind.NAME: Deed.NAME_REMOVE, TopicEditKind.STOP: Deed.STOP_REMOVE}


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """One addition to a concept; `lang` is "" for words of any language."""

    kind: TopicEditKind
    concept: str
    lang: str
    text: str
    id: int = 0
    created_at: datetime | None = None
    created_by: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A stored article with the verdict on it."""

    id: int
    article: Article
    verdict: Verdict


class TopicEdits:
    """The additions that a database keeps."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[TopicEdit, ...]:
        """Every addition, in the order they were made."""
        with self._database.read() as session:
            rows = session.scalars(select(TopicEditRow).order_by(TopicEditRow.id))
            return tuple(_edit(row) for row in rows)

    def add(self, edit: TopicEdit, by: int, now: datetime) -> bool:
        """Keep an addition; False: it is there already."""
        same = select(TopicEditRow.id).where(
            TopicEditRow.kind == edit.kind,
            TopicEditRow.concept == edit.concept,
            TopicEditRow.text == edit.text,
        )
        with self._database.write() as session:
            if session.scalar(same) is not None:
                return False
            journal = Journal(session)
            values = {"kind": edit.kind, "concept": edit.concept, "lang": edit.lang, "text": edit.text}
            journal.add(TopicEditRow(**values, created_at=now, created_by=by))
            entry = log(session, now, by, _ADDED[edit.kind], subject=f"{edit.concept}: {edit.text}")
            entry.undo = {"steps": journal.steps}
            return True

    def remove(self, number: int, by: int, now: datetime) -> TopicEdit | None:
        """Forget an addition; what it was. None: there is none of this number."""
        with self._database.write() as session:
            row = session.get(TopicEditRow, number)
            if row is None:
                return None
            edit = _edit(row)
            journal = Journal(session)
            journal.remove(row)
            entry = log(session, now, by, _REMOVED[edit.kind], subject=f"{edit.concept}: {edit.text}")
            entry.undo = {"steps": journal.steps}
            return edit

    def newest_articles(self, most: int) -> Iterator[Judged]:
        """The newest articles with their verdicts, the newest first, read page by page."""
        before, left = None, most
        while left > 0:
            query = select(ArticleRow, DecisionRow.verdict).join(
                DecisionRow, DecisionRow.article_id == ArticleRow.id
            )
            if before is not None:
                query = query.where(ArticleRow.id < before)
            with self._database.read() as session:
                rows = session.execute(query.order_by(ArticleRow.id.desc()).limit(min(PAGE, left))).all()
                page = [Judged(row.id, _article(row), verdict) for row, verdict in rows]
            yield from page
            if len(page) < PAGE:
                return
            before, left = page[-1].id, left - len(page)


def _edit(row: TopicEditRow) -> TopicEdit:
    return TopicEdit(
        kind=TopicEditKind(row.kind),
        concept=row.concept,
        lang=row.lang,
        text=row.text,
        id=row.id,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _article(row: ArticleRow) -> Article:
    return Article(
        url=row.url,
        title=row.title,
        text=row.text,
        outlet=row.outlet,
        lang=row.lang,
        published=row.published,
        published_source=row.published_source,
        published_confidence=row.published_confidence,
        fetched_at=row.fetched_at,
        perspective=row.perspective,
        external_id=row.external_id,
        feed_id=row.feed_id,
        timed=row.timed,
    )
