"""How values become columns and come back: profiles, sets of words, sketches, vectors.

Sets are stored sorted, so that the same value always gives the same bytes.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from storage.records import Precision, Profile, Span


def encode_words(words: Iterable[str]) -> list[str]:
    """A set of words as JSON has it."""
    return sorted(words)


def encode_span(span: Span) -> list[str]:
    """An interval as JSON has it: first day, last day, precision."""
    return [span.start.isoformat(), span.end.isoformat(), span.precision.value]


def decode_span(value: list[str]) -> Span:
    """The interval again."""
    start, end, precision = value
    return Span(date.fromisoformat(start), date.fromisoformat(end), Precision(precision))


def written_span(span: Span) -> str:
    """An interval as a change of an event keeps it: `2024-06-12/2024-06-14/day`."""
    return "/".join(encode_span(span))


def read_span(written: str) -> Span:
    """The interval again.

    Raises:
        ValueError: `written_span` did not write this.
    """
    return decode_span(written.split("/"))


def encode_profile(profile: Profile) -> dict[str, Any]:
    """A profile as JSON has it."""
    return {
        "lang": profile.lang,
        "concepts": dict(profile.concepts),
        "terms": dict(profile.terms),
        "names": encode_words(profile.names),
        "numbers": encode_words(profile.numbers),
        "acts": encode_words(profile.acts),
        "span": encode_span(profile.span) if profile.span else None,
        "published": profile.published.isoformat(),
    }


def decode_profile(value: dict[str, Any]) -> Profile:
    """The profile again."""
    return Profile(
        lang=value["lang"],
        concepts=value["concepts"],
        terms=value["terms"],
        names=frozenset(value["names"]),
        numbers=frozenset(value["numbers"]),
        acts=frozenset(value["acts"]),
        span=decode_span(value["span"]) if value["span"] else None,
        published=date.fromisoformat(value["published"]),
    )


# What is read again and again, with every article of the same weeks, is remembered by its text: that cannot go stale.


@lru_cache(maxsize=4096)
def read_profile(text: str) -> Profile:
    """The profile of a column's JSON."""
    return decode_profile(json.loads(text))


@lru_cache(maxsize=16_384)
def read_words(text: str) -> frozenset[str]:
    """The set of words of a column's JSON."""
    return frozenset(json.loads(text))


def pack_sketch(sketch: tuple[int, ...]) -> bytes:
    """A sketch as bytes: eight a hash, little-endian."""
    return struct.pack(f"<{len(sketch)}Q", *sketch)


@lru_cache(maxsize=1024)  # neighbouring articles recall the same ones
def unpack_sketch(packed: bytes) -> tuple[int, ...]:
    """The sketch again."""
    return struct.unpack(f"<{len(packed) // 8}Q", packed)


def pack_vector(values: Sequence[float]) -> bytes:
    """A vector as bytes: one a dimension, scaled so that the largest becomes ±127. Its direction is kept, not its length."""
    peak = max(map(abs, values), default=0.0) or 1.0
    return struct.pack(f"{len(values)}b", *(round(value / peak * 127) for value in values))


def unpack_vector(packed: bytes) -> tuple[float, ...]:
    """The vector again, of length 1 (of length 0 if it was)."""
    whole = struct.unpack(f"{len(packed)}b", packed)
    length = math.hypot(*whole) or 1.0
    return tuple(value / length for value in whole)
