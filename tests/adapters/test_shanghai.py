from __future__ import annotations

from datetime import timedelta

import pytest

from school_health import Account, Area, DayException, Record, Spell, Term, open_region
from school_health.errors import UnknownSubject, UnknownYear
from tests.builders import TERMS_2020, at, day, event, filing, post, school, states, told


AREAS = (
    Area(id="SH", name="上海市", level="city"),
    Area(id="D1", name="甲区", level="county", parent="SH"),
    Area(id="D2", name="乙区", level="county", parent="SH"),
)
POSTS = (
    post("reporter", "S1", "r1"),
    post("deputy-head", "S1", "d1", last="2020-10-12"),
    post("deputy-head", "S1", "d2", first="2020-10-13"),
    post("district-health-officer", "D1", "h1"),
)
LADDER = [
    ("10-12 14:00", "提示", ("r1",)),
    ("10-12 16:00", "提醒", ("r1", "d1", "h1")),
    ("10-12 17:00", "预警", ("r1", "d1", "h1")),
    ("10-13 09:00", "警告", ("r1", "d2", "h1")),
    ("10-13 11:00", "追责", ("r1", "d2", "h1")),
]


@pytest.fixture(scope="module")
def shanghai():
    return open_region("shanghai")


def facts(*filings, schools=None, since="2020-10-12", **more):
    schools = schools or (school(area="D1"),)
    more.setdefault("terms", TERMS_2020)
    return Record(schools=schools, filings=filings, areas=AREAS, posts=POSTS, since=day(since), **more)


def accepted(when, **more):
    return filing("food-acceptance", when, parts={"voucher": when}, **more)


# ---------------------------------------------------------------------- the food ladder


def test_an_acceptance_never_filed_climbs_exactly_five_steps(shanghai):
    answer = shanghai.assess(facts(), at("2020-10-19 12:00"), duties=["food-acceptance"])
    monday = [one for one in answer.notices if one.due.first == day("2020-10-12")]

    assert [(f"{one.at:%m-%d %H:%M}", one.level, tuple(who.person for who in one.to)) for one in monday] == LADDER
    assert [one.enters for one in monday] == ["", "", "", "", "统计报告"]
    assert [one.clause for one in monday] == [f"sh-food-ladder-{step}" for step in range(1, 6)]


@pytest.mark.parametrize(
    ("when", "steps"),
    [
        ("2020-10-12 13:59:59", 0),
        ("2020-10-12 14:00:00", 0),
        ("2020-10-12 14:00:01", 1),
        ("2020-10-12 16:30:00", 2),
        ("2020-10-12 17:00:00", 2),
        ("2020-10-12 17:00:01", 3),
        ("2020-10-13 08:59:59", 3),
        ("2020-10-13 10:00:00", 4),
        ("2020-10-13 11:00:01", 5),
    ],
)
def test_the_ladder_ends_with_the_filing(shanghai, when, steps):
    record = facts(accepted(when, first="2020-10-12"))
    answer = shanghai.assess(record, at("2020-10-13 12:00"), duties=["food-acceptance"])

    assert [one for one in told(answer) if one in LADDER] == LADDER[:steps]


@pytest.mark.parametrize(
    ("moment", "steps"),
    [("2020-10-12 13:59:59", 0), ("2020-10-12 14:00:00", 1), ("2020-10-12 16:59:59", 2), ("2020-10-13 11:00:00", 5)],
)
def test_a_step_falls_due_at_its_instant_and_not_before(shanghai, moment, steps):
    answer = shanghai.assess(facts(), at(moment), duties=["food-acceptance"])

    assert len([one for one in answer.notices if one.due.first == day("2020-10-12")]) == steps


def test_an_acceptance_without_its_voucher_is_not_complete(shanghai):
    record = facts(filing("food-acceptance", "2020-10-12 13:00"))
    answer = shanghai.assess(record, at("2020-10-12 17:00"), duties=["food-acceptance"])

    (due,) = answer.dues
    assert (due.state, due.outcome.lacks) == ("missing", ("voucher",))
    assert len(answer.notices) == 3


def test_a_voucher_that_comes_late_makes_the_acceptance_late(shanghai):
    record = facts(filing("food-acceptance", "2020-10-12 15:00", parts={"voucher": "2020-10-12 17:30"}))

    before = shanghai.assess(record, at("2020-10-12 17:10"), duties=["food-acceptance"])
    after = shanghai.assess(record, at("2020-10-12 18:00"), duties=["food-acceptance"])

    assert [due.state for due in before.dues] == ["missing"]
    assert [due.state for due in after.dues] == ["late"]
    assert len(after.notices) == 3


@pytest.mark.parametrize(("when", "state"), [("16:59:59", "on_time"), ("17:00:00", "late"), ("17:00:01", "late")])
def test_seventeen_hundred_itself_is_late(shanghai, when, state):
    answer = shanghai.assess(facts(accepted(f"2020-10-12 {when}")), at("2020-10-12 20:00"), duties=["food-acceptance"])

    assert [due.state for due in answer.dues] == [state]


def test_another_reading_takes_the_instant_as_in_time():
    region = open_region("shanghai", readings={"sh-before-an-hour": "instant-in-time"})
    answer = region.assess(facts(accepted("2020-10-12 17:00")), at("2020-10-12 20:00"), duties=["food-acceptance"])

    assert [due.state for due in answer.dues] == ["on_time"]


def test_a_filing_recorded_later_than_filed_does_not_unsend_a_notice(shanghai):
    record = facts(accepted("2020-10-12 13:00", recorded_at="2020-10-12 16:10"))
    answer = shanghai.assess(record, at("2020-10-13 12:00"), duties=["food-acceptance"])

    assert [one for one in told(answer) if one in LADDER] == LADDER[:2]
    assert states(answer, "food-acceptance")[0] == ("2020-10-12", "on_time")


def test_no_meals_no_acceptance(shanghai):
    outing = DayException(kind="no-meals", first=day("2020-10-12"), last=day("2020-10-12"), of="S1", reason="秋游")
    answer = shanghai.assess(facts(exceptions=[outing]), at("2020-10-12 20:00"), duties=["food-acceptance", "morning-check"])

    assert states(answer, "food-acceptance") == [("2020-10-12", "exempt")]
    assert states(answer, "morning-check") == [("2020-10-12", "missing")]
    assert answer.notices == ()


def test_a_school_without_meals_owes_nothing_to_the_food_platform(shanghai):
    record = facts(schools=[school(area="D1", meals=False)], since="2020-10-05")
    answer = shanghai.assess(record, at("2020-10-12 20:00"))

    assert {due.duty.id for due in answer.dues if due.filer == "S1"} == {"whole-closure", "morning-check", "noon-check"}


def test_under_another_reading_every_school_confirms_its_menus_and_accepts_only_where_it_serves():
    region = open_region("shanghai", readings={"sh-food-schools": "all-schools"})
    schools = [school(area="D1", meals=False), school("S2", area="D1"), school("U1", area="D1", stage="university")]
    answer = region.assess(facts(schools=schools, since="2021-02-20"), at("2021-02-22 20:00"))
    asked = {(due.duty.id, due.filer) for due in answer.dues if due.duty.id.startswith("food-")}
    accounts = Account(user="u2", of="S2", system="学校食品安全信息管理平台")
    audited = region.assess(facts(schools=schools[:2], accounts=[accounts]), at("2020-10-12 12:00")).findings

    assert asked == {
        *((duty, one) for duty in ("food-school-info", "food-suppliers", "food-menu") for one in ("S1", "S2")),
        ("food-acceptance", "S2"),
        ("food-accounts", "D1"),
    }
    assert [one.subject for one in audited if one.check.id == "food-platform-accounts"] == ["S1"]


def test_what_the_food_platform_asks_names_the_readings_that_it_rests_on(shanghai):
    book = shanghai.rulebook

    assert {one: set(book.duties[one].ours.values()) for one in ("food-menu", "food-acceptance", "food-suppliers")} == {
        "food-menu": {"sh-menu-opens", "sh-menu-weeks", "sh-before-sunday", "sh-food-schools"},
        "food-acceptance": {"sh-before-an-hour", "sh-food-schools", "sh-suspended-school"},
        "food-suppliers": {"sh-term-opens", "sh-food-schools"},
    }
    assert book.ladders["food-ladder"].ours == {"duty": "sh-ladder-duty"}


def test_the_ladder_is_for_acceptance_and_not_for_menus_or_what_a_term_asks(shanghai):
    answer = shanghai.assess(facts(since="2021-01-25"), at("2021-02-23 12:00"))

    assert {due.duty.id for due in answer.dues if due.state == "missing"} >= {"food-menu", "food-suppliers"}
    assert {one.due.duty.id for one in answer.notices} == {"food-acceptance"}


def test_the_timeline_plays_the_whole_escalation_through(shanghai):
    whole = shanghai.timeline(facts(), day("2020-10-12"), duties=["food-acceptance"])

    assert [(f"{one.at:%m-%d %H:%M}", one.level) for one in whole] == [step[:2] for step in LADDER]


def test_the_timeline_takes_a_voucher_that_is_not_there_yet_as_never_coming(shanghai):
    record = facts(filing("food-acceptance", "2020-10-12 15:00", parts={"voucher": "2020-10-12 17:30"}))

    known = shanghai.timeline(record, day("2020-10-12"), known_at=at("2020-10-12 16:30"), duties=["food-acceptance"])

    assert len(known) == 5


def test_the_timeline_takes_what_is_not_known_yet_as_never_coming(shanghai):
    record = facts(accepted("2020-10-12 16:30"))

    known = shanghai.timeline(record, day("2020-10-12"), known_at=at("2020-10-12 15:00"), duties=["food-acceptance"])
    later = shanghai.timeline(record, day("2020-10-12"), known_at=at("2020-10-12 16:30"), duties=["food-acceptance"])

    assert (len(known), len(later)) == (5, 2)


# ---------------------------------------------------------------------- days


def test_a_make_up_saturday_is_a_teaching_day(shanghai):
    answer = shanghai.assess(facts(since="2020-10-10"), at("2020-10-10 18:00"))

    assert states(answer, "morning-check") == [("2020-10-10", "missing")]
    assert states(answer, "noon-check") == [("2020-10-10", "missing")]
    assert states(answer, "whole-closure") == []


def test_a_plain_sunday_expects_nothing_of_a_school(shanghai):
    answer = shanghai.assess(facts(since="2020-10-11"), at("2020-10-11 18:00"))

    assert [due.duty.id for due in answer.dues if due.filer == "S1" and due.duty.daily] == []


def test_weekends_are_declared_under_another_reading():
    region = open_region("shanghai", readings={"sh-non-teaching-days": "with-weekends"})
    answer = region.assess(facts(since="2020-10-11"), at("2020-10-12 00:00"))

    assert states(answer, "whole-closure") == [("2020-10-11", "missing")]


def test_national_day_expects_a_declared_closure_and_no_morning_check(shanghai):
    answer = shanghai.assess(facts(since="2020-10-01"), at("2020-10-01 23:59:59"))

    assert states(answer, "whole-closure") == [("2020-10-01", "not_yet_due")]
    assert states(answer, "morning-check") == []


def test_one_declaration_covers_every_day_of_its_span(shanghai):
    declared = filing("whole-closure", "2020-10-01 08:00", first="2020-10-01", last="2020-10-07")
    answer = shanghai.assess(facts(declared, since="2020-10-01"), at("2020-10-09 00:00"), duties=["whole-closure"])

    assert [state for _, state in states(answer, "whole-closure")] == ["on_time"] * 7 + ["missing"]


def test_a_declaration_may_come_before_the_holiday(shanghai):
    declared = filing("whole-closure", "2020-09-30 16:00", first="2020-10-01", last="2020-10-08")
    answer = shanghai.assess(facts(declared, since="2020-10-01"), at("2020-10-09 00:00"), duties=["whole-closure"])

    assert {state for _, state in states(answer, "whole-closure")} == {"on_time"}


def test_vacation_days_are_declared_weekends_included(shanghai):
    answer = shanghai.assess(facts(since="2021-01-22"), at("2021-01-25 00:00"), duties=["whole-closure", "morning-check"])

    assert states(answer, "whole-closure") == [
        ("2021-01-23", "missing"),
        ("2021-01-24", "missing"),
        ("2021-01-25", "not_yet_due"),
    ]
    assert states(answer, "morning-check") == [("2021-01-22", "missing")]


def test_a_closed_school_is_closed_from_that_day(shanghai):
    spells = [
        Spell(school="S1", status="open", last=day("2020-10-13")),
        Spell(school="S1", status="closed", first=day("2020-10-14")),
    ]
    answer = shanghai.assess(facts(spells=spells), at("2020-10-15 12:00"), duties=["morning-check"])

    assert [first for first, _ in states(answer, "morning-check")] == ["2020-10-12", "2020-10-13"]


def test_the_day_before_the_document_nothing_is_expected(shanghai):
    summer = Term(first=day("2020-08-17"), last=day("2021-01-22"), number=1)
    record = Record(schools=[school(area="D1")], areas=AREAS, terms=[summer], since=day("2020-08-31"))

    before = shanghai.assess(record, at("2020-08-31 18:00"))
    after = shanghai.assess(record, at("2020-09-01 18:00"))

    assert [due.duty.id for due in before.dues] == []
    assert ("2020-09-01", "missing") in states(after, "morning-check")


@pytest.mark.parametrize(
    ("duty", "hour"), [("morning-check", "09:30:00"), ("noon-check", "14:30:00"), ("food-acceptance", "17:00:00")]
)
def test_a_check_is_missing_from_its_hour_on(shanghai, duty, hour):
    moment = at(f"2020-10-12 {hour}")

    before = shanghai.assess(facts(), moment - timedelta(seconds=1), duties=[duty])
    after = shanghai.assess(facts(), moment, duties=[duty])

    assert [due.state for due in before.dues] == ["not_yet_due"]
    assert [due.state for due in after.dues] == ["missing"]


@pytest.mark.parametrize("content", ["content", "zero", "no-change"])
def test_a_zero_report_is_a_filing(shanghai, content):
    answer = shanghai.assess(facts(filing("morning-check", "2020-10-12 08:00", content=content)), at("2020-10-12 12:00"))

    assert states(answer, "morning-check") == [("2020-10-12", "on_time")]


def test_a_zero_acceptance_does_not_meet_the_duty(shanghai):
    answer = shanghai.assess(
        facts(accepted("2020-10-12 12:00", content="zero")), at("2020-10-12 18:00"), duties=["food-acceptance"]
    )

    assert [(due.state, due.outcome.lacks) for due in answer.dues] == [("missing", ("content",))]


# ---------------------------------------------------------------------- menus


@pytest.mark.parametrize(
    ("when", "state"),
    [("2020-10-05 00:00", "on_time"), ("2020-10-11 23:59:59", "on_time"), ("2020-10-12 00:00:00", "late")],
)
def test_menus_are_in_time_to_the_end_of_the_sunday_before(shanghai, when, state):
    answer = shanghai.assess(
        facts(filing("food-menu", when, first="2020-10-12"), since="2020-10-05"), at("2020-10-12 12:00")
    )

    assert ("2020-10-12", state) in states(answer, "food-menu")


def test_a_confirmed_empty_menu_is_a_filing(shanghai):
    record = facts(filing("food-menu", "2020-10-09 12:00", content="zero"), since="2020-10-05")

    assert ("2020-10-12", "on_time") in states(shanghai.assess(record, at("2020-10-12 12:00")), "food-menu")


def test_a_week_without_a_teaching_day_needs_no_menu(shanghai):
    answer = shanghai.assess(facts(since="2021-01-11"), at("2021-01-31 12:00"), duties=["food-menu"])

    assert states(answer, "food-menu") == [("2021-01-18", "missing")]


@pytest.mark.parametrize(
    ("choice", "on_time", "late"),
    [
        ("before-it-begins", "2020-10-10 23:59:59", "2020-10-11 00:00:00"),
        ("week-earlier", "2020-10-04 23:59:59", "2020-10-05 00:00:00"),
    ],
)
def test_other_readings_of_the_sunday_before(choice, on_time, late):
    region = open_region("shanghai", readings={"sh-before-sunday": choice})
    for when, state in ((on_time, "on_time"), (late, "late")):
        record = facts(filing("food-menu", when, first="2020-10-12"), since="2020-09-28")
        assert ("2020-10-12", state) in states(region.assess(record, at("2020-10-13 12:00")), "food-menu")


def test_a_week_past_the_published_holidays_is_an_error(shanghai):
    term = Term(first=day("2026-09-01"), last=day("2027-01-22"), number=1)
    record = Record(schools=[school(area="D1")], areas=AREAS, terms=[term], since=day("2026-12-28"))

    with pytest.raises(UnknownYear, match="2027"):
        shanghai.assess(record, at("2026-12-28 12:00"), duties=["food-menu"])


# ---------------------------------------------------------------------- terms and districts


def test_before_the_term_basics_accounts_and_suppliers_are_renewed(shanghai):
    before_term = facts(since="2021-01-25")
    open_ = shanghai.assess(before_term, at("2021-02-21 23:59:59"))
    missed = shanghai.assess(before_term, at("2021-02-22 00:00:00"))
    duties = ("term-school", "term-accounts", "food-school-info", "food-suppliers", "food-accounts")

    assert [states(open_, one) for one in duties] == [[("2021-02-22", "not_yet_due")]] * 5
    assert [states(missed, one) for one in duties] == [[("2021-02-22", "missing")]] * 5


def test_last_terms_renewal_does_not_count_for_the_next_term(shanghai):
    early = filing("term-school", "2021-01-22 12:00")
    in_time = filing("term-school", "2021-01-23 12:00")

    assert states(shanghai.assess(facts(early, since="2021-01-20"), at("2021-02-22 12:00")), "term-school") == [
        ("2021-02-22", "missing")
    ]
    assert states(shanghai.assess(facts(in_time, since="2021-01-20"), at("2021-02-22 12:00")), "term-school") == [
        ("2021-02-22", "on_time")
    ]


def test_bulletins_have_no_deadline(shanghai):
    answer = shanghai.assess(facts(), at("2020-12-31 12:00"), duties=["bulletin-half-year", "bulletin-year"])

    assert {(due.filer, due.state, due.deadline) for due in answer.dues} == {("SH", "not_yet_due", None)}
    assert {(due.duty.to, due.duty.channel) for due in answer.dues} == {
        (("市教委分管领导", "市教委相关职能处室", "区教育局主要领导"), "官方网站公布")
    }
    assert {due.readings for due in answer.dues} == {("sh-year",)}


def test_a_bulletin_is_of_a_half_year_or_a_school_year(shanghai):
    record = facts(since="2020-09-01")
    answer = shanghai.assess(record, at("2021-03-01 12:00"), since=day("2020-09-01"), duties=["bulletin-half-year"])
    yearly = shanghai.assess(record, at("2021-03-01 12:00"), since=day("2020-09-01"), duties=["bulletin-year"])

    assert [one for one, _ in states(answer, "bulletin-half-year")] == ["2020-09-01", "2021-02-22"]
    assert [one for one, _ in states(yearly, "bulletin-year")] == ["2020-09-01"]


# ---------------------------------------------------------------------- what a miss brings


def brought(answer, duty, missed):
    """Return the dues that a missed duty opened."""
    return [due for due in answer.dues if due.duty.id == duty and due.event.about == missed]


def test_asked_for_what_a_miss_opens_alone_the_answer_still_knows_the_misses(shanghai):
    answer = shanghai.assess(facts(), at("2020-10-12 10:00"), duties=["investigation"])

    assert [(due.duty.id, due.event.about) for due in answer.dues] == [("investigation", "morning-check")]
    assert answer.notices == ()


def test_an_unknown_duty_is_told_with_those_there_are(shanghai):
    with pytest.raises(UnknownSubject, match="no duty 'mourning-check'; it has .*morning-check"):
        shanghai.assess(facts(), at("2020-10-12 10:00"), duties=["mourning-check"])


def test_five_working_days_after_a_miss_skip_the_holiday_and_count_the_make_up_days(shanghai):
    answer = shanghai.assess(facts(since="2020-09-25"), at("2020-09-25 10:00"), duties=["morning-check", "investigation"])
    (due,) = [due for due in answer.dues if due.duty.id == "investigation"]

    assert (due.filer, due.event.subject, due.event.about) == ("D1", "S1", "morning-check")
    assert due.deadline.day == day("2020-10-09")


@pytest.mark.parametrize(("when", "state"), [("2020-10-09 23:59:59", "on_time"), ("2020-10-10 00:00:00", "late")])
def test_the_fifth_working_day_itself_is_in_time(shanghai, when, state):
    report = filing("investigation", when, filer="D1", about="S1", first="2020-09-25")
    record = facts(report, filing("morning-check", "2020-09-25 09:30"), since="2020-09-25")
    answer = shanghai.assess(record, at("2020-10-10 08:00"), duties=["morning-check", "investigation"])

    assert [due.state for due in brought(answer, "investigation", "morning-check") if due.first == day("2020-09-25")] == [
        state
    ]


def test_what_was_filed_late_was_missed_too(shanghai):
    record = facts(filing("morning-check", "2020-10-12 09:31"))
    answer = shanghai.assess(record, at("2020-10-12 10:00"), duties=["morning-check", "investigation"])

    assert [due.state for due in answer.dues] == ["late", "not_yet_due"]
    assert [one.of for one in answer.breaches if one.rule.id == "missed-report"] == ["morning-check"]


def test_one_matter_one_report_and_a_report_of_the_day_joins_its_misses(shanghai):
    report = filing("investigation", "2020-10-13 10:00", filer="D1", about="S1", first="2020-10-12")
    answer = shanghai.assess(facts(report), at("2020-10-13 12:00"), duties=["investigation"])
    found = [(due.event.about, due.first.isoformat(), due.state) for due in answer.dues]

    assert sorted(found) == [
        ("food-acceptance", "2020-10-12", "on_time"),
        ("morning-check", "2020-10-12", "on_time"),
        ("morning-check", "2020-10-13", "not_yet_due"),
        ("noon-check", "2020-10-12", "on_time"),
    ]


def test_the_leader_is_told_before_the_investigation_report(shanghai):
    told_before = filing("officer-to-head", "2020-10-12 11:00", filer="D1", about="S1", first="2020-10-12")
    report = filing("investigation", "2020-10-13 10:00", filer="D1", about="S1", first="2020-10-12")
    told_after = filing("officer-to-head", "2020-10-13 10:00", filer="D1", about="S1", first="2020-10-12")

    def state(*filings, moment="2020-10-13 09:00"):
        answer = shanghai.assess(facts(*filings), at(moment), duties=["officer-to-head"])
        return [due.state for due in brought(answer, "officer-to-head", "morning-check") if due.first == day("2020-10-12")]

    assert shanghai.rulebook.duties["officer-to-head"].to == ("区教育局主管领导",)
    assert state() == ["not_yet_due"]
    assert state(told_before) == ["on_time"]
    assert state(report, moment="2020-10-13 12:00") == ["missing"]
    assert state(report, told_after, moment="2020-10-13 12:00") == ["late"]


def test_the_second_day_with_a_miss_brings_the_interview(shanghai):
    once = facts(filing("morning-check", "2020-10-13 08:00"))
    twice = facts()

    def interviews(record, moment):
        answer = shanghai.assess(record, at(moment), duties=["morning-check", "noon-check"])
        return [(one.subject, f"{one.at:%m-%d %H:%M}") for one in answer.consequences if one.rule.id == "interview"]

    assert interviews(once, "2020-10-13 12:00") == []
    assert interviews(twice, "2020-10-13 09:29:59") == []
    assert interviews(twice, "2020-10-13 09:30:00") == [("S1", "10-13 09:30")]


def test_two_misses_of_one_day_are_twice_under_another_reading():
    region = open_region("shanghai", readings={"sh-twice": "dues-of-half-year"})
    answer = region.assess(facts(), at("2020-10-12 15:00"), duties=["morning-check", "noon-check"])

    assert [one.title for one in answer.consequences if one.rule.id == "interview"] == ["约谈学校主要领导"]


def test_misses_of_two_half_years_are_not_added_up(shanghai):
    record = facts(since="2021-01-22")
    filed = facts(
        *(filing("morning-check", f"{one} 08:00") for one in ("2021-02-23", "2021-02-24")),
        since="2021-01-22",
    )
    duties = ["morning-check"]
    first = shanghai.assess(filed, at("2021-02-24 12:00"), since=day("2021-01-22"), duties=duties)
    second = shanghai.assess(record, at("2021-02-23 12:00"), since=day("2021-01-22"), duties=duties)

    assert [one for one in first.consequences if one.rule.id == "interview"] == []
    assert [one.span.first for one in second.consequences if one.rule.id == "interview"] == [day("2021-02-22")]


def test_wrong_reports_count_with_missed_ones(shanghai):
    wrong = event("reported-wrong", "2020-10-14 10:00")
    record = facts(*(filing("morning-check", f"2020-10-{n} 08:00") for n in (13, 14)), events=[wrong])
    answer = shanghai.assess(record, at("2020-10-14 12:00"), duties=["morning-check"])

    assert [one.rule.id for one in answer.consequences] == ["interview", "yearly-assessment"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(None, []), ("situation-escalated", ["circular"]), ("grave-consequence", ["accountability"])],
)
def test_a_stated_effect_brings_circular_or_accountability(shanghai, kind, expected):
    events = [event(kind, "2020-10-12 12:00")] if kind else []
    answer = shanghai.assess(facts(events=events), at("2020-10-12 12:00"), duties=["morning-check"])

    assert [one.rule.id for one in answer.consequences if one.rule.impact] == expected


@pytest.mark.parametrize(
    ("missed", "effect", "brings"),
    [
        ("2021-01-22", "2021-03-01 12:00", ["circular", "yearly-assessment"]),
        ("2021-07-02", "2021-08-31 12:00", ["circular", "yearly-assessment"]),
        ("2021-07-02", "2021-09-01 12:00", ["yearly-assessment"]),
    ],
)
def test_a_miss_and_its_effect_are_of_one_school_year(shanghai, missed, effect, brings):
    terms = (*TERMS_2020, Term(first=day("2021-09-01"), last=day("2022-01-21"), number=1))
    record = facts(events=[event("situation-escalated", effect)], terms=terms, since=missed)

    def brought(moment):
        answer = shanghai.assess(record, at(moment), duties=["morning-check"], since=day(missed))
        yearly = [one for one in answer.consequences if one.rule.within == "school-year" and day(missed) in one.span]
        return sorted(one.rule.id for one in yearly)

    assert brought(f"{missed} 12:00") == ["yearly-assessment"]
    assert brought(effect) == brings


def test_without_any_miss_an_effect_brings_nothing(shanghai):
    record = facts(filing("morning-check", "2020-10-12 08:00"), events=[event("grave-consequence", "2020-10-12 12:00")])

    assert shanghai.assess(record, at("2020-10-12 12:00"), duties=["morning-check"]).consequences == ()


# ---------------------------------------------------------------------- events


def test_an_abnormal_finding_is_reported_at_once(shanghai):
    found = event("abnormal-finding", "2020-10-12 10:20")

    open_ = shanghai.assess(facts(events=[found]), at("2020-10-12 10:20"), duties=["fever-now"])
    filed = shanghai.assess(
        facts(filing("fever-now", "2020-10-12 15:00"), events=[found]), at("2020-10-12 16:00"), duties=["fever-now"]
    )

    assert [due.state for due in open_.dues] == ["missing"]
    assert [(due.state, due.outcome.complete_at - due.opens) for due in filed.dues] == [
        ("on_time", timedelta(hours=4, minutes=40))
    ]


# ---------------------------------------------------------------------- statistics


def test_the_days_reporting_has_its_target_of_one_hundred_percent(shanghai):
    schools = [school("S1", area="D1"), school("S2", area="D2")]
    filings = [
        filing(duty, f"2020-10-12 {hour}", filer=one)
        for one in ("S1", "S2")
        for duty, hour in (("morning-check", "08:00"), ("noon-check", "13:00"))
    ]
    whole = facts(*filings, schools=schools)
    part = facts(*filings[:-1], schools=schools)

    def measured(record):
        counted = shanghai.completeness(record, day("2020-10-12"), day("2020-10-12"), at("2020-10-12 18:00"))
        (one,) = [one for one in counted.measures() if one.rule.id == "daily-reporting"]
        return one.share.numerator, one.share.denominator, one.reached

    assert measured(whole) == (4, 4, True)
    early = shanghai.completeness(whole, day("2020-10-12"), day("2020-10-12"), at("2020-10-12 09:00"))
    assert [one.reached for one in early.measures() if one.rule.id == "daily-reporting"] == [None]
    assert measured(part) == (3, 4, False)


def test_the_bulletin_counts_by_district(shanghai):
    schools = [school("S1", area="D1"), school("S2", area="D2")]
    record = facts(filing("morning-check", "2020-10-12 08:00"), schools=schools)
    counted = shanghai.completeness(record, day("2020-10-12"), day("2020-10-12"), at("2020-10-12 12:00"))
    found = {
        one.place: (one.share.numerator, one.share.denominator)
        for one in counted.measures("county")
        if one.rule.id == "bulletin"
    }

    assert found == {"D1": (1, 1), "D2": (0, 1)}
