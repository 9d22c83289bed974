"""Bytes → text, for feeds and pages alike.

Axioms:
1. A byte order mark is never wrong.
2. Non-ASCII bytes that are valid UTF-8 are UTF-8, whatever is declared: no other encoding gets there by chance.
3. Otherwise the document is believed before the server (a server's default is set once for everything it has), and
   neither when the bytes cannot be what is declared.
4. Where nothing is known, runs of bytes above 127 are a Cyrillic text and single ones a Western text. Of the two
   Cyrillic encodings the right one has more small letters than capitals, for one swaps the other's.
"""

from __future__ import annotations

import re

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

# The first character of markup in encodings of two and four bytes (XML 1.0, appendix F).
_WIDE = {b"<\0\0\0": "utf-32-le", b"\0\0\0<": "utf-32-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_SAMPLE = 100_000  # bytes that are looked at to guess


def decode(body: bytes, charset: str | None = None) -> str:
    """The text of a document; undecodable bytes become U+FFFD.

    Args:
        body: feed or page.
        charset: what the server says of it, if anything.
    """
    encoding, mark = read_bom(body)
    if encoding is not None and mark is not None:
        return to_unicode(body[len(mark) :], encoding)
    wide = next((encoding for start, encoding in _WIDE.items() if body.startswith(start)), None)
    served = resolve_encoding(charset) if charset else None
    declared = html_body_declared_encoding(body)
    for candidate in (wide, None if body.isascii() else "utf-8", declared, served, "utf-8"):
        if candidate is None:
            continue
        try:
            return body.decode(candidate)
        except (UnicodeError, LookupError):  # LookupError: a codec of Python's that is no text encoding
            continue
    return to_unicode(body, _guess(body))


def _guess(body: bytes) -> str:
    sample = body[:_SAMPLE]
    high = sum(map(len, _HIGH.findall(sample)))
    if sum(map(len, _HIGH_RUN.findall(sample))) * 2 < high:
        return "cp1252"
    return max(
        ("cp1251", "koi8-r"), key=lambda encoding: sum(map(str.islower, sample.decode(encoding, "ignore")))
    )
