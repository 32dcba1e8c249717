"""
The answer to ``check``, and what ``day`` says of it: what was found, which matters are open, which moves did not count.

What is told is a place, a day and a reference; health values are never told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from school_health.cli.lacking import about_words, lacks_words, needs_words
from school_health.cli.names import Names
from school_health.cli.report import Report, Section
from school_health.cli.words import REFUSALS, SHOWN, moment_words
from school_health.core.assess import Assessment
from school_health.core.events import matters_from_record
from school_health.core.finding import Check, Finding
from school_health.core.naming import from_record
from school_health.core.progress import strays
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.rulebook import Rulebook
from school_health.core.workflow import Matter, MoveRule, Refused, Workflow


__all__ = ["check_report", "findings_section", "findings_today"]

_SUMMARY = {"title": "核查", "count": "件数", "says": "问题", "do": "怎么办", "clause": "条款"}
_FINDINGS = {
    "title": "核查",
    "place": "单位",
    "subject": "对象",
    "day": "日期",
    "about": "关于",
    "lacks": "缺少或情况",
    "clause": "条款",
}
_MATTERS = {
    "title": "流程",
    "place": "单位",
    "state_words": "状态",
    "since": "自",
    "possible": "下一步可以",
    "awaited": "还等",
    "matter": "事项编号",
    "clause": "条款",
}
_REFUSED = {
    "title": "流程",
    "step": "步骤",
    "at": "时间",
    "post": "岗位",
    "reason": "未被采用的原因",
    "lacks": "缺少",
    "move": "编号",
    "matter": "事项编号",
}


def check_report(region: Region, record: Record, found: Assessment) -> Report:
    """
    Return what the checks found at a moment, the open matters of workflows, and the moves that did not count.
    """
    names = Names(region, record)
    return Report(
        title=f"{region.name} · {moment_words(found.at)} · 核查 · 自 {found.since} 起",
        about={"region": region.code, "at": found.at.isoformat(), "since": found.since.isoformat()},
        sections=[
            Section(
                key="summary", title="发现", columns=_SUMMARY, rows=list(_summary(found.findings)), empty="没有发现问题。"
            ),
            findings_section(region, names, found.findings),
            _matters(names, found.matters),
            Section(
                key="refused",
                title="没有采用的流程步骤",
                columns=_REFUSED,
                rows=[_refused(names, *one) for one in _all_refused(region, record, found)],
                shown=SHOWN,
            ),
        ],
        notes=[*_unchecked(region.rulebook), *found.assumptions],
    )


def findings_section(region: Region, names: Names, findings: Iterable[Finding]) -> Section:
    """
    Return findings one by one, those of a check together; the checks that found least come first, so that they are seen.
    """
    rows = [
        {
            "check": one.check.id,
            "title": one.check.title,
            "says": one.check.says,
            "do": one.check.do,
            "place_id": one.place,
            "place": names.place(one.place) or one.place,
            "subject": one.subject if one.subject != one.place else "",
            "day": one.day.isoformat(),
            "since": one.at.isoformat(),
            "about": about_words(region.rulebook, one),
            "lacks": lacks_words(region.rulebook, names, one),
            "clause": one.clause,
        }
        for _, group in sorted(_grouped(findings), key=lambda pair: len(pair[1]))
        for one in group
    ]
    return Section(key="findings", title="逐件", columns=_FINDINGS, rows=rows, shown=SHOWN)


def findings_today(region: Region, record: Record, found: Assessment) -> list[Section]:
    """
    Return what ``day`` says: how often each check found something, and which matters are open.
    """
    summary = Section(
        key="findings", title="核查发现（check 逐件列出）", columns=_SUMMARY, rows=list(_summary(found.findings))
    )
    return [summary, _matters(Names(region, record), found.matters)]


def _grouped(findings: Iterable[Finding]) -> list[tuple[Check, list[Finding]]]:
    groups: dict[Check, list[Finding]] = {}
    for one in findings:
        groups.setdefault(one.check, []).append(one)
    return list(groups.items())


def _summary(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    for check, group in _grouped(findings):
        yield {
            "check": check.id,
            "title": check.title,
            "count": len(group),
            "says": check.says,
            "do": check.do,
            "clause": check.clause,
        }


def _matters(names: Names, matters: Iterable[Matter]) -> Section:
    rows = [
        {
            "workflow": one.workflow.id,
            "title": one.workflow.title,
            "matter": one.id,
            "place": names.place(one.subject),
            "opened": one.opened_at.isoformat(),
            "state": one.state,
            "state_words": one.state_title,
            "since": moment_words(one.since),
            "since_at": one.since.isoformat(),
            "possible": [_possible(names, rule) for rule in one.possible],
            "awaited": [names.post(post) for post in one.waiting],
            "moves": len(one.made),
            "refused": len(one.refused),
            "clause": one.workflow.clause,
        }
        for one in matters
        if one.open
    ]
    return Section(key="matters", title="未办结的事项", columns=_MATTERS, rows=rows, shown=SHOWN)


def _possible(names: Names, rule: MoveRule) -> str:
    posts = [names.post(post) for post in rule.all or rule.by]
    return f"{rule.title}（{'、'.join(posts)}）" if posts else rule.title


def _all_refused(region: Region, record: Record, found: Assessment) -> Iterator[tuple[Workflow, Refused]]:
    """
    Yield the moves that did not count, with those about no matter where the record alone opens the workflow's matters.
    """
    world = region.world(record, found.at)
    for matter in found.matters:
        yield from ((matter.workflow, one) for one in matter.refused)
    for workflow in region.rulebook.workflows.values():
        if all(from_record(region.rulebook, name) for name in workflow.opens):
            known = matters_from_record(world, workflow, found.at)
            yield from ((workflow, one) for one in strays(world, workflow, known))


def _refused(names: Names, workflow: Workflow, refused: Refused) -> Mapping[str, Any]:
    move = refused.move
    rule = workflow.rule_of(move.move)
    needs = () if rule is None else (*rule.needs, *rule.may)
    return {
        "workflow": workflow.id,
        "title": workflow.title,
        "step": rule.title if rule is not None else move.move,
        "at": moment_words(move.at),
        "post": names.post(move.post) if move.post else "",
        "reason_id": refused.reason,
        "reason": REFUSALS.get(refused.reason, refused.reason),
        "lacks": needs_words(needs, refused.lacks, move.details),
        "move": move.id,
        "matter": move.matter,
    }


def _unchecked(book: Rulebook) -> list[str]:
    return [] if book.checks else ["本地区的规定中没有核查项目。"]
