from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.archive import Archive
from storage.codec import pack_vector, unpack_vector
from storage.database import Database
from storage.nearest import LATEST, NEAREST, WINDOW
from storage.records import KnownEvent, Study, Vector, Verdict
from tests.storage.newsroom import MINUTE, NOW, decision, draft, news, profile, study


def pointing(degrees: float, model: str = "compass") -> Vector:
    """A vector of two dimensions."""
    return Vector(model, (math.cos(math.radians(degrees)), math.sin(math.radians(degrees))))


def told(name: str, vector: Vector | None, published: datetime = NOW) -> Study:
    """A study that shares not a term with another."""
    made = study(name, of=profile(name, concepts={}), published=published)
    return replace(made, vector=vector)


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def recalled(archive: Archive, asking: Study) -> Sequence[KnownEvent]:
    return archive.recall(asking).events


def test_an_event_near_in_meaning_is_found_without_a_term_in_common(archive: Archive) -> None:
    archive.publish(told("one", pointing(10)), news(), NOW)
    (event,) = recalled(archive, told("other", pointing(12)))
    (vector,) = event.vectors
    assert vector
    assert vector.model == "compass"
    assert vector.values == pytest.approx(pointing(10).values, abs=0.01)


def test_without_a_vector_nothing_is_asked_of_vectors(archive: Archive) -> None:
    archive.publish(told("one", pointing(10)), news(), NOW)
    assert not recalled(archive, told("other", None))
    (event,) = recalled(archive, told("one", None))
    assert event.vectors == ()


def test_vectors_of_another_model_or_dimension_are_none(archive: Archive) -> None:
    archive.publish(told("one", pointing(10, "sextant")), news(), NOW)
    archive.publish(told("two", Vector("compass", (1.0, 0.0, 0.0))), news(), NOW)
    assert not recalled(archive, told("other", pointing(10)))
    assert [event.vectors for event in recalled(archive, told("one", pointing(10)))] == [(None,)]


def test_the_nearest_come_and_no_more(archive: Archive) -> None:
    for place in range(NEAREST + 3):
        archive.publish(told(f"n{place}", pointing(5 * place)), news(draft(f"Event {place}")), NOW)
    found = recalled(archive, told("other", pointing(0)))
    assert [event.title for event in found] == [f"Event {place}" for place in range(NEAREST)]


def test_only_the_events_last_told_are_compared(archive: Archive) -> None:
    archive.publish(told("near", pointing(0)), news(draft("Near")), NOW)
    for place in range(LATEST):
        later = NOW + (place + 1) * MINUTE
        archive.publish(told(f"n{place}", pointing(90), published=later), news(), later)
    asking = told("other", pointing(0), published=NOW + timedelta(hours=3))
    assert "Near" not in [event.title for event in recalled(archive, asking)]


@pytest.mark.parametrize("side", [1, -1])
def test_events_of_other_weeks_are_not_compared(archive: Archive, side: int) -> None:
    archive.publish(told("one", pointing(0)), news(), NOW)
    edge = NOW + side * WINDOW
    assert recalled(archive, told("other", pointing(0), published=edge))
    assert not recalled(archive, told("other", pointing(0), published=edge + side * MINUTE))


def test_vectors_stand_in_the_order_of_the_founders(archive: Archive) -> None:
    first = archive.publish(told("one", pointing(0)), news(), NOW)
    for name, vector in (("two", None), ("three", pointing(90)), ("four", pointing(45))):
        joins = decision(Verdict.CORROBORATION, event_id=first.event_id)
        archive.publish(told(name, vector), joins, NOW)
    (event,) = recalled(archive, told("other", pointing(0)))
    assert [founder.terms for founder in event.founders] == [{"one": 1.0}, {"two": 1.0}, {"three": 1.0}]
    one, two, three = event.vectors
    assert one
    assert three
    assert two is None
    assert one.values == pytest.approx((1, 0), abs=0.01)
    assert three.values == pytest.approx((0, 1), abs=0.01)


def test_an_event_first_told_in_passing_begins_without_a_vector(archive: Archive) -> None:
    background = draft("Long ago", background=True, profile=profile("one", concepts={}))
    archive.publish(told("one", pointing(80)), news(background=(background,)), NOW)
    found = recalled(archive, told("one", None))
    ago = next(event for event in found if event.title == "Long ago")
    archive.publish(told("two", pointing(0)), decision(Verdict.CORROBORATION, event_id=ago.id), NOW)
    (joined,) = (e for e in recalled(archive, told("other", pointing(0))) if e.id == ago.id)
    assert len(joined.founders) == 2
    assert joined.vectors[0] is None
    assert joined.vectors[1]


def test_duplicates_keep_no_vector(archive: Archive) -> None:
    first = archive.publish(told("one", pointing(0)), news(), NOW)
    copy = decision(Verdict.DUPLICATE, event_id=first.event_id, duplicate_of=first.article_id)
    archive.publish(told("two", pointing(0)), copy, NOW)
    (event,) = recalled(archive, told("other", pointing(0)))
    assert len(event.vectors) == 1


@given(
    st.lists(st.floats(-1, 1, allow_nan=False), min_size=2, max_size=400).filter(
        lambda values: math.hypot(*values) > 0.01
    )
)
def test_a_vector_keeps_its_direction_in_a_byte_a_dimension(values: list[float]) -> None:
    packed = pack_vector(values)
    back = unpack_vector(packed)
    assert len(packed) == len(back) == len(values)
    assert math.hypot(*back) == pytest.approx(1)
    cosine = sum(map(float.__mul__, values, back)) / math.hypot(*values)
    # Each dimension is off by half a step of 1/127 of the largest at most.
    assert cosine > 1 - len(values) * (0.5 / 127) ** 2


def test_a_vector_of_zeros_comes_back_as_one() -> None:
    assert unpack_vector(pack_vector([0.0, 0.0])) == (0.0, 0.0)
