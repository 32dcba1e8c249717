from __future__ import annotations

import pytest

from school_health import Absence, Adoption, Area, Campaign, Move, Person, Record, Term, open_region
from tests.builders import at, day, event, filing, post, school


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
PEOPLE = (
    Person(id="p1", school="S1"),
    Person(id="p2", school="S1", needs_proxy=True, proxy="v1"),
    Person(id="p3", school="S1", needs_proxy=True),
)


@pytest.fixture(scope="module")
def guyuan():
    return open_region("guyuan")


def facts(*filings, schools=None, campaigns=(CAMPAIGN,), since="2020-02-20", **more):
    schools = schools or (school(area="X", authority="GY", name=MODEL_SCHOOL),)
    return Record(schools=schools, filings=filings, areas=AREAS, terms=TERMS, campaigns=campaigns, since=day(since), **more)


def card(person, when, *, declared=True, **more):
    more.setdefault("filed_by", person)
    parts = {"declaration": when} if declared else {}
    return filing("health-card", when, filer=person, parts=parts, **more)


def findings(region, record, moment, check):
    answer = region.assess(record, at(moment))
    return [(one.subject, f"{one.day:%m-%d}", one.lacks) for one in answer.findings if one.check.id == check]


# ---------------------------------------------------------------------- cards


@pytest.mark.parametrize(
    ("person", "by", "lacks"),
    [
        ("p1", "p1", None),
        ("p1", "guardian", None),
        ("p1", None, ("filled-by",)),
        ("p2", "v1", None),
        ("p2", "p2", ("by-proxy",)),
        ("p2", None, ("filled-by",)),
        ("p3", "p3", ("proxy",)),
        ("p3", None, ("filled-by", "proxy")),
    ],
)
def test_a_card_says_who_filled_it_in_and_where_a_proxy_is_needed_it_is_the_one_named(guyuan, person, by, lacks):
    record = facts(card(person, "2020-02-20 08:00", filed_by=by), people=PEOPLE)
    expected = [(person, "02-20", lacks)] if lacks else []

    assert findings(guyuan, record, "2020-02-20 12:00", "card-proxy") == expected


@pytest.mark.parametrize(
    ("declared", "moment", "found"), [(True, "09:00:00", 0), (False, "09:00:00", 1), (False, "08:59:59", 0)]
)
def test_a_card_carries_the_declaration_of_its_truth(guyuan, declared, moment, found):
    record = facts(card("p1", "2020-02-20 08:00", declared=declared), people=PEOPLE[:1])

    assert len(findings(guyuan, record, f"2020-02-20 {moment}", "card-declaration")) == found


def test_a_second_card_of_one_day_is_a_finding_and_one_of_the_next_day_is_none(guyuan):
    first, second = card("p1", "2020-02-20 08:00"), card("p1", "2020-02-20 08:30", revision=2)
    next_day = card("p1", "2020-02-21 08:00")

    def found(*cards, moment="2020-02-21 12:00"):
        record = facts(*cards, people=PEOPLE[:1])
        return [one[:2] for one in findings(guyuan, record, moment, "second-card")]

    assert found(first, next_day) == []
    assert found(first, second, moment="2020-02-20 08:29:59") == []
    assert found(first, second, moment="2020-02-20 08:30:00") == [("p1", "02-20")]


@pytest.mark.parametrize(
    ("name", "adopted", "campaigns", "found"),
    [
        (MODEL_SCHOOL, False, (CAMPAIGN,), 3),
        (MODEL_SCHOOL, False, (), 0),
        ("别的小学", False, (CAMPAIGN,), 0),
        ("别的小学", True, (CAMPAIGN,), 3),
    ],
)
def test_cards_are_looked_at_where_the_notice_binds_and_in_a_response(guyuan, name, adopted, campaigns, found):
    bare = [card("p1", f"2020-02-20 08:{n}", filed_by=None, declared=False, revision=n - 9) for n in (10, 11)]
    record = facts(
        *bare,
        people=PEOPLE[:1],
        schools=[school(area="X", authority="GY", name=name)],
        campaigns=campaigns,
        adoptions=[Adoption(document="gy-2020-10", by="S1")] if adopted else [],
    )
    answer = guyuan.assess(record, at("2020-02-20 12:00"))
    checks = {one.check.id for one in answer.findings if one.check.id in ("card-proxy", "card-declaration", "second-card")}

    assert len(checks) == found


# ---------------------------------------------------------------------- zero reports

COUNTY = (school("S1", area="X"), school("S2", area="Y"))
UNCHANGED = filing("daily-update", "2020-02-25 15:00", filer="X", content="zero")
SYMPTOM = event("symptom-found", "2020-02-25 10:00", id_="E1")


def contradicted(region, *filings, moment="2020-02-26 12:00", schools=COUNTY, **more):
    record = facts(*filings, schools=schools, since="2020-02-25", people=PEOPLE[:1], **more)
    answer = region.assess(record, at(moment))
    return [(one.subject, one.about, one.lacks) for one in answer.findings if one.check.id == "zero-with-change"]


@pytest.mark.parametrize("content", ["zero", "no-change"])
@pytest.mark.parametrize("kind", ["symptom-found", "returned-from-outside", "back-at-school"])
def test_unchanged_and_a_change_of_that_day_contradict_each_other(guyuan, kind, content):
    subject = "S1" if kind == "symptom-found" else "p1"
    changed = event(kind, "2020-02-25 10:00", subject=subject, id_="E1")
    told = filing("daily-update", "2020-02-25 15:00", filer="X", content=content)

    assert contradicted(guyuan, told, events=[changed]) == [("X", "E1", (kind,))]


@pytest.mark.parametrize(
    ("when", "subject", "found"),
    [
        ("2020-02-25 15:00:00", "S1", 1),
        ("2020-02-25 15:00:01", "S1", 0),
        ("2020-02-24 23:59:59", "S1", 0),
        ("2020-02-25 10:00", "S2", 0),
    ],
)
def test_a_change_after_the_report_the_day_before_or_in_another_county_contradicts_nothing(guyuan, when, subject, found):
    assert len(contradicted(guyuan, UNCHANGED, events=[event("symptom-found", when, subject=subject)])) == found


def test_an_update_with_content_and_no_update_contradict_nothing(guyuan):
    assert contradicted(guyuan, filing("daily-update", "2020-02-25 15:00", filer="X"), events=[SYMPTOM]) == []
    assert contradicted(guyuan, events=[SYMPTOM]) == []


@pytest.mark.parametrize(
    ("ill", "found"),
    [
        ({"first": day("2020-02-25")}, 1),
        ({"first": day("2020-02-24")}, 0),
        ({"first": day("2020-02-25"), "halves": [day("2020-02-25")]}, 0),
        ({"first": day("2020-02-25"), "cause": "injury"}, 0),
        ({"first": day("2020-02-25"), "void": True}, 0),
        ({"first": day("2020-02-25"), "school": "S2"}, 0),
    ],
)
def test_illness_that_begins_that_day_is_a_change_and_one_that_goes_on_is_none(guyuan, ill, found):
    absence = Absence(id="a1", person="p9", **{"school": "S1", **ill})

    assert len(contradicted(guyuan, UNCHANGED, absences=[absence])) == found


def test_a_change_recorded_later_is_found_when_it_is_recorded_and_the_first_known_is_named(guyuan):
    late = event("symptom-found", "2020-02-25 09:00", id_="E2", recorded_at=at("2020-02-26 09:00"))

    assert contradicted(guyuan, UNCHANGED, events=[late], moment="2020-02-26 08:59:59") == []
    assert contradicted(guyuan, UNCHANGED, events=[late], moment="2020-02-26 09:00:00") == [("X", "E2", ("symptom-found",))]
    assert contradicted(guyuan, UNCHANGED, events=[late, SYMPTOM]) == [("X", "E1", ("symptom-found",))]


def test_more_known_of_an_illness_later_does_not_make_the_contradiction_younger(guyuan):
    begun = {"id": "a1", "person": "p9", "school": "S1", "first": day("2020-02-25")}
    absences = [Absence(**begun), Absence(**begun, symptoms=["cough"], recorded_at=at("2020-02-26 09:00"))]
    record = facts(UNCHANGED, schools=COUNTY, since="2020-02-25", absences=absences)
    (found,) = [one for one in guyuan.assess(record, at("2020-02-26 12:00")).findings if one.check.id == "zero-with-change"]

    assert found.at == at("2020-02-25 15:00")


def test_a_city_run_school_contradicts_itself(guyuan):
    schools = [school(area="X", authority="GY"), school("S2", area="X", authority="GY")]
    zero = [filing("direct-update", "2020-02-25 15:00", filer=one, content="zero") for one in ("S1", "S2")]
    ill = Absence(id="a1", person="p9", school="S2", first=day("2020-02-25"))

    assert contradicted(guyuan, *zero, schools=schools, events=[SYMPTOM], absences=[ill]) == [
        ("S1", "E1", ("symptom-found",)),
        ("S2", "a1", ("absence",)),
    ]


def test_what_the_check_names_is_declared(guyuan):
    check = guyuan.rulebook.checks["zero-with-change"]

    assert set(check.needs) <= guyuan.rulebook.event_kinds.keys()
    assert set(check.of) <= guyuan.rulebook.duties.keys()


# ---------------------------------------------------------------------- inspections

VISIT = event("inspection", "2020-02-26 09:00", id_="V1")
GOOD = {"norm": "to-norm", "truth": "truthful", "update": "up-to-date"}


def step(name, when, details, **more):
    kept = {"by": "GY-group", "post": "inspection-group", "matter": "V1", **more}
    return Move(id=f"{name}@{when}", workflow="inspection", move=name, at=at(when), details=details, **kept)


def inspected(region, *moves, events=(VISIT,), campaigns=(CAMPAIGN,)):
    posts = [post("inspection-group", "GY", "GY-group")]
    record = facts(events=events, moves=moves, posts=posts, campaigns=campaigns)
    answer = region.assess(record, at("2020-02-27 12:00"))
    told = [
        (one.check.id, one.lacks) for one in answer.findings if one.check.id in ("inspection-results", "inspection-moves")
    ]
    return [one.state for one in answer.matters if one.workflow.id == "inspection"], told


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ()),
        ({"norm": "not-to-norm"}, ("not-to-norm",)),
        ({"truth": "untrue"}, ("untrue",)),
        ({"update": "out-of-date"}, ("out-of-date",)),
        ({"norm": "not-to-norm", "update": "out-of-date"}, ("not-to-norm", "out-of-date")),
    ],
)
def test_an_inspection_says_what_is_not_to_the_norm_untrue_or_out_of_date(guyuan, changed, said):
    states, told = inspected(guyuan, step("find", "2020-02-26 11:00", {**GOOD, **changed}))

    assert states == ["found"]
    assert told == ([("inspection-results", said)] if said else [])


def test_an_inspection_is_open_until_it_is_closed_and_only_its_group_moves_it(guyuan):
    find = step("find", "2020-02-26 11:00", GOOD)
    close = step("close", "2020-02-26 12:00", {"outcome": "已整改"})

    assert inspected(guyuan) == (["visiting"], [])
    assert inspected(guyuan, find, close) == (["closed"], [])
    assert inspected(guyuan, find, step("find", "2020-02-26 11:30", GOOD), close) == (["closed"], [])
    bare = step("close", "2020-02-26 12:00", {})
    assert inspected(guyuan, find, bare) == (["found"], [("inspection-moves", ("lacks", "outcome"))])
    assert inspected(guyuan, close) == (["visiting"], [("inspection-moves", ("not-in-state",))])
    other = step("find", "2020-02-26 11:00", GOOD, post="principal")
    assert inspected(guyuan, other) == (["visiting"], [("inspection-moves", ("not-their-post",))])
    empty = step("find", "2020-02-26 11:00", {"norm": "to-norm", "truth": "perhaps"})
    assert inspected(guyuan, empty) == (["visiting"], [("inspection-moves", ("lacks", "truth", "update"))])
    assert inspected(guyuan, campaigns=()) == ([], [])


@pytest.mark.parametrize(
    ("choice", "schools", "drawn"),
    [("one-in-ten", 2, 2), ("one-in-ten", 10, 3), ("one-in-ten", 30, 3), ("one-in-ten", 31, 4), ("one-in-five", 50, 10)],
)
def test_who_is_inspected_is_drawn_again_from_the_same_seed(choice, schools, drawn):
    region = open_region("guyuan", readings={"gy-sample-size": choice})
    record = facts(schools=[school(f"S{n}", area="X") for n in range(schools)])
    seeds = ("2020-02-26 暗访", "2020-02-27 暗访")
    first, again, other = (
        region.draw(record, "random-inspection", seed, at("2020-02-26 08:00")) for seed in (seeds[0], seeds[0], seeds[1])
    )

    assert len(first) == drawn
    assert again == first
    assert drawn == schools or set(other) != set(first)


# ---------------------------------------------------------------------- grave effects


@pytest.mark.parametrize(
    ("kinds", "campaigns", "held"),
    [
        (("inspection-fault",), (CAMPAIGN,), 0),
        (("grave-effect",), (CAMPAIGN,), 0),
        (("inspection-fault", "grave-effect"), (CAMPAIGN,), 1),
        (("inspection-fault", "grave-effect"), (), 0),
    ],
)
def test_a_fault_with_a_grave_effect_is_held_against_the_unit(guyuan, kinds, campaigns, held):
    events = [event(one, "2020-02-21 09:00") for one in kinds]
    answer = guyuan.assess(facts(events=events, campaigns=campaigns), at("2020-02-21 12:00"))

    assert [(one.subject, one.clause) for one in answer.consequences] == [("S1", "gy-inspection")] * held


GRAVE = event("grave-effect", "2020-02-25 18:00", subject="X")


@pytest.mark.parametrize(("when", "held"), [("2020-02-25 15:59:59", []), ("2020-02-25 16:00:00", ["X"])])
def test_an_update_out_of_date_with_a_grave_effect_is_held_against_the_county(guyuan, when, held):
    update = filing("daily-update", when, filer="X")
    baseline = filing("baseline", "2020-02-24 09:00", filer="X", hands={"county-principal-head": ("x", "2020-02-24 09:00")})
    record = facts(update, baseline, schools=COUNTY[:1], events=[GRAVE])
    answer = guyuan.assess(record, at("2020-02-25 20:00"))

    assert [one.subject for one in answer.consequences if one.rule.id == "accountability"] == held


@pytest.mark.parametrize("filed", ["2020-02-25 09:00", None])
def test_a_baseline_that_is_late_or_not_there_is_no_update_out_of_date(guyuan, filed):
    reviewed = {"county-principal-head": ("x", filed)} if filed else {}
    baseline = [filing("baseline", filed, filer="X", hands=reviewed)] if filed else []
    update = filing("daily-update", "2020-02-25 15:00", filer="X")
    answer = guyuan.assess(facts(*baseline, update, schools=COUNTY[:1], events=[GRAVE]), at("2020-02-25 20:00"))

    assert [due.state for due in answer.dues if due.duty.id == "baseline"] == ["late" if filed else "missing"]
    assert answer.consequences == ()


@pytest.mark.parametrize(("choice", "late", "never"), [("late-or-never", ["X"], ["X"]), ("never-only", [], ["X"])])
def test_what_came_late_is_out_of_date_save_under_another_reading(choice, late, never):
    region = open_region("guyuan", readings={"gy-out-of-date": choice})

    def held(*filings):
        answer = region.assess(facts(*filings, schools=COUNTY[:1], events=[GRAVE]), at("2020-02-25 20:00"))
        return [one.subject for one in answer.consequences if one.rule.id == "accountability"]

    assert held(filing("daily-update", "2020-02-25 16:30", filer="X")) == late
    assert held() == never


def test_a_city_run_schools_update_is_out_of_date_too_and_its_baseline_is_none(guyuan):
    grave = event("grave-effect", "2020-02-25 18:00")
    updated = filing("direct-update", "2020-02-25 15:00")
    schools = [school(area="X", authority="GY")]

    def held(*filings):
        answer = guyuan.assess(facts(*filings, schools=schools, events=[grave]), at("2020-02-25 20:00"))
        assert [due.state for due in answer.dues if due.duty.id == "direct-baseline"] == ["missing"]
        return [one.subject for one in answer.consequences if one.rule.id == "accountability"]

    assert held() == ["S1"]
    assert held(updated) == []
