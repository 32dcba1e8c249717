"""
The answer to ``completeness``: every definition side by side, with the list of the silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from school_health.cli.report import Report, Section
from school_health.cli.words import LEVELS, REASONS, day_words, percent
from school_health.core.completeness import Completeness
from school_health.core.measure import DEFINITIONS
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.tally import Measured, Tally


__all__ = ["completeness_report"]

_SHOWN = 40


def completeness_report(region: Region, record: Record, counted: Completeness, by: str) -> Report:
    """
    Return the completeness of a period by school or area.
    """
    names = {area.id: area.name for area in record.areas}
    names |= {school.id: school.name or school.id for school in record.schools}
    titles = {duty: region.rulebook.duties[duty].title for duty in counted.duties}
    tasks = "、".join(dict.fromkeys(titles.values())) or "没有应报的任务"
    total = counted.total()
    return Report(
        title=f"{region.name} · {day_words(counted.first)} 至 {day_words(counted.last)} · {tasks}",
        about={
            "region": region.code,
            "from": counted.first.isoformat(),
            "to": counted.last.isoformat(),
            "at": counted.at.isoformat(),
            "duties": list(counted.duties),
        },
        sections=[
            Section(
                key="measures",
                title="文件所称的各项比率",
                columns={
                    "title": "名称",
                    "share": "结果",
                    "count": "分子/分母",
                    "target": "目标",
                    "reached": "达到",
                    "means": "算法",
                    "clause": "条款",
                },
                rows=[_measured(one) for one in counted.measures()],
            ),
            Section(key="rows", title=f"按{LEVELS[by]}", columns=_COLUMNS, rows=list(_rows(counted, by, names))),
            Section(key="total", title="合计", columns=_COLUMNS, rows=[_row(total, {"": "合计"})]),
            Section(
                key="silent",
                title="一次也没有报送",
                columns={"name": "单位", "place": "代码"},
                rows=[{"name": names.get(one, one), "place": one} for one in total.silent],
                shown=_SHOWN,
                empty="没有。",
            ),
            Section(
                key="exclusions",
                title="未计入的应报日",
                columns={"filer": "单位", "title": "任务", "reason": "原因", "days": "天数"},
                rows=[
                    {
                        "filer": names.get(one.filer, one.filer),
                        "title": titles[one.duty],
                        "duty": one.duty,
                        "reason": REASONS.get(one.reason, one.reason),
                        "days": one.days,
                    }
                    for one in counted.exclusions
                ],
                shown=_SHOWN,
            ),
        ],
        notes=list(record.assumptions),
    )


_COLUMNS = {
    "name": "单位",
    "due": "应报份数",
    "received": "已报",
    "on_time": "按时",
    "missing": "未报",
    "not_yet_due": "未到期",
    "reports": "日报告率",
    "on_time_share": "按时率",
    "expected": "应报单位",
    "complete": "每日均报",
    "complete_share": "完整率",
    "silent": "从未报",
}


def _rows(counted: Completeness, by: str, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for tally in counted.rows(by):
        if tally.due or tally.states:
            yield _row(tally, names)


def _row(tally: Tally, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "place": tally.place,
        "name": names.get(tally.place, tally.place),
        "due": tally.due,
        "received": tally.received,
        "on_time": tally.states.get("on_time", 0),
        "late": tally.states.get("late", 0),
        "missing": tally.states.get("missing", 0),
        "not_yet_due": tally.states.get("not_yet_due", 0),
        "reports": percent(tally.share("reports").value),
        "on_time_share": percent(tally.share("on-time").value),
        "expected": len(tally.expected),
        "complete": len(tally.complete),
        "complete_share": percent(tally.share("complete-filers").value),
        "silent": len(tally.silent),
    }


def _measured(one: Measured) -> dict[str, Any]:
    return {
        "measure": one.rule.id,
        "title": one.rule.title,
        "share": percent(one.share.value),
        "count": f"{one.share.numerator}/{one.share.denominator}",
        "numerator": one.share.numerator,
        "denominator": one.share.denominator,
        "target": f"{one.rule.target} %" if one.rule.target is not None else "",
        "reached": "未到期" if one.pending else {True: "是", False: "否", None: ""}[one.reached],
        "means": DEFINITIONS[one.rule.counts],
        "clause": one.rule.clause,
    }
