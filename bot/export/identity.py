"""Names that stay: the same event of the same story is the same entry in every feed reader and calendar."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5


def urn(story: str, event: int | None = None) -> str:
    """The permanent name of a story, or of one of its events."""
    return uuid5(NAMESPACE_URL, f"dateline:{story}/{'' if event is None else event}").urn
