from __future__ import annotations

from bot.editorial.remembered import LONGEST, MOST, Remembered


def test_a_word_is_worked_out_once() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Remembered(length)
    assert [lengths["dam"], lengths["valley"], lengths["dam"]] == [3, 6, 3]
    assert asked == ["dam", "valley"]


def test_what_is_too_long_for_a_word_is_answered_and_not_kept() -> None:
    lengths = Remembered(len)
    assert (lengths["x" * LONGEST], lengths["x" * (LONGEST + 1)]) == (LONGEST, LONGEST + 1)
    assert len(lengths) == 1


def test_there_are_never_more_than_so_many() -> None:
    numbers = Remembered(int)
    assert all(numbers[str(n)] == n for n in range(MOST + 10))
    assert len(numbers) == 10
