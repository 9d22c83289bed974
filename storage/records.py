"""The vocabulary: what every room of Dateline hands to the next.

Frozen values, one for each stage, so that a name tells how far a thing has come:

    Feed → Fetched → Entry → Article → Study → Decision → Event/Update → Delivery → Outcome

Times are aware `datetime`s in UTC, days are `date`s, scores are 0-1 floats, durations are seconds, ids are the
database's integers. This module imports the standard library only; everything else may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# --- feeds and what they say ---------------------------------------------------------------------------------


class FeedState(StrEnum):
    """Whether a feed is polled. `gone` (410) is kept for its history and never polled again by itself."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class FeedDraft:
    """A source somebody asks for: from the seeds, the chat or the command line."""

    url: str
    outlet: str
    lang: str | None = None  # "en", "ru", "hy", …; None: judged article by article
    perspective: str | None = None  # an id of the topic's perspectives
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A source with its schedule and health."""

    id: int
    url: str
    outlet: str
    lang: str | None
    perspective: str | None
    title: str | None
    state: FeedState
    etag: str | None
    last_modified: str | None
    next_poll_at: datetime
    last_polled_at: datetime | None
    last_success_at: datetime | None
    failures: int  # in a row
    last_error: str | None
    created_at: datetime
    rhythm: float | None = None  # seconds between two of its entries, as a rule; None: not known yet
    ttl: int | None = None  # seconds the feed itself asks to wait between two readings
    last_entry_at: datetime | None = None  # when it last brought an entry that was new to us


@dataclass(frozen=True, slots=True)
class Fetched:
    """One HTTP answer. Status 304 is a value like any other, with an empty body."""

    url: str  # where the answer came from, after redirects
    status: int
    body: bytes
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: int | None = None  # seconds
    max_age: int | None = None  # seconds the server holds the answer to be fresh
    moved_to: str | None = None  # where only permanent redirects (301, 308) led

    @property
    def unchanged(self) -> bool:
        """The server says: nothing new since last time."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Entry:
    """What one feed item says, before judgement. `key` is its identity within its feed.

    An entry is known when its key or one of its `aliases` is: feeds change their GUIDs, addresses and dates. One that is
    known by another `digest` was edited.
    """

    key: str  # GUID, else canonical link, else title + day
    url: str
    title: str
    html: str  # the longest content or summary the item carries; may be empty
    published: datetime | None
    lang: str | None = None
    aliases: tuple[str, ...] = ()  # further keys it may be known by
    digest: str = ""  # of its words; empty: edits are not looked for
    own_page: bool = True  # False: `url` leads to others too, so that it cites but does not identify


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """A stored entry that waits for its verdict, or once more for one since its words were changed."""

    id: int
    feed: Feed
    entry: Entry
    seen_at: datetime
    attempts: int
    revision: int = 0  # how often its words were changed
    known_by: int = 0  # keys and wordings; there are more when its feed has said something else of it since


class DateSource(StrEnum):
    """How a publication time is known, best first."""

    FEED = "feed"
    METADATA = "metadata"  # JSON-LD, OpenGraph, <time>
    DATELINE = "dateline"  # just under the headline
    INFERRED = "inferred"  # worked out by hand or from the text
    MASTHEAD = "masthead"  # an upper bound only
    FETCHED = "fetched"  # an upper bound only


@dataclass(frozen=True, slots=True)
class Article:
    """A text to be judged: cleaned of HTML, not yet of page furniture."""

    url: str  # canonical
    title: str
    text: str  # paragraphs apart by newlines; may be empty
    outlet: str
    lang: str | None
    published: datetime
    published_source: DateSource
    published_confidence: float
    fetched_at: datetime
    perspective: str | None = None
    external_id: str | None = None  # the id an import or a seed file gives it
    feed_id: int | None = None
    timed: bool = True  # False: only the day of `published` is known
    image: str | None = None  # address of its picture, for link previews
    paywalled: bool = False  # the page shows a stub to those who do not pay: `text` may be a summary


# --- the topic -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concept:
    """Something the story is about, with its names.

    A name is one or more words; a trailing `*` on a word stands for any ending, so that inflected languages need one
    line for a noun. Names match whole words, case-folded, save short names in capitals only ("ICE"), which must
    stand in capitals.
    """

    id: str
    kind: str  # "bloc", "subject", "actor", "place", "act", …: the story's own words, used by its rules
    names: Mapping[str, tuple[str, ...]]  # language → names
    label: Mapping[str, str] = field(default_factory=dict)  # language → how readers call it
    unless: tuple[str, ...] = ()  # names near which a hit does not count ("Paris, Texas")
    opposite: str | None = None  # for acts: the concept id of the contrary act
    step: int | None = None  # for acts: the rung on the story's status ladder
    possible: str | None = None  # for acts: the concept id of the act that it is where it only may be so
    negated: str | None = None  # for acts: … where it is not so; a step of the ladder is none then
    together: tuple[str, ...] = ()  # concept ids: named near each other they name this one too


@dataclass(frozen=True, slots=True)
class Rule:
    """A conjunction that makes an article belong: every item of `all_of` is hit; an item is a concept id or kind."""

    all_of: tuple[str, ...]
    score: float  # 0-1, what the rule gives when it holds in the headline or lead
    unless: tuple[str, ...] = ()  # concept ids or kinds: named in the headline or lead they void the rule


@dataclass(frozen=True, slots=True)
class Strand:
    """A part of the story that readers may follow by itself."""

    key: str
    names: Mapping[str, str]  # language → how readers call it
    concepts: tuple[str, ...]  # ids or kinds: an event whose report leads with one of them is on the strand


@dataclass(frozen=True, slots=True)
class Topic:
    """What we follow. Everything story-specific is here and comes from `seeds/topic.toml`."""

    name: str
    title: Mapping[str, str] = field(default_factory=dict)  # language → the story's name for readers
    tag: Mapping[str, str] = field(
        default_factory=dict
    )  # language → the short tag on the first line of a post
    accept_everything: bool = False
    languages: tuple[str, ...] = ("en", "ru", "hy")
    concepts: tuple[Concept, ...] = ()
    rules: tuple[Rule, ...] = ()
    exclude: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # language → names that speak against
    perspectives: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # id → language → label
    strands: tuple[Strand, ...] = ()  # none: readers follow everything
    zones: Mapping[str, str] = field(default_factory=dict)  # language → IANA zone most of its readers live in
    ladder: tuple[str, ...] = ()  # ids and kinds: what the steps of acts are of; none: of anything


# --- judgement -----------------------------------------------------------------------------------------------


class Precision(StrEnum):
    """How exactly a time is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of days, both ends included, and how exactly the text gives it."""

    start: date
    end: date
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True)
class Mention:
    """A time a sentence speaks of: the interval, and the words it was read from."""

    span: Span
    evidence: str
    position: tuple[int, int]  # characters in the sentence, [start, end)
    absolute: bool  # the words alone name the year; False: reckoned from the publication time


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article, with what judgement reads in it."""

    text: str  # as the article has it
    position: int  # 0 is the headline
    mentions: tuple[Mention, ...] = ()
    concepts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # keys of names, one script
    stems: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()  # what it speaks of, alike in every language
    quoted: bool = False  # carries a quotation


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What recognises a copy: bottom-k sketch of word shingles (Broder 1997).

    `sketch` holds the `len(sketch)` smallest shingle hashes, sorted; it is the whole set where `size` is not larger.
    """

    body_hash: str
    sketch: tuple[int, ...]
    size: int  # distinct shingles
    numbers: tuple[str, ...]  # in reading order, so that look-alikes with other figures are told apart


@dataclass(frozen=True, slots=True)
class Profile:
    """What matching compares: the sparse content of a headline and lead, and the interval of the main event."""

    lang: str
    concepts: Mapping[str, float]  # concept id → weight
    terms: Mapping[str, float]  # stem → frequency
    names: frozenset[str]  # and signs
    numbers: frozenset[str]
    acts: frozenset[str]
    span: Span | None
    published: date

    def __hash__(self) -> int:
        """By what tells profiles apart soonest; its mappings have no hash."""
        return hash((self.published, self.names, self.numbers))


@dataclass(frozen=True, slots=True)
class Vector:
    """A text's place in the space of an embedding model. Vectors of different models cannot be compared."""

    model: str
    values: tuple[float, ...]  # of length 1


@dataclass(frozen=True, slots=True)
class Study:
    """Everything judgement reads in one article before it looks into memory."""

    article: Article
    lang: str
    title: str
    sentences: tuple[Sentence, ...]  # headline first, then reporting sentences, furniture gone
    fingerprint: Fingerprint
    profile: Profile
    relevance: float
    reasons: tuple[str, ...]  # why it belongs or not
    against: float = 0.0  # what words of other fields took from its relevance
    of_the_morning: bool = False  # before noon, under no day: what it tells may be of the day before
    lines: tuple[str, ...] = ()  # keys of the article's lines, from which an outlet's furniture is learnt
    vector: Vector | None = None  # where an embedder is set up


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article in memory that might be the original of a copy."""

    id: int
    url: str
    title: str
    lang: str
    published: datetime
    event_id: int | None
    fingerprint: Fingerprint


class StatementKind(StrEnum):
    """What a sentence of the timeline is."""

    FACT = "fact"
    DENIAL = "denial"
    CORRECTION = "correction"


class EventStatus(StrEnum):
    """What is to be held of an event."""

    REPORTED = "reported"
    DISPUTED = "disputed"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class KnownStatement:
    """A sentence of the timeline in memory. `key` fields are what novelty compares."""

    id: int
    text: str
    kind: StatementKind
    lang: str
    stems: frozenset[str]
    concepts: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event in memory: its founders (first members) stand for it, so that it cannot drift."""

    id: int
    span: Span
    title: str
    lang: str
    status: EventStatus
    background: bool
    first_reported: datetime
    last_reported: datetime
    founders: tuple[Profile, ...]
    statements: tuple[KnownStatement, ...]
    reported_by: frozenset[tuple[str, str]]  # outlet and language of each report
    vectors: tuple[Vector | None, ...] = ()  # of the founders, for a study that has one
    titled: bool = True  # False: no report of it had a headline, so its title is a sentence


@dataclass(frozen=True, slots=True)
class Memory:
    """What storage recalls for one study; all that `decide` may know of the past."""

    same_url: KnownArticle | None = None
    articles: tuple[KnownArticle, ...] = ()  # that share a body hash or shingles
    events: tuple[KnownEvent, ...] = ()  # that share rare terms in the neighbouring weeks
    frequency: Mapping[str, int] = field(default_factory=dict)  # term of the study → articles that have it
    documents: int = 0  # articles counted in `frequency`
    pace: float = 1.0  # events that the story brings a day, around the time of the study


class Verdict(StrEnum):
    """What an article turned out to be."""

    IRRELEVANT = "irrelevant"
    DUPLICATE = "duplicate"
    CORROBORATION = "corroboration"
    DEVELOPMENT = "development"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """A new sentence for the timeline, as it will be shown."""

    text: str  # relative dates made absolute; otherwise as the article has it
    source_text: str  # as the article has it
    kind: StatementKind
    lang: str
    stems: frozenset[str]
    concepts: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventDraft:
    """A new event: of the article itself, or (background) one it tells of in passing."""

    span: Span
    title: str
    lang: str
    status: EventStatus
    background: bool
    profile: Profile
    statements: tuple[StatementDraft, ...]
    strands: tuple[str, ...] = ()  # keys of the topic's strands it is on


@dataclass(frozen=True, slots=True)
class BackgroundSupport:
    """An event of the timeline that the article tells of in passing, and what it adds to it."""

    event_id: int
    statements: tuple[StatementDraft, ...] = ()
    supports: tuple[int, ...] = ()  # statements of the event that the article says too
    span: Span | None = None  # the event's better-known date


class UpdateKind(StrEnum):
    """What is published about an event."""

    NEW = "new"
    DEVELOPMENT = "development"
    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one article and all that follows from it. Storage carries it out as it stands."""

    verdict: Verdict
    relevance: float
    match: float | None  # agreement with the best event compared, None: none was
    reasons: tuple[str, ...]
    duplicate_of: int | None = None  # article id
    event_id: int | None = None  # the known event it joins (also that of the original of a duplicate)
    event: EventDraft | None = None  # with verdict `event`
    statements: tuple[StatementDraft, ...] = ()  # new in the joined event
    details: tuple[StatementDraft, ...] = ()  # new in the event as well, but told by no update
    supports: tuple[int, ...] = ()  # statements of the joined event that the article says too
    status: EventStatus | None = None  # the joined event's status from now on
    span: Span | None = None  # the joined event's better-known date
    title: str | None = None  # the joined event's headline from now on, in its language
    update: UpdateKind | None = None  # what is posted; None: nothing, though posts already sent may be edited
    related_event_id: int | None = None  # the earlier event this one follows
    strands: tuple[str, ...] = ()  # of the topic, on which the joined event is too from now on
    background: tuple[EventDraft, ...] = ()
    background_support: tuple[BackgroundSupport, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """An article that is in, as it was last read, for the case that its outlet has changed it."""

    article_id: int
    title: str
    text: str
    published: datetime
    verdict: Verdict
    event: KnownEvent | None


@dataclass(frozen=True, slots=True)
class Published:
    """What one publishing transaction did."""

    article_id: int
    verdict: Verdict
    event_id: int | None
    update_id: int | None
    posts: int  # deliveries of new posts
    edits: int  # sent posts to be edited
    known: bool = False  # the article was already in: nothing was done


# --- the timeline, read back ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """An article that stands behind an event, as a citation shows it."""

    article_id: int
    external_id: str | None
    url: str
    outlet: str
    perspective: str | None
    title: str
    published: datetime
    timed: bool
    lang: str
    verdict: Verdict
    image: str | None = None  # the address of its picture, as the page or the feed names it
    in_passing: bool = False  # it only speaks of the event, and reports another or none

    @property
    def confirms(self) -> bool:
        """Whether it reports the event in words of its own."""
        return self.verdict is not Verdict.DUPLICATE and not self.in_passing


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the timeline with the articles that support it."""

    id: int
    text: str
    kind: StatementKind
    lang: str
    article_ids: tuple[int, ...]
    update_id: int | None  # the update that first told it


class ChangeKind(StrEnum):
    """What may change about an event after it was first told."""

    TITLE = "title"
    DATE = "date"
    STATUS = "status"
    MERGED = "merged"  # with the event of that number
    SPLIT = "split"  # from or off the event of that number
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an event. Dates are written as `storage.codec.written_span` does, events by their numbers."""

    at: datetime
    what: ChangeKind
    before: str
    after: str


Pointer = tuple[int, Span, str, str]
"""What is shown of an event that another one points to: its number, date, title and the title's language."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with everything a reader may ask of it."""

    id: int
    span: Span
    title: str
    lang: str
    status: EventStatus
    background: bool
    first_reported: datetime
    last_reported: datetime
    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]  # in order of publication
    follows: Pointer | None = None  # the event before
    merged_into: Pointer | None = None  # the event that has taken this one up; nothing is left here
    note: str | None = None  # why it was retracted, in an admin's words
    pinned: bool = False
    withheld: bool = False  # readers do not see it: it waits for an admin, or was refused

    @property
    def reports(self) -> tuple[Source, ...]:
        """What reports it in words of its own; where nothing does, as with background, all that stands behind it."""
        return tuple(source for source in self.sources if source.confirms) or self.sources

    @property
    def source_count(self) -> int:
        """How many articles report it."""
        return len(self.reports)

    @property
    def outlets(self) -> int:
        """How many outlets report it."""
        return len({source.outlet for source in self.reports})


@dataclass(frozen=True, slots=True)
class Brief:
    """As much of an event as a list shows."""

    id: int
    span: Span
    title: str
    lang: str
    status: EventStatus
    source_count: int


@dataclass(frozen=True, slots=True)
class Update:
    """What is published about an event."""

    id: int
    event_id: int
    kind: UpdateKind
    created_at: datetime
    article_id: int | None
    note: str | None = None  # why, in the words of the admin who changed the event
    change: Change | None = None  # what an admin's correction tells


@dataclass(frozen=True, slots=True)
class Revision:
    """What an article's outlet changed in it afterwards, and what that was held to be."""

    replaced_at: datetime
    title: str  # as it was before
    reasons: tuple[str, ...]
    told: bool  # readers were told of it


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A stored decision with its article, as `export decisions` and `why` show it."""

    article_id: int
    external_id: str | None
    url: str
    title: str
    outlet: str
    lang: str
    published: datetime
    timed: bool
    verdict: Verdict
    event_id: int | None
    duplicate_of: int | None
    relevance: float
    match: float | None
    reasons: tuple[str, ...]
    decided_at: datetime
    revisions: tuple[Revision, ...] = ()  # oldest first; read for `why` only


# --- readers and what they are owed --------------------------------------------------------------------------


class ChatKind(StrEnum):
    """Telegram's kinds of chat."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Instant(StrEnum):
    """What is posted the moment it is known."""

    ALL = "all"  # every development too
    EVENTS = "events"  # new events, changes of status, corrections
    NONE = "none"  # nothing: digests only


class Rhythm(StrEnum):
    """How often a digest is sent."""

    NONE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """What a reader chose. Minutes count from the midnight of the reader's own zone."""

    zone: str = "UTC"  # IANA
    strand: str | None = None  # of the topic; None: everything
    instant: Instant = Instant.ALL
    digest: Rhythm = Rhythm.DAILY
    digest_minute: int = 9 * 60
    digest_weekday: int = 0  # of weekly digests; 0: Monday
    empty_digests: bool = False  # say so when nothing is new, instead of keeping silent
    quiet: tuple[int, int] | None = None  # from, to: minutes; never equal
    muted_until: datetime | None = None
    min_sources: int = 1  # outlets that must report an event before it is posted


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat, or one topic of a forum, with its settings."""

    id: int
    chat_id: int
    thread_id: int  # 0: the chat itself
    kind: ChatKind
    title: str | None
    lang: str
    active: bool
    disabled_reason: str | None
    created_at: datetime
    settings: ReaderSettings = ReaderSettings()
    seen_at: datetime | None = None  # the reader's last look, where the next catch-up begins
    digested_until: datetime | None = None  # where the next digest begins


class DigestKind(StrEnum):
    """Why several updates come in one message."""

    DAILY = "daily"
    WEEKLY = "weekly"
    CATCH_UP = "catch_up"  # what was held back in quiet hours


@dataclass(frozen=True, slots=True)
class Digest:
    """Several updates owed to one chat as one message."""

    id: int
    kind: DigestKind
    since: datetime
    until: datetime
    strand: str | None


class DeliveryKind(StrEnum):
    """A first post, or an edit of it. Edits are idempotent and carry the newest state."""

    POST = "post"
    EDIT = "edit"


class DeliveryState(StrEnum):
    """Where a delivery stands.

    `held`: it waits for the end of quiet hours, or for another outlet; `folded`: a digest, or the event's own post, told it;
    `uncertain`: the answer was lost twice, an admin decides.
    """

    HELD = "held"
    FOLDED = "folded"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One update or digest owed to one chat, claimed for sending."""

    id: int
    told: Update | Digest
    subscriber: Subscriber
    kind: DeliveryKind
    attempts: int
    revision: int  # counts requests to edit, so that an edit asked for during a send is not lost
    message_id: int | None  # of the post to edit
    reply_to: int | None  # message id of the event's first post in this chat, or of the digest that told it

    @property
    def name(self) -> str:
        """What is owed, for logs: "update 7"."""
        return f"{'update' if isinstance(self.told, Update) else 'digest'} {self.told.id}"


@dataclass(frozen=True, slots=True)
class Sent:
    """A send as Telegram counts it."""

    chat_id: int
    kind: ChatKind
    at: datetime


class OutcomeKind(StrEnum):
    """How a send ended, after classification."""

    SENT = "sent"
    RETRY = "retry"  # surely not sent: again at `not_before`
    LOST = "lost"  # the answer was lost: once more, then uncertain
    DEAD = "dead"  # refused for good: our bug or the chat's rules
    CHAT_GONE = "chat_gone"  # the chat is disabled
    MIGRATED = "migrated"  # the chat has a new id
    MISSING = "missing"  # the post to edit is gone: post anew


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one delivery."""

    kind: OutcomeKind
    message_id: int | None = None
    error: str | None = None
    not_before: datetime | None = None
    new_chat_id: int | None = None
    told_too: frozenset[int] = frozenset()  # further updates that the message which was sent has told


class InboxState(StrEnum):
    """Where an incoming update stands."""

    PENDING = "pending"
    HANDLED = "handled"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A raw update of the Bot API as it was stored."""

    update_id: int
    raw: str  # JSON
    received_at: datetime
