"""
The part of the page on absences: by day with the rate, and by symptom; persons are counted, and nobody is named.
"""

from __future__ import annotations

from datetime import date

from school_health.core.caseload import Caseload, DayCount
from school_health.core.rate import published
from school_health.files.page.model import Chart, Column, Group, Panel, Part, Row, Series, Table, cells
from school_health.files.page.view import View
from school_health.files.wording import day_words


__all__ = ["ill_part"]

# So many symptoms have a panel of their own; the others are in the table.
_PANELS = 8

_BASIS = (
    "数法由本库规定（自定）：人按编号去重，作废的登记不计；“在病”含带病上课的人和教职工，不论当天是否上课；"
    "“因病缺课”只计当天上课的学校的学生；一人有几种症状，各计一次；缺课率的分母是学生数已知的学校，学生数不明的学校不计入缺课率。"
)


def ill_part(view: View) -> Part:
    """
    Return the ill: by day, with the rate where the rolls are known, and by symptom.
    """
    load = view.region.caseload(view.record, view.charted, view.last, at=view.at)
    days = [one.day for one in load.days]
    off = frozenset(one.day for one in load.days if not one.teaching)
    span = f"{days[0].isoformat()} 至 {days[-1].isoformat()}"
    absent = Chart(
        key="absent-by-day",
        title=f"因病缺课学生人数，按日（{span}）",
        unit="人",
        days=days,
        panels=(Panel((Series("因病缺课", [one.absent for one in load.days]),)),),
        off=off,
        empty="这段时间没有因病缺课的登记。",
        table=_days(load),
    )
    lead = [f"{span}：共 {load.persons} 人患病（{load.spells} 次登记）。"] if load.persons else []
    return Part(
        key="ill",
        title="因病缺课和症状",
        lead=[*lead, _BASIS],
        charts=[absent, _by_symptom(view, load, off)],
        tables=[_symptoms(view, load)],
    )


def _by_symptom(view: View, load: Caseload, off: frozenset[date]) -> Chart:
    words = view.region.rulebook.words("symptom")
    panels = [
        Panel(
            (Series(words.get(symptom, symptom), [one.symptoms.get(symptom, 0) for one in load.days], "half"),),
            title=words.get(symptom, symptom),
            aside=f"共 {count} 人",
        )
        for symptom, count in list(load.symptoms.items())[:_PANELS]
    ]
    if load.unnamed:
        values = [one.unnamed for one in load.days]
        panels.append(Panel((Series("症状不明", values, "open"),), title="症状不明", aside=f"共 {load.unnamed} 人"))
    return Chart(
        key="ill-by-symptom",
        title="在病人数，按症状和日",
        unit="人",
        days=[one.day for one in load.days],
        panels=panels,
        off=off,
        empty="这段时间没有患病的登记。",
    )


def _days(load: Caseload) -> Table:
    heads = ("新发病", "在病", "其中因病缺课的学生", "上课学校", "学生数", "因病缺课率（%）")
    rows = [_day(one) for one in load.days if one.ill or one.begun or one.teaching]
    return Table(
        key="ill-days",
        title="逐日人数",
        columns=(Column("日期", line=True), *(Column(head, number=True) for head in heads)),
        groups=(Group(rows),) if rows and load.persons else (),
        file="因病缺课逐日",
        short=True,
    )


def _day(one: DayCount) -> Row:
    absent = one.absent if one.teaching else "不上课"
    roll = one.roll or ("不明" if one.teaching else "—")
    return Row(
        cells(day_words(one.day), one.begun, one.ill, absent, one.teaching, roll, published(one.rate, 2, percent=True))
    )


def _symptoms(view: View, load: Caseload) -> Table:
    """
    Return how many had each symptom; the last day's count beside it.
    """
    words = view.region.rulebook.words("symptom")
    last = load.days[-1]
    rows = [
        Row(cells(words.get(symptom, symptom), count, last.symptoms.get(symptom, 0)))
        for symptom, count in load.symptoms.items()
    ]
    if load.unnamed:
        rows.append(Row(cells("症状不明", load.unnamed, last.unnamed)))
    return Table(
        key="ill-symptoms",
        title="各症状的人数（一人有几种症状，各计一次）",
        columns=(Column("症状"), Column("期间人数", number=True), Column(f"{last.day.isoformat()} 在病", number=True)),
        groups=(Group(rows),) if rows else (),
        short=True,
    )
