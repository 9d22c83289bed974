"""Forgetting what need not be kept: the words of old articles. What was decided of them, and their fingerprints, stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from storage.database import Database
from storage.tables import ArticleRow, RevisionRow

AT_ONCE = 500
"""Articles emptied in one transaction: other writers wait no longer than for any other write."""


def prune_texts(database: Database, before: datetime) -> int:
    """Empty the texts of articles published before a time, and what they said before their outlets changed them.

    A copy of such an article is still recognised as one.

    Returns:
        How many articles were emptied.
    """
    pruned = 0
    old = select(ArticleRow.id).where(ArticleRow.published < before)
    with database.write() as session:
        former = update(RevisionRow).where(RevisionRow.text != "", RevisionRow.article_id.in_(old))
        session.execute(former.values(text=""), execution_options={"synchronize_session": False})
    while True:
        with database.write() as session:
            query = (
                select(ArticleRow.id)
                .where(ArticleRow.published < before, ArticleRow.text != "")
                .limit(AT_ONCE)
            )
            numbers = list(session.scalars(query))
            session.execute(update(ArticleRow).where(ArticleRow.id.in_(numbers)).values(text=""))
        pruned += len(numbers)
        if len(numbers) < AT_ONCE:
            return pruned
