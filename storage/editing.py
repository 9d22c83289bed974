"""The record, edited by hand: each act in one transaction with its entry in the log, its undoing, and what readers are owed.

    preview → perform → undo

An act is never half done, nothing it changes is lost (`storage.journal` keeps how it was), and the posts that tell of it
are edited. Numbers of events are never used twice: a new event that a split made and an undo emptied stays behind as a
pointer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage import amending, fanout, holding, merging, splitting
from storage.acts import (
    Act,
    Deed,
    Effect,
    Merge,
    Pin,
    Reason,
    Redate,
    RefusedError,
    Retitle,
    Retract,
    Split,
    Unpin,
)
from storage.amending import Changed, Told
from storage.audit import log
from storage.database import Database
from storage.holding import NOTHING_LEFT
from storage.indexing import index_event_words
from storage.journal import Journal, OvertakenError, take_back
from storage.records import ChangeKind, DeliveryKind, DeliveryState, UpdateKind
from storage.tables import AuditRow, DeliveryRow, EventChangeRow, EventRow, MemberRow, UpdateRow

_CONTRARY = {ChangeKind.MERGED: ChangeKind.SPLIT, ChangeKind.SPLIT: ChangeKind.MERGED}
"""What an undoing is called where it is not a change of the same kind."""


class Editing:
    """Acts on the record of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def preview(self, act: Act, now: datetime) -> Effect:
        """What an act would do. Nothing is changed: it is done, counted and rolled back.

        Raises:
            RefusedError: it cannot be done.
        """
        with self._database.write() as session:
            effect = _perform(session, act, 0, now, tell=False)
            session.rollback()
            return effect

    def perform(self, act: Act, by: int, now: datetime, *, tell: bool = False) -> Effect:
        """Do it.

        Args:
            act: what is to be done.
            by: who does it.
            now: UTC.
            tell: readers who were told of the event are told by a message of its own as well; of an event that a
                split made, all readers.

        Raises:
            RefusedError: it cannot be done.
        """
        with self._database.write() as session:
            return _perform(session, act, by, now, tell=tell)

    def undo(self, audit_id: int, by: int, now: datetime) -> Effect:
        """Take an act back, whatever it was: rows are again as they were, and posts too.

        Raises:
            RefusedError: there is no such entry, it was undone already, cannot be undone, or something later stands
                on it.
        """
        try:
            with self._database.write() as session:
                return _undo(session, audit_id, by, now)
        except OvertakenError as error:
            raise RefusedError(Reason.OVERTAKEN, audit_id) from error


# --- doing -----------------------------------------------------------------------------------------------------


def _perform(session: Session, act: Act, by: int, now: datetime, *, tell: bool) -> Effect:
    journal = Journal(session)
    changed = _change(session, journal, act, now)
    session.flush()
    why = act.why if isinstance(act, Retract) else None
    entry = log(session, now, by, act.deed, subject=changed.subject, why=why)
    lines = _write_history(session, changed.history, entry.id, now)
    update_id = _announce(session, changed, lines, why, now) if tell else None
    replies = 0
    if update_id is not None:
        split = isinstance(act, Split)
        replies = (fanout.owe_posts if split else fanout.owe_replies)(session, update_id, now)
    entry.undo = {
        "steps": journal.steps,
        "event": changed.event,
        "touched": list(changed.touched),
        "history": [list(line) for line in changed.history],
        "replies_too": changed.replies_too,
        "update": update_id,
        "emptied": list(changed.emptied) if changed.emptied else None,
    }
    edits = _carry(session, changed.touched, now, replies_too=changed.replies_too)
    tellable = changed.news is not None and (
        isinstance(act, Split) or fanout.posts_told(session, [changed.event]) > 0
    )
    return Effect(entry.id, edits, replies, changed.event, changed.moved, tellable, act.deed, changed.subject)


def _change(session: Session, journal: Journal, act: Act, now: datetime) -> Changed:
    match act:
        case Merge():
            changed = merging.merge(session, journal, act)
        case Split():
            changed = splitting.split(session, journal, act)
        case Retract():
            changed = amending.retract(session, journal, act)
        case Retitle():
            changed = amending.retitle(session, journal, act)
        case Redate():
            changed = amending.redate(session, journal, act)
        case Pin():
            changed = amending.pin(session, journal, act, now)
        case Unpin():
            changed = amending.unpin(session, journal, act)
    return changed


def _write_history(
    session: Session, history: Iterable[Told], audit_id: int, now: datetime
) -> list[EventChangeRow]:
    lines = [
        EventChangeRow(event_id=event, at=now, what=what, before=before, after=after, audit_id=audit_id)
        for event, what, before, after in history
    ]
    session.add_all(lines)
    session.flush()
    return lines


def _announce(
    session: Session, changed: Changed, lines: Sequence[EventChangeRow], why: str | None, now: datetime
) -> int | None:
    """The update that tells of an act; None where there is nothing to tell."""
    if changed.news is None:
        return None
    event, kind, article = changed.news
    change_id = None if kind is UpdateKind.NEW else lines[0].id
    row = UpdateRow(
        event_id=event, kind=kind, article_id=article, created_at=now, note=why, change_id=change_id
    )
    session.add(row)
    session.flush()
    return row.id


def _carry(session: Session, events: Iterable[int], now: datetime, *, replies_too: bool) -> int:
    """Make events findable as they read now, and owe the edits of their posts; how many those are."""
    edits = 0
    for number in events:
        index_event_words(session, number)
        edits += fanout.owe_edits(session, number, now, replies_too=replies_too)
    return edits


# --- undoing ---------------------------------------------------------------------------------------------------


def _undo(session: Session, audit_id: int, by: int, now: datetime) -> Effect:
    entry = session.get(AuditRow, audit_id, with_for_update=True)
    if entry is None:
        raise RefusedError(Reason.NO_ENTRY, audit_id)
    if entry.undone_at is not None:
        raise RefusedError(Reason.UNDONE, audit_id)
    if entry.undo is None:
        raise RefusedError(Reason.FINAL, audit_id)
    kept = entry.undo
    take_back(session, kept["steps"])
    entry.undone_at = now
    undoing = log(session, now, by, Deed.UNDO, subject=f"{entry.subject} ({entry.id})")
    touched = list(kept.get("touched", ()))
    if kept.get("emptied"):
        _leave_pointer(session, *kept["emptied"])
    history = [
        (event, _CONTRARY.get(what, ChangeKind(what)), after, before)
        for event, what, before, after in kept.get("history", ())
    ]
    lines = _write_history(session, history, undoing.id, now)
    _revive(session, touched, now)
    replies = _untell(session, kept["update"], lines, now) if kept.get("update") else 0
    edits = _carry(session, touched, now, replies_too=kept.get("replies_too", False))
    return Effect(undoing.id, edits, replies, kept.get("event"), deed=Deed(entry.act), subject=entry.subject)


def _leave_pointer(session: Session, emptied: int, event: int) -> None:
    """An event that a split made has nothing left: it points to where everything is again.

    Raises:
        OvertakenError: it has got reports of its own meanwhile.
    """
    members = select(func.count()).select_from(MemberRow).where(MemberRow.event_id == emptied)
    if session.scalar(members):
        raise OvertakenError(f"event {emptied} has new reports")
    session.execute(update(EventRow).where(EventRow.id == emptied).values(merged_into=event))


def _revive(session: Session, events: Sequence[int], now: datetime) -> None:
    """Posts that were not sent because nothing of them was left are due again, or wait for what they waited for."""
    updates = select(UpdateRow.id).where(UpdateRow.event_id.in_(events))
    posts = update(DeliveryRow).where(
        DeliveryRow.update_id.in_(updates),
        DeliveryRow.kind == DeliveryKind.POST,
        DeliveryRow.state == DeliveryState.DEAD,
        DeliveryRow.error == NOTHING_LEFT,
    )
    session.execute(posts.values(state=DeliveryState.HELD, error=None))
    holding.release(session, now, UpdateRow.event_id.in_(events))


def _untell(session: Session, update_id: int, lines: Sequence[EventChangeRow], now: datetime) -> int:
    """What was to be told of an act is not told; those who were told already are told the contrary; how many."""
    waiting = (DeliveryState.PENDING, DeliveryState.HELD)
    session.execute(
        delete(DeliveryRow).where(DeliveryRow.update_id == update_id, DeliveryRow.state.in_(waiting))
    )
    told = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.update_id == update_id)
    update_row = session.get_one(UpdateRow, update_id)
    if not session.scalar(told) or update_row.kind is UpdateKind.NEW:
        return 0
    contrary: dict[str, Any] = {"created_at": now, "change_id": lines[0].id}
    row = UpdateRow(event_id=update_row.event_id, kind=UpdateKind.CORRECTION, **contrary)
    session.add(row)
    session.flush()
    return fanout.owe_replies(session, row.id, now)
