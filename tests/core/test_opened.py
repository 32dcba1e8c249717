from __future__ import annotations

import pytest

from school_health import Campaign, Person, SchoolClass
from tests.builders import DOCUMENT, at, day, duty, event, filing, item, post, record, region, school


EVENTS = "".join(
    f'[[event]]\nid = "{name}"\nclause = "c"\ntitle = "{name}"\nsubject = "any"\n' for name in ("call", "undone")
)
WRITTEN = EVENTS + duty('filer = "school"\nafter = ["fact:call"]\nunless = ["fact:undone"]\nby = { hours = 2, edge = "in" }')
CALL = event("call", "2020-10-12 10:00", id_="e1")


def dues(text, facts, moment="2020-10-13 12:00", **more):
    return region(text).assess(facts, at(moment), **more).dues


def only_state(text, facts, moment="2020-10-13 12:00"):
    (due,) = [due for due in dues(text, facts, moment) if due.duty.id == "d"]
    return due.state


def test_without_the_event_there_is_no_due():
    assert list(dues(WRITTEN, record(since="2020-10-12"))) == []


def test_an_event_that_is_not_known_yet_opens_nothing():
    later = event("call", "2020-10-12 10:00", recorded_at=at("2020-10-12 18:00"))

    assert list(dues(WRITTEN, record(events=[later]), "2020-10-12 17:59:59")) == []
    assert len(dues(WRITTEN, record(events=[later]), "2020-10-12 18:00:00")) == 1


@pytest.mark.parametrize(
    ("about", "first", "when", "state"),
    [
        ("e1", None, "2020-10-12 11:00", "on_time"),
        (None, None, "2020-10-12 11:00", "on_time"),
        ("S1", None, "2020-10-12 11:00", "on_time"),
        ("S1", "2020-10-12", "2020-10-12 11:00", "on_time"),
        ("S1", "2020-10-11", "2020-10-12 11:00", "missing"),
        ("e2", None, "2020-10-12 11:00", "missing"),
        ("e1", None, "2020-10-12 09:59:59", "missing"),
        ("e1", None, "2020-10-12 12:00:01", "late"),
    ],
)
def test_what_answers_an_event(about, first, when, state):
    facts = record(filing("d", when, about=about, first=first), events=[CALL], since="2020-10-12")

    assert only_state(WRITTEN, facts) == state


def test_a_filing_that_names_nothing_answers_the_last_event_before_it():
    later = event("call", "2020-10-12 10:30", id_="e2")
    facts = record(filing("d", "2020-10-12 11:00"), events=[CALL, later], since="2020-10-12")

    assert [(due.about, due.state) for due in dues(WRITTEN, facts)] == [("e1", "missing"), ("e2", "on_time")]


def test_the_release_names_the_event_or_comes_later_for_the_same_subject():
    def state(**more):
        facts = record(events=[CALL, event("undone", **more)], schools=[school("S1"), school("S2")], since="2020-10-12")
        return only_state(WRITTEN, facts)

    assert state(when="2020-10-12 11:00", about="e1") == "exempt"
    assert state(when="2020-10-12 11:00") == "exempt"
    assert state(when="2020-10-12 09:00") == "missing"
    assert state(when="2020-10-12 11:00", about="e9") == "missing"
    assert state(when="2020-10-12 11:00", subject="S2") == "missing"


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_releases_the_one_known_first_counts(order):
    """A notice between the two was never sent, and is not sent later either."""
    named = event("undone", "2020-10-12 16:00", about="e1")
    unnamed = event("undone", "2020-10-12 11:00")
    step = '{ clause = "c", level = "提醒", to = ["head"], at = { time = 13:00:00 } }'
    text = WRITTEN + item("party", 'level = "school"', "head") + item("ladder", f'duty = ["d"]\nstep = [{step}]', "l")
    facts = record(events=[CALL, *[named, unnamed][::order]], posts=[post("head", "S1", "p")], since="2020-10-12")
    bare = record(events=[CALL, named], posts=[post("head", "S1", "p")], since="2020-10-12")

    assert region(text).assess(facts, at("2020-10-12 14:00")).notices == ()
    assert region(text).assess(facts, at("2020-10-12 18:00")).notices == ()
    assert len(region(text).assess(bare, at("2020-10-12 18:00")).notices) == 1


CHAIN = (
    EVENTS
    + duty('filer = "school"\nafter = ["fact:call"]\nby = { at_once = true, edge = "in" }', "phone")
    + duty('filer = "school"\nafter = ["fact:call"]\nby = { from = "filed:phone", hours = 2, edge = "in" }')
)


@pytest.mark.parametrize(
    ("filings", "state", "deadline"),
    [
        ([], "not_yet_due", None),
        ([("d", "2020-10-12 10:30")], "on_time", None),
        ([("phone", "2020-10-12 10:10")], "missing", "12:10"),
        ([("phone", "2020-10-12 10:10"), ("d", "2020-10-12 12:10:00")], "on_time", "12:10"),
        ([("phone", "2020-10-12 10:10"), ("d", "2020-10-12 12:10:01")], "late", "12:10"),
        ([("phone", "2020-10-12 10:10"), ("phone", "2020-10-12 11:00"), ("d", "2020-10-12 12:30")], "late", "12:10"),
    ],
)
def test_a_written_report_opens_with_the_event_and_counts_from_the_call(filings, state, deadline):
    facts = record(*(filing(name, when) for name, when in filings), events=[CALL], since="2020-10-12")
    (due,) = [due for due in dues(CHAIN, facts) if due.duty.id == "d"]

    assert (due.state, f"{due.deadline.at:%H:%M}" if due.deadline else None) == (state, deadline)


def test_a_clock_that_starts_with_a_duty_nobody_has_never_starts():
    text = CHAIN.replace(
        'after = ["fact:call"]\nby = { at_once', 'since = 2021-01-01\nafter = ["fact:call"]\nby = { at_once'
    )
    facts = record(filing("phone", "2020-10-12 10:10"), events=[CALL], since="2020-10-12")

    assert only_state(text, facts) == "not_yet_due"


def test_what_was_filed_may_open_what_follows():
    text = duty('filer = "school"\nevery = ["teaching-day"]\nby = { edge = "in" }', "first") + duty(
        'filer = "county"\nafter = ["filed:first"]\nby = { days = 1, edge = "in" }'
    )
    facts = record(filing("first", "2020-10-12 10:00"), since="2020-10-12")
    (due,) = region(text).assess(facts, at("2020-10-13 12:00"), duties=["d"]).dues

    assert (due.filer, due.deadline.day, due.event.subject) == ("A", day("2020-10-13"), "S1")


def test_a_consequence_may_open_what_follows():
    text = (
        duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }', "check")
        + '[[breach]]\nid = "b"\nclause = "c"\ntitle = "t"\nseen = "overdue"\nof = ["check"]\n'
        + '[[consequence]]\nid = "k"\nclause = "c"\ntitle = "t"\nof = ["b"]\ncount = 2\nwithin = "half-year"\n'
        + duty('filer = "county"\nafter = ["consequence:k"]\nby = { days = 3, edge = "in" }')
    )
    (due,) = region(text).assess(record(since="2020-10-12"), at("2020-10-13 12:00"), duties=["d"]).dues

    assert (due.filer, due.first, due.deadline.day) == ("A", day("2020-10-13"), day("2020-10-16"))


@pytest.mark.parametrize(
    ("filer", "subject", "expected"),
    [
        ("school", "S1", "S1"),
        ("school", "k1", "S1"),
        ("school", "p1", "S1"),
        ("school", "A", None),
        ("class", "k1", "k1"),
        ("class", "p1", "k1"),
        ("class", "p2", None),
        ("class", "S1", None),
        ("person", "p1", "p1"),
        ("person", "S1", None),
        ("county", "S1", "A"),
        ("county", "p1", "A"),
        ("county", "A", "A"),
        ("county", "C", None),
        ("city", "A", "C"),
        ("province", "S1", "P"),
        ("county", "S2", "C"),
        ("school", "S4", None),
    ],
)
def test_who_files_for_what_an_event_happened_to(filer, subject, expected):
    text = EVENTS + duty(f'filer = "{filer}"\nafter = ["fact:call"]\nby = {{ edge = "in" }}')
    facts = record(
        schools=[school("S1"), school("S2", authority="C"), school("S4", recorded_at=at("2020-10-14 08:00"))],
        classes=[SchoolClass(id="k1", school="S1")],
        people=[Person(id="p1", school="S1", class_="k1"), Person(id="p2", school="S1", role="staff")],
        events=[event("call", "2020-10-12 10:00", subject=subject)],
        since="2020-10-12",
    )

    assert [due.filer for due in dues(text, facts)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("stage", "connected", "expected"),
    [("primary", "2020-10-12", 1), ("primary", "2020-10-13", 0), ("senior", "2020-10-12", 0)],
)
@pytest.mark.parametrize("filer", ["school", "county"])
def test_what_an_area_files_of_a_school_concerns_only_the_schools_of_the_scope(filer, stage, connected, expected):
    text = (
        EVENTS
        + '[[scope]]\nid = "s"\nclause = "c"\ntitle = "t"\nstages = ["primary"]\nconnected = true\n'
        + duty(f'filer = "{filer}"\nscope = "s"\nafter = ["fact:call"]\nby = {{ edge = "in" }}')
    )
    facts = record(
        schools=[school(stage=stage, connected=day(connected))],
        events=[event("call", "2020-10-12 10:00"), event("call", "2020-10-12 11:00", subject="A")],
        since="2020-10-12",
    )

    of_school = [due for due in dues(text, facts) if due.event.subject == "S1"]
    of_county = [due for due in dues(text, facts) if due.event.subject == "A"]
    assert (len(of_school), len(of_county)) == (expected, int(filer == "county"))


@pytest.mark.parametrize(
    ("stage", "role", "expected"), [("primary", "staff", 1), ("senior", "staff", 0), ("primary", "student", 0)]
)
def test_a_scope_takes_the_one_who_files_or_leaves_it_out(stage, role, expected):
    text = (
        EVENTS
        + '[[scope]]\nid = "s"\nclause = "c"\ntitle = "t"\nstages = ["primary"]\npeople = ["staff"]\n'
        + duty('filer = "person"\nscope = "s"\nafter = ["fact:call"]\nby = { edge = "in" }')
        + duty('filer = "county"\nscope = "s"\nafter = ["fact:call"]\nby = { edge = "in" }', "e")
    )
    facts = record(
        schools=[school(stage=stage)],
        people=[Person(id="p1", school="S1", role=role)],
        events=[event("call", "2020-10-12 10:00", subject="p1")],
        since="2020-10-12",
    )

    assert len([due for due in dues(text, facts) if due.duty.id == "d"]) == expected


def test_outside_a_campaign_an_event_opens_nothing_of_it():
    text = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked') + WRITTEN
    within = Campaign(area="A", first=day("2020-10-12"), last=day("2020-10-12"))

    assert list(dues(text, record(events=[CALL], since="2020-10-12"))) == []
    assert len(dues(text, record(events=[CALL], campaigns=[within], since="2020-10-12"))) == 1


@pytest.mark.parametrize(("filed", "expected"), [(None, 1), ("2020-10-12 11:00", 0)])
def test_what_an_earlier_event_opened_stays_until_it_is_done(filed, expected):
    filings = [filing("d", filed, about="e1")] if filed else []
    facts = record(*filings, events=[CALL], since="2020-10-12")

    assert len(dues(WRITTEN, facts, "2020-10-20 12:00", since=day("2020-10-19"))) == expected


@pytest.mark.parametrize(("when", "expected"), [("2019-12-31 12:00", 0), ("2020-01-01 12:00", 1)])
def test_an_event_before_the_law_opens_nothing(when, expected):
    facts = record(events=[event("call", when)], since="2019-12-31")

    assert len(dues(WRITTEN, facts, "2020-02-20 12:00", since=day("2019-12-31"), duties=["d"])) == expected


def test_an_event_lasts_as_long_as_it_says():
    spanning = event("call", "2020-10-12 10:00", first=day("2020-10-12"), last=day("2020-10-16"))
    (due,) = dues(WRITTEN, record(events=[spanning], since="2020-10-12"))

    assert (due.first, due.last) == (day("2020-10-12"), day("2020-10-16"))
