"""Made-up articles and decisions, so that a test says only what it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from storage.archive import Archive
from storage.records import (
    Article,
    ChatKind,
    DateSource,
    Decision,
    EventDraft,
    EventStatus,
    Fingerprint,
    Precision,
    Profile,
    Published,
    Sentence,
    Span,
    StatementDraft,
    StatementKind,
    Study,
    Subscriber,
    UpdateKind,
    Verdict,
)
from storage.subscribers import Subscribers

NOW = datetime(2024, 6, 12, 12, 0, tzinfo=UTC)
DAY = date(2024, 6, 12)
MINUTE = timedelta(minutes=1)


def article(name: str = "one", **changes: object) -> Article:
    """An article of a web address made from its name."""
    made = Article(
        url=f"https://news.example/{name}",
        title=f"Title of {name}",
        text=f"Text of {name}.",
        outlet="Example News",
        lang="en",
        published=NOW,
        published_source=DateSource.FEED,
        published_confidence=1.0,
        fetched_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def profile(*stems: str, span: Span | None = None, published: date = DAY, **changes: object) -> Profile:
    """A profile with the given stems."""
    made = Profile(
        lang="en",
        concepts={"bloc": 1.0},
        terms=dict.fromkeys(stems, 1.0),
        names=frozenset(),
        numbers=frozenset(),
        acts=frozenset(),
        span=span,
        published=published,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def day(when: date = DAY) -> Span:
    """An interval of one day."""
    return Span(when, when)


def study(
    name: str = "one",
    *stems: str,
    sentences: Iterable[Sentence] = (),
    sketch: Iterable[int] = (),
    lines: tuple[str, ...] = (),
    of: Profile | None = None,
    **changes: object,
) -> Study:
    """A study of an article; without stems it has one of its own."""
    made = article(name, **changes)
    hashes = tuple(sorted(sketch))
    return Study(
        article=made,
        lang=made.lang or "en",
        title=made.title,
        sentences=tuple(sentences),
        fingerprint=Fingerprint(
            body_hash=hashlib.sha256(made.text.encode("utf-8", "replace")).hexdigest(),
            sketch=hashes,
            size=len(hashes),
            numbers=("20", "68"),
        ),
        profile=of or profile(*(stems or (name,)), span=day()),
        relevance=0.9,
        reasons=("names the story",),
        lines=lines,
    )


def sentence(text: str = "They met on Wednesday.", **changes: object) -> StatementDraft:
    """A new sentence for the timeline."""
    made = StatementDraft(
        text=text,
        source_text=text,
        kind=StatementKind.FACT,
        lang="en",
        stems=frozenset(text.lower().split()),
        concepts=frozenset(("bloc",)),
        names=frozenset(),
        numbers=frozenset(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def draft(title: str = "A meeting", span: Span | None = None, **changes: object) -> EventDraft:
    """A new event of one statement."""
    made = EventDraft(
        span=span or day(),
        title=title,
        lang="en",
        status=EventStatus.REPORTED,
        background=False,
        profile=profile("meet", span=span or day()),
        statements=(sentence(f"{title} took place."),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def decision(verdict: Verdict, **changes: object) -> Decision:
    """A decision without consequences."""
    made = Decision(verdict=verdict, relevance=0.9, match=0.5, reasons=("because",))
    return replace(made, **changes)  # type: ignore[arg-type]


def news(event: EventDraft | None = None, **changes: object) -> Decision:
    """The decision that an article tells of a new event, which is posted."""
    return decision(Verdict.EVENT, event=event or draft(), update=UpdateKind.NEW, **changes)


def found(archive: Archive, name: str = "one", event: EventDraft | None = None) -> Published:
    """Publish a new event told by an article of this name."""
    return archive.publish(study(name), news(event), NOW)


def reader(subscribers: Subscribers, chat_id: int = 1, thread_id: int = 0) -> Subscriber:
    """A chat that subscribes."""
    return subscribers.subscribe(chat_id, thread_id, ChatKind.PRIVATE, "A reader", "en", NOW)


def month(year: int, number: int) -> Span:
    """An interval of one month."""
    last = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    return Span(date(year, number, 1), last, Precision.MONTH)
