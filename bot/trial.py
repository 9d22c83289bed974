"""One try of a feed: what it says at present, and how much of it belongs to the story. Nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bot.clock import utc_now
from bot.editorial.calibration import RELEVANT
from bot.editorial.concepts import Lexicon
from bot.editorial.study import study
from bot.errors import DatelineError
from bot.reading.discover import discover
from bot.reading.fetch import Fetcher
from bot.reading.markup import plain_text
from bot.reading.parse import Parser
from storage.records import Article, DateSource, Entry, Fetched

# Characters: what an article is about stands at its beginning, and some feeds carry whole books.
_OPENING = 1_500
_MARKUP = 10 * _OPENING


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What one try of a feed showed."""

    feed: str  # address or file
    ok: bool
    title: str | None
    entries: int
    on_topic: int
    error: str | None
    seconds: float
    lang: str | None = None
    latest: tuple[str, ...] = ()  # headlines of the newest entries
    url: str | None = None  # where it lives, after permanent moves
    offers: tuple[str, ...] = ()  # addresses of feeds, where it is a page that links to them


async def try_feed(lexicon: Lexicon, fetcher: Fetcher, parser: Parser, target: str) -> FeedCheck:
    """Fetch and read one feed, and judge which of its entries belong to the story.

    Args:
        lexicon: the topic's names.
        fetcher: HTTP.
        parser: the killable parser.
        target: an address, or a file.
    """
    began = perf_counter()
    fetched: Fetched | None = None
    try:
        fetched = (
            await fetcher.fetch(target) if "://" in target else await asyncio.to_thread(_captured, target)
        )
        parsed = await parser.parse(fetched)
        on_topic = await asyncio.to_thread(_on_topic, lexicon, parsed.entries)
    except (DatelineError, OSError) as error:
        offers = await asyncio.to_thread(discover, fetched) if fetched and "://" in target else ()
        return FeedCheck(target, False, None, 0, 0, str(error), perf_counter() - began, offers=offers)
    return FeedCheck(
        feed=target,
        ok=True,
        title=parsed.title,
        entries=len(parsed.entries),
        on_topic=on_topic,
        error=None,
        seconds=perf_counter() - began,
        lang=parsed.lang,
        latest=tuple(e.title for e in parsed.entries[:3]),
        url=fetched.moved_to or fetched.url,
    )


def _captured(path: str) -> Fetched:
    file = Path(path)
    if not file.is_file():
        raise DatelineError(f"{path}: no such file or address")
    return Fetched(url=f"file://{file.name}", status=200, body=file.read_bytes())


def _on_topic(lexicon: Lexicon, entries: Sequence[Entry]) -> int:
    """How many entries belong to the story, by what the feed itself says of them."""
    return sum(_belongs(lexicon, _as_article(entry)) for entry in entries)


def _belongs(lexicon: Lexicon, article: Article) -> bool:
    """Whether an article belongs; one that names nothing of the story is read no further, and most are such."""
    names_something = lexicon.topic.accept_everything or lexicon.concepts(f"{article.title}\n{article.text}")
    return bool(names_something) and study(article, lexicon).relevance >= RELEVANT


def _as_article(entry: Entry) -> Article:
    return Article(
        url=entry.url,
        title=entry.title,
        text=plain_text(entry.html[:_MARKUP])[:_OPENING],
        outlet="",
        lang=entry.lang,
        published=entry.published or utc_now(),
        published_source=DateSource.FEED,
        published_confidence=0.0,
        fetched_at=utc_now(),
    )
