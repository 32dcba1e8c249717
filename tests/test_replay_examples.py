"""
Every example county, asked day by day: the alerts are those of one run over the whole period.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from school_health import read_folder
from school_health.cli.example import write_example
from school_health.cli.scenario import read_scenario
from school_health.core.moment import midnight
from school_health.registry import example_of, open_region


EXAMPLES = ("guyuan", "jiangsu", "shanghai")


def raised(answer):
    return [(one.id, one.raised_at, one.first, one.raised_on) for one in (*answer.alerts, *answer.criteria)]


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_alerts_of_an_example_county_day_by_day_are_those_of_one_run(code, tmp_path):
    region, scenario = open_region(code), read_scenario(example_of(code))
    write_example(region, tmp_path / code, seed=1, schools=12)
    record = read_folder(tmp_path / code, region=region)
    since = scenario.first
    whole = raised(region.assess(record, scenario.at, since=since))
    day = scenario.first
    asked = []
    while day <= scenario.at.date():
        at = min(midnight(day) + timedelta(hours=15), scenario.at)
        asked.append(at)
        assert raised(region.assess(record, at, since=since)) == [one for one in whole if one[1] <= at]
        # A host that stores what it has seen by each day knows no more than that.
        assert raised(region.assess(record.as_of(at), at, since=since)) == [one for one in whole if one[1] <= at]
        day += timedelta(days=1)

    assert len(asked) > 1
    assert whole != []


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_county_corrects_an_absence_late(code, tmp_path):
    region = open_region(code)
    write_example(region, tmp_path / code, seed=1, schools=12)
    record = read_folder(tmp_path / code, region=region)

    assert any(len(versions) > 1 for versions in record.absence_versions.values())
    assert any(one.recorded_at is not None and one.recorded_at.date() > one.first for one in record.absences)
