"""A disk that is full: said in the log, nothing lost, and all is well again when there is room."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.emulator.telegram import BotApi
from tests.emulator.web import WebServer
from tests.patience import PATIENCE
from tests.test_run import FREEZE, headline
from tests.town import READER, Town


@pytest.fixture
def town(tmp_path: Path, migrated_file: Path) -> Iterator[Town]:
    shutil.copy(migrated_file, tmp_path / "dateline.db")
    with WebServer() as web, BotApi() as api, ExitStack() as stack:
        yield Town(tmp_path, f"sqlite:///{tmp_path / 'dateline.db'}", web, api, stack)


def test_a_full_disk_loses_nothing_and_is_recovered_from(town: Town) -> None:
    running = town.subscribed()
    town.web.wait_for_requests("/gull", 2, PATIENCE)
    # No file of the process may grow: what SQLite meets is what a full disk is.
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    town.tells("gull", FREEZE)
    running.wait_for("disk")
    town.api.user_says(READER, "/help")
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    town.wait_for(lambda: len(town.api.messages(READER)) >= 3)
    assert sum(headline(FREEZE, message) for message in town.api.messages(READER)) == 1
    assert running.stop() == 0
