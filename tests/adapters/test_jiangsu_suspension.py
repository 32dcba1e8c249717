from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from school_health import Absence, Move, SchoolClass, Suspension, Term, open_region
from tests.builders import at, day, filing, post, record, school, states


TERM = Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)
CLASSES = (
    SchoolClass(id="K1", school="S1", grade="一年级", students=40),
    SchoolClass(id="K2", school="S1", grade="一年级", students=42),
    SchoolClass(id="K3", school="S1", grade="二年级", students=38),
)
COUNTY = ("county-education", "county-health", "county-cdc")
SICK = tuple(f"S1-sick-{number}" for number in range(1, 7))
FIRST = "2023-04-10"  # a Monday


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def suspension(level="class", first=FIRST, last="2023-04-13", **more):
    of = {"class": "K1", "grade": "一年级", "school": ""}[level]
    return Suspension(
        **{
            "id": "s1",
            "school": "S1",
            "level": level,
            "of": of,
            "first": day(first),
            "last": day(last),
            "decided_at": at(f"{first} 08:00"),
            "reason": "influenza",
            **more,
        }
    )


def moves(*made, matter="s1"):
    """Return moves of the approval, each (name, post, moment) with its details, if any."""
    return [
        Move(
            id=f"m{number}",
            workflow="suspension-approval",
            matter=matter,
            move=name,
            post=role,
            by=f"by-{role}",
            at=at(when),
            details=details[0] if details else {},
        )
        for number, (name, role, when, *details) in enumerate(made)
    ]


REPORT = ("report", "reporter", "2023-04-09 19:00", {"disease": "influenza"})
APPROVE = tuple(("approve", role, f"2023-04-09 2{number}:00") for number, role in enumerate(COUNTY))
CARRY = ("carry-out", "principal", "2023-04-10 08:00")
FILE = ("file", "reporter", "2023-04-10 10:00")
EXPLAIN = ("explain", "county-education", "2023-04-10 12:00")
END = ("end", "principal", "2023-04-14 08:00")


def facts(*filings, suspended=None, since=FIRST, **more):
    more.setdefault("classes", CLASSES)
    more.setdefault("suspensions", [suspended or suspension()])
    return record(*filings, terms=[TERM], since=since, **more)


def matter(region, made, moment="2023-04-20 12:00", **more):
    answer = region.assess(facts(moves=made, since="2023-04-03", **more), at(moment))
    (one,) = (one for one in answer.matters if one.workflow.id == "suspension-approval")
    return one


def lacking(region, check, moment="2023-04-20 12:00", **more):
    found = region.assess(facts(**more), at(moment)).findings
    return [one.lacks for one in found if one.check.id == check]


# ---------------------------------------------------------------------- filed the same day


@pytest.mark.parametrize("level", ["class", "grade", "school"])
@pytest.mark.parametrize(("when", "state"), [("2023-04-10 23:59:59", "on_time"), ("2023-04-11 00:00:00", "late")])
def test_a_suspension_of_any_level_is_filed_on_its_first_day(jiangsu, level, when, state):
    one = facts(filing("suspension-module", when, about="s1"), suspended=suspension(level))

    assert states(jiangsu.assess(one, at("2023-04-11 08:00")), "suspension-module") == [(FIRST, state)]


@pytest.mark.parametrize(("level", "state"), [("school", "on_time"), ("grade", "missing"), ("class", "missing")])
def test_only_a_whole_schools_suspension_stands_for_the_days_reports(jiangsu, level, state):
    filed = filing("suspension-module", "2023-04-10 10:00", about="s1", first=FIRST, last="2023-04-13")
    answer = jiangsu.assess(facts(filed, suspended=suspension(level)), at("2023-04-14 12:00"), duties=["daily-absence"])

    assert [one for _, one in states(answer, "daily-absence")] == [state] * 4 + ["not_yet_due"]


def test_another_reading_asks_for_the_days_reports_all_the_same():
    region = open_region("jiangsu", readings={"js23-stands-for-the-day": "never"})
    filed = filing("suspension-module", "2023-04-10 10:00", about="s1", first=FIRST, last="2023-04-13")
    answer = region.assess(facts(filed, suspended=suspension("school")), at("2023-04-11 12:00"), duties=["daily-absence"])

    assert [one for _, one in states(answer, "daily-absence")] == ["missing", "not_yet_due"]


def test_nothing_is_asked_of_a_suspension_of_the_day_before_the_notice(jiangsu):
    before = facts(suspended=suspension(first="2023-03-22", last="2023-03-24"), since="2023-03-20")
    after = facts(suspended=suspension(first="2023-03-23", last="2023-03-24"), since="2023-03-20")

    def asked(one):
        answer = jiangsu.assess(one, at("2023-03-27 12:00"))
        mine = {"suspension-before-approval", "sick-by-name"}
        return {one.check.id for one in answer.findings} & mine, states(answer, "suspension-module")

    assert asked(before) == (set(), [])
    assert asked(after) == ({"suspension-before-approval", "sick-by-name"}, [("2023-03-23", "missing")])


# ---------------------------------------------------------------------- the approval


def test_a_suspension_goes_its_way_from_the_report_to_its_end(jiangsu):
    one = matter(jiangsu, moves(REPORT, *APPROVE, CARRY, FILE, EXPLAIN, END))

    assert (one.subject, one.state, one.open, one.refused) == ("K1", "ended", False, ())
    assert [made.state for made in one.made] == [
        "reported",
        "reported",
        "reported",
        "approved",
        "in-force",
        "filed",
        "filed",
        "ended",
    ]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_of_three_do_not_approve(jiangsu, count):
    one = matter(jiangsu, moves(REPORT, *APPROVE[:count]))

    assert one.state == "reported"
    assert one.waiting == (COUNTY[count:] if count else ())


def test_the_order_of_the_three_is_free_and_nobody_approves_twice(jiangsu):
    twice = [("approve", "county-health", f"2023-04-09 2{number}:00") for number in (0, 1, 2)]
    backwards = [("approve", role, f"2023-04-09 2{number}:00") for number, role in enumerate(reversed(COUNTY))]

    assert matter(jiangsu, moves(REPORT, *twice)).state == "reported"
    assert matter(jiangsu, moves(REPORT, *backwards)).state == "approved"


@pytest.mark.parametrize("role", COUNTY)
def test_any_of_the_three_may_decline(jiangsu, role):
    one = matter(jiangsu, moves(REPORT, APPROVE[0], ("decline", role, "2023-04-09 22:30")))

    assert (one.state, one.open) == ("declined", False)


@pytest.mark.parametrize("details", [{}, {"disease": " "}])
def test_the_report_names_the_disease(jiangsu, details):
    made = moves((*REPORT[:3], details))

    assert matter(jiangsu, made).state == "planned"
    assert lacking(jiangsu, "suspension-moves", moves=made) == [("lacks", "disease")]


@pytest.mark.parametrize(
    ("before", "wrong"),
    [
        ([], ("report", "county-education", "2023-04-09 19:00", {"disease": "influenza"})),
        ([REPORT], ("approve", "principal", "2023-04-09 20:00")),
        ([REPORT], ("approve", "city-cdc", "2023-04-09 20:00")),
        ([REPORT], ("decline", "deputy-head", "2023-04-09 20:00")),
        ([REPORT, *APPROVE], ("carry-out", "county-cdc", "2023-04-10 08:00")),
        ([REPORT, *APPROVE, CARRY], ("file", "county-education", "2023-04-10 10:00")),
        ([REPORT, *APPROVE, CARRY, FILE], ("explain", "reporter", "2023-04-10 12:00")),
        ([REPORT, *APPROVE, CARRY, FILE, EXPLAIN], ("end", "county-health", "2023-04-14 08:00")),
    ],
)
def test_each_move_is_made_by_its_own_posts(jiangsu, before, wrong):
    made = moves(*before, wrong)

    assert [one.reason for one in matter(jiangsu, made).refused] == ["not-their-post"]
    assert lacking(jiangsu, "suspension-moves", moves=made) == [("not-their-post",)]


@pytest.mark.parametrize(
    "made",
    [
        [*APPROVE[:1]],
        [REPORT, CARRY],
        [REPORT, *APPROVE[:2], CARRY],
        [REPORT, *APPROVE, FILE],
        [REPORT, ("explain", "county-education", "2023-04-09 20:00")],
        [REPORT, *APPROVE, CARRY, END],
        [REPORT, *APPROVE, CARRY, FILE, END, ("explain", "county-education", "2023-04-14 09:00")],
        [REPORT, *APPROVE, ("decline", "county-cdc", "2023-04-09 23:00")],
    ],
)
def test_no_step_is_left_out(jiangsu, made):
    assert lacking(jiangsu, "suspension-moves", moves=moves(*made)) == [("not-in-state",)]


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ([], [CARRY, FILE, END], "ended"),
        ([CARRY], [FILE, END], "ended"),
        ([CARRY, FILE], [], "filed"),
        ([CARRY], [], "in-force"),
    ],
)
def test_it_is_explained_as_soon_as_it_is_approved_and_that_holds_nothing_up(jiangsu, before, after, state):
    when = {0: "2023-04-09 23:00", 1: "2023-04-10 09:00", 2: "2023-04-10 12:00"}[len(before)]
    made = moves(REPORT, *APPROVE, *before, ("explain", "county-education", when), *after)

    assert (matter(jiangsu, made).state, matter(jiangsu, made).refused) == (state, ())


def test_a_suspension_that_nobody_explained_ends_all_the_same(jiangsu):
    assert matter(jiangsu, moves(REPORT, *APPROVE, CARRY, FILE, END)).state == "ended"


def test_a_post_that_another_holds_approves_nothing(jiangsu):
    held = [post("county-cdc", "A", "somebody-else")]

    assert matter(jiangsu, moves(REPORT, *APPROVE), posts=held).state == "reported"


def test_one_person_in_two_posts_approves_once(jiangsu):
    held = [post(role, "A", "the-same") for role in COUNTY[:2]] + [post(COUNTY[2], "A", "another")]
    made = moves(REPORT, *APPROVE)
    approvals = [evolve(one, by="another" if one.post == COUNTY[2] else "the-same") for one in made[1:]]
    one = matter(jiangsu, [made[0], *approvals], posts=held)

    assert (one.state, one.waiting) == ("reported", (COUNTY[1],))
    assert [(refused.move.post, refused.reason) for refused in one.refused] == [(COUNTY[1], "same-person")]


@pytest.mark.parametrize(
    ("when", "state"), [("2023-04-10 10:00", "on_time"), ("2023-04-11 00:00", "late"), (None, "missing")]
)
def test_the_move_that_files_the_module_answers_its_duty(jiangsu, when, state):
    made = moves(REPORT, *APPROVE, CARRY, *([("file", "reporter", when)] if when else []))
    answer = jiangsu.assess(facts(moves=made), at("2023-04-12 12:00"))

    assert states(answer, "suspension-module") == [(FIRST, state)]


# ---------------------------------------------------------------------- approval before suspension


@pytest.mark.parametrize(
    ("last", "lacks"),
    [
        ("2023-04-10 07:59:59", []),
        ("2023-04-10 08:00:00", []),
        ("2023-04-10 08:00:01", [("reported",)]),
    ],
)
def test_the_last_approval_comes_before_the_suspension_begins(jiangsu, last, lacks):
    made = moves(REPORT, *APPROVE[:2], ("approve", "county-cdc", last))

    assert lacking(jiangsu, "suspension-before-approval", moves=made) == lacks


def test_a_suspension_that_nobody_reported_is_a_finding(jiangsu):
    (one,) = (
        one
        for one in jiangsu.assess(facts(), at("2023-04-10 08:00")).findings
        if one.check.id == "suspension-before-approval"
    )

    assert (one.subject, one.place, one.clause, one.lacks) == ("K1", "S1", "js23-suspension-approval", ("planned",))


@pytest.mark.parametrize(("moment", "count"), [("2023-04-10 07:59:59", 0), ("2023-04-10 08:00:00", 1)])
def test_a_suspension_still_to_begin_is_none(jiangsu, moment, count):
    planned = suspension(recorded_at=at("2023-04-08 10:00"), decided_at=at("2023-04-10 08:00"))

    assert len(lacking(jiangsu, "suspension-before-approval", moment, suspended=planned)) == count


def test_a_suspension_for_the_next_days_is_asked_when_it_begins(jiangsu):
    planned = suspension(decided_at=at("2023-04-08 10:00"))

    assert lacking(jiangsu, "suspension-before-approval", suspended=planned, moves=moves(REPORT, *APPROVE)) == []
    assert lacking(jiangsu, "suspension-before-approval", suspended=planned, moves=moves(REPORT)) == [("reported",)]


def test_a_declined_suspension_that_was_carried_out_is_a_finding(jiangsu):
    made = moves(REPORT, ("decline", "county-cdc", "2023-04-09 21:00"))

    assert lacking(jiangsu, "suspension-before-approval", moves=made) == [("declined",)]


def test_a_suspension_entered_in_error_is_asked_for_nothing(jiangsu):
    void = suspension(void=True)

    assert lacking(jiangsu, "suspension-before-approval", suspended=void) == []
    assert lacking(jiangsu, "sick-by-name", suspended=void) == []


# ---------------------------------------------------------------------- a second person


@pytest.mark.parametrize("duty", ["daily-absence", "suspension-module"])
@pytest.mark.parametrize(
    ("hands", "filed_by", "lacks"),
    [
        ({}, "S1-reporter", [("deputy-head",)]),
        ({"deputy-head": ("S1-deputy", "2023-04-10 11:00")}, "S1-reporter", []),
        ({"deputy-head": ("S1-reporter", "2023-04-10 11:00")}, "S1-reporter", [("same-person:deputy-head",)]),
        ({"deputy-head": ("S1-deputy", "2023-04-10 11:00")}, None, []),
    ],
)
def test_another_person_reviews_what_is_filed(jiangsu, duty, hands, filed_by, lacks):
    one = filing(duty, "2023-04-10 10:00", hands=hands, filed_by=filed_by)

    found = jiangsu.assess(facts(one, suspended=suspension("school")), at("2023-04-11 00:00")).findings
    assert [one.lacks for one in found if one.check.id == "second-person"] == lacks


def test_what_stands_for_the_days_reports_is_reviewed_once(jiangsu):
    filed = filing("suspension-module", "2023-04-10 10:00", about="s1", first=FIRST, last="2023-04-13")
    found = jiangsu.assess(facts(filed, suspended=suspension("school")), at("2023-04-14 12:00")).findings

    assert [(one.day, one.about) for one in found if one.check.id == "second-person"] == [(day(FIRST), "s1")]


@pytest.mark.parametrize(("moment", "count"), [("2023-04-10 14:59:59", 0), ("2023-04-10 15:00:00", 1)])
def test_a_missing_review_is_told_after_the_deadline(jiangsu, moment, count):
    one = facts(filing("daily-absence", "2023-04-10 10:00"), suspensions=[])

    assert sum(one.check.id == "second-person" for one in jiangsu.assess(one, at(moment)).findings) == count


def test_a_review_after_the_deadline_takes_the_finding_away(jiangsu):
    hands = {"deputy-head": ("S1-deputy", "2023-04-10 16:00")}
    one = facts(filing("daily-absence", "2023-04-10 10:00", hands=hands, filed_by="S1-reporter"), suspensions=[])

    def count(moment):
        return sum(one.check.id == "second-person" for one in jiangsu.assess(one, at(moment)).findings)

    assert (count("2023-04-10 15:59:59"), count("2023-04-10 16:00:00")) == (1, 0)


# ---------------------------------------------------------------------- nobody counted twice


def absent(person, **more):
    return Absence(**{"id": f"a-{person}", "person": person, "school": "S1", "class_": "K1", "first": day(FIRST), **more})


def test_of_a_class_of_forty_with_six_sick_thirty_four_are_suspended_and_six_count(jiangsu):
    one = facts(absences=[absent(person, last=day("2023-04-13")) for person in SICK], schools=[school(students=120)])
    counted = jiangsu.attendance(one, day(FIRST), "S1", "K1", at=at("2023-04-10 18:00"))
    (rates,) = jiangsu.rates(one, day(FIRST), day(FIRST), at=at("2023-04-10 18:00")).values()

    assert (counted.roll, counted.ill, counted.suspended, counted.present) == (40, 6, 34, 0)
    assert (rates.ill_times, rates.ill_days, rates.teaching_days) == (6, Fraction(6), Fraction(120))
    whole = jiangsu.attendance(one, day(FIRST), "S1", at=at("2023-04-10 18:00"))
    assert (whole.ill, whole.suspended, whole.present) == (6, 34, 80)
