"""Telegram's limits are kept in any window, and waiting is fair. Time is virtual: nothing here sleeps."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.pace import Pacer, Window, Windows
from storage.records import ChatKind
from tests.chat.virtual import most_in, run

PRIVATE, GROUP, CHANNEL = ChatKind.PRIVATE, ChatKind.SUPERGROUP, ChatKind.CHANNEL
Sent = list[tuple[float, int]]


async def send(pacer: Pacer, sent: Sent, chat_id: int, kind: ChatKind = PRIVATE, **how: object) -> bool:
    granted = await pacer.slot(chat_id, kind, **how)  # type: ignore[arg-type]
    if granted is None:
        return False
    sent.append((asyncio.get_running_loop().time(), chat_id))
    return True


def times(sent: Sent, chat_id: int | None = None) -> list[float]:
    return [at for at, chat in sent if chat_id in {None, chat}]


# --- the arithmetic


def test_a_window_opens_when_its_oldest_send_has_passed_out_of_it() -> None:
    window = Window(2, 10.0)
    assert window.ready_at("a") < 0
    window.note("a", 0.0)
    window.note("a", 4.0)
    assert window.ready_at("a") == pytest.approx(10.0)
    window.note("a", 10.0)
    assert window.ready_at("a") == pytest.approx(14.0)
    assert window.ready_at("b") < 0


def test_a_window_forgets_who_has_been_quiet_for_its_length() -> None:
    window = Window(1, 1.0)
    for chat_id in range(100_000):
        window.note(chat_id, chat_id / 30)
    assert len(window) <= 33


def test_a_group_has_twenty_a_minute_and_one_a_second() -> None:
    windows, now, moments = Windows(), 0.0, []
    for _ in range(61):
        now = windows.ready_at(-1, GROUP, now)
        windows.note(-1, GROUP, now)
        moments.append(now)
    assert most_in(moments, 60.0) == 20
    assert most_in(moments, 1.0) == 1


def test_of_two_pauses_the_longer_holds() -> None:
    windows = Windows()
    windows.pause(None, 60.0, 0.0)
    windows.pause(None, 5.0, 1.0)
    assert windows.ready_at(1, PRIVATE, 2.0) == 60.0


def test_a_groups_refusal_concerns_the_group_and_a_second_groups_everybody() -> None:
    windows = Windows()
    assert windows.scope_of_refusal(-1, GROUP, 0.0) == -1
    windows.pause(-1, 60.0, 0.0)
    assert windows.scope_of_refusal(-1, GROUP, 1.0) == -1
    assert windows.scope_of_refusal(-2, CHANNEL, 1.0) is None
    assert windows.scope_of_refusal(-2, CHANNEL, 61.0) == -2


def test_a_private_chats_refusal_concerns_everybody() -> None:
    assert Windows().scope_of_refusal(1, PRIVATE, 0.0) is None


# --- waiting


@pytest.mark.parametrize(("rate", "most"), [(30, 30), (25, 25), (7, 7), (1, 1), (1000, 1000)])
def test_ten_thousand_chats_never_get_more_than_the_rate_in_any_second(rate: int, most: int) -> None:
    async def broadcast() -> Sent:
        pacer, sent = Pacer(Windows(rate)), Sent()
        for chat_id in range(min(10_000, rate * 20)):
            await send(pacer, sent, chat_id)
        return sent

    sent = run(broadcast())
    assert most_in(times(sent)[: 3 * rate], 1.0) <= most
    lasted = sent[-1][0] - sent[0][0]
    assert lasted < len(sent) / rate * 1.05  # and not much less, either


def test_a_busy_loop_sends_some_at_every_look_and_loses_no_place() -> None:
    windows, now, looks, sent = Windows(1000), 0.0, 0, list[float]()
    while now < 5.0:
        while windows.ready_at(len(sent), PRIVATE, now) <= now:
            windows.note(len(sent), PRIVATE, now)
            sent.append(now)
        now, looks = now + 0.015, looks + 1
    assert len(sent) / 5.0 > 960
    assert most_in(sent, 1.0) <= 1000
    assert len(set(sent)) > 0.85 * looks


def test_a_send_counts_when_it_leaves() -> None:
    async def broadcast() -> Sent:
        pacer, sent, loop = Pacer(Windows(30)), Sent(), asyncio.get_running_loop()

        async def late(chat_id: int) -> None:
            moment = await pacer.slot(chat_id, PRIVATE)
            assert moment is not None
            if chat_id <= 90:  # the program is busy for a while, and then no more
                await asyncio.sleep(0.3)
            pacer.left(moment)
            sent.append((loop.time(), chat_id))

        await asyncio.gather(*(late(chat_id) for chat_id in range(1, 181)))
        return sent

    assert most_in(sorted(times(run(broadcast()))), 1.0) <= 30


def test_a_pause_is_silent_and_ends_without_a_burst() -> None:
    async def broadcast() -> tuple[Sent, float]:
        pacer, sent, loop = Pacer(Windows(30)), Sent(), asyncio.get_running_loop()
        loop.call_later(2.0, pacer.pause, None, 8.0)
        await asyncio.gather(*(send(pacer, sent, chat_id) for chat_id in range(200)))
        return sent, 1000.0

    sent, start = run(broadcast())
    after = [at for at in times(sent) if at > start + 2.0]
    assert min(after) >= start + 10.0
    assert most_in(after, 1.0) <= 30
    assert most_in(after, 0.1) <= 6


def test_a_paused_group_keeps_nobody_else_waiting() -> None:
    async def broadcast() -> Sent:
        pacer, sent = Pacer(Windows(30)), Sent()
        pacer.pause(-1, 60.0)
        await asyncio.gather(send(pacer, sent, -1, GROUP), *(send(pacer, sent, n) for n in range(1, 31)))
        return sent

    sent = run(broadcast())
    assert max(at for at, chat in sent if chat != -1) < 1002.0
    assert times(sent, -1) == [pytest.approx(1060.0)]


def test_a_reply_goes_before_a_broadcast_of_thousands() -> None:
    async def main() -> float:
        pacer, sent, loop = Pacer(Windows(30)), Sent(), asyncio.get_running_loop()
        broadcast = [asyncio.create_task(send(pacer, sent, chat_id)) for chat_id in range(600)]
        await asyncio.sleep(1.0)
        asked = loop.time()
        await send(pacer, sent, 10_000, priority=True)
        waited = loop.time() - asked
        for task in broadcast:
            task.cancel()
        return waited

    assert run(main()) < 0.2


def test_twenty_five_messages_to_one_reader_go_one_a_second() -> None:
    async def main() -> Sent:
        pacer, sent = Pacer(Windows(30)), Sent()
        await asyncio.gather(*(send(pacer, sent, 1) for _ in range(25)))
        return sent

    assert most_in(times(run(main())), 1.0) == 1


def test_who_would_wait_too_long_is_sent_away_at_once() -> None:
    async def main() -> tuple[bool, bool, float, float]:
        pacer, sent, loop = Pacer(Windows(30)), Sent(), asyncio.get_running_loop()
        pacer.pause(-1, 3600.0)
        refused = await send(pacer, sent, -1, GROUP, patience=2.0)
        patient = await send(pacer, sent, 1, patience=2.0)
        return refused, patient, loop.time(), pacer.wait_for(-1, GROUP)

    assert run(main()) == (False, True, 1000.0, 3600.0)


def test_who_waits_is_sent_away_when_a_long_pause_begins() -> None:
    async def main() -> tuple[list[bool], float]:
        pacer, sent, loop = Pacer(Windows(1)), Sent(), asyncio.get_running_loop()
        loop.call_later(0.5, pacer.pause, None, 3600.0)
        answers = await asyncio.gather(*(send(pacer, sent, n, patience=2.0) for n in (1, 2)))
        return answers, loop.time()

    assert run(main()) == ([True, False], 1000.5)


def test_a_cancelled_waiter_takes_no_place() -> None:
    async def main() -> Sent:
        pacer, sent = Pacer(Windows(1)), Sent()
        await send(pacer, sent, 1)
        gone = asyncio.create_task(send(pacer, sent, 2))
        await asyncio.sleep(0)
        gone.cancel()
        await send(pacer, sent, 3)
        return sent

    assert [(round(at - 1000), chat) for at, chat in run(main())] == [(0, 1), (1, 3)]


def test_the_rate_can_be_lowered_while_sending() -> None:
    async def main() -> Sent:
        pacer, sent = Pacer(Windows(1000)), Sent()
        for chat_id in range(2000):
            await send(pacer, sent, chat_id)
        pacer.limit(30)
        for chat_id in range(2000, 2100):
            await send(pacer, sent, chat_id)
        return sent

    assert most_in(times(run(main()))[2000:], 1.0) <= 30
