"""Where posts and digests are printed: the messages of deliveries, from the newest state of what they tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache

from bot.chat import digest, render
from bot.chat.deliver import Render
from bot.chat.edition import Edition
from bot.chat.messages import Message
from storage.digests import Digests
from storage.records import Delivery, DeliveryKind, Digest, Event, EventStatus, Topic, Update, UpdateKind
from storage.timeline import Timeline

STANDING = 64
"""Posts that are kept in print: a broadcast is of one or two, in three languages."""


class Press:
    """Prints messages. A thousand readers of one post cost one message for each of their languages.

    Args:
        timeline: events.
        digests: what a digest tells.
        topic: the story, for its names.
        clock: the present, UTC.
        bot: the bot's username, for links that open an event; "" for none.
    """

    def __init__(
        self,
        timeline: Timeline,
        digests: Digests,
        topic: Topic,
        clock: Callable[[], datetime],
        bot: str,
    ) -> None:
        self._timeline = timeline
        self._digests = digests
        self._topic = topic
        self._clock = clock
        self._bot = bot
        # A post is the same for whoever reads it in this language, until its event is another value.
        self._post = lru_cache(maxsize=STANDING)(self._printed)

    def run(self) -> Render:
        """What prints the deliveries claimed together: each event is read once for all of them."""
        event = cache(self._timeline.event)

        def message(delivery: Delivery) -> Message | None:
            if isinstance(delivery.told, Digest):
                reader = delivery.subscriber
                issue = digest.read(self._digests, self._timeline, delivery.told, reader)
                return digest.digest(self._edition(reader.lang), issue)
            about = event(delivery.told.event_id)
            if about is None or (delivery.kind is DeliveryKind.POST and _overtaken(about, delivery.told)):
                return None
            return self._post(about, delivery.told, delivery.subscriber.lang)

        return message

    def _printed(self, about: Event, told: Update, lang: str) -> Message:
        return render.post_in(self._edition(lang), about, told)

    def _edition(self, lang: str) -> Edition:
        return Edition.of(lang, self._topic, self._clock(), self._bot)


def _overtaken(about: Event, told: Update) -> bool:
    """What is not posted any more: the event is withdrawn, or another has taken it up."""
    gone = about.status is EventStatus.RETRACTED or about.merged_into is not None
    return gone and told.kind is not UpdateKind.RETRACTION
