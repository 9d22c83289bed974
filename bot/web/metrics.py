"""`GET /metrics`: figures for Prometheus, read from the database at the moment they are asked for.

What only ever grows is a counter, although it is counted in rows: rates and lags are Prometheus's to work out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from storage.errors import StorageError
from storage.feeds import Feeds
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.records import Feed, FeedState, Verdict
from storage.subscribers import Subscribers
from storage.timeline import Timeline


class Store(Protocol):
    """What is counted."""

    @property
    def feeds(self) -> Feeds:
        """Their health."""

    @property
    def timeline(self) -> Timeline:
        """Articles by verdict, events."""

    @property
    def subscribers(self) -> Subscribers:
        """How many."""

    @property
    def outbox(self) -> Outbox:
        """What is owed and was paid."""

    @property
    def inbox(self) -> Inbox:
        """What came and waits."""


def metrics_route(store: Store, clock: Callable[[], datetime]) -> web.RouteDef:
    """The route that tells the figures.

    Args:
        store: what is counted.
        clock: the present, UTC.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(_Figures(store, clock))

    async def answer(_: web.Request) -> web.Response:
        try:
            text = await asyncio.to_thread(generate_latest, registry)
        except StorageError as error:
            return web.Response(status=503, text=f"the database does not answer: {error}\n")
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return web.get("/metrics", answer)


class _Figures(Collector):
    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def describe(self) -> Iterator[Metric]:
        """Nothing is read at registration."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every figure, read now."""
        now = self._clock()
        yield from self._deliveries(now)
        yield from _feeds(self._store.feeds.list(), now)
        counts = self._store.timeline.counts()
        verdicts = CounterMetricFamily(
            "dateline_decisions", "Articles judged, by verdict.", labels=["verdict"]
        )
        for verdict in Verdict:
            verdicts.add_metric([verdict.value], counts[verdict.value])
        yield verdicts
        yield GaugeMetricFamily("dateline_events", "Events of the timeline.", value=counts["events"])
        yield GaugeMetricFamily(
            "dateline_subscribers",
            "Chats that are owed updates.",
            value=self._store.subscribers.active_count(),
        )
        inbox = GaugeMetricFamily(
            "dateline_inbox_updates", "Updates from Telegram, by state.", labels=["state"]
        )
        for state, count in self._store.inbox.counts().items():
            inbox.add_metric([state], count)
        yield inbox

    def _deliveries(self, now: datetime) -> Iterator[Metric]:
        states = GaugeMetricFamily("dateline_outbox_deliveries", "Deliveries, by state.", labels=["state"])
        counts = self._store.outbox.counts()
        for state, count in counts.items():
            states.add_metric([state], count)
        yield states
        yield CounterMetricFamily(
            "dateline_sent", "Messages sent; their rate is the sender's.", value=counts["sent"]
        )
        oldest = self._store.outbox.oldest_pending(now)
        age = (now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily(
            "dateline_outbox_age_seconds", "How long the oldest delivery waits.", value=max(0.0, age)
        )


def _feeds(feeds: list[Feed], now: datetime) -> Iterator[Metric]:
    states = GaugeMetricFamily(
        "dateline_feeds", "Feeds, by state; failing ones are active too.", labels=["state"]
    )
    for state in FeedState:
        states.add_metric([state.value], sum(feed.state is state for feed in feeds))
    active = [feed for feed in feeds if feed.state is FeedState.ACTIVE]
    states.add_metric(["failing"], sum(feed.failures > 0 for feed in active))
    yield states
    last = max((feed.last_success_at for feed in active if feed.last_success_at), default=None)
    if last:
        lag = (now - last).total_seconds()
        yield GaugeMetricFamily(
            "dateline_poll_age_seconds", "Since a feed was last read.", value=max(0.0, lag)
        )
    due = max(((now - feed.next_poll_at).total_seconds() for feed in active), default=0.0)
    yield GaugeMetricFamily(
        "dateline_poll_lag_seconds", "How long the longest waiting feed is due.", value=max(0.0, due)
    )
