"""One call of `dateline`: its settings, its store, and how a fault ends it."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.clock import utc_now
from bot.errors import DatelineError
from storage.errors import StorageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Store

FAULT = 1  # exit code: something is wrong, said in one line
KNOWN_FAULTS = (DatelineError, StorageError)


def _without_secrets(text: str) -> str:
    """What is hidden before the settings are read: all that looks like a secret."""
    from bot import logs

    return logs.redactor()(text)


@dataclass(slots=True)
class Invocation:
    """What the options before the command say; typer hands it to every command as `ctx.obj`."""

    debug: bool = False
    redact: Callable[[str], str] = _without_secrets

    def settings(self, *, serves: bool = False) -> Settings:
        """The settings, with the logs set up.

        Args:
            serves: the command runs for long and its log is its output; the others log what went wrong only.

        Raises:
            SettingsError: something is wrong; a line for every fault.
        """
        from bot import logs
        from bot.settings import LogLevel, load

        settings = load(os.environ, Path(".env"))
        self.redact = logs.redactor(settings.token)
        quiet = settings.log is LogLevel.INFO and not (serves or self.debug)
        logs.configure(settings.model_copy(update={"log": LogLevel.WARNING}) if quiet else settings)
        return settings

    @contextmanager
    def store(self, *, alone: bool = False) -> Iterator[tuple[Settings, Store]]:
        """The settings and the open store, the story's feeds in it.

        Args:
            alone: no other Dateline may work on this database meanwhile: two that judge at once make two events of one.

        Raises:
            SettingsError, SeedError, StorageError: one of them cannot be had.
        """
        from bot.store import open_store

        settings = self.settings()
        with open_store(settings) as store:
            if alone:
                with store.database.lock():
                    yield settings, store
            else:
                yield settings, store

    def say(self, fault: str) -> None:
        """A fault as a person reads it: on stderr, a line each, without the secrets a library may have quoted."""
        for line in fault.splitlines():
            sys.stderr.write(f"dateline: {self.redact(line)}\n")

    def end_with(self, fault: Exception) -> int:
        """Say why the command ends here; with `--debug`, where as well.

        Returns:
            The exit code.
        """
        if isinstance(fault, KNOWN_FAULTS):
            self._say_where(fault)
            self.say(str(fault))
        else:
            self.unexpected("unexpected fault", fault)
        return FAULT

    def unexpected(self, what: str, fault: Exception) -> None:
        """Say that something failed for no reason we know; with `--debug`, where as well."""
        self._say_where(fault)
        why = " ".join(str(fault).split())
        self.say(f"{what}, {type(fault).__name__}: {why} (`dateline --debug …` shows where)")

    def _say_where(self, fault: Exception) -> None:
        if self.debug:
            sys.stderr.write(self.redact("".join(traceback.format_exception(fault))))


def invocation(ctx: typer.Context) -> Invocation:
    """The invocation a command belongs to."""
    assert isinstance(ctx.obj, Invocation)
    return ctx.obj


def sow_feeds(store: Store, settings: Settings) -> None:
    """Put the story's feeds into a database that has never seen them."""
    from bot import seeds

    store.feeds.ensure(seeds.load_feeds(settings.seeds), utc_now())
