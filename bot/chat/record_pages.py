"""What admins see of acts on the record: the question before, the answer after, why one cannot be done. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.edition import Edition
from bot.chat.keyboards import Act as Button
from bot.chat.keyboards import button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.menu import admin_commands
from bot.chat.messages import Message
from bot.chat.notices import fault, typed
from bot.chat.pages import dated_line
from bot.chat.people_pages import deed_name
from bot.chat.staff import Verb, staff_button
from bot.chat.words import BOLD, CODE, STRUCK, Words, clip, fill, joined, literal, plain
from bot.chat.written_acts import EXAMPLES
from storage.acts import Act, Effect, Merge, Pin, Reason, Redate, Retitle, Retract, Split
from storage.records import Event

LINE_UNITS = 160
ARTICLES = 10
"""Articles a question lists; more cannot be checked on a phone anyway."""


def question(edition: Edition, act: Act, events: Sequence[Event], effect: Effect, proposal: int) -> Message:
    """What an act would change, and how many posts; buttons to do it or leave it.

    Args:
        edition: for whom.
        act: what is asked for.
        events: those it names, in their order.
        effect: what a rehearsal counted.
        proposal: under which number it waits.
    """
    catalogue = edition.catalogue
    text, entities = compose(
        (
            Block((literal(_asked(edition, act), BOLD),)),
            Block(tuple(_lines(edition, act, events)), rank=1),
            Block((literal(_extent(edition, effect)),)),
        )
    )
    first = [staff_button(catalogue.text("Do it"), Verb.CONFIRM, proposal)]
    if effect.tellable:
        label = (
            catalogue.text("Post it") if isinstance(act, Split) else catalogue.text("Do it and tell readers")
        )
        first.append(staff_button(label, Verb.CONFIRM_AND_TELL, proposal))
    return Message(
        text, entities, keyboard(first, [staff_button(catalogue.text("Cancel"), Verb.CANCEL, proposal)])
    )


def _asked(edition: Edition, act: Act) -> str:
    catalogue = edition.catalogue
    match act:
        case Merge():
            asked = catalogue.text("Merge event {gone} into event {kept}?", gone=act.event, kept=act.into)
        case Split():
            count = len(act.articles)
            asked = catalogue.plural(
                "Make {count} article of event {number} an event of its own?",
                "Make {count} articles of event {number} an event of their own?",
                count,
                number=act.event,
            )
        case Retract():
            asked = catalogue.text("Withdraw event {number}?", number=act.event)
        case Retitle():
            asked = catalogue.text("Change the headline of event {number}?", number=act.event)
        case Redate():
            asked = catalogue.text("Change the date of event {number}?", number=act.event)
        case Pin():
            asked = catalogue.text("Pin event {number}?", number=act.event)
        case _:
            asked = catalogue.text("Unpin event {number}?", number=act.event)
    return asked


def _lines(edition: Edition, act: Act, events: Sequence[Event]) -> list[Words]:
    catalogue = edition.catalogue
    event = events[0]
    named = [(*literal(f"{e.id}. "), *dated_line(edition, e)) for e in events]
    match act:
        case Split():
            chosen = [source for source in event.sources if source.article_id in act.articles]
            return named + [
                clip(joined(" · ", (literal(str(s.article_id)), plain(s.outlet), plain(s.title))), LINE_UNITS)
                for s in chosen[:ARTICLES]
            ]
        case Retract():
            return [*named, fill(catalogue.text("Why: {why}"), why=plain(act.why))]
        case Retitle():
            return [clip(plain(event.title, STRUCK), LINE_UNITS), plain(act.title)]
        case Redate():
            return [*named, literal(f"{catalogue.span(event.span)} → {catalogue.span(act.span)}")]
    return named


def _extent(edition: Edition, effect: Effect) -> str:
    catalogue = edition.catalogue
    parts = [
        catalogue.plural("{count} article moves", "{count} articles move", effect.moved)
        if effect.moved
        else "",
        catalogue.plural("{count} post is edited", "{count} posts are edited", effect.edits)
        if effect.edits
        else "",
        catalogue.plural("{count} chat is told", "{count} chats are told", effect.replies)
        if effect.replies
        else "",
    ]
    said = "; ".join(filter(None, parts)) or catalogue.text("No post changes.")
    return said[:1].upper() + said[1:]


def done(edition: Edition, effect: Effect) -> Message:
    """That it is done, what follows, and how to take it back."""
    return _after(
        edition, edition.catalogue.text("Done: {what}.", what=_what(edition, effect)), effect, undoable=True
    )


def undone(edition: Edition, effect: Effect) -> Message:
    """That it is as it was."""
    said = edition.catalogue.text("Taken back: {what}.", what=_what(edition, effect))
    return _after(edition, said, effect, undoable=False)


def _what(edition: Edition, effect: Effect) -> str:
    """The act as the log names it: "merged #45 → #17"."""
    named = deed_name(edition.catalogue, effect.deed) if effect.deed else ""
    return f"{named} {effect.subject}".strip()


def _after(edition: Edition, said: str, effect: Effect, *, undoable: bool) -> Message:
    catalogue = edition.catalogue
    buttons = []
    if undoable:
        buttons.append(staff_button(catalogue.text("Undo"), Verb.UNDO, effect.audit_id))
    if effect.event is not None:
        said = f"{said} {_extent(edition, effect)}"
        buttons.append(button(catalogue.text("Event"), Button.EVENT, effect.event))
    buttons.append(staff_button(catalogue.text("Log"), Verb.LOG, 0))
    return Message(said, (), keyboard(buttons))


def cancelled(edition: Edition) -> Message:
    """Nothing was done."""
    return Message(edition.catalogue.text("Nothing was changed."))


def out_of_date(edition: Edition) -> Message:
    """A question that can no longer be answered."""
    return Message(edition.catalogue.text("This question is out of date; nothing was changed. Ask again."))


def editable(edition: Edition, page: Message, number: int) -> Message:
    """An event's page with a button to what can be done with it."""
    rows = page.keyboard.inline_keyboard if page.keyboard else ()
    edit = staff_button(edition.catalogue.text("Edit"), Verb.EDIT_EVENT, number)
    return replace(page, keyboard=keyboard(*rows, [edit]))


def means(edition: Edition, event: Event) -> Message:
    """What can be done with an event, as commands to copy and complete; its articles with their numbers."""
    catalogue = edition.catalogue
    commands = ("merge", "split", "retract", "retitle", "redate", "unpin" if event.pinned else "pin")
    lines = tuple(
        joined(" — ", (plain(f"/{name} {event.id}", CODE), literal(said)))
        for name, said in admin_commands(catalogue)
        if name in commands
    )
    articles = tuple(
        clip(joined(" · ", (literal(str(s.article_id)), plain(s.outlet), plain(s.title))), LINE_UNITS)
        for s in event.sources
    )
    text, entities = compose(
        (Block((dated_line(edition, event),)), Block(lines), Block(articles, rank=1, quote=True))
    )
    back = [button(catalogue.text("Event"), Button.EVENT, event.id)]
    return Message(text, entities, keyboard(back))


def unclear(edition: Edition, command: str, argument: str) -> Message:
    """A command that says too little."""
    catalogue = edition.catalogue
    trouble = catalogue.text("something is missing or cannot be read.")
    return fault(
        typed(command, argument), trouble, catalogue.text("Try {example}."), example=EXAMPLES[command]
    )


def refused(edition: Edition, reason: Reason, number: int) -> Message:
    """Why something cannot be done."""
    catalogue = edition.catalogue
    said = {
        Reason.NO_EVENT: catalogue.text("There is no event {number}.", number=number),
        Reason.SAME_EVENT: catalogue.text("That is one and the same event."),
        Reason.MERGED: catalogue.text(
            "This event has gone into event {number}; name that one.", number=number
        ),
        Reason.WITHDRAWN: catalogue.text("Event {number} is withdrawn.", number=number),
        Reason.WAITING: catalogue.text("Event {number} waits for approval itself.", number=number),
        Reason.NOT_ITS_ARTICLE: catalogue.text("Article {number} is not one of this event.", number=number),
        Reason.FIRST_REPORT: catalogue.text(
            "Article {number} is the first report of the event and stays; name the others.", number=number
        ),
        Reason.AS_IT_IS: catalogue.text("It is so already."),
        Reason.NO_ENTRY: catalogue.text("The log has no such entry."),
        Reason.UNDONE: catalogue.text("This was taken back already."),
        Reason.FINAL: catalogue.text("This cannot be taken back."),
        Reason.OVERTAKEN: catalogue.text("A later act stands on this one; take that back first."),
    }
    return Message(said[reason])
