"""Bytes of a feed → its entries; and the child processes in which strangers' bytes are read.

`parse` is a pure function. `Parser` runs it (and the reading of pages) in children that are killed at a deadline, have
a cap on memory and are renewed now and then, so that neither a bomb, nor a crash, nor a leak reaches the bot.

The deadline is of the child's own processor time: on a small or busy machine an honest feed may take long by the clock,
and is not refused for that. The clock's own limit is a multiple, for a child that neither works nor ends.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot.errors import ParseError
from bot.reading.article import Page, read_page
from bot.reading.charset import decode
from bot.reading.entries import ParsedFeed
from bot.reading.faults import only_parse_errors
from bot.reading.jsonfeed import read_json
from bot.reading.syndication import read_syndication
from storage.records import Fetched

DEADLINE = 4.0  # seconds of processor time for one document; the slowest of 2,830 feeds took 1.2 (2.5 MB)
BUSY = 8  # seconds by the clock for each of the processor's: with 15 processes on 2 cores a child had every sixth
MEMORY = 1_000_000_000  # bytes of address space for one child; its libraries map 0.2 of it
PATIENCE = 30.0  # seconds beyond the deadline for a child to start; then the pool itself is held to be broken
ATTEMPTS = 2  # at one document: the pool may break through no fault of the document's
RENEW_AFTER = 200  # documents a child reads before another takes its place
CHILDREN = 2  # while a hostile document holds up one, the others read on in the other
LOADED = ("bot.reading.parse", "feedparser", "trafilatura")
"""What a child is forked with: to load it takes a second of processor time (measured), and every child once did."""

T = TypeVar("T")


def parse(fetched: Fetched) -> ParsedFeed:
    """The entries of a feed: RSS, Atom, RDF, CDF or JSON Feed, well-formed or nearly so.

    Args:
        fetched: the answer; its body is never taken for a path or an address.

    Raises:
        ParseError: it is no feed we can read.
    """
    text = decode(fetched.body, fetched.charset)
    start = text.lstrip("\ufeff \t\r\n\0")[:1]
    if not start:
        raise ParseError(f"{fetched.url} is empty")
    with only_parse_errors(fetched.url):
        read = read_json if start in {"{", "["} else read_syndication
        return read(text, fetched.url)


class Parser:
    """Reads feeds and pages in child processes; an async context manager.

    Args:
        deadline: seconds of a child's processor time for one document.
        memory: bytes of address space for one child.
        children: how many work side by side.
    """

    def __init__(self, *, deadline: float = DEADLINE, memory: int = MEMORY, children: int = CHILDREN) -> None:
        self._deadline = deadline
        self._memory = memory
        self._children = children
        self._places = asyncio.Semaphore(children)  # nothing waits within the pool: patience starts at work
        self._pool: ProcessPool | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(self._pool.join)

    async def parse(self, fetched: Fetched) -> ParsedFeed:
        """`parse` in a child.

        Raises:
            ParseError: it is no feed we can read, it took too long, or it killed the child.
        """
        return await self._in_child(parse, fetched)

    async def page(self, fetched: Fetched) -> Page:
        """`read_page` in a child.

        Raises:
            ParseError: it is no page we can read, it took too long, or it killed the child.
        """
        return await self._in_child(read_page, fetched)

    async def _in_child(self, read: Callable[[Fetched], T], fetched: Fetched) -> T:
        async with self._places:
            for _ in range(ATTEMPTS):
                pool = self._pool = self._pool or self._new_pool()
                try:
                    return await self._ask(pool, read, fetched)
                except (
                    RuntimeError
                ):  # BrokenExecutor too: a child was killed from outside between two documents
                    self._discard(pool)
        raise ParseError(f"{fetched.url} cannot be read: no child process starts")

    async def _ask(self, pool: ProcessPool, read: Callable[[Fetched], T], fetched: Fetched) -> T:
        limit = self._deadline * BUSY
        future = pool.schedule(_within, args=(self._deadline, read, fetched), timeout=limit)
        try:
            async with asyncio.timeout(limit + PATIENCE) as patience:
                return await asyncio.wrap_future(future)
        except TimeoutError as fault:
            if patience.expired():
                self._discard(pool)
            raise ParseError(f"{fetched.url} takes longer than {limit:g} s to read") from fault
        except ProcessExpired as fault:
            if fault.exitcode == -signal.SIGPROF:
                raise ParseError(f"{fetched.url} takes longer than {self._deadline:g} s to read") from fault
            raise ParseError(f"{fetched.url} ended the process that read it ({fault.exitcode})") from fault

    def _new_pool(self) -> ProcessPool:
        # Forked from a process that has loaded everything and has no threads, whose locks a fork would copy in mid-use.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(LOADED))
        return ProcessPool(
            max_workers=self._children,
            max_tasks=RENEW_AFTER,
            initializer=_confine,
            initargs=(self._memory,),
            context=context,
        )

    def _discard(self, pool: ProcessPool) -> None:
        """Give up a pool that no longer works; whatever of it hangs, hangs in a thread nobody waits for."""
        if self._pool is pool:
            self._pool = None
            pool.stop()  # type: ignore[no-untyped-call]
            threading.Thread(target=pool.join, name="broken parser", daemon=True).start()


def _within(seconds: float, read: Callable[[Fetched], T], fetched: Fetched) -> T:
    """In the child: read, and be ended by the system if that takes more processor time."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return read(fetched)
    except ParseError as fault:
        why = str(fault)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    # Not the fault itself: its frames hold all that was made of the document, and the pool holds it until the next one comes.
    gc.collect()
    raise ParseError(why)


def _confine(memory: int) -> None:
    """In the child: no more memory than this, and no core file of what strangers sent."""
    gc.freeze()  # what it shares with its siblings is not looked through, for that would copy it
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
