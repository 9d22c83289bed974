"""A small invented story for the judgement tests: two countries, Norland and Sudria, and the Veld Dam between them."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.editorial.concepts import Lexicon
from bot.editorial.study import study
from storage.records import (
    Article,
    Concept,
    DateSource,
    Decision,
    Fingerprint,
    KnownArticle,
    KnownEvent,
    KnownStatement,
    Memory,
    Rule,
    StatementDraft,
    Study,
    Topic,
)

TOPIC = Topic(
    name="The Veld Dam",
    concepts=(
        Concept("dam", "work", {"en": ("Veld Dam", "the dam"), "ru": ("плотин*",)}, unless=("beaver",)),
        Concept("norland", "side", {"en": ("Norland", "Norlanders"), "ru": ("Норланд*",)}),
        Concept("sudria", "side", {"en": ("Sudria", "Sudrian*"), "ru": ("Судри*",)}),
        Concept("us", "side", {"en": ("US",)}),
        Concept("minister", "person", {"en": ("Orlan",), "ru": ("Орлан*",)}),
        Concept("agree", "act", {"en": ("agree*", "sign*"), "ru": ("подписа*",)}, opposite="refuse"),
        Concept("refuse", "act", {"en": ("refuse*", "reject*")}, opposite="agree"),
        Concept("open", "act", {"en": ("open*",)}, step=1),
        Concept("close", "act", {"en": ("close*", "shut*")}, step=2),
    ),
    rules=(Rule(("dam", "side"), 1.0), Rule(("side", "side"), 0.7)),
    exclude={"en": ("football", "match")},
)
LEXICON = Lexicon(TOPIC)
WEDNESDAY = datetime(2024, 6, 12, 15, 0, tzinfo=UTC)


def article(
    text: str,
    *,
    title: str = "",
    published: datetime = WEDNESDAY,
    outlet: str = "The Bank",
    lang: str | None = None,
    url: str = "https://bank.example/1",
    fetched_at: datetime | None = None,
) -> Article:
    return Article(
        url=url,
        title=title,
        text=text,
        outlet=outlet,
        lang=lang,
        published=published,
        published_source=DateSource.FEED,
        published_confidence=0.95,
        fetched_at=fetched_at or published,
    )


def read(text: str, **more: object) -> Study:
    return study(article(text, **more), LEXICON)  # type: ignore[arg-type]


def known_article(of: Study, *, event_id: int = 1, id_: int = 1) -> KnownArticle:
    return KnownArticle(
        id=id_,
        url=of.article.url,
        title=of.title,
        lang=of.lang,
        published=of.article.published,
        event_id=event_id,
        fingerprint=of.fingerprint,
    )


def remember(founder: Study, decision: Decision, *, event_id: int = 1) -> Memory:
    """Memory as storage would recall it after `decision` on `founder` was published."""
    assert decision.event is not None
    draft = decision.event
    statements = tuple(known_statement(n, s) for n, s in enumerate(draft.statements, start=1))
    event = KnownEvent(
        id=event_id,
        span=draft.span,
        title=draft.title,
        lang=draft.lang,
        status=draft.status,
        background=draft.background,
        first_reported=founder.article.published,
        last_reported=founder.article.published,
        founders=(draft.profile,),
        statements=statements,
        reported_by=frozenset({(founder.article.outlet, founder.lang)}),
    )
    return Memory(articles=(known_article(founder, event_id=event_id),), events=(event,), documents=1)


def known_statement(id_: int, draft: StatementDraft) -> KnownStatement:
    return KnownStatement(
        id=id_,
        text=draft.text,
        kind=draft.kind,
        lang=draft.lang,
        stems=draft.stems,
        concepts=draft.concepts,
        names=draft.names,
        numbers=draft.numbers,
    )


__all__ = [
    "LEXICON",
    "TOPIC",
    "WEDNESDAY",
    "Fingerprint",
    "article",
    "known_article",
    "known_statement",
    "read",
    "remember",
]
