"""Articles that may be the original of a copy: at the same address, of the same body, sharing hashes of the sketch.

Of two texts with Jaccard similarity J, the 16 smallest hashes of each share one with probability near 1 for J ≥ 0.3.
Each hash is looked up by itself and no further than its newest articles, so that a phrase which half of a large archive
repeats costs no more than a rare one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from storage.codec import unpack_sketch
from storage.keys import article_key, bounded
from storage.records import Fingerprint, KnownArticle, Study, Verdict
from storage.sql import plain
from storage.tables import ArticleRow, DecisionRow, ShingleRow

SHINGLES = 16  # hashes of a sketch that are indexed
MOST_SHARERS = 125  # newest articles looked at for each: text that stands everywhere recognises nobody
MOST_ARTICLES = 20

_articles, _decisions, _shingles = plain(ArticleRow).c, plain(DecisionRow).c, plain(ShingleRow).c

# Statements are built once: building one takes longer than executing it.
_KNOWN = (
    select(
        *(_articles.id, _articles.url, _articles.title, _articles.lang, _articles.published),
        *(_articles.body_hash, _articles.sketch, _articles.sketch_size, _articles.numbers),
        _decisions.event_id,
    )
    .join_from(plain(ArticleRow), plain(DecisionRow), _decisions.article_id == _articles.id)
    .where(_decisions.verdict != Verdict.IRRELEVANT)
)
_SAME_URL = (
    _KNOWN.where(_articles.url_key == bindparam("url"), _articles.key != bindparam("ours"))
    .order_by(_articles.id)
    .limit(1)
)
_SAME_BODY = (
    _KNOWN.where(_articles.body_hash == bindparam("body_hash")).order_by(_articles.id).limit(MOST_ARTICLES)
)
_NUMBERED = _KNOWN.where(_articles.id.in_(bindparam("numbers", expanding=True)))


def _sharers() -> Select[Any]:
    """The articles that share most of the hashes `h0`, `h1` and so on."""
    each = (
        select(_shingles.article_id)
        .where(_shingles.shingle == bindparam(f"h{n}"))
        .order_by(_shingles.article_id.desc())
        .limit(MOST_SHARERS)
        for n in range(SHINGLES)
    )
    sharers = union_all(*(select(one.subquery().c.article_id) for one in each)).subquery()
    return (
        select(sharers.c.article_id)
        .group_by(sharers.c.article_id)
        .order_by(func.count().desc(), sharers.c.article_id)
        .limit(MOST_ARTICLES)
    )


_SHARERS = _sharers()


def _known_article(row: Any) -> KnownArticle:
    return KnownArticle(
        id=row.id,
        url=row.url,
        title=row.title,
        lang=row.lang,
        published=row.published,
        event_id=row.event_id,
        fingerprint=Fingerprint(
            body_hash=row.body_hash,
            sketch=unpack_sketch(row.sketch),
            size=row.sketch_size,
            numbers=tuple(row.numbers),
        ),
    )


def same_url(session: Session, study: Study) -> KnownArticle | None:
    """The first article at the same address, if it is not this one."""
    row = session.execute(
        _SAME_URL, {"url": bounded(study.article.url), "ours": article_key(study.article)}
    ).first()
    return None if row is None else _known_article(row)


def copies(session: Session, fingerprint: Fingerprint) -> tuple[KnownArticle, ...]:
    """Articles of the same body, then those that share most of the smallest hashes."""
    same_body = session.execute(_SAME_BODY, {"body_hash": fingerprint.body_hash})
    found = {row.id: _known_article(row) for row in same_body}
    hashes = dict.fromkeys(range(SHINGLES)) | dict(enumerate(fingerprint.sketch[:SHINGLES]))
    shared = session.scalars(_SHARERS, {f"h{n}": value for n, value in hashes.items()})
    ranked = [number for number in shared if number not in found]
    if ranked:
        others = {row.id: _known_article(row) for row in session.execute(_NUMBERED, {"numbers": ranked})}
        found |= {number: others[number] for number in ranked if number in others}
    return tuple(found.values())[:MOST_ARTICLES]
