"""What a pure function says of a word, kept for when the word comes again: a language's texts are made of few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")

MOST = 32_768  # words, some 10 MB: a language's common ones several times over
LONGEST = 64  # characters: longer runs are addresses, markup or spite, which come once


class Remembered(dict[str, V]):
    """The values of a function, worked out once for each word, and anew for all when there are `MOST` of them.

    A dictionary looked at is half as dear as a call of `lru_cache`, which counts where every word of a text is asked for.

    Args:
        work: a pure function of a word.
    """

    def __init__(self, work: Callable[[str], V]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> V:
        value = self._work(word)
        if len(word) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[word] = value
        return value
