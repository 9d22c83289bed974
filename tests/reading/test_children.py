"""The child processes: what goes wrong in one of them stays there."""

import asyncio
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from bot.errors import ParseError
from bot.reading.article import Page
from bot.reading.parse import Parser
from storage.records import Fetched
from tests.emulator.web import Item, rss

URL = "https://example.org/feed"
FEED = Fetched(URL, 200, rss("A paper", [Item("Bridge opened", "https://example.org/1")]))


@dataclass
class Deadly:
    """A document that kills whoever opens it."""

    url: str = URL
    body: bytes = b""

    @property
    def charset(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Endless:
    """A document nobody finishes; says so through a pipe when it is opened."""

    pipe: Path
    url: str = URL
    body: bytes = b""

    @property
    def charset(self) -> None:
        with self.pipe.open("wb"):  # waits for whoever listens
            pass
        while True:
            pass


@dataclass
class Patient:
    """A document whose reader sits idle until somebody writes into a pipe, as one does whom a busy machine lets wait."""

    pipe: Path
    url: str = URL
    body: bytes = FEED.body

    @property
    def charset(self) -> None:
        self.pipe.read_bytes()


async def test_feeds_and_pages_are_read_in_a_child() -> None:
    async with Parser() as parser:
        assert [e.title for e in (await parser.parse(FEED)).entries] == ["Bridge opened"]
        page = await parser.page(
            Fetched("https://example.org/1", 200, b"<title>Bridge</title><p>x", "text/html")
        )
        assert isinstance(page, Page)
        assert multiprocessing.active_children()
    assert not multiprocessing.active_children()


async def test_a_fault_in_the_child_is_told_in_its_own_words() -> None:
    async with Parser() as parser:
        with pytest.raises(ParseError, match=r"is a web page, not a feed"):
            await parser.parse(Fetched(URL, 200, b"<html></html>"))


async def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    async with Parser(deadline=0.4, children=1) as parser:
        await parser.parse(FEED)
        items = [Item(f"t{n}", f"https://example.org/{n}") for n in range(45_000)]
        with pytest.raises(ParseError, match=r"longer than 0\.4 s"):
            await parser.parse(Fetched(URL, 200, rss("Honest, but endless", items)))
        assert (await parser.parse(FEED)).entries


async def test_a_document_that_takes_too_much_memory_is_given_up_and_the_next_one_read() -> None:
    grows = b"[" + b'{"a":0},' * 2_000_000 + b"0]"  # 16 MB that unfold to 370
    async with Parser(memory=400_000_000, children=1) as parser:  # libraries map up to 285 MB
        with pytest.raises(ParseError, match=r"MemoryError"):
            await parser.parse(Fetched(URL, 200, grows))
        assert (await parser.parse(FEED)).entries


async def test_a_refused_document_leaves_nothing_of_itself_in_memory() -> None:
    wide = "<rss " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + "/>"  # 2 MB that become 40
    async with Parser(children=1) as parser:
        await parser.parse(FEED)
        (child,) = multiprocessing.active_children()
        before = _weight(child.pid)
        with pytest.raises(ParseError, match="100 attributes"):
            await parser.parse(Fetched(URL, 200, wide.encode()))
        assert _weight(child.pid) < before + 20


def _weight(pid: int | None) -> float:
    """Megabytes a process keeps in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


async def test_a_document_that_kills_its_reader_is_a_parse_error() -> None:
    async with Parser(children=1) as parser:
        with pytest.raises(ParseError, match=r"ended the process"):
            await parser.parse(cast("Fetched", Deadly()))
        assert (await parser.parse(FEED)).entries


async def test_children_killed_while_idle_are_replaced() -> None:
    async with Parser(children=1, deadline=60) as parser:
        for _ in range(2):
            await parser.parse(FEED)
            for child in multiprocessing.active_children():
                child.kill()
                child.join(10)
        assert (await parser.parse(FEED)).entries


async def test_a_reader_who_no_longer_waits_leaves_no_work_behind(tmp_path: Path) -> None:
    pipe = tmp_path / "opened"
    os.mkfifo(pipe)
    async with Parser(children=1) as parser:
        reading = asyncio.create_task(parser.parse(cast("Fetched", Endless(pipe))))
        await asyncio.to_thread(pipe.read_bytes)  # until the child has opened the document
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert (await parser.parse(FEED)).entries


async def test_a_child_that_had_to_wait_for_the_processor_is_not_held_to_be_slow(tmp_path: Path) -> None:
    pipe = tmp_path / "turn"
    os.mkfifo(pipe)
    async with Parser(children=1, deadline=0.3) as parser:
        reading = asyncio.create_task(parser.parse(cast("Fetched", Patient(pipe))))
        turn = await asyncio.to_thread(pipe.open, "wb")  # the child has begun
        with turn:
            await asyncio.to_thread(work, 0.32)
        assert (await reading).entries


def work(seconds: float) -> None:
    """Keep a processor busy for so long, which takes at least as long by the clock."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass
