"""Carrying out a decision: everything one article changes, in the caller's one transaction.

Nothing is judged here. What runs twice by accident changes nothing the second time: the article's key is unique, and
its row is the first thing written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.orm import Session

from storage import fanout, holding, standing
from storage.codec import encode_profile, pack_sketch, pack_vector
from storage.indexing import NEWS, index_article, index_event, index_event_words
from storage.keys import article_key, bounded
from storage.known import FOUNDERS
from storage.prepared import Prepared
from storage.records import (
    BackgroundSupport,
    Decision,
    Published,
    StatementDraft,
    Study,
    UpdateKind,
    Verdict,
)
from storage.review import reviewing, withhold
from storage.sql import given, insert_into, plain
from storage.standing import Amendment, Standing
from storage.tables import ArticleRow, DecisionRow, MemberRow, UpdateRow
from storage.telling import cite, mention, tell

CONFIRMED = 2  # outlets: from then on an event rests on more than one

_articles, _members = plain(ArticleRow).c, plain(MemberRow).c
_DECISION = Prepared(plain_insert(plain(DecisionRow)))
_MEMBER = Prepared(plain_insert(plain(MemberRow)))
_UPDATE = Prepared(
    plain_insert(plain(UpdateRow)).returning(plain(UpdateRow).c.id),
    ["event_id", "kind", "article_id", "created_at", "approved"],
)
_OF_EVENT = Prepared(
    select(
        func.max(_members.ordinal).label("last"),
        func.count(_articles.profile).label("founders"),
        # A copy is not the outlet's own word: its own report afterwards is a confirmation.
        func.max(
            case((and_(_articles.outlet == bindparam("outlet"), _articles.profile.is_not(None)), 1), else_=0)
        ).label("same_outlet"),
    )
    .join(plain(ArticleRow), _articles.id == _members.article_id)
    .where(_members.event_id == bindparam("event"))
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
        event = standing.begin(session, decision.event, report.published, decision.related_event_id)
    elif decision.event_id is not None:
        copy = decision.verdict is Verdict.DUPLICATE
        event = standing.find(session.connection(), decision.event_id, copy=copy)
    _add_decision(session, report, decision, event)
    if decision.verdict is Verdict.IRRELEVANT:
        return Published(number, decision.verdict, None, None, posts=0, edits=0)
    index_article(session, report.id, report.study, decision.verdict)
    update_id, posts, edits = None, 0, 0
    if event is not None:
        update_id, posts, edits = _carry_out(session, report, decision, event)
    _tell_background(session, report, decision)
    return Published(number, decision.verdict, event.id if event else None, update_id, posts, edits)


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decision did to its event before anything is edited."""

    event: Standing
    update_id: int | None
    posts: int
    amended: bool  # status, dates or title are others than before
    waits: bool  # an admin is to see it first: readers see none of it yet


def _carry_out(
    session: Session, report: _Report, decision: Decision, was: Standing
) -> tuple[int | None, int, int]:
    """The article joins its event; the update's number, the posts and the edits that follow."""
    last, founders, same_outlet = _OF_EVENT.rows(
        session.connection(), event=was.id, outlet=report.study.article.outlet
    )[0]
    new_outlet = not same_outlet
    event = _joined(session, report, decision.verdict, was, last=last, founders=founders)
    change = _change(session, report, decision, was, event)
    cite(session, report.id, decision.supports)
    confirmed = new_outlet and last is not None and decision.verdict is not Verdict.DUPLICATE
    released = holding.release_event(session, event.id, report.now) if confirmed else 0
    told_anew = not change.waits and decision.update in {UpdateKind.CORRECTION, UpdateKind.RETRACTION}
    # A development is told by a post of its own; but that one more outlet reports the event stands in the first post.
    # A copy confirms nothing: it is listed when the post changes next.
    grown = decision.verdict is not Verdict.DUPLICATE and (
        new_outlet
        or (decision.update is None and (decision.statements or decision.supports or decision.details))
    )
    # A digest says how an event stands, and that it does not rest on one outlet; it does not count every further one.
    in_digests = (
        change.amended or told_anew or (confirmed and holding.outlets(session, event.id) == CONFIRMED)
    )
    edits = 0
    if change.amended or told_anew or grown:
        edits = fanout.owe_edits(session, event.id, report.now, digests=in_digests)
    return change.update_id, change.posts + released, edits


def correct(
    session: Session, article_id: int, study: Study, decision: Decision, now: datetime
) -> tuple[int | None, int, int]:
    """What an article that is in says otherwise now, told in its event; the update's number, the posts, the edits.

    Raises:
        OutdatedError: the event is withdrawn, or taken up by another.
    """
    assert decision.event_id is not None, "an article without an event corrects none"
    was = standing.find(session.connection(), decision.event_id)
    change = _change(session, _Report(article_id, study, now), decision, was, was)
    told = not change.waits and (change.amended or decision.statements)
    edits = fanout.owe_edits(session, was.id, now) if told else 0
    return change.update_id, change.posts, edits


def _change(session: Session, report: _Report, decision: Decision, was: Standing, event: Standing) -> _Change:
    """Amend and save the event, and tell what is new of it; or keep it for an admin, who is to see it first."""
    waits = decision.update is not None and reviewing(session)
    changes = Amendment(decision.status, decision.span, decision.title)
    amended = False
    if not waits:
        event, amended = standing.amend(session.connection(), event, changes, report.now)
    standing.save(session.connection(), was, event)
    standing.put_on_strands(session, event.id, decision.strands)
    drafts = decision.event.statements if decision.event is not None else decision.statements
    update_id = _tell(session, report, decision, event.id, drafts)
    if drafts or decision.details or event.title != was.title or decision.event is not None:
        index_event_words(session, event.id)
    posts = 0
    if update_id is not None and waits:
        withhold(session, update_id, changes)
    elif update_id is not None:
        posts = fanout.owe_posts(session, update_id, report.now)
    return _Change(event, update_id, posts, amended, waits)


def _tell(
    session: Session, report: _Report, decision: Decision, event_id: int, drafts: Iterable[StatementDraft]
) -> int | None:
    """The update that the decision asks for, with what it tells, and the details that no update tells; its number."""
    update_id: int | None = None
    if decision.update is not None:
        update_id = _UPDATE.scalar(
            session.connection(),
            event_id=event_id,
            kind=decision.update,
            article_id=report.id,
            created_at=report.now,
            approved=True,
        )
    told = [*((draft, update_id) for draft in drafts), *((draft, None) for draft in decision.details)]
    tell(session, event_id, report.id, told)
    return update_id


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
    connection = session.connection()
    number: int | None = _article_unless_known(connection.dialect.name).scalar(connection, **values)
    return number


@cache
def _article_unless_known(dialect: str) -> Prepared:
    unless_known = insert_into(dialect, ArticleRow).on_conflict_do_nothing(index_elements=["key"])
    return Prepared(unless_known.returning(_articles.id), given(ArticleRow))


def _add_decision(session: Session, report: _Report, decision: Decision, event: Standing | None) -> None:
    _DECISION.run(
        session.connection(),
        article_id=report.id,
        verdict=decision.verdict,
        event_id=event.id if event else None,
        duplicate_of=decision.duplicate_of,
        relevance=decision.relevance,
        match=decision.match,
        reasons=list(decision.reasons),
        decided_at=report.now,
    )


# --- the event -------------------------------------------------------------------------------------------------


def _joined(
    session: Session, report: _Report, verdict: Verdict, event: Standing, *, last: int | None, founders: int
) -> Standing:
    """Make the article a member; one of the first that speak for themselves also stands for the event."""
    ordinal = 0 if last is None else last + 1
    _MEMBER.run(session.connection(), article_id=report.id, event_id=event.id, ordinal=ordinal)
    if verdict in NEWS and founders + event.in_passing < FOUNDERS:
        index_event(session, event.id, event.span, report.study.profile)
    reported_anew = verdict in NEWS and verdict is not Verdict.EVENT
    return replace(
        event,
        first_reported=min(event.first_reported, report.published),
        last_reported=max(event.last_reported, report.published),
        background=event.background and not reported_anew,
    )


def _tell_background(session: Session, report: _Report, decision: Decision) -> None:
    """What the article tells in passing. It changes no posts: old events are mentioned every day."""
    for draft in decision.background:
        event = standing.begin(session, draft, report.published)
        tell(session, event.id, report.id, [(statement, None) for statement in draft.statements])
        index_event_words(session, event.id)
    for support in decision.background_support:
        _support(session, report, support)


def _support(session: Session, report: _Report, support: BackgroundSupport) -> None:
    event = standing.find(session.connection(), support.event_id)
    standing.save(session.connection(), event, event.redated(support.span))
    tell(session, event.id, report.id, [(statement, None) for statement in support.statements])
    if support.statements:
        index_event_words(session, event.id)
    cite(session, report.id, support.supports)
    if not support.statements and not support.supports:
        mention(session, report.id, event.id)
