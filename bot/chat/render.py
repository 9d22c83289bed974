"""Posts: what a chat gets when something is new, has developed, is corrected or withdrawn.

Pure: records in, a `Message` out. A post that was sent is edited by rendering it again from the newest state.

The order is fixed (three seconds on a phone): when it happened and of what story; the headline; one to three sentences,
each cited; what speaks against it; what came before; where it is from, folded away.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.citing import Citations, single_outlet
from bot.chat.edition import HEADLINE_UNITS, Edition, apart, utc_day
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.links import safe_url
from bot.chat.messages import Message
from bot.chat.words import BOLD, STRUCK, Words, capital, clip, fill, joined, literal, plain, styled
from storage.codec import read_span
from storage.records import (
    Change,
    ChangeKind,
    Event,
    EventStatus,
    Pointer,
    Source,
    Statement,
    StatementKind,
    Topic,
    Update,
    UpdateKind,
)

NOTE_UNITS = 300
SENTENCES = 3
"""A post is read in three seconds; the rest is a press away."""

BODY, SOURCES = 1, 2
"""Ranks: when a message is too long, sources go before sentences."""


def post(event: Event, update: Update, lang: str, topic: Topic, now: datetime, *, bot: str = "") -> Message:
    """What a chat gets for one update, from the event's present state.

    Args:
        event: with its statements and sources.
        update: what is told; of the same event.
        lang: the reader's language, by code.
        topic: the story, for its names.
        now: aware, UTC.
        bot: the bot's username, for links between events; "" for none.
    """
    return post_in(Edition.of(lang, topic, now, bot), event, update)


def post_in(edition: Edition, event: Event, update: Update) -> Message:
    """`post` for an edition at hand."""
    match update.kind:
        case UpdateKind.NEW if event.merged_into:
            blocks = _gone(edition, event, event.merged_into)
        case UpdateKind.NEW:
            blocks = _new(edition, event, update)
        case UpdateKind.DEVELOPMENT:
            blocks = _development(edition, event, update)
        case UpdateKind.CORRECTION if update.change:
            blocks = _set_right(edition, event, update, update.change)
        case UpdateKind.CORRECTION:
            blocks = _correction(edition, event, update)
        case UpdateKind.RETRACTION:
            blocks = _retraction(edition, event, update)
    text, entities = compose(blocks)
    new = update.kind is UpdateKind.NEW
    return Message(
        text,
        entities,
        _buttons(edition, event, update),
        preview_url=_best(edition, event) if new else None,
        tells_too=_told_too(event, update, text) if new else frozenset(),
    )


def _buttons(edition: Edition, event: Event, update: Update) -> InlineKeyboardMarkup | None:
    """Where to go on from a post; what one thinks of it, and why it is here."""
    catalogue = edition.catalogue
    opened = button(catalogue.text("Event"), Act.EVENT, event.id)
    opinion = [
        button("👍", Act.VOTE, event.id, 1),
        button("👎", Act.VOTE, event.id, 0),
        button(catalogue.text("Why this?"), Act.REASON, update.id),
    ]
    if update.kind is not UpdateKind.NEW:
        return keyboard([opened, *opinion])
    around = button(catalogue.text("Timeline"), Act.AROUND, event.id)
    share = InlineKeyboardButton(catalogue.text("Share"), switch_inline_query=f"event_{event.id}")
    return keyboard([around, opened, share], opinion)


def _best(edition: Edition, event: Event) -> str | None:
    """The one article whose preview stands under the post: in the reader's language, else the first that told it.

    Of several in one language one that has a picture.
    """
    if event.status is EventStatus.RETRACTED:
        return None
    nearest = sorted(event.reports, key=lambda source: (source.lang != edition.lang, source.image is None))
    return next((url for source in nearest if (url := safe_url(source.url))), None)


# --- the four kinds ------------------------------------------------------------------------------------------


def _new(edition: Edition, event: Event, update: Update) -> tuple[Block, ...]:
    citations = Citations(event, edition)
    told = [s for s in _told_by(event, update) if not _echo(s, event)]
    # What was told in a headline alone is filled up by what reports say of it later.
    facts = [s for s in told or _details(event) if s.kind is StatementKind.FACT]
    catalogue = edition.catalogue
    return (
        Block((_first_line(edition, event), _headline(edition, event))),
        _body(edition, event, citations, facts),
        _against(edition, event, citations),
        Block((edition.before(event),), rank=SOURCES),
        Block((literal(catalogue.text("One source so far") if single_outlet(event) else ""),)),
        citations.folded(event.sources, rank=SOURCES),
    )


def _development(edition: Edition, event: Event, update: Update) -> tuple[Block, ...]:
    citations = Citations(event, edition)
    told = _told_by(event, update)
    sources = _cited(event, citations, told, update)
    first = literal(edition.catalogue.day(_told_on(sources, update)))
    news = literal(edition.catalogue.text("new"))
    return (
        Block((joined(" · ", (first, news)), _source_headline(edition, event, sources, update))),
        _body(edition, event, citations, told),
        citations.folded(sources, rank=SOURCES),
    )


def _correction(edition: Edition, event: Event, update: Update) -> tuple[Block, ...]:
    citations = Citations(event, edition)
    told = _told_by(event, update)
    sources = _cited(event, citations, told, update)
    if any(statement.kind is StatementKind.CORRECTION for statement in told):
        return (_body(edition, event, citations, told), citations.folded(sources, rank=SOURCES))
    day = edition.catalogue.day(_told_on(sources, update))
    return (
        Block((literal(edition.catalogue.text("Corrected {day}:", day=day)), _headline(edition, event))),
        _body(edition, event, citations, told),
        citations.folded(sources, rank=SOURCES),
    )


def _gone(edition: Edition, event: Event, pointer: Pointer) -> tuple[Block, ...]:
    """What is left of a post whose event another has taken up: where it is told from now on."""
    there = edition.pointed(pointer, room=HEADLINE_UNITS)
    return (
        Block((_first_line(edition, event), styled(edition.headline(event), STRUCK))),
        Block((fill(edition.catalogue.text("Told from now on with: {event}"), event=there),)),
    )


def _set_right(edition: Edition, event: Event, update: Update, change: Change) -> tuple[Block, ...]:
    """What an admin corrected, from what to what."""
    catalogue = edition.catalogue
    match change.what:
        case ChangeKind.DATE:
            before, after = (catalogue.span(read_span(side)) for side in (change.before, change.after))
            said = literal(catalogue.text("The date is {after}, not {before}.", after=after, before=before))
        case ChangeKind.TITLE:
            before_words = clip(plain(change.before), HEADLINE_UNITS)
            said = fill(catalogue.text("The headline was: {before}"), before=styled(before_words, STRUCK))
        case _:
            said = literal(catalogue.text("It is no longer withdrawn: the report stands."))
    day = catalogue.day(utc_day(update.created_at))
    lead = literal(catalogue.text("Corrected {day}:", day=day))
    return (Block((lead, _headline(edition, event))), Block((said,), rank=BODY))


def _retraction(edition: Edition, event: Event, update: Update) -> tuple[Block, ...]:
    citations = Citations(event, edition)
    told = _told_by(event, update)
    catalogue = edition.catalogue
    first = catalogue.text("Withdrawn {day}", day=catalogue.day(utc_day(update.created_at)))
    why = tuple(map(citations.sentence, told[:SENTENCES])) or (_withdrawn(edition, event),)
    return (
        Block((literal(first), styled(_headline(edition, event), STRUCK))),
        Block(why, rank=BODY),
        citations.folded(citations.of(*told), rank=SOURCES),
    )


# --- their parts ---------------------------------------------------------------------------------------------


def _first_line(edition: Edition, event: Event) -> Words:
    """12 June 2024, reported 14 June · tag · withdrawn."""
    catalogue = edition.catalogue
    when = catalogue.span(event.span)
    reported = utc_day(event.first_reported)
    if apart(event.span, reported):
        day = catalogue.day(reported, year=reported.year != event.span.end.year)
        when = catalogue.text("{when}, reported {day}", when=when, day=day)
    withdrawn = catalogue.text("withdrawn") if event.status is EventStatus.RETRACTED else ""
    return joined(" · ", (capital(literal(when)), plain(edition.tag), literal(withdrawn)))


def _headline(edition: Edition, event: Event) -> Words:
    return _struck_if_withdrawn(edition.headline(event, BOLD), event)


def _source_headline(edition: Edition, event: Event, sources: tuple[Source, ...], update: Update) -> Words:
    """The headline of the article that brought the news; none where it asks, or is the event's own."""
    for source in sources:
        if source.article_id == update.article_id and _says_something(source.title, event):
            words = edition.tagged(clip(plain(source.title, BOLD), HEADLINE_UNITS), source.lang)
            return _struck_if_withdrawn(words, event)
    return ()


def _says_something(headline: str, event: Event) -> bool:
    return not headline.rstrip().endswith(("?", "՞")) and headline.casefold() != event.title.casefold()


def _body(edition: Edition, event: Event, citations: Citations, told: Iterable[Statement]) -> Block:
    catalogue = edition.catalogue
    return Block(
        tuple(_struck_if_withdrawn(citations.sentence(statement), event) for statement in told),
        rank=BODY,
        most=SENTENCES,
        rest=lambda n: literal(
            catalogue.plural("and {count} more sentence", "and {count} more sentences", n)
        ),
    )


def _against(edition: Edition, event: Event, citations: Citations) -> Block:
    """What speaks against the event, whoever told it when: it stands beside the claim."""
    denials = [s for s in event.statements if s.kind is StatementKind.DENIAL]
    lines = [citations.sentence(statement) for statement in _contradictions(event)]
    if event.status is EventStatus.RETRACTED:
        lines.append(_withdrawn(edition, event))
    elif event.status is EventStatus.DISPUTED and not denials:
        lines.append(literal(edition.catalogue.text("Disputed")))
    return Block(tuple(lines), rank=BODY)


def _contradictions(event: Event) -> list[Statement]:
    """The statements that stand against an event in its post."""
    denials = [s for s in event.statements if s.kind is StatementKind.DENIAL]
    corrections = [s for s in event.statements if s.kind is StatementKind.CORRECTION]
    return [*corrections[-1:], *denials[:2]]


def _told_too(event: Event, update: Update, text: str) -> frozenset[int]:
    """The updates whose every statement stands in the event's first post: a denial that came in before it went out.

    What the post's length left out was not told.
    """
    if event.status is EventStatus.RETRACTED or event.merged_into:
        return frozenset()
    shown = {statement.id for statement in _contradictions(event) if statement.text in text}
    told = {s.update_id for s in event.statements if s.id in shown and s.update_id is not None}
    rest = {s.update_id for s in event.statements if s.id not in shown}
    return frozenset(told - rest - {update.id})


def _withdrawn(edition: Edition, event: Event) -> Words:
    """That a report does not hold, and why, where an admin said so."""
    catalogue = edition.catalogue
    warning = literal(catalogue.text("This report is withdrawn; do not rely on it."))
    reason = (
        fill(catalogue.text("Why: {reason}"), reason=clip(plain(event.note), NOTE_UNITS))
        if event.note
        else ()
    )
    return joined(" ", (warning, reason))


def _told_by(event: Event, update: Update) -> list[Statement]:
    """The statements an update told. What no update told is a detail, for whoever opens the event."""
    return [statement for statement in event.statements if statement.update_id == update.id]


def _details(event: Event) -> list[Statement]:
    return [statement for statement in event.statements if statement.update_id is None]


def _echo(statement: Statement, event: Event) -> bool:
    """Whether a statement only repeats the headline, as it does when an article has no text."""
    return plain(statement.text.casefold().rstrip(".")) == plain(event.title.casefold().rstrip("."))


def _cited(event: Event, citations: Citations, told: list[Statement], update: Update) -> tuple[Source, ...]:
    """The sources of what is told, and the article that brought it."""
    cited = citations.of(*told)
    return tuple(s for s in event.sources if s in cited or s.article_id == update.article_id)


def _told_on(sources: tuple[Source, ...], update: Update) -> date:
    """The day a piece of news came out: of the article that brought it, else of the update itself."""
    for source in sources:
        if source.article_id == update.article_id:
            return utc_day(source.published)
    return utc_day(sources[0].published if sources else update.created_at)


def _struck_if_withdrawn(words: Words, event: Event) -> Words:
    return styled(words, STRUCK) if event.status is EventStatus.RETRACTED else words
