"""Reads a seeds folder: everything that is special to a story.

    topic.toml            what is followed; it alone makes a folder valid (its comments describe the format)
    feeds.toml            where to read: `[[feeds]]` with url, outlet, lang, perspective, title, checked
    articles/*.md         texts to begin with: TOML between two lines `+++`, then the text, byte for byte
    samples/feeds.toml    feeds for a demo without a network: `[[feeds]]` as above, with a `file` beside it

Inputs are files, outputs the values of `storage.records`. Every fault is a `SeedError`: one line that names the file, the
place in it and how to mend it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.checked_toml import Table, parse, read_bytes, read_text
from bot.errors import SeedError
from bot.topic_toml import read_topic
from storage.records import Article, DateSource, FeedDraft, Topic

FENCE = "+++"
EARLIEST_YEAR, LATEST_YEAR = 1900, 9999  # beyond them a time zone can carry a date out of the calendar


@dataclass(frozen=True, slots=True)
class SampleFeed:
    """A feed that is shipped instead of fetched: whose it is, and what its server would answer."""

    draft: FeedDraft
    body: bytes

    @property
    def url(self) -> str:
        """Where it pretends to live."""
        return self.draft.url


def default_folder() -> Path:
    """The story shipped with the project, beside its packages (in a checkout and in a wheel alike)."""
    return Path(__file__).resolve().parent.parent / "seeds"


def load_topic(folder: Path) -> Topic:
    """What is followed.

    Args:
        folder: a seeds folder.

    Raises:
        SeedError: `topic.toml` is missing or malformed.
    """
    return read_topic(folder / "topic.toml")


def load_feeds(folder: Path) -> tuple[FeedDraft, ...]:
    """Where to read; empty where the folder has no `feeds.toml`.

    Args:
        folder: a seeds folder.

    Raises:
        SeedError: `feeds.toml` or `topic.toml` is malformed.
    """
    tables = _feed_tables(folder / "feeds.toml", "checked")
    for table in tables:
        table.optional("checked")  # who saw it alive, and when: for people
    return _drafts(tables, load_topic(folder))


def load_samples(folder: Path) -> tuple[SampleFeed, ...]:
    """The feeds of the demo; empty where the folder has no `samples/feeds.toml`.

    Args:
        folder: a seeds folder.

    Raises:
        SeedError: `samples/feeds.toml` or `topic.toml` is malformed, or a sample's file is missing.
    """
    path = folder / "samples" / "feeds.toml"
    tables = _feed_tables(path, "file")
    drafts = _drafts(tables, load_topic(folder))
    bodies = [read_bytes(path.parent / table.text("file")) for table in tables]
    return tuple(SampleFeed(draft, body) for draft, body in zip(drafts, bodies, strict=True))


def load_articles(folder: Path, now: datetime) -> tuple[Article, ...]:
    """The texts to begin with, in the order of their files' names; empty where the folder has none.

    Args:
        folder: a seeds folder.
        now: when they are taken in, aware UTC.

    Raises:
        SeedError: an article's file or `topic.toml` is malformed.
    """
    topic = load_topic(folder)
    return tuple(_article(path, topic, now) for path in sorted((folder / "articles").glob("*.md")))


# --- articles ------------------------------------------------------------------------------------------------


def _article(path: Path, topic: Topic, now: datetime) -> Article:
    front, text = _front_matter(path)
    front.only(
        *("title", "outlet", "lang", "url", "perspective"),
        *("published", "published_source", "published_confidence", "published_why"),
    )
    front.text("published_why")  # for people: a date that gives no reason cannot be checked
    published, timed = _published(front)
    return Article(
        url=front.optional("url")
        or f"urn:dateline:seed:{path.stem}",  # stable, and no dead link for a reader
        title=front.get("title", str, ""),
        text=text,
        outlet=front.text("outlet"),
        lang=front.optional("lang"),
        published=published,
        published_source=DateSource(front.choice("published_source", DateSource)),
        published_confidence=front.share("published_confidence"),
        fetched_at=now,
        perspective=_perspective(front, topic),
        external_id=path.stem,
        timed=timed,
    )


def _front_matter(path: Path) -> tuple[Table, str]:
    """The TOML between the fences, and all that follows the second one, untouched."""
    opening, _, whole = read_text(path).partition("\n")
    front, fence, text = f"\n{whole}".partition(f"\n{FENCE}\n")
    if opening != FENCE or not fence:
        raise SeedError(
            f'{path}, line 1: begin with TOML between two lines "{FENCE}"; the text follows the second'
        )
    return parse(path, front), text  # the line break before `front` keeps its line numbers those of the file


def _published(front: Table) -> tuple[datetime, bool]:
    """The time of publication in UTC, and whether more than the day is known. A time without a zone is taken as UTC."""
    value = front.get("published", date)
    if not EARLIEST_YEAR <= value.year < LATEST_YEAR:
        raise front.fault(f'"published" = {value}: write a year from {EARLIEST_YEAR} on')
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC), False
    return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)), True


# --- feeds ---------------------------------------------------------------------------------------------------


def _feed_tables(path: Path, *more: str) -> tuple[Table, ...]:
    if not path.exists():
        return ()
    file = parse(path, read_text(path))
    file.only("feeds")
    tables = file.tables("feeds")
    for table in tables:
        table.only("url", "outlet", "lang", "perspective", "title", *more)
    return tables


def _drafts(tables: Sequence[Table], topic: Topic) -> tuple[FeedDraft, ...]:
    drafts: dict[str, FeedDraft] = {}
    for table in tables:
        url = table.text("url")
        if not url.startswith(("https://", "http://")):
            raise table.fault(f'"url" = "{url}": write an address that begins with https:// or http://')
        if url in drafts:
            raise table.fault(f'"url" = "{url}" stands twice: remove one')
        drafts[url] = FeedDraft(
            url=url,
            outlet=table.text("outlet"),
            lang=table.optional("lang"),
            perspective=_perspective(table, topic),
            title=table.optional("title"),
        )
    return tuple(drafts.values())


def _perspective(table: Table, topic: Topic) -> str | None:
    return table.choice("perspective", topic.perspectives) if table.optional("perspective") else None
