"""Reads a seeds folder: everything that is special to a story.

    topic.toml            what is followed; it alone makes a folder valid (its comments describe the format)
    feeds.toml            where to read: `[[feeds]]` with url, outlet, lang, perspective, title, checked
    articles/*.md         texts to begin with: TOML between two lines `+++`, then the text, byte for byte
    samples/feeds.toml    feeds for a demo without a network: `[[feeds]]` as above, with a `file` beside it

Inputs are files, outputs the values of `storage.records`. Every fault is a `SeedError`: one line that names the file, the
place in it and how to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.checked_toml import Table, hint, parse, read_bytes, read_text
from bot.errors import SeedError
from storage.records import Article, Concept, DateSource, FeedDraft, Rule, Topic

FENCE = "+++"
LANGUAGES = ("en", "ru", "hy")  # where the topic names none; those the chat speaks


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
    path = folder / "topic.toml"
    table = parse(path, read_text(path))
    table.only("name", "accept", "languages", "title", "tag", "perspectives", "exclude", "rules", "concepts")
    everything = table.choice("accept", ("matching", "everything"), "matching") == "everything"
    languages = table.texts("languages") or LANGUAGES
    concepts = tuple(_concept(t, languages) for t in table.tables("concepts"))
    rules = tuple(_rule(t) for t in table.tables("rules"))
    if not everything and not rules:
        raise table.fault(
            'nothing can belong: add [[rules]] and [[concepts]], or write accept = "everything"'
        )
    _check_ids(table, concepts)
    _check_references(table, concepts, rules)
    _check_names(table, concepts)
    sides = table.table("perspectives")
    return Topic(
        name=table.text("name"),
        title=table.table("title").by_language(languages),
        tag=table.table("tag").by_language(languages),
        accept_everything=everything,
        languages=languages,
        concepts=concepts,
        rules=rules,
        exclude=table.table("exclude").names_by_language(languages),
        perspectives={side: sides.table(side).by_language(languages) for side in sides.values},
    )


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


# --- the topic -----------------------------------------------------------------------------------------------


def _concept(table: Table, languages: Sequence[str]) -> Concept:
    table.only("id", "kind", "names", "label", "unless", "opposite", "step")
    names = table.table("names").names_by_language(languages)
    if not any(names.values()):
        raise table.fault("without names it is never found: add [concepts.names]")
    return Concept(
        id=table.text("id"),
        kind=table.text("kind"),
        names=names,
        label=table.table("label").by_language(languages),
        unless=table.names("unless"),
        opposite=table.optional("opposite"),
        step=table.get("step", int, 0) or None,
    )


def _rule(table: Table) -> Rule:
    table.only("all_of", "score")
    items = table.texts("all_of")
    if not items:
        raise table.fault('"all_of" is empty: list concept ids or kinds')
    return Rule(items, table.share("score"))


def _check_ids(table: Table, concepts: Sequence[Concept]) -> None:
    ids = [c.id for c in concepts]
    for concept in concepts:
        if ids.count(concept.id) > 1:
            raise table.fault(f'two concepts have the id "{concept.id}": rename one')
        if concept.kind in ids:
            raise table.fault(
                f'"{concept.kind}" is both a concept\'s id and a kind: rename one, rules could mean either'
            )


def _check_references(table: Table, concepts: Sequence[Concept], rules: Sequence[Rule]) -> None:
    ids = sorted(c.id for c in concepts)
    known = [*ids, *sorted({c.kind for c in concepts})]
    for number, rule in enumerate(rules, start=1):
        for item in rule.all_of:
            if item not in known:
                raise table.fault(
                    f'rule {number}: "{item}" is no concept\'s id or kind{hint(item, known)}: mend or remove it'
                )
    for concept in concepts:
        if concept.opposite is not None and concept.opposite not in ids:
            near = hint(concept.opposite, ids)
            raise table.fault(
                f'concept "{concept.id}": opposite "{concept.opposite}" is no concept\'s id{near}: mend it'
            )


def _check_names(table: Table, concepts: Sequence[Concept]) -> None:
    """A name that stood in two concepts would make one thing count as two."""
    owners: dict[tuple[str, ...], str] = {}
    for concept in concepts:
        for name in (name for names in concept.names.values() for name in names):
            words = tuple(re.findall(r"[^\W_]+\*?", name.casefold()))
            owner = owners.setdefault(words, concept.id)
            if owner != concept.id:
                raise table.fault(
                    f'the name "{name}" stands in "{owner}" and in "{concept.id}": keep it in one'
                )
