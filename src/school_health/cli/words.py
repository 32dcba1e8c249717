"""
The Chinese words of the command line, for states, reasons and kinds.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from school_health.core.duty import Instant


__all__ = [
    "BASES",
    "KINDS",
    "LEVELS",
    "REASONS",
    "REMEDIES",
    "STATES",
    "day_words",
    "deadline_words",
    "moment_words",
    "percent",
]

STATES = {"on_time": "按时", "late": "迟报", "missing": "未报", "exempt": "免报", "not_yet_due": "未到期"}

BASES = {"text": "原文", "norm": "国家规范（未核对原文）", "ours": "本库理解"}

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
