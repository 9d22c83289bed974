"""Laying out a message: blocks of lines become one text with entities that Telegram takes as it is.

What `compose` promises for any input: 1-4096 UTF-16 units, at most 100 entities, none empty, none outside the text,
none that begins or ends inside a surrogate pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

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
        rest: says in a line how many were left out.
    """

    lines: tuple[Words, ...]
    rank: int = 0
    quote: bool = False
    rest: Callable[[int], Words] | None = None


def compose(blocks: Iterable[Block], room: int = TEXT_UNITS) -> tuple[str, tuple[MessageEntity, ...]]:
    """One text and its entities: blocks apart by an empty line, lines by a newline.

    Args:
        blocks: in reading order; empty ones are left out.
        room: UTF-16 units the text may take.

    Returns:
        The text, and its entities by offset, the outer before the inner.
    """
    words = _assemble(_fitted([kept for kept in map(_written, blocks) if kept.lines], room))
    text = "".join(run.text for run in words)
    return (text, _entities(words)) if text.strip() else (ELLIPSIS, ())


def _written(block: Block) -> Block:
    """The block without lines that say nothing."""
    return replace(block, lines=tuple(line for line in block.lines if any(run.text.strip() for run in line)))


def _assemble(blocks: list[Block]) -> Words:
    words: Words = ()
    before: Block | None = None
    for block in blocks:
        if before:  # a quote keeps its own distance on the screen
            words += literal("\n" if block.quote or before.quote else "\n\n")
        lines = joined("\n", block.lines)
        words += styled(lines, QUOTE) if block.quote else lines
        before = block
    return words


def _fitted(blocks: list[Block], room: int) -> list[Block]:
    """The blocks cut down to the room: first whole lines by rank, then the longest of the lines that must stay."""
    for rank in sorted({block.rank for block in blocks} - {0}, reverse=True):
        for index in reversed(range(len(blocks))):
            if blocks[index].rank == rank and length(_assemble(blocks)) > room:
                blocks[index] = _shortened(blocks, index, room)
    blocks = [block for block in blocks if block.lines]
    while (excess := length(_assemble(blocks)) - room) > 0:
        at, line = _longest(blocks)
        words = blocks[at].lines[line]
        if length(words) > 1:
            lines = [*blocks[at].lines]
            lines[line] = clip(words, max(1, length(words) // 2, length(words) - excess))
            blocks[at] = replace(blocks[at], lines=tuple(lines))
        else:
            blocks[-1] = replace(blocks[-1], lines=blocks[-1].lines[:-1])
            blocks = [block for block in blocks if block.lines]
    return blocks


def _shortened(blocks: list[Block], index: int, room: int) -> Block:
    """The block with as many of its first lines as leave the whole within the room, maybe none."""
    block = blocks[index]
    others = [*blocks[:index], *blocks[index + 1 :]]
    left = room - length(_assemble(others)) - 4  # a block brings a separator on either side
    kept = 0
    used = 0
    for line in block.lines:
        used += length(line) + 1
        if used + _rest_units(block, len(block.lines) - kept - 1) > left:
            break
        kept += 1
    missing = len(block.lines) - kept
    if not kept:
        return replace(block, lines=())
    rest = (block.rest(missing),) if block.rest and missing else ()
    return replace(block, lines=(*block.lines[:kept], *rest))


def _rest_units(block: Block, missing: int) -> int:
    return length(block.rest(missing)) + 1 if block.rest and missing else 0


def _longest(blocks: list[Block]) -> tuple[int, int]:
    return max(
        ((at, line) for at, block in enumerate(blocks) for line in range(len(block.lines))),
        key=lambda place: length(blocks[place[0]].lines[place[1]]),
    )


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
