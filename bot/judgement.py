"""One article: read memory, decide, publish. The same for feeds, seeds and archives, and alike on every thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.editorial.calibration import RELEVANT
from bot.editorial.concepts import Lexicon
from bot.editorial.decide import decide
from bot.editorial.study import study
from bot.meaning import Meaning
from storage.archive import Archive
from storage.records import Article, PendingEntry, Published


def take_in(
    archive: Archive,
    lexicon: Lexicon,
    article: Article,
    now: datetime,
    *,
    entry: PendingEntry | None = None,
    meaning: Meaning | None = None,
) -> Published:
    """Judge one article and publish the verdict in one transaction.

    Args:
        archive: memory, and where the verdict goes.
        lexicon: the topic's names.
        article: as read.
        now: UTC.
        entry: the waiting entry it came from, settled with it.
        meaning: makes the article's vector, where an embedder is set up.

    Returns:
        What was published; `known` when the article was in already.
    """
    known, furniture = archive.meets(article)
    if known is not None:
        return archive.publish_known(article, entry)
    read = study(article, lexicon, furniture)
    if read.profile.span is None:  # it names nothing of the story
        return archive.publish(read, decide(read, archive.originals(read), lexicon), now, entry)
    if meaning is not None and read.relevance >= RELEVANT:
        read = replace(read, vector=meaning.of(read))
    return archive.publish(read, decide(read, archive.recall(read), lexicon), now, entry)
