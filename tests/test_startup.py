"""A command loads what it needs and no more: each of these libraries takes between a tenth and a whole second."""

import subprocess
import sys

READERS = ("feedparser", "httpx", "lxml", "trafilatura")
SLOW = (
    *READERS,
    "alembic",
    "apscheduler",
    "babel",
    "matplotlib",
    "pydantic",
    "rich",
    "sqlalchemy",
    "structlog",
    "telegram",
)


def loaded_with(*modules: str) -> set[str]:
    """Which of the slow libraries the imports bring along."""
    code = f"import sys, {', '.join(modules)}; print(*(name for name in {SLOW} if name in sys.modules))"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_help_and_version_load_no_slow_library() -> None:
    assert loaded_with("bot.__main__") == set()


def test_what_reads_no_page_and_talks_to_nobody_loads_neither_readers_nor_telegram() -> None:
    loaded = loaded_with("bot.importing", "bot.export.formats", "bot.console.show", "bot.store")
    assert not loaded & {*READERS, "alembic", "apscheduler", "telegram"}


def test_the_bot_starts_without_what_draws_pictures() -> None:
    assert "matplotlib" not in loaded_with("bot.app")


def test_pages_are_taken_apart_in_the_child_processes_only() -> None:
    assert not loaded_with("bot.reading.parse") & {"feedparser", "trafilatura", "telegram"}
