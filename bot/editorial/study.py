"""Reads one article before memory is asked: furniture, language, sentences, concepts, dates, fingerprint, relevance."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from bot.editorial import words
from bot.editorial.calibration import BACKGROUND_AGE, DATE_TOLERANCE, LEAD_SENTENCES, RELEVANT
from bot.editorial.clean import Cleaned, clean
from bot.editorial.concepts import Lexicon
from bot.editorial.copies import fingerprint
from bot.editorial.dates import main_span, mentions
from bot.editorial.dates.chronicle import going_on, head, in_order, opening
from bot.editorial.dates.dawning import dawned
from bot.editorial.dates.stamps import clocked, of_the_small_hours, stamped
from bot.editorial.language import detect
from bot.editorial.local_day import local_day, of_the_morning, stated_day
from bot.editorial.newsroom import cognates, signs
from bot.editorial.relevance import named_first, relevance
from bot.editorial.sentences import split
from storage.records import Article, Precision, Profile, Sentence, Span, Study

MOST_SENTENCES = 200  # a page beyond it is a transcript or a list; its lead is judged all the same
PROFILE_SENTENCES = 4  # reporting sentences after the headline that say what an article is about
QUOTES = re.compile('[“”«»„"]')


def study(article: Article, lexicon: Lexicon, furniture: frozenset[str] = frozenset()) -> Study:
    """Everything judgement reads in an article by itself.

    Args:
        article: as it came in.
        lexicon: the topic's names.
        furniture: keys of lines known to be furniture of the article's outlet.

    Returns:
        The study. An article that does not belong, nor may by what it reports, is read no further than its names: its
        sentences carry concepts only, and its profile has no span.
    """
    cleaned = clean(article.title, article.text, furniture)
    lang = detect(" ".join((cleaned.title, *cleaned.paragraphs[:3])), article.lang)
    sentences = tuple(_sentences(cleaned, lexicon))
    belongs = relevance(sentences, lexicon, lang)
    reasons = belongs.reasons
    span: Span | None = None
    zones, stated = lexicon.topic.zones, stated_day(article, cleaned.dateline, lang)
    published = local_day(article, stated, lang, zones)
    # What names nobody and no place of the story reports none of its events either; see `bot.editorial.belonging`.
    may_report = belongs.against < math.inf and not named_first(sentences).isdisjoint(lexicon.proper)
    if belongs.score >= RELEVANT or may_report:
        overnight = _overnight(sentences, published, lang)
        read = tuple(_read(sentences, lexicon, published, lang))
        sentences, today = dawned(read, LEAD_SENTENCES, published)
        span, why = main_span(sentences, today, lang, overnight=overnight, stated=stated is not None)
        reasons = (*reasons, why)
    return Study(
        article=article,
        lang=lang,
        title=cleaned.title,
        sentences=sentences,
        fingerprint=fingerprint(cleaned.title, cleaned.paragraphs),
        profile=profile(sentences, lexicon, lang, span, published),
        relevance=belongs.score,
        against=belongs.against,
        of_the_morning=of_the_morning(article, stated, lang, zones),
        reasons=reasons,
        lines=cleaned.lines,
    )


def background(sentence: Sentence, published: date) -> bool:
    """Whether a sentence tells of what happened before: all its times end over `BACKGROUND_AGE` days ago."""
    old = timedelta(days=BACKGROUND_AGE)
    return bool(sentence.mentions) and all(published - m.span.end > old for m in sentence.mentions)


def _of_before(sentence: Sentence, span: Span | None) -> bool:
    """Whether all times that a sentence names end before the day of what is reported."""
    if span is None or span.precision is not Precision.DAY:
        return False
    return bool(sentence.mentions) and all(
        (span.start - m.span.end).days > DATE_TOLERANCE for m in sentence.mentions
    )


def profile(
    sentences: Sequence[Sentence], lexicon: Lexicon, lang: str, span: Span | None, published: date
) -> Profile:
    """The sparse content of a headline and lead.

    Args:
        sentences: headline first; those of the background, and of what happened days before the event, are passed over.
        lexicon: tells acts from other concepts.
        lang: of the sentences.
        span: when the main event happened, None: unknown.
        published: the day of publication.
    """
    reporting = [
        s for s in sentences if s.position == 0 or not (background(s, published) or _of_before(s, span))
    ]
    chosen = reporting[: PROFILE_SENTENCES + (1 if reporting and reporting[0].position == 0 else 0)]
    concepts = Counter(c for s in chosen for c in s.concepts)
    acts = lexicon.by_kind.get("act", frozenset())
    return Profile(
        lang=lang,
        concepts=dict(concepts),
        terms=dict(Counter(stem for s in chosen for stem in s.stems)),
        names=frozenset(n for s in chosen for n in s.names | s.signs),
        numbers=frozenset(n for s in chosen for n in s.numbers),
        acts=frozenset(concepts) & acts,
        span=span,
        published=published,
    )


def _sentences(cleaned: Cleaned, lexicon: Lexicon) -> Iterator[Sentence]:
    texts = list(
        islice((text for paragraph in cleaned.paragraphs for text in split(paragraph)), MOST_SENTENCES)
    )
    beginning = " ".join((cleaned.title, *texts[:LEAD_SENTENCES]))
    namesakes = lexicon.namesakes(beginning)
    if cleaned.title:
        yield Sentence(cleaned.title, 0, concepts=lexicon.concepts(cleaned.title) - namesakes)
    for position, text in enumerate(texts, start=1):
        yield Sentence(text, position, concepts=lexicon.concepts(text) - namesakes)


def _overnight(sentences: Sequence[Sentence], published: date, lang: str) -> bool:
    """Whether a stamp above the text or in its first sentences says that it came out in the small hours."""
    return any(
        mention.span.start == published and of_the_small_hours(sentence.text, mention)
        for sentence in sentences[: LEAD_SENTENCES + 1]
        if clocked(sentence.text)
        for mention in mentions(sentence.text, published=published, lang=lang)
    )


def _read(sentences: Sequence[Sentence], lexicon: Lexicon, published: date, lang: str) -> Iterator[Sentence]:
    context: Span | None = None  # "three years later" counts from the time told last
    line: Span | None = None  # the day of a chronicle's last line
    year_told: Span | None = None  # the time, its year told, that the last sentence opened with
    for sentence in sentences:
        text = sentence.text
        seen = mentions(text, published=published, lang=lang, context=context)
        told = tuple(m for m in seen if stamped(text, m) is None)
        found = going_on(in_order(text, told, line, published), year_told, published)
        headed, begun = head(text, found), opening(found)
        line = headed.span if headed else line
        year_told = begun.span if begun and (begun.absolute or begun.span != told[0].span) else None
        dated = [m.span for m in found if m.span.precision is not Precision.YEAR]
        context = dated[-1] if dated else context
        # What is read as a time or a concept is compared as such, not a second time as words, names and numbers.
        timeless = _without(text, [m.position for m in seen])
        nameless = _without(timeless, [h.position for h in lexicon.hits(text)])
        yield Sentence(
            text,
            sentence.position,
            mentions=found,
            concepts=sentence.concepts,
            numbers=frozenset(words.numbers(timeless)),
            names=words.name_keys(nameless, lang),
            stems=frozenset(words.content_stems(timeless, lang)),
            signs=signs(nameless, lang) | (frozenset() if sentence.position else cognates(nameless, lang)),
            quoted=QUOTES.search(text) is not None,
        )


def _without(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text with the characters at `places` blanked, so that all others keep their place."""
    for start, end in places:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
