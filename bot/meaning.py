"""What an article means, as a vector: made once, kept with the article, compared by `bot.editorial.matching`.

Axioms:
1. A headline and the first sentences say what an article is about; what follows is background.
2. Models crowd their vectors into a narrow cone, each into another. Seen from the cone's middle, the mean of sentences
   that have nothing to do with each other, unrelated texts are about at right angles in every model: one calibration
   serves all.
3. Meaning is a luxury: where there is none to be had, judgement goes by words, and the line does not wait for it twice.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from operator import sub
from typing import Protocol, TypeAlias

from bot.errors import EmbeddingError
from storage.records import Study, Vector

log = logging.getLogger(__name__)

Values: TypeAlias = tuple[float, ...]

GIST = 500  # characters after the headline
LONGEST_REST = 64  # articles that go without asking after failures in a row
ANCHORS = (
    "The parliament adopted the budget for the coming year on Tuesday.",
    "Heavy rain flooded several villages in the south, officials said.",
    "The central bank raised its key rate to nine percent.",
    "Two people were injured when a bus overturned near the capital.",
    "The ministers met for talks on trade and security.",
    "The team won the final after extra time.",
    "A court sentenced the former mayor to five years in prison.",
    "Researchers presented a new vaccine at a conference.",
    "Парламент принял во вторник бюджет на следующий год.",
    "Сильный дождь затопил несколько сёл на юге, сообщили власти.",
    "Центральный банк повысил ключевую ставку до девяти процентов.",
    "Два человека пострадали, когда автобус перевернулся недалеко от столицы.",
    "Министры встретились на переговорах о торговле и безопасности.",
    "Команда выиграла финал в дополнительное время.",
    "Суд приговорил бывшего мэра к пяти годам тюрьмы.",
    "Учёные представили на конференции новую вакцину.",
    "Խորհրդարանը երեքշաբթի ընդունեց հաջորդ տարվա բյուջեն։",
    "Հորդառատ անձրևը հեղեղել է հարավի մի քանի գյուղ, հայտնել են պաշտոնյաները։",
    "Կենտրոնական բանկը հիմնական տոկոսադրույքը բարձրացրել է մինչև ինը տոկոս։",
    "Երկու մարդ վիրավորվել է, երբ ավտոբուսը շրջվել է մայրաքաղաքի մոտ։",
    "Նախարարները հանդիպել են առևտրի և անվտանգության շուրջ բանակցություններին։",
    "Թիմը հաղթեց եզրափակիչում լրացուցիչ ժամանակում։",
    "Դատարանը նախկին քաղաքապետին դատապարտել է հինգ տարվա ազատազրկման։",
    "Հետազոտողները գիտաժողովում ներկայացրել են նոր պատվաստանյութ։",
)
"""News of eight kinds in three languages; their mean is the middle. Changing one changes what stored vectors mean."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1 that lie near each other where the texts mean the same."""

    @property
    def name(self) -> str:
        """The model; vectors of one name can be compared."""

    def embed(self, texts: Sequence[str]) -> list[Values]:
        """One vector for each text, all of one dimension.

        Raises:
            EmbeddingError: there is none to be had now.
        """

    def close(self) -> None:
        """Give back what is open."""


class Meaning:
    """Vectors of articles, all seen from the middle of their model's cone.

    Args:
        opened: opens the back-end. It is not called before the first article comes: what only reads needs no model.
    """

    def __init__(self, opened: Callable[[], Embedder]) -> None:
        self._opened = opened
        self._embedder: Embedder | None = None
        self._middle: Values | None = None
        self._failures = 0
        self._resting = 0

    def of(self, study: Study) -> Vector | None:
        """The vector of an article; None: there is none to be had now, which is said once and not for each article.

        After n failures in a row, 2ⁿ articles (`LONGEST_REST` at most) go without asking.
        """
        if self._resting:
            self._resting -= 1
            return None
        try:
            vector = self.vector(gist(study))
        except EmbeddingError as error:
            if not self._failures:
                log.warning("articles are matched without vectors until this is mended: %s", error)
            self._failures += 1
            self._resting = min(2**self._failures, LONGEST_REST)
            return None
        if self._failures:
            log.info("articles have vectors again")
        self._failures = 0
        return vector

    def vector(self, text: str) -> Vector:
        """The vector of a text.

        Raises:
            EmbeddingError: there is none to be had now.
        """
        if self._embedder is None:
            self._embedder = self._opened()
        if self._middle is None:
            anchors = self._embedder.embed(ANCHORS)
            self._middle = tuple(sum(column) / len(anchors) for column in zip(*anchors, strict=True))
        (values,) = self._embedder.embed([text])
        return Vector(self._embedder.name, _unit(tuple(map(sub, values, self._middle))))

    def close(self) -> None:
        """Close the back-end, if it was opened."""
        if self._embedder is not None:
            self._embedder.close()


def gist(study: Study) -> str:
    """The part of an article that is embedded: its headline and the first `GIST` characters of the cleaned text."""
    rest = " ".join(sentence.text for sentence in study.sentences if sentence.position)
    return f"{study.title}. {rest[:GIST]}" if rest else study.title


def _unit(values: Values) -> Values:
    length = math.hypot(*values) or 1.0
    return tuple(value / length for value in values)
