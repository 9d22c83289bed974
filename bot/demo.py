"""`dateline demo`: the seeds and the sample feeds through the same line and the same handlers, without token or network.

Time runs through the story: at every moment something was published, the feeds have grown, the line polls, judges and
delivers, and each would-be post is printed as a reader would see it, with the verdict on every article.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from rich.console import Console

from bot import seeds
from bot.chat.desk import Desk
from bot.chat.rehearsal import Button, RehearsalRequest, Said, pressed, typed
from bot.chat.stage import Stage
from bot.clock import utc_now
from bot.judgement import take_in
from bot.operations import USER_AGENT
from bot.pipeline import Line
from bot.reading.courtesy import Courtesy
from bot.reading.fetch import Fetcher
from bot.reading.guard import Guard
from bot.reading.parse import Parser
from bot.reading.samples import SampleTransport, moments
from bot.settings import Settings
from bot.store import Store, open_store
from bot.trial import try_feed
from storage.records import Article, Published

A_MINUTE = timedelta(minutes=1)
INTERVAL = 5.0  # seconds on the demonstration's clock; a paper that seldom writes is read at every twelfth
EARLIER = "◀"  # what the button to an earlier page of the timeline begins with


async def demo(settings: Settings, console: Console, *, once: bool) -> None:
    """Replay the story, then answer commands typed at a prompt.

    Args:
        settings: which seeds; the database is a temporary one.
        console: where it is shown.
        once: end after the replay.

    Raises:
        SeedError: the seeds are malformed.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-demo-"))
        database = f"sqlite:///{Path(folder) / 'demo.db'}"
        own = settings.model_copy(update={"database_url": database, "embedder": None})  # no network
        store = stack.enter_context(open_store(own))
        replay = Replay(store, own, Stage(console))
        await replay.open(stack)
        await replay.play()
        await replay.look_back()
        if not once:
            await replay.converse()


class Replay:
    """The story told again from its first article to its last, before one reader."""

    def __init__(self, store: Store, settings: Settings, stage: Stage) -> None:
        self._store = store
        self._stage = stage
        self._updates = count(1)
        self._last: Said | None = None
        self._articles = seeds.load_articles(settings.seeds, utc_now())
        self._samples = seeds.load_samples(settings.seeds)
        self._settings = settings
        self._now = min(self._moments(), default=utc_now()) - A_MINUTE

    async def open(self, stack: AsyncExitStack) -> None:
        """Build the line over the sample feeds, and the desk over a Telegram that answers in this process."""
        clock = lambda: self._now  # noqa: E731 - the demonstration's present
        await asyncio.to_thread(self._store.feeds.ensure, [s.draft for s in self._samples], self._now)
        transport = SampleTransport({s.draft.url: s.body for s in self._samples}, clock)
        courtesy = Courtesy(gap=0.0)  # nobody is to be spared
        fetcher = await stack.enter_async_context(
            Fetcher(Guard(), user_agent=USER_AGENT, transport=transport, courtesy=courtesy)
        )
        parser = await stack.enter_async_context(Parser())
        self._line = Line(self._store, fetcher, parser, INTERVAL, clock)
        self._desk = await stack.enter_async_context(
            Desk.open(
                self._store,
                self._settings,
                lambda url: try_feed(self._store.lexicon, fetcher, parser, url),
                clock,
                RehearsalRequest(self._said),
            )
        )

    async def play(self) -> None:
        """Everything that was published, in order, each at its time."""
        await self._type("/start")
        waiting = defaultdict(list)
        for article in self._articles:
            waiting[article.published].append(article)
        for moment in sorted(set(self._moments())):
            self._now = moment
            for article in waiting[moment]:
                await self._take_in(article)
            await self._show(await self._line.tick())
            self._now = moment + A_MINUTE
            await self._desk.deliver()
        self._stage.total(await asyncio.to_thread(self._store.timeline.counts))

    async def look_back(self) -> None:
        """The digest of the last week, then the timeline from its newest page to its oldest."""
        await self._type("/digest")
        await self._type("/timeline")
        while earlier := next((b for b in self._buttons() if b.label.startswith(EARLIER)), None):
            await self._press(earlier)

    async def converse(self) -> None:
        """Answer what is typed until the end of input: commands, words to search, the number of a button."""
        self._stage.invite()
        with suppress(EOFError, KeyboardInterrupt):
            while True:
                line = (await asyncio.to_thread(self._stage.ask)).strip()
                if line in ("exit", "quit"):
                    return
                buttons = dict(enumerate(self._buttons(), start=1))
                if line.isdecimal() and int(line) in buttons:
                    await self._press(buttons[int(line)])
                elif line:
                    await self._type(line)

    def _moments(self) -> Iterable[datetime]:
        yield from (a.published for a in self._articles)
        for sample in self._samples:
            yield from moments(sample.body)

    async def _take_in(self, article: Article) -> None:
        as_then = replace(article, fetched_at=article.published)
        done = await asyncio.to_thread(take_in, self._store.archive, self._store.lexicon, as_then, self._now)
        await self._show([done])

    async def _show(self, done: Iterable[Published]) -> None:
        for published in done:
            record = await asyncio.to_thread(self._store.archive.decision, published.article_id)
            if record:
                self._stage.article(record)

    async def _type(self, text: str) -> None:
        self._stage.typed(text)
        await self._desk.receive(typed(next(self._updates), text, int(self._now.timestamp())))

    async def _press(self, button: Button) -> None:
        assert self._last, "there is a message with the button"
        self._stage.pressed(button)
        await self._desk.receive(pressed(next(self._updates), self._last, button, int(self._now.timestamp())))

    def _said(self, said: Said) -> None:
        self._last = said
        self._stage.said(said)

    def _buttons(self) -> list[Button]:
        """What can be pressed under the last message."""
        return [b for row in self._last.buttons for b in row if b.data] if self._last else []
