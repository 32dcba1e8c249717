from __future__ import annotations

import pytest

from school_health import Absence, Account, Area, Move, Record, Spell, open_region
from school_health.core.form import form_faults
from tests.builders import TERMS_2020, at, day, days, event, filing, post, school


AREAS = (
    Area(id="SH", name="上海市", level="city"),
    Area(id="D1", name="甲区", level="county", parent="SH"),
    Area(id="D2", name="乙区", level="county", parent="SH"),
)
TRUTH = ("reported-late", "reported-false", "concealed", "omitted")
LEADER = post("district-department-leader", "D1", "D1-leader")


@pytest.fixture(scope="module")
def shanghai():
    return open_region("shanghai")


def facts(*filings, schools=None, since="2020-10-12", **more):
    more.setdefault("posts", [])
    return Record(
        schools=schools or (school(area="D1", meals=False),),
        areas=AREAS,
        terms=TERMS_2020,
        filings=filings,
        since=day(since),
        **more,
    )


def zero(duty, when, **more):
    return filing(duty, when, content="zero", **more)


def ill(first="2020-10-12", **more):
    return Absence(id="a1", person="p1", school="S1", first=day(first), **more)


def findings(region, record, moment, *checks):
    """Return (check, subject, day, about) of what some checks found."""
    answer = region.assess(record, at(moment))
    return [(one.check.id, one.subject, f"{one.day:%m-%d}", one.about) for one in answer.findings if one.check.id in checks]


# ---------------------------------------------------------------------- late, false, concealed, omitted


@pytest.mark.parametrize(
    ("filed", "absent", "told"),
    [
        ("09:29:59", {}, []),
        ("09:30:00", {}, ["reported-late"]),
        (None, {}, ["omitted"]),
        ("09:00:00", {"source": "school"}, ["reported-false"]),
        ("09:00:00", {"source": "hospital"}, ["reported-false", "concealed"]),
        (None, {"source": "cdc"}, ["concealed", "omitted"]),
        (None, {"source": "school"}, ["omitted"]),
    ],
)
def test_late_false_concealed_and_omitted_are_told_apart(shanghai, filed, absent, told):
    filings = [zero("morning-check", f"2020-10-12 {filed}")] if filed else []
    absences = [ill(last=day("2020-10-12"), **absent)] if absent else []
    found = findings(shanghai, facts(*filings, absences=absences), "2020-10-12 12:00", *TRUTH)

    assert [one[:3] for one in found] == [(one, "S1", "10-12") for one in told]


def test_an_omitted_report_that_comes_later_is_a_late_one(shanghai):
    late = facts(zero("morning-check", "2020-10-12 11:00"))

    assert [one[0] for one in findings(shanghai, late, "2020-10-12 10:59:59", *TRUTH)] == ["omitted"]
    assert [one[0] for one in findings(shanghai, late, "2020-10-12 11:00:00", *TRUTH)] == ["reported-late"]


@pytest.mark.parametrize(
    "absent",
    [{"halves": [day("2020-10-12")]}, {"attending": True}, {"cause": "other"}, {"void": True}, {"first": "2020-10-13"}],
)
def test_a_zero_report_is_not_contradicted_by_what_may_have_come_after_it_or_is_no_absence(shanghai, absent):
    record = facts(zero("morning-check", "2020-10-12 09:00"), absences=[ill(last=day("2020-10-13"), **absent)])

    assert findings(shanghai, record, "2020-10-12 12:00", "reported-false") == []


def test_a_report_with_content_contradicts_nobody(shanghai):
    record = facts(filing("morning-check", "2020-10-12 09:00"), absences=[ill()])

    assert findings(shanghai, record, "2020-10-12 12:00", "reported-false") == []


def test_the_noon_check_may_be_false_too(shanghai):
    filings = [filing("morning-check", "2020-10-12 09:00"), zero("noon-check", "2020-10-12 13:00")]
    found = findings(shanghai, facts(*filings, absences=[ill()]), "2020-10-12 14:00", "reported-false")

    assert [one[3].partition(":")[0] for one in found] == ["noon-check"]


def test_what_the_school_reported_in_time_is_not_concealed(shanghai):
    told = Absence(id="a2", person="p1", school="S1", first=day("2020-10-13"))
    elsewhere = ill(last=day("2020-10-13"), source="hospital")
    before = ill(last=day("2020-10-12"), source="hospital")

    assert findings(shanghai, facts(absences=[elsewhere, told]), "2020-10-14 08:00", "concealed") == []
    assert len(findings(shanghai, facts(absences=[before, told]), "2020-10-14 08:00", "concealed")) == 1


@pytest.mark.parametrize(
    ("first", "last", "moment", "told"),
    [
        ("2021-01-25", "2021-01-29", "2021-02-10 12:00", []),  # the winter vacation
        ("2020-10-17", "2020-10-18", "2020-10-20 12:00", []),  # a plain weekend
        ("2020-10-01", "2020-10-08", "2020-10-20 12:00", []),  # the National Day
        ("2020-10-10", "2020-10-10", "2020-10-10 12:00", ["10-10"]),  # a make-up Saturday
        ("2020-10-16", "2020-10-18", "2020-10-18 12:00", ["10-16"]),
        ("2020-10-17", "2020-10-19", "2020-10-18 23:59:59", []),
        ("2020-10-17", "2020-10-19", "2020-10-19 00:00:00", ["10-19"]),
        ("2020-10-17", None, "2020-10-20 12:00", ["10-19"]),
    ],
)
def test_what_others_know_is_concealed_from_its_first_teaching_day(shanghai, first, last, moment, told):
    known = ill(first, last=day(last) if last else None, source="hospital", recorded_at=at(f"{first} 08:00"))
    found = findings(shanghai, facts(absences=[known], since="2020-09-28"), moment, "concealed")

    assert [one[1:3] for one in found] == [("S1", one) for one in told]


def test_both_systems_are_listed(shanghai):
    accepted = filing("food-acceptance", "2020-10-12 17:00", parts={"voucher": "2020-10-12 17:00"})
    checks = [filing("morning-check", "2020-10-12 09:00"), filing("noon-check", "2020-10-12 13:00")]
    schools = [school(area="D1")]

    assert [
        (one[0], one[3].partition(":")[0])
        for one in findings(shanghai, facts(*checks, accepted, schools=schools), "2020-10-12 18:00", *TRUTH)
    ] == [("reported-late", "food-acceptance")]
    assert [
        (one[0], one[3].partition(":")[0])
        for one in findings(shanghai, facts(*checks, schools=schools), "2020-10-12 18:00", *TRUTH)
    ] == [("omitted", "food-acceptance")]


def test_what_counts_as_late_omitted_false_or_concealed_is_ours_and_what_was_missed_is_the_texts(shanghai):
    breaches = shanghai.rulebook.breaches

    assert {one: breaches[one].rests_on_us for one in breaches if breaches[one].document == "sh-2020"} == {
        "missed-report": False,
        "wrong-report": False,
        "late-report": True,
        "omitted-report": True,
        "false-report": True,
        "concealed-report": True,
    }


def test_false_and_concealed_reports_are_listed_and_bring_nothing_until_somebody_finds_them_wrong(shanghai):
    kept = [filing(duty, f"2020-10-{n} 09:00", content="zero") for n in (12, 13) for duty in ("morning-check", "noon-check")]
    events = [event("situation-escalated", "2020-10-12 12:00"), event("grave-consequence", "2020-10-12 12:00")]
    absences = [
        ill(last=day("2020-10-13")),
        Absence(id="a2", person="p2", school="S1", first=day("2020-10-13"), source="cdc"),
    ]
    verified = [event("reported-wrong", f"2020-10-{n} 10:00") for n in (12, 13)]

    def brought(*more):
        answer = shanghai.assess(facts(*kept, absences=absences, events=[*events, *more]), at("2020-10-13 18:00"))
        listed = {one.check.id for one in answer.findings if one.check.id in TRUTH}
        return listed, sorted(one.rule.id for one in answer.consequences)

    assert brought() == ({"reported-false", "concealed"}, [])
    assert brought(verified[0])[1] == ["accountability", "circular", "yearly-assessment"]
    assert brought(*verified)[1] == ["accountability", "circular", "interview", "yearly-assessment"]


@pytest.fixture(scope="module")
def counting():
    return open_region("shanghai", readings={"sh-contradiction": "counted"})


def test_under_another_reading_false_and_concealed_reports_count_with_missed_ones(counting):
    kept = [zero(duty, f"2020-10-{n} 09:00") for n in (12, 13) for duty in ("morning-check", "noon-check")]
    grave = [event("situation-escalated", "2020-10-12 12:00"), event("grave-consequence", "2020-10-12 12:00")]

    def brought(*absences, events=()):
        answer = counting.assess(facts(*kept, absences=absences, events=events), at("2020-10-13 18:00"))
        return sorted(one.rule.id for one in answer.consequences)

    assert brought() == []
    assert brought(ill(last=day("2020-10-12"))) == ["yearly-assessment"]
    assert brought(ill(last=day("2020-10-13"))) == ["interview", "yearly-assessment"]
    # Of the same day as the zero report that it contradicts: one day, and no interview.
    assert brought(ill(last=day("2020-10-12"), source="cdc")) == ["yearly-assessment"]
    assert brought(ill(last=day("2020-10-12")), events=grave) == ["accountability", "circular", "yearly-assessment"]


def test_under_another_reading_what_is_concealed_on_two_days_brings_the_interview_by_itself(counting):
    kept = [filing(duty, f"2020-10-{n} 09:00") for n in (12, 13) for duty in ("morning-check", "noon-check")]
    told = [
        Absence(id=f"a{n}", person=f"p{n}", school="S1", first=day(f"2020-10-{n}"), last=day(f"2020-10-{n}"), source="cdc")
        for n in (12, 13)
    ]

    def interviews(*absences):
        answer = counting.assess(facts(*kept, absences=absences), at("2020-10-13 18:00"))
        return [one.subject for one in answer.consequences if one.rule.id == "interview"]

    assert interviews(told[0]) == []
    assert interviews(*told) == ["S1"]


# ---------------------------------------------------------------------- machine-made reports


@pytest.mark.parametrize(("choice", "count"), [("five-running", 5), ("three-running", 3)])
def test_zero_reports_at_the_same_second_day_after_day_are_asked_about(choice, count):
    region = open_region("shanghai", readings={"sh-machine-made": choice})
    school_days = list(days("2020-10-12", "2020-10-16"))[:count]
    same = [zero("morning-check", f"{one} 08:00:00") for one in school_days]
    another = [*same[:-1], zero("morning-check", f"{school_days[-1]} 08:00:01")]
    content = [*same[:-1], filing("morning-check", f"{school_days[-1]} 08:00:00")]
    moment = f"{school_days[-1]} 12:00"

    assert findings(region, facts(*same), moment, "machine-made-zero") == [
        ("machine-made-zero", "S1", f"{school_days[-1]:%m-%d}", "morning-check")
    ]
    assert findings(region, facts(*same[1:]), moment, "machine-made-zero") == []
    noon = [zero("noon-check", f"{one} 13:00:00") for one in school_days]
    assert [one[3] for one in findings(region, facts(*noon), f"{school_days[-1]} 14:00", "machine-made-zero")] == [
        "noon-check"
    ]
    assert findings(region, facts(*another), moment, "machine-made-zero") == []
    assert findings(region, facts(*content), moment, "machine-made-zero") == []


# ---------------------------------------------------------------------- vouchers


@pytest.mark.parametrize(
    ("voucher", "moment", "found"),
    [
        (None, "16:59:59", 0),
        (None, "17:00:00", 1),
        ("16:00", "17:00:00", 0),
        ("17:30", "17:10:00", 1),
        ("17:30", "18:00:00", 0),
    ],
)
def test_an_acceptance_without_its_voucher_is_a_finding_when_its_time_is_over(shanghai, voucher, moment, found):
    parts = {"voucher": f"2020-10-12 {voucher}"} if voucher else {}
    record = facts(filing("food-acceptance", "2020-10-12 13:00", parts=parts), schools=[school(area="D1")])

    assert len(findings(shanghai, record, f"2020-10-12 {moment}", "food-voucher")) == found


def test_no_acceptance_at_all_is_missing_and_has_no_voucher_to_lack(shanghai):
    record = facts(schools=[school(area="D1")])

    assert findings(shanghai, record, "2020-10-12 18:00", "food-voucher") == []


# ---------------------------------------------------------------------- accounts and posts

ABSENCE, FOOD = "因病缺课缺勤网络直报系统", "学校食品安全信息管理平台"


def account(of="S1", system=ABSENCE, **more):
    for key in ("first", "last"):
        if key in more:
            more[key] = day(more[key])
    return Account(user=more.pop("user", f"{of}-u"), of=of, system=system, **more)


def audited(region, accounts, *, schools=None, moment="2020-10-12 12:00", spells=()):
    answer = region.assess(facts(accounts=accounts, schools=schools, spells=spells), at(moment))
    checks = ("absence-accounts", "food-platform-accounts")
    return [(one.check.id, one.subject, one.lacks) for one in answer.findings if one.check.id in checks]


TWO = (school(area="D1"), school("S2", area="D1"))


def test_each_platform_has_its_own_accounts_to_go_through(shanghai):
    accounts = [account(), account("S2"), account(system=FOOD)]

    assert audited(shanghai, accounts, schools=TWO) == [("food-platform-accounts", "S2", ("add", "no-account"))]
    assert audited(shanghai, [*accounts, account("S2", FOOD)], schools=TWO) == []
    assert audited(shanghai, [account()], schools=TWO) == [("absence-accounts", "S2", ("add", "no-account"))]


def test_an_account_of_no_named_system_counts_for_both(shanghai):
    assert {one[1:] for one in audited(shanghai, [account(system="")], schools=TWO)} == {("S2", ("add", "no-account"))}
    assert audited(shanghai, [account(system=""), account("S2", "")], schools=TWO) == []


@pytest.mark.parametrize(("moment", "found"), [("2020-10-13 12:00", []), ("2020-10-14 12:00", [("remove", "closed")])])
def test_the_account_of_a_closed_school_is_to_be_removed(shanghai, moment, found):
    spells = [
        Spell(school="S2", status="open", last=day("2020-10-13")),
        Spell(school="S2", status="closed", first=day("2020-10-14")),
    ]
    accounts = [account(), account("S2")]

    assert [one[2] for one in audited(shanghai, accounts, schools=TWO, moment=moment, spells=spells)] == found


def test_an_account_that_has_ended_is_none_and_a_school_without_meals_needs_no_food_account(shanghai):
    ended = account(last="2020-10-11")
    without = (school(area="D1"), school("S2", area="D1", meals=False))

    assert audited(shanghai, [ended]) == [("absence-accounts", "S1", ("add", "no-account"))]
    assert audited(shanghai, [account(system=FOOD)], schools=without) == []
    assert audited(shanghai, []) == []


@pytest.mark.parametrize(
    ("posts", "vacant"),
    [
        ([], []),  # who holds which post was not given
        ([post("reporter", "S1", "r")], ["D1", "D2"]),
        ([post("reporting-officer", "D1", "o1")], ["D2"]),
        ([post("reporting-officer", "D1", "o1", last="2020-10-11"), post("reporting-officer", "D2", "o2")], ["D1"]),
        ([post("reporting-officer", "D1", "o1", last="2020-10-12"), post("reporting-officer", "D2", "o2")], []),
    ],
)
def test_a_district_without_a_person_responsible_is_a_finding(shanghai, posts, vacant):
    record = facts(schools=[school(area="D1"), school("S2", area="D2")], posts=posts)

    assert [one[1] for one in findings(shanghai, record, "2020-10-12 12:00", "reporting-officer-vacant")] == vacant


# ---------------------------------------------------------------------- the watch list

WRONG = [event("reported-wrong", f"2020-10-1{n} 07:00") for n in (2, 3)]
MATTER = "consequence:interview:S1:2020-09-01"
STEPS = (
    ("interview", "2020-10-14 09:00", {"manner": "in-person", "principal": "S1-principal"}),
    ("order", "2020-10-14 10:00", {"measures": "三日内整改"}),
    ("track", "2020-10-20 09:00", {"found": "已按时报送"}),
    ("remove", "2020-11-20 09:00", {"reason": "一个月无迟报"}),
)


def move(step, when, details, **more):
    kept = {"by": "D1-leader", "post": "district-department-leader", "matter": MATTER, **more}
    return Move(id=f"{step}@{when}", workflow="watch-list", move=step, at=at(when), details=details, **kept)


def watched(region, moves, moment="2020-12-01 12:00", events=WRONG):
    record = facts(events=events, moves=moves, posts=[LEADER])
    answer = region.assess(record, at(moment))
    refused = [one.lacks for one in answer.findings if one.check.id == "watch-list-moves"]
    return [one.state for one in answer.matters if one.workflow.id == "watch-list"], refused


def test_the_second_time_puts_a_school_on_the_watch_list(shanghai):
    kept = facts(
        *(zero("morning-check", f"{one} 08:00") for one in ("2020-10-12", "2020-10-13")),
        *(zero("noon-check", f"{one} 13:00") for one in ("2020-10-12", "2020-10-13")),
        events=WRONG,
    )

    def matters(moment):
        answer = shanghai.assess(kept, at(moment))
        return [(one.id, one.subject, one.state) for one in answer.matters if one.workflow.id == "watch-list"]

    assert matters("2020-10-13 06:59:59") == []
    assert matters("2020-10-13 07:00:00") == [(MATTER, "S1", "listed")]


@pytest.mark.parametrize(("done", "state"), [(0, "listed"), (1, "interviewed"), (2, "ordered"), (3, "tracked")])
def test_it_is_interviewed_ordered_to_correct_and_tracked_in_turn(shanghai, done, state):
    assert watched(shanghai, [move(*step) for step in STEPS[:done]]) == ([state], [])


def test_it_is_tracked_as_often_as_need_be(shanghai):
    again = move("track", "2020-10-27 09:00", {"found": "已按时报送"})

    assert watched(shanghai, [*(move(*step) for step in STEPS[:3]), again]) == (["tracked"], [])


@pytest.mark.parametrize(("number", "lacks"), [(1, "measures"), (2, "found")])
def test_an_order_says_what_and_tracking_what_was_found(shanghai, number, lacks):
    moves = [move(*step) for step in STEPS[:number]]
    step, when, _ = STEPS[number]

    assert watched(shanghai, [*moves, move(step, when, {})])[1] == [("lacks", lacks)]


def test_it_is_taken_off_after_it_was_tracked_and_with_a_reason(shanghai):
    assert watched(shanghai, [move(*step) for step in STEPS], "2020-11-20 08:59:59") == (["tracked"], [])
    assert watched(shanghai, [move(*step) for step in STEPS], "2020-11-20 09:00:00") == (["removed"], [])
    untracked = [move(*STEPS[0]), move(*STEPS[1]), move(*STEPS[3])]
    assert watched(shanghai, untracked) == (["ordered"], [("not-in-state",)])
    without = [*(move(*step) for step in STEPS[:3]), move("remove", "2020-11-20 09:00", {})]
    assert watched(shanghai, without) == (["tracked"], [("lacks", "reason")])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"by": "somebody"}, ("not-their-post",)),
        ({"post": "district-officer"}, ("not-their-post",)),
        ({"details": {"manner": "by-phone", "principal": "S1-principal"}}, ("lacks", "manner")),
        ({"details": {"manner": "in-person"}}, ("lacks", "principal")),
        ({"matter": "consequence:interview:S9:2020-09-01"}, ("no-matter",)),
    ],
)
def test_an_interview_is_the_leaders_own_in_person_and_with_the_principal(shanghai, change, reason):
    step, when, details = STEPS[0]
    moved = move(step, when, change.pop("details", details), **change)

    assert watched(shanghai, [moved]) == (["listed"], [reason])


# ---------------------------------------------------------------------- the investigation report


def test_the_report_has_the_elements_that_the_notice_lists(shanghai):
    form = shanghai.rulebook.forms["investigation-report"]
    whole = {one.key: "…" for one in form.field}

    assert form.clause == shanghai.rulebook.duties["investigation"].clause == "sh-investigation"
    assert form_faults(form, whole) == ()
    assert list(whole)[:3] == ["district", "time", "school"]
    needed = [
        "district",
        "time",
        "school",
        "cause",
        "nature",
        "course",
        "consequences",
        "extent",
        "responsibility",
        "measures",
    ]
    assert [fault.key for key in whole for fault in form_faults(form, {**whole, key: ""})] == needed
