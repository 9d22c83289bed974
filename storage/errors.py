"""What storage raises."""

from __future__ import annotations


class StorageError(Exception):
    """The database cannot be opened, written, migrated, locked or copied; its text is one clear line."""


class OutdatedError(Exception):
    """A decision rests on a memory that is no longer so: its event has been withdrawn or merged since it was recalled.

    Nothing is written; judged once more, the article finds its place.
    """
