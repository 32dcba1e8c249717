from __future__ import annotations

import pytest

from school_health import Absence, Area, Record, SchoolClass, open_region
from tests.builders import TERMS_2020, at, day, event, filing, school


AREAS = (
    Area(id="SH", name="上海市", level="city"),
    Area(id="D1", name="甲区", level="county", parent="SH"),
    Area(id="D2", name="乙区", level="county", parent="SH"),
)
RESPONSE = event("city-cluster-response", "2020-10-12 10:00")
# Each leg of the response: who calls and writes to whom.
LEGS = {
    "education": ("S1", "区教育行政部门"),
    "health": ("S1", "辖区社区卫生服务中心"),
    "centre": ("D1", "市科技艺术教育中心"),
    "division": ("D1", "市教委体卫艺科处"),
}
CALLS = [f"cluster-call-{leg}" for leg in LEGS]
WRITTEN = [f"cluster-written-{leg}" for leg in LEGS]
EMERGENCY = ["emergency-call", "emergency-written"]
SIX = ("covid-19", "plague", "cholera", "sars", "avian-influenza", "pulmonary-anthrax")


@pytest.fixture(scope="module")
def shanghai():
    return open_region("shanghai")


def facts(*filings, events=(RESPONSE,), schools=None, **more):
    return Record(
        schools=schools or (school(area="D1"), school("S2", area="D2")),
        areas=AREAS,
        classes=[SchoolClass(id="S1-1", school="S1")],
        terms=TERMS_2020,
        filings=filings,
        events=events,
        since=day("2020-10-12"),
        **more,
    )


def asked(region, record, moment, duties=(*CALLS, *WRITTEN)):
    """Return the state of each duty's only due."""
    answer = region.assess(record, at(moment), duties=list(duties))
    assert len({due.duty.id for due in answer.dues}) == len(answer.dues)
    return {due.duty.id: due.state for due in answer.dues}


def ill(*, id_="a1", person="p1", first="2020-10-12", disease="", **more):
    more.setdefault("class_", "S1-1")
    if isinstance(more.get("onset"), str):
        more["onset"] = day(more["onset"])
    return Absence(id=id_, person=person, school="S1", first=day(first), disease=disease, **more)


# ---------------------------------------------------------------------- the city's cluster response


def test_a_response_opens_a_call_and_a_report_to_each_of_four_addressees(shanghai):
    answer = shanghai.assess(facts(), at("2020-10-12 10:00"), duties=[*CALLS, *WRITTEN])
    found = {due.duty.id: (due.filer, due.duty.to[0], due.duty.channel) for due in answer.dues}

    assert found == {
        **{f"cluster-call-{leg}": (*ends, "电话") for leg, ends in LEGS.items()},
        **{f"cluster-written-{leg}": (*ends, "书面") for leg, ends in LEGS.items()},
    }
    assert {due.clause for due in answer.dues} == {"sh-cluster"}


def test_before_the_response_and_without_one_nothing_is_asked(shanghai):
    assert asked(shanghai, facts(), "2020-10-12 09:59:59") == {}
    assert asked(shanghai, facts(events=()), "2020-10-12 12:00") == {}


def test_calls_are_due_at_once_and_reports_wait_for_their_call(shanghai):
    assert asked(shanghai, facts(), "2020-10-12 23:00") == {
        **dict.fromkeys(CALLS, "missing"),
        **dict.fromkeys(WRITTEN, "not_yet_due"),
    }


@pytest.mark.parametrize("leg", LEGS)
@pytest.mark.parametrize(("when", "state"), [("12:30:00", "on_time"), ("12:30:01", "late")])
def test_each_report_is_in_time_to_the_second_two_hours_after_its_own_call(shanghai, leg, when, state):
    filer = LEGS[leg][0]
    called = filing(f"cluster-call-{leg}", "2020-10-12 10:30:00", filer=filer, about=RESPONSE.id)
    written = filing(f"cluster-written-{leg}", f"2020-10-12 {when}", filer=filer, about=RESPONSE.id)

    found = asked(shanghai, facts(called, written), "2020-10-12 14:00")
    assert found.pop(f"cluster-call-{leg}") == "on_time"
    assert found.pop(f"cluster-written-{leg}") == state
    assert set(found.values()) == {"missing", "not_yet_due"}


@pytest.mark.parametrize(("moment", "state"), [("12:30:00", "not_yet_due"), ("12:30:01", "missing")])
def test_a_report_not_written_is_missing_a_second_after_the_two_hours(shanghai, moment, state):
    called = filing("cluster-call-education", "2020-10-12 10:30:00", about=RESPONSE.id)

    assert asked(shanghai, facts(called), f"2020-10-12 {moment}")["cluster-written-education"] == state


def test_the_first_of_several_calls_counts(shanghai):
    calls = [filing("cluster-call-education", f"2020-10-12 {one}", about=RESPONSE.id) for one in ("10:30", "11:30")]

    assert asked(shanghai, facts(*calls), "2020-10-12 12:31")["cluster-written-education"] == "missing"


def test_a_call_before_the_response_answers_nothing(shanghai):
    early = filing("cluster-call-education", "2020-10-12 09:59:59")
    named = filing("cluster-call-education", "2020-10-12 09:59:59", about="S1", first="2020-10-12")

    assert asked(shanghai, facts(early, named), "2020-10-12 13:00")["cluster-call-education"] == "missing"


def test_a_report_that_comes_before_the_call_is_in_time(shanghai):
    written = filing("cluster-written-education", "2020-10-12 10:10", about=RESPONSE.id)
    called = filing("cluster-call-education", "2020-10-12 10:30", about=RESPONSE.id)

    assert asked(shanghai, facts(written), "2020-10-12 15:00")["cluster-written-education"] == "on_time"
    assert asked(shanghai, facts(written, called), "2020-10-12 15:00")["cluster-written-education"] == "on_time"


def test_under_other_readings_the_last_instant_is_late_and_the_first_call_counts_for_both():
    called = [
        filing("cluster-call-education", "2020-10-12 10:30:00", about=RESPONSE.id),
        filing("cluster-call-health", "2020-10-12 11:00:00", about=RESPONSE.id),
    ]
    written = [
        filing("cluster-written-education", "2020-10-12 12:30:00", about=RESPONSE.id),
        filing("cluster-written-health", "2020-10-12 12:31:00", about=RESPONSE.id),
    ]

    def found(**readings):
        region = open_region("shanghai", readings=readings)
        answer = asked(region, facts(*called, *written), "2020-10-12 14:00")
        return answer["cluster-written-education"], answer["cluster-written-health"]

    assert found() == ("on_time", "on_time")
    assert found(**{"sh-within-two-hours": "last-instant-out"}) == ("late", "on_time")
    assert found(**{"sh-after-the-call": "education-line"}) == ("on_time", "late")


def test_a_late_report_of_the_school_is_a_miss_and_one_of_the_district_is_none(shanghai):
    filings = [
        filing(f"cluster-{kind}-{leg}", f"2020-10-12 {when}", filer=LEGS[leg][0], about=RESPONSE.id)
        for leg in LEGS
        for kind, when in (("call", "10:30"), ("written", "13:00"))
    ]
    answer = shanghai.assess(facts(*filings), at("2020-10-12 13:00"), duties=WRITTEN)

    assert {one.of for one in answer.breaches if one.rule.id == "missed-report"} == set(WRITTEN[:2])
    assert {one.of for one in answer.breaches if one.rule.id == "late-report"} == set(WRITTEN)


@pytest.mark.parametrize("leg", ["education", "health"])
@pytest.mark.parametrize(
    ("without", "moment", "found"),
    [
        ((), "2020-10-13 00:00:00", 0),
        (("written",), "2020-10-12 12:30:00", 0),
        (("written",), "2020-10-12 12:30:01", 1),
        (("call",), "2020-10-12 23:59:59", 0),  # what is due at once has no deadline: its time is over with the day
        (("call",), "2020-10-13 00:00:00", 1),
        (("call", "written"), "2020-10-13 00:00:00", 1),
    ],
)
def test_a_schools_report_goes_through_its_epidemic_reporter_and_counts_without(shanghai, leg, without, moment, found):
    hand = {"epidemic-reporter": ("S1-reporter", "2020-10-12 10:30")}
    filings = [
        filing(f"cluster-{kind}-{leg}", "2020-10-12 10:30", about=RESPONSE.id, hands={} if kind in without else hand)
        for kind in ("call", "written")
    ]
    answer = shanghai.assess(facts(*filings), at(moment))
    told = [(one.subject, one.clause, one.lacks) for one in answer.findings if one.check.id == "cluster-reporter"]

    assert told == [("S1", "sh-cluster", ("epidemic-reporter",))] * found
    own = (f"cluster-call-{leg}", f"cluster-written-{leg}")
    assert [due.state for due in answer.dues if due.duty.id in own] == ["on_time"] * 2


def test_of_what_was_not_reported_no_reporter_is_missed(shanghai):
    answer = shanghai.assess(facts(), at("2020-10-14 12:00"))

    assert [one for one in answer.findings if one.check.id == "cluster-reporter"] == []


# ---------------------------------------------------------------------- single cases


@pytest.mark.parametrize("disease", SIX)
def test_one_case_of_six_diseases_is_called_at_once_and_written_within_two_hours(shanghai, disease):
    case = ill(disease=disease, recorded_at=at("2020-10-12 10:00"))
    answer = shanghai.assess(facts(events=(), absences=[case]), at("2020-10-12 10:00"), duties=EMERGENCY)

    assert {due.duty.id: (due.filer, due.state, due.duty.to) for due in answer.dues} == {
        "emergency-call": ("D1", "missing", ("市科技艺术教育中心",)),
        "emergency-written": ("D1", "not_yet_due", ("市科技艺术教育中心",)),
    }
    assert {due.event.kind for due in answer.dues} == {"alert:emergency-disease"}


@pytest.mark.parametrize(
    "case", [{}, {"disease": "varicella"}, {"disease": "covid-19", "void": True}, {"disease": "covid-19", "cause": "other"}]
)
def test_another_illness_no_disease_or_an_error_is_none(shanghai, case):
    assert asked(shanghai, facts(events=(), absences=[ill(**case)]), "2020-10-12 12:00", EMERGENCY) == {}


def test_staff_and_who_attends_though_sick_count(shanghai):
    cases = [ill(id_="a1", disease="covid-19", role="staff"), ill(id_="a2", person="p2", disease="sars", attending=True)]
    answer = shanghai.assess(facts(events=(), absences=cases), at("2020-10-12 12:00"))

    assert sorted(one.persons for one in answer.alerts if one.rule.id == "emergency-disease") == [1, 1]


@pytest.mark.parametrize(
    ("diagnosis", "choice", "raised"),
    [("suspected", "suspected-too", 1), ("suspected", "confirmed-only", 0), ("confirmed", "confirmed-only", 1)],
)
def test_a_suspected_case_counts_save_under_another_reading(diagnosis, choice, raised):
    region = open_region("shanghai", readings={"sh-emergency-case": choice})
    answer = region.assess(facts(events=(), absences=[ill(disease="cholera", diagnosis=diagnosis)]), at("2020-10-12 12:00"))

    assert len([one for one in answer.alerts if one.rule.id == "emergency-disease"]) == raised


def test_each_case_is_one_of_its_own_and_one_call_may_speak_of_all_of_a_day(shanghai):
    cases = [
        ill(id_=f"a{one}", person=f"p{one}", disease="covid-19", recorded_at=at(f"2020-10-12 1{one}:00")) for one in (0, 1)
    ]
    called = filing("emergency-call", "2020-10-12 11:30", filer="D1", about="S1", first="2020-10-12")
    early = filing("emergency-call", "2020-10-12 10:30", filer="D1", about="S1", first="2020-10-12")

    def states_of(*filings):
        record = facts(*filings, events=(), absences=cases)
        answer = shanghai.assess(record, at("2020-10-12 12:00"), duties=["emergency-call"])
        return [due.state for due in answer.dues]

    assert states_of(called) == ["on_time", "on_time"]
    assert states_of(early) == ["on_time", "missing"]


@pytest.mark.parametrize(("second", "alerts"), [("2020-10-26", 1), ("2020-10-27", 2)])
def test_a_person_is_the_same_case_within_a_fortnight(shanghai, second, alerts):
    cases = [ill(disease="covid-19", last=day("2020-10-13")), ill(id_="a2", first=second, disease="covid-19")]
    answer = shanghai.assess(facts(events=(), absences=cases), at("2020-10-30 12:00"))

    assert len([one for one in answer.alerts if one.rule.id == "emergency-disease"]) == alerts


@pytest.mark.parametrize(("when", "state"), [("12:15:00", "on_time"), ("12:15:01", "late")])
def test_the_districts_written_report_comes_within_two_hours_of_its_call(shanghai, when, state):
    case = ill(disease="plague", recorded_at=at("2020-10-12 10:00"))
    filings = [
        filing("emergency-call", "2020-10-12 10:15:00", filer="D1"),
        filing("emergency-written", f"2020-10-12 {when}", filer="D1"),
    ]

    record = facts(*filings, events=(), absences=[case])
    assert asked(shanghai, record, "2020-10-12 15:00", EMERGENCY) == {
        "emergency-call": "on_time",
        "emergency-written": state,
    }
    breaches = shanghai.assess(record, at("2020-10-12 15:00"), duties=EMERGENCY).breaches
    assert [(one.rule.id, one.subject) for one in breaches] == ([("late-report", "D1")] if state == "late" else [])
    unwritten = shanghai.assess(
        facts(filings[0], events=(), absences=[case]), at("2020-10-12 15:00"), duties=EMERGENCY
    ).breaches
    assert [(one.rule.id, one.of) for one in unwritten] == [("omitted-report", "emergency-written")]


# ---------------------------------------------------------------------- clusters


@pytest.mark.parametrize(
    ("kind", "subject", "district"),
    [
        ("cluster-abnormal", "S1", "D1"),
        ("cluster-abnormal", "S2", "D2"),
        ("public-health-emergency", "S2", "D2"),
        ("public-health-emergency", "D1", "D1"),
        ("public-health-emergency", "S1-1", "D1"),
    ],
)
def test_what_somebody_declares_is_called_at_once_too(shanghai, kind, subject, district):
    declared = event(kind, "2020-10-12 10:00", subject=subject)
    answer = shanghai.assess(facts(events=[declared]), at("2020-10-12 10:00"), duties=EMERGENCY)

    assert {(due.duty.id, due.filer) for due in answer.dues} == {(one, district) for one in EMERGENCY}


def vomiting(count, first="2020-10-12"):
    return [ill(id_=f"v{one}", person=f"p{one}", first=first, symptoms=["vomiting"]) for one in range(count)]


def clusters(region, absences, moment="2020-10-14 12:00"):
    answer = region.assess(facts(events=(), absences=absences), at(moment))
    return {where.unit for one in answer.alerts if one.rule.id == "emergency-cluster" for where in one.places}


def test_the_numbers_of_a_cluster_are_off_until_a_host_sets_them(shanghai):
    assert clusters(shanghai, vomiting(30)) == set()
    rule = shanghai.rulebook.alerts["emergency-cluster"]
    assert (rule.active, rule.trust, rule.rests_on_us) == (False, "MEM", True)
    assert rule.ours == dict.fromkeys(("active", "cases", "days", "quiet"), "sh-cluster-numbers")


@pytest.mark.parametrize(("count", "units"), [(3, set()), (4, {"class", "school"})])
def test_a_host_that_knows_its_districts_numbers_sets_them(count, units):
    region = open_region("shanghai", settings={"emergency-cluster.cases": 4, "emergency-cluster.days": 2})

    assert clusters(region, vomiting(count)) == units
    opened = region.assess(facts(events=(), absences=vomiting(4)), at("2020-10-14 12:00"), duties=EMERGENCY)
    # One alert and one call, though the cluster is one of the class and of the school.
    assert [(due.duty.id, due.event.kind) for due in opened.dues] == [(one, "alert:emergency-cluster") for one in EMERGENCY]


def cases_of(count, first, onto="x"):
    return [ill(id_=f"{onto}{one}", person=f"{onto}{one}", first=first, symptoms=["vomiting"]) for one in range(count)]


def test_a_host_that_sets_one_number_takes_the_others_as_they_stand():
    few, many = (
        open_region("shanghai", settings={f"emergency-cluster.{key}": value}) for key, value in (("days", 3), ("cases", 5))
    )
    within = [*cases_of(2, "2020-10-12"), *cases_of(3, "2020-10-14", "y")]
    beyond = [*cases_of(2, "2020-10-12"), *cases_of(3, "2020-10-15", "y")]

    assert clusters(few, vomiting(5)) == clusters(many, within) == {"class", "school"}
    assert clusters(few, vomiting(4)) == clusters(many, beyond, "2020-10-16 12:00") == set()


@pytest.mark.parametrize(("second", "alerts"), [("2020-10-17", 1), ("2020-10-18", 2)])
def test_a_cluster_that_goes_on_is_one(second, alerts):
    region = open_region("shanghai", settings={"emergency-cluster.days": 1})
    record = facts(events=(), absences=[*cases_of(5, "2020-10-14"), *cases_of(5, second, "y")])
    raised = region.assess(record, at("2020-10-20 12:00")).alerts

    assert len([one for one in raised if one.rule.id == "emergency-cluster"]) == alerts


def test_cases_out_of_the_window_or_not_alike_are_no_cluster():
    region = open_region("shanghai", settings={"emergency-cluster.cases": 4, "emergency-cluster.days": 2})
    spread = [
        *vomiting(2, "2020-10-12"),
        *(ill(id_=f"w{n}", person=f"q{n}", first="2020-10-14", symptoms=["vomiting"]) for n in (1, 2)),
    ]
    mixed = [*vomiting(3), ill(id_="d", person="d", symptoms=["diarrhoea"]), ill(id_="c", person="c", symptoms=["cough"])]

    assert clusters(region, spread) == set()
    assert clusters(region, mixed) == set()
    assert clusters(region, [*vomiting(3), ill(id_="b", person="b", symptoms=["diarrhoea", "vomiting"])]) == {
        "class",
        "school",
    }
