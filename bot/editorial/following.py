"""Which event of the timeline a new one follows: as announced, or once more; nearly the same, or the step before."""

from __future__ import annotations

from collections.abc import Sequence

from bot.editorial.calibration import GREY
from bot.editorial.concepts import Lexicon
from bot.editorial.matching import Match
from storage.records import KnownEvent, Profile, Study

# Content agreement of two steps of one ladder; read on the seeds: steps .31-.46, others' acts .20.
ALIKE = 0.27


def followed(study: Study, ranked: Sequence[Match], lexicon: Lexicon) -> KnownEvent | None:
    """The event that a first report follows; None: it begins something.

    Args:
        study: the report.
        ranked: the known events it was compared with, the likeliest first.
        lexicon: knows the steps of the topic's ladder.
    """
    before = [match for match in ranked if match.after and match.alike >= ALIKE]
    if before:
        return max(before, key=lambda m: m.alike).event
    if ranked and ranked[0].score >= GREY:
        return ranked[0].event
    span = study.profile.span
    if span is None or not _steps(study.profile, lexicon):
        return None
    earlier = (
        match.event
        for match in ranked
        if match.alike >= ALIKE
        and match.event.span.end < span.start
        and any(_steps(founder, lexicon) for founder in match.event.founders)
    )
    return max(earlier, key=lambda e: (e.span.end, e.id), default=None)


def _steps(profile: Profile, lexicon: Lexicon) -> bool:
    """Whether a report takes a step of the ladder."""
    return lexicon.rung(profile.acts, profile.concepts.keys()) > 0
