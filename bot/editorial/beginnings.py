"""Which beginnings of words a word has, and what they stand for: names and meanings whose endings may be any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

V = TypeVar("V")

LETTERS = 3  # by which beginnings are looked up: few words share them with one


class Beginnings(Generic[V]):
    """What beginnings of words stand for, to be found by a word.

    Args:
        table: beginnings, none of them empty, and their values.
    """

    def __init__(self, table: Mapping[str, V]) -> None:
        self._table = table
        lengths: dict[str, set[int]] = {}
        for beginning in table:
            lengths.setdefault(beginning[:LETTERS], set()).add(len(beginning))
        self._lengths = {letters: sorted(found) for letters, found in lengths.items()}
        self._letters = sorted({len(letters) for letters in lengths})

    def of(self, word: str) -> list[tuple[str, V]]:
        """Those that a word has with their values, the shortest first."""
        return [
            (word[:length], self._table[word[:length]])
            for letters in self._letters
            for length in self._lengths.get(word[:letters], ())
            if length <= len(word) and word[:length] in self._table
        ]
