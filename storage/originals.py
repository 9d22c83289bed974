"""Articles that may be the original of a copy: at the same address, of the same body, sharing hashes of the sketch.

Of two texts with Jaccard similarity J, the 16 smallest hashes of each share one with probability near 1 for J ≥ 0.3.
Each hash is looked up by itself and no further than its newest articles, so that a phrase which half of a large archive
repeats costs no more than a rare one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, union_all

from storage.codec import unpack_sketch
from storage.keys import article_key, bounded
from storage.prepared import Prepared, PreparedList
from storage.records import Fingerprint, KnownArticle, Study, Verdict
from storage.sql import plain
from storage.tables import ArticleRow, DecisionRow, ShingleRow

SHINGLES = 16  # hashes of a sketch that are indexed
MOST_SHARERS = 125  # newest articles looked at for each: text that stands everywhere recognises nobody
MOST_ARTICLES = 20

_articles, _decisions, _shingles = plain(ArticleRow).c, plain(DecisionRow).c, plain(ShingleRow).c

_KNOWN = (
    select(
        *(_articles.id, _articles.url, _articles.title, _articles.lang, _articles.published),
        *(_articles.body_hash, _articles.sketch, _articles.sketch_size, _articles.numbers),
        _decisions.event_id,
    )
    .join_from(plain(ArticleRow), plain(DecisionRow), _decisions.article_id == _articles.id)
    .where(_decisions.verdict != Verdict.IRRELEVANT)
)
_SAME_URL = Prepared(
    _KNOWN.where(_articles.url_key == bindparam("url"), _articles.key != bindparam("ours"))
    .order_by(_articles.id)
    .limit(1)
)
_SAME_BODY = Prepared(
    _KNOWN.where(_articles.body_hash == bindparam("body_hash")).order_by(_articles.id).limit(MOST_ARTICLES)
)
_NUMBERED = PreparedList(lambda numbers: _KNOWN.where(_articles.id.in_(numbers)), _articles.id.type)


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


_SHARERS = Prepared(_sharers())


def _known_article(row: tuple[Any, ...]) -> KnownArticle:
    number, url, title, lang, published, body_hash, sketch, size, figures, event_id = row
    fingerprint = Fingerprint(body_hash, unpack_sketch(sketch), size, tuple(figures))
    return KnownArticle(number, url, title, lang, published, event_id, fingerprint)


def same_url(connection: Connection, study: Study) -> KnownArticle | None:
    """The first article at the same address, if it is not this one."""
    row = _SAME_URL.first(connection, url=bounded(study.article.url), ours=article_key(study.article))
    return None if row is None else _known_article(row)


def copies(connection: Connection, fingerprint: Fingerprint) -> tuple[KnownArticle, ...]:
    """Articles of the same body, then those that share most of the smallest hashes."""
    same_body = _SAME_BODY.rows(connection, body_hash=fingerprint.body_hash)
    found = {row[0]: _known_article(row) for row in same_body}
    hashes = dict.fromkeys(range(SHINGLES)) | dict(enumerate(fingerprint.sketch[:SHINGLES]))
    shared = _SHARERS.scalars(connection, **{f"h{n}": value for n, value in hashes.items()})
    ranked = [number for number in shared if number not in found]
    if ranked:
        others = {row[0]: _known_article(row) for row in _NUMBERED.rows(connection, ranked)}
        found |= {number: others[number] for number in ranked if number in others}
    return tuple(found.values())[:MOST_ARTICLES]
