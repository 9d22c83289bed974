"""What a search found, and what to look for instead where it found nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from telegram import InlineKeyboardButton
from telegram.constants import InlineQueryLimit

from bot.chat.edition import Edition, utc_day
from bot.chat.keyboards import Act, button, keyboard
from bot.chat.layout import Block, compose
from bot.chat.messages import Message
from bot.chat.pages import LINE_UNITS, numbered, period_name
from bot.chat.periods import Period
from bot.chat.searching import LONGEST, Answer, Wanted
from bot.chat.words import BOLD, CODE, Words, clip, fill, joined, linked, literal, plain, styled
from storage.records import Precision, Span
from storage.search import NEWEST, FoundArticle

MARKS = " \"'“”„«»"
QUERY = int(InlineQueryLimit.MAX_QUERY_LENGTH)


def search_page(edition: Edition, answer: Answer) -> Message:
    """Events first, then reports that belong to none of them; or that there is nothing, and what to try."""
    wanted, catalogue = answer.wanted, edition.catalogue
    if not answer.event_count and not answer.article_count:
        return _nothing(edition, answer)
    heading = fill(catalogue.text("Found for “{words}”"), words=shown(wanted))
    lines, buttons = numbered(edition, answer.events)
    reports = tuple(_report(edition, article) for article in in_order(edition, answer.articles))
    text, entities = compose(
        (
            Block((styled(heading, BOLD), joined(", ", _counts(edition, answer)), *_cut(edition, wanted))),
            lines,
            Block((literal(catalogue.text("Reports"), BOLD), *reports) if reports else (), rank=1),
        )
    )
    more = answer.event_count - len(answer.events)
    return Message(text, entities, keyboard(buttons, _more(edition, wanted, more) if more > 0 else ()))


def shown(wanted: Wanted) -> Words:
    """What was typed, no longer than helps, without quotation marks of its own around it."""
    return clip(plain(wanted.typed.strip(MARKS)), LINE_UNITS)


def in_order(edition: Edition, articles: Iterable[FoundArticle]) -> list[FoundArticle]:
    """The reader's language first; beyond that as they were found."""
    return sorted(articles, key=lambda article: article.lang != edition.lang)


def _counts(edition: Edition, answer: Answer) -> tuple[Words, ...]:
    catalogue, reports = edition.catalogue, answer.article_count
    events = catalogue.plural("{count} event", "{count} events", answer.event_count)
    if reports >= NEWEST:
        told = catalogue.plural("more than {count} report", "more than {count} reports", NEWEST)
    else:
        told = catalogue.plural("{count} report", "{count} reports", reports)
    return (literal(events), literal(told)) if reports else (literal(events),)


def _cut(edition: Edition, wanted: Wanted) -> tuple[Words, ...]:
    if len(wanted.typed) <= LONGEST:
        return ()
    said = edition.catalogue.plural(
        "Only the first {count} character was looked for.",
        "Only the first {count} characters were looked for.",
        LONGEST,
    )
    return (literal(said),)


def _more(edition: Edition, wanted: Wanted, more: int) -> tuple[InlineKeyboardButton]:
    """Telegram's own list has room for all of them, and keeps no state of ours in a button."""
    label = edition.catalogue.plural("{count} more event", "{count} more events", more)
    typed = "".join(run.text for run in clip(plain(wanted.typed), QUERY))
    return (InlineKeyboardButton(label, switch_inline_query_current_chat=typed),)


def _report(edition: Edition, article: FoundArticle) -> Words:
    """12 Jun 2024 · Outlet · headline."""
    day = literal(edition.catalogue.short_day(utc_day(article.published), year=True))
    headline = clip(plain(article.title), LINE_UNITS)
    if not headline:  # then the outlet is what can be opened
        return joined(" · ", (day, edition.tagged(linked(plain(article.outlet), article.url), article.lang)))
    title = edition.tagged(linked(headline, article.url), article.lang)
    return joined(" · ", (day, plain(article.outlet), title))


def _nothing(edition: Edition, answer: Answer) -> Message:
    catalogue, wanted = edition.catalogue, answer.wanted
    lead = fill(catalogue.text("Nothing found for “{words}”."), words=shown(wanted))
    hints: list[Words] = []
    buttons: list[InlineKeyboardButton] = []
    if answer.nearest is not None and wanted.time is not None:
        when = time_name(edition, wanted.time)
        near = period_name(edition, answer.nearest)
        hints.append(
            literal(
                catalogue.text("There is something, but not then ({when}): see {near}.", when=when, near=near)
            )
        )
        buttons.append(button(near, Act.PAGE, answer.nearest.year, answer.nearest.month, 0))
    for words, count in answer.instead:
        finds = catalogue.plural(
            "{example} finds {count} event.", "{example} finds {count} events.", count, example="{example}"
        )
        hints.append(fill(finds, example=plain(f"/search {words}", CODE)))
    if not hints:
        hints.append(literal(catalogue.text("Try fewer or other words, in any of the three languages.")))
    text, entities = compose((Block((lead, *_cut(edition, wanted), *hints)),))
    return Message(text, entities, keyboard(buttons))


def time_name(edition: Edition, time: date | Period) -> str:
    """12 June 2024, June 2024 or 2024."""
    if isinstance(time, Period):
        return period_name(edition, time)
    return edition.catalogue.span(Span(time, time, Precision.DAY))
