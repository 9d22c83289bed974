"""Reads the lines of a page as they were meant: tidied, broken ones joined, what hangs on after the last sentence cut.

Axioms:
1. A line that ends in mid-sentence before a small letter goes on in the next one; so does one that opens a list or a
   quotation, with its items.
2. Lines of like length in one block, most of them broken in mid-sentence, are one paragraph broken at a column.
3. Credits, "Read more" and "The post … appeared first on …" after the last sentence are not of the line.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from bot.editorial.furniture import is_furniture

MOST_LINES = 20_000  # a page beyond it is no report
LONGEST_JOINED = 2_000  # characters: what is longer is a paragraph already
TAIL = 400  # characters of a line in which credits stand
COLUMN = 130  # characters: pages broken at a column are broken before it
PHRASE = 3  # spaces: four words can be the first half of a sentence, fewer are a label

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]"
)
_BREAKS = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_FINAL = re.compile(r"[.!?…։][\"”»’')\]]*$")
_FINAL_HY = re.compile(r"[ա-և][»”)]?:$")
_MARKERS = re.compile(r"^[\s\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]+")
_BULLET = re.compile(r"^(?:[•●▪■◾‣·*]|[-–—](?=\s))\s*")
_INVITING = (
    "The post ",
    "Read more",
    "Continue reading",
    "Read the full story",
    "Читать далее",
    "Подробнее",
    "Կարդալ ավելին",
)
_INVITATION = re.compile(
    rf"(?:{_INVITING[0]}.{{1,200}} (?:first )?appeared (?:first )?on .{{1,80}}|(?:{'|'.join(_INVITING[1:])})\b.{{0,60}})$"
)
_CREDIT = re.compile(
    r"(?<=[.!?…։»”\"])\s*\((?=[^()]*[^\W\d_])[\w/ ,.&-]{2,40}\)$"
    r"|\s*\((?:Reporting|Writing|Additional reporting)\b[^()]{0,200}\)$"
)
_BROKEN_OFF = re.compile(r"\s*\[(?:…|\.\.\.)\]$")


def read_lines(text: str) -> list[str]:
    """The lines of `text` that hold something, those a page broke in mid-sentence joined again."""
    joined: list[str] = []
    block: list[str] = []
    for raw in [*_BREAKS.split(text)[:MOST_LINES], ""]:
        line = _without_tail(tidy(raw))
        if line:
            block.append(line)
            continue
        for at, part in enumerate([" ".join(block)] if _is_wrapped(block) else block):
            if joined and _continues(joined[-1], part, adjacent=at > 0):
                joined[-1] = f"{joined[-1]} {_BULLET.sub('', part)}"
            else:
                joined.append(part)
        block = []
    return joined


def tidy(line: str) -> str:
    """The line without entities, invisible characters, marks in front and needless spaces."""
    plain = _CONTROL.sub("", unescape(line) if "&" in line else line)
    return _MARKERS.sub("", " ".join(unicodedata.normalize("NFC", plain).split()))


def ends_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does; in hy a colon does for a full stop."""
    return bool(_FINAL.search(line[-8:]) or (_FINAL_HY.search(line[-4:]) and line.count(" ") >= PHRASE))


def _without_tail(line: str) -> str:
    end = line[-TAIL:]
    if any(map(end.__contains__, _INVITING)):
        end = _INVITATION.sub("", end)
    end = end.rstrip()
    if end.endswith(")"):
        end = _CREDIT.sub("", end)
    if end.endswith("]"):
        end = _BROKEN_OFF.sub("…", end)
    return line[:-TAIL] + end


def _is_wrapped(block: list[str]) -> bool:
    broken = [line for line in block[:-1] if not ends_sentence(line)]
    if len(block) < 3 or len(broken) * 3 < (len(block) - 1) * 2:
        return False
    lengths = [len(line) for line in block[:-1]]
    alike = max(lengths) <= COLUMN and min(lengths) * 2 > max(lengths)
    return alike and any(line[0].islower() for line in block[1:])


def _continues(before: str, line: str, *, adjacent: bool) -> bool:
    if len(before) > LONGEST_JOINED or not _goes_on(before, line, adjacent=adjacent):
        return False
    return not is_furniture(before) and not is_furniture(line)


def _goes_on(before: str, line: str, *, adjacent: bool) -> bool:
    """Whether a line goes on in the next one, by the mark that it ends with and the letter that the next one opens with."""
    if before[-1] in ":;," and _BULLET.match(line):
        return True
    if not adjacent or ends_sentence(before) or before.count(" ") < PHRASE - 1:
        return False
    if before[-1] in ":,":
        return line[0].islower() or line[0] in '«“"'
    return line[0].islower() and before.count(" ") >= PHRASE
