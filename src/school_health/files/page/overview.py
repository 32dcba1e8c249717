"""
The overview of a day or of a period: put together from its parts, and given as one page.
"""

from __future__ import annotations

from datetime import date, datetime

from school_health.core.law import Clause
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.files.noted import notes_of, uncounted
from school_health.files.page.alerting import alert_part
from school_health.files.page.course import consequence_part, finding_part, matter_part
from school_health.files.page.filed import late_part, notice_part, open_part, task_part
from school_health.files.page.ill import ill_part
from school_health.files.page.model import Cell, Column, Group, Page, Part, Row, Table, cells
from school_health.files.page.rates import rate_part
from school_health.files.page.render import html_of
from school_health.files.page.view import View, view_of
from school_health.files.wording import basis_words, day_words, moment_words


__all__ = ["overview_html", "page_of"]


def overview_html(region: Region, record: Record, at: datetime, first: date | None = None, last: date | None = None) -> str:
    """
    Return the overview of a day, or of a period, as one HTML page that needs nothing beside itself.

    The same facts and the same moment give the same page. It holds no reference to a person.

    Args:
        region: the region.
        record: the facts.
        at: the moment whose knowledge counts, with a time zone; without a period its day is shown.
        first: the first day of a period.
        last: its last day, included.

    Raises:
        FactError: only one of the two days is given, they lie the wrong way round, or the moment lies before them.
        UnknownSubject: the record names what is not there.
        NaiveMoment: the moment has no time zone.
        CalendarError: a day lies past the holidays or terms that are known.
        OutputError: jinja2 is not installed.
    """
    return html_of(page_of(view_of(region, record, at, first, last)))


def page_of(view: View) -> Page:
    """
    Return the page of what an overview looks at, before it is drawn.
    """
    parts = [
        rate_part(view),
        task_part(view),
        open_part(view),
        late_part(view),
        notice_part(view),
        alert_part(view),
        ill_part(view),
        consequence_part(view),
        matter_part(view),
        finding_part(view),
    ]
    region = view.region
    one_day = view.first == view.last
    when = day_words(view.first) if one_day else f"{day_words(view.first)} 至 {day_words(view.last)}"
    return Page(
        title=f"{region.name} · 学校卫生报送{'阶段情况' if view.period else '一日情况'}",
        when=when,
        known=moment_words(view.at),
        about=_about(view),
        facts=_facts(view, parts),
        parts=parts,
        notes=_notes(view),
        clauses=_clauses(view),
        readings=_readings(view),
    )


def _about(view: View) -> list[str]:
    """
    Return of how many schools it is, and since when the record is looked at.
    """
    world, schools = view.world, view.world.record.school_by_id.values()
    there = sum(not world.absent(world.filer_of(school), view.last) for school in schools)
    areas = {area.id: area for area in view.record.areas}
    counties = {area for school in schools if (area := world.authority(school, "county")) is not None}
    counties = {area for area in counties if areas[area].level == "county"}
    found = [f"学校 {len(schools)} 所（{view.last.isoformat()} 开办的 {there} 所）"]
    found += [f"区县 {len(counties)} 个"] if counties else []
    return [*found, f"记录自 {view.found.since.isoformat()} 起"]


def _facts(view: View, parts: list[Part]) -> list[tuple[str, Cell]]:
    """
    Return the figures at the head.
    """
    dues, told = view.dues(), [one for one in view.found.notices if view.holds(one.at.date())]
    missing = [due for due in view.found.dues.missing if not view.period or view.holds(due.first)]
    late = sum(due.state == "late" for due in dues)
    counts = {table.key: sum(1 for _ in table.rows) for part in parts for table in part.tables}
    alerts = counts["alerts"] + counts["declared"]
    opened = sum(one.open for one in view.found.matters)
    ill = next(part for part in parts if part.key == "ill").charts[0].panels[0].series[0].values
    facts: list[tuple[str, int, str, str]] = [
        ("未报（份）", len(missing), "×", "bad"),
        ("迟报（份）", late, "▲", "warn"),
        ("到时的通知（条）", len(told), "▲", "warn"),
        ("预警（起）" if view.period else "持续的预警（起）", alerts, "▲", "warn"),
        ("最多一日因病缺课（人）", max(ill), "", "") if view.period else ("今日因病缺课（人）", ill[-1], "", ""),
        ("未办结的事项（件）", opened, "○", ""),
    ]
    return [(title, Cell(str(n), mark, tone) if n else Cell("0")) for title, n, mark, tone in facts]


def _notes(view: View) -> list[str]:
    found = view.found
    before = sum(notice.at.date() < view.first for notice in found.notices)
    rules = view.region.rulebook.alerts.values()
    off = sum(not rule.active for rule in rules)
    return [
        *notes_of(view.region, view.record, found),
        *uncounted(view.region, view.record, found),
        *([f"默认关闭的预警规则 {off} 项，没有计算。"] if off else []),
        *([f"{view.first.isoformat()} 以前到时的通知 {before} 条，不在本页。"] if before else []),
        "本页不含人员编号和个人健康信息；人数很少时仍可能推知个人，请只在工作范围内使用。",
    ]


# ------------------------------------------------------------------ on what it rests


def _clauses(view: View) -> list[Table]:
    """
    Return what the clauses say that the page cites, a table for each document.
    """
    book = view.region.rulebook
    by_document: dict[str, list[Clause]] = {}
    for name in view.cited:
        clause = book.clauses[name]
        by_document.setdefault(clause.document, []).append(clause)
    found = []
    for name, document in book.documents.items():
        if name in by_document:
            rows = [
                Row(cells(clause.id, clause.at, clause.says, basis_words(book, *view.cited[clause.id], clause=clause)))
                for clause in sorted(by_document[name], key=lambda clause: clause.id)
            ]
            found.append(
                Table(
                    key=f"clauses-{name}",
                    title=f"{document.issuer}《{document.title}》{document.number}（{document.last_checked} 核对）",
                    columns=(Column("条款"), Column("位置"), Column("要点（本库转述）"), Column("依据")),
                    groups=(Group(rows),),
                    fold=True,
                )
            )
    return found


def _readings(view: View) -> Table:
    """
    Return how phrases are read on which what the page cites rests.
    """
    book = view.region.rulebook
    names = sorted({reading for rules in view.cited.values() for rule in rules for reading in rule.ours.values()})
    rows = []
    for name in names:
        reading = book.readings[name]
        rows.append(Row(cells(reading.phrase, reading.choices.get(reading.choice, reading.choice), reading.clause, name)))
    return Table(
        key="readings",
        title="原文未尽之处，本库如何理解（可由使用单位更换）",
        columns=(Column("原文用语"), Column("取法"), Column("条款"), Column("名称")),
        groups=(Group(rows),) if rows else (),
        fold=True,
    )
