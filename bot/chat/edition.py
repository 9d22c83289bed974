"""For whom something is rendered: a language, the story's names in it, the moment, the bot's own address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.chat.catalogue import Catalogue, in_language
from bot.chat.links import deep_link
from bot.chat.words import ITALIC, Style, Words, clip, fill, joined, linked, literal, plain
from storage.records import Brief, Event, Pointer, Span, Topic

HEADLINE_UNITS = 300
"""A headline in full: the longest of the wire agencies' stay well below."""

BEFORE_UNITS = 160


@dataclass(frozen=True, slots=True)
class Edition:
    """What every page takes beside its content.

    Args:
        catalogue: words, dates and numbers of the reader's language.
        topic: the story, for its names.
        now: aware, UTC.
        bot: the bot's username, for links that open an event; "" while it is unknown: then there are no such links.
    """

    catalogue: Catalogue
    topic: Topic
    now: datetime
    bot: str = ""

    @staticmethod
    def of(lang: str | None, topic: Topic, now: datetime, bot: str = "") -> Edition:
        """The edition in the nearest language there is."""
        return Edition(Catalogue.for_language(lang), topic, now, bot)

    @property
    def lang(self) -> str:
        """The language's code."""
        return self.catalogue.lang

    @property
    def title(self) -> str:
        """What the story is called."""
        return in_language(self.topic.title, self.lang, self.topic.name)

    @property
    def tag(self) -> str:
        """The story's short name, for the first line of a post."""
        return in_language(self.topic.tag, self.lang, self.title)

    def perspective(self, name: str | None) -> str:
        """How readers call a perspective; "" for none."""
        return in_language(self.topic.perspectives.get(name or "", {}), self.lang, name or "")

    def headline(self, event: Event | Brief, *styles: Style, room: int = HEADLINE_UNITS) -> Words:
        """An event's title in at most `room` units, with its language where that is not the reader's."""
        return self.tagged(clip(plain(event.title, *styles), room), event.lang)

    def tagged(self, words: Words, lang: str) -> Words:
        """The words with the code of their language behind them, where that is not the reader's."""
        return joined(" ", (words, () if lang == self.lang else literal(f"({lang})", ITALIC)))

    def opening(self, words: Words, event_id: int) -> Words:
        """The words as a link that opens the event in a private chat."""
        return linked(words, deep_link(self.bot, f"event_{event_id}"))

    def dated(self, span: Span, headline: Words) -> Words:
        """A headline behind the time it happened."""
        return joined(" — ", (literal(self.catalogue.span(span)), headline))

    def before(self, event: Event) -> Words:
        """The event this one follows, as a line; nothing where it follows none."""
        if event.follows is None:
            return ()
        return fill(self.catalogue.text("Before: {event}"), event=self.pointed(event.follows))

    def pointed(self, other: Pointer, room: int = BEFORE_UNITS) -> Words:
        """Another event in one line, which opens it: when, and its headline in at most `room` units."""
        number, span, title, lang = other
        return self.opening(self.dated(span, self.tagged(clip(plain(title), room), lang)), number)


def utc_day(moment: datetime) -> date:
    """The day of a moment, in UTC as all days of the timeline."""
    return moment.astimezone(UTC).date()


def apart(span: Span, day: date) -> bool:
    """Whether a day lies more than one day off a span: near enough says nothing a reader would miss."""
    return day < span.start - timedelta(days=1) or day > span.end + timedelta(days=1)
