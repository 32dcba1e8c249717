from __future__ import annotations

import pytest

from school_health import Area, Campaign, Move, Person, Record, Term, open_region
from tests.builders import at, day, event, post, school


AREAS = (Area(id="GY", name="固原市", level="city"), Area(id="X", name="甲县", level="county", parent="GY"))
TERMS = (
    Term(first=day("2019-09-01"), last=day("2020-01-10"), number=1),
    Term(first=day("2020-03-02"), last=day("2020-07-10"), number=2),
)
CAMPAIGN = Campaign(area="GY", first=day("2020-02-19"), last=day("2020-03-31"))
POSTS = (
    post("principal", "S1", "S1-principal"),
    post("county-health", "X", "X-health"),
    post("community", "X", "X-community"),
)
RETURNED = event("returned-from-outside", "2020-02-20 18:00", subject="p1", id_="R1")
PAPERS = {"health-notice": "通知书 1 号", "community-certificate": "证明 1 号"}


@pytest.fixture(scope="module")
def guyuan():
    return open_region("guyuan")


def move(step, when, details=None, **more):
    kept = {"matter": "R1", "by": "", "post": "", **more}
    return Move(id=f"{step}@{when}", workflow="quarantine", move=step, at=at(when), details=details or {}, **kept)


CONTACT = move("contact", "2020-02-20 19:00", {"health": "已电话", "community": "已电话"}, post="principal")
HOME = move("home", "2020-02-20 20:00", {"risk": "其他省份"}, post="community")
CENTRAL = move("central", "2020-02-20 20:00", {"risk": "疫情重点地区"}, post="county-health")
RELEASE = move("release", "2020-03-05 09:00:00", PAPERS)
BACK = move("return", "2020-03-06 08:00")


def assessed(region, *moves, moment="2020-03-10 12:00", events=(RETURNED,), campaigns=(CAMPAIGN,)):
    record = Record(
        schools=[school(area="X")],
        areas=AREAS,
        terms=TERMS,
        people=[Person(id="p1", school="S1"), Person(id="p2", school="S1")],
        posts=POSTS,
        campaigns=campaigns,
        events=events,
        moves=moves,
        since=day("2020-02-19"),
    )
    return region.assess(record, at(moment))


def state(answer):
    (matter,) = [one for one in answer.matters if one.workflow.id == "quarantine"]
    return matter.state


def found(answer, check="quarantine-moves"):
    return [(one.subject, one.lacks) for one in answer.findings if one.check.id == check]


# ---------------------------------------------------------------------- the way through


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ((), "returned"),
        ((CONTACT,), "contacted"),
        ((CONTACT, HOME), "home"),
        ((CONTACT, CENTRAL), "central"),
        ((CONTACT, CENTRAL, RELEASE), "released"),
        ((CONTACT, HOME, RELEASE, BACK), "back"),
    ],
)
def test_who_returns_is_reported_put_in_quarantine_released_and_comes_back(guyuan, moves, expected):
    answer = assessed(guyuan, *moves)

    assert state(answer) == expected
    assert found(answer) == []


def test_who_comes_from_nowhere_has_no_quarantine(guyuan):
    assert [one for one in assessed(guyuan, events=()).matters if one.workflow.id == "quarantine"] == []


def test_a_home_quarantine_may_become_a_central_one_and_back(guyuan):
    into = move("central", "2020-02-22 09:00", {"risk": "疫情重点地区"}, post="county-health")
    out = move("home", "2020-02-23 09:00", {"risk": "其他省份"}, post="county-health")

    assert state(assessed(guyuan, CONTACT, HOME, into)) == "central"
    assert state(assessed(guyuan, CONTACT, HOME, into, out)) == "home"


@pytest.mark.parametrize(
    ("first", "last", "open_"),
    [
        ("2020-02-19", "2020-03-31", 1),
        ("2020-02-19", "2020-02-20", 1),
        ("2020-02-19", "2020-02-19", 0),
        ("2020-02-21", "2020-03-31", 0),
    ],
)
def test_a_quarantine_opens_only_within_a_response(guyuan, first, last, open_):
    campaign = Campaign(area="GY", first=day(first), last=day(last))
    answer = assessed(guyuan, campaigns=[campaign])

    assert len([one for one in answer.matters if one.workflow.id == "quarantine"]) == open_


# ---------------------------------------------------------------------- impossible moves


@pytest.mark.parametrize(
    ("moves", "reason", "stays"),
    [
        ((HOME,), ("not-in-state",), "returned"),
        ((CONTACT, RELEASE), ("not-in-state",), "contacted"),
        ((CONTACT, HOME, BACK), ("not-in-state",), "home"),
        ((move("contact", "2020-02-20 17:59:59", CONTACT.details),), ("before-it-opened",), "returned"),
        ((move("contact", "2020-02-20 19:00", {"health": "已电话"}, post="principal"),), ("lacks", "community"), "returned"),
        ((move("contact", "2020-02-20 19:00", {"community": "是"}, post="principal"),), ("lacks", "health"), "returned"),
        ((move("contact", "2020-02-20 19:00", CONTACT.details, post="community"),), ("not-their-post",), "returned"),
        ((CONTACT, move("home", "2020-02-20 20:00", HOME.details, post="principal")), ("not-their-post",), "contacted"),
        (
            (CONTACT, move("central", "2020-02-20 20:00", CENTRAL.details, post="principal")),
            ("not-their-post",),
            "contacted",
        ),
        ((CONTACT, move("home", "2020-02-20 20:00", {}, post="community")), ("lacks", "risk"), "contacted"),
        ((CONTACT, move("central", "2020-02-20 20:00", {}, post="community")), ("lacks", "risk"), "contacted"),
    ],
)
def test_an_impossible_move_is_refused_with_the_reason(guyuan, moves, reason, stays):
    answer = assessed(guyuan, *moves)

    assert state(answer) == stays
    assert found(answer) == [("p1", reason)]


# ---------------------------------------------------------------------- release


@pytest.mark.parametrize(
    ("papers", "expected", "reason"),
    [
        ({"health-notice": "1"}, "released", []),
        ({"community-certificate": "1"}, "released", []),
        ({"health-notice": "1", "community-certificate": "1"}, "released", []),
        ({}, "home", [("p1", ("lacks", "health-notice", "community-certificate"))]),
        ({"health-notice": " "}, "home", [("p1", ("lacks", "health-notice", "community-certificate"))]),
    ],
)
def test_either_paper_releases_and_none_does_not(guyuan, papers, expected, reason):
    answer = assessed(guyuan, CONTACT, HOME, move("release", "2020-03-05 09:00", papers))

    assert state(answer) == expected
    assert found(answer) == reason


def back(when, subject="p1", **more):
    return event("back-at-school", when, subject=subject, **more)


@pytest.mark.parametrize(
    ("moves", "when", "told"),
    [
        ((CONTACT, HOME), "2020-03-04 08:00", "home"),
        ((CONTACT, CENTRAL), "2020-03-04 08:00", "central"),
        ((), "2020-03-04 08:00", "returned"),
        ((CONTACT, HOME, RELEASE), "2020-03-05 08:59:59", "home"),
        ((CONTACT, HOME, RELEASE), "2020-03-05 09:00:00", None),
        ((CONTACT, HOME, RELEASE, BACK), "2020-03-06 08:00", None),
        ((CONTACT, HOME), "2020-02-20 17:59:59", None),
    ],
)
def test_back_at_school_before_the_release_is_a_finding_to_the_second(guyuan, moves, when, told):
    answer = assessed(guyuan, *moves, events=[RETURNED, back(when)])

    assert found(answer, "return-before-release") == ([("p1", (told,))] if told else [])


@pytest.mark.parametrize(
    ("choice", "when", "told"),
    [
        ("any-day", "2020-03-01 23:59:59", ["home"]),
        ("after-opening", "2020-03-01 23:59:59", []),
        ("after-opening", "2020-03-02 00:00:00", ["home"]),
        ("after-opening", "2020-03-07 18:00", ["home"]),  # a Saturday of the term
        ("after-opening", "2020-03-05 09:00", []),
    ],
)
def test_under_another_reading_nobody_is_asked_before_term_opens(choice, when, told):
    region = open_region("guyuan", readings={"gy-after-opening": choice})
    released = (RELEASE,) if when == "2020-03-05 09:00" else ()
    answer = assessed(region, CONTACT, HOME, *released, events=[RETURNED, back(when)])

    assert found(answer, "return-before-release") == [("p1", (one,)) for one in told]


def test_who_never_was_in_quarantine_comes_back_as_they_like(guyuan):
    answer = assessed(guyuan, CONTACT, HOME, events=[RETURNED, back("2020-03-04 08:00", "p2")])

    assert found(answer, "return-before-release") == []


def test_who_returns_from_outside_again_needs_another_release(guyuan):
    again = event("returned-from-outside", "2020-03-07 18:00", subject="p1", id_="R2")
    answer = assessed(guyuan, CONTACT, HOME, RELEASE, BACK, events=[RETURNED, again, back("2020-03-09 08:00")])

    assert found(answer, "return-before-release") == [("p1", ("returned",))]


def test_without_a_response_nobody_needs_a_release(guyuan):
    answer = assessed(guyuan, events=[RETURNED, back("2020-03-04 08:00")], campaigns=())

    assert answer.findings == ()
