"""The tables: one class a table, every constraint named, nothing that both databases do not have.

Nobody outside `storage` sees these classes; the modules of queries turn them into `storage.records`.
Texts that are looked up by index are bounded (see `storage.keys`), because PostgreSQL refuses index entries beyond
2,700 bytes and feeds may say anything.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    Enum,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from storage.columns import CleanText, Id, UtcDateTime
from storage.records import (
    ChangeKind,
    ChatKind,
    DateSource,
    DeliveryKind,
    DeliveryState,
    DigestKind,
    EventStatus,
    FeedState,
    InboxState,
    Instant,
    Precision,
    Rhythm,
    StatementKind,
    UpdateKind,
    Verdict,
)


class EntryState(enum.StrEnum):
    """Where a feed's entry stands: waiting, judged, or set aside because judging it fails."""

    PENDING = "pending"
    DONE = "done"
    POISONED = "poisoned"


def _values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


_words = Enum(enum.Enum, native_enum=False, length=16, values_callable=_values)
"""Enums are stored as their words, so that a new member needs no migration."""


_WITHIN_KEY = {"sqlite_with_rowid": False}
"""Of tables with many small rows, which SQLite otherwise keeps beside their key: so they take half the room."""


class Base(DeclarativeBase):
    """What all tables share: how constraints are named and how Python's types are stored."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: CleanText,
        datetime: UtcDateTime,
        date: Date,
        float: Float,
        bytes: LargeBinary,
        enum.Enum: _words,
        list[str]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
    }


def _reference(column: str, *, primary_key: bool = False, index: bool = False, cascade: bool = False) -> Any:
    ondelete = "CASCADE" if cascade else None
    return mapped_column(Id, ForeignKey(column, ondelete=ondelete), primary_key=primary_key, index=index)


# --- what comes in -------------------------------------------------------------------------------------------


class FeedRow(Base):
    """A source. A removed one stays as a tombstone, or the seeds would bring it back."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    outlet: Mapped[str]
    lang: Mapped[str | None]
    perspective: Mapped[str | None]
    title: Mapped[str | None]
    state: Mapped[FeedState]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    next_poll_at: Mapped[datetime] = mapped_column(index=True)
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False)
    rhythm: Mapped[float | None]
    ttl: Mapped[int | None]
    last_entry_at: Mapped[datetime | None]


class EntryRow(Base):
    """What a feed item said. The keys stay for ever; `html` is emptied once the entry is judged."""

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("feed_id", "key"), Index(None, "state", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    feed_id: Mapped[int] = _reference("feeds.id")
    key: Mapped[str]
    url: Mapped[str]
    title: Mapped[str]
    html: Mapped[str]
    published: Mapped[datetime | None]
    lang: Mapped[str | None]
    seen_at: Mapped[datetime]
    state: Mapped[EntryState] = mapped_column(default=EntryState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    own_page: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=0)  # how often its words were changed
    known_by: Mapped[int] = mapped_column(default=0)  # rows of `entry_keys`


class EntryKeyRow(Base):
    """One of the keys by which a feed's entry is known, as a number (`storage.keys.entry_number`)."""

    __tablename__ = "entry_keys"
    __table_args__ = _WITHIN_KEY

    feed_id: Mapped[int] = _reference("feeds.id", primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = _reference("entries.id")


class InboxRow(Base):
    """An incoming update of the Bot API, raw."""

    __tablename__ = "inbox"
    __table_args__ = (Index(None, "state", "received_at"),)

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    raw: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[InboxState]
    error: Mapped[str | None]


# --- articles and what was decided -----------------------------------------------------------------------------


class ArticleRow(Base):
    """A judged text. `key` is its identity (`storage.keys.article_key`), `url_key` its bounded address."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str]
    url_key: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    outlet: Mapped[str]
    perspective: Mapped[str | None]
    lang: Mapped[str]
    published: Mapped[datetime]
    published_source: Mapped[DateSource]
    published_confidence: Mapped[float]
    timed: Mapped[bool]
    fetched_at: Mapped[datetime]
    feed_id: Mapped[int | None] = _reference("feeds.id")
    external_id: Mapped[str | None]
    body_hash: Mapped[str] = mapped_column(index=True)
    sketch_size: Mapped[int]
    numbers: Mapped[list[str]]
    profile: Mapped[dict[str, Any] | None]  # of articles that may found an event
    vector: Mapped[bytes | None]  # likewise, see storage.codec
    vector_model: Mapped[str | None]
    image: Mapped[str | None]
    paywalled: Mapped[bool] = mapped_column(default=False)
    # Last, because SQLite reads a row up to the column it is asked for, and these are most of it.
    sketch: Mapped[bytes]  # see storage.codec
    text: Mapped[str]


class RevisionRow(Base):
    """What an article said before its outlet changed it, and what the change was held to be."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = _reference("articles.id", index=True)
    update_id: Mapped[int | None] = _reference("updates.id")  # the correction that was posted
    replaced_at: Mapped[datetime]
    title: Mapped[str]
    reasons: Mapped[list[str]]
    text: Mapped[str]


class ShingleRow(Base):
    """One of the smallest hashes of an article's sketch: copies share some (Broder 1997)."""

    __tablename__ = "article_shingles"
    __table_args__ = _WITHIN_KEY

    shingle: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = _reference("articles.id", primary_key=True)


class DecisionRow(Base):
    """The verdict on an article, one each."""

    __tablename__ = "decisions"

    article_id: Mapped[int] = _reference("articles.id", primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(index=True)
    event_id: Mapped[int | None] = _reference("events.id")
    duplicate_of: Mapped[int | None] = _reference("articles.id")
    relevance: Mapped[float]
    match: Mapped[float | None]
    reasons: Mapped[list[str]]
    decided_at: Mapped[datetime] = mapped_column(index=True)


class OutletLineRow(Base):
    """In how many articles of an outlet a line stood: page furniture comes again and again."""

    __tablename__ = "outlet_lines"
    __table_args__ = _WITHIN_KEY

    outlet: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    articles: Mapped[int]


class TermCountRow(Base):
    """In how many articles a term stood. The empty term stands in all of them: it counts the articles."""

    __tablename__ = "term_counts"
    __table_args__ = _WITHIN_KEY

    term: Mapped[str] = mapped_column(primary_key=True)
    articles: Mapped[int]


# --- the timeline ------------------------------------------------------------------------------------------------


class EventRow(Base):
    """One thing that happened. `profile` is that of a background event, which has no members to stand for it."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "precision", "span_start"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    span_start: Mapped[date] = mapped_column(index=True)
    span_end: Mapped[date]
    precision: Mapped[Precision]
    title: Mapped[str]
    lang: Mapped[str]
    status: Mapped[EventStatus]
    background: Mapped[bool]
    first_reported: Mapped[datetime]
    last_reported: Mapped[datetime] = mapped_column(index=True)
    follows_event_id: Mapped[int | None] = _reference("events.id", index=True)
    profile: Mapped[dict[str, Any] | None]
    merged_into: Mapped[int | None] = _reference("events.id")
    note: Mapped[str | None]  # why it was retracted
    pinned_at: Mapped[datetime | None]
    title_fixed: Mapped[bool] = mapped_column(default=False)  # by an admin: the line leaves it alone
    span_fixed: Mapped[bool] = mapped_column(default=False)
    withheld: Mapped[bool] = mapped_column(default=False)  # it waits for an admin, or was refused by one


class EventStrandRow(Base):
    """A strand of the topic that an event belongs to: what readers may choose to follow."""

    __tablename__ = "event_strands"

    event_id: Mapped[int] = _reference("events.id", primary_key=True)
    strand: Mapped[str] = mapped_column(primary_key=True)


class EventChangeRow(Base):
    """What was changed about an event after it was first told: its history."""

    __tablename__ = "event_changes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = _reference("events.id", index=True)
    at: Mapped[datetime]
    what: Mapped[ChangeKind]
    before: Mapped[str]
    after: Mapped[str]
    audit_id: Mapped[int | None] = _reference("audit.id")  # None: the line did it


class MemberRow(Base):
    """An article of an event; it joins once and stays."""

    __tablename__ = "event_members"
    __table_args__ = (UniqueConstraint("event_id", "ordinal"),)

    article_id: Mapped[int] = _reference("articles.id", primary_key=True)
    event_id: Mapped[int] = _reference("events.id")
    ordinal: Mapped[int]  # 0, 1, 2, … in order of joining


class MentionRow(Base):
    """An article that speaks of an event and says nothing that is told of it."""

    __tablename__ = "event_mentions"

    event_id: Mapped[int] = _reference("events.id", primary_key=True)
    article_id: Mapped[int] = _reference("articles.id", primary_key=True, index=True)


class EventTermRow(Base):
    """A term of an event's founders, in the weeks of the event and of their publication."""

    __tablename__ = "event_terms"
    __table_args__ = _WITHIN_KEY

    term: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_id: Mapped[int] = _reference("events.id", primary_key=True)


class StatementRow(Base):
    """One sentence of the timeline, with what novelty compares."""

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("event_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = _reference("events.id")
    update_id: Mapped[int | None] = _reference("updates.id", index=True)
    text: Mapped[str]
    source_text: Mapped[str]
    kind: Mapped[StatementKind]
    lang: Mapped[str]
    ordinal: Mapped[int]
    stems: Mapped[list[str]]
    concepts: Mapped[list[str]]
    names: Mapped[list[str]]
    numbers: Mapped[list[str]]


class StatementSourceRow(Base):
    """An article that says a statement."""

    __tablename__ = "statement_sources"
    __table_args__ = _WITHIN_KEY

    statement_id: Mapped[int] = _reference("statements.id", primary_key=True)
    article_id: Mapped[int] = _reference("articles.id", primary_key=True, index=True)


class UpdateRow(Base):
    """What is published about an event."""

    __tablename__ = "updates"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = _reference("events.id", index=True)
    kind: Mapped[UpdateKind]
    article_id: Mapped[int | None] = _reference("articles.id")
    created_at: Mapped[datetime] = mapped_column(index=True)
    approved: Mapped[bool | None] = mapped_column(default=True)  # None: it waits for an admin; False: refused
    note: Mapped[str | None]  # why, in the words of the admin who changed the event
    amends: Mapped[dict[str, Any] | None]  # what it makes of its event once an admin lets it through
    change_id: Mapped[int | None] = _reference("event_changes.id")  # what an admin's correction tells
    change: Mapped[EventChangeRow | None] = relationship(viewonly=True)


# --- readers and what they are owed --------------------------------------------------------------------------


class SubscriberRow(Base):
    """A chat or forum topic. Numbers are never used twice: a late answer must not meet another's row."""

    __tablename__ = "subscribers"
    __table_args__ = (UniqueConstraint("chat_id", "thread_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(default=0)
    kind: Mapped[ChatKind]
    title: Mapped[str | None]
    lang: Mapped[str]
    active: Mapped[bool]
    disabled_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(default="UTC")
    strand: Mapped[str | None]
    instant: Mapped[Instant] = mapped_column(default=Instant.ALL)
    digest: Mapped[Rhythm] = mapped_column(default=Rhythm.DAILY)
    digest_minute: Mapped[int] = mapped_column(default=9 * 60)
    digest_weekday: Mapped[int] = mapped_column(default=0)
    digest_at: Mapped[datetime | None] = mapped_column(index=True)  # when the next is due
    empty_digests: Mapped[bool] = mapped_column(default=False)
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    muted_until: Mapped[datetime | None]
    min_sources: Mapped[int] = mapped_column(default=1)
    seen_at: Mapped[datetime | None]
    digested_until: Mapped[datetime | None]  # what the next digest tells begins here
    silent_from: Mapped[datetime | None]  # the present silence or the next: quiet hours, a mute
    silent_until: Mapped[datetime | None] = mapped_column(index=True)


class DigestRow(Base):
    """Several updates owed to one chat as one message.

    Those of a day or week are all between its times on its strand; those of a catch-up are the posts folded into it.
    """

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("subscriber_id", "kind", "until"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subscriber_id: Mapped[int] = _reference("subscribers.id", cascade=True)
    kind: Mapped[DigestKind]
    strand: Mapped[str | None]
    since: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)


class FeedbackRow(Base):
    """What a reader thinks of an event's post: 1 useful, -1 not. `person` is a hash, for groups have many."""

    __tablename__ = "feedback"

    event_id: Mapped[int] = _reference("events.id", primary_key=True)
    subscriber_id: Mapped[int] = _reference("subscribers.id", primary_key=True, cascade=True, index=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    at: Mapped[datetime]


class DeliveryRow(Base):
    """One update or digest owed to one chat: the outbox. Numbers are never used twice, as with subscribers."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("update_id", "subscriber_id", "kind"),
        UniqueConstraint("digest_id", "kind"),
        Index(None, "state", "id"),
        Index(None, "subscriber_id", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    update_id: Mapped[int | None] = _reference("updates.id")
    digest_id: Mapped[int | None] = _reference("digests.id", cascade=True)
    folded_into: Mapped[int | None] = _reference(
        "digests.id", index=True
    )  # the catch-up that told it instead
    subscriber_id: Mapped[int] = _reference("subscribers.id", cascade=True)
    kind: Mapped[DeliveryKind]
    state: Mapped[DeliveryState]
    attempts: Mapped[int] = mapped_column(default=0)
    losses: Mapped[int] = mapped_column(default=0)  # answers lost on the way
    revision: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[int | None] = mapped_column(BigInteger)  # of posts
    error: Mapped[str | None]
    created_at: Mapped[datetime]  # of an edit: when it was last asked for
    not_before: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class PauseRow(Base):
    """How long nothing may be sent: to one chat or at all. Kept, so that a restart does not cut a wait short."""

    __tablename__ = "pauses"

    scope: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


# --- the people who run it ------------------------------------------------------------------------------------


class AdminRow(Base):
    """A person whom an owner (from the settings) made an admin."""

    __tablename__ = "admins"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    added_by: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]


class ProposalRow(Base):
    """An act that waits for its admin to confirm it. A button carries its number, for it has no room for the words."""

    __tablename__ = "proposals"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    act: Mapped[str]
    arguments: Mapped[dict[str, Any]]


class AuditRow(Base):
    """An act of an admin: who, when, what, why, and what it takes to undo it."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    act: Mapped[str]
    subject: Mapped[str]  # "event 17", "feed 3", "admin 12345"
    why: Mapped[str | None]
    undo: Mapped[dict[str, Any] | None]  # None: it cannot be undone
    undone_at: Mapped[datetime | None]


class TopicEditRow(Base):
    """What admins added to the topic from the chat: a name of a concept, or words that make one mean another."""

    __tablename__ = "topic_edits"
    __table_args__ = (UniqueConstraint("kind", "concept", "text"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]  # alias, stop
    concept: Mapped[str]
    lang: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(BigInteger)


class FactRow(Base):
    """A single thing to remember across restarts, by name: review mode, when a report is due."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
