"""Strangers' bytes find every weakness of a parser; whatever it raises, we say one thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import DatelineError, ParseError


@contextmanager
def only_parse_errors(url: str) -> Iterator[None]:
    """Turn any fault of a parser into a `ParseError` about the address; our own faults pass as they are."""
    try:
        yield
    except DatelineError:
        raise
    except Exception as fault:
        raise ParseError(f"{url} cannot be read: {type(fault).__name__}: {fault}"[:500]) from fault
