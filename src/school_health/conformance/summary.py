"""
The summary of a run: clauses, and what is left of the shifts, in a few lines.
"""

from __future__ import annotations

from collections import Counter

from school_health.conformance.coverage import Status
from school_health.conformance.suites import Bench


__all__ = ["summary"]

# How the skeleton of a new region calls its document until somebody has written a real one.
_PLACEHOLDER = "待换成"
_STATES: tuple[Status, ...] = ("covered", "declared", "one-sided", "UNCOVERED", "FAILING")


def summary(bench: Bench) -> list[str]:
    """
    Return what is said at the end of a run.
    """
    counted = Counter(one.status for one in bench.clauses)
    states = ", ".join(f"{counted[state]} {state}" for state in _STATES if counted[state])
    lines = [f"{len(bench.clauses)} clauses: {states or 'none'}; {len(bench.kit.vectors)} vectors"]
    lines += [f"  declared  {one.clause}: {one.why}" for one in bench.clauses if one.status == "declared"]
    lines += (
        [f"  {untried} other choices of readings under which no vector is asked"] if (untried := _untried(bench)) else []
    )
    documents = (chapter.document for chapter in bench.kit.own)
    lines += [f"  placeholder  {one.id}: {one.number}" for one in documents if _PLACEHOLDER in one.number]
    lines += [f"  {one.status}  {one.clause}: {one.why}" for one in bench.clauses if not one.good]
    return lines


def _untried(bench: Bench) -> int:
    """
    Return how many choices of the region's readings, other than those shipped, no vector of its own is asked under.
    """
    tried = {choice for vector in bench.kit.own_vectors for choice in vector.readings.items()}
    readings = [one for chapter in bench.kit.own for one in chapter.reading]
    return sum((one.id, choice) not in tried for one in readings for choice in one.choices if choice != one.choice)
