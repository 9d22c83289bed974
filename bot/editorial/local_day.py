"""The day on which an article came out where it was written: what it calls "today"; and whether that had only begun.

A report of the small hours has the day before in UTC, and would be read a day early: "today", "yesterday", "on Tuesday".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.editorial.dates import mentions
from storage.records import Article, Precision

APART = 1  # days between clocks, at most
NOON = 12  # hours


def stated_day(article: Article, dateline: str, lang: str) -> date | None:
    """The day of an article's dateline; None: it has none, or a day on which no clock was when the article came out.

    Args:
        article: with its time of publication.
        dateline: as it was cut from the text, or empty.
        lang: of the article.
    """
    day = article.published.date()
    found = mentions(dateline, published=day, lang=lang) if dateline else ()
    days = (m.span.start for m in found if m.span.precision is Precision.DAY)
    return next((there for there in days if abs(there.toordinal() - day.toordinal()) <= APART), None)


def local_day(article: Article, stated: date | None, lang: str, zones: Mapping[str, str]) -> date:
    """The day of its dateline, if clocks may be so far apart; else the day by the clock of its language.

    Args:
        article: with its time of publication; where only the day of that is known, it is that day.
        stated: the day of its dateline, if that has one.
        lang: of the article.
        zones: language → IANA zone that most of its readers, and writers, live by.
    """
    day = article.published.date()
    if not article.timed:
        return day
    return stated or _clock(article, lang, zones).date()


def of_the_morning(article: Article, stated: date | None, lang: str, zones: Mapping[str, str]) -> bool:
    """Whether an article came out before noon, by the clock of its language, and not under a dateline with its day.

    What it tells without a day is of the evening before as likely as of that morning.

    Args:
        article: with its time of publication; where only the day of that is known, it has no morning.
        stated: the day of its dateline, if that has one.
        lang: of the article.
        zones: language → IANA zone that most of its readers, and writers, live by.
    """
    return article.timed and stated is None and _clock(article, lang, zones).hour < NOON


def _clock(article: Article, lang: str, zones: Mapping[str, str]) -> datetime:
    """When an article came out, by the clock that most of its readers live by; UTC where nobody named that."""
    try:
        return article.published.astimezone(ZoneInfo(zones[lang])) if lang in zones else article.published
    except OverflowError:  # the last day there is
        return article.published
