from __future__ import annotations

import pytest

from school_health import Adoption, Area, Campaign, Person, Record, SchoolClass, Term, open_region
from tests.builders import absence, at, day, days, event, filing, post, school, states, told


AREAS = (
    Area(id="GY", name="固原市", level="city"),
    Area(id="X", name="甲县", level="county", parent="GY"),
    Area(id="Y", name="乙县", level="county", parent="GY"),
)
TERMS = (
    Term(first=day("2019-09-01"), last=day("2020-01-10"), number=1),
    Term(first=day("2020-03-02"), last=day("2020-07-10"), number=2),
)
CAMPAIGN = Campaign(area="GY", first=day("2020-02-19"))
MODEL_SCHOOL = "固原市实验小学"


@pytest.fixture(scope="module")
def guyuan():
    return open_region("guyuan")


def facts(*filings, schools=None, campaigns=(CAMPAIGN,), **more):
    schools = schools or (school(area="X", authority="GY", name=MODEL_SCHOOL),)
    people = (
        Person(id="p1", school="S1", class_="S1-1"),
        Person(id="t1", school="S1", role="staff"),
        Person(id="l1", school="S1", role="temporary"),
    )
    posts = (
        post("deputy-head", "S1", "d1"),
        post("principal", "S1", "h1"),
        post("party-secretary", "S1", "h1"),
        post("department-head", "S1", "m1"),
        post("city-bureau-head", "GY", "b1"),
        post("grade-leader", "S1", "g1", grade="三年级"),
        post("grade-leader", "S1", "g2", grade="四年级"),
        post("class-teacher", "S1-1", "c1"),
    )
    kept = {
        "people": people,
        "posts": posts,
        "classes": [SchoolClass(id="S1-1", school="S1", grade="三年级")],
        "since": day("2020-02-19"),
        **more,
    }
    return Record(schools=schools, filings=filings, areas=AREAS, terms=TERMS, campaigns=campaigns, **kept)


def card(person, when, **more):
    return filing("health-card", when, filer=person, **more)


# ---------------------------------------------------------------------- the campaign


def test_cards_are_expected_every_day_of_the_week(guyuan):
    answer = guyuan.assess(facts(), at("2020-02-26 00:00"), duties=["health-card"])

    assert {due.first for due in answer.dues} == set(days("2020-02-19", "2020-02-26"))
    assert {due.filer for due in answer.dues} == {"p1", "t1", "l1"}


def test_without_a_campaign_nothing_is_expected_and_the_answer_says_so(guyuan):
    answer = guyuan.assess(facts(campaigns=()), at("2020-02-26 12:00"))

    assert list(answer.dues) == []
    assert {(one.document, one.reason) for one in answer.unbound} == {
        ("gy-2020-14", "no-campaign"),
        ("gy-2020-10", "no-campaign"),
    }


@pytest.mark.parametrize(("last", "expected"), [("2020-02-25", 0), ("2020-02-26", 3), (None, 3)])
def test_the_last_day_of_a_campaign_belongs_to_it(guyuan, last, expected):
    campaign = Campaign(area="GY", first=day("2020-02-19"), last=day(last) if last else None)
    answer = guyuan.assess(facts(campaigns=[campaign]), at("2020-02-26 12:00"), duties=["health-card"])

    assert len([due for due in answer.dues if due.first == day("2020-02-26")]) == expected


def test_a_campaign_elsewhere_binds_nobody_here(guyuan):
    other = Campaign(area="Y", first=day("2020-02-19"))

    assert list(guyuan.assess(facts(campaigns=[other]), at("2020-02-26 12:00")).dues) == []


@pytest.mark.parametrize(("since", "expected"), [("2020-02-18", 0), ("2020-02-19", 3)])
def test_cards_begin_on_the_nineteenth(guyuan, since, expected):
    early = Campaign(area="GY", first=day("2020-02-01"))
    answer = guyuan.assess(facts(campaigns=[early], since=day(since)), at(f"{since} 12:00"), duties=["health-card"])

    assert len(answer.dues) == expected


def test_a_document_of_one_school_binds_others_only_when_adopted(guyuan):
    other = (school(area="X", authority="GY", name="别的小学"),)
    adopted = facts(schools=other, adoptions=[Adoption(document="gy-2020-10", by="X", first=day("2020-02-20"))])

    alone = guyuan.assess(facts(schools=other), at("2020-02-20 12:00"), duties=["health-card"])
    follows = guyuan.assess(adopted, at("2020-02-20 12:00"), duties=["health-card"])

    assert list(alone.dues) == []
    assert ("gy-2020-10", "not-adopted") in {(one.document, one.reason) for one in alone.unbound}
    assert {(due.first.isoformat(), due.basis) for due in follows.dues} == {("2020-02-20", "ours")}
    assert follows.unbound == ()


def test_the_school_that_is_addressed_is_bound_by_the_text(guyuan):
    answer = guyuan.assess(facts(), at("2020-02-19 12:00"), duties=["health-card"])

    assert {due.basis for due in answer.dues} == {"text"}


# ---------------------------------------------------------------------- cards


@pytest.mark.parametrize(("when", "state"), [("08:59:59", "on_time"), ("09:00:00", "late"), ("09:00:01", "late")])
def test_nine_o_clock_itself_is_late(guyuan, when, state):
    answer = guyuan.assess(facts(card("p1", f"2020-02-20 {when}")), at("2020-02-20 12:00"), duties=["health-card"])

    assert ("2020-02-20", state) in states(answer, "health-card")


def test_a_second_card_is_refused_and_the_first_stands(guyuan):
    first, second = card("p1", "2020-02-20 08:00"), card("p1", "2020-02-20 08:30", revision=2)
    answer = guyuan.assess(facts(first, second), at("2020-02-20 12:00"), duties=["health-card"])
    (due,) = [due for due in answer.dues if due.filer == "p1" and due.first == day("2020-02-20")]

    assert (due.outcome.stands, due.outcome.refused) == (first, (second,))


def test_what_is_not_done_by_ten_is_told_to_the_deputy_head(guyuan):
    answer = guyuan.assess(
        facts(card("p1", "2020-02-20 09:59:59"), card("t1", "2020-02-20 10:00:01")), at("2020-02-20 10:00:01")
    )
    feedback = [one.due.filer for one in answer.notices if one.level == "反馈" and one.due.first == day("2020-02-20")]

    assert sorted(feedback) == ["l1", "t1"]


def test_who_fails_to_report_is_pursued_down_the_chain(guyuan):
    answer = guyuan.assess(facts(since=day("2020-02-20")), at("2020-02-20 09:00"), duties=["health-card"])
    by_filer = {one.due.filer: [] for one in answer.notices}
    for one in answer.notices:
        by_filer[one.due.filer].append((one.level, one.step.by, tuple(who.person for who in one.to)))

    assert by_filer["p1"] == [
        ("追究直接责任人", "principal", ("d1",)),
        ("追究具体责任人", "deputy-head", ("g1", "c1")),
    ]
    assert by_filer["t1"] == [("追究直接责任人", "principal", ("d1",))]  # staff have neither grade leader nor class teacher


def test_a_card_in_time_pursues_nobody(guyuan):
    record = facts(*(card(one, "2020-02-20 08:00") for one in ("p1", "t1", "l1")), since=day("2020-02-20"))

    assert guyuan.assess(record, at("2020-02-20 12:00"), duties=["health-card"]).notices == ()


# ---------------------------------------------------------------------- statistics and updates


def signed(when, signed_at=None, **more):
    return filing("daily-statistics", when, hands={"principal": ("h1", signed_at or when)}, **more)


def test_statistics_begin_on_the_twentieth(guyuan):
    answer = guyuan.assess(facts(), at("2020-02-21 12:00"), duties=["daily-statistics"])

    assert [(due.first.isoformat(), f"{due.opens:%H:%M}") for due in answer.dues] == [
        ("2020-02-20", "10:00"),
        ("2020-02-21", "10:00"),
    ]


@pytest.mark.parametrize(
    ("when", "state"), [("09:59:59", "missing"), ("10:00:00", "on_time"), ("15:59:59", "on_time"), ("16:00:00", "late")]
)
def test_statistics_are_exported_from_ten_and_there_before_sixteen_hundred(guyuan, when, state):
    answer = guyuan.assess(facts(signed(f"2020-02-20 {when}")), at("2020-02-20 18:00"), duties=["daily-statistics"])

    assert states(answer, "daily-statistics") == [("2020-02-20", state)]


def test_statistics_wait_for_the_principals_signature(guyuan):
    unsigned = filing("daily-statistics", "2020-02-20 10:30")
    late = signed("2020-02-20 10:30", signed_at="2020-02-20 16:30")

    answer = guyuan.assess(facts(unsigned), at("2020-02-20 17:00"), duties=["daily-statistics"])
    assert [(due.state, due.outcome.lacks) for due in answer.dues] == [("missing", ("principal",))]
    answer = guyuan.assess(facts(late), at("2020-02-20 17:00"), duties=["daily-statistics"])
    assert [due.state for due in answer.dues] == ["late"]


COUNTY_SCHOOL = (school(area="X"),)


def test_updates_begin_on_the_twenty_fifth(guyuan):
    answer = guyuan.assess(facts(schools=COUNTY_SCHOOL), at("2020-02-26 12:00"), duties=["daily-update"])

    assert [(due.filer, due.first.isoformat()) for due in answer.dues] == [("X", "2020-02-25"), ("X", "2020-02-26")]


@pytest.mark.parametrize(("when", "state"), [("15:59:59", "on_time"), ("16:00:00", "late")])
def test_updates_come_before_sixteen_hundred(guyuan, when, state):
    update = filing("daily-update", f"2020-02-25 {when}", filer="X")
    answer = guyuan.assess(facts(update, schools=COUNTY_SCHOOL), at("2020-02-25 18:00"), duties=["daily-update"])

    assert states(answer, "daily-update") == [("2020-02-25", state)]


def test_silence_is_missing_and_a_zero_report_is_not(guyuan):
    silent = guyuan.assess(facts(schools=COUNTY_SCHOOL), at("2020-02-25 16:00"), duties=["daily-update"])
    zero = filing("daily-update", "2020-02-25 15:00", filer="X", content="no-change")
    reported = guyuan.assess(facts(zero, schools=COUNTY_SCHOOL), at("2020-02-25 16:00"), duties=["daily-update"])

    assert [due.state for due in silent.dues] == ["missing"]
    assert [due.state for due in reported.dues] == ["on_time"]
    assert reported.dues[0].duty.clauses == ("gy-daily-update", "gy-zero-report")


def test_the_counties_leadership_answers_for_a_missed_update(guyuan):
    posts = [post("county-bureau-head", "X", "x1")]
    answer = guyuan.assess(facts(schools=COUNTY_SCHOOL, posts=posts), at("2020-02-25 16:00"), duties=["daily-update"])

    assert told(answer) == [("02-25 16:00", "领导责任", ("x1",))]


def test_a_city_run_school_files_with_the_city_and_its_statistics_stand_for_the_update(guyuan):
    bare = guyuan.assess(facts(), at("2020-02-25 16:00"), duties=["daily-update", "direct-update"])
    stands = guyuan.assess(facts(signed("2020-02-25 11:00")), at("2020-02-25 16:00"), duties=["direct-update"])

    assert [(due.filer, due.state) for due in bare.dues] == [("S1", "missing")]
    assert [due.state for due in stands.dues] == ["on_time"]
    assert [one.level for one in bare.notices] == ["第一责任人", "直接责任人", "具体责任人", "领导责任"]
    assert [tuple(who.person for who in one.to) for one in bare.notices] == [("h1",), ("d1",), ("m1",), ("b1",)]


def test_who_holds_two_posts_is_told_once_for_both(guyuan):
    answer = guyuan.assess(facts(), at("2020-02-25 16:00"), duties=["direct-update"])

    assert answer.notices[0].to[0].posts == ("party-secretary", "principal")


# ---------------------------------------------------------------------- baseline and files


@pytest.mark.parametrize(("when", "state"), [("2020-02-24 23:59:59", "on_time"), ("2020-02-25 00:00:00", "late")])
def test_the_baseline_reaches_the_city_by_the_twenty_fourth(guyuan, when, state):
    reviewed = filing("baseline", when, filer="X", hands={"county-principal-head": ("x1", when)})
    answer = guyuan.assess(facts(reviewed, schools=COUNTY_SCHOOL), at("2020-02-26 12:00"), duties=["baseline"])

    assert [due.state for due in answer.dues] == [state]


def test_the_schools_baseline_waits_for_its_leading_group(guyuan):
    bare = filing("school-baseline", "2020-02-22 10:00")
    passed = filing("school-baseline", "2020-02-22 10:00", hands={"leading-group": ("g", "2020-02-23 10:00")})

    without = guyuan.assess(facts(bare), at("2020-02-25 00:00"), duties=["school-baseline"])
    with_ = guyuan.assess(facts(passed), at("2020-02-25 00:00"), duties=["school-baseline", "direct-baseline"])

    assert [(due.state, due.outcome.lacks) for due in without.dues] == [("missing", ("leading-group",))]
    assert [due.state for due in with_.dues] == ["on_time", "on_time"]


def test_the_schools_file_names_no_date(guyuan):
    answer = guyuan.assess(facts(), at("2020-03-31 12:00"), duties=["school-file"])

    assert [(due.state, due.deadline) for due in answer.dues] == [("not_yet_due", None)]


# ---------------------------------------------------------------------- symptoms


def test_symptoms_go_to_the_cdc_at_once_and_to_the_authority_without_a_number(guyuan):
    found = event("symptom-found", "2020-02-26 09:10")
    answer = guyuan.assess(facts(events=[found]), at("2020-02-26 09:10"), duties=["symptoms-cdc", "symptoms-education"])

    assert {due.duty.id: due.state for due in answer.dues} == {
        "symptoms-cdc": "missing",
        "symptoms-education": "not_yet_due",
    }


SYMPTOM_DUTIES = ["symptoms-cdc", "symptoms-education"]
FOUND, STATED = "alert:gy-symptom-case", "symptom-found"


def seen(*symptoms, first="2020-02-26", **more):
    return absence(first=first, symptoms=symptoms, person="p1", recorded_at=f"{first} 09:10", **more)


def asked(region, record, moment="2020-02-26 12:00"):
    answer = region.assess(record, at(moment), duties=SYMPTOM_DUTIES)
    return sorted((due.duty.id, due.filer, due.event.kind, due.state) for due in answer.dues)


@pytest.mark.parametrize("symptom", ["fever", "dry-cough", "fatigue"])
def test_a_symptom_of_the_list_in_an_absence_is_found_and_reported_as_one_stated(guyuan, symptom):
    expected = [("symptoms-cdc", "S1", FOUND, "missing"), ("symptoms-education", "S1", FOUND, "not_yet_due")]

    assert asked(guyuan, facts(absences=[seen("rash", symptom)])) == expected
    assert asked(guyuan, facts(absences=[seen(symptom, attending=True, role="staff")])) == expected
    assert asked(guyuan, facts(absences=[seen(symptom)]), "2020-02-26 09:09:59") == []


@pytest.mark.parametrize(
    ("record", "moment"),
    [
        (facts(absences=[seen("cough", "rash")]), "2020-02-26 12:00"),
        (facts(absences=[seen("fever", void=True)]), "2020-02-26 12:00"),
        (facts(absences=[seen("fever", cause="injury")]), "2020-02-26 12:00"),
        (facts(absences=[seen("fever")], campaigns=()), "2020-02-26 12:00"),
        (facts(absences=[seen("fever", first="2020-02-18")]), "2020-02-18 12:00"),
    ],
)
def test_other_symptoms_errors_and_days_out_of_a_response_ask_for_no_report(guyuan, record, moment):
    assert asked(guyuan, record, moment) == []


def test_one_report_of_the_day_answers_what_was_stated_and_what_absences_show(guyuan):
    filings = [filing(one, "2020-02-26 10:00", first="2020-02-26") for one in SYMPTOM_DUTIES]
    stated = event("symptom-found", "2020-02-26 09:10", details={"symptom": "干咳", "person": "p1"})
    record = facts(*filings, absences=[seen("fever")], events=[stated])

    assert asked(guyuan, record) == [(one, "S1", by, "on_time") for one in SYMPTOM_DUTIES for by in (FOUND, STATED)]
    assert guyuan.rulebook.event_kinds["symptom-found"].details == {"symptom": "症状", "person": "何人"}


@pytest.mark.parametrize(
    ("choice", "second", "reports"),
    [("three-days", "2020-02-24", 1), ("three-days", "2020-02-25", 2), ("each", "2020-02-24", 2)],
)
def test_the_same_person_is_found_again_after_three_days_or_each_time(choice, second, reports):
    region = open_region("guyuan", readings={"gy-same-symptom": choice})
    spells = [seen("fever", first="2020-02-21", last="2020-02-21"), seen("fever", first=second, id_="a2")]
    answer = region.assess(facts(absences=spells), at("2020-02-26 12:00"), duties=["symptoms-cdc"])

    assert len(answer.dues) == reports


def test_under_another_reading_only_what_is_stated_is_reported():
    region = open_region("guyuan", readings={"gy-symptom-records": "facts-only"})
    record = facts(absences=[seen("fever")], events=[event("symptom-found", "2020-02-26 09:10")])

    assert asked(region, facts(absences=[seen("fever")])) == []
    assert {one[2] for one in asked(region, record)} == {STATED}
    assert [one for one in region.assess(record, at("2020-02-26 12:00")).alerts if one.rule.id == "gy-symptom-case"] == []


# ---------------------------------------------------------------------- statistics


def test_everybody_counts_temporary_staff_and_the_university_too(guyuan):
    schools = (
        school("S1", area="X", authority="GY", name=MODEL_SCHOOL),
        school("U1", area="X", authority="GY", stage="university"),
    )
    people = [Person(id="p1", school="S1"), Person(id="l1", school="S1", role="temporary"), Person(id="u1", school="U1")]
    adopted = [Adoption(document="gy-2020-10", by="U1")]
    record = facts(
        card("p1", "2020-02-20 08:00"), card("l1", "2020-02-20 09:30"), schools=schools, people=people, adoptions=adopted
    )
    counted = guyuan.completeness(record, day("2020-02-20"), day("2020-02-20"), at("2020-02-20 12:00"))
    (total,) = [one for one in counted.measures() if one.rule.id == "everyone-reported"]

    assert (total.share.denominator, total.share.numerator) == (3, 2)
    assert total.rule.clauses == ("gy-all-schools", "gy-daily-statistics")
    assert counted.total().silent == ("u1",)
    assert {row.place: (row.due, row.received) for row in counted.rows("school")} == {"S1": (2, 2), "U1": (1, 0)}
