"""What memory holds that may matter to one article: possible originals, possible events, how rare its terms are.

The cost does not grow with the archive, because every look-up goes through an index and is limited: copies by the
smallest hashes of their sketch (of two texts with Jaccard similarity J, the 16 smallest hashes of each share one with
probability near 1 for J ≥ 0.3), events by rare terms in the neighbouring weeks and by the days that the article
mentions, and for a study with a vector by meaning (`storage.nearest`). Irrelevant articles are no part of memory.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.orm import Session

from storage.codec import decode_profile, unpack_sketch
from storage.keys import (
    EVERY_ARTICLE,
    article_key,
    bounded,
    profile_terms,
    study_terms,
    week_of,
    weeks_of,
)
from storage.nearest import nearest_events, with_vectors
from storage.records import (
    Fingerprint,
    KnownArticle,
    KnownEvent,
    KnownStatement,
    Memory,
    Precision,
    Profile,
    Span,
    Study,
    Verdict,
)
from storage.tables import (
    ArticleRow,
    DecisionRow,
    EventRow,
    EventTermRow,
    MemberRow,
    ShingleRow,
    StatementRow,
    TermCountRow,
)

SHINGLES = 16  # hashes of a sketch that are indexed
MOST_SHARERS = 2000  # rows of shingles looked at: text that stands everywhere recognises nobody
MOST_ARTICLES = 20
RAREST_TERMS = 25  # of each family: stems speak one language, concepts, names and numbers all of them
MOST_EVENTS = 50  # by terms, and as many again by days
MOST_DAYS = 10  # different times of an article that are looked up
EVENTS_A_DAY = 10
FOUNDERS = 3
LONGEST_DAY_SPAN = timedelta(
    days=31
)  # an event known to the day may last; longer ones are not found by a day


def recall(session: Session, study: Study) -> Memory:
    """Everything `decide` may know of the past for this study."""
    documents, frequency = _frequency(session, study_terms(study))
    numbers = [
        *_by_terms(session, study.profile, documents, frequency),
        *_by_days(session, study),
    ]
    vector = study.vector
    if vector is not None:
        numbers += nearest_events(session, vector, study.article.published)
    events = known_events(session, list(dict.fromkeys(numbers)))
    return Memory(
        same_url=_same_url(session, study),
        articles=_copies(session, study.fingerprint),
        events=events if vector is None else with_vectors(session, events, vector),
        frequency=frequency,
        documents=documents,
    )


# --- articles ------------------------------------------------------------------------------------------------


def _known_articles() -> Select[ArticleRow, int | None]:
    return (
        select(ArticleRow, DecisionRow.event_id)
        .join(DecisionRow, DecisionRow.article_id == ArticleRow.id)
        .where(DecisionRow.verdict != Verdict.IRRELEVANT)
    )


def _known_article(row: Row[ArticleRow, int | None]) -> KnownArticle:
    article, event_id = row
    print_ = Fingerprint(
        body_hash=article.body_hash,
        sketch=unpack_sketch(article.sketch),
        size=article.sketch_size,
        numbers=tuple(article.numbers),
    )
    return KnownArticle(
        id=article.id,
        url=article.url,
        title=article.title,
        lang=article.lang,
        published=article.published,
        event_id=event_id,
        fingerprint=print_,
    )


def _same_url(session: Session, study: Study) -> KnownArticle | None:
    query = (
        _known_articles()
        .where(ArticleRow.url_key == bounded(study.article.url), ArticleRow.key != article_key(study.article))
        .order_by(ArticleRow.id)
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else _known_article(row)


def _copies(session: Session, fingerprint: Fingerprint) -> tuple[KnownArticle, ...]:
    """Articles of the same body, then those that share most of the smallest hashes."""
    same_body = (
        _known_articles()
        .where(ArticleRow.body_hash == fingerprint.body_hash)
        .order_by(ArticleRow.id)
        .limit(MOST_ARTICLES)
    )
    found = {row.ArticleRow.id: _known_article(row) for row in session.execute(same_body)}
    sharers = (
        select(ShingleRow.article_id)
        .where(ShingleRow.shingle.in_(fingerprint.sketch[:SHINGLES]))
        .order_by(ShingleRow.article_id.desc())
        .limit(MOST_SHARERS)
        .subquery()
    )
    shared = (
        select(sharers.c.article_id)
        .group_by(sharers.c.article_id)
        .order_by(func.count().desc(), sharers.c.article_id)
        .limit(MOST_ARTICLES)
    )
    ranked = [number for number in session.scalars(shared) if number not in found]
    rows = session.execute(_known_articles().where(ArticleRow.id.in_(ranked)))
    others = {row.ArticleRow.id: _known_article(row) for row in rows}
    found |= {number: others[number] for number in ranked if number in others}
    return tuple(found.values())[:MOST_ARTICLES]


# --- events --------------------------------------------------------------------------------------------------


def _frequency(session: Session, terms: Collection[str]) -> tuple[int, dict[str, int]]:
    """How many articles are counted, and in how many of them each term stands."""
    query = select(TermCountRow.term, TermCountRow.articles).where(
        TermCountRow.term.in_([EVERY_ARTICLE, *sorted(terms)])
    )
    counts = dict(session.execute(query).all())
    return counts.pop(EVERY_ARTICLE, 0), counts


def _by_terms(session: Session, profile: Profile, documents: int, frequency: dict[str, int]) -> Sequence[int]:
    """Events that share rare terms in the weeks around the event and its publication, best first."""
    terms = _rarest(profile_terms(profile), frequency)
    weights = {term: math.log(1 + documents / frequency[term]) for term in terms}
    if not weights:
        return ()
    shared = (
        select(EventTermRow.event_id, EventTermRow.term)
        .where(EventTermRow.term.in_(terms), EventTermRow.week.in_(_weeks_near(profile)))
        .distinct()
        .subquery()
    )
    weight = func.sum(case(weights, value=shared.c.term, else_=0.0))
    query = (
        select(shared.c.event_id)
        .group_by(shared.c.event_id)
        .order_by(weight.desc(), shared.c.event_id)
        .limit(MOST_EVENTS)
    )
    return session.scalars(query).all()


def _rarest(terms: Iterable[str], frequency: dict[str, int]) -> list[str]:
    """The rarest terms that memory knows, of stems and of what all languages share."""
    ranked = sorted((frequency[term], term) for term in terms if term in frequency)
    stems = [term for _, term in ranked if term.startswith("s:")]
    shared = [term for _, term in ranked if not term.startswith("s:")]
    return stems[:RAREST_TERMS] + shared[:RAREST_TERMS]


def _weeks_near(profile: Profile) -> list[int]:
    weeks = {week_of(profile.published)} | (weeks_of(profile.span) if profile.span else set())
    return sorted({near for week in weeks for near in (week - 1, week, week + 1)})


def _by_days(session: Session, study: Study) -> list[int]:
    """Events at the times that the article mentions, of the same precision: its background."""
    spans = dict.fromkeys(mention.span for sentence in study.sentences for mention in sentence.mentions)
    found: dict[int, None] = {}
    for span in list(spans)[:MOST_DAYS]:
        query = _at(span).order_by(EventRow.span_start.desc(), EventRow.id).limit(EVENTS_A_DAY)
        found |= dict.fromkeys(session.scalars(query))
    return list(found)[:MOST_EVENTS]


def _at(span: Span) -> Select[int]:
    query = select(EventRow.id).where(EventRow.precision == span.precision)
    if span.precision is not Precision.DAY:
        return query.where(EventRow.span_start == span.start)
    earliest = span.start - LONGEST_DAY_SPAN if span.start - date.min > LONGEST_DAY_SPAN else date.min
    return query.where(and_(EventRow.span_start.between(earliest, span.end), EventRow.span_end >= span.start))


def known_events(session: Session, numbers: Sequence[int]) -> tuple[KnownEvent, ...]:
    """The events of these numbers, in this order, as judgement sees them."""
    rows = {row.id: row for row in session.scalars(select(EventRow).where(EventRow.id.in_(numbers)))}
    founders, outlets = _members(session, rows)
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
        )
        for row in (rows[number] for number in numbers)
    )


def _members(
    session: Session, events: dict[int, EventRow]
) -> tuple[dict[int, list[Profile]], dict[int, set[str]]]:
    """The founders' profiles and the outlets of each event; a background event begins with its own profile."""
    founders: dict[int, list[Profile]] = defaultdict(list)
    outlets: dict[int, set[str]] = defaultdict(set)
    for number, event in events.items():
        if event.profile is not None:
            founders[number].append(decode_profile(event.profile))
    query = (
        select(MemberRow.event_id, ArticleRow.outlet, ArticleRow.profile)
        .join(ArticleRow, ArticleRow.id == MemberRow.article_id)
        .where(MemberRow.event_id.in_(list(events)))
        .order_by(MemberRow.event_id, MemberRow.ordinal)
    )
    for number, outlet, profile in session.execute(query):
        outlets[number].add(outlet)
        if profile is not None and len(founders[number]) < FOUNDERS:
            founders[number].append(decode_profile(profile))
    return founders, outlets


def _statements(session: Session, numbers: Sequence[int]) -> dict[int, list[KnownStatement]]:
    query = (
        select(StatementRow)
        .where(StatementRow.event_id.in_(numbers))
        .order_by(StatementRow.event_id, StatementRow.ordinal)
    )
    found: dict[int, list[KnownStatement]] = defaultdict(list)
    for row in session.scalars(query):
        known = KnownStatement(
            id=row.id,
            text=row.text,
            kind=row.kind,
            lang=row.lang,
            stems=frozenset(row.stems),
            concepts=frozenset(row.concepts),
            names=frozenset(row.names),
            numbers=frozenset(row.numbers),
        )
        found[row.event_id].append(known)
    return found
