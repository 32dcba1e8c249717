from __future__ import annotations

import pytest

from school_health import Adoption, Campaign, Person, Region, SchoolClass
from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.core.checks import NAMES, TESTS
from school_health.core.finding import Found
from school_health.errors import RulebookError
from tests.builders import DOCUMENT, WORDS, absence, at, day, duty, event, item, record, region, rulebook, school


EVENT = item("event", 'subject = "any"\ndetails = { seed = "种子" }', "visit")


def check(test, keys="", id_="k"):
    return item("check", f'test = "{test}"\nsays = "错了。"\ndo = "改正。"\n{keys}', id_)


DETAILS = check("details", 'of = ["visit"]\nneeds = ["seed"]')


def visit(when="2020-10-12 10:00", **more):
    return event("visit", when, **more)


def findings(text, moment="2020-10-20 12:00", **more):
    head = text if "[document]" in text else EVENT + text
    facts = record(**{"since": "2020-10-12", "events": [visit()], **more})
    return region(head).assess(facts, at(moment)).findings


# ---------------------------------------------------------------------- what a finding says


def test_a_finding_names_its_clause_whom_it_concerns_and_where():
    (one,) = findings(DETAILS)

    assert (one.clause, one.check.says, one.check.do) == ("c", "错了。", "改正。")
    assert (one.subject, one.place, one.day, one.at, one.lacks) == (
        "S1",
        "S1",
        day("2020-10-12"),
        at("2020-10-12 10:00"),
        ("seed",),
    )
    assert one.key == ("k", "S1", day("2020-10-12"), "visit@2020-10-12 10:00", ("seed",))


@pytest.mark.parametrize(("subject", "place"), [("S1", "S1"), ("A", "A"), ("k1", "S1"), ("p1", "S1"), ("P", "P")])
def test_a_finding_counts_in_the_school_or_area_of_its_subject(subject, place):
    found = findings(
        DETAILS,
        events=[visit(subject=subject)],
        classes=[SchoolClass(id="k1", school="S1")],
        people=[Person(id="p1", school="S1")],
    )

    assert [(one.subject, one.place) for one in found] == [(subject, place)]


def test_somebody_whom_no_list_names_counts_in_the_school_of_the_spell():
    spells = [absence("a1", person="p9"), absence("a2", "2020-10-13", person="p9", school="S2")]
    found = findings(WORDS + check("unnamed"), absences=spells, schools=[school("S1"), school("S2")])

    assert {(one.subject, one.place) for one in found} == {("p9", "S2")}


def test_neither_subject_nor_reference_is_in_a_representation():
    assert "S1" not in repr(Found("S1", day("2020-10-12"), at("2020-10-12 10:00"), "e1", ("x",)))


# ---------------------------------------------------------------------- when and where a check speaks


def test_what_is_found_twice_is_one_finding():
    def twice(checked, check):
        for number in (1, 2):
            yield Found("S1", day("2020-10-12"), at(f"2020-10-12 1{number}:00"), "x")

    def assess(text):
        found = Region("test", "测试", rulebook(text), StateCouncilCalendar(), tests={**TESTS, "twice": twice})
        return found.assess(record(since="2020-10-12"), at("2020-10-20 12:00")).findings

    assert [one.at.hour for one in assess(check("twice"))] == [11]
    assert len(assess(check("twice") + check("twice", id_="l"))) == 2


def test_what_shows_later_is_not_found_yet():
    later = [visit(recorded_at=at("2020-10-14 08:00"))]

    assert findings(DETAILS, "2020-10-14 07:59", events=later) == ()
    assert len(findings(DETAILS, "2020-10-14 08:00", events=later)) == 1


def test_a_test_may_name_what_is_still_to_come_and_is_not_heard_before():
    def ahead(checked, check):
        yield Found("S1", day("2020-10-12"), at("2020-10-14 08:00"))

    def assess(moment):
        found = Region("test", "测试", rulebook(check("ahead")), StateCouncilCalendar(), tests={"ahead": ahead})
        return found.assess(record(since="2020-10-12"), at(moment)).findings

    assert (len(assess("2020-10-14 07:59:59")), len(assess("2020-10-14 08:00"))) == (0, 1)


@pytest.mark.parametrize(
    ("keys", "seen"),
    [("since = 2020-10-12", 1), ("since = 2020-10-13", 0), ("until = 2020-10-12", 1), ("until = 2020-10-11", 0)],
)
def test_a_check_speaks_of_the_days_on_which_it_holds(keys, seen):
    assert len(findings(DETAILS + keys + "\n")) == seen


def test_a_question_about_some_duties_has_no_findings():
    text = EVENT + DETAILS + duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }')
    facts = record(events=[visit()], since="2020-10-12")

    assert region(text).assess(facts, at("2020-10-12 12:00"), duties=["d"]).findings == ()


CAMPAIGN = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked') + EVENT + DETAILS
SCHOOLS = DOCUMENT.replace('level = "province", of = "某省"', 'level = "school", of = "某学院"') + EVENT + DETAILS


@pytest.mark.parametrize("subject", ["S1", "A"])
@pytest.mark.parametrize(
    ("area", "first", "seen"),
    [("A", "2020-10-12", 1), ("C", "2020-10-12", 1), ("B", "2020-10-12", 0), ("A", "2020-10-13", 0)],
)
def test_a_check_of_a_campaign_speaks_of_its_days(subject, area, first, seen):
    campaigns = [Campaign(area=area, first=day(first))]

    assert len(findings(CAMPAIGN, events=[visit(subject=subject)], campaigns=campaigns)) == seen


@pytest.mark.parametrize(
    ("subject", "by", "seen"),
    [("S1", "S1", 1), ("S1", "A", 1), ("S1", "B", 0), ("A", "A", 1), ("A", "B", 0), ("A", "S1", 0)],
)
def test_a_check_of_one_schools_document_speaks_of_those_who_follow_it(subject, by, seen):
    found = findings(SCHOOLS, events=[visit(subject=subject)], adoptions=[Adoption(document="doc", by=by)])

    assert len(found) == seen
    assert findings(SCHOOLS, events=[visit(subject=subject)]) == ()


@pytest.mark.parametrize(
    ("scope", "school_", "subject", "seen"),
    [
        ('stages = ["primary"]', school(), "S1", 1),
        ('stages = ["senior"]', school(), "S1", 0),
        ('stages = ["senior"]', school(), "A", 1),
        ('people = ["staff"]', school(), "p1", 0),
        ('people = ["student"]', school(), "p1", 1),
        ("connected = true", school(connected=day("2020-10-12")), "S1", 1),
        ("connected = true", school(connected=day("2020-10-13")), "S1", 0),
        ("connected = true", school(connected=None), "S1", 0),
    ],
)
def test_a_check_concerns_those_of_its_scope(scope, school_, subject, seen):
    text = item("scope", scope, "s") + DETAILS + 'scope = "s"\n'
    people = [Person(id="p1", school="S1")]

    assert len(findings(text, schools=[school_], people=people, events=[visit(subject=subject)])) == seen


# ---------------------------------------------------------------------- what a check must not name


FLOW = item(
    "workflow",
    'opens = ["fact:visit"]\nstates = { new = "新", done = "完" }\nends = ["done"]\n'
    '[[workflow.move]]\nid = "close"\nclause = "c"\ntitle = "结"\nfrom = ["new"]\nto = "done"\n'
    'needs = [{ key = "verdict", title = "结论", choices = { right = "对", wrong = "错" } }]',
    "w",
)
WRONG = {
    "no such test": (check("x"), "'k' names the test 'x'; there are accounts, breaches"),
    "no such scope": (check("unnamed", 'scope = "x"'), "names the scope 'x'"),
    "no such kind of day": (check("on-days", 'of = ["visit"]\non = ["x"]'), "names the kind of day 'x'"),
    "no such fact": (check("details", 'of = ["x"]\nneeds = ["seed"]'), "names the fact 'x'"),
    "no such detail": (check("details", 'of = ["visit"]\nneeds = ["x"]'), "names the detail 'x'"),
    "no such duty": (check("proxies", 'of = ["x"]'), "names the duty 'x'"),
    "no such breach": (check("breaches", 'of = ["x"]'), "names the breach 'x'"),
    "no such post": (check("vacant", 'of = ["x"]'), "names the party 'x'"),
    "no such workflow": (check("refused-moves", 'of = ["x"]'), "names the workflow 'x'"),
    "no such event": (check("in-state", 'of = ["visit"]\nneeds = ["w.new"]'), "speaks of the event 'visit'"),
    "no such state": (check("in-state", 'of = ["fact:visit"]\nneeds = ["w.x"]'), "names the state 'x'"),
    "no such workflow of a state": (check("stalled", 'needs = ["x.new"]'), "names the workflow 'x'"),
    "no such move": (check("results", 'of = ["w.x"]\nneeds = ["verdict=wrong"]'), "names the move 'move:w.x'"),
    "no such workflow of a move": (
        check("results", 'of = ["x.close"]\nneeds = ["verdict=wrong"]'),
        "names the workflow 'x'",
    ),
    "no such result": (check("results", 'of = ["w.close"]\nneeds = ["verdict=bad"]'), "names the result 'verdict=bad'"),
    "no such tracing": (check("untraced", 'needs = ["told"]'), "names the tracing 'told'"),
    "nothing that it needs": (check("details", 'of = ["visit"]'), "gives the test 'details' no 'needs', which it needs"),
    "something that it does not read": (check("unnamed", 'of = ["visit"]'), "a key 'of', which it does not read"),
    "no level": (check("each-has", 'needs = ["visit"]'), "needs 'level'"),
    "a level too many": (check("unnamed", 'level = "school"'), "needs 'level', or gives it"),
    "no kind of level": (check("each-has", 'needs = ["visit"]\nlevel = "scool"'), "level"),
    "no days": (check("on-days", 'of = ["visit"]'), "needs 'on'"),
    "days too many": (check("unnamed", 'on = ["day"]'), "needs 'on', or gives it"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_check_that_names_what_is_not_there_is_refused(what):
    text, message = WRONG[what]

    with pytest.raises(RulebookError, match=message):
        region(EVENT + FLOW + text)


@pytest.mark.parametrize(
    "text",
    [
        check("details", 'of = ["visit"]\nneeds = ["seed"]'),
        check("each-has", 'needs = ["visit"]\nlevel = "county"'),
        check("followed", 'of = ["visit"]\nneeds = ["visit"]'),
        check("in-state", 'of = ["fact:visit", "move:w.close"]\nneeds = ["w.new"]'),
        check("on-days", 'of = ["visit"]\non = ["closure", "suspension"]'),
        check("parts", 'of = ["d"]\nneeds = ["voucher"]') + duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }'),
        check("refused-moves", 'of = ["w"]'),
        check("results", 'of = ["w.close"]\nneeds = ["verdict=wrong"]'),
        check("stalled", 'needs = ["w.new"]'),
        check("untraced", 'needs = ["traced", "registered"]'),
        check("accounts"),
    ],
)
def test_a_check_that_names_what_is_there_is_taken(text):
    assert region(EVENT + FLOW + text).rulebook.checks["k"].title == "规则"


def test_a_test_that_a_region_brings_reads_what_it_likes():
    seen = []

    def own(checked, check):
        seen.append((check.of, check.needs, check.level, check.on))
        return ()

    text = check("own", 'of = ["anything"]\nneeds = ["more"]\nlevel = "school"\non = ["day"]')
    found = Region("test", "测试", rulebook(text), StateCouncilCalendar(), tests={**TESTS, "own": own})

    assert found.assess(record(since="2020-10-12"), at("2020-10-20 12:00")).findings == ()
    assert seen == [(("anything",), ("more",), "school", ("day",))]


def test_every_test_of_the_engine_says_what_it_reads():
    assert NAMES.keys() == TESTS.keys()


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('detector = "x"\nunit = "school"', "names the detector 'x'; there are ears-c1"),
        ('detector = "ears-c1"\nunit = "school"\nsettings = { beta = "1" }', "settings that it does not take"),
        ('detector = "ears-c1"\nunit = "school"\nsettings = { alpha = "small" }', "settings that it does not take"),
    ],
)
def test_a_signal_that_no_detector_can_give_is_refused(keys, message):
    with pytest.raises(RulebookError, match=message):
        region(item("signal", keys))
