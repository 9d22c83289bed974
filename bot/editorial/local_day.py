"""The day on which an article came out where it was written: what it calls "today".

A report of the small hours has the day before in UTC, and would be read a day early: "today", "yesterday", "on Tuesday".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from bot.editorial.dates import mentions
from storage.records import Article, Precision

APART = 1  # days between clocks, at most


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


def local_day(article: Article, dateline: str, lang: str, zones: Mapping[str, str]) -> date:
    """The day of its dateline, if clocks may be so far apart; else the day by the clock of its language.

    Args:
        article: with its time of publication; where only the day of that is known, it is that day.
        dateline: as it was cut from the text, or empty.
        lang: of the article.
        zones: language → IANA zone that most of its readers, and writers, live by.
    """
    day = article.published.date()
    if not article.timed:
        return day
    stated = stated_day(article, dateline, lang)
    if stated or lang not in zones:
        return stated or day
    try:
        return article.published.astimezone(ZoneInfo(zones[lang])).date()
    except OverflowError:  # the last day there is
        return day
