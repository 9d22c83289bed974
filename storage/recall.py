"""What memory holds that may matter to one article: possible originals, possible events, how rare its terms are.

The cost does not grow with the archive, because every look-up goes through an index and is limited term by term: copies
by the smallest hashes of their sketch (`storage.originals`), events by rare terms in the neighbouring weeks and by the
days that the article mentions, by the doings that it reports, and for a study with a vector by meaning (`storage.nearest`).
How many events the story brings of late is counted no further than matters. Irrelevant articles are no part of memory.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, MutableMapping, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import BindParameter, Connection, Integer, Select, Text, bindparam, func, select

from storage.keys import EVERY_ARTICLE, profile_terms, study_terms, week_of, weeks_of
from storage.known import known_events
from storage.nearest import nearest_events, with_vectors
from storage.originals import copies, same_url
from storage.prepared import Prepared, PreparedList
from storage.records import KnownEvent, Memory, Precision, Profile, Span, Study
from storage.sql import plain
from storage.tables import EventRow, EventTermRow, TermCountRow

RAREST_TERMS = 16  # of each family: stems speak one language, concepts, names and numbers all of them
MOST_SHARING = 200  # newest events looked at for each term: it is the rarer ones that tell events apart
MOST_EVENTS = 16  # by terms, and as many by days; 50 of each decided nothing else on the development sets
# At least, of each time that a chronicle names: with fewer its lines stood beside themselves.
EVENTS_A_TIME = 4
MOST_ACTS = 4  # the rarest doings of an article, whose last events are recalled whenever they were
EVENTS_AN_ACT = 3
WEEKS_AN_EVENT = 4  # rows that one event mostly has of a term
MOST_DAYS = 60  # different times of an article that are looked up; only chronicles have more than a dozen
EVENTS_A_DAY = 10
EVENTS_A_MONTH = 20
PACED = timedelta(days=10)  # a week's rhythm evens out, and a turn of the story shows; 7 to 14 do as well
MOST_PACED = 50  # events counted: what more of them would say changes nothing
# An event known to the day may last; longer ones are not found by a day.
LONGEST_DAY_SPAN = timedelta(days=31)


def recall(connection: Connection, study: Study, kept: MutableMapping[int, KnownEvent]) -> Memory:
    """Everything `decide` may know of the past for this study.

    Args:
        connection: the transaction.
        study: the article as read.
        kept: events by number that have not changed since they were read; those read now are added.
    """
    documents, frequency = _frequency(connection, study_terms(study))
    numbers = [
        *_by_terms(connection, study.profile, documents, frequency),
        *_by_days(connection, study),
        *_by_acts(connection, study.profile, frequency),
    ]
    vector = study.vector
    if vector is not None:
        numbers += nearest_events(connection, vector, study.article.published)
    wanted = list(dict.fromkeys(numbers))
    read = known_events(connection, [number for number in wanted if number not in kept])
    kept.update((event.id, event) for event in read)
    events = tuple(kept[number] for number in wanted if number in kept)
    return Memory(
        same_url=same_url(connection, study),
        articles=copies(connection, study.fingerprint),
        events=events if vector is None else with_vectors(connection, events, vector),
        frequency=frequency,
        documents=documents,
        pace=_pace(connection, study.article.published),
    )


_events, _terms, _counts = plain(EventRow).c, plain(EventTermRow).c, plain(TermCountRow).c

_COUNTED = PreparedList(
    lambda terms: select(_counts.term, _counts.articles).where(_counts.term.in_(terms)),
    Text(),  # terms are clean
)


def _frequency(connection: Connection, terms: Collection[str]) -> tuple[int, dict[str, int]]:
    """How many articles are counted, and in how many of them each term stands; 0 in none."""
    counts = dict.fromkeys(terms, 0) | dict(_COUNTED.rows(connection, [EVERY_ARTICLE, *terms]))
    return counts.pop(EVERY_ARTICLE, 0), counts


_LATELY = Prepared(
    select(
        select(func.count())
        .select_from(
            select(_events.id)
            .where(
                _events.last_reported.between(bindparam("since"), bindparam("until")),
                _events.background.is_(False),
            )
            .limit(MOST_PACED)
            .subquery()
        )
        .scalar_subquery(),
        select(func.min(_events.last_reported)).scalar_subquery(),
    )
)


def _pace(connection: Connection, published: datetime) -> float:
    """Events that the story brings a day, by those last told in the days before an article."""
    ((events, earliest),) = _LATELY.rows(connection, since=published - PACED, until=published)
    return pace(events, published - earliest if earliest else timedelta())


def pace(events: int, age: timedelta) -> float:
    """Events a day: those counted, and one imagined on an imagined day, as an archive that has just begun knows nothing.

    Args:
        events: told in the last `PACED`.
        age: of the first event told; one that came later than what is asked about has none.
    """
    days = min(PACED, max(age, timedelta())) / timedelta(days=1)
    return (events + 1) / (days + 1)


def _sharing(terms: list[BindParameter[Any]]) -> Select[Any]:
    """The newest events of each of the terms in the weeks from `first` to `last`."""
    nth = func.dense_rank().over(partition_by=_terms.term, order_by=_terms.event_id.desc())
    near = _terms.week.between(bindparam("first", type_=Integer), bindparam("last", type_=Integer))
    ranked = select(_terms.term, _terms.event_id, nth.label("nth")).where(_terms.term.in_(terms), near)
    each = ranked.distinct().subquery()  # an event has a term in several weeks
    return select(each.c.term, each.c.event_id).where(each.c.nth <= MOST_SHARING)


_SHARING = PreparedList(_sharing, Text())


def _by_terms(
    connection: Connection, profile: Profile, documents: int, frequency: dict[str, int]
) -> Sequence[int]:
    """Events that share rare terms in the weeks around the event and its publication, best first."""
    terms = _rarest(profile_terms(profile), frequency)
    shared: dict[str, set[int]] = {term: set() for term in terms}
    for first, last in _weeks_near(profile):
        for term, event in _SHARING.rows(connection, terms, first=first, last=last):
            shared[term].add(event)
    weights: dict[int, float] = defaultdict(float)
    for term, events in shared.items():
        rarity = math.log(1 + documents / frequency[term])
        for event in events:
            weights[event] += rarity
    return sorted(weights, key=lambda event: (-weights[event], event))[:MOST_EVENTS]


def _rarest(terms: Iterable[str], frequency: dict[str, int]) -> list[str]:
    """The rarest terms that memory knows, of stems and of what all languages share."""
    ranked = sorted((frequency[term], term) for term in terms if frequency.get(term))
    stems = [term for _, term in ranked if term.startswith("s:")]
    shared = [term for _, term in ranked if not term.startswith("s:")]
    return stems[:RAREST_TERMS] + shared[:RAREST_TERMS]


def _weeks_near(profile: Profile) -> list[tuple[int, int]]:
    """The weeks of the event and of its publication with their neighbours, as runs from first to last."""
    weeks = {week_of(profile.published)} | (weeks_of(profile.span) if profile.span else set())
    near = sorted({near for week in weeks for near in (week - 1, week, week + 1)})
    begin = [week for week in near if week - 1 not in near]
    end = [week for week in near if week + 1 not in near]
    return list(zip(begin, end, strict=True))


_OF_ACT = Prepared(
    select(_terms.event_id)
    .where(_terms.term == bindparam("term"), _terms.week <= bindparam("week"))
    .order_by(_terms.week.desc(), _terms.event_id.desc())
    .limit(EVENTS_AN_ACT * WEEKS_AN_EVENT)
)


def _by_acts(connection: Connection, profile: Profile, frequency: dict[str, int]) -> list[int]:
    """The last events of the same doings, however long ago: what happens now may follow them."""
    acts = sorted((frequency[term], term) for act in profile.acts if frequency.get(term := f"c:{act}"))
    week = week_of(profile.published)
    found: list[int] = []
    for _, term in acts[:MOST_ACTS]:
        rows = _OF_ACT.scalars(connection, term=term, week=week)
        found += list(dict.fromkeys(rows))[:EVENTS_AN_ACT]
    return found


_ON_DAYS = Prepared(
    select(_events.id)
    .where(
        _events.precision == Precision.DAY,
        _events.span_start.between(bindparam("earliest"), bindparam("end")),
        _events.span_end >= bindparam("start"),
    )
    # What was told in passing before is told in passing again.
    .order_by(_events.span_start.desc(), _events.background.desc(), _events.id)
    .limit(EVENTS_A_DAY)
)
_FROM_DAY = Prepared(
    select(_events.id)
    .where(_events.precision == bindparam("precision"), _events.span_start == bindparam("start"))
    .order_by(_events.id)
    .limit(EVENTS_A_DAY)
)

_IN_MONTH = Prepared(
    select(_events.id)
    .where(
        _events.precision == Precision.DAY,
        _events.span_start.between(bindparam("start"), bindparam("end")),
    )
    .order_by(_events.background.desc(), _events.id.desc())
    .limit(EVENTS_A_MONTH)
)
_IN_YEAR = Prepared(
    select(_events.id)
    .where(
        _events.precision != Precision.YEAR,
        _events.background,
        _events.span_start.between(bindparam("start"), bindparam("end")),
    )
    .order_by(_events.id.desc())
    .limit(EVENTS_A_MONTH)
)


def _by_days(connection: Connection, study: Study) -> list[int]:
    """Events at the times that the article mentions, also where one of the two knows only the month: its background.

    In turns, one of each time: a chronicle's last line is as much of it as its first.
    """
    spans = dict.fromkeys(mention.span for sentence in study.sentences for mention in sentence.mentions)
    of_each = [_at(connection, span) for span in list(spans)[:MOST_DAYS]]
    in_turns = dict.fromkeys(n for turn in zip_longest(*of_each) for n in turn if n is not None)
    return list(in_turns)[: max(MOST_EVENTS, EVENTS_A_TIME * len(of_each))]


def _at(connection: Connection, span: Span) -> list[int]:
    found: list[int] = []
    if span.precision is not Precision.DAY:
        found += _FROM_DAY.scalars(connection, precision=span.precision, start=span.start)
    if span.precision is Precision.DAY:
        earliest = span.start - LONGEST_DAY_SPAN if span.start - date.min > LONGEST_DAY_SPAN else date.min
        found += _ON_DAYS.scalars(connection, earliest=earliest, start=span.start, end=span.end)
        month = span.start.replace(day=1)
        found += _FROM_DAY.scalars(connection, precision=Precision.MONTH, start=month)
    if span.precision is Precision.MONTH:
        found += _IN_MONTH.scalars(connection, start=span.start, end=span.end)
    if span.precision is Precision.YEAR:
        found += _IN_YEAR.scalars(connection, start=span.start, end=span.end)
    return found
