"""The README promises nothing that is not there, and leaves out nothing that is."""

import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.__main__ import app
from bot.chat.commands import COMMANDS
from bot.settings import table
from tests.shell import Done, Shell, shell

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NEEDS_THE_WORLD = {"run", "poll", "check", "feeds add", "feeds check"}
"""Commands that need a token or a network; all others in the README are run as they stand there."""


def fenced(language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)


def commands(top: Any = None, before: str = "") -> dict[str, str]:
    """Every command with the first sentence of its help."""
    found: dict[str, str] = {}
    group: Any = top or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= commands(command, f"{before}{name} ")
        else:
            found[f"{before}{name}"] = command.help.split("\n\n")[0].replace("\n", " ")
    return found


def examples() -> list[str]:
    """The `dateline` calls in the README's shell blocks."""
    lines = [line.strip() for block in fenced("bash") for line in block.splitlines()]
    calls = [part.strip() for line in lines for part in line.split("&&")]
    return [call.removeprefix("uv run ") for call in calls if re.match(r"(uv run )?dateline ", call)]


@pytest.mark.parametrize("row", table(), ids=lambda row: row.name)
def test_every_setting_stands_in_the_table_as_it_is(row: Any) -> None:
    default = f"`{row.default}`" if row.default and "`" not in row.default else row.default
    assert f"| `{row.name}` | {row.kind} | {default} | {row.meaning} |" in README


def test_no_setting_is_invented() -> None:
    assert set(re.findall(r"DATELINE_[A-Z_]+", README)) == {row.name for row in table()}


@pytest.mark.parametrize(("name", "help_"), commands().items())
def test_every_command_stands_in_the_table_with_its_help(name: str, help_: str) -> None:
    assert re.search(
        rf"^\| `dateline {re.escape(name)}\b[^|]*` \| {re.escape(help_)} \|$", README, re.MULTILINE
    )


def test_every_chat_command_is_named() -> None:
    named = set(re.findall(r"`/([a-z_]+)\b(?!/)", README))
    assert set(COMMANDS) <= named
    assert named <= set(COMMANDS) | {"newbot"}


@pytest.fixture
def dateline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    with shell(tmp_path, monkeypatch, capfd) as called:
        yield called


def test_the_examples_work_as_they_stand(dateline: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())  # `demo` asks for more, and nobody answers
    (article,) = fenced("json")
    (dateline.folder / "archive.jsonl").write_text(article, encoding="utf-8")
    runnable = [
        call for call in examples() if not any(call.startswith(f"dateline {n}") for n in NEEDS_THE_WORLD)
    ]
    assert len(runnable) > 5
    for call in runnable:
        done = dateline(*shlex.split(call)[1:])
        assert (done.code, done.err) == (0, ""), call
    assert "22 February 2024" in (dateline.folder / "timeline.md").read_text(encoding="utf-8")


def test_the_two_line_story_is_one(dateline: Shell) -> None:
    (topic,) = fenced("toml")
    (dateline.folder / "topic.toml").write_text(topic, encoding="utf-8")
    dateline.set(SEEDS=".")
    assert dateline("export", "timeline") == Done(0, "[]\n", "")


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if target.startswith("#"):
            headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
            assert target[1:] in {heading.lower().replace(" ", "-") for heading in headings}
        elif "://" not in target:
            assert (ROOT / target).exists()
