from __future__ import annotations

import pytest

from school_health import DayException, Person, SchoolClass
from tests.builders import (
    WORDS,
    absence,
    at,
    day,
    duty,
    event,
    filing,
    item,
    move,
    record,
    region,
    school,
    suspension,
)


EVENTS = item("event", 'subject = "any"\ndetails = { seed = "种子", drawn = "抽中" }', "visit") + item(
    "event", 'subject = "any"', "return"
)


def check(test, keys="", id_="k"):
    return item("check", f'test = "{test}"\nsays = "错"\ndo = "改"\n{keys}\n', id_)


def findings(text, moment="2020-10-30 12:00", **more):
    facts = {"since": "2020-10-12", **more}
    filings = facts.pop("filings", ())
    return region(EVENTS + text).assess(record(*filings, **facts), at(moment)).findings


def visit(when="2020-10-12 10:00", **more):
    return event("visit", when, **more)


# ---------------------------------------------------------------------- details


@pytest.mark.parametrize(
    ("details", "lacks"),
    [
        ({"seed": "1", "drawn": "S1"}, None),
        ({"seed": "1"}, ("drawn",)),
        ({"seed": " ", "drawn": ""}, ("seed", "drawn")),
        ({}, ("seed", "drawn")),
    ],
)
def test_a_fact_has_its_details(details, lacks):
    text = check("details", 'of = ["visit"]\nneeds = ["seed", "drawn"]')

    assert [one.lacks for one in findings(text, events=[visit(details=details)])] == ([lacks] if lacks else [])
    assert findings(text, events=[event("return", "2020-10-12 10:00")]) == ()


@pytest.mark.parametrize(("when", "seen"), [("2020-10-16 10:00", 0), ("2020-10-17 10:00", 1)])
def test_details_may_be_asked_on_some_kinds_of_day_only(when, seen):
    text = check("details", 'of = ["visit"]\nneeds = ["seed"]\non = ["weekend"]')

    assert len(findings(text, events=[visit(when)])) == seen
    assert findings(text, events=[visit(when, details={"seed": "1"})]) == ()


# ---------------------------------------------------------------------- what must follow


FOLLOWED = check("followed", 'of = ["visit"]\nneeds = ["return"]\ndays = 3')


@pytest.mark.parametrize(("moment", "seen"), [("2020-10-15 23:59:59", 0), ("2020-10-16 00:00", 1), ("2020-10-30 12:00", 1)])
def test_what_must_follow_is_missed_when_its_days_are_over(moment, seen):
    found = findings(FOLLOWED, moment, events=[visit()])

    assert [(one.at, one.day, one.lacks) for one in found] == [
        (at("2020-10-16 00:00"), day("2020-10-12"), ("return",))
    ] * seen


@pytest.mark.parametrize(
    ("when", "subject", "followed"),
    [
        ("2020-10-12 09:00", "S1", True),
        ("2020-10-11 23:59", "S1", False),
        ("2020-10-15 23:59", "S1", True),
        ("2020-10-16 00:00", "S1", False),
        ("2020-10-13 10:00", "S2", False),
    ],
)
def test_what_follows_does_so_within_the_days_and_of_the_same_subject(when, subject, followed):
    events = [visit(), event("return", when, subject=subject)]

    assert len(findings(FOLLOWED, events=events, schools=[school("S1"), school("S2")])) == (not followed)


# ---------------------------------------------------------------------- on the wrong day


def on_days(kinds, events, **more):
    found = findings(check("on-days", f'of = ["visit"]\non = {kinds}'), events=events, **more)
    return [(one.subject, one.day.isoformat()[5:], f"{one.at:%m-%d %H:%M}") for one in found]


def spanning(first, last=None, **more):
    return visit(f"{first} 10:00", first=day(first), last=day(last) if last else None, **more)


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        (visit("2020-10-16 10:00"), []),
        (visit("2020-10-17 10:00"), [("S1", "10-17", "10-17 10:00")]),
        (spanning("2020-10-16", "2020-10-20"), [("S1", "10-17", "10-17 00:00")]),
        (spanning("2020-10-19", "2020-10-23"), []),
        (visit("2020-10-17 10:00", recorded_at=at("2020-10-19 09:00")), [("S1", "10-17", "10-19 09:00")]),
        (visit("2020-10-17 10:00", subject="A"), [("A", "10-17", "10-17 10:00")]),
        (spanning("2020-11-07", recorded_at=at("2020-10-12 09:00")), []),
    ],
)
def test_a_fact_on_a_day_of_a_kind_is_found_on_its_first_such_day(fact, found):
    assert on_days('["weekend", "public-holiday"]', [fact]) == found


@pytest.mark.parametrize(
    ("subject", "of", "found"),
    [
        ("S1", "S1", True),
        ("S1", "k1", False),
        ("k1", "k1", True),
        ("k1", "S1", True),
        ("k1", "k2", False),
        ("p1", "k1", True),
        ("p2", "S1", True),
        ("p2", "k1", False),
    ],
)
def test_a_day_is_that_of_the_school_and_the_class(subject, of, found):
    closed = DayException(kind="closure", first=day("2020-10-13"), last=day("2020-10-13"), of=of)
    answer = on_days(
        '["closure"]',
        [visit("2020-10-13 10:00", subject=subject)],
        exceptions=[closed],
        classes=[SchoolClass(id="k1", school="S1"), SchoolClass(id="k2", school="S1")],
        people=[Person(id="p1", school="S1", class_="k1"), Person(id="p2", school="S1")],
    )

    assert len(answer) == found


def test_a_class_that_is_suspended_has_no_activities():
    suspended = [suspension("2020-10-13", "2020-10-14", level="class", of="k1")]
    classes = [SchoolClass(id="k1", school="S1")]
    events = [visit("2020-10-14 10:00", subject="k1"), visit("2020-10-15 10:00", subject="k1")]

    assert on_days('["suspension"]', events, suspensions=suspended, classes=classes) == [("k1", "10-14", "10-14 10:00")]


# ---------------------------------------------------------------------- in a state


def step(id_, from_, to):
    return f'[[workflow.move]]\nid = "{id_}"\nclause = "c"\ntitle = "{id_}"\nfrom = ["{from_}"]\nto = "{to}"\n'


APPROVAL = (
    item(
        "workflow",
        'opens = ["suspension:school"]\nahead = true\nends = ["over"]\n'
        'states = { asked = "报", granted = "批", over = "完" }',
        "w",
    )
    + step("grant", "asked", "granted")
    + step("end", "granted", "over")
)
BEFORE = check("in-state", 'of = ["suspension:school"]\nneeds = ["w.granted", "w.over"]')


@pytest.mark.parametrize(
    ("granted", "lacks"),
    [
        (None, ("asked",)),
        ("2020-10-13 00:00", None),
        ("2020-10-13 00:00:01", ("asked",)),
        ("2020-10-12 18:00", None),
    ],
)
def test_a_suspension_is_in_its_state_when_it_begins(granted, lacks):
    moves = [move("grant", granted, matter="x1")] if granted else []
    found = findings(APPROVAL + BEFORE, suspensions=[suspension("2020-10-13")], moves=moves)

    assert [one.lacks for one in found] == ([lacks] if lacks else [])
    assert {one.at for one in found} <= {at("2020-10-13 00:00")}


def test_what_is_still_to_begin_is_not_asked_yet():
    ahead = [suspension("2020-10-13", decided_at="2020-10-12 15:00")]

    assert findings(APPROVAL + BEFORE, "2020-10-12 23:59", suspensions=ahead) == ()
    assert len(findings(APPROVAL + BEFORE, "2020-10-13 00:00", suspensions=ahead)) == 1


def test_a_suspension_decided_after_it_began_is_asked_when_it_was_decided():
    late = [suspension("2020-10-13", decided_at="2020-10-14 15:00")]
    granted = [move("grant", "2020-10-14 14:00", matter="x1")]

    assert findings(APPROVAL + BEFORE, suspensions=late, moves=granted) == ()
    assert [one.at for one in findings(APPROVAL + BEFORE, suspensions=late)] == [at("2020-10-14 15:00")]


CASE = (
    item("workflow", 'opens = ["fact:visit"]\nstates = { held = "隔离", free = "解除" }\nends = ["free"]', "w")
    + step("release", "held", "free")
    + check("in-state", 'of = ["fact:return"]\nneeds = ["w.free"]')
)
RELEASED = [move("release", "2020-10-13 10:00", matter="v1")]


@pytest.mark.parametrize(
    ("back", "about", "subject", "lacks"),
    [
        ("2020-10-13 09:59", None, "S1", ("held",)),
        ("2020-10-13 10:00", None, "S1", None),
        ("2020-10-13 09:59", "v1", "S2", ("held",)),
        ("2020-10-12 09:59", "v1", "S1", ("not-reported",)),
        ("2020-10-12 09:59", None, "S1", None),
        ("2020-10-13 09:59", None, "S2", None),
        ("2020-10-13 09:59", "v9", "S1", ("held",)),
    ],
)
def test_an_event_is_held_against_the_matter_that_it_names_or_the_last_one_of_its_subject(back, about, subject, lacks):
    events = [visit(id_="v1"), event("return", back, about=about, subject=subject)]
    found = findings(CASE, events=events, moves=RELEASED, schools=[school("S1"), school("S2")])

    assert [one.lacks for one in found] == ([lacks] if lacks else [])


def test_of_several_matters_of_a_subject_the_last_one_before_it_counts():
    events = [visit(id_="v1"), visit("2020-10-14 10:00", id_="v2"), event("return", "2020-10-15 10:00")]
    second = [*RELEASED, move("release", "2020-10-15 09:00", matter="v2")]

    assert len(findings(CASE, events=events, moves=RELEASED)) == 1
    assert findings(CASE, events=events, moves=second) == ()


DAILY = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }', "daily")
BREACH = item("breach", 'seen = "overdue"\nof = ["daily"]', "b")


def test_what_only_dues_bring_may_be_asked_of_its_state_too():
    flow = item("workflow", 'opens = ["breach:b"]\nstates = { new = "新", done = "完" }\nends = ["done"]', "w")
    text = DAILY + BREACH + flow + step("close", "new", "done")
    text += check("in-state", 'of = ["breach:b"]\nneeds = ["w.done"]') + check(
        "in-state", 'of = ["move:w.close"]\nneeds = ["w.new"]', "l"
    )
    made = [move("close", "2020-10-12 13:00", matter="breach:b:daily:S1:None:2020-10-12")]
    found = findings(text, "2020-10-12 14:00", moves=made)

    assert [(one.check.id, one.lacks) for one in found] == [("k", ("new",)), ("l", ("done",))]


# ---------------------------------------------------------------------- who has


@pytest.mark.parametrize(
    ("level", "subject", "missing"),
    [
        ("school", "S1", ["S2"]),
        ("county", "A", ["B"]),
        ("city", "C", []),
        ("class", "k1", ["k2"]),
        ("person", "p1", ["p2"]),
    ],
)
def test_each_of_a_level_has_such_a_fact(level, subject, missing):
    found = findings(
        check("each-has", f'needs = ["visit", "return"]\nlevel = "{level}"'),
        events=[visit(subject=subject)],
        schools=[school("S1"), school("S2", area="B")],
        classes=[SchoolClass(id="k1", school="S1"), SchoolClass(id="k2", school="S2")],
        people=[
            Person(id="p1", school="S1"),
            Person(id="p2", school="S1"),
            Person(id="p3", school="S1", last=day("2020-10-01")),
        ],
    )

    assert [one.subject for one in found] == missing


def test_a_fact_of_a_later_day_is_none_yet_and_a_scope_leaves_others_out():
    text = check("each-has", 'needs = ["visit"]\nlevel = "school"')
    ahead = [visit("2020-10-12 10:00", first=day("2020-10-14"))]

    assert len(findings(text, "2020-10-13 12:00", events=ahead)) == 1
    assert findings(text, "2020-10-14 12:00", events=ahead) == ()
    assert findings(text + 'scope = "s"\n' + item("scope", 'stages = ["senior"]', "s")) == ()


# ---------------------------------------------------------------------- illness


UNTRACED = WORDS + check("untraced", 'needs = ["traced"]\ndays = 1')


@pytest.mark.parametrize(
    ("more", "moment", "seen"),
    [
        ({}, "2020-10-13 23:59:59", 0),
        ({}, "2020-10-14 00:00", 1),
        ({"recorded_at": "2020-10-13 09:00"}, "2020-10-14 23:59:59", 0),
        ({"recorded_at": "2020-10-13 09:00"}, "2020-10-15 00:00", 1),
        ({"tracing": "registered"}, "2020-10-14 00:00", 1),
        ({"tracing": "traced"}, "2020-10-14 00:00", 0),
        ({"cause": "injury"}, "2020-10-14 00:00", 0),
        ({"void": True}, "2020-10-14 00:00", 0),
        ({"source": "hospital"}, "2020-10-14 00:00", 0),
    ],
)
def test_the_cause_of_an_absence_is_traced_within_the_days_from_when_it_was_known(more, moment, seen):
    found = findings(UNTRACED, moment, absences=[absence(**more)])

    assert [one.lacks for one in found] == [("tracing",)] * seen


def test_a_correction_gives_no_further_days():
    spells = [absence(), absence(recorded_at="2020-10-13 20:00", symptoms=["fever"])]
    (one,) = findings(UNTRACED, "2020-10-14 00:00", absences=spells)

    assert one.at == at("2020-10-14 00:00")


def test_what_turns_out_to_be_illness_is_to_be_traced_from_then_on():
    spells = [absence(cause="other"), absence(recorded_at="2020-10-14 09:00")]

    assert findings(UNTRACED, "2020-10-15 23:59", absences=spells) == ()
    assert len(findings(UNTRACED, "2020-10-16 00:00", absences=spells)) == 1


def test_a_cause_may_be_enough_registered():
    text = WORDS + check("untraced", 'needs = ["registered", "traced"]')

    assert findings(text, absences=[absence(tracing="registered")]) == ()
    assert len(findings(text, absences=[absence()])) == 1


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({}, 1),
        ({"symptoms": ["fever"]}, 0),
        ({"disease": "flu"}, 0),
        ({"cause": "other"}, 0),
        ({"last": "2020-10-13"}, 0),
        ({"last": "2020-10-14"}, 1),
    ],
)
def test_illness_has_a_symptom_or_a_disease_as_long_as_it_lasts(more, seen):
    facts = record(absences=[absence(**more)], since="2020-10-12")
    found = region(WORDS + check("unnamed")).assess(facts, at("2020-10-20 12:00"), since=day("2020-10-14")).findings

    assert [(one.subject, one.lacks) for one in found] == [("person-a1", ("symptoms",))] * seen


def test_what_is_unnamed_is_so_since_it_was_told():
    spells = [absence(symptoms=["fever"]), absence(recorded_at="2020-10-13 09:00"), absence(recorded_at="2020-10-14 09:00")]

    assert [one.at for one in findings(WORDS + check("unnamed"), absences=spells)] == [at("2020-10-13 09:00")]


# ---------------------------------------------------------------------- workflows


CARD = (
    item("workflow", 'opens = ["fact:visit"]\nstates = { new = "新", done = "完" }\nends = ["done"]', "w")
    + step("close", "new", "done")
    + 'needs = [{ key = "verdict", title = "结论", choices = { right = "对", wrong = "错" } }]\n'
)


@pytest.mark.parametrize(
    ("made", "lacks"),
    [
        (move("close", "2020-10-12 12:00", matter="v1", verdict="right"), None),
        (move("close", "2020-10-12 12:00", matter="v1"), ("lacks", "verdict")),
        (move("close", "2020-10-12 09:00", matter="v1", verdict="right"), ("before-it-opened",)),
        (move("close", "2020-10-12 12:00", matter="v9", verdict="right"), ("no-matter",)),
    ],
)
def test_a_move_that_did_not_count_is_found_with_its_reason(made, lacks):
    found = findings(CARD + check("refused-moves", 'of = ["w"]'), events=[visit(id_="v1")], moves=[made])

    assert [one.lacks for one in found] == ([lacks] if lacks else [])


@pytest.mark.parametrize(
    ("moment", "moves", "seen"),
    [
        ("2020-10-14 10:00", [], 0),
        ("2020-10-14 10:00:01", [], 1),
        ("2020-10-20 10:00", [move("close", "2020-10-19 12:00", matter="v1", verdict="right")], 0),
    ],
)
def test_a_matter_that_stays_in_a_state_for_too_long_is_found(moment, moves, seen):
    text = CARD + check("stalled", 'needs = ["w.new"]\ndays = 2')
    found = findings(text, moment, events=[visit(id_="v1")], moves=moves)

    assert [(one.about, one.lacks, one.at) for one in found] == [("v1", ("new",), at("2020-10-14 10:00"))] * seen


@pytest.mark.parametrize(
    ("moves", "seen"),
    [
        ([], 0),
        ([move("close", "2020-10-12 12:00", matter="v1", verdict="wrong")], 1),
        ([move("close", "2020-10-12 12:00", matter="v1", verdict="right")], 0),
        ([move("close", "2020-10-12 09:00", matter="v1", verdict="wrong")], 0),
    ],
)
def test_a_move_that_says_something_is_found(moves, seen):
    text = CARD + step("note", "new", "done") + check("results", 'of = ["w.close", "w.note"]\nneeds = ["verdict=wrong"]')
    found = findings(text, events=[visit(id_="v1")], moves=moves)

    assert [(one.subject, one.about, one.lacks) for one in found] == [("S1", "v1", ("wrong",))] * seen


# ---------------------------------------------------------------------- breaches


def test_late_never_and_contradicted_are_told_apart():
    text = duty(
        'filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }\n'
        'zero = { means = "nobody", clause = "c-zero" }',
        "daily",
    )
    for seen in ("late", "never", "contradicted"):
        text += item("breach", f'seen = "{seen}"\nof = ["daily"]', f"b-{seen}")
        text += check("breaches", f'of = ["b-{seen}"]', f"k-{seen}")
    filings = [filing("daily", "2020-10-12 13:00"), filing("daily", "2020-10-14 09:00", content="zero")]
    found = findings(text, "2020-10-14 13:00", filings=filings, absences=[absence(first="2020-10-14")])

    assert [(one.check.id, f"{one.day:%d}", one.lacks) for one in found] == [
        ("k-late", "12", ("daily",)),
        ("k-never", "13", ("daily",)),
        ("k-contradicted", "14", ("daily",)),
    ]
