"""Values as a person reads them in a terminal: a decision with its reasons, the timeline, a poll, the checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from bot.console import output
from bot.explain import explain
from storage.records import DecisionRecord, Event, EventStatus, Feed, StatementKind, Verdict

if TYPE_CHECKING:
    from bot.chat.catalogue import Catalogue
    from bot.polling import Polled
    from bot.trial import FeedCheck

INDENT = "    "


def timeline(events: Sequence[Event], catalogue: Catalogue) -> None:
    """The timeline: an event's date and title, then its statements with the numbers of the articles behind them."""
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    year = None
    for event in events:
        if event.span.start.year != year:
            year = event.span.start.year
            console.print(Text(f"{year}", style="bold underline"))
        console.print(_headline(event, catalogue))
        for statement in event.statements:
            kind = "" if statement.kind is StatementKind.FACT else f"({statement.kind.value}) "
            cited = ", ".join(str(article) for article in statement.article_ids)
            console.print(Text(f"{INDENT}{kind}{_clean(statement.text)} [{cited}]"))
        outlets = list(dict.fromkeys(source.outlet for source in event.sources))
        console.print(Text(f"{INDENT}{_clean(', '.join(outlets))}", style="dim"))


def decision(record: DecisionRecord) -> None:
    """Why an article was judged as it was."""
    output.write((f"{_clean(line)}\n" for line in explain(record)), None)


def feeds(listed: Iterable[Feed]) -> None:
    """The stored feeds with their health."""
    output.table(
        ("feed", "outlet", "lang", "side", "state", "success", "address", "trouble"),
        (
            (
                *(str(feed.id), feed.outlet, feed.lang or "", feed.perspective or "", feed.state.value),
                *(_when(feed.last_success_at), feed.url, _trouble(feed)),
            )
            for feed in listed
        ),
    )


def polled(rows: Iterable[Polled], verdicts: Mapping[Verdict, int]) -> None:
    """What a polling round brought, feed by feed, and the verdicts on what was new."""
    output.table(
        ("feed", "outlet", "outcome", "new", "trouble"),
        ((str(r.feed.id), r.feed.outlet, r.outcome, str(r.new), r.error or "") for r in rows),
    )
    output.write([f"{counted(verdicts)}\n"], None)


def feed_checks(checks: Iterable[FeedCheck]) -> None:
    """What trying feeds showed."""
    output.table(
        ("feed", "ok", "title", "entries", "on topic", "seconds", "trouble"),
        (
            (
                *(check.feed, "yes" if check.ok else "no", check.title or "", str(check.entries)),
                *(str(check.on_topic), f"{check.seconds:.2f}", check.error or ""),
            )
            for check in checks
        ),
    )


def folder_checks(folder: str, checks: Iterable[FeedCheck]) -> None:
    """The same in sum: a line for each folder within a folder of captured feeds, and one for all."""
    parts: dict[str, list[FeedCheck]] = defaultdict(list)
    for check in checks:
        within = Path(check.feed)
        if within.is_relative_to(folder):
            inner = within.relative_to(folder).parts
            parts[inner[0] if len(inner) > 1 else "."].append(check)
    everything = [check for part in parts.values() for check in part]
    print()
    output.table(
        ("folder", "files", "feeds", "entries", "on topic", "no feed", "slowest"),
        (_folder(name, part) for name, part in [*sorted(parts.items()), (folder, everything)]),
    )


def _folder(name: str, part: Sequence[FeedCheck]) -> Sequence[str]:
    read = [check for check in part if check.ok]
    figures = (
        len(part),
        len(read),
        sum(c.entries for c in read),
        sum(c.on_topic for c in read),
        len(part) - len(read),
    )
    return (name, *map(str, figures), f"{max((c.seconds for c in part), default=0.0):.2f}")


def feed_check_lines(checks: Iterable[FeedCheck]) -> Iterator[str]:
    """The same as JSON Lines."""
    keys = ("feed", "ok", "title", "entries", "on_topic", "error", "seconds")
    for check in checks:
        values = asdict(check) | {"seconds": round(check.seconds, 3)}
        yield dumps({key: values[key] for key in keys}, ensure_ascii=False) + "\n"


def counted(verdicts: Mapping[Verdict, int], known: int = 0) -> str:
    """Verdicts in one line."""
    parts = [f"{verdicts[verdict]} {verdict.value}" for verdict in reversed(Verdict) if verdicts.get(verdict)]
    parts += [f"{known} known before"] if known else []
    total = sum(verdicts.values()) + known
    return f"articles: {total}" + (f" ({', '.join(parts)})" if parts else "")


def _headline(event: Event, catalogue: Catalogue) -> Text:
    style = "strike" if event.status is EventStatus.RETRACTED else ""
    line = Text(f"{catalogue.span(event.span)}  ", style="cyan")
    line.append(_clean(event.title), style=f"bold {style}")
    marks = [f"event {event.id}"]
    marks += [event.status.value] if event.status is not EventStatus.REPORTED else []
    marks += ["background"] if event.background else []
    return line.append(f"  ({', '.join(marks)})", style="dim")


def _trouble(feed: Feed) -> str:
    return f"{feed.last_error} ({feed.failures} in a row)" if feed.failures else ""


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"


def _clean(text: str) -> str:
    """Strangers' text must not rule the terminal."""
    return text.translate(output.CONTROL)
