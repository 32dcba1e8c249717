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
    documents = (chapter.document for chapter in bench.kit.own)
    lines += [f"  placeholder  {one.id}: {one.number}" for one in documents if _PLACEHOLDER in one.number]
    lines += [f"  {one.status}  {one.clause}: {one.why}" for one in bench.clauses if not one.good]
    return lines
