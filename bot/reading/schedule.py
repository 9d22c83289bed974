"""When a feed is read again. Pure: the rows keep what is decided here.

Axioms:
1. A feed is read about twice in the time it takes to publish something: oftener brings nothing, more seldom makes news
   old. Its rhythm is the median of the gaps between its latest entries; one burst, or one long pause, does not change it.
2. Never oftener than the interval that was set; and however seldom it publishes, an hour at the usual interval is the most
   a reader of news should wait.
3. What a server asks for (`ttl`, `sy:updatePeriod`, `Cache-Control: max-age`) is kept up to a few hours: many ask for a day
   by default. Where a server insists, it answers 429 or 503 with `Retry-After`, and that is kept up to a day.
4. A failure doubles the wait up to a day, never more: a feed that heals comes back by itself.
5. Feeds do not march in step: each waits a little longer by a share of its own, always the same for the same feed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from zlib import crc32

from storage.feeds import LONGEST_WAIT
from storage.records import Entry, Feed

A_RHYTHM = 20  # entries, the latest, that make it
TWO_GAPS = 2  # fewer are none
LOOKS = 2  # readings in the time between two entries
SILENCE = 20  # a pause counts as a rhythm of its twentieth part: who is silent for a day is read in the hour
STRETCH = 12  # intervals; an hour at the usual 300 s
PATIENCE = 36  # intervals a server may ask for; three hours at the usual 300 s
JITTER = 0.1  # of a wait
_MOST_DOUBLINGS = 20  # beyond the day's limit for an interval of a second


def rhythm(entries: Iterable[Entry], now: datetime) -> float | None:
    """Seconds between two entries of a feed, as a rule.

    Args:
        entries: what the feed says at present.
        now: UTC; entries dated later say nothing.

    Returns:
        None: too few of them are dated.
    """
    moments = sorted({entry.published for entry in entries if entry.published and entry.published <= now})
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments[-A_RHYTHM:])]
    if len(gaps) < TWO_GAPS:
        return None
    return max(median(gaps), (now - moments[-1]).total_seconds() / SILENCE)


def after_success(
    feed: Feed,
    now: datetime,
    interval: float,
    *,
    rhythm: float | None,
    ttl: int | None,
    max_age: int | None = None,
    retry_after: int | None = None,
) -> datetime:
    """When a feed that was read is read again.

    Args:
        feed: whose turn it was.
        now: UTC.
        interval: seconds, the least between two readings of one feed.
        rhythm: seconds between two of its entries; None: not known.
        ttl: seconds the feed asks for.
        max_age: seconds the server holds its answer to be fresh.
        retry_after: seconds the server asks for with an answer that is none of refusal.
    """
    wait = min((rhythm or 0.0) / LOOKS, interval * STRETCH)
    asked = min(max(ttl or 0, max_age or 0), interval * PATIENCE)
    return _after(feed, now, interval, max(interval, wait, asked, retry_after or 0))


def after_failure(feed: Feed, now: datetime, interval: float, *, retry_after: int | None = None) -> datetime:
    """When a feed that could not be read is tried again: after the interval, doubled for each failure before this one.

    Args:
        feed: as it was before this failure.
        now: UTC.
        interval: seconds.
        retry_after: seconds the server asks for.
    """
    doubled = interval * 2 ** min(feed.failures, _MOST_DOUBLINGS)
    return _after(feed, now, interval, max(doubled, retry_after or 0))


def _after(feed: Feed, now: datetime, interval: float, seconds: float) -> datetime:
    share = crc32(f"{feed.id}".encode()) / 2**32
    longest = max(LONGEST_WAIT.total_seconds(), interval)
    return now + timedelta(seconds=min(seconds * (1 + JITTER * share), longest))
