"""
The answer to ``accounts``: who keeps whose account, what a password must be, and what an audit of accounts finds.

A password is read from the terminal without echo, held against the rule and forgotten; no answer repeats any of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import click

from school_health.cli.findings import findings_section
from school_health.cli.names import Names
from school_health.cli.report import Report, Section
from school_health.cli.words import (
    ACCOUNT_KINDS,
    CHANGES,
    FAULTS,
    LEVELS,
    PASSWORD_PARTS,
    SHOWN,
    basis_words,
    moment_words,
)
from school_health.core.account import AccountChange, Custody, PasswordRule, audit, password_faults
from school_health.core.finding import Finding
from school_health.core.record import Record
from school_health.core.region import Region


__all__ = ["accounts_report", "asked_password", "audit_report", "password_report"]

_CUSTODY = {
    "of": "谁的账号",
    "kind_words": "类别",
    "keeper_words": "由哪一级",
    "keeper_title": "保管单位（登录被拒找它）",
    "basis": "依据",
    "clause": "条款",
}
_NAMES = {"name": "单位", "of": "级别", "kind_words": "类别", "user": "文件所印用户名", "clause": "条款"}
_PASSWORD = {"title": "规定", "says": "要求", "basis": "依据", "clause": "条款"}
_FAULTS = {"title": "规定", "fault_words": "不符合之处", "clause": "条款"}
_CHANGES = {
    "kind_words": "处理",
    "name": "单位",
    "user": "用户名",
    "system": "系统",
    "reason_words": "原因",
    "clause": "条款",
}

# What an audit tells beside the accounts to be added and removed.
_TESTS = ("keepers", "printed-names")


def accounts_report(region: Region, day: date, of: str | None) -> Report:
    """
    Return who keeps whose account on a day, the user names as printed, and the password rule.

    Args:
        region: the region.
        day: the day.
        of: only of this level (``county`` or 区县), or of the organisation of this name as printed.
    """
    rules = _narrowed(region, list(_in_force(region, region.rulebook.custodies.values(), day)), of)
    names = [row for rule in rules for row in _names(rule) if of is None or row["name"] == of or _level(of) == rule.level]
    sections = [
        Section(
            key="custody",
            title="账号由谁开立、登记和维护",
            columns=_CUSTODY,
            rows=[_custody(region, rule) for rule in rules],
            empty="本地区的规定没有写明。",
        ),
        Section(key="names", title="文件所印的用户名", columns=_NAMES, rows=names, shown=None),
        Section(
            key="password",
            title="密码",
            columns=_PASSWORD,
            rows=[_password(region, rule) for rule in _passwords(region, day)],
        ),
    ]
    return Report(
        title=f"{region.name} · {day.isoformat()} · 账号",
        about={"region": region.code, "on": day.isoformat()},
        sections=sections,
        notes=["密码不在任何文件中，本命令也不保存密码。"],
    )


def asked_password() -> str:
    """
    Read one password from the terminal, without echo.

    Raises:
        UsageError: there is no terminal: what comes through a pipe has been written somewhere before.
    """
    if not sys.stdin.isatty():
        message = "密码只从终端读入、不回显；不要经管道、文件或参数传入"
        raise click.UsageError(message)
    try:
        return str(click.prompt("请输入要检查的密码（不显示）", hide_input=True, err=True))
    except click.Abort:
        message = "没有读到密码"
        raise click.UsageError(message) from None


def password_report(region: Region, day: date, password: str) -> tuple[Report, bool]:
    """
    Return every part of the rules in force that a password fails, and whether there is any; the password is not in it.

    Raises:
        UsageError: the region has no rule of passwords.
    """
    rules = _passwords(region, day)
    if not rules:
        message = f"{region.code} 在 {day.isoformat()} 没有密码规定"
        raise click.UsageError(message)
    rows = [
        {
            "rule": rule.id,
            "title": rule.title,
            "fault": fault,
            "fault_words": FAULTS[fault].format(least=rule.least, most=rule.most),
            "clause": rule.clause,
        }
        for rule in rules
        for fault in password_faults(rule, password)
    ]
    report = Report(
        title=f"{region.name} · {day.isoformat()} · 密码检查",
        about={"region": region.code, "on": day.isoformat(), "passes": not rows},
        sections=[Section(key="faults", title="密码", columns=_FAULTS, rows=rows, empty="符合规定。")],
        notes=[f"{rule.title}：{_password(region, rule)['says']}" for rule in rules],
    )
    return report, bool(rows)


def audit_report(region: Region, record: Record, at: datetime, of: str | None) -> tuple[Report, bool]:
    """
    Return which accounts are to be added and removed, which another keeps or that are called otherwise than printed.

    Args:
        region: the region.
        record: the facts.
        at: the moment.
        of: only of this level, or of this school or area, by id or name.

    Returns:
        The report, and whether anything was found.
    """
    names, found = Names(region, record), region.assess(record, at)
    wanted = _wanted(record, names, of)
    asked = [one for one in region.rulebook.checks.values() if one.test == "accounts"]
    told = [one for one in found.findings if one.check in asked]
    changes = _told(record, told) if asked else [(one, "") for one in _changes(region, record, at)]
    rows = [
        {
            "kind": one.kind,
            "kind_words": CHANGES[one.kind],
            "of": one.of,
            "name": names.name(one.of),
            "user": one.user or "",
            "system": one.system,
            "reason": one.reason,
            "reason_words": CHANGES[one.reason],
            "clause": clause,
        }
        for one, clause in changes
        if wanted is None or one.of in wanted
    ]
    findings = [one for one in found.findings if one.check.test in _TESTS and (wanted is None or one.place in wanted)]
    known = record.as_of(at).accounts
    notes = [] if known else ["“账号”表（accounts）没有给出账号，没有核对。"]
    notes += [] if asked else ["本地区的规定没有核对学校账号的核查项目，以上按一般做法列出。"]
    report = Report(
        title=f"{region.name} · {moment_words(at)} · 账号核对 · {len(known)} 个账号",
        about={"region": region.code, "at": at.isoformat()},
        sections=[
            Section(key="changes", title="应新增和删除的账号", columns=_CHANGES, rows=rows, shown=SHOWN, empty="没有。"),
            findings_section(region, names, findings),
        ],
        notes=[*notes, *record.assumptions],
    )
    return report, bool(rows or findings)


# ------------------------------------------------------------------ the rules


def _in_force(region: Region, rules: Iterable[Any], day: date) -> Iterator[Any]:
    return (rule for rule in rules if region.rulebook.in_force(rule, day))


def _passwords(region: Region, day: date) -> list[PasswordRule]:
    return list(_in_force(region, region.rulebook.passwords.values(), day))


def _level(of: str) -> str | None:
    """
    Return the level that an id or a Chinese word names.
    """
    return next((level for level, word in LEVELS.items() if of in (level, word)), None)


def _narrowed(region: Region, rules: list[Custody], of: str | None) -> list[Custody]:
    if of is None:
        return rules
    kept = [rule for rule in rules if rule.level == _level(of) or of in rule.names]
    if not kept:
        levels = "、".join(dict.fromkeys(LEVELS[rule.level] for rule in rules))
        printed = "、".join(dict.fromkeys(name for rule in rules for name in rule.names))
        message = f"{region.code} 没有“{of}”的账号规定；有：{levels or '无'}" + (f"；单位：{printed}" if printed else "")
        raise click.UsageError(message)
    return kept


def _custody(region: Region, rule: Custody) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "title": rule.title,
        "level": rule.level,
        "of": LEVELS[rule.level],
        "kind": rule.kind,
        "kind_words": ACCOUNT_KINDS[rule.kind],
        "keeper": rule.keeper,
        "keeper_words": LEVELS[rule.keeper],
        "keeper_title": rule.keeper_title,
        "basis": basis_words(region.rulebook, rule),
        "clause": rule.clause,
    }


def _names(rule: Custody) -> Iterator[dict[str, Any]]:
    for name, user in rule.names.items():
        yield {
            "name": name,
            "level": rule.level,
            "of": LEVELS[rule.level],
            "kind": rule.kind,
            "kind_words": ACCOUNT_KINDS[rule.kind],
            "user": user,
            "clause": rule.clause,
        }


def _password(region: Region, rule: PasswordRule) -> dict[str, Any]:
    parts = "、".join(PASSWORD_PARTS[part] for part in rule.all_of)
    return {
        "rule": rule.id,
        "title": rule.title,
        "least": rule.least,
        "most": rule.most,
        "all_of": list(rule.all_of),
        "says": f"{rule.least} 至 {rule.most} 位" + (f"，须同时含有{parts}" if parts else ""),
        "basis": basis_words(region.rulebook, rule),
        "clause": rule.clause,
    }


# ------------------------------------------------------------------ the audit


def _wanted(record: Record, names: Names, of: str | None) -> set[str] | None:
    """
    Return the ids of the schools and areas that are meant, of an area with its schools; None where all are.
    """
    if of is None:
        return None
    level = _level(of)
    named = {area.id for area in record.areas if of in (area.id, area.name)}
    areas = named | {area.id for area in record.areas if area.level == level}
    schools = {
        one.id
        for one in record.school_by_id.values()
        if level == "school" or of in (one.id, names.name(one.id)) or not named.isdisjoint((one.area, one.authority))
    }
    if not areas | schools and level is None:
        message = f"文件夹里没有“{of}”；请写学校、区县、市、省，或其中一个单位的代码或名称"
        raise click.UsageError(message)
    return areas | schools


def _told(record: Record, told: Iterable[Finding]) -> list[tuple[AccountChange, str]]:
    """
    Return the changes that findings of a region's own checks tell, each with its clause.
    """
    systems = {(one.user, one.of): one.system for one in record.accounts}
    found = []
    for one in told:
        kind, reason = one.lacks
        system = systems[one.about, one.subject] if one.about else "、".join(one.check.of)
        change = AccountChange(of=one.subject, kind=kind, user=one.about or None, reason=reason, system=system)  # type: ignore[arg-type]
        found.append((change, one.clause))
    return found


def _changes(region: Region, record: Record, at: datetime) -> tuple[AccountChange, ...]:
    """
    Return the changes to make to the accounts of schools where no check of the region asks for them.
    """
    world = region.world(record, at)
    accounts = [one for one in world.record.accounts if one.of not in world.record.area_by_id]
    if not accounts:
        return ()
    day = at.date()
    schools = world.record.school_by_id.values()
    return audit(accounts, {one.id: not world.absent(world.filer_of(one), day) for one in schools}, day)
