"""Filing an article anew that its outlet has changed, in the caller's one transaction.

What it said before is kept beside it. Its fingerprint and its place in the index stay those of the first reading, by which
its copies are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from storage import publishing
from storage.records import Decision, Filed, Published, Study, Verdict
from storage.sql import plain
from storage.tables import ArticleRow, DecisionRow, RevisionRow

A_FRACTION = 0.5  # of the former text: shorter is a teaser of an article whose page cannot be had at present


def revise(session: Session, filed: Filed, study: Study, decision: Decision, now: datetime) -> Published:
    """Write what follows from the change of an article.

    Args:
        session: the transaction.
        filed: the article as it was.
        study: as it reads now.
        decision: what follows from that.
        now: UTC.
    """
    if filed.verdict is Verdict.IRRELEVANT and decision.verdict is not Verdict.IRRELEVANT:
        return _begin_anew(session, filed, study, decision, now)
    update_id, posts, edits = None, 0, 0
    if decision.event_id is not None and filed.event is not None:
        update_id, posts, edits = publishing.correct(session, filed.article_id, study, decision, now)
    _keep(session, filed, filed.article_id, decision.reasons, update_id=update_id, now=now)
    whole = len(study.article.text) >= A_FRACTION * len(filed.text)
    words = {"title": study.title} | ({"text": study.article.text} if whole else {})
    session.execute(update(ArticleRow).where(ArticleRow.id == filed.article_id).values(**words))
    event_id = filed.event.id if filed.event else None
    return Published(filed.article_id, filed.verdict, event_id, update_id, posts, edits, known=not update_id)


def _begin_anew(session: Session, filed: Filed, study: Study, decision: Decision, now: datetime) -> Published:
    """What was none of the story's business is now: nothing rests on its former row, so a new one takes its place."""
    session.execute(delete(RevisionRow).where(RevisionRow.article_id == filed.article_id))
    session.execute(delete(DecisionRow).where(DecisionRow.article_id == filed.article_id))
    session.execute(delete(ArticleRow).where(ArticleRow.id == filed.article_id))
    done = publishing.publish(session, study, decision, now)
    assert done is not None, "its key was freed just now"
    _keep(session, filed, done.article_id, decision.reasons, update_id=done.update_id, now=now)
    return done


def _keep(
    session: Session,
    filed: Filed,
    article_id: int,
    reasons: Sequence[str],
    *,
    update_id: int | None,
    now: datetime,
) -> None:
    session.execute(
        insert(plain(RevisionRow)),
        {
            "article_id": article_id,
            "update_id": update_id,
            "replaced_at": now,
            "title": filed.title,
            "reasons": list(reasons),
            "text": filed.text,
        },
    )
