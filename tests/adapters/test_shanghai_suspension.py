from __future__ import annotations

import pytest

from school_health import Absence, Area, DayException, Record, SchoolClass, Suspension, open_region
from tests.builders import TERMS_2020, at, day, filing, school, states


AREAS = (Area(id="SH", name="上海市", level="city"), Area(id="D1", name="甲区", level="county", parent="SH"))
CLASSES = (
    SchoolClass(id="S1-1", school="S1", grade="一年级", students=40),
    SchoolClass(id="S1-2", school="S1", grade="二年级", students=40),
)
DAILY = ("morning-check", "noon-check", "food-acceptance", "whole-closure")


@pytest.fixture(scope="module")
def shanghai():
    return open_region("shanghai")


def suspended(level, first, last=None, of="", **more):
    last = day(last) if last else None
    return Suspension(id=more.pop("id_", "T1"), school="S1", level=level, first=day(first), last=last, of=of, **more)


def facts(*suspensions, filings=(), since="2020-10-12", **more):
    return Record(
        schools=(school(area="D1"),),
        areas=AREAS,
        classes=CLASSES,
        terms=TERMS_2020,
        suspensions=suspensions,
        filings=filings,
        since=day(since),
        **more,
    )


def by_duty(answer, on):
    """Return the states of the daily dues of a day, by duty."""
    return {due.duty.id: due.state for due in answer.dues if due.duty.id in DAILY and due.first == day(on)}


# ---------------------------------------------------------------------- a class, a grade


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [("2020-10-12", "2020-10-12 23:59:59", "2020-10-13 00:00"), ("2020-10-11", "2020-10-11 23:59:59", "2020-10-12 00:00")],
)
def test_a_suspended_class_is_filed_on_its_first_day_teaching_day_or_not(shanghai, first, before, after):
    record = facts(suspended("class", first, of="S1-1"), since="2020-10-11")

    assert states(shanghai.assess(record, at(before)), "class-suspension") == [(first, "not_yet_due")]
    assert states(shanghai.assess(record, at(after)), "class-suspension") == [(first, "missing")]


def test_a_suspended_grade_is_some_classes_and_a_whole_school_is_not(shanghai):
    grade = facts(suspended("grade", "2020-10-12", "2020-10-14", of="一年级"))
    whole = facts(suspended("school", "2020-10-12", "2020-10-14"))

    assert states(shanghai.assess(grade, at("2020-10-12 12:00")), "class-suspension") == [("2020-10-12", "not_yet_due")]
    assert states(shanghai.assess(whole, at("2020-10-12 12:00")), "class-suspension") == []


@pytest.mark.parametrize(
    ("about", "expected"), [("S1-1", ["on_time", "missing"]), (None, ["on_time", "on_time"]), ("T2", ["missing", "on_time"])]
)
def test_a_filing_about_one_class_does_not_speak_for_another(shanghai, about, expected):
    both = suspended("class", "2020-10-12", of="S1-1"), suspended("class", "2020-10-12", of="S1-2", id_="T2")
    told = filing("class-suspension", "2020-10-12 10:00", about=about, first="2020-10-12")
    answer = shanghai.assess(facts(*both, filings=[told]), at("2020-10-13 00:00"), duties=["class-suspension"])

    assert {due.event.id: due.state for due in answer.dues} == dict(zip(("T1", "T2"), expected, strict=True))


@pytest.mark.parametrize(
    ("about", "first", "state"),
    [
        ("T1", None, "on_time"),
        ("T1", "2020-10-12", "on_time"),
        ("S1-1", "2020-10-12", "missing"),
        (None, "2020-10-12", "missing"),
        (None, None, "missing"),
        ("T2", None, "missing"),
    ],
)
def test_a_suspension_may_be_filed_on_the_eve_by_who_says_which_it_is(shanghai, about, first, state):
    eve = filing("class-suspension", "2020-10-11 16:00", about=about, first=first)
    another = suspended("class", "2020-10-26", of="S1-2", id_="T2")
    record = facts(suspended("class", "2020-10-12", of="S1-1"), another, filings=[eve], since="2020-10-11")
    answer = shanghai.assess(record, at("2020-10-13 00:00"), duties=["class-suspension"])

    assert {due.event.id: due.state for due in answer.dues}["T1"] == state


def test_of_a_suspension_decided_on_the_eve_any_filing_after_the_decision_counts(shanghai):
    decided = suspended("class", "2020-10-12", of="S1-1", decided_at=at("2020-10-11 18:00"))

    def state(when):
        told = filing("class-suspension", when, first="2020-10-12")
        record = facts(decided, filings=[told], since="2020-10-11")
        (due,) = shanghai.assess(record, at("2020-10-13 00:00"), duties=["class-suspension"]).dues
        return due.state

    assert state("2020-10-11 17:59:59") == "missing"
    assert state("2020-10-11 18:00:00") == "on_time"


def test_what_was_entered_in_error_asks_for_nothing(shanghai):
    record = facts(suspended("class", "2020-10-12", of="S1-1", void=True))

    assert states(shanghai.assess(record, at("2020-10-13 12:00")), "class-suspension") == []


def test_with_a_class_suspended_the_school_checks_as_ever(shanghai):
    answer = shanghai.assess(facts(suspended("class", "2020-10-12", of="S1-1")), at("2020-10-12 18:00"))

    assert by_duty(answer, "2020-10-12") == {one: "missing" for one in DAILY if one != "whole-closure"}


def test_the_sick_of_a_suspended_class_are_absent_and_its_others_suspended(shanghai):
    sick = [Absence(id=f"a{one}", person=f"p{one}", school="S1", class_="S1-1", first=day("2020-10-12")) for one in range(6)]
    record = facts(suspended("class", "2020-10-12", of="S1-1"), absences=sick)
    found = shanghai.attendance(record, day("2020-10-12"), "S1", "S1-1", at=at("2020-10-12 18:00"))

    assert (found.ill, found.suspended) == (6, 34)


# ---------------------------------------------------------------------- the whole school


def test_a_school_wholly_suspended_declares_it_and_owes_no_check(shanghai):
    record = facts(suspended("school", "2020-10-13", "2020-10-14"), since="2020-10-12")
    answer = shanghai.assess(record, at("2020-10-15 18:00"))
    checks = {"morning-check": "missing", "noon-check": "missing", "food-acceptance": "missing"}
    closed = {"morning-check": "exempt", "noon-check": "exempt", "food-acceptance": "exempt", "whole-closure": "missing"}

    assert [by_duty(answer, f"2020-10-{one}") for one in (12, 13, 14, 15)] == [checks, closed, closed, checks]
    assert {due.reason for due in answer.dues if due.state == "exempt"} == {"suspension"}
    assert [one.due.first.isoformat() for one in answer.notices if one.level == "预警"] == ["2020-10-12", "2020-10-15"]


def test_days_of_a_suspension_are_declared_weekends_and_holidays_once_each(shanghai):
    record = facts(suspended("school", "2020-10-07", "2020-10-11"), since="2020-10-07")
    answer = shanghai.assess(record, at("2020-10-13 00:00"), duties=["whole-closure"])

    assert states(answer, "whole-closure") == [(f"2020-10-{one:02}", "missing") for one in range(7, 12)]


def test_one_declaration_covers_a_suspension(shanghai):
    declared = filing("whole-closure", "2020-10-13 08:00", first="2020-10-13", last="2020-10-14")
    record = facts(suspended("school", "2020-10-13", "2020-10-15"), filings=[declared], since="2020-10-13")
    answer = shanghai.assess(record, at("2020-10-16 00:00"), duties=["whole-closure"])

    assert [state for _, state in states(answer, "whole-closure")] == ["on_time", "on_time", "missing"]


def test_a_suspension_without_an_end_goes_on(shanghai):
    answer = shanghai.assess(facts(suspended("school", "2020-10-12")), at("2020-10-16 18:00"), duties=list(DAILY[:1]))

    assert {state for _, state in states(answer, "morning-check")} == {"exempt"}


def test_the_days_rate_counts_nobody_who_is_suspended(shanghai):
    record = facts(suspended("school", "2020-10-12"))
    counted = shanghai.completeness(record, day("2020-10-12"), day("2020-10-12"), at("2020-10-12 18:00"))
    (rate,) = [one for one in counted.measures() if one.rule.id == "daily-reporting"]

    assert (rate.share.numerator, rate.share.denominator) == (0, 0)


def test_under_another_reading_a_suspended_school_goes_on_checking():
    region = open_region("shanghai", readings={"sh-suspended-school": "files-checks"})
    answer = region.assess(facts(suspended("school", "2020-10-12")), at("2020-10-12 18:00"))

    assert by_duty(answer, "2020-10-12") == {one: "missing" for one in DAILY if one != "whole-closure"}


def test_a_schools_own_closure_is_declared_as_before(shanghai):
    outing = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), of="S1")
    answer = shanghai.assess(facts(exceptions=[outing]), at("2020-10-13 00:00"))

    assert by_duty(answer, "2020-10-12")["whole-closure"] == "missing"
    assert by_duty(answer, "2020-10-12")["morning-check"] == "exempt"
