"""Weeks of a town's outlets in seconds: a moved clock, real sockets, a real database. `tests.bench.bench_year` runs the year."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.database import Database
from tests.emulator.web import WebServer
from tests.reading.living import live


async def test_what_is_published_is_read_exactly_once_whatever_goes_wrong(
    tmp_path: Path, migrated_file: Path, web: WebServer
) -> None:
    shutil.copy(migrated_file, tmp_path / "dateline.db")
    database = Database.open(f"sqlite:///{tmp_path / 'dateline.db'}")
    lived = await live(database, web, outlets=13, days=24)
    database.close()
    assert lived.lost_or_repeated == {}
    assert lived.articles == lived.stories
    assert lived.unreported == []
    assert lived.late == []
    assert lived.revised
    assert lived.revised <= lived.changed  # and no other layout, date or GUID is taken for an edit
