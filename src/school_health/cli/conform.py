"""
``conform``: the conformance kit of one region, as a run of pytest of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path


__all__ = ["conform"]

_PLUGIN = "school_health.conformance.plugin"
# What pytest returns where all passed, where something failed, and where it was not asked rightly.
_PASSED, _FAILED, _MISUSED = 0, 1, 2


def conform(
    region: str, *, shift: bool, clauses: Path | None, under: int | None, jobs: int, more: Sequence[str] = ()
) -> int:
    """
    Ask a region all that the kit asks, in an empty folder, so that no settings or tests of the caller's take part.

    Args:
        region: the region's code.
        shift: whether everything is moved by one unit as well.
        clauses: a list of clauses that it has to show or declare.
        under: fail only if under so many percent of the clauses are covered or declared.
        jobs: how many processes share the work; 0 is one for each processor where everything is moved, and else one.
        more: further arguments for pytest, such as ``-k js23``.

    Returns:
        0 where all is as the kit asks, 1 where not, 2 where it could not be asked.
    """
    for needed in ("pytest", "xdist"):
        if find_spec(needed) is None:
            sys.stderr.write(f"缺少 {needed}：请先安装 school-health[conformance]\n")
            return _MISUSED
    arguments = [f"--sh-region={region}", "-q", "--no-header", "--tb=short", "-p", "no:cacheprovider"]
    arguments += ["--sh-shift"] if shift else []
    arguments += [f"--sh-clauses={clauses.resolve()}"] if clauses is not None else []
    arguments += [f"--sh-clauses-under={under}"] if under is not None else []
    sharing = jobs or (os.cpu_count() or 1 if shift else 1)
    arguments += ["-n", str(sharing), "--dist", "worksteal"] if sharing > 1 else []
    arguments += ["-p", _PLUGIN] if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD") else []
    with tempfile.TemporaryDirectory() as empty:
        settings = Path(empty, "pytest.ini")
        settings.write_text("[pytest]\n", encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-c", str(settings), "--rootdir", empty, empty, *arguments, *more]
        done = subprocess.run(command, check=False).returncode  # noqa: S603 - what the user asked for
    return done if done in (_PASSED, _FAILED) else _MISUSED
