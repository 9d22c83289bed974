"""What a digest tells, and in which order. Pure.

Axioms:

1. A line for each event, however many updates it had: a reader counts events, not messages.
2. What more outlets report matters more (a digest's only measure that no outlet can set for itself); among equals what
   several sides report, then what is contested, then what is new over what went on, then the later date.
3. An event that is withdrawn is told last and is not counted as new: it is a correction of what was told before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storage.records import (
    Event,
    EventStatus,
    Statement,
    StatementKind,
    Update,
    UpdateKind,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One event of a digest with what is told of it, oldest first."""

    event: Event
    updates: tuple[Update, ...]

    @property
    def new(self) -> bool:
        """Whether the event itself is news, and stands."""
        return self.event.status is not EventStatus.RETRACTED and any(
            update.kind is UpdateKind.NEW for update in self.updates
        )


def items(updates: Iterable[Update], events: Iterable[Event]) -> tuple[Item, ...]:
    """The lines of a digest, the most important first.

    Args:
        updates: what is told.
        events: their events; an update whose event is not among them is left out.
    """
    told: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        told[update.event_id].append(update)
    found = (Item(event, tuple(told[event.id])) for event in events if event.id in told)
    return tuple(sorted(found, key=_importance, reverse=True))


def counts(chosen: Sequence[Item]) -> dict[UpdateKind, int]:
    """How many events are new, how often known ones developed, were corrected, were withdrawn."""
    developed = [update for item in chosen for update in item.updates if _stands(item.event)]
    return {
        UpdateKind.NEW: sum(item.new for item in chosen),
        UpdateKind.DEVELOPMENT: sum(update.kind is UpdateKind.DEVELOPMENT for update in developed),
        UpdateKind.CORRECTION: sum(update.kind is UpdateKind.CORRECTION for update in developed),
        UpdateKind.RETRACTION: sum(not _stands(item.event) for item in chosen),
    }


def aside(item: Item) -> Statement | None:
    """The one sentence that belongs beside the headline: what speaks against the event, else what is new of it."""
    statements = item.event.statements
    against = [s for s in statements if s.kind is not StatementKind.FACT]
    if against:
        return against[-1]
    if item.new:
        return None
    numbers = {update.id for update in item.updates}
    fresh = [s for s in statements if s.update_id in numbers]
    return fresh[-1] if fresh else None


def _stands(event: Event) -> bool:
    return event.status is not EventStatus.RETRACTED


def _importance(item: Item) -> tuple[bool, int, int, bool, bool, date, int]:
    event = item.event
    sides = {source.perspective for source in event.reports if source.perspective}
    contested = event.status is EventStatus.DISPUTED
    return (
        _stands(event),
        event.outlets,
        len(sides),
        contested,
        item.new,
        event.span.end,
        -event.id,
    )
