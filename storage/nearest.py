"""What memory holds that is near in meaning, for a study that brings a vector. Without one, nothing here is asked.

Terms find events only through words, names or figures they share; a report in another language may share none. So the
events last told are compared by their vectors as well, a bounded number of them however large the archive is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import mul

from sqlalchemy import Connection, select

from storage.codec import unpack_vector
from storage.records import KnownEvent, Vector
from storage.tables import ArticleRow, EventRow, MemberRow

WINDOW = timedelta(days=8)  # around publication; whole days, so a week and what is left of its last day
LATEST = 100  # events compared: about ten milliseconds
NEAREST = 10  # of them that are recalled


def nearest_events(connection: Connection, vector: Vector, published: datetime) -> list[int]:
    """The numbers of the events nearest in meaning, best first, among those last told around `published`."""
    latest = (
        select(EventRow.id)
        .where(
            EventRow.last_reported.between(published - WINDOW, published + WINDOW),
            EventRow.background.is_(False),
        )
        .order_by(EventRow.last_reported.desc(), EventRow.id.desc())
        .limit(LATEST)
    )
    nearness = {
        number: max(sum(map(mul, vector.values, known.values)) for known in vectors if known)
        for number, vectors in _vectors(connection, connection.scalars(latest).all(), vector).items()
        if any(vectors)
    }
    return sorted(nearness, key=lambda number: (-nearness[number], number))[:NEAREST]


def with_vectors(
    connection: Connection, events: Sequence[KnownEvent], like: Vector
) -> tuple[KnownEvent, ...]:
    """The events with their founders' vectors; None stands for a founder that has none of the same model."""
    vectors = _vectors(connection, [event.id for event in events], like)
    return tuple(
        replace(event, vectors=tuple(vectors[event.id][: len(event.founders)]))
        if event.id in vectors
        else event
        for event in events
    )


def _vectors(connection: Connection, numbers: Sequence[int], like: Vector) -> dict[int, list[Vector | None]]:
    """The vectors of each event's founders and later members, in the order in which `KnownEvent` has the founders."""
    query = (
        select(
            MemberRow.event_id,
            EventRow.profile.is_not(None),
            ArticleRow.vector,
            ArticleRow.vector_model,
        )
        .join(ArticleRow, ArticleRow.id == MemberRow.article_id)
        .join(EventRow, EventRow.id == MemberRow.event_id)
        .where(MemberRow.event_id.in_(numbers), ArticleRow.profile.is_not(None))
        .order_by(MemberRow.event_id, MemberRow.ordinal)
    )
    found: dict[int, list[Vector | None]] = defaultdict(list)
    for number, told_in_passing, packed, by in connection.execute(query):
        if told_in_passing and not found[number]:
            found[number].append(None)  # the profile it began with came from a sentence, which has no vector
        comparable = packed if by == like.model and packed and len(packed) == len(like.values) else None
        found[number].append(Vector(like.model, unpack_vector(comparable)) if comparable else None)
    return found
