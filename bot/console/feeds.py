"""`dateline feeds`: what admins can do with feeds in chat, from the command line."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bot.clock import utc_now
from bot.console.invocation import FAULT, invocation, sow_feeds
from bot.errors import DatelineError, ParseError
from bot.export.kinds import Format

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Store
    from bot.trial import FeedCheck

app = typer.Typer(help="The feeds that are read.", no_args_is_help=True, rich_markup_mode=None)

LONGEST_NUMBER = 18  # digits; a database's numbers have 63 bits


def _language(written: str) -> str:
    from bot.reading.entries import language

    code = language(written)
    if code is None:
        raise typer.BadParameter(f'"{written}" is no language code; try en, ru or hy')
    return code


Lang = Annotated[
    str | None, typer.Option(parser=_language, metavar="CODE", help="Its language: en, ru, hy, …")
]
OutputFile = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Instead of stdout.")]


class CheckFormat(StrEnum):
    """How checks are printed."""

    TABLE = "table"
    JSONL = "jsonl"


@app.command("list")
def list_(ctx: typer.Context) -> None:
    """List the stored feeds with their health."""
    from bot.console import show

    with invocation(ctx).store() as (settings, store):
        sow_feeds(store, settings)
        show.feeds(store.feeds.list())


@app.command()
def add(
    ctx: typer.Context,
    url: str,
    *,
    outlet: Annotated[str | None, typer.Option(help="Who publishes it; else the feed's own title.")] = None,
    lang: Lang = None,
    perspective: Annotated[
        str | None, typer.Option(help="Its side: an id of topic.toml's perspectives.")
    ] = None,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Add it without trying it first.")] = False,
) -> None:
    """Add a feed, after trying it."""
    from bot.console import output
    from bot.reading.addresses import canonical
    from storage.records import FeedDraft

    address = canonical(url)
    with invocation(ctx).store() as (settings, store):
        sow_feeds(store, settings)
        sides = store.topic.perspectives
        if perspective is not None and perspective not in sides:
            raise DatelineError(
                f"{perspective}: no perspective of this story; there are {', '.join(sides) or 'none'}"
            )
        tried = None if unchecked else _tried(store, settings, address)
        title = tried.title if tried else None
        draft = FeedDraft(
            url=(tried.url if tried else None) or address,
            outlet=outlet or title or urlsplit(address).hostname or address,
            lang=lang or (tried.lang if tried else None),
            perspective=perspective,
            title=title,
        )
        feed = store.feeds.add(draft, utc_now())
        output.write([f"feed {feed.id}: {feed.outlet}, {feed.url}\n"], None)


@app.command()
def remove(ctx: typer.Context, feed: Annotated[str, typer.Argument(help="Its number or address.")]) -> None:
    """Stop reading a feed; what it told stays."""
    from bot.reading.addresses import canonical

    with invocation(ctx).store() as (settings, store):
        sow_feeds(store, settings)
        numbered = feed.isdecimal() and len(feed) <= LONGEST_NUMBER
        if not store.feeds.remove(int(feed) if numbered else canonical(feed)):
            raise DatelineError(f"{feed}: there is no such feed; `dateline feeds list` shows them")


@app.command()
def check(
    ctx: typer.Context,
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[URL|FILE|FOLDER]...", help="Else all stored feeds.")
    ] = None,
    shape: Annotated[CheckFormat, typer.Option("--format", help="How to print it.")] = CheckFormat.TABLE,
) -> None:
    """Try feeds, or captured feed files, without storing anything; exit code 1 if one cannot be read."""
    from bot import operations
    from bot.console import output, show

    call = invocation(ctx)
    with call.store() as (settings, store):
        sow_feeds(store, settings)
        tried = operations.targets_of(store, targets or [])
        with output.progress("Trying feeds", len(tried)) as step:
            checks = asyncio.run(operations.check_feeds(store, settings, tried, lambda _: step()))
    if shape is CheckFormat.JSONL:
        output.write(show.feed_check_lines(checks), None)
    else:
        show.feed_checks(checks)
        for folder in filter(os.path.isdir, targets or []):
            show.folder_checks(folder, checks)
    if failed := sum(not one.ok for one in checks):
        call.say(f"feeds that cannot be read: {failed} of {len(checks)}")
        raise typer.Exit(FAULT)


@app.command("import")
def import_(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(help="OPML, as feed readers write it.")]
) -> None:
    """Add the feeds of a subscription list; those that are there stay as they are. Exit code 1 if a line is wrong."""
    from bot.console import output
    from bot.reading.opml import read_opml

    call = invocation(ctx)
    try:
        listed = read_opml(file.read_bytes())
    except OSError as error:
        raise DatelineError(f"{file}: {error.strerror or error}") from error
    except ParseError as error:
        raise ParseError(f"{file}: {error}") from error
    with call.store() as (settings, store):
        sow_feeds(store, settings)
        known = {feed.url for feed in store.feeds.list()}
        with output.progress("Adding feeds", len(listed.feeds)) as step:
            for draft in listed.feeds:
                ours = draft.perspective in store.topic.perspectives
                store.feeds.add(draft if ours else replace(draft, perspective=None), utc_now())
                step()
    for line in (*listed.faults, *listed.repeated):
        call.say(f"{file}: {line}")
    new = sum(draft.url not in known for draft in listed.feeds)
    print(f"feeds: {len(listed.feeds)}, new: {new}")
    if listed.faults:
        call.say(f"{file}: lines that name no feed: {len(listed.faults)}")
        raise typer.Exit(FAULT)


@app.command()
def export(ctx: typer.Context, path: OutputFile = None) -> None:
    """Write the feeds as OPML, the format feed readers exchange."""
    from bot.console import output
    from bot.export import formats

    with invocation(ctx).store() as (settings, store):
        sow_feeds(store, settings)
        output.write(formats.feeds(store.feeds.list(), Format.OPML, store.topic.name), path)


def _tried(store: Store, settings: Settings, address: str) -> FeedCheck:
    from bot import operations

    (tried,) = asyncio.run(operations.check_feeds(store, settings, [address], lambda _: None))
    if tried.ok:
        return tried
    if tried.offers:
        raise DatelineError(f"{address}: a page, not a feed; it offers {', '.join(tried.offers)}")
    raise DatelineError(f"{address}: not added: {tried.error} (`--unchecked` adds it all the same)")
