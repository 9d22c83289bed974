"""What somebody reads who has just come: three lines of what this is, an example, and what may be chosen. Pure.

Doing nothing works: the chat is subscribed already, in the language of the client, with the usual settings.
"""

from __future__ import annotations

from bot.chat.edition import Edition
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.pages import dated_line
from bot.chat.places import city
from bot.chat.settings_menu import Page, digest_name, language_buttons, strand_name, way_name
from bot.chat.words import BOLD, Words, fill, literal, plain
from storage.records import Event, ReaderSettings, Rhythm, Subscriber


def welcome(
    edition: Edition, subscriber: Subscriber, newest: Event | None, *, again: bool = False
) -> Message:
    """What this is, what is set for this chat, one example, and buttons for the choices.

    Args:
        edition: for whom.
        subscriber: with the settings that hold.
        newest: the latest event, as the example; None: nothing has been reported.
        again: whether the chat followed the story already.
    """
    catalogue, settings = edition.catalogue, subscriber.settings
    follows = catalogue.text("This chat already follows the story.") if again else ""
    example = fill(catalogue.text("The latest: {event}"), event=dated_line(edition, newest)) if newest else ()
    text, entities = compose(
        (
            Block((plain(edition.title, BOLD), literal(follows))),
            Block(
                (
                    literal(
                        catalogue.text("A dated timeline of one story; every sentence with its sources.")
                    ),
                    literal(
                        catalogue.text(
                            "You get a post when something new happens. When another outlet confirms it, the post "
                            "is edited, not repeated."
                        )
                    ),
                    _set(edition, settings),
                )
            ),
            Block((example,)),
        )
    )
    strands = [
        button(
            catalogue.named(catalogue.text("What you follow"), strand_name(edition, settings.strand)),
            Act.SETTINGS,
            Page.STRAND,
        )
    ]
    return Message(
        text,
        entities,
        keyboard(
            language_buttons(edition, Page.WELCOME),
            strands if edition.topic.strands else (),
            [button(catalogue.text("How often"), Act.SETTINGS, Page.WAY)],
            [
                button(
                    catalogue.named(catalogue.text("Time zone"), city(catalogue, settings.zone)),
                    Act.SETTINGS,
                    Page.ZONE,
                )
            ],
            [
                button(catalogue.text("Timeline"), Act.PAGE, 0, 0, 0),
                button(catalogue.text("Settings"), Act.SETTINGS, Page.ALL),
            ],
        ),
    )


def _set(edition: Edition, settings: ReaderSettings) -> Words:
    """What holds now, and how it is changed and ended."""
    catalogue = edition.catalogue
    way = way_name(edition, settings.instant, settings.digest)
    if settings.digest is not Rhythm.NONE:
        way = f"{way} ({digest_name(edition, settings)})"
    return literal(
        catalogue.text(
            "Set here: {way}. /settings changes it; /stop ends it and deletes this chat's data.", way=way
        )
    )
