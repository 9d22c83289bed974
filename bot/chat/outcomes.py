"""What an error of the Bot API means for what we were sending: one table, read from top to bottom.

The traps (telegram.md, section 4): `BadRequest` and `TimedOut` are subclasses of `NetworkError`, so they come before
it; python-telegram-bot capitalises messages and thereby lower-cases codes in CAPS, so words are compared case-folded; a
429 without its parameters comes as a plain `NetworkError`; 200 with `ok: false` comes as `KeyError('result')`.

The one question that decides between a lost and a doubled post is whether the request left us. It surely did not when
no connection was had; it may have in every other failure, and those are `LOST`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.chat.wire import UnsentError
from storage.records import Outcome, OutcomeKind

LONGEST_BACKOFF = 60.0
"""Seconds between tries of a server in trouble; it is asked once a minute at the least."""

ERROR_LIMIT = 300
"""Characters of an error that are kept; a proxy's HTML page may stand in one."""

CHAT_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "channel_private",
    "channel_invalid",
    "chat_restricted",
    "chat_forbidden",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_guest_send_forbidden",
    "chat_admin_required",
    "have no write access",
    "have no rights to send a message",
    "not enough rights to send",
    "need administrator rights in the channel",
    "bot is not a member",
    "user_is_blocked",
    "user is deactivated",
    "input_user_deactivated",
    # Of a forum's topic; the subscription is the topic's, so only that is disabled.
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)
POST_MISSING = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "no text in the message to edit",
)
ALREADY_THERE = ("message is not modified",)
NOT_PAID = ("balance", "not enough stars", "paid_broadcast", "paid broadcast")


def classify(error: BaseException, *, edit: bool, now: datetime, troubles: int = 1) -> Outcome:
    """What came of a send that raised.

    Args:
        error: what `telegram.Bot` raised.
        edit: whether a sent message was being edited.
        now: UTC.
        troubles: how many sends in a row have failed, this one included; sets the backoff.

    Returns:
        SENT, where an edit finds its text already there; RETRY with `not_before`, where nothing was sent; LOST, where
        it may have been; DEAD, CHAT_GONE, MIGRATED or MISSING, where Telegram refused.
    """
    text = str(error).replace("\x00", "\N{REPLACEMENT CHARACTER}")[:ERROR_LIMIT] or type(error).__name__
    if isinstance(error, ChatMigrated):
        return Outcome(OutcomeKind.MIGRATED, error=text, new_chat_id=error.new_chat_id)
    if isinstance(error, Forbidden):
        return Outcome(OutcomeKind.CHAT_GONE, error=text)
    if isinstance(error, BadRequest):
        return Outcome(_refusal(error, edit=edit), error=text, not_before=now)
    wait = retry_wait(error, troubles)
    if wait is not None:
        return Outcome(OutcomeKind.RETRY, error=text, not_before=now + timedelta(seconds=wait))
    if _says(error, "request entity too large"):
        return Outcome(OutcomeKind.DEAD, error=text)
    return answer_lost(text)


def answer_lost(error: str) -> Outcome:
    """The policy for a request whose answer never came: neither surely sent nor surely not.

    The Bot API has no key by which a repeated request is recognised, and a bot cannot read what it has posted. Dropping
    such a post would lose it in most cases; repeating it for ever would fill the chat with copies while a server
    acts but fails to answer. So it is sent once more after a pause, and if that answer is lost as well it stays
    `uncertain` for an admin. Edits say the same thing twice and are repeated freely. Storage counts and waits.
    """
    return Outcome(OutcomeKind.LOST, error=error)


def flood_wait(error: BaseException, troubles: int = 1) -> float | None:
    """Seconds Telegram wants silence for, where the error is a 429; None where it is none.

    A 429 whose parameters are missing, zero or hidden behind HTML gives our own backoff.
    """
    if isinstance(error, RetryAfter):
        wait = error.retry_after  # a timedelta when PTB_TIMEDELTA is set, else a number
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    if isinstance(error, NetworkError) and str(error).casefold().startswith("too many requests"):
        return backoff(troubles)
    return None


def retry_wait(error: BaseException, troubles: int = 1) -> float | None:
    """Seconds after which to try again, where surely nothing was sent; None where something may have been."""
    wait = flood_wait(error, troubles)
    return backoff(troubles) if wait is None and _never_left(error) else wait


def already_there(error: BaseException) -> bool:
    """Whether an edit found the message as it should be: a success."""
    return isinstance(error, BadRequest) and _says(error, *ALREADY_THERE)


def token_refused(error: BaseException) -> bool:
    """Whether Telegram does not know the bot: nothing can be sent until somebody acts."""
    return isinstance(error, InvalidToken)


def payment_refused(error: BaseException) -> bool:
    """Whether a paid broadcast met an empty purse; the same message goes out unpaid. The wording is unverified."""
    return isinstance(error, BadRequest) and _says(error, *NOT_PAID)


def backoff(troubles: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4, … 60."""
    return min(LONGEST_BACKOFF, 2.0 ** min(troubles - 1, 6))


def _refusal(error: BadRequest, *, edit: bool) -> OutcomeKind:
    if edit and already_there(error):
        return OutcomeKind.SENT
    if edit and _says(error, *POST_MISSING):
        return OutcomeKind.MISSING
    if _says(error, *CHAT_GONE):
        return OutcomeKind.CHAT_GONE
    if payment_refused(error):
        return OutcomeKind.RETRY
    return OutcomeKind.DEAD


def _never_left(error: BaseException) -> bool:
    """Whether the request surely did not reach Telegram, or reached it and was turned away at the door."""
    return isinstance(error, UnsentError | InvalidToken | EndPointNotFound)


def _says(error: BaseException, *words: str) -> bool:
    text = str(error).casefold()
    return any(word in text for word in words)
