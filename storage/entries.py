"""What feeds say, entry by entry: which of it is new, which is known under another name, which was changed.

Axioms:
1. An entry is known when any of its keys is: feeds change GUIDs, addresses and dates, seldom all of them at once.
2. Every name an entry is met under is learnt, up to `MOST_KEYS`, so that it may change them one after another.
3. Words that were not read before under a known name are an edit. The entry then waits once more for its verdict; what
   comes of that is for judgement to say. An entry that is new at every look (a counter in its text, a GUID made up for
   each reader) uses up its keys and is left in peace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, insert, select, update
from sqlalchemy.orm import Session

from storage.keys import bounded, entry_number
from storage.records import Entry, PendingEntry
from storage.sql import ROWS_AT_ONCE, insert_rows, plain
from storage.tables import EntryKeyRow, EntryRow, EntryState

MOST_KEYS = 24
"""Keys and wordings of one entry: a dozen honest edits under three names."""

SAID = ("url", "title", "html", "published", "lang", "own_page")
"""What of an entry is kept as the feed says it, under the same names."""

# Built once: to build a statement takes longer than to execute it, and most polls bring nothing new.
_entries, _keys = plain(EntryRow).c, plain(EntryKeyRow).c
_NEW = insert(plain(EntryRow)).returning(_entries.id, sort_by_parameter_order=True)
_OWNERS = select(_keys.number, _keys.entry_id).where(
    _keys.feed_id == bindparam("feed"), _keys.number.in_(bindparam("numbers", expanding=True))
)
_ROOM = select(_entries.id, _entries.known_by).where(_entries.id.in_(bindparam("entries", expanding=True)))
_OF_ENTRY = update(plain(EntryRow)).where(_entries.id == bindparam("entry"))
_LEARN = _OF_ENTRY.values(known_by=_entries.known_by + bindparam("more"))
_AS_READ = _entries.known_by == bindparam("read")
_DONE = _OF_ENTRY.values(
    state=case((_AS_READ, EntryState.DONE), else_=EntryState.PENDING),
    html=case((_AS_READ, ""), else_=_entries.html),
    revision=case((_AS_READ, _entries.revision), else_=_entries.revision + 1),
    error=None,
)
_JUDGED = _entries.state != EntryState.PENDING
# What says something else now waits for another verdict, if it had one.
_REREAD = _OF_ENTRY.values(
    revision=case((_JUDGED, _entries.revision + 1), else_=_entries.revision),
    attempts=case((_JUDGED, 0), else_=_entries.attempts),
    state=EntryState.PENDING,
    **{name: bindparam(name) for name in SAID},
)


def store(session: Session, feed_id: int, entries: Sequence[Entry], now: datetime) -> int:
    """Store the entries of one answer.

    Args:
        session: the transaction; the feed's row is locked in it.
        feed_id: whose they are.
        entries: what the feed says, in its order.
        now: UTC.

    Returns:
        How many entries are new to this feed.
    """
    numbered = [(entry, _numbers(entry)) for entry in entries]
    known = _owners(session, feed_id, {number for _, numbers in numbered for number in numbers})
    new: list[tuple[Entry, list[int]]] = []
    met: dict[int, tuple[Entry, list[int]]] = {}
    claimed: set[int] = set()
    for entry, numbers in numbered:
        owner = next((known[number] for number in numbers if number in known), None)
        if owner is not None:
            met.setdefault(owner, (entry, [number for number in numbers if number not in known]))
        elif claimed.isdisjoint(numbers):  # else it stands twice in one answer
            claimed.update(numbers)
            new.append((entry, numbers))
    _add(session, feed_id, new, now)
    _meet(session, feed_id, met)
    return len(new)


def mark_done(session: Session, judged: PendingEntry) -> None:
    """An entry has its verdict: its keys stay, so that it is never seen as new; its text is in the article.

    One that was changed while it was judged waits once more, as one that is changed afterwards does.
    """
    session.execute(_DONE, {"entry": judged.id, "read": judged.known_by})


def _numbers(entry: Entry) -> list[int]:
    return [entry_number(key) for key in dict.fromkeys((entry.key, *entry.aliases))]


def _wording(entry_id: int, entry: Entry) -> int:
    """The number under which these words of this entry are known."""
    return entry_number(f"{entry_id}={entry.digest}")


def _owners(session: Session, feed_id: int, numbers: Iterable[int]) -> dict[int, int]:
    """Number → entry, for those that the feed has."""
    wanted = sorted(numbers)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        rows = session.execute(_OWNERS, {"feed": feed_id, "numbers": wanted[start : start + ROWS_AT_ONCE]})
        found |= {number: entry_id for number, entry_id in rows}  # noqa: C416 - rows, not pairs
    return found


def _add(session: Session, feed_id: int, new: Sequence[tuple[Entry, list[int]]], now: datetime) -> None:
    if not new:
        return
    rows = [
        _said(entry)
        | {"feed_id": feed_id, "key": bounded(entry.key), "seen_at": now, "state": EntryState.PENDING}
        | {"attempts": 0, "revision": 0, "known_by": len(numbers) + bool(entry.digest)}
        for entry, numbers in new
    ]
    ids = session.scalars(_NEW, rows).all()
    keys = [
        (feed_id, number, entry_id)
        for entry_id, (entry, numbers) in zip(ids, new, strict=True)
        for number in (*numbers, *([_wording(entry_id, entry)] if entry.digest else ()))
    ]
    insert_rows(session, EntryKeyRow, keys)


def _meet(session: Session, feed_id: int, met: dict[int, tuple[Entry, list[int]]]) -> None:
    """Learn new names of known entries, and let those that were edited wait once more."""
    wordings = {number: _wording(number, entry) for number, (entry, _) in met.items() if entry.digest}
    read = _owners(session, feed_id, wordings.values())
    edited = {number for number, wording in wordings.items() if wording not in read}
    learnt = {
        number: [*names, *([wordings[number]] if number in edited else ())]
        for number, (_, names) in met.items()
    }
    room = _known_by(session, [number for number, keys in learnt.items() if keys])
    for number, known_by in room.items():
        if known_by + len(learnt[number]) > MOST_KEYS:
            continue
        session.execute(_LEARN, {"entry": number, "more": len(learnt[number])})
        insert_rows(session, EntryKeyRow, [(feed_id, key, number) for key in learnt[number]])
        if number in edited:
            session.execute(_REREAD, {"entry": number, **_said(met[number][0])})


def _known_by(session: Session, entries: Sequence[int]) -> dict[int, int]:
    """Entry → under how many keys it is known."""
    found: dict[int, int] = {}
    for start in range(0, len(entries), ROWS_AT_ONCE):
        rows = session.execute(_ROOM, {"entries": entries[start : start + ROWS_AT_ONCE]})
        found |= {number: known_by for number, known_by in rows}  # noqa: C416 - rows, not pairs
    return found


def _said(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in SAID}
