"""Why an article was judged as it was, in words: what it was held against, and what of it is told."""

from __future__ import annotations

from bot.editorial.matching import Match, distance
from bot.editorial.novelty import Fresh
from bot.editorial.writing import shorten
from storage.records import Study

SHOWN = 60  # characters of an event's title


def told_why(fresh: Fresh, how: str) -> str:
    """Which sentence is told, and what is new in it."""
    shown = shorten(fresh.sentence.text)
    return f"{how}, sentence {fresh.sentence.position}: {fresh.reason}: “{shown}”"


def compared(study: Study, match: Match) -> str:
    """What an article was held against, how content and dates agree, each for itself, and how much was asked of both."""
    event = match.event
    dates = match.score / match.content if match.content else 0.0
    gap = distance(study.profile.span, event.span)
    needed = f"{match.needed:.2f} needed {match.because}".rstrip()
    outcome = f"{match.score:.2f}, {'joins' if match.joins else 'too little to join'} ({needed})"
    days = "1 day" if round(gap) == 1 else f"{gap:.0f} days"
    apart = f"{days} apart, and told before that day" if match.told_before else f"{days} apart"
    if match.revises and gap:
        apart = f"{days} apart, but it puts a figure right"
    apart_by = (
        *((f"no report of it names {', '.join(match.strangers)}",) if match.strangers else ()),
        *((f"the article does not name {', '.join(match.absent)}",) if match.absent else ()),
    )
    because = f", as {' and '.join(apart_by)}" if apart_by else ""
    return (
        f"compared with event {event.id}, “{shorten(event.title, SHOWN)}”: content {match.content:.2f}{because}, "
        + (f"but {match.veto}" if match.veto else f"× dates {dates:.2f} ({apart}) = {outcome}")
    )
