import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.charset import decode

RUSSIAN = "Мост через реку открыли в пятницу, сообщили в правительстве. Движение начнётся утром."
FRENCH = "Le pont a été ouvert vendredi, a déclaré le préfet ; la circulation reprendra à l'aube."


def xml(text: str, encoding: str, declared: str | None) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss>{text}</rss>".encode(encoding)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (xml(RUSSIAN, "utf-8", "utf-8"), None),
        (xml(RUSSIAN, "utf-8", None), None),
        (xml(RUSSIAN, "utf-8", "windows-1251"), "iso-8859-1"),  # both lie
        (xml(RUSSIAN, "utf-8-sig", "utf-8"), "koi8-r"),
        (xml(RUSSIAN, "cp1251", "windows-1251"), None),
        (xml(RUSSIAN, "cp1251", "windows-1251"), "iso-8859-1"),  # the server's default lies
        (xml(RUSSIAN, "cp1251", "utf-8"), "windows-1251"),  # the template's declaration lies
        (xml(RUSSIAN, "cp1251", "utf-8"), None),  # and nobody says better
        (xml(RUSSIAN, "koi8-r", "koi8-r"), None),
        (xml(RUSSIAN, "koi8-r", "utf-8"), "utf-8"),
        (xml(RUSSIAN, "utf-16", "utf-16"), None),
        (xml(RUSSIAN, "utf-16-le", "utf-16"), None),
        (xml(RUSSIAN, "utf-16-be", None), "utf-8"),
        (xml(RUSSIAN, "utf-32-le", "utf-32"), None),
        (xml(RUSSIAN, "cp1251", "no-such-charset"), "nor-this"),
        (xml(RUSSIAN, "utf-8", "zlib"), "base64"),
    ],
)
def test_cyrillic_comes_through(body: bytes, charset: str | None) -> None:
    assert RUSSIAN in decode(body, charset)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-8", None])
def test_western_text_comes_through(declared: str | None) -> None:
    assert FRENCH in decode(xml(FRENCH, "cp1252", declared))


@given(st.binary(), st.none() | st.text(max_size=20))
def test_any_bytes_are_some_text(body: bytes, charset: str | None) -> None:
    assert isinstance(decode(body, charset), str)
