"""The two rules of the house that no type checker knows: which way imports run, and where the story may be named.

Both are shown to fail: a rule that nothing breaks proves nothing.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import seeds
from storage.records import Topic

ROOT = Path(__file__).parent.parent
CODE = ("bot", "storage")
NAMES = ("bloc", "subject", "official", "person", "actor", "member", "place", "region", "post")
"""The kinds of concepts that are the story's own names. Partners ("UN", "France") and acts ("vote") are in any story."""

FORBIDDEN = {
    "storage never imports bot": ("storage/__init__.py", "bot.errors"),
    "records import nothing of ours and no SQLAlchemy": ("storage/records.py", "sqlalchemy"),
    "editorial is pure: the vocabulary, the standard library, small text libraries": (
        "bot/editorial/__init__.py",
        "httpx",
    ),
    "telegram only in bot.chat": ("bot/reading/__init__.py", "telegram"),
    "feedparser and trafilatura only in bot.reading": ("bot/chat/__init__.py", "feedparser"),
    "sqlalchemy only in storage": ("bot/errors.py", "sqlalchemy"),
    "aiohttp only in bot.web": ("bot/clock.py", "aiohttp"),
    "apscheduler only in bot.app": ("bot/chat/__init__.py", "apscheduler"),
    "matplotlib only in bot.pictures": ("bot/chat/__init__.py", "matplotlib"),
}
"""For each contract of pyproject.toml: a file, and an import that it must not have."""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code that may be spoilt."""
    for package in CODE:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_imports_run_one_way() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_import_contract_can_be_broken(house: Path) -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert {contract["name"] for contract in config["tool"]["importlinter"]["contracts"]} == set(FORBIDDEN)
    for file, module in FORBIDDEN.values():
        path = house / file
        path.write_text(f"{path.read_text()}\nimport {module}\n")
    done = lint_imports(house)
    assert done.returncode == 1
    kept = [name for name in FORBIDDEN if f"{name} BROKEN" not in " ".join(done.stdout.split())]
    assert not kept, done.stdout


def test_a_contract_about_one_home_binds_all_other_modules() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    modules = {f"bot.{path.stem}" for path in (ROOT / "bot").glob("*.py") if path.stem != "__init__"}
    modules |= {f"bot.{path.parent.name}" for path in (ROOT / "bot").glob("*/__init__.py")}
    for contract in config["tool"]["importlinter"]["contracts"]:
        _, only, home = contract["name"].rpartition(" only in ")
        if only and home.startswith("bot."):
            assert set(contract["source_modules"]) == modules - {home} | {"storage"}, contract["name"]


def pattern(name: str) -> re.Pattern[str]:
    """A name of the topic as it may stand in prose or in an identifier; short capitals only in capitals."""
    words = [
        re.escape(word.rstrip("*")) + (r"[^\W_]*" if word.endswith("*") else "") for word in name.split()
    ]
    capitals = name.isupper() and name.isalpha() and len(name) <= 3
    return re.compile(
        r"(?<![^\W_])" + r"[\W_]+".join(words) + r"(?![^\W_])", 0 if capitals else re.IGNORECASE
    )


def story_words(folder: Path, topic: Topic) -> Iterator[str]:
    """Every place in the code that names someone or something of the story."""
    names = {n for c in topic.concepts if c.kind in NAMES for several in c.names.values() for n in several}
    files = sorted(f for package in CODE for f in (folder / package).rglob("*") if f.suffix in (".py", ".po"))
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    assert len(names) > 100
    assert len(texts) > 20
    words = [(name.split()[0].rstrip("*").casefold(), pattern(name)) for name in sorted(names)]
    for file, text in texts.items():
        folded = text.casefold()
        for beginning, word in words:
            if beginning not in folded:  # a hundred times faster than the pattern, and nearly always enough
                continue
            for found in word.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield f'{file.relative_to(folder)}:{line}: "{found[0]}"'


def test_no_word_of_the_story_stands_in_the_code() -> None:
    topic = seeds.load_topic(ROOT / "seeds")
    assert set(NAMES) <= {concept.kind for concept in topic.concepts}
    found = list(story_words(ROOT, topic))
    assert not found, (
        "The story is data: another story is another seeds folder. These places name it in the code; say it in general "
        "words, call a language by its code, or move it to seeds/:\n" + "\n".join(found)
    )


SPOILT = (
    ("bot/errors.py", "# as Pashinyan said", "Pashinyan"),
    ("bot/pipeline.py", "csto_weight = 1", "csto"),
    ("storage/tables.py", "# закон Армении", "Армении"),
    ("bot/chat/__init__.py", '"""Հայաստանում"""', "Հայաստանում"),
    ("bot/editorial/__init__.py", "# ՀՀ", "ՀՀ"),
    ("bot/locales/xx.po", 'msgstr "in Nagorno-Karabakh"', "Karabakh"),
)
"""A file, a line it must not have, and the word of it that names the story."""


def test_a_word_of_the_story_in_the_code_is_found(house: Path) -> None:
    places = []
    for file, line, word in SPOILT:
        path = house / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{before}\n{line}\n", encoding="utf-8")
        places.append((f"{file}:{before.count(chr(10)) + 2}: ", word))
    found = list(story_words(house, seeds.load_topic(ROOT / "seeds")))
    missed = [place for place, word in places if not any(place in hit and word in hit for hit in found)]
    assert not missed


@pytest.mark.parametrize("innocent", ["tell us", "Georgette", "status", "a colony", "eu", "import un"])
def test_other_words_are_left_alone(innocent: str) -> None:
    assert not any(pattern(name).search(innocent) for name in ("US", "EU", "UN", "Georgia", "CSTO"))
