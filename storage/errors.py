"""The one error storage raises."""

from __future__ import annotations


class StorageError(Exception):
    """The database cannot be opened, written, migrated, locked or copied; its text is one clear line."""
