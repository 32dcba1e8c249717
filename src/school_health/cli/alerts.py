"""
The answer to ``alerts``, and what ``day`` says of them: what was raised, what it opened, which criteria are met.

Persons are counted; nobody is named, and no illness stands beside a person's reference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from school_health.cli.declared import declared_rows, withdrawing
from school_health.cli.names import Names
from school_health.cli.report import Report, Section
from school_health.cli.words import COUNTED, LACKS, SHOWN, UNITS, basis_words, moment_words, threshold_words
from school_health.core.alert import Alert
from school_health.core.alerting import alerts_of
from school_health.core.detection import signals
from school_health.core.events import declared_alerts, withdrawn
from school_health.core.filing import Event
from school_health.core.record import Record
from school_health.core.recovery import Criterion
from school_health.core.region import Region
from school_health.core.rulebook import Rulebook
from school_health.core.signalrule import Signal


__all__ = ["alerts_report", "alerts_today", "lasting", "noted_criteria"]

_ALERTS = {
    "title": "预警",
    "place": "地点",
    "raised": "提出时间",
    "first": "首日",
    "persons": "人数",
    "counted": "按何日计",
    "shared": "共同点",
    "reached": "达到的标准",
    "state": "现状",
    "basis": "依据",
    "clause": "条款",
}
_CRITERIA = {**_ALERTS, "title": "条件", "raised": "达到时间", "clause": "出处"}
_DECLARED = {"title": "预警", "place": "地点", "declared": "时间", "event": "编号", "clause": "条款"}
_DUES = {
    "alert_title": "预警",
    "place": "地点",
    "title": "任务",
    "filer": "单位",
    "deadline": "截止",
    "state_words": "状态",
    "to": "报至",
    "clause": "条款",
}
_PROFILES = {
    "title": "参考条件",
    "of": "对象",
    "place": "地点",
    "met_words": "是否达到",
    "when": "何时",
    "persons": "人数",
    "lacks": "缺少",
    "basis": "依据",
    "source": "出处",
}
_SIGNALS = {
    "title": "信号",
    "place": "地点",
    "day": "日期",
    "observed": "当日数",
    "upper": "界值",
    "basis": "依据",
    "clause": "条款",
}

_MET = {True: "已达到", False: "未达到", None: "缺少资料，不能判断"}

_NO_ORDER = "达到条件只说明与出处所列相符，可考虑相应措施；是否采取由有权决定的部门决定。"
_NO_ALERT = "统计信号不是预警，不产生报送任务。"


def alerts_report(
    region: Region, record: Record, first: date, last: date, at: datetime, *, with_cases: bool = False
) -> tuple[Report, bool]:
    """
    Return the alerts of some days as known at a moment, computed and declared, with what they opened; and whether any is.
    """
    world, names, today = region.world(record, at), Names(region, record), at.date()
    raised = [one for one in alerts_of(world, today) if one.raised_at <= at and first <= one.raised_at.date() <= last]
    alerts = [one for one in raised if one.rule.gives == "alert"]
    criteria = [one for one in raised if one.rule.gives == "criterion"]
    told = declared_alerts(region.rulebook, world.record, first, min(last, today))
    taken = withdrawn(world, at)
    found = list(signals(world, region.detectors, first, min(last, today)))
    cases = {"cases": "缺课编号"} if with_cases else {}
    ids = {"alert": "编号", **cases} if with_cases else {}
    sections = [
        Section(
            key="alerts",
            title="预警",
            columns={**_ALERTS, **ids},
            rows=[_row(region, names, one, today, taken=taken, with_cases=with_cases) for one in alerts],
            shown=SHOWN,
            empty="这段时间没有。",
        ),
        Section(
            key="declared",
            title="申报的预警",
            columns=_DECLARED,
            rows=list(declared_rows(region.rulebook, names, told)),
            shown=SHOWN,
        ),
        Section(
            key="dues",
            title="由此产生的报送任务",
            columns=_DUES,
            rows=list(_dues(region, record, names, [*alerts, *told], first, at)),
            shown=SHOWN,
        ),
        Section(
            key="criteria",
            title="已达到的条件（可考虑，不是要求）",
            columns={**_CRITERIA, **ids},
            rows=[_row(region, names, one, today, with_cases=with_cases) for one in criteria],
            shown=SHOWN,
        ),
        Section(
            key="signals",
            title="统计信号",
            columns=_SIGNALS,
            rows=[_signal(region.rulebook, names, one) for one in found if one.verdict == "alarm"],
            shown=SHOWN,
        ),
        Section(
            key="profiles",
            title=f"仍在病的人和停课：{moment_words(at)} 是否达到已公布的参考条件",
            columns={**_PROFILES, **cases},
            rows=list(_profiles(region, record, names, at, with_cases=with_cases)),
            shown=SHOWN,
        ),
    ]
    report = Report(
        title=f"{region.name} · {first.isoformat()} 至 {last.isoformat()} 的预警 · {moment_words(at)} 所知",
        about={"region": region.code, "from": first.isoformat(), "to": last.isoformat(), "at": at.isoformat()},
        sections=sections,
        notes=[
            *withdrawing(region.rulebook, [one for one in alerts if one.id not in taken]),
            *_notes(region, sections, found),
            *record.assumptions,
        ],
    )
    return report, bool(alerts or told)


def lasting(alerts: Iterable[Alert], today: date) -> list[Alert]:
    """
    Return the alerts that still last on a day, or were raised on it.
    """
    return [one for one in alerts if one.lasts(today) or one.raised_at.date() == today]


def alerts_today(
    region: Region, names: Names, alerts: Iterable[Alert], criteria: Iterable[Alert], today: date
) -> list[Section]:
    """
    Return what ``day`` says of alerts and criteria: those raised today, and those that last.
    """
    kept = ("title", "place", "raised", "persons", "reached", "state", "clause")
    return [
        Section(
            key=key,
            title=title,
            columns={name: columns[name] for name in kept},
            rows=[_row(region, names, one, today) for one in lasting(found, today)],
            shown=SHOWN,
        )
        for key, title, columns, found in (
            ("alerts", "预警（今日提出和仍在持续的）", _ALERTS, alerts),
            ("criteria", "已达到的条件（可考虑，不是要求）", _CRITERIA, criteria),
        )
    ]


def noted_criteria(criteria: Iterable[Alert], today: date) -> list[str]:
    """
    Return the note that a criterion is no order, where one is shown.
    """
    return [_NO_ORDER] if lasting(criteria, today) else []


def _row(
    region: Region, names: Names, alert: Alert, today: date, *, taken: Collection[str] = (), with_cases: bool = False
) -> dict[str, Any]:
    book, rule = region.rulebook, alert.rule
    words = {**book.words("symptom"), **book.words("disease")}
    if alert.excludable:
        state = "已撤销" if alert.id in taken else f"可排除：{alert.excludable}"
    elif alert.raised_at.date() == today:
        state = "今日提出"
    else:
        state = "持续" if alert.lasts(today) else "已过"
    cases = {"cases": sorted({case.absence for case in alert.cases})} if with_cases else {}
    return {
        "alert": alert.id,
        "rule": rule.id,
        "rules": [one.id for one in alert.rules],
        "title": "、".join(one.title for one in alert.rules),
        "unit": alert.place.unit,
        "place_id": alert.place.school if alert.place.unit == "person" else alert.place.id,
        "unit_words": UNITS[alert.place.unit],
        "place": "、".join(dict.fromkeys(names.unit(one) for one in alert.places or (alert.place,))),
        "raised": moment_words(alert.raised_at),
        "raised_at": alert.raised_at.isoformat(),
        "first": alert.first.isoformat(),
        "days": [day.isoformat() for day in alert.days],
        "persons": alert.persons,
        "counted": [COUNTED[one] for one in alert.bases],
        "shared": [words.get(one, "同一餐次或水源") for one in alert.shared],
        "reached": threshold_words(rule, alert.reached),
        "measure": alert.reached,
        "number": rule.thresholds[alert.reached],
        "state": state,
        "lasts": alert.lasts(today),
        "excludable": alert.excludable,
        "basis": basis_words(book, rule),
        "clause": alert.clause,
        **cases,
    }


def _dues(
    region: Region, record: Record, names: Names, alerts: Sequence[Alert | Event], first: date, at: datetime
) -> Iterator[dict[str, Any]]:
    by_id = {one.id: one for one in alerts}
    opening = {f"alert:{one.rule.id}" if isinstance(one, Alert) else f"fact:{one.kind}" for one in alerts}
    cards = [one for one in region.rulebook.workflows.values() if not opening.isdisjoint(one.opens)]
    opening |= {f"move:{card.id}.{move.id}" for card in cards for move in card.move}
    duties = [duty.id for duty in region.rulebook.duties.values() if not opening.isdisjoint(duty.after)]
    if not duties:
        return
    for due in region.assess(record, at, since=first, duties=duties).dues:
        event = due.event
        one = (by_id.get(event.id) or by_id.get(event.about or "")) if event is not None else None
        if one is not None:
            yield {
                **names.due(due),
                "alert": one.id,
                "alert_title": one.rule.title if isinstance(one, Alert) else region.rulebook.event_kinds[one.kind].title,
                "place": names.unit(one.place) if isinstance(one, Alert) else names.place(one.subject),
                "to": names.receivers(due),
            }


def _signal(book: Rulebook, names: Names, signal: Signal) -> dict[str, Any]:
    return {
        "rule": signal.rule.id,
        "title": signal.rule.title,
        "place_id": signal.place.id,
        "place": names.unit(signal.place),
        "day": signal.day.isoformat(),
        "observed": signal.observed,
        "upper": None if signal.upper is None else round(signal.upper, 2),
        "basis": basis_words(book, signal.rule),
        "clause": signal.clause,
    }


def _profiles(
    region: Region, record: Record, names: Names, at: datetime, *, with_cases: bool
) -> Iterator[Mapping[str, Any]]:
    """
    Yield what the profiles say: the ill of a school together, each suspension by itself.
    """
    known = record.as_of(at)
    spells = {name: versions[-1] for name, versions in known.absence_versions.items()}
    suspensions = {one.id: one for one in known.suspensions}
    groups: dict[tuple[Any, ...], list[Criterion]] = {}
    for one in region.criteria(record, at):
        if one.of in suspensions:
            held = suspensions[one.of]
            key = (one.rule, "停课", names.name(held.of) if held.level == "class" else names.name(held.school), one.of)
        else:
            of = "密接观察" if one.what == "contacts" else "在病的人"
            key = (one.rule, of, names.name(spells[one.of].school), "")
        groups.setdefault((*key, one.met, one.lacks), []).append(one)
    for (rule, of, place, _, met, lacks), group in groups.items():
        since = sorted({one.since for one in group if one.since is not None})
        persons = {spells[one.of].person for one in group if one.of in spells}
        cases = {"cases": sorted(one.of for one in group if one.of in spells)} if with_cases else {}
        yield {
            "rule": rule.id,
            "title": rule.title,
            "of": of,
            "place": place,
            "met": met,
            "met_words": _MET[met],
            "since": moment_words(since[0]) if since else "",
            "when": _when(met, since),
            "persons": len(persons) if persons else None,
            "lacks": [_LACKING.get(one) or names.part(one) for one in lacks],
            "basis": basis_words(region.rulebook, rule),
            "source": f"{region.rulebook.documents[rule.document].number} {rule.clause}",
            "clause": rule.clause,
            **cases,
        }


def _when(met: bool | None, since: Sequence[datetime]) -> str:  # noqa: FBT001 - three answers, as a criterion has them
    """
    Return since when it has been met, or before when it is not, by what is known; "" where it cannot be told.
    """
    if met is None or not since:
        return ""
    several = "，各人不同" if len(since) > 1 else ""
    return f"自 {moment_words(since[0])}{several}" if met else f"不早于 {moment_words(since[0])}{several}"


_LACKING = {"onset": "发病日期", "recovered_at": "症状消失时间", **LACKS}


def _notes(region: Region, sections: Iterable[Section], found: Iterable[Signal]) -> Iterator[str]:
    rows = {section.key: section.rows for section in sections}
    if rows["criteria"] or rows["profiles"]:
        yield _NO_ORDER
    told: dict[str, dict[str, bool]] = {}
    for one in found:
        units = told.setdefault(one.rule.id, {})
        units[one.place.id] = units.get(one.place.id, False) or one.verdict != "no-baseline"
    for rule, units in told.items():
        without = sum(not judged for judged in units.values())
        if without:
            title = region.rulebook.signals[rule].title
            yield f"{title}：{len(units)} 个单位中有 {without} 个此前数据不足，没有基线，不作判断。"
    if told:
        yield _NO_ALERT
    off = sum(not rule.active for rule in region.rulebook.alerts.values())
    if off:
        yield f"默认关闭的预警规则 {off} 项，没有计算（rules {region.code} 可查看）。"
