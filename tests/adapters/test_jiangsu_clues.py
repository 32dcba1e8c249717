from __future__ import annotations

import pytest

from school_health import Absence, Campaign, Move, Person, Record, Suspension, Term, open_region
from tests.builders import AREAS, at, day, event, filing, school


TERMS = (
    Term(first=day("2019-09-01"), last=day("2020-01-17"), number=1),
    Term(first=day("2020-03-30"), last=day("2020-07-10"), number=2),
)
CAMPAIGN = Campaign(area="P", first=day("2020-02-01"), last=day("2020-05-31"))
NOW = "2020-02-20 12:00"


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def spring(*filings, campaign=True, **more):
    more.setdefault("schools", [school()])
    campaigns = [CAMPAIGN] if campaign else []
    return Record(filings=filings, areas=AREAS, terms=TERMS, campaigns=campaigns, since=day("2020-02-01"), **more)


def findings(region, check, *filings, moment=NOW, **more):
    return [one for one in region.assess(spring(*filings, **more), at(moment)).findings if one.check.id == check]


# ---------------------------------------------------------------------- clues

CLUE = event("clue", "2020-02-10 09:00", id_="e1")
COLLECT = ("collect", "province-leading-group", "2020-02-10 10:00", {"kind": "clue"})
PASS = ("pass-on", "province-leading-group", "2020-02-10 11:00", {"to": "甲县教育局"})
HANDLE = ("handle", "county-education", "2020-02-11 10:00", {"result": "已整改"})
GRADE = ("grade", "province-leading-group", "2020-02-11 12:00")
INSPECT = ("inspect", "province-inspectors", "2020-02-12 10:00", {"result": "true"})
CLOSE = ("close", "province-leading-group", "2020-02-13 10:00")
SUGGESTED = (*COLLECT[:3], {"kind": "suggestion"})
NOTE = ("note", "province-leading-group", "2020-02-10 11:00", {"kind": "suggestion", "result": "已归集"})


def moves(*made, matter="e1"):
    return [
        Move(
            id=f"m{number}",
            workflow="clue",
            matter=matter,
            move=name,
            post=role,
            by="b",
            at=at(when),
            details=details[0] if details else {},
        )
        for number, (name, role, when, *details) in enumerate(made)
    ]


def clue(region, *made, moment=NOW):
    facts = spring(events=[CLUE], moves=moves(*made))
    (one,) = (one for one in region.assess(facts, at(moment)).matters if one.workflow.id == "clue")
    return one


def refused(region, *made):
    return [one.lacks for one in findings(region, "campaign-moves", events=[CLUE], moves=moves(*made))]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([], "received"),
        ([COLLECT], "collected"),
        ([COLLECT, PASS], "passed"),
        ([COLLECT, PASS, HANDLE], "handled"),
        ([COLLECT, PASS, HANDLE, CLOSE], "closed"),
        ([COLLECT, GRADE], "grave"),
        ([COLLECT, GRADE, INSPECT], "inspected"),
        ([COLLECT, GRADE, INSPECT, CLOSE], "closed"),
        ([COLLECT, PASS, HANDLE, GRADE, INSPECT, CLOSE], "closed"),
        ([SUGGESTED, NOTE], "closed"),
        ([SUGGESTED, PASS, HANDLE, CLOSE], "closed"),
    ],
)
def test_every_clue_has_a_state(jiangsu, made, expected):
    one = clue(jiangsu, *made)

    assert (one.state, one.open) == (expected, expected != "closed")
    assert refused(jiangsu, *made) == []


@pytest.mark.parametrize(
    "made",
    [
        [PASS],
        [COLLECT, HANDLE],
        [COLLECT, CLOSE],
        [COLLECT, PASS, CLOSE],
        [COLLECT, INSPECT],
        [COLLECT, GRADE, CLOSE],
        [NOTE],
        [COLLECT, PASS, (*NOTE[:2], "2020-02-10 12:00", *NOTE[3:])],
        [COLLECT, GRADE, ("handle", "county-education", "2020-02-12 09:00", {"result": "已整改"})],
        [COLLECT, GRADE, ("pass-on", "province-leading-group", "2020-02-12 09:00", {"to": "甲县教育局"})],
    ],
)
def test_a_clue_is_not_closed_unhandled_and_a_grave_one_is_handled_by_the_province_alone(jiangsu, made):
    assert refused(jiangsu, *made) == [("not-in-state",)]


@pytest.mark.parametrize(
    ("made", "role"),
    [
        ([COLLECT], "county-education"),
        ([COLLECT, PASS], "principal"),
        ([COLLECT, PASS, HANDLE], "province-inspectors"),
        ([COLLECT, GRADE], "city-education"),
        ([COLLECT, GRADE, INSPECT], "county-inspectorate"),
        ([SUGGESTED, NOTE], "county-education"),
        ([COLLECT, PASS, HANDLE, CLOSE], "principal"),
    ],
)
def test_each_step_of_a_clue_is_made_by_its_own_posts(jiangsu, made, role):
    name, _, *rest = made[-1]

    assert refused(jiangsu, *made[:-1], (name, role, *rest)) == [("not-their-post",)]


@pytest.mark.parametrize(
    ("made", "lacks"),
    [
        ([COLLECT], ("kind",)),
        ([COLLECT, PASS], ("to",)),
        ([COLLECT, PASS, HANDLE], ("result",)),
        ([COLLECT, GRADE, INSPECT], ("result",)),
        ([SUGGESTED, NOTE], ("kind", "result")),
    ],
)
def test_each_step_of_a_clue_says_what_it_must(jiangsu, made, lacks):
    assert refused(jiangsu, *made[:-1], (*made[-1][:3], {})) == [("lacks", *lacks)]


def test_a_clue_is_not_put_aside_as_a_suggestion(jiangsu):
    assert refused(jiangsu, COLLECT, (*NOTE[:3], {**NOTE[3], "kind": "clue"})) == [("lacks", "kind")]


@pytest.mark.parametrize(("moment", "count"), [("2020-02-17 09:00:00", 0), ("2020-02-17 09:00:01", 1)])
def test_a_clue_that_nobody_touched_for_seven_days_is_told(jiangsu, moment, count):
    found = findings(jiangsu, "clue-stalled", events=[CLUE], moment=moment)

    assert [(one.about, one.lacks) for one in found] == [("e1", ("received",))] * count


@pytest.mark.parametrize(
    "made", [[COLLECT], [COLLECT, GRADE], [COLLECT, PASS], [COLLECT, PASS, HANDLE], [COLLECT, GRADE, INSPECT]]
)
def test_no_state_but_the_last_is_stayed_in_for_ever(jiangsu, made):
    more = {"events": [CLUE], "moves": moves(*made), "moment": "2020-02-25 12:00"}

    assert len(findings(jiangsu, "clue-stalled", **more)) == 1
    ends = [INSPECT] if made[-1] is GRADE else [PASS, HANDLE][len(made) - 1 :] if GRADE not in made else []
    done = {**more, "moves": moves(*made, *ends, CLOSE)}
    assert findings(jiangsu, "clue-stalled", **done) == []


def test_after_how_many_days_is_a_reading():
    region = open_region("jiangsu", readings={"js6-clue-days": "three-days"})

    assert findings(region, "clue-stalled", events=[CLUE], moment="2020-02-13 09:00:00") == []
    assert len(findings(region, "clue-stalled", events=[CLUE], moment="2020-02-13 09:00:01")) == 1


def test_the_public_mailbox_stands_in_the_clause(jiangsu):
    assert "jssjytjsc@163.com" in jiangsu.rulebook.clauses["js6-clues"].says


# ---------------------------------------------------------------------- channels


def test_each_school_county_and_city_has_a_channel_of_its_own(jiangsu):
    schools = [school("S1"), school("S2", area="B", stage="university")]

    def without(*opened):
        told = [event("complaint-channel", "2020-02-11 10:00", subject=one, id_=one) for one in opened]
        return {
            check: [one.subject for one in findings(jiangsu, check, events=told, schools=schools)]
            for check in ("school-channel", "county-channel", "city-channel")
        }

    assert without() == {"school-channel": ["S1", "S2"], "county-channel": ["A", "B"], "city-channel": ["C"]}
    assert without("S1", "A", "C") == {"school-channel": ["S2"], "county-channel": ["B"], "city-channel": []}


# ---------------------------------------------------------------------- concealed, delayed, omitted


SURVEY = filing("travel-survey", "2020-03-20 10:00", first="2020-03-30", last="2020-07-10")


def told(region, *filings, moment, **more):
    answer = region.assess(spring(*filings, **more), at(moment))
    return sorted(one.check.id for one in answer.findings if one.check.clause == "js6-concealment")


@pytest.mark.parametrize(
    ("when", "moment", "expected"),
    [
        ("2020-03-29 23:59:59", "2020-04-01 12:00", []),
        ("2020-03-30 00:00:00", "2020-04-01 12:00", ["report-delayed"]),
        (None, "2020-03-29 23:59:59", []),
        (None, "2020-03-30 00:00:00", ["report-omitted"]),
    ],
)
def test_what_came_late_and_what_never_came_are_told_apart(jiangsu, when, moment, expected):
    filings = [filing("travel-survey", when, first="2020-03-30", last="2020-07-10")] if when else []

    assert told(jiangsu, *filings, moment=moment) == expected


@pytest.mark.parametrize("source", ["hospital", "cdc", "parent", "other"])
@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, []),
        ({"last": day("2020-04-13")}, ["report-concealed"]),
        ({"first": day("2020-04-10")}, []),
        ({"void": True}, ["report-concealed"]),
        ({"person": "S1-other"}, ["report-concealed"]),
    ],
)
def test_an_illness_known_only_from_others_is_told_as_concealed(jiangsu, source, own, expected):
    elsewhere = Absence(id="x", person="S1-p", school="S1", first=day("2020-04-14"), source=source)
    first = {"first": day("2020-04-13")} if "last" in own else {"first": day("2020-04-14")}
    ours = Absence(**{"id": "y", "person": "S1-p", "school": "S1", **first, **own})

    assert told(jiangsu, SURVEY, moment="2020-04-20 12:00", absences=[elsewhere, ours]) == expected
    assert told(jiangsu, SURVEY, moment="2020-04-20 12:00", absences=[elsewhere]) == ["report-concealed"]
    assert told(jiangsu, SURVEY, moment="2020-04-20 12:00", absences=[ours]) == []


@pytest.mark.parametrize("on", ["2020-02-12", "2020-03-29", "2020-03-30", "2020-04-11"])
def test_before_the_term_and_at_weekends_an_illness_has_to_be_told_too(jiangsu, on):
    elsewhere = Absence(id="x", person="S1-p", school="S1", first=day(on), last=day(on), source="hospital")

    assert told(jiangsu, SURVEY, moment="2020-04-15 12:00", absences=[elsewhere]) == ["report-concealed"]


def test_without_a_campaign_nothing_is_told_as_concealed_late_or_omitted(jiangsu):
    elsewhere = Absence(id="x", person="S1-p", school="S1", first=day("2023-04-12"), source="hospital")
    late = filing("daily-absence", "2023-04-12 16:00")
    terms = [Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)]

    def asked(*campaigns):
        facts = Record(
            schools=[school()],
            filings=[late],
            areas=AREAS,
            terms=terms,
            campaigns=campaigns,
            absences=[elsewhere],
            since=day("2023-04-12"),
        )
        answer = jiangsu.assess(facts, at("2023-04-13 18:00"))
        mine = {"delayed", "omitted", "concealed"}
        return (
            sorted(one.check.id for one in answer.findings if one.check.clause == "js6-concealment"),
            sorted(one.rule.id for one in answer.breaches if one.rule.id in mine),
        )

    assert asked() == ([], [])
    assert asked(Campaign(area="P", first=day("2023-04-01"))) == (
        ["report-concealed", "report-delayed", "report-omitted"],
        ["concealed", "delayed", "omitted"],
    )


@pytest.mark.parametrize("subject", ["S1", "p1", "A", "C"])
def test_a_finding_of_spread_is_kept_as_a_consequence_for_schools_persons_and_areas(jiangsu, subject):
    found = event("spread-found", "2020-03-01 10:00", subject)
    more = {"events": [found], "people": [Person(id="p1", school="S1")]}

    def reached(campaign):
        answer = jiangsu.assess(spring(campaign=campaign, **more), at("2020-03-02 10:00"))
        return [(one.rule.id, one.subject) for one in answer.consequences]

    assert reached(campaign=True) == [("spread-liability", subject)]
    assert reached(campaign=False) == []


@pytest.mark.parametrize(
    ("duty", "about", "last_moment", "late"),
    [
        ("suspension-module", "s1", "2023-04-12 23:59:59", "2023-04-13 00:00:00"),
        ("alert-report", "a1", "2023-04-13 10:00:00", "2023-04-13 10:00:01"),
    ],
)
def test_suspensions_and_alerts_told_late_or_never_are_told_apart(jiangsu, duty, about, last_moment, late):
    def asked(*filings):
        facts = Record(
            schools=[school()],
            filings=filings,
            areas=AREAS,
            terms=[Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)],
            campaigns=[Campaign(area="P", first=day("2023-04-01"))],
            events=[event("alert", "2023-04-12 10:00", id_="a1")],
            suspensions=[Suspension(id="s1", school="S1", level="school", first=day("2023-04-12"))],
            since=day("2023-04-12"),
        )
        breaches = jiangsu.assess(facts, at("2023-04-14 12:00")).breaches
        return [one.rule.id for one in breaches if one.of == duty and one.rule.id in {"delayed", "omitted"}]

    assert asked() == ["omitted"]
    assert asked(filing(duty, late, about=about)) == ["delayed"]
    assert asked(filing(duty, last_moment, about=about)) == []


@pytest.mark.parametrize(
    ("choice", "when", "expected"),
    [
        ("two-hours", None, ["omitted"]),
        ("two-hours", "2023-04-12 12:00:01", ["delayed"]),
        ("two-hours", "2023-04-12 12:00:00", []),
        ("report-numbers", None, []),
    ],
)
def test_a_countys_own_report_is_late_or_omitted_once_it_has_an_hour(choice, when, expected):
    region = open_region("jiangsu", readings={"cn05-alert-duty": choice})
    facts = Record(
        schools=[school()],
        filings=[filing("cn05-county-report", when, filer="A")] if when else [],
        areas=AREAS,
        terms=[Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)],
        campaigns=[Campaign(area="P", first=day("2023-04-01"))],
        events=[event("first-dengue", "2023-04-12 10:00", "A")],
        since=day("2023-04-12"),
    )
    breaches = region.assess(facts, at("2023-04-12 14:00")).breaches

    assert [one.rule.id for one in breaches if one.of == "cn05-county-report"] == expected
