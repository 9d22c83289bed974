"""TOML whose every complaint says where it is and how to mend it.

Input: a file in UTF-8. Output: `Table`, a TOML table that knows its place and hands out values of the kind asked for.
Every fault is a `SeedError` of one line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import SeedError

FINDABLE = re.compile(r"[^\W_]")  # a name is found by its letters and digits
LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639
STRAY_STAR = re.compile(r"(?<![^\W_])\*|\*(?=[^\W_]|\*)")  # anywhere but at the end of a word
SPOKEN = {str: "text in quotes", int: "a whole number", float: "a number", list: "a list", dict: "a table"}
T = TypeVar("T")


def read_text(path: Path) -> str:
    """A file's text, byte for byte.

    Args:
        path: a file in UTF-8 without NUL bytes.

    Raises:
        SeedError: it is missing, unreadable, or not such a file.
    """
    body = read_bytes(path)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = body.count(b"\n", 0, fault.start) + 1
        raise SeedError(f"{path}, line {line}: not UTF-8: save the file in that encoding") from fault
    if "\0" in text:
        raise SeedError(
            f"{path}, line {text.count(chr(10), 0, text.index(chr(0))) + 1}: holds a NUL byte: remove it"
        )
    return text


def read_bytes(path: Path) -> bytes:
    """A file's bytes; a missing or unreadable one is a `SeedError`."""
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise SeedError(f"{path}: missing: create it, or point to the right seeds folder") from fault
    except OSError as fault:
        raise SeedError(f"{path}: unreadable ({fault.strerror}): mend its permissions or place") from fault


def parse(path: Path, text: str) -> Table:
    """TOML text as a table; `path` is what complaints name."""
    try:
        return Table(str(path), tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise SeedError(f"{path}: {fault}: mend the TOML there") from fault


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table and its place: the file, and the way to it in the file."""

    place: str
    values: Mapping[str, Any]

    def fault(self, what: str) -> SeedError:
        """A complaint about this table, to be raised."""
        return SeedError(f"{self.place}: {what}")

    def only(self, *keys: str) -> None:
        """Complain of any key but these."""
        for key in self.values:
            if key not in keys:
                raise self.fault(f'unknown key "{key}"{hint(key, keys)}; known: {listed(keys)}')

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of a key; without a default it is required."""
        value = self.values.get(key, default)
        if value is None:
            raise self.fault(f'"{key}" is missing: add it')
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.fault(f'"{key}" = {value!r}: write {SPOKEN.get(kind, f"a {kind.__name__}")}')
        return value

    def text(self, key: str) -> str:
        """A required text that is not empty."""
        value = self.get(key, str)
        if not value.strip():
            raise self.fault(f'"{key}" is empty: fill it in')
        return value

    def optional(self, key: str) -> str | None:
        """A text; missing or empty means None."""
        return self.get(key, str, "") or None

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of the allowed words."""
        value, words = self.get(key, str, default), list(allowed)
        if value not in words:
            raise self.fault(f'"{key}" = "{value}"{hint(value, words)}: write one of {listed(words)}')
        return value

    def share(self, key: str) -> float:
        """A required number from 0 to 1."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.fault(f'"{key}" = {value!r}: write a number from 0 to 1')
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; missing means empty."""
        values: list[Any] = self.get(key, list, [])
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.fault(f'"{key}" holds {value!r}: every item is text in quotes, not empty')
        return tuple(values)

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names as `storage.records.Concept` describes them."""
        names = self.texts(key)
        for name in names:
            if not FINDABLE.search(name) or STRAY_STAR.search(name):
                raise self.fault(f'"{key}": the name "{name}": write words, `*` only at the end of a word')
        return names

    def table(self, key: str) -> Table:
        """A table within; missing means empty."""
        return Table(f"{self.place}, [{key}]", self.get(key, dict, {}))

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of an array, each with its number, and its `id` where it has one."""
        values: list[Any] = self.get(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self.fault(f'"{key}" is no list of tables: write [[{key}]] above each')
        return tuple(
            Table(f"{self.place}, [[{key}]] {number}{self._called(value)}", value)
            for number, value in enumerate(values, start=1)
        )

    def by_language(self, languages: Sequence[str]) -> Mapping[str, str]:
        """This table as language → text."""
        self.only(*languages)
        return {lang: self.text(lang) for lang in self.values}

    def names_by_language(self) -> Mapping[str, tuple[str, ...]]:
        """This table as language → names; of any language, since texts come in more than readers are spoken to in."""
        for lang in self.values:
            if not LANGUAGE.fullmatch(lang):
                raise self.fault(f'"{lang}" is no code of a language: write two or three small letters')
        return {lang: self.names(lang) for lang in self.values}

    @staticmethod
    def _called(value: Mapping[str, Any]) -> str:
        return f' ("{value["id"]}")' if isinstance(value.get("id"), str) else ""


def listed(words: Iterable[str]) -> str:
    """Words for a complaint."""
    return ", ".join(words)


def hint(word: str, known: Iterable[str]) -> str:
    """The word that was probably meant, if any is near."""
    near = get_close_matches(word, list(known), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""
