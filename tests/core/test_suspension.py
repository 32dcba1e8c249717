from __future__ import annotations

import pytest

from school_health.errors import FactError
from tests.builders import at, day, suspension


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"last": "2020-10-11"}, "'x1' ends before it begins"),
        ({"of": "k1"}, "of a school names a part"),
        ({"level": "class"}, "of a class names no class"),
        ({"level": "grade"}, "of a grade names no grade"),
        ({"level": "area", "of": "A"}, "Suspension.level must be one of class, grade, school"),
    ],
)
def test_a_suspension_that_cannot_be_is_refused(more, message):
    with pytest.raises(FactError, match=message):
        suspension("2020-10-12", **more)


@pytest.mark.parametrize(
    ("more", "on", "held"),
    [
        ({}, "2020-10-11", False),
        ({}, "2020-10-12", True),
        ({}, "2021-10-12", True),
        ({"last": "2020-10-12"}, "2020-10-12", True),
        ({"last": "2020-10-12"}, "2020-10-13", False),
        ({"void": True}, "2020-10-12", False),
    ],
)
def test_lessons_are_suspended_from_the_first_to_the_last_day(more, on, held):
    assert suspension("2020-10-12", **more).holds(day(on)) is held


def test_it_is_decided_when_it_begins_unless_somebody_said_when():
    assert suspension("2020-10-12").at == suspension("2020-10-12").known_at == at("2020-10-12 00:00")
    decided = suspension("2020-10-12", decided_at="2020-10-11 18:00")
    assert decided.at == decided.known_at == at("2020-10-11 18:00")
    assert suspension("2020-10-12", recorded_at="2020-10-13 08:00").known_at == at("2020-10-13 08:00")


@pytest.mark.parametrize(
    ("level", "of", "subject", "about"),
    [("school", "", "S1", None), ("grade", "三", "S1", "三"), ("class", "k1", "k1", None)],
)
def test_as_an_event_it_happens_to_what_is_suspended(level, of, subject, about):
    one = suspension("2020-10-12", "2020-10-14", level=level, of=of, decided_at="2020-10-11 18:00").as_event()

    assert (one.id, one.kind, one.subject, one.about) == ("x1", f"suspension:{level}", subject, about)
    assert (one.at, one.day, one.last) == (at("2020-10-11 18:00"), day("2020-10-12"), day("2020-10-14"))
