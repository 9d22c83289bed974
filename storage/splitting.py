"""An event that is two: which articles, statements, posts and terms are the new one's."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.acts import Reason, RefusedError, Split
from storage.amending import Changed, standing
from storage.belongings import append, of, sources_of
from storage.codec import decode_profile
from storage.events import span_of
from storage.indexing import event_terms
from storage.journal import Journal
from storage.known import FOUNDERS
from storage.records import ChangeKind, EventStatus, Profile, StatementKind, UpdateKind
from storage.tables import (
    ArticleRow,
    DecisionRow,
    EventRow,
    EventStrandRow,
    EventTermRow,
    MemberRow,
    StatementRow,
    StatementSourceRow,
    UpdateRow,
)


def split(session: Session, journal: Journal, act: Split) -> Changed:
    """Some articles, with the copies of them and with what they say, become a new event.

    Where a development was posted of one of them, that post becomes the first of the new event.

    Raises:
        RefusedError: an article is none of the event's, or is its first report: that one names it and stays.
    """
    event = standing(session, act.event)
    members = of(session, MemberRow, event)
    chosen = _with_copies(session, act, members)
    leaving = [member for member in members if member.article_id in chosen]
    articles = [session.get_one(ArticleRow, member.article_id) for member in leaving]
    new = _born(session, event, articles)
    append(journal, leaving, new, None)
    for number in chosen:
        journal.change(session.get_one(DecisionRow, number), event_id=new.id)
    _part_statements(session, journal, event, new, chosen)
    told = _part_updates(session, journal, event, new, chosen)
    for strand in of(session, EventStrandRow, event):
        journal.add(EventStrandRow(event_id=new.id, strand=strand.strand))
    session.flush()
    for row in (event, new):
        _reindex(session, journal, row)
        _restate(session, journal, row)
    return Changed(
        subject=f"#{event.id} → #{new.id}",
        event=new.id,
        touched=(event.id, new.id),
        history=(
            (event.id, ChangeKind.SPLIT, "", str(new.id)),
            (new.id, ChangeKind.SPLIT, str(event.id), ""),
        ),
        moved=len(leaving),
        news=None if told else (new.id, UpdateKind.NEW, leaving[0].article_id),
        emptied=(new.id, event.id),
    )


def _with_copies(session: Session, act: Split, members: Sequence[MemberRow]) -> set[int]:
    ours = {member.article_id for member in members}
    for number in act.articles:
        if number not in ours:
            raise RefusedError(Reason.NOT_ITS_ARTICLE, number)
    copies = select(DecisionRow.article_id).where(
        DecisionRow.duplicate_of.in_(act.articles), DecisionRow.event_id == act.event
    )
    chosen = set(act.articles) | (set(session.scalars(copies)) & ours)
    if members[0].article_id in chosen:
        raise RefusedError(Reason.FIRST_REPORT, members[0].article_id)
    return chosen


def _born(session: Session, event: EventRow, articles: Sequence[ArticleRow]) -> EventRow:
    """The new event, of what its first report says of itself."""
    first = articles[0]
    span = decode_profile(first.profile).span if first.profile else None
    row = EventRow(
        span_start=span.start if span else event.span_start,
        span_end=span.end if span else event.span_end,
        precision=span.precision if span else event.precision,
        title=first.title or event.title,
        lang=first.lang,
        status=EventStatus.REPORTED,
        background=False,
        first_reported=min(article.published for article in articles),
        last_reported=max(article.published for article in articles),
    )
    session.add(row)
    session.flush()
    return row


def _part_statements(
    session: Session, journal: Journal, event: EventRow, new: EventRow, chosen: Collection[int]
) -> None:
    """A statement goes where its articles go; one that both say stands in both."""
    place = 0
    for statement in of(session, StatementRow, event):
        sources = sources_of(session, statement)
        leaving = [source for source in sources if source.article_id in chosen]
        if leaving and len(leaving) == len(sources):
            journal.change(statement, event_id=new.id, ordinal=place)
        elif leaving:
            twin = _twin(statement, new, place)
            journal.add(twin)
            for source in leaving:
                journal.remove(source)
                journal.add(StatementSourceRow(statement_id=twin.id, article_id=source.article_id))
        place += bool(leaving)


def _twin(statement: StatementRow, new: EventRow, place: int) -> StatementRow:
    """The same statement for another event."""
    copied = ("text", "source_text", "kind", "lang", "stems", "concepts", "names", "numbers")
    values = {name: getattr(statement, name) for name in copied}
    return StatementRow(event_id=new.id, ordinal=place, update_id=None, **values)


def _part_updates(
    session: Session, journal: Journal, event: EventRow, new: EventRow, chosen: Collection[int]
) -> bool:
    """What was posted of the articles goes with them, the earliest as the first post; whether there was any."""
    going = [row for row in of(session, UpdateRow, event) if row.article_id in chosen]
    for place, row in enumerate(going):
        journal.change(row, event_id=new.id, kind=row.kind if place else UpdateKind.NEW)
    going_ids = {row.id for row in going}
    for statement in of(session, StatementRow, new):
        if statement.update_id not in going_ids:
            journal.change(statement, update_id=None)
    return bool(going)


def _reindex(session: Session, journal: Journal, event: EventRow) -> None:
    """Let an event be found by the terms of its present founders, and by no others."""
    wanted = {pair for profile in _founders(session, event) for pair in event_terms(span_of(event), profile)}
    for row in of(session, EventTermRow, event):
        if (row.term, row.week) not in wanted:
            journal.remove(row)
        wanted.discard((row.term, row.week))
    for term, week in sorted(wanted):
        journal.add(EventTermRow(term=term, week=week, event_id=event.id))


def _founders(session: Session, event: EventRow) -> list[Profile]:
    first = [decode_profile(event.profile)] if event.profile else []
    query = (
        select(ArticleRow.profile)
        .join(MemberRow, MemberRow.article_id == ArticleRow.id)
        .where(MemberRow.event_id == event.id, ArticleRow.profile.is_not(None))
        .order_by(MemberRow.ordinal)
        .limit(FOUNDERS - len(first))
    )
    return [*first, *(decode_profile(profile) for profile in session.scalars(query) if profile)]


def _restate(session: Session, journal: Journal, event: EventRow) -> None:
    """The status that what is left says, and when it was reported last."""
    kinds = {statement.kind for statement in of(session, StatementRow, event)}
    status = event.status
    if StatementKind.DENIAL in kinds and StatementKind.FACT in kinds and status is EventStatus.REPORTED:
        status = EventStatus.DISPUTED
    unfounded = (
        (EventStatus.DISPUTED, StatementKind.DENIAL),
        (EventStatus.CORRECTED, StatementKind.CORRECTION),
    )
    if any(status is said and kind not in kinds for said, kind in unfounded):
        status = EventStatus.REPORTED
    reported = (
        select(func.max(ArticleRow.published))
        .join(MemberRow, MemberRow.article_id == ArticleRow.id)
        .where(MemberRow.event_id == event.id)
    )
    journal.change(event, status=status, last_reported=session.scalar(reported) or event.last_reported)
