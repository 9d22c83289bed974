"""The steps of the line by name, said at DEBUG as each is reached.

`DATELINE_LOG=debug` shows an operator how far a feed or a post has come. A crash between any two of these steps loses
nothing: `tests/faults` ends the process at every one of them, by listening to this log.
"""

from __future__ import annotations

import logging
from enum import StrEnum

log = logging.getLogger(__name__)


class Step(StrEnum):
    """In the order in which news pass them: reading and judging, then delivering; and beside them the inbox."""

    FETCHED = "a feed is fetched"
    PARSED = "a feed is parsed"
    KEPT = "a feed's entries are stored"
    READ = "an entry's article is read"
    PUBLISHED = "an article is judged and published"
    CLAIMED = "deliveries are claimed"
    RENDERED = "deliveries are rendered"
    ADMITTED = "a delivery may be sent"
    SENT = "a delivery is sent"
    SETTLED = "a delivery is settled"
    RECEIVED = "updates are received"
    STORED = "updates are stored"
    ANSWERED = "an update is answered"
    HANDLED = "an update is marked as handled"


def reached(step: Step, subject: object) -> None:
    """Say that a step is behind us.

    Args:
        step: which.
        subject: of what: numbers of ours, never of a chat.
    """
    log.debug("%s: %s", step, subject)
