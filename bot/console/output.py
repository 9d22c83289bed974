"""Where output goes: data to stdout or a file, whole or not at all; progress to stderr, when somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.errors import DatelineError

CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), "\N{REPLACEMENT CHARACTER}")

KEPT_WHOLE = 16  # columns; longer cells are folded when the terminal is too narrow


def write(pieces: Iterable[str], path: Path | None) -> None:
    """Write data, in UTF-8 whatever the terminal's own encoding.

    Args:
        pieces: of the data; they may be many.
        path: a file, which is there only when it is whole; None: stdout.

    Raises:
        DatelineError: the file cannot be written.
    """
    if path is None:
        sys.stdout.flush()
        _pour(pieces, sys.stdout.buffer)
        return
    try:
        if path.exists() and not path.is_file():  # a device or a pipe
            with path.open("wb") as file:
                _pour(pieces, file)
            return
        aside = path.with_name(f"{path.name}.part")
        try:
            with aside.open("wb") as file:
                _pour(pieces, file)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise DatelineError(f"{path}: cannot be written: {error.strerror or error}") from error


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout: drawn on a terminal, tab-separated with a heading in a pipe. Text is shown as it is."""
    clean = [[cell.translate(CONTROL) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        write(("\t".join(row) + "\n" for row in [columns, *clean]), None)
        return
    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for position, column in enumerate(columns):
        longest = max(cell_len(row[position]) for row in [columns, *clean])
        drawn.add_column(column, no_wrap=longest <= KEPT_WHOLE, overflow="fold")
    for row in clean:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr, if that is a terminal.

    Args:
        what: is going on.
        total: how many steps there are.

    Yields:
        A function to be called after each step.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _pour(pieces: Iterable[str], file: BinaryIO) -> None:
    file.writelines(piece.encode("utf-8", "replace") for piece in pieces)
    file.flush()
