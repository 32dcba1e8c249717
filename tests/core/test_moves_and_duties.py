"""
Duties that moves meet, and days on which an alert or event is open until a move closes it.
"""

from __future__ import annotations

import pytest

from school_health import Absence, Move, SchoolClass
from school_health.errors import RulebookError
from tests.builders import at, day, duty, event, filing, record, region


CARD = """
[[event]]
id = "call"
clause = "c"
title = "来电"
subject = "school"

[[alert]]
id = "two"
clause = "c"
title = "两例"
unit = ["class"]
cases = 2
quiet = 1

[[workflow]]
id = "card"
clause = "c"
title = "卡"
opens = ["fact:call", "alert:two"]
states = { begun = "待核实", seen = "已核实", done = "结束" }
ends = ["done"]
[[workflow.move]]
id = "see"
clause = "c"
title = "核实"
from = ["begun", "seen"]
to = "seen"
[[workflow.move]]
id = "end"
clause = "c"
title = "结束"
from = ["begun", "seen"]
to = "done"
"""
SEEN = CARD + duty('filer = "school"\nafter = ["fact:call"]\nmet = ["move:card.see"]\nby = { hours = 2, edge = "in" }')
CALL = event("call", "2020-10-12 10:00", id_="e1")


def move(name, when, matter="e1", **more):
    return Move(id=f"{name}@{when}", workflow="card", matter=matter, move=name, at=at(when), **more)


def only(facts, moment="2020-10-13 12:00", text=SEEN):
    (due,) = [due for due in region(text).assess(facts, at(moment)).dues if due.duty.id == "d"]
    return due.state, due.outcome.complete_at


@pytest.mark.parametrize(
    ("moves", "filed", "state", "complete"),
    [
        ([], None, "missing", None),
        ([("see", "2020-10-12 12:00:00")], None, "on_time", "2020-10-12 12:00:00"),
        ([("see", "2020-10-12 12:00:01")], None, "late", "2020-10-12 12:00:01"),
        ([("see", "2020-10-12 13:00")], "2020-10-12 11:00", "on_time", "2020-10-12 11:00"),
        ([("see", "2020-10-12 11:00")], "2020-10-12 13:00", "on_time", "2020-10-12 11:00"),
        ([("see", "2020-10-12 11:30"), ("see", "2020-10-12 11:00")], None, "on_time", "2020-10-12 11:00"),
        ([("end", "2020-10-12 11:00")], None, "missing", None),
    ],
)
def test_a_move_meets_a_duty_as_a_filing_does_and_the_first_counts(moves, filed, state, complete):
    filings = [filing("d", filed, about="e1")] if filed else []
    facts = record(*filings, events=[CALL], moves=[move(*one) for one in moves], since="2020-10-12")

    assert only(facts) == (state, complete and at(complete))


def test_a_move_on_another_matter_meets_nothing():
    facts = record(events=[CALL, event("call", "2020-10-12 10:00", id_="e2")], moves=[move("see", "2020-10-12 11:00", "e2")])
    states = {due.about: due.state for due in region(SEEN).assess(facts, at("2020-10-13 12:00")).dues}

    assert states == {"e1": "missing", "e2": "on_time"}


def test_a_move_that_is_not_known_yet_meets_nothing():
    late = move("see", "2020-10-12 11:00", recorded_at=at("2020-10-12 15:00"))
    facts = record(events=[CALL], moves=[late], since="2020-10-12")

    assert only(facts, "2020-10-12 14:59")[0] == "missing"
    assert only(facts, "2020-10-12 15:00")[0] == "on_time"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('after = ["fact:call"]\nmet = ["move:card.gone"]', "which the workflow 'card' does not have"),
        ('after = ["fact:call"]\nmet = ["d"]', "something else than moves"),
        ('every = ["week"]\nmet = ["move:card.see"]', "is met by a move"),
    ],
)
def test_what_cannot_meet_a_duty_is_refused(keys, message):
    with pytest.raises(RulebookError, match=message):
        region(CARD + duty(f'filer = "school"\n{keys}'))


VIEW = CARD + duty(
    'filer = "school"\nevery = ["closure"]\nwhile = { after = ["fact:call", "alert:two"], until = ["move:card.end"] }\n'
    'by = { edge = "in" }'
)


def days(facts, moment):
    return [due.first for due in region(VIEW).assess(facts, at(moment), since=day("2020-10-12")).dues if due.duty.id == "d"]


def test_days_are_asked_for_from_the_event_to_the_move_that_closes_it():
    facts = record(events=[CALL], moves=[move("end", "2020-10-14 09:00")], since="2020-10-12")

    assert days(facts, "2020-10-20 12:00") == [day("2020-10-12"), day("2020-10-13"), day("2020-10-14")]


def test_an_alert_of_a_class_is_open_for_its_school_and_for_no_other():
    ill = [
        Absence(id=f"A{one}", person=f"P{one}", school="S1", class_="S1-1", first=day("2020-10-12"), onset=day("2020-10-12"))
        for one in (1, 2)
    ]
    facts = record(absences=ill, classes=[SchoolClass(id="S1-1", school="S1")], since="2020-10-12")
    (alert,) = region(VIEW).assess(facts, at("2020-10-13 12:00")).alerts
    closed = record(
        absences=ill,
        classes=[SchoolClass(id="S1-1", school="S1")],
        moves=[move("end", "2020-10-13 09:00", alert.id)],
        since="2020-10-12",
    )

    assert days(facts, "2020-10-14 12:00") == [day("2020-10-12"), day("2020-10-13"), day("2020-10-14")]
    assert days(closed, "2020-10-14 12:00") == [day("2020-10-12"), day("2020-10-13")]


LOOKED = CARD + duty('filer = "school"\nevery = ["day"]\nmet = ["move:card.see"]\nby = { time = 15:00:00, edge = "out" }')


def looked(facts, moment="2020-10-14 16:00", text=LOOKED):
    found = region(text).assess(facts, at(moment)).dues
    return [(f"{due.first:%d}", due.state) for due in found if due.duty.id == "d" and due.filer == "S1"]


def test_a_move_of_a_day_meets_the_duty_of_that_day_and_of_no_other():
    moves = [move("see", "2020-10-12 14:59:59"), move("see", "2020-10-13 15:00:00")]
    facts = record(events=[CALL], moves=moves, since="2020-10-12")

    assert looked(facts) == [("12", "on_time"), ("13", "late"), ("14", "missing")]


def test_a_filing_before_the_move_counts_and_so_does_a_move_before_the_filing():
    facts = record(
        filing("d", "2020-10-12 14:00", first="2020-10-12"),
        filing("d", "2020-10-13 16:00", first="2020-10-13"),
        events=[CALL],
        moves=[move("see", "2020-10-12 15:30"), move("see", "2020-10-13 10:00")],
        since="2020-10-12",
    )

    assert looked(facts) == [("12", "on_time"), ("13", "on_time"), ("14", "missing")]


def test_a_move_of_an_area_meets_the_duty_of_no_school():
    text = LOOKED.replace('subject = "school"', 'subject = "county"')
    facts = record(
        events=[event("call", "2020-10-12 10:00", "A", id_="e1")],
        moves=[move("see", "2020-10-12 11:00")],
        since="2020-10-12",
    )

    assert looked(facts, "2020-10-12 16:00", text) == [("12", "missing")]
