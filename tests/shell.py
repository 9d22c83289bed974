"""The command line called in the tests' own process: the same `main`, without a second of start for each call."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.__main__ import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Shell:
    """Calls `dateline` in a folder of its own, with no settings but those that are set here."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def set(self, **settings: str) -> None:
        """Settings by their names without the prefix."""
        for name, value in settings.items():
            self._monkeypatch.setenv(f"DATELINE_{name}", value)

    def __call__(self, *arguments: str) -> Done:
        """Call it."""
        self._monkeypatch.setattr(sys, "argv", ["dateline", *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        shown = self._capfd.readouterr()
        return Done(code, shown.out, shown.err)


@contextmanager
def shell(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    """A shell in a folder; afterwards the process logs as it did before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    yield Shell(folder, monkeypatch, capfd)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs.NOISY:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
