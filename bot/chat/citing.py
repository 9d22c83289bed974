"""Sources of an event: their numbers, the citations behind a sentence, the folded list."""

from __future__ import annotations

from operator import itemgetter

from bot.chat.edition import Edition, utc_day
from bot.chat.layout import Block
from bot.chat.words import Words, clip, joined, linked, literal, plain, timed
from storage.records import Event, Source, Statement, StatementKind, Verdict

STATEMENT_UNITS = 700
"""A sentence of 40 words has about 300; what is longer is no sentence any more."""

CITATIONS = 4
"""More numbers behind a sentence tell a reader nothing; the rest are counted."""

SOURCES = 30
"""Lines of the folded list: more cannot be read on a phone."""


class Citations:
    """The numbered sources of one event; numbers follow publication, so a post and its replies agree.

    Args:
        event: with its sources in order of publication.
        edition: for whom.
    """

    def __init__(self, event: Event, edition: Edition) -> None:
        self._edition = edition
        self._event = event
        self._year = event.span.end.year
        self._numbered = {source.article_id: (n, source) for n, source in enumerate(event.sources, start=1)}

    def sentence(self, statement: Statement) -> Words:
        """The statement with its language, where that is not the reader's, and its citations.

        A denial and a correction say what they are.
        """
        text = self._edition.tagged(clip(plain(statement.text), STATEMENT_UNITS), statement.lang)
        cited = joined(" ", (text, self._behind(statement)))
        match statement.kind:
            case StatementKind.DENIAL:
                lead = self._edition.catalogue.text("Disputed:")
            case StatementKind.CORRECTION:
                lead = self._corrected(statement)
            case StatementKind.FACT:
                return cited
        return joined(" ", (literal(lead), cited))

    def _corrected(self, statement: Statement) -> str:
        catalogue = self._edition.catalogue
        sources = self.of(statement)
        if not sources:
            return catalogue.text("Corrected:")
        return catalogue.text("Corrected {day}:", day=catalogue.day(utc_day(sources[0].published)))

    def of(self, *statements: Statement) -> tuple[Source, ...]:
        """The sources of the statements, in order of publication."""
        ids = {article for statement in statements for article in statement.article_ids}
        return tuple(source for article, (_, source) in self._numbered.items() if article in ids)

    def _behind(self, statement: Statement) -> Words:
        """[1][2], each a link; an outlet's second article only after every outlet's first."""
        sources = self.of(statement)
        firsts = {source.outlet: source for source in reversed(sources)}.values()
        order = sorted(sources, key=lambda source: source not in firsts)
        chosen = sorted(
            (self._numbered[source.article_id] for source in order[:CITATIONS]), key=itemgetter(0)
        )
        links = joined("", (linked(literal(f"[{n}]"), source.url) for n, source in chosen))
        more = len(sources) - len(chosen)
        return (*links, *literal(f" +{more}")) if more > 0 else links

    def folded(self, sources: tuple[Source, ...], *, rank: int) -> Block:
        """The list of sources as an expandable quote, headed by the number of those that report it in their own words."""
        catalogue = self._edition.catalogue
        confirming = sum(source.confirms for source in sources)
        heading = literal(catalogue.plural("{count} source", "{count} sources", confirming or len(sources)))
        return Block(
            lines=(heading, *map(self._line, sources)) if sources else (),
            rank=rank,
            quote=True,
            most=SOURCES + 1,
            rest=lambda n: literal(catalogue.plural("and {count} more", "and {count} more", n)),
        )

    def _line(self, source: Source) -> Words:
        """1. Outlet · perspective · 12 Jun, 17:39 UTC."""
        number = self._numbered[source.article_id][0]
        outlet = linked(plain(source.outlet), source.url) or linked(literal(str(number)), source.url)
        parts = (
            self._edition.tagged(outlet, source.lang),
            plain(self._edition.perspective(source.perspective)),
            literal(self._kind(source)),
            self._when(source),
        )
        return (*literal(f"{number}. "), *joined(" · ", parts))

    def _kind(self, source: Source) -> str:
        """What a source is if no report of its own; to background all are alike."""
        if source.verdict is Verdict.DUPLICATE:
            return self._edition.catalogue.text("same text")
        passing = source.in_passing and not self._event.background
        return self._edition.catalogue.text("in passing") if passing else ""

    def _when(self, source: Source) -> Words:
        catalogue = self._edition.catalogue
        day = utc_day(source.published)
        short = catalogue.short_day(day, year=day.year != self._year)
        if not source.timed:
            return literal(short)
        return timed(literal(f"{short}, {catalogue.clock(source.published)} UTC"), source.published)


def single_outlet(event: Event) -> bool:
    """Whether all that is known comes from one outlet; one that printed its text again confirms nothing."""
    return event.outlets == 1
