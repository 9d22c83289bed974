"""What of a sentence nothing told carries: its terms, their share of its weight, and how a reader knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.editorial.agreement import NAME, STEM, Rarity
from bot.editorial.calibration import NEW, NEW_ACROSS
from bot.editorial.names import name_key
from bot.editorial.told import Told, said
from storage.records import Sentence


@dataclass(frozen=True, slots=True)
class Unseen:
    """The terms of a sentence that nothing told carries, and their share of its weight, 0-1."""

    terms: frozenset[str]
    share: float
    lang: str

    @staticmethod
    def of(sentence: Sentence, told: Told, rarity: Rarity) -> Unseen:
        """What of a sentence is not told; in words only where the event was told in its language."""
        says = said(sentence, stems=told.comparable)
        unseen = says - told.terms
        weight = rarity.weight(says)
        return Unseen(unseen, rarity.weight(unseen) / weight if weight else 0.0, told.lang)

    def adds(self, told: Told) -> bool:
        """Whether enough is unseen, and not only the wording."""
        needed = NEW if told.comparable else NEW_ACROSS
        return self.share >= needed and any(not t.startswith(STEM) for t in self.terms)


def listed(found: Iterable[str], sentence: Sentence, lang: str) -> str:
    """Terms as a reader knows them: concepts and figures first, names as the sentence spells them."""
    facts = sorted(t for t in found if not t.startswith(STEM))
    return ", ".join(_spelt(t, sentence, lang).replace("_", " ") for t in facts[:4])


def _spelt(term: str, sentence: Sentence, lang: str) -> str:
    if not term.startswith(NAME):
        return term[len(NAME) :]
    spelt = (
        word for word in re.findall(r"[^\W\d_]+", sentence.text) if name_key(word, lang) == term[len(NAME) :]
    )
    return next(spelt, term[len(NAME) :])
