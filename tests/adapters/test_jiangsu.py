from __future__ import annotations

from fractions import Fraction

import pytest

from school_health import Absence, Suspension, Term, open_region
from tests.builders import at, day, days, event, filing, post, record, school, states


WEEK = ("2020-11-30", "2020-12-04")
TERM_2023 = Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def daily(filer, *which, duty="daily-absence-2020", hour="16:00"):
    return [filing(duty, f"{one} {hour}", filer=filer, content="zero") for one in which]


# ---------------------------------------------------------------------- the week that the document measures


@pytest.fixture(scope="module")
def week(jiangsu):
    """Five schools: complete; one day missing; silent; connected on the Wednesday; not connected. And a kindergarten."""
    all_days = [one.isoformat() for one in days(*WEEK)]
    schools = (
        school("S1", students=100),
        school("S2", students=200),
        school("S3", area="B", students=300),
        school("S4", area="B", connected=day("2020-12-02"), students=400),
        school("S5", area="B", connected=None, students=1000),
        school("K1", area="B", stage="kindergarten", students=50),
    )
    filings = [
        *daily("S1", *all_days),
        *daily("S2", *all_days[:4]),
        *daily("S4", *all_days[2:]),
    ]
    facts = record(*filings, schools=schools, since="2020-11-30")
    return jiangsu.completeness(facts, day(WEEK[0]), day(WEEK[1]), at("2020-12-07 00:00"))


def test_the_weeks_four_figures_are_four_different_figures(week):
    total = week.total()

    assert (total.share("reports").numerator, total.share("reports").denominator) == (12, 18)
    assert (total.complete, total.expected) == (("S1", "S4"), ("S1", "S2", "S3", "S4"))
    assert total.silent == ("S3",)
    measured = {one.rule.id: (one.share.numerator, one.share.denominator) for one in week.measures()}
    assert measured == {
        "complete-rate": (2, 4),
        "day-rate": (12, 18),
        "coverage": (4, 5),
        "covered-students": (1000, 2000),
    }


def test_a_school_connected_on_the_wednesday_is_expected_for_three_days(week):
    (row,) = [one for one in week.rows("school") if one.place == "S4"]

    assert (row.due, row.received) == (3, 3)
    assert [(one.reason, one.days) for one in week.exclusions if one.filer == "S4"] == [("not-connected", 2)]


def test_every_exclusion_has_its_reason(week):
    found = {(one.filer, one.reason): one.days for one in week.exclusions}

    assert found == {("S4", "not-connected"): 2, ("S5", "not-connected"): 5, ("K1", "out-of-scope"): 5}


@pytest.mark.parametrize("by", ["county", "city", "province"])
def test_the_areas_add_up_to_the_whole(week, by):
    rows = week.rows(by)

    assert sum(row.due for row in rows) == week.total().due
    assert sum(row.received for row in rows) == week.total().received
    assert sorted(one for row in rows for one in row.expected) == sorted(week.total().expected)


def test_the_counties_of_the_week(week):
    assert {row.place: (row.received, row.due) for row in week.rows("county")} == {"A": (9, 10), "B": (3, 8)}


def test_the_target_is_reached_only_by_all(week):
    reached = {one.rule.id: one.reached for one in week.measures()}

    assert reached == {"complete-rate": False, "day-rate": None, "coverage": False, "covered-students": False}


def test_another_reading_takes_the_share_of_reports_as_the_complete_rate():
    region = open_region("jiangsu", readings={"js20-which-rate": "reports"})
    facts = record(*daily("S1", "2020-11-30"), since="2020-11-30")
    counted = region.completeness(facts, day("2020-11-30"), day("2020-12-01"), at("2020-12-07 00:00"))
    (rate,) = [one for one in counted.measures() if one.rule.id == "complete-rate"]

    assert rate.share.value == Fraction(1, 2)


def test_no_school_expected_is_undefined(jiangsu):
    facts = record(schools=[school(connected=None)], since="2020-11-30")
    counted = jiangsu.completeness(facts, day("2020-11-30"), day("2020-12-04"), at("2020-12-07 00:00"))

    assert counted.total().share("reports").value is None
    assert counted.total().share("complete-filers").value is None
    assert [one.reached for one in counted.measures() if one.rule.id == "complete-rate"] == [None]


def test_a_due_that_may_still_come_does_not_count_against_anybody(jiangsu):
    facts = record(*daily("S1", "2020-11-30"), since="2020-11-30")
    counted = jiangsu.completeness(facts, day("2020-11-30"), day("2020-12-01"), at("2020-12-01 12:00"))

    assert (counted.total().received, counted.total().due) == (1, 1)
    assert counted.total().states["not_yet_due"] == 1


@pytest.mark.parametrize(("first", "expected"), [("2020-11-29", 0), ("2020-11-30", 1)])
def test_the_duty_holds_from_the_week_that_the_document_measures(jiangsu, first, expected):
    facts = record(since=first)
    answer = jiangsu.assess(facts, at(f"{first} 12:00"), duties=["daily-absence-2020"])

    assert len(answer.dues) == expected


def test_the_day_before_that_week_a_friday_is_not_expected(jiangsu):
    assert len(jiangsu.assess(record(since="2020-11-27"), at("2020-11-27 12:00"), duties=["daily-absence-2020"]).dues) == 0


# ---------------------------------------------------------------------- the change of law of 2023-03-23


@pytest.mark.parametrize(("when", "on"), [("14:59:59", "on_time"), ("15:00:00", "late"), ("15:00:01", "late")])
def test_fifteen_hundred_is_the_deadline_on_the_day_of_the_notice(jiangsu, when, on):
    facts = record(filing("daily-absence", f"2023-03-23 {when}"), terms=[TERM_2023], since="2023-03-23")

    assert states(jiangsu.assess(facts, at("2023-03-23 18:00")), "daily-absence") == [("2023-03-23", on)]


@pytest.mark.parametrize("when", ["14:59:59", "15:00:00", "23:59:59"])
def test_fifteen_hundred_does_not_exist_the_day_before(jiangsu, when):
    facts = record(filing("daily-absence-2020", f"2023-03-22 {when}"), terms=[TERM_2023], since="2023-03-22")
    answer = jiangsu.assess(facts, at("2023-03-22 23:59:59"))

    assert states(answer, "daily-absence-2020") == [("2023-03-22", "on_time")]
    assert states(answer, "daily-absence") == []


def test_the_old_duty_ends_the_day_before_the_new_one_begins(jiangsu):
    facts = record(terms=[TERM_2023], since="2023-03-22")
    answer = jiangsu.assess(facts, at("2023-03-24 00:00"))

    assert states(answer, "daily-absence-2020") == [("2023-03-22", "missing")]
    assert states(answer, "daily-absence") == [("2023-03-23", "missing"), ("2023-03-24", "not_yet_due")]


def test_what_holds_on_a_day_follows_the_change_of_law(jiangsu):
    before = {duty.id for duty in jiangsu.rulebook.on(day("2023-03-22")).duties}
    after = {duty.id for duty in jiangsu.rulebook.on(day("2023-03-23")).duties}

    assert before - after == {"daily-absence-2020"}
    assert after - before == {"daily-absence", "suspension-module", "alert-view", "alert-verify", "alert-report"}


@pytest.mark.parametrize(("on", "expected"), [("2023-03-22", ["S1"]), ("2023-03-23", ["K1", "S1"])])
def test_kindergartens_are_expected_only_from_2023(jiangsu, on, expected):
    facts = record(schools=[school("S1"), school("K1", stage="kindergarten")], terms=[TERM_2023], since=on)
    answer = jiangsu.assess(facts, at(f"{on} 18:00"), duties=["daily-absence-2020", "daily-absence"])

    assert sorted(due.filer for due in answer.dues) == expected


def test_a_period_across_the_change_counts_both_duties(jiangsu):
    facts = record(
        *daily("S1", "2023-03-22"),
        *daily("S1", "2023-03-23", duty="daily-absence", hour="14:00"),
        terms=[TERM_2023],
        since="2023-03-22",
    )
    counted = jiangsu.completeness(facts, day("2023-03-22"), day("2023-03-24"), at("2023-03-25 00:00"))
    (rate,) = [one for one in counted.measures() if one.rule.id == "day-rate"]

    assert (rate.share.numerator, rate.share.denominator) == (2, 3)


def test_holidays_weekends_and_vacations_are_no_reporting_days_and_make_up_days_are(jiangsu):
    facts = record(terms=[TERM_2023], since="2023-04-21")
    answer = jiangsu.assess(facts, at("2023-05-07 12:00"), duties=["daily-absence"])

    assert [first for first, _ in states(answer, "daily-absence")] == [
        "2023-04-21",
        "2023-04-23",  # Sunday, made up
        "2023-04-24",
        "2023-04-25",
        "2023-04-26",
        "2023-04-27",
        "2023-04-28",
        "2023-05-04",
        "2023-05-05",
        "2023-05-06",  # Saturday, made up
    ]


def test_workdays_of_the_vacation_are_expected_under_another_reading():
    region = open_region("jiangsu", readings={"js23-except-holidays": "workdays"})
    facts = record(terms=[TERM_2023], since="2023-06-30")
    answer = region.assess(facts, at("2023-07-03 12:00"), duties=["daily-absence"])

    assert [first for first, _ in states(answer, "daily-absence")] == ["2023-06-30", "2023-07-03"]


def test_an_unreviewed_report_counts_as_received_unless_the_host_reads_otherwise(jiangsu):
    strict = open_region("jiangsu", readings={"js23-unreviewed": "held"})
    bare = filing("daily-absence", "2023-03-23 14:00")
    reviewed = filing("daily-absence", "2023-03-23 14:00", hands={"deputy-head": ("d1", "2023-03-23 14:50")})

    def state(region, one):
        facts = record(one, terms=[TERM_2023], since="2023-03-23")
        return region.assess(facts, at("2023-03-23 18:00"), duties=["daily-absence"]).dues[0].state

    assert state(jiangsu, bare) == "on_time"
    assert state(strict, bare) == "missing"
    assert state(strict, reviewed) == "on_time"


# ---------------------------------------------------------------------- looking every day


def test_who_filed_the_days_report_has_looked(jiangsu):
    facts = record(filing("daily-absence", "2023-04-14 14:00"), terms=[TERM_2023], since="2023-04-13")
    answer = jiangsu.assess(facts, at("2023-04-15 12:00"), duties=["alert-view"])

    assert states(answer, "alert-view") == [("2023-04-13", "missing"), ("2023-04-14", "on_time")]


@pytest.mark.parametrize(("choice", "state"), [("teaching-days-and-open-alerts", "on_time"), ("never", "missing")])
def test_whether_to_file_is_to_look_is_a_reading(choice, state):
    region = open_region("jiangsu", readings={"js23-view-days": choice})
    told = filing("daily-absence", "2023-04-13 14:00")
    looked = filing("alert-view", "2023-04-14 16:00", content="zero")
    answer = region.assess(record(told, looked, terms=[TERM_2023], since="2023-04-13"), at("2023-04-15 12:00"))

    assert states(answer, "alert-view") == [("2023-04-13", state), ("2023-04-14", "on_time")]


def test_a_suspension_filed_ahead_is_no_look_on_the_days_after(jiangsu):
    closed = Suspension(id="s1", school="S1", level="school", first=day("2023-04-12"), last=day("2023-04-14"))
    told = filing("suspension-module", "2023-04-12 10:00", about="s1", first="2023-04-12", last="2023-04-14")
    facts = record(told, suspensions=[closed], terms=[TERM_2023], since="2023-04-12")
    answer = jiangsu.assess(facts, at("2023-04-15 12:00"))

    assert states(answer, "daily-absence") == [(f"2023-04-{one}", "on_time") for one in (12, 13, 14)]
    assert states(answer, "alert-view") == [(f"2023-04-{one}", "missing") for one in (12, 13, 14)]


# ---------------------------------------------------------------------- once


@pytest.mark.parametrize(("when", "state"), [("2021-01-15 23:59:59", "on_time"), ("2021-01-16 00:00:00", "late")])
def test_the_fifteenth_itself_is_in_time_for_the_construction_report(jiangsu, when, state):
    facts = record(filing("construction-report", when, filer="C"), since="2020-12-29")
    answer = jiangsu.assess(facts, at("2021-01-20 12:00"), since=day("2020-12-29"), duties=["construction-report"])

    assert [(due.filer, due.state) for due in answer.dues] == [("C", state)]


def test_a_school_not_connected_is_due_to_connect_before_the_winter_holiday(jiangsu):
    schools = [
        school("S1"),
        school("S2", connected=None),
        school("S3", connected=day("2021-01-10")),
        school("S4", connected=day("2021-01-23")),
    ]
    facts = record(schools=schools, since="2020-12-29")

    early = jiangsu.assess(facts, at("2021-01-22 23:59:59"), duties=["onboarding"])
    late = jiangsu.assess(facts, at("2021-01-23 00:00:00"), duties=["onboarding"])

    assert {due.filer: due.state for due in early.dues} == {"S2": "not_yet_due", "S3": "on_time", "S4": "not_yet_due"}
    assert {due.filer: due.state for due in late.dues if due.filer != "S3"} == {"S2": "missing", "S4": "late"}


def test_the_county_follows_up_on_each_school_not_connected(jiangsu):
    facts = record(schools=[school("S1"), school("S2", connected=None)], since="2020-12-29")
    answer = jiangsu.assess(facts, at("2021-01-10 12:00"), duties=["onboarding-follow-up"])

    assert [(due.filer, due.about, due.state, due.deadline) for due in answer.dues] == [("A", "S2", "not_yet_due", None)]


# ---------------------------------------------------------------------- consequences


def test_the_first_miss_may_bring_an_interview_and_two_wrong_reports_a_circular(jiangsu):
    wrong = [event("reported-wrong", f"2023-04-{n} 10:00") for n in (11, 12)]
    one = record(filing("daily-absence", "2023-04-11 14:00"), events=wrong[:1], terms=[TERM_2023], since="2023-04-11")
    two = record(filing("daily-absence", "2023-04-11 14:00"), events=wrong, terms=[TERM_2023], since="2023-04-11")
    none = record(filing("daily-absence", "2023-04-11 14:00"), terms=[TERM_2023], since="2023-04-11")

    def found(facts, moment):
        return sorted(one.rule.id for one in jiangsu.assess(facts, at(moment)).consequences)

    assert found(none, "2023-04-11 18:00") == []
    assert found(one, "2023-04-11 18:00") == ["interview"]
    assert found(two, "2023-04-12 12:00") == ["criticism", "interview"]


@pytest.mark.parametrize(
    ("stage", "misses", "wrongs"),
    [("primary", ["interview"], ["criticism", "interview"]), ("kindergarten", [], ["criticism"]), ("university", [], [])],
)
def test_the_notice_of_2020_binds_no_kindergarten_even_since_2023(jiangsu, stage, misses, wrongs):
    schools = [school(stage=stage)]
    wrong = [event("reported-wrong", f"2023-04-{n} 10:00") for n in (11, 12)]
    told = daily("S1", "2023-04-11", "2023-04-12", duty="daily-absence", hour="12:00")

    def found(*filings, events=()):
        facts = record(*filings, schools=schools, events=events, terms=[TERM_2023], since="2023-04-11")
        return sorted(one.rule.id for one in jiangsu.assess(facts, at("2023-04-12 18:00")).consequences)

    assert found() == misses
    assert found(*told) == []
    assert found(*told, events=wrong) == wrongs


@pytest.mark.parametrize(("stage", "count"), [("primary", 1), ("kindergarten", 0)])
def test_a_contradiction_of_a_kindergarten_is_none_under_the_notice_of_2020(jiangsu, stage, count):
    sick = Absence(id="a1", person="p1", school="S1", first=day("2023-04-11"))
    zero = daily("S1", "2023-04-11", duty="daily-absence", hour="12:00")
    facts = record(*zero, absences=[sick], schools=[school(stage=stage)], terms=[TERM_2023], since="2023-04-11")
    answer = jiangsu.assess(facts, at("2023-04-11 18:00"))

    assert sum(one.rule.id == "contradicted-report" for one in answer.breaches) == count


@pytest.mark.parametrize(("choice", "expected"), [("general", []), ("with-vocational", ["interview"])])
def test_the_interview_of_a_vocational_school_is_a_reading(choice, expected):
    region = open_region("jiangsu", readings={"js20-schools": choice, "js23-schools": choice})
    facts = record(schools=[school(stage="vocational")], terms=[TERM_2023], since="2023-04-11")

    assert [one.rule.id for one in region.assess(facts, at("2023-04-12 18:00")).consequences] == expected


def test_the_rates_of_2020_count_primary_and_secondary_schools_also_after_2023(jiangsu):
    facts = record(
        *daily("S1", "2023-04-11", "2023-04-12", duty="daily-absence", hour="12:00"),
        *daily("S2", "2023-04-11", duty="daily-absence", hour="12:00"),
        schools=[school("S1"), school("S2"), school("K1", stage="kindergarten")],
        terms=[TERM_2023],
        since="2023-04-11",
    )
    counted = jiangsu.completeness(facts, day("2023-04-11"), day("2023-04-12"), at("2023-04-13 00:00"))
    rates = {one.rule.id: (one.share.numerator, one.share.denominator) for one in counted.measures()}

    assert (rates["complete-rate"], rates["day-rate"]) == ((1, 2), (3, 4))
    assert (counted.total().due, counted.total().silent) == (6, ("K1",))


def test_the_departments_of_the_place_interview_and_those_of_the_province_criticise(jiangsu):
    book = jiangsu.rulebook

    assert {
        one: (book.parties[rule.by].title, book.parties[rule.by].level) for one, rule in book.consequences.items() if rule.by
    } == {
        "interview": ("当地教育、卫生健康部门", "county"),
        "criticism": ("省教育厅、省疾病预防控制中心", "province"),
    }


def test_the_module_is_named_only_since_2023(jiangsu):
    duties = jiangsu.rulebook.duties

    assert [duties[one].module for one in ("daily-absence-2020", "daily-absence")] == ["", "缺课录入"]


def test_other_readings_of_how_often():
    lenient = open_region("jiangsu", readings={"js20-how-often": "second-time", "js23-many-times": "three-times"})
    wrong = [event("reported-wrong", f"2023-04-{n} 10:00") for n in (11, 12)]
    facts = record(
        *daily("S1", "2023-04-11", duty="daily-absence", hour="12:00"), events=wrong, terms=[TERM_2023], since="2023-04-11"
    )

    assert [one.rule.id for one in lenient.assess(facts, at("2023-04-12 12:00")).consequences] == ["interview"]
    assert lenient.assess(facts, at("2023-04-11 12:00")).consequences == ()


def test_the_interview_did_not_exist_before_the_document(jiangsu):
    before = jiangsu.assess(record(since="2020-12-28"), at("2020-12-29 00:00"), duties=["daily-absence-2020"])
    after = jiangsu.assess(record(since="2020-12-28"), at("2020-12-30 00:00"), duties=["daily-absence-2020"])

    assert [one.rule.id for one in before.consequences] == []
    assert [len(one.breaches) for one in after.consequences] == [1]


def test_posts_of_the_deputy_head_are_not_asked_for_where_no_ladder_speaks(jiangsu):
    facts = record(terms=[TERM_2023], since="2023-03-23", posts=[post("deputy-head", "S1", "d1")])

    assert jiangsu.assess(facts, at("2023-03-24 18:00")).notices == ()
