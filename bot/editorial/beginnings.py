"""Which beginnings of words a word has: of those of names and meanings that stand for every ending."""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = 3  # by which beginnings are looked up: few words share them with one


class Beginnings:
    """Beginnings of words, to be found in words.

    Args:
        beginnings: none of them empty.
    """

    def __init__(self, beginnings: Iterable[str]) -> None:
        self._all = frozenset(beginnings)
        lengths: dict[str, set[int]] = {}
        for beginning in self._all:
            lengths.setdefault(beginning[:LETTERS], set()).add(len(beginning))
        self._lengths = {letters: sorted(found) for letters, found in lengths.items()}
        self._letters = sorted({len(letters) for letters in lengths})

    def of(self, word: str) -> list[str]:
        """Those that a word has, the shortest first."""
        return [
            word[:length]
            for letters in self._letters
            for length in self._lengths.get(word[:letters], ())
            if length <= len(word) and word[:length] in self._all
        ]
