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

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from storage.keys import bounded, entry_number
from storage.records import Entry
from storage.sql import ROWS_AT_ONCE, insert_rows, plain
from storage.tables import EntryKeyRow, EntryRow, EntryState

MOST_KEYS = 24
"""Keys and wordings of one entry: a dozen honest edits under three names."""

_NEW = insert(plain(EntryRow)).returning(plain(EntryRow).c.id, sort_by_parameter_order=True)


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


def mark_done(session: Session, entry_id: int) -> None:
    """An entry has its verdict: its keys stay, so that it is never seen as new; its text is in the article."""
    session.execute(
        update(EntryRow).where(EntryRow.id == entry_id).values(state=EntryState.DONE, html="", error=None)
    )


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
        query = select(EntryKeyRow.number, EntryKeyRow.entry_id).where(
            EntryKeyRow.feed_id == feed_id, EntryKeyRow.number.in_(wanted[start : start + ROWS_AT_ONCE])
        )
        found |= {number: entry_id for number, entry_id in session.execute(query)}  # noqa: C416 - rows, not pairs
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
    for entry_id, (entry, names) in met.items():
        changed = entry_id in edited
        learnt = [*names, *([wordings[entry_id]] if changed else ())]
        if not learnt:
            continue
        row = session.get_one(EntryRow, entry_id)
        if row.known_by + len(learnt) > MOST_KEYS:
            continue
        row.known_by += len(learnt)
        insert_rows(session, EntryKeyRow, [(feed_id, number, entry_id) for number in learnt])
        if changed:
            _reread(row, entry)
    session.flush()


def _reread(row: EntryRow, entry: Entry) -> None:
    """The entry says something else now; one that was judged waits for another verdict."""
    if row.state is not EntryState.PENDING:
        row.revision += 1
        row.attempts = 0
        row.state = EntryState.PENDING
    for name, value in _said(entry).items():
        setattr(row, name, value)


def _said(entry: Entry) -> dict[str, object]:
    return {
        "url": entry.url,
        "title": entry.title,
        "html": entry.html,
        "published": entry.published,
        "lang": entry.lang,
        "own_page": entry.own_page,
    }
