from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import DayException, Holiday, Term
from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.core.calendar import KINDS, SchoolCalendar
from school_health.core.terms import TermDefaults, YearlyTerm
from school_health.errors import FactError, UnknownTerm, UnknownYear
from tests.builders import TERMS_2020, at, day


DEFAULTS = TermDefaults(
    terms=(YearlyTerm(number=1, first=(9, 1), last=(1, 20)), YearlyTerm(number=2, first=(2, 15), last=(6, 30))),
    longest_vacation_days=75,
)
PARENTS = {"A": "C", "B": "C", "C": None}


def calendar(terms=TERMS_2020, **more):
    return SchoolCalendar(StateCouncilCalendar(), parents=PARENTS, terms=terms, defaults=DEFAULTS, **more)


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        ("2020-10-12", {"day", "workday", "teaching-day", "meal-day"}),
        ("2020-10-10", {"day", "workday", "make-up-day", "teaching-day", "meal-day"}),
        ("2020-10-11", {"day", "weekend"}),
        ("2020-10-01", {"day", "public-holiday"}),
        ("2021-01-25", {"day", "workday", "vacation"}),
        ("2021-01-23", {"day", "weekend", "vacation"}),
        ("2021-02-07", {"day", "workday", "make-up-day", "vacation"}),
        ("2021-02-12", {"day", "public-holiday", "vacation"}),
    ],
)
def test_a_day_has_several_kinds_at_once(on, kinds):
    assert calendar().kinds("A", day(on)) == kinds


@given(st.dates(day("2020-02-17"), day("2021-07-02")))
def test_every_day_is_of_known_kinds_and_of_exactly_one_national_kind(on):
    kinds = calendar().kinds("A", on)

    assert kinds <= KINDS
    assert len(kinds & {"workday", "weekend", "public-holiday"}) == 1
    assert not ({"teaching-day", "vacation"} <= kinds)


# ---------------------------------------------------------------------- exceptions


@pytest.mark.parametrize(
    ("kind", "on", "comes", "goes"),
    [
        ("closure", "2020-10-12", {"closure"}, {"teaching-day", "meal-day"}),
        ("teaching", "2020-10-11", {"teaching-day", "meal-day"}, {"weekend"}),
        ("no-meals", "2020-10-12", set(), {"meal-day"}),
        ("meals", "2020-10-11", {"meal-day"}, set()),
        ("suspension", "2020-10-12", {"suspension"}, set()),
        ("suspension", "2020-10-11", {"suspension"}, set()),
    ],
)
@pytest.mark.parametrize("of", ["", "C", "A"])
def test_an_exception_changes_the_kinds_of_its_days_for_all_below(kind, on, comes, goes, of):
    exception = DayException(kind=kind, first=day(on), last=day(on), of=of)
    before, after = calendar().kinds("A", day(on)), calendar(exceptions=[exception]).kinds("A", day(on))

    assert after == (before - goes) | comes
    assert calendar(exceptions=[exception]).kinds("A", day(on) + timedelta(days=1)) == calendar().kinds(
        "A", day(on) + timedelta(days=1)
    )


def test_an_exception_of_one_county_leaves_the_other_alone():
    exception = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), of="A")

    assert "closure" not in calendar(exceptions=[exception]).kinds("B", day("2020-10-12"))


def test_the_narrower_exception_comes_last():
    wide = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-16"), of="A")
    narrow = DayException(kind="teaching", first=day("2020-10-14"), last=day("2020-10-14"), of="S1", reason="补课")
    found = calendar(exceptions=[narrow, wide])

    assert "teaching-day" not in found.kinds_for("A", day("2020-10-13"), "S1")
    assert "teaching-day" in found.kinds_for("A", day("2020-10-14"), "S1")
    assert found.exception(day("2020-10-14"), {"weekend"}, (), "S1", "S1-1") is narrow
    assert found.exception(day("2020-10-15"), {"weekend"}, (), "S1", "S1-1") is None
    assert found.exception(day("2020-10-14"), {"day"}, (), "S1", "S1-1") is None


def test_the_exception_that_is_told_is_the_narrowest_and_last_that_takes_a_day_away():
    one = {"first": day("2020-10-12"), "last": day("2020-10-14")}
    closed, again = DayException(kind="closure", of="S1", reason="a", **one), DayException(kind="closure", of="S1", **one)
    suspended = DayException(kind="suspension", of="k1", **one)
    found = calendar(exceptions=[closed, again, suspended])

    assert found.exception(day("2020-10-12"), {"teaching-day"}, (), "S1", "k1") is again
    assert found.exception(day("2020-10-12"), {"teaching-day"}, {"suspension"}, "S1", "k1") is suspended
    assert found.exception(day("2020-10-12"), {"workday"}, (), "S1", "k1") is None
    assert found.exception(day("2020-10-15"), {"teaching-day"}, (), "S1", "k1") is None


# ---------------------------------------------------------------------- working days


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2020-09-25", 5, "2020-10-09"),
        ("2020-09-25", 1, "2020-09-27"),
        ("2020-09-25", 0, "2020-09-25"),
        ("2020-10-09", 1, "2020-10-10"),
        ("2020-10-10", 1, "2020-10-12"),
        ("2020-12-31", 1, "2021-01-04"),
    ],
)
def test_working_days_count_make_up_days_and_skip_holidays(start, count, end):
    assert calendar().add_working_days(day(start), count) == day(end)


def test_working_days_past_the_published_year_are_an_error_that_says_what_to_do():
    with pytest.raises(UnknownYear, match="2027.*holidays"):
        calendar().add_working_days(day("2026-12-30"), 5)


def test_a_year_given_in_the_record_is_taken_in_full():
    given_year = [Holiday(day=day("2027-01-01"), off=True), Holiday(day=day("2027-01-03"), off=False)]
    found = calendar(holidays=given_year)

    assert [found.national(day(f"2027-01-0{n}")) for n in (1, 2, 3, 4)] == [
        "public-holiday",
        "weekend",
        "make-up-day",
        "workday",
    ]
    assert found.add_working_days(day("2026-12-31"), 2) == day("2027-01-04")


@given(st.dates(day("2019-01-01"), day("2026-06-01")), st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up(start, first, second):
    found = calendar()

    assert found.add_working_days(found.add_working_days(start, first), second) == found.add_working_days(
        start, first + second
    )


# ---------------------------------------------------------------------- terms and spans


@pytest.mark.parametrize(
    ("on", "number", "first", "last"),
    [
        ("2020-09-01", 1, "2020-09-01", "2021-02-21"),
        ("2021-02-21", 1, "2020-09-01", "2021-02-21"),
        ("2021-02-22", 2, "2021-02-22", "2021-09-15"),
        ("2020-08-31", 2, "2020-02-17", "2020-08-31"),
        ("2020-02-16", 1, "2019-12-04", "2020-02-16"),
    ],
)
def test_a_half_year_is_a_term_with_the_vacation_after_it(on, number, first, last):
    term, span = calendar().half_year("A", day(on))

    assert (term.number, span.first, span.last) == (number, day(first), day(last))
    assert day(on) in span
    assert span.last + timedelta(days=1) not in span


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        ("2020-10-12", "2020-09-01", "2021-09-15"),
        ("2021-03-01", "2020-09-01", "2021-09-15"),
        ("2020-03-01", "2019-12-04", "2020-08-31"),
    ],
)
def test_a_school_year_is_two_half_years(on, first, last):
    span = calendar().school_year("A", day(on))

    assert (span.first, span.last) == (day(first), day(last))


def test_a_school_year_of_which_half_is_unknown_is_the_half_that_is_known():
    only = [Term(first=day("2020-09-01"), last=day("2021-01-22"), number=1)]

    assert calendar(only).school_year("A", day("2020-10-12")).first == day("2020-09-01")
    assert calendar(only).school_year("A", day("2020-10-12")).last == day("2021-04-07")


@pytest.mark.parametrize("on", ["2021-09-15", "2019-12-04"])
def test_a_vacation_may_last_as_long_as_the_rulebook_says(on):
    assert calendar().half_year("A", day(on)) is not None


@pytest.mark.parametrize("on", ["2021-09-16", "2019-12-03"])
def test_a_day_beyond_the_longest_vacation_belongs_to_a_term_that_is_missing(on):
    with pytest.raises(UnknownTerm, match=f"{on}.*enter the term"):
        calendar().kinds("A", day(on))


def test_a_term_missing_between_two_others_is_noticed():
    gap = [
        Term(first=day("2019-09-01"), last=day("2020-01-10"), number=1),
        Term(first=day("2020-09-01"), last=day("2021-01-22"), number=1),
    ]

    with pytest.raises(UnknownTerm):
        calendar(gap).kinds("A", day("2020-05-11"))


def test_where_asked_to_assume_the_assumed_terms_stand_in_for_unknown_ones():
    term, _ = calendar().half_year("A", day("2023-10-09"), assume=True)

    assert (term.first, term.last) == (day("2023-09-01"), day("2024-01-20"))


def test_without_any_term_the_assumed_ones_hold():
    found = calendar(())

    assert "teaching-day" in found.kinds("A", day("2020-10-12"))
    assert "vacation" in found.kinds("A", day("2021-01-25"))


def test_an_areas_own_terms_come_before_those_above_it():
    own = Term(first=day("2020-10-19"), last=day("2021-01-22"), number=1, area="A")
    found = calendar([*TERMS_2020, own])

    assert "vacation" in found.kinds("A", day("2020-10-12"))
    assert "teaching-day" in found.kinds("B", day("2020-10-12"))


def test_overlapping_terms_are_refused():
    twice = [
        Term(first=day("2020-09-01"), last=day("2021-01-22"), number=1),
        Term(first=day("2021-01-22"), last=day("2021-07-02"), number=2),
    ]

    with pytest.raises(FactError, match="overlap on 2021-01-22"):
        calendar(twice)


def test_a_term_that_ends_before_it_begins_is_refused():
    with pytest.raises(FactError, match="ends before it begins"):
        Term(first=day("2021-01-22"), last=day("2020-09-01"), number=1)


def test_the_chain_of_areas_ends_everywhere_and_survives_a_circle():
    circle = SchoolCalendar(StateCouncilCalendar(), parents={"x": "y", "y": "x"}, defaults=DEFAULTS)

    assert calendar().chain("A") == ("A", "C", "")
    assert calendar().chain("") == ("",)
    assert circle.chain("x") == ("x", "y", "")


def test_facts_recorded_in_another_zone_are_the_same_instant():
    exception = DayException(
        kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), recorded_at=at("2020-10-12 08:00")
    )

    assert exception.recorded_at.isoformat() == "2020-10-12T08:00:00+08:00"
