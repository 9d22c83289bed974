"""The topic as admins have tuned it: what the seeds say, and what was added from the chat.

The compiled names are a value that is replaced whole: whoever judges an article takes it once, so that no article is judged
half by old names and half by new ones.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.editorial.calibration import RELEVANT
from bot.editorial.concepts import Lexicon, fold
from bot.editorial.study import study
from storage.archive import Archive
from storage.records import Concept, Topic
from storage.tuning import Judged, TopicEdit, TopicEditKind, TopicEdits

LOOKED_AT = 5000
"""Stored articles an addition is tried on: about two seconds, and a year of an ordinary story."""

SECONDS = 15.0
"""After which a trial stops where it is: an admin waits for the answer."""

LONGEST_NAME = 80  # characters; a name is a few words


class Fault(StrEnum):
    """Why something cannot be added."""

    NO_CONCEPT = "no concept"
    NO_WORDS = "no words"
    NO_LANGUAGE = "no language"
    TAKEN = "taken"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Turned:
    """An article that would be judged otherwise: whether it belonged, and whether it would."""

    article: Judged
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What an addition would change: of how many articles looked at, how many name the words, which turn."""

    looked_at: int
    naming: int
    turned: tuple[Turned, ...]


def tuned(topic: Topic, edits: Iterable[TopicEdit]) -> Topic:
    """The topic with the additions. One whose concept is gone from the seeds changes nothing."""
    concepts = {concept.id: concept for concept in topic.concepts}
    for edit in edits:
        if concept := concepts.get(edit.concept):
            concepts[concept.id] = _added(concept, edit)
    return replace(topic, concepts=tuple(concepts.values()))


def _added(concept: Concept, edit: TopicEdit) -> Concept:
    if edit.kind is TopicEditKind.STOP:
        return replace(concept, unless=tuple(dict.fromkeys((*concept.unless, edit.text))))
    names = tuple(dict.fromkeys((*concept.names.get(edit.lang, ()), edit.text)))
    return replace(concept, names={**concept.names, edit.lang: names})


class Tuning:
    """The running topic.

    Args:
        topic: as the seeds have it.
        edits: what was added to it.
        archive: knows outlets' furniture, for trials.
    """

    def __init__(self, topic: Topic, edits: TopicEdits, archive: Archive) -> None:
        self._seeds = topic
        self.edits = edits
        self._archive = archive
        self.lexicon = Lexicon(tuned(topic, edits.all()))

    def reload(self) -> None:
        """Judge by what is stored now, from the next article on."""
        self.lexicon = Lexicon(tuned(self._seeds, self.edits.all()))

    def fault(self, edit: TopicEdit) -> tuple[Fault, str] | None:
        """What is wrong with an addition, and the word it concerns; None: nothing."""
        lexicon = self.lexicon
        concept = lexicon.by_id.get(edit.concept)
        if concept is None:
            return Fault.NO_CONCEPT, edit.concept
        if edit.kind is TopicEditKind.NAME and edit.lang not in self._seeds.languages:
            return Fault.NO_LANGUAGE, edit.lang
        words = _words(edit.text)
        if not words or len(edit.text) > LONGEST_NAME or not all(map(_telling, words)):
            return Fault.NO_WORDS, edit.text
        if edit.kind is TopicEditKind.STOP:
            known = {_words(name) for name in concept.unless}
            return (Fault.THERE, concept.id) if words in known else None
        owner = next((c.id for c in lexicon.topic.concepts if words in _names(c)), None)
        if owner is None:
            return None
        return (Fault.THERE if owner == concept.id else Fault.TAKEN), owner

    def try_out(self, edit: TopicEdit) -> Trial:
        """Judge the newest stored articles that name the words, with and without an addition. Nothing is stored."""
        before = self.lexicon
        after = Lexicon(tuned(before.topic, (edit,)))
        naming = Lexicon(Topic(name="", concepts=(Concept("words", "", {edit.lang: (edit.text,)}),)))
        looked_at, named, turned = 0, 0, []
        until = time.monotonic() + SECONDS
        for judged in self.edits.newest_articles(LOOKED_AT):
            if time.monotonic() > until:
                break
            looked_at += 1
            if not naming.concepts(f"{judged.article.title}\n{judged.article.text}"):
                continue
            named += 1
            old, new = self._relevance(judged, before), self._relevance(judged, after)
            if (old < RELEVANT) != (new < RELEVANT):
                turned.append(Turned(judged, old, new))
        return Trial(looked_at, named, tuple(turned))

    def _relevance(self, judged: Judged, lexicon: Lexicon) -> float:
        furniture = self._archive.furniture(judged.article.outlet)
        return study(judged.article, lexicon, furniture).relevance


def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in re.findall(r"[^\W_]+\*?", name))


def _telling(word: str) -> bool:
    """Two letters at least stand before a `*`, or half the language would be meant."""
    return not word.endswith("*") or len(word) > 2


def _names(concept: Concept) -> set[tuple[str, ...]]:
    return {_words(name) for names in concept.names.values() for name in names}
