"""
The Chinese words of the command line: those that every output shares, and its own.
"""

from __future__ import annotations

from school_health.files.wording import (
    BASES,
    COUNTED,
    LEVELS,
    PARTS,
    REASONS,
    REMEDIES,
    STATES,
    TRUSTS,
    UNITS,
    basis_words,
    day_words,
    deadline_words,
    moment_words,
    percent,
    threshold_words,
    trust_words,
)


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
