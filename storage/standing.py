"""An event as a publishing transaction finds it, changes it and leaves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from storage.codec import decode_span, encode_profile, encode_span, written_span
from storage.errors import OutdatedError
from storage.indexing import index_event
from storage.prepared import Prepared
from storage.records import ChangeKind, EventDraft, EventStatus, Precision, Span
from storage.sql import given, insert_rows, plain
from storage.tables import EventChangeRow, EventRow, EventStrandRow


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a decision knows better of an event; None: it leaves that as it is."""

    status: EventStatus | None = None
    span: Span | None = None
    title: str | None = None

    def written(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "status": self.status,
            "span": encode_span(self.span) if self.span else None,
            "title": self.title,
        }

    @staticmethod
    def read(values: Mapping[str, Any]) -> Amendment:
        """The amendment again."""
        status, span = values["status"], values["span"]
        return Amendment(
            EventStatus(status) if status else None, decode_span(span) if span else None, values["title"]
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """How an event stands; `replace` makes the next state of it, `save` writes that."""

    id: int
    span_start: date
    span_end: date
    precision: Precision
    title: str
    status: EventStatus
    background: bool
    first_reported: datetime
    last_reported: datetime
    title_fixed: bool
    span_fixed: bool
    in_passing: bool  # it began with a profile of its own, being told of in passing

    @property
    def span(self) -> Span:
        """When it happened."""
        return Span(self.span_start, self.span_end, self.precision)

    def amended(self, changes: Amendment) -> Standing:
        """With the status, the date and the headline that are known better now; what an admin has fixed stays."""
        title = self.title if changes.title is None or self.title_fixed else changes.title
        return replace(self.redated(changes.span), status=changes.status or self.status, title=title)

    def redated(self, span: Span | None) -> Standing:
        """With a better-known date, unless an admin has fixed it."""
        if span is None or self.span_fixed:
            return self
        return replace(self, span_start=span.start, span_end=span.end, precision=span.precision)


_events = plain(EventRow).c
_OF_EVENT = Prepared(
    select(
        *(_events[field.name] for field in fields(Standing)[:-1]),
        _events.profile.is_not(None),
        _events.merged_into,
    )
    .where(_events.id == bindparam("event"))
    .with_for_update()
)
_CHANGING = (
    *("span_start", "span_end", "precision", "title", "status"),
    *("background", "first_reported", "last_reported"),
)
_SAVE = Prepared(
    update(plain(EventRow))
    .where(_events.id == bindparam("event"))
    .values({name: bindparam(f"to_{name}", type_=_events[name].type) for name in _CHANGING})
)
_ADD = Prepared(insert(plain(EventRow)).returning(_events.id), given(EventRow))
_CHANGE = Prepared(insert(plain(EventChangeRow)), ["event_id", "at", "what", "before", "after"])


def find(connection: Connection, event_id: int, *, copy: bool = False) -> Standing:
    """The event of a decision, kept from other writers until the transaction ends.

    Args:
        connection: the transaction.
        event_id: its number.
        copy: for one that goes where its original is, whatever became of that.

    Raises:
        NoResultFound: there is none.
        OutdatedError: an admin was quicker than judgement: it is withdrawn, or taken up by another.
    """
    row = _OF_EVENT.first(connection, event=event_id)
    if row is None:
        raise NoResultFound(f"no such event: {event_id}")
    *fields_of_it, merged_into = row
    event = Standing(*fields_of_it)
    if merged_into is not None or (event.status is EventStatus.RETRACTED and not copy):
        raise OutdatedError(f"event {event_id} stands no longer as it was recalled")
    return event


def save(connection: Connection, was: Standing, now_is: Standing) -> Standing:
    """Write what has changed."""
    if was != now_is:
        values = {f"to_{name}": getattr(now_is, name) for name in _CHANGING}
        _SAVE.run(connection, event=was.id, **values)
    return now_is


def begin(session: Session, draft: EventDraft, published: datetime, follows: int | None = None) -> Standing:
    """A new event, without its statements and its place in the index of words."""
    connection = session.connection()
    number = _ADD.scalar(
        connection,
        span_start=draft.span.start,
        span_end=draft.span.end,
        precision=draft.span.precision,
        title=draft.title,
        lang=draft.lang,
        status=draft.status,
        background=draft.background,
        first_reported=published,
        last_reported=published,
        follows_event_id=follows,
        profile=encode_profile(draft.profile) if draft.background else None,
        merged_into=None,
        note=None,
        pinned_at=None,
        title_fixed=False,
        span_fixed=False,
        withheld=False,
    )
    put_on_strands(session, number, draft.strands)
    if draft.background:
        index_event(session, number, draft.span, draft.profile)
    span = draft.span
    return Standing(
        number,
        *(span.start, span.end, span.precision, draft.title, draft.status, draft.background),
        *(published, published),
        title_fixed=False,
        span_fixed=False,
        in_passing=draft.background,
    )


def put_on_strands(session: Session, event_id: int, strands: Sequence[str]) -> None:
    """The event belongs to these strands of the topic too."""
    insert_rows(session, EventStrandRow, [(event_id, strand) for strand in strands])


def amend(
    connection: Connection, event: Standing, changes: Amendment, now: datetime
) -> tuple[Standing, bool]:
    """The event with what is known better of it, and whether readers see a change: its history keeps that, `save` the event."""
    amended = event.amended(changes)
    return amended, keep_history(connection, event, amended, now)


def keep_history(connection: Connection, was: Standing, now_is: Standing, now: datetime) -> bool:
    """Write down what readers see changed of an event; whether anything did."""
    before, after = _shown(was), _shown(now_is)
    for what, value in after.items():
        if value != before[what]:
            _CHANGE.run(connection, event_id=was.id, at=now, what=what, before=before[what], after=value)
    return before != after


def _shown(event: Standing) -> dict[ChangeKind, str]:
    return {
        ChangeKind.STATUS: str(event.status),
        ChangeKind.DATE: written_span(event.span),
        ChangeKind.TITLE: event.title,
    }
