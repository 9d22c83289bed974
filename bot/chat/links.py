"""Which addresses a reader may be sent to, and how they are written.

Only `http` and `https`, no user name or password before the host, an international host as punycode, so that a
look-alike name shows what it is.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

MAX_UNITS = 2048
"""The longest address kept: browsers and Telegram's own clients are only sure up to here."""

HOST = re.compile(r"(?=.*\.)[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")
"""A name or IPv4 address with a dot in it (Telegram refuses others), or an IPv6 address."""

SAFE = "/%:@!$&'()*+,;=~-._?[]"


def safe_url(url: str) -> str | None:
    """The address as it may be linked, or None where a reader must not be sent there.

    Args:
        url: an address out of a feed: anything at all.

    Returns:
        `http(s)://host…` in ASCII, at most `MAX_UNITS` characters, or None.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not HOST.fullmatch(host):
        return None
    place = f"[{host}]" if ":" in host else host
    netloc = place if port is None else f"{place}:{port}"
    try:
        path, query, fragment = (quote(part, safe=SAFE) for part in (parts.path, parts.query, parts.fragment))
    except UnicodeEncodeError:  # a lone surrogate
        return None
    safe = urlunsplit((parts.scheme, netloc, path, query, fragment))
    return safe if len(safe) <= MAX_UNITS else None


def deep_link(bot: str, payload: str) -> str | None:
    """The address that opens a private chat with the bot and hands it `payload`; None while its name is unknown.

    Args:
        bot: the bot's username without `@`, or "".
        payload: at most 64 characters of `A-Za-z0-9_-`.
    """
    return f"https://t.me/{bot}?start={payload}" if bot else None


SUPERGROUP = 10**12
"""Channels and supergroups have ids of -100 and ten or more digits; only their messages have an address."""


def post_link(chat_id: int, thread_id: int, message_id: int | None) -> str | None:
    """The address of a message in a channel or supergroup, for those who may read it; None where it has none."""
    if message_id is None or chat_id > -SUPERGROUP:
        return None
    thread = f"{thread_id}/" if thread_id else ""
    return f"https://t.me/c/{-chat_id - SUPERGROUP}/{thread}{message_id}"
