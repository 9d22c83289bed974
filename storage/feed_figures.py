"""What each feed has brought: entries, articles on the story, copies; by feed for a report, by day for one feed's history."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from storage.database import Database
from storage.records import Verdict
from storage.tables import ArticleRow, DecisionRow, EntryRow


@dataclass(frozen=True, slots=True)
class Yield:
    """What a feed brought in some time: entries, how many were judged, were on the story, were copies of what was in."""

    entries: int = 0
    judged: int = 0
    on_topic: int = 0
    copies: int = 0


class FeedFigures:
    """The figures of a database's feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, moment: datetime) -> dict[int, Yield]:
        """What each feed brought since a moment; feeds that brought nothing are missing."""
        seen = (
            select(EntryRow.feed_id, func.count())
            .where(EntryRow.seen_at >= moment)
            .group_by(EntryRow.feed_id)
        )
        judged = (
            select(ArticleRow.feed_id, DecisionRow.verdict, func.count())
            .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
            .where(ArticleRow.feed_id.is_not(None), ArticleRow.fetched_at >= moment)
            .group_by(ArticleRow.feed_id, DecisionRow.verdict)
        )
        with self._database.read() as session:
            entries = dict(session.execute(seen).all())
            verdicts: dict[int, Counter[Verdict]] = {}
            for feed, verdict, count in session.execute(judged):
                assert feed is not None
                verdicts.setdefault(feed, Counter())[verdict] += count
        return {
            feed: _yield(entries.get(feed, 0), verdicts.get(feed, Counter()))
            for feed in entries.keys() | verdicts.keys()
        }

    def by_day(self, feed_id: int, since: datetime) -> dict[date, Yield]:
        """What one feed brought on each day (UTC) since a moment; days without entries are missing."""
        query = (
            select(EntryRow.seen_at, DecisionRow.verdict)
            .outerjoin(
                ArticleRow, (ArticleRow.feed_id == EntryRow.feed_id) & (ArticleRow.url == EntryRow.url)
            )
            .outerjoin(DecisionRow, DecisionRow.article_id == ArticleRow.id)
            .where(EntryRow.feed_id == feed_id, EntryRow.seen_at >= since)
        )
        entries: Counter[date] = Counter()
        verdicts: dict[date, Counter[Verdict]] = {}
        with self._database.read() as session:
            for seen, verdict in session.execute(query):
                entries[seen.date()] += 1
                if verdict is not None:
                    verdicts.setdefault(seen.date(), Counter())[verdict] += 1
        return {day: _yield(entries[day], verdicts.get(day, Counter())) for day in sorted(entries)}


def _yield(entries: int, verdicts: Counter[Verdict]) -> Yield:
    judged = verdicts.total()
    return Yield(entries, judged, judged - verdicts[Verdict.IRRELEVANT], verdicts[Verdict.DUPLICATE])
