"""Statements written: sentences appended to an event, with the articles that say them, or only speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from storage.codec import encode_words
from storage.prepared import Prepared
from storage.records import StatementDraft
from storage.sql import given, insert_rows, plain
from storage.tables import MentionRow, StatementRow, StatementSourceRow

_said = plain(StatementRow).c
_LAST = Prepared(select(func.max(_said.ordinal)).where(_said.event_id == bindparam("event")))
_STATEMENT = Prepared(insert(plain(StatementRow)).returning(_said.id), given(StatementRow))


def tell(
    session: Session,
    event_id: int,
    article_id: int,
    told: Sequence[tuple[StatementDraft, int | None]],
) -> None:
    """Append sentences to an event, with the article as their source; whoever calls lets the event be found by them.

    Args:
        session: the transaction.
        event_id: where they go.
        article_id: what they were taken from.
        told: each with the number of the update that tells it, None: none does.
    """
    if not told:
        return
    connection = session.connection()
    last = _LAST.scalar(connection, event=event_id)
    numbers = [
        _STATEMENT.scalar(
            connection,
            event_id=event_id,
            update_id=update_id,
            text=draft.text,
            source_text=draft.source_text,
            kind=draft.kind,
            lang=draft.lang,
            ordinal=ordinal,
            stems=encode_words(draft.stems),
            concepts=encode_words(draft.concepts),
            names=encode_words(draft.names),
            numbers=encode_words(draft.numbers),
        )
        for ordinal, (draft, update_id) in enumerate(told, start=0 if last is None else last + 1)
    ]
    cite(session, article_id, numbers)


def cite(session: Session, article_id: int, statement_ids: Iterable[int]) -> None:
    """The article says these statements too."""
    insert_rows(session, StatementSourceRow, [(number, article_id) for number in sorted(set(statement_ids))])


def mention(session: Session, article_id: int, event_id: int) -> None:
    """The article speaks of the event, and says nothing that is told of it."""
    insert_rows(session, MentionRow, [(event_id, article_id)])
