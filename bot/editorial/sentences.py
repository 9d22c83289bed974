"""Splits a paragraph into sentences, in en, ru and hy and whatever is written like them.

Axioms:
1. A sentence ends at `.`, `!`, `?`, `…` when white space and an opening (capital, digit, quotation, dash) follow;
   at the hy full stop `։` but between the figures of a time; at `:` between a hy letter and a capital, where it stands for that full stop.
2. Abbreviations of titles and initials never end one. Abbreviations of units and dates end one only before a capitalised
   function word ("in 2023 г. В …"), which cannot be the name they belong to.
3. What stands in quotation marks or brackets stays together, and with its attribution; a quotation without attribution
   joins the attributed one before it.
4. Nothing is longer than `LONGEST`: such a sentence is cut inside its quotations, else at semicolons, commas, spaces.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.editorial.function_words import FUNCTION_WORDS

LONGEST = 700  # characters: about 110 words; the longest sentence of agency prose stays well below
JOINED = 420  # characters: up to here a bare quotation joins the sentence that names its speaker
LONGEST_QUOTATION = 1500  # characters: marks further apart are not taken for a pair
DEEPEST = 8  # marks left open at once: more are damage, and would cost time

_CLOSING = {"«": "»", "“": "”", "„": "“”", "(": ")", "[": "]"}
_MARK = re.compile(r"[.!?…]+|[։:]|[«»“”„\"()\[\]]")
_TRAIL = re.compile(r"[\"”»“)\]՞՜]*")
_OPENING = re.compile(r"[\s\"“„«(\[—–-]*([^\W_])?")
_LAST_WORD = re.compile(r"[^\s\"“„«(\[]*$")
_FIRST_WORD = re.compile(r"[\s\"“„«(\[—–-]*([^\W\d_]+)")
_INITIAL = re.compile(r"(?:^|[\W\d_])(?:[^\W\d_]|Дж|Հր|Ստ|Th|Ch|Yu|Ю)$")
_LIST_NUMBER = re.compile(r"^\s*(?:\(?[0-9]{1,3}|[^\W\d_])$")
_CLOCK = re.compile(r"\d։\d")
_SPEECH_HY = re.compile(r"(?:ասաց|ասել է|հայտարարեց|հայտարարել է|նշեց|նշել է|գրեց|գրել է|հարցրեց)$")
_ASKS = re.compile(r"(?:[A-Z][\w’'-]+ ){1,4}(?:said|asked|asks|says|told|wrote|added|wondered|exclaimed)\b")
_BARE_QUOTATION = re.compile(r"^[“«\"][^“”«»\"]*[”»\"][.!?։:,]*$")
_ATTRIBUTED = re.compile(r"[,!?…][”»\"],?\s*[-—–]*\s*\w[^“«\"]*$|[”»\"][,!?]?\s*[-—–]+\s*\w[^“«\"]*$")

_TITLES = """
mr mrs ms dr prof gen lt col maj capt cmdr sgt adm sen rep gov pres hon rev fr st mt ft vs messrs e.g i.e cf al no nos
fig art sec approx г-н г-жа т.ч т.е т.к т.н им ул пр-т просп наб обл р-н пос дер ст п пп гл акад проф ген полк подполк
кап лейт адм св см ср напр тов հր տկն պրն պրոֆ ակադ գեն փող տ ա.թ հ-ր
"""
_UNITS = """
u.s u.k u.n e.u u.a.e u.s.s.r d.c a.m p.m etc inc ltd co corp jr sr jan feb mar apr jun jul aug sep sept oct nov dec
est ave blvd dept г гг в вв н.э тыс млн млрд трлн руб долл коп кв куб чел ч мин сек км м кг т д др пр т.д т.п янв фев
мар апр июн июл авг сен сент окт ноя дек թ թթ մ.թ մ.թ.ա դ դդ հզ հազ մլն մլրդ տրլն կմ մ կգ ք.կմ օր ժ ր bzw ca nr mio mrd
"""
_NEVER_END = frozenset(_TITLES.split())
_MAY_END = frozenset(_UNITS.split())
_SENTENCE_OPENERS = frozenset().union(*FUNCTION_WORDS.values())
_DE_MONTHS = re.compile(
    r"\s*(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)


def split(paragraph: str) -> tuple[str, ...]:
    """The sentences of one paragraph, white space at their ends taken off; together they are the whole paragraph."""
    text = paragraph.strip()
    if not text:
        return ()
    outer, inner = _boundaries(text)
    pieces: list[str] = []
    for start, end in zip([0, *outer], [*outer, len(text)], strict=True):
        pieces += _bounded(text, start, end, inner)
    return tuple(_joined([piece for piece in pieces if piece]))


def _boundaries(text: str) -> tuple[list[int], list[int]]:
    """Where sentences may end: outside quotations and brackets, and inside them."""
    marks = list(_MARK.finditer(text))
    spans = _protected(marks)
    outer: list[int] = []
    inner: list[int] = []
    at = 0
    for mark in marks:
        if mark[0][0] not in ".!?…։:":
            continue
        end = _end(text, mark, outer[-1] if outer else 0)
        if end is None or end >= len(text):
            continue
        while at < len(spans) and spans[at][1] < mark.start():
            at += 1
        protected = at < len(spans) and spans[at][0] < mark.start() and end < spans[at][1]
        (inner if protected else outer).append(end)
    return outer, inner


def _protected(marks: list[re.Match[str]]) -> list[tuple[int, int]]:
    """The outermost pairs of quotation marks and brackets, as positions, in order."""
    spans: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for mark in marks:
        sign, at = mark[0], mark.start()
        while stack and (at - stack[0][1] > LONGEST_QUOTATION or len(stack) > DEEPEST):
            stack.pop(0)
        if sign == '"':
            opened = next((n for n, (closing, _) in enumerate(stack) if closing == '"'), None)
            if opened is None:
                stack.append(('"', at))
                continue
        else:
            opened = next((n for n in range(len(stack) - 1, -1, -1) if sign in stack[n][0]), None)
            if opened is None:
                if sign in _CLOSING:
                    stack.append((_CLOSING[sign], at))
                continue
        start = stack[opened][1]
        del stack[opened:]
        while spans and spans[-1][0] >= start:
            spans.pop()
        spans.append((start, at + 1))
    return spans


def _end(text: str, mark: re.Match[str], since: int) -> int | None:
    """The position after the sentence that began at `since` and ends with `mark`, or None where none ends."""
    trail = _TRAIL.match(text, mark.end())
    end = trail.end() if trail else mark.end()
    if mark[0] == "։":
        return None if _CLOCK.match(text, mark.start() - 1) else end
    if end < len(text) and not text[end].isspace():
        return None
    before, after = text[max(since, mark.start() - 24) : mark.start()], text[end : end + 80]
    first = _first_letter(after)
    if first and _cased(first) and not first.isupper():
        return None
    if mark[0] == ":":
        ends = _colon_ends(before, after, first)
    elif mark[0] == ".":
        ends = _stop_ends(before, after)
    else:
        ends = end == mark.end() or not _ASKS.match(after.lstrip())
    return end if ends else None


def _first_letter(after: str) -> str:
    """The letter or digit that opens what follows, quotation marks and dashes passed over; "" where there is none."""
    opening = _OPENING.match(after)
    return (opening[1] or "") if opening else ""


def _cased(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _colon_ends(before: str, after: str, first: str) -> bool:
    if not "ա" <= before.rstrip('»”")')[-1:] <= "և" or not "Ա" <= first <= "Ֆ":
        return False
    return not (after.lstrip()[:1] in '«“"' and _SPEECH_HY.search(before))


def _stop_ends(before: str, after: str) -> bool:
    """Whether a single full stop ends a sentence, or belongs to an abbreviation, initial, list number or ordinal."""
    last = _LAST_WORD.search(before)
    word = last[0].casefold() if last else ""
    following = _FIRST_WORD.match(after)
    next_word = following[1].casefold() if following else ""
    initial = bool(_INITIAL.search(before)) and before[-1:].isupper()
    if word in _MAY_END or (initial and len(next_word) > 1):
        return next_word in _SENTENCE_OPENERS
    introduces = "ա" <= before[-1:] <= "և" and after.lstrip()[:1] in "«“"  # as hy does before a quotation
    ordinal = word.isdigit() and len(word) <= 2 and bool(_DE_MONTHS.match(after))
    return not (initial or introduces or ordinal or word in _NEVER_END or _LIST_NUMBER.match(before))


def _bounded(text: str, start: int, end: int, inner: list[int]) -> list[str]:
    """`text[start:end]` in pieces no longer than `LONGEST`."""
    piece = text[start:end].strip()
    if len(piece) <= LONGEST:
        return [piece]
    cuts = [start, *(cut for cut in inner if start < cut < end), end]
    pieces: list[str] = []
    for left, right in pairwise(cuts):
        pieces += _chopped(text[left:right].strip())
    return pieces


def _chopped(piece: str) -> list[str]:
    pieces: list[str] = []
    at = 0
    while len(piece) - at > LONGEST:
        window = piece[at : at + LONGEST]
        cut = max(window.rfind(sign, LONGEST // 2) for sign in ("; ", "։", " — "))
        cut = cut if cut > 0 else window.rfind(", ", LONGEST // 2)
        cut = cut if cut > 0 else window.rfind(" ", LONGEST // 2)
        cut = cut + 1 if cut > 0 else LONGEST
        pieces.append(piece[at : at + cut].strip())
        at += cut
    return [*pieces, piece[at:].strip()]


def _joined(pieces: list[str]) -> list[str]:
    """Bare quotations joined to the attributed quotation before them."""
    sentences: list[str] = []
    for piece in pieces:
        if (
            sentences
            and len(sentences[-1]) + len(piece) < JOINED
            and _BARE_QUOTATION.match(piece)
            and _ATTRIBUTED.search(sentences[-1])
        ):
            sentences[-1] = f"{sentences[-1]} {piece}"
        else:
            sentences.append(piece)
    return sentences
