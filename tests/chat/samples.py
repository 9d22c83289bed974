"""A small story to render, and a way to read a rendered message: its entities as marks in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from telegram import MessageEntity

from bot.chat.edition import Edition
from bot.chat.messages import Message
from storage.records import (
    Event,
    EventStatus,
    Pointer,
    Precision,
    Source,
    Span,
    Statement,
    StatementKind,
    Strand,
    Topic,
    Update,
    UpdateKind,
    Verdict,
)

NOW = datetime(2024, 6, 14, 12, 0, tzinfo=UTC)
BOT = "dateline_bot"

TOPIC = Topic(
    name="Fishmarket",
    title={"en": "The fish market", "ru": "Рыбный рынок", "hy": "Ձկան շուկան"},
    tag={"en": "Fish market", "ru": "Рынок", "hy": "Շուկա"},
    perspectives={
        "harbour": {"en": "Harbour", "ru": "портовые", "hy": "նավահանգստի"},
        "town": {"en": "Town", "ru": "городские", "hy": "քաղաքային"},
    },
    strands=(
        Strand("fish", {"en": "Fish", "ru": "Рыба", "hy": "Ձուկ"}, ("fish",)),
        Strand("scales", {"en": "Scales", "ru": "Весы", "hy": "Կշեռք"}, ("scales",)),
    ),
    zones={"ru": "Europe/Riga", "hy": "Asia/Yerevan"},
)

MARKS = {
    MessageEntity.BOLD: ("*", "*"),
    MessageEntity.ITALIC: ("_", "_"),
    MessageEntity.STRIKETHROUGH: ("~", "~"),
    MessageEntity.CODE: ("`", "`"),
    MessageEntity.EXPANDABLE_BLOCKQUOTE: ("«", "»"),
}


def edition(lang: str = "en") -> Edition:
    """For a reader of this language."""
    return Edition.of(lang, TOPIC, NOW, BOT)


def at(day: int, hour: int = 12, minute: int = 0, *, month: int = 6, year: int = 2024) -> datetime:
    """A moment, by default of June 2024."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def day(number: int, month: int = 6, year: int = 2024) -> Span:
    """A day, by default of June 2024."""
    return Span(date(year, month, number), date(year, month, number))


def month(number: int, year: int = 2024) -> Span:
    """Something known to the month only."""
    return Span(date(year, number, 1), date(year, number, 28), Precision.MONTH)


def source(
    number: int,
    outlet: str,
    published: datetime,
    *,
    perspective: str | None = None,
    title: str = "A headline",
    lang: str = "en",
    timed: bool = True,
    verdict: Verdict = Verdict.CORROBORATION,
    url: str | None = None,
) -> Source:
    """An article behind an event."""
    address = url or f"https://{outlet.lower()}.example/{number}"
    return Source(number, None, address, outlet, perspective, title, published, timed, lang, verdict)


def statement(
    number: int,
    text: str,
    articles: Sequence[int],
    *,
    kind: StatementKind = StatementKind.FACT,
    lang: str = "en",
    update: int | None = 1,
) -> Statement:
    """A sentence of an event."""
    return Statement(number, text, kind, lang, tuple(articles), update)


def event(
    statements: Sequence[Statement],
    sources: Sequence[Source],
    *,
    number: int = 17,
    span: Span | None = None,
    title: str = "Traders refuse the new scales",
    lang: str = "en",
    status: EventStatus = EventStatus.REPORTED,
    background: bool = False,
    follows: Pointer | None = None,
) -> Event:
    """An event; it is reported when its sources are."""
    times = [source.published for source in sources] or [NOW]
    return Event(
        id=number,
        span=span or day(12),
        title=title,
        lang=lang,
        status=status,
        background=background,
        first_reported=min(times),
        last_reported=max(times),
        statements=tuple(statements),
        sources=tuple(sources),
        follows=follows,
    )


SCALES = event(
    [
        statement(1, "The traders' guild said on 12 June that it “will not weigh on them”.", [1, 2]),
        statement(2, "It accused the harbour of tampering.", [1]),
        statement(
            3, "The harbour master said the scales “are true”.", [3], kind=StatementKind.DENIAL, update=2
        ),
    ],
    [
        source(1, "Gull", at(12, 9, 30), perspective="harbour", verdict=Verdict.EVENT),
        source(2, "Tern", at(12, 17, 39), perspective="town"),
        source(
            3,
            "Gull",
            at(13, 8, 5),
            perspective="harbour",
            title="Harbour: scales are true",
            verdict=Verdict.DEVELOPMENT,
        ),
    ],
    follows=(9, day(22, 2), "Harbour orders new scales", "en"),
)
"""An event with two reports, and a denial the day after."""


def update(kind: UpdateKind = UpdateKind.NEW, number: int = 1, article: int | None = 1) -> Update:
    """What is told of an event."""
    return Update(number, 17, kind, NOW, article)


def withdrawn(of: Event) -> Event:
    """The event, retracted."""
    return replace(of, status=EventStatus.RETRACTED)


def marked(message: Message) -> str:
    """The text with marks where its entities begin and end; links as [words](address), times as [words](time).

    Spaces that do not break, as in dates, read as spaces.
    """
    raw = message.text.encode("utf-16-le")
    marks: dict[int, list[str]] = {}
    for entity in message.entities:
        opening, closing = MARKS.get(entity.type, ("[", f"]({entity.url or 'time'})"))
        marks.setdefault(entity.offset, []).append(opening)
        marks.setdefault(entity.offset + entity.length, []).insert(0, closing)
    text = ""
    for at_unit in range(len(raw) // 2 + 1):
        text += "".join(marks.get(at_unit, []))
        text += raw[2 * at_unit : 2 * at_unit + 2].decode("utf-16-le", "surrogatepass")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le").replace("\u202f", " ")


def labels(message: Message) -> list[list[str]]:
    """What stands on the buttons, row by row."""
    return (
        [[button.text for button in row] for row in message.keyboard.inline_keyboard]
        if message.keyboard
        else []
    )
