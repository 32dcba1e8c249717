"""
The part of the page on completeness: the rates that the documents name, and what was filed, by county and in total.
"""

from __future__ import annotations

from school_health.core.completeness import Completeness
from school_health.core.due import STATES as ALL_STATES
from school_health.core.measure import DEFINITIONS
from school_health.core.tally import Measured
from school_health.files.page.model import Cell, Column, Group, Part, Row, Table, cells
from school_health.files.page.view import View
from school_health.files.wording import STATES, percent


__all__ = ["HEADS", "MARKS", "rate_part"]

# What stands before the name of a state, and its tone.
MARKS = {
    "on_time": ("√", "good"),
    "late": ("▲", "warn"),
    "missing": ("×", "bad"),
    "exempt": ("－", ""),
    "not_yet_due": ("○", ""),
}

# The mark and the word stay on one line: a blank that does not break lies between them.
HEADS = tuple(Column(f"{MARKS[state][0]}\N{NO-BREAK SPACE}{STATES[state]}", number=True) for state in ALL_STATES)


def rate_part(view: View) -> Part:
    """
    Return the rates that the documents name, by county and in total, and what was filed by county.
    """
    counted = view.region.completeness(view.record, view.first, view.last, view.at)
    totals = {one.rule.id: one for one in counted.measures()}
    by_area = counted.measures("county")
    groups = []
    for rule_id, total in totals.items():
        rule = total.rule
        target = f"；目标 {rule.target} %" if rule.target is not None else "；文件未定目标"
        own = [one for one in by_area if one.rule.id == rule_id and one.share.denominator]
        rows = [_measured(_area(view, one.place), one) for one in own]
        rows.append(_measured("合计", total, total=True))
        groups.append(Group(rows, rule.title, f"{DEFINITIONS[rule.counts]}{target}", (view.cite(rule),)))
    rates = Table(
        key="rates",
        title="文件所称的比率，按区县",
        columns=(
            Column("区县"),
            *(Column(one, number=True) for one in ("分子", "分母", "结果")),
            Column("达到目标"),
        ),
        groups=groups,
        empty="本地区的文件没有规定这类比率。",
        file="完整上报",
        short=True,
    )
    return Part(
        key="rates",
        title="完整上报情况",
        lead=_counted(view, counted),
        tables=(rates, _counts(view, counted)),
    )


def _area(view: View, place: str) -> str:
    """
    Return what an area is called; the schools of a city count for none of its counties.
    """
    area = view.record.area_by_id.get(place)
    return f"{view.called.name(place)}（直属）" if area is not None and area.level != "county" else view.called.name(place)


def _measured(name: str, one: Measured, *, total: bool = False) -> Row:
    share = one.share
    if one.rule.target is None:
        reached = Cell("无目标（尚有未到期）" if one.pending else "无目标")
    elif one.pending:
        reached = Cell("未到期", "○")
    elif one.reached is None:
        reached = Cell("—")
    else:
        reached = Cell("达到", "√", "good") if one.reached else Cell("未达到", "×", "bad")
    result = Cell(percent(share.value), share=share.value)
    return Row((*cells(name, share.numerator, share.denominator), result, reached), total=total)


def _counts(view: View, counted: Completeness) -> Table:
    tallies = [one for one in counted.rows("county") if one.due or one.states]
    rows = [
        Row(
            cells(
                _area(view, one.place) if one.place else "合计",
                one.due,
                one.received,
                *(one.states.get(state, 0) for state in ALL_STATES),
                len(one.silent),
            ),
            total=not one.place,
        )
        for one in ([*tallies, counted.total()] if tallies else [])
    ]
    columns = (Column("区县"), Column("应报", number=True), Column("已报", number=True), *HEADS)
    return Table(
        key="counts",
        title="应报和已报份数，按区县",
        columns=(*columns, Column("一次未报的单位", number=True)),
        groups=(Group(rows),) if rows else (),
        empty="没有应报的任务。",
        file="应报已报",
        short=True,
    )


def _counted(view: View, counted: Completeness) -> list[str]:
    """
    Return which duties are counted, and how many reporting days are not.
    """
    titles = dict.fromkeys(view.region.rulebook.duties[duty].title for duty in counted.duties)
    days = sum(one.days for one in counted.exclusions)
    filers = len({one.filer for one in counted.exclusions})
    return [
        *(
            [f"计入的任务：{'、'.join(titles)}。各项比率只计文件适用的学校，应报和已报份数计所有应报单位。"]
            if titles
            else []
        ),
        *([f"另有 {filers} 个单位或个人共 {days} 个应报日未计入（停办、停课、未接入等）。"] if days else []),
    ]
