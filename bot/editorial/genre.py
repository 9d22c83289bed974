"""What kind of piece an article is: a report, or one that reports no event and is never posted.

Axioms:
1. A comment, a survey, a reference or a printed conversation says by its headline what it is. A conversation with one of
   the story's own people is a report all the same: what they say is news.
2. A feature says it by its lead. A report tells when something happened or who says so, in its first sentences; a long
   piece that does neither, under a headline without an act of the story, tells of how things are. So does one that sets a
   scene, on whatever day, and names nothing of the story in it.
3. News begins with what is new: a text that opens with what happened long ago, and goes on without a day of its own, looks
   back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.editorial import cues, headlines
from bot.editorial.calibration import FEATURE_SENTENCES, LEAD_SENTENCES
from bot.editorial.concepts import Lexicon
from bot.editorial.study import background
from storage.records import Precision, Sentence, Study

PEOPLE = frozenset({"person", "official"})  # kinds of concepts whose words are news


def reports_nothing(study: Study, lexicon: Lexicon) -> str | None:
    """Why an article reports no event, in words; None: nothing says that it does not.

    Args:
        study: of the article.
        lexicon: the topic's names.
    """
    headline = study.article.title.strip()
    if headlines.comments(headline, study.lang):
        return "a comment by its own headline"
    if headlines.converses(headline, study.lang) and not _of_the_story(study, lexicon):
        return "a conversation by its own headline"
    if not _may_be_told_by_its_lead(study, lexicon):
        return None
    body = [sentence for sentence in study.sentences if sentence.position > 0]
    if _is_feature(body, study.lang):
        return "a feature by its lead, which tells neither what happened when nor who says so"
    if _looks_back(body, study.lang, study.profile.published):
        return "a look back: it opens with what happened long ago"
    return None


def _may_be_told_by_its_lead(study: Study, lexicon: Lexicon) -> bool:
    """Whether the headline leaves the lead to say what an article is.

    Where it has an act of the story, it is of a report; where the topic names no acts, or sources are not known by their
    verbs, nothing tells a feature from a report.
    """
    acts = lexicon.by_kind.get("act")
    if not acts or study.lang not in cues.LANGUAGES or not study.sentences:
        return False
    return study.sentences[0].concepts.isdisjoint(acts)


def _of_the_story(study: Study, lexicon: Lexicon) -> bool:
    """Whether the headline names one of the story's people."""
    named = study.sentences[0].concepts if study.sentences else frozenset()
    return any(named & lexicon.by_kind.get(kind, frozenset()) for kind in PEOPLE)


def _is_feature(body: Sequence[Sentence], lang: str) -> bool:
    """Whether an article is a long piece that tells of how things are."""
    if len(body) < FEATURE_SENTENCES:
        return False
    lead = body[:LEAD_SENTENCES]
    if any(cues.attributed(sentence.text, lang) for sentence in lead):
        return False
    dated = any(mention.span.precision is Precision.DAY for sentence in lead for mention in sentence.mentions)
    return not dated or not any(sentence.concepts for sentence in lead)


def _looks_back(body: Sequence[Sentence], lang: str, published: date) -> bool:
    """Whether the first sentence tells, in nobody's words, of the past only, and the next of no day about today."""
    if len(body) < LEAD_SENTENCES or not background(body[0], published):
        return False
    if cues.attributed(body[0].text, lang):
        return False
    return background(body[1], published) or all(
        mention.span.precision is not Precision.DAY for mention in body[1].mentions
    )
