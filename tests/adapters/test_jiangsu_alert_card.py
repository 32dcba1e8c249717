from __future__ import annotations

import pytest

from school_health import Absence, Move, SchoolClass, Term, open_region
from tests.builders import at, day, event, filing, post, record, school, states


TERM = Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)
ALERT = event("alert", "2023-04-14 16:00", id_="a1")  # a Friday
VERIFY = ("verify", "2023-04-14 16:10")
FOLLOWED = {"measures": "通风消毒", "way": "phone"}


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def card(*moves, matter="a1", by="S1-reporter", role="reporter"):
    """Return moves of the card, each (name, moment) with its details, if any."""
    return [
        Move(
            id=f"m{number}",
            workflow="alert-card",
            matter=matter,
            move=name,
            at=at(when),
            by=by,
            post=role,
            details=details[0] if details else {},
        )
        for number, (name, when, *details) in enumerate(moves)
    ]


def facts(*filings, moves=(), events=(ALERT,), since="2023-04-14", **more):
    return record(*filings, moves=moves, events=events, terms=[TERM], since=since, **more)


def matter(region, moves, moment="2023-04-20 12:00", **more):
    (one,) = (
        one for one in region.assess(facts(moves=moves, **more), at(moment)).matters if one.workflow.id == "alert-card"
    )
    return one


def findings(region, moves, check="alert-card-moves", moment="2023-04-20 12:00", **more):
    found = region.assess(facts(moves=moves, **more), at(moment)).findings
    return [one.lacks for one in found if one.check.id == check]


# ---------------------------------------------------------------------- twenty-four hours


@pytest.mark.parametrize(
    ("when", "state"),
    [("2023-04-15 15:59:59", "on_time"), ("2023-04-15 16:00:00", "on_time"), ("2023-04-15 16:00:01", "late")],
)
def test_an_alert_of_friday_sixteen_hundred_is_reported_by_saturday_sixteen_hundred(jiangsu, when, state):
    answer = jiangsu.assess(facts(filing("alert-report", when, about="a1")), at("2023-04-16 12:00"), duties=["alert-report"])

    assert [(due.state, f"{due.deadline.at:%m-%d %H:%M}") for due in answer.dues] == [(state, "04-15 16:00")]


def test_another_reading_holds_the_last_instant_late():
    strict = open_region("jiangsu", readings={"js23-within-hours": "last-instant-out"})
    one = facts(filing("alert-report", "2023-04-15 16:00:00", about="a1"))

    assert [due.state for due in strict.assess(one, at("2023-04-16 12:00"), duties=["alert-report"]).dues] == ["late"]


@pytest.mark.parametrize(("moment", "state"), [("2023-04-15 16:00:00", "not_yet_due"), ("2023-04-15 16:00:01", "missing")])
def test_verifying_alone_does_not_stop_the_clock(jiangsu, moment, state):
    answer = jiangsu.assess(facts(moves=card(VERIFY)), at(moment), duties=["alert-report", "alert-verify"])

    assert {due.duty.id: due.state for due in answer.dues} == {"alert-report": state, "alert-verify": "on_time"}


def test_an_unverified_alert_is_missing_at_once(jiangsu):
    answer = jiangsu.assess(facts(), at("2023-04-14 16:00:00"), duties=["alert-verify"])

    assert [due.state for due in answer.dues] == ["missing"]


@pytest.mark.parametrize(("moment", "expected"), [("2023-04-17 09:59", ["missing"]), ("2023-04-17 10:00", ["exempt"])])
def test_an_excluded_alert_is_exempt_from_the_moment_of_exclusion(jiangsu, moment, expected):
    moves = card(VERIFY, ("exclude", "2023-04-17 10:00", {"reason": "duplicate"}))
    answer = jiangsu.assess(facts(moves=moves), at(moment), duties=["alert-report"])

    assert [due.state for due in answer.dues] == expected


def test_excluding_one_alert_leaves_another_one_open(jiangsu):
    moves = card(VERIFY, ("exclude", "2023-04-14 17:00", {"reason": "duplicate"}))
    two = (ALERT, event("alert", "2023-04-14 16:30", id_="a2"))
    answer = jiangsu.assess(facts(moves=moves, events=two), at("2023-04-17 11:00"), duties=["alert-report", "alert-verify"])

    assert sorted((due.duty.id, due.about, due.state) for due in answer.dues) == [
        ("alert-report", "a1", "exempt"),
        ("alert-report", "a2", "missing"),
        ("alert-verify", "a1", "on_time"),
        ("alert-verify", "a2", "missing"),
    ]


def test_a_refused_exclusion_exempts_nobody(jiangsu):
    moves = card(VERIFY, ("exclude", "2023-04-14 17:00"))
    answer = jiangsu.assess(facts(moves=moves), at("2023-04-17 11:00"), duties=["alert-report"])

    assert [due.state for due in answer.dues] == ["missing"]


def test_one_report_without_a_name_answers_the_last_alert_only(jiangsu):
    events = [event("alert", "2023-04-14 09:00", id_="a1"), event("alert", "2023-04-14 10:00", id_="a2")]
    one = facts(filing("alert-report", "2023-04-14 11:00"), events=events)
    answer = jiangsu.assess(one, at("2023-04-16 12:00"), duties=["alert-report"])

    assert [(due.about, due.state) for due in answer.dues] == [("a1", "missing"), ("a2", "on_time")]


def test_an_alert_is_told_to_the_departments_of_the_place_by_any_way(jiangsu):
    duty = jiangsu.rulebook.duties["alert-report"]

    assert (duty.to, duty.channel) == (("属地相关部门",), "电话、网络等")


# ---------------------------------------------------------------------- excluding


@pytest.mark.parametrize(
    "details",
    [
        {"reason": "wrong-information"},
        {"reason": "handled-by-institution"},
        {"reason": "duplicate"},
        {"words": "演练误报"},
        {"reason": "other", "words": "演练误报"},
    ],
)
def test_an_alert_is_excluded_with_a_listed_reason_or_with_words(jiangsu, details):
    one = matter(jiangsu, card(VERIFY, ("exclude", "2023-04-14 17:00", details)))

    assert (one.state, one.state_title, one.open, one.refused) == ("excluded", "已排除", False, ())


@pytest.mark.parametrize("details", [{}, {"reason": "other"}, {"reason": "other", "words": " "}, {"reason": ""}])
def test_another_reason_needs_words(jiangsu, details):
    moves = card(VERIFY, ("exclude", "2023-04-14 17:00", details))

    assert matter(jiangsu, moves).state == "verified"
    assert findings(jiangsu, moves) == [("lacks", "reason", "words")]


def test_an_alert_is_excluded_only_after_it_was_verified(jiangsu):
    moves = card(("exclude", "2023-04-14 17:00", {"reason": "duplicate"}))

    assert matter(jiangsu, moves).state == "raised"
    assert findings(jiangsu, moves) == [("not-in-state",)]


CONFIRM, EXCLUDE = ("confirm", "2023-04-14 17:00"), ("exclude", "2023-04-15 18:00", {"reason": "wrong-information"})


@pytest.mark.parametrize("between", [[CONFIRM], [CONFIRM, ("follow", "2023-04-14 18:00", FOLLOWED)]])
def test_what_was_confirmed_in_error_is_excluded_until_it_ends(jiangsu, between):
    moves = card(VERIFY, *between, EXCLUDE)
    bare = card(VERIFY, *between, EXCLUDE[:2])

    assert matter(jiangsu, moves).state == "excluded"
    assert findings(jiangsu, moves) == []
    assert findings(jiangsu, bare) == [("lacks", "reason", "words")]


def test_an_alert_that_has_ended_is_not_excluded(jiangsu):
    moves = card(VERIFY, CONFIRM, ("follow", "2023-04-14 18:00", FOLLOWED), ("end", "2023-04-15 08:00"), EXCLUDE)

    assert matter(jiangsu, moves).state == "ended"
    assert findings(jiangsu, moves) == [("not-in-state",)]


# ---------------------------------------------------------------------- following


def test_a_confirmed_alert_is_followed_until_it_ends(jiangsu):
    moves = card(
        VERIFY,
        ("confirm", "2023-04-14 17:00"),
        ("follow", "2023-04-14 18:00", FOLLOWED),
        ("follow", "2023-04-16 18:00", {**FOLLOWED, "advice": "D1"}),
        ("end", "2023-04-18 18:00"),
    )

    assert [made.state for made in matter(jiangsu, moves).made] == ["verified", "confirmed", "followed", "followed", "ended"]
    assert findings(jiangsu, moves) == []


@pytest.mark.parametrize(
    ("details", "lacks"),
    [
        ({}, ("measures", "way")),
        ({"measures": "通风消毒"}, ("way",)),
        ({"way": "network"}, ("measures",)),
        ({"measures": "通风消毒", "way": "letter"}, ("way",)),
        ({"measures": "  ", "way": "other"}, ("measures",)),
    ],
)
def test_following_says_measures_and_the_way_of_reporting(jiangsu, details, lacks):
    moves = card(VERIFY, ("confirm", "2023-04-14 17:00"), ("follow", "2023-04-14 18:00", details))

    assert findings(jiangsu, moves) == [("lacks", *lacks)]
    assert matter(jiangsu, moves).state == "confirmed"


def test_an_alert_of_which_nothing_was_followed_does_not_end(jiangsu):
    moves = card(VERIFY, ("confirm", "2023-04-14 17:00"), ("end", "2023-04-15 18:00"))

    assert findings(jiangsu, moves) == [("not-in-state",)]


def test_the_advice_is_an_optional_paper_of_the_card(jiangsu):
    follow = jiangsu.rulebook.workflows["alert-card"].rule_of("follow")

    assert [(need.key, need.paper) for need in follow.may] == [("advice", True)]


# ---------------------------------------------------------------------- who moves, and about what


@pytest.mark.parametrize("role", ["reporter", "deputy-head", "principal"])
def test_the_school_verifies(jiangsu, role):
    assert matter(jiangsu, card(VERIFY, role=role)).state == "verified"


@pytest.mark.parametrize("role", ["", "county-education", "county-cdc", "province-cdc"])
def test_nobody_else_verifies(jiangsu, role):
    moves = card(VERIFY, role=role)

    assert matter(jiangsu, moves).state == "raised"
    assert findings(jiangsu, moves) == [("not-their-post",)]


@pytest.mark.parametrize(("by", "state"), [("S1-reporter", "verified"), ("S1-other", "raised")])
def test_where_a_post_is_held_only_its_holder_moves(jiangsu, by, state):
    held = [post("reporter", "S1", "S1-reporter")]

    assert matter(jiangsu, card(VERIFY, by=by), posts=held).state == state


def test_a_move_before_the_alert_and_one_about_no_alert_are_findings(jiangsu):
    early = card(("verify", "2023-04-14 15:59"))
    stray = card(VERIFY, matter="a9")

    assert findings(jiangsu, early) == [("before-it-opened",)]
    assert matter(jiangsu, early).state == "raised"
    assert findings(jiangsu, stray) == [("no-matter",)]


def test_the_card_did_not_exist_the_day_before_the_notice(jiangsu):
    def count(when):
        one = facts(events=[event("alert", when)], since="2023-03-20")
        return len(
            [held for held in jiangsu.assess(one, at("2023-03-24 12:00")).matters if held.workflow.id == "alert-card"]
        )

    assert (count("2023-03-22 23:59:59"), count("2023-03-23 00:00:00")) == (0, 1)


# ---------------------------------------------------------------------- looking every day while an alert is open


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, ["2023-04-14", "2023-04-15", "2023-04-16", "2023-04-17"]),
        ("2023-04-15 20:00", ["2023-04-14", "2023-04-15", "2023-04-17"]),
    ],
)
@pytest.mark.parametrize("way", ["exclude", "end"])
def test_days_without_teaching_are_looked_at_while_an_alert_is_open(jiangsu, way, last, expected):
    moves = [VERIFY]
    if way == "end":
        moves += [("confirm", "2023-04-14 17:00"), ("follow", "2023-04-14 18:00", FOLLOWED)]
    if last is not None:
        moves.append((way, last, {"reason": "duplicate"} if way == "exclude" else {}))
    answer = jiangsu.assess(facts(moves=card(*moves)), at("2023-04-17 12:00"), duties=["alert-view"])

    assert [first for first, _ in states(answer, "alert-view")] == expected


def test_who_works_on_the_card_of_a_day_has_looked_at_it(jiangsu):
    made = card(VERIFY, ("confirm", "2023-04-14 17:00"), ("follow", "2023-04-15 09:00", FOLLOWED))
    answer = jiangsu.assess(facts(moves=made), at("2023-04-17 12:00"), duties=["alert-view"])

    assert states(answer, "alert-view")[:3] == [
        ("2023-04-14", "on_time"),
        ("2023-04-15", "on_time"),
        ("2023-04-16", "missing"),
    ]


# ---------------------------------------------------------------------- alerts of our own


def absent(count, first="2023-04-13", hour="10:00", role="student", class_="K1"):
    return [
        Absence(
            id=f"{class_}-{role}-{number}",
            person=f"{class_}-{role}-{number}",
            school="S1",
            class_=class_,
            role=role,
            first=day(first),
            recorded_at=at(f"{first} {hour}"),
        )
        for number in range(count)
    ]


def raised(region, absences, moment="2023-04-14 12:00"):
    classes = [SchoolClass(id=one, school="S1") for one in ("K1", "K2", "K3")]
    one = facts(absences=absences, classes=classes, schools=[school()], events=(), since="2023-04-13")
    answer = region.assess(one, at(moment))
    return answer, [alert.rule.id for alert in answer.alerts if alert.rule.id.startswith("js-alert")]


def test_our_own_alerts_are_off_and_say_that_nobody_verified_them(jiangsu):
    rules = [jiangsu.rulebook.alerts[one] for one in ("js-alert-class", "js-alert-school")]

    assert [(rule.active, rule.trust, rule.rests_on_us) for rule in rules] == [(False, "MEM", True)] * 2
    assert raised(jiangsu, absent(12))[1] == []


@pytest.mark.parametrize(("count", "expected"), [(4, []), (5, ["js-alert-class"])])
def test_a_reading_switches_them_on(count, expected):
    assert raised(open_region("jiangsu", readings={"js23-computed-alerts": "computed"}), absent(count))[1] == expected


@pytest.mark.parametrize(("count", "expected"), [(2, []), (3, ["js-alert-class"])])
def test_a_setting_switches_one_on_with_the_hosts_number(count, expected):
    region = open_region("jiangsu", settings={"js-alert-class.cases": 3})

    assert raised(region, absent(count))[1] == expected
    assert not region.rulebook.alerts["js-alert-school"].active


@pytest.mark.parametrize(("third", "expected"), [(1, []), (2, ["js-alert-school"])])
def test_a_school_is_counted_over_its_classes(third, expected):
    region = open_region("jiangsu", readings={"js23-computed-alerts": "computed"})
    absences = [*absent(4), *absent(4, class_="K2"), *absent(third, class_="K3"), *absent(5, role="staff", class_="K3")]

    assert raised(region, absences)[1] == expected


def test_a_computed_alert_opens_the_card_and_its_duties_like_a_declared_one():
    region = open_region("jiangsu", readings={"js23-computed-alerts": "computed"})
    answer, _ = raised(region, absent(5))
    (alert,) = (one for one in answer.alerts if one.rule.id == "js-alert-class")
    (held,) = (one for one in answer.matters if one.workflow.id == "alert-card")
    dues = {due.duty.id: due for due in answer.dues if due.about == alert.id}

    assert (held.id, held.subject, held.state) == (alert.id, "K1", "raised")
    assert f"{dues['alert-report'].deadline.at:%m-%d %H:%M}" == "04-14 10:00"
    assert {name: due.state for name, due in dues.items()} == {"alert-report": "missing", "alert-verify": "missing"}


def test_every_rule_of_the_card_names_a_clause_of_the_notice(jiangsu):
    carried = jiangsu.rulebook.workflows["alert-card"].clauses

    wanted = {"js23-alert-daily-view", "js23-alert-excludable", "js23-alert-confirmed", "js23-alert-advice"}
    assert set(carried) == wanted
