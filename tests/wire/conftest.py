"""
The example county of each region, with what the region answers.
"""

from __future__ import annotations

import pytest

from school_health import open_region, read_folder
from school_health.cli.example import write_example
from school_health.cli.scenario import read_scenario
from school_health.registry import example_of


@pytest.fixture(scope="package", params=["shanghai", "jiangsu", "guyuan"])
def county(request, tmp_path_factory):
    region = open_region(request.param)
    folder = tmp_path_factory.mktemp("county") / "new"
    write_example(region, folder, seed=1, schools=12)
    record = read_folder(folder, region=region)
    return region, record, read_scenario(example_of(region.code)).at
