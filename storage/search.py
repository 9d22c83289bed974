"""Full-text search: what of the indexed events and articles answers a question, the best first.

SQLite keeps the index in FTS5 tables, PostgreSQL in `tsvector` columns with GIN. Neither stems our three languages alike,
so what both are given are stems (`storage.indexing`), and what they do with them is only to find and to rank.
The tables stand in the first migration, beyond the classes of `storage.tables`, which know no such thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Executable, Row, TextClause, text
from sqlalchemy.orm import Session

from storage.database import Database
from storage.stems import search_stems
from storage.tables import ArticleRow

MOST_TERMS = 10  # of a question; more do not narrow it, they only cost
MOST_ALTERNATIVES = 150  # ways to say one term
NEWEST = 1000
"""Articles that are ranked. A word that stands in every article is looked for in the newest ones only: to rank
100,000 takes 0.4 s, which is no answer to a reader."""

_TITLE, _BODY = 6.0, 1.0
"""What a word counts: headlines are a twentieth of a text and say what it is about."""

_FAR = 10_000  # more than any rank


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must all stand there; `open_ended`: the last of them may go on ("parl" for "parliament")."""

    stems: tuple[str, ...]
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: each term in one of its alternatives, within the days (both included).

    An event counts when any of its days does, an article by the day of its publication.
    """

    terms: tuple[tuple[Phrase, ...], ...]
    since: date | None = None
    until: date | None = None

    @staticmethod
    def of(words: str) -> Question:
        """All the words, in any order."""
        return Question(tuple((Phrase((stem,)),) for stem in search_stems(words)))

    @property
    def looser(self) -> Question:
        """The same, where every phrase may go on."""
        return replace(
            self,
            terms=tuple(tuple(replace(p, open_ended=True) for p in phrases) for phrases in self.terms),
        )


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article, as a result of a search shows it."""

    id: int
    url: str
    outlet: str
    title: str
    lang: str
    published: datetime
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives, the best first; of what is equally good the newest."""

    total: int
    ids: tuple[int, ...]


class Search:
    """The searchable side of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(self, question: Question, limit: int, offset: int = 0) -> Found:
        """The events that answer a question.

        Args:
            question: without a term nothing is found.
            limit: how many ids to give.
            offset: how many to pass over first.
        """
        if not question.terms:
            return Found(0, ())
        with self._database.read() as session:
            values = _values(session, question) | {"limit": limit, "offset": offset}
            rows = session.execute(_event_query(session, question), values).all()
            total = rows[0].total if rows else 0
            return Found(total, tuple(row.id for row in rows))

    def articles(self, question: Question, limit: int) -> tuple[int, list[FoundArticle]]:
        """The articles that answer a question, among the `NEWEST` that do; and how many these are."""
        if not question.terms:
            return 0, []
        with self._database.read() as session:
            values = _values(session, question) | {"limit": limit, "newest": NEWEST}
            rows = session.execute(_article_query(session, question), values).all()
            return (rows[0].total if rows else 0), [_article(row) for row in rows]


# --- asking ----------------------------------------------------------------------------------------------------


def _event_query(session: Session, question: Question) -> TextClause:
    between = _between(question, "e.span_end >= :since", "e.span_start <= :until")
    found, rank, key = _matching(session, "event_search")
    # Materialized: FTS5 ranks only where its table is read, not within what counts or sorts the outcome.
    return text(
        f"WITH found AS MATERIALIZED (SELECT e.id, e.span_start, {rank} AS rank"  # noqa: S608 - our own names
        f" FROM {found} JOIN events e ON e.id = {key}"
        f" WHERE {_condition(session, 'event_search')} AND e.merged_into IS NULL AND NOT e.withheld{between})"
        " SELECT id, (SELECT count(*) FROM found) AS total FROM found"
        " ORDER BY rank, span_start DESC, id DESC LIMIT :limit OFFSET :offset"
    )


def _article_query(session: Session, question: Question) -> Executable:
    between = _between(question, "a.published >= :since_moment", "a.published < :until_moment")
    found, rank, key = _matching(session, "article_search")
    # Without a period no article is looked at before it is ranked.
    joined = f" JOIN articles a ON a.id = {key}" if between else ""
    return text(
        f"WITH newest AS MATERIALIZED (SELECT {key} AS id, {rank} AS rank FROM {found}{joined}"  # noqa: S608 - our own names
        f" WHERE {_condition(session, 'article_search')}{between} ORDER BY {key} DESC LIMIT :newest),"
        " best AS (SELECT id, rank, count(*) OVER () AS total FROM newest ORDER BY rank, id DESC LIMIT :limit)"
        " SELECT best.total, a.id, a.url, a.outlet, a.title, a.lang, a.published, d.event_id FROM best"
        " JOIN articles a ON a.id = best.id JOIN decisions d ON d.article_id = a.id ORDER BY best.rank, a.id DESC"
    ).columns(published=_PUBLISHED)


_PUBLISHED = ArticleRow.published.type


def _matching(session: Session, table: str) -> tuple[str, str, str]:
    """What to select from, the rank (smaller is better, rounded so that there are ties), the key.

    Axioms: 1. What has all the terms in its headline is about them. 2. Rare words say more than common ones (BM25; in
    an archive of one story the common ones say next to nothing, hence the first). 3. Of equals the newest.
    """
    if _is_sqlite(session):
        titled = f"SELECT rowid FROM {table} WHERE {table} MATCH :titled"  # noqa: S608 - our own names
        rank = f"round(bm25({table}, {_TITLE}, {_BODY}), 1)"
        return table, f"{rank} - {_FAR} * ({table}.rowid IN ({titled}))", f"{table}.rowid"
    rank = f"round(-10 * ts_rank('{{0.1, 0.2, {_BODY / _TITLE:.3f}, 1.0}}', words, CAST(:asked AS tsquery)))"
    return table, f"{rank} - {_FAR} * CAST(words @@ CAST(:titled AS tsquery) AS int)", f"{table}.id"


def _condition(session: Session, table: str) -> str:
    return f"{table} MATCH :asked" if _is_sqlite(session) else "words @@ CAST(:asked AS tsquery)"


def _between(question: Question, since: str, until: str) -> str:
    return (f" AND {since}" if question.since else "") + (f" AND {until}" if question.until else "")


def _values(session: Session, question: Question) -> dict[str, Any]:
    terms = [phrases[:MOST_ALTERNATIVES] for phrases in question.terms[:MOST_TERMS]]
    if _is_sqlite(session):
        asked = _FTS5.spell(terms)
        titled = f"{{title}} : ({asked})"
    else:
        asked, titled = _TSQUERY.spell(terms), _TITLE_TSQUERY.spell(terms)
    values: dict[str, Any] = {"asked": asked, "titled": titled}
    if question.since:
        values |= dict.fromkeys(("since", "since_moment"), question.since.isoformat())
    if question.until:
        after = question.until + timedelta(days=1) if question.until < date.max else question.until
        values |= {"until": question.until.isoformat(), "until_moment": after.isoformat()}
    return values


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a database writes a question: `("exit" OR ("collect" AND "secur"*))`, `('exit' | ('collect' & 'secur':*))`."""

    both: str
    either: str
    quote: str
    going_on: str  # behind a stem that may go on
    whole: str = ""  # behind one that may not

    def spell(self, terms: Iterable[Sequence[Phrase]]) -> str:
        return self.both.join(f"({self.either.join(map(self._phrase, phrases))})" for phrases in terms)

    def _phrase(self, phrase: Phrase) -> str:
        # Stems are letters and digits only, so that nothing in them needs escaping.
        *first, last = (f"{self.quote}{stem}{self.quote}" for stem in phrase.stems)
        end = self.going_on if phrase.open_ended else self.whole
        return f"({self.both.join([*(stem + self.whole for stem in first), last + end])})"


_FTS5 = _Spelling(" AND ", " OR ", '"', "*")
_TSQUERY = _Spelling(" & ", " | ", "'", ":*")
_TITLE_TSQUERY = _Spelling(" & ", " | ", "'", ":*A", ":A")


def _article(row: Row[Any]) -> FoundArticle:
    return FoundArticle(row.id, row.url, row.outlet, row.title, row.lang, row.published, row.event_id)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
