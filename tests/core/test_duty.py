from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.core.duty import Deadline, Instant, Reckoning
from school_health.core.moment import SHANGHAI_TIME, aware, maybe_aware
from school_health.errors import NaiveMoment
from tests.builders import at, day
from tests.core.test_calendar import calendar


MONDAY = day("2020-10-12")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("keys", "in_time", "late"),
    [
        ({"time": time(9, 30), "edge": "out"}, "2020-10-12 09:29:59", "2020-10-12 09:30:00"),
        ({"time": time(9, 30), "edge": "in"}, "2020-10-12 09:30:00", "2020-10-12 09:30:01"),
        ({"edge": "in"}, "2020-10-12 23:59:59", "2020-10-13 00:00:00"),
        ({"edge": "out"}, "2020-10-11 23:59:59", "2020-10-12 00:00:00"),
        ({"days": 1, "time": time(9), "edge": "out"}, "2020-10-13 08:59:59", "2020-10-13 09:00:00"),
        ({"days": -1, "edge": "in"}, "2020-10-11 23:59:59", "2020-10-12 00:00:00"),
        ({"weeks": -1, "weekday": "sunday", "edge": "in"}, "2020-10-11 23:59:59", "2020-10-12 00:00:00"),
        ({"weeks": -1, "weekday": "sunday", "edge": "out"}, "2020-10-10 23:59:59", "2020-10-11 00:00:00"),
        ({"weekday": "friday", "time": time(17), "edge": "out"}, "2020-10-16 16:59:59", "2020-10-16 17:00:00"),
        ({"working_days": 5, "edge": "in"}, "2020-10-19 23:59:59", "2020-10-20 00:00:00"),
        ({"date": date(2021, 1, 15), "edge": "in"}, "2021-01-15 23:59:59", "2021-01-16 00:00:00"),
        ({"date": date(2021, 1, 15), "edge": "out"}, "2021-01-14 23:59:59", "2021-01-15 00:00:00"),
    ],
)
def test_both_sides_of_every_form_of_deadline(keys, in_time, late):
    instant = Deadline(**keys).resolve(MONDAY, calendar())

    assert not instant.passed(at(in_time))
    assert instant.passed(at(late))


@pytest.mark.parametrize(("edge", "passed"), [("in", False), ("out", True)])
def test_hours_run_from_the_event_itself(edge, passed):
    instant = Deadline(hours=24, edge=edge).resolve(at("2023-04-14 16:00"), calendar())

    assert not instant.passed(at("2023-04-15 15:59:59"))
    assert instant.passed(at("2023-04-15 16:00:00")) is passed
    assert instant.passed(at("2023-04-15 16:00:01"))


def test_before_another_filing_means_before_its_very_instant():
    instant = Deadline(edge="out").resolve(at("2020-10-13 10:00"), calendar())

    assert not instant.passed(at("2020-10-13 09:59:59"))
    assert instant.passed(at("2020-10-13 10:00:00"))


def test_days_after_another_filing_are_whole_days():
    instant = Deadline(days=1, edge="in").resolve(at("2020-10-13 10:00"), calendar())

    assert not instant.passed(at("2020-10-14 23:59:59"))
    assert instant.passed(at("2020-10-15 00:00:00"))


def test_a_deadline_at_midnight_belongs_to_the_day_that_it_ends():
    assert Instant(at=at("2020-10-12 00:00"), edge="out").day == day("2020-10-11")
    assert Instant(at=at("2020-10-12 00:00"), edge="in").day == day("2020-10-12")
    assert Instant(at=at("2020-10-12 09:30"), edge="out").day == day("2020-10-12")


def test_an_opening_is_the_first_instant_of_its_day_or_its_hour():
    assert Reckoning(weeks=-1, weekday="monday").begin(MONDAY, calendar()) == at("2020-10-05 00:00")
    assert Reckoning(time=time(10)).begin(MONDAY, calendar()) == at("2020-10-12 10:00")


@given(st.dates(day("2020-02-17"), day("2021-06-01")), st.times(), st.sampled_from(["in", "out"]), st.integers(-3, 3))
def test_an_hour_of_the_clock_stays_what_it_is(start, hour, edge, shift):
    instant = Deadline(time=hour, days=shift, edge=edge).resolve(start, calendar())

    assert instant.at.timetz().replace(tzinfo=None) == hour
    assert instant.at.date() == start + timedelta(days=shift)
    assert instant.passed(instant.at) is (edge == "out")
    assert instant.passed(instant.at + SECOND)
    assert not instant.passed(instant.at - SECOND)


def test_a_moment_of_another_zone_is_the_same_instant():
    assert aware(datetime(2020, 10, 12, 1, 31, tzinfo=UTC)) == at("2020-10-12 09:31")
    assert aware(datetime(2020, 10, 12, 1, 31, tzinfo=UTC)).tzinfo is SHANGHAI_TIME
    assert maybe_aware(None) is None


@pytest.mark.parametrize("value", ["2020-10-12", day("2020-10-12"), 3])
def test_what_is_no_moment_is_refused(value):
    with pytest.raises(NaiveMoment, match="must be a datetime with a time zone"):
        aware(value)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveMoment, match="no time zone"):
        aware(datetime(2020, 10, 12, 9, 31))  # noqa: DTZ001 - the naive moment is the case
