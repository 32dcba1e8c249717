"""
The answers to ``day`` and ``timeline``: an assessment as tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from school_health.cli.alerts import alerts_today, noted_criteria
from school_health.cli.findings import findings_today
from school_health.cli.names import Names
from school_health.cli.report import Report, Section
from school_health.cli.words import BASES, SHOWN, STATES, day_words, deadline_words, moment_words
from school_health.core.assess import Assessment
from school_health.core.due import STATES as ALL_STATES
from school_health.core.due import Due
from school_health.core.escalation import Notice
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.files.noted import notes_of, uncounted


__all__ = ["day_report", "needs_action", "timeline_report"]


def day_report(region: Region, record: Record, found: Assessment) -> Report:
    """
    Return what a moment's assessment says: tasks of the day, what is open, whom to tell, what repetition brought.
    """
    today = found.at.date()
    current = [due for due in found.dues if due.concerns(today)]
    opened = [due for due in found.dues if due.state == "missing"]
    late = [due for due in found.dues if due.state == "late" and due.concerns(today)]
    told = [notice for notice in found.notices if notice.at.date() == today]
    names = Names(region, record)
    refused = [due for due in found.dues if due.outcome.refused and due.concerns(today)]
    return Report(
        title=f"{region.name} · {moment_words(found.at)} · {len(record.school_by_id)} 所学校 · 自 {found.since} 起",
        about={"region": region.code, "at": found.at.isoformat(), "since": found.since.isoformat()},
        sections=[
            Section(
                key="summary",
                title="当日任务",
                columns={
                    "title": "任务",
                    "deadline": "截止",
                    **STATES,
                    "basis_words": "依据",
                    "clause": "条款",
                },
                rows=list(_summary(current)),
                empty="今天没有到期或待报的任务。",
            ),
            Section(
                key="open",
                title="未报（今日的在前）",
                columns=_DUE_COLUMNS,
                rows=[names.due(due) for due in sorted(opened, key=lambda due: (due.first != today, due.key[0], due.filer))],
                shown=SHOWN,
                empty="没有。",
            ),
            Section(
                key="late", title="迟报（当日）", columns=_LATE_COLUMNS, rows=[names.due(due) for due in late], shown=SHOWN
            ),
            Section(
                key="refused",
                title="未采用的重复报送",
                columns={"filer": "单位", "title": "任务", "period": "所属", "count": "份数", "clause": "条款"},
                rows=[{**names.due(due), "count": len(due.outcome.refused)} for due in refused],
                shown=SHOWN,
            ),
            Section(
                key="notices",
                title="今日应通知",
                columns=_NOTICE_COLUMNS,
                rows=[names.notice(notice) for notice in told],
                shown=SHOWN,
                empty="到此刻为止没有。",
            ),
            Section(
                key="consequences",
                title="累计后果（最近的在前）",
                columns={
                    "at": "达到时间",
                    "subject": "对象",
                    "title": "后果",
                    "count": "次数",
                    "lists": "列入",
                    "clause": "条款",
                },
                rows=[names.consequence(one) for one in sorted(found.consequences, key=lambda one: one.at, reverse=True)],
                shown=SHOWN,
            ),
            *alerts_today(region, names, found.alerts, found.criteria, today),
            *findings_today(region, record, found),
        ],
        notes=[
            *noted_criteria(found.criteria, today),
            *notes_of(region, record, found),
            *uncounted(region, record, found),
            *_readings(region, current),
            *_earlier(found, today),
        ],
    )


def needs_action(found: Assessment) -> bool:
    """
    Say whether a moment's assessment asks somebody to act: on a missing due, a consequence, a finding, or a lasting alert.
    """
    wrong = bool(found.dues.missing or found.consequences or found.findings)
    return wrong or any(alert.lasts(found.at.date()) for alert in found.alerts)


def timeline_report(region: Region, record: Record, on: date, notices: Sequence[Notice], now: datetime) -> Report:
    """
    Return every notice of a day and of its dues, in order of time: those before ``now`` as sent, the rest as to come.
    """
    names = Names(region, record)
    rows = [{**names.notice(one), "when": "已发" if one.at <= now else "将发"} for one in notices]
    return Report(
        title=f"{region.name} · {day_words(on)} · 逐级提醒推演",
        about={"region": region.code, "on": on.isoformat(), "now": now.isoformat()},
        sections=[
            Section(
                key="notices",
                title="通知（按时间）",
                columns={"when": "状态", **_NOTICE_COLUMNS},
                rows=rows,
                empty="没有：各项任务都已按时完成，或当日没有会逐级提醒的任务。",
            )
        ],
        notes=[*record.assumptions],
    )


_DUE_COLUMNS = {
    "filer": "单位",
    "title": "任务",
    "matter": "事项",
    "period": "所属",
    "deadline": "截止",
    "lacks": "缺少",
    "clause": "条款",
}
_LATE_COLUMNS = {
    "filer": "单位",
    "title": "任务",
    "matter": "事项",
    "period": "所属",
    "deadline": "截止",
    "filed": "报送时间",
    "clause": "条款",
}
_NOTICE_COLUMNS = {
    "at": "时间",
    "level": "级别",
    "to": "通知",
    "filer": "单位",
    "title": "任务",
    "enters": "记入",
    "clause": "条款",
}


def _summary(dues: Iterable[Due]) -> Iterator[Mapping[str, Any]]:
    """
    Yield a row for each duty and deadline; what events opened stands together under its earliest open deadline.
    """
    groups: dict[tuple[str, str, str], list[Due]] = {}
    for due in dues:
        words = "" if due.event is not None else deadline_words(due.deadline)
        groups.setdefault((due.duty.id, words, due.basis), []).append(due)
    for (_, words, basis), group in groups.items():
        duty = group[0].duty
        counts: dict[str, int] = {state: sum(due.state == state for due in group) for state in ALL_STATES}
        yield {
            "duty": duty.id,
            "title": duty.title,
            "deadline": words or _earliest(group),
            **counts,
            "expected": len(group),
            "basis": basis,
            "basis_words": BASES[basis],
            "clause": duty.clause,
        }


def _earliest(dues: Sequence[Due]) -> str:
    if dues[0].duty.by is not None and dues[0].duty.by.at_once:
        return "第一时间"
    named = [due.deadline for due in dues if due.deadline is not None]
    still = [due.deadline for due in dues if due.deadline is not None and due.open] or named
    words = deadline_words(min(still, key=lambda deadline: deadline.at)) if still else deadline_words(None)
    return f"最早 {words}" if len({deadline.at for deadline in named}) > 1 else words


def _readings(region: Region, dues: Iterable[Due]) -> Iterator[str]:
    names = sorted({reading for due in dues for reading in due.readings})
    if names:
        yield f"当日任务依据的理解：{'、'.join(names)}（rules {region.code} --clause 条款 可查看，--reading 可更换）。"


def _earlier(found: Assessment, today: date) -> list[str]:
    yesterday = today - timedelta(days=1)
    before = [notice for notice in found.notices if notice.at.date() < today]
    return [f"{yesterday.isoformat()} 及以前应发的通知 {len(before)} 条，用 timeline 逐日查看。"] if before else []
