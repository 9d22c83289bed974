"""The timeline as a Markdown page: years as headings, an item an event, every sentence with its citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from bot.chat.catalogue import Catalogue
from storage.records import Event, EventStatus, Statement, StatementKind

PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#|~!&$])")
LIST_MARK = re.compile(r"^(\d*)([-+.)=])")


def markdown(events: Iterable[Event], story: str, catalogue: Catalogue) -> Iterator[str]:
    """The page, piece by piece.

    Args:
        events: ordered by date.
        story: the heading.
        catalogue: writes the dates.
    """
    yield f"# {escape(story)}\n"
    for year, of_year in groupby(events, key=lambda e: e.span.start.year):
        yield f"\n## {year}\n\n"
        for event in of_year:
            yield _item(event, catalogue)


def escape(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    return LIST_MARK.sub(r"\1\\\2", PUNCTUATION.sub(r"\\\1", " ".join(text.split())))


def _item(event: Event, catalogue: Catalogue) -> str:
    title = escape(event.title)
    if event.status is EventStatus.RETRACTED:
        title = f"~~{title}~~"
    marks = [event.status.value] if event.status is not EventStatus.REPORTED else []
    marks += ["background"] if event.background else []
    note = f" ({', '.join(marks)})" if marks else ""
    number = {source.article_id: n for n, source in enumerate(event.sources, 1)}
    lines = [f"- **{catalogue.span(event.span)}** · {title}{note}"]
    lines += [f"  {_sentence(statement, number)}" for statement in event.statements]
    lines += [
        f"  {n}\\. {escape(source.outlet)}: [{escape(source.title)}](<{_address(source.url)}>), "
        f"{source.published.date().isoformat()}"
        for n, source in enumerate(event.sources, 1)
    ]
    return "  \n".join(lines) + "\n"  # two blanks: a line of its own


def _sentence(statement: Statement, number: dict[int, int]) -> str:
    cited = "".join(f" \\[{number[article]}\\]" for article in statement.article_ids if article in number)
    kind = "" if statement.kind is StatementKind.FACT else f"*{statement.kind.value}:* "
    return f"{kind}{escape(statement.text)}{cited}"


def _address(url: str) -> str:
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._")
