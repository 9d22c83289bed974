"""What an admin may do to the record by hand: values, from the moment they are asked for to the audit.

Imports the vocabulary only. `written` and `read` are their JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from storage.codec import decode_span, encode_span
from storage.records import Span


class Deed(StrEnum):
    """What the audit calls an act."""

    MERGE = "merge"
    SPLIT = "split"
    RETRACT = "retract"
    RETITLE = "retitle"
    REDATE = "redate"
    PIN = "pin"
    UNPIN = "unpin"
    APPROVE = "approve"
    REJECT = "reject"
    REVIEW_ON = "review on"
    REVIEW_OFF = "review off"
    ADMIN_ADD = "admin add"
    ADMIN_REMOVE = "admin remove"
    NAME_ADD = "name add"
    NAME_REMOVE = "name remove"
    STOP_ADD = "stop add"
    STOP_REMOVE = "stop remove"
    REQUEUE = "requeue"
    FORGET = "forget"
    FEED_ADD = "feed add"
    FEED_REMOVE = "feed remove"
    FEED_PAUSE = "feed pause"
    FEED_RESUME = "feed resume"
    FEED_IMPORT = "feed import"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Merge:
    """An event is the same as another, which takes it up."""

    event: int
    into: int
    deed = Deed.MERGE


@dataclass(frozen=True, slots=True)
class Split:
    """Some articles of an event report another one."""

    event: int
    articles: tuple[int, ...]
    deed = Deed.SPLIT


@dataclass(frozen=True, slots=True)
class Retract:
    """An event is not to be relied on."""

    event: int
    why: str
    deed = Deed.RETRACT


@dataclass(frozen=True, slots=True)
class Retitle:
    """An event has a better headline, in this language."""

    event: int
    title: str
    lang: str
    deed = Deed.RETITLE


@dataclass(frozen=True, slots=True)
class Redate:
    """An event happened at another time."""

    event: int
    span: Span
    deed = Deed.REDATE


@dataclass(frozen=True, slots=True)
class Pin:
    """An event stays in sight."""

    event: int
    deed = Deed.PIN


@dataclass(frozen=True, slots=True)
class Unpin:
    """And no longer."""

    event: int
    deed = Deed.UNPIN


Act = Merge | Split | Retract | Retitle | Redate | Pin | Unpin

_ACTS: dict[str, type[Any]] = {
    kind.deed: kind for kind in (Merge, Split, Retract, Retitle, Redate, Pin, Unpin)
}


def written(act: Act) -> dict[str, Any]:
    """The arguments of an act as JSON has them; its `deed` is not among them."""
    values = asdict(act)
    if isinstance(act, Redate):
        values["span"] = encode_span(act.span)
    return values


def read(deed: str, values: Mapping[str, Any]) -> Act | None:
    """The act again; None: the deed is none of these."""
    kind = _ACTS.get(deed)
    if kind is None:
        return None
    kept = dict(values)
    if "span" in kept:
        kept["span"] = decode_span(kept["span"])
    if "articles" in kept:
        kept["articles"] = tuple(kept["articles"])
    act: Act = kind(**kept)
    return act


class Reason(StrEnum):
    """Why an act cannot be done."""

    NO_EVENT = "no event"
    SAME_EVENT = "same event"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    NOT_ITS_ARTICLE = "not its article"
    FIRST_REPORT = "first report"
    AS_IT_IS = "as it is"
    NO_ENTRY = "no entry"
    UNDONE = "undone"
    FINAL = "final"
    OVERTAKEN = "overtaken"


class RefusedError(Exception):
    """An act that cannot be done.

    Args:
        reason: why.
        number: of the event, article or entry it concerns.
    """

    def __init__(self, reason: Reason, number: int = 0) -> None:
        super().__init__(f"{reason}: {number}")
        self.reason = reason
        self.number = number


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act did, or would do.

    Args:
        audit_id: the entry in the log, by which it may be undone.
        edits: posts that are edited.
        replies: chats that are told by a new message.
        event: the event to look at afterwards; None: it concerned none.
        moved: articles that changed their event.
        tellable: whether readers may be told by a message of its own.
        deed: what was done, or undone.
        subject: to what, as the log has it: `#17`, `#17 → #12`.
    """

    audit_id: int
    edits: int
    replies: int
    event: int | None
    moved: int = 0
    tellable: bool = False
    deed: Deed | None = None
    subject: str = ""
