from __future__ import annotations

import sys
import types
from importlib.metadata import EntryPoint

import pytest

from school_health import hookspecs, registry
from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.conformance.suites import Bench, items
from tests.builders import DOCUMENT, duty


BY_TEN = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 10:00:00, edge = "out" }')
BY_NINE = DOCUMENT.partition("[terms]")[0].replace('id = "doc"', 'id = "own"').replace('id = "c', 'id = "own-c') + duty(
    'filer = "school"\nevery = ["teaching-day"]\nby = { time = 09:00:00, edge = "out" }\nreplaces = ["d"]', "own-d"
).replace('clause = "c"', 'clause = "own-c"')
FILED = """
[[vector]]
id = "{id}"
says = "这样。"
clause = "{clause}"
at = 2024-11-18T12:00:00
{more}
[vector.given]
since = 2024-11-18
filings = [{{ duty = "{duty}", filed_at = 2024-11-18T09:30:00 }}]
[vector.expect.dues]
{duty} = ["{state}"]
"""


@pytest.fixture
def regions(monkeypatch, tmp_path):
    """Add a region, and one that inherits from it, with the vectors given for each."""

    def add(base, own):
        points = []
        for code, law, vectors, inherits in (("base", DOCUMENT + BY_TEN, base, None), ("derived", BY_NINE, own, "base")):
            folder = tmp_path / code
            for kind, name, text in (
                ("rulebook", {"base": "doc", "derived": "own"}[code], law),
                ("vectors", "x.vectors", vectors),
            ):
                (folder / kind).mkdir(parents=True)
                (folder / kind / f"{name}.toml").write_text(text, "utf-8")
            module = types.ModuleType(f"over_{code}")

            def hook(register, code=code, folder=folder, inherits=inherits):
                register.region(
                    code,
                    name=code,
                    rulebook=folder / "rulebook",
                    vectors=folder / "vectors",
                    edition=1,
                    inherits=inherits,
                    calendar=StateCouncilCalendar,
                )

            module.school_health_region = hookspecs.hookimpl(specname="school_health_region")(hook)
            monkeypatch.setitem(sys.modules, module.__name__, module)
            points.append(EntryPoint(name=code, value=module.__name__, group=registry.GROUP))
        monkeypatch.setattr(registry, "entry_points", lambda group: points)

    registry._open.cache_clear()
    registry._declared.cache_clear()
    yield add
    registry._open.cache_clear()
    registry._declared.cache_clear()


BASE = FILED.format(id="base-v", clause="c", more="", duty="d", state="on_time")


def asked(code):
    return {
        f"{one.suite}[{one.name}]": one.ask()
        for one in items(Bench(code))
        if one.suite in ("vectors", "overrides", "region")
    }


def test_a_vector_that_does_not_hold_where_it_is_inherited_fails_there(regions):
    regions(BASE, FILED.format(id="own-v", clause="own-c", more="", duty="own-d", state="late"))
    found = asked("derived")

    assert asked("base") == {"region[opens]": "", "vectors[base-v]": ""}
    assert found["vectors[own-v]"] == ""
    assert found["vectors[base-v]"].startswith("x.vectors.toml: base-v")


def test_one_that_the_region_overrides_with_its_own_clause_is_not_asked(regions):
    regions(BASE, FILED.format(id="own-v", clause="own-c", more='overrides = "base-v"', duty="own-d", state="late"))

    assert asked("derived") == {"region[opens]": "", "vectors[own-v]": "", "overrides[own-v]": ""}
