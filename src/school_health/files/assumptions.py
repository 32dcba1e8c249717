"""
What was taken for granted where files, columns or cells are absent, in Chinese sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from school_health.core.record import Record
from school_health.files.facts import Facts
from school_health.files.parsing import Parsed
from school_health.files.places import UNFILLED
from school_health.files.runs import FOLLOWS


if TYPE_CHECKING:
    from school_health.core.region import Region

__all__ = ["assumptions"]

# So many row numbers are named.
_SHOWN = 20


def assumptions(record: Record, parsed: Mapping[str, Parsed], region: Region | None, facts: Facts) -> Iterator[str]:
    """
    Yield a sentence for each thing that the files do not say and that was taken for granted.

    Args:
        record: what was read.
        parsed: the files by kind.
        region: whose law is asked; of what none of its rules asks for nothing is said.
        facts: the facts as they were made, with what was counted on the way.
    """
    for one in parsed.values():
        yield from one.notes
        yield from _left_aside(one)
    yield from _without_files(parsed, region)
    schools = parsed["schools"].headings
    scopes = region.rulebook.scopes.values() if region is not None else ()
    if "connected" not in schools and any(scope.connected is not None for scope in scopes):
        yield "接入日期未给出：所有学校都当作一直接入系统。"
    if "statuses" not in parsed and not {"opened", "closed"} & schools.keys():
        yield "学校状态未给出：所有学校都当作一直开办。"
    if "meals" not in schools and any(scope.meals is not None for scope in scopes):
        yield "供餐未给出：所有学校都当作供餐。"
    counted = (
        (sum(not school.stage for school in record.school_by_id.values()), "所学校没有填写学段：各学段的任务都当作适用。"),
        (facts.unfilled, f"所学校没有填写区县：归入“{UNFILLED}”。"),
        (sum(filing.first is None for filing in record.filings), "条报送没有填写所属日期：按报送当日计。"),
        (sum(filing.recorded_at is None for filing in record.filings), "条报送没有填写录入时间：按报送时间计。"),
        (facts.uncaused, "条缺课没有填写缺课原因：按因病计。"),
        (_going_on(record), "条缺课没有填写截止日期：按还没有返校计。"),
        (facts.untimed, "条缺课没有填写录入时间：按缺课第一天零时计。"),
        (facts.joined, f"条逐日填写的缺课并入前几天的缺课：日期相差不超过 {FOLLOWS.days} 天的算同一次。"),
        (_strange_accounts(record), "个账号的单位不在学校表和地区表里：照原样保留，清理账号时会列出。"),
    )
    yield from (f"{count} {sentence}" for count, sentence in counted if count)
    yield from _without_roll(record, region)
    if record.since is None:
        first = record.first_day
        if first is None:
            yield "没有报送、事件和缺课：记录没有起始日。"
        else:
            yield f"记录自 {first} 起（按最早一条推定）：此前不作要求。若不对，请在“记录”表写明起始日。"


def _left_aside(parsed: Parsed) -> Iterator[str]:
    """
    Yield for each reason which rows of a file were taken for no facts.
    """
    rows: dict[str, list[int]] = {}
    for one in parsed.aside:
        rows.setdefault(one.what, []).append(one.row)
    for what, numbers in rows.items():
        shown = "、".join(map(str, numbers[:_SHOWN])) + ("…" if len(numbers) > _SHOWN else "")
        yield f"{parsed.file} 有 {len(numbers)} 行没有当作数据（{what}）：第 {shown} 行。"


def _without_files(parsed: Mapping[str, Parsed], region: Region | None) -> Iterator[str]:
    if "terms" not in parsed:
        yield f"学期未给出：按常见的学期推定{_assumed_terms(region)}。"
    if "calendar" not in parsed:
        yield "校历未给出：认为没有停课、补课，供餐照常。"
    if "posts" not in parsed:
        yield "岗位未给出：通知只写岗位，不写人。"
    if region is None:
        return
    filers = {duty.filer for duty in region.rulebook.duties.values()}
    if "people" not in parsed and "person" in filers:
        yield "人员未给出：应由个人报送的任务不作要求。"
    if "campaigns" not in parsed and any(document.during for document in region.rulebook.documents.values()):
        yield "应急期未给出：只在疫情应急期内适用的文件不据以要求；若在应急期内，请加“应急期”表（campaigns）。"
    if "absences" not in parsed and region.rulebook.alerts:
        yield "缺课未给出：不会产生预警。"
    if "moves" not in parsed and region.rulebook.workflows:
        yield "流程未给出：各事项都停在第一步。"
    if "city" in filers and "areas" not in parsed and "city" not in parsed["schools"].headings:
        yield "城市未给出：由市一级报送的任务不作要求。"


def _assumed_terms(region: Region | None) -> str:
    if region is None:
        return ""
    spans = [
        f"第{'一二'[term.number - 1]}学期 {term.first[0]} 月 {term.first[1]} 日至 {term.last[0]} 月 {term.last[1]} 日"
        for term in region.rulebook.terms.terms
    ]
    return f"（{'，'.join(spans)}）" if spans else ""


def _strange_accounts(record: Record) -> int:
    return sum(one.of not in record.school_by_id and one.of not in record.area_by_id for one in record.accounts)


def _without_roll(record: Record, region: Region | None) -> Iterator[str]:
    """
    Yield what cannot be told where alerts go by shares of a roll that nobody said.
    """
    if region is None or not record.absences:
        return
    rules = [rule for rule in region.rulebook.alerts.values() if rule.active and rule.percent is not None]
    units = {unit for rule in rules for unit in rule.unit}
    classes = {one.id for one in record.classes} | {one.class_ for one in record.absences if one.class_ is not None}
    told = {one.id for one in record.class_by_id.values() if one.students is not None}
    yield from _unknown(units, "class", "个班级", classes - told - record.pupils_by_class.keys())
    schools = {one.id for one in record.school_by_id.values() if one.students is None}
    yield from _unknown(units, "school", "所学校", schools - record.pupils_by_school.keys())


def _unknown(units: Collection[str], unit: str, title: str, ids: Collection[str]) -> Iterator[str]:
    if unit in units and ids:
        yield f"{len(ids)} {title}没有填写人数，人员表里也没有它的学生：按人数比例的预警无从计算。"


def _going_on(record: Record) -> int:
    open_ = {one.id for one in record.absences if one.last is None}
    latest = [record.absence_versions[one][-1] for one in open_]
    return sum(one.last is None and not one.void for one in latest)
