from __future__ import annotations

import pytest

from school_health import Absence, Move, Term, open_region
from tests.builders import at, day, days, event, filing, record, school


TERM = Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)
AREA_POSTS = ("county-education", "county-health", "county-cdc", "city-education", "city-health", "city-cdc")
PROVINCE_POSTS = ("province-education", "province-cdc")


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def findings(region, check, *filings, moment="2023-04-20 12:00", since="2023-04-10", **more):
    more.setdefault("terms", [TERM])
    found = region.assess(record(*filings, since=since, **more), at(moment)).findings
    return [one for one in found if one.check.id == check]


def lacks(*arguments, **more):
    return [one.lacks for one in findings(*arguments, **more)]


def absent(number=1, **more):
    given = {"id": f"a{number}", "person": f"S1-p{number}", "school": "S1", "first": day("2023-04-10")}
    return Absence(**{**given, **more})


# ---------------------------------------------------------------------- causes traced


@pytest.mark.parametrize(("moment", "count"), [("2023-04-10 23:59:59", 0), ("2023-04-11 00:00:00", 1)])
def test_a_cause_is_traced_by_the_end_of_the_day(jiangsu, moment, count):
    assert len(findings(jiangsu, "cause-traced", moment=moment, absences=[absent()])) == count


@pytest.mark.parametrize(("moment", "count"), [("2023-04-11 23:59:59", 0), ("2023-04-12 00:00:00", 1)])
def test_another_reading_gives_a_day_more(moment, count):
    lenient = open_region("jiangsu", readings={"js20-when-traced": "next-day"})

    assert len(findings(lenient, "cause-traced", moment=moment, absences=[absent()])) == count


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ({}, 1),
        ({"role": "staff"}, 1),
        ({"tracing": "registered"}, 1),
        ({"tracing": "traced"}, 0),
        ({"cause": "injury"}, 0),
        ({"source": "hospital"}, 0),
        ({"void": True}, 0),
    ],
)
def test_whose_cause_is_traced(jiangsu, what, count):
    assert len(findings(jiangsu, "cause-traced", absences=[absent(**what)])) == count


@pytest.mark.parametrize(("stage", "count"), [("primary", 1), ("kindergarten", 0), ("vocational", 0)])
def test_causes_are_traced_in_the_schools_that_the_notice_of_2020_addresses(jiangsu, stage, count):
    assert len(findings(jiangsu, "cause-traced", absences=[absent()], schools=[school(stage=stage)])) == count


@pytest.mark.parametrize(("first", "count"), [("2020-12-28", 0), ("2020-12-29", 1)])
def test_causes_are_traced_from_the_day_of_the_notice(jiangsu, first, count):
    found = findings(
        jiangsu, "cause-traced", moment="2020-12-31 12:00", since="2020-12-25", terms=(), absences=[absent(first=day(first))]
    )

    assert len(found) == count


# ---------------------------------------------------------------------- zero reports that cannot be


def zero(on, hour="10:00:07", **more):
    return filing("daily-absence", f"{on} {hour}", content="zero", **more)


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ({}, 1),
        ({"source": "hospital"}, 1),
        ({"attending": True}, 0),
        ({"cause": "other"}, 0),
        ({"halves": (day("2023-04-10"),)}, 0),
        ({"first": day("2023-04-11")}, 0),
        ({"last": day("2023-04-10")}, 1),
        ({"void": True}, 0),
    ],
)
def test_a_zero_on_a_day_with_a_recorded_sick_pupil_contradicts_itself(jiangsu, what, count):
    facts = record(zero("2023-04-10"), absences=[absent(**what)], terms=[TERM], since="2023-04-10")
    answer = jiangsu.assess(facts, at("2023-04-10 20:00"))

    assert sum(one.check.id == "zero-contradicted" for one in answer.findings) == count
    assert sum(one.rule.id == "contradicted-report" for one in answer.breaches) == count


def test_a_report_that_says_who_is_absent_contradicts_nothing(jiangsu):
    told = filing("daily-absence", "2023-04-10 10:00")

    assert findings(jiangsu, "zero-contradicted", told, absences=[absent()], moment="2023-04-10 20:00") == []


def test_a_zero_under_the_notice_of_2020_is_held_against_the_record_too(jiangsu):
    told = filing("daily-absence-2020", "2020-12-30 10:00", content="zero")
    one = absent(first=day("2020-12-30"))
    more = {"terms": (), "since": "2020-12-30", "moment": "2020-12-30 20:00", "absences": [one]}

    assert len(findings(jiangsu, "zero-contradicted", told, **more)) == 1


@pytest.mark.parametrize(("choice", "expected"), [("listed", []), ("counted", ["interview"])])
def test_whether_a_contradiction_counts_towards_an_interview_is_a_reading(choice, expected):
    region = open_region("jiangsu", readings={"js20-contradiction": choice})
    facts = record(zero("2023-04-10"), absences=[absent()], terms=[TERM], since="2023-04-10")

    assert [one.rule.id for one in region.assess(facts, at("2023-04-10 20:00")).consequences] == expected


WEEK = ("2023-04-10", "2023-04-11", "2023-04-12", "2023-04-13", "2023-04-14")


@pytest.mark.parametrize(("which", "count"), [(WEEK[:4], 0), (WEEK, 1)])
def test_five_zeros_at_the_same_second_look_machine_made(jiangsu, which, count):
    found = findings(jiangsu, "zeros-by-machine", *(zero(one) for one in which))

    assert [(one.day, one.subject) for one in found] == [(day("2023-04-14"), "S1")] * count


def test_another_second_breaks_the_run(jiangsu):
    told = [zero(one, "10:00:08" if one == WEEK[2] else "10:00:07") for one in WEEK]

    assert findings(jiangsu, "zeros-by-machine", *told) == []


def test_a_report_with_content_breaks_the_run(jiangsu):
    told = [zero(one) for one in WEEK[:4]] + [filing("daily-absence", "2023-04-14 10:00:07")]

    assert findings(jiangsu, "zeros-by-machine", *told) == []


def test_a_weekend_does_not_break_the_run(jiangsu):
    told = [zero(one) for one in (*WEEK[2:], "2023-04-17", "2023-04-18")]

    assert [one.day for one in findings(jiangsu, "zeros-by-machine", *told)] == [day("2023-04-18")]


def test_how_many_zeros_is_a_reading():
    region = open_region("jiangsu", readings={"js23-machine-made": "three-days"})

    assert [one.day for one in findings(region, "zeros-by-machine", *(zero(one) for one in WEEK[:3]))] == [day("2023-04-12")]
    assert region.rulebook.checks["zeros-by-machine"].rests_on_us


# ---------------------------------------------------------------------- reviews and spot checks


def looked(workflow, role, result="right", matter="e1", when="2023-04-12 10:00"):
    details = {"result": result} if result else {}
    return Move(id="m1", workflow=workflow, matter=matter, move="check", at=at(when), post=role, by="b", details=details)


def opened(workflow, **details):
    drawn = {} if workflow == "area-review" else {"seed": "2023-04-12", "drawn": "d", **details}
    return event(workflow, "2023-04-12 09:00", id_="e1", details=drawn)


def state(region, workflow, *moves):
    facts = record(events=[opened(workflow)], moves=moves, terms=[TERM], since="2023-04-10")
    (one,) = (one for one in region.assess(facts, at("2023-04-20 12:00")).matters if one.workflow.id == workflow)
    return one.state


BODIES = [
    *(("area-review", role) for role in AREA_POSTS),
    *(("spot-check", role) for role in AREA_POSTS),
    *(("province-spot-check", role) for role in PROVINCE_POSTS),
]
OTHERS = [
    ("area-review", "deputy-head"),
    ("area-review", "province-cdc"),
    ("spot-check", "reporter"),
    ("spot-check", "province-education"),
    ("province-spot-check", "county-cdc"),
    ("province-spot-check", "city-education"),
]


@pytest.mark.parametrize(("workflow", "role"), BODIES)
def test_those_whom_the_notice_names_look_and_keep_the_result(jiangsu, workflow, role):
    assert state(jiangsu, workflow, looked(workflow, role)) == "checked"


@pytest.mark.parametrize(("workflow", "role"), OTHERS)
def test_others_do_not(jiangsu, workflow, role):
    assert state(jiangsu, workflow, looked(workflow, role)) == "open"
    more = {"events": [opened(workflow)], "moves": [looked(workflow, role)]}
    assert lacks(jiangsu, "inspection-moves", **more) == [("not-their-post",)]


@pytest.mark.parametrize("result", ["", "fine"])
@pytest.mark.parametrize(("workflow", "role"), [BODIES[0], BODIES[6], BODIES[-1]])
def test_a_result_is_kept_of_each(jiangsu, workflow, role, result):
    more = {"events": [opened(workflow)], "moves": [looked(workflow, role, result)]}

    assert lacks(jiangsu, "inspection-moves", **more) == [("lacks", "result")]
    assert state(jiangsu, workflow, looked(workflow, role, result)) == "open"


@pytest.mark.parametrize(("result", "expected"), [("right", []), ("wrong", [("wrong",)]), ("unclear", [("unclear",)])])
@pytest.mark.parametrize(
    ("check", "workflow", "role"),
    [
        ("area-review-wrong", "area-review", "county-health"),
        ("spot-check-wrong", "spot-check", "city-cdc"),
        ("spot-check-wrong", "province-spot-check", "province-cdc"),
    ],
)
def test_what_was_found_wrong_is_a_finding_at_the_school(jiangsu, check, workflow, role, result, expected):
    more = {"events": [opened(workflow)], "moves": [looked(workflow, role, result)]}
    found = findings(jiangsu, check, **more)

    assert [one.lacks for one in found] == expected
    assert {one.subject for one in found} <= {"S1"}


@pytest.mark.parametrize("workflow", ["spot-check", "province-spot-check"])
@pytest.mark.parametrize(("details", "expected"), [({}, []), ({"seed": ""}, [("seed",)]), ({"drawn": " "}, [("drawn",)])])
def test_a_spot_check_says_how_it_was_drawn(jiangsu, workflow, details, expected):
    assert lacks(jiangsu, "spot-check-drawn", events=[opened(workflow, **details)]) == expected


def month(count):
    which = [one for one in days("2023-03-23", "2023-06-30") if one.weekday() < 5][:20]
    filers = [f"S{number}" for number in range(count // 20)]
    told = [filing("daily-absence", f"{one} 10:00", filer=filer) for filer in filers for one in which]
    other = [filing("alert-view", f"{which[0]} 10:00", filer=filer) for filer in filers]
    return record(*told, *other, schools=[school(one) for one in filers], terms=[TERM], since="2023-03-23")


@pytest.mark.parametrize("sample", ["area-sample", "province-sample"])
@pytest.mark.parametrize(("filings", "drawn", "tenth"), [(200, 10, 20), (400, 20, 40), (100, 10, 10)])
def test_a_sample_of_reports_is_drawn_again_from_its_seed(jiangsu, sample, filings, drawn, tenth):
    facts, moment = month(filings), at("2023-06-30 12:00")
    first = jiangsu.draw(facts, sample, "2023-06-30", moment)
    more = open_region("jiangsu", readings={"js23-sample-size": "one-in-ten"}).draw(facts, sample, "2023-06-30", moment)

    assert len(first) == drawn
    assert first == jiangsu.draw(facts, sample, "2023-06-30", moment)
    assert set(first) != set(jiangsu.draw(facts, sample, "another", moment))
    assert len(more) == tenth
    assert more[:drawn] == first
    assert {one.split("/")[0] for one in first} == {"daily-absence"}
