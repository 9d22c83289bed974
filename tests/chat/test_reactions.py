"""A reaction to a post is an opinion, as the buttons under it are."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from storage.records import ChatKind, Outcome, OutcomeKind
from storage.tables import FeedbackRow
from tests.chat.newspaper import READER, Newspaper, told
from tests.storage.newsroom import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

POST, OTHER = 900, 43


@pytest.fixture
async def event(paper: Newspaper) -> int:
    """An event that was posted to the reader as message `POST`."""
    paper.services.store.subscribers.subscribe(READER, 0, ChatKind.PRIVATE, None, "en", NOW)
    number = told(paper, 1, "Scales are refused", date(2024, 6, 12))
    outbox = paper.services.store.outbox
    for delivery in outbox.claim(NOW, 10):
        outbox.settle(delivery, Outcome(OutcomeKind.SENT, message_id=POST), NOW)
    paper.api.add_chat(READER)
    await paper.answer()  # Telegram keeps reactions only for who has asked for them
    return number


def opinions(paper: Newspaper) -> list[tuple[int, int]]:
    """Event and value of each."""
    with paper.services.store.feedback._database.read() as session:  # noqa: SLF001 - the same database
        return [(row.event_id, row.value) for row in session.scalars(select(FeedbackRow))]


async def reacts(paper: Newspaper, emoji: str, before: str = "", *, message: int = POST) -> None:
    paper.api.react(READER, message, emoji, user_id=READER, before=before)
    await paper.answer()


async def test_a_thumb_under_a_post_is_an_opinion_that_may_change_and_be_taken_back(
    paper: Newspaper, event: int
) -> None:
    await reacts(paper, "👍")
    assert opinions(paper) == [(event, 1)]
    await reacts(paper, "👎", before="👍")
    assert opinions(paper) == [(event, -1)]
    await reacts(paper, "", before="👎")
    assert opinions(paper) == []


async def test_what_is_felt_about_the_news_is_no_opinion_of_the_post(paper: Newspaper, event: int) -> None:
    await reacts(paper, "😢")
    await reacts(paper, "👍", message=901)
    assert opinions(paper) == []
    await reacts(paper, "❤")
    await reacts(paper, "", before="😢")
    assert opinions(paper) == [(event, 1)]
