"""One event set right by hand: withdrawn, given another headline or another date, kept in sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.acts import Pin, Reason, Redate, RefusedError, Retitle, Retract, Unpin
from storage.codec import written_span
from storage.events import span_of
from storage.journal import Journal
from storage.keys import weeks_of
from storage.records import ChangeKind, EventStatus, UpdateKind
from storage.tables import EventRow, EventTermRow

Told = tuple[int, ChangeKind, str, str]
"""A line of an event's history: its number, what changed, before, after."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What an act made of the record.

    Args:
        subject: for the log: `#17`, `#17 → #12`.
        event: to look at afterwards.
        touched: events whose posts are edited and whose words are indexed anew; empty: nothing a reader sees.
        history: what the events' histories tell from now on.
        moved: articles that changed their event.
        news: what a message of its own would tell: event, kind, article; None: there is nothing to tell.
        replies_too: whether later posts of the event change as well, and not only the first.
        emptied: an event whose articles an undo takes away, and the one that has them then.
    """

    subject: str
    event: int
    touched: tuple[int, ...] = ()
    history: tuple[Told, ...] = ()
    moved: int = 0
    news: tuple[int, UpdateKind, int | None] | None = None
    replies_too: bool = False
    emptied: tuple[int, int] | None = None


def standing(session: Session, number: int) -> EventRow:
    """The event of this number.

    Raises:
        RefusedError: there is none, another has taken it up, or it is withdrawn.
    """
    row = session.get(EventRow, number, with_for_update=True)
    if row is None:
        raise RefusedError(Reason.NO_EVENT, number)
    if row.merged_into is not None:
        raise RefusedError(Reason.MERGED, row.merged_into)
    if row.status is EventStatus.RETRACTED:
        raise RefusedError(Reason.WITHDRAWN, number)
    return row


def retract(session: Session, journal: Journal, act: Retract) -> Changed:
    """The event's posts are struck through, with one line why; no report joins it any more.

    Raises:
        RefusedError: it is no event, or withdrawn already.
    """
    event = standing(session, act.event)
    before = event.status
    journal.change(event, status=EventStatus.RETRACTED, note=act.why)
    return Changed(
        subject=f"#{event.id}",
        event=event.id,
        touched=(event.id,),
        history=((event.id, ChangeKind.STATUS, before, EventStatus.RETRACTED),),
        news=(event.id, UpdateKind.RETRACTION, None),
        replies_too=True,
    )


def retitle(session: Session, journal: Journal, act: Retitle) -> Changed:
    """The event has another headline, which the line leaves alone from then on.

    Raises:
        RefusedError: it is no event, or has this headline.
    """
    event = standing(session, act.event)
    before = event.title
    if before == act.title:
        raise RefusedError(Reason.AS_IT_IS, event.id)
    journal.change(event, title=act.title, lang=act.lang, title_fixed=True)
    return Changed(
        subject=f"#{event.id}",
        event=event.id,
        touched=(event.id, *_followers(session, event)),
        history=((event.id, ChangeKind.TITLE, before, act.title),),
        news=(event.id, UpdateKind.CORRECTION, None),
    )


def redate(session: Session, journal: Journal, act: Redate) -> Changed:
    """The event has another date, which the line leaves alone from then on; reports find it by both.

    Raises:
        RefusedError: it is no event, or has this date.
    """
    event = standing(session, act.event)
    before, after = span_of(event), act.span
    if before == after:
        raise RefusedError(Reason.AS_IT_IS, event.id)
    journal.change(
        event, span_start=after.start, span_end=after.end, precision=after.precision, span_fixed=True
    )
    rows = session.scalars(select(EventTermRow).where(EventTermRow.event_id == event.id)).all()
    there = {(row.term, row.week) for row in rows}
    for term in sorted({row.term for row in rows}):
        for week in sorted(weeks_of(after)):
            if (term, week) not in there:
                journal.add(EventTermRow(term=term, week=week, event_id=event.id))
    return Changed(
        subject=f"#{event.id}",
        event=event.id,
        touched=(event.id, *_followers(session, event)),
        history=((event.id, ChangeKind.DATE, written_span(before), written_span(after)),),
        news=(event.id, UpdateKind.CORRECTION, None),
    )


def pin(session: Session, journal: Journal, act: Pin, now: datetime) -> Changed:
    """The event stays in sight.

    Raises:
        RefusedError: it is no event, or stays in sight already.
    """
    event = standing(session, act.event)
    if event.pinned_at is not None:
        raise RefusedError(Reason.AS_IT_IS, event.id)
    journal.change(event, pinned_at=now)
    return Changed(subject=f"#{event.id}", event=event.id)


def unpin(session: Session, journal: Journal, act: Unpin) -> Changed:
    """The event stays in sight no longer.

    Raises:
        RefusedError: it is no event, or is not pinned.
    """
    event = standing(session, act.event)
    if not journal.change(event, pinned_at=None):
        raise RefusedError(Reason.AS_IT_IS, event.id)
    return Changed(subject=f"#{event.id}", event=event.id)


def _followers(session: Session, event: EventRow) -> list[int]:
    """Events whose posts name this one as the event before."""
    return list(session.scalars(select(EventRow.id).where(EventRow.follows_event_id == event.id)))
