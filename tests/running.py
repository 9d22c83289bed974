"""The real program in a process of its own: `dateline run`, as an operator starts it and ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, Protocol, Self

from tests import processes
from tests.patience import PATIENCE


def environment(**settings: str) -> dict[str, str]:
    """The environment of a program with these settings and no others.

    It may keep its byte code, as an operator's does: without, every start takes seconds to compile the libraries.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DATELINE_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    inherited["PYTHONPATH"] = str(Path(__file__).parent.parent)
    return inherited | {f"DATELINE_{name}": value for name, value in settings.items()}


@dataclass(frozen=True, slots=True)
class Started:
    """A process that was started."""

    pid: int
    wait: Callable[[float], int | None]  # so many seconds for its end; its exit code, None: it runs still
    output: IO[str]  # stdout and stderr


@dataclass(frozen=True, slots=True)
class Called:
    """How a command ended."""

    code: int | None
    out: str
    err: str


class Start(Protocol):
    """A way to start `dateline run` in a folder, with these variables and no others."""

    def __call__(self, folder: Path, variables: Mapping[str, str]) -> Started:
        """Start it."""


def started(folder: Path, variables: Mapping[str, str]) -> Started:
    """As an operator starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout

    def wait(seconds: float) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        return process.poll()

    return Started(process.pid, wait, process.stdout)


def _nothing() -> None:
    pass


def forked(folder: Path, variables: Mapping[str, str], before: Callable[[], None] = _nothing) -> Started:
    """The same program in a process that need not load its libraries first, which takes two seconds of each start.

    Args:
        folder: where it is started.
        variables: its environment.
        before: what the process does first.
    """
    hearing, saying = processes.pipe()
    process = processes.start(_run, folder, variables, before, saying)
    saying.close()
    output = os.fdopen(os.dup(hearing.fileno()), encoding="utf-8")
    hearing.close()
    assert process.pid

    def wait(seconds: float) -> int | None:
        process.join(seconds)
        return process.exitcode

    return Started(process.pid, wait, output)


def _run(folder: Path, variables: Mapping[str, str], before: Callable[[], None], saying: Connection) -> None:
    for stream in (sys.stdout, sys.stderr):
        os.dup2(saying.fileno(), stream.fileno())
    saying.close()
    before()
    _become(folder, variables, "run")


def called(folder: Path, variables: Mapping[str, str], *arguments: str, typed: str = "") -> Called:
    """Another command of the program, in such a process: waits for its end.

    Args:
        folder: where it is called.
        variables: its environment.
        arguments: the command.
        typed: what it reads.
    """
    with TemporaryDirectory(prefix="dateline-") as named:
        beside = Path(named)
        (beside / "in").write_text(typed, encoding="utf-8")
        process = processes.start(_call, folder, variables, arguments, beside)
        process.join(PATIENCE)
        if process.exitcode is None:
            processes.kill(process)
        out, err = ((beside / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return Called(process.exitcode, out, err)


def _call(folder: Path, variables: Mapping[str, str], arguments: tuple[str, ...], beside: Path) -> None:
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        os.dup2(os.open(beside / name, os.O_WRONLY | os.O_CREAT), stream.fileno())
    sys.stdin = (beside / "in").open(encoding="utf-8")
    _become(folder, variables, *arguments)


def _become(folder: Path, variables: Mapping[str, str], *arguments: str) -> None:
    """In the process: be what `python -m bot` with these arguments would be."""
    from bot.__main__ import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["dateline", *arguments]
    main()


class Running:
    """One `dateline run`.

    Args:
        folder: where it is started.
        start: how it is started.
        settings: by their names without the prefix; the process has no others.
    """

    def __init__(self, folder: Path, start: Start = started, **settings: str) -> None:
        self._process = start(folder, environment(**settings))
        self._changed = threading.Condition()
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.wait(0) is None:
            self.kill()
        self._reader.join()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def output(self) -> str:
        """All it wrote so far, on stdout and stderr."""
        with self._changed:
            return "".join(self._lines)

    @property
    def faults(self) -> list[str]:
        """The lines that say why it ended, without the log around them."""
        return [line for line in self.output.splitlines() if line.startswith("dateline: ")]

    def wait_for(self, words: str, seconds: float = PATIENCE) -> None:
        """Block until it has written these words."""
        self._wait(lambda: words in "".join(self._lines), seconds, f"{words!r} was not written")

    def ended(self, seconds: float = PATIENCE) -> int:
        """Block until it has ended by itself; its exit code."""
        code = self._process.wait(seconds)
        if code is None:
            raise AssertionError(f"it did not end within {seconds} s:\n{self.output}")
        self._reader.join()
        return code

    def terminate(self) -> None:
        """Tell it to end, as a system does."""
        os.kill(self.pid, signal.SIGTERM)

    def stop(self) -> int:
        """Tell it to end; its exit code."""
        self.terminate()
        return self.ended()

    def kill(self) -> None:
        """End it without any chance to clean up."""
        os.kill(self.pid, signal.SIGKILL)
        self.ended()

    def _wait(self, done: Callable[[], bool], seconds: float, complaint: str) -> None:
        with self._changed:
            if not self._changed.wait_for(done, seconds):
                raise AssertionError(f"{complaint} within {seconds} s:\n{''.join(self._lines)}")

    def _read(self) -> None:
        with self._process.output as output:
            for line in output:
                with self._changed:
                    self._lines.append(line)
                    self._changed.notify_all()
