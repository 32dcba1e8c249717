"""
What it costs to begin: importing the package, and a first assessment in a fresh interpreter.
"""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

from common import report


FIRST = """
from datetime import date, datetime
from school_health import SHANGHAI_TIME, Record, School, open_region
record = Record(schools=[School(id="S1", area="A")], since=date(2020, 10, 12))
found = open_region("shanghai").assess(record, datetime(2020, 10, 12, 17, 30, tzinfo=SHANGHAI_TIME))
assert len(found.dues.missing) == 3
"""
LIBRARIES = (
    "import attrs, cattrs, pluggy, tomllib, chinese_calendar, zoneinfo, graphlib, importlib.metadata, importlib.resources"
)


def fresh(code: str, repeats: int = 15) -> float:
    """
    Return the seconds that a fresh interpreter takes for some code: the best of several.
    """
    found = []
    for _ in range(repeats):
        began = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        found.append(perf_counter() - began)
    return min(found)


def main() -> None:
    """
    Time both against the bare interpreter.
    """
    empty = fresh("pass")
    report(
        "import school_health",
        fresh("import school_health") - empty,
        "import attrs, pluggy",
        fresh("import attrs, pluggy") - empty,
        goal=1.2,
    )
    report("first assessment, cold", fresh(FIRST) - empty, "importing the libraries it needs", fresh(LIBRARIES) - empty)


if __name__ == "__main__":
    main()
