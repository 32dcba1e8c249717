"""
Days on which lessons are suspended: what is expected on them, why not, and what was told before anybody knew.
"""

from __future__ import annotations

import pytest

from school_health import DayException, SchoolClass
from tests.builders import at, day, duty, event, filing, item, post, record, region, states, suspension, told


NOON = 'filer = "school"\nby = { time = 12:00:00, edge = "out" }\n'
EXCEPT = duty(NOON + 'every = ["teaching-day"]\nexcept = ["suspension"]')
MODULE = duty(NOON + 'every = ["suspension"]', "module")
PLAIN = duty(NOON + 'every = ["teaching-day"]', "plain")
CLASSES = [SchoolClass(id="k1", school="S1", grade="一"), SchoolClass(id="k2", school="S1", grade="二")]
SUSPENDED = suspension("2020-10-13", "2020-10-14")


def assess(text, moment="2020-10-15 13:00", filings=(), **more):
    return region(text).assess(record(*filings, **{"since": "2020-10-12", **more}), at(moment))


def test_what_is_not_expected_on_suspended_days_is_exempt_and_says_why():
    answer = assess(EXCEPT, suspensions=[SUSPENDED])

    assert states(answer, "d") == [
        ("2020-10-12", "missing"),
        ("2020-10-13", "exempt"),
        ("2020-10-14", "exempt"),
        ("2020-10-15", "missing"),
    ]
    assert {due.reason for due in answer.dues.exempt} == {"suspension"}


def test_a_duty_may_be_for_suspended_days_alone_and_others_go_on():
    answer = assess(MODULE + PLAIN, suspensions=[SUSPENDED])

    assert [on for on, _ in states(answer, "module")] == ["2020-10-13", "2020-10-14"]
    assert [state for _, state in states(answer, "plain")] == ["missing"] * 4


def test_a_suspension_without_an_end_goes_on_and_a_void_one_is_none():
    assert len(assess(EXCEPT, suspensions=[suspension("2020-10-13")]).dues.exempt) == 3
    assert assess(EXCEPT, suspensions=[suspension("2020-10-13", void=True)]).dues.exempt == ()


@pytest.mark.parametrize(
    ("level", "of", "exempt"), [("class", "k1", ["k1"]), ("grade", "二", ["k2"]), ("school", "", ["k1", "k2"])]
)
def test_a_suspension_is_of_a_class_of_the_classes_of_a_grade_or_of_all(level, of, exempt):
    text = EXCEPT.replace('filer = "school"', 'filer = "class"') + PLAIN.replace("plain", "other")
    answer = assess(text, "2020-10-13 13:00", suspensions=[suspension("2020-10-13", level=level, of=of)], classes=CLASSES)

    assert [due.filer for due in answer.dues.exempt] == exempt
    assert [due.state for due in answer.dues if due.filer == "S1"] == ["missing"] * 2


CLOSED = DayException(kind="closure", first=day("2020-10-13"), last=day("2020-10-13"), of="S1")
NO_MEALS = DayException(kind="no-meals", first=day("2020-10-13"), last=day("2020-10-13"), of="S1")


@pytest.mark.parametrize(
    ("text", "exceptions", "reason"),
    [
        (PLAIN, [CLOSED], "closure"),
        (EXCEPT, [], "suspension"),
        (duty(NOON + 'every = ["meal-day"]'), [NO_MEALS], "no-meals"),
        (EXCEPT, [NO_MEALS], "suspension"),
    ],
)
def test_the_reason_is_what_takes_the_day_away(text, exceptions, reason):
    answer = assess(text, "2020-10-13 13:00", suspensions=[SUSPENDED], exceptions=exceptions)

    assert [due.reason for due in answer.dues.exempt if due.first == day("2020-10-13")] == [reason]


def test_a_suspended_class_of_a_closed_school_is_exempt_for_the_closure():
    text = PLAIN.replace('filer = "school"', 'filer = "class"')
    suspended = [suspension("2020-10-13", level="class", of="k1")]
    answer = assess(text, "2020-10-13 13:00", suspensions=suspended, exceptions=[CLOSED], classes=CLASSES)

    assert [(due.filer, due.reason) for due in answer.dues.exempt] == [("k1", "closure"), ("k2", "closure")]


EVENT = item("event", 'subject = "school"', "call") + item("event", 'subject = "school"', "over")
OPEN = 'while = { after = ["fact:call"], until = ["fact:over"] }\n'


@pytest.mark.parametrize(("except_", "asked"), [("", ["10-17", "10-18"]), ('except = ["suspension"]\n', ["10-17"])])
def test_what_is_excepted_is_not_expected_while_an_event_is_open_either(except_, asked):
    text = EVENT + duty(NOON + 'every = ["make-up-day"]\n' + except_ + OPEN)
    answer = assess(
        text,
        "2020-10-18 13:00",
        since="2020-10-17",
        events=[event("call", "2020-10-17 08:00")],
        suspensions=[suspension("2020-10-18")],
    )

    assert [on[5:] for on, state in states(answer, "d") if state == "missing"] == asked


@pytest.mark.parametrize(
    ("filer", "subject", "asked"),
    [
        ("school", "S1", ["S1"]),
        ("school", "k1", ["S1"]),
        ("school", "A", []),
        ("class", "S1", ["k1", "k2"]),
        ("class", "k1", ["k1"]),
        ("class", "A", []),
        ("county", "A", ["A"]),
        ("county", "B", []),
        ("county", "S1", []),
    ],
)
def test_further_days_are_those_of_whom_something_happened_to(filer, subject, asked):
    text = EVENT.replace('"school"', '"any"') + duty(
        NOON.replace('"school"', f'"{filer}"') + 'every = ["make-up-day"]\n' + OPEN
    )
    answer = assess(
        text,
        "2020-10-19 13:00",
        events=[event("call", "2020-10-18 08:00", subject=subject), event("over", "2020-10-18 20:00", subject=subject)],
        classes=CLASSES,
    )

    assert [(due.filer, f"{due.first:%d}") for due in answer.dues] == [(one, "18") for one in asked]


# ---------------------------------------------------------------------- notices


HEAD = item("party", 'level = "school"', "head")


def ladder(name="d"):
    return HEAD + item(
        "ladder",
        f'duty = ["{name}"]\nstep = [{{ clause = "c", level = "提醒", to = ["head"], at = {{ time = 15:00:00 }} }}]',
        "l",
    )


def notices(text, moment, **more):
    return [one[0] for one in told(assess(text, moment, posts=[post("head", "S1", "p")], **more))]


def test_of_suspended_days_nobody_is_told():
    assert notices(EXCEPT + ladder(), "2020-10-15 16:00", suspensions=[SUSPENDED]) == ["10-12 15:00", "10-15 15:00"]


@pytest.mark.parametrize("how", [{"recorded_at": "2020-10-13 16:00"}, {"decided_at": "2020-10-13 16:00"}])
def test_what_was_told_before_a_suspension_was_known_stays_told(how):
    late = [suspension("2020-10-12", "2020-10-14", **how)]
    text = EXCEPT + ladder()
    whole = notices(text, "2020-10-15 16:00", suspensions=late)

    assert whole == ["10-12 15:00", "10-13 15:00", "10-15 15:00"]
    assert whole[:2] == notices(text, "2020-10-13 15:59", suspensions=late)


@pytest.mark.parametrize("how", [{"recorded_at": "2020-10-13 16:00"}, {"decided_at": "2020-10-13 16:00"}])
def test_nobody_is_told_of_a_suspension_before_it_was_known(how):
    late = [suspension("2020-10-12", "2020-10-14", **how)]
    text = MODULE + ladder("module")

    assert notices(text, "2020-10-15 16:00", suspensions=late) == ["10-14 15:00"]
    assert notices(text, "2020-10-13 15:59", suspensions=late) == []


def test_a_suspension_that_ends_earlier_leaves_its_past_days_exempt_and_untold():
    ended = [suspension("2020-10-12"), suspension("2020-10-12", "2020-10-13", recorded_at="2020-10-14 09:00")]
    answer = assess(EXCEPT + ladder(), "2020-10-14 16:00", suspensions=ended, posts=[post("head", "S1", "p")])

    assert states(answer, "d") == [("2020-10-12", "exempt"), ("2020-10-13", "exempt"), ("2020-10-14", "missing")]
    assert [one[0] for one in told(answer)] == ["10-14 15:00"]


# ---------------------------------------------------------------------- filings about a suspension


STAND_IN = EXCEPT.replace('except = ["suspension"]', 'met = ["module"]') + MODULE
LEVELS = [("school", ""), ("class", "k1"), ("grade", "一")]


@pytest.mark.parametrize(("level", "of"), LEVELS)
def test_a_filing_about_a_part_does_not_stand_in_for_the_whole(level, of):
    about = filing("module", "2020-10-13 09:00", about="x1")
    answer = assess(
        STAND_IN,
        "2020-10-13 13:00",
        filings=[about],
        suspensions=[suspension("2020-10-13", level=level, of=of)],
        classes=CLASSES,
        since="2020-10-13",
    )

    assert states(answer, "d") == [("2020-10-13", "on_time" if level == "school" else "missing")]


@pytest.mark.parametrize(("level", "of"), LEVELS)
def test_a_suspension_opens_duties_from_its_first_day(level, of):
    text = duty(f'filer = "school"\nafter = ["suspension:{level}"]\nby = {{ edge = "in" }}')
    decided = [suspension("2020-10-13", level=level, of=of, decided_at="2020-10-12 18:00")]
    answer = assess(text, "2020-10-13 13:00", suspensions=decided, classes=CLASSES)

    assert [(due.about, f"{due.deadline.day:%m-%d}", due.opens) for due in answer.dues] == [
        ("x1", "10-13", at("2020-10-12 18:00"))
    ]


def test_an_event_that_speaks_of_an_earlier_day_tells_nobody_before_it_happened():
    text = EVENT + duty('filer = "school"\nafter = ["fact:call"]\nby = { edge = "in" }') + ladder()
    back = [event("call", "2020-10-14 09:00", first=day("2020-10-12"))]

    for moment in ("2020-10-13 16:00", "2020-10-15 16:00"):
        assert notices(text, moment, events=back) == []
