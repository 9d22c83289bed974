"""The real program in a process of its own: `dateline run`, as an operator starts it and ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PATIENCE = 30.0  # seconds until something that does not come has failed the test


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


class Running:
    """One `dateline run`.

    Args:
        folder: where it is started.
        through: a script of the tests, with arguments, that runs it in its own process.
        settings: by their names without the prefix; the process has no others.
    """

    def __init__(self, folder: Path, through: Sequence[str | Path] = ("-m", "bot"), **settings: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *through, "run"],
            cwd=folder,
            env=environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._changed = threading.Condition()
        self._lines: list[str] = []
        assert self._process.stdout
        assert self._process.stderr
        self._readers = [
            threading.Thread(target=self._read, args=(pipe,), daemon=True)
            for pipe in (self._process.stdout, self._process.stderr)
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._close()

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
        self._close()
        return code

    def terminate(self) -> None:
        """Tell it to end, as a system does."""
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Tell it to end; its exit code."""
        self.terminate()
        return self.ended()

    def kill(self) -> None:
        """End it without any chance to clean up."""
        self._process.kill()
        self.ended()

    def _wait(self, done: Callable[[], bool], seconds: float, complaint: str) -> None:
        with self._changed:
            if not self._changed.wait_for(done, seconds):
                raise AssertionError(f"{complaint} within {seconds} s:\n{''.join(self._lines)}")

    def _read(self, pipe: IO[str]) -> None:
        for line in pipe:
            with self._changed:
                self._lines.append(line)
                self._changed.notify_all()

    def _close(self) -> None:
        for reader in self._readers:
            reader.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
