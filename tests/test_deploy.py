"""What is shipped for servers names commands, files and settings that exist, and gives up the rights it does not need."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

from bot.settings import table
from tests.test_readme import commands

ROOT = Path(__file__).parent.parent
UNIT = ROOT / ".deploy" / "dateline.service"
DOCKERFILE = (ROOT / ".deploy" / "Dockerfile").read_text(encoding="utf-8")


def unit() -> dict[str, list[str]]:
    """Every directive of the unit with its values; systemd allows a name twice."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    assert parser.sections() == ["Unit", "Service", "Install"]
    values: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            values.setdefault(name, []).append(value)
    return values


def test_settings_named_for_servers_exist() -> None:
    named = set(re.findall(r"DATELINE_[A-Z_]+", UNIT.read_text(encoding="utf-8") + DOCKERFILE))
    assert named <= {row.name for row in table()}
    assert named


def test_the_unit_starts_the_bot_and_keeps_it_alive() -> None:
    values = unit()
    program, command = values["ExecStart"][0].rsplit("/", 1)[1].split()
    assert (program, command) == ("dateline", "run")
    assert command in commands()
    assert values["Type"] == ["notify"]
    assert int(values["WatchdogSec"][0]) > 0


def test_the_unit_gives_up_every_right_it_does_not_need() -> None:
    values = unit()
    for name in (
        "DynamicUser",
        "NoNewPrivileges",
        "PrivateDevices",
        "PrivateTmp",
        "ProtectHome",
        "RestrictNamespaces",
    ):
        assert values[name] == ["yes"], name
    assert values["CapabilityBoundingSet"] == [""]
    assert values["ProtectSystem"] == ["strict"]


def test_the_image_is_built_of_files_that_exist_and_not_run_by_root() -> None:
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if re.match(r"COPY (?!--from)", line)]
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name
        assert f"!{name}" in allowed
    last_stage = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER dateline$", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage
    (entry,) = re.findall(r'ENTRYPOINT \["(\w+)"\]\nCMD \["(\w+)"\]', last_stage)
    assert entry == ("dateline", "run")
