"""
The answers to ``regions`` and ``rules``: what holds, since when, by which clause, on what basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from school_health.cli.carriers import carrier_rows
from school_health.cli.report import Report, Section
from school_health.cli.words import KINDS, basis_words
from school_health.core.law import Clause, Document, Rule, holds
from school_health.core.region import Region
from school_health.core.rulebook import Rulebook
from school_health.registry import Installed


__all__ = ["regions_report", "rules_report"]


def regions_report(installed: Iterable[Installed]) -> Report:
    """
    Return the regions that are installed, and why those that cannot be opened cannot.
    """
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "distribution": one.distribution,
            "state": "可用" if one.error is None else f"无法载入：{one.error}",
        }
        for one in installed
    ]
    columns = {"code": "代码", "name": "地区", "distribution": "软件包", "state": "状态"}
    return Report(
        title="已安装的地区", about={}, sections=[Section(key="regions", title="地区", columns=columns, rows=rows)]
    )


def rules_report(region: Region, on: date | None, clause: str | None) -> Report:
    """
    Return the clauses of a region with what carries them; of one day, or one clause with its readings in full.
    """
    book = region.rulebook
    rules = [rule for chapter in book.chapters for rule in chapter.rules if on is None or book.in_force(rule, on)]
    rows = list(_clauses(book, rules, on, clause))
    sections = [
        Section(
            key="documents",
            title="文件",
            columns={
                "number": "文号",
                "title": "标题",
                "since": "自",
                "until": "至",
                "reach": "对象",
                "during": "适用",
                "last_checked": "最近核对",
            },
            rows=[_document(book, one) for one in dict.fromkeys(row["document"] for row in rows)],
        ),
        Section(
            key="clauses",
            title="条款",
            columns={
                "clause": "条款",
                "kind": "类别",
                "carried": "由何承载",
                "since": "自",
                "until": "至",
                "basis": "依据",
                "says": "要求",
            },
            rows=rows,
            empty="这一天没有有效的条款。",
        ),
    ]
    if clause is not None:
        sections += [_carriers(book, clause, rules), _readings(book, clause, rules)]
    when = f" · {on.isoformat()}" if on is not None else ""
    return Report(title=f"{region.name}（{region.code}）{when}", about={"region": region.code}, sections=sections)


def _carried(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for clause in dict.fromkeys(rule.clauses):
            found.setdefault(clause, []).append(rule)
    return found


def _clauses(book: Rulebook, rules: Iterable[Rule], on: date | None, wanted: str | None) -> Iterator[dict[str, Any]]:
    """
    Yield every clause that a rule in force carries, and every one that no rule ever carries while its document holds.
    """
    carried, ever = _carried(rules), {one for chapter in book.chapters for rule in chapter.rules for one in rule.clauses}
    for clause in book.clauses.values():
        document = book.documents[clause.document]
        if wanted not in (None, clause.id):
            continue
        if clause.id not in carried and (clause.id in ever or not _holds(document, on)):
            continue
        carriers = carried.get(clause.id, [])
        shown = [one for one in carriers if type(one).__name__ not in ("Party", "EventKind", "Scope")] or carriers
        spans = [book.span(one) for one in shown] or [(document.since, document.until)]
        ends = [until for _, until in spans]
        yield {
            "clause": clause.id,
            "kind": KINDS.get(clause.kind, clause.kind),
            "document": clause.document,
            "at": clause.at,
            "carried": [_carrier(one) for one in shown] or _uncarried(book, clause),
            "not_yet": clause.not_yet,
            "since": min(since for since, _ in spans).isoformat(),
            "until": "" if None in ends else max(end for end in ends if end is not None).isoformat(),
            "basis": basis_words(book, *shown, clause=clause),
            "says": clause.says,
        }


def _holds(document: Document, on: date | None) -> bool:
    return on is None or holds(document.since, document.until, on)


def _uncarried(book: Rulebook, clause: Clause) -> list[str]:
    """
    Return why no rule carries a clause: not yet, or because a reading says all of it.
    """
    if clause.not_yet:
        return [f"尚未承载：{clause.not_yet}"]
    return [f"理解（{one.id}）" for one in book.readings.values() if one.clause == clause.id] or ["没有规则承载"]


def _carrier(rule: Rule) -> str:
    off = "，默认关闭" if getattr(rule, "active", True) is False else ""
    return f"{rule.title}（{rule.id}{off}）"


def _document(book: Rulebook, document_id: str) -> dict[str, Any]:
    document = book.documents[document_id]
    return {
        "document": document.id,
        "number": document.number,
        "title": document.title,
        "issuer": document.issuer,
        "since": document.since.isoformat(),
        "until": document.until.isoformat() if document.until is not None else "",
        "reach": document.reach.of,
        "during": "疫情应急期内" if document.during else "",
        "last_checked": document.last_checked.isoformat(),
    }


def _carriers(book: Rulebook, clause: str, rules: Iterable[Rule]) -> Section:
    columns = {"kind_words": "规则", "title": "名称", "item": "项目", "says": "内容"}
    rows = list(carrier_rows(book, (rule for rule in rules if clause in rule.clauses)))
    return Section(key="carriers", title="承载的规则逐项（可与原文校对）", columns=columns, rows=rows)


def _readings(book: Rulebook, clause: str, rules: Iterable[Rule]) -> Section:
    ids = dict.fromkeys(reading for rule in rules if clause in rule.clauses for reading in rule.ours.values())
    ids |= dict.fromkeys(one.id for one in book.readings.values() if one.clause == clause)
    rows = [
        {
            "reading": one.id,
            "phrase": one.phrase,
            "taken": "√" if choice == one.choice else "",
            "choice": choice,
            "means": means,
            "why": one.why if choice == one.choice else "",
        }
        for one in (book.readings[reading] for reading in ids)
        for choice, means in one.choices.items()
    ]
    columns = {"reading": "理解", "phrase": "原文用语", "taken": "采用", "choice": "取法", "means": "即", "why": "理由"}
    title = "原文未尽之处的理解（用 --reading 理解=取法 更换）"
    return Section(key="readings", title=title, columns=columns, rows=rows)
