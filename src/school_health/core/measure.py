"""
Measures as declared: which rate a document names, of which duties, with which target.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from school_health.core.law import Rule


__all__ = ["DEFINITIONS", "Definition", "MeasureRule"]

Definition = Literal["reports", "on-time", "complete-filers", "any-report", "coverage", "covered-students"]

# What each definition divides by what; the same words stand in docs/completeness.md.
DEFINITIONS: dict[Definition, str] = {
    "reports": "报送份数 ÷ 应报份数（日报告率）",
    "on-time": "按时报送份数 ÷ 应报份数",
    "complete-filers": "每个应报日均已报送的单位 ÷ 应报单位",
    "any-report": "至少报送一次的单位 ÷ 应报单位",
    "coverage": "已接入系统的学校 ÷ 学校总数",
    "covered-students": "已接入学校的学生 ÷ 学生总数",
}


@frozen(kw_only=True, eq=False)
class MeasureRule(Rule):
    """
    A rate that a document names.

    Args:
        counts: which of `DEFINITIONS` it is.
        of: the duties that it counts; empty for coverage.
        scope: whom it counts.
        target: the share to be reached, in percent.
        period: how often it is drawn up.
        by: the levels at which it is drawn up.
    """

    counts: Definition
    of: tuple[str, ...] = ()
    scope: str | None = None
    target: int | None = None
    period: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
