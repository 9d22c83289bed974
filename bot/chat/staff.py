"""The buttons of the admins' pages: what each asks for, as it is written into them."""

from __future__ import annotations

from enum import IntEnum

from telegram import InlineKeyboardButton

from bot.chat.keyboards import Act, button


class Verb(IntEnum):
    """What a press asks for; the number is what is stored in old messages, so it never changes its meaning."""

    CONFIRM = 1  # proposal
    CONFIRM_AND_TELL = 2  # proposal
    CANCEL = 3  # proposal
    UNDO = 4  # entry of the log
    LOG = 5  # page
    APPROVE = 6  # update
    REJECT = 7  # update
    UNCERTAIN = 8  # page
    REQUEUE = 9  # delivery
    FORGET = 10  # delivery
    CONCEPTS = 11  # page
    CONCEPT = 12  # its place among the topic's concepts
    ADDITIONS = 13  # page
    TAKE_OUT = 14  # addition to the topic
    EDIT_EVENT = 15  # event: what can be done with it
    REQUEUE_ALL = 16  # 0


def staff_button(label: str, verb: Verb, number: int) -> InlineKeyboardButton:
    """A button for admins."""
    return button(label, Act.STAFF, verb, number)


def turning(verb: Verb, page: int, pages: int) -> list[InlineKeyboardButton]:
    """Buttons to the page before and the page after; 0 is the first page."""
    near = [("◀", page - 1), ("▶", page + 1)]
    return [staff_button(label, verb, other) for label, other in near if 0 <= other < pages]
