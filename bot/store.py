"""Everything Dateline keeps, opened together: the database with its nouns, and the story it follows."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot import seeds
from bot.editorial.concepts import Lexicon
from bot.judgement import take_in
from bot.meaning import Embedder, Meaning
from bot.settings import Settings
from bot.tuning import Tuning
from storage.archive import Archive
from storage.audit import Audit
from storage.database import Database
from storage.digests import Digests
from storage.editing import Editing
from storage.facts import Facts
from storage.feed_figures import FeedFigures
from storage.feedback import Feedback
from storage.feeds import Feeds
from storage.history import History
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.people import People
from storage.privacy import Privacy
from storage.records import Topic
from storage.review import Review
from storage.search import Search
from storage.subscribers import Subscribers
from storage.timeline import Timeline
from storage.tuning import TopicEdits
from storage.uncertain import Uncertain

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """The open database, one attribute for each noun, and the topic with its compiled names."""

    database: Database
    feeds: Feeds
    archive: Archive
    timeline: Timeline
    search: Search
    history: History
    privacy: Privacy
    feed_figures: FeedFigures
    audit: Audit
    facts: Facts
    subscribers: Subscribers
    outbox: Outbox
    digests: Digests
    feedback: Feedback
    inbox: Inbox
    topic: Topic
    people: People
    editing: Editing
    review: Review
    tuning: Tuning
    uncertain: Uncertain
    meaning: Meaning | None = None  # where an embedder is set up

    @classmethod
    def of(
        cls, database: Database, topic: Topic, owners: Collection[int], meaning: Meaning | None = None
    ) -> Store:
        """The nouns of an open, migrated database.

        Args:
            database: stays the caller's to close.
            topic: the story.
            owners: the people who may name admins, by Telegram id.
            meaning: what makes vectors; None: nothing does.
        """
        archive = Archive(database)
        return cls(
            database=database,
            feeds=Feeds(database),
            archive=archive,
            timeline=Timeline(database),
            search=Search(database),
            history=History(database),
            privacy=Privacy(database),
            feed_figures=FeedFigures(database),
            audit=Audit(database),
            facts=Facts(database),
            subscribers=Subscribers(database),
            outbox=Outbox(database),
            digests=Digests(database),
            feedback=Feedback(database),
            inbox=Inbox(database),
            topic=topic,
            people=People(database, owners),
            editing=Editing(database),
            review=Review(database),
            uncertain=Uncertain(database),
            tuning=Tuning(topic, TopicEdits(database), archive),
            meaning=meaning,
        )

    @property
    def lexicon(self) -> Lexicon:
        """The topic's names as they are compiled at present: taken once for each article."""
        return self.tuning.lexicon


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Open and migrate the database, and read the topic.

    Args:
        settings: where the database and the seeds are.

    Raises:
        SeedError: the topic is missing or malformed.
        StorageError: the database cannot be opened.
    """
    topic = seeds.load_topic(settings.seeds)
    database = Database.open(settings.database_url)
    meaning = open_meaning(settings)
    try:
        database.migrate()
        yield Store.of(database, topic, settings.admins, meaning)
    finally:
        database.close()
        if meaning is not None:
            meaning.close()


def open_meaning(settings: Settings) -> Meaning | None:
    """What makes vectors of articles; None: no embedder is set up. Nothing is asked of it yet."""
    if settings.embedder is None:
        return None
    key = settings.embedder_key.get_secret_value() if settings.embedder_key else None
    return Meaning(partial(_embedder, settings.embedder, settings.embedder_model, key))


def _embedder(name: str, model: str, key: str | None) -> Embedder:
    from bot.embedding import open_embedder  # noqa: PLC0415 - an HTTP client or 70 MB of model, for who wants them

    return open_embedder(name, model, key)


def sow(store: Store, settings: Settings, now: datetime) -> int:
    """Load the seed feeds and articles; what is there already stays as it is.

    Args:
        store: where they go.
        settings: where they are.
        now: UTC.

    Returns:
        How many feeds and articles are new.

    Raises:
        SeedError: a file is malformed; nothing of it is loaded.
    """
    feeds, articles = seeds.load_feeds(settings.seeds), seeds.load_articles(settings.seeds, now)
    new = store.feeds.ensure(feeds, now)
    for article in sorted(articles, key=lambda a: a.published):
        # Judged as on the day it appeared; what is not news when it comes in, nobody is sent.
        new += not take_in(
            store.archive, store.lexicon, article, article.published, meaning=store.meaning
        ).known
    return new
