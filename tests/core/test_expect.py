from __future__ import annotations

import pytest

from school_health import Area, DayException, Person, Record, SchoolClass, Spell
from tests.builders import AREAS, TERMS_2020, at, day, duty, event, filing, record, region, school, states


CHECK = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }')
SCOPED = """
[[scope]]
id = "s"
clause = "c"
title = "范围"
{keys}
"""


def assess(text, facts, moment, **more):
    return region(text).assess(facts, at(moment), **more)


# ---------------------------------------------------------------------- who is expected


def test_an_empty_record_expects_nothing():
    answer = assess(CHECK, Record(schools=[]), "2020-10-12 12:00")

    assert (list(answer.dues), answer.notices, answer.since) == ([], (), day("2020-10-12"))


@pytest.mark.parametrize(
    ("spells", "expected", "reason"),
    [
        ([], ["12", "13", "14"], None),
        ([Spell(school="S1", status="open", first=day("2020-10-13"))], ["13", "14"], "not-open"),
        ([Spell(school="S1", status="open", last=day("2020-10-12"))], ["12"], "closed"),
        ([Spell(school="S1", status="closed", first=day("2020-10-14"))], ["12", "13"], "closed"),
        ([Spell(school="S1", status="merged", first=day("2020-10-13"), into="S2")], ["12"], "merged"),
        (
            [
                Spell(school="S1", status="closed", first=day("2020-10-13"), last=day("2020-10-13")),
                Spell(school="S1", status="open", first=day("2020-10-14")),
                Spell(school="S1", status="open", last=day("2020-10-12")),
            ],
            ["12", "14"],
            "closed",
        ),
        (
            [Spell(school="S1", status="open"), Spell(school="S1", status="closed", first=day("2020-10-14"))],
            ["12", "13"],
            "closed",
        ),
    ],
)
def test_a_school_is_expected_in_its_open_spells_only(spells, expected, reason):
    facts = record(spells=spells, since="2020-10-12")
    found = region(CHECK)
    answer = found.assess(facts, at("2020-10-14 13:00"))
    measured = found.completeness(facts, day("2020-10-12"), day("2020-10-14"), at("2020-10-14 13:00"), duties=["d"])

    assert [due.first.strftime("%d") for due in answer.dues] == expected
    assert {one.reason for one in measured.exclusions} == ({reason} if reason else set())
    assert sum(one.days for one in measured.exclusions) == 3 - len(expected)


def test_a_school_of_unknown_stage_belongs_to_every_scope_and_others_to_theirs():
    text = SCOPED.format(keys='stages = ["primary"]') + CHECK.replace('id = "d"', 'id = "d"\nscope = "s"')
    facts = record(schools=[school("S1"), school("S2", stage="senior"), school("S3", stage="")], since="2020-10-12")

    assert [due.filer for due in assess(text, facts, "2020-10-12 13:00").dues] == ["S1", "S3"]


def test_a_scope_by_authority_takes_only_those_who_answer_to_it():
    text = SCOPED.format(keys='authority = "city"') + CHECK.replace('id = "d"', 'id = "d"\nscope = "s"')
    facts = record(schools=[school("S1"), school("S2", authority="C")], since="2020-10-12")

    assert [due.filer for due in assess(text, facts, "2020-10-12 13:00").dues] == ["S2"]
    assert list(assess(text, record(areas=(), since="2020-10-12"), "2020-10-12 13:00").dues) == []


@pytest.mark.parametrize(
    ("filer", "expected"),
    [
        ("school", ["S1", "S2", "S3"]),
        ("county", ["A", "B"]),
        ("city", ["C"]),
        ("province", ["P"]),
        ("class", ["k1", "k2"]),
        ("person", ["p1", "p2", "p3"]),
    ],
)
def test_a_duty_is_filed_at_any_level(filer, expected):
    text = duty(f'filer = "{filer}"\nevery = ["day"]\nby = {{ edge = "in" }}')
    facts = record(
        schools=[school("S1"), school("S2", area="B"), school("S3", area="B", authority="C")],
        classes=[SchoolClass(id="k1", school="S1"), SchoolClass(id="k2", school="S2", first=day("2020-09-01"))],
        people=[
            Person(id="p1", school="S1", class_="k1"),
            Person(id="p2", school="S1", role="staff"),
            Person(id="p3", school="S3"),
        ],
        since="2020-10-12",
    )

    assert sorted(due.filer for due in assess(text, facts, "2020-10-12 13:00").dues) == expected


def test_persons_are_expected_by_role_and_while_they_belong_to_the_school():
    text = SCOPED.format(keys='people = ["staff"]') + duty(
        'filer = "person"\nscope = "s"\nevery = ["day"]\nby = { edge = "in" }'
    )
    people = [
        Person(id="a", school="S1", role="staff", last=day("2020-10-12")),
        Person(id="b", school="S1", role="staff", first=day("2020-10-13")),
        Person(id="c", school="S1", role="student"),
    ]
    answer = assess(text, record(people=people, since="2020-10-12"), "2020-10-13 13:00")

    assert [(due.filer, due.first.isoformat()) for due in answer.dues] == [("a", "2020-10-12"), ("b", "2020-10-13")]


def test_a_class_has_days_off_of_its_own_and_its_pupils_with_it():
    text = duty('filer = "class"\nevery = ["teaching-day"]\nby = { edge = "in" }', "k") + duty(
        'filer = "person"\nevery = ["teaching-day"]\nby = { edge = "in" }', "p"
    )
    off = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), of="k1", reason="社会实践")
    facts = record(
        classes=[SchoolClass(id="k1", school="S1"), SchoolClass(id="k2", school="S1")],
        people=[Person(id="p1", school="S1", class_="k1"), Person(id="p2", school="S1", class_="k2")],
        exceptions=[off],
        since="2020-10-12",
    )
    answer = assess(text, facts, "2020-10-12 13:00")

    assert {due.filer: (due.state, due.reason) for due in answer.dues} == {
        "k1": ("exempt", "closure"),
        "k2": ("not_yet_due", ""),
        "p1": ("exempt", "closure"),
        "p2": ("not_yet_due", ""),
    }


def test_a_school_may_teach_on_a_day_on_which_others_do_not():
    makes_up = DayException(kind="teaching", first=day("2020-10-11"), last=day("2020-10-11"), of="S1")
    facts = record(schools=[school("S1"), school("S2")], exceptions=[makes_up], since="2020-10-11")

    assert [(due.filer, due.state) for due in assess(CHECK, facts, "2020-10-11 13:00").dues] == [("S1", "missing")]


# ---------------------------------------------------------------------- which filing answers


def test_a_filing_without_days_is_of_the_day_on_which_it_came():
    facts = record(filing("d", "2020-10-13 11:00"), since="2020-10-12")

    assert states(assess(CHECK, facts, "2020-10-13 13:00"), "d") == [("2020-10-12", "missing"), ("2020-10-13", "on_time")]


def test_a_filing_may_come_late_for_the_day_that_it_names():
    facts = record(filing("d", "2020-10-13 11:00", first="2020-10-12"), since="2020-10-12")

    assert states(assess(CHECK, facts, "2020-10-13 13:00"), "d") == [("2020-10-12", "late"), ("2020-10-13", "missing")]


def test_what_was_filed_before_the_day_began_is_no_report_of_it():
    facts = record(filing("d", "2020-10-12 11:00", first="2020-10-13"), since="2020-10-13")

    assert states(assess(CHECK, facts, "2020-10-13 13:00"), "d") == [("2020-10-13", "missing")]


def test_a_span_counts_for_each_of_its_days_and_the_earliest_filing_decides():
    facts = record(
        filing("d", "2020-10-12 11:00", first="2020-10-12", last="2020-10-13"),
        filing("d", "2020-10-12 13:00", first="2020-10-12"),
        since="2020-10-12",
    )
    spanning = CHECK.replace('every = ["teaching-day"]', 'every = ["teaching-day"]\ncovers = "span"')

    assert states(assess(spanning, facts, "2020-10-14 13:00"), "d") == [
        ("2020-10-12", "on_time"),
        ("2020-10-13", "on_time"),
        ("2020-10-14", "missing"),
    ]


def test_a_filing_of_another_school_answers_for_nobody_else():
    facts = record(filing("d", "2020-10-12 11:00", filer="S2"), schools=[school("S1"), school("S2")], since="2020-10-12")

    assert {due.filer: due.state for due in assess(CHECK, facts, "2020-10-12 13:00").dues} == {
        "S1": "missing",
        "S2": "on_time",
    }


def test_a_stand_in_about_the_filer_itself_counts_and_one_about_a_part_does_not():
    text = duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }', "other") + CHECK.replace(
        'id = "d"', 'id = "d"\nmet = ["other"]'
    )

    def state(about):
        facts = record(filing("other", "2020-10-12 11:00", about=about), since="2020-10-12")
        return [due.state for due in assess(text, facts, "2020-10-12 13:00", duties=["d"]).dues]

    assert (state(None), state("S1"), state("S1-1")) == (["on_time"], ["on_time"], ["missing"])


# ---------------------------------------------------------------------- while something is open


WHILE = (
    '[[event]]\nid = "begun"\nclause = "c"\ntitle = "始"\nsubject = "school"\n'
    '[[event]]\nid = "over"\nclause = "c"\ntitle = "终"\nsubject = "school"\n'
    + duty(
        'filer = "school"\nevery = ["closure"]\nwhile = { after = ["fact:begun"], until = ["fact:over"] }\n'
        'by = { edge = "in" }'
    )
)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], []),
        ([event("begun", "2020-10-12 10:00")], ["12", "13", "14"]),
        ([event("begun", "2020-10-12 10:00", id_="x"), event("over", "2020-10-13 10:00", about="x")], ["12", "13"]),
        ([event("begun", "2020-10-12 10:00"), event("over", "2020-10-13 10:00")], ["12", "13"]),
        ([event("begun", "2020-10-12 10:00"), event("over", "2020-10-12 09:00")], ["12", "13", "14"]),
        ([event("begun", "2020-10-12 10:00"), event("over", "2020-10-13 10:00", subject="S2")], ["12", "13", "14"]),
        ([event("begun", "2020-10-12 10:00", subject="S2")], []),
    ],
)
def test_further_days_are_expected_while_an_event_is_open(events, expected):
    facts = record(events=events, schools=[school("S1"), school("S2")], since="2020-10-12")

    assert [
        due.first.strftime("%d") for due in assess(WHILE, facts, "2020-10-14 13:00").dues if due.filer == "S1"
    ] == expected


def test_what_is_open_at_a_school_is_open_for_its_classes_and_people():
    text = WHILE.replace('filer = "school"', 'filer = "class"')
    facts = record(
        classes=[SchoolClass(id="k1", school="S1")], events=[event("begun", "2020-10-12 10:00")], since="2020-10-12"
    )

    assert [due.filer for due in assess(text, facts, "2020-10-12 13:00").dues] == ["k1"]


# ---------------------------------------------------------------------- authority


def test_the_authority_is_not_the_area():
    text = duty('filer = "county"\nevery = ["day"]\nby = { edge = "in" }')
    facts = record(schools=[school("S1", area="A", authority="C"), school("S2", area="B")], since="2020-10-12")

    assert [due.filer for due in assess(text, facts, "2020-10-12 13:00").dues] == ["B"]


def test_without_areas_there_is_no_county_to_file():
    text = duty('filer = "county"\nevery = ["day"]\nby = { edge = "in" }')

    assert (
        list(assess(text, Record(schools=[school()], terms=TERMS_2020, since=day("2020-10-12")), "2020-10-12 13:00").dues)
        == []
    )
    assert isinstance(AREAS[0], Area)
