"""Two events that are one: whose members, statements and terms they are from then on.

The event that was taken up keeps its number, as readers know it, and its row says by which other it was.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.acts import Merge, Reason, RefusedError
from storage.amending import Changed, standing
from storage.belongings import append, last_ordinal, of, sources_of
from storage.journal import Journal
from storage.records import ChangeKind, EventStatus, UpdateKind
from storage.tables import (
    DecisionRow,
    EventRow,
    EventStrandRow,
    EventTermRow,
    MemberRow,
    MentionRow,
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
    members = of(session, MemberRow, gone)
    append(journal, members, kept, last_ordinal(session, MemberRow, kept))
    for decision in of(session, DecisionRow, gone):
        journal.change(decision, event_id=kept.id)
    _move_statements(session, journal, gone, kept)
    _move_mentions(session, journal, gone, kept)
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
    there = {statement.text.casefold(): statement for statement in of(session, StatementRow, kept)}
    unseen = {row.id for row in of(session, UpdateRow, gone) if not row.approved}
    moving = []
    for statement in of(session, StatementRow, gone):
        same = there.get(statement.text.casefold())
        if same is None:
            moving.append(statement)
            if statement.update_id in unseen:  # nobody told it yet; the event that stays does
                journal.change(statement, update_id=None)
        else:
            for source in sources_of(session, statement):
                journal.remove(source)
                session.flush()
                if session.get(StatementSourceRow, (same.id, source.article_id)) is None:
                    journal.add(StatementSourceRow(statement_id=same.id, article_id=source.article_id))
            journal.remove(statement)
    session.flush()
    append(journal, moving, kept, last_ordinal(session, StatementRow, kept))


def _move_mentions(session: Session, journal: Journal, gone: EventRow, kept: EventRow) -> None:
    there = {mention.article_id for mention in of(session, MentionRow, kept)}
    for mention in of(session, MentionRow, gone):
        journal.remove(mention)
        if mention.article_id not in there:
            journal.add(MentionRow(event_id=kept.id, article_id=mention.article_id))


def _move_updates(session: Session, journal: Journal, gone: EventRow, kept: EventRow) -> None:
    for row in of(session, UpdateRow, gone):
        if row.kind is not UpdateKind.NEW:
            journal.change(row, event_id=kept.id)
        elif row.approved is None:
            journal.change(row, approved=False)


def _move_keys(session: Session, journal: Journal, gone: EventRow, kept: EventRow) -> None:
    """Strands and terms: by them the event that stays is found from now on, and the other no more."""
    strands = {row.strand for row in of(session, EventStrandRow, kept)}
    for strand in of(session, EventStrandRow, gone):
        journal.remove(strand)
        if strand.strand not in strands:
            journal.add(EventStrandRow(event_id=kept.id, strand=strand.strand))
    terms = {(row.term, row.week) for row in of(session, EventTermRow, kept)}
    for term in of(session, EventTermRow, gone):
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
