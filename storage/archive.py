"""The archive: articles, the decisions on them, and what both mean for the timeline.

Reading memory (`storage.recall`) and carrying out decisions (`storage.publishing`) are modules of their own; this one
holds the transactions, and reads decisions back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from storage import publishing, revising
from storage.database import Database
from storage.entries import mark_done
from storage.keys import article_key, bounded, external_key
from storage.known import known_events
from storage.originals import copies
from storage.prepared import Prepared
from storage.recall import recall
from storage.records import (
    Article,
    Decision,
    DecisionRecord,
    Filed,
    Memory,
    PendingEntry,
    Published,
    Revision,
    Study,
    Verdict,
)
from storage.sql import plain
from storage.tables import ArticleRow, DecisionRow, MemberRow, OutletLineRow, RevisionRow

FURNITURE_FROM = 3
"""A line that stands in so many articles of an outlet is page furniture (editorial design: 3)."""

PAGE = 500  # decisions read at once, so that an export takes no more memory however long it is

_lines, _articles = plain(OutletLineRow).c, plain(ArticleRow).c
_FURNITURE = Prepared(
    select(_lines.line).where(_lines.outlet == bindparam("outlet"), _lines.articles >= FURNITURE_FROM)
)
_OF_KEY = Prepared(select(_articles.id).where(_articles.key == bindparam("key")))


class Archive:
    """The articles of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def together(self) -> AbstractContextManager[None]:
        """While entered, what is done here is committed at once; see `Database.together`."""
        return self._database.together()

    def recall(self, study: Study) -> Memory:
        """What memory holds that may matter to a study; see `storage.recall`."""
        with self._database.snapshot() as connection:
            return recall(connection, study, self._database.kept)

    def originals(self, study: Study) -> Memory:
        """Only what a study may be a copy of: enough for one that does not belong by its own words."""
        with self._database.snapshot() as connection:
            return Memory(articles=copies(connection, study.fingerprint))

    def meets(self, article: Article) -> tuple[int | None, frozenset[str]]:
        """The number of an article that is in already, by its key (None: it is new), and its outlet's `furniture`."""
        with self._database.snapshot() as connection:
            number: int | None = _OF_KEY.scalar(connection, key=article_key(article))
            return number, frozenset(_FURNITURE.scalars(connection, outlet=bounded(article.outlet)))

    def furniture(self, outlet: str) -> frozenset[str]:
        """The keys of lines that come again and again in an outlet's articles."""
        with self._database.snapshot() as connection:
            return frozenset(_FURNITURE.scalars(connection, outlet=bounded(outlet)))

    def publish(
        self, study: Study, decision: Decision, now: datetime, entry: PendingEntry | None = None
    ) -> Published:
        """Carry out a decision in one transaction: article, event, statements, update, deliveries, entry done.

        Args:
            study: the article with what was read in it.
            decision: what it turned out to be.
            now: when that is decided.
            entry: the waiting entry it came from; it is done with the same transaction.

        Returns:
            What was written; `known` when the article was in already and nothing was.

        Raises:
            OutdatedError: an event of the decision has been withdrawn or merged since it was recalled.
        """
        kept = dict(self._database.kept)
        with self._database.write() as session:
            if entry is not None:
                mark_done(session, entry)
            done = publishing.publish(session, study, decision, now) or _known(session, study.article)
        changed = {done.event_id, *(support.event_id for support in decision.background_support)}
        self._database.kept.update((number, event) for number, event in kept.items() if number not in changed)
        return done

    def publish_known(self, article: Article, entry: PendingEntry | None = None) -> Published:
        """Settle the entry of an article that is in already; what was decided then stands.

        Raises:
            LookupError: the article is not in.
        """
        with self._database.write() as session:
            if entry is not None:
                mark_done(session, entry)
            return _known(session, article)

    def filed(self, article: Article) -> Filed | None:
        """The article of this identity as it was last read, with the event it may still be joined to; None: it is new."""
        query = (
            select(ArticleRow, DecisionRow.verdict, MemberRow.event_id)
            .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
            .outerjoin(MemberRow, MemberRow.article_id == ArticleRow.id)
            .where(ArticleRow.key == article_key(article))
        )
        with self._database.read() as session:
            found = session.execute(query).first()
            if found is None:
                return None
            row, verdict, event_id = found
            # Of an event that was withdrawn since, nothing is known any more.
            numbers = [] if event_id is None else [event_id]
            event = next(iter(known_events(session.connection(), numbers)), None)
            return Filed(row.id, row.title, row.text, row.published, verdict, event)

    def revise(
        self, filed: Filed, study: Study, decision: Decision, now: datetime, entry: PendingEntry | None = None
    ) -> Published:
        """Carry out what follows from the change of an article that is in; what it said before is kept.

        Args:
            filed: the article as it was.
            study: as it reads now.
            decision: what follows; of one that was irrelevant, the first verdict that counts.
            now: UTC.
            entry: the waiting entry it came from.

        Raises:
            OutdatedError: an event of the decision has been withdrawn or merged since it was recalled.
        """
        with self._database.write() as session:
            if entry is not None:
                mark_done(session, entry)
            return revising.revise(session, filed, study, decision, now)

    def decisions(self, after: int = 0) -> Iterator[DecisionRecord]:
        """All decisions in order of article number, read page by page.

        Args:
            after: begin behind this article number.
        """
        while True:
            query = _records().where(ArticleRow.id > after).order_by(ArticleRow.id).limit(PAGE)
            with self._database.read() as session:
                page = [_record(*row) for row in session.execute(query)]
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].article_id

    def decision(self, article: int | str) -> DecisionRecord | None:
        """The decision on an article, by its number, the id an import gave it, or its address.

        A text of digits is an imported id first, and our number if no import gave that id.
        """
        with self._database.read() as session:
            for chosen in _ways_to(article):
                row = session.execute(chosen.order_by(ArticleRow.id).limit(1)).first()
                if row is not None:
                    record = _record(*row)
                    return replace(record, revisions=_revisions(session, record.article_id))
        return None

    def reports(self, since: date, until: date) -> dict[date, int]:
        """How many articles on the story were published on each day (UTC) of a time, its ends included."""
        first = datetime.combine(since, time.min, UTC)
        after = datetime.combine(until, time.min, UTC) + timedelta(days=1)
        query = (
            select(ArticleRow.published)
            .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
            .where(ArticleRow.published >= first, ArticleRow.published < after)
            .where(DecisionRow.verdict != Verdict.IRRELEVANT)
        )
        with self._database.read() as session:
            return dict(Counter(moment.date() for moment in session.scalars(query)))

    def article_text(self, article_id: int) -> str | None:
        """The stored text of an article; None: there is no such article."""
        with self._database.read() as session:
            return session.scalar(select(ArticleRow.text).where(ArticleRow.id == article_id))


def _known(session: Session, article: Article) -> Published:
    query = _records().where(ArticleRow.key == article_key(article))
    found = session.execute(query).first()
    if found is None:
        raise LookupError(f"no such article: {article.url}")
    row, decided = found
    return Published(row.id, decided.verdict, decided.event_id, None, posts=0, edits=0, known=True)


def _ways_to(article: int | str) -> list[Select[ArticleRow, DecisionRow]]:
    if isinstance(article, int):
        return [_records().where(ArticleRow.id == article)]
    ways = [
        _records().where(ArticleRow.key == external_key(article)),
        _records().where(ArticleRow.url_key == bounded(article)),
    ]
    if article.isascii() and article.isdigit() and len(article) < 19:
        ways.append(_records().where(ArticleRow.id == int(article)))
    return ways


def _revisions(session: Session, article_id: int) -> tuple[Revision, ...]:
    """What became of an article since, oldest first."""
    row = RevisionRow
    query = (
        select(row.replaced_at, row.title, row.reasons, row.update_id)
        .where(row.article_id == article_id)
        .order_by(row.id)
    )
    found = session.execute(query)
    return tuple(Revision(at, title, tuple(why), told is not None) for at, title, why, told in found)


def _records() -> Select[ArticleRow, DecisionRow]:
    return select(ArticleRow, DecisionRow).join(DecisionRow, DecisionRow.article_id == ArticleRow.id)


def _record(article: ArticleRow, decided: DecisionRow) -> DecisionRecord:
    return DecisionRecord(
        article_id=article.id,
        external_id=article.external_id,
        url=article.url,
        title=article.title,
        outlet=article.outlet,
        lang=article.lang,
        published=article.published,
        timed=article.timed,
        verdict=decided.verdict,
        event_id=decided.event_id,
        duplicate_of=decided.duplicate_of,
        relevance=decided.relevance,
        match=decided.match,
        reasons=tuple(decided.reasons),
        decided_at=decided.decided_at,
    )
