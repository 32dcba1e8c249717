"""
The Chinese words that every output shares: states, reasons, days, deadlines, shares, and on what something rests.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from school_health.core.alert import AlertRule, Measure
from school_health.core.duty import Instant
from school_health.core.law import Clause, Rule
from school_health.core.rulebook import Rulebook
from school_health.core.titles import STATES
from school_health.files.vocabulary import PARTS as PARTS_OF_FILES


__all__ = [
    "BASES",
    "COUNTED",
    "LEVELS",
    "PARTS",
    "REASONS",
    "REMEDIES",
    "STATES",
    "TRUSTS",
    "UNITS",
    "basis_words",
    "day_words",
    "deadline_words",
    "moment_words",
    "percent",
    "tenths",
    "threshold_words",
    "trust_words",
]


BASES = {"text": "原文", "norm": "国家规范（未核对原文）", "ours": "本库理解"}

# How far a number may be trusted that nobody of this project has read in its document.
TRUSTS = {"SEC": "据他人引用", "CODE": "据公开程序", "CITY": "据一市文件", "MEM": "凭记忆", "WEAK": "来源单薄"}

LEVELS = {"school": "学校", "county": "区县", "city": "市", "province": "省"}

REASONS = {
    "no-campaign": "不在疫情应急期内，该文件不适用",
    "not-adopted": "该文件只对一所学校，其他学校未声明采用",
    "not-open": "尚未开办",
    "closed": "已停办",
    "merged": "已并入他校",
    "left": "不在册",
    "not-connected": "未接入系统",
    "out-of-scope": "不在适用范围",
    "closure": "停课",
    "suspension": "班级、年级或全校停课",
    "teaching": "另有上课安排",
    "no-meals": "不供餐",
    "meals": "另有供餐安排",
}

# What to do where a document binds nobody and should.
REMEDIES = {
    "no-campaign": "若在应急期内，请在“应急期”表（campaigns）写明起止。",
    "not-adopted": "若也照此执行，请在“采用文件”表（adoptions）写明。",
}

UNITS = {"person": "个人", "dormitory": "宿舍", "class": "班级", "school": "学校", "county": "区县"}

# By which day a case counts.
COUNTED = {
    "onset": "发病",
    "first-absence": "首次缺课",
    "present": "在病",
    "hospitalised": "住院",
    "deaths": "死亡",
}

# What parts of filings, and papers, are called: as the headings of files say it.
PARTS = {**PARTS_OF_FILES, "content": "内容"}

_MEASURES = {
    "cases": "{least} 例",
    "percent": "在册人数的 {least} %",
    "hospitalised": "住院 {least} 人",
    "deaths": "死亡 {least} 人",
    "severe": "住院或死亡 {least} 人",
}

_SETTINGS = {
    "cases": "例数",
    "percent": "百分比",
    "hospitalised": "住院数",
    "deaths": "死亡数",
    "severe": "住院或死亡数",
    "days": "天数",
    "quiet": "间隔",
}


# A tenth of a percent is a thousandth.
_WHOLE = 1000


def day_words(day: date) -> str:
    """
    Return a day as people write it, with its day of the week.
    """
    return f"{day.isoformat()} 周{'一二三四五六日'[day.weekday()]}"


def moment_words(moment: datetime) -> str:
    """
    Return a moment to the minute, or to the second where that says more.
    """
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def deadline_words(deadline: Instant | None) -> str:
    """
    Return a deadline; one at midnight belongs to the day that it ends.
    """
    if deadline is None:
        return "未定时限"
    at = deadline.at
    if deadline.edge == "out" and at.time() == at.time().min:
        return f"{(at - timedelta(days=1)).date().isoformat()} 24:00"
    return moment_words(at)


def tenths(value: Fraction) -> Fraction:
    """
    Return a share to a tenth of a percent, never rounded up to the whole nor down to nothing.
    """
    shown = int(value * _WHOLE + Fraction(1, 2))
    if shown == _WHOLE and value < 1:
        shown -= 1
    if shown == 0 and value > 0:
        shown = 1
    return Fraction(shown, _WHOLE)


def percent(value: Fraction | None) -> str:
    """
    Return a share in percent, never rounded up to the whole nor down to nothing; "无应报" where it is undefined.
    """
    if value is None:
        return "无应报"
    shown = int(tenths(value) * _WHOLE)
    return f"{shown // 10}.{shown % 10} %"


def trust_words(trust: str) -> str:
    """
    Return how far something may be trusted that was not read in its document.
    """
    return f"未核实（{TRUSTS.get(trust, trust)}）"


def basis_words(book: Rulebook, *rules: Rule, clause: Clause | None = None) -> str:
    """
    Return on what rules rest, or a clause with what carries it: what was read, what is known from others, or ours.

    It is ours only where a whole value rests on a reading, or a host has set a number; a clause also where it is an
    assumption. Readings of details are counted.

    Args:
        book: the rulebook.
        rules: the rules; of those that are off nothing is told where others are on.
        clause: the clause that they carry; absent: that of the first.
    """
    held = [one for one in rules if getattr(one, "active", True)] or list(rules)
    of = clause or book.clauses[held[0].clause]
    own = {one.id for one in book.readings.values() if one.clause == of.id} if not held else set()
    trusts = [getattr(one, "trust", "") or book.clauses[one.clause].trust for one in held] or [of.trust]
    parts = []
    if own or of.kind == "assumption" or any(one.rests_on_us for one in held):
        parts.append(BASES["ours"])
    elif not all(trusts):
        parts.append(BASES[book.documents[of.document].basis])
    parts += [trust_words(one) for one in dict.fromkeys(trusts) if one]
    readings = own.union(*(one.ours.values() for one in held))
    parts += [f"{len(readings)} 处理解"] if readings else []
    configured = dict.fromkeys(_SETTINGS[key] for one in held for key in getattr(one, "configured", ()))
    parts += [f"{'、'.join(configured)}由使用单位设定"] if configured else []
    return "，".join(parts)


def threshold_words(rule: AlertRule, measure: Measure) -> str:
    """
    Return a threshold of an alert rule: within which days, how many.
    """
    days = "个教学日" if rule.calendar == "teaching" else "日"
    window = "同一日" if rule.days == 1 else f"{rule.days} {days}内"
    return f"{window} {_MEASURES[measure].format(least=rule.thresholds[measure])}"
