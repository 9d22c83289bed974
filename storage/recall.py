"""What memory holds that may matter to one article: possible originals, possible events, how rare its terms are.

The cost does not grow with the archive, because every look-up goes through an index and is limited term by term: copies
by the smallest hashes of their sketch (`storage.originals`), events by rare terms in the neighbouring weeks and by the
days that the article mentions, by the doings that it reports, and for a study with a vector by meaning (`storage.nearest`). Irrelevant articles are no
part of memory.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Float, Integer, Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from storage.keys import EVERY_ARTICLE, MOST_WEEKS, profile_terms, study_terms, week_of, weeks_of
from storage.known import known_events
from storage.nearest import nearest_events, with_vectors
from storage.originals import copies, same_url
from storage.records import Memory, Precision, Profile, Span, Study
from storage.sql import plain
from storage.tables import EventRow, EventTermRow, TermCountRow

RAREST_TERMS = 16  # of each family: stems speak one language, concepts, names and numbers all of them
MOST_TERMS = 2 * RAREST_TERMS
MOST_NEAR = MOST_WEEKS + 5  # weeks: those of the event with their neighbours, those around publication
MOST_SHARING = 200  # newest events looked at for each term: it is the rarer ones that tell events apart
MOST_EVENTS = (
    16  # by terms, and as many again by days; 50 of each decided nothing else on the development sets
)
MOST_ACTS = 4  # the rarest doings of an article, whose last events are recalled whenever they were
EVENTS_AN_ACT = 3
WEEKS_AN_EVENT = 4  # rows that one event mostly has of a term
MOST_DAYS = 10  # different times of an article that are looked up
EVENTS_A_DAY = 10
EVENTS_A_MONTH = 20
LONGEST_DAY_SPAN = timedelta(
    days=31
)  # an event known to the day may last; longer ones are not found by a day


def recall(session: Session, study: Study) -> Memory:
    """Everything `decide` may know of the past for this study."""
    documents, frequency = _frequency(session, study_terms(study))
    numbers = [
        *_by_terms(session, study.profile, documents, frequency),
        *_by_days(session, study),
        *_by_acts(session, study.profile, frequency),
    ]
    vector = study.vector
    if vector is not None:
        numbers += nearest_events(session, vector, study.article.published)
    events = known_events(session, list(dict.fromkeys(numbers)))
    return Memory(
        same_url=same_url(session, study),
        articles=copies(session, study.fingerprint),
        events=events if vector is None else with_vectors(session, events, vector),
        frequency=frequency,
        documents=documents,
    )


_events, _terms, _counts = plain(EventRow).c, plain(EventTermRow).c, plain(TermCountRow).c

# Statements are built once: building one takes longer than executing it.
_COUNTED = select(_counts.term, _counts.articles).where(_counts.term.in_(bindparam("terms", expanding=True)))


def _frequency(session: Session, terms: Collection[str]) -> tuple[int, dict[str, int]]:
    """How many articles are counted, and in how many of them each term stands; 0 in none."""
    rows = session.execute(_COUNTED, {"terms": [EVERY_ARTICLE, *terms]})
    counts = dict.fromkeys(terms, 0) | {row.term: row.articles for row in rows}
    return counts.pop(EVERY_ARTICLE, 0), counts


def _sharing() -> Select[Any]:
    """Events in the weeks `k0`, `k1`, … by the weight of the terms that they have: `t0` weighs `w0`, and so on."""
    near = union_all(*(select(bindparam(f"k{n}", type_=Integer).label("week")) for n in range(MOST_NEAR)))
    weeks = select(near.cte("near").c.week)
    each = (
        select(_terms.event_id)
        .where(_terms.term == bindparam(f"t{n}"), _terms.week.in_(weeks))
        .distinct()
        .order_by(_terms.event_id.desc())
        .limit(MOST_SHARING)
        .subquery()
        for n in range(MOST_TERMS)
    )
    weighed = (
        select(one.c.event_id, bindparam(f"w{n}", type_=Float).label("weight")) for n, one in enumerate(each)
    )
    shared = union_all(*weighed).subquery()
    return (
        select(shared.c.event_id)
        .group_by(shared.c.event_id)
        .order_by(func.sum(shared.c.weight).desc(), shared.c.event_id)
        .limit(MOST_EVENTS)
    )


_SHARING = _sharing()


def _by_terms(session: Session, profile: Profile, documents: int, frequency: dict[str, int]) -> Sequence[int]:
    """Events that share rare terms in the weeks around the event and its publication, best first."""
    terms = _rarest(profile_terms(profile), frequency)
    if not terms:
        return ()
    weeks = _weeks_near(profile)
    values: dict[str, Any] = {f"k{n}": weeks[min(n, len(weeks) - 1)] for n in range(MOST_NEAR)}
    for n in range(MOST_TERMS):
        term = terms[n] if n < len(terms) else None
        values |= {f"t{n}": term, f"w{n}": math.log(1 + documents / frequency[term]) if term else 0.0}
    return session.scalars(_SHARING, values).all()


def _rarest(terms: Iterable[str], frequency: dict[str, int]) -> list[str]:
    """The rarest terms that memory knows, of stems and of what all languages share."""
    ranked = sorted((frequency[term], term) for term in terms if frequency.get(term))
    stems = [term for _, term in ranked if term.startswith("s:")]
    shared = [term for _, term in ranked if not term.startswith("s:")]
    return stems[:RAREST_TERMS] + shared[:RAREST_TERMS]


def _weeks_near(profile: Profile) -> list[int]:
    weeks = {week_of(profile.published)} | (weeks_of(profile.span) if profile.span else set())
    return sorted({near for week in weeks for near in (week - 1, week, week + 1)})


_OF_ACT = (
    select(_terms.event_id)
    .where(_terms.term == bindparam("term"), _terms.week <= bindparam("week"))
    .order_by(_terms.week.desc(), _terms.event_id.desc())
    .limit(EVENTS_AN_ACT * WEEKS_AN_EVENT)
)


def _by_acts(session: Session, profile: Profile, frequency: dict[str, int]) -> list[int]:
    """The last events of the same doings, however long ago: what happens now may follow them."""
    acts = sorted((frequency[term], term) for act in profile.acts if frequency.get(term := f"c:{act}"))
    week = week_of(profile.published)
    found: list[int] = []
    for _, term in acts[:MOST_ACTS]:
        rows = session.scalars(_OF_ACT, {"term": term, "week": week})
        found += list(dict.fromkeys(rows))[:EVENTS_AN_ACT]
    return found


_ON_DAYS = (
    select(_events.id)
    .where(
        _events.precision == Precision.DAY,
        _events.span_start.between(bindparam("earliest"), bindparam("end")),
        _events.span_end >= bindparam("start"),
    )
    .order_by(_events.span_start.desc(), _events.id)
    .limit(EVENTS_A_DAY)
)
_FROM_DAY = (
    select(_events.id)
    .where(_events.precision == bindparam("precision"), _events.span_start == bindparam("start"))
    .order_by(_events.id)
    .limit(EVENTS_A_DAY)
)

_IN_MONTH = (
    select(_events.id)
    .where(
        _events.precision == Precision.DAY,
        _events.span_start.between(bindparam("start"), bindparam("end")),
    )
    .order_by(_events.background.desc(), _events.id.desc())
    .limit(EVENTS_A_MONTH)
)
_IN_YEAR = (
    select(_events.id)
    .where(
        _events.precision != Precision.YEAR,
        _events.background,
        _events.span_start.between(bindparam("start"), bindparam("end")),
    )
    .order_by(_events.id.desc())
    .limit(EVENTS_A_MONTH)
)


def _by_days(session: Session, study: Study) -> list[int]:
    """Events at the times that the article mentions, also where one of the two knows only the month: its background."""
    spans = dict.fromkeys(mention.span for sentence in study.sentences for mention in sentence.mentions)
    found: dict[int, None] = {}
    for span in list(spans)[:MOST_DAYS]:
        found |= dict.fromkeys(_at(session, span))
    return list(found)[:MOST_EVENTS]


def _at(session: Session, span: Span) -> list[int]:
    found: list[int] = []
    if span.precision is not Precision.DAY:
        found += session.scalars(_FROM_DAY, {"precision": span.precision, "start": span.start})
    if span.precision is Precision.DAY:
        earliest = span.start - LONGEST_DAY_SPAN if span.start - date.min > LONGEST_DAY_SPAN else date.min
        found += session.scalars(_ON_DAYS, {"earliest": earliest, "start": span.start, "end": span.end})
        month = {"precision": Precision.MONTH, "start": span.start.replace(day=1)}
        found += session.scalars(_FROM_DAY, month)
    if span.precision is Precision.MONTH:
        found += session.scalars(_IN_MONTH, {"start": span.start, "end": span.end})
    if span.precision is Precision.YEAR:
        found += session.scalars(_IN_YEAR, {"start": span.start, "end": span.end})
    return found
