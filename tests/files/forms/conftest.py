"""
The example counties of the three regions, read once, and every form of theirs filled in.
"""

from __future__ import annotations

from functools import cache

import pytest

from school_health import open_region, read_folder
from school_health.cli.example import write_example
from tests.builders import at, day


MOMENTS = {"jiangsu": "2023-05-08 15:30", "shanghai": "2020-10-12 16:45", "guyuan": "2020-02-26 10:30"}
# What each form is told beside the moment; of the others the usual span is taken.
TOLD = {
    "alert-list": {"first": day("2023-04-21"), "last": day("2023-05-08")},
    "unreported-list": {"last": day("2023-05-08")},
    "alert-card": {"about": "E1"},
    "spot-check-sheet": {"seed": "2023-05-08 抽查"},
    "investigation-report": {
        "about": "investigation/甲区/2020-09-25/breach:missed-report:morning-check:S0005:None:2020-09-25",
    },
    "health-card-form": {"about": "S0001-1-P01", "address": "https://card.example.cn/fill?school=S0001"},
}


@pytest.fixture(scope="session")
def opened(tmp_path_factory):
    """Return a function that gives a region and its example county."""

    @cache
    def open_example(code):
        folder = tmp_path_factory.mktemp("example") / code
        law = open_region(code)
        write_example(law, folder, seed=1, schools=12)
        return law, read_folder(folder, region=law)

    return open_example


@pytest.fixture(scope="session")
def filled(opened):
    """Return a function that gives a form of a region, filled in from its example county."""

    @cache
    def fill(code, form):
        law, record = opened(code)
        return law.fill(record, form, at(MOMENTS[code]), **TOLD.get(form, {}))

    return fill
