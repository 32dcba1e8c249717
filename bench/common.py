"""
What the measurements share: a clock, a line of results, invented facts.
"""

from __future__ import annotations

import gc
import platform
from collections.abc import Callable
from datetime import date, datetime
from time import perf_counter

from school_health import SHANGHAI_TIME, Area, Filing, Post, Record, School, Term


DAY_2020 = date(2020, 10, 12)
AREAS = (
    Area(id="C", name="某市", level="city"),
    Area(id="A", name="甲区", level="county", parent="C"),
)
TERMS = (Term(first=date(2020, 9, 1), last=date(2021, 1, 22), number=1),)
SHANGHAI_RECORD = Record(
    schools=[School(id="S1", area="A", stage="primary")],
    filings=[
        Filing(duty="morning-check", filer="S1", filed_at=datetime(2020, 10, 12, 8, 0, tzinfo=SHANGHAI_TIME)),
        Filing(duty="noon-check", filer="S1", filed_at=datetime(2020, 10, 12, 13, 0, tzinfo=SHANGHAI_TIME)),
    ],
    posts=[
        Post(role="reporter", organisation="S1", person="r"),
        Post(role="deputy-head", organisation="S1", person="d"),
        Post(role="district-health-officer", organisation="A", person="o"),
    ],
    areas=AREAS,
    terms=TERMS,
    since=DAY_2020,
)


def best(run: Callable[[], object], times: int, repeats: int = 7) -> float:
    """
    Return the seconds of one run: the best of several repeats of so many runs.
    """
    found = []
    for _ in range(repeats):
        gc.collect()
        began = perf_counter()
        for _ in range(times):
            run()
        found.append((perf_counter() - began) / times)
    return min(found)


def shown(seconds: float) -> str:
    """
    Return a time in the unit that suits it.
    """
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def report(what: str, ours: float, against: str, theirs: float, goal: float | None = None) -> None:
    """
    Print a line: what was measured, against what, the ratio, and the goal if there is one.
    """
    wanted = "" if goal is None else f" (goal ≤ {goal:g})"
    print(f"{what}: {shown(ours)}; {against}: {shown(theirs)}; ratio {ours / theirs:.2f}{wanted}")


def machine() -> None:
    """
    Print on what is measured.
    """
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
