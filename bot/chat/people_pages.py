"""What admins see of one another and of what they did: the list of admins, the log. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.chat.catalogue import Catalogue
from bot.chat.edition import Edition
from bot.chat.keyboards import keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.notices import fault, typed
from bot.chat.staff import Verb, staff_button, turning
from bot.chat.words import BOLD, CODE, STRUCK, Words, clip, fill, joined, literal, plain, styled
from storage.acts import Deed
from storage.audit import Entry
from storage.people import Admin

PAGE_ENTRIES = 8
"""As many as there are buttons in a row."""

LINE_UNITS = 200


def people(edition: Edition, owners: Collection[int], admins: Sequence[Admin], *, owner: bool) -> Message:
    """Who runs the bot.

    Args:
        edition: for whom.
        owners: ids from the settings.
        admins: whom they added.
        owner: whether one of them asks: they are told how admins are made.
    """
    catalogue = edition.catalogue
    added = [
        joined(
            " · ",
            (
                plain(admin.name),
                plain(str(admin.user_id), CODE),
                literal(catalogue.text("since {day}", day=catalogue.day(admin.added_at.date()))),
            ),
        )
        for admin in admins
    ]
    how = (
        fill(catalogue.text("{example} makes somebody an admin"), example=plain("/admins add 12345", CODE)),
        fill(catalogue.text("{example} takes it back"), example=plain("/admins remove 12345", CODE)),
        literal(
            catalogue.text(
                "Instead of the number: forward a message of theirs here, and answer it with the command."
            )
        ),
    )
    text, entities = compose(
        (
            Block(
                (
                    literal(catalogue.text("Owners"), BOLD),
                    *(plain(str(number), CODE) for number in sorted(owners)),
                )
            ),
            Block((literal(catalogue.text("Admins"), BOLD), *(added or [literal("—")])), rank=1),
            Block(how if owner else ()),
        )
    )
    return Message(text, entities)


def for_owners(edition: Edition) -> Message:
    """An act that admins may not do."""
    return Message(edition.catalogue.text("Only an owner, who stands in the settings, can do that."))


def whom(edition: Edition, argument: str) -> Message:
    """A command that does not say whom it is about."""
    catalogue = edition.catalogue
    trouble = catalogue.text("whom? A numeric id is missing.")
    return fault(
        typed("admins", argument), trouble, catalogue.text("Try {example}."), example="/admins add 12345"
    )


def admin_added(edition: Edition, name: str, *, new: bool) -> Message:
    """Somebody who may do all this from now on."""
    catalogue = edition.catalogue
    if new:
        return Message(catalogue.text("{name} is an admin now.", name=name))
    return Message(catalogue.text("{name} is one already.", name=name))


def removal_question(edition: Edition, name: str, proposal: int) -> Message:
    """Whether it is meant."""
    catalogue = edition.catalogue
    buttons = [
        staff_button(catalogue.text("Do it"), Verb.CONFIRM, proposal),
        staff_button(catalogue.text("Cancel"), Verb.CANCEL, proposal),
    ]
    return Message(catalogue.text("Is {name} to be an admin no longer?", name=name), (), keyboard(buttons))


def admin_removed(edition: Edition, name: str, *, was: bool) -> Message:
    """Somebody who may do none of this any more."""
    catalogue = edition.catalogue
    if was:
        return Message(catalogue.text("{name} is an admin no longer.", name=name))
    return Message(catalogue.text("{name} is none, or stands in the settings.", name=name))


# --- the log -------------------------------------------------------------------------------------------------


def log_page(
    edition: Edition, entries: Sequence[Entry], total: int, page: int, names: Mapping[int, str]
) -> Message:
    """A page of the log, the newest first; the buttons take acts back.

    Args:
        edition: for whom.
        entries: of this page.
        total: how many there are in all.
        page: 0 is the newest.
        names: of admins, by id.
    """
    catalogue = edition.catalogue
    if not entries:
        return Message(catalogue.text("The log is empty."))
    heading = literal(catalogue.plural("{count} act", "{count} acts", total), BOLD)
    lines = tuple(_entry(edition, entry, names) for entry in entries)
    text, entities = compose((Block((heading,)), Block(lines, rank=1)))
    undoable = [
        staff_button(catalogue.text("Undo {number}", number=entry.id), Verb.UNDO, entry.id)
        for entry in entries
        if entry.undoable and entry.undone_at is None
    ]
    rows = [undoable[at : at + 4] for at in range(0, len(undoable), 4)]
    pages = -(-total // PAGE_ENTRIES)
    return Message(text, entities, keyboard(*rows, turning(Verb.LOG, page, pages)))


def _entry(edition: Edition, entry: Entry, names: Mapping[int, str]) -> Words:
    """12. 12 Jun, 17:39 · Ann · merged #45 → #17 · why."""
    catalogue = edition.catalogue
    when = f"{catalogue.short_day(entry.at.date())}, {catalogue.clock(entry.at)} UTC"
    what = joined(" ", (literal(deed_name(catalogue, entry.deed)), plain(entry.subject)))
    taken_back = literal(catalogue.text("taken back")) if entry.undone_at else ()
    parts = (
        literal(when),
        plain(names.get(entry.user_id, str(entry.user_id))),
        styled(what, STRUCK) if entry.undone_at else what,
        plain(entry.why or ""),
        taken_back,
    )
    return clip((*literal(f"{entry.id}. "), *joined(" · ", parts)), LINE_UNITS)


def deed_name(catalogue: Catalogue, deed: Deed) -> str:
    """What an act is called."""
    return {
        Deed.MERGE: catalogue.text("merged"),
        Deed.SPLIT: catalogue.text("split"),
        Deed.RETRACT: catalogue.text("withdrew"),
        Deed.RETITLE: catalogue.text("changed the headline of"),
        Deed.REDATE: catalogue.text("changed the date of"),
        Deed.PIN: catalogue.text("pinned"),
        Deed.UNPIN: catalogue.text("unpinned"),
        Deed.APPROVE: catalogue.text("approved"),
        Deed.REJECT: catalogue.text("rejected"),
        Deed.REVIEW_ON: catalogue.text("turned review on"),
        Deed.REVIEW_OFF: catalogue.text("turned review off"),
        Deed.ADMIN_ADD: catalogue.text("added the admin"),
        Deed.ADMIN_REMOVE: catalogue.text("removed the admin"),
        Deed.NAME_ADD: catalogue.text("added the name"),
        Deed.NAME_REMOVE: catalogue.text("removed the name"),
        Deed.STOP_ADD: catalogue.text("added the stop-words"),
        Deed.STOP_REMOVE: catalogue.text("removed the stop-words"),
        Deed.REQUEUE: catalogue.text("sent again"),
        Deed.FORGET: catalogue.text("gave up"),
        Deed.FEED_ADD: catalogue.text("added the feed"),
        Deed.FEED_REMOVE: catalogue.text("removed the feed"),
        Deed.FEED_PAUSE: catalogue.text("paused the feed"),
        Deed.FEED_RESUME: catalogue.text("resumed the feed"),
        Deed.FEED_IMPORT: catalogue.text("imported feeds:"),
        Deed.UNDO: catalogue.text("took back"),
    }[deed]
