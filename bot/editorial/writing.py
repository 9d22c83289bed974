"""Chooses and words what a reader is told: a headline and one to three sentences, each taken from an article.

Axioms:
1. Extractive: a sentence is shown as the article has it, relative dates made absolute and nothing else changed.
2. A sentence must stand alone or beside the one it leans on: no question, no lone pronoun, no half of a quotation.
3. An accusation without a speaker is not told.
4. A denial stands beside its claim, whatever the room.
5. The second sentence adds to the first (maximal marginal relevance, Carbonell and Goldstein 1998).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.editorial import cues
from bot.editorial.agreement import Rarity
from bot.editorial.calibration import LONG_SENTENCE, STATEMENTS, TITLE_LENGTH
from bot.editorial.dates import absolute
from bot.editorial.dates.spans import touching
from bot.editorial.novelty import Fresh
from bot.editorial.told import said
from storage.records import Mention, Precision, Sentence, Span, StatementDraft, StatementKind, Study

# Value of a sentence: what is new, how much of the story it names, whether it tells an act, its day and a figure, where it
# stands.
# Read on the seeds: a definition ("X is an alliance of …") names most of the story but tells neither act nor day.
_NEW, _STORY, _ACT, _DAY, _FIGURE, _EARLY = 0.20, 0.25, 0.15, 0.20, 0.10, 0.15
_QUESTION, _LEANING, _LONG, _UNATTRIBUTED, _BROKEN, _BARE, _VAGUE = 0.6, 0.45, 0.2, 0.6, 0.5, 0.5, 0.3
_REDUNDANT = 0.5  # how much likeness to a chosen sentence takes away
_WORTH = 0.15  # below it nothing is told rather than something poor
_WORTH_KEEPING = 0.30  # a detail stands by itself, so it must say more than what stands beside a headline
_SHORT = 5  # words: shorter is a remark
_NAMED = re.compile(r"[«“\"„][^«»“”\"„]{1,7}[»”\"“]")  # a name or a word in quotation marks, not a quotation
_MARKS = re.compile(r"[«»“”\"„]")
_PLACE = re.compile(
    r"^[^\W\d_]+(?:[ -][^\W\d_]+)?\s[-–—]\s(?=[“\"«])"
)  # the dateline before an opening quotation
_TRAILING = re.compile(r"[\s,;:–—-]+$")


def kind_of(sentence: Sentence, lang: str) -> StatementKind:
    """Whether a sentence tells a denial or a fact."""
    return StatementKind.DENIAL if cues.denies(sentence.text, lang) else StatementKind.FACT


def draft(
    sentence: Sentence, study: Study, span: Span | None, kind: StatementKind | None = None
) -> StatementDraft:
    """A sentence of the article as the timeline shows it.

    Args:
        sentence: of the article.
        study: the article.
        span: when the event happened that the sentence is told for.
        kind: None: judged from its words.
    """
    return StatementDraft(
        text=_dated(sentence, study, span),
        source_text=sentence.text,
        kind=kind or kind_of(sentence, study.lang),
        lang=study.lang,
        stems=sentence.stems,
        concepts=sentence.concepts,
        names=sentence.names,
        numbers=sentence.numbers,
    )


def stays_relative(sentence: Sentence, study: Study, span: Span | None) -> bool:
    """Whether a sentence keeps a relative time when it is shown for an event of that time ("last year")."""
    return any(not m.absolute and not _checkable(m, study, span) for m in sentence.mentions)


def _dated(sentence: Sentence, study: Study, span: Span | None) -> str:
    """The sentence with its relative dates written out where that tells no date a reader could not check."""
    known = tuple(
        m for m in sentence.mentions if _checkable(m, study, span) and not _between_marks(sentence.text, m)
    )
    return absolute(sentence.text, known, study.lang, study.profile.published)


def _between_marks(text: str, mention: Mention) -> bool:
    """Whether it is a guess that a date stands outside a quotation: after names in marks any two marks may be a pair."""
    start, end = mention.position
    return bool(_NAMED.search(text, 0, start) and _MARKS.search(text, end))


def _checkable(mention: Mention, study: Study, span: Span | None) -> bool:
    """Whether a date's figures stand in the article, or in the event's or the article's own date.

    Others would be right mostly, but only by our reckoning: "last week" stays, a day of our own finding is not told.
    """
    published = study.profile.published
    days = (published, *((span.start, span.end) if span else ()))
    free = {n for d in days for n in (d.year, d.month, d.day)}
    told = (mention.span.start, mention.span.end)
    wanted = {d.year for d in told}
    if mention.span.precision is Precision.DAY:
        wanted |= {d.day for d in told}
    return all(_stands(n, study) for n in wanted - free)


def _stands(number: int, study: Study) -> bool:
    """Whether a number stands in the article, in digits and whole."""
    written = str(number)
    # Most sentences do not have it at all, which is seen in a fiftieth of the time.
    having = [s.text for s in study.sentences if written in s.text]
    return bool(having) and any(map(_whole(written).search, having))


@lru_cache(maxsize=256)  # days, months and years are few
def _whole(number: str) -> re.Pattern[str]:
    """A number in digits that is no part of another."""
    return re.compile(rf"(?<!\d)(?<!\d[.,/-]){number}(?!\d)(?![.,/-]\d)")


def choose(
    candidates: Sequence[Fresh], study: Study, rarity: Rarity, room: int = STATEMENTS
) -> tuple[Fresh, ...]:
    """The sentences worth telling, in the article's order.

    Args:
        candidates: new sentences of the article.
        study: the article.
        rarity: weights for likeness.
        room: sentences at most; a denial gets one more.
    """
    values = {c.sentence.position: value(c, study) for c in candidates}
    chosen: list[Fresh] = []
    title = titling(study)
    rest = [c for c in candidates if not _leans_on(c, title, study.lang)]
    while rest and len(chosen) < room:
        worths = [values[c.sentence.position] - _REDUNDANT * _likeness(c, chosen, rarity) for c in rest]
        worth = max(worths)
        best = rest.pop(worths.index(worth))
        if worth >= _WORTH:
            chosen.append(best)
    told = any(cues.denies(c.sentence.text, study.lang) for c in chosen)
    denials = [c for c in candidates if c not in chosen and cues.denies(c.sentence.text, study.lang)]
    if denials and not told:
        chosen.append(max(denials, key=lambda c: values[c.sentence.position]))
    return tuple(
        c for c in sorted(chosen, key=lambda c: c.sentence.position) if _supported(c, chosen, study.lang)
    )


def more(
    candidates: Sequence[Fresh], told: Sequence[Fresh], study: Study, rarity: Rarity, room: int
) -> tuple[Fresh, ...]:
    """The sentences worth keeping beside those told, in the article's order: for whoever opens the event.

    Args:
        candidates: new sentences of the article.
        told: what is chosen already.
        study: the article.
        rarity: weights for likeness.
        room: sentences at most; 0 and less: none.
    """
    kept: list[Fresh] = []
    values = [(value(c, study), c) for c in candidates if c not in told]
    for worth, c in sorted(values, key=lambda pair: -pair[0]):
        if len(kept) >= room or worth < _WORTH_KEEPING:
            break
        alone = worth - _REDUNDANT * _likeness(c, [*told, *kept], rarity)
        if alone >= _WORTH_KEEPING and not cues.leans(c.sentence.text, study.lang):
            kept.append(c)
    return tuple(sorted(kept, key=lambda c: c.sentence.position))


def _leans_on(candidate: Fresh, title: Sentence | None, lang: str) -> bool:
    """Whether a sentence leans on the one that stands above it as a headline, which no post says twice."""
    above = title is not None and candidate.sentence.position == title.position + 1
    return above and cues.leans(candidate.sentence.text, lang)


def _supported(candidate: Fresh, chosen: Sequence[Fresh], lang: str) -> bool:
    """Whether a sentence that leans on the one before it has it beside it."""
    before = candidate.sentence.position - 1
    return not cues.leans(candidate.sentence.text, lang) or any(c.sentence.position == before for c in chosen)


def value(candidate: Fresh, study: Study) -> float:
    """How much a sentence is worth telling, about 0-1 before penalties."""
    s, lang = candidate.sentence, study.lang
    main = frozenset(study.profile.concepts)
    story = len(s.concepts & main) / min(4, len(main)) if main else min(1.0, len(s.names) / 4)
    n_words = len(s.text.split())
    score = _NEW * candidate.novelty + _STORY * min(1.0, story) + _EARLY / (1 + max(0, s.position - 1) / 4)
    score += _ACT * bool(s.concepts & study.profile.acts) + _DAY * _of_the_day(s, study.profile.span)
    score += _FIGURE * bool(s.numbers)
    if cues.asks(s.text) or n_words < _SHORT:
        score -= _QUESTION
    if cues.leans(s.text, lang):
        score -= _LEANING
    if n_words > LONG_SENTENCE:
        score -= _LONG
    if cues.accuses(s.text, lang) and not cues.attributed(s.text, lang):
        score -= _UNATTRIBUTED
    if cues.broken(s.text):
        score -= _BROKEN
    if stays_relative(s, study, study.profile.span):
        score -= _VAGUE
    turns = s.numbers or s.concepts & study.profile.acts or (candidate.turn and candidate.why)
    static = not turns and not s.mentions
    if static and not (lang in cues.LANGUAGES and cues.attributed(s.text, lang)):
        score -= _BARE
    return score


def _of_the_day(sentence: Sentence, span: Span | None) -> bool:
    """Whether a sentence names the event's own day."""
    return span is not None and any(touching(m.span, span) for m in sentence.mentions)


def headline(study: Study) -> str:
    """The article's own headline, or its best opening sentence cut at a clause, relative dates made absolute."""
    sentence = titling(study)
    if sentence is None:
        return study.title or study.article.outlet
    text = _dated(sentence, study, study.profile.span)
    return shorten(text) if sentence.position == 0 else shorten(_PLACE.sub("", text)).rstrip(".։")


def titling(study: Study) -> Sentence | None:
    """The headline, or the sentence to stand for one where there is none or it asks; None: there is neither."""
    title = next((s for s in study.sentences if s.position == 0), None)
    if title is not None and len(title.text.split()) > 1 and not cues.asks(title.text):
        return title
    opening = [Fresh(s, 1.0, "") for s in study.sentences if s.position > 0][:6]
    return max(opening, key=lambda c: _as_headline(c, study)).sentence if opening else title


def _as_headline(candidate: Fresh, study: Study) -> float:
    """A headline is cut, so it must say something at once; and the first sentence was written to open."""
    s = candidate.sentence
    return (
        value(candidate, study) + 0.1 * (s.position == 1) - 0.3 * cues.opens_adverbially(s.text, study.lang)
    )


def shorten(text: str, limit: int = TITLE_LENGTH) -> str:
    """At most `limit` characters, cut between clauses if one ends in the second half, else between words."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    clause = max(head.rfind(mark) for mark in (", ", "; ", " – ", " — ", ": "))
    cut = clause if clause >= limit // 2 else head.rfind(" ")
    return _TRAILING.sub("", head[: cut if cut > 0 else limit - 1]) + "…"


def _likeness(candidate: Fresh, chosen: Sequence[Fresh], rarity: Rarity) -> float:
    """How much of the lighter of two sentences the other says, 0-1, of the chosen one that it is most like."""
    mine = said(candidate.sentence)
    weight = rarity.weight(mine)
    best = 0.0
    for other in chosen:
        theirs = said(other.sentence)
        total = min(weight, rarity.weight(theirs))
        best = max(best, rarity.weight(mine & theirs) / total if total else 0.0)
    return best
