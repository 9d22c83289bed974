"""Short answers: welcome, help, goodbye, and what to type instead of what was typed. Pure.

A fault is told in one line: what was understood, what is wrong with it, what to type instead.
"""

from __future__ import annotations

from datetime import date

from bot.chat.edition import Edition
from bot.chat.layout import Block, compose
from bot.chat.menu import admin_commands, own_commands, reading_commands
from bot.chat.messages import Message
from bot.chat.periods import NoSuchDay, NoSuchMonth
from bot.chat.words import BOLD, CODE, Words, clip, fill, joined, literal, plain

TYPED_UNITS = 60
"""As much of what somebody typed as is repeated to them."""


def introduction(edition: Edition) -> Message:
    """What a group reads when the bot was added to it."""
    line = edition.catalogue.text("An administrator of this group can send /start to follow the story here.")
    text, entities = compose((Block((plain(edition.title, BOLD), literal(line))),))
    return Message(text, entities)


def stopped(edition: Edition, *, followed: bool) -> Message:
    """What was deleted.

    Args:
        edition: for whom.
        followed: whether there was anything to delete.
    """
    catalogue = edition.catalogue
    if not followed:
        return Message(catalogue.text("This chat follows nothing, and nothing is stored about it."))
    return Message(
        catalogue.text(
            "Stopped. This chat's subscription, its settings and everything that waited for it are deleted. "
            "/start begins anew."
        )
    )


def help_text(edition: Edition, *, admin: bool) -> Message:
    """What there is to type."""
    catalogue = edition.catalogue
    about = catalogue.text("A dated timeline of one story; every sentence with its sources.")
    examples = (
        fill(catalogue.text("{example} shows one month"), example=plain("/timeline 2024-06", CODE)),
        fill(catalogue.text("{example} shows one event"), example=plain("/event 17", CODE)),
        literal(catalogue.text("In a private chat, words without a command are searched for.")),
    )
    text, entities = compose(
        (
            Block((plain(edition.title, BOLD), literal(about))),
            Block(_listed(reading_commands(catalogue))),
            Block(examples),
            Block(
                (literal(catalogue.text("For this chat"), BOLD), *_listed(own_commands(catalogue))),
                quote=True,
            ),
            Block(
                (literal(catalogue.text("For admins"), BOLD), *_listed(admin_commands(catalogue)))
                if admin
                else (),
                quote=True,
            ),
        )
    )
    return Message(text, entities)


def _listed(commands: tuple[tuple[str, str], ...]) -> tuple[Words, ...]:
    return tuple(literal(f"/{name} — {description}") for name, description in commands)


# --- faults --------------------------------------------------------------------------------------------------


def fault(what: Words, trouble: str, instead: str = "", **examples: str) -> Message:
    """One line: what was typed, what is wrong, what to type instead.

    Args:
        what: as it was typed; may be empty.
        trouble: translated.
        instead: translated, with places for the examples.
        examples: commands, shown so that a tap copies them.
    """
    lead = joined(": ", (what, literal(trouble)))
    hint = fill(instead, **{name: plain(example, CODE) for name, example in examples.items()})
    text, entities = compose((Block((joined(" ", (lead, hint)),)),))
    return Message(text, entities)


def typed(command: str, argument: str = "") -> Words:
    """What somebody typed, as code, shortened."""
    return clip(plain(f"/{command} {argument}".strip(), CODE), TYPED_UNITS)


def unclear_period(
    edition: Edition, argument: str, unclear: NoSuchMonth | None, command: str = "timeline"
) -> Message:
    """A period that is none."""
    catalogue = edition.catalogue
    what = typed(command, argument)
    if unclear:
        trouble = catalogue.text("there is no month {month}.", month=unclear.month)
        return fault(
            what, trouble, catalogue.text("Try {example}."), example=f"/{command} {unclear.year:04}-06"
        )
    trouble = catalogue.text("that is neither a year nor a month.")
    instead = catalogue.text("Try {year} or {month}.")
    return fault(what, trouble, instead, year=f"/{command} 2024", month=f"/{command} 2024-06")


def unclear_day(edition: Edition, argument: str, unclear: NoSuchMonth | NoSuchDay | None) -> Message:
    """A day that is none."""
    catalogue = edition.catalogue
    match unclear:
        case NoSuchMonth():
            trouble = catalogue.text("there is no month {month}.", month=unclear.month)
        case NoSuchDay():
            month = catalogue.month_of_year(unclear.month.first)
            trouble = catalogue.text("{month} has no day {day}.", month=month, day=unclear.day)
        case None:
            trouble = (
                catalogue.text("a day is missing.") if not argument else catalogue.text("that is no day.")
            )
    instead = catalogue.text("Try {day} or {span}.")
    return fault(typed("since", argument), trouble, instead, day="/since 2024-02-01", span="/since 3d")


def day_ahead(edition: Edition, argument: str, today: date) -> Message:
    """A day that has not come yet."""
    catalogue = edition.catalogue
    trouble = catalogue.text("that day lies ahead; today is {day}.", day=catalogue.day(today))
    instead = catalogue.text("Try {day} or {span}.")
    return fault(typed("since", argument), trouble, instead, day="/since 2024-02-01", span="/since 3d")


def no_such_event(edition: Edition, argument: str) -> Message:
    """A number that no event has."""
    catalogue = edition.catalogue
    trouble = catalogue.text("there is no event with this number.")
    return fault(typed("event", argument), trouble, catalogue.text("/latest shows the newest."))


def not_a_number(edition: Edition, command: str, argument: str) -> Message:
    """A command that wants a number and has none."""
    catalogue = edition.catalogue
    trouble = catalogue.text("a number is missing.")
    return fault(
        typed(command, argument), trouble, catalogue.text("Try {example}."), example=f"/{command} 17"
    )


def no_such_article(edition: Edition, argument: str) -> Message:
    """An article nobody judged."""
    catalogue = edition.catalogue
    trouble = catalogue.text("there is no such article.")
    instead = catalogue.text("Its number, or its address, finds it: {example}.")
    return fault(typed("why", argument), trouble, instead, example="/why 17")


def no_words(edition: Edition, argument: str = "") -> Message:
    """A search for nothing, or for nothing but signs."""
    catalogue = edition.catalogue
    example = "/search " + catalogue.text("parliament")
    return fault(
        typed("search", argument),
        catalogue.text("words are missing."),
        catalogue.text("Try {example}."),
        example=example,
    )


def unknown_command(edition: Edition, command: str) -> Message:
    """A command that there is not."""
    catalogue = edition.catalogue
    return fault(
        typed(command), catalogue.text("there is no such command."), catalogue.text("/help lists them.")
    )


def for_admins(edition: Edition, command: str = "") -> Message:
    """A command somebody may not use, or not here."""
    trouble = edition.catalogue.text("this is for the bot's admins, in a private chat with it.")
    return fault(typed(command) if command else (), trouble)


def no_files(edition: Edition) -> Message:
    """A file from somebody who is no admin."""
    return Message(edition.catalogue.text("This bot reads text, not files. Send words to search for them."))


def for_group_admins(edition: Edition) -> Message:
    """An act that only a group's administrators may do."""
    return Message(edition.catalogue.text("Only this group's administrators can do that, in their own name."))


def unclear_mute(edition: Edition, argument: str) -> Message:
    """A time of silence that is none, or over, or longer than a year."""
    catalogue = edition.catalogue
    instead = catalogue.text("Try {days}, {hours} or {until}.")
    return fault(
        typed("mute", argument),
        catalogue.text("how long is not clear."),
        instead,
        days="/mute 3d",
        hours="/mute 12h",
        until="/mute " + catalogue.text("until tomorrow"),
    )


def unclear_quiet(edition: Edition, argument: str) -> Message:
    """Quiet hours that are none."""
    catalogue = edition.catalogue
    instead = catalogue.text("Try {hours} or {off}.")
    return fault(
        typed("quiet", argument),
        catalogue.text("these are no hours."),
        instead,
        hours="/quiet 23:00-08:00",
        off="/quiet off",
    )


def unclear_place(edition: Edition, argument: str) -> Message:
    """A city that is no time zone's."""
    catalogue = edition.catalogue
    instead = catalogue.text("Try a large city near you, {zone} or {offset}.")
    return fault(
        typed("timezone", argument),
        catalogue.text("no time zone is known by this name."),
        instead,
        zone="/timezone Europe/Berlin",
        offset="/timezone UTC+4",
    )


def muted(edition: Edition, when: str) -> Message:
    """Until when it is silent."""
    return Message(
        edition.catalogue.text(
            "Silence until {when}. What happens meanwhile then comes as one message. /unmute ends it sooner.",
            when=when,
        )
    )


def unmuted(edition: Edition) -> Message:
    """The silence is over."""
    return Message(edition.catalogue.text("The silence is over. What was held back follows in a moment."))


def not_following(edition: Edition) -> Message:
    """A choice that could not be stored, as nothing is stored about the chat."""
    return Message(edition.catalogue.text("This chat follows nothing yet; send /start first."))


def stale(edition: Edition) -> str:
    """A button that no longer means anything; at most 200 characters, as it answers a press."""
    return edition.catalogue.text("This button is out of date. /timeline shows the present state.")


def apology(edition: Edition) -> Message:
    """Something failed on our side."""
    return Message(edition.catalogue.text("Something went wrong here. It is noted; please try again later."))
