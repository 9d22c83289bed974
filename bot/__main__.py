"""`dateline`, the command line: arguments in, exit code out.

0: done. 1: a fault, said in one line on stderr (where it arose only with `--debug`). 2: wrong usage. Commands that
print data print nothing else on stdout.

A command imports what it needs when it runs: all of Dateline's libraries take two seconds to load, and `--help` or
`import` need neither Telegram nor the readers of feeds.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.clock import utc_now
from bot.console import feeds
from bot.console.feeds import OutputFile
from bot.console.invocation import FAULT, Invocation, invocation, sow_feeds
from bot.errors import DatelineError
from bot.export.kinds import FORMATS, Format, Kind

if TYPE_CHECKING:
    from storage.database import Database
    from storage.records import Article, Verdict

MOST_FEEDS = 1000  # that one round reads

app = typer.Typer(
    help="Follows one long story in the news and keeps its dated, cited timeline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a fault is one line
    rich_markup_mode=None,
)
app.add_typer(feeds.app, name="feeds")
database = typer.Typer(help="The database itself.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(database, name="db")


def _days(written: str) -> tuple[date, date]:
    from bot.chat.periods import Period, understood

    try:
        day = date.fromisoformat(written)
    except ValueError:
        period = understood(written)
        if not isinstance(period, Period):
            raise typer.BadParameter(
                f'"{written}" is no day, month or year; try 2024-06-12, 2024-06 or 2024'
            ) from None
        return period.first, period.last
    return day, day


def _first_day(written: str) -> date:
    return _days(written)[0]


def _last_day(written: str) -> date:
    return _days(written)[1]


def _language(written: str) -> str:
    from bot.chat.catalogue import language_called, languages

    code = language_called(written.replace("_", "-").split("-")[0])
    if code is None:
        raise typer.BadParameter(f'"{written}" is no language of ours; there are {", ".join(languages())}')
    return code


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Say where a fault arose, and log more.")] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and end.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""
    invocation(ctx).debug = debug


@app.command()
def run(ctx: typer.Context) -> None:
    """Run the bot: read feeds, judge, post, answer, until SIGTERM or Ctrl-C."""
    from bot.app import run as serve

    asyncio.run(serve(invocation(ctx).settings(serves=True)))


@app.command()
def demo(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="End after the replay, without a prompt.")] = False,
) -> None:
    """Show it without token and network: the story replayed, then a prompt for commands."""
    from rich.console import Console

    from bot import demo as demonstration

    asyncio.run(demonstration.demo(invocation(ctx).settings(), Console(), once=once))


@app.command()
def poll(ctx: typer.Context) -> None:
    """Read the feeds that are due, once, and judge what is new."""
    from bot import operations
    from bot.console import output, show
    from bot.store import sow

    with invocation(ctx).store(alone=True) as (settings, store):
        sow(store, settings, utc_now())
        due = len(store.feeds.due(utc_now(), MOST_FEEDS))
        with output.progress("Reading feeds", due) as step:
            polled, verdicts = asyncio.run(operations.poll_once(store, settings, lambda _: step()))
        show.polled(polled, verdicts)


@app.command("import")
def import_(ctx: typer.Context, files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> None:
    """Take in archives of articles (JSON Lines, maybe gzipped) in the order of their publication.

    Articles that are in already are passed over, so an import can be repeated or taken up again.
    """
    from bot.console import output, show
    from bot.importing import import_articles, in_order

    call = invocation(ctx)
    verdicts: Counter[Verdict | None] = Counter()
    left_out = 0
    with call.store(alone=True) as (_settings, store), in_order(files) as archive:
        for bad in archive.bad:
            call.say(str(bad))
        gc.freeze()  # what was loaded stays: to look through it again and again takes two hundredths of an import
        with output.progress("Importing", archive.total) as step:

            def taken_in(verdict: Verdict | None) -> None:
                verdicts[verdict] += 1
                step()

            def failed(article: Article, error: Exception) -> None:
                nonlocal left_out
                left_out += 1
                call.unexpected(f"{article.external_id} cannot be judged", error)
                step()

            import_articles(store, archive.articles, utc_now(), taken_in, failed)
    known = verdicts.pop(None, 0)
    print(show.counted({verdict: n for verdict, n in verdicts.items() if verdict}, known))
    if left_out := left_out + len(archive.bad):
        call.say(f"lines not imported: {left_out}; the others are in")
        raise typer.Exit(FAULT)


@app.command()
def export(
    ctx: typer.Context,
    kind: Annotated[Kind, typer.Argument(metavar="|".join(Kind), help="What to export.")],
    shape: Annotated[Format | None, typer.Option("--format", help="How to write it.")] = None,
    path: OutputFile = None,
) -> None:
    """Write decisions, the timeline or the feeds for other programs."""
    from bot.chat.catalogue import in_language
    from bot.console import output
    from bot.export import formats

    shape = shape or FORMATS[kind][0]
    if shape not in FORMATS[kind]:
        raise typer.BadParameter(f"{kind} are written as {', '.join(FORMATS[kind])}", param_hint="'--format'")
    with invocation(ctx).store() as (settings, store):
        story = in_language(store.topic.title, "en", store.topic.name)
        match kind:
            case Kind.DECISIONS:
                pieces = formats.decisions(store.archive.decisions(), shape)
            case Kind.TIMELINE:
                pieces = formats.timeline(store.timeline.events(), shape, story, utc_now())
            case Kind.FEEDS:
                sow_feeds(store, settings)
                pieces = formats.feeds(store.feeds.list(), shape, story)
        output.write(pieces, path)


@app.command()
def timeline(
    ctx: typer.Context,
    since: Annotated[
        date | None, typer.Option(parser=_first_day, metavar="DAY", help="From this day, month or year on.")
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(parser=_last_day, metavar="DAY", help="To the end of this day, month or year."),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(parser=_language, metavar="CODE", help="The language of the dates.")
    ] = None,
) -> None:
    """Show the timeline, each sentence with the numbers of its articles (see `why`)."""
    from bot.chat.catalogue import Catalogue
    from bot.console import show

    with invocation(ctx).store() as (_settings, store):
        show.timeline(store.timeline.events(since, until), Catalogue.for_language(lang))


@app.command()
def why(
    ctx: typer.Context,
    article: Annotated[str, typer.Argument(help="Its number, the id of its import, or its address.")],
) -> None:
    """Show how an article was judged, and for which reasons."""
    from bot.console import show
    from bot.explain import asked_about

    with invocation(ctx).store() as (_settings, store):
        record = asked_about(store.archive, article)
        if record is None:
            raise DatelineError(f"{article}: no article has this number, id or address")
        show.decision(record)


@app.command()
def check(
    ctx: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every row too: is all of it whole, and does it fit together.")
    ] = False,
) -> None:
    """Look over the installation: settings, story, database, migrations, token, feeds."""
    from bot.checkup import checkup

    call = invocation(ctx)
    lines = []
    for line in checkup(call.settings(), deep=deep):
        print(call.redact(f"{'ok   ' if line.ok else 'FAULT'}  {line.name:<10}  {line.detail}"))
        lines.append(line)
    if faults := sum(not line.ok for line in lines):
        call.say(f"parts not in order: {faults} of {len(lines)}")
        raise typer.Exit(FAULT)


@app.command()
def backup(ctx: typer.Context, file: Path) -> None:
    """Copy the database, also while the bot runs."""
    from storage.database import absent

    if missing := absent(invocation(ctx).settings().database_url):
        raise DatelineError(f"there is nothing to copy: there is no file {missing}")
    with _database(ctx) as opened:
        if opened.revision()[0] is None:
            raise DatelineError("there is nothing to copy: this database has no tables yet")
        opened.backup(file)
    print(f"{file}: {file.stat().st_size} bytes")


@database.command()
def upgrade(ctx: typer.Context) -> None:
    """Bring the tables to the newest revision; every start does so too."""
    with _database(ctx) as opened:
        before, _ = opened.revision()
        opened.migrate()
        now, _ = opened.revision()
    print(f"the tables are at revision {now}" + ("" if before == now else f", before: {before or 'none'}"))


def _database(ctx: typer.Context) -> closing[Database]:
    """The database as it stands, not migrated."""
    from storage.database import Database

    return closing(Database.open(invocation(ctx).settings().database_url))


def main() -> None:
    """Run the command the arguments name and exit with its code."""
    call = Invocation()
    try:
        app(prog_name="dateline", obj=call)
    except Exception as fault:  # noqa: BLE001 - the last net: whatever it is, it ends in one line and exit code 1
        sys.exit(call.end_with(fault))


if __name__ == "__main__":
    main()
