"""
Two real outbreaks the whole way, from spells to what an assessment says: influenza in a boarding school in 1978, and EARS
on the teaching days of the norovirus school.
"""

from __future__ import annotations

import csv
import os
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from school_health import Absence, Area, Record, Region, School, SchoolClass, Term
from tests.builders import DOCUMENT, at, day, region
from tests.core.test_norovirus_real import BritishWeek, on, outbreak


DATA = os.environ.get("SCHOOL_HEALTH_REAL_DATA")

pytestmark = pytest.mark.skipif(DATA is None, reason="SCHOOL_HEALTH_REAL_DATA does not name the folder of real data")

ROLL = 763
RULEBOOK = files("school_health.adapters.cn") / "rulebook"


def rows(name):
    with Path(DATA or "", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spells(column):
    """
    Return who was ill on which days: as many on each day as were counted, and those who fell ill first get well first.
    """
    ill, ended, begun = [], [], 0
    for row in ANSWERS:
        today, count = date.fromisoformat(row["date"]), int(row[column])
        while len(ill) > count:
            number, first = ill.pop(0)
            ended.append((number, first, date.fromordinal(today.toordinal() - 1)))
        while len(ill) < count:
            begun += 1
            ill.append((begun, today))
    last = date.fromisoformat(ANSWERS[-1]["date"])
    return [*ended, *((number, first, last) for number, first in ill)]


def school(column):
    absences = [
        Absence(
            id=f"A{number}",
            person=f"P{number}",
            school="S1",
            class_="S1-1",
            first=first,
            last=last,
            onset=first,
            disease="influenza",
        )
        for number, first, last in spells(column)
    ]
    return Record(
        schools=[School(id="S1", area="A", students=ROLL)],
        classes=[SchoolClass(id="S1-1", school="S1", students=ROLL)],
        areas=[Area(id="A", name="甲县", level="county")],
        terms=[Term(first=day("1978-01-09"), last=day("1978-04-07"), number=2)],
        absences=absences,
        since=day("1978-01-16"),
    )


ANSWERS = rows("influenza_1978_answers.csv") if DATA else []
COLUMNS = pytest.mark.parametrize("column", ["in_bed", "out_of_class"])

SHARE = """
[[alert]]
id = "share"
clause = "c"
title = "现患比例"
unit = ["school"]
gives = "criterion"
counts = "present"
percent = {percent}
quiet = 7
"""


def of_1978(text):
    """
    A region of a rule, with a document of before 1978 and a calendar for that year.
    """
    made = region(text)
    return Region(made.code, made.name, made.rulebook, BritishWeek())


def fired(text, column, rule):
    answer = of_1978(text).assess(school(column), at("1978-02-10 12:00"), since=day("1978-01-16"))
    return sorted({found.isoformat() for one in answer.criteria if one.rule.id == rule for found in one.days})


def shares(percent):
    """
    The rule as a text: 763 pupils, of whom so many percent are ill at present.
    """
    words = '[[vocabulary]]\nid = "v"\nclause = "c"\ntitle = "病"\nof = "disease"\nwords = { influenza = "流感" }\n'
    return DOCUMENT.replace("since = 2020-01-01", "since = 1970-01-01") + words + SHARE.format(percent=percent)


def test_the_answers_are_those_of_the_observations():
    for seen, answer in zip(rows("influenza_england_1978_school.csv"), ANSWERS, strict=True):
        assert (seen["date"], seen["in_bed"], seen["convalescent"]) == tuple(
            answer[key] for key in ("date", "in_bed", "convalescent")
        )


@COLUMNS
def test_the_spells_are_as_many_each_day_as_were_counted(column):
    found = [sum(first <= date.fromisoformat(row["date"]) <= last for _, first, last in spells(column)) for row in ANSWERS]

    assert found == [int(row[column]) for row in ANSWERS]


@pytest.mark.parametrize("percent", [5, 10, 30])
def test_a_share_of_the_school_fires_on_the_days_on_which_it_was_reached(percent):
    expected = [row["date"] for row in ANSWERS if row[f"ge_{percent}pct"] == "1"]

    assert fired(shares(percent), "out_of_class", "share") == expected


def test_76_of_763_are_not_ten_percent():
    in_bed = fired(shares(10), "in_bed", "share")

    assert "1978-01-25" not in in_bed
    assert in_bed[0] == "1978-01-26"
    assert fired(shares(9), "in_bed", "share")[0] == "1978-01-25"


def national_1978():
    """
    The guide's criteria and the words that they use, as shipped, with documents that begin before 1978.
    """
    texts = [(RULEBOOK / name).read_text("utf-8") for name in NEEDED]
    for since in ("2018-01-01", "2006-04-01", "2005-12-01", "2020-07-28", "2000-01-01"):
        texts = [text.replace(f"since = {since}", "since = 1970-01-01") for text in texts]
    made = region(*texts)
    return Region(made.code, made.name, made.rulebook, BritishWeek())


NEEDED = ("cn-ours.toml", "cn-2005-emergency.toml", "cn-2006-65.toml", "cn-ili-2018.toml", "cn-wst-772.toml")


@pytest.mark.parametrize(("column", "last"), [("out_of_class", "1978-01-31"), ("in_bed", "1978-01-29")])
def test_the_criterion_of_a_class_with_influenza_is_met_when_thirty_percent_are_ill(column, last):
    answer = national_1978().assess(school(column), at("1978-02-10 12:00"), since=day("1978-01-16"))
    (present,) = [one for one in answer.criteria if one.rule.id == "cn18-ili-present"]
    (new,) = [one for one in answer.criteria if one.rule.id == "cn18-ili-new"]
    expected = [row["date"] for row in ANSWERS if 100 * int(row[column]) >= 30 * ROLL]

    assert [one.isoformat() for one in present.days] == expected
    assert expected[-1] == last
    # Three fell ill on the first day, five or more on the second.
    assert new.first == day("1978-01-23")


def test_thirty_in_a_week_make_an_emergency_before_a_share_of_the_school_is_reached():
    answer = national_1978().assess(school("in_bed"), at("1978-02-10 12:00"), since=day("1978-01-16"))
    (alert,) = [one for one in answer.alerts if one.rule.id == "cn05-ili"]

    # 3, 8 and 26 in bed; 76 the day after.
    assert (alert.first, alert.reached) == (day("1978-01-25"), "cases")


# ---------------------------------------------------------------------- EARS on the teaching days of the norovirus school


SIGNALS = [
    ("signal-c1", "C1_upper_a001_min0.5", "C1_alarm_min0.5"),
    ("signal-c2", "C2_upper_a001_min0.5", "C2_alarm_min0.5"),
    ("signal-c3", None, "C3_alarm_a025_min0.5"),
]


@pytest.mark.parametrize(("rule", "upper", "alarm"), SIGNALS)
def test_the_shipped_signals_say_of_the_norovirus_school_what_the_answers_say(rule, upper, alarm):
    answers = rows("norovirus_ears_school_teaching_days.csv")
    texts = [(RULEBOOK / name).read_text("utf-8") for name in ("cn-ours.toml", "cn-signals.toml")]
    made = region(*texts, readings={"signals": "on"})
    asked = Region(made.code, made.name, made.rulebook, BritishWeek())
    last = on(answers[-1]["day"])
    found = [one for one in asked.assess(outbreak(), at(f"{last} 23:59")).signals if one.rule.id == rule]
    said = {"": "no-baseline", "0": "quiet", "1": "alarm"}

    assert [(one.day, one.observed) for one in found] == [(on(row["day"]), int(row["new_absent"])) for row in answers]
    assert [one.verdict for one in found] == [said[row[alarm]] for row in answers]
    if upper is not None:
        expected = [float(row[upper]) if row[upper] else None for row in answers]
        assert [one.upper for one in found] == pytest.approx(expected, abs=5.1e-5)
