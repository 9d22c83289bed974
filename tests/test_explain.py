from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.explain import explain
from storage.records import DecisionRecord, Revision, Verdict

RECORD = DecisionRecord(
    article_id=3,
    external_id=None,
    url="https://news.example/3",
    title="Armenia to leave",
    outlet="News",
    lang="en",
    published=datetime(2024, 6, 12, 17, 39, tzinfo=UTC),
    timed=True,
    verdict=Verdict.DEVELOPMENT,
    event_id=7,
    duplicate_of=None,
    relevance=0.9,
    match=0.31,
    reasons=(
        "names armenia, csto",
        "relevance 0.90 ≥ 0.50",
        "main event dated 2024-06-12 by “Wednesday” in the sentence 1",
        "compared with event 7, “Leaving”: content 0.44, × dates 0.70 (1 days apart) = 0.31, joins (0.20 needed)",
        "told, sentence 3: a denial not yet told: “Mistaken.”",
        "speaks of event 2, “Freezing”",
    ),
    decided_at=datetime(2024, 6, 12, 18, 0, tzinfo=UTC),
)


def test_reasons_stand_under_the_questions_they_answer() -> None:
    lines = explain(RECORD)
    assert [line for line in lines if line.endswith("?")] == [
        "Does it belong to the story?",
        "When did it happen?",
        "Is it known already?",
        "What is told of it?",
        "What else does it tell?",
    ]
    assert lines[lines.index("What is told of it?") + 1] == f"- {RECORD.reasons[4]}"


def test_every_reason_is_shown_once_whatever_it_says() -> None:
    odd = replace(RECORD, reasons=("something nobody foresaw", *RECORD.reasons))
    assert [line[2:] for line in explain(odd) if line.startswith("- ")] == list(odd.reasons)


def test_what_the_outlet_changed_since_is_told_with_the_headline_it_replaced() -> None:
    first = Revision(
        datetime(2024, 6, 13, 9, tzinfo=UTC), "Armenia to stay", ("changed by its outlet: 20 → 9",), told=True
    )
    second = Revision(
        datetime(2024, 6, 14, 9, tzinfo=UTC), RECORD.title, ("added by its outlet: x", "too late"), told=False
    )
    assert explain(replace(RECORD, revisions=(first, second)))[-4:] == (
        "Did its outlet change it?",
        "- 2024-06-13 09:00 UTC, readers were told: changed by its outlet: 20 → 9",
        "- the headline was “Armenia to stay”",
        "- 2024-06-14 09:00 UTC, readers were not told: added by its outlet: x; too late",
    )
    assert "Did its outlet change it?" not in explain(RECORD)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_said_in_words(verdict: Verdict) -> None:
    assert f"Verdict: {verdict.value}," in explain(replace(RECORD, verdict=verdict, duplicate_of=1))[3]
