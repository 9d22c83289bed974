"""What admins see of the topic: its concepts and their names, what was added from the chat, what an addition would change.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.catalogue import in_language
from bot.chat.edition import Edition
from bot.chat.keyboards import keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.notices import fault, typed
from bot.chat.staff import Verb, staff_button, turning
from bot.chat.words import BOLD, CODE, Words, clip, fill, joined, literal, plain
from bot.editorial.calibration import RELEVANT
from bot.tuning import Fault, Trial, Turned
from storage.records import Concept, Topic
from storage.tuning import TopicEdit, TopicEditKind

PAGE_CONCEPTS = 16
PAGE_EDITS = 8
TURNED = 10
NAMES_UNITS = 900
LINE_UNITS = 160
EXAMPLE = {
    TopicEditKind.NAME: "/topic add parliament en lower house",
    TopicEditKind.STOP: "/topic stop parliament student",
}


def concepts(edition: Edition, topic: Topic, found: Sequence[tuple[int, Concept]], page: int) -> Message:
    """A page of the topic's concepts; the buttons open them.

    Args:
        edition: for whom.
        topic: as it is judged by at present.
        found: concepts with their places in the topic.
        page: 0 is the first; one that is not there shows the nearest.
    """
    catalogue = edition.catalogue
    if not found:
        return Message(catalogue.text("No concept is called so. /topic lists them all."))
    pages = -(-len(found) // PAGE_CONCEPTS)
    page = max(0, min(page, pages - 1))
    shown = found[page * PAGE_CONCEPTS : (page + 1) * PAGE_CONCEPTS]
    heading = literal(catalogue.plural("{count} concept", "{count} concepts", len(found)), BOLD)
    strands = [in_language(strand.names, edition.lang, strand.key) for strand in topic.strands]
    about = fill(catalogue.text("Strands: {strands}"), strands=", ".join(strands)) if strands else ()
    lines = tuple(
        joined(" · ", (plain(concept.id, CODE), plain(concept.kind), literal(_counted(edition, concept))))
        for _, concept in shown
    )
    how = (
        fill(catalogue.text("{example} adds a name"), example=plain(EXAMPLE[TopicEditKind.NAME], CODE)),
        fill(
            catalogue.text("{example}: near these words something else is meant"),
            example=plain(EXAMPLE[TopicEditKind.STOP], CODE),
        ),
    )
    text, entities = compose((Block((heading, about)), Block(lines, rank=1), Block(how)))
    buttons = [staff_button(concept.id, Verb.CONCEPT, place) for place, concept in shown]
    rows = [buttons[at : at + 4] for at in range(0, len(buttons), 4)]
    added = [staff_button(catalogue.text("Added from the chat"), Verb.ADDITIONS, 0)]
    return Message(text, entities, keyboard(*rows, turning(Verb.CONCEPTS, page, pages), added))


def _counted(edition: Edition, concept: Concept) -> str:
    count = sum(map(len, concept.names.values()))
    return edition.catalogue.plural("{count} name", "{count} names", count)


def concept_card(edition: Edition, concept: Concept) -> Message:
    """One concept with all its names."""
    catalogue = edition.catalogue
    label = in_language(concept.label, edition.lang, "")
    heading = joined(" · ", (plain(concept.id, BOLD), plain(concept.kind), plain(label)))
    names = tuple(
        clip((*literal(f"{lang}: "), *plain(", ".join(listed))), NAMES_UNITS)
        for lang, listed in concept.names.items()
    )
    unless = (
        fill(catalogue.text("Not near: {words}"), words=clip(plain(", ".join(concept.unless)), NAMES_UNITS))
        if concept.unless
        else ()
    )
    text, entities = compose((Block((heading,)), Block(names, rank=1), Block((unless,), rank=1)))
    back = [staff_button(catalogue.text("All concepts"), Verb.CONCEPTS, 0)]
    return Message(text, entities, keyboard(back))


def additions(edition: Edition, edits: Sequence[TopicEdit], page: int, note: str = "") -> Message:
    """What was added from the chat; the buttons take it out.

    Args:
        edition: for whom.
        edits: all of them, in the order they were made.
        page: 0 is the first; one that is not there shows the nearest.
        note: a translated line above.
    """
    catalogue = edition.catalogue
    pages = max(1, -(-len(edits) // PAGE_EDITS))
    page = max(0, min(page, pages - 1))
    shown = edits[page * PAGE_EDITS : (page + 1) * PAGE_EDITS]
    heading = catalogue.text("Added from the chat") if edits else catalogue.text("Nothing was added.")
    lines = tuple(clip((*literal(f"{edit.id}. "), *_addition(edition, edit)), LINE_UNITS) for edit in shown)
    text, entities = compose((Block((literal(note),)), Block((literal(heading, BOLD), *lines), rank=1)))
    buttons = [
        staff_button(catalogue.text("Take out {number}", number=edit.id), Verb.TAKE_OUT, edit.id)
        for edit in shown
    ]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    back = [staff_button(catalogue.text("All concepts"), Verb.CONCEPTS, 0)]
    return Message(text, entities, keyboard(*rows, turning(Verb.ADDITIONS, page, pages), back))


def _addition(edition: Edition, edit: TopicEdit) -> Words:
    catalogue = edition.catalogue
    added = (
        catalogue.text("is also called {name} ({lang})", name=edit.text, lang=edit.lang)
        if edit.kind is TopicEditKind.NAME
        else catalogue.text("is not meant near {words}", words=edit.text)
    )
    return joined(" ", (plain(edit.concept, CODE), literal(added)))


def question(edition: Edition, edit: TopicEdit, trial: Trial, proposal: int) -> Message:
    """What an addition would have changed in the past; buttons to make it or leave it."""
    catalogue = edition.catalogue
    looked = catalogue.plural(
        "Of the newest {count} article, {naming} name these words.",
        "Of the newest {count} articles, {naming} name these words.",
        trial.looked_at,
        naming=trial.naming,
    )
    turned = trial.turned
    would = (
        catalogue.plural(
            "{count} would have been judged otherwise:",
            "{count} would have been judged otherwise:",
            len(turned),
        )
        if turned
        else catalogue.text("None would have been judged otherwise.")
    )
    stays = catalogue.text("What was decided stays; from now on articles are judged so.")
    text, entities = compose(
        (
            Block((clip(_addition(edition, edit), LINE_UNITS),)),
            Block((literal(looked), literal(would))),
            Block(
                tuple(_turned(edition, one) for one in turned),
                rank=1,
                most=TURNED,
                rest=lambda n: literal(catalogue.plural("and {count} more", "and {count} more", n)),
            ),
            Block((literal(stays),)),
        )
    )
    answers = [
        staff_button(catalogue.text("Add it"), Verb.CONFIRM, proposal),
        staff_button(catalogue.text("Cancel"), Verb.CANCEL, proposal),
    ]
    return Message(text, entities, keyboard(answers))


def _turned(edition: Edition, one: Turned) -> Words:
    """203 · Gull · Headline: not on the story 0.20 → on the story 0.90."""
    article = one.article.article
    named = joined(" · ", (literal(str(one.article.id)), plain(article.outlet), plain(article.title)))
    change = f": {_verdict(edition, one.before)} → {_verdict(edition, one.after)}"
    return (*clip(named, LINE_UNITS), *literal(change))


def _verdict(edition: Edition, relevance: float) -> str:
    catalogue = edition.catalogue
    word = catalogue.text("on the story") if relevance >= RELEVANT else catalogue.text("not on the story")
    return f"{word} {relevance:.2f}"


def cannot_add(edition: Edition, command: str, trouble: Fault, word: str, near: str) -> Message:
    """Why something cannot be added.

    Args:
        edition: for whom.
        command: as it was typed, behind "/topic ".
        trouble: what is wrong.
        word: which word.
        near: a concept that may have been meant; "" for none.
    """
    catalogue = edition.catalogue
    said = {
        Fault.NO_CONCEPT: catalogue.text("there is no concept {word}.", word=word),
        Fault.NO_LANGUAGE: catalogue.text("{word} is none of the story's languages.", word=word),
        Fault.NO_WORDS: catalogue.text("words are missing, too many, or too short before the *."),
        Fault.TAKEN: catalogue.text("that is a name of {word} already.", word=word),
        Fault.THERE: catalogue.text("{word} has that already.", word=word),
    }[trouble]
    if trouble is Fault.NO_LANGUAGE:  # most who name none mean their own
        words = command.split()
        with_one = " ".join(("/topic", *words[:2], edition.lang, *words[2:]))
        return fault(typed("topic", command), said, catalogue.text("Try {example}."), example=with_one)
    hint = catalogue.text("Is {example} meant?") if near else catalogue.text("/topic lists them all.")
    return fault(typed("topic", command), said, hint, **({"example": near} if near else {}))


def unclear(edition: Edition, argument: str, kind: TopicEditKind) -> Message:
    """A command that says too little."""
    catalogue = edition.catalogue
    trouble = catalogue.text("something is missing or cannot be read.")
    return fault(typed("topic", argument), trouble, catalogue.text("Try {example}."), example=EXAMPLE[kind])
