"""How fast we speak: Telegram's limits, kept by our own sliding windows.

Axioms:
1. In any second at most `overall` sends leave us, at most one to the same chat; in any minute at most 20 to the
   same group or channel. Telegram publishes no more than that, and enforces more or less.
2. The windows slide: nothing is saved up, so an idle hour or the end of a pause is no reason for a burst. Within the
   second the sends are spread evenly for the same reason, 33 ms apart, not 30 at once. The windows outlast a restart:
   what was sent a moment before it counts (`silence`).
3. A pause holds everything in its scope, answers to readers included: what is sent during a flood wait prolongs it.
4. Who waits for a slow chat keeps nobody else waiting. Answers to readers go before the broadcast.
5. A send counts when it leaves, not when it was given leave: a busy program, or a new connection, takes a tenth of a
   second in between, and what piles up meanwhile would arrive as more than a second's worth.

`Windows` is the arithmetic, with the time as a parameter; `Pacer` lets coroutines wait by it.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from storage.records import ChatKind

OVERALL = 30
"""Messages a second for a bot that does not pay (Bot API FAQ, "How can I message all of my bot's subscribers")."""

GROUP_A_MINUTE = 20
"""Messages a minute into one group (same page); channels are counted alike."""

HEADROOM = 1.025
"""Windows are 2.5 % longer than asked for: a message that travels 25 ms faster must not make it 31 in their second.
That leaves 29.27 of the 30; with 4 % it was 28.8, and a broadcast took so much longer."""

HEADROOM_PAID = 1.05
"""… where more is paid for: who sends a thousand a second is late by more, and a refusal costs a second of them. On a busy
machine two of five broadcasts of 6,000 met refusals with 2.5 %, none with this; 952 of the 1,000 are left."""

CATCH_UP = 0.1
"""Seconds of sends that may go together: timers are late, and what they miss would be lost every time anew."""


class Window:
    """At most `capacity` sends in any `seconds`, counted separately for every key.

    Memory holds only the keys used within the last `seconds`.
    """

    def __init__(self, capacity: int, seconds: float) -> None:
        self._capacity = capacity
        self._seconds = seconds
        self._sent: OrderedDict[Hashable, deque[float]] = OrderedDict()  # the key used last stands last

    def ready_at(self, key: Hashable) -> float:
        """The first moment at which another send keeps the limit; -inf: any."""
        sent = self._sent.get(key)
        return -math.inf if sent is None or len(sent) < self._capacity else sent[0] + self._seconds

    def note(self, key: Hashable, now: float) -> None:
        """A send happens."""
        sent = self._sent.setdefault(key, deque(maxlen=self._capacity))
        sent.append(now)
        self._sent.move_to_end(key)
        while self._sent[oldest := next(iter(self._sent))][-1] <= now - self._seconds:
            del self._sent[oldest]

    def put_off(self, key: Hashable, noted: float, now: float) -> None:
        """A send that was noted happens only now."""
        sent = self._sent.get(key)
        if sent is not None and noted in sent:
            sent.remove(noted)
            self.note(key, now)

    def __len__(self) -> int:
        return len(self._sent)


class Spread:
    """Sends evenly spread: the generic cell rate algorithm (ITU-T I.371), with `CATCH_UP` as its tolerance.

    Args:
        rate: sends a second.
    """

    def __init__(self, rate: float) -> None:
        self._apart = 1 / rate
        self._due = -math.inf  # when the next send is due, were none late

    def ready_at(self) -> float:
        """The first moment at which another send keeps the spread; -inf: any."""
        return self._due - max(0.0, CATCH_UP - self._apart)

    def note(self, now: float) -> None:
        """A send happens."""
        self._due = max(self._due, now) + self._apart


class Windows:
    """All limits together, and the pauses Telegram asks for. Times are seconds of one monotonic clock.

    Args:
        overall: sends a second to all chats together, 1-1000.
    """

    def __init__(self, overall: int = OVERALL) -> None:
        self._chats = Window(1, HEADROOM)
        self._groups = Window(GROUP_A_MINUTE, 60 * HEADROOM)
        self._pauses: dict[int | None, float] = {}  # chat id, None for all → when it ends
        self.limit(overall)

    def limit(self, overall: int) -> None:
        """Change the overall rate, sends a second; counting starts anew, as after a pause."""
        headroom = HEADROOM if overall <= OVERALL else HEADROOM_PAID
        self._overall = Window(overall, headroom)
        self._spread = Spread(overall / headroom)

    def ready_at(self, chat_id: int, kind: ChatKind, now: float) -> float:
        """The first moment, `now` or later, at which a send to the chat is allowed."""
        return max(now, self.held_until(chat_id, kind), self.overall_ready_at())

    def overall_ready_at(self) -> float:
        """The first moment at which the overall rate allows a send to anybody; -inf: any."""
        return max(self._overall.ready_at(None), self._spread.ready_at())

    def held_until(self, chat_id: int, kind: ChatKind) -> float:
        """When the chat's own limits and the pauses let it have a message, whatever the overall rate; -inf: now."""
        group = -math.inf if kind is ChatKind.PRIVATE else self._groups.ready_at(chat_id)
        return max(group, self._chats.ready_at(chat_id), self.paused_until(chat_id))

    def paused_until(self, chat_id: int | None = None) -> float:
        """When the pauses that hold this chat (None: those that hold all) end; -inf: there are none."""
        everything = self._pauses.get(None, -math.inf)
        return everything if chat_id is None else max(everything, self._pauses.get(chat_id, -math.inf))

    def note(self, chat_id: int, kind: ChatKind, now: float) -> None:
        """A send to the chat happens now."""
        self._overall.note(None, now)
        self._spread.note(now)
        self._chats.note(chat_id, now)
        if kind is not ChatKind.PRIVATE:
            self._groups.note(chat_id, now)

    def put_off(self, noted: float, now: float) -> None:
        """A send that was noted happens only now. The overall rate alone is so narrow that this matters."""
        self._overall.put_off(None, noted, now)

    def pause(self, chat_id: int | None, until: float, now: float) -> None:
        """Nothing goes to the chat (None: to anybody) before `until`; of two pauses the longer holds."""
        self._pauses = {scope: end for scope, end in self._pauses.items() if end > now}
        self._pauses[chat_id] = max(until, self._pauses.get(chat_id, -math.inf))

    def scope_of_refusal(self, chat_id: int, kind: ChatKind, now: float) -> int | None:
        """Whom a 429 from this chat concerns; Telegram does not say.

        Our own windows keep every chat legal, so a private chat that is refused means that all are; a group or
        channel may have limits of its own (slow mode, other bots), unless a second one is refused meanwhile.

        Returns:
            The chat's id, or None for everybody.
        """
        others = any(end > now for scope, end in self._pauses.items() if scope not in {None, chat_id})
        return None if kind is ChatKind.PRIVATE or others else chat_id


@dataclass(eq=False, slots=True)
class _Waiting:
    """One coroutine in the queue."""

    chat_id: int
    kind: ChatKind
    deadline: float
    granted: asyncio.Future[float | None]


class Pacer:
    """Lets coroutines send when their turn comes.

    Args:
        windows: the limits.
        time: a monotonic clock in seconds; the running loop's own by default.
    """

    def __init__(self, windows: Windows, time: Callable[[], float] | None = None) -> None:
        self._windows = windows
        self._time = time or (lambda: asyncio.get_running_loop().time())
        self._replies: dict[_Waiting, None] = {}  # both in order of arrival
        self._posts: dict[_Waiting, None] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at = math.inf

    async def slot(
        self, chat_id: int, kind: ChatKind, *, priority: bool = False, patience: float = math.inf
    ) -> float | None:
        """Wait for leave to send one message to a chat.

        Args:
            chat_id: where to.
            kind: groups and channels have a limit of their own.
            priority: an answer to a reader; goes before all that are none.
            patience: seconds; who is bound to wait longer for the chat's own limits or for a pause is sent away as
                soon as that is known, so also when a pause begins meanwhile. The queue before us does not count.

        Returns:
            Send now; the moment as which it counts (see `left`). None: it would take too long; `wait_for` says how long.
        """
        granted: asyncio.Future[float | None] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(chat_id, kind, self._time() + patience, granted)
        queue = self._replies if priority else self._posts
        queue[waiting] = None
        try:
            now = self._time()
            if now >= self._alarm_at:
                self._serve()  # others are due too, and were here before
            else:
                self._ring_by(self._consider(waiting, now), now)
            return await granted
        finally:
            queue.pop(waiting, None)

    def left(self, moment: float) -> None:
        """What was given leave at that moment leaves only now, and counts from now on."""
        self._windows.put_off(moment, self._time())

    def wait_for(self, chat_id: int, kind: ChatKind) -> float:
        """Seconds for which the chat's own limits or a pause hold it; 0: they do not."""
        return max(0.0, self._windows.held_until(chat_id, kind) - self._time())

    def pause(self, chat_id: int | None, seconds: float) -> None:
        """Hold a chat (None: all) for so many seconds from now."""
        now = self._time()
        self._windows.pause(chat_id, now + seconds, now)
        self._serve()

    def remember(self, chat_id: int, kind: ChatKind, seconds_ago: float) -> None:
        """Count a send of an earlier run, in the order in which they happened."""
        self._windows.note(chat_id, kind, self._time() - seconds_ago)

    def paused_for(self) -> float:
        """Seconds for which everything is held; 0: nothing is."""
        return max(0.0, self._windows.paused_until() - self._time())

    def refused(self, chat_id: int, kind: ChatKind, seconds: float) -> int | None:
        """Telegram answered 429: pause whom it concerns.

        Returns:
            The chat's id, or None for everybody: what `pause` was called with.
        """
        scope = self._windows.scope_of_refusal(chat_id, kind, self._time())
        self.pause(scope, seconds)
        return scope

    def limit(self, overall: int) -> None:
        """Change the overall rate, sends a second."""
        self._windows.limit(overall)

    def _serve(self) -> None:
        """Give leave to all whose time has come, and come back when the next one's does."""
        now, earliest = self._time(), math.inf
        for waiting in self._in_order():
            earliest = min(earliest, self._consider(waiting, now))
        self._alarm_at = math.inf
        self._ring_by(earliest, now)

    def _consider(self, waiting: _Waiting, now: float) -> float:
        """Give one leave, or send it away, or keep it.

        Whoever has just come may be considered alone: were the overall rate not used up, all who came before would
        have been served, or be held by what holds their own chats.

        Returns:
            When to look at it again; inf: never, it has its answer.
        """
        ready = self._windows.ready_at(waiting.chat_id, waiting.kind, now)
        if ready <= now:
            self._windows.note(waiting.chat_id, waiting.kind, now)
        elif self._windows.held_until(waiting.chat_id, waiting.kind) <= waiting.deadline:
            return ready
        waiting.granted.set_result(now if ready <= now else None)
        return math.inf

    def _ring_by(self, moment: float, now: float) -> None:
        """Serve again at a moment, unless that is arranged for sooner; inf: never."""
        if moment < self._alarm_at:
            if self._alarm is not None:
                self._alarm.cancel()
            self._alarm = asyncio.get_running_loop().call_later(moment - now, self._serve)
            self._alarm_at = moment

    def _in_order(self) -> Iterator[_Waiting]:
        return (w for queue in (self._replies, self._posts) for w in list(queue) if not w.granted.done())
