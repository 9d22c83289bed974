"""Publication times as feeds and pages write them → aware datetimes in UTC, or None.

Axioms:
1. Better no date than a wrong one: what is not understood, or lies outside 1995-2100, is None. (A lenient parser makes
   the year 2027 of `2026-13-45` and 1699 of `1700000000`; both were measured.)
2. A time without a zone is UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_YEAR = 1995  # before the first feeds; anything earlier is a default or a mistake
LAST_YEAR = 2100
_LONGEST = 100  # characters

_EPOCH = re.compile(r"\d{10}|\d{13}")  # seconds or milliseconds since 1970
_ISO_LIKE = re.compile(r"\d{4}-?\d")
_ZONE = re.compile(r"[A-Z]{1,5}$")
# Zones by name, beyond the American ones of RFC 822; names with two meanings are left out.
_ZONES = dict.fromkeys(("Z", "UTC", "UT", "GMT", "WET"), "+0000") | {
    "BST": "+0100",
    "CET": "+0100",
    "CEST": "+0200",
    "EET": "+0200",
    "EEST": "+0300",
    "MSK": "+0300",
    "TRT": "+0300",
    "JST": "+0900",
}
# The beginnings of month names in the languages read here, in any case.
_MONTHS = {
    "Jan": ("янв", "հունվ", "հնվ"),
    "Feb": ("фев", "փետ", "փտվ"),
    "Mar": ("мар", "մար", "մրտ"),
    "Apr": ("апр", "ապր"),
    "May": ("май", "мая", "մայ", "մյս"),
    "Jun": ("июн", "հունի", "հնս"),
    "Jul": ("июл", "հուլ", "հլս"),
    "Aug": ("авг", "օգոս", "օգս"),
    "Sep": ("сен", "սեպ", "սպտ"),
    "Oct": ("окт", "հոկ"),
    "Nov": ("ноя", "նոյ"),
    "Dec": ("дек", "դեկ"),
}
_MONTH_OF = {start: month for month, starts in _MONTHS.items() for start in starts}
_FOREIGN_MONTH = re.compile(rf"\b({'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})\w*\.?", re.IGNORECASE)


def moment(text: str) -> datetime | None:
    """The time a date string means: ISO 8601, RFC 822 (month names also in `ru` and `hy`), or seconds since 1970."""
    text = " ".join(text[:_LONGEST].split())
    if _EPOCH.fullmatch(text):
        return _plausible(datetime.fromtimestamp(int(text[:10]), UTC))
    try:
        parsed = _iso(text) if _ISO_LIKE.match(text) else _rfc822(text)
        return _plausible(parsed)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _plausible(parsed: datetime) -> datetime | None:
    """The time in UTC if it can be a publication time at all."""
    try:
        utc = parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except OverflowError:
        return None
    return utc if FIRST_YEAR <= utc.year <= LAST_YEAR else None


def _iso(text: str) -> datetime:
    text = _ZONE.sub(lambda zone: _ZONES.get(zone[0], zone[0]), text)
    return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", text))


def _rfc822(text: str) -> datetime:
    text = re.sub(r"^[^\W\d]+\.?,\s*", "", text)  # the weekday, in any language, says nothing new
    text = _FOREIGN_MONTH.sub(lambda month: _MONTH_OF[month[1].lower()], text)
    return parsedate_to_datetime(_ZONE.sub(lambda zone: _ZONES.get(zone[0], zone[0]), text))
