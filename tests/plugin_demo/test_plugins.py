"""
An outside plugin passes the kit, and one that is broken on purpose is told what is wrong with it, each time in its words.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from school_health import regions
from school_health.conformance.suites import Bench, items
from tests.plugin_demo.ways import WAYS, code_of


pytestmark = pytest.mark.usefixtures("plugins")


def told(code, item, **how):
    bench = Bench(code, **how)
    (found,) = [one for one in items(bench) if f"{one.suite}[{one.name}]" == item]
    return found.ask()


def test_the_plugin_is_found_by_its_entry_point():
    found = {one.code: (one.distribution, one.name, one.error) for one in regions()}

    assert found["demo"] == ("school-health-demo", "示例市", None)


def test_a_good_plugin_passes_all_that_the_kit_asks():
    asked = items(Bench("demo", shift=True))

    assert {one.suite for one in asked} >= {
        "region",
        "vectors",
        "clauses",
        "changes",
        "rulebook",
        "privacy",
        "answers",
        "shift",
    }
    assert [f"{one.suite}[{one.name}] {wrong}" for one in asked if (wrong := one.ask())] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_plugin_that_is_broken_is_told_what_is_wrong(way):
    wanted = WAYS[way]
    said = told(code_of(way), wanted.item, shift=True)

    assert [words for words in wanted.says if words not in said] == [], said


def test_pytest_asks_a_region_in_an_empty_folder(tmp_path, plugins):
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--sh-region=demo", "-k", "drill"]
    done = subprocess.run(command, cwd=tmp_path, env=around, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "4 clauses: 3 covered, 1 declared" in done.stdout
