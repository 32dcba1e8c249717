"""
The parts of the page on what followed: consequences with their lists, open matters, findings of the checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from school_health.core.escalation import Consequence
from school_health.core.finding import Check
from school_health.core.workflow import Matter, MoveRule
from school_health.files.page.model import Cell, Cite, Column, Group, Part, Row, Table, cells
from school_health.files.page.view import SHOWN, View, collapsed
from school_health.files.wording import moment_words


__all__ = ["consequence_part", "finding_part", "matter_part"]

# So many names does the row of a list show.
_NAMES = 20


def consequence_part(view: View) -> Part:
    """
    Return what repetition brought, the latest first, and who is on which list.
    """
    found = [one for one in view.found.consequences if not view.period or view.holds(one.at.date())]
    found.sort(key=lambda one: one.at, reverse=True)
    lists: dict[str, dict[str, Consequence]] = {}
    for one in found:
        for name in one.rule.lists:
            lists.setdefault(name, {}).setdefault(view.called.place(one.subject), one)
    rows = [
        Row(
            cells(name, len(subjects), _joined(list(subjects))),
            tuple(dict.fromkeys(view.cite(one.rule) for one in subjects.values())),
        )
        for name, subjects in lists.items()
    ]
    watched = Table(
        key="lists",
        title="名单",
        columns=(Column("名单"), Column("单位数", number=True), Column("单位")),
        groups=_grouped(rows),
        fold=True,
    )
    listed = Table(
        key="consequences",
        title="后果，逐项（最近的在前）",
        columns=(
            Column("达到时间", line=True),
            *(Column(one) for one in ("对象", "后果")),
            Column("次数", number=True),
            Column("列入", plain=""),
            Column("份数", number=True, plain="1"),
        ),
        groups=_grouped(collapsed(_consequences(view, found))),
        shown=SHOWN,
        empty="没有达到后果的。",
        file="累计后果",
        fold=True,
    )
    title = "期间达到的后果和名单" if view.period else "累计后果和名单"
    return Part(key="consequences", title=title, tables=(watched, listed))


def _joined(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _NAMES else ""
    return "、".join(names[:_NAMES]) + more


def _consequences(view: View, found: Sequence[Consequence]) -> Iterator[tuple[Sequence[Cell | str], Sequence[Cite]]]:
    for one in found:
        words = (
            moment_words(one.at),
            view.called.place(one.subject),
            one.title,
            str(len(one.breaches)),
            "、".join(one.rule.lists),
        )
        yield words, (view.cite(one.rule),)


def matter_part(view: View) -> Part:
    """
    Return the matters that are open: their state, what may come next, and for whom is waited.
    """
    matters = [one for one in view.found.matters if one.open]
    table = Table(
        key="matters",
        title="未办结的事项",
        columns=(
            *(Column(one) for one in ("流程", "单位", "状态")),
            Column("自", line=True),
            *(Column(one, plain="") for one in ("下一步可以", "还等")),
            Column("件数", number=True, plain="1"),
        ),
        groups=_grouped(collapsed(_matters(view, matters))),
        shown=SHOWN,
        empty="没有未办结的事项。",
        file="未办结事项",
        fold=True,
    )
    return Part(key="matters", title=f"未办结的事项（截至 {moment_words(view.at)}）", tables=(table,))


def _matters(view: View, matters: Sequence[Matter]) -> Iterator[tuple[Sequence[Cell | str], Sequence[Cite]]]:
    for one in matters:
        words = (
            one.workflow.title,
            view.called.place(one.subject),
            one.state_title,
            moment_words(one.since),
            "、".join(_possible(view, rule) for rule in one.possible),
            "、".join(view.called.post(post) for post in one.waiting),
        )
        yield words, (view.cite(one.workflow),)


def _possible(view: View, rule: MoveRule) -> str:
    posts = [view.called.post(post) for post in rule.all or rule.by]
    return f"{rule.title}（{'、'.join(posts)}）" if posts else rule.title


def finding_part(view: View) -> Part:
    """
    Return how often each check found something; one by one they stand in the answer to ``check``.
    """
    counts: dict[Check, int] = {}
    for one in view.found.findings:
        if not view.period or view.holds(one.day):
            counts[one.check] = counts.get(one.check, 0) + 1
    rows = [Row(cells(check.title, count, check.says, check.do), (view.cite(check),)) for check, count in counts.items()]
    table = Table(
        key="findings",
        title="核查发现，按核查项目",
        columns=(Column("核查"), Column("件数", number=True), Column("问题"), Column("怎么办")),
        groups=_grouped(rows),
        empty="没有发现问题。" if view.region.rulebook.checks else "本地区的规定中没有核查项目。",
        fold=True,
    )
    return Part(key="findings", title="核查发现", tables=(table,))


def _grouped(rows: Sequence[Row]) -> tuple[Group, ...]:
    return (Group(rows),) if rows else ()
