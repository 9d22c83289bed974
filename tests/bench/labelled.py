"""Labelled articles and the line in memory, for `refit.py`: which event each article comes to, and how well that is.

Every recent event is a candidate, since what the search of candidates leaves out decides nothing on sets of some
hundred articles.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

from bot.editorial import agreement, matching
from bot.editorial.concepts import Lexicon
from bot.editorial.copies import find_original
from bot.editorial.study import study
from bot.importing import read_lines
from bot.meaning import Meaning
from storage.keys import study_terms
from storage.known import FOUNDERS
from storage.recall import PACED, pace
from storage.records import Article, EventStatus, KnownArticle, KnownEvent, Memory, Study, Vector

RECENT = timedelta(days=30)
WINDOW = 21  # days into which events are moved
START = datetime(2024, 3, 1, tzinfo=UTC)

Events = Mapping[str, int]  # article → event


@dataclass(frozen=True, slots=True)
class Task:
    """Labelled articles in the order of their publication, and what gives them a score."""

    name: str
    runs: tuple[tuple[Study, ...], ...]  # the score is the mean over them
    lexicon: Lexicon
    score: Callable[[Events], float]

    def measured(self) -> float:
        """The mean score with the values that matching has now."""
        return sum(self.score(told(run, self.lexicon)) for run in self.runs) / len(self.runs)


def told(run: Sequence[Study], lexicon: Lexicon) -> Events:
    """The line in memory: which event each article comes to. One that does not belong is an event of its own."""
    found: dict[str, int] = {}
    events: dict[int, KnownEvent] = {}
    known: list[KnownArticle] = []
    frequency: Counter[str] = Counter()
    for number, read in enumerate(run, start=1):
        article = read.article
        if read.profile.span is None:
            found[_id(article)] = number
            continue
        terms = study_terms(read)
        memory = Memory(
            articles=tuple(known),
            events=tuple(e for e in events.values() if article.published - e.last_reported < RECENT),
            frequency={term: frequency[term] for term in terms},
            documents=len(known),
            pace=_pace(events.values(), article.published),
        )
        event = _event(read, memory, lexicon)
        events[event or number] = _with(read, events.get(event or number), number)
        found[_id(article)] = event or number
        frequency.update(terms)
        known.append(
            KnownArticle(
                *(number, article.url, read.title, read.lang, article.published),
                *(event or number, read.fingerprint),
            )
        )
    return found


def _event(read: Study, memory: Memory, lexicon: Lexicon) -> int | None:
    original = find_original(read, memory)
    if original is not None:
        return original.article.event_id
    ranked = matching.matches(read, memory, agreement.Rarity(memory), lexicon)
    return ranked[0].event.id if ranked and ranked[0].joins else None


def _pace(events: Iterable[KnownEvent], published: datetime) -> float:
    told = [event.last_reported for event in events]
    lately = sum(published - PACED <= when <= published for when in told)
    return pace(lately, published - min(told, default=published))


def _with(read: Study, event: KnownEvent | None, number: int) -> KnownEvent:
    """An event with one more report, or the event that this report founds."""
    span, when, by = read.profile.span, read.article.published, frozenset({(read.article.outlet, read.lang)})
    assert span is not None
    if event is None:
        status, one = EventStatus.REPORTED, (read.profile,)
        return KnownEvent(
            *(number, span, read.title, read.lang, status, False, when, when, one, (), by),
            vectors=(read.vector,),
        )
    if len(event.founders) < FOUNDERS:
        event = replace(
            event, founders=(*event.founders, read.profile), vectors=(*event.vectors, read.vector)
        )
    return replace(event, last_reported=max(when, event.last_reported), reported_by=event.reported_by | by)


def matching_value(name: str) -> float:
    """A value as it is tried now."""
    return float(getattr(_room(name), name))


def try_value(name: str, value: float) -> None:
    """Let matching go by another value; what was worked out by the former one is forgotten."""
    setattr(_room(name), name, value)
    agreement.founder_content.cache_clear()


def _room(name: str) -> ModuleType:
    """The module that goes by a value of `calibration`."""
    return agreement if hasattr(agreement, name) else matching


def _id(article: Article) -> str:
    assert article.external_id is not None
    return article.external_id


# --- scores ----------------------------------------------------------------------------------------------------


def b_cubed(gold: Mapping[str, str]) -> Callable[[Events], float]:
    """The F1 of B³ over the articles that have a label."""

    def score(found: Events) -> float:
        pairs = Counter((gold[i], found[i]) for i in gold)
        labels, events = Counter(gold.values()), Counter(found[i] for i in gold)
        precision = sum(n * n / events[event] for (_, event), n in pairs.items()) / len(gold)
        recall = sum(n * n / labels[label] for (label, _), n in pairs.items()) / len(gold)
        return 2 * precision * recall / (precision + recall)

    return score


def decided(pairs: Sequence[Mapping[str, Any]]) -> Callable[[Events], float]:
    """The F1 of "one event" over labelled pairs."""

    def score(found: Events) -> float:
        said = [found[pair["a"]] == found[pair["b"]] for pair in pairs]
        same = [bool(pair["same"]) for pair in pairs]
        right = sum(one and two for one, two in zip(said, same, strict=True))
        return 2 * right / (sum(said) + sum(same))

    return score


# --- the sets --------------------------------------------------------------------------------------------------


def event_tasks(articles: Path, gold: Path, draws: int, reader: Reader) -> Iterable[Task]:
    """The set as dated, and drawn together."""
    rows = [row for row in _rows(gold) if row["relevance"] in (None, 2)]
    labels = {row["id"]: row["event"] or row["id"] for row in rows}
    dated = [article for article in _articles(articles) if _id(article) in labels]
    yield Task(f"{articles.stem}, as dated", (reader.read(dated),), reader.lexicon, b_cubed(labels))
    drawn = tuple(reader.read(together(dated, labels, Random(n))) for n in range(draws))
    yield Task(f"{articles.stem}, drawn together", drawn, reader.lexicon, b_cubed(labels))


def together(articles: Sequence[Article], labels: Mapping[str, str], random: Random) -> list[Article]:
    """Every event moved to a random day of one window, its inner distances kept."""
    groups: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        groups[labels[_id(article)]].append(article)
    moved = []
    for _, group in sorted(groups.items()):
        by = START + timedelta(days=random.randrange(WINDOW)) - min(a.published for a in group)
        moved += [replace(a, published=a.published + by, fetched_at=a.fetched_at + by) for a in group]
    return moved


@dataclass(frozen=True, slots=True)
class Reader:
    """Studies articles, with vectors where there is an embedder, each made once."""

    lexicon: Lexicon
    meaning: Meaning | None
    vectors: dict[str, Vector | None] = field(default_factory=dict)

    def read(self, articles: Iterable[Article]) -> tuple[Study, ...]:
        """Their studies in the order of publication."""
        ordered = sorted(articles, key=lambda a: (a.published, a.url))
        return tuple(self._meant(study(article, self.lexicon)) for article in ordered)

    def _meant(self, read: Study) -> Study:
        if self.meaning is None:
            return read
        key = _id(read.article)
        if key not in self.vectors:
            self.vectors[key] = self.meaning.of(read)
        return replace(read, vector=self.vectors[key])


def pair_task(articles: Path, pairs: Path, reader: Reader) -> Task:
    """The set as dated."""
    return Task(articles.stem, (reader.read(_articles(articles)),), reader.lexicon, decided(_rows(pairs)))


def _articles(path: Path) -> list[Article]:
    return [line for line in read_lines(path) if isinstance(line, Article)]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
