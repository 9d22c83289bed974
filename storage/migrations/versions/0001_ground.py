# ruff: noqa: PLR0915 - every table is a statement or two
"""The first tables.

Revision: 0001
Revises: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "admins",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_admins"),
    )
    op.create_table(
        "audit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("undo", sa.JSON(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", _ID, nullable=False),
        sa.Column("span_start", sa.Date(), nullable=False),
        sa.Column("span_end", sa.Date(), nullable=False),
        sa.Column("precision", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("background", sa.Boolean(), nullable=False),
        sa.Column("first_reported", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_reported", sa.DateTime(timezone=True), nullable=False),
        sa.Column("follows_event_id", _ID, nullable=True),
        sa.Column("profile", sa.JSON(), nullable=True),
        sa.Column("merged_into", _ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title_fixed", sa.Boolean(), nullable=False),
        sa.Column("span_fixed", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follows_event_id"], ["events.id"], name="fk_events_follows_event_id_events"
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["events.id"], name="fk_events_merged_into_events"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_follows_event_id", "events", ["follows_event_id"], unique=False)
    op.create_index("ix_events_last_reported", "events", ["last_reported"], unique=False)
    op.create_index("ix_events_precision_span_start", "events", ["precision", "span_start"], unique=False)
    op.create_index("ix_events_span_start", "events", ["span_start"], unique=False)
    op.create_table(
        "facts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
    op.create_table(
        "feeds",
        sa.Column("id", _ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=True),
        sa.Column("perspective", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("rhythm", sa.Float(), nullable=True),
        sa.Column("ttl", sa.Integer(), nullable=True),
        sa.Column("last_entry_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
    )
    op.create_index("ix_feeds_next_poll_at", "feeds", ["next_poll_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_state_received_at", "inbox", ["state", "received_at"], unique=False)
    op.create_table(
        "outlet_lines",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "line", name="pk_outlet_lines"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pauses",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_pauses"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proposals_at", "proposals", ["at"], unique=False)
    op.create_table(
        "subscribers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("strand", sa.Text(), nullable=True),
        sa.Column("instant", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("digest_minute", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("empty_digests", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("min_sources", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digested_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silent_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silent_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_subscribers_chat_id_thread_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscribers_digest_at", "subscribers", ["digest_at"], unique=False)
    op.create_index("ix_subscribers_silent_until", "subscribers", ["silent_until"], unique=False)
    op.create_table(
        "term_counts",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_term_counts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "topic_edits",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic_edits"),
        sa.UniqueConstraint("kind", "concept", "text", name="uq_topic_edits_kind_concept_text"),
    )
    op.create_table(
        "articles",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("perspective", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_source", sa.String(length=16), nullable=False),
        sa.Column("published_confidence", sa.Float(), nullable=False),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feed_id", _ID, nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("sketch_size", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=True),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("vector_model", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("paywalled", sa.Boolean(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_articles_feed_id_feeds"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("key", name="uq_articles_key"),
    )
    op.create_index("ix_articles_body_hash", "articles", ["body_hash"], unique=False)
    op.create_index("ix_articles_url_key", "articles", ["url_key"], unique=False)
    op.create_table(
        "digests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("strand", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_digests_subscriber_id_subscribers",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("subscriber_id", "kind", "until", name="uq_digests_subscriber_id_kind_until"),
    )
    op.create_index("ix_digests_until", "digests", ["until"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("feed_id", _ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lang", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("own_page", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("known_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_entries_feed_id_feeds"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("feed_id", "key", name="uq_entries_feed_id_key"),
    )
    op.create_index("ix_entries_state_id", "entries", ["state", "id"], unique=False)
    op.create_table(
        "event_changes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("audit_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_event_changes_audit_id_audit"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_changes_event_id_events"),
        sa.PrimaryKeyConstraint("id", name="pk_event_changes"),
    )
    op.create_index("ix_event_changes_event_id", "event_changes", ["event_id"], unique=False)
    op.create_table(
        "event_strands",
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("strand", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_strands_event_id_events"),
        sa.PrimaryKeyConstraint("event_id", "strand", name="pk_event_strands"),
    )
    op.create_table(
        "event_terms",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_terms_event_id_events"),
        sa.PrimaryKeyConstraint("term", "week", "event_id", name="pk_event_terms"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_feedback_event_id_events"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_feedback_subscriber_id_subscribers",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "subscriber_id", "person", name="pk_feedback"),
    )
    op.create_index("ix_feedback_subscriber_id", "feedback", ["subscriber_id"], unique=False)
    op.create_table(
        "article_shingles",
        sa.Column("shingle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_shingles_article_id_articles"
        ),
        sa.PrimaryKeyConstraint("shingle", "article_id", name="pk_article_shingles"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decisions",
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("event_id", _ID, nullable=True),
        sa.Column("duplicate_of", _ID, nullable=True),
        sa.Column("relevance", sa.Float(), nullable=False),
        sa.Column("match", sa.Float(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_decisions_article_id_articles"),
        sa.ForeignKeyConstraint(["duplicate_of"], ["articles.id"], name="fk_decisions_duplicate_of_articles"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_decisions_event_id_events"),
        sa.PrimaryKeyConstraint("article_id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_decided_at", "decisions", ["decided_at"], unique=False)
    op.create_index("ix_decisions_verdict", "decisions", ["verdict"], unique=False)
    op.create_table(
        "entry_keys",
        sa.Column("feed_id", _ID, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_entry_keys_entry_id_entries"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_entry_keys_feed_id_feeds"),
        sa.PrimaryKeyConstraint("feed_id", "number", name="pk_entry_keys"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_members",
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_event_members_article_id_articles"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_members_event_id_events"),
        sa.PrimaryKeyConstraint("article_id", name="pk_event_members"),
        sa.UniqueConstraint("event_id", "ordinal", name="uq_event_members_event_id_ordinal"),
    )
    op.create_table(
        "event_mentions",
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_event_mentions_article_id_articles"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_mentions_event_id_events"),
        sa.PrimaryKeyConstraint("event_id", "article_id", name="pk_event_mentions"),
    )
    op.create_index("ix_event_mentions_article_id", "event_mentions", ["article_id"], unique=False)
    op.create_table(
        "updates",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("article_id", _ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("amends", sa.JSON(), nullable=True),
        sa.Column("change_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_updates_article_id_articles"),
        sa.ForeignKeyConstraint(
            ["change_id"], ["event_changes.id"], name="fk_updates_change_id_event_changes"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_updates_event_id_events"),
        sa.PrimaryKeyConstraint("id", name="pk_updates"),
    )
    op.create_index("ix_updates_created_at", "updates", ["created_at"], unique=False)
    op.create_index("ix_updates_event_id", "updates", ["event_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("update_id", _ID, nullable=True),
        sa.Column("digest_id", _ID, nullable=True),
        sa.Column("folded_into", _ID, nullable=True),
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name="fk_deliveries_digest_id_digests", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["folded_into"], ["digests.id"], name="fk_deliveries_folded_into_digests"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_deliveries_subscriber_id_subscribers",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name="fk_deliveries_update_id_updates"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("digest_id", "kind", name="uq_deliveries_digest_id_kind"),
        sa.UniqueConstraint(
            "update_id", "subscriber_id", "kind", name="uq_deliveries_update_id_subscriber_id_kind"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_folded_into", "deliveries", ["folded_into"], unique=False)
    op.create_index("ix_deliveries_state_id", "deliveries", ["state", "id"], unique=False)
    op.create_index(
        "ix_deliveries_subscriber_id_state", "deliveries", ["subscriber_id", "state"], unique=False
    )
    op.create_table(
        "revisions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("update_id", _ID, nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_revisions_article_id_articles"),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name="fk_revisions_update_id_updates"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
    )
    op.create_index("ix_revisions_article_id", "revisions", ["article_id"], unique=False)
    op.create_table(
        "statements",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("update_id", _ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("stems", sa.JSON(), nullable=False),
        sa.Column("concepts", sa.JSON(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_statements_event_id_events"),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name="fk_statements_update_id_updates"),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sa.UniqueConstraint("event_id", "ordinal", name="uq_statements_event_id_ordinal"),
    )
    op.create_index("ix_statements_update_id", "statements", ["update_id"], unique=False)
    op.create_table(
        "statement_sources",
        sa.Column("statement_id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_statement_sources_article_id_articles"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_statement_sources_statement_id_statements"
        ),
        sa.PrimaryKeyConstraint("statement_id", "article_id", name="pk_statement_sources"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_statement_sources_article_id", "statement_sources", ["article_id"], unique=False)

    # Beyond what the tables' classes can say
    _make_searchable("event_search", "events")
    _make_searchable("article_search", "articles")


def _make_searchable(index: str, table: str) -> None:
    """The index of `storage.search`: FTS5 on SQLite, a `tsvector` with GIN on PostgreSQL."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')"
        )
        return
    op.execute(
        f"CREATE TABLE {index} (id BIGINT CONSTRAINT pk_{index} PRIMARY KEY"
        f" CONSTRAINT fk_{index}_id_{table} REFERENCES {table}, words TSVECTOR NOT NULL)"
    )
    op.execute(f"CREATE INDEX ix_{index}_words ON {index} USING gin (words)")
