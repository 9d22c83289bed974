"""Digests come when they are due, once; what silences and thresholds hold back is told, and nothing of it is lost."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from storage.archive import Archive
from storage.database import Database
from storage.digests import SETTLED, Digests
from storage.hours import next_digest
from storage.outbox import Outbox
from storage.records import (
    ChatKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Digest,
    DigestKind,
    Instant,
    Outcome,
    OutcomeKind,
    Published,
    ReaderSettings,
    Rhythm,
    StatementKind,
    Subscriber,
    Update,
    UpdateKind,
    Verdict,
)
from storage.sql import plain
from storage.subscribers import Subscribers
from storage.tables import DeliveryRow, DigestRow, SubscriberRow
from tests.conftest import PostgreSQL
from tests.storage.newsroom import NOW, decision, draft, news, sentence, study

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = (22 * 60, 7 * 60)
EVENING = NOW.replace(hour=23)
MORNING = NOW.replace(hour=7) + DAY


@dataclass
class Room:
    """A database with readers, and a clock in hand."""

    database: Database
    archive: Archive
    subscribers: Subscribers
    outbox: Outbox
    digests: Digests
    messages: int = 100

    def reader(self, chat_id: int = 1, **chosen: object) -> Subscriber:
        """A chat that subscribes at noon with these settings; without a digest unless it wants one."""
        settings = replace(ReaderSettings(digest=Rhythm.NONE), **chosen)  # type: ignore[arg-type]
        return self.subscribers.subscribe(chat_id, 0, ChatKind.PRIVATE, None, "en", NOW, settings)

    def event(self, name: str, now: datetime, **more: object) -> Published:
        drafted = replace(draft(name), **more)  # type: ignore[arg-type]
        return self.archive.publish(study(name, outlet=name, published=now), news(drafted), now)

    def development(
        self, event_id: int | None, name: str, now: datetime, kind: StatementKind = StatementKind.FACT
    ) -> Published:
        told = decision(
            Verdict.DEVELOPMENT,
            event_id=event_id,
            update=UpdateKind.DEVELOPMENT,
            statements=(sentence(f"{name} is new.", kind=kind),),
        )
        return self.archive.publish(study(name, outlet=name, published=now), told, now)

    def confirmation(self, event_id: int | None, name: str, now: datetime) -> Published:
        told = decision(Verdict.CORROBORATION, event_id=event_id)
        return self.archive.publish(study(name, outlet=name, published=now), told, now)

    def tick(self, now: datetime) -> list[Delivery]:
        """What the scheduler does, and then what is sent."""
        self.digests.wake(now)
        self.digests.hush(now)
        self.digests.make_due(now)
        claimed = self.outbox.claim(now, 100)
        for delivery in claimed:
            self.send(delivery, now)
        return claimed

    def send(self, delivery: Delivery, now: datetime) -> None:
        self.messages += 1
        message = self.messages if delivery.kind is DeliveryKind.POST else None
        self.outbox.settle(delivery, Outcome(OutcomeKind.SENT, message_id=message), now)

    def states(self) -> dict[str, int]:
        return {state: count for state, count in self.outbox.counts().items() if count}


@pytest.fixture
def room(database: Database) -> Room:
    return rooms(database)


def rooms(database: Database) -> Room:
    return Room(database, Archive(database), Subscribers(database), Outbox(database), Digests(database))


def told(deliveries: list[Delivery]) -> list[str]:
    """What was sent, in short."""
    return [d.told.kind.value + ("*" if d.kind is DeliveryKind.EDIT else "") for d in deliveries]


# --- digests of days and weeks -------------------------------------------------------------------------------


def test_a_daily_digest_tells_what_came_since_the_last_and_says_nothing_when_nothing_did(room: Room) -> None:
    reader = room.reader(instant=Instant.NONE, digest=Rhythm.DAILY)
    first = room.event("first", NOW + HOUR)
    nine = NOW.replace(hour=9) + DAY
    assert room.tick(nine - HOUR) == []
    (delivery,) = room.tick(nine + SETTLED)
    assert isinstance(delivery.told, Digest)
    assert (delivery.told.kind, delivery.told.since, delivery.told.until) == (DigestKind.DAILY, NOW, nine)
    assert [update.event_id for update in room.digests.updates(delivery.told)] == [first.event_id]
    assert room.tick(nine + HOUR) == []
    assert room.tick(nine + DAY + HOUR) == []
    later = room.event("later", nine + DAY + 2 * HOUR)
    (delivery,) = room.tick(nine + 2 * DAY + SETTLED)
    assert isinstance(delivery.told, Digest)
    assert [update.event_id for update in room.digests.updates(delivery.told)] == [later.event_id]
    assert room.digests.posts(reader.id, [later.event_id or 0]) == {}


def test_who_wants_to_know_that_nothing_is_new_is_told(room: Room) -> None:
    room.reader(digest=Rhythm.DAILY, empty_digests=True)
    (delivery,) = room.tick(NOW + DAY)
    assert isinstance(delivery.told, Digest)
    assert room.digests.updates(delivery.told) == []


def test_a_tick_days_late_makes_one_digest_of_all_the_days(room: Room) -> None:
    room.reader(instant=Instant.NONE, digest=Rhythm.DAILY)
    for day in range(3):
        room.event(f"event{day}", NOW + day * DAY + HOUR)
    (delivery,) = room.tick(NOW + 3 * DAY)
    assert isinstance(delivery.told, Digest)
    assert delivery.told.until == NOW.replace(hour=9) + 3 * DAY
    assert len(room.digests.updates(delivery.told)) == 3
    assert room.tick(NOW + 3 * DAY + HOUR) == []


def test_a_weekly_digest_comes_on_its_day(room: Room) -> None:
    room.reader(instant=Instant.NONE, digest=Rhythm.WEEKLY, digest_weekday=4)  # NOW is a Wednesday
    room.event("event", NOW + HOUR)
    sent = [(day, told(room.tick(NOW + day * DAY))) for day in range(1, 10)]
    assert [day for day, kinds in sent if kinds] == [2]
    assert sent[1][1] == ["weekly"]


def test_a_changed_zone_or_hour_moves_the_next_digest(room: Room) -> None:
    room.reader(instant=Instant.NONE, digest=Rhythm.DAILY)
    room.event("event", NOW + HOUR)
    room.subscribers.change(1, 0, lambda s: replace(s, zone="Asia/Tokyo"), NOW + 2 * HOUR)
    assert told(room.tick(NOW.replace(hour=0) + DAY + SETTLED)) == ["daily"]
    assert told(room.tick(NOW.replace(hour=9) + DAY + SETTLED)) == []


def test_a_strand_is_all_its_followers_are_told_of(room: Room) -> None:
    room.reader(1, strand="sea", digest=Rhythm.DAILY)
    room.reader(2, strand="land", instant=Instant.NONE, digest=Rhythm.DAILY)
    room.reader(3)
    room.event("waves", NOW + HOUR, strands=("sea",))
    assert sorted(d.subscriber.chat_id for d in room.tick(NOW + HOUR)) == [1, 3]
    assert [d.subscriber.chat_id for d in room.tick(NOW + DAY)] == [1]


def test_a_digest_that_was_sent_is_edited_when_an_event_in_it_is_confirmed_and_not_after_two_days(
    room: Room,
) -> None:
    room.reader(instant=Instant.NONE, digest=Rhythm.DAILY)
    event = room.event("event", NOW + HOUR)
    assert told(room.tick(NOW + DAY)) == ["daily"]
    assert room.confirmation(event.event_id, "second", NOW + DAY + HOUR).edits == 1
    (edit,) = room.tick(NOW + DAY + HOUR)
    assert (edit.told.kind, edit.kind, edit.message_id) == (DigestKind.DAILY, DeliveryKind.EDIT, 101)
    assert room.confirmation(event.event_id, "third", NOW + DAY + 2 * HOUR).edits == 0
    assert room.development(event.event_id, "denied", NOW + 4 * DAY, StatementKind.DENIAL).edits == 0


def test_a_digest_found_gone_is_sent_anew_and_dies_with_its_reader(room: Room) -> None:
    room.reader(instant=Instant.NONE, digest=Rhythm.DAILY)
    event = room.event("event", NOW + HOUR)
    room.tick(NOW + DAY)
    room.confirmation(event.event_id, "second", NOW + DAY + HOUR)
    (edit,) = room.outbox.claim(NOW + DAY + HOUR, 9)
    room.outbox.settle(edit, Outcome(OutcomeKind.MISSING), NOW + DAY + HOUR)
    (again,) = room.outbox.claim(NOW + DAY + HOUR, 9)
    assert (again.kind, again.told.kind) == (DeliveryKind.POST, DigestKind.DAILY)
    room.subscribers.forget(1)
    assert room.states() == {}
    with room.database.read() as session:
        assert session.scalars(select(DigestRow)).all() == []


def test_old_digests_are_forgotten_and_catch_ups_are_kept(room: Room) -> None:
    room.reader(1, digest=Rhythm.DAILY, quiet=NIGHT)
    for name in ("one", "two"):
        room.event(name, EVENING)
    assert told(room.tick(MORNING)) == ["catch_up"]
    assert told(room.tick(MORNING + 3 * HOUR)) == ["daily"]
    assert room.digests.expire(NOW + 10 * DAY) == 0
    assert room.digests.expire(NOW + 30 * DAY) == 1
    assert room.states() == {"folded": 2, "sent": 1}


# --- thresholds ----------------------------------------------------------------------------------------------


def test_only_what_is_weighty_comes_at_once_to_who_wants_it_so(room: Room) -> None:
    room.reader(1, instant=Instant.EVENTS)
    room.reader(2)
    event = room.event("event", NOW)
    room.development(event.event_id, "detail", NOW)
    room.development(event.event_id, "denial", NOW, StatementKind.DENIAL)
    sent = Counter(d.subscriber.chat_id for _ in range(3) for d in room.tick(NOW))
    assert sent == {1: 2, 2: 3}


def test_an_event_of_one_outlet_waits_for_another_and_then_comes_with_what_followed(room: Room) -> None:
    room.reader(1, min_sources=2)
    room.reader(2)
    event = room.event("event", NOW)
    assert [d.subscriber.chat_id for d in room.tick(NOW)] == [2]
    assert room.states() == {"held": 1, "sent": 1}
    room.archive.publish(
        study("copy", outlet="copyist"), decision(Verdict.DUPLICATE, event_id=event.event_id), NOW
    )
    assert room.tick(NOW) == []
    published = room.development(event.event_id, "second", NOW)
    assert published.posts == 3  # the held one, and the development to both
    assert [(d.subscriber.chat_id, d.told.kind) for d in room.tick(NOW)] == [
        (1, UpdateKind.NEW),
        (2, UpdateKind.DEVELOPMENT),
    ]
    reply, edit = room.tick(NOW)
    assert (reply.subscriber.chat_id, reply.told.kind, reply.reply_to) == (1, UpdateKind.DEVELOPMENT, 102)
    assert (edit.subscriber.chat_id, edit.kind) == (2, DeliveryKind.EDIT)


def test_an_event_withdrawn_before_it_was_told_is_not_told(room: Room) -> None:
    room.reader(1, min_sources=2)
    room.reader(2)
    event = room.event("event", NOW)
    room.tick(NOW)
    retraction = decision(Verdict.DEVELOPMENT, event_id=event.event_id, update=UpdateKind.RETRACTION)
    room.archive.publish(study("again", outlet="second"), retraction, NOW)
    sent = [d for _ in range(2) for d in room.tick(NOW)]
    assert [(d.subscriber.chat_id, d.told.kind) for d in sent] == [
        (2, UpdateKind.RETRACTION),
        (2, UpdateKind.NEW),
    ]
    assert sent[1].kind is DeliveryKind.EDIT
    assert room.states() == {"dead": 1, "sent": 3}


def test_what_no_other_outlet_confirms_in_a_week_is_not_sent_any_more(room: Room) -> None:
    room.reader(1, min_sources=2)
    event = room.event("event", NOW)
    assert (room.digests.lapse(NOW + timedelta(days=7)), room.states()) == (0, {"held": 1})
    week = NOW + timedelta(days=7, seconds=1)
    assert (room.digests.lapse(week), room.states()) == (1, {"dead": 1})
    room.development(event.event_id, "second", week)
    assert told(room.tick(week)) == ["development"]


def test_what_waits_for_the_end_of_a_silence_does_not_lapse(room: Room) -> None:
    room.reader(1, min_sources=2, muted_until=NOW + timedelta(days=30))
    room.event("event", NOW)
    assert room.digests.lapse(NOW + timedelta(days=20)) == 0


def test_who_wants_fewer_outlets_after_all_gets_what_was_held(room: Room) -> None:
    room.reader(1, min_sources=3)
    room.event("event", NOW)
    room.subscribers.change(1, 0, lambda s: replace(s, min_sources=1), NOW)
    assert told(room.tick(NOW)) == ["new"]


# --- silences ------------------------------------------------------------------------------------------------


def test_what_comes_in_quiet_hours_is_told_in_one_message_when_they_end(room: Room) -> None:
    room.reader(quiet=NIGHT)
    events = [room.event(name, EVENING) for name in ("one", "two", "three")]
    assert room.tick(EVENING) == []
    assert room.states() == {"held": 3}
    assert room.tick(MORNING - timedelta(seconds=1)) == []
    (message,) = room.tick(MORNING)
    assert isinstance(message.told, Digest)
    assert message.told.kind is DigestKind.CATCH_UP
    assert [u.event_id for u in room.digests.updates(message.told)] == [e.event_id for e in events]
    assert room.states() == {"folded": 3, "sent": 1}
    assert room.tick(MORNING + HOUR) == []


def test_a_silence_that_ends_twice_because_a_clock_was_set_back_stops_nobody(room: Room) -> None:
    room.reader(1, quiet=NIGHT)
    told = []
    for before_the_end in (HOUR, timedelta(seconds=1)):
        now = MORNING - before_the_end
        room.subscribers.change(1, 0, lambda settings: settings, now)
        told += [room.event(f"{before_the_end} {n}", now) for n in range(2)]
        assert room.digests.wake(MORNING) == 1
    assert room.outbox.counts()["held"] == 0
    messages = room.outbox.claim(MORNING, 10)
    assert [isinstance(message.told, Digest) for message in messages] == [True, False, False]


def test_what_is_published_while_a_silence_ends_does_not_wait_for_the_next(postgresql: PostgreSQL) -> None:
    with closing(Database.open(postgresql.fresh())) as database:
        room = rooms(database)
        room.reader(quiet=NIGHT)
        room.tick(EVENING)
        publishing = threading.Thread(target=room.event, args=("one", MORNING))
        with database.write() as session:
            row = session.scalars(select(SubscriberRow).with_for_update()).one()
            assert row.silent_from
            assert row.silent_until
            row.silent_from, row.silent_until = row.silent_from + DAY, row.silent_until + DAY
            session.flush()
            publishing.start()
            while not somebody_waits(database):
                assert publishing.is_alive()
        publishing.join()
        assert room.states() == {"pending": 1}


def somebody_waits(database: Database) -> bool:
    """Whether a transaction waits for another's lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'migrated'"
    with database.read() as session:
        return bool(session.scalar(text(waiting)))


def test_a_post_that_was_tried_before_the_night_is_posted_by_itself(room: Room) -> None:
    room.reader(quiet=NIGHT)
    room.event("tried", EVENING - 2 * HOUR)
    (tried,) = room.outbox.claim(EVENING - 2 * HOUR, 1)
    room.outbox.settle(tried, Outcome(OutcomeKind.RETRY, error="429", not_before=EVENING), EVENING - 2 * HOUR)
    for name in ("one", "two"):
        room.event(name, EVENING)
    assert [isinstance(message.told, Digest) for message in room.tick(MORNING)] == [False, True]
    assert room.states() == {"folded": 2, "sent": 2}


def test_one_post_held_is_simply_posted(room: Room) -> None:
    room.reader(quiet=NIGHT)
    room.event("one", EVENING)
    room.tick(EVENING)
    (message,) = room.tick(MORNING)
    assert isinstance(message.told, Update)


def test_a_post_that_was_late_for_the_evening_waits_for_the_morning(room: Room) -> None:
    room.reader(quiet=NIGHT)
    for name in ("one", "two"):
        room.event(name, NOW.replace(hour=21, minute=59))
    assert room.states() == {"pending": 2}
    assert room.tick(EVENING) == []
    assert room.states() == {"held": 2}
    assert told(room.tick(MORNING)) == ["catch_up"]


def test_a_later_development_answers_the_catch_up_and_a_confirmation_edits_it(room: Room) -> None:
    room.reader(quiet=NIGHT)
    event = room.event("one", EVENING)
    room.event("two", EVENING)
    room.tick(EVENING)
    room.tick(MORNING)
    room.development(event.event_id, "more", MORNING + HOUR)
    sent = room.tick(MORNING + HOUR)
    assert sorted(told(sent)) == ["catch_up*", "development"]
    assert {d.reply_to for d in sent} == {None, 101}


def test_edits_and_digests_do_not_wait_for_the_morning(room: Room) -> None:
    room.reader(quiet=NIGHT, digest=Rhythm.DAILY, digest_minute=23 * 60)
    event = room.event("one", NOW + HOUR)
    room.tick(NOW + HOUR)
    room.confirmation(event.event_id, "two", EVENING)
    assert sorted(told(room.tick(EVENING + SETTLED))) == ["daily", "new*"]


def test_a_mute_holds_posts_and_digests_and_its_end_tells_each_thing_once(room: Room) -> None:
    room.reader(digest=Rhythm.DAILY)
    room.subscribers.change(1, 0, lambda s: replace(s, muted_until=NOW + 3 * DAY), NOW)
    for day in range(3):
        room.event(f"event{day}", NOW + day * DAY + HOUR)
        assert room.tick(NOW + day * DAY + 22 * HOUR) == []
    assert told(room.tick(NOW + 3 * DAY)) == ["catch_up"]
    assert room.tick(NOW + 3 * DAY + HOUR) == []
    subscriber = room.subscribers.get(1)
    assert subscriber
    assert subscriber.settings.muted_until is None


def test_a_mute_of_somebody_with_digests_only_ends_with_the_digest(room: Room) -> None:
    room.reader(digest=Rhythm.DAILY, instant=Instant.NONE, muted_until=NOW + 3 * DAY)
    room.event("event", NOW + HOUR)
    assert room.tick(NOW + 2 * DAY) == []
    assert told(room.tick(NOW + 3 * DAY)) == ["daily"]


def test_a_mute_ended_early_lets_go_at_the_next_tick(room: Room) -> None:
    room.reader(muted_until=NOW + 3 * DAY)
    for name in ("one", "two"):
        room.event(name, NOW + HOUR)
    room.tick(NOW + HOUR)
    room.subscribers.change(1, 0, lambda s: replace(s, muted_until=None), NOW + 2 * HOUR)
    assert told(room.tick(NOW + 2 * HOUR)) == ["catch_up"]
    room.event("three", NOW + 3 * HOUR)
    assert told(room.tick(NOW + 3 * HOUR)) == ["new"]


def test_who_wants_digests_only_from_now_on_is_owed_no_held_post(room: Room) -> None:
    room.reader(quiet=NIGHT)
    for name in ("one", "two"):
        room.event(name, EVENING)
    room.subscribers.change(
        1, 0, lambda s: replace(s, instant=Instant.NONE, digest=Rhythm.DAILY), EVENING + HOUR
    )
    assert room.tick(MORNING) == []
    assert room.states() == {}


def test_a_stop_over_the_end_of_a_silence_ends_it_late_and_begins_the_next_in_time(room: Room) -> None:
    room.reader(quiet=NIGHT)
    for name in ("one", "two"):
        room.event(name, EVENING)
    room.tick(EVENING)
    assert room.tick(EVENING + DAY) == []  # silent again by now
    assert told(room.tick(MORNING + DAY)) == ["catch_up"]


def test_the_silent_who_leave_are_owed_nothing(room: Room) -> None:
    room.reader(quiet=NIGHT)
    room.event("one", EVENING)
    room.subscribers.disable(1, "blocked")
    assert room.states() == {"dead": 1}
    room.tick(MORNING)
    assert room.states() == {"dead": 1}


def test_a_group_that_becomes_a_supergroup_takes_its_digests_with_it(room: Room) -> None:
    for chat in (1, -1001):
        room.reader(chat, digest=Rhythm.DAILY, instant=Instant.NONE)
    event = room.event("event", NOW + HOUR)
    assert told(room.tick(NOW + DAY)) == ["daily", "daily"]
    room.subscribers.migrate(1, -1001)
    room.confirmation(event.event_id, "second", NOW + DAY + HOUR)
    assert [(d.subscriber.chat_id, d.kind) for d in room.tick(NOW + DAY + HOUR)] == [
        (-1001, DeliveryKind.EDIT)
    ]


hours = st.integers(0, 23)


def within(quiet: tuple[int, int], hour: int) -> bool:
    begin, end = quiet
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_the_quiet_hours_every_event_is_told_once_and_in_none_of_them(database: Database) -> None:
    room, place = rooms(database), ZoneInfo("Asia/Tokyo")

    @given(st.tuples(hours, hours), st.lists(st.integers(0, 71), max_size=5), hours)
    @profile(max_examples=10, deadline=None)
    def holds(quiet: tuple[int, int], publications: list[int], muted: int) -> None:
        room.messages += 1
        start = NOW + room.messages * 5 * DAY
        mute = start + muted * HOUR
        room.subscribers.forget(1)
        chosen = ReaderSettings(zone=place.key, digest=Rhythm.NONE, quiet=(quiet[0] * 60, quiet[1] * 60))
        room.subscribers.subscribe(
            1, 0, ChatKind.PRIVATE, None, "en", start, replace(chosen, muted_until=mute)
        )
        heard: list[Update] = []
        expected: list[int | None] = []
        ends = [h for h in range(99) if (start + h * HOUR).astimezone(place).hour == quiet[1]]
        for hour in sorted({*publications, *ends, muted}):
            now = start + hour * HOUR
            names = [f"{room.messages} {hour} {n}" for n in range(publications.count(hour))]
            expected += [room.event(name, now).update_id for name in names]
            for delivery in room.tick(now):
                assert not within(quiet, now.astimezone(place).hour)
                assert now >= mute
                told = delivery.told
                heard += room.digests.updates(told) if isinstance(told, Digest) else [told]
        assert sorted(update.id for update in heard) == expected

    holds()


# --- many readers --------------------------------------------------------------------------------------------

FORTY = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Africa/Lagos", "America/Anchorage",
    "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago", "America/Denver", "America/Halifax",
    "America/Havana", "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Santiago",
    "America/Sao_Paulo", "America/St_Johns", "Asia/Beirut", "Asia/Dubai", "Asia/Jerusalem", "Asia/Kathmandu",
    "Asia/Kolkata", "Asia/Tbilisi", "Asia/Tehran", "Asia/Tokyo", "Asia/Yerevan", "Atlantic/Azores",
    "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin", "Europe/Helsinki",
    "Europe/London", "Europe/Moscow", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Honolulu", "Pacific/Kiritimati", "UTC",
)  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "night",
    [datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 26, tzinfo=UTC)],
    ids=["the clock is put on", "the clock is put back"],
)
def test_ten_thousand_readers_in_forty_zones_get_one_digest_a_day_at_their_hour(
    database: Database, night: datetime
) -> None:
    room, start = rooms(database), night - DAY
    chosen = [
        ReaderSettings(zone=FORTY[n % 40], instant=Instant.NONE, digest_minute=n // 40 * 30 % (24 * 60))
        for n in range(10_000)
    ]
    with database.write() as session:
        rows = [
            {
                "chat_id": n + 1,
                "thread_id": 0,
                "kind": ChatKind.PRIVATE,
                "lang": "en",
                "active": True,
                "created_at": start,
                "zone": settings.zone,
                "instant": settings.instant,
                "digest": settings.digest,
                "digest_minute": settings.digest_minute,
                "digest_weekday": 0,
                "digest_at": next_digest(settings, start),
                "digested_until": start,
                "empty_digests": True,
                "min_sources": 1,
            }
            for n, settings in enumerate(chosen)
        ]
        session.execute(insert(plain(SubscriberRow)), rows)
    made = sum(room.digests.make_due(start + n * HOUR + SETTLED) for n in range(2, 3 * 24 + 1, 2))
    with database.read() as session:
        sent = session.execute(
            select(SubscriberRow.chat_id, DigestRow.until)
            .join(DigestRow, DigestRow.subscriber_id == SubscriberRow.id)
            .join(DeliveryRow, DeliveryRow.digest_id == DigestRow.id)
            .where(DeliveryRow.state == DeliveryState.PENDING)
            .order_by(SubscriberRow.id, DigestRow.until)
        ).all()
    assert len(sent) == made
    days: dict[int, list[datetime]] = {}
    for chat_id, until in sent:
        days.setdefault(chat_id, []).append(until)
    for n, settings in enumerate(chosen):
        place, untils = ZoneInfo(settings.zone), days[n + 1]
        local = [until.astimezone(place) for until in untils]
        assert [(later.date() - local[0].date()).days for later in local] == list(range(len(local)))
        assert len(local) in (2, 3, 4)
        wrong = [t for t in local if t.hour * 60 + t.minute != settings.digest_minute]
        assert len(wrong) <= 1  # in the night that lacks the hour
