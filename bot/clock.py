"""The present. Judgement never asks: it is told, as a parameter."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)
