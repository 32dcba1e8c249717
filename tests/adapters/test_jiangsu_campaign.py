from __future__ import annotations

import pytest

from school_health import Absence, Campaign, Move, Person, Record, Term, open_region
from tests.builders import AREAS, at, day, event, filing, school, states


TERMS = (
    Term(first=day("2019-09-01"), last=day("2020-01-17"), number=1),
    Term(first=day("2020-03-30"), last=day("2020-07-10"), number=2),
)
CAMPAIGN = Campaign(area="P", first=day("2020-02-01"), last=day("2020-05-31"))
ITEMS = ("organisation", "emergency-duty", "joint-mechanism", "plan", "publicity", "supplies")
NOW = "2020-02-20 12:00"


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def spring(*filings, campaign=True, since="2020-02-10", **more):
    more.setdefault("schools", [school(stage="university")])
    campaigns = [CAMPAIGN] if campaign else []
    return Record(filings=filings, areas=AREAS, terms=TERMS, campaigns=campaigns, since=day(since), **more)


def findings(region, check, *filings, moment=NOW, **more):
    return [one for one in region.assess(spring(*filings, **more), at(moment)).findings if one.check.id == check]


def lacks(*arguments, **more):
    return [one.lacks for one in findings(*arguments, **more)]


def move(workflow, name, role, when="2020-02-12 10:00", matter="e1", **details):
    return Move(
        id=f"{name}@{when}",
        workflow=workflow,
        matter=matter,
        move=name,
        at=at(when),
        post=role,
        by=f"by-{role}",
        details={key.replace("_", "-"): value for key, value in details.items()},
    )


# ---------------------------------------------------------------------- only within a campaign


def everything():
    """Return events of which each, within a campaign, is a finding."""
    return [
        event("gate-passage", "2020-02-12 08:00", id_="g1"),
        event("gathering", "2020-02-12 09:00", id_="g2"),
        event("close-contact", "2020-02-12 09:00", subject="p1", id_="g3"),
        event("clue", "2020-02-10 09:00", id_="g4"),
        event("supervision", "2020-02-10 09:00", id_="g5"),
        event("open-spot-check", "2020-02-10 09:00", id_="g6"),
    ]


def test_without_a_campaign_nothing_of_the_document_is_found(jiangsu):
    more = {
        "events": everything(),
        "people": [Person(id="p1", school="S1"), Person(id="p2", school="S1")],
        "absences": [Absence(id="a", person="p1", school="S1", first=day("2020-02-12"), source="hospital")],
        "moves": [
            move("supervision", "inspect", "county-inspectorate", matter="g5", **dict.fromkeys(ITEMS, "lacking")),
            move("open-spot-check", "visit", "province-inspectors", matter="g6", manner="unannounced", result="wrong"),
            move("clue", "close", "principal", matter="g4"),
        ],
    }
    survey = filing("travel-survey", "2020-02-11 10:00")
    mine = {check.id for check in jiangsu.rulebook.checks.values() if check.document == "js-2020-6"}

    def found(campaign):
        answer = jiangsu.assess(spring(survey, campaign=campaign, **more), at(NOW))
        return {one.check.id for one in answer.findings} & mine

    assert mine - found(True) == {"not-inspected", "report-delayed", "report-omitted"}
    assert found(False) == set()


@pytest.mark.parametrize(("moment", "count"), [("2020-05-31 12:00", 1), ("2020-06-01 12:00", 0)])
def test_the_day_after_the_campaign_nothing_is_asked(jiangsu, moment, count):
    assert len(findings(jiangsu, "school-channel", moment=moment)) == count


# ---------------------------------------------------------------------- the gate


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"temperature": "364", "registered": "是"}, []),
        ({"registered": "是"}, [("temperature",)]),
        ({"temperature": "364"}, [("registered",)]),
        ({"temperature": " ", "registered": ""}, [("temperature", "registered")]),
    ],
)
@pytest.mark.parametrize("subject", ["S1", "p1"])
def test_everyone_who_passes_the_gate_is_measured_and_registered(jiangsu, subject, details, expected):
    passed = event("gate-passage", "2020-02-12 08:00", subject=subject, details=details)

    assert lacks(jiangsu, "gate-details", events=[passed], people=[Person(id="p1", school="S1")]) == expected


@pytest.mark.parametrize(("when", "count"), [("2020-03-29 08:00", 1), ("2020-03-30 08:00", 0)])
def test_the_gate_is_held_until_the_term_opens(jiangsu, when, count):
    passed = event("gate-passage", when)

    assert len(findings(jiangsu, "gate-details", events=[passed], moment="2020-04-02 12:00")) == count


# ---------------------------------------------------------------------- no gatherings


@pytest.mark.parametrize("kind", ["early-opening", "make-up-class", "gathering", "offline-training"])
@pytest.mark.parametrize(("when", "count"), [("2020-03-29 08:00", 1), ("2020-03-30 08:00", 0)])
def test_nothing_of_the_four_happens_before_the_term_opens(jiangsu, kind, when, count):
    found = findings(jiangsu, "no-gathering", events=[event(kind, when)], moment="2020-04-02 12:00")

    assert [(one.subject, one.clause) for one in found] == [("S1", "js6-no-gathering")] * count


def test_the_training_of_an_institution_is_told_of_its_county(jiangsu):
    found = findings(jiangsu, "no-gathering", events=[event("offline-training", "2020-02-12 08:00", subject="A")])

    assert [one.subject for one in found] == ["A"]


# ---------------------------------------------------------------------- the survey

PEOPLE = [
    Person(id="p1", school="S1"),
    Person(id="p2", school="S1", role="staff"),
    Person(id="p3", school="S1", role="temporary"),
    Person(id="p4", school="S1", last=day("2020-02-09")),
]


def test_the_travel_survey_is_due_before_the_term_and_only_within_a_campaign(jiangsu):
    facts = spring()

    assert states(jiangsu.assess(facts, at("2020-03-29 23:59:59")), "travel-survey") == [("2020-03-30", "not_yet_due")]
    assert states(jiangsu.assess(facts, at("2020-03-30 00:00:00")), "travel-survey") == [("2020-03-30", "missing")]
    without = jiangsu.assess(spring(campaign=False), at("2020-03-30 12:00"))
    assert states(without, "travel-survey") == []
    assert [(one.document, one.area, one.reason) for one in without.unbound] == [("js-2020-6", "A", "no-campaign")]


def test_nobody_is_left_out_once_the_school_has_filed(jiangsu):
    surveyed = [event("travel-surveyed", "2020-02-11 10:00", subject="p1")]
    survey = filing("travel-survey", "2020-02-15 10:00")

    def omitted(moment, *told, events=tuple(surveyed)):
        found = findings(jiangsu, "survey-omitted", *told, moment=moment, events=events, people=PEOPLE)
        return sorted(one.subject for one in found)

    assert omitted("2020-02-15 09:59:59", survey) == []
    assert omitted("2020-02-15 10:00:00", survey) == ["p2", "p3"]
    assert omitted(NOW) == []
    later = [event("travel-surveyed", "2020-02-16 10:00", subject=one, id_=one) for one in ("p2", "p3")]
    assert omitted(NOW, survey, events=[*surveyed, *later]) == []


@pytest.mark.parametrize("kind", ["key-area-stay", "close-contact"])
@pytest.mark.parametrize(("moment", "count"), [("2020-02-12 23:59:59", 0), ("2020-02-13 00:00:00", 1)])
def test_who_was_in_a_key_area_or_in_contact_is_observed_the_same_day(jiangsu, kind, moment, count):
    found = findings(
        jiangsu, "observation-missing", events=[event(kind, "2020-02-12 09:00", subject="p1")], people=PEOPLE, moment=moment
    )

    assert [(one.subject, one.place) for one in found] == [("p1", "S1")] * count


@pytest.mark.parametrize(
    ("subject", "when", "count"), [("p1", "2020-02-12", 0), ("p2", "2020-02-12", 1), ("p1", "2020-02-11", 1)]
)
def test_the_observation_is_of_the_same_person_and_not_from_before(jiangsu, subject, when, count):
    told = [
        event("close-contact", "2020-02-12 09:00", subject="p1"),
        event("medical-observation", f"{when} 18:00", subject=subject),
    ]

    assert len(findings(jiangsu, "observation-missing", events=told, people=PEOPLE)) == count


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (None, None, 1),
        ("2020-02-05", None, 0),
        ("2020-02-05", "2020-02-12", 0),
        ("2020-02-05", "2020-02-11", 1),
        ("2020-02-12", "2020-02-26", 0),
        ("2020-02-13", "2020-02-26", 1),
    ],
)
def test_an_observation_that_still_lasts_is_enough(jiangsu, first, last, count):
    lasts = {"first": first and day(first), "last": last and day(last)}
    told = [
        event("medical-observation", "2020-02-05 18:00", subject="p1", **lasts),
        event("close-contact", "2020-02-12 09:00", subject="p1"),
    ]

    assert len(findings(jiangsu, "observation-missing", events=told, people=PEOPLE)) == count


def test_another_reading_gives_a_day_more():
    region = open_region("jiangsu", readings={"js6-observation-when": "next-day"})
    told = [event("close-contact", "2020-02-12 09:00", subject="p1")]

    def count(moment):
        return len(findings(region, "observation-missing", events=told, people=PEOPLE, moment=moment))

    assert (count("2020-02-13 23:59:59"), count("2020-02-14 00:00:00")) == (0, 1)


# ---------------------------------------------------------------------- supervision and spot checks


def supervision(role="county-inspectorate", leave=(), **changes):
    given = {**{one: "done" for one in ITEMS if one not in leave}, **changes}
    return {
        "events": [event("supervision", "2020-02-11 09:00", id_="e1")],
        "moves": [move("supervision", "inspect", role, **given)],
    }


def state(region, workflow, **more):
    (one,) = (one for one in region.assess(spring(**more), at(NOW)).matters if one.workflow.id == workflow)
    return one.state


@pytest.mark.parametrize("role", ["county-inspectorate", "city-inspectorate"])
def test_the_inspectorates_keep_the_result_of_each_item(jiangsu, role):
    assert state(jiangsu, "supervision", **supervision(role)) == "inspected"
    assert lacks(jiangsu, "supervision-lacking", **supervision(role)) == []


@pytest.mark.parametrize("role", ["county-education", "principal", "province-inspectors"])
def test_nobody_else_inspects(jiangsu, role):
    assert state(jiangsu, "supervision", **supervision(role)) == "open"
    assert lacks(jiangsu, "campaign-moves", **supervision(role)) == [("not-their-post",)]


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_is_inspected_and_what_lacks_is_a_finding(jiangsu, item):
    assert lacks(jiangsu, "campaign-moves", **supervision(leave=[item])) == [("lacks", item)]
    assert lacks(jiangsu, "supervision-lacking", **supervision(**{item: "lacking"})) == [("lacking",)]


def test_every_school_is_inspected(jiangsu):
    schools = [school("S1"), school("S2", stage="university")]

    assert [one.subject for one in findings(jiangsu, "not-inspected", schools=schools, **supervision())] == ["S2"]


def visit(role="province-inspectors", **details):
    return {
        "events": [event("open-spot-check", "2020-02-11 09:00", id_="e1")],
        "moves": [move("open-spot-check", "visit", role, **{"manner": "unannounced", "result": "right", **details})],
    }


@pytest.mark.parametrize(("result", "expected"), [("right", []), ("wrong", [("wrong",)])])
def test_the_province_visits_unannounced_and_keeps_what_it_found(jiangsu, result, expected):
    assert state(jiangsu, "open-spot-check", **visit(result=result)) == "visited"
    assert lacks(jiangsu, "open-spot-check-wrong", **visit(result=result)) == expected


@pytest.mark.parametrize("key", ["manner", "result"])
def test_a_visit_says_how_and_with_what_result(jiangsu, key):
    assert lacks(jiangsu, "campaign-moves", **visit(**{key: ""})) == [("lacks", key)]


def test_only_the_province_visits(jiangsu):
    assert state(jiangsu, "open-spot-check", **visit("county-inspectorate")) == "open"


@pytest.mark.parametrize(("schools", "drawn", "tenth"), [(1, 1, 1), (20, 1, 2), (21, 2, 3), (40, 2, 4)])
def test_schools_are_drawn_by_lot(schools, drawn, tenth):
    facts = spring(schools=[school(f"S{number}") for number in range(schools)])

    def count(choice):
        region = open_region("jiangsu", readings={"js6-sample-size": choice})
        return len(region.draw(facts, "open-sample", "2020-02-20", at(NOW)))

    assert (count("one-in-twenty"), count("one-in-ten")) == (drawn, tenth)


@pytest.mark.parametrize(("first", "last", "asked"), [("2020-08-01", "2020-09-30", 1), ("2020-09-02", "2020-09-30", 0)])
def test_what_comes_before_an_opening_is_asked_of_every_term_of_the_campaign(jiangsu, first, last, asked):
    autumn = Record(
        schools=[school()],
        areas=AREAS,
        terms=(*TERMS, Term(first=day("2020-09-01"), last=day("2021-01-22"), number=1)),
        campaigns=[Campaign(area="P", first=day(first), last=day(last))],
        events=[event("gathering", "2020-08-20 09:00"), event("gate-passage", "2020-08-20 08:00")],
        since=day("2020-08-01"),
    )
    answer = jiangsu.assess(autumn, at("2020-09-10 12:00"))
    told = [one.check.id for one in answer.findings if one.check.id in {"no-gathering", "gate-details"}]

    assert states(answer, "travel-survey") == [("2020-09-01", "missing")] * asked
    assert sorted(told) == ["gate-details", "no-gathering"] * asked
