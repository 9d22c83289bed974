"""The faults Dateline raises. Verdicts, 304 and "nothing due" are values, not faults.

    DatelineError              one line a person can act on: what, where, how to mend
    ├── SettingsError          a setting is missing or malformed
    ├── SeedError              a file of the seeds folder is missing or malformed
    ├── FetchError             no usable answer from an address (`retry_after` seconds where the server said so)
    │   └── ForbiddenAddressError  the address leads where a feed may not (private network, port, scheme)
    ├── ParseError             the bytes are no feed we can read
    ├── ImportLineError        a line of an import file is malformed
    ├── EmbeddingError         no vectors to be had from the embedder
    └── TokenError             Telegram refuses the token
Storage raises `storage.database.StorageError`; it carries one line as well.
"""

from __future__ import annotations


class DatelineError(Exception):
    """Root of the tree; its text is one clear line."""


class SettingsError(DatelineError):
    """A setting is missing or malformed."""


class SeedError(DatelineError):
    """A file of the seeds folder is missing or malformed."""


class FetchError(DatelineError):
    """No usable answer from an address.

    Args:
        message: what went wrong, with the address.
        status: the HTTP status where there was one.
        retry_after: seconds the server asked us to wait.
    """

    def __init__(self, message: str, *, status: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class ForbiddenAddressError(FetchError):
    """The address leads where a feed may not: a private network, another port, another scheme."""


class ParseError(DatelineError):
    """The bytes are no feed we can read."""


class ImportLineError(DatelineError):
    """A line of an import file is malformed."""


class EmbeddingError(DatelineError):
    """No vectors to be had from the embedder: it is missing, does not answer, or answers something else."""


class TokenError(DatelineError):
    """Telegram refuses the token."""
