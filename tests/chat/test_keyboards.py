"""Buttons carry ids, and whatever comes back is read without trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.keyboards import ARITY, MAX_ID, Act, Press, button, decode, encode, keyboard


@given(st.sampled_from(Act), st.data())
def test_what_is_written_is_read_back(act: Act, data: st.DataObject) -> None:
    ids = tuple(data.draw(st.integers(0, MAX_ID)) for _ in range(ARITY.get(act, 1)))
    written = encode(act, *ids)
    assert len(written.encode()) <= 64
    assert decode(written) == Press(act, ids)


@given(st.one_of(st.text(), st.from_regex(r"1:[a-z]:[0-9.]*")))
def test_anything_else_is_none_or_a_press(data: str) -> None:
    press = decode(data)
    assert press is None or encode(press.act, *press.ids)


@pytest.mark.parametrize(
    "data",
    [
        None, "", "1:e:", "1:e:1.2", "1:p:1.2", "1:z:1", "0:e:1", "2:e:1", "1:e:-1", "1:e:1.", "1:e:1 ", "1:e:١",
        "1:e:9999999999999999999", "event:1", "1:e:1\n",
    ],
)  # fmt: skip
def test_stale_and_made_up_data_mean_nothing(data: str | None) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    ("act", "ids"), [(Act.EVENT, ()), (Act.EVENT, (-1,)), (Act.PAGE, (1,)), (Act.EVENT, (2**63,))]
)
def test_a_button_that_could_not_be_read_back_is_not_made(act: Act, ids: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=act.name):
        encode(act, *ids)


def test_letters_of_acts_are_never_shared() -> None:
    assert len({act.value for act in Act}) == len(list(Act))


def test_a_long_row_is_broken_and_an_empty_one_left_out() -> None:
    made = keyboard([], [button(str(n), Act.EVENT, n) for n in range(10)])
    assert made
    assert [len(row) for row in made.inline_keyboard] == [8, 2]
    assert keyboard([], []) is None


def test_a_long_label_is_shortened() -> None:
    assert button("x" * 99, Act.EVENT, 1).text == "x" * 39 + "…"
