"""Other processes for tests: forked from a server that has the imports behind it, so that each starts at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier, Event

from tests.patience import PATIENCE

_context = multiprocessing.get_context("forkserver")

LOADED = (
    "bot.__main__",
    "bot.app",
    "bot.demo",
    "feedparser",
    "trafilatura",
    "psycopg",
    "tests.storage.newsroom",
)


def begin() -> None:
    """Start the server.

    There is one for the whole process, and it loads what whoever is first asks for: a reader of feeds asks for less.
    """
    _context.set_forkserver_preload(list(LOADED))
    forkserver.ensure_running()


def event() -> Event:
    """A signal between processes."""
    return _context.Event()


def barrier(parties: int) -> Barrier:
    """Where processes wait for each other."""
    return _context.Barrier(parties)


def pipe() -> tuple[Connection, Connection]:
    """The ends to read from and to write to."""
    return _context.Pipe(duplex=False)


def start(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that runs the function."""
    process = _context.Process(target=target, args=arguments)
    process.start()
    return process


def ended_well(*processes: BaseProcess) -> bool:
    """Wait for the processes; whether all of them ended without a fault."""
    for process in processes:
        process.join(PATIENCE)
    return [process.exitcode for process in processes] == [0] * len(processes)


def kill(process: BaseProcess) -> None:
    """End a process without any chance to clean up."""
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
