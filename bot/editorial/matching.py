"""Which known event does an article report? Agreement S = C·D of content and dates, with vetoes.

Axioms:
1. One story means one vocabulary: content alone does not separate its events; dates do (S is a product).
2. An event is its founders, its first members: judged against them, no chain of likenesses makes a blob.
3. A headline says whom and where: one that none of an event's reports names is a sign that it tells of another; so is,
   to a lesser degree, one of the event's headline of whom a written-out report says nothing.
4. What was told yesterday did not happen today: a report of a day that came after an event was told agrees less in dates
   than its distance in days says. No veto, as days are misread, and a report may tell of the day on which it looks back.
5. Nearness in meaning, where a vector tells it, is a third voice on content; it overrules neither dates nor vetoes.
6. An opposite act is a veto, however like the words are; so is a week without a report, after which others follow up; so
   is a headline by which something has happened once more, against what happened on an earlier day, and the day for which
   an event was announced, or that it is put off (`announced`).
7. What is needed to join follows from Bayes' rule. Before a word is read, a report is one of a known event rather than
   of a new one by odds of 1 to λ, the events that the story brings a day: two reports of one day are one event where a
   week brings one, and may well be two where a day brings five. With odds of C that grow as its power k, S must reach
   JOIN · λ^(1/k). Where everything is accepted there is no story but the world, of which a few reports are a sample: it
   is always busy. And an outlet seldom reports one thing twice: its second report in a language is of another event by odds
   that no pace of the story comes near to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter, mul

from bot.editorial import cues, headlines
from bot.editorial.agreement import Newcomer, Rarity
from bot.editorial.announced import awaits, has_come, put_off
from bot.editorial.calibration import (
    ABSENT,
    DECAY_DAYS,
    JOIN,
    JOIN_WITHIN,
    LEAD_STEMS,
    NEAR,
    NEAR_ACROSS,
    NEAR_LEADS,
    PACE_WEIGHT,
    PACES,
    REPEATED,
    STRANGER,
    TOLD_BEFORE,
    UNKNOWN_GAP,
    WRITTEN_OUT,
)
from bot.editorial.concepts import Lexicon
from storage.records import KnownEvent, Memory, Precision, Profile, Span, Study, Vector


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
    absent: tuple[str, ...]  # whom and where the event's headline names and the article, written out, not
    told_before: bool  # the article tells of a day that came after the event was told
    revises: bool  # the article puts a figure right of what has happened: the day it came out says nothing
    after: bool  # vetoed because the article tells of what came after this event: once more, or as it had announced

    @property
    def fit(self) -> float:
        """How much of what is needed there is."""
        return self.score / self.needed

    @property
    def joins(self) -> bool:
        """Whether the article reports the event."""
        return self.score >= self.needed


def matches(study: Study, memory: Memory, rarity: Rarity, lexicon: Lexicon) -> tuple[Match, ...]:
    """The known events an article may report, the likeliest first. Vetoed ones have score 0; background events none.

    The nearest in time is compared first: once one is joined, those that even the same words could not bring nearer are
    left out.

    Args:
        study: of the article.
        memory: what storage recalled for it.
        rarity: of terms there.
        lexicon: knows opposite acts, and whether there is a story.
    """
    newcomer = Newcomer(study.profile, rarity)
    needs = [needed(memory.pace, lexicon, again=again) for again in (False, True)]
    revising = _revising(study)
    days = _revised_days(study) if revising else (study.profile.span,)
    gaps = [(min(distance(day, event.span) for day in days), event) for event in memory.events]
    # An outlet that puts a report right, its own as well, reports the same.
    voice = None if revising else (study.article.outlet, study.lang)
    found: list[Match] = []
    best = 0.0
    for gap, event in sorted(gaps, key=itemgetter(0)):
        need, decay = needs[voice in event.reported_by], math.exp(-gap / DECAY_DAYS)
        if event.background or (best >= 1 and decay / need[0] < best):
            continue
        revises = revising and gap == 0
        found.append(_match(study, event, newcomer, lexicon, need, decay=decay, revises=revises))
        best = max(best, found[-1].fit)
    return tuple(sorted(found, key=lambda m: (-m.fit, -m.content, m.event.id)))


def _revising(study: Study) -> bool:
    """Whether an article puts a figure right that was reported, by its headline or first sentence."""
    opening = (sentence for sentence in study.sentences if sentence.position <= 1)
    return any(cues.revises(sentence.text, study.lang) for sentence in opening)


def _revised_days(study: Study) -> tuple[Span | None, ...]:
    """When that may have happened of which an article puts a figure right: its own day, and one that it names, or any."""
    span = study.profile.span
    if span is None:
        return (None,)
    earliest = date.fromordinal(max(1, span.start.toordinal() - JOIN_WITHIN))
    reach = Span(earliest, span.end, Precision.DAY)
    named = {mention.span for sentence in study.sentences for mention in sentence.mentions}
    before = {
        s for s in named if s.precision is Precision.DAY and reach.start <= s.start and s.end < span.start
    }
    return (span, *before) if before else (reach,)


def needed(pace: float, lexicon: Lexicon, *, again: bool) -> tuple[float, str]:
    """The agreement at which an article joins an event (axiom 7), and in words why so much.

    Args:
        pace: events that the story brings a day.
        lexicon: knows whether there is a story.
        again: the article's outlet has reported the event already, in its language.
    """
    slowest, busiest = PACES
    if lexicon.topic.accept_everything:
        return _least(busiest), ""
    if again:
        return _least(REPEATED), "from an outlet that reported it before"
    return _least(min(busiest, max(slowest, pace))), f"where the story brings {pace:.1f} events a day"


def _least(pace: float) -> float:
    return JOIN * math.pow(pace, PACE_WEIGHT)


def _match(
    study: Study,
    event: KnownEvent,
    newcomer: Newcomer,
    lexicon: Lexicon,
    needs: tuple[float, str],
    *,
    decay: float,
    revises: bool,
) -> Match:
    agreed = [newcomer.agreement(founder) for founder in event.founders]
    alike = _of_founders(_meant(agreed, study, event))
    content = alike
    strangers, absent = _strangers(study, event, lexicon), _absent(study, event, lexicon)
    if strangers or absent:  # take from agreement in words: a vector sees for itself what takes from it
        left = STRANGER ** len(strangers) * ABSENT ** len(absent)
        content = _of_founders(_meant([left * words for words in agreed], study, event))
    veto = _veto(study, event, lexicon)
    later = None if veto else _later(study, event)
    told_before = not revises and _told_before(study, event)
    dates = decay * TOLD_BEFORE if told_before else decay
    score = 0.0 if veto or later else content * dates
    return Match(
        *(event, score, content, *needs, veto or later, alike, strangers, absent, told_before, revises),
        after=later is not None,
    )


def _of_founders(agreed: Sequence[float]) -> float:
    """Half the best, half the mean: one founder who tells it otherwise does not shut the others' like out."""
    return (max(agreed) + sum(agreed) / len(agreed)) / 2 if agreed else 0.0


def _strangers(study: Study, event: KnownEvent, lexicon: Lexicon) -> tuple[str, ...]:
    """Whom and where the headline, or what stands first, names and no founder does."""
    named = study.sentences[0].concepts & lexicon.proper if study.sentences else None
    if not named:
        return ()
    return tuple(sorted(named.difference(*[founder.concepts for founder in event.founders])))


def _absent(study: Study, event: KnownEvent, lexicon: Lexicon) -> tuple[str, ...]:
    """Whom and where the event's headline names and the article does not; a headline by itself has no room for all."""
    if len(study.sentences) < WRITTEN_OUT:
        return ()
    named = lexicon.concepts(event.title) & lexicon.proper
    return tuple(sorted(named - study.profile.concepts.keys()))


def _veto(study: Study, event: KnownEvent, lexicon: Lexicon) -> str | None:
    profile = study.profile
    if (profile.published - event.last_reported.date()).days > JOIN_WITHIN:
        return f"last reported over {JOIN_WITHIN} days before"
    if not profile.acts:
        return None
    theirs = frozenset().union(*[founder.acts for founder in event.founders])
    # What a report recalls further down is no act of its event: of a return it tells that there was a freeze.
    opening = study.sentences[0].concepts if study.sentences else frozenset()
    for act in (profile.acts & opening) - theirs:
        contrary = lexicon.by_id[act].opposite if act in lexicon.by_id else None
        if contrary and contrary in theirs and contrary not in profile.acts:
            return f"{act} against {contrary}"
    return None


def _later(study: Study, event: KnownEvent) -> str | None:
    """Why the article tells of what came after an event; None: nothing says so."""
    span = study.profile.span
    if day := has_come(event, span):
        return f"what that announced for {day} has come"
    if day := put_off(event, study):
        return f"what that announced for {day} is put off"
    past = span is not None and event.span.end < span.start
    if past and study.sentences and headlines.anew(study.sentences[0].text, study.lang):
        return "its headline tells of another, after that one"
    return None


def _told_before(study: Study, event: KnownEvent) -> bool:
    """Whether the article tells of a day that came after the event was told first, and after the event's own.

    A report that names no day tells of the day it came out; a headline, a line or a report of the morning may as well come
    late; so does one that announces the same day as the event.
    """
    span = study.profile.span
    told = max(event.first_reported.date(), event.span.end)
    if span is None or span.precision is not Precision.DAY or span.start <= told:
        return False
    named = any(mention.span == span for sentence in study.sentences for mention in sentence.mentions)
    of_its_day = named or (len(study.sentences) > WRITTEN_OUT and not study.of_the_morning)
    return of_its_day and not awaits(event, study)


def nearness(one: Vector | None, two: Vector | None) -> float | None:
    """The cosine of two vectors of length 1; None where one is missing."""
    return None if one is None or two is None else float(sum(map(mul, one.values, two.values)))


def _meant(agreed: list[float], study: Study, event: KnownEvent) -> list[float]:
    """Agreement in words with each founder, together with nearness in meaning where that is known."""
    if study.vector is None or not event.vectors:
        return agreed
    told = zip(agreed, event.founders, event.vectors, strict=True)
    return [_together(words, nearness(study.vector, v), study.profile, f) for words, f, v in told]


def _together(words: float, near: float | None, one: Profile, two: Profile) -> float:
    if near is None:
        return words
    low, high, weight = _scale(one, two)
    meaning = min(1.0, max(0.0, (near - low) / (high - low)))
    return weight * meaning + (1 - weight) * words


def _scale(one: Profile, two: Profile) -> tuple[float, float, float]:
    if one.lang != two.lang:
        return NEAR_ACROSS
    return NEAR_LEADS if min(len(one.terms), len(two.terms)) >= LEAD_STEMS else NEAR


def distance(one: Span | None, two: Span | None) -> float:
    """Days between two intervals, 0 where they touch; a coarse or missing date says little, so it costs a constant."""
    if one is None or two is None:
        return UNKNOWN_GAP
    gap = float(max(0, (two.start - one.end).days, (one.start - two.end).days))
    coarse = Precision.DAY not in (one.precision, two.precision)
    return max(gap, UNKNOWN_GAP) if coarse else gap
