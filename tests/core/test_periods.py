from __future__ import annotations

from datetime import timedelta

import pytest

from school_health import DayException, Spell, Term
from school_health.errors import UnknownTerm
from tests.builders import at, day, duty, filing, record, region, school, states


WEEK = duty(
    'filer = "school"\nevery = ["week"]\nopens = { weeks = -1, weekday = "monday" }\nby = { days = -1, edge = "in" }'
)
TERM = duty('filer = "school"\nevery = ["term"]\nopens = { from = "vacation" }\nby = { edge = "out" }')
PLAIN_TERM = duty('filer = "school"\nevery = ["term"]\nby = { days = 13, edge = "in" }')
ONCE = duty('filer = "county"\nsince = 2020-10-01\nevery = ["once"]\nby = { date = 2020-10-15, edge = "in" }')
YEAR = duty('filer = "city"\nevery = ["school-year"]\nby = { days = 30, edge = "in" }')


def found(text, facts, moment, **more):
    return states(region(text).assess(facts, at(moment), **more), "d")


def test_a_filing_that_names_no_week_is_of_the_week_that_was_open_when_it_came():
    facts = record(filing("d", "2020-10-07 10:00"), filing("d", "2020-10-12 10:00"), since="2020-10-05")

    assert found(WEEK, facts, "2020-10-19 12:00") == [
        ("2020-10-12", "on_time"),
        ("2020-10-19", "on_time"),
        ("2020-10-26", "not_yet_due"),
    ]


def test_a_filing_that_names_a_day_is_of_the_week_of_that_day():
    facts = record(filing("d", "2020-10-12 10:00", first="2020-10-14"), since="2020-10-05")

    assert ("2020-10-12", "late") in found(WEEK, facts, "2020-10-19 12:00")


@pytest.mark.parametrize("weeks", [1, 2, 3, 6])
def test_a_week_is_seen_from_the_day_on_which_it_opens_however_early(weeks):
    text = WEEK.replace("weeks = -1", f"weeks = -{weeks}")
    first_seen = day("2020-11-30") - timedelta(weeks=weeks)

    assert ("2020-11-30", "not_yet_due") in found(text, record(since="2020-09-07"), f"{first_seen} 00:00")
    assert ("2020-11-30", "not_yet_due") not in found(
        text, record(since="2020-09-07"), f"{first_seen - timedelta(days=1)} 23:59"
    )


def test_a_week_that_is_due_weeks_after_it_began_stays_until_then():
    text = duty('filer = "school"\nevery = ["week"]\nby = { weeks = 5, edge = "in" }')

    assert ("2020-09-07", "not_yet_due") in found(
        text, record(since="2020-09-07"), "2020-10-12 23:59", since=day("2020-10-12")
    )


def test_a_week_on_which_nobody_teaches_is_no_week():
    closed = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-18"), of="S1")
    facts = record(schools=[school("S1"), school("S2")], exceptions=[closed], since="2020-10-05")
    dues = region(WEEK).assess(facts, at("2020-10-12 12:00")).dues

    assert [due.filer for due in dues if due.first == day("2020-10-12")] == ["S2"]


def test_nothing_is_expected_from_before_the_record_was_kept():
    assert ("2020-10-12", "missing") not in found(WEEK, record(since="2020-10-12"), "2020-10-12 12:00")
    assert ("2020-10-12", "missing") in found(WEEK, record(since="2020-10-11"), "2020-10-12 12:00")


@pytest.mark.parametrize(
    ("filed", "state"),
    [(None, "missing"), ("2020-07-03 10:00", "missing"), ("2020-07-04 10:00", "on_time"), ("2020-09-01 00:00", "late")],
)
def test_what_is_due_before_a_term_opens_with_the_vacation(filed, state):
    filings = [filing("d", filed)] if filed else []

    assert ("2020-09-01", state) in found(TERM, record(*filings, since="2020-06-01"), "2020-09-02 12:00")


@pytest.mark.parametrize(("moment", "state"), [("2020-09-14 23:59:59", "not_yet_due"), ("2020-09-15 00:00:00", "missing")])
def test_a_term_may_have_its_deadline_within(moment, state):
    assert found(PLAIN_TERM, record(since="2020-09-01"), moment) == [("2020-09-01", state)]


def test_the_first_known_term_has_no_vacation_before_it_but_the_longest_there_is():
    only = [Term(first=day("2020-09-01"), last=day("2021-01-22"), number=1)]
    facts = record(filing("d", "2020-06-20 10:00"), terms=only, since="2020-06-19")

    assert found(TERM, facts, "2020-09-02 12:00") == [("2020-09-01", "on_time")]


def test_what_is_due_once_stays_until_it_is_done():
    open_ = found(ONCE, record(since="2020-10-01"), "2020-12-01 12:00")
    done = found(
        ONCE,
        record(filing("d", "2020-10-14 10:00", filer="A"), since="2020-10-01"),
        "2020-12-01 12:00",
        since=day("2020-11-30"),
    )

    assert open_ == [("2020-10-01", "missing")]
    assert done == []


@pytest.mark.parametrize(("moment", "state"), [("2020-10-15 23:59:59", "not_yet_due"), ("2020-10-16 00:00:00", "missing")])
def test_a_fixed_date_itself_is_in_time(moment, state):
    assert found(ONCE, record(since="2020-10-01"), moment) == [("2020-10-01", state)]


def test_a_deadline_before_the_duty_held_was_never_due():
    late_law = ONCE.replace("since = 2020-10-01", "since = 2020-10-16")

    assert found(late_law, record(since="2020-10-01"), "2020-12-01 12:00") == []


def test_a_year_is_two_terms_and_comes_once():
    facts = record(filing("d", "2020-09-20 10:00", filer="C"), since="2020-09-01")

    assert found(YEAR, facts, "2021-03-01 12:00", since=day("2020-09-01")) == [("2020-09-01", "on_time")]


def test_a_closed_school_has_no_weeks():
    facts = record(spells=[Spell(school="S1", status="closed")], since="2020-10-05")

    assert found(WEEK, facts, "2020-10-12 12:00") == []


def test_a_term_nobody_entered_is_an_error_where_it_matters():
    with pytest.raises(UnknownTerm):
        found(WEEK, record(since="2022-03-01"), "2022-03-01 12:00")


CONNECT = duty(
    'filer = "school"\nsince = 2020-10-01\nevery = ["once"]\nby = { from = "vacation", edge = "out" }\n'
    'met = ["fact:connected"]'
)
FOLLOW = duty(
    'filer = "county"\nabout = "school"\nsince = 2020-10-01\nevery = ["once"]\nby = { date = 2020-10-15, edge = "in" }'
)


@pytest.mark.parametrize(
    ("connected", "expected"),
    [
        ("2020-09-30", []),
        ("2020-10-01", [("2020-10-01", "on_time")]),
        ("2021-01-22", [("2020-10-01", "on_time")]),
        ("2021-01-23", [("2020-10-01", "late")]),
        (None, [("2020-10-01", "missing")]),
    ],
)
def test_being_connected_meets_what_asks_for_it(connected, expected):
    facts = record(schools=[school(connected=day(connected) if connected else None)], since="2020-10-01")

    assert found(CONNECT, facts, "2021-01-25 12:00", since=day("2020-10-01")) == expected


def test_a_connection_still_to_come_has_not_happened():
    facts = record(schools=[school(connected=day("2020-12-01"))], since="2020-10-01")

    assert found(CONNECT, facts, "2020-11-30 23:59:59") == [("2020-10-01", "not_yet_due")]


def test_one_who_files_about_each_school_names_it():
    facts = record(
        filing("d", "2020-10-02 10:00", filer="A", about="S1"),
        schools=[school("S1"), school("S2"), school("S3", area="B")],
        since="2020-10-01",
    )
    dues = region(FOLLOW).assess(facts, at("2020-10-16 12:00")).dues

    assert {(due.filer, due.about): due.state for due in dues} == {
        ("A", "S1"): "on_time",
        ("A", "S2"): "missing",
        ("B", "S3"): "missing",
    }


def test_a_duty_of_schools_on_the_system_leaves_the_others_out():
    text = '[[scope]]\nid = "s"\nclause = "c"\ntitle = "t"\nconnected = true\n' + WEEK.replace(
        'id = "d"', 'id = "d"\nscope = "s"'
    )
    facts = record(schools=[school("S1"), school("S2", connected=None)], since="2020-10-05")

    assert {due.filer for due in region(text).assess(facts, at("2020-10-12 12:00")).dues} == {"S1"}
