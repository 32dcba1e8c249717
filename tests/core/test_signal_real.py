from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from school_health.core.signal import DETECTORS, ears_c1, ears_c2, ears_c3


FOLDER = os.environ.get("SCHOOL_HEALTH_REAL_DATA", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="SCHOOL_HEALTH_REAL_DATA does not name the folder of real data")


def rows(name):
    with (Path(FOLDER) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def salmonella():
    """
    The weekly counts of the years before, and of those that are judged.
    """
    parts = [[int(row["n_cases"]) for row in rows(f"epysurv_salmonella_{part}.csv")] for part in ("train", "test")]
    assert [len(part) for part in parts] == [365, 105]
    return parts


def alarms(name, **settings):
    """
    The places of the judged part on which a detector alarms, and those on which the published run did.
    """
    before, judged = salmonella()
    points = DETECTORS[name]([*before, *judged], **settings)[len(before) :]
    published = rows(f"epysurv_EarsC{name[-1]}_pred.csv")
    assert [point.observed for point in points] == [int(row["n_cases"]) for row in published]
    assert "no-baseline" not in {point.verdict for point in points}
    ours = [place for place, point in enumerate(points) if point.verdict == "alarm"]
    return ours, [place for place, row in enumerate(published) if row["alarm"] == "1"]


@pytest.mark.parametrize(("name", "count"), [("ears-c1", 5), ("ears-c2", 7)])
def test_c1_and_c2_alarm_in_just_the_weeks_in_which_the_published_run_does(name, count):
    ours, published = alarms(name)

    assert ours == published
    assert len(ours) == count


def test_c3_alarms_in_eight_weeks_and_the_published_run_misses_the_two_that_begin():
    ours, published = alarms("ears-c3", alpha=0.001)

    assert (len(ours), len(published)) == (8, 6)
    # The code of R leaves the current week out, and so never sees the first week of a rise.
    assert sorted(set(ours) ^ set(published)) == [44, 77]
    assert set(published) < set(ours)


def test_the_published_upper_bounds_of_the_first_weeks_of_2011_come_out():
    before, judged = salmonella()
    points = ears_c1([*before, *judged], alpha=0.05)[len(before) :]

    assert [round(point.upper, 6) for point in points[:4]] == [3.278854, 3.278854, 3.436517, 3.855617]


@pytest.mark.parametrize(
    ("detect", "settings", "upper", "statistic", "alarm"),
    [
        (ears_c1, {}, "C1_upper_a001_min0", None, "C1_alarm_min0"),
        (ears_c1, {"least_sigma": 0.5}, "C1_upper_a001_min0.5", None, "C1_alarm_min0.5"),
        (ears_c2, {"least_sigma": 0.5}, "C2_upper_a001_min0.5", None, "C2_alarm_min0.5"),
        (ears_c3, {"least_sigma": 0.5}, None, "C3_stat_min0.5", "C3_alarm_a025_min0.5"),
    ],
)
def test_an_outbreak_at_a_school_is_seen_on_the_days_of_the_answers(detect, settings, upper, statistic, alarm):
    answers = rows("norovirus_ears_school_teaching_days.csv")
    points = detect([int(row["new_absent"]) for row in answers], **settings)
    said = {"": "no-baseline", "0": "quiet", "1": "alarm"}

    assert [point.verdict for point in points] == [said[row[alarm]] for row in answers]
    for column, found in ((upper, [point.upper for point in points]), (statistic, [point.statistic for point in points])):
        if column is not None:
            expected = [float(row[column]) if row[column] else None for row in answers]
            assert found == pytest.approx(expected, abs=5.1e-5)
