"""
The Chinese words of the command line, for states, reasons and kinds.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from school_health.core.alert import AlertRule, Measure
from school_health.core.duty import Instant
from school_health.core.law import Clause, Rule
from school_health.core.rulebook import Rulebook
from school_health.files.vocabulary import PARTS as PARTS_OF_FILES


__all__ = [
    "ACCOUNT_KINDS",
    "BASES",
    "CHANGES",
    "COUNTED",
    "FAULTS",
    "KINDS",
    "LACKS",
    "LEVELS",
    "PARTS",
    "PASSWORD_PARTS",
    "REASONS",
    "REFUSALS",
    "REMEDIES",
    "SHOWN",
    "STATES",
    "TRUSTS",
    "UNITS",
    "basis_words",
    "day_words",
    "deadline_words",
    "moment_words",
    "percent",
    "threshold_words",
    "trust_words",
]

# So many rows of a long table do people see.
SHOWN = 40

STATES = {"on_time": "按时", "late": "迟报", "missing": "未报", "exempt": "免报", "not_yet_due": "未到期"}

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

KINDS = {
    "obligation": "报送义务",
    "ladder": "逐级提醒",
    "statistic": "统计",
    "consequence": "后果",
    "check": "核查",
    "workflow": "流程",
    "alert": "预警",
    "account": "账号",
    "assumption": "约定",
    "format": "表式",
    "portal": "网站",
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

# What findings say is lacking, where no rulebook has a title for it.
LACKS = {
    "absence": "病例",
    "absences": "患病学生的缺课信息",
    "before-alert": "早于预警",
    "no-alert": "没有这个编号的预警",
    "other-place": "不是预警的单位",
    "still-met": "按现有登记仍达到标准",
    "by": "经手人",
    "by-proxy": "不是由指定的代填人填写",
    "filled-by": "填写人",
    "not-reported": "尚未提出",
    "proxy": "指定代填人",
    "symptoms": "症状或疾病",
    "tracing": "病因追查",
}

# Why a move of a workflow does not count.
REFUSALS = {
    "no-matter": "没有这个事项",
    "no-move": "流程中没有这一步",
    "not-in-state": "在当时的状态下不能走这一步",
    "not-their-post": "不是由规定的岗位办理，或经手人不任此岗位",
    "same-person": "与前一步是同一人，须由他人办理",
    "before-it-opened": "早于事项发生",
    "lacks": "缺少必备内容",
}

ACCOUNT_KINDS = {"education": "教育用户", "administrator": "管理用户"}

# What is to be done about accounts, and why.
CHANGES = {
    "add": "新增",
    "remove": "删除",
    "no-account": "没有账号",
    "closed": "学校已停办、并入或尚未开办",
    "unknown-organisation": "没有这个单位",
    "twice": "同一单位多于一个",
}

PASSWORD_PARTS = {"digit": "数字", "letter": "字母", "special": "特殊字符"}

# The parts of a password rule that a password fails; with the numbers of the rule.
FAULTS = {
    "too-short": "不足 {least} 位",
    "too-long": "超过 {most} 位",
    "no-digit": "没有数字",
    "no-letter": "没有字母",
    "no-special": "没有特殊字符",
    "unknown-character": "含有空格、中文、全角或其他不便输入的字符",
}

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


def percent(value: Fraction | None) -> str:
    """
    Return a share in percent, never rounded up to the whole nor down to nothing; "无应报" where it is undefined.
    """
    if value is None:
        return "无应报"
    tenths = value * 1000
    shown = int(tenths + Fraction(1, 2))
    if shown == 1000 and value < 1:  # noqa: PLR2004 - a thousand tenths of a percent are the whole
        shown = 999
    if shown == 0 and value > 0:
        shown = 1
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
