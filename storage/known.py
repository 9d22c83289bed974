"""Events as judgement sees them: with the profiles that stand for them, their sentences and their outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

from sqlalchemy import Connection, Text, case, cast, func, select, type_coerce

from storage.codec import read_profile, read_words
from storage.prepared import PreparedList
from storage.records import EventStatus, KnownEvent, KnownStatement, Profile, Span, StatementKind
from storage.sql import plain
from storage.tables import ArticleRow, EventRow, MemberRow, StatementRow

FOUNDERS = 3

_articles, _events, _members, _said = (
    plain(table).c for table in (ArticleRow, EventRow, MemberRow, StatementRow)
)

# What was merged into another event or withdrawn is joined by nothing any more.
_EVENTS = PreparedList(
    lambda numbers: select(
        *(_events.id, _events.span_start, _events.span_end, _events.precision, _events.title, _events.lang),
        *(_events.status, _events.background, _events.first_reported, _events.last_reported),
        cast(_events.profile, Text),
    ).where(_events.id.in_(numbers), _events.merged_into.is_(None), _events.status != EventStatus.RETRACTED),
    _events.id.type,
)


def known_events(connection: Connection, numbers: Sequence[int]) -> tuple[KnownEvent, ...]:
    """The events of these numbers, in this order, as judgement sees them; those it may still join."""
    events: dict[int, Callable[..., KnownEvent]] = {}
    own: dict[int, str | None] = {}  # the profile that an event began with which was told of in passing first
    background: set[int] = set()
    for row in _EVENTS.rows(connection, numbers):
        number, start, end, precision, title, lang, status, passing, first, last, profile = row
        span = Span(start, end, precision)
        events[number] = partial(KnownEvent, number, span, title, lang, status, passing, first, last)
        own[number] = profile
        if passing:
            background.add(number)
    founders, reported_by, titled = _founding(connection, own)
    statements = _statements(connection, list(events))
    return tuple(
        events[number](
            founders=tuple(founders[number]),
            statements=tuple(statements[number]),
            reported_by=frozenset(reported_by[number]),
            titled=number in titled or number in background,
        )
        for number in numbers
        if number in events
    )


_nth_founder = func.count(_articles.profile).over(partition_by=_members.event_id, order_by=_members.ordinal)
_MEMBERS = PreparedList(
    lambda numbers: (
        select(
            _members.event_id,
            _articles.outlet,
            _articles.lang,
            _articles.title,
            cast(case((_nth_founder <= FOUNDERS, _articles.profile)), Text),
        )
        .join_from(plain(MemberRow), plain(ArticleRow), _articles.id == _members.article_id)
        .where(_members.event_id.in_(numbers))
        .order_by(_members.event_id, _members.ordinal)
    ),
    _events.id.type,
)


def _founding(
    connection: Connection, own: Mapping[int, str | None]
) -> tuple[dict[int, list[Profile]], dict[int, set[tuple[str, str]]], set[int]]:
    """The founders' profiles of each event, which outlets report it in which languages, and which have a headline from a report.

    A background event begins with its own profile.
    """
    founders: dict[int, list[Profile]] = defaultdict(list)
    reported_by: dict[int, set[tuple[str, str]]] = defaultdict(set)
    titled: set[int] = set()
    for number, profile in own.items():
        if profile is not None:
            founders[number].append(read_profile(profile))
    for number, outlet, lang, title, profile in _MEMBERS.rows(connection, list(own)):
        reported_by[number].add((outlet, lang))
        if title and not title.endswith("?"):
            titled.add(number)
        if profile is not None and len(founders[number]) < FOUNDERS:
            founders[number].append(read_profile(profile))
    return founders, reported_by, titled


_STATEMENTS = PreparedList(
    lambda numbers: (
        select(
            *(_said.event_id, _said.id, _said.text, type_coerce(_said.kind, Text), _said.lang),
            *(cast(words, Text) for words in (_said.stems, _said.concepts, _said.names, _said.numbers)),
        )
        .where(_said.event_id.in_(numbers))
        .order_by(_said.event_id, _said.ordinal)
    ),
    _events.id.type,
)


def _statements(connection: Connection, numbers: Sequence[int]) -> dict[int, list[KnownStatement]]:
    found: dict[int, list[KnownStatement]] = defaultdict(list)
    for event, *statement in _STATEMENTS.rows(connection, numbers):
        found[event].append(_statement(*statement))
    return found


# Told near in time, they are asked for again with every article; they are remembered by all that they say.
@lru_cache(maxsize=8192)
def _statement(number: int, text: str, kind: str, lang: str, *words: str) -> KnownStatement:
    stems, concepts, names, numbers = map(read_words, words)
    return KnownStatement(number, text, StatementKind(kind), lang, stems, concepts, names, numbers)
