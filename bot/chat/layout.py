"""Laying out a message: blocks of lines become one text with entities that Telegram takes as it is.

What `compose` promises for any input: 1-4096 UTF-16 units, at most 100 entities, none empty, none outside the text,
none that begins or ends inside a surrogate pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from telegram import MessageEntity
from telegram.constants import MessageEntityDateTimeFormats, MessageLimit

from bot.chat.words import ELLIPSIS, QUOTE, Run, Style, Words, clip, joined, length, literal, styled, units

TEXT_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together.

    Args:
        lines: from the most to the least important where they may be left out.
        rank: 0 stays; of the others the highest goes first, from its last line on.
        quote: folded away in a quote the reader can expand.
        most: lines shown even where there is room for more; None: all.
        rest: says in a line how many were left out.
    """

    lines: tuple[Words, ...]
    rank: int = 0
    quote: bool = False
    most: int | None = None
    rest: Callable[[int], Words] | None = None


def compose(blocks: Iterable[Block], room: int = TEXT_UNITS) -> tuple[str, tuple[MessageEntity, ...]]:
    """One text and its entities: blocks apart by an empty line, lines by a newline.

    Args:
        blocks: in reading order; empty ones are left out.
        room: UTF-16 units the text may take.

    Returns:
        The text, and its entities by offset, the outer before the inner.
    """
    words = _assemble(_fitted([_written(block) for block in blocks], room))
    text = "".join(run.text for run in words)
    return (text, _entities(words)) if text.strip() else (ELLIPSIS, ())


def _written(block: Block) -> Block:
    """The block without lines that say nothing."""
    return replace(block, lines=tuple(line for line in block.lines if any(run.text.strip() for run in line)))


def _shown(block: Block, kept: int) -> Block:
    """The block with its first lines, and what it says of the rest; with none it vanishes."""
    missing = len(block.lines) - kept
    rest = (block.rest(missing),) if block.rest and kept and missing else ()
    return replace(block, lines=(*block.lines[:kept], *rest))


def _fitted(blocks: list[Block], room: int) -> list[Block]:
    """The blocks cut down to the room: first whole lines by rank, then the longest of the lines that must stay."""
    kept = [len(block.lines) if block.most is None else min(block.most, len(block.lines)) for block in blocks]
    sizes = [list(accumulate((length(line) + 1 for line in block.lines), initial=-1)) for block in blocks]

    def size(index: int) -> int:
        """Units of one block as it is shown at present."""
        missing = len(blocks[index].lines) - kept[index]
        rest = blocks[index].rest
        return sizes[index][kept[index]] + (length(rest(missing)) + 1 if rest and missing else 0)

    def total() -> int:
        """Units of the whole, separators included."""
        shown = [index for index, lines in enumerate(kept) if lines]
        gaps = sum(len(_gap(blocks[before], blocks[after])) for before, after in pairwise(shown))
        return sum(map(size, shown)) + gaps

    for rank in sorted({block.rank for block in blocks} - {0}, reverse=True):
        for index in reversed(range(len(blocks))):
            while blocks[index].rank == rank and kept[index] and total() > room:
                kept[index] -= 1
    return _squeezed([_shown(block, lines) for block, lines in zip(blocks, kept, strict=True)], room)


def _squeezed(blocks: list[Block], room: int) -> list[Block]:
    """The blocks with their longest lines clipped, and at the very worst their last lines gone, until they fit."""
    while (excess := length(_assemble(blocks)) - room) > 0:
        blocks = [block for block in blocks if block.lines]
        places = [(at, line) for at, block in enumerate(blocks) for line in range(len(block.lines))]
        at, line = max(places, key=lambda place: length(blocks[place[0]].lines[place[1]]))
        lines = [*blocks[at].lines]
        size = length(lines[line])
        if size > 1:
            lines[line] = clip(lines[line], max(1, size // 2, size - excess))
            blocks[at] = replace(blocks[at], lines=tuple(lines))
        else:
            blocks[-1] = replace(blocks[-1], lines=blocks[-1].lines[:-1])
    return blocks


def _assemble(blocks: list[Block]) -> Words:
    words: Words = ()
    before: Block | None = None
    for block in blocks:
        if not block.lines:
            continue
        if before:
            words += literal(_gap(before, block))
        lines = joined("\n", block.lines)
        words += styled(lines, QUOTE) if block.quote else lines
        before = block
    return words


def _gap(before: Block, after: Block) -> str:
    """What parts two blocks: an empty line; a quote keeps its own distance on the screen."""
    return "\n" if before.quote or after.quote else "\n\n"


# --- entities ------------------------------------------------------------------------------------------------


def _entities(words: Words) -> tuple[MessageEntity, ...]:
    """The entities of the words: one for each unbroken stretch of a style, white space at its edges left out."""
    stretches: list[tuple[Style, int, str]] = []
    begun: dict[Style, tuple[int, str]] = {}
    at = 0
    for run in (*words, Run("")):
        ended = [style for style in begun if style not in run.styles]
        stretches.extend((style, *begun.pop(style)) for style in ended)
        for style in run.styles:
            start, text = begun.get(style, (at, ""))
            begun[style] = (start, text + run.text)
        at += units(run.text)
    entities = [entity for stretch in stretches if (entity := _entity(*stretch))]
    entities.sort(key=lambda entity: (_spare(entity), entity.offset))
    return tuple(
        sorted(entities[:MAX_ENTITIES], key=lambda entity: (entity.offset, -entity.length, entity.type))
    )


def _entity(style: Style, start: int, text: str) -> MessageEntity | None:
    inner = text.strip()
    if not inner:
        return None
    return MessageEntity(
        style.type,
        offset=start + units(text[: len(text) - len(text.lstrip())]),
        length=units(inner),
        url=style.url,
        unix_time=style.moment,
        date_time_format=MessageEntityDateTimeFormats.SHORT_DATE_SHORT_TIME if style.moment else None,
    )


def _spare(entity: MessageEntity) -> int:
    """What a message can do without when it has too many entities: times first, then links, its shape last."""
    return {MessageEntity.DATE_TIME: 2, MessageEntity.TEXT_LINK: 1}.get(entity.type, 0)
