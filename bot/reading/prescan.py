"""A look at an XML text before it is parsed: is it a bomb?

Honest feeds stay far below every limit; what goes beyond costs the feed parser minutes or gigabytes (measured: 32,000
attributes on one element take it 10 s, a nest of six entities in half a kilobyte unfolds to 3 MB). An honest 5 MB costs
0.2 s here. A text that is not well-formed is looked at up to its first fault; the rest is bounded by the deadline of the
child process that parses it.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from bot.errors import ParseError
from bot.reading.entries import MAX_ENTRIES

MAX_ATTRIBUTES = 100  # on one element
MAX_DEPTH = 100
MAX_ELEMENTS = 300_000
ENTRY = frozenset({"item", "entry"})
MAX_ENTITY = 100  # characters; declared entities are names of characters


def prescan(xml: bytes) -> bytes:
    """Refuse what would cost the parser too much, and shorten what would only cost it long.

    Args:
        xml: UTF-8.

    Returns:
        The same; of a feed with more than `MAX_ENTRIES`, which is an archive rather than news, a feed of the first ones.

    Raises:
        ParseError: entities built of entities, or more attributes, depth or elements than a feed has.
    """
    parser = expat.ParserCreate("utf-8")
    watch = _Watch(lambda: parser.CurrentByteIndex)
    parser.ordered_attributes = True
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parser.EntityDeclHandler = watch.entity
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        return xml
    if watch.enough is None:
        return xml
    end, around = watch.enough
    return xml[:end] + "".join(f"</{name}>" for name in reversed(around)).encode()


class _Watch:
    """Counts as expat goes by."""

    def __init__(self, place: Callable[[], int]) -> None:
        self._place = place
        self._open: list[str] = []
        self._elements = 0
        self._entries = 0
        # Where the first entry too many begins, and within what.
        self.enough: tuple[int, tuple[str, ...]] | None = None

    def start(self, name: str, attributes: list[str]) -> None:
        if name.rpartition(":")[2].lower() in ENTRY:
            self._entries += 1
            if self._entries == MAX_ENTRIES + 1:
                self.enough = self._place(), tuple(self._open)
        self._open.append(name)
        self._elements += 1
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            raise ParseError(f"a hostile feed: more than {MAX_ATTRIBUTES} attributes on one element")
        if len(self._open) > MAX_DEPTH:
            raise ParseError(f"a hostile feed: elements nested deeper than {MAX_DEPTH}")
        if self._elements > MAX_ELEMENTS:
            raise ParseError(f"a feed of more than {MAX_ELEMENTS:,} elements")

    def end(self, _name: str) -> None:
        self._open.pop()

    def entity(self, name: str, is_parameter: bool, value: str | None, *_: str | None) -> None:
        """An entity of the document itself; external ones are never loaded, by expat or the parser."""
        if value is not None and (is_parameter or "&" in value or len(value) > MAX_ENTITY):
            raise ParseError(f"a hostile feed: it declares the entity {name[:40]!r} to be unfolded")
