"""The keys by which things are found again: articles, terms, weeks. Pure functions.

PostgreSQL refuses index entries beyond 2,700 bytes, and feeds may say anything; hence the bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from storage.columns import clean
from storage.records import Article, Profile, Span, Study

LONGEST_KEY = 500  # characters; at 4 bytes each still below PostgreSQL's bound
LONGEST_TERM = 100  # characters; longer "words" are base64, markup or spite
MOST_WEEKS = 6  # a longer interval is indexed by its ends: a whole year would find everything

EVERY_ARTICLE = ""
"""The term that stands in every article."""


def bounded(text: str) -> str:
    """The text itself while it is shorter than `LONGEST_KEY`; else its beginning and its SHA-256, which are just as long.

    So no text is another's digest, whoever makes it up.
    """
    if len(text) < LONGEST_KEY:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"{text[: LONGEST_KEY - 65]}~{digest}"


def external_key(external_id: str) -> str:
    """The identity of an article that an import or a seed file has numbered."""
    return f"external:{bounded(external_id)}"


def article_key(article: Article) -> str:
    """What makes an article this article: its given id, else its canonical address."""
    return external_key(article.external_id) if article.external_id else f"url:{bounded(article.url)}"


def entry_number(key: str) -> int:
    """A key of a feed's entry as a number of 64 bits: of a feed's million keys no two are likely to share one."""
    digest = hashlib.sha256(clean(key).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def profile_terms(profile: Profile) -> frozenset[str]:
    """The terms an event is found by: `s:` stems, `c:` concepts, `n:` names, `#:` numbers."""
    return _terms(profile.terms, profile.concepts, profile.names, profile.numbers)


def study_terms(study: Study) -> frozenset[str]:
    """All terms of an article, those of its sentences too: what `term_counts` counts."""
    stems, concepts, names, numbers = (
        frozenset().union(*(getattr(sentence, kind) for sentence in study.sentences))
        for kind in ("stems", "concepts", "names", "numbers")
    )
    return profile_terms(study.profile) | _terms(stems, concepts, names, numbers)


def _terms(
    stems: Iterable[str], concepts: Iterable[str], names: Iterable[str], numbers: Iterable[str]
) -> frozenset[str]:
    families = (("s:", stems), ("c:", concepts), ("n:", names), ("#:", numbers))
    return frozenset(
        [mark + word for mark, words in families for word in _cleaned(words) if 0 < len(word) <= LONGEST_TERM]
    )


def _cleaned(words: Iterable[str]) -> Iterable[str]:
    """The words, each cleaned where that changes any of them: to see that it does not takes one look at all."""
    words = list(words)
    together = "".join(words)
    return words if clean(together) == together else map(clean, words)


def week_of(day: date) -> int:
    """The number of the day's week, Monday first."""
    return (day.toordinal() - 1) // 7


def weeks_of(span: Span) -> frozenset[int]:
    """The weeks an interval touches; of a long one those of its ends."""
    first, last = week_of(span.start), week_of(span.end)
    return frozenset(range(first, last + 1)) if last - first < MOST_WEEKS else frozenset((first, last))
