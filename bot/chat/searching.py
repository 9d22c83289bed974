"""What somebody looks for: their words turned into a question to the index, and the answer to it. No Telegram.

1. A time among the words bounds the search: "summit june 2024".
2. A name of the topic stands for all its names, in every language: who types an abbreviation finds the other spellings.
3. Function words ask for nothing, unless there is nothing else.
4. Nothing found: the same again where words need only begin so; then what each word alone would find is told, and what
   the topic's name would that is spelt most like a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from bot.chat.periods import Period, within
from bot.editorial.concepts import Lexicon
from bot.editorial.words import stopwords
from storage.records import Brief, Concept, Event
from storage.search import FoundArticle, Phrase, Question, Search
from storage.stems import search_stems, search_words, stem
from storage.timeline import Timeline

LONGEST = 300
"""Characters of what is typed that are looked at: a pasted article is no question, its beginning may be one."""

ARTICLES = 5
SUGGESTIONS = 3
ALIKE = 0.75  # of two words, by their longest common parts: one letter wrong in four, two in eight
SHORTEST = 4
"""Letters of a word that may be misspelt: shorter ones are alike by chance."""


Term = tuple[str, tuple[Phrase, ...]]
"""The words of a term, and the ways it may be said."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search as it was understood.

    Args:
        typed: what somebody wrote.
        question: to the index.
        words: for each of its terms, the words it was made from.
        time: what bounds it.
        similar: names of the topic that are spelt like words of it, each with the ways it may be said.
    """

    typed: str
    question: Question
    words: tuple[str, ...]
    time: date | Period | None = None
    similar: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, or why nothing was.

    Args:
        wanted: what was looked for.
        events: the best of them.
        event_count: how many there are.
        articles: reports, save those of the events shown.
        article_count: how many reports there are, among the newest that are looked through.
        instead: where nothing was found, the words alone that find something, and how many events.
        nearest: where only the time was wrong, the time nearest to it that has something.
    """

    wanted: Wanted
    events: tuple[Event | Brief, ...] = ()
    event_count: int = 0
    articles: tuple[FoundArticle, ...] = ()
    article_count: int = 0
    instead: tuple[tuple[str, int], ...] = ()
    nearest: Period | None = None


def understand(typed: str, lexicon: Lexicon) -> Wanted:
    """What somebody looks for."""
    time, words = within(" ".join(typed[:LONGEST].split()))
    terms = list(_terms(words, lexicon))
    first, last = (time.first, time.last) if isinstance(time, Period) else (time, time)
    question = Question(tuple(phrases for _, phrases in terms), first, last)
    similar = tuple(_similar(terms, lexicon)) if len(terms) <= SUGGESTIONS else ()
    return Wanted(typed, question, tuple(word for word, _ in terms), time, similar)


def _similar(terms: Iterable[Term], lexicon: Lexicon) -> Iterator[Term]:
    """For each word that is no name of the topic itself the name most like it, where one is like it."""
    names = _names(lexicon)
    for word, _ in terms:
        if len(word) >= SHORTEST and not lexicon.hits(word):
            for name in get_close_matches(word, names, 1, ALIKE):
                yield name, tuple(_needed(_ways(names[name])))


@lru_cache(maxsize=1)
def _names(lexicon: Lexicon) -> dict[str, Concept]:
    """The concept of each name that is one word."""
    spelt = (
        (name, concept)
        for concept in lexicon.by_id.values()
        for several in concept.names.values()
        for name in several
    )
    return {name.rstrip("*").casefold(): concept for name, concept in spelt if " " not in name}


def answer(wanted: Wanted, search: Search, timeline: Timeline, limit: int, offset: int = 0) -> Answer:
    """What there is to a search; reads the database."""
    question = wanted.question
    found = search.events(question, limit, offset)
    article_count, articles = search.articles(question, limit + ARTICLES)
    if not found.total and not article_count:
        question = question.looser
        found = search.events(question, limit, offset)
        article_count, articles = search.articles(question, limit + ARTICLES)
    if not found.total and not article_count:
        return replace(_instead(wanted, search, timeline), wanted=wanted)
    shown = set(found.ids)
    others = [article for article in articles if article.event_id not in shown][:ARTICLES]
    return Answer(wanted, tuple(timeline.chosen_briefs(found.ids)), found.total, tuple(others), article_count)


def _instead(wanted: Wanted, search: Search, timeline: Timeline) -> Answer:
    question = wanted.question
    if wanted.time is not None:
        anytime = search.events(replace(question, since=None, until=None), 1)
        near = next(iter(timeline.chosen_briefs(anytime.ids)), None)
        if near is not None:
            return Answer(wanted, nearest=Period(near.span.start.year, near.span.start.month))
    words = zip(wanted.words, question.terms, strict=True) if len(question.terms) > 1 else ()
    counted = [
        (word, search.events(replace(question, terms=(phrases,)), 1).total)
        for word, phrases in (*words, *wanted.similar)
    ]
    fewer = sorted((found for found in counted if found[1]), key=lambda found: found[1])
    return Answer(wanted, instead=tuple(fewer[:SUGGESTIONS]))


def _terms(words: str, lexicon: Lexicon) -> Iterator[Term]:
    """Each term's words, and the ways it may be said: a name of the topic in all its ways, other words in one."""
    done = 0
    rest: list[Term] = []
    for hit in lexicon.hits(words):
        start, end = hit.position
        rest.extend(_plain(words[done:start]))
        ways = {Phrase(tuple(search_stems(hit.text))): None, **_ways(lexicon.by_id[hit.concept])}
        rest.append((hit.text, tuple(_needed(ways))))
        done = max(done, end)
    rest.extend(_plain(words[done:]))
    telling = [term for term in rest if not _says_nothing(term[0])]
    yield from telling or rest


def _plain(words: str) -> Iterator[Term]:
    yield from ((word, (Phrase((stem(word),)),)) for word in search_words(words))


def _ways(concept: Concept) -> dict[Phrase, None]:
    """All that a concept is called, as the index has it; a dictionary, so that the order stays."""
    names = (name for several in concept.names.values() for name in several)
    return dict.fromkeys(phrase for name in names for phrase in _phrases(name.split()))


def _needed(ways: Iterable[Phrase]) -> Iterator[Phrase]:
    """The ways without those that another one covers, and without single letters, which find anything."""
    ways = list(ways)
    alone = {phrase.stems[0] for phrase in ways if len(phrase.stems) == 1}
    for phrase in ways:
        covered = len(phrase.stems) > 1 and alone.intersection(phrase.stems)
        if not covered and max(map(len, phrase.stems)) > 1:
            yield phrase


def _phrases(name: Iterable[str]) -> Iterator[Phrase]:
    """A name's stems; one that may go on is looked for with and without its ending."""
    parts = list(name)
    stems = tuple(found for part in parts for found in search_stems(part.rstrip("*")))
    if not stems:
        return
    yield Phrase(stems)
    if parts[-1].endswith("*"):
        *_, last = search_words(parts[-1])
        yield Phrase((*stems[:-1], last), open_ended=True)


def _says_nothing(word: str) -> bool:
    return any(word in stopwords(lang) for lang in ("en", "ru", "hy"))
