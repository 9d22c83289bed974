"""Events as judgement sees them: with the profiles that stand for them, their sentences and their outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.orm import Session

from storage.codec import decode_profile
from storage.records import EventStatus, KnownEvent, KnownStatement, Profile, Span
from storage.sql import plain
from storage.tables import ArticleRow, EventRow, MemberRow, StatementRow

FOUNDERS = 3

_articles, _events, _members, _said = (
    plain(table).c for table in (ArticleRow, EventRow, MemberRow, StatementRow)
)

# What was merged into another event or withdrawn is joined by nothing any more.
_EVENTS = select(plain(EventRow)).where(
    _events.id.in_(bindparam("numbers", expanding=True)),
    _events.merged_into.is_(None),
    _events.status != EventStatus.RETRACTED,
)


def known_events(session: Session, numbers: Sequence[int]) -> tuple[KnownEvent, ...]:
    """The events of these numbers, in this order, as judgement sees them; those it may still join."""
    if not numbers:
        return ()
    rows = {row.id: row for row in session.execute(_EVENTS, {"numbers": numbers})}
    founders, outlets, titled = _founding(session, rows)
    statements = _statements(session, numbers)
    return tuple(
        KnownEvent(
            id=row.id,
            span=Span(row.span_start, row.span_end, row.precision),
            title=row.title,
            lang=row.lang,
            status=row.status,
            background=row.background,
            first_reported=row.first_reported,
            last_reported=row.last_reported,
            founders=tuple(founders[row.id]),
            statements=tuple(statements[row.id]),
            outlets=frozenset(outlets[row.id]),
            titled=row.id in titled,
        )
        for row in (rows[number] for number in numbers if number in rows)
    )


_nth_founder = func.count(_articles.profile).over(partition_by=_members.event_id, order_by=_members.ordinal)
_MEMBERS = (
    select(
        _members.event_id,
        _articles.outlet,
        _articles.title,
        case((_nth_founder <= FOUNDERS, _articles.profile)).label("profile"),
    )
    .join_from(plain(MemberRow), plain(ArticleRow), _articles.id == _members.article_id)
    .where(_members.event_id.in_(bindparam("numbers", expanding=True)))
    .order_by(_members.event_id, _members.ordinal)
)


def _founding(
    session: Session, events: Mapping[int, Row[Any]]
) -> tuple[dict[int, list[Profile]], dict[int, set[str]], set[int]]:
    """The founders' profiles and the outlets of each event, and which have a headline from a report.

    A background event begins with its own profile.
    """
    founders: dict[int, list[Profile]] = defaultdict(list)
    outlets: dict[int, set[str]] = defaultdict(set)
    titled = {number for number, event in events.items() if event.background}
    for number, event in events.items():
        if event.profile is not None:
            founders[number].append(decode_profile(event.profile))
    for number, outlet, title, profile in session.execute(_MEMBERS, {"numbers": list(events)}):
        outlets[number].add(outlet)
        if title and not title.endswith("?"):
            titled.add(number)
        if profile is not None and len(founders[number]) < FOUNDERS:
            founders[number].append(decode_profile(profile))
    return founders, outlets, titled


_STATEMENTS = (
    select(
        *(_said.event_id, _said.id, _said.text, _said.kind, _said.lang),
        *(_said.stems, _said.concepts, _said.names, _said.numbers),
    )
    .where(_said.event_id.in_(bindparam("numbers", expanding=True)))
    .order_by(_said.event_id, _said.ordinal)
)


def _statements(session: Session, numbers: Sequence[int]) -> dict[int, list[KnownStatement]]:
    found: dict[int, list[KnownStatement]] = defaultdict(list)
    for event, number, text, kind, lang, *words in session.execute(_STATEMENTS, {"numbers": numbers}):
        stems, concepts, names, figures = map(frozenset, words)
        found[event].append(KnownStatement(number, text, kind, lang, stems, concepts, names, figures))
    return found
