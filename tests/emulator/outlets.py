"""A town of outlets over a stretch of days, on a clock that the test moves: what they publish, and all that goes wrong.

Every outlet has a habit (how it names, dates, links and changes its items) and a fate (when it is down, moves or ends).
All of it follows from a seed. The feeds are served by the web emulator over real sockets; `check` tells what a reader of
all of them should have, and what it has not.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache, partial

from tests.emulator.web import Item, WebServer, rss

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LISTED = 20  # stories a feed shows
EVERY = 3 * DAY  # between two stories of an outlet, on average
ON_TOPIC = 0.3  # of the stories
QUIET = 3 * DAY  # before an outlet ends, and before the simulation does: what is published, can be read

_SIDES = ("Norland", "Sudria")
_PEOPLE = ("engineers", "divers", "surveyors", "fishermen", "pilots", "clerks", "masons", "judges")
_DEEDS = (
    "inspected the spillway",
    "counted the gates",
    "closed a road",
    "measured the wall",
    "signed a protocol",
)
_PADDING = (
    "The report of this day runs to {n} pages and names {k} places along the river where the water stood higher than "
    "in the years before, as anybody who walked there with number {n} in hand could see for himself. "
)


class Mood(Enum):
    """How an outlet's server answers."""

    WELL = "well"
    DOWN = "down"  # 500
    BUSY = "busy"  # 503 with Retry-After
    LOGIN = "login"  # a page in place of the feed
    CUT = "cut"  # the connection breaks off
    GONE = "gone"  # 410


@dataclass(frozen=True)
class Story:
    """One thing an outlet reports, known by its number wherever it turns up."""

    number: int
    on_topic: bool
    published: datetime

    @property
    def mark(self) -> str:
        """What no other story's title has."""
        return f"dossier {self.number}"

    @property
    def title(self) -> str:
        """Its headline."""
        if self.on_topic:
            side, other = _SIDES[self.number % 2], _SIDES[1 - self.number % 2]
            return f"{side} and {other} argue over the Veld Dam, {self.mark}"
        return f"How to bake an apple pie for the weekend, {self.mark}"

    def text(self, people: int) -> str:
        """Its words, long enough that no page is needed; `people` is the figure that may be corrected."""
        return _text(self.number, people, on_topic=self.on_topic)


@dataclass(frozen=True)
class Outage:
    """A time in which a feed cannot be read."""

    start: datetime
    end: datetime
    mood: Mood


@dataclass
class Outlet:
    """One outlet, its habit and its fate."""

    number: int
    habit: Habit
    chance: random.Random
    stories: list[Story] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    moves_at: datetime | None = None
    ends_at: datetime | None = None
    end: Mood = Mood.GONE
    looks: int = 0  # at its feed while it was well
    read_at: list[datetime] = field(default_factory=list)  # answers to requests while it was well

    @property
    def corrects(self) -> bool:
        """Whether it changes what it has published."""
        return self.habit is HABITS[CORRECTS]

    def path(self, now: datetime) -> str:
        """Where the feed lives."""
        return f"/{self.number}/{'new' if self.moves_at and now >= self.moves_at else 'old'}"

    def mood(self, now: datetime) -> Mood:
        """How it answers."""
        if self.ends_at and now >= self.ends_at:
            return self.end
        return next((o.mood for o in self.outages if o.start <= now < o.end), Mood.WELL)

    def body(self, now: datetime) -> bytes:
        """The feed as it is now."""
        self.looks += 1
        shown = [s for s in self.stories if s.published <= now][-LISTED:]
        return rss(f"Outlet {self.number}", [self.habit(self, story, now) for story in reversed(shown)])


Habit = Callable[[Outlet, Story, datetime], Item]


def _item(outlet: Outlet, story: Story) -> Item:
    address = f"http://outlet-{outlet.number}.example/{story.published:%Y}/{story.number}"
    text = f"<p>{story.text(40)}</p>"
    return Item(story.title, address, text, f"{outlet.number}:{story.number}", story.published)


def _with(**changes: Callable[[Outlet, Story, datetime, Item], object]) -> Habit:
    def habit(outlet: Outlet, story: Story, now: datetime) -> Item:
        item = _item(outlet, story)
        said = {name: change(outlet, story, now, item) for name, change in changes.items()}
        values = {name: getattr(item, name) for name in ("title", "link", "text", "guid", "published")}
        return Item(**(values | said))

    return habit


@lru_cache(maxsize=50_000)
def _text(number: int, people: int, *, on_topic: bool) -> str:
    who, deed = _PEOPLE[number % len(_PEOPLE)], _DEEDS[number % len(_DEEDS)]
    lead = (
        f"{people} {who} of {_SIDES[number % 2]} {deed} at the Veld Dam, the government of Sudria said. "
        if on_topic
        else f"Take {people} apples, peel them, and do not spare the cinnamon. "
    )
    return lead + "".join(_PADDING.format(n=number * 7 + k, k=k + 2) for k in range(4))


def mark_of(title: str) -> str:
    """The mark of the story that a title is of."""
    return title.rpartition(", ")[2]


def _old(story: Story, now: datetime, age: timedelta) -> bool:
    return now - story.published > age


CORRECTS = "corrects a figure the day after"
HABITS: dict[str, Habit] = {
    "steady": _with(),
    "another GUID at every look": _with(guid=lambda o, s, _, __: f"{o.looks}-{s.number}"),
    "no GUIDs": _with(guid=lambda *_: None),
    "neither GUIDs nor links": _with(guid=lambda *_: None, link=lambda *_: None),
    "always of today": _with(published=lambda _, __, now, ___: now, guid=lambda *_: None),
    "no dates": _with(published=lambda *_: None),
    "two days ahead": _with(published=lambda _, s, __, ___: s.published + 2 * DAY),
    "http and https": _with(
        guid=lambda *_: None,
        link=lambda o, _, __, i: (i.link or "").replace("http:", "https:" if o.looks % 2 else "http:"),
    ),
    "tracked links": _with(
        guid=lambda *_: None, link=lambda o, _, __, i: f"{i.link}?utm_source=rss&fbclid={o.looks}"
    ),
    "all GUIDs anew after a fortnight": _with(
        guid=lambda o, s, now, i: f"new-{s.number}" if _old(o.stories[0], now, 14 * DAY) else i.guid
    ),
    "everything published once more after ten days": _with(
        guid=lambda _, s, now, i: f"again-{s.number}" if _old(s, now, 10 * DAY) else i.guid,
        link=lambda _, s, now, i: f"{i.link}-again" if _old(s, now, 10 * DAY) else i.link,
        published=lambda _, s, now, i: s.published + 10 * DAY if _old(s, now, 10 * DAY) else i.published,
    ),
    CORRECTS: _with(text=lambda _, s, now, __: f"<p>{s.text(14 if _old(s, now, DAY) else 40)}</p>"),
    "another layout every day": _with(
        text=lambda _, s, now, __: f"<div class='d{now.day}'>{s.text(40)}</div>"
    ),
}


class Town:
    """All outlets over some days.

    Args:
        web: what serves them.
        start: the first moment.
        days: how long it goes on.
        outlets: how many there are.
        seed: what everything follows from.
    """

    def __init__(self, web: WebServer, start: datetime, days: int, outlets: int, seed: int = 1) -> None:
        self._web = web
        self.start, self.end = start, start + days * DAY
        self.outlets = [self._outlet(number, random.Random(f"{seed} {number}")) for number in range(outlets)]
        self._served: dict[int, object] = {}

    def urls(self) -> list[str]:
        """Where the feeds live at the beginning."""
        return [self._web.url(outlet.path(self.start)) for outlet in self.outlets]

    def serve(self, now: datetime) -> None:
        """From now on the feeds are as they are at this moment."""
        for outlet in self.outlets:
            path, mood = outlet.path(now), outlet.mood(now)
            if path.endswith("new"):
                self._web.redirect(f"/{outlet.number}/old", self._web.url(path), 301)
            self._put(path, mood, outlet, now)

    def wind_up(self, now: datetime) -> None:
        """Let it end sooner: nothing new is published or goes wrong from now on, and what there is can still be read."""
        self.end = now + QUIET
        for outlet in self.outlets:
            outlet.stories = [story for story in outlet.stories if story.published <= now]
            outlet.outages = [replace(o, end=min(o.end, now)) for o in outlet.outages if o.start < now]
            outlet.moves_at = outlet.moves_at if outlet.moves_at and outlet.moves_at <= now else None
            outlet.ends_at = outlet.ends_at if outlet.ends_at and outlet.ends_at <= now - QUIET else None

    def note(self, now: datetime) -> None:
        """Remember who was read in this moment while it was well."""
        for outlet in self.outlets:
            asked = self._web.asked(outlet.path(now))
            if asked != self._served.get(outlet.number) and outlet.mood(now) is Mood.WELL:
                outlet.read_at.append(now)
            self._served[outlet.number] = asked

    def stories(self, *, on_topic: bool) -> list[Story]:
        """All that was published."""
        return [s for outlet in self.outlets for s in outlet.stories if s.on_topic is on_topic]

    def lost_or_repeated(self, titles: Sequence[str]) -> dict[str, int]:
        """Stories that are not in the archive exactly once: mark → how often.

        Args:
            titles: of all articles in the archive.
        """
        found = Counter(map(mark_of, titles))
        every = [*self.stories(on_topic=True), *self.stories(on_topic=False)]
        return {s.mark: found[s.mark] for s in every if found[s.mark] != 1}

    def late(self, patience: timedelta) -> list[tuple[int, Outage]]:
        """Outages after which an outlet was not read in time."""
        return [
            (outlet.number, outage)
            for outlet in self.outlets
            for outage in outlet.outages
            if not any(outage.end <= at <= outage.end + patience for at in outlet.read_at)
        ]

    def dead(self) -> list[int]:
        """Outlets that ended."""
        return [outlet.number for outlet in self.outlets if outlet.ends_at]

    def _outlet(self, number: int, chance: random.Random) -> Outlet:
        outlet = Outlet(number, list(HABITS.values())[number % len(HABITS)], chance)
        days = (self.end - self.start) // DAY
        if chance.random() < 0.15:
            outlet.ends_at = self.start + chance.uniform(0.5, 0.8) * days * DAY
            outlet.end = chance.choice([Mood.GONE, Mood.DOWN])
        elif chance.random() < 0.3:
            outlet.moves_at = self.start + chance.uniform(0.2, 0.8) * days * DAY
        last = (outlet.ends_at or self.end) - 2 * QUIET
        at = self.start
        while (at := at + chance.expovariate(0.5 / 15) * DAY) < last:  # about one in a month
            until = min(at + chance.choice([HOUR, 6 * HOUR, DAY, 4 * DAY, 9 * DAY]), last)
            outlet.outages.append(
                Outage(at, until, chance.choice([Mood.DOWN, Mood.BUSY, Mood.LOGIN, Mood.CUT]))
            )
            at = until + 2 * DAY
        when, count = self.start - 9 * DAY, 0
        while (when := when + chance.uniform(0.3, 1.7) * EVERY) < last + QUIET:
            count += 1
            outlet.stories.append(Story(number * 10_000 + count, chance.random() < ON_TOPIC, when))
        return outlet

    def _put(self, path: str, mood: Mood, outlet: Outlet, now: datetime) -> None:
        match mood:
            case Mood.WELL:
                self._web.write(path, partial(outlet.body, now))
            case Mood.DOWN:
                self._web.put(path, "", status=500)
            case Mood.BUSY:
                self._web.put(path, "", status=503, headers={"Retry-After": "7200"})
            case Mood.LOGIN:
                self._web.put(path, "<html><body>Log in<form></form></body></html>", content_type="text/html")
            case Mood.CUT:
                self._web.put(path, outlet.body(now), chop=100)
            case Mood.GONE:
                self._web.put(path, "", status=410)
