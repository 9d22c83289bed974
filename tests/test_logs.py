"""What the logs show, and what they never show."""

import json
import logging
import traceback
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.settings import load

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz01234"
OTHER = "987654321:BBF-zyxwvutsrqponmlkjihgfedcba98765"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs.NOISY:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def configure(**environ: str) -> None:
    logs.configure(load({f"DATELINE_{name}": value for name, value in environ.items()}))


def refuse() -> None:
    raise RuntimeError(f"The token `{TOKEN}` was rejected by the server.")


@pytest.mark.parametrize("shape", ["text", "json"])
def test_the_token_leaves_by_no_way(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure(TELEGRAM_TOKEN=TOKEN, LOG_FORMAT=shape, LOG="debug")
    log = structlog.get_logger("bot.test")
    plain = logging.getLogger("plain")
    log.info(TOKEN, value=TOKEN, nested={"a": [TOKEN]}, error=ValueError(TOKEN))
    plain.warning("in an argument %s and a URL https://h/bot%s/getMe", TOKEN, TOKEN)
    plain.error("quoted %s", f"/bot{TOKEN.replace(':', '%3A')}/getFile")
    try:
        refuse()
    except RuntimeError:
        plain.exception("in a traceback")
        log.exception("in another")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"in a warning {TOKEN}", stacklevel=1)
    plain.error("%d", TOKEN)  # a broken call: logging's own way prints the arguments
    shown = capsys.readouterr()
    assert TOKEN.partition(":")[2] not in shown.err + shown.out
    assert shown.err.count("<token>") >= 9
    assert "a log line was lost" in shown.err


def test_a_short_token_of_a_test_server_is_hidden_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure(TELEGRAM_TOKEN="1:x")
    logging.getLogger("plain").warning("POST http://127.0.0.1/bot1:x/getMe, and 1:x")
    assert "POST http://127.0.0.1/bot<token>/getMe, and <token>" in capsys.readouterr().err


def test_tokens_and_passwords_nobody_named_are_hidden() -> None:
    redact = logs.redactor()
    assert redact(f"a {OTHER} b") == "a <token> b"
    assert redact("/bot12:ab/getMe") == "/bot<token>/getMe"
    assert redact("postgresql://u:p@ss:w0rd@h:5432/d") == "postgresql://u:<password>@h:5432/d"


@pytest.mark.parametrize(
    "text", ["12:30 on 1 June", "http://h:80/a:b", "https://user@h/", "feed 17: 304", ""]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.redactor(TOKEN)(text) == text


def test_json_lines_are_json_one_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    configure(LOG_FORMAT="json")
    structlog.get_logger("bot.poll").info("polled", feed="https://h/", new=3)
    logging.getLogger("lib").warning("two\nlines")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.items() >= {"event": "polled", "new": 3, "level": "info", "logger": "bot.poll"}.items()
    assert first["timestamp"].endswith("Z")
    assert second["event"] == "two\nlines"


def test_a_title_can_forge_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    structlog.get_logger("bot.poll").info("read", title="x\n2024 [error] y\x1b[2J")
    (line,) = capsys.readouterr().err.splitlines()
    assert "x␊2024 [error] y␛[2J" in line


def test_the_level_holds_and_chatty_libraries_keep_still(capsys: pytest.CaptureFixture[str]) -> None:
    configure(LOG="info")
    logging.getLogger("httpx").info("HTTP Request")
    logging.getLogger("bot.poll").debug("detail")
    structlog.get_logger("bot.poll").debug("detail")
    assert capsys.readouterr().err == ""
    logging.getLogger("httpx").warning("heard")
    assert "heard" in capsys.readouterr().err
    configure(LOG="error")
    logging.getLogger("httpx").warning("unheard")
    assert capsys.readouterr().err == ""


def test_a_chat_has_one_mark_in_a_run_and_another_than_its_neighbour() -> None:
    assert logs.chat_hash(-1001234567890) == logs.chat_hash(-1001234567890)
    assert logs.chat_hash(1) != logs.chat_hash(2)
    assert len(logs.chat_hash(1)) == 8


def test_a_redacted_traceback_is_still_a_traceback() -> None:
    try:
        refuse()
    except RuntimeError:
        text = logs.redactor(TOKEN)(traceback.format_exc())
    assert "RuntimeError: The token `<token>` was rejected" in text
