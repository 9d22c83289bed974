"""Finds the topic's concepts in a text.

Axioms:
1. A name is one or more words; it matches whole words, in order, with nothing but punctuation between.
2. A trailing `*` on a word stands for any ending, so that inflected languages need one line for a noun.
3. Case is ignored, with the accents and dots that capitals lose, except for short names written in capitals only, which may be words otherwise ("UN", "ICE").
4. The longest name wins where two overlap.
5. A hit does not count when one of the concept's `unless` names stands within `REACH` words of it; and where a text's
   first hit of a concept does not count, none of that text does: it goes on about the namesake.
6. An act that takes the story a step further counts as the step that the text tells: what may be so is another act than what
   is, and so is what is not (`modality`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.editorial.beginnings import Beginnings
from bot.editorial.modality import Modality, modality
from bot.editorial.remembered import Remembered
from storage.records import Concept, Topic

# Soft hyphens, stress, questions and shouts (which one script writes within a word), marks of direction.
MARKS = "\u00ad\u0301\u055b\u055c\u055e\u200b\u200d\u200e\u200f\u2060\ufeff"
WORD = re.compile(rf"[^\W_]+(?:[{MARKS}]+[^\W_]+)*")
REACH = 8  # words: a clause; "Paris, Texas" and "the hospital (…) of the region" both fit
# Texts whose hits are kept: those of the article at hand are asked for by each that reads them.
SENTENCES = 512
REMEMBERED = 32_768  # words, about 5 MB: a language's common ones several times over
ACRONYM = 3  # letters: only so short an abbreviation is also a word ("ICE" and "ice")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: which concept, which words (`[start, end)`, counted in words), and where it stands in the text."""

    concept: str
    start: int
    end: int
    position: tuple[int, int]  # characters, [start, end)
    text: str


@dataclass(frozen=True, slots=True)
class _Name:
    concept: str
    words: tuple[str, ...]  # case-folded, `*` kept
    shouted: bool


# What capitals leave out or write otherwise: "ΑΡΜΕΝΙΑ" has no accent, "İ" and "I" are the capitals of two letters.
_ALIKE = str.maketrans(
    {"և": "եւ", "ё": "е", "ı": "i", "\u0307": ""} | dict(zip("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ", strict=True))
)
_UNMARKED = dict.fromkeys(map(ord, MARKS))


@lru_cache(maxsize=REMEMBERED)
def fold(word: str) -> str:
    """One form for words that differ by case, by the spellings of one letter, or by marks within them."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return folded.translate(_ALIKE).translate(_UNMARKED).replace("եվ", "եւ")


class Lexicon:
    """The names of a topic, compiled once.

    Args:
        topic: what is followed; its concepts and its `exclude` names.
    """

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.by_id: dict[str, Concept] = {c.id: c for c in topic.concepts}
        self._names = _Index(
            (c.id, name) for c in topic.concepts for names in c.names.values() for name in names
        )
        self._unless = _Index((c.id, name) for c in topic.concepts for name in c.unless)
        self._judged = lru_cache(maxsize=SENTENCES)(self._judge)
        self._meant: dict[tuple[str, ...], frozenset[str]] = {}  # few: what rules and strands list
        self._composed = tuple(c for c in topic.concepts if c.together)
        shifting = (c for c in topic.concepts if c.step or c.possible or c.negated)
        self._shifting = frozenset(
            [c.id for c in shifting] + [part for c in self._composed for part in c.together]
        )
        self._exclude = _Index((name, name) for names in topic.exclude.values() for name in names)

    @cached_property
    def by_kind(self) -> Mapping[str, frozenset[str]]:
        """Concept kind → ids."""
        kinds: dict[str, set[str]] = {}
        for concept in self.topic.concepts:
            kinds.setdefault(concept.kind, set()).add(concept.id)
        return {kind: frozenset(ids) for kind, ids in kinds.items()}

    @cached_property
    def _steps(self) -> Mapping[str, int]:
        """The acts that take the story a step further, with their rungs on its ladder."""
        return {c.id: c.step for c in self.topic.concepts if c.step is not None}

    def rung(self, concepts: Collection[str], about: Collection[str]) -> int:
        """The highest rung among concepts, 0: none. Where the topic says what its ladder is of, a text must be about that.

        Args:
            concepts: what a sentence or a report names.
            about: the concepts of all that stands around it, its own among them.
        """
        ladder = self.meant(self.topic.ladder)
        if ladder and ladder.isdisjoint(about):
            return 0
        return max((step for concept, step in self._steps.items() if concept in concepts), default=0)

    @cached_property
    def proper(self) -> frozenset[str]:
        """The concepts that are somebody or somewhere: most of whose names are written with a capital."""
        return frozenset(c.id for c in self.topic.concepts if _capital(c) > 1 / 2)

    def meant(self, items: tuple[str, ...]) -> frozenset[str]:
        """The concept ids that are meant by ids and kinds."""
        if items not in self._meant:
            self._meant[items] = frozenset().union(*(self.by_kind.get(item, (item,)) for item in items))
        return self._meant[items]

    def hits(self, text: str) -> tuple[Hit, ...]:
        """The concepts named in `text`, in order; those that mean something else left out."""
        counted, _ = self._judged(text)
        return counted

    def namesakes(self, text: str) -> frozenset[str]:
        """The concepts whose first hit in `text` means something else."""
        counted, others = self._judged(text)
        if not others:
            return frozenset()
        first = {h.concept: h.start for h in reversed(counted)}
        return frozenset(h.concept for h in others if h.start < first.get(h.concept, h.end))

    def _judge(self, text: str) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """Hits that count, and hits that do not."""
        found = self._names.find(text)
        against = self._unless.find(text, overlapping=True) if found else []
        others = [h for h in found if any(_near(h, a) for a in against)] if against else []
        told = [self._as_told(h, text) for h in found if h not in others]
        return tuple(h for h in told if h is not None), tuple(others)

    def _as_told(self, hit: Hit, text: str) -> Hit | None:
        """A hit as the act that the text tells; None: it says that there is none."""
        if hit.concept not in self._shifting:
            return hit
        concept = self.by_id[hit.concept]
        match modality(text, hit.position):
            case Modality.NOT:
                return replace(hit, concept=concept.negated) if concept.negated else None
            case Modality.POSSIBLE if concept.possible:
                return replace(hit, concept=concept.possible)
        return hit

    def concepts(self, text: str) -> frozenset[str]:
        """The ids of the concepts named in `text`, and of those that some of them name together."""
        hits = self.hits(text)
        found = frozenset([h.concept for h in hits])
        composed = (c for c in self._composed if found.issuperset(c.together))
        return found.union([c.id for c in composed if _together(hits, c.together)]) if found else found

    def exclusions(self, text: str) -> tuple[str, ...]:
        """The `exclude` names found in `text`, as they stand there."""
        return tuple(h.text for h in self._exclude.find(text))


def _capital(concept: Concept) -> float:
    """The share of a concept's names with a capital in them."""
    names = [name for names in concept.names.values() for name in names]
    return sum(name != name.lower() for name in names) / len(names) if names else 0.0


def _together(hits: Sequence[Hit], concepts: tuple[str, ...]) -> bool:
    """Whether concepts are named within a main clause and the one that depends on it."""
    parts = [hit for hit in hits if hit.concept in concepts]
    within = (
        {p.concept for p in parts if first.start <= p.start < first.start + 2 * REACH} for first in parts
    )
    return any(named.issuperset(concepts) for named in within)


def _near(hit: Hit, against: Hit) -> bool:
    close = against.start < hit.end + REACH and hit.start < against.end + REACH
    return against.concept == hit.concept and close


class _Index:
    """Names by their first word: exact words, and beginnings of words."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, list[_Name]] = {}
        prefix: dict[str, list[_Name]] = {}
        for concept, name in names:
            raw = re.findall(r"[^\W_]+\*?", name)
            if not raw:
                continue
            shouted = len(raw) == 1 and len(raw[0]) <= ACRONYM and raw[0].isupper()
            words = tuple(fold(w) for w in raw)
            place = prefix if words[0].endswith("*") else self._exact
            place.setdefault(words[0].rstrip("*"), []).append(_Name(concept, words, shouted))
        self._prefix = Beginnings(prefix)
        self._named = bool(self._exact or prefix)
        # Most words of a text begin no name, and of those that do, the next one tells which names may stand there.
        self._beginning = Remembered(self._names_beginning)
        self._continued = Remembered(self._names_continued)

    def find(self, text: str, *, overlapping: bool = False) -> list[Hit]:
        """The names in a text."""
        words = WORD.findall(text) if self._named else []
        begun = [at for at, names in enumerate(map(self._beginning.__getitem__, words)) if names]
        found: list[tuple[_Name, int]] = []
        done = 0
        for at in begun:
            if at >= done:
                best = _longest(self._continued[" ".join(words[at : at + 2])], words, at)
                found += [(name, at) for name in best]
                if best and not overlapping:
                    done = at + len(best[0].words)
        return _placed(found, text) if found else []

    def _names_beginning(self, word: str) -> tuple[_Name, ...]:
        """The names whose first word is this one, the longest first."""
        folded = fold(word)
        begun = [name for _, names in self._prefix.of(folded) for name in names]
        if not begun and folded not in self._exact:
            return ()
        names = sorted((*self._exact.get(folded, ()), *begun), key=lambda n: -len(n.words))
        return tuple(n for n in names if word.isupper() or not n.shouted)

    def _names_continued(self, words: str) -> tuple[_Name, ...]:
        """The names that two words begin, or the first of them is, the longest first."""
        first, *following = words.split()
        names = self._beginning[first]
        return tuple(n for n in names if len(n.words) == 1 or _fits(n.words[:2], (first, *following), 0))


def _placed(found: Iterable[tuple[_Name, int]], text: str) -> list[Hit]:
    """Names found at words of a text, with the places of their characters."""
    places = [match.span() for match in WORD.finditer(text)]
    hits = []
    for name, at in found:
        end = at + len(name.words)
        start, stop = places[at][0], places[end - 1][1]
        hits.append(Hit(name.concept, at, end, (start, stop), text[start:stop]))
    return hits


def _longest(candidates: tuple[_Name, ...], words: Sequence[str], at: int) -> list[_Name]:
    """The longest names that stand at a word, one for each concept; of candidates, the longest first."""
    found: dict[str, _Name] = {}
    length = 0
    for name in candidates:
        if len(name.words) < length:
            break
        if len(name.words) <= 2 or _fits(name.words, words, at):
            found[name.concept] = name
            length = len(name.words)
    return list(found.values())


def _fits(name: tuple[str, ...], words: Sequence[str], at: int) -> bool:
    """Whether the words from `at` on are those of a name, whose first one is known to fit."""
    if at + len(name) > len(words):
        return False
    for place, want in enumerate(name[1:], at + 1):
        word = fold(words[place])
        if not (word.startswith(want[:-1]) if want.endswith("*") else word == want):
            return False
    return True
