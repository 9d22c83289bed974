"""Digests on their way: made when due, sent without a sound, edited, over real sockets and with real readers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.desk import Desk
from bot.chat.wire import Wire
from bot.settings import Settings
from bot.store import Store, open_store
from storage.records import ChatKind, ReaderSettings, Verdict
from tests.emulator.telegram import BotApi
from tests.emulator.telegram_state import SentMessage
from tests.storage.newsroom import NOW, decision, draft, news, study

READER, ROOM = 42, -1001234567890
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW.replace(hour=9, second=10) + DAY


class Office:
    """A store and a desk, with a clock in hand."""

    def __init__(self, api: BotApi, store: Store) -> None:
        self.api, self.store, self.now = api, store, NOW
        self.desk: Desk

    def subscribe(self, chat_id: int, kind: ChatKind, **chosen: object) -> None:
        self.api.add_chat(chat_id, kind)
        settings = ReaderSettings(**chosen)  # type: ignore[arg-type]
        self.store.subscribers.subscribe(chat_id, 0, kind, None, "en", NOW, settings)

    def event(self, title: str) -> int:
        told = self.store.archive.publish(
            study(title, published=self.now, outlet=title), news(draft(title)), self.now
        )
        assert told.event_id
        return told.event_id

    def confirmed(self, event_id: int) -> None:
        again = study(f"again {self.now}", published=self.now, outlet="Second")
        self.store.archive.publish(again, decision(Verdict.CORROBORATION, event_id=event_id), self.now)

    async def at(self, now: datetime) -> None:
        """What a tick does at this moment."""
        self.now = now
        self.store.digests.wake(now)
        self.store.digests.hush(now)
        self.store.digests.make_due(now)
        await self.desk.deliver()

    def shown(self, chat_id: int = READER) -> list[SentMessage]:
        return self.api.messages(chat_id)


@pytest.fixture
async def office(api: BotApi, tmp_path: Path) -> AsyncIterator[Office]:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "topic.toml").write_text('name = "Quay"\naccept = "everything"\n')
    settings = Settings.model_validate(
        {
            "telegram_token": api.token,
            "telegram_api": api.url,
            "database_url": f"sqlite:///{tmp_path / 'dateline.db'}",
            "seeds": seeds,
        }
    )
    with open_store(settings) as store:
        office = Office(api, store)

        async def no_feed(url: str) -> None:
            raise AssertionError(url)

        # With a carrier of its own nobody's pace binds the desk: hours pass here in no time.
        async with Desk.open(store, settings, no_feed, lambda: office.now, Wire(4)) as desk:  # type: ignore[arg-type]
            office.desk = desk
            yield office


async def test_a_digest_comes_without_a_sound_and_is_edited_when_an_event_in_it_is_confirmed(
    office: Office,
) -> None:
    office.subscribe(READER, ChatKind.PRIVATE)
    event = office.event("Nets are found")
    await office.at(NOW + HOUR)
    office.now = NOW + 2 * HOUR
    office.event("Nets are lost")
    await office.at(NOW + 2 * HOUR)
    await office.at(NINE)
    *posts, digest = office.shown()
    assert [post.silent for post in posts] == [False, False]
    assert digest.silent
    assert digest.text.startswith("Quay · Thursday, 13 June 2024\n1 new, ")
    assert "Nets are lost · 1 source" in digest.text
    office.confirmed(event)
    assert office.shown()[-1].edited is None
    later = office.event("Nets are sold")
    await office.at(NINE + DAY)
    assert "Nets are sold" in office.shown()[-1].text
    office.now = NINE + DAY + HOUR
    office.confirmed(later)
    await office.at(NINE + DAY + HOUR)
    assert office.shown()[-1].edited is not None
    assert "Nets are sold · 2 sources" in office.shown()[-1].text


async def test_a_catch_up_is_heard_and_what_follows_answers_it(office: Office) -> None:
    office.subscribe(ROOM, ChatKind.SUPERGROUP, quiet=(22 * 60, 7 * 60))
    await office.at(NOW + 11 * HOUR)
    event = office.event("Nets are found")
    office.event("Nets are lost")
    await office.at(NOW + 12 * HOUR)
    assert office.shown(ROOM) == []
    await office.at(NOW + 20 * HOUR)
    (message,) = office.shown(ROOM)
    assert not message.silent
    assert message.text.startswith("Quay · held back since 12 June, 22:00\n2 new\n")
    told = decision(Verdict.DEVELOPMENT, event_id=event)
    office.store.archive.publish(study("third", outlet="Third", published=office.now), told, office.now)
    await office.at(NOW + 20 * HOUR)
    assert office.shown(ROOM)[0].edited is not None


async def test_a_digest_to_a_reader_who_is_gone_ends_quietly(office: Office) -> None:
    office.subscribe(READER, ChatKind.PRIVATE)
    await office.at(NOW + HOUR)
    office.event("Nets are found")
    await office.at(NOW + HOUR)
    office.api.block(READER)
    await office.at(NINE)
    assert office.store.outbox.counts()["dead"] == 1
    subscriber = office.store.subscribers.get(READER)
    assert subscriber
    assert not subscriber.active
    await office.at(NINE + DAY)
    assert office.store.outbox.counts()["dead"] == 1
