"""What is owed is sent: once where that can be known, in pace, and past everything that is broken."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from telegram import Bot

from bot.chat.client import AnyApplication
from bot.chat.deliver import Deliverer
from bot.chat.messages import Message
from bot.chat.pace import Pacer, Windows
from bot.chat.press import Press
from bot.chat.silence import Silence
from bot.chat.speak import Speaker
from bot.chat.wire import Wire
from bot.errors import TokenError
from storage.archive import Archive
from storage.database import Database
from storage.digests import Digests
from storage.errors import StorageError
from storage.outbox import Outbox
from storage.records import ChatKind, Delivery, DeliveryKind, StatementKind, Subscriber, UpdateKind, Verdict
from storage.subscribers import Subscribers
from storage.timeline import Timeline
from tests.chat.samples import TOPIC
from tests.emulator.telegram import BotApi
from tests.storage.newsroom import NOW, decision, found, sentence, study

pytestmark = [
    # What is tested here is the way to the database, not the database: one kind is enough.
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.filterwarnings("ignore:.*retry_after.*:telegram.warnings.PTBDeprecationWarning"),
]

READER, ROOM = 42, -1007
SECOND, LATER = timedelta(seconds=1), timedelta(seconds=31)


class Clock:
    """The monotonic clock, and a hand to move it on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class Desk:
    """A database with subscribers and events, a bot, and a deliverer between them."""

    def __init__(self, database: Database, bot: Bot, api: BotApi) -> None:
        self.api = api
        self.bot = bot
        self.database = database
        self.archive, self.subscribers = Archive(database), Subscribers(database)
        self.outbox = Outbox(database)
        self.alarms: list[str] = []
        self.clock = Clock()
        self.now = NOW  # as the silence sees it
        self.deliverer = self.restarted()

    def restarted(
        self, render: Callable[[Delivery], Message | None] | None = None, *, paid: bool = False
    ) -> Deliverer:
        """A deliverer that knows only what is stored."""
        self.pacer = Pacer(Windows(1000), self.clock)
        self.silence = Silence(self.pacer, self.outbox, lambda: self.now)
        self.deliverer = Deliverer(
            self.outbox,
            lambda: render or self.render,
            self.bot,
            self.pacer,
            self.silence,
            paid=paid,
            alarm=self.alarms.append,
        )
        return self.deliverer

    async def restarted_at(self, now: datetime) -> None:
        """The whole desk starts anew at a time."""
        self.now = now
        self.restarted()
        await self.silence.restore()

    @staticmethod
    def render(delivery: Delivery) -> Message:
        """A text that tells deliveries apart."""
        return Message(f"{delivery.kind} of update {delivery.told.id}, revision {delivery.revision}")

    def subscribe(self, chat_id: int, kind: ChatKind = ChatKind.PRIVATE, thread_id: int = 0) -> Subscriber:
        """A chat that Telegram knows subscribes."""
        self.api.add_chat(chat_id, kind)
        return self.subscribers.subscribe(chat_id, thread_id, kind, None, "en", NOW)

    def event(self, name: str = "one") -> int:
        """An event is published; its id."""
        event_id = found(self.archive, name).event_id
        assert event_id is not None
        return event_id

    def texts(self, chat_id: int) -> list[str]:
        """What a chat shows."""
        return [m.text for m in self.api.messages(chat_id)]


@pytest.fixture
def desk(database: Database, application: AnyApplication, api: BotApi) -> Desk:
    return Desk(database, application.bot, api)


async def test_what_is_owed_is_sent_once_and_settled(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.subscribe(ROOM, ChatKind.SUPERGROUP)
    desk.event()
    assert await desk.deliverer.deliver_due(NOW) == 2
    assert await desk.deliverer.deliver_due(NOW + LATER) == 0
    assert (len(desk.texts(READER)), len(desk.texts(ROOM))) == (1, 1)
    assert desk.outbox.counts()["sent"] == 2


async def test_a_second_source_edits_the_post_and_a_development_answers_it(desk: Desk) -> None:
    desk.subscribe(READER)
    event_id = desk.event()
    await desk.deliverer.deliver_due(NOW)
    desk.archive.publish(study("two", outlet="two"), decision(Verdict.CORROBORATION, event_id=event_id), NOW)
    developed = decision(
        Verdict.DEVELOPMENT,
        event_id=event_id,
        statements=(sentence("More happened."),),
        update=UpdateKind.DEVELOPMENT,
    )
    desk.archive.publish(study("three"), developed, NOW)
    desk.clock.ahead += 10
    await desk.deliverer.deliver_due(NOW + LATER)
    desk.clock.ahead += 10
    await desk.deliverer.deliver_due(NOW + 2 * LATER)
    first, second = desk.api.messages(READER)
    assert (len(first.history), second.reply_to) == (2, first.message_id)


async def test_an_edit_of_a_post_that_was_deleted_is_posted_anew(desk: Desk) -> None:
    desk.subscribe(READER)
    event_id = desk.event()
    await desk.deliverer.deliver_due(NOW)
    desk.api.forget(READER, desk.api.messages(READER)[0].message_id)
    desk.archive.publish(study("two", outlet="two"), decision(Verdict.CORROBORATION, event_id=event_id), NOW)
    for step in range(1, 4):
        desk.clock.ahead += 10
        await desk.deliverer.deliver_due(NOW + step * LATER)
    assert len(desk.texts(READER)) == 1
    assert len(desk.api.calls("editMessageText")) == 1


async def test_an_unchanged_edit_is_a_success(desk: Desk) -> None:
    desk.subscribe(READER)
    event_id = desk.event()
    desk.restarted(lambda _: Message("always the same"))
    await desk.deliverer.deliver_due(NOW)
    desk.archive.publish(study("two", outlet="two"), decision(Verdict.CORROBORATION, event_id=event_id), NOW)
    desk.clock.ahead += 10
    await desk.deliverer.deliver_due(NOW + LATER)
    assert {state: n for state, n in desk.outbox.counts().items() if n} == {"sent": 2}


# --- Telegram says wait


async def test_a_flood_wait_is_silent_and_survives_a_restart(desk: Desk) -> None:
    for chat_id in range(1, 21):
        desk.subscribe(chat_id)
    desk.event()
    desk.api.flood(43_837)
    await desk.deliverer.deliver_due(NOW)
    in_flight = len(desk.api.calls("sendMessage"))
    assert in_flight <= 5
    desk.api.flood(-1)
    assert await desk.deliverer.deliver_due(NOW + timedelta(hours=1)) == 0
    await desk.restarted_at(NOW + timedelta(hours=11))
    assert await desk.deliverer.deliver_due(desk.now) == 0
    assert len(desk.api.calls("sendMessage")) == in_flight
    await desk.restarted_at(NOW + timedelta(seconds=43_900))
    assert await desk.deliverer.deliver_due(desk.now) == 20
    assert desk.outbox.counts()["sent"] == 20


async def test_a_groups_flood_wait_keeps_only_the_group_waiting(desk: Desk) -> None:
    desk.subscribe(ROOM, ChatKind.SUPERGROUP)
    for chat_id in range(1, 11):
        desk.subscribe(chat_id)
    desk.event()
    desk.event("two")
    desk.api.flood(60, ROOM)
    await desk.deliverer.deliver_due(NOW)
    desk.clock.ahead += 10
    await desk.deliverer.deliver_due(NOW + LATER)
    assert all(len(desk.texts(chat_id)) == 2 for chat_id in range(1, 11))
    assert desk.texts(ROOM) == []
    assert sum(call.fields["chat_id"] == str(ROOM) for call in desk.api.calls("sendMessage")) == 1
    desk.api.flood(-1, ROOM)
    for step in range(1, 3):
        desk.clock.ahead += 70
        await desk.deliverer.deliver_due(NOW + step * timedelta(minutes=2))
    assert len(desk.texts(ROOM)) == 2


async def test_a_malformed_429_is_a_pause_too(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    desk.api.fail("sendMessage", status=429, body="<html></html>")
    await desk.deliverer.deliver_due(NOW)
    assert await desk.deliverer.deliver_due(NOW) == 0
    desk.clock.ahead += 1.1
    await desk.deliverer.deliver_due(NOW + LATER)
    assert len(desk.texts(READER)) == 1


async def test_a_group_at_its_limit_gives_its_place_to_others(desk: Desk) -> None:
    desk.subscribe(ROOM, ChatKind.SUPERGROUP)
    for number in range(6):
        desk.event(f"event {number}")
    desk.subscribe(READER)
    desk.event("the reader's first")
    await asyncio.wait_for(desk.deliverer.deliver_due(NOW), 5)
    assert (len(desk.texts(ROOM)), len(desk.texts(READER))) == (1, 1)
    assert desk.outbox.counts()["pending"] == 6


async def test_a_broadcast_lets_an_answer_through(desk: Desk) -> None:
    """That it keeps Telegram's limits needs seconds of one clock: `test_pace`, and the bench with both clocks."""
    for chat_id in range(1, 61):
        desk.subscribe(chat_id)
    desk.api.add_chat(READER * 10)
    desk.event()
    pacer = Pacer(Windows())
    silence = Silence(pacer, desk.outbox, lambda: NOW)
    speaker = Speaker(desk.bot, pacer, silence)
    deliverer = Deliverer(desk.outbox, lambda: desk.render, desk.bot, pacer, silence)
    delivering = asyncio.create_task(deliverer.deliver_due(NOW))
    await desk.api.wait(lambda: len(desk.api.calls("sendMessage")) >= 10 or delivering.done())
    await speaker.say(READER * 10, Message("help"))
    assert not delivering.done()
    assert await delivering == 60


async def test_a_post_counts_from_when_a_connection_carries_it(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    now = [100.0]
    windows = Windows()
    pacer = Pacer(windows, lambda: now[0])
    async with Bot(desk.api.token, base_url=desk.api.bot_url, request=Wire(1)) as bot:
        held = desk.api.hold("getMe")
        first = asyncio.create_task(bot.get_me())  # has the only connection
        await asyncio.to_thread(held.reached.wait)
        silence = Silence(pacer, desk.outbox, lambda: NOW)
        deliverer = Deliverer(desk.outbox, lambda: desk.render, bot, pacer, silence)
        delivering = asyncio.create_task(deliverer.deliver_due(NOW))
        while windows.overall_ready_at() < 0 and not delivering.done():  # noqa: ASYNC110 - until it has leave
            await asyncio.sleep(0)
        now[0] = 105.0
        held.release()
        await asyncio.gather(first, delivering)
    assert len(desk.texts(READER)) == 1
    for _ in range(29):
        windows.note(READER, ChatKind.PRIVATE, 105.0)
    assert windows.overall_ready_at() > 106.0, "it is one of the thirty of this second"


# --- Telegram does not answer


async def test_a_lost_answer_is_sent_once_more_and_then_left_uncertain(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    desk.api.drop_answer("sendMessage", times=5)
    await desk.deliverer.deliver_due(NOW)
    desk.clock.ahead += 100
    await desk.deliverer.deliver_due(NOW + 20 * SECOND)
    assert len(desk.texts(READER)) == 1, "30 s are left for the server to come back"
    await desk.deliverer.deliver_due(NOW + LATER)
    for days in range(1, 4):
        desk.clock.ahead += 100
        await desk.deliverer.deliver_due(NOW + timedelta(days=days))
    assert len(desk.texts(READER)) == 2
    assert desk.outbox.counts()["uncertain"] == 1


async def test_an_answer_lost_once_ends_well(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    desk.api.fail("sendMessage", status=502, body="<html></html>")
    await desk.deliverer.deliver_due(NOW)
    desk.clock.ahead += 100
    await desk.deliverer.deliver_due(NOW + LATER)
    assert (len(desk.texts(READER)), desk.outbox.counts()["sent"]) == (1, 1)


async def test_an_outage_holds_everything_instead_of_burning_the_outbox(desk: Desk) -> None:
    for chat_id in range(1, 31):
        desk.subscribe(chat_id)
    desk.event()
    desk.api.fail("sendMessage", times=1000, status=502, body="<html></html>")
    await desk.deliverer.deliver_due(NOW)
    assert len(desk.api.calls("sendMessage")) <= 5
    counts = desk.outbox.counts()
    assert (counts["pending"], counts["uncertain"]) == (30, 0)


async def test_refused_connections_lose_and_double_nothing(desk: Desk) -> None:
    for chat_id in range(1, 11):
        desk.subscribe(chat_id)
    desk.event()
    desk.api.down()
    await desk.deliverer.deliver_due(NOW)
    desk.api.up()
    desk.clock.ahead += 100
    await desk.deliverer.deliver_due(NOW + timedelta(minutes=5))
    assert [len(desk.texts(chat_id)) for chat_id in range(1, 11)] == [1] * 10


async def test_the_pause_grows_with_the_outage_and_not_with_the_window(desk: Desk) -> None:
    for chat_id in range(1, 31):
        desk.subscribe(chat_id)
    desk.event()
    desk.api.fail("sendMessage", times=1000, status=502, body="<html></html>")
    pauses = []
    for minutes in range(1, 5):
        await desk.deliverer.deliver_due(NOW + timedelta(minutes=minutes))
        pauses.append(round(desk.pacer.paused_for()))
        desk.clock.ahead += 100
    assert pauses == [1, 2, 4, 8]


# --- Telegram refuses


@pytest.mark.parametrize(
    "refusal",
    ["Forbidden: bot was blocked by the user", "Bad Request: PEER_ID_INVALID", "Bad Request: chat not found"],
)
async def test_a_chat_that_is_gone_is_disabled_once(desk: Desk, refusal: str) -> None:
    desk.subscribe(READER)
    desk.subscribe(43)
    for number in range(4):
        desk.event(f"event {number}")
    desk.api.refuse(READER, refusal, status=403 if refusal.startswith("Forbidden") else 400)
    for step in range(8):
        await desk.deliverer.deliver_due(NOW + step * LATER)
        desk.clock.ahead += 10
    gone = desk.subscribers.get(READER)
    assert gone is not None
    assert not gone.active
    assert sum(call.fields["chat_id"] == str(READER) for call in desk.api.calls("sendMessage")) == 1
    assert len(desk.texts(43)) == 4


async def test_a_group_that_becomes_a_supergroup_gets_its_post_there(desk: Desk) -> None:
    desk.subscribe(-7, ChatKind.GROUP)
    desk.event()
    desk.api.migrate(-7, ROOM)
    await desk.deliverer.deliver_due(NOW)
    await desk.deliverer.deliver_due(NOW + LATER)
    assert len(desk.texts(ROOM)) == 1
    assert desk.subscribers.get(ROOM) is not None
    assert desk.subscribers.get(-7) is None


async def test_only_the_closed_topic_of_a_forum_is_disabled(desk: Desk) -> None:
    desk.subscribe(ROOM, ChatKind.SUPERGROUP)
    desk.subscribe(ROOM, ChatKind.SUPERGROUP, thread_id=9)
    desk.api.add_chat(ROOM, "supergroup", is_forum=True)
    desk.event()
    for step in range(3):
        await desk.deliverer.deliver_due(NOW + step * LATER)
        desk.clock.ahead += 10
    assert [(s.thread_id, s.active) for s in desk.subscribers.of_chat(ROOM)] == [(0, True), (9, False)]
    assert len(desk.texts(ROOM)) == 1


async def test_a_refused_message_is_dead_and_an_alarm(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    desk.restarted(lambda _: Message("a" * 5000))
    await desk.deliverer.deliver_due(NOW)
    await desk.deliverer.deliver_due(NOW + LATER)
    assert (desk.outbox.counts()["dead"], len(desk.api.calls("sendMessage"))) == (1, 1)
    (alarm,) = desk.alarms
    assert "Message is too long" in alarm


async def test_a_message_that_cannot_be_rendered_holds_up_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.subscribe(READER)
    desk.event("poison")
    desk.event("good")

    def render(delivery: Delivery) -> Message:
        if delivery.told.id == 1:
            raise ZeroDivisionError
        return desk.render(delivery)

    desk.restarted(render)
    for step in range(2):
        await desk.deliverer.deliver_due(NOW + step * LATER)
        desk.clock.ahead += 10
    assert (desk.outbox.counts()["dead"], len(desk.texts(READER))) == (1, 1)
    assert "ZeroDivisionError" in desk.alarms[0]


async def test_where_nothing_is_left_to_say_nothing_is_said(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    await desk.restarted(lambda _: None).deliver_due(NOW)
    assert (desk.outbox.counts()["dead"], desk.alarms, desk.api.calls("sendMessage")) == (1, [], [])


async def test_a_database_in_trouble_while_rendering_costs_no_post(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    troubles = iter([True])

    def render(delivery: Delivery) -> Message:
        if next(troubles, False):
            raise StorageError("the disk is full")
        return desk.render(delivery)

    desk.restarted(render)
    for step in range(2):
        await desk.deliverer.deliver_due(NOW + step * LATER)
        desk.clock.ahead += 10
    assert len(desk.texts(READER)) == 1


async def test_a_refused_token_stops_all_sending_and_keeps_what_is_owed(desk: Desk) -> None:
    for chat_id in range(1, 21):
        desk.subscribe(chat_id)
    desk.event()
    desk.api.token = "5:another"
    with pytest.raises(TokenError, match="DATELINE_TELEGRAM_TOKEN"):
        await desk.deliverer.deliver_due(NOW)
    assert desk.outbox.counts()["pending"] == 20
    assert len(desk.api.calls("sendMessage")) <= 5


# --- paid broadcasts


async def test_readers_are_paid_for_and_groups_are_not(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.subscribe(ROOM, ChatKind.SUPERGROUP)
    desk.event()
    await desk.restarted(paid=True).deliver_due(NOW)
    paid = {c.fields["chat_id"]: c.fields.get("allow_paid_broadcast") for c in desk.api.calls("sendMessage")}
    assert paid == {str(READER): "true", str(ROOM): None}


async def test_an_empty_purse_ends_paying_and_loses_nothing(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    desk.api.fail("sendMessage", status=400, description="Bad Request: BALANCE_TOO_LOW")
    desk.restarted(paid=True)
    await desk.deliverer.deliver_due(NOW)
    desk.clock.ahead += 10
    await desk.deliverer.deliver_due(NOW + LATER)
    assert "allow_paid_broadcast" not in desk.api.calls("sendMessage")[-1].fields
    assert len(desk.texts(READER)) == 1
    assert any("paid broadcast is off" in alarm for alarm in desk.alarms)


# --- stops and crashes


async def test_no_more_than_the_window_is_in_flight(desk: Desk) -> None:
    for chat_id in range(1, 31):
        desk.subscribe(chat_id)
    desk.event()
    held = desk.api.hold("sendMessage")
    delivering = asyncio.create_task(desk.deliverer.deliver_due(NOW))
    await asyncio.to_thread(held.reached.wait)
    assert desk.outbox.counts()["sending"] == 5
    held.release()
    assert await delivering == 30
    assert all(len(desk.texts(chat_id)) == 1 for chat_id in range(1, 31))


async def test_draining_settles_what_is_in_flight_and_claims_nothing_more(desk: Desk) -> None:
    for chat_id in range(1, 31):
        desk.subscribe(chat_id)
    desk.event()
    held = desk.api.hold("sendMessage")
    delivering = asyncio.create_task(desk.deliverer.deliver_due(NOW))
    await asyncio.to_thread(held.reached.wait)
    draining = asyncio.create_task(desk.deliverer.drain())
    await asyncio.sleep(0)
    held.release()
    await draining
    counts = desk.outbox.counts()
    sent = sum(len(desk.texts(chat_id)) for chat_id in range(1, 31))
    assert (counts["sending"], counts["sent"], counts["pending"]) == (0, sent, 30 - sent)
    assert sent <= 5
    assert await delivering == 5
    assert await desk.deliverer.deliver_due(NOW + LATER) == 0


async def test_what_a_crash_cut_off_is_sent_by_the_next_start(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    assert len(desk.outbox.claim(NOW, 5)) == 1  # and then the power goes
    await desk.restarted().deliver_due(NOW + SECOND)
    assert (len(desk.texts(READER)), desk.outbox.counts()["sent"]) == (1, 1)


async def test_an_outbox_that_cannot_be_written_is_told_and_taken_up_again(desk: Desk) -> None:
    """The send is done, its outcome cannot be written: it is sent again, since nobody knows."""
    desk.subscribe(READER)
    desk.event()
    outage = Broken(desk.database)
    deliverer = Deliverer(outage, lambda: desk.render, desk.bot, desk.pacer, desk.silence)
    with pytest.raises(StorageError, match="disk"):
        await deliverer.deliver_due(NOW)
    desk.clock.ahead += 10
    assert await deliverer.deliver_due(NOW + LATER) == 1
    assert (len(desk.texts(READER)), desk.outbox.counts()["sent"]) == (2, 1)


class Broken(Outbox):
    """An outbox on a disk that is full when the first outcome is to be written."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._failures = iter([True, True])  # each outcome is tried in company, then alone

    def settle_all(self, *args: object) -> None:
        if next(self._failures, False):
            raise StorageError("the disk is full")
        super().settle_all(*args)  # type: ignore[arg-type]


async def test_rendering_does_not_hold_up_the_loop(desk: Desk) -> None:
    desk.subscribe(READER)
    desk.event()
    begun, may_end = threading.Event(), threading.Event()

    def render(delivery: Delivery) -> Message:
        begun.set()
        may_end.wait()
        return desk.render(delivery)

    delivering = asyncio.create_task(desk.restarted(render).deliver_due(NOW))
    await asyncio.to_thread(begun.wait)
    may_end.set()  # reached only if the loop runs while rendering waits
    assert await delivering == 1


async def test_edits_and_posts_are_told_apart(desk: Desk) -> None:
    desk.subscribe(READER)
    event_id = desk.event()
    kinds: list[DeliveryKind] = []

    def render(delivery: Delivery) -> Message:
        kinds.append(delivery.kind)
        return desk.render(delivery)

    desk.restarted(render)
    await desk.deliverer.deliver_due(NOW)
    desk.archive.publish(study("two", outlet="two"), decision(Verdict.CORROBORATION, event_id=event_id), NOW)
    desk.clock.ahead += 10
    await desk.deliverer.deliver_due(NOW + LATER)
    assert kinds == [DeliveryKind.POST, DeliveryKind.EDIT]


async def test_a_denial_that_stands_in_the_post_gets_no_reply(desk: Desk) -> None:
    desk.subscribe(READER)
    event_id = desk.event()
    denied = decision(
        Verdict.DEVELOPMENT,
        event_id=event_id,
        update=UpdateKind.DEVELOPMENT,
        statements=(sentence("They deny it.", kind=StatementKind.DENIAL),),
    )
    desk.archive.publish(study("two"), denied, NOW)
    press = Press(Timeline(desk.database), Digests(desk.database), TOPIC, lambda: NOW, "")
    await desk.restarted(press.run()).deliver_due(NOW)
    (post,) = desk.texts(READER)
    assert "They deny it." in post

    later = replace(denied, statements=(sentence("They deny it again.", kind=StatementKind.DENIAL),))
    desk.archive.publish(study("three"), later, NOW)
    await desk.restarted(press.run()).deliver_due(NOW)
    assert "They deny it again." in desk.texts(READER)[1], "whoever has the post hears of a later denial"
