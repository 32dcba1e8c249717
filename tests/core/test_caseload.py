from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_health import DayException, Person
from school_health.errors import FactError
from tests.builders import WORDS, absence, at, day, record, region, school


REGION = region(WORDS)
MONDAY, TUESDAY, SATURDAY = day("2020-10-12"), day("2020-10-13"), day("2020-10-17")


def count(*absences, first=MONDAY, last=TUESDAY, schools=None, when="2020-10-30 12:00", **more):
    facts = record(absences=absences, schools=schools or [school(students=100)], since="2020-09-01", **more)
    return REGION.caseload(facts, first, last, at=at(when))


def test_a_person_counts_once_a_day_and_under_each_symptom():
    found = count(
        absence("a1", "2020-10-12", "2020-10-13", person="p1", symptoms=("fever", "rash")),
        absence("a2", "2020-10-12", "2020-10-12", person="p1", symptoms=("fever",)),
        absence("a3", "2020-10-13", "2020-10-13", person="p2"),
    )

    assert [(one.ill, one.begun, one.symptoms, one.unnamed) for one in found.days] == [
        (1, 1, {"fever": 1, "rash": 1}, 0),
        (2, 1, {"fever": 1, "rash": 1}, 1),
    ]
    assert (found.persons, found.spells, found.symptoms, found.unnamed) == (2, 3, {"fever": 1, "rash": 1}, 1)


def test_the_frequent_symptom_comes_first():
    found = count(*(absence(f"a{n}", symptoms=("rash", "fever") if n else ("fever",)) for n in range(3)))

    assert list(found.symptoms.items()) == [("fever", 3), ("rash", 2)]


def test_a_case_begins_with_its_onset_and_else_with_its_first_day():
    found = count(
        absence("a1", "2020-10-13", "2020-10-14", onset="2020-10-12"),
        absence("a2", "2020-10-13", "2020-10-14"),
        absence("a3", "2020-10-12", "2020-10-14", onset="2020-10-11"),
        absence("a4", "2020-10-14", "2020-10-14", onset="2020-10-13"),
    )

    assert [(one.ill, one.begun) for one in found.days] == [(1, 1), (3, 2)]


def test_who_attends_or_works_there_is_ill_and_no_absent_pupil():
    found = count(
        absence("a1", last="2020-10-13", attending=True),
        absence("a2", last="2020-10-13", role="staff"),
        absence("a3", last="2020-10-13"),
    )

    assert [(one.ill, one.absent, one.rate) for one in found.days] == [(3, 1, Fraction(1, 100))] * 2


def test_on_a_day_without_school_the_ill_are_ill_and_nobody_is_absent():
    (one,) = count(absence("a1", last="2020-10-19"), first=SATURDAY, last=SATURDAY).days

    assert (one.ill, one.teaching, one.absent, one.roll, one.rate) == (1, 0, 0, 0, None)


def test_a_school_of_unknown_roll_has_absent_pupils_and_no_part_in_the_rate():
    schools = [school(students=50), school("S2")]
    (one,) = count(absence("a1"), absence("a2", school="S2"), schools=schools, last=MONDAY).days

    assert (one.teaching, one.absent, one.absent_of_roll, one.roll, one.rate) == (2, 2, 1, 50, Fraction(1, 50))


def test_the_roll_is_counted_from_persons_where_no_number_is_stated():
    people = [Person(id=f"p{n}", school="S1") for n in range(4)]
    (one,) = count(absence("a1", person="p1"), schools=[school()], people=people, last=MONDAY).days

    assert one.rate == Fraction(1, 4)


def test_a_school_that_is_closed_on_the_day_does_not_teach():
    closed = [DayException(of="S1", first=MONDAY, last=MONDAY, kind="closure")]
    found = count(absence("a1", last="2020-10-13"), exceptions=closed)

    assert [(one.teaching, one.ill, one.absent) for one in found.days] == [(0, 1, 0), (1, 1, 1)]


@pytest.mark.parametrize(
    "absences",
    [
        [absence("a1", cause="injury")],
        [absence("a1", void=True, void_reason="录错")],
        [absence("a1", "2020-10-14")],
        [absence("a1", "2020-10-09", "2020-10-11")],
        [absence("a1", recorded_at="2020-10-30 12:01")],
    ],
)
def test_what_is_no_illness_of_these_days_as_known_at_the_moment_counts_nowhere(absences):
    found = count(*absences)

    assert (found.persons, found.spells, found.symptoms, found.unnamed) == (0, 0, {}, 0)
    assert [(one.ill, one.begun, one.absent) for one in found.days] == [(0, 0, 0)] * 2


def test_a_spell_without_an_end_goes_on():
    found = count(absence("a1", "2020-09-01", None))

    assert [one.ill for one in found.days] == [1, 1]


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(FactError, match="lies before the first"):
        count(first=TUESDAY, last=MONDAY)


SPELLS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 4), st.booleans(), st.sampled_from(["S1", "S2"])),
    max_size=12,
)


@settings(max_examples=40)
@given(SPELLS)
def test_the_absent_of_a_day_are_those_of_the_attendance_of_its_schools(spells):
    absences = [
        absence(f"a{n}", person=f"{where}-{who}", school=where, attending=attending)
        if not length and not start
        else absence(
            f"a{n}",
            (MONDAY + timedelta(days=start)).isoformat(),
            (MONDAY + timedelta(days=start + length)).isoformat(),
            person=f"{where}-{who}",
            school=where,
            attending=attending,
        )
        for n, (who, start, length, attending, where) in enumerate(spells)
    ]
    facts = record(absences=absences, schools=[school(students=20), school("S2", students=30)], since="2020-09-01")
    moment = at("2020-10-30 12:00")
    found = REGION.caseload(facts, MONDAY, MONDAY + timedelta(days=9), at=moment)

    for one in found.days:
        there = [REGION.attendance(facts, one.day, of, at=moment) for of in ("S1", "S2")]
        weekend = one.day.weekday() > 4
        assert one.absent == (0 if weekend else sum(each.ill for each in there))
        assert one.roll == (0 if weekend else 50)
        assert (one.symptoms, one.unnamed) == ({}, one.ill)
