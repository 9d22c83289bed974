"""Stamps: dates that say when a page or a reader's remark was put out, not when something happened.

Axioms:
1. A date with its year that no preposition governs, with a clock behind it that names its zone or its seconds, was
   written by a machine: "Thu Jun 9, 2011 1:00 am IST". "On 9 June 2011 at 01:00 GMT they landed" tells.
2. A page stamped in the small hours is the morning's paper: what it tells without a day happened the day before.
"""

from __future__ import annotations

import re

from storage.records import Mention

CLOCK = r"(?P<hour>[01]?\d|2[0-3])[.:][0-5]\d(?P<seconds>[.:][0-5]\d)?(?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?)?"
STAMP = re.compile(rf"[\s,|–-]{{0,4}}(?:at\s)?{CLOCK}(?P<zone>\s?[A-Z]{{2,4}}\b|\s\|)?")
CLOCKED = re.compile(r"\d[.:][0-5]\d")
GOVERNED = re.compile(r"(?:^|\W)(?:on|by|until|till|since|from|for|of|в|на|с|до|к|от|по)\s+$", re.IGNORECASE)
LONGEST_PREPOSITION = 8  # characters, with what stands around it
SMALL_HOURS = 5  # o'clock; until then papers put out what they printed overnight


def stamped(sentence: str, mention: Mention) -> int | None:
    """The hour, 0-23, of the stamp that a mention is part of; None: it tells a time of the story."""
    start, end = mention.position
    clock = STAMP.match(sentence, end) if mention.absolute else None
    if clock is None or not (clock["zone"] or clock["seconds"]):
        return None
    if GOVERNED.search(sentence[max(0, start - LONGEST_PREPOSITION) : start]):
        return None
    hour = int(clock["hour"])
    return hour % 12 + 12 * (clock["half"] in "Pp") if clock["half"] else hour


def clocked(sentence: str) -> bool:
    """Whether a sentence has a clock in it: without one it has no stamp."""
    return CLOCKED.search(sentence) is not None


def of_the_small_hours(sentence: str, mention: Mention) -> bool:
    """Whether a mention is a stamp of the small hours."""
    hour = stamped(sentence, mention)
    return hour is not None and hour < SMALL_HOURS
