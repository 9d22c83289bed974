"""Log lines on stderr: text for a person or JSON for a machine, from structlog and plain `logging` alike.

What leaves here is redacted as a whole line, after rendering, so that no traceback, URL or `repr` carries the
token or the database's password past it: httpx logs `…/bot<token>/getMe`, and python-telegram-bot's InvalidToken
quotes the token in its text.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sys
from collections.abc import Callable
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat, Settings

NOISY = (
    "alembic.runtime.plugins",
    "apscheduler",
    "hpack",
    "httpcore",
    "httpx",
    "telegram",
)  # a line for every request or tick
BOT_SHAPE = r"(?<!\d)\d{6,}(?::|%3A)[\w-]{30,}"
BOT_IN_PATH = r"(?<=/bot)\d+(?::|%3A)[^/\s\"']+"
PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s:/@]*):[^\s/]+(?=@)")
CONTROL = {code: 0x2400 + code for code in range(0x20)} | dict.fromkeys(
    (*range(0x7F, 0xA0), 0x2028, 0x2029), 0xFFFD
)

_CHAT_KEY = secrets.token_bytes(16)


def redactor(token: str | None = None) -> Callable[[str], str]:
    """Build the function that hides secrets in a text.

    Args:
        token: the token in use. What has the shape of one, and passwords in URLs, are hidden whether known or not.
    """
    shapes = [re.escape(token)] if token else []
    tokens = re.compile("|".join([*shapes, BOT_IN_PATH, BOT_SHAPE]), re.ASCII | re.IGNORECASE)

    def redact(text: str) -> str:
        return PASSWORD_IN_URL.sub(r"\1:<password>", tokens.sub("<token>", text))

    return redact


def chat_hash(chat_id: int) -> str:
    """A chat in the logs: the same eight hex digits throughout one run, and no way back to the id.

    The key is drawn anew at every start, since an unkeyed hash of so short a number is undone by trying them all.
    """
    return hashlib.blake2b(str(chat_id).encode(), key=_CHAT_KEY, digest_size=4).hexdigest()


def configure(settings: Settings) -> None:
    """Send the logs of the whole process to stderr, as the settings say. Calling it again replaces what was."""
    level = logging.getLevelNamesMapping()[settings.log.upper()]
    handler = RedactingHandler(redactor(settings.token))
    handler.setFormatter(_formatter(settings.log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a logger made before this call obeys it too
    )


class RedactingHandler(logging.StreamHandler[TextIO]):
    """Writes finished lines to stderr, redacted."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__(sys.stderr)
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The line as it leaves: rendered, then redacted."""
        return self.redact(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Say where a line was lost; logging's own way would print the record's arguments unredacted."""
        fault = sys.exc_info()[0]
        name = fault.__name__ if fault else "unknown"
        sys.stderr.write(f"a log line was lost at {record.pathname}:{record.lineno} ({name})\n")


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(shape: LogFormat) -> logging.Formatter:
    # Plain tracebacks: the richer ones print local variables.
    render: list[Processor] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
        if shape is LogFormat.JSON
        else [
            _in_one_line,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
    )


def _in_one_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Show control characters by their pictures (␊, ␛): a feed's title must not forge a line or rule the terminal."""
    return {
        key: value.translate(CONTROL) if isinstance(value, str) else value for key, value in event.items()
    }
