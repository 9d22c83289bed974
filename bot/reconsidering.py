"""An article that its outlet has changed: judged beside what it said before, and published as far as that matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.editorial.calibration import RELEVANT
from bot.editorial.concepts import Lexicon
from bot.editorial.decide import decide
from bot.editorial.revision import revise
from bot.editorial.study import study
from bot.judgement import take_in
from bot.meaning import Meaning
from storage.archive import Archive
from storage.records import Article, Decision, Filed, PendingEntry, Published, Study, Verdict


def reconsider(
    archive: Archive,
    lexicon: Lexicon,
    article: Article,
    now: datetime,
    *,
    entry: PendingEntry | None = None,
    meaning: Meaning | None = None,
) -> Published:
    """Judge an article that its outlet has changed.

    Args:
        archive: memory, and where the verdict goes.
        lexicon: the topic's names.
        article: as it reads now.
        now: UTC.
        entry: the waiting entry it came from, settled with it.
        meaning: makes the vector of one that belongs to the story only now.

    Returns:
        What was published; `known` when nothing follows from the change.
    """
    filed = archive.filed(article)
    if filed is None:  # another page now
        return take_in(archive, lexicon, article, now, entry=entry, meaning=meaning)
    furniture = archive.furniture(article.outlet)
    article = replace(article, published=filed.published)  # to change an article does not make it newer
    after = study(article, lexicon, furniture)
    if filed.verdict is Verdict.IRRELEVANT and after.relevance >= RELEVANT and meaning is not None:
        after = replace(after, vector=meaning.of(after))
    before = study(replace(article, title=filed.title, text=filed.text), lexicon, furniture)
    decision = _reconsidered(archive, lexicon, filed, before, after, now=now)
    return archive.revise(filed, after, decision, now, entry)


def _reconsidered(
    archive: Archive, lexicon: Lexicon, filed: Filed, before: Study, after: Study, *, now: datetime
) -> Decision:
    # What never belonged by its own words does so by the event that it reports.
    if after.relevance < RELEVANT <= before.relevance:
        return Decision(
            filed.verdict, after.relevance, None, ("changed, and none of the story's business now",)
        )
    memory = archive.recall(after)
    if filed.verdict is Verdict.IRRELEVANT:
        return decide(after, memory, lexicon)
    if filed.event is None or filed.verdict is Verdict.DUPLICATE:
        return Decision(filed.verdict, after.relevance, None, ("changed, but no event rests on its words",))
    return revise(before, after, filed.verdict, filed.event, memory=memory, lexicon=lexicon, now=now)
