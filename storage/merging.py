"""Two events that are one, and one that is two: whose members, statements and terms they are from then on.

Both leave the numbers as readers know them: an event that was taken up keeps its row, which says by which other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.acts import Merge, Reason, RefusedError, Split
from storage.amending import Changed, standing
from storage.codec import decode_profile
from storage.indexing import event_terms
from storage.journal import Journal
from storage.known import FOUNDERS
from storage.records import ChangeKind, EventStatus, Profile, StatementKind, UpdateKind
from storage.sql import plain
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


def merge(session: Session, journal: Journal, act: Merge) -> Changed:
    """Everything of the event becomes the other's, and nothing recalls or joins it any more.

    Its first posts are edited to say where it went; what was posted of it later belongs to the other event.

    Raises:
        RefusedError: one of them is no event, is taken up already, or is withdrawn.
    """
    gone, kept = standing(session, act.event), standing(session, act.into)
    if gone.id == kept.id:
        raise RefusedError(Reason.SAME_EVENT, gone.id)
    if kept.withheld:
        raise RefusedError(Reason.WAITING, kept.id)
    members = _of(session, MemberRow, gone)
    _append(journal, members, kept, _last_ordinal(session, MemberRow, kept))
    for decision in _of(session, DecisionRow, gone):
        journal.change(decision, event_id=kept.id)
    _move_statements(session, journal, gone, kept)
    _move_updates(session, journal, gone, kept)
    _move_keys(session, journal, gone, kept)
    pointing = _repoint(session, journal, gone, kept)
    _unite(journal, gone, kept)
    return Changed(
        subject=f"#{gone.id} → #{kept.id}",
        event=kept.id,
        touched=tuple(dict.fromkeys((kept.id, gone.id, *pointing))),
        history=(
            (gone.id, ChangeKind.MERGED, "", str(kept.id)),
            (kept.id, ChangeKind.MERGED, str(gone.id), ""),
        ),
        moved=len(members),
    )


def _unite(journal: Journal, gone: EventRow, kept: EventRow) -> None:
    """What the row of the event that stays knows better now, and what is left of the other."""
    only_mentioned = kept.background and gone.background
    journal.change(
        kept,
        first_reported=min(kept.first_reported, gone.first_reported),
        last_reported=max(kept.last_reported, gone.last_reported),
        background=only_mentioned,
        status=gone.status if kept.status is EventStatus.REPORTED else kept.status,
        pinned_at=kept.pinned_at or gone.pinned_at,
    )
    journal.change(gone, merged_into=kept.id, pinned_at=None)


def _move_statements(session: Session, journal: Journal, gone: EventRow, kept: EventRow) -> None:
    """Statements go to the end; one that stands there word for word only lends its sources."""
    there = {statement.text.casefold(): statement for statement in _of(session, StatementRow, kept)}
    unseen = {row.id for row in _of(session, UpdateRow, gone) if not row.approved}
    moving = []
    for statement in _of(session, StatementRow, gone):
        same = there.get(statement.text.casefold())
        if same is None:
            moving.append(statement)
            if statement.update_id in unseen:  # nobody told it yet; the event that stays does
                journal.change(statement, update_id=None)
        else:
            for source in _sources(session, statement):
                journal.remove(source)
                session.flush()
                if session.get(StatementSourceRow, (same.id, source.article_id)) is None:
                    journal.add(StatementSourceRow(statement_id=same.id, article_id=source.article_id))
            journal.remove(statement)
    session.flush()
    _append(journal, moving, kept, _last_ordinal(session, StatementRow, kept))


def _move_updates(session: Session, journal: Journal, gone: EventRow, kept: EventRow) -> None:
    for row in _of(session, UpdateRow, gone):
        if row.kind is not UpdateKind.NEW:
            journal.change(row, event_id=kept.id)
        elif row.approved is None:
            journal.change(row, approved=False)


def _move_keys(session: Session, journal: Journal, gone: EventRow, kept: EventRow) -> None:
    """Strands and terms: by them the event that stays is found from now on, and the other no more."""
    strands = {row.strand for row in _of(session, EventStrandRow, kept)}
    for strand in _of(session, EventStrandRow, gone):
        journal.remove(strand)
        if strand.strand not in strands:
            journal.add(EventStrandRow(event_id=kept.id, strand=strand.strand))
    terms = {(row.term, row.week) for row in _of(session, EventTermRow, kept)}
    for term in _of(session, EventTermRow, gone):
        journal.remove(term)
        if (term.term, term.week) not in terms:
            journal.add(EventTermRow(term=term.term, week=term.week, event_id=kept.id))


def _repoint(session: Session, journal: Journal, gone: EventRow, kept: EventRow) -> list[int]:
    """What followed the event, or was taken up by it, points to the one that stays; their numbers."""
    pointing = []
    for row in session.scalars(select(EventRow).where(EventRow.follows_event_id == gone.id)).all():
        before = gone.follows_event_id if gone.follows_event_id != kept.id else None
        journal.change(row, follows_event_id=before if row.id == kept.id else kept.id)
        pointing.append(row.id)
    for row in session.scalars(select(EventRow).where(EventRow.merged_into == gone.id)).all():
        journal.change(row, merged_into=kept.id)
        pointing.append(row.id)
    return pointing


# --- splitting -------------------------------------------------------------------------------------------------


def split(session: Session, journal: Journal, act: Split) -> Changed:
    """Some articles, with the copies of them and with what they say, become a new event.

    Where a development was posted of one of them, that post becomes the first of the new event.

    Raises:
        RefusedError: an article is none of the event's, or is its first report: that one names it and stays.
    """
    event = standing(session, act.event)
    members = _of(session, MemberRow, event)
    chosen = _with_copies(session, act, members)
    leaving = [member for member in members if member.article_id in chosen]
    articles = [session.get_one(ArticleRow, member.article_id) for member in leaving]
    new = _born(session, event, articles)
    _append(journal, leaving, new, None)
    for number in chosen:
        journal.change(session.get_one(DecisionRow, number), event_id=new.id)
    _part_statements(session, journal, event, new, chosen)
    told = _part_updates(session, journal, event, new, chosen)
    for strand in _of(session, EventStrandRow, event):
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
    for statement in _of(session, StatementRow, event):
        sources = _sources(session, statement)
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
    going = [row for row in _of(session, UpdateRow, event) if row.article_id in chosen]
    for place, row in enumerate(going):
        journal.change(row, event_id=new.id, kind=row.kind if place else UpdateKind.NEW)
    going_ids = {row.id for row in going}
    for statement in _of(session, StatementRow, new):
        if statement.update_id not in going_ids:
            journal.change(statement, update_id=None)
    return bool(going)


def _reindex(session: Session, journal: Journal, event: EventRow) -> None:
    """Let an event be found by the terms of its present founders, and by no others."""
    wanted = {pair for profile in _founders(session, event) for pair in event_terms(event, profile)}
    for row in _of(session, EventTermRow, event):
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
    kinds = {statement.kind for statement in _of(session, StatementRow, event)}
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


# --- rows ------------------------------------------------------------------------------------------------------

Owned = TypeVar("Owned", DecisionRow, EventStrandRow, EventTermRow, MemberRow, StatementRow, UpdateRow)
Ordered = TypeVar("Ordered", MemberRow, StatementRow)


def _of(session: Session, kind: type[Owned], event: EventRow) -> list[Owned]:
    """The rows of a kind that belong to an event, in their order."""
    order = getattr(kind, "ordinal", None)
    keys = [order] if order is not None else list(plain(kind).primary_key)
    return list(session.scalars(select(kind).where(kind.event_id == event.id).order_by(*keys)))


def _sources(session: Session, statement: StatementRow) -> list[StatementSourceRow]:
    query = select(StatementSourceRow).where(StatementSourceRow.statement_id == statement.id)
    return list(session.scalars(query.order_by(StatementSourceRow.article_id)))


def _last_ordinal(session: Session, kind: type[Ordered], event: EventRow) -> int | None:
    return session.scalar(select(func.max(kind.ordinal)).where(kind.event_id == event.id))


def _append(journal: Journal, rows: Sequence[Ordered], event: EventRow, last: int | None) -> None:
    """The rows belong to the event now, behind what it has."""
    for ordinal, row in enumerate(rows, start=0 if last is None else last + 1):
        journal.change(row, event_id=event.id, ordinal=ordinal)
