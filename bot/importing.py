"""Archives of articles: JSON Lines, plain or gzipped, to articles in the order of their publication.

A line holds `{"id", "url", "title", "text", "published", "outlet", "lang"}`; `title` or `text` may be empty, `lang`
missing or null, other keys are passed over. `published` is an ISO 8601 date or date-time; without an offset it is UTC,
and of a bare date only the day is known (`timed=False`, 00:00 UTC). A line that says anything else is a `BadLine`: a
value, since it stops neither the lines after it nor the import.

`in_order` keeps the lines in a temporary file and only their times in memory (about 100 bytes an article), so that an
archive may be larger than memory and come through a pipe. `import_articles` passes them through the line.
"""

from __future__ import annotations

import gzip
import logging
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from io import BufferedIOBase
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.errors import DatelineError, FetchError, ImportLineError
from bot.judgement import take_in
from bot.reading.addresses import canonical
from bot.seeds import EARLIEST_YEAR, LATEST_YEAR
from bot.store import Store
from storage.errors import StorageError
from storage.records import Article, DateSource, Published, Verdict

log = logging.getLogger(__name__)

MAX_LINE = 8 * 1024 * 1024  # bytes; the longest article of any size seen is under 1 MB
TOGETHER = 64  # articles committed at once: a second's work or two, which an import that is killed does again
STATED = 0.95  # confidence in a time the archive states: as good as a feed's own
GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be imported, and why."""

    path: Path
    number: int  # from 1
    problem: str

    def __str__(self) -> str:
        """The one line that is shown."""
        return f"{self.path}, line {self.number}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Archive:
    """All good lines of some files, by publication, and all bad ones. Valid while `in_order` is entered."""

    articles: Iterator[Article]
    total: int  # articles
    bad: tuple[BadLine, ...]


def read_lines(path: Path) -> Iterator[Article | BadLine]:
    """The articles of a file, in its own order; blank lines are passed over.

    Raises:
        DatelineError: the file cannot be opened.
    """
    for number, line in _lines(path):
        yield _read(path, number, line)


@contextmanager
def in_order(paths: Sequence[Path]) -> Iterator[Archive]:
    """The articles of several files in one order: by publication, then as they stand.

    All files are read to the end before the first article is handed out.

    Raises:
        DatelineError: a file cannot be opened.
    """
    bad: list[BadLine] = []
    places: list[tuple[datetime, int, int]] = []  # published, where the line begins in the spool, its length
    with TemporaryFile() as spool:
        for path in paths:
            for number, line in _lines(path):
                read = _read(path, number, line)
                if isinstance(read, BadLine):
                    bad.append(read)
                else:
                    assert isinstance(line, bytes)
                    places.append((read.published, spool.tell(), len(line)))
                    spool.write(line)
        places.sort()
        yield Archive(articles=_again(spool, places), total=len(places), bad=tuple(bad))


def import_articles(
    store: Store,
    articles: Iterable[Article],
    now: datetime,
    on_done: Callable[[Verdict | None], None],
    on_fault: Callable[[Article, Exception], None],
) -> None:
    """Take articles in, each judged as on the day it appeared, but posted only where it is news today.

    Args:
        store: where they go; articles that are in already are passed over, so an import may be resumed or repeated.
        articles: in the order of their publication.
        now: when they come in, UTC.
        on_done: called for each that is in with its verdict, None: it was known.
        on_fault: called with one that cannot be judged, and why; it holds up no other.

    Raises:
        StorageError: the database is in trouble; what is in stays in.
    """
    waiting = iter(articles)
    while some := list(islice(waiting, TOGETHER)):
        for article, outcome in zip(some, _outcomes(store, some, now), strict=True):
            if isinstance(outcome, Exception):
                on_fault(article, outcome)
            else:
                on_done(None if outcome.known else outcome.verdict)


def _outcomes(store: Store, some: Sequence[Article], now: datetime) -> Sequence[Published | Exception]:
    """What becomes of articles that are taken in at once; each by itself where one of them cannot be judged."""
    if store.meaning is None:  # an embedder may be asked over the network, and no transaction waits for that
        try:
            with store.archive.together():
                return [_take_in(store, article, now) for article in some]
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it is met again below, by the article that it concerns
            log.debug("of %d articles one cannot be judged: each by itself", len(some))
    return [_taken_in(store, article, now) for article in some]


def _take_in(store: Store, article: Article, now: datetime) -> Published:
    arrived = replace(article, fetched_at=now)
    return take_in(store.archive, store.lexicon, arrived, article.published, meaning=store.meaning)


def _taken_in(store: Store, article: Article, now: datetime) -> Published | Exception:
    try:
        return _take_in(store, article, now)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this article only
        return error


def parse_line(line: bytes) -> Article:
    """One line as an article.

    Raises:
        ImportLineError: it is no line of the format; the text names the key and what is wrong with it.
    """
    try:
        row = _Line.model_validate_json(line)
    except ValidationError as error:
        raise ImportLineError("; ".join(_problem(detail) for detail in error.errors())) from error
    published, timed = row.published
    return Article(
        url=row.url,
        title=row.title,
        text=row.text,
        outlet=row.outlet,
        lang=row.lang or None,
        published=published,
        published_source=DateSource.FEED,
        published_confidence=STATED,
        fetched_at=published,
        external_id=row.id,
        timed=timed,
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes | ImportLineError]]:
    """Numbered lines, or what keeps one from being read; blank ones left out, gzip undone."""
    number = 0
    try:
        with path.open("rb") as file:
            try:
                zipped = file.peek(2).startswith(GZIP)
                for number, line in enumerate(_bounded(gzip.GzipFile(fileobj=file) if zipped else file), 1):
                    if isinstance(line, ImportLineError) or line.strip():
                        yield number, line
            except (EOFError, OSError, zlib.error) as error:
                yield number + 1, ImportLineError(f"the file breaks off here: {error}")
    except OSError as error:
        raise DatelineError(f"{path}: {error.strerror or error}") from error


def _bounded(file: BufferedIOBase) -> Iterator[bytes | ImportLineError]:
    """Lines of at most `MAX_LINE` bytes; of a longer one only its fault, never the whole."""
    first = True
    while line := file.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            yield ImportLineError(f"the line is longer than {MAX_LINE // 1024 // 1024} MB")
        else:
            yield line.removeprefix(BOM) if first else line
        first = False


def _read(path: Path, number: int, line: bytes | ImportLineError) -> Article | BadLine:
    try:
        if isinstance(line, ImportLineError):
            raise line
        return parse_line(line)
    except ImportLineError as error:
        return BadLine(path, number, str(error))


def _again(spool: IO[bytes], places: Sequence[tuple[datetime, int, int]]) -> Iterator[Article]:
    for _, start, length in places:
        spool.seek(start)
        yield parse_line(spool.read(length))


def _problem(detail: ErrorDetails) -> str:
    """A fault as an editor of the file reads it."""
    if detail["type"] == "json_invalid":
        return f"this is no JSON: {detail['ctx']['error']}"
    cause = detail.get("ctx", {}).get("error")
    message = str(cause) if cause else detail["msg"].replace("Input should be", "it should be")
    where = detail["loc"]
    if not where:
        return message if cause else "a JSON object is wanted"
    return f"`{where[0]}`: {message}"


def _whole(text: str) -> str:
    """Without NUL, which PostgreSQL's text refuses."""
    return text.replace("\0", "")


def _stripped(text: str) -> str:
    return _whole(text).strip()


def _said(text: str) -> str:
    if not (text := _stripped(text)):
        raise ValueError("it is empty")
    return text


def _address(text: str) -> str:
    try:
        return canonical(text)
    except FetchError as error:
        raise ValueError(str(error)) from error


def _language(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z]{2,3}([-_]\w+)*", text):
        raise ValueError(f'"{text[:40]}" is no language code such as "en"')
    return re.split("[-_]", text)[0].lower()


def _published(text: object) -> tuple[datetime, bool]:
    """The time in UTC, and whether more than its day is known."""
    if not isinstance(text, str):
        raise ValueError("a string with a date or time is wanted")  # noqa: TRY004 - pydantic reports ValueErrors
    moment, timed = _moment(text)
    if not EARLIEST_YEAR <= moment.year < LATEST_YEAR:
        raise ValueError(f'"{text[:40]}": a year from {EARLIEST_YEAR} on is wanted')
    return moment, timed


def _moment(text: str) -> tuple[datetime, bool]:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC), False
    except ValueError:
        pass
    try:
        stated = datetime.fromisoformat(text)
        return (stated.astimezone(UTC) if stated.tzinfo else stated.replace(tzinfo=UTC)), True
    except (ValueError, OverflowError):
        raise ValueError(f'"{text[:40]}" is no ISO 8601 date or time such as 2024-06-12T17:39Z') from None


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)

    id: Annotated[str, AfterValidator(_said)]
    url: Annotated[str, AfterValidator(_address)]
    title: Annotated[str, AfterValidator(_stripped)]
    text: Annotated[str, AfterValidator(_whole)]
    published: Annotated[tuple[datetime, bool], PlainValidator(_published)]
    outlet: Annotated[str, AfterValidator(_said)]
    lang: Annotated[str, AfterValidator(_language)] | None = None

    @model_validator(mode="after")
    def _tells_something(self) -> Self:
        if not self.title and not self.text.strip():
            raise ValueError("`title`: it is empty, and so is `text`")
        return self
