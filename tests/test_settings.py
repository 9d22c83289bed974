"""What an operator may set, and what they are told when it is wrong."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.seeds import default_folder
from bot.settings import LogFormat, LogLevel, Settings, load, table

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz01234"


def faults(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load({f"DATELINE_{name}": value for name, value in environ.items()})
    return str(caught.value).splitlines()


def test_nothing_set_gives_the_documented_defaults() -> None:
    settings = load({})
    assert settings.telegram_token is None
    assert settings.telegram_api == "https://api.telegram.org"
    assert settings.admins == frozenset()
    assert settings.database_url == "sqlite:///dateline.db"
    assert settings.seeds == default_folder()
    assert (settings.poll_interval, settings.tick) == (300, 5)
    assert settings.allow_networks == ()
    assert settings.allow_ports == {80, 443}
    assert (settings.send_rate, settings.paid_broadcast) == (30, False)
    assert (settings.log, settings.log_format) == (LogLevel.INFO, LogFormat.TEXT)


def test_every_setting_is_read_from_its_name() -> None:
    settings = load(
        {
            "DATELINE_TELEGRAM_TOKEN": TOKEN,
            "DATELINE_TELEGRAM_API": "http://127.0.0.1:8081/",
            "DATELINE_ADMINS": "7, 8",
            "DATELINE_DATABASE_URL": "postgresql://u:p@localhost/d",
            "DATELINE_SEEDS": "elsewhere",
            "DATELINE_POLL_INTERVAL": "60",
            "DATELINE_TICK": "0.2",
            "DATELINE_ALLOW_NETWORKS": "127.0.0.0/8,::1",
            "DATELINE_ALLOW_PORTS": "8080",
            "DATELINE_SEND_RATE": "1000",
            "DATELINE_PAID_BROADCAST": "1",
            "DATELINE_LOG": "DEBUG",
            "DATELINE_LOG_FORMAT": "json",
        }
    )
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.telegram_api == "http://127.0.0.1:8081"
    assert settings.admins == {7, 8}
    assert settings.database_url == "postgresql://u:p@localhost/d"
    assert settings.seeds == Path("elsewhere")
    assert (settings.poll_interval, settings.tick) == (60, 0.2)
    assert settings.allow_networks == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert settings.allow_ports == {8080}
    assert (settings.send_rate, settings.paid_broadcast) == (1000, True)
    assert (settings.log, settings.log_format) == (LogLevel.DEBUG, LogFormat.JSON)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "DATELINE_TICK=7\nDATELINE_POLL_INTERVAL=61  # a minute\nOTHER_PROGRAM=1\nDATELINE_LOG=\n"
    )
    settings = load({"DATELINE_TICK": "8", "PATH": "/bin"}, file)
    assert (settings.tick, settings.poll_interval, settings.log) == (8, 61, LogLevel.INFO)


def test_a_dollar_in_the_file_stands_for_itself(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DATELINE_DATABASE_URL=postgresql://u:a${HOME}b@h/d\n")
    assert load({}, file).database_url == "postgresql://u:a${HOME}b@h/d"


def test_a_missing_file_is_no_fault_and_an_unreadable_one_is_named(tmp_path: Path) -> None:
    assert load({}, tmp_path / "none") == load({})
    file = tmp_path / ".env"
    file.write_bytes(b"DATELINE_TICK=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env: cannot be read"):
        load({}, file)


def test_all_faults_are_reported_at_once_a_line_each_with_an_example() -> None:
    lines = faults(TICK="soon", LOG="loud", ALLOW_PORTS="80,99999", DATABASE_URL="mysql://h/d", ADMINS="@joe")
    assert {line.partition(":")[0] for line in lines} == {
        "DATELINE_TICK",
        "DATELINE_LOG",
        "DATELINE_ALLOW_PORTS",
        "DATELINE_DATABASE_URL",
        "DATELINE_ADMINS",
    }
    assert all("for example DATELINE_" in line for line in lines)
    assert "item 2" in next(line for line in lines if "PORTS" in line)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "not-a-token"),
        ("TELEGRAM_API", "api.telegram.org"),
        ("TELEGRAM_API", "ftp://example.org"),
        ("ADMINS", "-5"),
        ("ADMINS", "1;2"),
        ("DATABASE_URL", "dateline.db"),
        ("POLL_INTERVAL", "0"),
        ("POLL_INTERVAL", "nan"),
        ("TICK", "-1"),
        ("WEB", "8080"),
        ("WEB", ":8080"),
        ("WEB", "127.0.0.1:70000"),
        ("ALLOW_NETWORKS", "10.1.2.3/8"),
        ("ALLOW_NETWORKS", "example.org"),
        ("ALLOW_PORTS", "0"),
        ("SEND_RATE", "0"),
        ("SEND_RATE", "1001"),
        ("PAID_BROADCAST", "perhaps"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_is_one_line_that_begins_with_its_name(name: str, value: str) -> None:
    (line,) = faults(**{name: value})
    assert line.startswith(f"DATELINE_{name}: ")


def test_more_than_the_free_rate_must_be_paid_for() -> None:
    (line,) = faults(SEND_RATE="31")
    assert line.startswith("DATELINE_SEND_RATE: 31 ")
    assert "DATELINE_PAID_BROADCAST=1" in line


def test_a_mistyped_name_is_reported_with_the_likely_one() -> None:
    (line,) = faults(ALLOW_PORT="80")
    assert line == "DATELINE_ALLOW_PORT: there is no such setting; do you mean DATELINE_ALLOW_PORTS?"
    (line,) = faults(XYZ="1")
    assert line == "DATELINE_XYZ: there is no such setting"


def test_secrets_show_neither_in_repr_nor_in_faults() -> None:
    settings = load({"DATELINE_TELEGRAM_TOKEN": TOKEN, "DATELINE_DATABASE_URL": "postgresql://u:hunter2@h/d"})
    assert TOKEN not in repr(settings) + str(settings)
    assert "hunter2" not in repr(settings) + str(settings)
    with pytest.raises(SettingsError) as caught:
        load(
            {
                "DATELINE_TELEGRAM_TOKEN": f"{TOKEN}!",
                "DATELINE_DATABASE_URL": "mysql://u:hunter2@h",
                "DATELINE_ADMINS": TOKEN,
            }
        )
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert not any(secret in f"{link!r}" for link in chain for secret in (TOKEN, "hunter2"))


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load({}).tick = 1


def test_the_table_says_something_of_every_setting_and_every_example_works() -> None:
    rows = table()
    assert [row.name for row in rows] == [f"DATELINE_{field.upper()}" for field in Settings.model_fields]
    for row in rows:
        assert row.kind
        assert row.meaning.endswith(".")
        load({row.name: row.example})
