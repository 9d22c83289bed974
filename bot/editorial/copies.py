"""Recognises one text told twice.

Axioms:
1. Two articles at one address are one; so are two bodies of the same words.
2. Texts that share most of their word shingles (Jaccard), or the shorter of which lies in the longer (containment),
   are copies: wire reports are reprinted with another headline, cut from the end, edited by the word.
3. But never when figures stand against figures: a report of the same make with other numbers, days or months is another
   incident. A copy may lack figures (what was cut) or carry more (a page's own), at places of their own.
4. An outlet that repeats its report with sentences more goes on with it; who reprints another's adds a page's furniture.
5. Without a body the headline is all there is: the same words within a few days, long enough not to be a rubric.

Shingles are word triples; their 63-bit hashes are kept as a bottom-k sketch (Broder 1997), exact up to `SKETCH` shingles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from urllib.parse import urlsplit

from bot.editorial.figures import contradict, figures
from bot.editorial.remembered import Remembered
from bot.editorial.words import tokens
from storage.records import Fingerprint, KnownArticle, Memory, Study

SHINGLE = 3  # words
SKETCH = 512  # hashes: a text of up to ~510 words is held whole
# Measured on 400 copies made of 80 short reports in two languages (reprinted, framed by furniture, retitled, cut to 60 %,
# every tenth word dropped) and 26 with every number changed: these cuts give P 1.00, R 1.00; at 0.6 two edited ones are
# missed. Of 15,600 real reports beside them nine are called copies, all of which repeat a text within a week.
JACCARD = 0.5
# Of the new text in the old: a longer text around an old one says more, and is no copy of it.
CONTAINMENT = 0.5
ENOUGH = 6  # shingles in common: a sentence of eight words; below it set phrases meet
WHOLE, OLD = 0.85, 0.8  # shares of a report in the one that goes on with it, and of that in the report
ADDED = (
    12  # shingles: a sentence more. None of the copies made is taken for more, nor any of a page's furniture
)
BODY_WORDS = 8  # below it a body is a stub ("Read more"), and the headline tells more
HEADLINE_WORDS = 5  # below it a headline is a rubric ("Press review")
# Shingles: shorter texts recur word for word as rubrics, so they are copies only within `NEAR_DAYS`.
LONG = 60
NEAR_DAYS = 7  # days; of the natural repetitions measured, rubrics came back after two weeks to two months
LONGEST = 200_000  # characters read: a page beyond it is told by its beginning
_MASK = (1 << 63) - 1  # what a signed column of a database holds
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F  # odd, of many bits: the order of the words counts


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share."""

    jaccard: float  # 0-1: shared of all
    inside: float  # 0-1: share of the first text that lies in the second
    around: float  # 0-1: share of the second text that lies in the first
    shared: int  # shingles seen in both sketches

    @property
    def containment(self) -> float:
        """0-1: share of the shorter text that lies in the longer."""
        return max(self.inside, self.around)


@dataclass(frozen=True, slots=True)
class Copy:
    """The original an article repeats, and why we say so."""

    article: KnownArticle
    reason: str


def fingerprint(title: str, paragraphs: tuple[str, ...]) -> Fingerprint:
    """What recognises a copy of an article.

    Args:
        title: the headline; it stands for the body where that has fewer than `BODY_WORDS` words.
        paragraphs: the body, page furniture gone.
    """
    body = "\n".join(paragraphs)[:LONGEST]
    words = tokens(body)
    if len(words) < BODY_WORDS:
        body = f"{title}\n{body}" if words else title
        words = tokens(body)
    shingles = _shingles(words)
    return Fingerprint(
        body_hash=_digest(words),
        sketch=tuple(sorted(shingles)[:SKETCH]),
        size=len(shingles),
        numbers=figures(body),
    )


class Sketch:
    """A fingerprint to be compared with many."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        self._sketch = fingerprint.sketch
        self._hashes = frozenset(fingerprint.sketch)
        self._limit = _limit(fingerprint)

    def likeness(self, other: Fingerprint) -> Likeness:
        """How much two texts share: exact where both sketches are whole, else estimated below the smaller's limit."""
        if not self._sketch or not other.sketch:
            return Likeness(0.0, 0.0, 0.0, 0)
        limit = min(self._limit, _limit(other))
        theirs = other.sketch[: bisect_right(other.sketch, limit)]
        shared = len(self._hashes.intersection(theirs))
        if not shared:
            return Likeness(0.0, 0.0, 0.0, 0)
        mine = bisect_right(self._sketch, limit)
        return Likeness(shared / (mine + len(theirs) - shared), shared / mine, shared / len(theirs), shared)


def find_original(study: Study, memory: Memory) -> Copy | None:
    """The article in memory of which this one is a copy.

    Args:
        study: the new article; likeness is judged within its language, sameness of words in any.
        memory: articles that may be the original.

    Returns:
        The nearest original, or None: also where a nearer look-alike has other figures (axiom 3), for then it is the
        make of the text that is shared and not the text.
    """
    if memory.same_url is not None:
        return Copy(memory.same_url, "same address")
    own, published = study.fingerprint, study.article.published
    if own.body_hash == _digest(tokens(study.title)):
        return _same_headline(study.title, published, memory)
    for article in memory.articles:
        if article.fingerprint.body_hash == own.body_hash and (own.size >= LONG or _near(article, published)):
            return Copy(article, "same text")
    return _look_alike(study, memory)


def _same_headline(title: str, published: datetime, memory: Memory) -> Copy | None:
    words = tokens(title)
    if len(words) < HEADLINE_WORDS:
        return None
    for article in memory.articles:
        if _near(article, published) and tokens(article.title) == words:
            return Copy(article, "same headline, and no text but it")
    return None


def _look_alike(study: Study, memory: Memory) -> Copy | None:
    alike, own = [], study.fingerprint
    sketch = Sketch(own)
    for article in memory.articles:
        if article.lang != study.lang or (own.size < LONG and not _near(article, study.article.published)):
            continue
        like = sketch.likeness(article.fingerprint)
        if like.shared >= ENOUGH and (like.jaccard >= JACCARD or like.inside >= CONTAINMENT):
            alike.append((like, article))
    if not alike:
        return None
    like, article = max(alike, key=lambda pair: (pair[0].jaccard, -pair[1].id))
    if contradict(own.numbers, article.fingerprint.numbers) or _continues(study, article, like):
        return None
    return Copy(article, f"same text: {like.jaccard:.2f} of both, {like.inside:.2f} of this one")


def _continues(study: Study, article: KnownArticle, like: Likeness) -> bool:
    """Whether an outlet goes on with its own report: all of it is there, and sentences more."""
    more = study.fingerprint.size - article.fingerprint.size
    own = urlsplit(study.article.url).hostname == urlsplit(article.url).hostname
    return own and more >= ADDED and like.around >= WHOLE and like.inside <= OLD


def _near(article: KnownArticle, published: datetime) -> bool:
    return abs(article.published - published) <= timedelta(days=NEAR_DAYS)


def _limit(fingerprint: Fingerprint) -> int:
    """Up to which hash the sketch holds every shingle of its text."""
    whole = fingerprint.size <= len(fingerprint.sketch)
    return _MASK if whole else fingerprint.sketch[-1]


def _shingles(words: Sequence[str]) -> set[int]:
    """The hashes of all word triples; of the whole, where it is shorter."""
    hashes = list(map(_HASHED.__getitem__, words))
    if 0 < len(hashes) < SHINGLE:
        return {sum(third for _, _, third in hashes) & _MASK}
    return {
        (first + second + third) & _MASK
        for (first, _, _), (_, second, _), (_, _, third) in zip(hashes, hashes[1:], hashes[2:], strict=False)
    }


def _hashed(word: str) -> tuple[int, int, int]:
    """A word's part in the hash of a triple, by its place: first, second, third."""
    plain = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())
    return (plain * _FIRST) & _MASK, (plain * _SECOND) & _MASK, plain & _MASK


_HASHED = Remembered(_hashed)


def _digest(words: Sequence[str]) -> str:
    return sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()
