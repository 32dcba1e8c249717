"""
A real outbreak, whose answers two algorithms of others agree on: when each class first reaches 3 in a day or 5 in 3 days.
"""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from school_health import Absence, Record, School, SchoolClass, Term
from school_health.core.calendar import DayException
from tests.builders import AREAS, DOCUMENT, at, region


DATA = os.environ.get("SCHOOL_HEALTH_REAL_DATA")
FIRST = date(2001, 6, 11)  # day 0, a Monday, as the data's own description takes it

pytestmark = pytest.mark.skipif(DATA is None, reason="SCHOOL_HEALTH_REAL_DATA does not name the folder of real data")

OLD = DOCUMENT.replace("since = 2020-01-01", "since = 2001-01-01")
RULES = """
[[alert]]
id = "day"
clause = "c"
title = "一日三例"
unit = ["{unit}"]
calendar = "{calendar}"
counts = "{counts}"
otherwise = "left-out"
cases = 3
quiet = 3

[[alert]]
id = "days"
clause = "c"
title = "三日五例"
unit = ["{unit}"]
days = 3
calendar = "{calendar}"
counts = "{counts}"
otherwise = "left-out"
cases = 5
quiet = 3
"""


def rows(name):
    with Path(DATA or "", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def on(number):
    return FIRST + timedelta(days=int(number))


def outbreak():
    """
    The school as a record: who was absent from the day of absence, who was ill and came from the onset.
    """
    absences = []
    for row in rows("norovirus_derbyshire_2001_school.csv"):
        onset, absent = int(row["start_illness"]), int(row["day_absent"])
        number = row["pupil_no"]
        where = {"person": f"P{number}", "school": "S1", "class_": f"C{row['class']}"}
        if absent:
            known = on(onset) if 0 < onset <= absent else None
            absences.append(Absence(id=f"A{number}", first=on(absent), last=on(absent), onset=known, **where))
        if onset and not 0 < onset <= absent:  # ill without being absent, or later than the absence
            absences.append(
                Absence(id=f"B{number}", first=on(onset), last=on(onset), onset=on(onset), attending=True, **where)
            )
    return Record(
        schools=[School(id="S1", area="A")],
        classes=[SchoolClass(id=f"C{number}", school="S1") for number in range(1, 16)],
        areas=AREAS,
        terms=[Term(first=date(2001, 4, 23), last=date(2001, 7, 20), number=2)],
        exceptions=[DayException(kind="closure", first=on(24), last=on(25), of="S1")],
        absences=absences,
        since=FIRST,
    )


class BritishWeek:
    """
    The calendar that the data's description infers: weekends off.
    """

    def kind(self, day, /):
        return "weekend" if day.weekday() in (5, 6) else "workday"


@pytest.fixture(scope="module")
def record():
    return outbreak()


def fired(record, unit, window, basis):
    """
    The days on which each rule fires, by unit: the union of what all alerts of it fired on.
    """
    counts = "onset" if basis == "onset" else "first-absence"
    asked = region(OLD + RULES.format(unit=unit, calendar=window, counts=counts))
    asked = type(asked)(asked.code, asked.name, asked.rulebook, BritishWeek())
    found = {}
    for alert in asked.assess(record, at("2001-07-20 23:59")).alerts:
        found.setdefault((alert.place.id, alert.rule.id), set()).update((day - FIRST).days for day in alert.days)
    return found


ANSWERS = rows("norovirus_cluster_answers.csv") if DATA else []


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda row: f"{row['basis']}-{row['window']}-{row['class']}")
def test_the_cluster_rules_fire_on_the_days_on_which_they_did(record, answer):
    whole = answer["class"] == "ALL"
    found = fired(record, "school" if whole else "class", answer["window"], answer["basis"])
    place = "S1" if whole else f"C{answer['class']}"
    day, days = found.get((place, "day"), set()), found.get((place, "days"), set())
    expected = {int(one) for one in answer["days_firing"].split()}

    assert sorted(day | days) == sorted(expected)
    assert str(min(day, default="")) == answer["first_3_in_1_day"]
    assert str(min(days, default="")) == answer["first_5_in_3_days"]
    assert str(min(day | days, default="")) == answer["first_fire"]


def test_there_are_64_answers():
    assert len(ANSWERS) == 64
