"""
The parts of the page on reporting: the tasks, what is open, what was late, whom to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from school_health.core.due import STATES as ALL_STATES
from school_health.core.due import Due
from school_health.core.escalation import Notice
from school_health.files.page.model import Cell, Chart, Cite, Column, Group, Panel, Part, Row, Series, Table, cells
from school_health.files.page.rates import HEADS, MARKS
from school_health.files.page.view import SHOWN, View, collapsed
from school_health.files.wording import STATES, deadline_words, moment_words


__all__ = ["late_part", "notice_part", "open_part", "task_part"]

# ------------------------------------------------------------------ tasks


def task_part(view: View) -> Part:
    """
    Return the tasks of the day or period, with how many dues are in each state.
    """
    groups: dict[tuple[str, str, str], list[Due]] = {}
    for due in view.dues():
        words = "" if due.event is not None or view.period else deadline_words(due.deadline)
        groups.setdefault((due.duty.id, words, due.basis), []).append(due)
    rows = [
        Row(
            cells(
                dues[0].duty.title,
                len(dues),
                *(sum(due.state == state for due in dues) for state in ALL_STATES),
                words or _earliest(dues, period=view.period),
            ),
            (view.of_due(dues[0]),),
        )
        for (_, words, _), dues in groups.items()
    ]
    table = Table(
        key="tasks",
        title="各项任务" if view.period else "当日任务",
        columns=(Column("任务"), Column("应报", number=True), *HEADS, Column("截止", line=True)),
        groups=(Group(rows),) if rows else (),
        empty="没有应报的任务。" if view.period else "今天没有到期或待报的任务。",
        short=True,
    )
    charts = [_by_day(view)] if view.period else []
    return Part(key="tasks", title="任务", charts=charts, tables=(table,))


def _earliest(dues: Sequence[Due], *, period: bool) -> str:
    """
    Return the deadline of dues that stand together: the earliest one that is still open.
    """
    if dues[0].duty.by is not None and dues[0].duty.by.at_once:
        return "第一时间"
    named = [due.deadline for due in dues if due.deadline is not None]
    if not named:
        return deadline_words(None)
    if period:
        return "按期"
    still = [due.deadline for due in dues if due.deadline is not None and due.open] or named
    words = deadline_words(min(still, key=lambda deadline: deadline.at))
    return f"最早 {words}" if len({deadline.at for deadline in named}) > 1 else words


def _by_day(view: View) -> Chart:
    """
    Return what was missing and late, by the first day of what was due.
    """
    days = _days(view.first, view.last)
    counts = {state: dict.fromkeys(days, 0) for state in ("missing", "late")}
    for due in view.dues():
        if due.state in counts:
            counts[due.state][due.first] += 1
    series = [
        Series(f"{MARKS[state][0]} {STATES[state]}", tuple(counts[state].values()), style)
        for state, style in (("missing", "solid"), ("late", "open"))
    ]
    return Chart(
        key="late-by-day",
        title="未报和迟报，按所属日期",
        unit="份",
        days=days,
        panels=(Panel(series),),
        empty="这段时间没有未报和迟报。",
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


# ------------------------------------------------------------------ open and late


_LIST = (
    Column("单位"),
    Column("任务"),
    Column("事项", plain=""),
    Column("所属", line=True),
    Column("截止", line=True),
)
_TIMES = Column("份数", number=True, plain="1")


def open_part(view: View) -> Part:
    """
    Return what is missing: how much of each duty, then one by one, that of today first.
    """
    missing = [due for due in view.found.dues.missing if not view.period or view.holds(due.first)]
    missing.sort(key=lambda due: (due.first != view.today, due.duty.id, due.place, due.first, due.filer))
    by_duty: dict[tuple[str, str], list[Due]] = {}
    for due in missing:
        by_duty.setdefault((due.duty.id, due.basis), []).append(due)
    rows = [
        Row(
            cells(
                dues[0].duty.title,
                len(dues),
                sum(due.first == view.today for due in dues),
                min(due.first for due in dues).isoformat(),
            ),
            (view.of_due(dues[0]),),
        )
        for dues in by_duty.values()
    ]
    today = Column("其中所属今日", number=True, plain="0" if view.period else None)
    columns = (Column("任务"), HEADS[2], today, Column("最早所属", line=True))
    summary = Table(
        key="open-by-duty",
        title="未报，按任务",
        columns=columns,
        groups=(Group(rows),) if rows else (),
        empty="没有未报。",
        short=True,
    )
    listed = Table(
        key="open",
        title="未报，逐项（今日的在前）",
        columns=(*_LIST, Column("缺少", plain=""), _TIMES),
        groups=_grouped(collapsed(_dues(view, missing, lacks=True))),
        shown=SHOWN,
        file="未报",
        fold=True,
    )
    return Part(key="open", title=f"未报（截至 {moment_words(view.at)}）", tables=(summary, listed))


def late_part(view: View) -> Part:
    """
    Return what was filed late.
    """
    late = [due for due in view.dues() if due.state == "late"]
    table = Table(
        key="late",
        title="迟报，逐项",
        columns=(*_LIST, Column("报送时间", line=True), _TIMES),
        groups=_grouped(collapsed(_dues(view, late, lacks=False))),
        shown=SHOWN,
        empty="没有迟报。",
        file="迟报",
        fold=True,
    )
    return Part(key="late", title="迟报", tables=(table,))


def _dues(view: View, dues: Iterable[Due], *, lacks: bool) -> Iterator[tuple[Sequence[Cell | str], Sequence[Cite]]]:
    called = view.called
    for due in dues:
        at_once = due.duty.by is not None and due.duty.by.at_once
        filed = due.outcome.complete_at
        yield (
            (
                called.filer(due.filer),
                due.duty.title,
                called.matter(due),
                due.first.isoformat() if due.first == due.last else f"{due.first.isoformat()} 起",
                "第一时间" if at_once else deadline_words(due.deadline),
                "、".join(called.part(one) for one in due.outcome.lacks) if lacks else _moment(filed),
            ),
            (view.of_due(due),),
        )


def _moment(moment: datetime | None) -> str:
    return moment_words(moment) if moment is not None else ""


def _grouped(rows: Sequence[Row]) -> tuple[Group, ...]:
    return (Group(rows),) if rows else ()


# ------------------------------------------------------------------ notices


def notice_part(view: View) -> Part:
    """
    Return the notices of the day or period: how many of each level, then one by one those of a day.
    """
    told = [notice for notice in view.found.notices if view.holds(notice.at.date())]
    levels: dict[tuple[str, str, str], list[Notice]] = {}
    for notice in told:
        levels.setdefault((notice.due.duty.id, notice.level, notice.clause), []).append(notice)
    rows = [
        Row(
            cells(group[0].due.duty.title, level, len(group)),
            (view.cite(group[0].ladder, clause=clause),),
        )
        for (_, level, clause), group in levels.items()
    ]
    summary = Table(
        key="notices-by-level",
        title="通知，按任务和级别",
        columns=(Column("任务"), Column("级别"), Column("条数", number=True)),
        groups=_grouped(rows),
        empty="没有到时的通知。",
        short=True,
    )
    listed = Table(
        key="notices",
        title="通知，逐项",
        columns=(
            Column("时间", line=True),
            *(Column(one) for one in ("级别", "通知", "单位", "任务")),
            Column("记入", plain=""),
            Column("条数", number=True, plain="1"),
        ),
        groups=_grouped(collapsed(_notices(view, told))),
        shown=SHOWN,
        file="通知",
        fold=True,
    )
    title = "应发的通知" if view.period else "今日应通知"
    return Part(key="notices", title=title, tables=(summary,) if view.period else (summary, listed))


def _notices(view: View, told: Iterable[Notice]) -> Iterator[tuple[Sequence[Cell | str], Sequence[Cite]]]:
    for notice in told:
        receivers = [
            "、".join(view.called.post(post) for post in one.posts)
            + (f"（{view.called.place(one.organisation)}未填任职人）" if one.person is None else "")
            for one in notice.to
        ]
        yield (
            (
                moment_words(notice.at),
                notice.level,
                "、".join(receivers),
                view.called.filer(notice.due.filer),
                notice.due.duty.title,
                notice.enters,
            ),
            (view.cite(notice.ladder, clause=notice.clause),),
        )
