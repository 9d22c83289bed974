"""Buttons, and what is in them: ids only, never state to be trusted.

Callback data is `1:act:ids`: a version, one letter, integers apart by dots; at most 64 bytes (three ids of 19 digits
take 63). Data of another version, of an act that is no more, or made up by somebody reads as None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

VERSION = "1"
DATA = re.compile(rf"{VERSION}:([a-z]):((?:\d{{1,19}}(?:\.\d{{1,19}})*)?)", re.ASCII)
MAX_ID = 2**63 - 1
"""What a database can count to."""

BUTTONS_A_ROW = 8
LABEL_CHARACTERS = 40
"""Longer labels are cut by the clients themselves, each at another place."""


class Act(StrEnum):
    """What a press asks for; the letter is what is stored in old messages, so it never changes its meaning."""

    EVENT = "e"  # event
    AROUND = "a"  # event: the timeline's page it is on
    PAGE = "p"  # year, month (0: all of it), page
    CHART = "c"  # year, month (0: all of it), theme
    CHANGES = "u"  # since, until (seconds since 1970), page
    VOICE = "q"  # a side's or a speaker's number, page
    LANGUAGE = "l"  # place in the list of languages, the page of the settings it is chosen on
    SETTINGS = "s"  # page, opened in place of the one before
    OPEN_SETTINGS = "o"  # 0: a message of its own, under something that stays
    CHOOSE = "h"  # setting, value
    VOTE = "v"  # event; 1: useful, 0: not
    REASON = "w"  # update: why it is posted
    FEED = "f"  # feed
    FEEDS = "g"  # page
    TEST_FEED = "t"  # feed
    REMOVE_FEED = "r"  # feed: asks whether it is meant
    REMOVE_FEED_SURELY = "y"  # feed
    SICK_FEEDS = "x"  # page
    PAUSE_FEED = "b"  # feed: pauses it, or resumes it
    FEED_HISTORY = "d"  # feed
    FOLLOW_FEED = "k"  # proposal: does it
    LEAVE_FEED = "n"  # proposal: forgets it
    STAFF = "m"  # a `staff_room.Verb` and what it is about: the admins' other pages


ARITY = {
    Act.PAGE: 3,
    Act.CHART: 3,
    Act.CHANGES: 3,
    Act.VOICE: 2,
    Act.LANGUAGE: 2,
    Act.CHOOSE: 2,
    Act.VOTE: 2,
    Act.STAFF: 2,
}
"""How many ids an act carries, where it is not one."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button's meaning."""

    act: Act
    ids: tuple[int, ...]


def encode(act: Act, *ids: int) -> str:
    """Callback data for the act.

    Raises:
        ValueError: the ids are not what the act takes, so that the button could not be read back.
    """
    data = f"{VERSION}:{act}:{'.'.join(map(str, ids))}"
    if decode(data) is None:
        raise ValueError(f"button {act.name} cannot carry {ids}")
    return data


def decode(data: str | None) -> Press | None:
    """What the callback data of a press means; None where we never wrote it, or no longer do."""
    found = DATA.fullmatch(data or "")
    if not found:
        return None
    letter, numbers = found.groups()
    ids = tuple(int(number) for number in numbers.split(".") if number)
    if letter not in {act.value for act in Act} or len(ids) != ARITY.get(Act(letter), 1):
        return None
    if max(ids) > MAX_ID:
        return None
    return Press(Act(letter), ids)


def button(label: str, act: Act, *ids: int) -> InlineKeyboardButton:
    """One button; a long label is shortened."""
    if len(label) > LABEL_CHARACTERS:
        label = label[: LABEL_CHARACTERS - 1].rstrip() + "…"
    return InlineKeyboardButton(label, callback_data=encode(act, *ids))


def keyboard(*rows: Iterable[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """The rows that have buttons, broken at what Telegram shows in a row; None where there are none."""
    broken: list[list[InlineKeyboardButton]] = []
    for row in rows:
        buttons = list(row)
        broken.extend(buttons[at : at + BUTTONS_A_ROW] for at in range(0, len(buttons), BUTTONS_A_ROW))
    return InlineKeyboardMarkup(broken) if broken else None
