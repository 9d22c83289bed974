"""Which known event does an article report? Agreement S = C·D of content and dates, with vetoes.

Axioms:
1. One story means one vocabulary: content alone does not separate its events; dates do (S is a product).
2. An event is its founders, its first members: judged against them, no chain of likenesses makes a blob.
3. Within a language stems agree; across languages only concepts, names in one script, signs and numbers can. Who is
   named tells apart what is told in the same words.
   What agrees must weigh something: two headlines that share but one of the story's commonest names agree in nothing.
   Several of them together do tell what happened, common as each is: rarity counts less for what the topic names.
   A headline says whom and where: one that none of an event's reports names is a sign that it tells of another.
4. Nearness in meaning, where a vector tells it, is a third voice on content; it overrules neither dates nor vetoes.
5. A year that differs, an opposite act, or another figure in the same words is a veto, however like the words are.
6. What is needed to join follows from Bayes' rule. Before a word is read, a report is one of a known event rather than
   of a new one by odds of 1 to λ, the events that the story brings a day: two reports of one day are one event where a
   week brings one, and may well be two where a day brings five. With odds of C that grow as its power k, S must reach
   JOIN · λ^(1/k). Where everything is accepted there is no story but the world, of which a few reports are a sample: it
   is always busy. And an outlet's second report is no likelier to be of the same event because others are silent.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from bot.editorial.calibration import (
    CLASH,
    CONCEPT_RARITY,
    CONCEPT_WEIGHT,
    DECAY_DAYS,
    JOIN,
    JOIN_WITHIN,
    LEAD_STEMS,
    LIGHT,
    LIGHT_ACROSS,
    NEAR,
    NEAR_ACROSS,
    NEAR_LEADS,
    NUMBER_WEIGHT,
    PACE_WEIGHT,
    PACES,
    PRIOR_DOCUMENTS,
    SIGN_WEIGHT,
    SIGN_WEIGHT_ACROSS,
    STEM_WEIGHT,
    STRANGER,
    UNKNOWN_GAP,
)
from bot.editorial.concepts import Lexicon
from bot.editorial.newsroom import COGNATE, COUNTRY, MEANING
from storage.records import KnownEvent, Memory, Precision, Profile, Span, Study, Vector

STEM, CONCEPT, NAME, NUMBER = "s:", "c:", "n:", "#:"  # one space of terms for the index and the counts
COMMONEST = 0.05  # weight of what stands in every article
MARKS = frozenset((COUNTRY, MEANING, COGNATE))


@dataclass(frozen=True, slots=True)
class Match:
    """How well an article agrees with an event, 0-1, what it needs to be a report of it, and why so much."""

    event: KnownEvent
    score: float
    content: float
    needed: float
    because: str  # half a sentence, empty where nothing but what is measured elsewhere sets it
    veto: str | None  # why it is no report of it, however like it is
    alike: float  # content as it would be if nobody were a stranger: what follows an event may name others
    strangers: tuple[str, ...]  # whom and where its headline names and none of the event's reports does

    @property
    def joins(self) -> bool:
        """Whether the article reports the event."""
        return self.score >= self.needed


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    """What a profile is compared by: terms with what each weighs where its rarity is 1."""

    concepts: Mapping[str, float]
    others: Mapping[str, float]
    cognates: frozenset[str]  # words that may be the same in another language: they count where they are
    squares: tuple[float, float]  # of the lengths of concepts and others


def _content(profile: Profile, *, stems: bool) -> _Content:
    """A profile with stems for its own language, with names for others; with signs for both."""
    concepts = {CONCEPT + c: CONCEPT_WEIGHT * _damped(n) for c, n in profile.concepts.items()}
    others = dict.fromkeys([NUMBER + n for n in profile.numbers], NUMBER_WEIGHT)
    cognates: frozenset[str] = frozenset()
    if stems:
        others |= {STEM + s: _damped(n) * STEM_WEIGHT for s, n in profile.terms.items()}
        others |= dict.fromkeys([NAME + n for n in profile.names if n[0] == MEANING], SIGN_WEIGHT)
    else:
        named = [n for n in profile.names if n[0] != COGNATE]
        others |= {NAME + n: SIGN_WEIGHT_ACROSS if n[0] == MEANING else 1.0 for n in named}
        cognates = frozenset(n[1:] for n in profile.names if n[0] == COGNATE).difference(named)
    squares = tuple(sum([weight * weight for weight in of.values()]) for of in (concepts, others))
    return _Content(concepts, others, cognates, (squares[0], squares[1]))


# The founders of what is near in time are compared with every article. An article's own profile is not kept here: what is
# read from memory later would find it, being equal and not the same, and to see that takes longer than all the rest.
_founder = lru_cache(maxsize=8192)(_content)


class Rarity:
    """Inverse document frequency over the articles in memory.

    idf(t) = ln((N + n₀) / (df + 1)) / ln(N + n₀), 0-1, with `PRIOR_DOCUMENTS` n₀ imagined articles that have none of the
    terms. What memory was not asked for, the words of the others, is taken to be as rare as what it was asked for is on
    average.
    """

    def __init__(self, memory: Memory) -> None:
        total = math.log(memory.documents + PRIOR_DOCUMENTS)
        counts = Counter(memory.frequency.values())
        self._frequency = memory.frequency
        self._rare = {count: max(COMMONEST, 1 - math.log(count + 1) / total) for count in counts}
        summed = sum(self._rare[count] * terms for count, terms in counts.items())
        self._usual = summed / len(self._frequency) if counts else 1.0
        self._squares: dict[_Content, float] = {}
        self._own: dict[tuple[int, bool], tuple[Profile, _Content]] = {}

    def of(self, term: str) -> float:
        """The weight of a prefixed term."""
        count = self._frequency.get(term)
        return self._usual if count is None else self._rare[count]

    def own(self, profile: Profile, *, stems: bool) -> _Content:
        """The content of what is compared with memory, worked out once."""
        found = self._own.get((id(profile), stems))
        if found is None:
            found = self._own[id(profile), stems] = profile, _content(profile, stems=stems)
        return found[1]

    def shared(self, one: _Content, two: _Content) -> float:
        """The product of two contents as vectors, each term weighed by its rarity; a concept's rarity counts less."""
        concepts = [
            one.concepts[term] * two.concepts[term] * math.pow(self.of(term), 2 * CONCEPT_RARITY)
            for term in one.concepts.keys() & two.concepts.keys()
        ]
        others = [
            one.others[term] * two.others[term] * self.of(term) ** 2
            for term in one.others.keys() & two.others.keys()
        ]
        return sum(concepts) + sum(others)

    def square(self, content: _Content) -> float:
        """The product with itself: one article is compared with many, by several that ask, so it is remembered.

        Terms that memory was not asked for, which are most, all have the same rarity, so that only the rest is looked at.
        """
        found = self._squares.get(content)
        if found is None:
            concepts = self._square(content.concepts, content.squares[0], 2 * CONCEPT_RARITY)
            found = self._squares[content] = concepts + self._square(content.others, content.squares[1], 2)
        return found

    def _square(self, weights: Mapping[str, float], square: float, power: float) -> float:
        usual = math.pow(self._usual, power)
        rest = [
            weights[term] ** 2 * (math.pow(self._rare[self._frequency[term]], power) - usual)
            for term in weights.keys() & self._frequency.keys()
        ]
        return square * usual + sum(rest)


def _damped(count: float) -> float:
    """What saying something several times weighs."""
    return 1.0 if count == 1 else 1 + math.log(count)


def matches(study: Study, memory: Memory, lexicon: Lexicon) -> tuple[Match, ...]:
    """The known events an article may report, the likeliest first. Vetoed ones have score 0; background events none.

    Args:
        study: of the article.
        memory: what storage recalled for it.
        lexicon: knows opposite acts, and whether there is a story.
    """
    rarity = Rarity(memory)
    needs = [needed(memory.pace, lexicon, again=again) for again in (False, True)]
    found = [
        _match(study, event, rarity, needs[study.article.outlet in event.outlets], lexicon)
        for event in memory.events
        if not event.background
    ]
    return tuple(sorted(found, key=lambda m: (-m.score / m.needed, -m.content, m.event.id)))


def needed(pace: float, lexicon: Lexicon, *, again: bool) -> tuple[float, str]:
    """The agreement at which an article joins an event (axiom 6), and in words why so much.

    Args:
        pace: events that the story brings a day.
        lexicon: knows whether there is a story.
        again: the article's outlet has reported the event already.
    """
    slowest, busiest = PACES
    if lexicon.topic.accept_everything:
        return _least(busiest), ""
    if again and pace < 1:
        return _least(1.0), "from an outlet that reported it before"
    return _least(min(busiest, max(slowest, pace))), f"where the story brings {pace:.1f} events a day"


def _least(pace: float) -> float:
    return JOIN * math.pow(pace, PACE_WEIGHT)


def _match(
    study: Study, event: KnownEvent, rarity: Rarity, needs: tuple[float, str], lexicon: Lexicon
) -> Match:
    profile, vector = study.profile, study.vector
    vectors = event.vectors or (None,) * len(event.founders)
    founders = [
        (founder, agreement(profile, founder, rarity), nearness(vector, known))
        for founder, known in zip(event.founders, vectors, strict=True)
    ]
    alike = _of_founders([_meant(words, near, profile, founder) for founder, words, near in founders])
    content = alike
    if strangers := _strangers(study, event, lexicon):
        left = STRANGER ** len(
            strangers
        )  # of agreement in words: a vector sees for itself what takes from it
        content = _of_founders(
            [_meant(words * left, near, profile, founder) for founder, words, near in founders]
        )
    decay = math.exp(-distance(profile.span, event.span) / DECAY_DAYS)
    veto = _veto(profile, event, lexicon)
    score = 0.0 if veto else content * decay
    return Match(event, score, content, *needs, veto, alike, strangers)


def _of_founders(agreed: Sequence[float]) -> float:
    """Half the best, half the mean: one founder who tells it otherwise does not shut the others' like out."""
    return (max(agreed) + sum(agreed) / len(agreed)) / 2 if agreed else 0.0


def _strangers(study: Study, event: KnownEvent, lexicon: Lexicon) -> tuple[str, ...]:
    """Whom and where the headline, or what stands first, names and no founder does."""
    named = study.sentences[0].concepts & lexicon.proper if study.sentences else None
    if not named:
        return ()
    return tuple(sorted(named.difference(*[founder.concepts for founder in event.founders])))


def _veto(profile: Profile, event: KnownEvent, lexicon: Lexicon) -> str | None:
    if (profile.published - event.last_reported.date()).days > JOIN_WITHIN:
        return f"last reported over {JOIN_WITHIN} days before"
    theirs = frozenset(a for f in event.founders for a in f.acts)
    for act in profile.acts - theirs:
        contrary = lexicon.by_id[act].opposite if act in lexicon.by_id else None
        if contrary and contrary in theirs and contrary not in profile.acts:
            return f"{act} against {contrary}"
    return None


def nearness(one: Vector | None, two: Vector | None) -> float | None:
    """The cosine of two vectors of length 1; None where one is missing."""
    return None if one is None or two is None else float(sum(map(mul, one.values, two.values)))


def _meant(words: float, near: float | None, one: Profile, two: Profile) -> float:
    """Agreement in words together with nearness in meaning, where that is known."""
    if near is None:
        return words
    low, high, weight = _scale(one, two)
    meaning = min(1.0, max(0.0, (near - low) / (high - low)))
    return weight * meaning + (1 - weight) * words


def _scale(one: Profile, two: Profile) -> tuple[float, float, float]:
    if one.lang != two.lang:
        return NEAR_ACROSS
    return NEAR_LEADS if min(len(one.terms), len(two.terms)) >= LEAD_STEMS else NEAR


def contained(part: Profile, whole: Profile, rarity: Rarity) -> float:
    """How much of what one profile says another says too, 0-1; of concepts a story has few, so they do not count.

    Σ wᵢ over the shared terms / (Σ wᵢ over those of the part + λ). Across languages 0: there are no words to compare.
    """
    if part.lang != whole.lang:
        return 0.0
    theirs = _founder(whole, stems=True).others
    mine = {term: rarity.of(term) * w for term, w in rarity.own(part, stems=True).others.items()}
    return sum(w for term, w in mine.items() if term in theirs) / (sum(mine.values()) + LIGHT)


def agreement(one: Profile, two: Profile, rarity: Rarity) -> float:
    """Agreement 0-1 in concepts, words and names: a cosine, damped where hardly anything weighty is compared.

    Σ aᵢbᵢ / (|a||b| + λ), weights (1 + ln frequency) · rarity.

    Args:
        one: of what is compared with memory.
        two: of what is in memory.
        rarity: of terms there.
    """
    if one.lang != two.lang:
        return _across(rarity.own(one, stems=False), _founder(two, stems=False), rarity)
    a, b = rarity.own(one, stems=True), _founder(two, stems=True)
    shared = rarity.shared(a, b)
    if not shared:
        return 0.0
    found = shared / (math.sqrt(rarity.square(a) * rarity.square(b)) + LIGHT)
    return found * CLASH if _others(one, two) else found


def _across(a: _Content, b: _Content, rarity: Rarity) -> float:
    """The same across languages. Words that may be alike in both lengthen the vectors only where both have them."""
    shared, squares = rarity.shared(a, b), [rarity.square(a), rarity.square(b)]
    for side, mine, other in ((0, a, b), (1, b, a)):
        named = {key for key in mine.cognates if NAME + key in other.others}
        for key in named | (mine.cognates & other.cognates):
            weight = rarity.of(NAME + COGNATE + key)
            squares[side] += weight * weight
            if key in named:
                shared += weight * rarity.of(NAME + key) * other.others[NAME + key]
            elif side:
                shared += weight * weight
    return shared / (math.sqrt(squares[0] * squares[1]) + LIGHT_ACROSS)


def _others(one: Profile, two: Profile) -> bool:
    """Whether both name somebody, and none of them the same: "a call with A" is not "a call with B"."""
    mine, theirs = _named(one.names), _named(two.names)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


@lru_cache(maxsize=8192)
def _named(names: frozenset[str]) -> frozenset[str]:
    """Names without signs."""
    return frozenset(n for n in names if n[0] not in MARKS)


def distance(one: Span | None, two: Span | None) -> float:
    """Days between two intervals, 0 where they touch; a coarse or missing date says little, so it costs a constant."""
    if one is None or two is None:
        return UNKNOWN_GAP
    gap = float(max(0, (two.start - one.end).days, (one.start - two.end).days))
    coarse = Precision.DAY not in (one.precision, two.precision)
    return max(gap, UNKNOWN_GAP) if coarse else gap


def same_day(one: Span, two: Span) -> bool:
    """Whether two spans may be the same time, at the coarser of their precisions."""
    return one.start <= two.end and two.start <= one.end


def week(day: date) -> int:
    """The number of a day's week, counted from the first day of the calendar; neighbours differ by one."""
    return day.toordinal() // 7
