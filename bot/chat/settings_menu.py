"""The settings of a chat as a message: all of them on one page, each with a page of buttons. Pure.

A page shows what is stored now; every press edits the message it is under, so that old ones come right by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum

from babel.dates import format_time
from telegram import InlineKeyboardButton

from bot.chat.catalogue import in_language, languages
from bot.chat.choices import INSTANTS, MOST_SOURCES, QUIET, RHYTHMS, WAYS, Choice, quiet_value
from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.places import city, local_time, offered
from bot.chat.words import BOLD, CODE, Words, fill, joined, literal, plain
from storage.hours import next_digest, zone
from storage.records import Instant, ReaderSettings, Rhythm, Subscriber

HOURS_A_ROW = 6
DAYS_A_ROW = 4
ZONES_A_ROW = 2


class Page(IntEnum):
    """A page of the settings, by the number that buttons carry."""

    WELCOME = 0  # what /start says; see `bot.chat.onboarding`
    ALL = 1
    LANGUAGE = 2
    WAY = 3
    STRAND = 4
    INSTANT = 5
    DIGEST = 6
    HOUR = 7
    ZONE = 8
    QUIET = 9
    SOURCES = 10


PAGE_OF = {
    Choice.WAY: Page.WAY,
    Choice.STRAND: Page.STRAND,
    Choice.INSTANT: Page.INSTANT,
    Choice.DIGEST: Page.DIGEST,
    Choice.MINUTE: Page.DIGEST,
    Choice.WEEKDAY: Page.DIGEST,
    Choice.EMPTY: Page.DIGEST,
    Choice.ZONE: Page.ZONE,
    Choice.QUIET: Page.QUIET,
    Choice.SOURCES: Page.SOURCES,
    Choice.MUTE: Page.ALL,
}
"""Where a choice is shown once it is made."""

Rows = list[list[InlineKeyboardButton]]


def page(edition: Edition, subscriber: Subscriber, number: Page) -> Message:
    """One page of a subscriber's settings (not the welcome)."""
    heading = literal(edition.catalogue.text("Settings"), BOLD)
    if number in (Page.ALL, Page.WELCOME):
        text, entities = compose((Block((heading, *_summary(edition, subscriber))),))
        return Message(text, entities, keyboard(*_contents(edition, subscriber)))
    lines, rows = _PAGES[number](edition, subscriber)
    text, entities = compose((Block((joined(" · ", (heading, *lines[:1])), *lines[1:])),))
    back = [button(f"◀ {edition.catalogue.text('Settings')}", Act.SETTINGS, Page.ALL)]
    return Message(text, entities, keyboard(*rows, back))


# --- everything on one page ----------------------------------------------------------------------------------


def _summary(edition: Edition, subscriber: Subscriber) -> tuple[Words, ...]:
    catalogue, settings = edition.catalogue, subscriber.settings
    lines = [
        (catalogue.text("Language"), catalogue.name_of(edition.lang)),
        (catalogue.text("At once"), instant_name(edition, settings.instant)),
        (catalogue.text("Digest"), digest_name(edition, settings)),
        (catalogue.text("Quiet hours"), quiet_name(edition, settings.quiet)),
        (catalogue.text("Outlets before a post"), catalogue.number(settings.min_sources)),
        (catalogue.text("Time zone"), zone_name(edition, settings)),
    ]
    if edition.topic.strands:
        lines.insert(1, (catalogue.text("What you follow"), strand_name(edition, settings.strand)))
    if settings.muted_until and settings.muted_until > edition.now:
        lines.append((catalogue.text("Silence until"), moment(edition, settings, settings.muted_until)))
    if due := next_digest(settings, edition.now):
        lines.append((catalogue.text("Next digest"), moment(edition, settings, due)))
    return tuple(literal(catalogue.named(name, value)) for name, value in lines)


def _contents(edition: Edition, subscriber: Subscriber) -> Rows:
    catalogue, settings = edition.catalogue, subscriber.settings
    strands = [(catalogue.text("What you follow"), Page.STRAND)] if edition.topic.strands else []
    named = [
        (catalogue.text("Language"), Page.LANGUAGE),
        *strands,
        (catalogue.text("At once"), Page.INSTANT),
        (catalogue.text("Digest"), Page.DIGEST),
        (catalogue.text("Quiet hours"), Page.QUIET),
        (catalogue.text("Outlets before a post"), Page.SOURCES),
        (catalogue.text("Time zone"), Page.ZONE),
    ]
    buttons = [button(name, Act.SETTINGS, number) for name, number in named]
    if settings.muted_until and settings.muted_until > edition.now:
        buttons.append(button(catalogue.text("End the silence"), Act.CHOOSE, Choice.MUTE, 0))
    else:
        buttons.append(button(catalogue.text("Silence for a day"), Act.CHOOSE, Choice.MUTE, 24))
    return _rows(buttons, 2)


# --- a page each ---------------------------------------------------------------------------------------------


def _language(edition: Edition, _: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    return (literal(edition.catalogue.text("Language")),), [language_buttons(edition, Page.LANGUAGE)]


def _strand(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    catalogue = edition.catalogue
    keys = [None, *(strand.key for strand in edition.topic.strands)]
    names = [strand_name(edition, key) for key in keys]
    lines = (
        literal(catalogue.text("What you follow")),
        literal(catalogue.text("Posts and digests tell only of this; the timeline has everything.")),
    )
    return lines, _options(Choice.STRAND, names, keys.index(_known(edition, subscriber.settings.strand)))


def _way(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    now = (subscriber.settings.instant, subscriber.settings.digest)
    names = [way_name(edition, instant, rhythm) for instant, rhythm in WAYS]
    return (literal(edition.catalogue.text("How often")),), _options(
        Choice.WAY, names, WAYS.index(now) if now in WAYS else None
    )


def _instant(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    names = [instant_name(edition, instant) for instant in INSTANTS]
    lines = (
        literal(edition.catalogue.text("At once")),
        literal(edition.catalogue.text("What is posted the moment it is known.")),
    )
    return lines, _options(Choice.INSTANT, names, INSTANTS.index(subscriber.settings.instant))


def _digest(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    catalogue, settings = edition.catalogue, subscriber.settings
    lines = (
        literal(catalogue.text("Digest")),
        literal(catalogue.text("The important things in one message, without a sound.")),
    )
    rows = [[_option(Choice.DIGEST, n, name, settings.digest is RHYTHMS[n])] for n, name in _rhythms(edition)]
    if settings.digest is Rhythm.NONE:
        return lines, rows
    clock = clock_name(edition, settings.digest_minute)
    rows.append([button(catalogue.named(catalogue.text("Hour"), clock), Act.SETTINGS, Page.HOUR)])
    if settings.digest is Rhythm.WEEKLY:
        days = [
            _option(Choice.WEEKDAY, n, catalogue.weekday_name(n), settings.digest_weekday == n)
            for n in range(7)
        ]
        rows.extend(_rows(days, DAYS_A_ROW))
    empty = catalogue.text("Also when nothing is new")
    rows.append([_option(Choice.EMPTY, int(not settings.empty_digests), empty, settings.empty_digests)])
    return lines, rows


def _hour(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    settings = subscriber.settings
    buttons = [
        _option(Choice.MINUTE, hour * 60, clock_name(edition, hour * 60), settings.digest_minute == hour * 60)
        for hour in range(24)
    ]
    lines = (
        literal(edition.catalogue.text("Hour of the digest")),
        literal(edition.catalogue.named(edition.catalogue.text("Time zone"), zone_name(edition, settings))),
    )
    return lines, _rows(buttons, HOURS_A_ROW)


def _zone(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    catalogue = edition.catalogue
    numbered = list(enumerate(offered(edition.topic)))
    numbered.sort(key=lambda entry: _ahead(entry[1], edition.now))
    buttons = [
        _option(
            Choice.ZONE,
            n,
            f"{city(catalogue, name)} {local_time(catalogue, name, edition.now)}",
            name == subscriber.settings.zone,
        )
        for n, name in numbered
    ]
    lines = (
        literal(catalogue.named(catalogue.text("Time zone"), zone_name(edition, subscriber.settings))),
        _typed(catalogue.text("Any other place: {example}"), "/timezone Lisbon"),
    )
    return lines, _rows(buttons, ZONES_A_ROW)


def _quiet(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    catalogue, quiet = edition.catalogue, subscriber.settings.quiet
    offers = [(start * 60, end * 60) for start, end in QUIET]
    names = [quiet_name(edition, offer) for offer in offers]
    rows = [[_option(Choice.QUIET, 0, quiet_name(edition, None), quiet is None)]]
    buttons = [
        _option(Choice.QUIET, quiet_value(*offer), name, quiet == offer)
        for offer, name in zip(offers, names, strict=True)
    ]
    lines = (
        literal(catalogue.named(catalogue.text("Quiet hours"), quiet_name(edition, quiet))),
        literal(catalogue.text("What comes then waits, and is told in one message when they end.")),
        _typed(catalogue.text("Other hours: {example}"), "/quiet 23:30-07:15"),
    )
    return lines, [*rows, *_rows(buttons, 2)]


def _sources(edition: Edition, subscriber: Subscriber) -> tuple[tuple[Words, ...], Rows]:
    catalogue = edition.catalogue
    buttons = [
        _option(Choice.SOURCES, n, catalogue.number(n), subscriber.settings.min_sources == n)
        for n in range(1, MOST_SOURCES + 1)
    ]
    lines = (
        literal(catalogue.text("Outlets before a post")),
        literal(
            catalogue.text(
                "An event waits until this many outlets report it; after a week it is posted no more. Digests do not wait."
            )
        ),
    )
    return lines, [buttons]


_PAGES = {
    Page.LANGUAGE: _language,
    Page.STRAND: _strand,
    Page.WAY: _way,
    Page.INSTANT: _instant,
    Page.DIGEST: _digest,
    Page.HOUR: _hour,
    Page.ZONE: _zone,
    Page.QUIET: _quiet,
    Page.SOURCES: _sources,
}


# --- names of what may be chosen -----------------------------------------------------------------------------


def language_buttons(edition: Edition, number: Page) -> list[InlineKeyboardButton]:
    """The languages; `number` is the page that is shown again in the one that is chosen."""
    return [
        button(_marked(edition.catalogue.name_of(code), code == edition.lang), Act.LANGUAGE, n, number)
        for n, code in enumerate(languages())
    ]


def strand_name(edition: Edition, key: str | None) -> str:
    """A strand in the reader's language; "everything" for none, or for one the topic no longer has."""
    for strand in edition.topic.strands:
        if strand.key == key:
            return in_language(strand.names, edition.lang, strand.key)
    return edition.catalogue.text("everything")


def instant_name(edition: Edition, instant: Instant) -> str:
    """What is posted at once, in words."""
    catalogue = edition.catalogue
    return {
        Instant.ALL: catalogue.text("every development"),
        Instant.EVENTS: catalogue.text("only new events, denials and corrections"),
        Instant.NONE: catalogue.text("nothing, digests only"),
    }[instant]


def way_name(edition: Edition, instant: Instant, rhythm: Rhythm) -> str:
    """How a reader wants the story, in a few words."""
    catalogue = edition.catalogue
    names = {
        (Instant.ALL, Rhythm.DAILY): catalogue.text("at once, and a daily digest"),
        (Instant.ALL, Rhythm.NONE): catalogue.text("at once"),
        (Instant.EVENTS, Rhythm.DAILY): catalogue.text("the weightiest at once, a daily digest"),
        (Instant.NONE, Rhythm.DAILY): catalogue.text("a daily digest only"),
        (Instant.NONE, Rhythm.WEEKLY): catalogue.text("a weekly digest only"),
    }
    return names.get((instant, rhythm), instant_name(edition, instant))


def digest_name(edition: Edition, settings: ReaderSettings) -> str:
    """Which digest, in words."""
    catalogue = edition.catalogue
    clock = clock_name(edition, settings.digest_minute)
    match settings.digest:
        case Rhythm.NONE:
            return catalogue.text("none")
        case Rhythm.DAILY:
            return catalogue.text("every day, {clock}", clock=clock)
        case Rhythm.WEEKLY:
            day = catalogue.weekday_name(settings.digest_weekday)
            return catalogue.text("every week, {day}, {clock}", day=day, clock=clock)


def quiet_name(edition: Edition, quiet: tuple[int, int] | None) -> str:
    """Quiet hours: 23:00–08:00."""
    if quiet is None:
        return edition.catalogue.text("off")
    return "–".join(clock_name(edition, minute) for minute in quiet)


def zone_name(edition: Edition, settings: ReaderSettings) -> str:
    """The city whose clock counts, and what it shows."""
    catalogue = edition.catalogue
    return f"{city(catalogue, settings.zone)}, {local_time(catalogue, settings.zone, edition.now)}"


def clock_name(edition: Edition, minute: int) -> str:
    """A minute of the day: 09:00."""
    return format_time(time(minute // 60, minute % 60), "HH:mm", locale=edition.catalogue.locale)


def moment(edition: Edition, settings: ReaderSettings, when: datetime) -> str:
    """A moment by the reader's clock: 13 June, 09:00."""
    catalogue = edition.catalogue
    local = when.astimezone(zone(settings.zone) or UTC)
    return f"{catalogue.day(local.date(), year=False)}, {catalogue.clock(local)}"


def _ahead(name: str, now: datetime) -> timedelta:
    """How far a zone's clock is ahead of UTC."""
    return now.astimezone(zone(name) or UTC).utcoffset() or timedelta(0)


def _rhythms(edition: Edition) -> Iterable[tuple[int, str]]:
    catalogue = edition.catalogue
    return enumerate((catalogue.text("none"), catalogue.text("every day"), catalogue.text("every week")))


def _known(edition: Edition, key: str | None) -> str | None:
    return key if key in {strand.key for strand in edition.topic.strands} else None


def _typed(template: str, example: str) -> Words:
    return fill(template, example=plain(example, CODE))


def _options(choice: Choice, names: Iterable[str], current: int | None) -> Rows:
    return [[_option(choice, n, name, n == current)] for n, name in enumerate(names)]


def _option(choice: Choice, value: int, name: str, current: object) -> InlineKeyboardButton:
    return button(_marked(name, bool(current)), Act.CHOOSE, choice, value)


def _marked(name: str, current: bool) -> str:
    name = name[:1].upper() + name[1:]
    return f"✓ {name}" if current else name


def _rows(buttons: list[InlineKeyboardButton], size: int) -> Rows:
    return [buttons[at : at + size] for at in range(0, len(buttons), size)]
