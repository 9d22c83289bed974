"""Carrying out a decision: everything one article changes, in the caller's one transaction.

Nothing is judged here. What runs twice by accident changes nothing the second time: the article's key is unique, and
its row is the first thing written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, and_, bindparam, case, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.orm import Session

from storage import fanout, holding
from storage.codec import encode_profile, encode_words, pack_sketch, pack_vector, written_span
from storage.errors import OutdatedError
from storage.indexing import NEWS, index_article, index_event, index_event_words
from storage.keys import article_key, bounded
from storage.known import FOUNDERS
from storage.records import (
    BackgroundSupport,
    ChangeKind,
    Decision,
    EventDraft,
    EventStatus,
    Published,
    Span,
    StatementDraft,
    Study,
    UpdateKind,
    Verdict,
)
from storage.review import withhold
from storage.sql import insert_into, insert_rows, plain
from storage.tables import (
    ArticleRow,
    DecisionRow,
    EventChangeRow,
    EventRow,
    EventStrandRow,
    MemberRow,
    StatementRow,
    StatementSourceRow,
    UpdateRow,
)

CONFIRMED = 2  # outlets: from then on an event rests on more than one

# Built once: to build a statement takes longer than to execute it.
_DECISION = plain_insert(plain(DecisionRow))
_MEMBER = plain_insert(plain(MemberRow))
_UPDATE = plain_insert(plain(UpdateRow)).returning(plain(UpdateRow).c.id)
_STATEMENT = plain_insert(plain(StatementRow)).returning(
    plain(StatementRow).c.id, sort_by_parameter_order=True
)
_CHANGE = plain_insert(plain(EventChangeRow))
_LAST_STATEMENT = select(func.max(StatementRow.ordinal)).where(StatementRow.event_id == bindparam("event"))
_OF_EVENT = (
    select(
        func.max(MemberRow.ordinal).label("last"),
        func.count(ArticleRow.profile).label("founders"),
        # A copy is not the outlet's own word: its own report afterwards is a confirmation.
        func.max(
            case(
                (and_(ArticleRow.outlet == bindparam("outlet"), ArticleRow.profile.is_not(None)), 1), else_=0
            )
        ).label("same_outlet"),
    )
    .join(ArticleRow, ArticleRow.id == MemberRow.article_id)
    .where(MemberRow.event_id == bindparam("event"))
)


@dataclass(frozen=True, slots=True)
class _Report:
    """An article that is in, with the number it got."""

    id: int
    study: Study
    now: datetime

    @property
    def published(self) -> datetime:
        return self.study.article.published


def publish(session: Session, study: Study, decision: Decision, now: datetime) -> Published | None:
    """Write everything that follows from a decision. None: the article is in already, nothing is written.

    Raises:
        OutdatedError: an event that it joins or tells of is withdrawn, or taken up by another.
    """
    number = _add_article(session, study, decision.verdict)
    if number is None:
        return None
    report = _Report(number, study, now)
    event = None
    if decision.event is not None:
        event = _add_event(session, decision.event, report, follows=decision.related_event_id)
    elif decision.event_id is not None:
        event = _standing(session, decision.event_id, copy=decision.verdict is Verdict.DUPLICATE)
    _add_decision(session, report, decision, event)
    if decision.verdict is Verdict.IRRELEVANT:
        return Published(number, decision.verdict, None, None, posts=0, edits=0)
    index_article(session, report.id, report.study, decision.verdict)
    update_id, posts, edits = None, 0, 0
    if event is not None:
        update_id, posts, edits = _carry_out(session, report, decision, event)
    _tell_background(session, report, decision)
    return Published(number, decision.verdict, event.id if event else None, update_id, posts, edits)


def _carry_out(
    session: Session, report: _Report, decision: Decision, event: EventRow
) -> tuple[int | None, int, int]:
    """The article joins its event; the update's number, the posts and the edits that follow."""
    members = session.execute(_OF_EVENT, {"event": event.id, "outlet": report.study.article.outlet}).one()
    new_outlet = not members.same_outlet
    _join(session, report, decision.verdict, event, members)
    amended = _amend(session, event, decision, report.now)
    insert_rows(session, EventStrandRow, [(event.id, strand) for strand in decision.strands])
    update_id = None
    if decision.update is not None:
        values = {"event_id": event.id, "kind": decision.update, "article_id": report.id}
        update_id = session.scalars(_UPDATE, {**values, "created_at": report.now}).one()
    drafts = decision.event.statements if decision.event is not None else decision.statements
    _add_statements(session, report, event, drafts, update_id)
    _add_statements(session, report, event, decision.details, None)
    _add_sources(session, report.id, decision.supports)
    session.flush()
    confirmed = new_outlet and members.last is not None and decision.verdict is not Verdict.DUPLICATE
    posts = holding.release(session, report.now, UpdateRow.event_id == event.id) if confirmed else 0
    if update_id is not None and not withhold(session, update_id):
        posts += fanout.owe_posts(session, update_id, report.now)
    told_anew = decision.update in {UpdateKind.CORRECTION, UpdateKind.RETRACTION}
    # A development is told by a post of its own; but that one more outlet reports the event stands in the first post.
    # A copy confirms nothing: it is listed when the post changes next.
    grown = decision.verdict is not Verdict.DUPLICATE and (
        new_outlet or (decision.update is None and (decision.statements or decision.supports))
    )
    # A digest says how an event stands, and that it does not rest on one outlet; it does not count every further one.
    in_digests = amended or told_anew or (confirmed and holding.outlets(session, event.id) == CONFIRMED)
    edits = 0
    if amended or told_anew or grown:
        edits = fanout.owe_edits(session, event.id, report.now, digests=in_digests)
    return update_id, posts, edits


def correct(
    session: Session, article_id: int, study: Study, decision: Decision, now: datetime
) -> tuple[int | None, int, int]:
    """What an article that is in says otherwise now, told in its event; the update's number, the posts, the edits.

    Raises:
        OutdatedError: the event is withdrawn, or taken up by another.
    """
    assert decision.event_id is not None, "an article without an event corrects none"
    report = _Report(article_id, study, now)
    event = _standing(session, decision.event_id)
    amended = _amend(session, event, decision, now)
    update_id = None
    if decision.update is not None:
        values = {"event_id": event.id, "kind": decision.update, "article_id": article_id}
        update_id = session.scalars(_UPDATE, {**values, "created_at": now}).one()
    _add_statements(session, report, event, decision.statements, update_id)
    _add_statements(session, report, event, decision.details, None)
    session.flush()
    posts = 0
    if update_id is not None and not withhold(session, update_id):
        posts = fanout.owe_posts(session, update_id, now)
    told = amended or decision.statements
    edits = fanout.owe_edits(session, event.id, now) if told else 0
    return update_id, posts, edits


# --- the article -----------------------------------------------------------------------------------------------


def _add_article(session: Session, study: Study, verdict: Verdict) -> int | None:
    """Write the article; None when its key is taken."""
    article, fingerprint = study.article, study.fingerprint
    vector = study.vector if verdict in NEWS else None
    values = {
        "key": article_key(article),
        "url": article.url,
        "url_key": bounded(article.url),
        "title": study.title,
        "text": article.text,
        "outlet": article.outlet,
        "perspective": article.perspective,
        "lang": study.lang,
        "published": article.published,
        "published_source": article.published_source,
        "published_confidence": article.published_confidence,
        "timed": article.timed,
        "fetched_at": article.fetched_at,
        "feed_id": article.feed_id,
        "external_id": article.external_id,
        "body_hash": fingerprint.body_hash,
        "sketch": pack_sketch(fingerprint.sketch),
        "sketch_size": fingerprint.size,
        "numbers": list(fingerprint.numbers),
        "profile": encode_profile(study.profile) if verdict in NEWS else None,
        "vector": pack_vector(vector.values) if vector else None,
        "vector_model": vector.model if vector else None,
        "image": article.image,
        "paywalled": article.paywalled,
    }
    number: int | None = session.scalar(_article_unless_known(session.get_bind().dialect.name), values)
    return number


@cache
def _article_unless_known(dialect: str) -> Executable:
    unless_known = insert_into(dialect, ArticleRow).on_conflict_do_nothing(index_elements=["key"])
    return unless_known.returning(plain(ArticleRow).c.id)


def _add_decision(session: Session, report: _Report, decision: Decision, event: EventRow | None) -> None:
    session.execute(
        _DECISION,
        {
            "article_id": report.id,
            "verdict": decision.verdict,
            "event_id": event.id if event else None,
            "duplicate_of": decision.duplicate_of,
            "relevance": decision.relevance,
            "match": decision.match,
            "reasons": list(decision.reasons),
            "decided_at": report.now,
        },
    )


# --- the event -------------------------------------------------------------------------------------------------


def _standing(session: Session, number: int, *, copy: bool = False) -> EventRow:
    """The event of a decision, locked; an admin may have been quicker than judgement. A copy goes where its original is."""
    row = session.get_one(EventRow, number, with_for_update=True)
    if row.merged_into is not None or (row.status is EventStatus.RETRACTED and not copy):
        raise OutdatedError(f"event {number} stands no longer as it was recalled")
    return row


def _add_event(session: Session, draft: EventDraft, report: _Report, follows: int | None = None) -> EventRow:
    row = EventRow(
        span_start=draft.span.start,
        span_end=draft.span.end,
        precision=draft.span.precision,
        title=draft.title,
        lang=draft.lang,
        status=draft.status,
        background=draft.background,
        first_reported=report.published,
        last_reported=report.published,
        follows_event_id=follows,
        profile=encode_profile(draft.profile) if draft.background else None,
    )
    session.add(row)
    session.flush()
    insert_rows(session, EventStrandRow, [(row.id, strand) for strand in draft.strands])
    if draft.background:
        index_event(session, row, draft.profile)
    if not draft.statements:
        index_event_words(session, row.id)
    return row


def _join(session: Session, report: _Report, verdict: Verdict, event: EventRow, members: Row[Any]) -> None:
    """Make the article a member; one of the first that speak for themselves also stands for the event."""
    ordinal = 0 if members.last is None else members.last + 1
    session.execute(_MEMBER, {"article_id": report.id, "event_id": event.id, "ordinal": ordinal})
    event.first_reported = min(event.first_reported, report.published)
    event.last_reported = max(event.last_reported, report.published)
    if verdict in NEWS:
        if members.founders + (event.profile is not None) < FOUNDERS:
            index_event(session, event, report.study.profile)
        if verdict is not Verdict.EVENT:
            event.background = False


def _amend(session: Session, event: EventRow, decision: Decision, now: datetime) -> bool:
    """Set the status, the date and the headline that the decision knows better; whether that changed anything.

    What an admin has fixed stays. Each change is kept: it is the event's history.
    """
    before = event.status, _span(event), event.title
    event.status = decision.status or event.status
    if decision.span is not None and not event.span_fixed:
        _redate(event, decision.span)
    if decision.title is not None and not event.title_fixed:
        event.title = decision.title
    after = event.status, _span(event), event.title
    for what, was, is_now in zip(_CHANGES, map(_written, before), map(_written, after), strict=True):
        if was != is_now:
            values = {"event_id": event.id, "at": now, "what": what}
            session.execute(_CHANGE, {**values, "before": was, "after": is_now})
    if event.title != before[2]:
        index_event_words(session, event.id)
    return before != after


_CHANGES = (ChangeKind.STATUS, ChangeKind.DATE, ChangeKind.TITLE)


def _written(value: object) -> str:
    return written_span(value) if isinstance(value, Span) else str(value)


def _redate(event: EventRow, span: Span) -> None:
    event.span_start, event.span_end, event.precision = span.start, span.end, span.precision


def _span(event: EventRow) -> Span:
    return Span(event.span_start, event.span_end, event.precision)


def _tell_background(session: Session, report: _Report, decision: Decision) -> None:
    """What the article tells in passing. It changes no posts: old events are mentioned every day."""
    for draft in decision.background:
        event = _add_event(session, draft, report)
        _add_statements(session, report, event, draft.statements, None)
    for support in decision.background_support:
        _support(session, report, support)
    session.flush()


def _support(session: Session, report: _Report, support: BackgroundSupport) -> None:
    event = _standing(session, support.event_id)
    if support.span is not None and not event.span_fixed:
        _redate(event, support.span)
    _add_statements(session, report, event, support.statements, None)
    _add_sources(session, report.id, support.supports)


# --- statements ------------------------------------------------------------------------------------------------


def _add_statements(
    session: Session,
    report: _Report,
    event: EventRow,
    drafts: Sequence[StatementDraft],
    update_id: int | None,
) -> None:
    """Append sentences to an event, with the article as their source."""
    if not drafts:
        return
    last = session.scalar(_LAST_STATEMENT, {"event": event.id})
    rows = [
        {
            "event_id": event.id,
            "update_id": update_id,
            "text": draft.text,
            "source_text": draft.source_text,
            "kind": draft.kind,
            "lang": draft.lang,
            "ordinal": ordinal,
            "stems": encode_words(draft.stems),
            "concepts": encode_words(draft.concepts),
            "names": encode_words(draft.names),
            "numbers": encode_words(draft.numbers),
        }
        for ordinal, draft in enumerate(drafts, start=0 if last is None else last + 1)
    ]
    numbers = session.scalars(_STATEMENT, rows).all()
    index_event_words(session, event.id)
    _add_sources(session, report.id, numbers)


def _add_sources(session: Session, article_id: int, statement_ids: Iterable[int]) -> None:
    insert_rows(session, StatementSourceRow, [(number, article_id) for number in sorted(set(statement_ids))])
