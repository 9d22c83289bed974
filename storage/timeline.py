"""The timeline, read back: events with their statements and sources, months, counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, extract, func, literal, select, tuple_

from storage.database import Database
from storage.events import load_briefs, load_events, shown, update_of
from storage.records import Brief, Event, Update, Verdict
from storage.tables import ArticleRow, DecisionRow, EventRow, StatementRow, UpdateRow

MOST_PINNED = 5  # shown; more would push what is new off the screen


class Timeline:
    """The events of a database, as readers see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(
        self,
        since: date | None = None,
        until: date | None = None,
        background: bool | None = None,
        *,
        begun: bool = False,
        limit: int | None = None,
        offset: int = 0,
        newest_first: bool = False,
    ) -> list[Event]:
        """Events in order of date.

        Args:
            since: nothing that ended before this day.
            until: nothing that began after this day.
            background: only events known from later articles (True), only the others (False), all (None).
            begun: nothing that began before `since` either.
            limit: how many at most; None: all.
            offset: how many to pass over first.
            newest_first: the latest date first.
        """
        chosen = _between(since, until, background, begun=begun)
        return self._load(_in_order(chosen, newest_first=newest_first).limit(limit).offset(offset or None))

    def briefs(
        self,
        since: date | None = None,
        until: date | None = None,
        background: bool | None = None,
        *,
        begun: bool = False,
        limit: int,
        offset: int = 0,
    ) -> list[Brief]:
        """The same in order of date, as lists show them: a tenth of the work."""
        query = _in_order(_between(since, until, background, begun=begun)).limit(limit).offset(offset or None)
        with self._database.read() as session:
            return load_briefs(session, query)

    def count(
        self,
        since: date | None = None,
        until: date | None = None,
        background: bool | None = None,
        *,
        begun: bool = False,
    ) -> int:
        """How many events `events` would give without a limit."""
        chosen = _between(since, until, background, begun=begun)
        query = select(func.count()).select_from(EventRow).where(*chosen)
        with self._database.read() as session:
            return session.scalar(query) or 0

    def event(self, event_id: int, *, waiting: bool = False) -> Event | None:
        """One event, whatever has become of it: it may have been taken up by another, or wait for an admin.

        Args:
            event_id: its number.
            waiting: with sentences that wait for an admin, and nobody else sees.
        """
        with self._database.read() as session:
            query = select(EventRow).where(EventRow.id == event_id)
            return next(iter(load_events(session, query, waiting=waiting)), None)

    def standing(self, event_id: int) -> Event | None:
        """The event that has this number now, as another may have taken it up; None where readers see none."""
        seen: set[int] = set()
        while event_id not in seen:
            seen.add(event_id)
            event = self.event(event_id)
            if event is None or event.withheld:
                return None
            if event.merged_into is None:
                return event
            event_id = event.merged_into[0]
        return None

    def months(self, background: bool | None = None) -> list[tuple[int, int, int]]:
        """The months in which events began: (year, month, number of events), in order."""
        year, month = extract("year", EventRow.span_start), extract("month", EventRow.span_start)
        query = (
            select(year, month, func.count())
            .where(*_between(None, None, background))
            .group_by(year, month)
            .order_by(year, month)
        )
        with self._database.read() as session:
            return [(int(y), int(m), count) for y, m, count in session.execute(query)]

    def latest(self, limit: int) -> list[Event]:
        """The events reported last, the latest first; background events are not news."""
        query = (
            select(EventRow)
            .where(EventRow.background.is_(False), *shown())
            .order_by(EventRow.last_reported.desc(), EventRow.id.desc())
            .limit(limit)
        )
        return self._load(query)

    def chosen(self, numbers: Sequence[int]) -> list[Event]:
        """The events of these numbers, in this order; what readers do not see is left out."""
        found = {
            event.id: event
            for event in self._load(select(EventRow).where(EventRow.id.in_(numbers), *shown()))
        }
        return [found[number] for number in numbers if number in found]

    def chosen_briefs(self, numbers: Sequence[int]) -> list[Brief]:
        """`chosen`, as lists show them."""
        with self._database.read() as session:
            found = load_briefs(session, select(EventRow).where(EventRow.id.in_(numbers), *shown()))
        by_number = {brief.id: brief for brief in found}
        return [by_number[number] for number in numbers if number in by_number]

    def pinned(self) -> list[Brief]:
        """The events an admin has pinned, in order of date."""
        with self._database.read() as session:
            query = _in_order([EventRow.pinned_at.is_not(None), *shown()])
            return load_briefs(session, query.limit(MOST_PINNED))

    def nearest(self, first: date, last: date) -> tuple[date | None, date | None]:
        """The last day before a period on which something began, and the first after it; None: there is none."""
        begun = EventRow.span_start
        before = select(func.max(begun)).where(begun < first, *shown())
        after = select(func.min(begun)).where(begun > last, *shown())
        with self._database.read() as session:
            return session.scalar(before), session.scalar(after)

    def newest_day(self) -> date | None:
        """The latest day on which something began, by preference no background; None: nothing ever did."""
        newest = select(func.max(EventRow.span_start)).where(*shown())
        with self._database.read() as session:
            return session.scalar(newest.where(EventRow.background.is_(False))) or session.scalar(newest)

    def before(self, event: Event, since: date, background: bool | None = None) -> int:
        """How many events stand before this one in a period that begins on a day."""
        place = tuple_(EventRow.span_start, EventRow.span_end, EventRow.id)
        earlier = place < tuple_(literal(event.span.start), literal(event.span.end), literal(event.id))
        query = select(func.count()).select_from(EventRow).where(*_between(since, None, background), earlier)
        with self._database.read() as session:
            return session.scalar(query) or 0

    def update(self, update_id: int) -> Update | None:
        """One update."""
        with self._database.read() as session:
            row = session.get(UpdateRow, update_id)
            return None if row is None else update_of(row)

    def counts(self) -> dict[str, int]:
        """Figures to show.

        Returns:
            `articles`, `outlets` (of articles on the story), `events`, `background` (of these events), `statements`,
            and the articles by verdict.
        """
        verdicts = select(DecisionRow.verdict, func.count()).group_by(DecisionRow.verdict)
        with self._database.read() as session:
            by_verdict = dict(session.execute(verdicts).all())
            outlets = (
                select(func.count(ArticleRow.outlet.distinct()))
                .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
                .where(DecisionRow.verdict != Verdict.IRRELEVANT)
            )
            background = select(func.count()).where(EventRow.background)
            return {
                "articles": sum(by_verdict.values()),
                "outlets": session.scalar(outlets) or 0,
                "events": session.scalar(select(func.count()).select_from(EventRow)) or 0,
                "background": session.scalar(background) or 0,
                "statements": session.scalar(select(func.count()).select_from(StatementRow)) or 0,
                **{verdict.value: by_verdict.get(verdict, 0) for verdict in Verdict},
            }

    def _load(self, query: Select[EventRow]) -> list[Event]:
        with self._database.read() as session:
            return load_events(session, query)


def _in_order(chosen: Iterable[ColumnElement[bool]], *, newest_first: bool = False) -> Select[EventRow]:
    order: tuple[ColumnElement[date] | ColumnElement[int], ...] = (
        EventRow.span_start.expression,
        EventRow.span_end.expression,
        EventRow.id.expression,
    )
    columns = (column.desc() if newest_first else column.asc() for column in order)
    return select(EventRow).where(*chosen).order_by(*columns)


def _between(
    since: date | None, until: date | None, background: bool | None, *, begun: bool = False
) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [*shown()]
    if since is not None:
        chosen.append((EventRow.span_start if begun else EventRow.span_end) >= since)
    if until is not None:
        chosen.append(EventRow.span_start <= until)
    if background is not None:
        chosen.append(EventRow.background.is_(background))
    return chosen
