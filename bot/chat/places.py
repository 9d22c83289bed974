"""Time zones as readers know them: by a city, in their language; and which one to guess for somebody new. Pure.

City names and the zones of a country come from the CLDR, the zones themselves from the IANA database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from bot.chat.catalogue import Catalogue, choose, languages
from storage.hours import zone
from storage.records import Topic

COMMON = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Kyiv",
    "Asia/Beirut",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
"""Offered beside those of the topic's readers: one of most hours of the globe. Buttons carry the place in this list, so
it only ever grows at its end."""

OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?00)?", re.ASCII | re.IGNORECASE)
FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")
MOST_OFFSET = {"+": 14, "-": 12}


def offered(topic: Topic) -> tuple[str, ...]:
    """The zones on buttons, in the order that buttons count them by."""
    return tuple(dict.fromkeys((*COMMON, *topic.zones.values())))


def guess(topic: Topic, code: str | None) -> str:
    """The zone somebody probably lives in, by the language of their client ("en-GB", "hy", None).

    A country that the client names counts where it has one zone; else the topic says where most readers of the language
    are; else the country that speaks it most, where that has one zone; else UTC.
    """
    parts = (code or "").replace("-", "_").split("_")
    if len(parts) > 1 and (only := _only_zone(parts[-1].upper())):
        return only
    if choose(code) == parts[0].lower() and (usual := topic.zones.get(parts[0].lower())):
        return usual
    likely = get_global("likely_subtags").get(parts[0].lower(), "")
    return _only_zone(likely.split("_")[-1]) or "UTC"


def _only_zone(territory: str) -> str | None:
    zones = get_global("territory_zones").get(territory, ())
    return zones[0] if len(zones) == 1 and zone(zones[0]) else None


def city(catalogue: Catalogue, name: str) -> str:
    """What a zone is called: by its city, in the reader's language; a fixed offset by its hours."""
    if fixed := FIXED.fullmatch(name):
        return f"UTC{'−' if fixed[1] == '+' else '+'}{fixed[2]}"
    known = catalogue.locale.time_zones
    called = (known[old]["city"] for old in (name, *_former(name)) if "city" in known.get(old, ()))
    return next(called, None) or get_timezone_location(
        zone(name) or UTC, locale=catalogue.locale, return_city=True
    )


def _former(name: str) -> tuple[str, ...]:
    """What a zone was called before: the CLDR has its city's name under that."""
    return tuple(old for old, new in get_global("zone_aliases").items() if new == name)


def local_time(catalogue: Catalogue, name: str, now: datetime) -> str:
    """Hours and minutes there."""
    return catalogue.clock(now.astimezone(zone(name) or UTC))


def find(typed: str) -> str | None:
    """The zone somebody names: a city in any of our languages, "Europe/Berlin", or "UTC+4"; None: none such."""
    wanted = _folded(typed)
    if found := OFFSET.fullmatch(wanted):
        sign, hours = found[1].replace("−", "-"), int(found[2])
        # The names of fixed offsets have their sign the other way round (POSIX).
        return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours <= MOST_OFFSET[sign] else None
    return _names().get(wanted)


@cache
def _names() -> dict[str, str]:
    """Every name of every zone, folded; a city's own name before a part of an identifier."""
    names: dict[str, str] = {}
    for name, said in _called():
        names.setdefault(_folded(said), name)
    return names


def _called() -> Iterator[tuple[str, str]]:
    known = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    yield from ((name, name) for name in known)
    for lang in languages():
        for name, facts in Locale.parse(lang).time_zones.items():
            if "city" in facts and zone(name):
                yield get_global("zone_aliases").get(name, name), facts["city"]
    cities = sorted(known, key=lambda name: name.startswith(("Etc/", "SystemV/")))
    yield from ((name, name.rsplit("/", 1)[-1]) for name in cities)


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()
