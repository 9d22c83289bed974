"""What the bot says, in each reader's language: words from `bot/locales/*.po`, dates and numbers from CLDR.

A language is one `.po` file; it is compiled in memory when first asked for, so there is no build step to forget. The
message ids are the English sentences. Languages are called by their code; a code without a catalogue is answered in
the default language.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from storage.records import Precision, Span

FOLDER = Path(__file__).parent.parent / "locales"
DEFAULT = "en"
A_MINUTE = timedelta(minutes=1)
ONE_DOT_LEADER = "\u2024"  # in one pattern of one language, in place of the full stop of the others
REGION = {"en": "en_GB"}
"""Where CLDR's default for a language is not what the story's readers expect: day before month."""


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages there is a catalogue for, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.po")))


def choose(code: str | None) -> str:
    """The language to answer in: of a code as Telegram gives it ("pt-br", None), the nearest there is."""
    base = (code or "").replace("_", "-").split("-")[0].lower()
    return base if base in languages() else DEFAULT


def language_called(name: str) -> str | None:
    """The language somebody means by its code, or by its name in any of our languages; None where there is no catalogue for it."""
    wanted = name.strip().casefold()
    for code in languages():
        called = {code, *(str(Locale.parse(other).languages[code]) for other in languages())}
        if wanted in {word.casefold() for word in called}:
            return code
    return None


def in_language(names: Mapping[str, str], lang: str, otherwise: str) -> str:
    """A name out of the seeds in the reader's language, in the default one, in any, or `otherwise`."""
    return names.get(lang) or names.get(DEFAULT) or next(iter(names.values()), otherwise)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Words, dates and numbers of one language."""

    lang: str
    translations: gettext.NullTranslations
    locale: Locale

    @staticmethod
    def for_language(code: str | None) -> Catalogue:
        """The catalogue of the nearest language there is."""
        return _load(choose(code))

    # --- words

    def text(self, message: str, **values: str | int) -> str:
        """The message in this language; with values, its `{name}` places filled."""
        translated = self.translations.gettext(message)
        return translated.format(**values) if values else translated

    def plural(self, one: str, many: str, count: int, **values: str | int) -> str:
        """The message in the form this language has for `count`, which fills `{count}`."""
        translated = self.translations.ngettext(one, many, count)
        return translated.format(count=self.number(count), **values)

    def named(self, name: str, value: str) -> str:
        """A thing and its value, with this language's sign between them: Language: English."""
        return self.text("{name}: {value}", name=name, value=value)

    def number(self, value: int) -> str:
        """A number with this language's grouping."""
        return format_decimal(value, locale=self.locale)

    def name_of(self, lang: str) -> str:
        """What speakers of `lang` call it, as it stands on a button."""
        own = Locale.parse(lang).get_display_name() or lang
        return own[:1].upper() + own[1:]

    # --- times: `moment` is an aware datetime, shown in its own zone

    def day(self, day: date, *, year: bool = True) -> str:
        """A day in full: 12 June 2024; without its year: 12 June."""
        if year:  # some patterns write 03, as no reader would
            return format_date(day, "long", locale=self.locale).lstrip("0")
        return format_skeleton("MMMMd", day, locale=self.locale).lstrip("0")

    def weekday(self, day: date) -> str:
        """A day with its name: Thursday, 13 June 2024; some patterns for it begin with the year, unlike all others."""
        return f"{format_date(day, 'EEEE', locale=self.locale)}, {self.day(day)}"

    def weekday_name(self, number: int) -> str:
        """Monday for 0."""
        return str(self.locale.days["stand-alone"]["wide"][number])

    def short_day(self, day: date, *, year: bool = False) -> str:
        """A day in few letters: 12 Jun, or 12 Jun 2024."""
        return format_skeleton("yMMMd" if year else "MMMd", day, locale=self.locale).lstrip("0")

    def month(self, day: date) -> str:
        """The name of the day's month as a heading."""
        name = format_date(day, "LLLL", locale=self.locale)
        return name[:1].upper() + name[1:]

    def short_month(self, day: date) -> str:
        """The name of the day's month in few letters: Jun."""
        return format_date(day, "LLL", locale=self.locale)

    def stretch(self, first: date, last: date) -> str:
        """Some days in a row: 10–16 June 2024."""
        return f"{self._until(first, last)}{self.day(last)}"

    def month_of_year(self, day: date) -> str:
        """The day's month and year: June 2024."""
        return format_skeleton("yMMMM", day, locale=self.locale).replace(ONE_DOT_LEADER, ".")

    def clock(self, moment: datetime) -> str:
        """Hours and minutes: 17:39."""
        return format_time(moment, "HH:mm", locale=self.locale)

    def ago(self, moment: datetime, now: datetime) -> str:
        """How long ago, or how far ahead, in its largest unit: 3 minutes ago, just now, in 2 hours."""
        if timedelta() <= now - moment < A_MINUTE:
            return self.text("just now")
        lag = moment - now if moment < now else max(moment - now, A_MINUTE)
        return format_timedelta(lag, granularity="minute", add_direction=True, locale=self.locale)

    def length(self, seconds: float) -> str:
        """How long something takes, in its largest unit: 20 minutes."""
        return format_timedelta(timedelta(seconds=seconds), granularity="minute", locale=self.locale)

    def span(self, span: Span) -> str:
        """When something happened, as exactly as it is known and no more: 22–23 May 2023, June 2024, 2024."""
        start, end = span.start, span.end
        match span.precision:
            case Precision.YEAR:
                return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
            case Precision.MONTH:
                first, last = (self.month_of_year(day) for day in (start, end))
                return first if first == last else f"{first} – {last}"
            case Precision.DAY:
                return f"{self._until(start, end)}{self.day(end)}"

    def days(self, span: Span) -> str:
        """The days of a span under its month's heading: 12, 22–23, 30 – 2 June; nothing unless known to the day."""
        start, end = span.start, span.end
        if span.precision is not Precision.DAY:
            return ""
        if (start.year, start.month) == (end.year, end.month):
            return f"{self._until(start, end)}{end.day}"
        return f"{start.day} – {self.day(end, year=start.year != end.year)}"

    def _until(self, start: date, end: date) -> str:
        """What stands before the last day of a range: all three languages write the day first."""
        if start == end:
            return ""
        if (start.year, start.month) == (end.year, end.month):
            return f"{start.day}–"
        return f"{self.day(start, year=start.year != end.year)} – "


@cache
def _load(lang: str) -> Catalogue:
    with (FOLDER / f"{lang}.po").open("rb") as source:
        catalogue = read_po(source, locale=lang, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Catalogue(lang, gettext.GNUTranslations(compiled), Locale.parse(REGION.get(lang, lang)))
